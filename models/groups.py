"""Groups, and who belongs to them."""

from enum import StrEnum
from uuid import UUID

from tortoise import fields

from models.columns import Computed
from models.members import BLOCKED, HR, Member
from models.networks import Network
from models.table import Count, Rule, Table, network_key, one_of, text_within


class JoinPolicy(StrEnum):
    """How one becomes a member of a group. What is written in an OPEN group can be read by the whole network."""

    OPEN = "OPEN"
    REQUEST = "REQUEST"
    INVITE = "INVITE"


class GroupRole(StrEnum):
    """What a member may do in a group."""

    OWNER = "OWNER"
    MODERATOR = "MODERATOR"
    MEMBER = "MEMBER"


class MembershipStatus(StrEnum):
    """Where a member stands with a group; who opted out went from one that follows a rule, which then lets them be."""

    ACTIVE = "ACTIVE"
    REQUESTED = "REQUESTED"
    INVITED = "INVITED"
    BANNED = "BANNED"
    OPTED_OUT = "OPTED_OUT"


class RuleMatch(StrEnum):
    """How many of its attributes a group that follows a rule asks for."""

    ANY = "ANY"
    ALL = "ALL"


LONGEST_NOTE = 1000
MY_GROUPS = (
    "select mine.group_id from group_memberships mine where mine.member_id = {viewer} and mine.status = 'ACTIVE'"
)
INVITED_TO = (
    "select mine.group_id from group_memberships mine"
    " where mine.member_id = {viewer} and mine.status in ('ACTIVE', 'INVITED')"
)
BANNED_FROM = (
    "select mine.group_id from group_memberships mine where mine.member_id = {viewer} and mine.status = 'BANNED'"
)
NOT_HR = f"not ({{viewer.roles}} && array[{HR}])"
# Whoever leads a group belongs to it; open groups are kept in order by community managers as well.
LED = (
    "select mine.group_id from group_memberships mine where mine.member_id = {viewer} and mine.role <> 'MEMBER'"
    " union all select led.id from groups led where 'COMMUNITY_MANAGER' = any({viewer.roles})"
    " and led.network_id = {network} and led.join_policy = 'OPEN'"
)


def readable(group: str) -> str:
    """May the viewer read what is written in the group? ``group`` is the alias of its row.

    Open groups are read by the network, the others by those who belong to them, and a group that
    HR may not read is closed to HR roles even where they belong to it (domain.md, invariant 10).
    """
    return f"({group}.join_policy = 'OPEN' or {group}.id in ({MY_GROUPS})) and ({group}.readable_by_hr or {NOT_HR})"


def readable_place(group_id: str) -> str:
    """May the viewer read what is written there? ``group_id`` is an expression, null for the network's own feed.

    A scalar subquery, not EXISTS: it is looked up for the rows of a page, where the planner
    would rather read and hash every group of the network.
    """
    return f"({group_id} is null or (select {readable('place')} from groups place where place.id = {group_id}))"


class Group(Table):
    """A circle of members with posts of its own."""

    network: fields.ForeignKeyRelation[Network] = fields.ForeignKeyField("models.Network", related_name="groups")
    name = fields.CharField(200)
    description = fields.TextField(null=True)
    join_policy = fields.CharEnumField(JoinPolicy, max_length=8)
    secret = fields.BooleanField(default=False)
    readable_by_hr = fields.BooleanField(default=True)
    # In closed groups: may those who do not lead it invite?
    members_invite = fields.BooleanField(default=False, db_default=False)
    capacity = fields.IntField(null=True)
    # The attributes that it is about are rows of GroupAttribute.
    rule_match = fields.CharEnumField(RuleMatch, max_length=4, null=True)
    external_id = fields.CharField(100, null=True)
    created_at = fields.DatetimeField()
    archived_at = fields.DatetimeField(null=True)
    version = fields.IntField(default=1)
    sort_name = Computed('enishi_fold(name) collate "C"')

    network_id: UUID

    prefix = "grp"
    rule = Rule(
        f"(not {{it}}.secret or {{it}}.id in ({INVITED_TO}))"
        f" and ({{it}}.join_policy = 'OPEN' or {{it}}.id not in ({BANNED_FROM}))"
    )
    derived = {
        "member_count": Count("memberships", where="{it}.status = 'ACTIVE'"),
        "viewer_is_member": f"{{self}}.id in ({MY_GROUPS})",
        "viewer_role": (
            "(select mine.role from group_memberships mine where mine.group_id = {self}.id"
            " and mine.member_id = {viewer} and mine.status = 'ACTIVE')"
        ),
    }
    constraints = {
        "groups_in_network": "unique (network_id, id)",
        "groups_external_id": "unique (network_id, external_id)",
        "groups_name": text_within("name", 200),
        "groups_join_policy": one_of("join_policy", JoinPolicy),
        "groups_secret_is_closed": "check (not (secret and join_policy = 'OPEN'))",
        "groups_capacity": "check (capacity > 0)",
        "groups_rule_match": one_of("rule_match", RuleMatch),
        "groups_rule_knows_no_last_place": "check (capacity is null or rule_match is null)",
        "groups_version": "check (version > 0)",
    }
    indexes = {
        "groups_by_name": "(network_id, sort_name, id)",
        "groups_by_creation": "(network_id, created_at desc, id desc)",
    }

    class Meta:
        table = "groups"


class GroupMembership(Table):
    """Where a member stands with a group: belongs to it, wants to, is invited, is banned, or went against its rule."""

    network: fields.ForeignKeyRelation[Network] = fields.ForeignKeyField(
        "models.Network", related_name="memberships", db_constraint=False
    )
    group: fields.ForeignKeyRelation[Group] = fields.ForeignKeyField(
        "models.Group", related_name="memberships", db_constraint=False
    )
    member: fields.ForeignKeyRelation[Member] = fields.ForeignKeyField(
        "models.Member", related_name="memberships", db_constraint=False
    )
    role = fields.CharEnumField(GroupRole, max_length=16, default=GroupRole.MEMBER)
    status = fields.CharEnumField(MembershipStatus, max_length=16)
    since = fields.DatetimeField()
    # What one says who asks to join, and who invited; neither is kept once it is answered.
    note = fields.CharField(LONGEST_NOTE, null=True)
    invited_by: fields.ForeignKeyNullableRelation[Member] = fields.ForeignKeyField(
        "models.Member", related_name="invitations_given", null=True, db_constraint=False
    )
    # A membership that the group's rule gave goes when the rule does not give it any more.
    by_rule = fields.BooleanField(default=False, db_default=False)

    group_id: UUID
    member_id: UUID

    prefix = "gms"
    rule = Rule(
        "{it}.member_id = {viewer} and {it}.status <> 'BANNED' or {it}.invited_by_id = {viewer}"
        f" or ({{it}}.status = 'ACTIVE' or {{it}}.status <> 'OPTED_OUT' and {{it}}.group_id in ({LED}))"
        f" and {readable_place('{it}.group_id')}",
        within=("group", "member"),
    )
    derived = {
        "post_count": (
            "select count(*) from posts said where said.author_id = {self}.member_id"
            " and said.group_id = {self}.group_id and said.deleted_at is null and {visible:Post:said}"
        )
    }
    constraints = {
        "group_memberships_pair": "unique (member_id, group_id)",
        "group_memberships_group": network_key("group_id", "groups"),
        "group_memberships_member": network_key("member_id", "members"),
        "group_memberships_invited_by": network_key("invited_by_id", "members", "set null"),
        "group_memberships_role": one_of("role", GroupRole),
        "group_memberships_status": one_of("status", MembershipStatus),
        "group_memberships_only_members_lead": "check (role = 'MEMBER' or status = 'ACTIVE')",
        "group_memberships_note": text_within("note", LONGEST_NOTE),
        "group_memberships_note_is_answered": "check (note is null or status = 'REQUESTED')",
        "group_memberships_invitation_is_answered": "check (invited_by_id is null or status = 'INVITED')",
        "group_memberships_by_rule": "check (not by_rule or status = 'ACTIVE')",
    }
    indexes = {
        "group_memberships_of_group": "(group_id, since, id)",
        "group_memberships_of_member": "(member_id, since desc, id desc)",
        "group_memberships_given_by": "(invited_by_id) where invited_by_id is not null",
    }

    class Meta:
        table = "group_memberships"


NOT_BLOCKED_AUTHOR = f"({{it}}.author_id is null or {{it}}.author_id not in ({BLOCKED}))"
