"""Referrals: made to whom one is tied to, taken back, declined in silence, and used by who applies.

The answer of who makes one depends on nothing that they may not know: whether the job is for the candidate, whether
they declined, and whether they applied without saying so (domain.md, invariants 6 and 12).
"""

from datetime import timedelta
from typing import Any
from uuid import UUID

from actions import texts
from actions.action import action
from actions.change import Change, Made
from actions.job_standing import keeps, over
from actions.pairs import hold, somebody_else
from actions.refusals import Conflict, Forbidden, Invalid, NotFound
from actions.words import Words
from models.application_stages import ApplicationStage
from models.applications import Application
from models.jobs import Job, JobStatus
from models.members import Member
from models.modules import Module
from models.referrals import (
    COOLDOWN_DAYS,
    LASTS_DAYS,
    LONGEST_RECOMMENDATION,
    LONGEST_WORDS,
    Referral,
    ReferrerTold,
)
from models.ties import Tie

INSTANT = timedelta(microseconds=1)
TIES_ONLY = Words("You can refer those whom you are tied to.", "紹介できるのは、つながりのある方のみです。")
YOU_KEEP_IT = Words("You keep this job yourself: write to them.", "ご自身が担当する求人です。直接ご連絡ください。")
NOT_OPEN = Words("This job is not open.", "この求人は現在募集していません。")
REFERRED_ALREADY = Words(
    f"You have referred them to this job; you can again {COOLDOWN_DAYS} days after it has ended.",
    f"この求人はすでに紹介済みです。終了から{COOLDOWN_DAYS}日が経過すると、もう一度紹介できます。",
)
NOT_YOURS = Words("Another made this referral.", "この紹介は他の方が作成したものです。")
TO_ANOTHER = Words("This is for who was referred.", "この操作は紹介された方のみ行えます。")
OVER = Words("This referral is over.", "この紹介はすでに終了しています。")
USED = Words("You have applied with it.", "この紹介はすでに応募に使用されています。")
OTHER_JOB = Words("This referral is for another job.", "この紹介は別の求人に対するものです。")


@action(module=Module.JOBS, rate_limit="20/day")
async def refer(
    change: Change, *, job_id: UUID, member_id: UUID, words: str, recommendation: str | None = None
) -> Made:
    """Tell a member, whom one is tied to, of a job; those who keep it learn of this when the member applies with it.

    Raises NotFound; Invalid for oneself and without words; Forbidden for who is not tied, and who keeps the job;
    Conflict where the job is not open, or it was made already.
    """
    await hold(change, change.me.id, member_id)
    candidate = await somebody_else(change, member_id)
    job = await change.seen(Job, job_id, path="job_id")
    if not await Tie.filter(member_id=change.me.id, other_id=candidate.id).exists():
        raise Forbidden(TIES_ONLY, "member_id")
    await check_job(change, job)
    await check_first(change, job, candidate)
    said = texts.prose(words, LONGEST_WORDS, "words")
    if said is None:
        raise Invalid(texts.MUST_BE, "words")
    told = texts.prose(recommendation, LONGEST_RECOMMENDATION, "recommendation")
    row = await made(change, job, candidate, words=said, recommendation=told)
    change.tell("referral.made", row, place=candidate.id)
    return {"referral": row.id}


async def check_job(change: Change, job: Job) -> None:
    """Only an open job that another keeps; raises Forbidden and Conflict."""
    if keeps(change, job):
        raise Forbidden(YOU_KEEP_IT, "job_id")
    if job.status is not JobStatus.PUBLISHED or over(change, job):
        raise Conflict(NOT_OPEN, "job_id")


async def check_first(change: Change, job: Job, candidate: Member) -> None:
    """Only where there is none by the acting member, and a while after the last; raises Conflict."""
    since = change.now - timedelta(days=COOLDOWN_DAYS)
    mine = Referral.filter(referrer_id=change.me.id, candidate_id=candidate.id, job_id=job.id)
    if await mine.filter(expires_at__gt=since).exists():
        raise Conflict(REFERRED_ALREADY, "member_id")


async def made(change: Change, job: Job, candidate: Member, **said: Any) -> Referral:
    """A new one."""
    until = change.now + timedelta(days=LASTS_DAYS)
    of: dict[str, Any] = {
        "network_id": change.network_id,
        "referrer_id": change.me.id,
        "candidate_id": candidate.id,
        "job_id": job.id,
    }
    return await Referral.create(**of, **said, made_at=change.now, expires_at=until)


@action()
async def withdraw(change: Change, *, referral_id: UUID) -> Made:
    """Take one back, also from the application that came of it: it is over, and the cooldown begins.

    Raises NotFound, Forbidden for another's, and Conflict for one that is over already.
    """
    row = await change.seen(Referral, referral_id, path="referral_id", lock=True)
    if row.referrer_id != change.me.id:
        raise Forbidden(NOT_YOURS, "referral_id")
    used = await Application.filter(referral_id=row.id).select_for_update().first()
    if used is not None:
        await forget(used)
    elif row.expires_at <= change.now:
        raise Conflict(OVER, "referral_id")
    row.expires_at = min(row.expires_at, max(change.now, row.made_at + INSTANT))
    await row.save(update_fields=["expires_at"])
    change.tell("referral.withdrawn", row)
    return {"referral": row.id, "job": row.job_id, "member": row.candidate_id}


@action()
async def decline(change: Change, *, referral_id: UUID) -> Made:
    """Decline one, which nobody is told: to who made it, it waits until it ends.

    Raises NotFound, Forbidden for who was not told of the job by it, and Conflict where they applied with it.
    """
    row = await received(change, referral_id)
    if await Application.filter(referral_id=row.id).exists():
        raise Conflict(USED, "referral_id")
    row.declined_at = row.declined_at or change.now
    await row.save(update_fields=["declined_at"])
    change.tell("referral.declined", row)
    return {"referral": row.id}


async def received(change: Change, referral_id: UUID) -> Referral:
    """One that the acting member was sent, held; raises NotFound and Forbidden."""
    row = await change.seen(Referral, referral_id, path="referral_id", lock=True)
    if row.candidate_id != change.me.id:
        raise Forbidden(TO_ANOTHER, "referral_id")
    return row


async def use(change: Change, application: Application, referral_id: UUID | None, told: ReferrerTold | None) -> None:
    """Apply with a referral, if one is named, and let its referrer know as much as is said.

    Raises NotFound, Forbidden, Conflict where it was used, and Invalid for one of another job.
    """
    if referral_id is None:
        return
    row = await received(change, referral_id)
    if row.job_id != application.job_id:
        raise Invalid(OTHER_JOB, "referral_id")
    if await Application.filter(referral_id=row.id).exists():
        raise Conflict(USED, "referral_id")
    if row.expires_at <= change.now:
        raise NotFound("referral_id")
    application.referral_id, application.referrer_told = row.id, told or ReferrerTold.NOTHING
    if application.referrer_told is not ReferrerTold.NOTHING:
        change.tell("referral.progressed", row, place=row.referrer_id)


async def progressed(change: Change, application: Application) -> None:
    """Tell who referred the applicant that the application has ended or led to a hire, where they are told of that."""
    if application.referral_id is None or application.referrer_told is not ReferrerTold.OUTCOME:
        return
    over_now = application.stage in (ApplicationStage.REJECTED, ApplicationStage.DECLINED)
    if over_now or application.hired_at is not None:
        row = await Referral.get(id=application.referral_id)
        change.tell("referral.progressed", row, place=row.referrer_id)


async def forget(application: Application) -> None:
    """Take the referral from an application that is taken back: nobody is told of it any more (invariant 12)."""
    application.referral_id, application.referrer_told = None, ReferrerTold.NOTHING
    await application.save(update_fields=["referral_id", "referrer_told"])
