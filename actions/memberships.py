"""Memberships: how members come to belong to a group, and go."""

from uuid import UUID

from actions.action import action
from actions.change import Change, Made
from actions.group_rules import asks_for
from actions.group_standing import (
    LEADERS_ONLY,
    NOT_FOR_THEM,
    NOT_FOR_YOU,
    Standing,
    admits,
    check_admits,
    check_alive,
    check_leads,
    check_owned_without,
    held,
    leads,
    let_go,
    let_in,
    membership,
    put,
)
from actions.imported import FromElsewhere, origin
from actions.refusals import Forbidden, NotFound
from actions.words import Words
from models.groups import Group, GroupMembership, GroupRole, JoinPolicy, MembershipStatus
from models.members import Member
from models.modules import Module

BY_INVITATION = Words("One is invited to this group.", "このグループは招待制です。")


@action(module=Module.GROUPS, rate_limit="120/hour")
async def join(
    change: Change, *, group_id: UUID, note: str | None = None, imported: FromElsewhere | None = None
) -> Made:
    """Join a group, or ask to where it wants to be asked; the note is for those who lead it.

    Raises NotFound, Conflict (archived, full) and Forbidden (by invitation, banned, HR where HR may not read).
    """
    origin(change, imported)
    standing = await held(change, group_id)
    check_alive(standing.group)
    if standing.mine and standing.role:
        return named(standing.group, standing.mine)
    if not admits(standing.group, change.me.roles) or standing.status is MembershipStatus.BANNED:
        raise Forbidden(NOT_FOR_YOU, "group_id")
    by_rule = await asks_for(change, standing.group, change.me.id)
    if by_rule or enters_freely(standing):
        return named(standing.group, await let_in(change, standing.group, change.me.id, by_rule=by_rule))
    if standing.group.join_policy is not JoinPolicy.REQUEST:
        raise Forbidden(BY_INVITATION, "group_id")
    return named(standing.group, await requested(change, standing, note))


def enters_freely(standing: Standing) -> bool:
    """May the acting member come in without being asked for or about?"""
    return standing.group.join_policy is JoinPolicy.OPEN or standing.status is MembershipStatus.INVITED


async def requested(change: Change, standing: Standing, note: str | None) -> GroupMembership:
    """The request of the acting member, made once."""
    if standing.mine and standing.status is MembershipStatus.REQUESTED:
        return standing.mine
    row = await put(change, standing.group, change.me.id, MembershipStatus.REQUESTED, note=said(note))
    change.tell("membership.requested", row, place=standing.group.id)
    return row


def said(note: str | None) -> str | None:
    """A note without blanks around it; none where nothing else is there."""
    return (note or "").strip() or None


@action()
async def withdraw(change: Change, *, group_id: UUID) -> Made:
    """Take one's request to join back. Raises NotFound."""
    return await answered(change, group_id, MembershipStatus.REQUESTED, "membership.withdrawn")


@action(module=Module.GROUPS)
async def accept(change: Change, *, group_id: UUID) -> Made:
    """Accept an invitation to a group. Raises NotFound, Conflict (archived, full) and Forbidden (HR)."""
    standing = await held(change, group_id)
    if standing.mine and standing.role:
        return named(standing.group, standing.mine)
    if standing.status is not MembershipStatus.INVITED:
        raise NotFound("group_id")
    check_alive(standing.group)
    if not admits(standing.group, change.me.roles):
        raise Forbidden(NOT_FOR_YOU, "group_id")
    return named(standing.group, await let_in(change, standing.group, change.me.id))


@action()
async def decline(change: Change, *, group_id: UUID) -> Made:
    """Decline an invitation to a group. Raises NotFound."""
    return await answered(change, group_id, MembershipStatus.INVITED, "membership.declined")


async def answered(change: Change, group_id: UUID, status: MembershipStatus, kind: str) -> Made:
    """End what the acting member has open with a group; raises NotFound where it is not this."""
    standing = await held(change, group_id)
    if standing.mine is None or standing.status is not status:
        raise NotFound("group_id")
    change.tell(kind, standing.mine, place=standing.group.id)
    await standing.mine.delete()
    return named(standing.group, None)


@action()
async def leave(change: Change, *, group_id: UUID) -> Made:
    """Leave a group; one that nobody else belongs to is archived. Raises NotFound, and Conflict for its last owner."""
    standing = await held(change, group_id)
    if standing.mine is None or standing.role is None:
        raise NotFound("group_id")
    if standing.role is GroupRole.OWNER and standing.group.archived_at is None:
        await check_owned_without(change, standing.group, change.me.id)
    left = await let_go(change, standing.group, standing.mine, "membership.left")
    await close_where_empty(change, standing.group)
    return {"group": standing.group.id, "membership": left}


async def close_where_empty(change: Change, group: Group) -> None:
    """Archive a group to which nobody belongs any more."""
    belongs = await GroupMembership.filter(group_id=group.id, status=MembershipStatus.ACTIVE).exists()
    if belongs or group.archived_at is not None:
        return
    group.archived_at, group.version = change.now, group.version + 1
    await group.save(update_fields=["archived_at", "version"])
    change.tell("group.archived", group, place=group.id)


@action(module=Module.GROUPS, rate_limit="300/hour")
async def invite(change: Change, *, group_id: UUID, member_id: UUID) -> Made:
    """Invite a member; who asked to join is in at once.

    Raises NotFound, Conflict (archived, full) and Forbidden: members invite to open groups and where they may, those
    who lead it to all; and some cannot be invited, of whom it is not told why.
    """
    standing = await held(change, group_id)
    check_alive(standing.group)
    if not invites(change, standing):
        raise Forbidden(LEADERS_ONLY, "group_id")
    member = await change.seen(Member, member_id, path="member_id")
    theirs = await check_admits(standing.group, member)
    if theirs and theirs.status in (MembershipStatus.ACTIVE, MembershipStatus.INVITED):
        return named(standing.group, theirs)
    if theirs and theirs.status is MembershipStatus.REQUESTED:
        return named(standing.group, await let_in(change, standing.group, member.id))
    row = await put(change, standing.group, member.id, MembershipStatus.INVITED, invited_by_id=change.me.id)
    change.tell("membership.invited", row, place=standing.group.id)
    return named(standing.group, row)


def invites(change: Change, standing: Standing) -> bool:
    """May the acting member invite to the group?"""
    if leads(change, standing):
        return True
    free = standing.group.join_policy is JoinPolicy.OPEN or standing.group.members_invite
    return standing.role is not None and free and admits(standing.group, change.me.roles)


@action(module=Module.GROUPS)
async def answer(change: Change, *, group_id: UUID, member_id: UUID, accept: bool) -> Made:
    """Let a member in who asks to join, or not. Raises NotFound, Forbidden, and Conflict (archived, full)."""
    standing = await held(change, group_id)
    check_leads(change, standing)
    check_alive(standing.group)
    member = await change.seen(Member, member_id, path="member_id")
    theirs = await membership(standing.group, member.id)
    if theirs is None or theirs.status is not MembershipStatus.REQUESTED:
        raise NotFound("member_id")
    if not accept:
        change.tell("membership.rejected", theirs, place=standing.group.id)
        await theirs.delete()
        return named(standing.group, None)
    if not admits(standing.group, member.roles):
        raise Forbidden(NOT_FOR_THEM, "member_id")
    return named(standing.group, await let_in(change, standing.group, member.id))


def named(group: Group, row: GroupMembership | None) -> Made:
    """What an action on a membership made."""
    return {"group": group.id, "membership": row.id if row else None}
