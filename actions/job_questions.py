"""Questions about jobs: a conversation with the office that recruits, or with the member who offers it."""

from uuid import UUID

from actions.action import action
from actions.applications import OWN_JOB
from actions.change import Change, Made
from actions.conversations import start_direct
from actions.job_standing import keeps
from actions.markdown import render
from actions.messages import say, worded
from actions.offices import NOT_OPEN, written_to
from actions.ownership import hold
from actions.refusals import Conflict, Forbidden, NotFound, Refusal
from models.conversations import Conversation
from models.jobs import Job
from models.modules import Module
from models.offices import Office, OfficeKind


@action(module=Module.JOBS, rate_limit="20/hour")
async def ask(change: Change, *, job_id: UUID, body: str) -> Made:
    """Write to those who keep a job: to the recruiting office of the company, or to the member who offers it.

    What is asked again about the same job is said in the same conversation. Raises NotFound, Invalid, ModuleOff;
    Forbidden for who keeps it, or where the member takes no messages; Conflict where the office takes none.
    """
    change.check_module(Module.MESSAGES)
    job = await change.seen(Job, job_id, path="job_id")
    if keeps(change, job):
        raise Forbidden(OWN_JOB, "job_id")
    asked = await (asked_office(change, job, body) if job.by_company else asked_member(change, job, body))
    return {**asked, "job": job.id}


async def asked_office(change: Change, job: Job, body: str) -> Made:
    """Write where one has asked before, as long as that is open, or begin to."""
    await hold(change, change.me.id)
    there = Conversation.filter(job_id=job.id, starter_id=change.me.id, closed_at=None)
    before = await there.order_by("-created_at", "-id").first()
    if before is not None:
        message = await say(change, before.id, body, await render(worded(body)), path="job_id")
        return {"conversation": before.id, "message": message.id}
    office = await Office.get_or_none(network_id=change.network_id, kind=OfficeKind.RECRUITING)
    if office is None or not office.open:
        raise Conflict(NOT_OPEN, "job_id")
    return await written_to(change, office, job.title, body, job.id)


async def asked_member(change: Change, job: Job, body: str) -> Made:
    """Write to the member who offers it, as to anybody."""
    if job.author_id is None:
        raise NotFound("job_id")
    try:
        return await start_direct(change, [job.author_id], body)
    except Refusal as said:
        said.path = ("job_id",) if said.path[:1] == ("member_ids",) else said.path
        raise
