"""Invitations: that a network asks somebody to join, by a link that works once."""

from enum import StrEnum

from tortoise import fields

from models.mails import ADDRESS
from models.members import Member, MemberKind
from models.networks import Network
from models.roster import RosterEntry
from models.table import Rule, Table, network_key, one_of

# Who lets people in.
INVITING = "{viewer.roles} && array['HR_ADMIN', 'COMMUNITY_MANAGER']"


class InvitationState(StrEnum):
    """What has become of an invitation."""

    OPEN = "OPEN"
    ACCEPTED = "ACCEPTED"
    WITHDRAWN = "WITHDRAWN"
    EXPIRED = "EXPIRED"


STATE = (
    "case when {self}.accepted_at is not null then 'ACCEPTED' when {self}.withdrawn_at is not null then 'WITHDRAWN'"
    " when {self}.expires_at <= now() then 'EXPIRED' else 'OPEN' end"
)
MAIL_STATE = (
    "select sent.state from mails sent where sent.subject_id = {self}.id and sent.network_id = {self}.network_id"
    " order by sent.created_at desc limit 1"
)


class Invitation(Table):
    """A token's hash (SHA-256), the address it was mailed to, and the roster entry that it is about, if it is."""

    network: fields.ForeignKeyRelation[Network] = fields.ForeignKeyField("models.Network", related_name="invitations")
    inviter: fields.ForeignKeyNullableRelation[Member] = fields.ForeignKeyField(
        "models.Member", related_name="invitations", null=True, db_constraint=False
    )
    entry: fields.ForeignKeyNullableRelation[RosterEntry] = fields.ForeignKeyField(
        "models.RosterEntry", related_name="invitations", null=True, db_constraint=False
    )
    address = fields.CharField(254)
    kind = fields.CharEnumField(MemberKind, max_length=16)
    token_hash = fields.BinaryField()
    created_at = fields.DatetimeField()
    expires_at = fields.DatetimeField()
    accepted_at = fields.DatetimeField(null=True)
    accepted_by: fields.ForeignKeyNullableRelation[Member] = fields.ForeignKeyField(
        "models.Member", related_name="invitations_accepted", null=True, db_constraint=False
    )
    withdrawn_at = fields.DatetimeField(null=True)

    prefix = "inv"
    rule = Rule(INVITING)
    derived = {
        "state": STATE,
        "mail_state": MAIL_STATE,
        # The address of an entry is a fact of HR's, read from the roster for a purpose.
        "email": "case when {self}.entry_id is null then {self}.address end",
        "from_roster": "{self}.entry_id is not null",
    }
    constraints = {
        "invitations_inviter": network_key("inviter_id", "members", "set null"),
        "invitations_entry": network_key("entry_id", "roster_entries"),
        "invitations_accepted_by": network_key("accepted_by_id", "members", "set null"),
        "invitations_address": f"check ({ADDRESS})",
        "invitations_kind": one_of("kind", MemberKind),
        "invitations_token_hash": "unique (token_hash)",
        "invitations_token_hash_length": "check (octet_length(token_hash) = 32)",
        "invitations_expire": "check (expires_at > created_at)",
        "invitations_end_once": "check (num_nonnulls(accepted_at, withdrawn_at) <= 1)",
        "invitations_one_open": "exclude (network_id with =, address with =)"
        " where (accepted_at is null and withdrawn_at is null)",
    }
    indexes = {
        "invitations_by_time": "(network_id, created_at desc, id desc)",
        "invitations_of_entry": "(entry_id)",
    }

    class Meta:
        table = "invitations"
