"""Messages: written, edited, deleted and read; each has the next number of its conversation."""

from datetime import timedelta
from uuid import UUID

from actions.action import action
from actions.attendance import Attendance, attended, check_writes, own_row, seen, succeed
from actions.change import Change, Made
from actions.imported import Origin, made_before
from actions.markdown import Rendered, render
from actions.message_mentions import name
from actions.refusals import Conflict, Forbidden, Invalid, NotFound
from actions.texts import MUST_BE, cut_to
from actions.words import Words
from models.conversations import Conversation, ConversationKind, ParticipantState
from models.ids import uuid7
from models.messages import LONGEST_MESSAGE, Message, MessageMention, MessageReaction
from models.modules import Module

EDITED_WITHIN = timedelta(hours=24)
TOO_LATE = Words("A message can be edited for a day.", "メッセージを編集できるのは送信から24時間以内です。")
GONE = Words("This message was deleted.", "このメッセージはすでに削除されています。")
# Whoever has taken a number keeps the row until the commit, so that the next one is taken only when this one is there.
# Times go up with the numbers, whatever the clock does.
NEXT = """
update conversations set last_number = last_number + 1,
    last_message_at = greatest(clock_timestamp(), last_message_at + interval '1 microsecond')
where id = $1 and network_id = $2 returning last_number, last_message_at
"""
READ = """
update participants set read_up_to = $3 where id = $1 and conversation_id = $2 and read_up_to < $3
"""


@action(module=Module.MESSAGES, rate_limit="120/minute")
async def send(
    change: Change,
    *,
    conversation_id: UUID,
    body: str,
    reply_to_id: UUID | None = None,
    id: UUID | None = None,  # noqa: A002 - it is called so by clients
) -> Made:
    """Write in a conversation; who was asked into it accepts by that. What is sent again under its id is written once.

    Raises NotFound, Invalid, Forbidden (left; a request is not answered yet), and Conflict (closed; the id is
    another's).
    """
    before = await made_before(change, Message, id, Origin(change.now))
    if before:
        return {"message": before}
    # Whether one may write there is looked at when the number is taken.
    if not await change.sees(Conversation, conversation_id):
        raise NotFound("conversation_id")
    if reply_to_id is not None:
        await check_answers(change, conversation_id, reply_to_id)
    said = await render(worded(body))
    made = await say(change, conversation_id, body, said, reply_to_id=reply_to_id, key=id)
    return {"message": made.id}


async def check_answers(change: Change, conversation_id: UUID, reply_to_id: UUID) -> None:
    """Only what stands in the same conversation is answered; raises NotFound."""
    answered = await change.seen(Message, reply_to_id, path="reply_to_id")
    if answered.conversation_id != conversation_id:
        raise NotFound("reply_to_id")


def worded(body: str) -> str:
    """What is written, just as it is; raises Invalid where it says nothing or too much."""
    if not body or not body.strip():
        raise Invalid(MUST_BE, "body")
    cut_to(body, LONGEST_MESSAGE, "body")
    return body


async def say(
    change: Change,
    conversation_id: UUID,
    body: str,
    said: Rendered,
    *,
    reply_to_id: UUID | None = None,
    key: UUID | None = None,
    path: str = "conversation_id",
) -> Message:
    """The next message of a conversation. Raises NotFound, Forbidden and Conflict where that is not to be any more."""
    ((number, at),) = await change.rows(NEXT, conversation_id, change.network_id)
    there = await attended(change, conversation_id, path)
    await check_writes(change, there, path)
    message = Message(
        id=key or uuid7(),
        network_id=change.network_id,
        conversation_id=conversation_id,
        number=number,
        author_id=change.me.id,
        body=body,
        body_html=said.html,
        reply_to_id=reply_to_id,
        created_at=at,
    )
    await message.save(force_create=True)
    await name(change, message, said.mentioned)
    await accepted(change, there)
    change.tell("message.sent", message, place=conversation_id)
    return message


async def accepted(change: Change, there: Attendance) -> None:
    """Whoever was asked takes part from now on."""
    if there.mine is None or not there.requested:
        return
    there.mine.state = ParticipantState.ACTIVE
    if there.conversation.kind is ConversationKind.GROUP:
        there.mine.joined_at = change.now  # when they were asked is not for the others to know
    await there.mine.save(update_fields=["state", "joined_at"])
    await succeed(change, there.conversation)
    change.tell("participant.joined", there.mine, place=there.conversation.id)


@action(module=Module.MESSAGES)
async def edit(change: Change, *, message_id: UUID, body: str, if_version: int | None = None) -> Made:
    """Say otherwise what one wrote within the last day.

    Raises NotFound, Invalid, Forbidden (another's; left), and Conflict (too late; edited or deleted meanwhile; closed).
    """
    message = await change.seen(Message, message_id, path="message_id", lock=True)
    there = await attended(change, message.conversation_id, "message_id")
    if message.author_id != change.me.id:
        raise Forbidden(path="message_id")
    check_said(message, "message_id")
    if there.conversation.closed_at is not None or change.now - message.created_at > EDITED_WITHIN:
        raise Conflict(TOO_LATE, "message_id")
    change.check_version(message, if_version)
    said = await render(worded(body))
    message.body, message.body_html, message.edited_at = body, said.html, change.now
    message.version += 1
    await message.save(update_fields=["body", "body_html", "edited_at", "version"])
    await MessageMention.filter(message_id=message.id).delete()
    await name(change, message, said.mentioned)
    change.tell("message.edited", message, place=message.conversation_id)
    return {"message": message.id}


def check_said(message: Message, path: str) -> None:
    """Only what is not deleted; raises Conflict."""
    if message.deleted_at is not None:
        raise Conflict(GONE, path)


@action()
async def delete(change: Change, *, message_id: UUID) -> Made:
    """Take back what was said: its words, reactions and mentions go, its number stays.

    Its author may, and who keeps a conversation of several. Raises NotFound and Forbidden.
    """
    message = await change.seen(Message, message_id, path="message_id", lock=True)
    there = await seen(change, message.conversation_id, "message_id")
    keeps = there.owns and there.conversation.kind is ConversationKind.GROUP
    if message.author_id != change.me.id and not keeps:
        raise Forbidden(path="message_id")
    if message.deleted_at is not None:
        return {"message": message.id}
    message.body = message.body_html = None
    message.deleted_at = change.now
    message.version += 1
    await message.save(update_fields=["body", "body_html", "deleted_at", "version"])
    for table in (MessageMention, MessageReaction):
        await table.filter(message_id=message.id).delete()
    change.tell("message.deleted", message, place=message.conversation_id)
    return {"message": message.id}


@action(module=Module.MESSAGES)
async def mark_read(change: Change, *, conversation_id: UUID, up_to: UUID) -> Made:
    """Say that one has read a conversation up to this message; it never goes back. Raises NotFound."""
    there = await seen(change, conversation_id)
    message = await change.seen(Message, up_to, path="up_to")
    if message.conversation_id != conversation_id:
        raise NotFound("up_to")
    mine = await own_row(change, there)
    if await change.run(READ, mine.id, conversation_id, message.number):
        change.tell("conversation.read", there.conversation, place=conversation_id)
        if there.conversation.kind is ConversationKind.DIRECT:
            change.tell("participant.read", mine, place=conversation_id)
    return {"conversation": conversation_id}
