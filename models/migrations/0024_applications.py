"""Applications to jobs, and what members ask about them."""

from tortoise import fields, migrations
from tortoise.fields.base import OnDelete
from tortoise.migrations import operations as ops

from models.application_stages import ApplicationReason, ApplicationStage
from models.applications import SharedField
from models.ids import uuid7

DECLARED = """
alter table applications drop constraint applications_network_id_fkey;
alter table applications drop constraint applications_job_id_fkey;
alter table applications drop constraint applications_applicant_id_fkey;
alter table shared_values drop constraint shared_values_network_id_fkey;
alter table shared_values drop constraint shared_values_application_id_fkey;
alter table application_steps drop constraint application_steps_network_id_fkey;
alter table application_steps drop constraint application_steps_application_id_fkey;
alter table application_steps drop constraint application_steps_actor_id_fkey;
alter table application_notes drop constraint application_notes_network_id_fkey;
alter table application_notes drop constraint application_notes_application_id_fkey;
alter table application_notes drop constraint application_notes_author_id_fkey;
alter table conversations drop constraint conversations_job_id_fkey;
alter table applications add constraint applications_in_network unique (network_id, id);
alter table applications add constraint applications_one_at_a_time exclude using btree (applicant_id with =, job_id with =) where (stage in ('SUBMITTED', 'SCREENING', 'CASUAL_TALK', 'INTERVIEW', 'OFFER', 'ACCEPTED'));
alter table applications add constraint applications_stage check (stage in ('SUBMITTED', 'SCREENING', 'CASUAL_TALK', 'INTERVIEW', 'OFFER', 'ACCEPTED', 'DECLINED', 'REJECTED', 'WITHDRAWN'));
alter table applications add constraint applications_moved check (moved_at >= applied_at);
alter table applications add constraint applications_hired check (hired_at is null or stage = 'ACCEPTED');
alter table applications add constraint applications_version check (version > 0);
alter table shared_values add constraint shared_values_once unique (application_id, number);
alter table shared_values add constraint shared_values_field check (field in ('NAME', 'LETTER', 'CONTACT', 'FORMER_NAME', 'HEADLINE', 'BIO', 'AVATAR', 'GENDER', 'BIRTHDAY', 'EMAIL', 'PHONE', 'LINKS', 'EMPLOYMENTS', 'POSITIONS', 'ATTRIBUTES'));
alter table shared_values add constraint shared_values_number check (number between 0 and 500);
alter table shared_values add constraint shared_values_value check (char_length(value) <= 10000 and btrim(value) <> '');
alter table application_steps add constraint application_steps_stage check (stage in ('SUBMITTED', 'SCREENING', 'CASUAL_TALK', 'INTERVIEW', 'OFFER', 'ACCEPTED', 'DECLINED', 'REJECTED', 'WITHDRAWN'));
alter table application_steps add constraint application_steps_reason check (reason is null or stage = 'REJECTED' and reason in ('REQUIREMENTS', 'POSITION_FILLED', 'JOB_CANCELLED', 'CONDITIONS', 'OTHER') or stage = 'DECLINED' and reason in ('CONDITIONS', 'OTHER_OFFER', 'PERSONAL', 'OTHER') or stage = 'WITHDRAWN' and reason in ('CONDITIONS', 'OTHER_OFFER', 'PERSONAL', 'OTHER', 'LEFT_NETWORK'));
alter table application_steps add constraint application_steps_note check (char_length(note) <= 2000 and btrim(note) <> '');
alter table application_steps add constraint application_steps_noted check (note is null or not stage in ('SUBMITTED', 'ACCEPTED', 'DECLINED', 'WITHDRAWN'));
alter table application_notes add constraint application_notes_body check (char_length(body) <= 2000 and btrim(body) <> '');
alter table applications add constraint applications_job foreign key (network_id, job_id) references jobs (network_id, id) on delete cascade;
alter table applications add constraint applications_applicant foreign key (network_id, applicant_id) references members (network_id, id) on delete cascade;
alter table shared_values add constraint shared_values_application foreign key (network_id, application_id) references applications (network_id, id) on delete cascade;
alter table application_steps add constraint application_steps_application foreign key (network_id, application_id) references applications (network_id, id) on delete cascade;
alter table application_steps add constraint application_steps_actor foreign key (network_id, actor_id) references members (network_id, id) on delete set null (actor_id);
alter table application_notes add constraint application_notes_application foreign key (network_id, application_id) references applications (network_id, id) on delete cascade;
alter table application_notes add constraint application_notes_author foreign key (network_id, author_id) references members (network_id, id) on delete set null (author_id);
alter table conversations drop constraint conversations_shape;
alter table conversations add constraint conversations_shape check (num_nonnulls(one_id, other_id) = case when kind = 'DIRECT' then 2 else 0 end and (title is not null) = (kind = 'GROUP') and num_nonnulls(subject, office_id) = case when kind = 'OFFICE' then 2 else 0 end and (kind = 'OFFICE' or num_nonnulls(assignee_id, closed_at, job_id) = 0));
alter table conversations add constraint conversations_job foreign key (network_id, job_id) references jobs (network_id, id) on delete set null (job_id);
create index applications_of_applicant on applications (applicant_id, applied_at desc, id desc);
create index applications_of_job on applications (job_id, applied_at desc, id desc);
create index application_steps_of_application on application_steps (application_id, at, id);
create index application_steps_of_actor on application_steps (actor_id);
create index application_notes_of_application on application_notes (application_id, created_at, id);
create index application_notes_of_author on application_notes (author_id);
create index conversations_about_job on conversations (job_id, starter_id) where job_id is not null;
"""


class Migration(migrations.Migration):
    """Applications."""

    dependencies = [("models", "0023_notifications")]

    initial = False

    operations = [
        ops.CreateModel(
            name="Application",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True)),
                (
                    "network",
                    fields.ForeignKeyField(
                        "models.Network",
                        source_field="network_id",
                        db_constraint=False,
                        to_field="id",
                        related_name="applications",
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
                        related_name="applications",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "applicant",
                    fields.ForeignKeyField(
                        "models.Member",
                        source_field="applicant_id",
                        db_constraint=False,
                        to_field="id",
                        related_name="applications",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "stage",
                    fields.CharEnumField(
                        default=ApplicationStage.SUBMITTED,
                        description="SUBMITTED: SUBMITTED\nSCREENING: SCREENING\nCASUAL_TALK: CASUAL_TALK\nINTERVIEW: INTERVIEW\nOFFER: OFFER\nACCEPTED: ACCEPTED\nDECLINED: DECLINED\nREJECTED: REJECTED\nWITHDRAWN: WITHDRAWN",
                        enum_type=ApplicationStage,
                        max_length=16,
                    ),
                ),
                ("applied_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("moved_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("hired_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("version", fields.IntField(default=1)),
            ],
            options={
                "table": "applications",
                "app": "models",
                "pk_attr": "id",
                "table_description": "That a member applies for a job, and how far that has come.",
            },
            bases=["Table"],
        ),
        ops.CreateModel(
            name="SharedValue",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True)),
                (
                    "network",
                    fields.ForeignKeyField(
                        "models.Network",
                        source_field="network_id",
                        db_constraint=False,
                        to_field="id",
                        related_name="shared_values",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "application",
                    fields.ForeignKeyField(
                        "models.Application",
                        source_field="application_id",
                        db_constraint=False,
                        to_field="id",
                        related_name="shared_values",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "field",
                    fields.CharEnumField(
                        description="NAME: NAME\nLETTER: LETTER\nCONTACT: CONTACT\nFORMER_NAME: FORMER_NAME\nHEADLINE: HEADLINE\nBIO: BIO\nAVATAR: AVATAR\nGENDER: GENDER\nBIRTHDAY: BIRTHDAY\nEMAIL: EMAIL\nPHONE: PHONE\nLINKS: LINKS\nEMPLOYMENTS: EMPLOYMENTS\nPOSITIONS: POSITIONS\nATTRIBUTES: ATTRIBUTES",
                        enum_type=SharedField,
                        max_length=16,
                    ),
                ),
                ("number", fields.SmallIntField()),
                ("value", fields.TextField(unique=False)),
            ],
            options={
                "table": "shared_values",
                "app": "models",
                "pk_attr": "id",
                "table_description": "One value that an application shares, as it was when the applicant shared it; seen with the application.",
            },
            bases=["Table"],
        ),
        ops.CreateModel(
            name="ApplicationStep",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True)),
                (
                    "network",
                    fields.ForeignKeyField(
                        "models.Network",
                        source_field="network_id",
                        db_constraint=False,
                        to_field="id",
                        related_name="application_steps",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "application",
                    fields.ForeignKeyField(
                        "models.Application",
                        source_field="application_id",
                        db_constraint=False,
                        to_field="id",
                        related_name="steps",
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
                        related_name="application_steps",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "stage",
                    fields.CharEnumField(
                        description="SUBMITTED: SUBMITTED\nSCREENING: SCREENING\nCASUAL_TALK: CASUAL_TALK\nINTERVIEW: INTERVIEW\nOFFER: OFFER\nACCEPTED: ACCEPTED\nDECLINED: DECLINED\nREJECTED: REJECTED\nWITHDRAWN: WITHDRAWN",
                        enum_type=ApplicationStage,
                        max_length=16,
                    ),
                ),
                (
                    "reason",
                    fields.CharEnumField(
                        null=True,
                        description="REQUIREMENTS: REQUIREMENTS\nPOSITION_FILLED: POSITION_FILLED\nJOB_CANCELLED: JOB_CANCELLED\nCONDITIONS: CONDITIONS\nOTHER_OFFER: OTHER_OFFER\nPERSONAL: PERSONAL\nLEFT_NETWORK: LEFT_NETWORK\nOTHER: OTHER",
                        enum_type=ApplicationReason,
                        max_length=16,
                    ),
                ),
                ("note", fields.TextField(null=True, unique=False)),
                ("at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "application_steps",
                "app": "models",
                "pk_attr": "id",
                "table_description": "That an application was brought to a stage; seen with the application. Who did it those see who keep the job.",
            },
            bases=["Table"],
        ),
        ops.CreateModel(
            name="ApplicationNote",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True)),
                (
                    "network",
                    fields.ForeignKeyField(
                        "models.Network",
                        source_field="network_id",
                        db_constraint=False,
                        to_field="id",
                        related_name="application_notes",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "application",
                    fields.ForeignKeyField(
                        "models.Application",
                        source_field="application_id",
                        db_constraint=False,
                        to_field="id",
                        related_name="notes",
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
                        related_name="application_notes",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("body", fields.TextField(unique=False)),
                ("created_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "application_notes",
                "app": "models",
                "pk_attr": "id",
                "table_description": "What those who keep a job write of an application for each other; the applicant never sees it.",
            },
            bases=["Table"],
        ),
        ops.AddField(
            model_name="Conversation",
            name="job",
            field=fields.ForeignKeyField(
                "models.Job",
                source_field="job_id",
                null=True,
                db_constraint=False,
                to_field="id",
                related_name="conversations",
                on_delete=OnDelete.CASCADE,
            ),
        ),
        ops.RunSQL(DECLARED, ""),
    ]
