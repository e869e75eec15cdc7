"""Reactions to messages: one emoji of one member on one message."""

from uuid import UUID

from actions.action import action
from actions.attendance import attended
from actions.change import Change, Made
from actions.messages import check_said
from actions.reactions import NOT_OFFERED, OFFERED
from actions.refusals import Invalid
from models.ids import uuid7
from models.messages import Message, MessageReaction
from models.modules import Module

GIVE = """
insert into message_reactions (id, network_id, message_id, member_id, emoji, created_at)
values ($1, $2, $3, $4, $5, $6) on conflict do nothing
"""
HOLD = "select from messages where id = $1 and network_id = $2 for share"


@action(module=Module.MESSAGES, rate_limit="300/minute")
async def add(change: Change, *, message_id: UUID, emoji: str) -> Made:
    """React to a message; who has reacted so already has done it.

    Raises NotFound, Invalid (not of the network's reactions), Forbidden (left) and Conflict (deleted).
    """
    message = await said(change, message_id)
    if not await change.value(OFFERED, change.network_id, emoji):
        raise Invalid(NOT_OFFERED, "emoji")
    row = (uuid7(), change.network_id, message.id, change.me.id, emoji, change.now)
    if await change.run(GIVE, *row):
        change.tell("message.reacted", message, place=message.conversation_id)
    return {"message": message.id}


@action()
async def remove(change: Change, *, message_id: UUID, emoji: str) -> Made:
    """Take a reaction back; where there is none nothing happens. Raises NotFound, Forbidden and Conflict (deleted)."""
    message = await said(change, message_id)
    if await MessageReaction.filter(message_id=message.id, member_id=change.me.id, emoji=emoji).delete():
        change.tell("message.unreacted", message, place=message.conversation_id)
    return {"message": message.id}


async def said(change: Change, message_id: UUID) -> Message:
    """A message that nobody deletes meanwhile, in a conversation that one takes part in."""
    await change.seen(Message, message_id, path="message_id")
    await change.run(HOLD, message_id, change.network_id)
    message = await change.seen(Message, message_id, path="message_id")
    await attended(change, message.conversation_id, "message_id")
    check_said(message, "message_id")
    return message
