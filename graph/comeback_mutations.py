"""What members say of coming back, and what those who recruit offer to whoever did."""

from datetime import datetime

import strawberry

from actions import comeback, talks
from actions.comeback import Confidant
from actions.talks import Shown
from graph.compile.payloads import mutation
from graph.inputs import given
from graph.nodes import PartialDate
from models.comeback import LASTS_AT_MOST_DAYS, LASTS_DAYS, LONGEST_NOTE, LONGEST_WORDS, MOST_PLACES, MOST_WANTED
from models.jobs import JobKind

UNTIL = f"Until when it holds, {LASTS_AT_MOST_DAYS} days ahead at most; none: for {LASTS_DAYS} days."
TALK = "The talk."


@mutation(comeback.say, interest="ComebackInterest")
class SayComebackInterest:
    """Say that the viewer would come back, in the place of what they said before; sealed unless told to a role."""

    kinds: list[JobKind] = given("Which kinds of work.")
    told_to: list[Confidant] | None = given("The roles that may read it; none: nobody.")
    place_ids: list[strawberry.ID] | None = given("Where; none: anywhere.", id_of="att", most=MOST_PLACES)
    wanted_ids: list[strawberry.ID] | None = given(
        "Departments, skills and the like, of which a job wants one; none: any.", id_of="att", most=MOST_WANTED
    )
    starts_from: PartialDate | None = given("From when on.")
    note: str | None = given("What else there is to say.", longest=LONGEST_NOTE)
    expires_at: datetime | None = given(UNTIL)


@mutation(comeback.confirm, interest="ComebackInterest")
class ConfirmComebackInterest:
    """Say that it still holds."""

    expires_at: datetime | None = given(UNTIL)


@mutation(comeback.withdraw, member="Member")
class WithdrawComebackInterest:
    """Take it back; what was shown of it in talks is gone at once."""


@mutation(talks.begin, talk="Talk")
class OpenTalk:
    """Offer a talk about a job of the company to whoever would come back for it, as RECRUITER or HR_ADMIN.

    The answer is the same whether that is nobody or a hundred.
    """

    job_id: strawberry.ID = given("The job, which is open.", id_of="job")
    words: str = given("What is said to them.", longest=LONGEST_WORDS)
    expires_at: datetime | None = given("Until when it is offered; none: as long as the job is open.")


@mutation(talks.close, talk="Talk")
class CloseTalk:
    """Offer a talk no longer; those who have agreed stay."""

    talk_id: strawberry.ID = given(TALK, id_of="tlk")


@mutation(talks.accept, answer="TalkAnswer")
class AcceptTalk:
    """Agree to a talk: who opened it, and nobody else, learns the viewer's name and what the viewer shows."""

    talk_id: strawberry.ID = given(TALK, id_of="tlk")
    shows: list[Shown] | None = given("What is shown of the interest, as it is now; none: nothing but the name.")


@mutation(talks.decline, answer="TalkAnswer")
class DeclineTalk:
    """Decline a talk, which nobody is told; what the viewer showed before is gone at once."""

    talk_id: strawberry.ID = given(TALK, id_of="tlk")


@mutation(talks.take_back, member="Member")
class TakeBackTalkAnswer:
    """Take back what the viewer answered to a talk; what they showed is gone at once."""

    answer_id: strawberry.ID = given("The answer.", id_of="tan")
