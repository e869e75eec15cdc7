"""Presence: that a member is here or is typing, which is said and never written; whether they are seen is a setting."""

from uuid import UUID

from actions.action import action
from actions.attendance import attended
from actions.change import Change, Made
from actions.refusals import Invalid
from actions.words import Words
from models.posts import Post
from subscriptions.sayings import SAYINGS

ONE_PLACE = Words("Name a post or a conversation.", "投稿または会話のどちらか一方を指定してください。")
SHOWN = "select shows_presence from members where id = $1"
SHOW = "update members set shows_presence = $2 where id = $1 and shows_presence <> $2"


@action(rate_limit="60/minute")
async def here(change: Change, *, post_id: UUID | None = None) -> Made:
    """Say that the acting member is here, and perhaps reads a post; it holds for 45 seconds. Raises NotFound."""
    if post_id is not None:
        await change.seen(Post, post_id, path="post_id")
    if change.reader is not None:
        SAYINGS.here(change.reader, post_id, seen=await is_shown(change))
    return {}


@action(rate_limit="60/minute")
async def away(change: Change) -> Made:
    """Say that this client of the acting member's goes."""
    if change.reader is not None:
        SAYINGS.away(change.reader)
    return {}


@action(rate_limit="120/minute")
async def typing(change: Change, *, on: bool, post_id: UUID | None = None, conversation_id: UUID | None = None) -> Made:
    """Say that the acting member writes a comment or a message, or has stopped; it holds for 6 seconds.

    Raises NotFound, Forbidden (left) and Invalid (not one place).
    """
    place, shown = await writes_at(change, post_id, conversation_id), await is_shown(change)
    if change.reader is not None and place is not None:
        SAYINGS.typing(change.reader, place, on=on, seen=shown)
    return {}


async def writes_at(change: Change, post_id: UUID | None, conversation_id: UUID | None) -> UUID | None:
    """The place; none where nobody is told: who was asked into a conversation has not said that they read it."""
    if (post_id is None) is (conversation_id is None):
        raise Invalid(ONE_PLACE, "post_id")
    if conversation_id is not None:
        return None if (await attended(change, conversation_id)).requested else conversation_id
    if post_id is not None:
        await change.seen(Post, post_id, path="post_id")
    return post_id


@action()
async def show(change: Change, *, shown: bool) -> Made:
    """Be seen by others when one is here, or not."""
    if await change.run(SHOW, change.me.id, shown):
        change.tell("presence.shown" if shown else "presence.hidden", ("Member", change.me.id))
    if not shown and change.reader is not None:
        SAYINGS.hide(change.reader)
    return {"viewer": change.me.id}


async def is_shown(change: Change) -> bool:
    """Does the acting member want to be seen?"""
    return bool(await change.value(SHOWN, change.me.id))
