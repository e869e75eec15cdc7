"""What applicants and those who keep jobs do with applications."""

import strawberry

from actions import applications, hires, job_questions
from graph.compile.payloads import mutation
from graph.inputs import given
from graph.nodes import PartialDate
from models.application_stages import ApplicationReason, ApplicationStage
from models.applications import LONGEST_CONTACT, LONGEST_LETTER, LONGEST_NOTE, SharedField
from models.messages import LONGEST_MESSAGE
from models.referrals import ReferrerTold

APPLICATION, JOB = "The application.", "The job."
WHY = "For which reason, one of those that go with the stage."


@mutation(applications.apply, application="Application", job="Job")
class ApplyToJob:
    """Apply for a job that is open, and share one's name and the named fields with those who keep it.

    What is shared is a copy of what stands there now, whoever else may see that. Those who keep the job read it, and
    nobody else, until the application is withdrawn.
    """

    job_id: strawberry.ID = given(JOB, id_of="job")
    fields: list[SharedField] = given(
        "What of the profile is shared beside the name; what is empty there is left out.", most=len(SharedField)
    )
    letter: str | None = given("What the viewer writes to those who keep the job.", longest=LONGEST_LETTER)
    contact: str | None = given("How they can reach the viewer.", longest=LONGEST_CONTACT)
    referral_id: strawberry.ID | None = given(
        "The referral with which the viewer applies: those who keep the job read who made it, and what they recommend.",
        id_of="rfl",
    )
    tell_referrer: ReferrerTold | None = given("What who made it is told of the application; none: nothing.")


@mutation(applications.withdraw, application="Application")
class WithdrawApplication:
    """Take an application back, also one that came to nothing: what it shared is deleted for everybody at once."""

    application_id: strawberry.ID = given(APPLICATION, id_of="apl")
    reason: ApplicationReason | None = given(WHY)


@mutation(applications.advance, application="Application")
class AdvanceApplication:
    """Bring an application to another stage, or reject it with a reason; for those who keep the job."""

    application_id: strawberry.ID = given(APPLICATION, id_of="apl")
    stage: ApplicationStage = given("The stage, one of `viewerMoves`.")
    reason: ApplicationReason | None = given("For which reason it is rejected.")
    note: str | None = given("A word to the applicant.", longest=LONGEST_NOTE)
    if_version: int | None = given("The version that the move starts from; none: whatever stands there.")


@mutation(applications.answer, application="Application")
class AnswerOffer:
    """Accept an offer, or decline it."""

    application_id: strawberry.ID = given(APPLICATION, id_of="apl")
    accept: bool = given("Accept it?")
    reason: ApplicationReason | None = given("For which reason it is declined.")


@mutation(applications.add_note, note="ApplicationNote", application="Application")
class AddApplicationNote:
    """Write something that those who keep the job read, and the applicant never."""

    application_id: strawberry.ID = given(APPLICATION, id_of="apl")
    body: str = given("What it says.", longest=LONGEST_NOTE)


@mutation(hires.record, application="Application", employment="Employment", job="Job")
class RecordHire:
    """Record that an applicant who accepted an offer of the company works here from a day on, as HR_ADMIN.

    The member becomes an EMPLOYEE with a verified employment beside all that were before; ties and posts stay.
    """

    application_id: strawberry.ID = given(APPLICATION, id_of="apl")
    started: PartialDate = given("From when on.")
    department_id: strawberry.ID | None = given("In which department.", id_of="att")
    title: str | None = given("As what.", longest=200)
    fill_job: bool | None = given("Is the job filled by it? None: it stays as it is.")
    reject_others: bool | None = given("Reject the applications for it that are still open? None: they stay.")


@mutation(job_questions.ask, conversation="Conversation", message="Message", job="Job")
class AskAboutJob:
    """Write to those who keep a job, before applying or after: to the recruiting office, or to the member."""

    job_id: strawberry.ID = given(JOB, id_of="job")
    body: str = given("Markdown; it is said in the conversation about the job.", longest=LONGEST_MESSAGE)
