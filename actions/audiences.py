"""Audiences: to whom members show each field and each row of their profiles, within what their network allows."""

from collections.abc import Sequence
from uuid import UUID

from actions.action import action
from actions.change import Change, Made, Path
from actions.ownership import myself, own
from actions.refusals import Invalid
from actions.words import Words
from models.attributes import MemberAttribute
from models.audiences import MOST_LISTS, Audience, ProfileField, mask
from models.members import Employment, Member, Position

NAMES = {
    Audience.SELF: Words("yourself", "自分"),
    Audience.TIES: Words("your ties", "つながり"),
    Audience.GROUPS: Words("members of your groups", "同じグループのメンバー"),
    Audience.ALUMNI: Words("alumni", "アルムナイ"),
    Audience.EMPLOYEES: Words("employees", "社員"),
    Audience.HR: Words("HR", "人事担当"),
    Audience.NETWORK: Words("everybody in the network", "ネットワークの全員"),
    Audience.LISTS: Words("your lists", "自分のリスト"),
}
EACH_OF_ITS_OWN = Words(
    "Each of these has an audience of its own: set that one.",
    "この項目の公開範囲は、登録内容ごとに設定してください。",
)
WHICH_LISTS = Words(
    f"LISTS goes with the numbers of lists from 1 to {MOST_LISTS}, and they with it.",
    f"LISTSを指定するときは、1から{MOST_LISTS}までのリスト番号も指定してください。",
)
EVERYBODY = Audience.NETWORK.bit
ALL_LISTS = mask(lists=tuple(range(1, MOST_LISTS + 1))) & ~Audience.SELF.bit
BOUNDS = "select audience_floors[$2], audience_ceilings[$2] from networks where id = $1"
# The fields of a member that have one audience each, and the columns that hold these.
COLUMNS = {field: f"{field.name.lower()}_audience" for field in Member.guarded.values()}


def named(audience: int) -> Words:
    """The kinds of viewer in a mask, in words."""
    kinds = [kind for kind in Audience if audience & (ALL_LISTS if kind is Audience.LISTS else kind.bit)]
    return Words(", ".join(NAMES[kind].en for kind in kinds), "、".join(NAMES[kind].ja for kind in kinds))


def beyond(ceiling: int) -> Words:
    """That a network shows a field to fewer."""
    most = named(ceiling)
    return Words(
        f"This network shows it to nobody but {most.en}.",
        f"このネットワークで公開できる範囲は次のとおりです：{most.ja}",
    )


def below(floor: int) -> Words:
    """That a network shows a field to more."""
    least = named(floor)
    return Words(
        f"This network shows it to {least.en} in any case.",
        f"このネットワークでは次の範囲に必ず公開されます：{least.ja}",
    )


def as_mask(audience: Sequence[Audience], lists: Sequence[int] | None, path: Path = "lists") -> int:
    """The mask of an audience as it is written; raises Invalid where lists and LISTS do not go together."""
    numbers = tuple(lists or ())
    good = all(1 <= number <= MOST_LISTS for number in numbers)
    if not good or (Audience.LISTS in audience) != bool(numbers):
        raise Invalid(WHICH_LISTS, path)
    return mask(*(kind for kind in audience if kind is not Audience.LISTS), lists=numbers)


def is_within(narrower: int, wider: int) -> bool:
    """Does one audience show something to nobody to whom the other does not? NETWORK is everybody."""
    return bool(wider & EVERYBODY) or not narrower & ~wider


def within(audience: int, floor: int, ceiling: int, path: Path) -> None:
    """Raise Invalid where the network would show it to more or to fewer: nothing is widened or narrowed in silence."""
    if not is_within(audience, ceiling):
        raise Invalid(beyond(ceiling), path)
    least = floor if is_within(floor, ceiling) else ceiling if floor & EVERYBODY else floor & ceiling
    if not is_within(least, audience):
        raise Invalid(below(least), path)


async def chosen(
    change: Change,
    field: ProfileField,
    audience: Sequence[Audience] | None,
    lists: Sequence[int] | None,
    path: tuple[str, ...] = (),
) -> int | None:
    """The mask that a member chose for a field; None where they leave it to the network. Raises Invalid."""
    if audience is None and not lists:
        return None
    found = as_mask(audience or (), lists, (*path, "lists"))
    floor, ceiling = (await change.rows(BOUNDS, change.network_id, field.number))[0]
    within(found, floor, ceiling, (*path, "audience"))
    return found


@action()
async def set_audience(
    change: Change,
    *,
    field: ProfileField,
    audience: Sequence[Audience],
    lists: Sequence[int] | None = None,
    if_version: int | None = None,
) -> Made:
    """Show a field of one's profile to these and to nobody else; what the network does not allow is refused."""
    if field not in COLUMNS:
        raise Invalid(EACH_OF_ITS_OWN, "field")
    member = await myself(change)
    change.check_version(member, if_version)
    setattr(member, COLUMNS[field], await chosen(change, field, audience, lists))
    member.version, member.updated_at = member.version + 1, change.now
    await member.save(update_fields=[COLUMNS[field], "version", "updated_at"])
    change.tell("member.audience_changed", member)
    return {"member": member.id}


async def row_audience(
    change: Change,
    row: Employment | Position | MemberAttribute,
    field: ProfileField,
    audience: Sequence[Audience],
    lists: Sequence[int] | None,
) -> None:
    """Give one of the member's own rows an audience."""
    row.audience = await chosen(change, field, audience, lists)
    await row.save(update_fields=["audience"])


@action()
async def set_employment_audience(
    change: Change, *, employment_id: UUID, audience: Sequence[Audience], lists: Sequence[int] | None = None
) -> Made:
    """Show a spell of one's own in this company to these and to nobody else, whoever put it on record."""
    row = await own(change, Employment, employment_id, path="employment_id")
    await row_audience(change, row, ProfileField.EMPLOYMENTS, audience, lists)
    change.tell("employment.audience_changed", row)
    return {"employment": row.id}


@action()
async def set_position_audience(
    change: Change, *, position_id: UUID, audience: Sequence[Audience], lists: Sequence[int] | None = None
) -> Made:
    """Show a position of one's own to these and to nobody else."""
    row = await own(change, Position, position_id, path="position_id")
    await row_audience(change, row, ProfileField.POSITIONS, audience, lists)
    change.tell("position.audience_changed", row)
    return {"position": row.id}


@action()
async def set_attribute_audience(
    change: Change, *, member_attribute_id: UUID, audience: Sequence[Audience], lists: Sequence[int] | None = None
) -> Made:
    """Show an attribute of one's own to these and to nobody else."""
    row = await own(change, MemberAttribute, member_attribute_id, path="member_attribute_id")
    await row_audience(change, row, ProfileField.ATTRIBUTES, audience, lists)
    change.tell("member_attribute.audience_changed", row)
    return {"member_attribute": row.id}
