"""Jobs, the attributes that they want, and their terms."""

from tortoise import fields, migrations
from tortoise.fields.base import OnDelete
from tortoise.migrations import operations as ops

from models.columns import Computed
from models.ids import uuid7
from models.jobs import JobKind, JobStatus, PayUnit, Remote

DECLARED = """
alter table jobs drop constraint jobs_network_id_fkey;
alter table jobs drop constraint jobs_author_id_fkey;
alter table jobs drop constraint jobs_segment_id_fkey;
alter table jobs drop constraint jobs_place_id_fkey;
alter table contract_terms drop constraint contract_terms_network_id_fkey;
alter table contract_terms drop constraint contract_terms_job_id_fkey;
alter table job_attributes drop constraint job_attributes_network_id_fkey;
alter table job_attributes drop constraint job_attributes_job_id_fkey;
alter table job_attributes drop constraint job_attributes_attribute_id_fkey;
alter table jobs add constraint jobs_in_network unique (network_id, id);
alter table jobs add constraint jobs_external_id unique (network_id, external_id);
alter table contract_terms add constraint contract_terms_of_job unique (job_id);
alter table job_attributes add constraint job_attributes_once unique (job_id, attribute_id);
alter table jobs add constraint jobs_author foreign key (network_id, author_id) references members (network_id, id) on delete set null (author_id);
alter table jobs add constraint jobs_segment foreign key (network_id, segment_id) references segments (network_id, id) on delete cascade;
alter table jobs add constraint jobs_place foreign key (network_id, place_id) references attributes (network_id, id) on delete set null (place_id);
alter table jobs add constraint jobs_kind check (kind in ('COMEBACK', 'REGULAR', 'SIDE_JOB', 'CONTRACT', 'PROJECT'));
alter table jobs add constraint jobs_status check (status in ('DRAFT', 'PUBLISHED', 'PAUSED', 'CLOSED', 'FILLED'));
alter table jobs add constraint jobs_remote check (remote in ('NONE', 'PARTLY', 'FULL'));
alter table jobs add constraint jobs_title check (char_length(title) <= 200 and btrim(title) <> '');
alter table jobs add constraint jobs_body check (char_length(body) <= 20000 and btrim(body) <> '');
alter table jobs add constraint jobs_hours check (hours_per_week between 1 and 168);
alter table jobs add constraint jobs_pay_unit check (pay_unit in ('HOUR', 'DAY', 'MONTH', 'YEAR', 'WHOLE'));
alter table jobs add constraint jobs_pay check (num_nonnulls(pay_currency, pay_unit) = 2 * least(num_nonnulls(pay_min, pay_max), 1) and pay_min > 0 and pay_max > 0 and pay_min <= pay_max and pay_currency ~ '^[A-Z]{3}$');
alter table jobs add constraint jobs_published check (num_nonnulls(published_at, confirmed_at, valid_through, ends_at) = case when status = 'DRAFT' then 0 else 4 end);
alter table jobs add constraint jobs_ends check (ends_at > confirmed_at and ends_at <= confirmed_at + interval '2185 hours');
alter table jobs add constraint jobs_version check (version > 0);
alter table contract_terms add constraint contract_terms_job foreign key (network_id, job_id) references jobs (network_id, id) on delete cascade;
alter table contract_terms add constraint contract_terms_payment_days check (payment_days between 1 and 60);
alter table contract_terms add constraint contract_terms_client check (char_length(client) <= 2000 and btrim(client) <> '');
alter table contract_terms add constraint contract_terms_work check (char_length(work) <= 2000 and btrim(work) <> '');
alter table contract_terms add constraint contract_terms_period check (char_length(period) <= 2000 and btrim(period) <> '');
alter table contract_terms add constraint contract_terms_place check (char_length(place) <= 2000 and btrim(place) <> '');
alter table contract_terms add constraint contract_terms_hours check (char_length(hours) <= 2000 and btrim(hours) <> '');
alter table contract_terms add constraint contract_terms_pay check (char_length(pay) <= 2000 and btrim(pay) <> '');
alter table contract_terms add constraint contract_terms_ending check (char_length(ending) <= 2000 and btrim(ending) <> '');
alter table contract_terms add constraint contract_terms_inspection check (char_length(inspection) <= 2000 and btrim(inspection) <> '');
alter table contract_terms add constraint contract_terms_payment_method check (char_length(payment_method) <= 2000 and btrim(payment_method) <> '');
alter table contract_terms add constraint contract_terms_expenses check (char_length(expenses) <= 2000 and btrim(expenses) <> '');
alter table contract_terms add constraint contract_terms_rights check (char_length(rights) <= 2000 and btrim(rights) <> '');
alter table contract_terms add constraint contract_terms_subcontract check (char_length(subcontract) <= 2000 and btrim(subcontract) <> '');
alter table job_attributes add constraint job_attributes_job foreign key (network_id, job_id) references jobs (network_id, id) on delete cascade;
alter table job_attributes add constraint job_attributes_attribute foreign key (network_id, attribute_id) references attributes (network_id, id) on delete cascade;
create index jobs_recent on jobs (network_id, recent_at desc, id desc);
create index jobs_of_author on jobs (author_id, recent_at desc, id desc);
create index jobs_with_segment on jobs (segment_id) where segment_id is not null;
create index jobs_at_place on jobs (place_id) where place_id is not null;
create index job_attributes_of_attribute on job_attributes (attribute_id, job_id);
"""


class Migration(migrations.Migration):
    """What work there is."""

    dependencies = [("models", "0020_messages")]
    operations = [
        ops.CreateModel(
            name="Job",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True)),
                (
                    "network",
                    fields.ForeignKeyField(
                        "models.Network",
                        source_field="network_id",
                        db_constraint=False,
                        to_field="id",
                        related_name="jobs",
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
                        related_name="jobs",
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
                        related_name="jobs",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "place",
                    fields.ForeignKeyField(
                        "models.Attribute",
                        source_field="place_id",
                        null=True,
                        db_constraint=False,
                        to_field="id",
                        related_name="jobs_there",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("by_company", fields.BooleanField()),
                ("kind", fields.CharEnumField(enum_type=JobKind, max_length=8)),
                ("status", fields.CharEnumField(default=JobStatus.DRAFT, enum_type=JobStatus, max_length=9)),
                ("title", fields.CharField(max_length=200)),
                ("body", fields.TextField(unique=False)),
                ("body_html", fields.TextField(null=True, unique=False)),
                ("remote", fields.CharEnumField(default=Remote.NONE, enum_type=Remote, max_length=6)),
                ("hours_per_week", fields.SmallIntField(null=True)),
                ("pay_min", fields.IntField(null=True)),
                ("pay_max", fields.IntField(null=True)),
                ("pay_currency", fields.CharField(null=True, max_length=3)),
                ("pay_unit", fields.CharEnumField(null=True, enum_type=PayUnit, max_length=5)),
                ("external_id", fields.CharField(null=True, max_length=100)),
                ("created_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("edited_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("published_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("confirmed_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("valid_through", fields.DateField(null=True)),
                ("ends_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("version", fields.IntField(default=1)),
                (
                    "recent_at",
                    Computed(
                        generated=True,
                        null=True,
                        expression="coalesce(published_at, created_at)",
                        sql_type="TIMESTAMPTZ",
                    ),
                ),
                (
                    "searched",
                    Computed(
                        generated=True,
                        null=True,
                        expression="enishi_search_fold(title || ' ' || body)",
                        sql_type="TEXT",
                    ),
                ),
            ],
            options={"table": "jobs", "app": "models", "pk_attr": "id"},
            bases=["Table"],
        ),
        ops.CreateModel(
            name="ContractTerms",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True)),
                (
                    "network",
                    fields.ForeignKeyField(
                        "models.Network",
                        source_field="network_id",
                        db_constraint=False,
                        to_field="id",
                        related_name="contract_terms",
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
                        related_name="terms",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("client", fields.TextField(null=True, unique=False)),
                ("work", fields.TextField(null=True, unique=False)),
                ("period", fields.TextField(null=True, unique=False)),
                ("place", fields.TextField(null=True, unique=False)),
                ("hours", fields.TextField(null=True, unique=False)),
                ("pay", fields.TextField(null=True, unique=False)),
                ("payment_days", fields.SmallIntField(null=True)),
                ("ending", fields.TextField(null=True, unique=False)),
                ("inspection", fields.TextField(null=True, unique=False)),
                ("payment_method", fields.TextField(null=True, unique=False)),
                ("expenses", fields.TextField(null=True, unique=False)),
                ("rights", fields.TextField(null=True, unique=False)),
                ("subcontract", fields.TextField(null=True, unique=False)),
            ],
            options={"table": "contract_terms", "app": "models", "pk_attr": "id"},
            bases=["Table"],
        ),
        ops.CreateModel(
            name="JobAttribute",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True)),
                (
                    "network",
                    fields.ForeignKeyField(
                        "models.Network",
                        source_field="network_id",
                        db_constraint=False,
                        to_field="id",
                        related_name="job_attributes",
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
                        related_name="wanted",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "attribute",
                    fields.ForeignKeyField(
                        "models.Attribute",
                        source_field="attribute_id",
                        db_constraint=False,
                        to_field="id",
                        related_name="wanted_by",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
            ],
            options={"table": "job_attributes", "app": "models", "pk_attr": "id"},
            bases=["Table"],
        ),
        ops.AddField(
            model_name="Network",
            name="members_may_post_jobs",
            field=fields.BooleanField(default=False, db_default=False),
        ),
        ops.RunSQL(DECLARED, ""),
    ]
