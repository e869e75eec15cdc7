"""Contract terms: what is stated of a side job or a contract before it is offered."""

from typing import Any, TypedDict, Unpack
from uuid import UUID

from actions import texts
from actions.action import action
from actions.change import Change, Made
from actions.job_standing import check_stated, kept
from actions.jobs import LIVING, edited
from models.contract_terms import LONGEST_TERM, ContractTerms
from models.jobs import JobStatus
from models.modules import Module


class Terms(TypedDict, total=False):
    """The terms that can be stated; what is absent stays."""

    client: str | None
    work: str | None
    period: str | None
    place: str | None
    hours: str | None
    pay: str | None
    payment_days: int | None
    ending: str | None
    inspection: str | None
    payment_method: str | None
    expenses: str | None
    rights: str | None
    subcontract: str | None


@action(module=Module.JOBS)
async def state(change: Change, *, job_id: UUID, if_version: int | None = None, **terms: Unpack[Terms]) -> Made:
    """State terms of a job; what is not given stays, null takes a term back.

    Raises NotFound, Forbidden, Conflict, and Invalid where a job that is shown would be left without one that it needs.
    """
    job = await kept(change, job_id, LIVING)
    change.check_version(job, if_version)
    row = await ContractTerms.get_or_none(job_id=job.id)
    row = row or ContractTerms(network_id=change.network_id, job_id=job.id)
    row.update_from_dict({name: stated(name, value) for name, value in terms.items()})
    await row.save()
    if job.status is not JobStatus.DRAFT:
        await check_stated(job)
    await edited(change, job)
    return {"contract_terms": row.id, "job": job.id}


def stated(name: str, value: Any) -> Any:
    """A term as it is kept; raises Invalid."""
    return texts.prose(value, LONGEST_TERM, name) if isinstance(value, str) else value
