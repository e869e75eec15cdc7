"""Posts, their comments as trees, and reactions."""

from datetime import datetime
from typing import Annotated

import strawberry

from graph.announcements import Announcement
from graph.compile.declare import column, connection, derived, listing, relation, shows, union
from graph.contents import Content
from graph.groups import Group
from graph.members import Member
from graph.nodes import Connection, Node
from graph.polls import Poll
from models.audiences import Audience
from models.contents import Content as ContentView
from models.mentions import Mention as MentionTable
from models.post_edits import PostEdit as PostEditTable
from models.posts import Comment as CommentTable
from models.posts import CommentTally, PostTally
from models.posts import Post as PostTable
from models.posts import Reaction as ReactionTable

TALLY_ORDER = ("first_at", "emoji")


@shows(PostTally, order=TALLY_ORDER)
class PostReactions:
    """The reactions to a post with one emoji."""

    emoji: str = column("The emoji.")
    count: int = column("How many members reacted with it.")
    viewer_has_reacted: bool = column("Is the viewer among them?")


@shows(CommentTally, order=TALLY_ORDER)
class CommentReactions:
    """The reactions to a comment with one emoji."""

    emoji: str = column("The emoji.")
    count: int = column("How many members reacted with it.")
    viewer_has_reacted: bool = column("Is the viewer among them?")


@shows(PostEditTable, order=("-version",))
class PostEdit(Node):
    """What a post said in an earlier version."""

    version: int = column("The version.")
    body: str = column("What it said, as Markdown.")
    written_at: datetime = column("Since when it said so.")


@shows(PostTable, order=("-created_at", "-id"))
class Post(Content):
    """What a member tells the network or a group."""

    group: "Group | None" = relation("The group it was posted to; null in the network's own feed.")
    announcement: "Announcement | None" = relation("The announcement that it is; null where a member wrote it.")
    audience: list[Audience] = derived("To whom it is told; in a group, to whoever reads the group.")
    pinned_at: datetime | None = column("When it was pinned to the top of its place; null where it is not.")
    locked_at: datetime | None = column("Since when it takes no more comments; null while it does.")
    edits: "Connection[PostEdit]" = connection("What it said before it was edited, the latest first.")
    poll: "Poll | None" = relation("The question that it puts.", "{it}.post_id = {self}.id", arrived="post")
    comment_count: int = derived("How many comments that are not deleted the viewer may see, at any depth.")
    comments: "Connection[Comment]" = connection(
        "The comments on the post itself, oldest first; each has its replies.",
        "{it}.post_id = {self}.id and {it}.parent_id is null",
        arrived="post",
    )
    all_comments: "Connection[Comment]" = connection("The comments at any depth, oldest first.", source="comments")
    reactions: "list[PostReactions]" = listing("Reactions by emoji, the first used first.", "true")


@shows(CommentTable, order=("created_at", "id"))
class Comment(Content):
    """An answer to a post, or to another comment under it."""

    post: "Post | None" = relation("The post under which it stands.")
    parent: "Comment | None" = relation("The comment that it answers; null where it answers the post.")
    depth: int = column("How many comments it stands under.")
    reply_count: int = derived("How many direct replies that are not deleted the viewer may see.")
    replies: "Connection[Comment]" = connection("Its direct replies, oldest first.")
    reactions: "list[CommentReactions]" = listing("Reactions by emoji, the first used first.", "true")


ReactionSubject = Annotated[Post | Comment, strawberry.union("ReactionSubject", description="What can be reacted to.")]
union(ReactionSubject, ContentView)


@shows(ReactionTable, order=("-created_at", "-id"))
class Reaction(Node):
    """One emoji of one member on one post or comment."""

    emoji: str = column("The emoji.")
    created_at: datetime = column("When the member reacted.")
    member: "Member | None" = relation("Who reacted.")
    subject: "ReactionSubject | None" = relation(
        "What was reacted to.", "{it}.id = coalesce({self}.post_id, {self}.comment_id)"
    )


@shows(MentionTable, order=("-created_at", "-id"))
class Mention(Node):
    """That a post or a comment names a member."""

    created_at: datetime = column("When the member was named.")
    member: "Member | None" = relation("Who is named.")
    subject: "ReactionSubject | None" = relation(
        "Where the member is named.", "{it}.id = coalesce({self}.post_id, {self}.comment_id)"
    )
