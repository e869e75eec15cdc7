"""Jobs: work that the company or a member offers, the attributes that it wants, and the terms of a contract."""

from enum import StrEnum
from uuid import UUID

from tortoise import fields

from models.attributes import Attribute
from models.columns import Computed
from models.job_matches import score
from models.members import HR, Member
from models.networks import Network
from models.segments import Segment
from models.table import Rule, Table, network_key, one_of, text_within


class JobKind(StrEnum):
    """What sort of work it is: カムバック, regular, 副業, 業務委託, or a project."""

    COMEBACK = "COMEBACK"
    REGULAR = "REGULAR"
    SIDE_JOB = "SIDE_JOB"
    CONTRACT = "CONTRACT"
    PROJECT = "PROJECT"


class Remote(StrEnum):
    """How much of it can be done from elsewhere."""

    NONE = "NONE"
    PARTLY = "PARTLY"
    FULL = "FULL"


class PayUnit(StrEnum):
    """For what the compensation is paid."""

    HOUR = "HOUR"
    DAY = "DAY"
    MONTH = "MONTH"
    YEAR = "YEAR"
    WHOLE = "WHOLE"


class JobStatus(StrEnum):
    """Where a job stands."""

    DRAFT = "DRAFT"
    PUBLISHED = "PUBLISHED"
    PAUSED = "PAUSED"
    CLOSED = "CLOSED"
    FILLED = "FILLED"


# What cannot be published without complete terms (domain.md, invariant 11).
NEEDS_TERMS = (JobKind.SIDE_JOB, JobKind.CONTRACT)
LONGEST_TITLE, LONGEST_BODY = 200, 20_000
MOST_WANTED = 20
MOST_DAYS = 90  # that it is open without somebody saying that it still is
MOST_HOURS = 168
# The end of the last day, whatever the clocks of the network do meanwhile.
LONGEST_OPEN = f"{(MOST_DAYS + 1) * 24 + 1} hours"

# The company's jobs are kept by those who recruit; a member's are that member's alone, whatever roles others have.
KEEPS = f"(case when {{it}}.by_company then {{viewer.roles}} && array[{HR}] else {{it}}.author_id = {{viewer}} end)"
IS_OPEN = "({it}.status = 'PUBLISHED' and {it}.ends_at > now())"
# The company speaks for itself, whoever wrote it; a member's job is there for those for whom the member is.
OFFERED_BY_VISIBLE = (
    "({it}.by_company or exists(select from members offering where offering.id = {it}.author_id"
    " and {visible:Member:offering}))"
)


# Whoever has applied sees what becomes of it, as long as they do not withdraw.
APPLIED = (
    "{it}.id in (select applied.job_id from applications applied where applied.applicant_id = {viewer}"
    " and applied.stage <> 'WITHDRAWN')"
)


class Job(Table):
    """Work that the company offers (``by_company``), or a member."""

    network: fields.ForeignKeyRelation[Network] = fields.ForeignKeyField(
        "models.Network", related_name="jobs", db_constraint=False
    )
    author: fields.ForeignKeyNullableRelation[Member] = fields.ForeignKeyField(
        "models.Member", related_name="jobs", null=True, db_constraint=False
    )
    # Without one it is shown to the whole network.
    segment: fields.ForeignKeyNullableRelation[Segment] = fields.ForeignKeyField(
        "models.Segment", related_name="jobs", null=True, db_constraint=False
    )
    place: fields.ForeignKeyNullableRelation[Attribute] = fields.ForeignKeyField(
        "models.Attribute", related_name="jobs_there", null=True, db_constraint=False
    )
    by_company = fields.BooleanField()
    kind = fields.CharEnumField(JobKind, max_length=8)
    status = fields.CharEnumField(JobStatus, max_length=9, default=JobStatus.DRAFT)
    title = fields.CharField(LONGEST_TITLE)
    body = fields.TextField()
    # None where it is a paragraph of its words and no more.
    body_html = fields.TextField(null=True)
    remote = fields.CharEnumField(Remote, max_length=6, default=Remote.NONE)
    hours_per_week = fields.SmallIntField(null=True)
    pay_min = fields.IntField(null=True)
    pay_max = fields.IntField(null=True)
    pay_currency = fields.CharField(3, null=True)
    pay_unit = fields.CharEnumField(PayUnit, max_length=5, null=True)
    external_id = fields.CharField(100, null=True)
    created_at = fields.DatetimeField()
    edited_at = fields.DatetimeField(null=True)
    published_at = fields.DatetimeField(null=True)
    # When somebody last said that it is open, through which day, and when that day ends where the network is.
    confirmed_at = fields.DatetimeField(null=True)
    valid_through = fields.DateField(null=True)
    ends_at = fields.DatetimeField(null=True)
    version = fields.IntField(default=1)
    recent_at = Computed("coalesce(published_at, created_at)", sql_type="TIMESTAMPTZ")
    searched = Computed("enishi_search_fold(title || ' ' || body)")

    network_id: UUID
    author_id: UUID | None
    segment_id: UUID | None
    place_id: UUID | None

    prefix = "job"
    rule = Rule(f"{KEEPS} or ({APPLIED} or {IS_OPEN} and {{segment:it}}) and {OFFERED_BY_VISIBLE}")
    derived = {
        # Members are not named in jobs: what was written as a mention is shown as its words.
        "body_html": (
            "case when {self}.body_html is null then enishi_plain_html({self}.body)"
            " when strpos({self}.body_html, 'data-member=') = 0 then {self}.body_html"
            " else enishi_mentioned({self}.body_html, '{}'::uuid[]) end"
        ),
        "is_open": IS_OPEN.replace("{it}", "{self}"),
        "external_id": f"case when {KEEPS.replace('{it}', '{self}')} then {{self}}.external_id end",
        "match_score": score("{self}"),
        "viewer_may_edit": KEEPS.replace("{it}", "{self}"),
    }
    constraints = {
        "jobs_in_network": "unique (network_id, id)",
        "jobs_external_id": "unique (network_id, external_id)",
        "jobs_author": network_key("author_id", "members", "set null"),
        # Without its segment it would be shown to all: it goes with it.
        "jobs_segment": network_key("segment_id", "segments"),
        "jobs_place": network_key("place_id", "attributes", "set null"),
        "jobs_kind": one_of("kind", JobKind),
        "jobs_status": one_of("status", JobStatus),
        "jobs_remote": one_of("remote", Remote),
        "jobs_title": text_within("title", LONGEST_TITLE),
        "jobs_body": text_within("body", LONGEST_BODY),
        "jobs_hours": f"check (hours_per_week between 1 and {MOST_HOURS})",
        "jobs_pay_unit": one_of("pay_unit", PayUnit),
        "jobs_pay": (
            "check (num_nonnulls(pay_currency, pay_unit) = 2 * least(num_nonnulls(pay_min, pay_max), 1)"
            " and pay_min > 0 and pay_max > 0 and pay_min <= pay_max and pay_currency ~ '^[A-Z]{3}$')"
        ),
        "jobs_published": (
            "check (num_nonnulls(published_at, confirmed_at, valid_through, ends_at)"
            " = case when status = 'DRAFT' then 0 else 4 end)"
        ),
        "jobs_ends": f"check (ends_at > confirmed_at and ends_at <= confirmed_at + interval '{LONGEST_OPEN}')",
        "jobs_version": "check (version > 0)",
    }
    indexes = {
        "jobs_recent": "(network_id, recent_at desc, id desc)",
        "jobs_of_author": "(author_id, recent_at desc, id desc)",
        "jobs_with_segment": "(segment_id) where segment_id is not null",
        "jobs_at_place": "(place_id) where place_id is not null",
    }

    class Meta:
        table = "jobs"


class JobAttribute(Table):
    """That a job wants an attribute; seen with the job."""

    network: fields.ForeignKeyRelation[Network] = fields.ForeignKeyField(
        "models.Network", related_name="job_attributes", db_constraint=False
    )
    job: fields.ForeignKeyRelation[Job] = fields.ForeignKeyField(
        "models.Job", related_name="wanted", db_constraint=False
    )
    attribute: fields.ForeignKeyRelation[Attribute] = fields.ForeignKeyField(
        "models.Attribute", related_name="wanted_by", db_constraint=False
    )

    attribute_id: UUID

    prefix = "jat"
    rule = Rule(within=("job",))
    constraints = {
        "job_attributes_once": "unique (job_id, attribute_id)",
        "job_attributes_job": network_key("job_id", "jobs"),
        "job_attributes_attribute": network_key("attribute_id", "attributes"),
    }
    indexes = {"job_attributes_of_attribute": "(attribute_id, job_id)"}

    class Meta:
        table = "job_attributes"
