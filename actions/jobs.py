"""Jobs: written, shown, paused, and over."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, TypedDict, Unpack
from uuid import UUID

from actions import segments
from actions.action import action
from actions.application_steps import reject_rest
from actions.change import Change, Made
from actions.job_columns import Pay, columns, want
from actions.job_standing import (
    check_members_may,
    check_not_over,
    check_stated,
    for_whom,
    keep_open,
    kept,
)
from actions.refusals import Conflict, Invalid
from actions.texts import MUST_BE
from actions.words import Words
from models.jobs import Job, JobKind, JobStatus, Remote
from models.modules import Module
from models.segments import Segment

MOST_DRAFTS = 100
TOO_MANY = Words(f"At most {MOST_DRAFTS} drafts.", f"下書きは{MOST_DRAFTS}件までです。")
LIVING = (JobStatus.DRAFT, JobStatus.PUBLISHED, JobStatus.PAUSED)
SHOWN = (JobStatus.PUBLISHED, JobStatus.PAUSED)


class JobDetails(TypedDict, total=False):
    """What can be said of a job besides; what is absent stays, or is not said."""

    remote: Remote | None
    hours_per_week: int | None
    compensation: Pay | None
    place_id: UUID | None
    wanted_ids: Sequence[UUID] | None
    segment: Mapping[str, Any] | None


class JobEdits(JobDetails, total=False):
    """What can be changed of a job; what is absent stays."""

    kind: JobKind | None
    title: str | None
    body: str | None


@action(module=Module.JOBS, rate_limit="120/hour")
async def draft(
    change: Change,
    *,
    kind: JobKind,
    title: str,
    body: str,
    by_company: bool | None = None,
    **more: Unpack[JobDetails],
) -> Made:
    """Begin to offer work, which nobody else sees yet. Raises Forbidden, NotFound, Invalid and Conflict."""
    company = await for_whom(change, by_company)
    if await Job.filter(author_id=change.me.id, status=JobStatus.DRAFT).count() >= MOST_DRAFTS:
        raise Conflict(TOO_MANY)
    said = await columns(change, {**more, "kind": kind, "title": title, "body": body})
    own = {"network_id": change.network_id, "author_id": change.me.id, "by_company": company}
    job = Job(**own, created_at=change.now, **said)
    job.segment_id = await segments.keep(change, more.get("segment"), path="segment")
    await job.save(force_create=True)
    await want(change, job, more.get("wanted_ids") or ())
    change.tell("job.drafted", job)
    return {"job": job.id}


@action(module=Module.JOBS)
async def update(change: Change, *, job_id: UUID, if_version: int | None = None, **edits: Unpack[JobEdits]) -> Made:
    """Say a job otherwise; what is not given stays. Raises NotFound, Forbidden, Invalid and Conflict."""
    job = await kept(change, job_id, LIVING)
    change.check_version(job, if_version)
    if not edits:
        return {"job": job.id}
    for name in ("kind", "title", "body", "remote"):
        if name in edits and edits[name] is None:
            raise Invalid(MUST_BE, name)
    job.update_from_dict(await columns(change, edits))
    if "wanted_ids" in edits:
        await want(change, job, edits["wanted_ids"] or ())
    before = job.segment_id
    if "segment" in edits:
        job.segment_id = await segments.keep(change, edits["segment"], path="segment")
    if job.status is not JobStatus.DRAFT:
        await check_stated(job)
    job.edited_at = change.now
    await edited(change, job)
    if before != job.segment_id:
        await segments.forget(before)
    return {"job": job.id}


@action(module=Module.JOBS, rate_limit="60/hour")
async def publish(change: Change, *, job_id: UUID, valid_through: date | None = None) -> Made:
    """Show a draft to those for whom it is, through a day; for 90 days where none is given.

    Raises NotFound, Forbidden, Conflict (no draft) and Invalid (terms that must be stated, the day).
    """
    job = await kept(change, job_id, [JobStatus.DRAFT])
    if not job.by_company:
        await check_members_may(change)
    await check_stated(job)
    await keep_open(change, job, valid_through)
    job.status, job.published_at = JobStatus.PUBLISHED, change.now
    return await written(change, job, "job.published")


@action(module=Module.JOBS)
async def extend(change: Change, *, job_id: UUID, valid_through: date | None = None) -> Made:
    """Say that a job is still open, through another day; raises NotFound, Forbidden, Conflict and Invalid."""
    job = await kept(change, job_id, SHOWN)
    await check_stated(job)
    await keep_open(change, job, valid_through)
    return await written(change, job, "job.extended" if job.status is JobStatus.PUBLISHED else "job.rewritten")


@action(module=Module.JOBS)
async def pause(change: Change, *, job_id: UUID) -> Made:
    """Hide a job for a while; raises NotFound, Forbidden and Conflict."""
    job = await kept(change, job_id, [JobStatus.PUBLISHED])
    job.status = JobStatus.PAUSED
    return await written(change, job, "job.paused")


@action(module=Module.JOBS)
async def resume(change: Change, *, job_id: UUID) -> Made:
    """Show a paused job again; raises NotFound, Forbidden, Invalid and Conflict (it is over)."""
    job = await kept(change, job_id, [JobStatus.PAUSED])
    check_not_over(change, job)
    await check_stated(job)
    job.status = JobStatus.PUBLISHED
    return await written(change, job, "job.resumed")


@action()
async def close(change: Change, *, job_id: UUID) -> Made:
    """End a job for which nobody was found; raises NotFound, Forbidden and Conflict."""
    job = await kept(change, job_id, SHOWN)
    job.status = JobStatus.CLOSED
    return await written(change, job, "job.closed")


@action()
async def fill(change: Change, *, job_id: UUID, reject_others: bool | None = None) -> Made:
    """End a job for which somebody was found; ``reject_others`` rejects whoever is still waiting.

    Raises NotFound, Forbidden and Conflict.
    """
    return await filled(change, await kept(change, job_id, SHOWN), reject_others=bool(reject_others))


async def filled(change: Change, job: Job, *, reject_others: bool) -> Made:
    """End a job, and where it is wanted the applications that are left."""
    job.status = JobStatus.FILLED
    if reject_others:
        await reject_rest(change, job)
    return await written(change, job, "job.filled")


@action()
async def delete_draft(change: Change, *, job_id: UUID) -> Made:
    """Forget a draft, with its terms; raises NotFound, Forbidden and Conflict."""
    job = await kept(change, job_id, [JobStatus.DRAFT])
    await job.delete()
    await Segment.filter(id=job.segment_id).delete()
    change.tell("job.deleted", job)
    return {"member": change.me.id}


async def edited(change: Change, job: Job) -> Made:
    """Keep an edit: what is done to a job while it is not shown is never told to those to whom it is shown later."""
    return await written(change, job, "job.edited" if job.status is JobStatus.PUBLISHED else "job.rewritten")


async def written(change: Change, job: Job, kind: str) -> Made:
    """Keep what was changed of a job, and tell it."""
    job.version += 1
    await job.save()
    change.tell(kind, job)
    return {"job": job.id}
