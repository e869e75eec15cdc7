"""Exclusions and lists: whom members show less than everybody, or more."""

import re
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from actions import texts
from actions.action import action
from actions.audiences import WHICH_LISTS
from actions.careers import LONGEST_COMPANY, of_kind
from actions.change import Change, Made
from actions.ownership import hold, own
from actions.refusals import Conflict, Invalid
from actions.words import Words
from models.attributes import AttributeKind
from models.audiences import ALL_FIELDS, MOST_LISTS, ProfileField
from models.groups import Group
from models.members import Member
from models.privacy import Exclusion, ExclusionKind, Listed

MOST_EXCLUSIONS, MOST_DOMAINS, MOST_LISTED = 200, 20, 2_000
ONE_OF_ITS_KIND = Words(
    "Say whom this kind of exclusion is about, and nothing else.", "除外の種類に合う対象だけを指定してください。"
)
NOT_YOURSELF = Words("This is you.", "自分自身は指定できません。")
NOT_A_DOMAIN = Words("A mail domain such as example.co.jp.", "example.co.jpのようなメールドメインを入力してください。")
TOO_MANY_DOMAINS = Words(f"At most {MOST_DOMAINS} domains.", f"ドメインは{MOST_DOMAINS}件までです。")
TOO_MANY = Words(f"At most {MOST_EXCLUSIONS} exclusions.", f"除外の設定は{MOST_EXCLUSIONS}件までです。")
TOO_MANY_LISTED = Words(f"At most {MOST_LISTED} on all lists.", f"リストに登録できるのは合計{MOST_LISTED}件までです。")
DOMAIN = re.compile(r"(?=.{3,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?")

NAMED_BY = {
    ExclusionKind.MEMBER: {"member_id"},
    ExclusionKind.ORGANISATION: {"company", "domains"},
    ExclusionKind.DEPARTMENT: {"department_id"},
    ExclusionKind.GROUP: {"group_id"},
}


def domain(written: str, number: int) -> str:
    """A mail domain as it is compared; raises Invalid. What has no dot is nobody's."""
    text = written.strip().lower().lstrip("@").rstrip(".")
    try:
        text = text.encode("idna").decode()
    except UnicodeError:
        raise Invalid(NOT_A_DOMAIN, ("domains", str(number))) from None
    if not DOMAIN.fullmatch(text):
        raise Invalid(NOT_A_DOMAIN, ("domains", str(number)))
    return text


async def excluded(change: Change, kind: ExclusionKind, given: dict[str, Any]) -> dict[str, Any]:
    """The columns that say who is meant; raises Invalid and NotFound."""
    said = {name for name, value in given.items() if value}
    if not said or not said <= NAMED_BY[kind]:
        raise Invalid(ONE_OF_ITS_KIND, "kind")
    if given["member_id"] == change.me.id:
        raise Invalid(NOT_YOURSELF, "member_id")
    domains = sorted({domain(each, number) for number, each in enumerate(given["domains"] or ())})
    if len(domains) > MOST_DOMAINS:
        raise Invalid(TOO_MANY_DOMAINS, "domains")
    company = texts.line(given["company"], LONGEST_COMPANY, "company")
    if kind is ExclusionKind.ORGANISATION and not company and not domains:
        raise Invalid(ONE_OF_ITS_KIND, "company")
    other = await change.seen(Member, given["member_id"], path="member_id") if given["member_id"] else None
    group = await change.seen(Group, given["group_id"], path="group_id") if given["group_id"] else None
    return {
        "kind": kind,
        "other_id": other.id if other else None,
        "group_id": group.id if group else None,
        "department_id": await of_kind(change, given["department_id"], AttributeKind.DEPARTMENT, "department_id"),
        "company": company,
        "domains": domains,
    }


@action()
async def add(
    change: Change,
    *,
    kind: ExclusionKind,
    member_id: UUID | None = None,
    company: str | None = None,
    domains: Sequence[str] | None = None,
    department_id: UUID | None = None,
    group_id: UUID | None = None,
    fields: Sequence[ProfileField] | None = None,
) -> Made:
    """Show less than the audiences say to a member, an organisation, a department or a group; they are not told.

    Where these are excluded already, the exclusion is about these fields from now on.
    """
    await hold(change, change.me.id)
    given = {"member_id": member_id, "company": company, "domains": domains, "department_id": department_id}
    values = await excluded(change, kind, {**given, "group_id": group_id})
    mask = sum({field.bit for field in fields}) if fields else ALL_FIELDS
    mine = Exclusion.filter(member_id=change.me.id)
    row = await mine.filter(**values).first()
    if row is None:
        if await mine.count() >= MOST_EXCLUSIONS:
            raise Conflict(TOO_MANY)
        row = Exclusion(network_id=change.network_id, member_id=change.me.id, **values)
    row.fields_mask = mask
    await row.save()
    change.tell("exclusion.added", row)
    return {"exclusion": row.id}


@action()
async def remove(change: Change, *, exclusion_id: UUID) -> Made:
    """Exclude somebody no longer."""
    row = await own(change, Exclusion, exclusion_id, path="exclusion_id")
    await row.delete()
    change.tell("exclusion.removed", row)
    return {"member": change.me.id}


def numbered(list_number: int) -> int:
    """The number of a list; raises Invalid."""
    if not 1 <= list_number <= MOST_LISTS:
        raise Invalid(WHICH_LISTS, "list_number")
    return list_number


@action()
async def put_on_list(change: Change, *, member_id: UUID, list_number: int) -> Made:
    """Put another on one of one's own lists; they are not told, and who is on it already stays."""
    await hold(change, change.me.id)
    number = numbered(list_number)
    other = await change.seen(Member, member_id, path="member_id")
    if other.id == change.me.id:
        raise Invalid(NOT_YOURSELF, "member_id")
    mine = Listed.filter(member_id=change.me.id)
    row = await mine.filter(other_id=other.id, list_number=number).first()
    if row is None:
        if await mine.count() >= MOST_LISTED:
            raise Conflict(TOO_MANY_LISTED)
        row = await Listed.create(
            network_id=change.network_id, member_id=change.me.id, other_id=other.id, list_number=number
        )
    change.tell("list.changed", row)
    return {"listed": row.id}


@action()
async def take_off_list(change: Change, *, member_id: UUID, list_number: int) -> Made:
    """Take another off one of one's own lists; who is not on it is not."""
    await hold(change, change.me.id)
    number = numbered(list_number)
    other = await change.seen(Member, member_id, path="member_id")
    await Listed.filter(member_id=change.me.id, other_id=other.id, list_number=number).delete()
    change.tell("list.changed", ("Member", change.me.id))
    return {"member": change.me.id}
