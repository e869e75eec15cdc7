"""What those who offer work do with jobs and their terms."""

from datetime import date
from typing import TYPE_CHECKING

import strawberry

from actions import contract_terms, jobs
from graph.compile.payloads import mutation
from graph.inputs import given, inputs
from models.contract_terms import LONGEST_TERM, MOST_PAYMENT_DAYS
from models.jobs import LONGEST_BODY, LONGEST_TITLE, MOST_DAYS, MOST_HOURS, MOST_WANTED, JobKind, PayUnit, Remote

if TYPE_CHECKING:
    from graph.member_filters import MemberFilter

JOB = "The job."
VERSION = "The version that the edit starts from; none: whatever stands there."
KIND, TITLE, BODY = "What sort of work it is.", "What it is called.", "The description, as Markdown."
REMOTE, HOURS = "How much of it can be done from elsewhere.", "How many hours a week it takes."
PLACE, WANTED = "Where it is, an attribute of kind PLACE.", "The attributes that it wants, all of them."
PAYS = "What it pays; null: nothing is said."
SEGMENT = "For whom it is, by what the viewer sees of members; null: for the whole network."
LAST = f"Through which day it is open, {MOST_DAYS} days ahead at most; none: as long as possible."
MOST_PAY = 2_000_000_000


@inputs
class CompensationInput:
    """What a job pays: at least, at most, or both."""

    min: int | None = given("At least so much.", within=(1, MOST_PAY))
    max: int | None = given("At most so much.", within=(1, MOST_PAY))
    currency: str = given("The currency, by ISO 4217.", longest=3)
    unit: PayUnit = given("For what.")


@mutation(jobs.draft, job="Job")
class DraftJob:
    """Begin to offer work, for the company as RECRUITER or HR_ADMIN, or for oneself where the network lets members."""

    kind: JobKind = given(KIND)
    title: str = given(TITLE, longest=LONGEST_TITLE)
    body: str = given(BODY, longest=LONGEST_BODY)
    by_company: bool | None = given("Does the company offer it? None: where the viewer recruits for it.")
    remote: Remote | None = given(REMOTE)
    hours_per_week: int | None = given(HOURS, within=(1, MOST_HOURS))
    compensation: CompensationInput | None = given(PAYS)
    place_id: strawberry.ID | None = given(PLACE, id_of="att")
    wanted_ids: list[strawberry.ID] | None = given(WANTED, id_of="att", most=MOST_WANTED)
    segment: "MemberFilter | None" = given(SEGMENT)


@mutation(jobs.update, job="Job")
class UpdateJob:
    """Say a job otherwise; what is not given stays. For the member who offers it, and of the company's who recruits."""

    job_id: strawberry.ID = given(JOB, id_of="job")
    kind: JobKind | None = given(KIND)
    title: str | None = given(TITLE, longest=LONGEST_TITLE)
    body: str | None = given(BODY, longest=LONGEST_BODY)
    remote: Remote | None = given(REMOTE)
    hours_per_week: int | None = given(HOURS, within=(1, MOST_HOURS))
    compensation: CompensationInput | None = given(PAYS)
    place_id: strawberry.ID | None = given(PLACE, id_of="att")
    wanted_ids: list[strawberry.ID] | None = given(WANTED, id_of="att", most=MOST_WANTED)
    segment: "MemberFilter | None" = given(SEGMENT)
    if_version: int | None = given(VERSION)


@mutation(contract_terms.state, contract_terms="ContractTerms", job="Job")
class SetContractTerms:
    """State the terms of a job; what is not given stays, null takes a term back."""

    job_id: strawberry.ID = given(JOB, id_of="job")
    client: str | None = given("Who gives the work.", longest=LONGEST_TERM)
    work: str | None = given("What is to be done or delivered.", longest=LONGEST_TERM)
    period: str | None = given("From when to when, or until when it is delivered.", longest=LONGEST_TERM)
    place: str | None = given("Where it is done or delivered.", longest=LONGEST_TERM)
    hours: str | None = given("At which times it is done, or that there are none.", longest=LONGEST_TERM)
    pay: str | None = given("What is paid, or how it is reckoned.", longest=LONGEST_TERM)
    payment_days: int | None = given("Within how many days of receipt it is paid.", within=(1, MOST_PAYMENT_DAYS))
    ending: str | None = given("How the contract can be ended, or is not renewed.", longest=LONGEST_TERM)
    inspection: str | None = given("Until when what is delivered is inspected.", longest=LONGEST_TERM)
    payment_method: str | None = given("How it is paid, where that is not by money.", longest=LONGEST_TERM)
    expenses: str | None = given("Who bears which expenses.", longest=LONGEST_TERM)
    rights: str | None = given("Which rights are handed over, and what is paid for them.", longest=LONGEST_TERM)
    subcontract: str | None = given(
        "Whose work it is, and when they pay, where it comes from another client.", longest=LONGEST_TERM
    )
    if_version: int | None = given("The version of the job that the edit starts from; none: whatever stands there.")


@mutation(jobs.publish, job="Job")
class PublishJob:
    """Show a draft to those for whom it is; a side job or a contract needs complete terms."""

    job_id: strawberry.ID = given(JOB, id_of="job")
    valid_through: date | None = given(LAST)


@mutation(jobs.extend, job="Job")
class ExtendJob:
    """Say that a job is still open."""

    job_id: strawberry.ID = given(JOB, id_of="job")
    valid_through: date | None = given(LAST)


@mutation(jobs.pause, job="Job")
class PauseJob:
    """Hide a job for a while."""

    job_id: strawberry.ID = given(JOB, id_of="job")


@mutation(jobs.resume, job="Job")
class ResumeJob:
    """Show a paused job again."""

    job_id: strawberry.ID = given(JOB, id_of="job")


@mutation(jobs.close, job="Job")
class CloseJob:
    """End a job for which nobody was found."""

    job_id: strawberry.ID = given(JOB, id_of="job")


@mutation(jobs.fill, job="Job")
class FillJob:
    """End a job for which somebody was found."""

    job_id: strawberry.ID = given(JOB, id_of="job")
    reject_others: bool | None = given("Reject the applications that are still open? None: they stay as they are.")


@mutation(jobs.delete_draft, member="Member")
class DeleteDraftJob:
    """Forget a draft, with its terms."""

    job_id: strawberry.ID = given(JOB, id_of="job")
