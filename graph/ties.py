"""Ties, the requests of them, and whom the viewer would rather not meet."""

from datetime import datetime
from enum import StrEnum

from graph.compile.declare import column, derived, enum, relation, shows
from graph.members import Member
from graph.nodes import Node
from models.tie_requests import TieRequest as TieRequestTable
from models.tie_states import TieState
from models.ties import Block as BlockTable
from models.ties import Tie as TieTable


class TieRequestDirection(StrEnum):
    """Which way a request goes, seen from the viewer."""

    INCOMING = "INCOMING"
    OUTGOING = "OUTGOING"


enum(
    TieState,
    {
        "NONE": "They are not.",
        "REQUESTED": "The viewer has asked, and nobody has agreed.",
        "ASKED": "The other has asked the viewer.",
        "TIED": "They are tied.",
    },
)
enum(TieRequestDirection, {"INCOMING": "Another asks the viewer.", "OUTGOING": "The viewer asks another."})


@shows(TieTable, order=("-since", "-id"))
class Tie(Node):
    """Two members who agreed to know each other, seen from one of them."""

    since: datetime = column("When they agreed.")
    member: "Member | None" = relation("The other of the two.", source="other")


@shows(TieRequestTable, order=("-asked_at", "-id"))
class TieRequest(Node):
    """That the viewer asks another for a tie, or another the viewer, until it is answered or expires."""

    direction: TieRequestDirection = derived("Which way it goes.")
    note: str | None = column("What who asks wrote with it.")
    asked_at: datetime = column("When it was sent.")
    expires_at: datetime = column("When it ends by itself.")
    asker_name: str | None = derived("What who asks is called: they show themselves to whom they ask.")
    asker: "Member | None" = relation("Who asks; null where the directory does not show them.", source="member")
    asked: "Member | None" = relation("Who is asked.", source="other")


@shows(BlockTable, order=("-since", "-id"))
class Block(Node):
    """That the viewer has blocked another: the two do not exist for each other, and the other is not told."""

    name: str | None = column("What the other was called then.")
    since: datetime = column("When the viewer blocked them.")
