"""Interest in coming back, and talks."""

from tortoise import fields, migrations
from tortoise.contrib.postgres.fields import ArrayField
from tortoise.fields.base import OnDelete
from tortoise.fields.db_defaults import SqlDefault
from tortoise.migrations import operations as ops

from models.ids import uuid7

DECLARED = """
alter table comeback_interests drop constraint comeback_interests_network_id_fkey;
alter table comeback_interests drop constraint comeback_interests_member_id_fkey;
alter table talks drop constraint talks_network_id_fkey;
alter table talks drop constraint talks_job_id_fkey;
alter table talks drop constraint talks_opener_id_fkey;
alter table talk_answers drop constraint talk_answers_network_id_fkey;
alter table talk_answers drop constraint talk_answers_talk_id_fkey;
alter table talk_answers drop constraint talk_answers_member_id_fkey;
alter table talk_answers drop constraint talk_answers_interest_id_fkey;
alter table comeback_interests add constraint comeback_interests_in_network unique (network_id, id);
alter table comeback_interests add constraint comeback_interests_once unique (member_id);
alter table talks add constraint talks_in_network unique (network_id, id);
alter table talk_answers add constraint talk_answers_once unique (talk_id, member_id);
alter table comeback_interests add constraint comeback_interests_member foreign key (network_id, member_id) references members (network_id, id) on delete cascade;
alter table comeback_interests add constraint comeback_interests_roles check (roles <@ array['HR_ADMIN', 'RECRUITER']::text[]);
alter table comeback_interests add constraint comeback_interests_kinds check (kinds <@ array['COMEBACK', 'REGULAR', 'SIDE_JOB', 'CONTRACT', 'PROJECT']::text[] and kinds <> '{}');
alter table comeback_interests add constraint comeback_interests_places check (cardinality(place_ids) <= 20);
alter table comeback_interests add constraint comeback_interests_wanted check (cardinality(wanted_ids) <= 20);
alter table comeback_interests add constraint comeback_interests_starts check (starts_from ~ '^[0-9]{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?$');
alter table comeback_interests add constraint comeback_interests_note check (char_length(note) <= 2000 and btrim(note) <> '');
alter table comeback_interests add constraint comeback_interests_expires check (expires_at > said_at and expires_at - said_at <= interval '366 days');
create index comeback_interests_of_roles on comeback_interests (network_id, said_at desc, id desc) where roles <> '{}';
alter table talks add constraint talks_job foreign key (network_id, job_id) references jobs (network_id, id) on delete cascade;
alter table talks add constraint talks_opener foreign key (network_id, opener_id) references members (network_id, id) on delete cascade;
alter table talks add constraint talks_words check (char_length(words) <= 2000 and btrim(words) <> '');
alter table talks add constraint talks_expires check (expires_at > opened_at and expires_at - opened_at <= interval '91 days');
alter table talks add constraint talks_closed check (closed_at >= opened_at);
create index talks_recent on talks (network_id, opened_at desc, id desc);
create index talks_of_job on talks (job_id);
create index talks_of_opener on talks (opener_id);
alter table talk_answers add constraint talk_answers_talk foreign key (network_id, talk_id) references talks (network_id, id) on delete cascade;
alter table talk_answers add constraint talk_answers_member foreign key (network_id, member_id) references members (network_id, id) on delete cascade;
alter table talk_answers add constraint talk_answers_interest foreign key (network_id, interest_id) references comeback_interests (network_id, id) on delete cascade;
alter table talk_answers add constraint talk_answers_name check ((name is not null) = accepts);
alter table talk_answers add constraint talk_answers_declined check (accepts or (kinds = '{}' and place_ids = '{}' and wanted_ids = '{}' and num_nonnulls(starts_from, note) = 0));
create index talk_answers_of_member on talk_answers (member_id, answered_at desc, id desc);
create index talk_answers_of_interest on talk_answers (interest_id);
"""


class Migration(migrations.Migration):
    """Interest in coming back, talks, and what is answered to them."""

    dependencies = [("models", "0024_applications")]

    operations = [
        ops.CreateModel(
            name="ComebackInterest",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True)),
                (
                    "network",
                    fields.ForeignKeyField(
                        "models.Network",
                        source_field="network_id",
                        db_constraint=False,
                        to_field="id",
                        related_name="comeback_interests",
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
                        related_name="comeback_interests",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("roles", ArrayField(default=list, db_default=SqlDefault("'{}'"), element_type="TEXT")),
                ("kinds", ArrayField(element_type="TEXT")),
                ("place_ids", ArrayField(default=list, db_default=SqlDefault("'{}'"), element_type="UUID")),
                ("wanted_ids", ArrayField(default=list, db_default=SqlDefault("'{}'"), element_type="UUID")),
                ("starts_from", fields.CharField(null=True, max_length=10)),
                ("note", fields.CharField(null=True, max_length=2000)),
                ("said_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("expires_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={"table": "comeback_interests", "app": "models", "pk_attr": "id"},
            bases=["Table"],
        ),
        ops.CreateModel(
            name="Talk",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True)),
                (
                    "network",
                    fields.ForeignKeyField(
                        "models.Network",
                        source_field="network_id",
                        db_constraint=False,
                        to_field="id",
                        related_name="talks",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "job",
                    fields.ForeignKeyField(
                        "models.Job",
                        source_field="job_id",
                        db_constraint=False,
                        to_field="id",
                        related_name="talks",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "opener",
                    fields.ForeignKeyField(
                        "models.Member",
                        source_field="opener_id",
                        db_constraint=False,
                        to_field="id",
                        related_name="talks_opened",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("words", fields.CharField(max_length=2000)),
                ("opened_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("expires_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("closed_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={"table": "talks", "app": "models", "pk_attr": "id"},
            bases=["Table"],
        ),
        ops.CreateModel(
            name="TalkAnswer",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True)),
                (
                    "network",
                    fields.ForeignKeyField(
                        "models.Network",
                        source_field="network_id",
                        db_constraint=False,
                        to_field="id",
                        related_name="talk_answers",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "talk",
                    fields.ForeignKeyField(
                        "models.Talk",
                        source_field="talk_id",
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
                        related_name="talk_answers",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "interest",
                    fields.ForeignKeyField(
                        "models.ComebackInterest",
                        source_field="interest_id",
                        db_constraint=False,
                        to_field="id",
                        related_name="answers",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("accepts", fields.BooleanField()),
                ("name", fields.CharField(null=True, max_length=200)),
                ("kinds", ArrayField(default=list, db_default=SqlDefault("'{}'"), element_type="TEXT")),
                ("place_ids", ArrayField(default=list, db_default=SqlDefault("'{}'"), element_type="UUID")),
                ("wanted_ids", ArrayField(default=list, db_default=SqlDefault("'{}'"), element_type="UUID")),
                ("starts_from", fields.CharField(null=True, max_length=10)),
                ("note", fields.CharField(null=True, max_length=2000)),
                ("answered_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={"table": "talk_answers", "app": "models", "pk_attr": "id"},
            bases=["Table"],
        ),
        ops.RunSQL(DECLARED, ""),
    ]
