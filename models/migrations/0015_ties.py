"""Requests of ties, follows, mutes, introductions."""

from tortoise import fields, migrations
from tortoise.contrib.postgres.fields import ArrayField
from tortoise.fields.base import OnDelete
from tortoise.fields.db_defaults import SqlDefault
from tortoise.migrations import operations as ops

from models.ids import uuid7

DECLARED = """
alter table tie_requests drop constraint tie_requests_member_id_fkey;
alter table tie_requests drop constraint tie_requests_network_id_fkey;
alter table tie_requests drop constraint tie_requests_other_id_fkey;
alter table tie_requests add constraint tie_requests_pair unique (member_id, other_id);
alter table tie_requests add constraint tie_requests_member foreign key (network_id, member_id) references members (network_id, id) on delete cascade;
alter table tie_requests add constraint tie_requests_other foreign key (network_id, other_id) references members (network_id, id) on delete cascade;
alter table tie_requests add constraint tie_requests_two_members check (member_id <> other_id);
alter table tie_requests add constraint tie_requests_note check (char_length(note) <= 500 and btrim(note) <> '');
alter table tie_requests add constraint tie_requests_end check (expires_at > asked_at);
create index tie_requests_of_member on tie_requests (member_id, asked_at desc, id desc);
create index tie_requests_to_other on tie_requests (other_id, asked_at desc, id desc);
alter table tie_declines drop constraint tie_declines_member_id_fkey;
alter table tie_declines drop constraint tie_declines_network_id_fkey;
alter table tie_declines drop constraint tie_declines_other_id_fkey;
alter table tie_declines add constraint tie_declines_pair unique (member_id, other_id);
alter table tie_declines add constraint tie_declines_member foreign key (network_id, member_id) references members (network_id, id) on delete cascade;
alter table tie_declines add constraint tie_declines_other foreign key (network_id, other_id) references members (network_id, id) on delete cascade;
alter table tie_declines add constraint tie_declines_two_members check (member_id <> other_id);
create index tie_declines_of_other on tie_declines (other_id);
alter table follows drop constraint follows_member_id_fkey;
alter table follows drop constraint follows_network_id_fkey;
alter table follows drop constraint follows_other_id_fkey;
alter table follows add constraint follows_pair unique (member_id, other_id);
alter table follows add constraint follows_member foreign key (network_id, member_id) references members (network_id, id) on delete cascade;
alter table follows add constraint follows_other foreign key (network_id, other_id) references members (network_id, id) on delete cascade;
alter table follows add constraint follows_two_members check (member_id <> other_id);
create index follows_of_member on follows (member_id, since desc, id desc);
create index follows_of_other on follows (other_id);
alter table mutes drop constraint mutes_member_id_fkey;
alter table mutes drop constraint mutes_network_id_fkey;
alter table mutes drop constraint mutes_other_id_fkey;
alter table mutes add constraint mutes_pair unique (member_id, other_id);
alter table mutes add constraint mutes_member foreign key (network_id, member_id) references members (network_id, id) on delete cascade;
alter table mutes add constraint mutes_other foreign key (network_id, other_id) references members (network_id, id) on delete cascade;
alter table mutes add constraint mutes_two_members check (member_id <> other_id);
create index mutes_of_member on mutes (member_id, since desc, id desc);
create index mutes_of_other on mutes (other_id);
alter table introductions drop constraint introductions_introducer_id_fkey;
alter table introductions drop constraint introductions_network_id_fkey;
alter table introductions drop constraint introductions_one_id_fkey;
alter table introductions drop constraint introductions_other_id_fkey;
alter table introductions add constraint introductions_in_network unique (network_id, id);
alter table introductions add constraint introductions_once unique (introducer_id, one_id, other_id);
alter table introductions add constraint introductions_introducer foreign key (network_id, introducer_id) references members (network_id, id) on delete cascade;
alter table introductions add constraint introductions_one foreign key (network_id, one_id) references members (network_id, id) on delete cascade;
alter table introductions add constraint introductions_other foreign key (network_id, other_id) references members (network_id, id) on delete cascade;
alter table introductions add constraint introductions_three check (introducer_id <> one_id and introducer_id <> other_id and one_id < other_id);
alter table introductions add constraint introductions_note check (char_length(note) <= 500 and btrim(note) <> '');
alter table introductions add constraint introductions_end check (expires_at > proposed_at);
create index introductions_of_introducer on introductions (introducer_id, proposed_at desc, id desc);
create index introductions_of_one on introductions (one_id, proposed_at desc, id desc);
create index introductions_of_other on introductions (other_id, proposed_at desc, id desc);
alter table introduction_answers drop constraint introduction_answers_introduction_id_fkey;
alter table introduction_answers drop constraint introduction_answers_member_id_fkey;
alter table introduction_answers drop constraint introduction_answers_network_id_fkey;
alter table introduction_answers add constraint introduction_answers_once unique (introduction_id, member_id);
alter table introduction_answers add constraint introduction_answers_introduction foreign key (network_id, introduction_id) references introductions (network_id, id) on delete cascade;
alter table introduction_answers add constraint introduction_answers_member foreign key (network_id, member_id) references members (network_id, id) on delete cascade;
create index introduction_answers_of_member on introduction_answers (member_id);
alter table blocks add constraint blocks_name check (char_length(name) <= 200 and btrim(name) <> '');
create index blocks_of_member on blocks (member_id, since desc, id desc);
"""
UNDONE = """
alter table blocks drop constraint blocks_name;
drop index blocks_of_member;
"""


class Migration(migrations.Migration):
    """Makes the tables, and keeps with a block what the other was called."""

    dependencies = [("models", "0014_profiles")]
    operations = [
        ops.CreateModel(
            name="TieRequest",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True)),
                (
                    "network",
                    fields.ForeignKeyField(
                        "models.Network",
                        source_field="network_id",
                        db_constraint=False,
                        to_field="id",
                        related_name="tie_requests",
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
                        related_name="tie_requests_sent",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "other",
                    fields.ForeignKeyField(
                        "models.Member",
                        source_field="other_id",
                        db_constraint=False,
                        to_field="id",
                        related_name="tie_requests_received",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("note", fields.CharField(null=True, max_length=500)),
                ("asked_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("expires_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "tie_requests",
                "app": "models",
                "pk_attr": "id",
                "table_description": "That a member asks another for a tie; it ends by itself.",
            },
            bases=["Table"],
        ),
        ops.CreateModel(
            name="TieDecline",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True)),
                (
                    "network",
                    fields.ForeignKeyField(
                        "models.Network",
                        source_field="network_id",
                        db_constraint=False,
                        to_field="id",
                        related_name="tie_declines",
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
                        related_name="tie_declines",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "other",
                    fields.ForeignKeyField(
                        "models.Member",
                        source_field="other_id",
                        db_constraint=False,
                        to_field="id",
                        related_name="tie_declined_by",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("until", fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "tie_declines",
                "app": "models",
                "pk_attr": "id",
                "table_description": "That a member wants no requests of another until a moment; the other is not told.",
            },
            bases=["Table"],
        ),
        ops.CreateModel(
            name="Follow",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True)),
                (
                    "network",
                    fields.ForeignKeyField(
                        "models.Network",
                        source_field="network_id",
                        db_constraint=False,
                        to_field="id",
                        related_name="follows",
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
                        related_name="follows",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "other",
                    fields.ForeignKeyField(
                        "models.Member",
                        source_field="other_id",
                        db_constraint=False,
                        to_field="id",
                        related_name="followed_by",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("since", fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "follows",
                "app": "models",
                "pk_attr": "id",
                "table_description": "That a member wants to read what another writes.",
            },
            bases=["Table"],
        ),
        ops.CreateModel(
            name="Mute",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True)),
                (
                    "network",
                    fields.ForeignKeyField(
                        "models.Network",
                        source_field="network_id",
                        db_constraint=False,
                        to_field="id",
                        related_name="mutes",
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
                        related_name="mutes",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "other",
                    fields.ForeignKeyField(
                        "models.Member",
                        source_field="other_id",
                        db_constraint=False,
                        to_field="id",
                        related_name="muted_by",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("since", fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "mutes",
                "app": "models",
                "pk_attr": "id",
                "table_description": "That a member does not want another's posts in their feed.",
            },
            bases=["Table"],
        ),
        ops.CreateModel(
            name="Introduction",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True)),
                (
                    "network",
                    fields.ForeignKeyField(
                        "models.Network",
                        source_field="network_id",
                        db_constraint=False,
                        to_field="id",
                        related_name="introductions",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "introducer",
                    fields.ForeignKeyField(
                        "models.Member",
                        source_field="introducer_id",
                        db_constraint=False,
                        to_field="id",
                        related_name="introductions_made",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "one",
                    fields.ForeignKeyField(
                        "models.Member",
                        source_field="one_id",
                        db_constraint=False,
                        to_field="id",
                        related_name="introductions_as_one",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "other",
                    fields.ForeignKeyField(
                        "models.Member",
                        source_field="other_id",
                        db_constraint=False,
                        to_field="id",
                        related_name="introductions_as_other",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("note", fields.CharField(null=True, max_length=500)),
                ("proposed_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("expires_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("agreed_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("gone_for", ArrayField(default=list, db_default=SqlDefault("'{}'"), element_type="UUID")),
            ],
            options={
                "table": "introductions",
                "app": "models",
                "pk_attr": "id",
                "table_description": "That a member proposes two of their ties to each other; it ends by itself.",
            },
            bases=["Table"],
        ),
        ops.CreateModel(
            name="IntroductionAnswer",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True)),
                (
                    "network",
                    fields.ForeignKeyField(
                        "models.Network",
                        source_field="network_id",
                        db_constraint=False,
                        to_field="id",
                        related_name="introduction_answers",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "introduction",
                    fields.ForeignKeyField(
                        "models.Introduction",
                        source_field="introduction_id",
                        db_constraint=False,
                        to_field="id",
                        related_name="answers",
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
                        related_name="introduction_answers",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("accepts", fields.BooleanField()),
            ],
            options={
                "table": "introduction_answers",
                "app": "models",
                "pk_attr": "id",
                "table_description": "What one of the two says to an introduction; nobody else sees it.",
            },
            bases=["Table"],
        ),
        ops.AlterModelOptions(
            name="Block",
            options={
                "table": "blocks",
                "app": "models",
                "pk_attr": "id",
                "table_description": "Two members who do not exist for each other; ``by_me`` is true for who asked for it, and for both if both did.",
            },
        ),
        ops.AddField(
            model_name="Block",
            name="name",
            field=fields.CharField(null=True, max_length=200),
        ),
        ops.RunSQL(DECLARED, UNDONE),
    ]
