"""Openness: what a member would hear of, told to nobody unless the member says to whom, and only for a while."""

from enum import StrEnum

from tortoise import fields

from models.audiences import ProfileField
from models.members import OWN_AUDIENCE, Member
from models.networks import Network
from models.table import Rule, Table, audience_of_its_own, network_key, one_of

MOST_DAYS = 366  # twelve months, however long they are


class OpennessKind(StrEnum):
    """What one can be open to."""

    COMEBACK = "COMEBACK"
    SIDE_JOB = "SIDE_JOB"
    CONTRACT = "CONTRACT"
    FULL_TIME_ELSEWHERE = "FULL_TIME_ELSEWHERE"
    MENTOR = "MENTOR"
    SPEAKER = "SPEAKER"
    COLLABORATION = "COLLABORATION"


class OpennessAnswer(StrEnum):
    """How open."""

    NO = "NO"
    MAYBE = "MAYBE"
    YES = "YES"


class Openness(Table):
    """How open a member is to one thing. When it has expired it is as if it had never been said.

    Nothing filters, counts, suggests or exports by it (domain.md, invariant 9).
    """

    network: fields.ForeignKeyRelation[Network] = fields.ForeignKeyField(
        "models.Network", related_name="openness", db_constraint=False
    )
    member: fields.ForeignKeyRelation[Member] = fields.ForeignKeyField(
        "models.Member", related_name="openness", db_constraint=False
    )
    kind = fields.CharEnumField(OpennessKind, max_length=24)
    answer = fields.CharEnumField(OpennessAnswer, max_length=8)
    audience = fields.IntField(null=True)
    said_at = fields.DatetimeField()
    expires_at = fields.DatetimeField()

    prefix = "opn"
    rule = Rule("{it}.expires_at > now()", within=("member",), audience=ProfileField.OPENNESS)
    derived = OWN_AUDIENCE
    constraints = {
        "openness_once": "unique (member_id, kind)",
        "openness_member": network_key("member_id", "members"),
        "openness_kind": one_of("kind", OpennessKind),
        "openness_answer": one_of("answer", OpennessAnswer),
        "openness_audience": audience_of_its_own("audience"),
        "openness_expires": (f"check (expires_at > said_at and expires_at - said_at <= interval '{MOST_DAYS} days')"),
    }

    class Meta:
        table = "openness"
