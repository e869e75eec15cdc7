"""What posts and comments have in common."""

from datetime import datetime

import strawberry

from graph.attributes import Attribute
from graph.compile.declare import Argument, column, derived, interface, listing, relation
from graph.members import Member
from graph.nodes import Node
from models.contents import Content as ContentView
from models.topics import TOPICS, TOPICS_WITHIN


@interface(ContentView, order=("-created_at", "-id"))
class Content(Node):
    """Something written: a post or a comment."""

    body: str = column("What it says, as Markdown.")
    created_at: datetime = column("When it was written.")
    edited_at: datetime | None = column("When it was last changed; null where it never was.")
    author: "Member | None" = relation("Who wrote it; null where the viewer may not know.")
    topics: "list[Attribute]" = listing(
        "What it is about, by label.",
        TOPICS,
        args={"within": Argument(strawberry.ID | None, "Only this attribute and those within it.", id_of="att")},
        when={"within": TOPICS_WITHIN},
    )
    reaction_count: int = derived("How many reactions the viewer may see.")
    viewer_has_reacted: bool = derived("Has the viewer reacted?")
