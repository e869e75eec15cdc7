"""Announcements, their deliveries, and what members want to get."""

from tortoise import fields, migrations
from tortoise.fields.base import OnDelete
from tortoise.migrations import operations as ops

from models.announcement_topics import SubscriptionSource
from models.announcements import AnnouncementStatus, DeliveryState
from models.channels import Channel
from models.ids import uuid7
from models.mails import MailKind

DECLARED = """
alter table topic_subscriptions drop constraint topic_subscriptions_network_id_fkey;
alter table topic_subscriptions drop constraint topic_subscriptions_member_id_fkey;
alter table topic_subscriptions drop constraint topic_subscriptions_topic_id_fkey;
alter table announcements drop constraint announcements_network_id_fkey;
alter table announcements drop constraint announcements_author_id_fkey;
alter table announcements drop constraint announcements_topic_id_fkey;
alter table announcements drop constraint announcements_segment_id_fkey;
alter table deliveries drop constraint deliveries_network_id_fkey;
alter table deliveries drop constraint deliveries_announcement_id_fkey;
alter table deliveries drop constraint deliveries_member_id_fkey;
alter table posts drop constraint posts_announcement_id_fkey;
alter table announcement_topics add constraint announcement_topics_in_network unique (network_id, id);
alter table announcement_topics add constraint announcement_topics_name_ja check (char_length(name_ja) <= 100 and btrim(name_ja) <> '');
alter table announcement_topics add constraint announcement_topics_name_en check (char_length(name_en) <= 100 and btrim(name_en) <> '');
alter table announcement_topics add constraint announcement_topics_version check (version > 0);
alter table topic_subscriptions add constraint topic_subscriptions_channel check (channel in ('IN_APP', 'MAIL'));
alter table topic_subscriptions add constraint topic_subscriptions_source check (source in ('MEMBER', 'LINK'));
alter table topic_subscriptions add constraint topic_subscriptions_ended check (ended_at >= said_at);
alter table topic_subscriptions add constraint topic_subscriptions_once exclude using btree (member_id with =, topic_id with =, channel with =) where (ended_at is null);
create index topic_subscriptions_of_topic on topic_subscriptions (topic_id, channel) where ended_at is null;
alter table signing_keys add constraint signing_keys_once unique (network_id);
alter table signing_keys add constraint signing_keys_secret check (octet_length(secret) >= 32);
alter table announcements add constraint announcements_in_network unique (network_id, id);
alter table announcements add constraint announcements_title check (char_length(title) <= 200 and btrim(title) <> '');
alter table announcements add constraint announcements_body check (char_length(body) <= 20000 and btrim(body) <> '');
alter table announcements add constraint announcements_status check (status in ('DRAFT', 'SCHEDULED', 'SENT', 'CANCELLED'));
alter table announcements add constraint announcements_sent check (case status when 'SENT' then sent_at is not null when 'CANCELLED' then true else sent_at is null end);
alter table announcements add constraint announcements_scheduled check (status <> 'SCHEDULED' or scheduled_at is not null);
alter table announcements add constraint announcements_version check (version > 0);
create index announcements_by_time on announcements (network_id, listed_at desc, id desc);
create index announcements_due on announcements (scheduled_at) where status = 'SCHEDULED';
alter table deliveries add constraint deliveries_once unique (announcement_id, member_id, channel);
alter table deliveries add constraint deliveries_channel check (channel in ('IN_APP', 'MAIL'));
alter table deliveries add constraint deliveries_state check (state in ('PENDING', 'SENT', 'FAILED', 'SUPPRESSED'));
alter table deliveries add constraint deliveries_attempts check (attempts >= 0);
create index deliveries_of_member on deliveries (member_id, at desc);
alter table posts add constraint posts_announced_once unique (announcement_id);
alter table posts add constraint posts_announced check (announcement_id is null or num_nonnulls(group_id, author_id) = 0);
alter table topic_subscriptions add constraint topic_subscriptions_member foreign key (network_id, member_id) references members (network_id, id) on delete cascade;
alter table topic_subscriptions add constraint topic_subscriptions_topic foreign key (network_id, topic_id) references announcement_topics (network_id, id) on delete cascade;
alter table announcements add constraint announcements_author foreign key (network_id, author_id) references members (network_id, id) on delete set null (author_id);
alter table announcements add constraint announcements_topic foreign key (network_id, topic_id) references announcement_topics (network_id, id) on delete cascade;
alter table announcements add constraint announcements_segment foreign key (network_id, segment_id) references segments (network_id, id) on delete cascade;
alter table deliveries add constraint deliveries_announcement foreign key (network_id, announcement_id) references announcements (network_id, id) on delete cascade;
alter table deliveries add constraint deliveries_member foreign key (network_id, member_id) references members (network_id, id) on delete cascade;
alter table posts add constraint posts_announcement foreign key (network_id, announcement_id) references announcements (network_id, id) on delete cascade;
alter table mails drop constraint mails_kind;
alter table mails add constraint mails_kind check (kind in ('INVITATION', 'SIGN_IN', 'CLAIM', 'CLAIM_APPROVED', 'CLAIM_REJECTED', 'ANNOUNCEMENT'));
"""


class Migration(migrations.Migration):
    """The voice of the company."""

    dependencies = [("models", "0021_jobs")]

    initial = False

    operations = [
        ops.CreateModel(
            name="AnnouncementTopic",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True)),
                (
                    "network",
                    fields.ForeignKeyField(
                        "models.Network",
                        source_field="network_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="announcement_topics",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("name_ja", fields.CharField(max_length=100)),
                ("name_en", fields.CharField(null=True, max_length=100)),
                ("place", fields.IntField(default=0)),
                ("archived_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("created_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("version", fields.IntField(default=1)),
            ],
            options={
                "table": "announcement_topics",
                "app": "models",
                "pk_attr": "id",
                "table_description": "What the network's announcements can be about.",
            },
            bases=["Table"],
        ),
        ops.CreateModel(
            name="Announcement",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True)),
                (
                    "network",
                    fields.ForeignKeyField(
                        "models.Network",
                        source_field="network_id",
                        db_constraint=False,
                        to_field="id",
                        related_name="announcements",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "author",
                    fields.ForeignKeyField(
                        "models.Member",
                        source_field="author_id",
                        null=True,
                        db_constraint=False,
                        to_field="id",
                        related_name="announcements",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "topic",
                    fields.ForeignKeyField(
                        "models.AnnouncementTopic",
                        source_field="topic_id",
                        db_constraint=False,
                        to_field="id",
                        related_name="announcements",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "segment",
                    fields.ForeignKeyField(
                        "models.Segment",
                        source_field="segment_id",
                        null=True,
                        db_constraint=False,
                        to_field="id",
                        related_name="announcements",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("title", fields.CharField(max_length=200)),
                ("body", fields.TextField(unique=False)),
                (
                    "status",
                    fields.CharEnumField(
                        default=AnnouncementStatus.DRAFT,
                        description="DRAFT: DRAFT\nSCHEDULED: SCHEDULED\nSENT: SENT\nCANCELLED: CANCELLED",
                        enum_type=AnnouncementStatus,
                        max_length=16,
                    ),
                ),
                ("by_mail", fields.BooleanField(default=False)),
                ("scheduled_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("sent_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("created_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("listed_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("edited_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("version", fields.IntField(default=1)),
            ],
            options={
                "table": "announcements",
                "app": "models",
                "pk_attr": "id",
                "table_description": "What the network says to all its members, or to a segment of them.",
            },
            bases=["Table"],
        ),
        ops.CreateModel(
            name="Delivery",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True)),
                (
                    "network",
                    fields.ForeignKeyField(
                        "models.Network",
                        source_field="network_id",
                        db_constraint=False,
                        to_field="id",
                        related_name="deliveries",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "announcement",
                    fields.ForeignKeyField(
                        "models.Announcement",
                        source_field="announcement_id",
                        db_constraint=False,
                        to_field="id",
                        related_name="deliveries",
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
                        related_name="deliveries",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "channel",
                    fields.CharEnumField(description="MAIL: MAIL\nIN_APP: IN_APP", enum_type=Channel, max_length=8),
                ),
                (
                    "state",
                    fields.CharEnumField(
                        default=DeliveryState.PENDING,
                        description="PENDING: PENDING\nSENT: SENT\nFAILED: FAILED\nSUPPRESSED: SUPPRESSED",
                        enum_type=DeliveryState,
                        max_length=16,
                    ),
                ),
                ("attempts", fields.IntField(default=0)),
                ("at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("unsubscribed_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "deliveries",
                "app": "models",
                "pk_attr": "id",
                "table_description": "That an announcement was meant for a member, by one channel, and how far it came.",
            },
            bases=["Table"],
        ),
        ops.CreateModel(
            name="SigningKey",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True)),
                (
                    "network",
                    fields.ForeignKeyField(
                        "models.Network",
                        source_field="network_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="signing_keys",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("secret", fields.BinaryField()),
            ],
            options={
                "table": "signing_keys",
                "app": "models",
                "pk_attr": "id",
                "table_description": "What the links in the mails of a network are signed with; it leaves the database with nobody.",
            },
            bases=["Table"],
        ),
        ops.CreateModel(
            name="TopicSubscription",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True)),
                (
                    "network",
                    fields.ForeignKeyField(
                        "models.Network",
                        source_field="network_id",
                        db_constraint=False,
                        to_field="id",
                        related_name="topic_subscriptions",
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
                        related_name="topic_subscriptions",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "topic",
                    fields.ForeignKeyField(
                        "models.AnnouncementTopic",
                        source_field="topic_id",
                        db_constraint=False,
                        to_field="id",
                        related_name="subscriptions",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "channel",
                    fields.CharEnumField(description="MAIL: MAIL\nIN_APP: IN_APP", enum_type=Channel, max_length=8),
                ),
                ("wanted", fields.BooleanField()),
                (
                    "source",
                    fields.CharEnumField(
                        description="MEMBER: MEMBER\nLINK: LINK", enum_type=SubscriptionSource, max_length=8
                    ),
                ),
                ("said_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("ended_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "topic_subscriptions",
                "app": "models",
                "pk_attr": "id",
                "table_description": "What a member said of a topic and a channel: the row without an end holds, the others are how it came to it.",
            },
            bases=["Table"],
        ),
        ops.AlterModelOptions(
            name="GroupMembership",
            options={
                "table": "group_memberships",
                "app": "models",
                "pk_attr": "id",
                "table_description": "Where a member stands with a group: belongs to it, wants to, is invited, is banned, or went against its rule.",
            },
        ),
        ops.AlterField(
            model_name="Mail",
            name="kind",
            field=fields.CharEnumField(
                description="INVITATION: INVITATION\nSIGN_IN: SIGN_IN\nCLAIM: CLAIM\nCLAIM_APPROVED: CLAIM_APPROVED\nCLAIM_REJECTED: CLAIM_REJECTED\nANNOUNCEMENT: ANNOUNCEMENT",
                enum_type=MailKind,
                max_length=16,
            ),
        ),
        ops.AddField(
            model_name="Post",
            name="announcement",
            field=fields.ForeignKeyField(
                "models.Announcement",
                source_field="announcement_id",
                null=True,
                db_constraint=False,
                to_field="id",
                related_name="posts",
                on_delete=OnDelete.CASCADE,
            ),
        ),
        ops.AlterModelOptions(
            name="Segment",
            options={
                "table": "segments",
                "app": "models",
                "pk_attr": "id",
                "table_description": "A filter that is kept; its author reads it, and those who speak for the company do.",
            },
        ),
        ops.RunSQL(DECLARED, ""),
    ]
