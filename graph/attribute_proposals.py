"""Proposals of attributes: what members would have and the network has no word for yet."""

from datetime import datetime

from graph.compile.declare import column, derived, shows
from graph.nodes import Node
from models.attribute_proposals import AttributeProposal as AttributeProposalTable
from models.attributes import AttributeKind
from models.audiences import Audience


@shows(AttributeProposalTable, order=("created_at", "id"))
class AttributeProposal(Node):
    """An attribute that a member proposed; until it is approved nothing is found, counted or suggested by it."""

    kind: AttributeKind = column("What it would say of a member.")
    label: str = column("Its name.", source="label_ja")
    label_en: str | None = column("Its name in English.")
    created_at: datetime = column("When it was proposed.")
    is_viewers: bool = derived("Did the viewer propose it? Of others nobody is told who did.")
    year: int | None = derived("Since which year the viewer has it; null for what is another's.")
    audience: list[Audience] | None = derived("To whom the viewer will show it; null for what is another's.")
    lists: list[int] | None = derived("The viewer's own lists among these; null for what is another's.")
