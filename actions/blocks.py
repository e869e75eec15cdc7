"""Blocks: two members who no longer exist for each other, and only who asked for it knows."""

from uuid import UUID

from tortoise.expressions import Q

from actions.action import action
from actions.change import Change, Made
from actions.pairs import hold, somebody_else
from actions.refusals import NotFound
from actions.ties import between
from models.follows import Follow
from models.members import Member
from models.privacy import Listed
from models.referrals import Referral
from models.tie_requests import TieRequest
from models.ties import Block, Tie

# Whoever else takes part in an introduction is not told that it is over.
END_INTRODUCTIONS = """
update introductions set gone_for = gone_for || array(select unnest($1::uuid[]) except select unnest(gone_for))
where $2 in (introducer_id, one_id, other_id) and $3 in (introducer_id, one_id, other_id)
"""


@action(rate_limit="120/hour")
async def block(change: Change, *, member_id: UUID) -> Made:
    """Not exist for a member any more, nor they for the acting one; they are not told. Blocking again changes nothing.

    Raises NotFound, also where the other has blocked the acting member; and Invalid for oneself.
    """
    before = await mine(change, member_id)
    if before:
        return {"block": before.id}
    # Seen before the lock: of two who block each other at once, both have.
    other = await somebody_else(change, member_id)
    await hold(change, change.me.id, other.id)
    made = await mine(change, other.id) or await blocked(change, other)
    await part(change, other.id)
    change.tell("member.blocked", made)
    return {"block": made.id}


@action()
async def unblock(change: Change, *, member_id: UUID) -> Made:
    """Take a block back; what it removed stays removed. Raises NotFound for whom one has not blocked."""
    await hold(change, change.me.id, member_id)
    found = await mine(change, member_id)
    if found is None:
        raise NotFound("member_id")
    await Block.filter(id=found.id).update(by_me=False, name=None)
    if not await Block.filter(between(change.me.id, member_id), by_me=True).exists():
        await Block.filter(between(change.me.id, member_id)).delete()
    change.tell("member.unblocked", found)
    return {"member": member_id}


async def mine(change: Change, member_id: UUID) -> Block | None:
    """The block that the acting member has asked for."""
    return await Block.filter(member_id=change.me.id, other_id=member_id, by_me=True).first()


async def blocked(change: Change, other: Member) -> Block:
    """The block of the acting member, beside that of the other if they have one."""
    named = {"by_me": True, "name": other.display_name, "since": change.now}
    if await Block.filter(member_id=change.me.id, other_id=other.id).update(**named):
        return await Block.get(member_id=change.me.id, other_id=other.id)
    here = {"network_id": change.network_id, "since": change.now}
    made = Block(member_id=change.me.id, other_id=other.id, by_me=True, name=other.display_name, **here)
    await Block.bulk_create([made, Block(member_id=other.id, other_id=change.me.id, by_me=False, **here)])
    return made


async def part(change: Change, other_id: UUID) -> None:
    """Remove all that holds the two together. What either said of the other for themselves alone stays."""
    pair = between(change.me.id, other_id)
    for table in (Tie, TieRequest, Follow, Listed):
        await table.filter(pair).delete()
    await Referral.filter(
        Q(referrer_id=change.me.id, candidate_id=other_id) | Q(referrer_id=other_id, candidate_id=change.me.id)
    ).delete()
    await change.run(END_INTRODUCTIONS, [change.me.id, other_id], change.me.id, other_id)
