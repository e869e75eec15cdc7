"""Saved searches: a filter of the directory or of jobs under a name, each member's own."""

from enum import StrEnum

from tortoise import fields

from models.columns import Computed
from models.members import Member
from models.networks import Network
from models.table import Rule, Table, network_key, one_of, text_within

LONGEST_NAME = 100
LONGEST_FILTER = 8_000
MOST_SEARCHES = 100  # of one member


class SearchKind(StrEnum):
    """What a search finds."""

    MEMBERS = "MEMBERS"
    JOBS = "JOBS"


class Alerts(StrEnum):
    """How often a member wants to hear of what is new in a search."""

    NONE = "NONE"
    LIVE = "LIVE"
    DAILY = "DAILY"
    WEEKLY = "WEEKLY"


class SavedSearch(Table):
    """A filter that its owner can run again; it finds what its owner may see at that time."""

    network: fields.ForeignKeyRelation[Network] = fields.ForeignKeyField(
        "models.Network", related_name="saved_searches", db_constraint=False
    )
    member: fields.ForeignKeyRelation[Member] = fields.ForeignKeyField(
        "models.Member", related_name="saved_searches", db_constraint=False
    )
    name = fields.CharField(LONGEST_NAME)
    kind = fields.CharEnumField(
        SearchKind, max_length=8, default=SearchKind.MEMBERS, db_default=SearchKind.MEMBERS.value
    )
    # The JSON of a MemberFilter or JobFilter, as text: what is read is byte for byte what was stored.
    criteria = fields.TextField()
    asked = Computed("criteria::jsonb", sql_type="JSONB")
    alerts = fields.CharEnumField(Alerts, max_length=8, default=Alerts.NONE)
    created_at = fields.DatetimeField()
    version = fields.IntField(default=1)
    # When its alert is due next; what it told of last is what was new between the two other times.
    due_at = fields.DatetimeField(null=True)
    since_at = fields.DatetimeField(null=True)
    alerted_at = fields.DatetimeField(null=True)

    prefix = "sea"
    rule = Rule("{it}.member_id = {viewer}")
    constraints = {
        "saved_searches_member": network_key("member_id", "members"),
        "saved_searches_name": text_within("name", LONGEST_NAME),
        "saved_searches_criteria": (
            f"check (char_length(criteria) <= {LONGEST_FILTER} and jsonb_typeof(criteria::jsonb) = 'object')"
        ),
        "saved_searches_kind": one_of("kind", SearchKind),
        "saved_searches_alerts": one_of("alerts", Alerts),
        "saved_searches_due": (
            "check (num_nonnulls(due_at, since_at, alerted_at)"
            " = case when alerts in ('DAILY', 'WEEKLY') then 3 else 0 end and since_at <= alerted_at)"
        ),
        "saved_searches_version": "check (version > 0)",
    }
    indexes = {
        "saved_searches_of_member": "(member_id, created_at, id)",
        "saved_searches_live": "(network_id, kind) where alerts = 'LIVE'",
        "saved_searches_due_at": "(due_at) where due_at is not null",
    }

    class Meta:
        table = "saved_searches"
