"""Talks: blind offers to whoever would come back for a job, and the one moment in which both sides see each other."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from actions import texts
from actions.action import action
from actions.change import Change, Made
from actions.ownership import hold, own
from actions.refusals import Conflict, Forbidden, Invalid
from actions.words import Words
from models.comeback import LONGEST_WORDS, ComebackInterest, Talk, TalkAnswer
from models.jobs import MOST_DAYS, Job, JobStatus
from models.members import HR_ROLES, Member
from models.modules import Module

WITHIN = Words(f"A moment to come within {MOST_DAYS} days.", f"{MOST_DAYS}日以内の日時を指定してください。")
COMPANYS = Words("Talks are about jobs of the company.", "会社の求人についてのみ実施できます。")
NOT_OPEN = Words("This job is not open.", "この求人は現在公開されていません。")
YOURS = Words("You opened this talk.", "ご自身が開始した話し合いです。")
NOT_YOURS = Words("Another opened this talk.", "この話し合いを開始したのは別の方です。")
CLOSED = Words("This talk is closed.", "この話し合いは終了しています。")
EMPTY: dict[str, Any] = {"kinds": [], "place_ids": [], "wanted_ids": [], "starts_from": None, "note": None}


class Shown(StrEnum):
    """A part of an interest in coming back that is shown to who opened a talk."""

    KINDS = "KINDS"
    PLACES = "PLACES"
    WANTED = "WANTED"
    STARTS_FROM = "STARTS_FROM"
    NOTE = "NOTE"


COLUMNS = {
    Shown.KINDS: "kinds",
    Shown.PLACES: "place_ids",
    Shown.WANTED: "wanted_ids",
    Shown.STARTS_FROM: "starts_from",
    Shown.NOTE: "note",
}


@action(module=Module.JOBS, rate_limit="30/hour")
async def begin(change: Change, *, job_id: UUID, words: str, expires_at: datetime | None = None) -> Made:
    """Offer a talk to whoever would come back for a job, now or while it is open; how many they are nobody learns.

    Raises NotFound, Forbidden, Conflict where the job is not open, and Invalid.
    """
    job = await change.seen(Job, job_id, path="job_id")
    change.must_be(*HR_ROLES)
    if not job.by_company:
        raise Forbidden(COMPANYS, "job_id")
    if job.status is not JobStatus.PUBLISHED or job.ends_at is None or job.ends_at <= change.now:
        raise Conflict(NOT_OPEN, "job_id")
    said = texts.prose(words, LONGEST_WORDS, "words")
    if said is None:
        raise Invalid(texts.MUST_BE, "words")
    most = change.now + timedelta(days=MOST_DAYS)
    until = min(most, job.ends_at) if expires_at is None else expires_at
    if not change.now < until <= most:
        raise Invalid(WITHIN, "expires_at")
    said_by: dict[str, Any] = {"network_id": change.network_id, "job_id": job.id, "opener_id": change.me.id}
    talk = await Talk.create(**said_by, words=said, opened_at=change.now, expires_at=until)
    change.tell("talk.opened", talk)
    return {"talk": talk.id}


@action()
async def close(change: Change, *, talk_id: UUID) -> Made:
    """Offer it no longer; who has agreed stays. Raises NotFound, Forbidden and Conflict."""
    talk = await change.seen(Talk, talk_id, path="talk_id", lock=True)
    if talk.opener_id != change.me.id:
        raise Forbidden(NOT_YOURS, "talk_id")
    if talk.closed_at is not None:
        raise Conflict(CLOSED, "talk_id")
    talk.closed_at = change.now
    await talk.save()
    change.tell("talk.closed", talk)
    return {"talk": talk.id}


@action(module=Module.JOBS, rate_limit="60/hour")
async def accept(change: Change, *, talk_id: UUID, shows: Sequence[Shown] | None = None) -> Made:
    """Agree to a talk: who opened it learns one's name and what one shows, as it is now, and nobody else does.

    Raises NotFound, and Forbidden for who opened it.
    """
    interest = await offered(change, talk_id)
    member = await Member.get(id=change.me.id)
    shown = {COLUMNS[each]: getattr(interest, COLUMNS[each]) for each in shows or ()}
    row = await answered(change, talk_id, interest, {**EMPTY, **shown, "name": member.display_name}, accepts=True)
    change.tell("talk.accepted", row)
    return {"answer": row.id}


@action()
async def decline(change: Change, *, talk_id: UUID) -> Made:
    """Decline a talk, which is remembered for oneself alone; what one showed before is gone at once.

    Raises NotFound, and Forbidden for who opened it.
    """
    interest = await offered(change, talk_id)
    row = await answered(change, talk_id, interest, {**EMPTY, "name": None}, accepts=False)
    change.tell("talk.declined", row)
    return {"answer": row.id}


@action()
async def take_back(change: Change, *, answer_id: UUID) -> Made:
    """Take back what one answered to a talk: what one showed is gone at once. Raises NotFound and Forbidden."""
    row = await own(change, TalkAnswer, answer_id, path="answer_id")
    await row.delete()
    change.tell("talk.taken_back", row)
    return {"member": change.me.id}


async def offered(change: Change, talk_id: UUID) -> ComebackInterest:
    """The interest of the acting member, who is held, to whom the talk is offered; raises NotFound and Forbidden."""
    await hold(change, change.me.id)
    talk = await change.seen(Talk, talk_id, path="talk_id")
    if talk.opener_id == change.me.id:
        raise Forbidden(YOURS, "talk_id")
    return await ComebackInterest.get(member_id=change.me.id)


async def answered(
    change: Change, talk_id: UUID, interest: ComebackInterest, values: dict[str, Any], *, accepts: bool
) -> TalkAnswer:
    """Write what the acting member answers, in the place of what they answered before."""
    about = {"network_id": change.network_id, "talk_id": talk_id, "member_id": change.me.id}
    row = await TalkAnswer.get_or_none(talk_id=talk_id, member_id=change.me.id) or TalkAnswer(**about)
    row.update_from_dict({**values, "accepts": accepts, "answered_at": change.now, "interest_id": interest.id})
    await row.save()
    return row
