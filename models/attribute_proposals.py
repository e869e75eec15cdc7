"""Proposals of attributes: what a member would have and the network has no word for yet.

A proposal is seen by the member who made it and by community managers, who are not told whose it is. It is no
attribute: nothing is found, counted or suggested by it. When it is approved, all who proposed the same get the
attribute, each for the audience that they chose.
"""

from tortoise import fields

from models.attributes import AttributeKind
from models.columns import Computed
from models.members import Member
from models.networks import Network
from models.table import Rule, Table, network_key, one_of, text_within

MOST_PROPOSALS = 20  # of one member, at a time
# Departments and cohorts follow from employments.
PROPOSABLE = tuple(kind for kind in AttributeKind if kind not in (AttributeKind.DEPARTMENT, AttributeKind.COHORT))


class AttributeProposal(Table):
    """A label of a kind that a member proposed; two that differ in width, case or kana alone are the same."""

    network: fields.ForeignKeyRelation[Network] = fields.ForeignKeyField(
        "models.Network", related_name="attribute_proposals", db_constraint=False
    )
    member: fields.ForeignKeyRelation[Member] = fields.ForeignKeyField(
        "models.Member", related_name="attribute_proposals", db_constraint=False
    )
    kind = fields.CharEnumField(AttributeKind, max_length=16)
    label_ja = fields.CharField(200)
    label_en = fields.CharField(200, null=True)
    year = fields.SmallIntField(null=True)
    # The audience that the attribute will have where it is approved.
    shown_to = fields.IntField()
    created_at = fields.DatetimeField()
    label_fold = Computed('enishi_fold(label_ja) collate "C"')

    prefix = "pro"
    rule = Rule("{it}.member_id = {viewer} or 'COMMUNITY_MANAGER' = any({viewer.roles})")
    derived = {
        "is_viewers": "{self}.member_id = {viewer}",
        "year": "case when {self}.member_id = {viewer} then {self}.year end",
        "audience": "case when {self}.member_id = {viewer} then enishi_audience({self}.shown_to) end",
        "lists": "case when {self}.member_id = {viewer} then enishi_lists({self}.shown_to) end",
    }
    constraints = {
        "attribute_proposals_once": "unique (member_id, kind, label_fold)",
        "attribute_proposals_member": network_key("member_id", "members"),
        "attribute_proposals_kind": one_of("kind", AttributeKind),
        "attribute_proposals_label_ja": text_within("label_ja", 200),
        "attribute_proposals_label_en": text_within("label_en", 200),
        "attribute_proposals_year": "check (year between 1900 and 2200)",
        "attribute_proposals_shown_to": "check (shown_to & 1 <> 0)",
    }
    indexes = {"attribute_proposals_by_label": "(network_id, kind, label_fold)"}

    class Meta:
        table = "attribute_proposals"
