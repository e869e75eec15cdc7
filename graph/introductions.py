"""Introductions: what a member proposes to two of their ties, and both answer by themselves."""

from datetime import datetime

from graph.compile.declare import column, derived, relation, shows
from graph.members import Member
from graph.nodes import Node
from models.introductions import Introduction as IntroductionTable


@shows(IntroductionTable, order=("-proposed_at", "-id"))
class Introduction(Node):
    """That a member proposes two of their ties to each other. What one of them answers no one else is told."""

    note: str | None = column("What who proposes it wrote to both.")
    proposed_at: datetime = column("When it was proposed.")
    expires_at: datetime = column("When it ends by itself.")
    agreed_at: datetime | None = column("When both had agreed, and were tied; null until then.")
    viewer_accepts: bool | None = derived("What the viewer answered; null where they have not, or propose it.")
    introducer: "Member | None" = relation("Who proposes it.")
    first: "Member | None" = relation("One of the two.", source="one")
    second: "Member | None" = relation("The other of the two.", source="other")
