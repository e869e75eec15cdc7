"""Groups and who belongs to them."""

from datetime import datetime
from typing import TYPE_CHECKING

from graph.compile.declare import (
    column,
    condition,
    connection,
    derived,
    enum,
    filters,
    listing,
    relation,
    shows,
)
from graph.members import Member
from graph.nodes import Connection, Node
from models.groups import Group as GroupTable
from models.groups import GroupMembership as GroupMembershipTable
from models.groups import GroupRole, JoinPolicy

if TYPE_CHECKING:
    from graph.posts import Post

enum(
    JoinPolicy,
    {
        "OPEN": "Everybody may join, and the network may read.",
        "REQUEST": "One asks to join; members read.",
        "INVITE": "One is invited; members read.",
    },
)
enum(
    GroupRole,
    {"OWNER": "Runs the group.", "MODERATOR": "Keeps it in order.", "MEMBER": "Belongs to it."},
)


@shows(GroupMembershipTable, order=("since", "id"))
class GroupMembership(Node):
    """That a member belongs to a group."""

    role: GroupRole = column("What the member may do there.")
    since: datetime = column("Since when.")
    post_count: int = derived("How many posts of the member in the group the viewer may see.")
    group: "Group | None" = relation("The group.")
    member: "Member | None" = relation("The member.")


@shows(GroupTable, order=("sort_name", "id"))
class Group(Node):
    """A circle of members with posts of its own."""

    name: str = column("What it is called.")
    description: str | None = column("What it is for.")
    join_policy: JoinPolicy = column("How one becomes a member.")
    secret: bool = column("Is it unseen by those outside it?")
    readable_by_hr: bool = column("May HR read what is written there?")
    created_at: datetime = column("When it was founded.")
    archived_at: datetime | None = column("When it was closed; null while it lives.")
    viewer_is_member: bool = derived("Does the viewer belong to it?")
    member_count: int = derived("How many of its members the viewer may see.")
    owners: "list[Member]" = listing(
        "Who runs it.",
        "{it}.id in (select g.member_id from group_memberships g"
        " where g.group_id = {self}.id and g.role = 'OWNER' and {visible:GroupMembership:g:group})",
    )
    memberships: "Connection[GroupMembership]" = connection(
        "Its members, those who joined first first.",
        "{it}.group_id = {self}.id and {it}.status = 'ACTIVE'",
        arrived="group",
    )
    posts: "Connection[Post]" = connection("What was posted there, newest first.")


@filters
class GroupFilter:
    """Which groups; all conditions must hold."""

    name: str | None = condition(
        "Only those with this text in the name.",
        "{it}.sort_name like (select '%' || enishi_pattern({value}) || '%')",
        longest=200,
    )
    join_policies: list[JoinPolicy] | None = condition(
        "Only with one of these policies.", "{it}.join_policy = any({value})"
    )
    viewer_is_member: bool | None = condition(
        "Only those that the viewer belongs to, or does not.",
        "({it}.id in (select mine.group_id from group_memberships mine"
        " where mine.member_id = {viewer} and mine.status = 'ACTIVE')) = {value}",
    )
