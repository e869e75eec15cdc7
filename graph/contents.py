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

    body: str | None = column("What it says, as Markdown, just as it was written; null where it is deleted.")
    body_html: str | None = derived(
        "What it says, as HTML that is safe to show; members whom the viewer may not see are not mentioned in it."
    )
    created_at: datetime = column("When it was written.")
    edited_at: datetime | None = column("When it was last changed; null where it never was.")
    deleted_at: datetime | None = column(
        "When it was deleted; its place in the thread stays, and nothing of its words."
    )
    version: int = column("Counts its edits; an edit says with `ifVersion` which it started from.")
    author: "Member | None" = relation("Who wrote it; null where the viewer may not know.")
    topics: "list[Attribute]" = listing(
        "What it is about, by label.",
        TOPICS,
        args={"within": Argument(strawberry.ID | None, "Only this attribute and those within it.", id_of="att")},
        when={"within": TOPICS_WITHIN},
    )
    mentions: "list[Member]" = listing(
        "Whom it mentions, by name: members who could see it when they were named, as far as the viewer may see them.",
        "{it}.id in (select m.member_id from mentions m where m.post_id = {self}.id or m.comment_id = {self}.id)",
    )
    reaction_count: int = derived("How many reactions the viewer may see.")
    viewer_has_reacted: bool = derived("Has the viewer reacted?")
