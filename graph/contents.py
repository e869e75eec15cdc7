"""What posts and comments have in common."""

from datetime import datetime

from graph.compile.declare import column, derived, interface, relation
from graph.members import Member
from graph.nodes import Node
from models.contents import Content as ContentView


@interface(ContentView, order=("-created_at", "-id"))
class Content(Node):
    """Something written: a post or a comment."""

    body: str = column("What it says, as Markdown.")
    created_at: datetime = column("When it was written.")
    edited_at: datetime | None = column("When it was last changed; null where it never was.")
    author: "Member | None" = relation("Who wrote it; null where the viewer may not know.")
    reaction_count: int = derived("How many reactions the viewer may see.")
    viewer_has_reacted: bool = derived("Has the viewer reacted?")
