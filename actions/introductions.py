"""Introductions: a member proposes two of their ties to each other, and both agree or nothing happens.

What one of the two answers is known to them alone until both have agreed: to everybody else it is pending.
"""

from datetime import timedelta
from typing import Any
from uuid import UUID

from actions.action import action
from actions.change import Change, Made
from actions.pairs import hold, must_be_findable, somebody_else
from actions.refusals import Conflict, Forbidden, Invalid
from actions.ties import tie_two
from actions.words import Words
from models.introductions import LASTS_DAYS, Introduction, IntroductionAnswer
from models.modules import Module
from models.ties import Tie

TWICE = Words("Choose two different members.", "異なる2名を指定してください。")
NOT_TIED = Words("You can introduce those whom you are tied to.", "つながりのある方のみ紹介できます。")
TIED_ALREADY = Words("The two are tied already.", "お二人はすでにつながっています。")
PROPOSED_ALREADY = Words("You have introduced these two already.", "このお二人はすでに紹介済みです。")
NOT_ASKED = Words("You propose this: the other two answer.", "紹介した方は回答できません。")
AGREED_ALREADY = Words("Both have agreed: the two are tied.", "すでにお二人が承諾し、つながりが成立しています。")


@action(rate_limit="30/hour", module=Module.INTRODUCTIONS)
async def propose(change: Change, *, first_id: UUID, second_id: UUID, note: str | None = None) -> Made:
    """Propose two of one's ties to each other.

    Raises NotFound; Invalid for oneself and for one member twice; Forbidden for whom one is not tied to; Conflict for
    two who are tied, or whom one has introduced and who may still agree.
    """
    await hold(change, change.me.id, first_id, second_id)
    for path, member_id in (("first_id", first_id), ("second_id", second_id)):
        await somebody_else(change, member_id, path)
    if first_id == second_id:
        raise Invalid(TWICE, "second_id")
    await must_be_ties(change, first_id, second_id)
    if await Tie.filter(member_id=first_id, other_id=second_id).exists():
        raise Conflict(TIED_ALREADY, "second_id")
    return {"introduction": (await proposed(change, first_id, second_id, note)).id}


async def must_be_ties(change: Change, first_id: UUID, second_id: UUID) -> None:
    """Only whom one is tied to can one introduce; raises Forbidden."""
    for path, member_id in (("first_id", first_id), ("second_id", second_id)):
        if not await Tie.filter(member_id=change.me.id, other_id=member_id).exists():
            raise Forbidden(NOT_TIED, path)


async def proposed(change: Change, first_id: UUID, second_id: UUID, note: str | None) -> Introduction:
    """A new introduction, in the place of one that has ended; raises Conflict while that may still be agreed to."""
    one_id, other_id = sorted((first_id, second_id))
    trio: dict[str, Any] = {"introducer_id": change.me.id, "one_id": one_id, "other_id": other_id}
    before = await Introduction.filter(**trio).first()
    if before and await change.sees(Introduction, before.id) and before.agreed_at is None:
        raise Conflict(PROPOSED_ALREADY)
    await Introduction.filter(**trio).delete()
    until = change.now + timedelta(days=LASTS_DAYS)
    made = await Introduction.create(
        network_id=change.network_id, **trio, note=note, proposed_at=change.now, expires_at=until
    )
    change.tell("introduction.proposed", made)
    return made


@action(module=Module.INTRODUCTIONS)
async def answer(change: Change, *, introduction_id: UUID, accept: bool) -> Made:
    """Agree to an introduction or decline it; the last word counts until both have agreed, and then they are tied.

    Raises NotFound; Forbidden for who proposes it and for who is unlisted; Conflict once both have agreed.
    """
    introduction = await change.seen(Introduction, introduction_id, path="introduction_id")
    await hold(change, introduction.introducer_id, introduction.one_id, introduction.other_id)
    introduction = await change.seen(Introduction, introduction_id, path="introduction_id", lock=True)
    if introduction.introducer_id == change.me.id:
        raise Forbidden(NOT_ASKED, "introduction_id")
    if introduction.agreed_at is not None:
        raise Conflict(AGREED_ALREADY, "introduction_id")
    if accept:
        await must_be_findable(change)
    await answered(change, introduction, accepts=accept)
    if await both_agree(introduction):
        await agree(change, introduction)
    return {"introduction": introduction.id}


async def answered(change: Change, introduction: Introduction, *, accepts: bool) -> None:
    """Write what the acting member says, in the place of what they said before."""
    mine: dict[str, Any] = {"introduction_id": introduction.id, "member_id": change.me.id}
    await IntroductionAnswer.filter(**mine).delete()
    made = await IntroductionAnswer.create(network_id=change.network_id, **mine, accepts=accepts)
    change.tell("introduction.answered", made)


async def both_agree(introduction: Introduction) -> bool:
    """Have both agreed, and is it over for nobody?"""
    agreed = await IntroductionAnswer.filter(introduction_id=introduction.id, accepts=True).count()
    return agreed == 2 and not introduction.gone_for


async def agree(change: Change, introduction: Introduction) -> None:
    """Tie the two, if they have not found each other meanwhile, and tell all three."""
    await Introduction.filter(id=introduction.id).update(agreed_at=change.now)
    if not await Tie.filter(member_id=introduction.one_id, other_id=introduction.other_id).exists():
        await tie_two(change, introduction.one_id, introduction.other_id)
    change.tell("introduction.agreed", introduction)
