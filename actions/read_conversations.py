"""What is read of notifications when a conversation is read: those of messages that the member has seen there."""

from collections.abc import Sequence

import asyncpg

from actions.change import Change

# Lines about a conversation, their place, of which who did it has read on.
READ_ON = ("conversation.read", "participant.joined")
READ = """
with line as (select distinct * from unnest($1::uuid[], $2::uuid[]) line(conversation_id, member_id)),
reader as materialized (
    select taking.conversation_id, taking.member_id, taking.read_up_to from line join participants taking
    on taking.conversation_id = line.conversation_id and taking.member_id = line.member_id
)
update notifications told set read_at = $3, seen_at = coalesce(told.seen_at, $3) from reader
where told.member_id = reader.member_id and told.read_at is null
and (told.conversation_id = reader.conversation_id
    or exists(select from messages naming where naming.id = told.message_id
    and naming.conversation_id = reader.conversation_id))
and not exists(select from notification_items item join messages said on said.id = item.message_id
    where item.notification_id = told.id and said.number > reader.read_up_to)
"""


async def read_on(change: Change, lines: Sequence[asyncpg.Record]) -> None:
    """Mark as read what is known by now of the conversations that were read."""
    if lines:
        columns = [[line[name] for line in lines] for name in ("place_id", "actor_id")]
        await change.run(READ, *columns, change.now)
