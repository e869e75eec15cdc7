"""Polls: the question of a post, and how many voted for what."""

from datetime import datetime

from graph.compile.declare import column, derived, listing, shows
from graph.nodes import Node
from models.polls import Poll as PollTable
from models.polls import PollOption as PollOptionTable


@shows(PollOptionTable, order=("number",))
class PollOption(Node):
    """One of the answers that a poll offers."""

    text: str = column("The answer.")
    vote_count: int = derived("How many voted for it, but for those whom the viewer may not count.")
    viewer_has_voted: bool = derived("Did the viewer vote for it?")


@shows(PollTable)
class Poll(Node):
    """A question with answers to choose from; who voted for what is told to nobody."""

    question: str = column("The question.")
    multiple: bool = column("May one choose several answers?")
    closes_at: datetime | None = column("Until when one can vote; null where there is no end.")
    options: "list[PollOption]" = listing("The answers, in their order.")
    viewer_votes: "list[PollOption]" = listing(
        "What the viewer voted for.",
        "{it}.poll_id = {self}.id and {it}.id in (select given.option_id from poll_votes given"
        " where given.poll_id = {self}.id and given.member_id = {viewer})",
        arrived="poll",
    )
