"""Joining and leaving: what a member is to the network and to the company, from one day to the next."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from actions import application_steps, sessions
from actions.action import action
from actions.change import Change, Made
from actions.members import become, follow_employments
from actions.refusals import Conflict, Forbidden, Invalid, NotFound, Refusal, Unauthenticated
from actions.roles import HOLD_ROLES, an_owner_stays
from actions.roster_dates import first_day, partial_date
from actions.words import Words
from models.attributes import Attribute, AttributeKind
from models.members import Employment, Member, MemberStatus, Role, VerifiedBy

NOT_ONESELF = Words("Somebody else must do this.", "ご自身に対しては行えません。")
NOT_AN_OWNER = Words(
    "Only an owner of the network may do this to an owner.", "オーナーに対する操作はオーナーのみ行えます。"
)
NO_DATE = Words("This is not a date.", "日付の形式が正しくありません。")
NO_DEPARTMENT = Words("This is not a department.", "部署ではありません。")
AT_THAT_TIME = Words("There is an employment at that time already.", "その期間の在籍はすでに登録されています。")
NOT_EMPLOYED = Words("This member does not work here today.", "この会員は現在在籍していません。")
BEFORE_IT_BEGAN = Words("It cannot end before it began.", "終了日は開始日以降にしてください。")

# Both are held, so that two cannot suspend each other.
BOTH = "select id, status from members where network_id = $1 and id = any($2) order by id for update"
OVERLAPS = """
select exists(select from employments where member_id = $1
    and spell && daterange(enishi_first_day($2), null))
"""


@action()
async def leave(change: Change) -> Made:
    """Leave the network. Ties, posts, blocks and the claim of the roster stay for who comes back; roles do not.

    Raises Conflict for its last owner.
    """
    await check_owned(change, change.me.id, change.me.roles)
    member = await change.locked(Member, change.me.id)
    if member is None:
        raise NotFound
    if member.roles:
        change.audit("member.left", member)
    member.roles = []
    await member.save(update_fields=["roles"])
    await become(change, member, MemberStatus.LEFT)
    await application_steps.end_all(change, member.id)
    await sessions.end_all(change, member.id)
    change.tell("member.left", member)
    return {"left": True}


async def check_owned(change: Change, member_id: UUID, roles: Collection[str]) -> None:
    """Only where the network keeps an owner without this one; raises Conflict."""
    if Role.NETWORK_OWNER in roles:
        await change.run(HOLD_ROLES, change.network_id)
        await an_owner_stays(change, member_id)


@action()
async def suspend(change: Change, *, member_id: UUID, ground: str) -> Made:
    """Keep a member out until they are reinstated, for a reason that is written to the audit; their sessions end.

    Moderation reaches those who hide or have blocked the moderator too. Raises Forbidden and NotFound.
    """
    member = await moderated(change, member_id, MemberStatus.ACTIVE)
    await check_owned(change, member.id, member.roles)
    await become(change, member, MemberStatus.SUSPENDED)
    await sessions.end_all(change, member.id)
    change.audit("member.suspended", member, ground.strip())
    change.tell("member.suspended", member)
    return {"suspended": True}


@action()
async def reinstate(change: Change, *, member_id: UUID, ground: str) -> Made:
    """Let a suspended member in again, for a reason that is written to the audit; raises Forbidden and NotFound."""
    member = await moderated(change, member_id, MemberStatus.SUSPENDED)
    await become(change, member, MemberStatus.ACTIVE)
    change.audit("member.reinstated", member, ground.strip())
    change.tell("member.reinstated", member)
    return {"member": member.id}


async def moderated(change: Change, member_id: UUID, standing: MemberStatus) -> Member:
    """Another member of this standing, held; raises Forbidden and NotFound."""
    change.must_be(Role.COMMUNITY_MANAGER, Role.MODERATOR)
    if member_id == change.me.id:
        raise Forbidden(NOT_ONESELF, "member_id")
    held = {row["id"]: row["status"] for row in await change.rows(BOTH, change.network_id, [member_id, change.me.id])}
    if held[change.me.id] != MemberStatus.ACTIVE:
        raise Unauthenticated
    if held.get(member_id) != standing:
        raise NotFound("member_id")
    member = await Member.get(id=member_id)
    if Role.NETWORK_OWNER in member.roles and Role.NETWORK_OWNER not in change.me.roles:
        raise Forbidden(NOT_AN_OWNER, "member_id")
    return member


@action()
async def rehire(
    change: Change, *, member_id: UUID, started: str, department_id: UUID | None = None, title: str | None = None
) -> Made:
    """Write down that a member works here (again): an open spell on HR's word, beside all that were before.

    Raises Forbidden, NotFound, Invalid for a date or department that is none, and Conflict for a time that is taken.
    """
    member = await employed(change, member_id)
    made = await hired(change, member, started, department_id, title)
    return {"employment": made.id, "member": member.id}


async def hired(
    change: Change, member: Member, started: str, department_id: UUID | None, title: str | None
) -> Employment:
    """Give a member who is held an open spell on HR's word; raises NotFound, Invalid and Conflict."""
    begun = date_of(started, "started")
    if department_id is not None:
        department = await change.seen(Attribute, department_id, path="department_id")
        if department.kind is not AttributeKind.DEPARTMENT:
            raise Invalid(NO_DEPARTMENT, "department_id")
    if await change.value(OVERLAPS, member.id, begun):
        raise Conflict(AT_THAT_TIME, "started")
    said: dict[str, Any] = {
        "department_id": department_id,
        "title": title,
        "started": begun,
        "verified_by": VerifiedBy.HR,
    }
    made = await Employment.create(network_id=change.network_id, member_id=member.id, **said)
    await follow_employments(change, member.id)
    change.audit("member.rehired", member)
    change.tell("member.rehired", member)
    return made


@action()
async def part(change: Change, *, member_id: UUID, ended: str) -> Made:
    """Write down that a member does not work here any more; they stay in the network as an alumnus.

    Raises Forbidden, NotFound, Invalid for a date that is none or too early, and Conflict for who does not work here.
    """
    member = await employed(change, member_id)
    until = date_of(ended, "ended")
    spell = await Employment.filter(member_id=member.id, ended=None).select_for_update().first()
    if spell is None:
        raise Conflict(NOT_EMPLOYED, "member_id")
    if first_day(until) < first_day(spell.started):
        raise Invalid(BEFORE_IT_BEGAN, "ended")
    spell.ended = until
    spell.verified_by = VerifiedBy.HR
    spell.version += 1
    await spell.save(update_fields=["ended", "verified_by", "version"])
    await follow_employments(change, member.id)
    change.audit("member.parted", member)
    change.tell("member.parted", member)
    return {"employment": spell.id, "member": member.id}


async def employed(change: Change, member_id: UUID) -> Member:
    """A member of whom HR writes down something, held; raises Forbidden and NotFound."""
    change.must_be(Role.HR_ADMIN)
    return await change.seen(Member, member_id, path="member_id", lock=True)


def date_of(written: str, path: str) -> str:
    """A PartialDate, as it is kept; raises Invalid."""
    try:
        return partial_date(written)
    except Refusal:
        raise Invalid(NO_DATE, path) from None
