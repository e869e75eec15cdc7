"""Openness: what members would hear of, as they say for a while."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from actions.action import action
from actions.audiences import chosen
from actions.change import Change, Made
from actions.ownership import hold
from actions.refusals import Invalid, NotFound
from actions.words import Words
from models.audiences import NOBODY_ELSE, Audience, ProfileField
from models.modules import Module
from models.openness import MOST_DAYS, Openness, OpennessAnswer, OpennessKind

WITHIN_A_YEAR = Words("A moment to come within twelve months.", "12か月以内の日時を指定してください。")


@action(module=Module.OPENNESS)
async def answer(
    change: Change,
    *,
    kind: OpennessKind,
    answer: OpennessAnswer,
    audience: Sequence[Audience] | None = None,
    lists: Sequence[int] | None = None,
    expires_at: datetime | None = None,
) -> Made:
    """Say how open one is to something, for twelve months at most.

    Nobody else is told unless the audience says so, each time anew: what is not said now is not taken from before.
    """
    most = change.now + timedelta(days=MOST_DAYS)
    until = most if expires_at is None else expires_at
    if not change.now < until <= most:
        raise Invalid(WITHIN_A_YEAR, "expires_at")
    shown = await chosen(change, ProfileField.OPENNESS, audience, lists)
    await hold(change, change.me.id)
    # What expired is only in the way: it is as if it had never been said.
    await Openness.filter(member_id=change.me.id, expires_at__lte=change.now).delete()
    row = await Openness.get_or_none(member_id=change.me.id, kind=kind)
    row = row or Openness(network_id=change.network_id, member_id=change.me.id, kind=kind)
    row.answer, row.audience = answer, NOBODY_ELSE if shown is None else shown
    row.said_at, row.expires_at = change.now, until
    await row.save()
    change.tell("openness.said", row)
    return {"openness": row.id}


@action(module=Module.OPENNESS)
async def withdraw(change: Change, *, kind: OpennessKind) -> Made:
    """Say nothing any more of whether one is open to something."""
    await hold(change, change.me.id)
    row = await Openness.get_or_none(member_id=change.me.id, kind=kind, expires_at__gt=change.now)
    if row is None:
        raise NotFound("kind")
    await row.delete()
    change.tell("openness.withdrawn", row)
    return {"member": change.me.id}
