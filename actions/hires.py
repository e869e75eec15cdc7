"""Hires: what comes of an application that was accepted, written down by HR (ties, posts and spells of before stay)."""

from uuid import UUID

from actions import referrals
from actions.action import action
from actions.application_steps import side_of
from actions.change import Change, Made
from actions.job_standing import kept
from actions.jobs import SHOWN, filled
from actions.joining import hired
from actions.refusals import Conflict, Forbidden
from actions.words import Words
from models.application_stages import ApplicationStage, Side
from models.applications import Application
from models.jobs import Job, JobKind
from models.members import Member, MemberStatus, Role
from models.modules import Module

NOT_ACCEPTED = Words("Only an offer that was accepted is recorded.", "オファーが承諾された応募のみ記録できます。")
RECORDED_ALREADY = Words("This hire is recorded already.", "この採用はすでに記録されています。")
NOT_EMPLOYMENT = Words(
    "This is recorded for the company's own employments.", "記録できるのは自社の雇用の求人への応募のみです。"
)
GONE = Words("The applicant is not in the network any more.", "応募者はすでにネットワークを退会しています。")
EMPLOYMENTS = (JobKind.COMEBACK, JobKind.REGULAR)


@action(module=Module.JOBS)
async def record(
    change: Change,
    *,
    application_id: UUID,
    started: str,
    department_id: UUID | None = None,
    title: str | None = None,
    fill_job: bool | None = None,
    reject_others: bool | None = None,
) -> Made:
    """Write down that an applicant works here from a day on, for HR_ADMIN; the job may be filled by it.

    Raises Forbidden, NotFound, Invalid and Conflict (not accepted; recorded; that time is taken; the job is over).
    """
    change.must_be(Role.HR_ADMIN)
    seen = await change.seen(Application, application_id, path="application_id")
    # Held in the order in which everything else holds them: the job, the member, the application.
    job = await kept(change, seen.job_id, SHOWN) if fill_job else await Job.get(id=seen.job_id)
    member = await change.locked(Member, seen.applicant_id)
    row = await side_of(change, application_id, Side.KEEPERS)
    check_hired(row, job)
    if member is None or member.status is not MemberStatus.ACTIVE:
        raise Conflict(GONE, "application_id")
    made = await hired(change, member, started, department_id, title)
    row.hired_at = change.now
    row.version += 1
    await row.save(update_fields=["hired_at", "version"])
    change.audit("application.hired", row)
    change.tell("application.hired", row, place=row.job_id)
    await referrals.progressed(change, row)
    if fill_job:
        await filled(change, job, reject_others=bool(reject_others))
    return {"application": row.id, "employment": made.id, "job": job.id}


def check_hired(row: Application, job: Job) -> None:
    """Only what was accepted, for work of the company's own, and once; raises Forbidden and Conflict."""
    if not job.by_company or job.kind not in EMPLOYMENTS:
        raise Forbidden(NOT_EMPLOYMENT, "application_id")
    if row.stage is not ApplicationStage.ACCEPTED:
        raise Conflict(NOT_ACCEPTED, "application_id")
    if row.hired_at is not None:
        raise Conflict(RECORDED_ALREADY, "application_id")
