"""Claims: that somebody says which entry of the roster they are, and what was decided."""

from enum import StrEnum
from typing import TYPE_CHECKING
from uuid import UUID

from tortoise import fields

from models.invitations import INVITING
from models.mails import ADDRESS
from models.members import Member
from models.networks import Network
from models.roster import ENTRY_PREFIX, RosterEntry
from models.table import Rule, Table, network_key, one_of, text_within

if TYPE_CHECKING:
    from models.accounts import Account


class ClaimStatus(StrEnum):
    """Where a claim stands; one whose address is not proven yet is nobody's to see."""

    UNPROVEN = "UNPROVEN"
    PENDING = "PENDING"
    APPROVED = "APPROVED"
    REJECTED = "REJECTED"


class ClaimRejection(StrEnum):
    """Why a claim was rejected."""

    NOT_ON_RECORD = "NOT_ON_RECORD"
    ALREADY_CLAIMED = "ALREADY_CLAIMED"
    NOT_ELIGIBLE = "NOT_ELIGIBLE"
    DUPLICATE = "DUPLICATE"
    OTHER = "OTHER"


class Claim(Table):
    """What somebody said of themselves, the entry that it fits where it fits just one, and the decision.

    ``decided_by`` is null where the roster itself decided.
    """

    network: fields.ForeignKeyRelation[Network] = fields.ForeignKeyField("models.Network", related_name="claims")
    account: fields.ForeignKeyNullableRelation["Account"] = fields.ForeignKeyField(
        "models.Account", related_name="claims", null=True
    )
    member: fields.ForeignKeyNullableRelation[Member] = fields.ForeignKeyField(
        "models.Member", related_name="claims", null=True, db_constraint=False
    )
    entry: fields.ForeignKeyNullableRelation[RosterEntry] = fields.ForeignKeyField(
        "models.RosterEntry", related_name="claims", null=True, db_constraint=False
    )
    address = fields.CharField(254)
    display_name = fields.CharField(200)
    external_id = fields.CharField(100, null=True)
    family_name = fields.CharField(100, null=True)
    status = fields.CharEnumField(ClaimStatus, max_length=16)
    rejection = fields.CharEnumField(ClaimRejection, max_length=16, null=True)
    decided_by: fields.ForeignKeyNullableRelation[Member] = fields.ForeignKeyField(
        "models.Member", related_name="claims_decided", null=True, db_constraint=False
    )
    decided_at = fields.DatetimeField(null=True)
    account_id: UUID | None
    member_id: UUID | None
    entry_id: UUID | None
    created_at = fields.DatetimeField()

    prefix = "clm"
    rule = Rule(f"{{it}}.status <> 'UNPROVEN' and ({INVITING} or {{it}}.member_id = {{viewer}})")
    derived = {
        # Whether there is an entry is told to those who decide, and which one to those who may read the roster.
        "matched": f"case when {INVITING} then {{self}}.entry_id is not null end",
        "told_rejection": f"case when {INVITING} then {{self}}.rejection end",
        "roster_id": f"case when 'HR_ADMIN' = any({{viewer.roles}}) then '{ENTRY_PREFIX}_' || {{self}}.entry_id end",
    }
    constraints = {
        "claims_in_network": "unique (network_id, id)",
        "claims_member": network_key("member_id", "members", "set null"),
        "claims_entry": network_key("entry_id", "roster_entries", "set null"),
        "claims_decided_by": network_key("decided_by_id", "members", "set null"),
        "claims_address": f"check ({ADDRESS})",
        "claims_display_name": text_within("display_name", 200),
        "claims_status": one_of("status", ClaimStatus),
        "claims_rejection": one_of("rejection", ClaimRejection),
        "claims_rejected": "check ((status = 'REJECTED') = (rejection is not null))",
        "claims_decided": "check ((status in ('APPROVED', 'REJECTED')) = (decided_at is not null))",
        "claims_proven": "check (status = 'UNPROVEN' or account_id is not null)",
        "claims_one_pending": "exclude (network_id with =, account_id with =) where (status = 'PENDING')",
    }
    indexes = {
        "claims_by_time": "(network_id, created_at desc, id desc)",
        "claims_by_number": "(network_id, external_id, created_at)",
        "claims_of_account": "(account_id)",
        "claims_of_member": "(member_id)",
    }

    class Meta:
        table = "claims"
