"""Presence: who is here and who is typing, as members say it and see it. It is lossy: nothing of it can be resumed."""

import strawberry

from actions import presence
from graph.compile.declare import shows
from graph.compile.news import TOLD, within
from graph.compile.payloads import mutation
from graph.compile.presence import Lasting, among, told_count
from graph.inputs import given
from graph.members import Member
from models.attendance import ATTENDED

POST = "The post, which the viewer must be able to see."
CONVERSATION = "The conversation, in which the viewer must take part."


@shows()
class Presence:
    """Who is here, of those whom the viewer may see and who want to be seen."""

    count: int = told_count("How many they are.")
    members: "list[Member]" = among("They themselves, by name.")


READERS = {"post_id": within(f"Only who reads this post. {POST}", "Post", "post")}
WRITERS = {
    "post_id": within(f"Who writes a comment. {POST}", "Post", "post"),
    "conversation_id": within(f"Who writes a message. {CONVERSATION}", "Conversation", "con", also=ATTENDED),
}
TOLD["presence"] = (
    Lasting(
        "Who is here: at once, then at most once a second when it has changed. Lossy: there is no cursor.",
        args={name: each.argument for name, each in READERS.items()},
        places=READERS,
    ),
    "Presence",
)
TOLD["typing"] = (
    Lasting(
        "Who is writing a comment or a message, at one place: at once, then at most once a second when it has changed."
        " Lossy: there is no cursor.",
        args={name: each.argument for name, each in WRITERS.items()},
        places=WRITERS,
        typing=True,
    ),
    "Presence",
)


@mutation(presence.here)
class SayHere:
    """Say that the viewer is here, and perhaps reads a post. It holds for 45 seconds: say it every 20."""

    post_id: strawberry.ID | None = given(POST, id_of="post")


@mutation(presence.away)
class SayAway:
    """Say that this client of the viewer's goes."""


@mutation(presence.typing)
class SayTyping:
    """Say that the viewer writes a comment or a message, or has stopped. It holds for 6 seconds: say it every 3."""

    post_id: strawberry.ID | None = given(f"Where it is a comment. {POST}", id_of="post")
    conversation_id: strawberry.ID | None = given(f"Where it is a message. {CONVERSATION}", id_of="con")
    on: bool = given("Whether they do.")


@mutation(presence.show, viewer="Member")
class ShowPresence:
    """Be seen by others when the viewer is here, or not."""

    shown: bool = given("Whether they want to be seen.")
