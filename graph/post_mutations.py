"""What members do with posts, comments, reactions and polls."""

from datetime import datetime

import strawberry

from actions import comments, polls, posts, reactions
from actions.contents import MOST_TOPICS
from graph.compile.payloads import mutation
from graph.imported import IMPORTED, ImportedInput
from graph.inputs import given, inputs
from models.audiences import Audience
from models.polls import FEWEST_OPTIONS, LONGEST_OPTION, LONGEST_QUESTION, MOST_OPTIONS
from models.posts import DEEPEST, LONGEST_BODY, MOST_PINS

BODY = "Markdown; `@[name](mem_…)` mentions a member, where both the author may see them and they may see this."
TOPICS = "What it is about; null: nothing any more; not given: as it was."
OWN_ID = "An id that the client made, a UUIDv7 behind `{}_`: what is sent again under it is written once."
VERSION = "The version that the edit starts from; none: whatever stands there."
REASON = "Why, for the audit, where it is another's."
LONGEST_REASON, LONGEST_EMOJI = 500, 32


@inputs
class PollInput:
    """A question with answers to choose from."""

    question: str = given("The question.", longest=LONGEST_QUESTION)
    options: list[str] = given(
        f"{FEWEST_OPTIONS} to {MOST_OPTIONS} different answers.", longest=LONGEST_OPTION, most=MOST_OPTIONS
    )
    multiple: bool = given("May one choose several answers?", default=False)
    closes_at: datetime | None = given("Until when one can vote, a year at most; none: there is no end.")


@mutation(posts.publish, post="Post")
class PublishPost:
    """Tell the network, or a group, something."""

    id: strawberry.ID | None = given(OWN_ID.format("post"), id_of="post")
    group_id: strawberry.ID | None = given("The group; none: the whole network.", id_of="grp")
    body: str = given(BODY, longest=LONGEST_BODY)
    audience: list[Audience] | None = given(
        "To whom of the network: one or several of NETWORK, ALUMNI, EMPLOYEES and TIES; none: to all."
    )
    topic_ids: list[strawberry.ID] | None = given("What it is about.", id_of="att", most=MOST_TOPICS)
    poll: PollInput | None = given("A question that it puts.")
    imported: ImportedInput | None = given(IMPORTED)


@mutation(posts.edit, post="Post")
class EditPost:
    """Say otherwise what one posted; what it said before is kept in its history."""

    post_id: strawberry.ID = given("The post.", id_of="post")
    body: str | None = given(BODY + " Not given: as it was.", longest=LONGEST_BODY)
    topic_ids: list[strawberry.ID] | None = given(TOPICS, id_of="att", most=MOST_TOPICS)
    if_version: int | None = given(VERSION)


@mutation(posts.delete, post="Post")
class DeletePost:
    """Take back what was told: its words, history, poll and reactions are gone, the comments under it stay.

    For its author, those who lead the group, and moderators.
    """

    post_id: strawberry.ID = given("The post.", id_of="post")
    reason: str | None = given(REASON, longest=LONGEST_REASON)


@mutation(posts.pin, post="Post")
class PinPost:
    """Hang a post at the top of its group, as one who leads it, or of the network's feed, as a community manager."""

    post_id: strawberry.ID = given(f"The post; at most {MOST_PINS} hang in one place.", id_of="post")


@mutation(posts.unpin, post="Post")
class UnpinPost:
    """Take a post down from the top of its place."""

    post_id: strawberry.ID = given("The post.", id_of="post")


@mutation(posts.lock, post="Post")
class LockPost:
    """Let a post take no more comments, as one who leads its group; in the network's feed also as a moderator."""

    post_id: strawberry.ID = given("The post.", id_of="post")


@mutation(posts.unlock, post="Post")
class UnlockPost:
    """Let a post take comments again."""

    post_id: strawberry.ID = given("The post.", id_of="post")


@mutation(comments.add, comment="Comment")
class AddComment:
    """Answer a post, or a comment under it."""

    id: strawberry.ID | None = given(OWN_ID.format("com"), id_of="com")
    post_id: strawberry.ID = given("The post.", id_of="post")
    parent_id: strawberry.ID | None = given(
        f"The comment that is answered, which stands under fewer than {DEEPEST}; none: the post itself.", id_of="com"
    )
    body: str = given(BODY, longest=LONGEST_BODY)
    topic_ids: list[strawberry.ID] | None = given("What it is about.", id_of="att", most=MOST_TOPICS)
    imported: ImportedInput | None = given(IMPORTED)


@mutation(comments.edit, comment="Comment")
class EditComment:
    """Say otherwise what one commented."""

    comment_id: strawberry.ID = given("The comment.", id_of="com")
    body: str = given(BODY, longest=LONGEST_BODY)
    topic_ids: list[strawberry.ID] | None = given(TOPICS, id_of="att", most=MOST_TOPICS)
    if_version: int | None = given(VERSION)


@mutation(comments.delete, comment="Comment")
class DeleteComment:
    """Take back what was said: its words and reactions are gone, its place and what stands under it stay.

    For its author, those who lead the group, and moderators.
    """

    comment_id: strawberry.ID = given("The comment.", id_of="com")
    reason: str | None = given(REASON, longest=LONGEST_REASON)


@mutation(reactions.add, reaction="Reaction", subject="Content")
class AddReaction:
    """React to a post or a comment; who has reacted so already has done it."""

    subject_id: strawberry.ID = given("The post or comment.", id_of=("post", "com"))
    emoji: str = given("One of the emojis that the network offers.", longest=LONGEST_EMOJI)
    imported: ImportedInput | None = given(IMPORTED)


@mutation(reactions.remove, subject="Content")
class RemoveReaction:
    """Take a reaction back; where there is none nothing happens."""

    subject_id: strawberry.ID = given("The post or comment.", id_of=("post", "com"))
    emoji: str = given("The emoji.", longest=LONGEST_EMOJI)


@mutation(polls.vote, poll="Poll")
class VotePoll:
    """Vote in a poll, as often as one likes until it closes: what counts is the last vote."""

    poll_id: strawberry.ID = given("The poll.", id_of="poll")
    option_ids: list[strawberry.ID] = given(
        "The answers; none of them: the vote is taken back.", id_of="pop", most=MOST_OPTIONS
    )
