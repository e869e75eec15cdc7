"""Groups and who belongs to them."""

from datetime import datetime
from typing import TYPE_CHECKING

from graph.attributes import Attribute
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
from models.groups import GroupRole, JoinPolicy, MembershipStatus, RuleMatch

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
enum(
    MembershipStatus,
    {
        "ACTIVE": "Belongs to it.",
        "REQUESTED": "Asks to belong to it.",
        "INVITED": "Is invited.",
        "BANNED": "May not come back.",
        "OPTED_OUT": "Went from a group that follows a rule, which does not bring them back.",
    },
)
enum(RuleMatch, {"ANY": "Whoever has one of the attributes.", "ALL": "Whoever has all of them."})


@shows(GroupMembershipTable, order=("since", "id"))
class GroupMembership(Node):
    """Where a member stands with a group."""

    status: MembershipStatus = column("Whether the member belongs to it, or is about to.")

    role: GroupRole = column("What the member may do there.")
    since: datetime = column("Since when.")
    note: str | None = column("What the member says who asks to join; gone with the answer.")
    invited_by: "Member | None" = relation("Who invited the member; gone with the answer.")
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
    capacity: int | None = column("How many it has room for; null where there is no last place.")
    members_invite: bool = column("May all members invite, though it is not open?")
    rule_match: RuleMatch | None = column("How its membership follows attributes; null where it follows none.")
    rule_attributes: "list[Attribute]" = listing(
        "The attributes that its membership follows: only as far as the whole network may see them.",
        "{it}.id in (select asked.attribute_id from group_attributes asked where asked.group_id = {self}.id)",
    )
    version: int = column("Counts its edits; an edit says with `ifVersion` which it started from.")
    viewer_is_member: bool = derived("Does the viewer belong to it?")
    viewer_role: GroupRole | None = derived("What the viewer may do there; null for who does not belong to it.")
    viewer_membership: "GroupMembership | None" = relation(
        "Where the viewer stands with it.", "{it}.group_id = {self}.id and {it}.member_id = {viewer}"
    )
    member_count: int = derived("How many of its members the viewer may see.", price=40)
    owners: "list[Member]" = listing(
        "Who runs it.",
        "{it}.id in (select g.member_id from group_memberships g"
        " where g.group_id = {self}.id and g.role = 'OWNER' and {visible:GroupMembership:g:group})",
        price=5,
    )
    memberships: "Connection[GroupMembership]" = connection(
        "Its members, those who joined first first.",
        "{it}.group_id = {self}.id and {it}.status = 'ACTIVE'",
        arrived="group",
        counting=40,
    )
    join_requests: "Connection[GroupMembership]" = connection(
        "Who asks to join, for those who lead it; the first first.",
        "{it}.group_id = {self}.id and {it}.status = 'REQUESTED'",
        arrived="group",
    )
    invitations: "Connection[GroupMembership]" = connection(
        "Who is invited, for those who lead it and who invited them; the first first.",
        "{it}.group_id = {self}.id and {it}.status = 'INVITED'",
        arrived="group",
    )
    bans: "Connection[GroupMembership]" = connection(
        "Who is banned from it, for those who lead it; the first first.",
        "{it}.group_id = {self}.id and {it}.status = 'BANNED'",
        arrived="group",
    )
    posts: "Connection[Post]" = connection(
        "What was posted there, newest first.",
        "{it}.group_id = {self}.id and {it}.deleted_at is null",
        arrived="group",
    )
    pinned_posts: "list[Post]" = listing(
        "What is pinned to its top, the last pinned first.",
        "coalesce({it}.group_id, {it}.network_id) = {self}.id and {it}.pin is not null",
        arrived="group",
        order=("-pinned_at", "-id"),
    )


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
