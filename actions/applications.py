"""Applications: made, taken back, brought on, answered, and what comes of them."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from actions import referrals, texts
from actions.action import action
from actions.application_steps import (
    NOT_FROM_HERE,
    check_move,
    check_reason,
    moved,
    side_of,
    step,
    unshare,
)
from actions.change import Change, Made
from actions.job_standing import keeps, over
from actions.ownership import hold
from actions.refusals import Conflict, Forbidden, Invalid, Unauthenticated
from actions.shared_values import share, values_of
from actions.words import Words
from models.application_stages import REASONS, ApplicationReason, ApplicationStage, Side
from models.applications import LONGEST_NOTE, Application, ApplicationNote, SharedField
from models.ids import uuid7
from models.jobs import Job, JobStatus
from models.members import Member, MemberStatus
from models.modules import Module
from models.referrals import ReferrerTold

OWN_JOB = Words("You keep this job yourself.", "ご自身が担当する求人です。")
NOT_OPEN = Words("This job is not open.", "この求人は現在募集していません。")
APPLIED_ALREADY = Words("You have applied for this job already.", "この求人にはすでに応募しています。")


@action(module=Module.JOBS, rate_limit="30/hour")
async def apply(
    change: Change,
    *,
    job_id: UUID,
    fields: Sequence[SharedField],
    letter: str | None = None,
    contact: str | None = None,
    referral_id: UUID | None = None,
    tell_referrer: ReferrerTold | None = None,
) -> Made:
    """Apply for a job, and share one's name and the named fields as they are now with those who keep it.

    With a referral they read who made it and what they recommend; who made it is told as much as is said, or nothing.
    Raises NotFound; Forbidden for who keeps it; Conflict where it is not open, or one has applied; Invalid.
    """
    job = await change.seen(Job, job_id, path="job_id", lock=True)
    if keeps(change, job):
        raise Forbidden(OWN_JOB, "job_id")
    if job.status is not JobStatus.PUBLISHED or over(change, job):
        raise Conflict(NOT_OPEN, "job_id")
    member = await staying(change)
    taken = Application.filter(job_id=job.id, applicant_id=member.id).exclude(stage__in=list(REASONS))
    if await taken.exists():
        raise Conflict(APPLIED_ALREADY, "job_id")
    values = await values_of(change, member, fields, letter=letter, contact=contact)
    row = Application(id=uuid7(), network_id=change.network_id, job_id=job.id, applicant_id=member.id)
    row.applied_at = row.moved_at = change.now
    await referrals.use(change, row, referral_id, tell_referrer)
    await row.save(force_create=True)
    await share(change, row.id, values)
    await step(change, row, None, None)
    change.tell("application.submitted", row, place=job.id)
    return {"application": row.id, "job": job.id}


async def staying(change: Change) -> Member:
    """The acting member, who does not leave meanwhile; raises Unauthenticated."""
    await hold(change, change.me.id)
    member = await Member.get(id=change.me.id)
    if member.status is not MemberStatus.ACTIVE:
        raise Unauthenticated
    return member


@action()
async def withdraw(change: Change, *, application_id: UUID, reason: ApplicationReason | None = None) -> Made:
    """Take an application back: what it shared is deleted. Raises NotFound, Forbidden, Conflict and Invalid."""
    row = await side_of(change, application_id, Side.APPLICANT)
    check_move(row, ApplicationStage.WITHDRAWN, Side.APPLICANT, "application_id")
    check_reason(ApplicationStage.WITHDRAWN, reason)
    await unshare(row)
    await moved(change, "application.withdrawn", row, ApplicationStage.WITHDRAWN, reason)
    return {"application": row.id}


@action(module=Module.JOBS)
async def advance(
    change: Change,
    *,
    application_id: UUID,
    stage: ApplicationStage,
    reason: ApplicationReason | None = None,
    note: str | None = None,
    if_version: int | None = None,
) -> Made:
    """Bring an application on, or reject it, for those who keep the job; the applicant reads the note.

    Raises NotFound, Forbidden, Conflict (not from where it stands; another version) and Invalid (the reason).
    """
    row = await side_of(change, application_id, Side.KEEPERS, if_version=if_version)
    check_move(row, stage, Side.KEEPERS, "stage")
    check_reason(stage, reason)
    await moved(change, "application.advanced", row, stage, reason, texts.prose(note, LONGEST_NOTE, "note"))
    return {"application": row.id}


@action()
async def answer(
    change: Change, *, application_id: UUID, accept: bool, reason: ApplicationReason | None = None
) -> Made:
    """Accept an offer or decline it. Raises NotFound, Forbidden, Conflict (there is no offer) and Invalid."""
    row = await side_of(change, application_id, Side.APPLICANT)
    to = ApplicationStage.ACCEPTED if accept else ApplicationStage.DECLINED
    check_move(row, to, Side.APPLICANT, "application_id")
    check_reason(to, reason)
    await moved(change, "application.answered", row, to, reason)
    return {"application": row.id}


@action(module=Module.JOBS, rate_limit="120/hour")
async def add_note(change: Change, *, application_id: UUID, body: str) -> Made:
    """Write something of an application that those who keep the job read, and never the applicant.

    Raises NotFound, Forbidden, Conflict (it was withdrawn) and Invalid.
    """
    row = await side_of(change, application_id, Side.KEEPERS)
    if row.stage is ApplicationStage.WITHDRAWN:
        raise Conflict(NOT_FROM_HERE, "application_id", stage=row.stage.value)
    said = texts.prose(body, LONGEST_NOTE, "body")
    if said is None:
        raise Invalid(texts.MUST_BE, "body")
    own: dict[str, Any] = {"network_id": change.network_id, "application_id": row.id, "author_id": change.me.id}
    note = await ApplicationNote.create(**own, body=said, created_at=change.now)
    change.tell("application.noted", note)
    return {"note": note.id, "application": row.id}
