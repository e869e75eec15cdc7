"""What the people of the demonstration network show to whom: most what is usual, some more, some hardly anything."""

from collections.abc import Iterator
from datetime import date
from enum import Enum

from actions.demo_chance import Chance
from actions.demo_people import Person
from models.audiences import EVERYBODY, FELLOWS, NOBODY_ELSE, TIES_ONLY, Audience, ProfileField, mask
from models.members import Member
from models.privacy import ExclusionKind

AMONG_US = mask(Audience.TIES, Audience.GROUPS)


class Reserve(Enum):
    """How readily somebody shows things; the number is their share of a hundred."""

    OPEN = 25
    USUAL = 47
    CAREFUL = 20
    CLOSED = 8


# Where nothing is said the network's usual audience holds.
SHOWN: dict[Reserve, dict[ProfileField, int]] = {
    Reserve.OPEN: dict.fromkeys(ProfileField, EVERYBODY)
    | {ProfileField.BIRTHDAY: FELLOWS, ProfileField.PHONE: AMONG_US, ProfileField.GENDER: FELLOWS},
    Reserve.USUAL: {},
    Reserve.CAREFUL: dict.fromkeys(ProfileField, FELLOWS)
    | {ProfileField.POSITIONS: TIES_ONLY, ProfileField.BIRTHDAY: NOBODY_ELSE, ProfileField.PHONE: NOBODY_ELSE},
    Reserve.CLOSED: dict.fromkeys(ProfileField, TIES_ONLY)
    | {ProfileField.POSITIONS: NOBODY_ELSE, ProfileField.PHONE: NOBODY_ELSE, ProfileField.EMAIL: NOBODY_ELSE},
}


def reserve(person: Person) -> Reserve:
    """How somebody is; those to log in as are usual."""
    if person.persona:
        return Reserve.USUAL
    kinds = list(Reserve)
    return Chance(person.number).choices(kinds, [kind.value for kind in kinds])[0]


def audience(person: Person, field: ProfileField) -> int | None:
    """To whom somebody shows a field; None where the usual audience holds."""
    return SHOWN[reserve(person)].get(field)


def audiences(person: Person) -> Iterator[int | None]:
    """The audiences of the columns of a member, in the order of the columns."""
    return (audience(person, field) for field in dict.fromkeys(Member.guarded.values()))


def contacts(person: Person) -> tuple[date, str, str | None, list[str]]:
    """The day of birth, the mail address, the telephone number and the pages elsewhere."""
    drawn, name = Chance(1_000_003 + person.number), person.name
    born = date(person.career.fiscal - drawn.choice((22, 22, 23, 24)), drawn.randint(1, 12), drawn.randint(1, 28))
    local = f"{name.given_romaji}.{name.family_romaji}".lower()
    phone = f"090-0000-{drawn.randint(0, 9999):04}" if drawn.likely(0.6) else None
    pages = [f"https://example.com/~{local}{person.number}"] if drawn.likely(0.3) else []
    return born, f"{local}.{person.number + 1}@example.com", phone, pages


def kept_from(person: Person) -> str | None:
    """The employer whom somebody would not have know that they look around here; a few have one."""
    present = [position.employer.name for position in person.career.positions if position.ended is None]
    if not present or person.persona or not Chance(2_000_003 + person.number).likely(0.1):
        return None
    return present[0]


KEPT_FROM_EMPLOYER = ExclusionKind.ORGANISATION
