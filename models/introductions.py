"""Introductions: a member proposes that two of their ties know each other; both must agree, each by themselves."""

from uuid import UUID

from tortoise import fields
from tortoise.contrib.postgres.fields import ArrayField

from models.members import Member
from models.networks import Network
from models.table import Rule, Table, network_key, text_within

LASTS_DAYS = 60
LONGEST_NOTE = 500
TAKES_PART = "{viewer} in ({it}.introducer_id, {it}.one_id, {it}.other_id)"


class Introduction(Table):
    """That a member proposes two of their ties to each other; it ends by itself."""

    network: fields.ForeignKeyRelation[Network] = fields.ForeignKeyField(
        "models.Network", related_name="introductions", db_constraint=False
    )
    introducer_id: UUID
    introducer: fields.ForeignKeyRelation[Member] = fields.ForeignKeyField(
        "models.Member", related_name="introductions_made", db_constraint=False
    )
    one_id: UUID
    one: fields.ForeignKeyRelation[Member] = fields.ForeignKeyField(
        "models.Member", related_name="introductions_as_one", db_constraint=False
    )
    other_id: UUID
    other: fields.ForeignKeyRelation[Member] = fields.ForeignKeyField(
        "models.Member", related_name="introductions_as_other", db_constraint=False
    )
    note = fields.CharField(LONGEST_NOTE, null=True)
    proposed_at = fields.DatetimeField()
    expires_at = fields.DatetimeField()
    agreed_at = fields.DatetimeField(null=True)
    # For whom it is over since one of them blocked another; whoever else takes part is not told.
    gone_for = ArrayField("uuid", default=list, db_default=fields.SqlDefault("'{}'"))

    prefix = "int"
    rule = Rule(
        f"{{it}}.expires_at > now() and {TAKES_PART} and {{viewer}} <> all({{it}}.gone_for)",
        within=("introducer", "one", "other"),
    )
    derived = {
        "viewer_accepts": (
            "select mine.accepts from introduction_answers mine"
            " where mine.introduction_id = {self}.id and mine.member_id = {viewer}"
        )
    }
    constraints = {
        "introductions_in_network": "unique (network_id, id)",
        "introductions_once": "unique (introducer_id, one_id, other_id)",
        "introductions_introducer": network_key("introducer_id", "members"),
        "introductions_one": network_key("one_id", "members"),
        "introductions_other": network_key("other_id", "members"),
        "introductions_three": "check (introducer_id <> one_id and introducer_id <> other_id and one_id < other_id)",
        "introductions_note": text_within("note", LONGEST_NOTE),
        "introductions_end": "check (expires_at > proposed_at)",
    }
    indexes = {
        "introductions_of_introducer": "(introducer_id, proposed_at desc, id desc)",
        "introductions_of_one": "(one_id, proposed_at desc, id desc)",
        "introductions_of_other": "(other_id, proposed_at desc, id desc)",
    }

    class Meta:
        table = "introductions"


class IntroductionAnswer(Table):
    """What one of the two says to an introduction; nobody else sees it."""

    network: fields.ForeignKeyRelation[Network] = fields.ForeignKeyField(
        "models.Network", related_name="introduction_answers", db_constraint=False
    )
    introduction: fields.ForeignKeyRelation[Introduction] = fields.ForeignKeyField(
        "models.Introduction", related_name="answers", db_constraint=False
    )
    member: fields.ForeignKeyRelation[Member] = fields.ForeignKeyField(
        "models.Member", related_name="introduction_answers", db_constraint=False
    )
    accepts = fields.BooleanField()

    prefix = "ian"
    rule = Rule("{it}.member_id = {viewer}", within=("introduction",))
    constraints = {
        "introduction_answers_once": "unique (introduction_id, member_id)",
        "introduction_answers_introduction": network_key("introduction_id", "introductions"),
        "introduction_answers_member": network_key("member_id", "members"),
    }
    indexes = {"introduction_answers_of_member": "(member_id)"}

    class Meta:
        table = "introduction_answers"
