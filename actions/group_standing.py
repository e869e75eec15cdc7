"""Where members stand with a group: what every action on groups asks before it acts, and how a standing changes."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from actions.change import Change
from actions.refusals import Conflict, Forbidden, NotFound
from actions.words import Words
from models.groups import Group, GroupMembership, GroupRole, JoinPolicy, MembershipStatus
from models.ids import uuid7
from models.members import HR_ROLES, Member, MemberStatus, Role

ARCHIVED = Words(
    "This group is archived: it can be read, and left.", "アーカイブ済みのグループです。閲覧と退会のみできます。"
)
FULL = Words("This group has no place left.", "このグループは定員に達しています。")
NOT_FOR_YOU = Words("You cannot join this group.", "このグループには参加できません。")
NOT_FOR_THEM = Words("This member cannot join this group.", "このメンバーはこのグループに参加できません。")
LEADERS_ONLY = Words("This is for those who lead the group.", "この操作はグループの管理者のみ行えます。")
LAST_OWNER = Words(
    "A group needs an owner: hand it to another member first, or archive it.",
    "グループにはオーナーが必要です。先に他のメンバーへ引き継ぐか、アーカイブしてください。",
)

LEADERS = (GroupRole.OWNER, GroupRole.MODERATOR)
OWNERS = (GroupRole.OWNER,)
# Others who could go on: an owner counts while the network has them, a member as long as they belong.
OTHER_OWNERS = (
    "select exists(select from group_memberships x join members m on m.id = x.member_id where x.group_id = $1"
    f" and x.member_id is distinct from $2::uuid and x.role = 'OWNER' and m.status = '{MemberStatus.ACTIVE}')"
)
OTHER_MEMBERS = (
    "select exists(select from group_memberships where group_id = $1 and member_id <> $2 and status = 'ACTIVE')"
)
TAKEN = "select count(*) from group_memberships where group_id = $1 and status = 'ACTIVE'"


@dataclass(frozen=True, slots=True)
class Standing:
    """A group that nobody else changes meanwhile, and where the acting member stands with it."""

    group: Group
    mine: GroupMembership | None

    @property
    def status(self) -> MembershipStatus | None:
        """The acting member's own; None where there is nothing between the two."""
        return self.mine.status if self.mine else None

    @property
    def role(self) -> GroupRole | None:
        """The acting member's own; None for who does not belong to it."""
        return self.mine.role if self.mine and self.mine.status is MembershipStatus.ACTIVE else None


async def held(change: Change, group_id: UUID) -> Standing:
    """The group, held for the rest of the transaction; raises NotFound."""
    await change.seen(Group, group_id, path="group_id", lock=True)
    # Whoever waited for another's change reads after it: the lock alone looks at the rights as of before.
    group = await change.seen(Group, group_id, path="group_id")
    return Standing(group, await membership(group, change.me.id))


async def membership(group: Group, member_id: UUID) -> GroupMembership | None:
    """Where a member stands with a group."""
    return await GroupMembership.filter(group_id=group.id, member_id=member_id).first()


def check_alive(group: Group) -> None:
    """Only in a group that is not archived; raises Conflict."""
    if group.archived_at is not None:
        raise Conflict(ARCHIVED, "group_id")


def leads(change: Change, standing: Standing, roles: tuple[GroupRole, ...] = LEADERS) -> bool:
    """Does the acting member lead the group? Community managers lead the open ones as owners do."""
    if not admits(standing.group, change.me.roles):
        return False
    return standing.role in roles or (keeps_order(change) and standing.group.join_policy is JoinPolicy.OPEN)


def check_leads(change: Change, standing: Standing, roles: tuple[GroupRole, ...] = LEADERS) -> None:
    """Only who leads the group goes on; raises Forbidden."""
    if not leads(change, standing, roles):
        raise Forbidden(LEADERS_ONLY, "group_id")


def keeps_order(change: Change) -> bool:
    """Is the acting member a community manager, who looks after the groups that the network lists?"""
    return Role.COMMUNITY_MANAGER in change.me.roles


def outranks(change: Change, standing: Standing, target: GroupMembership | None) -> bool:
    """Owners decide on everybody, moderators on members alone."""
    return leads(change, standing, OWNERS) or target is None or target.role is GroupRole.MEMBER


def admits(group: Group, roles: frozenset[Role] | list[str]) -> bool:
    """Can who has these roles in the network belong to the group? What HR may not read is not for HR."""
    return group.readable_by_hr or not {Role(role) for role in roles} & set(HR_ROLES)


async def check_admits(group: Group, member: Member) -> GroupMembership | None:
    """Only a member who can belong to the group: not of HR where HR may not read, not banned. Raises Forbidden.

    It does not tell which of the two it is; returns where the member stands.
    """
    theirs = await membership(group, member.id)
    if not admits(group, member.roles) or (theirs and theirs.status is MembershipStatus.BANNED):
        raise Forbidden(NOT_FOR_THEM, "member_id")
    return theirs


async def check_room(change: Change, group: Group) -> None:
    """Only where there is a place left; raises Conflict."""
    if group.capacity is not None and await change.value(TAKEN, group.id) >= group.capacity:
        raise Conflict(FULL, "group_id")


async def check_owned_without(change: Change, group: Group, member_id: UUID) -> None:
    """Only where others own the group as well, or nobody else belongs to it; raises Conflict."""
    if await change.value(OTHER_OWNERS, group.id, member_id):
        return
    if await change.value(OTHER_MEMBERS, group.id, member_id):
        raise Conflict(LAST_OWNER, "group_id")


async def belonging(change: Change, group: Group, member_id: UUID) -> GroupMembership:
    """The membership of another who belongs to the group and can be seen; raises NotFound."""
    member = await change.seen(Member, member_id, path="member_id")
    theirs = await membership(group, member.id)
    if theirs is None or theirs.status is not MembershipStatus.ACTIVE:
        raise NotFound("member_id")
    return theirs


async def put(
    change: Change,
    group: Group,
    member_id: UUID,
    status: MembershipStatus,
    *,
    role: GroupRole = GroupRole.MEMBER,
    note: str | None = None,
    invited_by_id: UUID | None = None,
    by_rule: bool = False,
) -> GroupMembership:
    """Let a member stand so with a group, however they stood before."""
    row = await membership(group, member_id)
    values: dict[str, Any] = {"role": role, "status": status, "since": change.moment, "note": note}
    values |= {"invited_by_id": invited_by_id, "by_rule": by_rule}
    if row is None:
        pair: dict[str, Any] = {"network_id": group.network_id, "group_id": group.id, "member_id": member_id}
        return await GroupMembership.create(id=uuid7(), **pair, **values)
    row.update_from_dict(values)
    await row.save(update_fields=list(values))
    return row


async def let_in(
    change: Change, group: Group, member_id: UUID, *, role: GroupRole = GroupRole.MEMBER, by_rule: bool = False
) -> GroupMembership:
    """Make a member belong to a group, where there is a place left; raises Conflict."""
    await check_room(change, group)
    row = await put(change, group, member_id, MembershipStatus.ACTIVE, role=role, by_rule=by_rule)
    change.tell("membership.joined", row, place=group.id)
    return row


async def let_go(change: Change, group: Group, row: GroupMembership, kind: str) -> UUID | None:
    """End a membership; what follows a rule keeps that they went. The id of what is left of it."""
    change.tell(kind, row, place=group.id)
    if group.rule_match is None:
        await row.delete()
        return None
    return (await put(change, group, row.member_id, MembershipStatus.OPTED_OUT)).id
