"""How a partner keeps the company's jobs under its own ids."""

from datetime import date
from typing import TYPE_CHECKING

import strawberry

from actions import job_upserts
from actions.job_upserts import LONGEST_EXTERNAL_ID
from graph.compile.payloads import mutation
from graph.inputs import given, inputs
from graph.job_mutations import (
    BODY,
    HOURS,
    KIND,
    LAST,
    PAYS,
    PLACE,
    REMOTE,
    SEGMENT,
    TITLE,
    WANTED,
    CompensationInput,
)
from models.contract_terms import LONGEST_TERM, MOST_PAYMENT_DAYS
from models.jobs import LONGEST_BODY, LONGEST_TITLE, MOST_HOURS, MOST_WANTED, JobKind, Remote

if TYPE_CHECKING:
    from graph.member_filters import MemberFilter


@inputs
class ContractTermsInput:
    """The terms of a side job or a contract; what is not given stays, null takes a term back."""

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


@mutation(job_upserts.put, job="Job")
class PutJob:
    """Let the company's job under an id of a partner be so: made where it is not there, edited where it says otherwise.

    What is not given stays. To put the same again changes and tells nothing. For those who recruit, and their apps.
    """

    external_id: str = given("The partner's own id of the job.", longest=LONGEST_EXTERNAL_ID)
    kind: JobKind = given(KIND)
    title: str = given(TITLE, longest=LONGEST_TITLE)
    body: str = given(BODY, longest=LONGEST_BODY)
    remote: Remote | None = given(REMOTE)
    hours_per_week: int | None = given(HOURS, within=(1, MOST_HOURS))
    compensation: CompensationInput | None = given(PAYS)
    place_id: strawberry.ID | None = given(PLACE, id_of="att")
    wanted_ids: list[strawberry.ID] | None = given(WANTED, id_of="att", most=MOST_WANTED)
    segment: "MemberFilter | None" = given(SEGMENT)
    terms: ContractTermsInput | None = given("The terms: a side job or a contract is not shown without.")
    valid_through: date | None = given(LAST)
    publish: bool = given("Is it shown at once, where it is a draft?", default=True)
