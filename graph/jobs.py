"""Jobs: work that the company or its members offer, how well it fits, and on which terms."""

from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from graph.attributes import Attribute
from graph.compile.declare import (
    Argument,
    column,
    connection,
    derived,
    enum,
    listing,
    relation,
    same_row,
    shows,
)
from graph.members import Employment, Position
from graph.nodes import Connection, Node
from models.applications import OWN_TALK
from models.comeback_matches import goes_with
from models.contract_terms import ContractTerms as ContractTermsTable
from models.job_matches import JobMatch as JobMatchView
from models.jobs import KEEPS, JobKind, JobStatus, PayUnit, Remote
from models.jobs import Job as JobTable

if TYPE_CHECKING:
    from graph.applications import Application, ApplicationCount
    from graph.comeback import ComebackInterest
    from graph.conversations import Conversation
    from graph.members import Member, MemberAttribute
    from graph.segments import Segment


class JobOrder(StrEnum):
    """How jobs are ordered."""

    RECENT = "RECENT"
    MATCH = "MATCH"


enum(
    JobOrder,
    {
        "RECENT": "Those published last first.",
        "MATCH": "Those that fit the viewer best first, by `matchScore`, then the newest.",
    },
)


@shows(ContractTermsTable)
class ContractTerms(Node):
    """What the law asks to be stated of work for freelancers before it is offered (フリーランス保護法 3条・12条)."""

    client: str | None = column("Who gives the work.")
    work: str | None = column("What is to be done or delivered.")
    period: str | None = column("From when to when, or until when it is delivered.")
    place: str | None = column("Where it is done or delivered.")
    hours: str | None = column("At which times it is done, or that there are none.")
    pay: str | None = column("What is paid, or how it is reckoned.")
    payment_days: int | None = column("Within how many days of receipt it is paid.")
    ending: str | None = column("How the contract can be ended, or is not renewed.")
    inspection: str | None = column("Until when what is delivered is inspected; null where it is not.")
    payment_method: str | None = column("How it is paid, where that is not by money.")
    expenses: str | None = column("Who bears which expenses.")
    rights: str | None = column("Which rights in what is made are handed over, and what is paid for them.")
    subcontract: str | None = column("That the work comes from another client, who that is, and when they pay.")
    complete: bool = derived("Is everything stated that must be?")


@shows()
class Compensation:
    """What a job pays; all of it is null where nothing is said."""

    min: int | None = column("At least so much.", source="pay_min")
    max: int | None = column("At most so much.", source="pay_max")
    currency: str | None = column("In this currency, by ISO 4217.", source="pay_currency")
    unit: PayUnit | None = column("For what.", source="pay_unit")


@shows(JobMatchView, order=("-weight", "-attribute_id"))
class MatchReason:
    """An attribute that a job wants and the viewer has, and how one knows."""

    attribute: "Attribute | None" = relation("What is wanted.", "{it}.id = {self}.attribute_id")
    weight: int = column("How much it says: what few have says more.")
    held: "MemberAttribute | None" = relation("The viewer says so.", "{it}.id = {self}.held_id")
    position: "Position | None" = relation("The viewer works in that industry today.", "{it}.id = {self}.position_id")
    employment: "Employment | None" = relation(
        "The viewer was in that department of the company.", "{it}.id = {self}.employment_id"
    )


@shows(JobTable, order=("-recent_at", "-id"))
class Job(Node):
    """Work that the company offers, or a member."""

    kind: JobKind = column("What sort of work it is.")
    status: JobStatus = column("Where it stands.")
    is_open: bool = derived("Is it published, and not over?")
    by_company: bool = column("Does the company offer it, and not a member?")
    title: str = column("What it is called.")
    body: str = column("The description, as Markdown.")
    body_html: str = derived("The description, as HTML that is safe to show.")
    place: "Attribute | None" = relation("Where it is.")
    remote: Remote = column("How much of it can be done from elsewhere.")
    hours_per_week: int | None = column("How many hours a week it takes.")
    compensation: "Compensation" = same_row("What it pays.")
    wanted: "list[Attribute]" = listing(
        "The attributes that it wants, by label.",
        "{it}.id in (select wish.attribute_id from job_attributes wish where wish.job_id = {self}.id)",
    )
    match_score: int = derived("How well it fits the viewer: rare attributes that it wants and the viewer has.")
    match_reasons: "list[MatchReason]" = listing(
        "What it wants and the viewer has, what says most first.", "{it}.job_id = {self}.id"
    )
    viewer_interest: "ComebackInterest | None" = relation(
        "The viewer's own interest in coming back, where this job goes with it; nobody else's.",
        f"{{it}}.member_id = {{viewer}} and {goes_with('{it}', '{self}')}",
    )
    contract_terms: "ContractTerms | None" = relation(
        "The terms, as far as they are stated.", "{it}.job_id = {self}.id", arrived="job"
    )
    segment: "Segment | None" = relation("For whom it is, to its author and those who speak for the company.")
    external_id: str | None = derived("The id that a partner put it under; to those who may edit it.")
    author: "Member | None" = relation("Who wrote it; null where the viewer may not see them.")
    created_at: datetime = column("When it was begun.")
    edited_at: datetime | None = column("When it was last edited.")
    published_at: datetime | None = column("When it was published.")
    valid_through: date | None = column("Through which day it is open, where the network is.")
    applications: "Connection[Application]" = connection(
        "The applications for it, newest first, to those who keep it; empty for others.",
        f"{{it}}.job_id = {{self}}.id and {KEEPS.replace('{it}', '{self}')}",
        args={"stage": Argument("ApplicationStage | None", "Only those that stand there.")},
        when={"stage": "{it}.stage = {stage}"},
    )
    application_counts: "list[ApplicationCount]" = listing(
        "How many applications stand at each stage, to those who keep it; empty for others.", "true"
    )
    viewer_application: "Application | None" = relation(
        "The viewer's own application, the last where there are several.",
        "{it}.id = (select sent.id from applications sent where sent.job_id = {self}.id"
        " and sent.applicant_id = {viewer} order by sent.applied_at desc, sent.id desc limit 1)",
    )
    viewer_conversation: "Conversation | None" = relation(
        "Where the viewer talks with those who keep it; null where they have not asked.",
        OWN_TALK,
    )
    viewer_may_edit: bool = derived("May the viewer edit it?")
    version: int = column("The version that an edit starts from.")
