"""Presence: who is here and who is typing, as members say it and see it. It is lossy: nothing of it can be resumed."""

import strawberry

from actions import presence
from graph.compile.declare import Argument, shows
from graph.compile.news import TOLD, Within, within
from graph.compile.payloads import mutation
from graph.compile.presence import Lasting, among, told_count
from graph.inputs import given
from graph.members import Member
from models.modules import Module

POST = "The post, which the viewer must be able to see."


@shows()
class Presence:
    """Who is here, of those whom the viewer may see and who want to be seen."""

    count: int = told_count("How many they are.")
    members: "list[Member]" = among("They themselves, by name.")


READERS = {"post_id": within(f"Only who reads this post. {POST}", "Post", "post")}
WRITERS = {"post_id": Within(Argument(strawberry.ID, POST, id_of="post"), "Post")}
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
        "Who is writing a comment: at once, then at most once a second when it has changed. Lossy: there is no cursor.",
        args={name: each.argument for name, each in WRITERS.items()},
        places=WRITERS,
        module=Module.POSTS,
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
    """Say that the viewer writes a comment, or has stopped. It holds for 6 seconds: say it every 3."""

    post_id: strawberry.ID = given(POST, id_of="post")
    on: bool = given("Whether they do.")


@mutation(presence.show, viewer="Member")
class ShowPresence:
    """Be seen by others when the viewer is here, or not."""

    shown: bool = given("Whether they want to be seen.")
