"""Applications: what members share with those who keep a job, and what comes of it."""

from datetime import datetime
from typing import TYPE_CHECKING

from graph.compile.declare import column, derived, enum, listing, relation, shows
from graph.nodes import Node
from models.application_stages import ApplicationReason, ApplicationStage
from models.applications import TALK, SharedField, StageCount
from models.applications import Application as ApplicationTable
from models.applications import ApplicationNote as ApplicationNoteTable
from models.applications import ApplicationStep as ApplicationStepTable
from models.applications import SharedValue as SharedValueTable
from models.referrals import ReferrerTold

if TYPE_CHECKING:
    from graph.conversations import Conversation
    from graph.jobs import Job
    from graph.members import Member
    from graph.referrals import Referral

enum(
    ApplicationStage,
    {
        "SUBMITTED": "The member has applied.",
        "SCREENING": "It is being looked at.",
        "CASUAL_TALK": "Both talk without obligation (カジュアル面談).",
        "INTERVIEW": "There are interviews.",
        "OFFER": "There is an offer, which the applicant has not answered.",
        "ACCEPTED": "The applicant has accepted the offer.",
        "DECLINED": "The applicant has declined the offer.",
        "REJECTED": "Nothing comes of it, as those who keep the job say.",
        "WITHDRAWN": "The applicant has taken it back, with all that it shared.",
    },
)
enum(
    ApplicationReason,
    {
        "REQUIREMENTS": "It does not fit what the job asks for.",
        "POSITION_FILLED": "Somebody else was found.",
        "JOB_CANCELLED": "The job is not offered any more.",
        "CONDITIONS": "The conditions do not suit.",
        "OTHER_OFFER": "The applicant goes elsewhere.",
        "PERSONAL": "For personal reasons.",
        "LEFT_NETWORK": "The applicant has left the network; nobody chooses this one.",
        "OTHER": "For another reason.",
    },
)
enum(
    SharedField,
    {
        "NAME": "The name; always shared.",
        "LETTER": "What the applicant writes to those who keep the job (志望動機).",
        "CONTACT": "How they can reach the applicant.",
        "FORMER_NAME": "The family name of before.",
        "HEADLINE": "The one line about themselves.",
        "BIO": "What they say of themselves at length.",
        "AVATAR": "The address of their picture.",
        "GENDER": "The gender, in their own word.",
        "BIRTHDAY": "The day of birth.",
        "EMAIL": "The mail address of the profile.",
        "PHONE": "The telephone number of the profile.",
        "LINKS": "Their pages elsewhere, each as a value.",
        "EMPLOYMENTS": "Their spells in this company, each as a value.",
        "POSITIONS": "Their careers elsewhere, each place as a value.",
        "ATTRIBUTES": "Skills, schools, languages, …, each as a value.",
    },
)


@shows(SharedValueTable, order=("number", "id"))
class SharedValue(Node):
    """One value that an applicant shared, as it was then."""

    field: SharedField = column("What it is of the applicant.")
    value: str = column("The value, as a text.")


@shows(ApplicationStepTable, order=("at", "id"))
class ApplicationStep(Node):
    """That an application was brought to a stage."""

    stage: ApplicationStage = column("To which.")
    at: datetime = column("When.")
    reason: ApplicationReason | None = column("Why it ended, where a reason was given.")
    note: str | None = column("What those who keep the job wrote to the applicant.")
    by_applicant: bool = derived("Did the applicant do it, and not those who keep the job?")
    actor: "Member | None" = relation(
        "Who did it, to those who keep the job; to the applicant only their own steps name somebody.",
        "{it}.id = {self}.actor_id and ({it}.id = {viewer} or exists(select from applications of"
        " where of.id = {self}.application_id and of.applicant_id <> {viewer}))",
    )


@shows(ApplicationNoteTable, order=("created_at", "id"))
class ApplicationNote(Node):
    """What those who keep a job write of an application for each other."""

    body: str = column("What it says.")
    created_at: datetime = column("When it was written.")
    author: "Member | None" = relation("Who wrote it.")


@shows(StageCount, order=("place",))
class ApplicationCount:
    """How many applications for a job stand at a stage."""

    stage: ApplicationStage = column("The stage.")
    count: int = column("How many.")


@shows(ApplicationTable, order=("-applied_at", "-id"))
class Application(Node):
    """That a member applies for a job: for the applicant, and for those who keep the job."""

    job: "Job | None" = relation("The job; null where the viewer may not see it any more.")
    applicant: "Member | None" = relation("Who applies; null where the viewer may not see them in the directory.")
    applicant_name: str | None = derived("The name under which they applied; null once it is withdrawn.")
    stage: ApplicationStage = column("How far it has come.")
    viewer_moves: list[ApplicationStage] = derived("To which stages the viewer can bring it from here.")
    applied_at: datetime = column("When it was made.")
    moved_at: datetime = column("When it came to where it stands.")
    referral: "Referral | None" = relation("With which referral it was made; null where there is none.")
    referrer_told: ReferrerTold | None = derived(
        "What who made the referral is told, to the applicant; null for those who keep the job.",
        source="telling_referrer",
    )
    hired_at: datetime | None = column("When HR recorded the employment that came of it; null where none did.")
    version: int = column("The version that a move starts from.")
    snapshot: "list[SharedValue]" = listing(
        "What the applicant shares, as it was when they did; nothing once it is withdrawn.",
        "{it}.application_id = {self}.id",
        arrived="application",
    )
    timeline: "list[ApplicationStep]" = listing(
        "How it came where it stands, the first step first.", "{it}.application_id = {self}.id", arrived="application"
    )
    notes: "list[ApplicationNote]" = listing(
        "What those who keep the job write for each other, the first first; empty for the applicant.",
        "{it}.application_id = {self}.id",
        arrived="application",
    )
    conversation: "Conversation | None" = relation(
        "Where the applicant and those who keep the job talk; null where nobody has written, or the viewer may not read"
        " it.",
        TALK,
    )
