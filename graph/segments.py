"""Segments: whom something is meant for."""

from typing import TYPE_CHECKING

from graph.compile.declare import column, relation, shows
from graph.nodes import Json, Node
from models.segments import Segment as SegmentTable

if TYPE_CHECKING:
    from graph.members import Member


@shows(SegmentTable)
class Segment(Node):
    """Whom something is meant for: a filter of the directory, by what its author may see of each member."""

    filter: Json = column("The MemberFilter, as `members(filter:)` takes it.", source="criteria")
    author: "Member | None" = relation("Whose sight decides; null where the viewer may not see them.")
