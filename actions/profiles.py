"""Profiles: what members say of themselves."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import partial
from typing import Any, TypedDict, Unpack

from actions import texts
from actions.action import action
from actions.audiences import COLUMNS, EACH_OF_ITS_OWN, chosen
from actions.change import Change, Made
from actions.ownership import myself
from actions.refusals import Invalid
from actions.words import Words
from models.audiences import Audience, ProfileField
from models.members import Listing, Member

FIRST_BIRTH = date(1900, 1, 1)
LONGEST_BIO = 10_000
NOT_BORN = Words("A day between 1900 and today.", "1900年から今日までの日付を入力してください。")


class Edits(TypedDict, total=False):
    """What a member can change of their own profile; what is absent stays, and null clears."""

    display_name: str
    family_name: str | None
    given_name: str | None
    family_name_kana: str | None
    given_name_kana: str | None
    family_name_romaji: str | None
    given_name_romaji: str | None
    former_name: str | None
    headline: str | None
    bio: str | None
    avatar_url: str | None
    gender: str | None
    birthday: date | None
    contact_email: str | None
    phone: str | None
    links: list[str] | None
    listing: Listing
    in_statistics: bool


class AudienceOf(TypedDict, total=False):
    """A field, and to whom it is shown."""

    field: ProfileField
    audience: Sequence[Audience] | None
    lists: Sequence[int] | None


def born(written: date | None, path: str, *, today: date) -> date | None:
    """A day of birth; raises Invalid."""
    if written is not None and not FIRST_BIRTH <= written <= today:
        raise Invalid(NOT_BORN, path)
    return written


def there(value: Any, path: str) -> Any:
    """A value that cannot be cleared; raises Invalid."""
    if value is None:
        raise Invalid(texts.MUST_BE, path)
    return value


def within(check: Callable[[Any, int, str], Any], longest: int) -> "Check":
    """A check of a text with the most characters that its column holds."""
    return lambda value, path: check(value, longest, path)


Check = Callable[[Any, str], Any]
CHECKS: Mapping[str, Check] = {
    "display_name": within(texts.said, 200),
    "family_name": within(texts.line, 100),
    "given_name": within(texts.line, 100),
    "family_name_kana": within(texts.kana, 100),
    "given_name_kana": within(texts.kana, 100),
    "family_name_romaji": within(texts.latin, 100),
    "given_name_romaji": within(texts.latin, 100),
    "former_name": within(texts.line, 100),
    "headline": within(texts.line, 200),
    "bio": within(texts.prose, LONGEST_BIO),
    "avatar_url": texts.page,
    "gender": within(texts.line, 32),
    "contact_email": texts.address,
    "phone": within(texts.telephone, 40),
    "links": texts.pages,
    "listing": there,
    "in_statistics": there,
}


@action()
async def update(
    change: Change,
    *,
    audiences: Sequence[AudienceOf] | None = None,
    if_version: int | None = None,
    **edits: Unpack[Edits],
) -> Made:
    """Change one's own profile, and to whom its fields are shown; refuses what is no name, page, address or number."""
    checks: Mapping[str, Check] = {**CHECKS, "birthday": partial(born, today=change.now.date())}
    values: dict[str, Any] = {name: checks[name](value, name) for name, value in edits.items()}
    values |= await masks(change, audiences or ())
    member = await myself(change)
    change.check_version(member, if_version)
    await written(change, member, values)
    change.tell("member.updated", member)
    return {"member": member.id}


@action()
async def set_listing(change: Change, *, listing: Listing, if_version: int | None = None) -> Made:
    """Say who finds one at all."""
    member = await myself(change)
    change.check_version(member, if_version)
    await written(change, member, {"listing": listing})
    change.tell("member.updated", member)
    return {"member": member.id}


async def masks(change: Change, audiences: Sequence[AudienceOf]) -> dict[str, int]:
    """The columns of these audiences, and what to write there; raises Invalid."""
    found: dict[str, int] = {}
    for number, each in enumerate(audiences):
        path = ("audiences", str(number))
        if each["field"] not in COLUMNS:
            raise Invalid(EACH_OF_ITS_OWN, (*path, "field"))
        mask = await chosen(change, each["field"], each.get("audience") or (), each.get("lists"), path)
        found[COLUMNS[each["field"]]] = there(mask, "audiences")
    return found


async def written(change: Change, member: Member, values: Mapping[str, Any]) -> None:
    """Write these columns as the next version."""
    await member.update_from_dict({**values, "version": member.version + 1, "updated_at": change.now}).save(
        update_fields=[*values, "version", "updated_at"]
    )
