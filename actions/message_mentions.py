"""Mentions in messages: of participants, whom the author sees and who may read the message."""

from collections.abc import Sequence
from uuid import UUID

from actions.change import Change
from actions.mentions import whom_author_sees
from models.audiences import VIEWER_AND_POLICY
from models.ids import uuid7
from models.messages import Message, MessageMention
from models.rules import numbers, visible

TAKE_PART = (
    "exists(select from participants named where named.member_id = v.id and named.conversation_id = it.conversation_id"
    " and named.state in ('ACTIVE', 'REQUESTED') and named.role <> 'SERVING')"
)


async def name(change: Change, message: Message, members: Sequence[UUID]) -> None:
    """Let a message mention these of whom it names; who is not mentioned stays a name in the text."""
    if not members:
        return
    meant = await who_read(change, message, await whom_author_sees(change, members))
    own = {"network_id": change.network_id, "message_id": message.id}
    await MessageMention.bulk_create([MessageMention(id=uuid7(), member_id=member, **own) for member in meant])


async def who_read(change: Change, message: Message, members: Sequence[UUID]) -> list[UUID]:
    """Those of the members who take part and may read the message."""
    rule = visible(Message, "it", numbers())
    conditions = ["v.id = any($1)", "v.status = 'ACTIVE'", "it.id = $2", TAKE_PART, *rule]
    sql = f"select v.id from {VIEWER_AND_POLICY}, messages it where {' and '.join(conditions)} order by v.id"
    return [row[0] for row in await change.rows(sql, list(members), message.id)]
