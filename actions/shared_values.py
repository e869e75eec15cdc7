"""What an application shares: the applicant's own values as they are now, written down as texts."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple
from uuid import UUID

from actions import texts
from actions.change import Change
from actions.refusals import Conflict, Invalid
from actions.words import Words
from models.applications import LONGEST_CONTACT, LONGEST_LETTER, MOST_VALUES, NOT_NAMED, SharedField, SharedValue
from models.ids import uuid7
from models.members import Member

OTHERWISE_SHARED = Words(
    "The name is always shared; a letter and a contact are given by themselves.",
    "氏名は常に共有されます。志望動機と連絡先は、それぞれの項目に入力してください。",
)
TOO_MUCH = Words(f"At most {MOST_VALUES} values are shared.", f"共有できる項目は{MOST_VALUES}件までです。")
COLUMNS = {
    SharedField.FORMER_NAME: "former_name",
    SharedField.HEADLINE: "headline",
    SharedField.BIO: "bio",
    SharedField.AVATAR: "avatar_url",
    SharedField.GENDER: "gender",
    SharedField.BIRTHDAY: "birthday",
    SharedField.EMAIL: "contact_email",
    SharedField.PHONE: "phone",
}
SPAN = "concat({0}.started, ' – ', {0}.ended)"
# Each row of the applicant's own as one line, in the order in which the profile shows them.
ROWS = {
    SharedField.EMPLOYMENTS: (
        f"select concat_ws(', ', {SPAN.format('stay')}, place.label_ja, stay.title) from employments stay"
        " left join attributes place on place.id = stay.department_id"
        " where stay.member_id = $1 order by stay.started desc, stay.id desc"
    ),
    SharedField.POSITIONS: (
        f"select concat_ws(', ', {SPAN.format('work')}, work.company, work.title) from positions work"
        " where work.member_id = $1 order by work.started desc, work.id desc"
    ),
    SharedField.ATTRIBUTES: (
        "select concat_ws(', ', held.label_ja, own.year::text) from member_attributes own"
        " join attributes held on held.id = own.attribute_id where own.member_id = $1 order by held.kind, held.key"
    ),
}


class Value(NamedTuple):
    """One value to be shared."""

    field: SharedField
    text: str


def chosen(fields: Sequence[SharedField]) -> list[SharedField]:
    """The fields of the profile to be shared, each once; raises Invalid."""
    for number, field in enumerate(fields):
        if field in NOT_NAMED:
            raise Invalid(OTHERWISE_SHARED, ("fields", str(number)))
    return [field for field in SharedField if field in fields]


async def values_of(
    change: Change, member: Member, fields: Sequence[SharedField], *, letter: str | None, contact: str | None
) -> list[Value]:
    """What is shared, in one order; of a field without a value nothing. Raises Invalid and Conflict (too much)."""
    said = {
        SharedField.NAME: member.display_name,
        SharedField.LETTER: texts.prose(letter, LONGEST_LETTER, "letter"),
        SharedField.CONTACT: texts.prose(contact, LONGEST_CONTACT, "contact"),
    }
    found = [Value(field, text) for field, text in said.items() if text]
    for field in chosen(fields):
        found += [Value(field, text) for text in await written(change, member, field)]
    if len(found) > MOST_VALUES:
        raise Conflict(TOO_MUCH, "fields")
    return found


async def written(change: Change, member: Member, field: SharedField) -> list[str]:
    """What the member has of one field."""
    if field in ROWS:
        return [row[0] for row in await change.rows(ROWS[field], member.id)]
    if field is SharedField.LINKS:
        return list(member.links)
    value = getattr(member, COLUMNS[field])
    return [str(value)] if value is not None and str(value).strip() else []


async def share(change: Change, application_id: UUID, values: Sequence[Value]) -> None:
    """Write down what is shared."""
    await SharedValue.bulk_create(list(rows(change, application_id, values)))


def rows(change: Change, application_id: UUID, values: Sequence[Value]) -> Iterator[SharedValue]:
    """The rows of what is shared."""
    for number, each in enumerate(values):
        own = {"network_id": change.network_id, "application_id": application_id}
        yield SharedValue(id=uuid7(), field=each.field, number=number, value=each.text, **own)
