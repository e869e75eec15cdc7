"""Applications: what a member shares of themselves with those who keep a job, and what comes of it.

An application is read by the applicant and by those who keep the job, whomever the directory shows them: applying says
who. What is shared is a copy that the applicant chose; it goes when they withdraw, and when they leave the network.
"""

from enum import StrEnum
from uuid import UUID

from tortoise import fields

from models.application_stages import (
    BY_APPLICANT,
    REASONS,
    ApplicationReason,
    ApplicationStage,
    Side,
    moves_of,
    within,
)
from models.jobs import KEEPS, Job
from models.members import BLOCKED, Member
from models.networks import Network
from models.referrals import Referral, ReferrerTold
from models.table import Rule, Table, View, network_key, one_of, text_within

LONGEST_LETTER, LONGEST_CONTACT, LONGEST_NOTE = 10_000, 500, 2_000
LONGEST_VALUE, MOST_VALUES = 10_000, 500


class SharedField(StrEnum):
    """What an application shares: always the name, and of the profile what the applicant names."""

    NAME = "NAME"
    LETTER = "LETTER"
    CONTACT = "CONTACT"
    FORMER_NAME = "FORMER_NAME"
    HEADLINE = "HEADLINE"
    BIO = "BIO"
    AVATAR = "AVATAR"
    GENDER = "GENDER"
    BIRTHDAY = "BIRTHDAY"
    EMAIL = "EMAIL"
    PHONE = "PHONE"
    LINKS = "LINKS"
    EMPLOYMENTS = "EMPLOYMENTS"
    POSITIONS = "POSITIONS"
    ATTRIBUTES = "ATTRIBUTES"


# Shared by other means than by naming it.
NOT_NAMED = (SharedField.NAME, SharedField.LETTER, SharedField.CONTACT)
# Those who keep the job, but whom the applicant has blocked or who has blocked the applicant.
KEPT = (
    f"{{it}}.applicant_id not in ({BLOCKED})"
    f" and exists(select from jobs kept where kept.id = {{it}}.job_id and {KEEPS.replace('{it}', 'kept')})"
)
# The viewer keeps it and is somebody else: who recruits does not decide on themselves.
KEEPS_IT = f"({{it}}.applicant_id <> {{viewer}} and {KEPT})"
SIDE = f"case when {{self}}.applicant_id = {{viewer}} then '{Side.APPLICANT.value}' else '{Side.KEEPERS.value}' end"
# Where they talk: the applicant with the office about the company's job, or the two with each other.
TALK = (
    "{it}.id = (select said.id from conversations said join jobs about on about.id = {self}.job_id"
    " where case when about.by_company then said.job_id = about.id and said.starter_id = {self}.applicant_id"
    " else said.one_id = least(about.author_id, {self}.applicant_id)"
    " and said.other_id = greatest(about.author_id, {self}.applicant_id) end"
    " order by said.created_at desc, said.id desc limit 1)"
)
OWN_TALK = TALK.replace("{self}.job_id", "{self}.id").replace("{self}.applicant_id", "{viewer}")


class Application(Table):
    """That a member applies for a job, and how far that has come."""

    network: fields.ForeignKeyRelation[Network] = fields.ForeignKeyField(
        "models.Network", related_name="applications", db_constraint=False
    )
    job: fields.ForeignKeyRelation[Job] = fields.ForeignKeyField(
        "models.Job", related_name="applications", db_constraint=False
    )
    applicant: fields.ForeignKeyRelation[Member] = fields.ForeignKeyField(
        "models.Member", related_name="applications", db_constraint=False
    )
    stage = fields.CharEnumField(ApplicationStage, max_length=16, default=ApplicationStage.SUBMITTED)
    applied_at = fields.DatetimeField()
    moved_at = fields.DatetimeField()
    # Through whom the applicant came, if they say so, and how much of this that member is told.
    referral: fields.ForeignKeyNullableRelation[Referral] = fields.ForeignKeyField(
        "models.Referral", related_name="applications", null=True, db_constraint=False
    )
    referrer_told = fields.CharEnumField(
        ReferrerTold, max_length=16, default=ReferrerTold.NOTHING, db_default=ReferrerTold.NOTHING.value
    )
    # When HR wrote down the employment that came of it.
    hired_at = fields.DatetimeField(null=True)
    version = fields.IntField(default=1)

    network_id: UUID
    job_id: UUID
    applicant_id: UUID
    referral_id: UUID | None

    prefix = "apl"
    rule = Rule(f"{{it}}.applicant_id = {{viewer}} or {KEPT}")
    derived = {
        "applicant_name": (
            "select named.value from shared_values named"
            " where named.application_id = {self}.id and named.field = 'NAME' order by named.number limit 1"
        ),
        "viewer_moves": moves_of(SIDE, "{self}.stage"),
        "telling_referrer": "case when {self}.applicant_id = {viewer} then {self}.referrer_told end",
    }
    constraints = {
        "applications_in_network": "unique (network_id, id)",
        "applications_one_at_a_time": (
            "exclude using btree (applicant_id with =, job_id with =)"
            f" where ({within('stage', tuple(each for each in ApplicationStage if each not in REASONS))})"
        ),
        "applications_job": network_key("job_id", "jobs"),
        "applications_applicant": network_key("applicant_id", "members"),
        "applications_referral": network_key("referral_id", "referrals", "set null"),
        "applications_referral_once": "unique (referral_id)",
        "applications_referrer_told": one_of("referrer_told", ReferrerTold),
        "applications_stage": one_of("stage", ApplicationStage),
        "applications_moved": "check (moved_at >= applied_at)",
        "applications_hired": "check (hired_at is null or stage = 'ACCEPTED')",
        "applications_version": "check (version > 0)",
    }
    indexes = {
        "applications_of_applicant": "(applicant_id, applied_at desc, id desc)",
        "applications_of_job": "(job_id, applied_at desc, id desc)",
    }

    class Meta:
        table = "applications"


class SharedValue(Table):
    """One value that an application shares, as it was when the applicant shared it; seen with the application."""

    network: fields.ForeignKeyRelation[Network] = fields.ForeignKeyField(
        "models.Network", related_name="shared_values", db_constraint=False
    )
    application: fields.ForeignKeyRelation[Application] = fields.ForeignKeyField(
        "models.Application", related_name="shared_values", db_constraint=False
    )
    field = fields.CharEnumField(SharedField, max_length=16)
    # Its place among those of the application, from 0.
    number = fields.SmallIntField()
    value = fields.TextField()

    application_id: UUID

    prefix = "shv"
    rule = Rule(within=("application",))
    constraints = {
        "shared_values_once": "unique (application_id, number)",
        "shared_values_application": network_key("application_id", "applications"),
        "shared_values_field": one_of("field", SharedField),
        "shared_values_number": f"check (number between 0 and {MOST_VALUES})",
        "shared_values_value": text_within("value", LONGEST_VALUE),
    }

    class Meta:
        table = "shared_values"


class ApplicationStep(Table):
    """That an application was brought to a stage; seen with the application. Who did it those see who keep the job."""

    network: fields.ForeignKeyRelation[Network] = fields.ForeignKeyField(
        "models.Network", related_name="application_steps", db_constraint=False
    )
    application: fields.ForeignKeyRelation[Application] = fields.ForeignKeyField(
        "models.Application", related_name="steps", db_constraint=False
    )
    actor: fields.ForeignKeyNullableRelation[Member] = fields.ForeignKeyField(
        "models.Member", related_name="application_steps", null=True, db_constraint=False
    )
    stage = fields.CharEnumField(ApplicationStage, max_length=16)
    reason = fields.CharEnumField(ApplicationReason, max_length=16, null=True)
    # To the applicant, of those who keep the job.
    note = fields.TextField(null=True)
    at = fields.DatetimeField()

    application_id: UUID
    actor_id: UUID | None

    prefix = "aps"
    rule = Rule(within=("application",))
    derived = {"by_applicant": within("{self}.stage", BY_APPLICANT)}
    constraints = {
        "application_steps_application": network_key("application_id", "applications"),
        "application_steps_actor": network_key("actor_id", "members", "set null"),
        "application_steps_stage": one_of("stage", ApplicationStage),
        "application_steps_reason": (
            "check (reason is null or "
            + " or ".join(
                f"stage = '{stage.value}' and reason in ({', '.join(f'{each.value!r}' for each in reasons)})"
                for stage, reasons in REASONS.items()
            )
            + ")"
        ),
        "application_steps_note": text_within("note", LONGEST_NOTE),
        "application_steps_noted": f"check (note is null or not {within('stage', BY_APPLICANT)})",
    }
    indexes = {
        "application_steps_of_application": "(application_id, at, id)",
        "application_steps_of_actor": "(actor_id)",
    }

    class Meta:
        table = "application_steps"


class ApplicationNote(Table):
    """What those who keep a job write of an application for each other; the applicant never sees it."""

    network: fields.ForeignKeyRelation[Network] = fields.ForeignKeyField(
        "models.Network", related_name="application_notes", db_constraint=False
    )
    application: fields.ForeignKeyRelation[Application] = fields.ForeignKeyField(
        "models.Application", related_name="notes", db_constraint=False
    )
    author: fields.ForeignKeyNullableRelation[Member] = fields.ForeignKeyField(
        "models.Member", related_name="application_notes", null=True, db_constraint=False
    )
    body = fields.TextField()
    created_at = fields.DatetimeField()

    application_id: UUID
    author_id: UUID | None

    prefix = "apn"
    rule = Rule(
        "exists(select from applications about where about.id = {it}.application_id"
        " and about.applicant_id <> {viewer})",
        within=("application",),
    )
    constraints = {
        "application_notes_application": network_key("application_id", "applications"),
        "application_notes_author": network_key("author_id", "members", "set null"),
        "application_notes_body": text_within("body", LONGEST_NOTE),
    }
    indexes = {
        "application_notes_of_application": "(application_id, created_at, id)",
        "application_notes_of_author": "(author_id)",
    }

    class Meta:
        table = "application_notes"


STAGES = ", ".join(f"'{stage.value}'" for stage in ApplicationStage)
# How many applications for a job stand where, to those who keep it and to nobody else.
StageCount = View(
    name="StageCount",
    select=(
        "select sent.stage, count(*)::int as count,"
        f" array_position(array[{STAGES}], sent.stage::text) as place"
        " from applications sent"
        f" where sent.job_id = {{self}}.id and {KEEPS.replace('{it}', '{self}')}"
        " and {visible:Application:sent} group by sent.stage"
    ),
    columns={"stage": "text", "count": "int4", "place": "int4"},
)
