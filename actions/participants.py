"""Participants of conversations of several: taken in, removed, and those who leave.

Who comes reads what is said from then on, who goes keeps what was said until then.
"""

from collections.abc import Sequence
from uuid import UUID

from actions.action import action
from actions.admission import Admitted, admitted
from actions.attendance import NOT_OF_SEVERAL, Attendance, held, owned, succeed
from actions.change import Change, Made
from actions.conversations import NOT_ASKED, TOO_MANY, state_of
from actions.refusals import Conflict, Forbidden, Invalid, NotFound
from actions.words import Words
from models.conversations import (
    MOST_PARTICIPANTS,
    Conversation,
    ConversationKind,
    Participant,
    ParticipantRole,
    ParticipantState,
)
from models.ids import uuid7
from models.modules import Module

YOURSELF = Words("This is you: leave the conversation.", "ご自身を外すことはできません。会話から退出してください。")
GONE = (ParticipantState.LEFT, ParticipantState.REMOVED)


@action(module=Module.MESSAGES, rate_limit="120/hour")
async def add(change: Change, *, conversation_id: UUID, member_ids: Sequence[UUID]) -> Made:
    """Take members into a conversation of several: who is tied to the acting member at once, others when they accept.

    Whoever was asked before is not asked again. Raises NotFound, Invalid (too many) and Forbidden.
    """
    there = await owned(change, conversation_id)
    others = [each for each in dict.fromkeys(member_ids) if each != change.me.id]
    asked = await admitted(change, others, "member_ids")
    known = {row.member_id: row for row in await Participant.filter(conversation_id=conversation_id)}
    now = len([row for row in known.values() if row.state not in GONE])
    new = {key: each for key, each in asked.items() if key not in known or known[key].state in GONE}
    if now + len(new) > MOST_PARTICIPANTS:
        raise Invalid(TOO_MANY, "member_ids", most=MOST_PARTICIPANTS)
    for key, each in new.items():
        row = await take_in(change, there.conversation, known.get(key), key, each)
        tell_in(change, row)
    return {"conversation": conversation_id}


def tell_in(change: Change, row: Participant) -> None:
    """Tell of who takes part now; who is asked is told alone."""
    if row.state is ParticipantState.REQUESTED:
        change.tell("participant.asked", row, place=row.member_id)
    else:
        change.tell("participant.added", row, place=row.conversation_id)


async def take_in(
    change: Change, conversation: Conversation, known: Participant | None, key: UUID, asked: Admitted
) -> Participant:
    """Let a member read from now on; who has left is asked before they are back."""
    own = {"network_id": change.network_id, "conversation_id": conversation.id, "member_id": key}
    row = known or Participant(id=uuid7(), **own)
    left = known is not None and known.state is ParticipantState.LEFT
    row.state = ParticipantState.REQUESTED if left else state_of(asked)
    row.role, row.joined_at, row.muted = ParticipantRole.MEMBER, change.now, False
    row.first_number, row.last_number, row.hidden_number = conversation.last_number + 1, None, None
    row.read_up_to = conversation.last_number
    await row.save(force_create=known is None)
    return row


@action(rate_limit="120/hour")
async def remove(change: Change, *, conversation_id: UUID, member_id: UUID) -> Made:
    """Let a member take part in a conversation of several no more. Raises NotFound, Invalid (oneself), Forbidden."""
    there = await owned(change, conversation_id)
    if member_id == change.me.id:
        raise Invalid(YOURSELF, "member_id")
    row = await Participant.get_or_none(conversation_id=conversation_id, member_id=member_id)
    if row is None or row.state is not ParticipantState.ACTIVE or not await change.sees(Participant, row.id):
        raise NotFound("member_id")
    await go(row, there.conversation, ParticipantState.REMOVED)
    change.tell("participant.removed", row, place=conversation_id)
    return {"conversation": conversation_id}


async def go(row: Participant, conversation: Conversation, state: ParticipantState) -> None:
    """End what a participant reads with the last message."""
    row.state, row.role, row.last_number = state, ParticipantRole.MEMBER, conversation.last_number
    await row.save(update_fields=["state", "role", "last_number"])


@action()
async def leave(change: Change, *, conversation_id: UUID) -> Made:
    """Take part in a conversation of several no more; what was said until now stays readable.

    Raises NotFound, Conflict (asked, and not answered: decline instead) and Forbidden (not of several; left already).
    """
    there = await held(change, conversation_id)
    check_can_leave(there)
    assert there.mine is not None  # noqa: S101 - whoever takes part in what is not an office's has a row
    await go(there.mine, there.conversation, ParticipantState.LEFT)
    await succeed(change, there.conversation)
    change.tell("participant.left", there.mine, place=conversation_id)
    return {"conversation": conversation_id}


def check_can_leave(there: Attendance) -> None:
    """Only who takes part in a conversation of several; raises Forbidden and Conflict."""
    if there.conversation.kind is not ConversationKind.GROUP:
        raise Forbidden(NOT_OF_SEVERAL, "conversation_id")
    if there.requested:
        raise Conflict(NOT_ASKED, "conversation_id")
