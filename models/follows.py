"""Whom a member follows, and of whom they want to read less; nobody else knows of either."""

from tortoise import fields

from models.members import Member
from models.networks import Network
from models.table import Rule, Table, network_key


class Follow(Table):
    """That a member wants to read what another writes."""

    network: fields.ForeignKeyRelation[Network] = fields.ForeignKeyField(
        "models.Network", related_name="follows", db_constraint=False
    )
    member: fields.ForeignKeyRelation[Member] = fields.ForeignKeyField(
        "models.Member", related_name="follows", db_constraint=False
    )
    other: fields.ForeignKeyRelation[Member] = fields.ForeignKeyField(
        "models.Member", related_name="followed_by", db_constraint=False
    )
    since = fields.DatetimeField()

    prefix = "fol"
    rule = Rule("{it}.member_id = {viewer}", within=("other",))
    constraints = {
        "follows_pair": "unique (member_id, other_id)",
        "follows_member": network_key("member_id", "members"),
        "follows_other": network_key("other_id", "members"),
        "follows_two_members": "check (member_id <> other_id)",
    }
    indexes = {"follows_of_member": "(member_id, since desc, id desc)", "follows_of_other": "(other_id)"}

    class Meta:
        table = "follows"


class Mute(Table):
    """That a member does not want another's posts in their feed."""

    network: fields.ForeignKeyRelation[Network] = fields.ForeignKeyField(
        "models.Network", related_name="mutes", db_constraint=False
    )
    member: fields.ForeignKeyRelation[Member] = fields.ForeignKeyField(
        "models.Member", related_name="mutes", db_constraint=False
    )
    other: fields.ForeignKeyRelation[Member] = fields.ForeignKeyField(
        "models.Member", related_name="muted_by", db_constraint=False
    )
    since = fields.DatetimeField()

    prefix = "mut"
    rule = Rule("{it}.member_id = {viewer}", within=("other",))
    constraints = {
        "mutes_pair": "unique (member_id, other_id)",
        "mutes_member": network_key("member_id", "members"),
        "mutes_other": network_key("other_id", "members"),
        "mutes_two_members": "check (member_id <> other_id)",
    }
    indexes = {"mutes_of_member": "(member_id, since desc, id desc)", "mutes_of_other": "(other_id)"}

    class Meta:
        table = "mutes"


# Only of those whom the viewer may see: a post whose author is hidden must not be told from others by its absence.
NOT_MUTED = (
    "({it}.author_id is null or {it}.author_id not in (select muted.other_id from mutes muted"
    " where muted.member_id = {viewer} and {visible:Mute:muted}))"
)
EACH_FOLLOWED = (
    "(select followed.other_id from follows followed where followed.member_id = {viewer} and {visible:Follow:followed})"
)
