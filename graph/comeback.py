"""Interest in coming back, and talks about jobs: what is sealed until both sides agree."""

from datetime import datetime
from typing import TYPE_CHECKING

from actions.comeback import Confidant
from actions.talks import Shown
from graph.attributes import Attribute
from graph.compile.declare import column, connection, derived, enum, listing, relation, shows
from graph.nodes import Connection, Node, PartialDate
from models.comeback import ComebackInterest as ComebackInterestTable
from models.comeback import Talk as TalkTable
from models.comeback import TalkAnswer as TalkAnswerTable
from models.jobs import JobKind

if TYPE_CHECKING:
    from graph.jobs import Job
    from graph.members import Member

enum(Confidant, {"RECRUITER": "Those who recruit.", "HR_ADMIN": "Those who keep HR's records."})
enum(
    Shown,
    {
        "KINDS": "Which kinds of work are wanted.",
        "PLACES": "Where.",
        "WANTED": "Which departments, skills and other attributes.",
        "STARTS_FROM": "From when on.",
        "NOTE": "The note.",
    },
)
PLACES, WANTED = "{it}.id = any({self}.place_ids)", "{it}.id = any({self}.wanted_ids)"


@shows(ComebackInterestTable, order=("-said_at", "-id"))
class ComebackInterest(Node):
    """That a member would come back, until it expires; sealed from everybody where it is told to no role."""

    told_to: list[Confidant] = column("The roles that read it; none: nobody but the member does.", source="roles")
    kinds: list[JobKind] = column("Which kinds of work the member wants.")
    places: "list[Attribute]" = listing("Where; none: anywhere.", PLACES)
    wanted: "list[Attribute]" = listing(
        "Departments, skills and the like, of which a job wants one; none: any.", WANTED
    )
    starts_from: PartialDate | None = column("From when on.")
    note: str | None = column("What the member wrote besides.")
    said_at: datetime = column("When the member last said so.")
    expires_at: datetime = column("Until when it holds; then it is as if it had never been said.")
    member: "Member | None" = relation("Whose it is.")


@shows(TalkTable, order=("-opened_at", "-id"))
class Talk(Node):
    """A talk about a job, offered to whoever would come back for it; how many they are nobody learns."""

    words: str = column("What is said to them.")
    opened_at: datetime = column("When it was offered.")
    expires_at: datetime = column("Until when it is offered.")
    closed_at: datetime | None = column("When it was closed; null while it is offered.")
    viewer_opened: bool = derived("Does the viewer offer it?")
    job: "Job | None" = relation("The job; null where the viewer may not see it any more.")
    opener: "Member | None" = relation("Who offers it; null where the viewer may not see them.")
    answers: "Connection[TalkAnswer]" = connection(
        "Who agreed, to who opened it; to a member what they themselves answered."
    )


@shows(TalkAnswerTable, order=("-answered_at", "-id"))
class TalkAnswer(Node):
    """What a member answered to a talk: agreed, which who opened it sees, or declined, which the member alone does."""

    accepts: bool = column("Did the member agree?")
    name: str | None = column("The member's name, when they agreed.")
    kinds: list[JobKind] = column("Which kinds of work they want, where they show it.")
    places: "list[Attribute]" = listing("Where, where they show it.", PLACES)
    wanted: "list[Attribute]" = listing("Departments, skills and the like, where they show it.", WANTED)
    starts_from: PartialDate | None = column("From when on, where they show it.")
    note: str | None = column("What they wrote besides, where they show it.")
    answered_at: datetime = column("When they answered.")
    member: "Member | None" = relation("Who they are; null where the viewer may not see them.")
    talk: "Talk | None" = relation("The talk; null where the viewer may not see it any more.")
