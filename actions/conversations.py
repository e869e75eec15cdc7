"""Conversations: started between two or several, renamed, muted, put away; requests accepted or declined."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from actions.action import action
from actions.admission import Admitted, admitted
from actions.attendance import Attendance, attended, held, own_row, owned, seen
from actions.change import Change, Made
from actions.markdown import Rendered, render
from actions.messages import accepted, say, worded
from actions.pairs import hold, somebody_else
from actions.refusals import Conflict, Invalid
from actions.texts import MUST_BE, cut_to
from actions.words import Words
from models.conversations import (
    LONGEST_TITLE,
    MOST_PARTICIPANTS,
    Conversation,
    ConversationKind,
    Participant,
    ParticipantRole,
    ParticipantState,
)
from models.ids import uuid7
from models.modules import Module

JUST_ONE = Words(
    "A conversation without a title is with just one member.", "タイトルのない会話の相手は1名のみ指定できます。"
)
TOO_MANY = Words("At most {most} take part in a conversation.", "会話に参加できるのは{most}名までです。")
NOT_ASKED = Words("There is no request to answer.", "回答するリクエストはありません。")


@action(module=Module.MESSAGES, rate_limit="60/hour")
async def start(
    change: Change, *, member_ids: Sequence[UUID], title: str | None = None, body: str | None = None
) -> Made:
    """Talk to one member, in the one conversation of the two, or to several, under a title.

    With one a first message is needed; who is not tied is asked by it, and takes part when they accept. Raises
    NotFound; Invalid; Forbidden where somebody takes no messages from the acting member, or has not answered yet.
    """
    if title is None:
        return await start_direct(change, member_ids, body)
    titled = named(title)
    others = [each for each in dict.fromkeys(member_ids) if each != change.me.id]
    if len(others) >= MOST_PARTICIPANTS:
        raise Invalid(TOO_MANY, "member_ids", most=MOST_PARTICIPANTS)
    asked = await admitted(change, others, "member_ids")
    said = await render(worded(body)) if body is not None else None
    made = await opened(change, kind=ConversationKind.GROUP, title=titled)
    await take_in(change, made, {change.me.id: Admitted(may=True, tied=True)}, role=ParticipantRole.OWNER)
    await take_in(change, made, asked)
    return await begun(change, made, body, said)


async def start_direct(change: Change, member_ids: Sequence[UUID], body: str | None) -> Made:
    """Write to one member; the conversation of the two is made where there is none."""
    if len(member_ids) != 1:
        raise Invalid(JUST_ONE, "member_ids")
    other = await somebody_else(change, member_ids[0], "member_ids")
    said = await render(worded(body or ""))
    await hold(change, change.me.id, other.id)
    one, two = sorted((change.me.id, other.id))
    there = await Conversation.get_or_none(one_id=one, other_id=two)
    if there is None:
        asked = await admitted(change, member_ids, "member_ids")
        there = await opened(change, kind=ConversationKind.DIRECT, one_id=one, other_id=two)
        await take_in(change, there, {change.me.id: Admitted(may=True, tied=True)})
        # Not before the first message is written: it is what they are asked by.
        made = await begun(change, there, body, said)
        await take_in(change, there, asked)
        return made
    await reconsider(change, there)
    return await begun(change, there, body, said, told=False)


async def reconsider(change: Change, conversation: Conversation) -> None:
    """Whoever has declined takes part after all."""
    mine = await Participant.get(conversation_id=conversation.id, member_id=change.me.id)
    if mine.state is ParticipantState.DECLINED:
        mine.state = ParticipantState.REQUESTED
        await mine.save(update_fields=["state"])


async def opened(change: Change, **values: Any) -> Conversation:
    """A new conversation, in which nobody takes part yet."""
    own: dict[str, Any] = {"network_id": change.network_id, "starter_id": change.me.id, "created_at": change.now}
    return await Conversation.create(**own, **values)


async def begun(
    change: Change, conversation: Conversation, body: str | None, said: Rendered | None, *, told: bool = True
) -> Made:
    """Tell of a conversation that was started (``told``), and say what is to be said."""
    if told:
        change.tell("conversation.started", conversation, place=conversation.id)
    if body is None or said is None:
        return {"conversation": conversation.id}
    path = "member_ids" if conversation.kind is ConversationKind.DIRECT else "conversation_id"
    message = await say(change, conversation.id, body, said, path=path)
    return {"conversation": conversation.id, "message": message.id}


async def take_in(
    change: Change,
    conversation: Conversation,
    members: dict[UUID, Admitted],
    *,
    role: ParticipantRole = ParticipantRole.MEMBER,
) -> None:
    """Let members take part from the beginning: who is tied does, who is not is asked."""
    own = {"network_id": change.network_id, "conversation_id": conversation.id, "joined_at": change.now, "role": role}
    await Participant.bulk_create(
        Participant(id=uuid7(), member_id=key, state=state_of(each), first_number=1, read_up_to=0, **own)
        for key, each in members.items()
    )


def state_of(asked: Admitted) -> ParticipantState:
    """Who is tied to who asks takes part, others are asked."""
    return ParticipantState.ACTIVE if asked.tied else ParticipantState.REQUESTED


def named(title: str) -> str:
    """A title; raises Invalid where it says nothing or too much."""
    written = title.strip()
    if not written:
        raise Invalid(MUST_BE, "title")
    cut_to(written, LONGEST_TITLE, "title")
    return written


@action(module=Module.MESSAGES)
async def rename(change: Change, *, conversation_id: UUID, title: str, if_version: int | None = None) -> Made:
    """Give a conversation of several another title. Raises NotFound, Invalid, Forbidden and Conflict."""
    titled, conversation = named(title), (await owned(change, conversation_id)).conversation
    change.check_version(conversation, if_version)
    if conversation.title != titled:
        conversation.title = titled
        conversation.version += 1
        await conversation.save(update_fields=["title", "version"])
        change.tell("conversation.renamed", conversation, place=conversation.id)
    return {"conversation": conversation.id}


@action(module=Module.MESSAGES)
async def accept(change: Change, *, conversation_id: UUID) -> Made:
    """Take part where one was asked to; however often, it is once. Raises NotFound and Forbidden (left)."""
    there = await held(change, conversation_id)
    await accepted(change, there)
    return {"conversation": conversation_id}


@action()
async def decline(change: Change, *, conversation_id: UUID) -> Made:
    """Not take part where one was asked to. Nobody is told, and the conversation is gone. Raises NotFound, Conflict."""
    there = await held(change, conversation_id)
    if there.mine is None or not there.requested:
        raise Conflict(NOT_ASKED, "conversation_id")
    there.mine.state = ParticipantState.DECLINED
    await there.mine.save(update_fields=["state"])
    change.tell("conversation.declined", there.conversation, place=conversation_id)
    return {}


@action()
async def mute(change: Change, *, conversation_id: UUID) -> Made:
    """Hear nothing of a conversation any more, which counts as read for one's badge. Raises NotFound, Forbidden."""
    return await set_muted(change, await attended(change, conversation_id), muted=True)


@action()
async def unmute(change: Change, *, conversation_id: UUID) -> Made:
    """Hear of a conversation again. Raises NotFound and Forbidden."""
    return await set_muted(change, await attended(change, conversation_id), muted=False)


async def set_muted(change: Change, there: Attendance, *, muted: bool) -> Made:
    """Whether the acting member hears of a conversation."""
    mine = await own_row(change, there)
    if mine.muted is not muted:
        mine.muted = muted
        await mine.save(update_fields=["muted"])
        change.tell("conversation.muted" if muted else "conversation.unmuted", there.conversation)
    return {"conversation": there.conversation.id}


@action()
async def hide(change: Change, *, conversation_id: UUID) -> Made:
    """Put a conversation away until something newer is said there. Raises NotFound."""
    there = await seen(change, conversation_id)
    mine = await own_row(change, there)
    mine.hidden_number = there.conversation.last_number
    await mine.save(update_fields=["hidden_number"])
    change.tell("conversation.hidden", there.conversation)
    return {"conversation": conversation_id}
