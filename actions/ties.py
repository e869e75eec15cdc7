"""Ties: asked for by the one, agreed to by the other.

A decline is known to who declined alone: to the asker their request is pending until it expires, and what they ask
within the cooldown is seen by the other when that has ended. So nothing here may depend on a decline for the asker.
"""

from datetime import timedelta
from uuid import UUID

from tortoise.expressions import Q

from actions.action import action
from actions.change import Change, Made
from actions.imported import FromElsewhere, origin
from actions.pairs import hold, must_be_findable, somebody_else
from actions.refusals import Conflict, Forbidden, NotFound
from actions.words import Words
from models.ids import uuid7
from models.modules import Module
from models.tie_requests import COOLDOWN_DAYS, LASTS_DAYS, TieDecline, TieRequest
from models.ties import Tie

TIED_ALREADY = Words("You are tied already.", "すでにつながっています。")
ASKED_ALREADY = Words(
    "You have asked already: wait for the answer, or withdraw the request.",
    "すでに申請済みです。回答をお待ちいただくか、申請を取り下げてください。",
)
ONES_OWN = Words("You sent this request yourself.", "ご自身の申請には回答できません。")
ANOTHERS = Words("Another sent this request.", "この申請は他の方が送信したものです。")


@action(rate_limit="60/hour", module=Module.TIES)
async def request(change: Change, *, member_id: UUID, note: str | None = None) -> Made:
    """Ask a member for a tie; where they have asked first the two are tied at once.

    Raises NotFound; Invalid for oneself; Conflict where they are tied or one has asked; Forbidden for the unlisted.
    """
    await hold(change, change.me.id, member_id)
    other = await somebody_else(change, member_id)
    if await tie_with(change, other.id):
        raise Conflict(TIED_ALREADY, "member_id")
    await must_be_findable(change)
    theirs = await asking(change, other.id, change.me.id)
    if theirs:
        return {"tie": await tie_two(change, change.me.id, other.id, key=theirs.id)}
    if await asking(change, change.me.id, other.id):
        raise Conflict(ASKED_ALREADY, "member_id")
    return {"tie_request": (await ask(change, other.id, note)).id}


async def ask(change: Change, other_id: UUID, note: str | None) -> TieRequest:
    """A new request, in the place of one that has expired."""
    await TieRequest.filter(member_id=change.me.id, other_id=other_id).delete()
    made = await TieRequest.create(
        network_id=change.network_id,
        member_id=change.me.id,
        other_id=other_id,
        note=note,
        asked_at=change.now,
        expires_at=change.now + timedelta(days=LASTS_DAYS),
    )
    change.tell("tie_request.sent", made, place=other_id)
    return made


@action(module=Module.TIES)
async def accept(change: Change, *, request_id: UUID, imported: FromElsewhere | None = None) -> Made:
    """Agree to a request; however often, it is agreed to once.

    Raises NotFound, and Forbidden for a request of one's own and for who is unlisted.
    """
    origin(change, imported)
    try:
        asked = await asked_of_me(change, request_id)
    except NotFound:
        return {"tie": await agreed_before(change, request_id)}
    await hold(change, change.me.id, asked.member_id)
    before = await tie_with(change, asked.member_id)
    if before:
        return {"tie": before}
    await change.seen(TieRequest, request_id, path="request_id")
    await must_be_findable(change)
    return {"tie": await tie_two(change, change.me.id, asked.member_id, key=request_id)}


async def agreed_before(change: Change, request_id: UUID) -> UUID:
    """The tie that the acting member agreed to with this request, and whose key theirs has; raises NotFound."""
    if not await Tie.filter(id=request_id, member_id=change.me.id).exists():
        raise NotFound("request_id")
    return (await change.seen(Tie, request_id, path="request_id")).id


@action(module=Module.TIES)
async def decline(change: Change, *, request_id: UUID) -> Made:
    """Say no to a request, which its sender is not told, and see none of theirs for a while.

    Raises NotFound, and Forbidden for a request of one's own.
    """
    asked = await asked_of_me(change, request_id)
    await hold(change, change.me.id, asked.member_id)
    await change.seen(TieRequest, request_id, path="request_id")
    until = change.now + timedelta(days=COOLDOWN_DAYS)
    await TieDecline.filter(member_id=change.me.id, other_id=asked.member_id).delete()
    made = await TieDecline.create(
        network_id=change.network_id, member_id=change.me.id, other_id=asked.member_id, until=until
    )
    change.tell("tie_request.declined", made)
    return {"member": asked.member_id}


@action(module=Module.TIES)
async def withdraw(change: Change, *, request_id: UUID) -> Made:
    """Take a request of one's own back; raises NotFound, and Forbidden for another's."""
    asked = await change.seen(TieRequest, request_id, path="request_id")
    await hold(change, asked.member_id, asked.other_id)
    asked = await change.seen(TieRequest, request_id, path="request_id")
    if asked.member_id != change.me.id:
        raise Forbidden(ANOTHERS, "request_id")
    await TieRequest.filter(id=asked.id).delete()
    change.tell("tie_request.withdrawn", asked)
    return {"member": asked.other_id}


@action(module=Module.TIES)
async def remove(change: Change, *, member_id: UUID) -> Made:
    """End a tie, for both; raises NotFound where the two are not tied."""
    await hold(change, change.me.id, member_id)
    other = await somebody_else(change, member_id)
    gone = await Tie.filter(between(change.me.id, other.id))
    if not gone:
        raise NotFound("member_id")
    await Tie.filter(between(change.me.id, other.id)).delete()
    for each in gone:
        change.tell("tie.removed", ("Member", each.other_id), place=each.member_id)
    return {"member": other.id}


async def asked_of_me(change: Change, request_id: UUID) -> TieRequest:
    """A request that the acting member can answer; raises NotFound, and Forbidden for their own."""
    found = await change.seen(TieRequest, request_id, path="request_id")
    if found.other_id != change.me.id:
        raise Forbidden(ONES_OWN, "request_id")
    return found


async def tie_two(change: Change, one: UUID, other: UUID, *, key: UUID | None = None) -> UUID:
    """Tie two members, whose pair is held and who are not tied: a row for each, and no request or decline is left.

    The id of the tie as ``one`` sees it, which is ``key`` where one is given.
    """
    here = {"network_id": change.network_id, "since": change.moment}
    both = [
        Tie(id=key or uuid7(), member_id=one, other_id=other, **here),
        Tie(member_id=other, other_id=one, **here),
    ]
    await Tie.bulk_create(both)
    await TieRequest.filter(between(one, other)).delete()
    await TieDecline.filter(between(one, other)).delete()
    for each in both:
        change.tell("tie.made", ("Member", each.other_id), place=each.member_id)
    return both[0].id


async def tie_with(change: Change, other_id: UUID) -> UUID | None:
    """The id of the acting member's tie to another; None where there is none."""
    found = await Tie.filter(member_id=change.me.id, other_id=other_id).first()
    return found.id if found else None


async def asking(change: Change, member_id: UUID, other_id: UUID) -> TieRequest | None:
    """The request of the one to the other. Whether it was declined is no matter: the asker still asks."""
    return await TieRequest.filter(member_id=member_id, other_id=other_id, expires_at__gt=change.now).first()


def between(one: UUID, other: UUID) -> Q:
    """Rows from the one to the other, either way."""
    return Q(member_id=one, other_id=other) | Q(member_id=other, other_id=one)
