"""Offices: the inboxes of roles, to which every member can write."""

from enum import StrEnum

from tortoise import fields

from models.attendance import SERVED, SERVING_ROLES
from models.members import Role
from models.networks import Network
from models.table import Rule, Table, one_of, text_within

LONGEST_NAME, LONGEST_DESCRIPTION = 100, 2_000


class OfficeKind(StrEnum):
    """What an office is for, and so who serves it."""

    HR = "HR"
    RECRUITING = "RECRUITING"
    NEW_BUSINESS = "NEW_BUSINESS"


SERVED_BY = {OfficeKind(kind): Role(role) for kind, role in SERVING_ROLES.items()}


class Office(Table):
    """A role's inbox: who holds the role reads and answers what is written to it. Everybody sees that it is there."""

    network: fields.ForeignKeyRelation[Network] = fields.ForeignKeyField("models.Network", related_name="offices")
    kind = fields.CharEnumField(OfficeKind, max_length=16)
    name_ja = fields.CharField(LONGEST_NAME)
    name_en = fields.CharField(LONGEST_NAME, null=True)
    description = fields.TextField(null=True)
    open = fields.BooleanField(default=True)
    version = fields.IntField(default=1)

    prefix = "off"
    rule = Rule()
    derived = {"viewer_serves": f"{{self}}.id in ({SERVED})"}
    constraints = {
        "offices_in_network": "unique (network_id, id)",
        "offices_of_kind": "unique (network_id, kind)",
        "offices_kind": one_of("kind", OfficeKind),
        "offices_name_ja": text_within("name_ja", LONGEST_NAME),
        "offices_name_en": text_within("name_en", LONGEST_NAME),
        "offices_description": text_within("description", LONGEST_DESCRIPTION),
        "offices_version": "check (version > 0)",
    }

    class Meta:
        table = "offices"
