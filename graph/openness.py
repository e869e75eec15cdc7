"""Openness: what a member would hear of, and who is told so."""

from datetime import datetime
from typing import TYPE_CHECKING

from graph.compile.declare import column, derived, enum, relation, shows
from graph.nodes import Node
from models.audiences import Audience
from models.openness import Openness as OpennessTable
from models.openness import OpennessAnswer, OpennessKind

if TYPE_CHECKING:
    from graph.members import Member

enum(
    OpennessKind,
    {
        "COMEBACK": "To come back to the company.",
        "SIDE_JOB": "To a job beside the present one (副業).",
        "CONTRACT": "To work on a contract (業務委託).",
        "FULL_TIME_ELSEWHERE": "To a full-time job elsewhere.",
        "MENTOR": "To be somebody's mentor.",
        "SPEAKER": "To give a talk.",
        "COLLABORATION": "To do something together with the company.",
    },
)
enum(OpennessAnswer, {"NO": "Not at present.", "MAYBE": "Perhaps: it depends.", "YES": "Yes, ask me."})


@shows(OpennessTable, order=("kind", "id"))
class Openness(Node):
    """How open a member is to one thing, until it expires; nothing finds, counts or suggests anybody by it."""

    kind: OpennessKind = column("To what.")
    answer: OpennessAnswer = column("How open.")
    said_at: datetime = column("When the member said so.")
    expires_at: datetime = column("Until when it holds; then it is as if it had never been said.")
    audience: "list[Audience] | None" = derived("To whom the viewer shows it; null for what is another's.")
    lists: list[int] | None = derived("The viewer's own lists among these; null for what is another's.")
    member: "Member | None" = relation("Whose it is.")
