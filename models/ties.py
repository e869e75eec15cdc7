"""Ties and blocks between two members. A pair has a row in each direction, each the other's foreign key."""

from uuid import UUID

from tortoise import fields

from models.members import Member
from models.networks import Network
from models.table import Rule, Table, network_key, text_within


class Tie(Table):
    """Two members who agreed to know each other, seen from one of them."""

    network: fields.ForeignKeyRelation[Network] = fields.ForeignKeyField(
        "models.Network", related_name="ties", db_constraint=False
    )
    member_id: UUID
    member: fields.ForeignKeyRelation[Member] = fields.ForeignKeyField(
        "models.Member", related_name="ties", db_constraint=False
    )
    other_id: UUID
    other: fields.ForeignKeyRelation[Member] = fields.ForeignKeyField(
        "models.Member", related_name="tied_by", db_constraint=False
    )
    since = fields.DatetimeField()

    prefix = "tie"
    rule = Rule(within=("member", "other"))
    constraints = {
        "ties_pair": "unique (member_id, other_id)",
        "ties_member": network_key("member_id", "members"),
        "ties_other": network_key("other_id", "members"),
        "ties_both_ways": (
            "foreign key (other_id, member_id) references ties (member_id, other_id) deferrable initially deferred"
        ),
        "ties_two_members": "check (member_id <> other_id)",
    }
    indexes = {"ties_of_member": "(member_id, since desc, id desc)"}

    class Meta:
        table = "ties"


class Block(Table):
    """Two members who do not exist for each other; ``by_me`` is true for who asked for it, and for both if both did."""

    network: fields.ForeignKeyRelation[Network] = fields.ForeignKeyField(
        "models.Network", related_name="blocks", db_constraint=False
    )
    member: fields.ForeignKeyRelation[Member] = fields.ForeignKeyField(
        "models.Member", related_name="blocks", db_constraint=False
    )
    other: fields.ForeignKeyRelation[Member] = fields.ForeignKeyField(
        "models.Member", related_name="blocked_by", db_constraint=False
    )
    by_me = fields.BooleanField()
    # What the other was called then: the one thing of them that whoever blocked them still sees.
    name = fields.CharField(200, null=True)
    since = fields.DatetimeField()

    prefix = "blo"
    rule = Rule("{it}.member_id = {viewer} and {it}.by_me")
    constraints = {
        "blocks_pair": "unique (member_id, other_id)",
        "blocks_member": network_key("member_id", "members"),
        "blocks_other": network_key("other_id", "members"),
        "blocks_both_ways": (
            "foreign key (other_id, member_id) references blocks (member_id, other_id) deferrable initially deferred"
        ),
        "blocks_two_members": "check (member_id <> other_id)",
        "blocks_name": text_within("name", 200),
    }
    indexes = {"blocks_of_member": "(member_id, since desc, id desc)"}

    class Meta:
        table = "blocks"
