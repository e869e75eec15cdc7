"""Steps of applications: who may bring one where, and what stays of it when it is taken back."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from actions import referrals
from actions.change import Change
from actions.refusals import Conflict, Forbidden, Invalid
from actions.words import Words
from models.application_stages import LIVING, MOVES, REASONS, ApplicationReason, ApplicationStage, Side
from models.applications import Application, ApplicationNote, ApplicationStep, SharedValue
from models.jobs import Job

NOT_YOURS = Words("This is for the applicant.", "この操作は応募者本人のみ行えます。")
NOT_KEPT = Words("This is for those who keep the job.", "この操作は求人の担当者のみ行えます。")
NOT_FROM_HERE = Words(
    "This does not go with where the application stands: {stage}.", "応募の状態が{stage}のため、実行できません。"
)
NO_SUCH_REASON = Words("This is no reason for that.", "この理由は選択できません。")
NEEDS_REASON = Words("Say for which reason.", "理由を選択してください。")
INSTANT = timedelta(microseconds=1)


async def side_of(change: Change, application_id: UUID, side: Side, *, if_version: int | None = None) -> Application:
    """The application, held, for the applicant or for those who keep the job; raises NotFound, Forbidden, Conflict."""
    row = await change.seen(Application, application_id, path="application_id", lock=True)
    if side is Side.APPLICANT and row.applicant_id != change.me.id:
        raise Forbidden(NOT_YOURS, "application_id")
    if side is Side.KEEPERS and row.applicant_id == change.me.id:
        raise Forbidden(NOT_KEPT, "application_id")
    change.check_version(row, if_version)
    return row


def check_move(row: Application, to: ApplicationStage, side: Side, path: str) -> None:
    """Only moves of the table; raises Conflict."""
    if MOVES[row.stage].get(to) is not side:
        raise Conflict(NOT_FROM_HERE, path, stage=row.stage.value)


def check_reason(to: ApplicationStage, reason: ApplicationReason | None) -> None:
    """A rejection gives a reason, and every reason is one for where it leads; raises Invalid."""
    if to is ApplicationStage.REJECTED and reason is None:
        raise Invalid(NEEDS_REASON, "reason")
    told = reason is not ApplicationReason.LEFT_NETWORK  # nobody chooses that one
    if reason is not None and not (told and reason in REASONS.get(to, ())):
        raise Invalid(NO_SUCH_REASON, "reason")


async def moved(
    change: Change,
    kind: str,
    row: Application,
    to: ApplicationStage,
    reason: ApplicationReason | None = None,
    note: str | None = None,
) -> None:
    """Bring an application to a stage, and tell it. Steps have the order in which they are made, whatever the clock."""
    row.stage, row.moved_at = to, max(change.now, row.moved_at + INSTANT)
    row.version += 1
    await row.save(update_fields=["stage", "moved_at", "version"])
    await step(change, row, reason, note)
    change.tell(kind, row, place=row.job_id)
    await referrals.progressed(change, row)


async def step(change: Change, row: Application, reason: ApplicationReason | None, note: str | None) -> None:
    """Write down how far an application has come."""
    own: dict[str, Any] = {"network_id": change.network_id, "application_id": row.id, "actor_id": change.me.id}
    await ApplicationStep.create(**own, stage=row.stage, reason=reason, note=note, at=row.moved_at)


async def unshare(row: Application) -> None:
    """Forget what an application shares, and what was written of it between those who read it (invariant 12)."""
    await referrals.forget(row)
    await SharedValue.filter(application_id=row.id).delete()
    await ApplicationNote.filter(application_id=row.id).delete()


async def end_all(change: Change, member_id: UUID) -> None:
    """Take back all that a member who leaves has shared; what something could have come of is withdrawn."""
    for row in await Application.filter(applicant_id=member_id).order_by("id").select_for_update():
        await unshare(row)
        if row.stage in LIVING:
            await moved(
                change, "application.withdrawn", row, ApplicationStage.WITHDRAWN, ApplicationReason.LEFT_NETWORK
            )


async def reject_rest(change: Change, job: Job) -> None:
    """Reject all for whom a job that is filled could have been."""
    left = Application.filter(job_id=job.id, stage__in=LIVING).order_by("id").select_for_update()
    for row in await left:
        await moved(change, "application.advanced", row, ApplicationStage.REJECTED, ApplicationReason.POSITION_FILLED)
