"""The order of a group: who leads it, and who may not stay."""

from uuid import UUID

from actions.action import action
from actions.change import Change, Made
from actions.group_rules import check_again
from actions.group_standing import (
    OTHER_OWNERS,
    OWNERS,
    Standing,
    belonging,
    check_admits,
    check_alive,
    check_leads,
    check_owned_without,
    check_room,
    held,
    keeps_order,
    let_go,
    membership,
    outranks,
    put,
)
from actions.refusals import Conflict, Forbidden, Invalid, NotFound
from actions.words import Words
from models.groups import Group, GroupMembership, GroupRole, MembershipStatus
from models.members import Member
from models.modules import Module

NOT_ONESELF = Words("This cannot be done to oneself.", "自分自身に対しては行えません。")
OWNERS_ONLY = Words("Only an owner of the group may do this.", "この操作はグループのオーナーのみ行えます。")
OWNED = Words("This group has an owner, who may hand it over.", "このグループにはオーナーがいます。")


@action(module=Module.GROUPS)
async def remove(change: Change, *, group_id: UUID, member_id: UUID) -> Made:
    """Remove a member from a group; they may come back as others come.

    Raises NotFound, Conflict (archived, last owner), Invalid for oneself, and Forbidden: owners remove everybody,
    moderators members.
    """
    standing = await about_another(change, group_id, member_id)
    theirs = await belonging(change, standing.group, member_id)
    await check_may_go(change, standing, theirs)
    left = await let_go(change, standing.group, theirs, "membership.removed")
    on_record(change, standing, "group.member_removed", theirs.member_id)
    return {"group": standing.group.id, "membership": left}


@action(module=Module.GROUPS)
async def ban(change: Change, *, group_id: UUID, member_id: UUID) -> Made:
    """Ban a member from a group, whether or not they belong to it: it is closed to them from now on.

    Raises NotFound, Conflict (archived, last owner), Invalid for oneself, and Forbidden as removing does.
    """
    standing = await about_another(change, group_id, member_id)
    member = await change.seen(Member, member_id, path="member_id")
    theirs = await membership(standing.group, member.id)
    if theirs and theirs.status is MembershipStatus.BANNED:
        return {"group": standing.group.id, "membership": theirs.id}
    await check_may_go(change, standing, theirs)
    row = await put(change, standing.group, member.id, MembershipStatus.BANNED)
    change.tell("membership.banned", row, place=standing.group.id)
    on_record(change, standing, "group.member_banned", member.id)
    return {"group": standing.group.id, "membership": row.id}


@action(module=Module.GROUPS)
async def unban(change: Change, *, group_id: UUID, member_id: UUID) -> Made:
    """Let a member who was banned come back as others come. Raises NotFound, Conflict (archived) and Forbidden."""
    standing = await about_another(change, group_id, member_id)
    member = await change.seen(Member, member_id, path="member_id")
    theirs = await membership(standing.group, member.id)
    if theirs is None or theirs.status is not MembershipStatus.BANNED:
        raise NotFound("member_id")
    change.tell("membership.unbanned", theirs, place=standing.group.id)
    on_record(change, standing, "group.member_unbanned", member.id)
    await theirs.delete()
    await check_again(change, standing.group, member.id)
    return {"group": standing.group.id, "membership": None}


async def about_another(change: Change, group_id: UUID, member_id: UUID) -> Standing:
    """A living group that the acting member leads, who does not mean themselves."""
    standing = await held(change, group_id)
    check_leads(change, standing)
    check_alive(standing.group)
    if member_id == change.me.id:
        raise Invalid(NOT_ONESELF, "member_id")
    return standing


async def check_may_go(change: Change, standing: Standing, theirs: GroupMembership | None) -> None:
    """Only whom the acting member outranks, and an owner only where another stays; raises Forbidden and Conflict."""
    if not outranks(change, standing, theirs):
        raise Forbidden(OWNERS_ONLY, "member_id")
    if theirs and theirs.role is GroupRole.OWNER:
        await check_owned_without(change, standing.group, theirs.member_id)


@action(module=Module.GROUPS)
async def set_role(change: Change, *, group_id: UUID, member_id: UUID, role: GroupRole) -> Made:
    """Give a member of a group a role in it; owners may take their own back, as long as there is another.

    Raises NotFound, Forbidden, and Conflict (archived, last owner).
    """
    standing = await held(change, group_id)
    check_leads(change, standing, OWNERS)
    check_alive(standing.group)
    theirs = await belonging(change, standing.group, member_id)
    if theirs.role is role:
        return {"group": standing.group.id, "membership": theirs.id}
    if theirs.role is GroupRole.OWNER:
        await check_owned_without(change, standing.group, member_id)
    if role is not GroupRole.MEMBER:
        await check_admits(standing.group, await Member.get(id=member_id))
    await give(change, standing, theirs, role)
    on_record(change, standing, "group.role_set", member_id)
    return {"group": standing.group.id, "membership": theirs.id}


async def give(change: Change, standing: Standing, row: GroupMembership, role: GroupRole) -> None:
    """Give a role."""
    row.role = role
    await row.save(update_fields=["role"])
    change.tell("membership.role_set", row, place=standing.group.id)


@action(module=Module.GROUPS)
async def transfer(change: Change, *, group_id: UUID, member_id: UUID) -> Made:
    """Hand a group to another of its members; who owned it stays as a member.

    A community manager gives one that the network lists, and whose owners are all gone, to any member. Raises
    NotFound, Forbidden, Invalid for oneself, and Conflict (archived; where a community manager need not step in).
    """
    standing = await held(change, group_id)
    if standing.role is not GroupRole.OWNER:
        return await given_anew(change, standing, member_id)
    if member_id == change.me.id:
        raise Invalid(NOT_ONESELF, "member_id")
    check_alive(standing.group)
    theirs = await belonging(change, standing.group, member_id)
    await check_admits(standing.group, await Member.get(id=member_id))
    await give(change, standing, theirs, GroupRole.OWNER)
    assert standing.mine is not None  # noqa: S101 - an owner belongs to the group
    await give(change, standing, standing.mine, GroupRole.MEMBER)
    return {"group": standing.group.id, "membership": theirs.id}


async def given_anew(change: Change, standing: Standing, member_id: UUID) -> Made:
    """Give a group without an owner one."""
    group = standing.group
    if not keeps_order(change) or group.secret:
        raise Forbidden(OWNERS_ONLY, "group_id")
    if await change.value(OTHER_OWNERS, group.id, None):
        raise Conflict(OWNED, "group_id")
    member = await change.seen(Member, member_id, path="member_id")
    theirs = await check_admits(group, member)
    if theirs is None or theirs.status is not MembershipStatus.ACTIVE:
        await check_room(change, group)
    row = await put(change, group, member.id, MembershipStatus.ACTIVE, role=GroupRole.OWNER)
    change.tell("membership.role_set", row, place=group.id)
    change.audit("group.owner_named", group)
    return {"group": group.id, "membership": row.id}


def on_record(change: Change, standing: Standing, what: str, member_id: UUID) -> None:
    """Audit what is done by right of the network, not of the group; only groups that everybody sees are so kept."""
    if standing.role is None:
        change.audit(what, ("Member", member_id), named(standing.group))


def named(group: Group) -> str:
    """The group as the ground of an entry."""
    return f"group {group.id}"
