"""Referrals: a member tells another, whom they are tied to, of a job that would suit them.

Nobody else learns of it before the candidate applies with it, which is the consent (domain.md, invariant 12). What the
candidate does of it the referrer learns as far as the candidate says; that they decline, never.
"""

from enum import StrEnum
from uuid import UUID

from tortoise import fields

from models.application_stages import LIVING, within
from models.jobs import Job
from models.members import BLOCKED, Member
from models.networks import Network
from models.table import Rule, Table, network_key, text_within

LASTS_DAYS, COOLDOWN_DAYS = 30, 90
LONGEST_WORDS = LONGEST_RECOMMENDATION = 2_000


class ReferrerTold(StrEnum):
    """How much of an application its referrer is told."""

    NOTHING = "NOTHING"
    APPLIED = "APPLIED"
    OUTCOME = "OUTCOME"


class ReferralProgress(StrEnum):
    """How far a referral has come, as its referrer is told."""

    WAITING = "WAITING"
    ENDED = "ENDED"
    APPLIED = "APPLIED"
    HIRED = "HIRED"
    CLOSED = "CLOSED"


OTHER_SEEN = (
    "exists(select from members other where other.id ="
    " case when {it}.referrer_id = {viewer} then {it}.candidate_id else {it}.referrer_id end"
    " and {visible:Member:other})"
)
# The candidate sees it while it lasts, or has applied with it, and as long as the job is for them.
OFFERED = (
    "{it}.candidate_id = {viewer}"
    " and ({it}.expires_at > now() or exists(select from applications mine where mine.referral_id = {it}.id))"
    " and exists(select from jobs offered where offered.id = {it}.job_id and {visible:Job:offered})"
)
# Those who keep the job see it with the application of somebody else that came of it.
SHARED = (
    "{it}.candidate_id <> {viewer} and {it}.referrer_id <> {viewer}"
    f" and {{it}}.referrer_id not in ({BLOCKED})"
    " and exists(select from applications sent where sent.referral_id = {it}.id and {visible:Application:sent})"
)
TOLD = (
    "(select case when sent.referrer_told = 'OUTCOME' and sent.hired_at is not null then 'HIRED'"
    f" when sent.referrer_told = 'OUTCOME' and not {within('sent.stage', LIVING)}"
    " and sent.stage <> 'ACCEPTED' then 'CLOSED' else 'APPLIED' end"
    " from applications sent where sent.referral_id = {self}.id and sent.referrer_told <> 'NOTHING')"
)


class Referral(Table):
    """That a member recommends a job to another, and perhaps the other to those who keep it."""

    network: fields.ForeignKeyRelation[Network] = fields.ForeignKeyField(
        "models.Network", related_name="referrals", db_constraint=False
    )
    job: fields.ForeignKeyRelation[Job] = fields.ForeignKeyField(
        "models.Job", related_name="referrals", db_constraint=False
    )
    referrer: fields.ForeignKeyRelation[Member] = fields.ForeignKeyField(
        "models.Member", related_name="referrals_made", db_constraint=False
    )
    candidate: fields.ForeignKeyRelation[Member] = fields.ForeignKeyField(
        "models.Member", related_name="referrals_received", db_constraint=False
    )
    # To the candidate alone; and what goes with their application, which they read first.
    words = fields.TextField()
    recommendation = fields.TextField(null=True)
    made_at = fields.DatetimeField()
    expires_at = fields.DatetimeField()
    declined_at = fields.DatetimeField(null=True)

    job_id: UUID
    referrer_id: UUID
    candidate_id: UUID

    prefix = "rfl"
    rule = Rule(f"({{it}}.referrer_id = {{viewer}} or {OFFERED}) and {OTHER_SEEN} or {SHARED}")
    derived = {
        "words_to_candidate": "case when {viewer} in ({self}.referrer_id, {self}.candidate_id) then {self}.words end",
        "declined": "case when {self}.candidate_id = {viewer} then {self}.declined_at end",
        "progress": (
            f"case when {{self}}.referrer_id = {{viewer}} then coalesce({TOLD},"
            " case when {self}.expires_at > now() then 'WAITING' else 'ENDED' end) end"
        ),
    }
    constraints = {
        "referrals_in_network": "unique (network_id, id)",
        "referrals_one_at_a_time": (
            "exclude using gist (uuid_send(referrer_id) with =, uuid_send(candidate_id) with =,"
            " uuid_send(job_id) with =, tstzrange(made_at, expires_at) with &&)"
        ),
        "referrals_job": network_key("job_id", "jobs"),
        "referrals_referrer": network_key("referrer_id", "members"),
        "referrals_candidate": network_key("candidate_id", "members"),
        "referrals_of_another": "check (referrer_id <> candidate_id)",
        "referrals_words": text_within("words", LONGEST_WORDS),
        "referrals_recommendation": text_within("recommendation", LONGEST_RECOMMENDATION),
        "referrals_expires": (f"check (expires_at > made_at and expires_at - made_at <= interval '{LASTS_DAYS} days')"),
        "referrals_declined": "check (declined_at >= made_at)",
    }
    indexes = {
        "referrals_of_referrer": "(referrer_id, made_at desc, id desc)",
        "referrals_of_candidate": "(candidate_id, made_at desc, id desc)",
        "referrals_of_job": "(job_id)",
    }

    class Meta:
        table = "referrals"
