"""Admission: whom members take messages from, and what they show of their reading."""

from collections.abc import Sequence
from typing import NamedTuple
from uuid import UUID

from actions.action import action
from actions.change import KEEP, Change, Keep, Made
from actions.refusals import Forbidden, NotFound
from actions.words import Words
from models.admission import IS_TIED, MAY_MESSAGE, MessagesFrom
from models.audiences import VIEWER_AND_POLICY
from models.members import Listing, Member
from models.modules import Module
from models.rules import fill, numbers, visible

NOT_ADMITTED = Words(
    "This member takes no messages from you.", "このメンバーはあなたからのメッセージを受け付けていません。"
)
UNSEEN = Words(
    "They cannot see you: let the network find you first.",
    "相手にあなたが表示されません。先にプロフィールの公開範囲を広げてください。",
)


class Admitted(NamedTuple):
    """Whether a member takes a first message, and whether they are tied to who writes it."""

    may: bool
    tied: bool


@action(module=Module.MESSAGES)
async def prefer(
    change: Change, *, messages_from: MessagesFrom | Keep | None = KEEP, shows_receipts: bool | Keep | None = KEEP
) -> Made:
    """Say from whom one takes messages, and whether one shows what one has read, and sees what others have."""
    member = await Member.get(id=change.me.id)
    if isinstance(messages_from, MessagesFrom):
        member.messages_from = messages_from
    if isinstance(shows_receipts, bool):
        member.shows_receipts = shows_receipts
    await member.save(update_fields=["messages_from", "shows_receipts"])
    change.tell("member.messaging_changed", member)
    return {"viewer": member.id}


async def admitted(change: Change, members: Sequence[UUID], path: str) -> dict[UUID, Admitted]:
    """How these members stand to a first message of the acting one.

    Raises NotFound for whom one does not see, and Forbidden where one of them takes none, or could not see who writes.
    """
    found = await standing(change, members)
    mine = await Member.get(id=change.me.id)
    for number, member in enumerate(members):
        place = (path, str(number))
        if member not in found:
            raise NotFound(place)
        if not found[member].may:
            raise Forbidden(NOT_ADMITTED, place)
        if mine.listing is not Listing.LISTED and not (mine.listing is Listing.TIES_ONLY and found[member].tied):
            raise Forbidden(UNSEEN, place)
    return found


async def standing(change: Change, members: Sequence[UUID]) -> dict[UUID, Admitted]:
    """Of these members those whom the acting one sees."""
    aliases = numbers()
    may, tied = (fill(each, {"self": "it"}.get, aliases) for each in (MAY_MESSAGE, IS_TIED))
    conditions = ["v.id = $1", "it.id = any($2)", *visible(Member, "it", aliases)]
    sql = f"select it.id, ({may}), ({tied}) from {VIEWER_AND_POLICY}, members it where {' and '.join(conditions)}"
    rows = await change.rows(sql, change.me.id, list(members))
    return {key: Admitted(bool(allows), bool(is_tied)) for key, allows, is_tied in rows}
