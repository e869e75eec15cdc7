"""Paths: through whom two members know each other."""

from graph.compile.declare import column, listing, relation, shows
from graph.members import Member
from models.paths import Path as PathView
from models.paths import Step as StepView


@shows(StepView, order=("place",))
class Step:
    """A member on a path."""

    member: "Member | None" = relation("The member.", "{it}.id = {self}.member_id")


@shows(PathView, order=("place",))
class Path:
    """A shortest way between two members over ties that the viewer may see."""

    length: int = column("How many ties long it is.")
    steps: "list[Step]" = listing("The members on it, both ends among them.")
