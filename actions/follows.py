"""Follows and mutes: of whom a member wants to read more, or less. Nobody else knows."""

from typing import TypeVar
from uuid import UUID

from actions.action import action
from actions.change import Change, Made
from actions.pairs import hold, somebody_else
from actions.refusals import NotFound
from models.follows import Follow, Mute

T = TypeVar("T", Follow, Mute)


@action(rate_limit="300/hour")
async def follow(change: Change, *, member_id: UUID) -> Made:
    """Read what a member writes, tied or not; following again changes nothing. Raises NotFound, Invalid for oneself."""
    return {"follow": await begun(change, Follow, member_id, "member.followed")}


@action(rate_limit="300/hour")
async def unfollow(change: Change, *, member_id: UUID) -> Made:
    """Follow a member no longer; raises NotFound where one does not."""
    return {"member": await ended(change, Follow, member_id, "member.unfollowed")}


@action(rate_limit="300/hour")
async def mute(change: Change, *, member_id: UUID) -> Made:
    """See no posts of a member in one's feed; muting again changes nothing. Raises NotFound, Invalid for oneself."""
    return {"mute": await begun(change, Mute, member_id, "member.muted")}


@action(rate_limit="300/hour")
async def unmute(change: Change, *, member_id: UUID) -> Made:
    """See a member's posts again; raises NotFound where they are not muted."""
    return {"member": await ended(change, Mute, member_id, "member.unmuted")}


async def begun(change: Change, table: type[T], member_id: UUID, kind: str) -> UUID:
    """The row that says it of the member, made where there is none."""
    await hold(change, change.me.id, member_id)
    other = await somebody_else(change, member_id)
    before = await table.filter(member_id=change.me.id, other_id=other.id).first()
    if before:
        return before.id
    made = await table.create(network_id=change.network_id, member_id=change.me.id, other_id=other.id, since=change.now)
    change.tell(kind, made)
    return made.id


async def ended(change: Change, table: type[T], member_id: UUID, kind: str) -> UUID:
    """Remove the row that says it of the member."""
    await hold(change, change.me.id, member_id)
    other = await somebody_else(change, member_id)
    found = await table.filter(member_id=change.me.id, other_id=other.id).first()
    if found is None:
        raise NotFound("member_id")
    await table.filter(id=found.id).delete()
    change.tell(kind, found)
    return other.id
