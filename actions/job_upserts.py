"""Jobs that a partner keeps elsewhere: put under the partner's own id, as often as one likes."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Unpack

from actions import segments, texts
from actions.action import action
from actions.change import Change, Made
from actions.contract_terms import Terms, stated
from actions.job_columns import columns, want
from actions.job_standing import check_stated, keep_open
from actions.jobs import LIVING, JobDetails, written
from actions.refusals import Conflict
from actions.saved_searches import as_text
from actions.words import Words
from models.contract_terms import ContractTerms
from models.jobs import Job, JobAttribute, JobKind, JobStatus
from models.members import HR_ROLES
from models.modules import Module
from models.segments import Segment

LONGEST_EXTERNAL_ID = 100
OVER = Words("This job is over: use another id.", "この求人は終了しています。別のIDを指定してください。")


@action(module=Module.JOBS, rate_limit="3000/hour")
async def put(
    change: Change,
    *,
    external_id: str,
    kind: JobKind,
    title: str,
    body: str,
    terms: Terms | None = None,
    valid_through: date | None = None,
    publish: bool = True,
    **more: Unpack[JobDetails],
) -> Made:
    """Let the company's job of this id be so: it is made where it is not there, and shown where that is asked.

    To put the same again changes nothing and tells nothing. Raises Forbidden for who does not recruit, NotFound,
    Invalid (a value, a term that must be stated, the day), and Conflict for a job that is over.
    """
    change.must_be(*HR_ROLES)
    key = texts.said(external_id, LONGEST_EXTERNAL_ID, "external_id")
    job = await Job.filter(network_id=change.network_id, external_id=key).select_for_update().first()
    if job is not None and job.status not in LIVING:
        raise Conflict(OVER, "external_id")
    said = {**more, "kind": kind, "title": title, "body": body}
    made, job = job is None, job or await begun(change, key, said)
    changed = [await described(change, job, said), await wanted(change, job, more), await aimed(change, job, more)]
    changed.append(await with_terms(change, job, terms))
    told = await shown(change, job, valid_through, publish=publish)
    if job.status is not JobStatus.DRAFT:
        await check_stated(job)
    return await kept(change, job, told or ("job.drafted" if made else renewed(job) if any(changed) else None))


async def begun(change: Change, key: str, said: Mapping[str, Any]) -> Job:
    """A draft of the company under an id of a partner."""
    own: dict[str, Any] = {"network_id": change.network_id, "author_id": change.me.id, "external_id": key}
    return await Job.create(**own, by_company=True, created_at=change.now, **await columns(change, said))


async def described(change: Change, job: Job, said: Mapping[str, Any]) -> bool:
    """Say of it what is given; whether that is anything new."""
    found = await columns(change, said)
    new = {name: value for name, value in found.items() if getattr(job, name) != value}
    job.update_from_dict(new)
    return bool(new)


async def wanted(change: Change, job: Job, more: JobDetails) -> bool:
    """Let it want the attributes that are given; whether these are others."""
    if "wanted_ids" not in more:
        return False
    asked, held = more["wanted_ids"] or (), await JobAttribute.filter(job_id=job.id)
    await want(change, job, asked)
    return {row.attribute_id for row in held} != set(asked)


async def aimed(change: Change, job: Job, more: JobDetails) -> bool:
    """Aim it at the segment that is given; whether that is another."""
    if "segment" not in more:
        return False
    asked, before = more["segment"], await Segment.get_or_none(id=job.segment_id)
    if (before.criteria if before else None) == (as_text(asked, "segment") if asked else None):
        return False
    job.segment_id = await segments.keep(change, asked, path="segment")
    await job.save(update_fields=["segment_id"])
    await segments.forget(before.id if before else None)
    return True


async def with_terms(change: Change, job: Job, terms: Terms | None) -> bool:
    """State the terms that are given; whether they are new. Raises Invalid."""
    if not terms:
        return False
    row = await ContractTerms.get_or_none(job_id=job.id)
    row = row or ContractTerms(network_id=change.network_id, job_id=job.id)
    said = {name: stated(name, value) for name, value in terms.items()}
    new = {name: value for name, value in said.items() if getattr(row, name) != value}
    if new:
        row.update_from_dict(new)
        await row.save()
    return bool(new)


async def shown(change: Change, job: Job, last: date | None, *, publish: bool) -> str | None:
    """Show a draft where that is asked, or keep it open through another day; what is told of it. Raises Invalid."""
    if job.status is JobStatus.DRAFT:
        if not publish:
            return None
        await keep_open(change, job, last)
        job.status, job.published_at = JobStatus.PUBLISHED, change.now
        return "job.published"
    if last is None or last == job.valid_through:
        return None
    await keep_open(change, job, last)
    return "job.extended" if job.status is JobStatus.PUBLISHED else "job.rewritten"


def renewed(job: Job) -> str:
    """What is told of an edit: nothing to those to whom it is not shown."""
    return "job.edited" if job.status is JobStatus.PUBLISHED else "job.rewritten"


async def kept(change: Change, job: Job, told: str | None) -> Made:
    """Keep what was changed and tell it, where there is anything."""
    if told is None:
        return {"job": job.id}
    if told in ("job.edited", "job.rewritten"):
        job.edited_at = change.now
    return await written(change, job, told)
