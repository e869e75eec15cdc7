"""Offices: set up, written to, and answered for: by whoever holds their role."""

from uuid import UUID

from actions.action import action
from actions.attendance import SERVING_ONLY, Attendance, held
from actions.change import KEEP, Change, Keep, Made
from actions.conversations import opened
from actions.markdown import render
from actions.messages import say, worded
from actions.refusals import Conflict, Forbidden, Invalid
from actions.texts import MUST_BE, cut_to
from actions.words import Words
from models.conversations import LONGEST_TITLE, ConversationKind, Participant, ParticipantRole, ParticipantState
from models.ids import uuid7
from models.members import Member, MemberStatus, Role
from models.modules import Module
from models.offices import SERVED_BY, Office, OfficeKind

NOT_OPEN = Words("This office takes no new conversations.", "この窓口は現在、新しいお問い合わせを受け付けていません。")
NOT_SERVING = Words("This member does not serve the office.", "このメンバーはこの窓口の担当者ではありません。")
NOT_AN_OFFICES = Words("This conversation is not with an office.", "窓口との会話ではありません。")


@action(module=Module.MESSAGES)
async def set_up(
    change: Change,
    *,
    kind: OfficeKind,
    name: str,
    name_en: str | Keep | None = KEEP,
    description: str | Keep | None = KEEP,
    open: bool = True,  # noqa: A002 - it is called so by clients
    if_version: int | None = None,
) -> Made:
    """Have an office of this kind, or change the one there is; for COMMUNITY_MANAGER and NETWORK_OWNER.

    Raises Forbidden, Invalid and Conflict.
    """
    change.must_be(Role.COMMUNITY_MANAGER, Role.NETWORK_OWNER)
    office = await Office.filter(network_id=change.network_id, kind=kind).select_for_update().first()
    if office is not None:
        change.check_version(office, if_version)
        office.version += 1
    row = office or Office(id=uuid7(), network_id=change.network_id, kind=kind)
    row.name_ja, row.open = titled(name, "name"), open
    told = {"name_en": name_en, "description": description}
    row.update_from_dict(
        {key: (each or "").strip() or None for key, each in told.items() if not isinstance(each, Keep)}
    )
    await row.save(force_create=office is None)
    change.tell("office.changed", row)
    return {"office": row.id}


def titled(text: str, path: str) -> str:
    """A line that says something; raises Invalid."""
    written = text.strip()
    if not written:
        raise Invalid(MUST_BE, path)
    cut_to(written, LONGEST_TITLE, path)
    return written


@action(module=Module.MESSAGES, rate_limit="20/hour")
async def write_to(change: Change, *, office_id: UUID, subject: str, body: str) -> Made:
    """Begin a conversation with an office. Raises NotFound, Invalid and Conflict (it takes none)."""
    office = await change.seen(Office, office_id, path="office_id")
    if not office.open:
        raise Conflict(NOT_OPEN, "office_id")
    return await written_to(change, office, titled(subject, "subject"), body)


async def written_to(change: Change, office: Office, about: str, body: str, job_id: UUID | None = None) -> Made:
    """Begin a conversation with an office, perhaps about a job; raises Invalid."""
    said = await render(worded(body))
    made = await opened(change, kind=ConversationKind.OFFICE, subject=about, office_id=office.id, job_id=job_id)
    await Participant.create(
        network_id=change.network_id,
        conversation_id=made.id,
        member_id=change.me.id,
        role=ParticipantRole.MEMBER,
        state=ParticipantState.ACTIVE,
        joined_at=change.now,
    )
    change.tell("conversation.started", made, place=made.id)
    message = await say(change, made.id, body, said)
    return {"conversation": made.id, "message": message.id}


@action(module=Module.MESSAGES)
async def assign(change: Change, *, conversation_id: UUID, member_id: UUID | None = None) -> Made:
    """Say who looks after what was written to an office, or that nobody does; for those who serve it.

    Raises NotFound, Forbidden and Invalid (who does not serve it).
    """
    there = await with_office(change, conversation_id)
    if not there.serves:
        raise Forbidden(SERVING_ONLY, "conversation_id")
    if member_id is not None:
        await check_serves(change, there, member_id)
    if there.conversation.assignee_id != member_id:
        there.conversation.assignee_id = member_id
        await there.conversation.save(update_fields=["assignee_id"])
        change.tell("conversation.assigned", there.conversation, place=conversation_id)
    return {"conversation": conversation_id}


async def check_serves(change: Change, there: Attendance, member_id: UUID) -> None:
    """Only an active member who holds the office's role; raises NotFound and Invalid."""
    member = await change.seen(Member, member_id, path="member_id")
    office = await Office.get(id=there.conversation.office_id)
    if member.status is not MemberStatus.ACTIVE or SERVED_BY[office.kind].value not in member.roles:
        raise Invalid(NOT_SERVING, "member_id")


async def with_office(change: Change, conversation_id: UUID) -> Attendance:
    """A conversation with an office, which nobody else changes meanwhile. Raises NotFound and Forbidden."""
    there = await held(change, conversation_id)
    if there.conversation.kind is not ConversationKind.OFFICE:
        raise Forbidden(NOT_AN_OFFICES, "conversation_id")
    return there


@action(module=Module.MESSAGES)
async def close(change: Change, *, conversation_id: UUID) -> Made:
    """End a conversation with an office: nothing more is written there. Raises NotFound and Forbidden."""
    there = await with_office(change, conversation_id)
    if there.conversation.closed_at is None:
        there.conversation.closed_at = change.now
        await there.conversation.save(update_fields=["closed_at"])
        change.tell("conversation.closed", there.conversation, place=conversation_id)
    return {"conversation": conversation_id}


@action(module=Module.MESSAGES)
async def reopen(change: Change, *, conversation_id: UUID) -> Made:
    """Go on with a conversation that was closed. Raises NotFound and Forbidden."""
    there = await with_office(change, conversation_id)
    if there.conversation.closed_at is not None:
        there.conversation.closed_at = None
        await there.conversation.save(update_fields=["closed_at"])
        change.tell("conversation.reopened", there.conversation, place=conversation_id)
    return {"conversation": conversation_id}
