"""Polls: asked with a post, and voted in."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TypedDict
from uuid import UUID

from actions.action import action
from actions.change import Change, Made
from actions.places import check_writes, kept
from actions.refusals import Conflict, Invalid, NotFound
from actions.texts import said
from actions.words import Words
from models.ids import uuid7
from models.modules import Module
from models.polls import FEWEST_OPTIONS, LONGEST_OPTION, LONGEST_QUESTION, MOST_OPTIONS, Poll, PollOption, PollVote
from models.posts import Post

LONGEST_DAYS = 366
OPTIONS = Words(
    f"{FEWEST_OPTIONS} to {MOST_OPTIONS} different answers.",
    f"選択肢は{FEWEST_OPTIONS}〜{MOST_OPTIONS}個、重複なしで指定してください。",
)
CLOSES = Words(
    f"A moment within the next {LONGEST_DAYS} days.", f"締切は{LONGEST_DAYS}日以内の日時を指定してください。"
)
ONE_ANSWER = Words("This poll takes one answer.", "この投票で選べるのは1つだけです。")
CLOSED = Words("This poll is closed.", "この投票は締め切られました。")

# Of one member one vote is taken after the other, so that each replaces what was there.
ONE_BY_ONE = "select from members where id = $1 for no key update"
VOTE = """
insert into poll_votes (id, network_id, poll_id, option_id, member_id, choice, created_at)
values ($1, $2, $3, $4, $5, $6, $7)
"""


class Question(TypedDict, total=False):
    """A poll to be."""

    question: str
    options: list[str]
    multiple: bool
    closes_at: datetime | None


async def ask(change: Change, post: Post, asked: Question) -> None:
    """Put a question under a new post; raises Invalid and ModuleOff."""
    change.check_module(Module.POLLS)
    options = [
        said(text, LONGEST_OPTION, ("poll", "options", str(number))) for number, text in enumerate(asked["options"])
    ]
    if not FEWEST_OPTIONS <= len(options) <= MOST_OPTIONS or len(set(options)) < len(options):
        raise Invalid(OPTIONS, ("poll", "options"))
    closes = asked.get("closes_at")
    if closes is not None and not change.now < closes <= change.now + timedelta(days=LONGEST_DAYS):
        raise Invalid(CLOSES, ("poll", "closes_at"))
    poll = await Poll.create(
        network_id=change.network_id,
        post_id=post.id,
        question=said(asked["question"], LONGEST_QUESTION, ("poll", "question")),
        multiple=bool(asked.get("multiple")),
        closes_at=closes,
    )
    for number, text in enumerate(options, 1):
        await PollOption.create(network_id=change.network_id, poll_id=poll.id, number=number, text=text)


@action(module=Module.POLLS)
async def vote(change: Change, *, poll_id: UUID, option_ids: Sequence[UUID]) -> Made:
    """Vote for these answers and no other; for none to take one's vote back.

    Raises NotFound, Invalid (one answer only), Forbidden (not a member of the group), and Conflict (closed, deleted,
    archived).
    """
    poll = await open_poll(change, poll_id)
    options = await chosen(poll, option_ids)
    await change.run(ONE_BY_ONE, change.me.id)
    before = {vote.option_id for vote in await PollVote.filter(poll_id=poll.id, member_id=change.me.id)}
    if before == {option.id for option in options}:
        return {"poll": poll.id}
    await PollVote.filter(poll_id=poll.id, member_id=change.me.id).delete()
    for option in options:
        choice = option.number if poll.multiple else 0
        row = (uuid7(), change.network_id, poll.id, option.id, change.me.id, choice, change.now)
        await change.run(VOTE, *row)
    change.tell("poll.voted", poll, place=(await Post.get(id=poll.post_id)).group_id)
    return {"poll": poll.id}


async def open_poll(change: Change, poll_id: UUID) -> Poll:
    """A poll in which the acting member can vote; raises NotFound, Forbidden and Conflict."""
    poll = await change.seen(Poll, poll_id, path="poll_id")
    post = await change.seen(Post, poll.post_id, path="poll_id")
    await check_writes(change, post.group_id, "poll_id")
    await kept(change, Post, post.id, "poll_id")
    if poll.closes_at is not None and poll.closes_at <= change.now:
        raise Conflict(CLOSED, "poll_id")
    return poll


async def chosen(poll: Poll, option_ids: Sequence[UUID]) -> list[PollOption]:
    """The answers that are meant; raises NotFound and Invalid."""
    wanted = set(option_ids)
    options = await PollOption.filter(poll_id=poll.id, id__in=wanted).order_by("number")
    if len(options) < len(wanted):
        raise NotFound("option_ids")
    if len(options) > 1 and not poll.multiple:
        raise Invalid(ONE_ANSWER, "option_ids")
    return options
