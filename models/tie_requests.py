"""Requests of ties, and that one was declined, which only who declined may know."""

from uuid import UUID

from tortoise import fields

from models.members import BLOCKED, Member
from models.networks import Network
from models.table import Rule, Table, network_key, text_within

LASTS_DAYS = 60
COOLDOWN_DAYS = 90
LONGEST_NOTE = 500

ASKED_SEEN = "exists(select from members asked where asked.id = {it}.other_id and {visible:Member:asked})"
# Whoever asks shows themselves to whom they ask, and to them alone, even if only their ties find them.
ASKER_SHOWN = (
    "exists(select from members asker where asker.id = {it}.member_id and asker.status = 'ACTIVE'"
    f" and asker.listing <> 'UNLISTED' and asker.id not in ({BLOCKED}))"
)
DECLINED = (
    "select declined.other_id from tie_declines declined where declined.member_id = {viewer} and declined.until > now()"
)


class TieRequest(Table):
    """That a member asks another for a tie; it ends by itself."""

    network: fields.ForeignKeyRelation[Network] = fields.ForeignKeyField(
        "models.Network", related_name="tie_requests", db_constraint=False
    )
    member_id: UUID
    member: fields.ForeignKeyRelation[Member] = fields.ForeignKeyField(
        "models.Member", related_name="tie_requests_sent", db_constraint=False
    )
    other_id: UUID
    other: fields.ForeignKeyRelation[Member] = fields.ForeignKeyField(
        "models.Member", related_name="tie_requests_received", db_constraint=False
    )
    note = fields.CharField(LONGEST_NOTE, null=True)
    asked_at = fields.DatetimeField()
    expires_at = fields.DatetimeField()

    prefix = "trq"
    rule = Rule(
        f"{{it}}.expires_at > now() and ({{it}}.member_id = {{viewer}} and {ASKED_SEEN}"
        f" or {{it}}.other_id = {{viewer}} and {{it}}.member_id not in ({DECLINED}) and {ASKER_SHOWN})"
    )
    derived = {
        "asker_name": "select asker.display_name from members asker where asker.id = {self}.member_id",
        "direction": "case when {self}.member_id = {viewer} then 'OUTGOING' else 'INCOMING' end",
    }
    constraints = {
        "tie_requests_pair": "unique (member_id, other_id)",
        "tie_requests_member": network_key("member_id", "members"),
        "tie_requests_other": network_key("other_id", "members"),
        "tie_requests_two_members": "check (member_id <> other_id)",
        "tie_requests_note": text_within("note", LONGEST_NOTE),
        "tie_requests_end": "check (expires_at > asked_at)",
    }
    indexes = {
        "tie_requests_of_member": "(member_id, asked_at desc, id desc)",
        "tie_requests_to_other": "(other_id, asked_at desc, id desc)",
    }

    class Meta:
        table = "tie_requests"


class TieDecline(Table):
    """That a member wants no requests of another until a moment; the other is not told."""

    network: fields.ForeignKeyRelation[Network] = fields.ForeignKeyField(
        "models.Network", related_name="tie_declines", db_constraint=False
    )
    member: fields.ForeignKeyRelation[Member] = fields.ForeignKeyField(
        "models.Member", related_name="tie_declines", db_constraint=False
    )
    other: fields.ForeignKeyRelation[Member] = fields.ForeignKeyField(
        "models.Member", related_name="tie_declined_by", db_constraint=False
    )
    until = fields.DatetimeField()

    prefix = "tdc"
    rule = Rule("{it}.member_id = {viewer}")
    constraints = {
        "tie_declines_pair": "unique (member_id, other_id)",
        "tie_declines_member": network_key("member_id", "members"),
        "tie_declines_other": network_key("other_id", "members"),
        "tie_declines_two_members": "check (member_id <> other_id)",
    }
    indexes = {"tie_declines_of_other": "(other_id)"}

    class Meta:
        table = "tie_declines"
