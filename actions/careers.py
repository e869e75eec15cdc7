"""Careers: the spells in this company, and the positions elsewhere."""

from collections.abc import Sequence
from typing import Any, TypedDict, Unpack
from uuid import UUID

from actions import texts
from actions.action import action
from actions.audiences import chosen
from actions.change import Change, Made, Path
from actions.ownership import hold, own, seen_again
from actions.refusals import Conflict, Forbidden, Invalid
from actions.spells import spell
from actions.words import Words
from models.attributes import Attribute, AttributeKind
from models.audiences import Audience, ProfileField
from models.members import MOST_POSITIONS, Employment, Member, MemberKind, Position, Role, VerifiedBy

MOST_SPELLS = 50
LONGEST_TITLE = LONGEST_COMPANY = 200
OVERLAPS = Words("There is another spell at that time.", "同じ時期に別の在籍期間が登録されています。")
OPEN_IS_EMPLOYEE = Words(
    "A spell without an end is for employees: say when it ended.",
    "現在の社員でない場合は、終了日を入力してください。",
)
WRONG_KIND = Words("This attribute is of another kind.", "属性の種類が異なります。")
HR_ONLY = Words(
    "HR has this on record: ask HR to change it.", "人事担当が登録した内容です。変更は人事担当にご依頼ください。"
)
OWNER_ONLY = Words("This is the member's own word.", "メンバー本人が登録した内容です。")
NOT_ONES_OWN = Words("Somebody else of HR must do this for you.", "ご自身の記録は、他の人事担当者が変更してください。")
NOT_FOR_ANOTHER = Words("Only the member decides to whom it is shown.", "公開範囲は本人だけが設定できます。")
TOO_MANY = Words(f"At most {MOST_SPELLS} of these.", f"登録できるのは{MOST_SPELLS}件までです。")

OVERLAPPING = """
select exists(select from employments e where e.member_id = $1 and e.id is distinct from $2
and e.spell && daterange(enishi_first_day($3), enishi_first_day($4)))
"""


class SpellEdits(TypedDict, total=False):
    """What can be changed of a spell in this company; what is absent stays."""

    started: str
    ended: str | None
    department_id: UUID | None
    title: str | None


class PositionEdits(TypedDict, total=False):
    """What can be changed of a position elsewhere; what is absent stays."""

    company: str
    started: str
    ended: str | None
    title: str | None
    industry_id: UUID | None
    place_id: UUID | None


async def of_kind(change: Change, key: UUID | None, kind: AttributeKind, path: Path) -> UUID | None:
    """The id of an attribute of this kind; raises NotFound and Invalid."""
    if key is None:
        return None
    attribute = await change.seen(Attribute, key, path=path)
    if attribute.kind is not kind:
        raise Invalid(WRONG_KIND, path)
    return attribute.id


async def employed(change: Change, member_id: UUID, key: UUID | None, values: dict[str, Any]) -> dict[str, Any]:
    """The columns of a spell in this company, as it will stand; the member is held. Raises Invalid and NotFound."""
    started, ended = spell(values["started"], values["ended"])
    member = await Member.get(id=member_id)
    if ended is None and member.kind is not MemberKind.EMPLOYEE:
        raise Invalid(OPEN_IS_EMPLOYEE, "ended")
    if await change.value(OVERLAPPING, member_id, key, started, ended):
        raise Invalid(OVERLAPS, "started")
    department = await of_kind(change, values["department_id"], AttributeKind.DEPARTMENT, "department_id")
    title = texts.line(values["title"], LONGEST_TITLE, "title")
    return {"started": started, "ended": ended, "department_id": department, "title": title}


async def whose(change: Change, member_id: UUID | None) -> tuple[UUID, VerifiedBy]:
    """Whose record is written, and on whose word: one's own, or (for HR_ADMIN) another's. The member is held."""
    if member_id is None or member_id == change.me.id:
        await hold(change, change.me.id)
        return change.me.id, VerifiedBy.SELF
    member = await change.seen(Member, member_id, path="member_id")
    change.must_be(Role.HR_ADMIN)
    await hold(change, member.id)
    return member.id, VerifiedBy.HR


async def editable(change: Change, employment_id: UUID) -> Employment:
    """A spell that the acting member may change: their own word, or for HR_ADMIN the record of somebody else."""
    row = await seen_again(change, Employment, employment_id, path="employment_id")
    mine, recorded = row.member_id == change.me.id, row.verified_by is VerifiedBy.HR  # type: ignore[attr-defined]
    if Role.HR_ADMIN not in change.me.roles and not mine:
        raise Forbidden(path="employment_id")
    if not recorded and not mine:
        raise Forbidden(OWNER_ONLY, "employment_id")
    if recorded and mine:
        raise Forbidden(NOT_ONES_OWN if Role.HR_ADMIN in change.me.roles else HR_ONLY, "employment_id")
    return row


def audited(change: Change, what: str, row: Employment) -> None:
    """What HR does to a record is answered for."""
    if row.verified_by is VerifiedBy.HR:
        change.audit(what, row)


@action()
async def add_employment(
    change: Change,
    *,
    started: str,
    ended: str | None = None,
    department_id: UUID | None = None,
    title: str | None = None,
    audience: Sequence[Audience] | None = None,
    lists: Sequence[int] | None = None,
    member_id: UUID | None = None,
) -> Made:
    """Say when one worked here; HR_ADMIN puts the spell of another member on record.

    Refuses spells that overlap, and one without an end for who is no employee.
    """
    owner, word = await whose(change, member_id)
    if owner != change.me.id and (audience is not None or lists):
        raise Invalid(NOT_FOR_ANOTHER, "audience")
    if await Employment.filter(member_id=owner).count() >= MOST_SPELLS:
        raise Conflict(TOO_MANY)
    written = {"started": started, "ended": ended, "department_id": department_id, "title": title}
    values = await employed(change, owner, None, written)
    shown = await chosen(change, ProfileField.EMPLOYMENTS, audience, lists)
    row = await Employment.create(
        network_id=change.network_id, member_id=owner, verified_by=word, audience=shown, **values
    )
    audited(change, "employment.added", row)
    change.tell("employment.added", row)
    return {"employment": row.id}


@action()
async def update_employment(
    change: Change, *, employment_id: UUID, if_version: int | None = None, **edits: Unpack[SpellEdits]
) -> Made:
    """Change one's own word on when one worked here; HR_ADMIN changes what HR has on record."""
    row = await editable(change, employment_id)
    change.check_version(row, if_version)
    before = {name: getattr(row, name) for name in SpellEdits.__annotations__}
    values = await employed(change, row.member_id, row.id, {**before, **edits})  # type: ignore[attr-defined]
    await row.update_from_dict({**values, "version": row.version + 1}).save(update_fields=[*values, "version"])
    audited(change, "employment.updated", row)
    change.tell("employment.updated", row)
    return {"employment": row.id}


@action()
async def remove_employment(change: Change, *, employment_id: UUID) -> Made:
    """Take back one's own word on when one worked here; HR_ADMIN removes what HR has on record."""
    row = await editable(change, employment_id)
    await row.delete()
    audited(change, "employment.removed", row)
    change.tell("employment.removed", row)
    return {"member": row.member_id}  # type: ignore[attr-defined]


async def held_elsewhere(change: Change, values: dict[str, Any]) -> dict[str, Any]:
    """The columns of a position elsewhere, as it will stand; raises Invalid and NotFound."""
    started, ended = spell(values["started"], values["ended"])
    return {
        "company": texts.said(values["company"], LONGEST_COMPANY, "company"),
        "title": texts.line(values["title"], LONGEST_TITLE, "title"),
        "industry_id": await of_kind(change, values["industry_id"], AttributeKind.INDUSTRY, "industry_id"),
        "place_id": await of_kind(change, values["place_id"], AttributeKind.PLACE, "place_id"),
        "started": started,
        "ended": ended,
    }


@action()
async def add_position(
    change: Change,
    *,
    company: str,
    started: str,
    ended: str | None = None,
    title: str | None = None,
    industry_id: UUID | None = None,
    place_id: UUID | None = None,
    audience: Sequence[Audience] | None = None,
    lists: Sequence[int] | None = None,
) -> Made:
    """Say where else one works or worked."""
    await hold(change, change.me.id)
    if await Position.filter(member_id=change.me.id).count() >= MOST_POSITIONS:
        raise Conflict(TOO_MANY)
    written = {"company": company, "started": started, "ended": ended, "title": title}
    values = await held_elsewhere(change, {**written, "industry_id": industry_id, "place_id": place_id})
    shown = await chosen(change, ProfileField.POSITIONS, audience, lists)
    row = await Position.create(network_id=change.network_id, member_id=change.me.id, audience=shown, **values)
    change.tell("position.added", row)
    return {"position": row.id}


@action()
async def update_position(
    change: Change, *, position_id: UUID, if_version: int | None = None, **edits: Unpack[PositionEdits]
) -> Made:
    """Change what one said of a place elsewhere."""
    row = await own(change, Position, position_id, path="position_id")
    change.check_version(row, if_version)
    before = {name: getattr(row, name) for name in PositionEdits.__annotations__}
    values = await held_elsewhere(change, {**before, **edits})
    await row.update_from_dict({**values, "version": row.version + 1}).save(update_fields=[*values, "version"])
    change.tell("position.updated", row)
    return {"position": row.id}


@action()
async def remove_position(change: Change, *, position_id: UUID) -> Made:
    """Take back what one said of a place elsewhere."""
    row = await own(change, Position, position_id, path="position_id")
    await row.delete()
    change.tell("position.removed", row)
    return {"member": change.me.id}
