"""Notifications and how members want them."""

from tortoise import fields, migrations
from tortoise.fields.base import OnDelete
from tortoise.migrations import operations as ops

from models.ids import uuid7
from models.mails import MailKind
from models.notification_kinds import NotificationKind
from models.notification_preferences import Attention, Digest
from models.table import one_of

DECLARED = """
alter table notifications drop constraint notifications_claim_id_fkey;
alter table notifications drop constraint notifications_comment_id_fkey;
alter table notifications drop constraint notifications_introduction_id_fkey;
alter table notifications drop constraint notifications_member_id_fkey;
alter table notifications drop constraint notifications_membership_id_fkey;
alter table notifications drop constraint notifications_mention_id_fkey;
alter table notifications drop constraint notifications_network_id_fkey;
alter table notifications drop constraint notifications_post_id_fkey;
alter table notifications drop constraint notifications_tie_id_fkey;
alter table notifications drop constraint notifications_tie_request_id_fkey;
alter table notification_items drop constraint notification_items_actor_id_fkey;
alter table notification_items drop constraint notification_items_comment_id_fkey;
alter table notification_items drop constraint notification_items_network_id_fkey;
alter table notification_items drop constraint notification_items_notification_id_fkey;
alter table notification_items drop constraint notification_items_reaction_id_fkey;
alter table notification_preferences drop constraint notification_preferences_member_id_fkey;
alter table notification_preferences drop constraint notification_preferences_network_id_fkey;
alter table place_preferences drop constraint place_preferences_group_id_fkey;
alter table place_preferences drop constraint place_preferences_member_id_fkey;
alter table place_preferences drop constraint place_preferences_network_id_fkey;
alter table place_preferences drop constraint place_preferences_post_id_fkey;
alter table notification_settings drop constraint notification_settings_member_id_fkey;
alter table notification_settings drop constraint notification_settings_network_id_fkey;
alter table notifications add constraint notifications_group unique (member_id, kind, group_key);
alter table notifications add constraint notifications_member foreign key (network_id, member_id) references members (network_id, id) on delete cascade;
alter table notifications add constraint notifications_kind check (kind ~ '^[A-Z_]+$');
alter table notifications add constraint notifications_about_one_thing check (num_nonnulls(post_id, comment_id, mention_id, tie_request_id, tie_id, introduction_id, membership_id, claim_id) = 1);
alter table notifications add constraint notifications_somewhere check (in_app or mail);
alter table notifications add constraint notifications_read_is_seen check (read_at is null or seen_at is not null);
alter table notifications add constraint notifications_times check (at >= first_at);
alter table notifications add constraint notifications_post foreign key (network_id, post_id) references posts (network_id, id) on delete cascade;
alter table notifications add constraint notifications_comment foreign key (network_id, comment_id) references comments (network_id, id) on delete cascade;
alter table notifications add constraint notifications_introduction foreign key (network_id, introduction_id) references introductions (network_id, id) on delete cascade;
alter table notifications add constraint notifications_claim foreign key (network_id, claim_id) references claims (network_id, id) on delete cascade;
alter table notifications add constraint notifications_mention foreign key (mention_id) references mentions (id) on delete cascade;
alter table notifications add constraint notifications_tie_request foreign key (tie_request_id) references tie_requests (id) on delete cascade;
alter table notifications add constraint notifications_tie foreign key (tie_id) references ties (id) on delete cascade;
alter table notifications add constraint notifications_membership foreign key (membership_id) references group_memberships (id) on delete cascade;
create index notifications_of_member on notifications (member_id, at desc, id desc);
create index notifications_unseen on notifications (member_id) where seen_at is null;
create index notifications_unread on notifications (member_id) where read_at is null;
create index notifications_to_mail on notifications (first_at) where mail and mailed_at is null and read_at is null;
create index notifications_by_time on notifications (network_id, at);
create index notifications_by_post on notifications (post_id) where post_id is not null;
create index notifications_by_comment on notifications (comment_id) where comment_id is not null;
create index notifications_by_mention on notifications (mention_id) where mention_id is not null;
create index notifications_by_tie_request on notifications (tie_request_id) where tie_request_id is not null;
create index notifications_by_tie on notifications (tie_id) where tie_id is not null;
create index notifications_by_introduction on notifications (introduction_id) where introduction_id is not null;
create index notifications_by_membership on notifications (membership_id) where membership_id is not null;
create index notifications_by_claim on notifications (claim_id) where claim_id is not null;
alter table notification_items add constraint notification_items_notification foreign key (notification_id) references notifications (id) on delete cascade;
alter table notification_items add constraint notification_items_actor foreign key (network_id, actor_id) references members (network_id, id) on delete cascade;
alter table notification_items add constraint notification_items_comment foreign key (network_id, comment_id) references comments (network_id, id) on delete cascade;
alter table notification_items add constraint notification_items_reaction foreign key (reaction_id) references reactions (id) on delete cascade;
alter table notification_items add constraint notification_items_once unique (notification_id, reaction_id);
create index notification_items_of_actor on notification_items (actor_id);
create index notification_items_by_comment on notification_items (comment_id) where comment_id is not null;
create index notification_items_by_reaction on notification_items (reaction_id) where reaction_id is not null;
alter table notification_positions add constraint notification_positions_position check (position >= 0);
alter table notification_preferences add constraint notification_preferences_once unique (member_id, kind);
alter table notification_preferences add constraint notification_preferences_member foreign key (network_id, member_id) references members (network_id, id) on delete cascade;
alter table notification_preferences add constraint notification_preferences_kind check (kind ~ '^[A-Z_]+$');
alter table place_preferences add constraint place_preferences_group_once unique (member_id, group_id);
alter table place_preferences add constraint place_preferences_post_once unique (member_id, post_id);
alter table place_preferences add constraint place_preferences_member foreign key (network_id, member_id) references members (network_id, id) on delete cascade;
alter table place_preferences add constraint place_preferences_group foreign key (network_id, group_id) references groups (network_id, id) on delete cascade;
alter table place_preferences add constraint place_preferences_post foreign key (network_id, post_id) references posts (network_id, id) on delete cascade;
alter table place_preferences add constraint place_preferences_one_place check (num_nonnulls(group_id, post_id) = 1);
alter table place_preferences add constraint place_preferences_attention check (attention in ('MUTE', 'ALL'));
create index place_preferences_of_group on place_preferences (group_id, attention) where group_id is not null;
create index place_preferences_of_post on place_preferences (post_id, attention) where post_id is not null;
alter table notification_settings add constraint notification_settings_once unique (member_id);
alter table notification_settings add constraint notification_settings_member foreign key (network_id, member_id) references members (network_id, id) on delete cascade;
alter table notification_settings add constraint notification_settings_from check (quiet_from ~ '^([01][0-9]|2[0-3]):[0-5][0-9]$');
alter table notification_settings add constraint notification_settings_until check (quiet_until ~ '^([01][0-9]|2[0-3]):[0-5][0-9]$');
alter table notification_settings add constraint notification_settings_quiet check ((quiet_from is null) = (quiet_until is null) and quiet_from <> quiet_until);
alter table notification_settings add constraint notification_settings_digest check (digest in ('OFF', 'DAILY', 'WEEKLY'));
alter table notification_settings add constraint notification_settings_due check ((digest = 'OFF') = (digest_due_at is null));
create index notification_settings_due_at on notification_settings (digest_due_at) where digest_due_at is not null;
"""
# Of what happened before nobody is notified now.
FROM_HERE_ON = """
insert into notification_positions (id, network_id, position)
select gen_random_uuid(), network_id, position from network_heads
"""
# What a mail can be is what the model says by now: other migrations add kinds as well.
MAILS = f"""
alter table mails drop constraint mails_kind;
alter table mails add constraint mails_kind {one_of("kind", MailKind)};
"""


class Migration(migrations.Migration):
    """What members are told."""

    dependencies = [("models", "0022_announcements")]

    operations = [
        ops.CreateModel(
            name="Notification",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True)),
                (
                    "network",
                    fields.ForeignKeyField(
                        "models.Network",
                        source_field="network_id",
                        db_constraint=False,
                        to_field="id",
                        related_name="notifications",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "member",
                    fields.ForeignKeyField(
                        "models.Member",
                        source_field="member_id",
                        db_constraint=False,
                        to_field="id",
                        related_name="notifications",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("kind", fields.CharEnumField(enum_type=NotificationKind, max_length=32)),
                ("group_key", fields.CharField(max_length=80)),
                (
                    "post",
                    fields.ForeignKeyField(
                        "models.Post",
                        source_field="post_id",
                        null=True,
                        db_constraint=False,
                        to_field="id",
                        related_name="notifications",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "comment",
                    fields.ForeignKeyField(
                        "models.Comment",
                        source_field="comment_id",
                        null=True,
                        db_constraint=False,
                        to_field="id",
                        related_name="notifications",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "mention",
                    fields.ForeignKeyField(
                        "models.Mention",
                        source_field="mention_id",
                        null=True,
                        db_constraint=False,
                        to_field="id",
                        related_name="notifications",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "tie_request",
                    fields.ForeignKeyField(
                        "models.TieRequest",
                        source_field="tie_request_id",
                        null=True,
                        db_constraint=False,
                        to_field="id",
                        related_name="notifications",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "tie",
                    fields.ForeignKeyField(
                        "models.Tie",
                        source_field="tie_id",
                        null=True,
                        db_constraint=False,
                        to_field="id",
                        related_name="notifications",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "introduction",
                    fields.ForeignKeyField(
                        "models.Introduction",
                        source_field="introduction_id",
                        null=True,
                        db_constraint=False,
                        to_field="id",
                        related_name="notifications",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "membership",
                    fields.ForeignKeyField(
                        "models.GroupMembership",
                        source_field="membership_id",
                        null=True,
                        db_constraint=False,
                        to_field="id",
                        related_name="notifications",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "claim",
                    fields.ForeignKeyField(
                        "models.Claim",
                        source_field="claim_id",
                        null=True,
                        db_constraint=False,
                        to_field="id",
                        related_name="notifications",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("in_app", fields.BooleanField()),
                ("mail", fields.BooleanField()),
                ("first_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("seen_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("read_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("mailed_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "notifications",
                "app": "models",
                "pk_attr": "id",
                "table_description": "That something happened which a member wants to know; more of the same is gathered in it for a while.",
            },
            bases=["Table"],
        ),
        ops.CreateModel(
            name="NotificationItem",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True)),
                (
                    "network",
                    fields.ForeignKeyField(
                        "models.Network",
                        source_field="network_id",
                        db_constraint=False,
                        to_field="id",
                        related_name="notification_items",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "notification",
                    fields.ForeignKeyField(
                        "models.Notification",
                        source_field="notification_id",
                        db_constraint=False,
                        to_field="id",
                        related_name="items",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "actor",
                    fields.ForeignKeyField(
                        "models.Member",
                        source_field="actor_id",
                        null=True,
                        db_constraint=False,
                        to_field="id",
                        related_name="notification_items",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "comment",
                    fields.ForeignKeyField(
                        "models.Comment",
                        source_field="comment_id",
                        null=True,
                        db_constraint=False,
                        to_field="id",
                        related_name="notification_items",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "reaction",
                    fields.ForeignKeyField(
                        "models.Reaction",
                        source_field="reaction_id",
                        null=True,
                        db_constraint=False,
                        to_field="id",
                        related_name="notification_items",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "notification_items",
                "app": "models",
                "pk_attr": "id",
                "table_description": "One happening that a notification gathers: who did it, and the comment or reaction that it was.",
            },
            bases=["Table"],
        ),
        ops.CreateModel(
            name="NotificationPosition",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True)),
                (
                    "network",
                    fields.OneToOneField(
                        "models.Network",
                        source_field="network_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="notified",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("position", fields.BigIntField(default=0)),
                ("looked_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "notification_positions",
                "app": "models",
                "pk_attr": "id",
                "table_description": "How far the outbox of a network is derived; whoever derives holds it.",
            },
            bases=["Table"],
        ),
        ops.CreateModel(
            name="NotificationPreference",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True)),
                (
                    "network",
                    fields.ForeignKeyField(
                        "models.Network",
                        source_field="network_id",
                        db_constraint=False,
                        to_field="id",
                        related_name="notification_preferences",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "member",
                    fields.ForeignKeyField(
                        "models.Member",
                        source_field="member_id",
                        db_constraint=False,
                        to_field="id",
                        related_name="notification_preferences",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("kind", fields.CharEnumField(enum_type=NotificationKind, max_length=32)),
                ("in_app", fields.BooleanField()),
                ("mail", fields.BooleanField()),
            ],
            options={
                "table": "notification_preferences",
                "app": "models",
                "pk_attr": "id",
                "table_description": "Where a member wants notifications of one kind.",
            },
            bases=["Table"],
        ),
        ops.CreateModel(
            name="NotificationSetting",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True)),
                (
                    "network",
                    fields.ForeignKeyField(
                        "models.Network",
                        source_field="network_id",
                        db_constraint=False,
                        to_field="id",
                        related_name="notification_settings",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "member",
                    fields.ForeignKeyField(
                        "models.Member",
                        source_field="member_id",
                        db_constraint=False,
                        to_field="id",
                        related_name="notification_settings",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("quiet_from", fields.CharField(null=True, max_length=5)),
                ("quiet_until", fields.CharField(null=True, max_length=5)),
                ("digest", fields.CharEnumField(default=Digest.OFF, db_default="OFF", enum_type=Digest, max_length=8)),
                ("digest_due_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "notification_settings",
                "app": "models",
                "pk_attr": "id",
                "table_description": "When a member wants no mails, and how often a digest; clock times are those of the member's time zone.",
            },
            bases=["Table"],
        ),
        ops.CreateModel(
            name="PlacePreference",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True)),
                (
                    "network",
                    fields.ForeignKeyField(
                        "models.Network",
                        source_field="network_id",
                        db_constraint=False,
                        to_field="id",
                        related_name="place_preferences",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "member",
                    fields.ForeignKeyField(
                        "models.Member",
                        source_field="member_id",
                        db_constraint=False,
                        to_field="id",
                        related_name="place_preferences",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "group",
                    fields.ForeignKeyField(
                        "models.Group",
                        source_field="group_id",
                        null=True,
                        db_constraint=False,
                        to_field="id",
                        related_name="place_preferences",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "post",
                    fields.ForeignKeyField(
                        "models.Post",
                        source_field="post_id",
                        null=True,
                        db_constraint=False,
                        to_field="id",
                        related_name="place_preferences",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("attention", fields.CharEnumField(enum_type=Attention, max_length=4)),
                ("since", fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "place_preferences",
                "app": "models",
                "pk_attr": "id",
                "table_description": "That a member wants to hear nothing, or everything, of a group or of what is said under a post.",
            },
            bases=["Table"],
        ),
        ops.RunSQL(DECLARED, ""),
        ops.RunSQL(FROM_HERE_ON, ""),
        ops.RunSQL(MAILS, ""),
    ]
