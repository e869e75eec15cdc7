"""Attendance: where the acting member stands with a conversation; what every action there asks before it acts."""

from dataclasses import dataclass
from uuid import UUID

from actions.change import Change
from actions.refusals import Conflict, Forbidden
from actions.words import Words
from models.conversations import Conversation, ConversationKind, Participant, ParticipantRole, ParticipantState
from models.ids import uuid7
from models.offices import SERVED_BY, Office

NOT_IN_IT = Words("You do not take part in this conversation any more.", "この会話にはもう参加していません。")
NOT_ANSWERED = Words(
    "Your request has not been answered yet: wait until it is.",
    "メッセージリクエストへの回答をお待ちください。",
)
CLOSED = Words("This conversation is closed.", "この会話は終了しています。")
OWNERS_ONLY = Words("This is for those who keep the conversation.", "この操作は会話のオーナーのみ行えます。")
SERVING_ONLY = Words("This is for those who serve the office.", "この操作は窓口の担当者のみ行えます。")
NOT_OF_SEVERAL = Words(
    "This can be done in conversations of several members only.", "この操作は複数人の会話でのみ行えます。"
)
# Messages are numbered, and people come and go, one after the other.
HOLD = "select from conversations where id = $1 and network_id = $2 for no key update"
HERE = (ParticipantState.ACTIVE, ParticipantState.REQUESTED)
SERVING_ROW = """
insert into participants (id, network_id, conversation_id, member_id, role, state, joined_at, first_number, read_up_to,
    muted)
values ($1, $2, $3, $4, 'SERVING', 'ACTIVE', $5, 1, 0, false) on conflict do nothing
"""
# Where nobody keeps a conversation any more, who has been there longest does.
SUCCEED = """
update participants set role = 'OWNER' where id = (
    select id from participants where conversation_id = $1 and state = 'ACTIVE' and role = 'MEMBER'
    order by joined_at, id limit 1
) and not exists(select from participants where conversation_id = $1 and role = 'OWNER')
"""
OWN = "it.conversation_id = $1 and it.member_id = $2"
OTHER = "select state from participants where conversation_id = $1 and member_id <> $2"


@dataclass(frozen=True, slots=True)
class Attendance:
    """A conversation that the acting member sees, their own row there, and whether they serve its office."""

    conversation: Conversation
    mine: Participant | None
    serves: bool

    @property
    def takes_part(self) -> bool:
        """Does the acting member take part, other than by serving the office?"""
        return self.mine is not None and self.mine.role is not ParticipantRole.SERVING and self.mine.state in HERE

    @property
    def owns(self) -> bool:
        """Does the acting member keep the conversation?"""
        return self.mine is not None and self.mine.role is ParticipantRole.OWNER

    @property
    def requested(self) -> bool:
        """Was the acting member asked, and has not answered?"""
        return self.mine is not None and self.mine.state is ParticipantState.REQUESTED


async def seen(change: Change, conversation_id: UUID, path: str = "conversation_id") -> Attendance:
    """A conversation, also one that the acting member has left; raises NotFound."""
    conversation = await change.seen(Conversation, conversation_id, path=path)
    mine = await change.row(Participant, OWN, conversation.id, change.me.id)
    office = await Office.get_or_none(id=conversation.office_id) if conversation.office_id else None
    return Attendance(conversation, mine, office is not None and SERVED_BY[office.kind] in change.me.roles)


async def attended(change: Change, conversation_id: UUID, path: str = "conversation_id") -> Attendance:
    """A conversation in which the acting member takes part, or whose office they serve. Raises NotFound, Forbidden."""
    there = await seen(change, conversation_id, path)
    if not (there.takes_part or there.serves):
        raise Forbidden(NOT_IN_IT, path)
    return there


async def held(change: Change, conversation_id: UUID, path: str = "conversation_id") -> Attendance:
    """The same, while nobody else writes, comes or goes there. Raises NotFound and Forbidden."""
    await attended(change, conversation_id, path)
    await change.run(HOLD, conversation_id, change.network_id)
    return await attended(change, conversation_id, path)


async def owned(change: Change, conversation_id: UUID) -> Attendance:
    """The same for who keeps a conversation of several. Raises NotFound and Forbidden."""
    there = await held(change, conversation_id)
    if there.conversation.kind is not ConversationKind.GROUP:
        raise Forbidden(NOT_OF_SEVERAL, "conversation_id")
    if not there.owns:
        raise Forbidden(OWNERS_ONLY, "conversation_id")
    return there


async def check_writes(change: Change, there: Attendance, path: str) -> None:
    """Only where a message can be written: raises Conflict (closed) and Forbidden (a request is not answered yet)."""
    if there.conversation.closed_at is not None:
        raise Conflict(CLOSED, path)
    if there.conversation.kind is not ConversationKind.DIRECT:
        return
    state = await change.value(OTHER, there.conversation.id, change.me.id)
    if state in (ParticipantState.REQUESTED, ParticipantState.DECLINED):
        raise Forbidden(NOT_ANSWERED, path)


async def succeed(change: Change, conversation: Conversation) -> None:
    """Let a conversation of several, in which somebody takes part, be kept by one of them."""
    if conversation.kind is ConversationKind.GROUP:
        await change.run(SUCCEED, conversation.id)


async def own_row(change: Change, there: Attendance) -> Participant:
    """The row in which the acting member keeps what they have read; who serves an office gets it when it is needed."""
    if there.mine is None:
        row = (uuid7(), change.network_id, there.conversation.id, change.me.id, change.now)
        await change.run(SERVING_ROW, *row)
    return await Participant.get(conversation_id=there.conversation.id, member_id=change.me.id)
