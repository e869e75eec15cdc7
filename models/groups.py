"""Groups, and who belongs to them."""

from enum import StrEnum

from tortoise import fields

from models.columns import Computed
from models.members import BLOCKED, Member
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
    """Where a member stands with a group."""

    ACTIVE = "ACTIVE"
    REQUESTED = "REQUESTED"
    INVITED = "INVITED"
    BANNED = "BANNED"


MY_GROUPS = (
    "select mine.group_id from group_memberships mine where mine.member_id = {viewer} and mine.status = 'ACTIVE'"
)
INVITED_TO = (
    "select mine.group_id from group_memberships mine"
    " where mine.member_id = {viewer} and mine.status in ('ACTIVE', 'INVITED')"
)
NOT_HR = "not ({viewer.roles} && array['HR_ADMIN', 'RECRUITER'])"


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
    external_id = fields.CharField(100, null=True)
    created_at = fields.DatetimeField()
    archived_at = fields.DatetimeField(null=True)
    version = fields.IntField(default=1)
    sort_name = Computed('enishi_fold(name) collate "C"')

    prefix = "grp"
    rule = Rule(f"not {{it}}.secret or {{it}}.id in ({INVITED_TO})")
    derived = {
        "member_count": Count("memberships", where="{it}.status = 'ACTIVE'"),
        "viewer_is_member": f"{{self}}.id in ({MY_GROUPS})",
    }
    constraints = {
        "groups_in_network": "unique (network_id, id)",
        "groups_external_id": "unique (network_id, external_id)",
        "groups_name": text_within("name", 200),
        "groups_join_policy": one_of("join_policy", JoinPolicy),
        "groups_secret_is_closed": "check (not (secret and join_policy = 'OPEN'))",
        "groups_version": "check (version > 0)",
    }
    indexes = {
        "groups_by_name": "(network_id, sort_name, id)",
        "groups_by_creation": "(network_id, created_at desc, id desc)",
    }

    class Meta:
        table = "groups"


class GroupMembership(Table):
    """That a member belongs to a group, wants to, was invited, or is banned from it."""

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

    prefix = "gms"
    rule = Rule(
        "{it}.member_id = {viewer} and {it}.status <> 'BANNED'"
        f" or {{it}}.status = 'ACTIVE' and {readable_place('{it}.group_id')}",
        within=("group", "member"),
    )
    derived = {
        "post_count": (
            "select count(*) from posts said where said.author_id = {self}.member_id"
            " and said.group_id = {self}.group_id and {visible:Post:said}"
        )
    }
    constraints = {
        "group_memberships_pair": "unique (member_id, group_id)",
        "group_memberships_group": network_key("group_id", "groups"),
        "group_memberships_member": network_key("member_id", "members"),
        "group_memberships_role": one_of("role", GroupRole),
        "group_memberships_status": one_of("status", MembershipStatus),
        "group_memberships_only_members_lead": "check (role = 'MEMBER' or status = 'ACTIVE')",
    }
    indexes = {
        "group_memberships_of_group": "(group_id, since, id)",
        "group_memberships_of_member": "(member_id, since desc, id desc)",
    }

    class Meta:
        table = "group_memberships"


NOT_BLOCKED_AUTHOR = f"({{it}}.author_id is null or {{it}}.author_id not in ({BLOCKED}))"
