"""The people of the demonstration network: who they are, what they have done, and what they have in common."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from faker import Faker

from actions.demo_attributes import Attribute, Calling, Catalogue, words
from actions.demo_careers import Career, career
from actions.demo_chance import TOKYO, Chance
from models.attributes import AttributeKind as Kind
from models.attributes import AttributeSource as Source
from models.members import Listing, MemberKind, MemberStatus, Role

OPEN_FOR = timedelta(days=1000)
# The first three of every demonstration network are there to be logged in as.
PERSONAS = {"alumnus": 0, "employee": 1, "hr": 2}
PERSONA_KINDS = (MemberKind.ALUMNUS, MemberKind.EMPLOYEE, MemberKind.EMPLOYEE)
PERSONA_CALLINGS = (0, 1, 7)
SPELLING = {"シュウヘイ": "Shuhei", "ミツル": "Mitsuru"}  # two slips in Faker's list
OFFICES = (Role.NETWORK_OWNER, Role.RECRUITER, Role.MODERATOR, Role.PRIVACY_OFFICER, Role.RECRUITER)


@dataclass(frozen=True)
class Name:
    """A name as it is written, read and romanised."""

    family: str
    given: str
    family_kana: str
    given_kana: str
    family_romaji: str
    given_romaji: str
    former: str | None = None
    abroad: bool = False

    @property
    def display(self) -> str:
        """Family name first, as Japanese names are shown."""
        return f"{self.given} {self.family}" if self.abroad else f"{self.family} {self.given}"


@dataclass(frozen=True)
class Holding:
    """That somebody has an attribute."""

    source: Source
    year: int | None = None


@dataclass(eq=False)
class Person:
    """A member to be."""

    number: int
    id: UUID
    account_id: UUID | None
    kind: MemberKind
    status: MemberStatus
    listing: Listing
    roles: list[Role]
    name: Name
    calling: Calling
    career: Career
    joined_at: datetime
    warmth: float  # how readily ties are made
    zeal: float  # how readily something is written
    held: dict[Attribute, Holding] = field(default_factory=dict)
    ties: "list[Person]" = field(default_factory=list)

    @property
    def persona(self) -> bool:
        """Whether visitors log in as this one."""
        return self.number in PERSONAS.values()

    def having(self, kind: Kind) -> list[Attribute]:
        """What of a kind they have, the weightiest first."""
        return [attribute for attribute in self.held if attribute.kind is kind]


class Names:
    """Japanese names with their readings: drawn from Faker once, and from lists of rarer ones."""

    def __init__(self, chance: Chance) -> None:
        self.chance = chance
        fake, listed = Faker("ja_JP"), words("demo_profiles")
        fake.seed_instance(chance.getrandbits(32))
        self.families = [fake.last_name_pair() for _ in range(400)] + [_read(name) for name in listed["families"]] * 3
        self.given = [
            [fake.first_name_male_pair() for _ in range(40)] + [_read(name) for name in listed["men"]] * 2,
            [fake.first_name_female_pair() for _ in range(30)] + [_read(name) for name in listed["women"]] * 2,
        ]
        self.foreign: list[str] = listed["abroad"]

    def draw(self) -> Name:
        """Somebody's name; some who married bear a former one too."""
        if self.chance.likely(0.025):
            family, given, family_kana, given_kana = self.chance.choice(self.foreign).split()
            return Name(family, given, family_kana, given_kana, family, given, abroad=True)
        woman = self.chance.likely(0.36)
        family, kana, romaji = self.chance.choice(self.families)
        given, given_kana, given_romaji = self.chance.choice(self.given[woman])
        former = self.chance.choice(self.families)[0] if self.chance.likely(0.3 if woman else 0.015) else None
        spelling = SPELLING.get(given_kana, given_romaji)
        return Name(family, given, kana, given_kana, romaji, spelling, None if former == family else former)


def _read(name: str) -> tuple[str, str, str]:
    written, kana, romaji = name.split()
    return written, kana, romaji


def people(chance: Chance, made: Catalogue, count: int, now: datetime) -> list[Person]:
    """The members, the three to log in as first."""
    names, offices = Names(chance), list(OFFICES)
    found = [_person(chance, made, names, number, now) for number in range(count)]
    for person in found[3:]:
        if offices and person.kind is MemberKind.EMPLOYEE and person.calling is made.callings[PERSONA_CALLINGS[2]]:
            person.roles.append(offices.pop(0))
    found[2].roles += [Role.HR_ADMIN, Role.COMMUNITY_MANAGER, Role.NETWORK_OWNER]
    return found


def _person(chance: Chance, made: Catalogue, names: Names, number: int, now: datetime) -> Person:
    persona = number in PERSONAS.values()
    kind = PERSONA_KINDS[number] if persona else _kind(chance)
    calling = made.callings[PERSONA_CALLINGS[number]] if persona else _calling(chance, made)
    joined = _joined(chance, now, persona=persona)
    status = MemberStatus.ACTIVE if persona else _status(chance)
    person = Person(
        number,
        chance.id_at(joined),
        None if status is MemberStatus.INVITED else chance.id_at(joined - timedelta(minutes=2)),
        kind,
        status,
        Listing.LISTED if persona else _listing(chance),
        [],
        names.draw(),
        calling,
        _career(chance, calling, kind, now, settled=persona),
        joined,
        12.0 if persona else min(chance.lognormvariate(0, 0.9), 12.0),
        6.0 if persona else chance.lognormvariate(0, 1.1),
    )
    _derive(person, made)
    _declare(chance, person, made, now.year)
    return person


def _kind(chance: Chance) -> MemberKind:
    return MemberKind.ALUMNUS if chance.likely(0.85) else MemberKind.EMPLOYEE


def _calling(chance: Chance, made: Catalogue) -> Calling:
    return chance.choices(made.callings, [calling.weight for calling in made.callings])[0]


def _joined(chance: Chance, now: datetime, *, persona: bool) -> datetime:
    if persona:
        return now - OPEN_FOR + timedelta(days=chance.randint(5, 30))
    return chance.at_waking_hour(chance.between(now - OPEN_FOR, now - timedelta(hours=2), skew=1.5), now)


def _status(chance: Chance) -> MemberStatus:
    rare = (MemberStatus.INVITED, MemberStatus.LEFT, MemberStatus.SUSPENDED)
    return chance.choices((MemberStatus.ACTIVE, *rare), (974, 15, 8, 3))[0]


def _listing(chance: Chance) -> Listing:
    return chance.choices((Listing.LISTED, Listing.TIES_ONLY, Listing.UNLISTED), (91, 6, 3))[0]


def _career(chance: Chance, calling: Calling, kind: MemberKind, now: datetime, *, settled: bool) -> Career:
    """A career; those to log in as have one with several departments, and alumni among them a present employer."""
    local = now.astimezone(TOKYO)
    month = local.year * 12 + local.month - 1
    while True:
        drawn = career(chance, calling, kind, month)
        working = kind is MemberKind.EMPLOYEE or any(position.ended is None for position in drawn.positions)
        recent = local.year - 28 < drawn.fiscal < local.year - 10
        if not settled or (len(drawn.spells) > 1 and working and recent):
            return drawn


def _derive(person: Person, made: Catalogue) -> None:
    """What follows from the spells in the company."""
    person.held[made.cohort(person.career.fiscal)] = Holding(Source.DERIVED)
    for spell in reversed(person.career.spells):
        person.held.setdefault(spell.department, Holding(Source.DERIVED))


def _declare(chance: Chance, person: Person, made: Catalogue, year: int) -> None:
    """What they say of themselves; those to log in as leave nothing out."""
    wanted = [*_abilities(chance, person, made), *_surroundings(chance, person, made)]
    for attribute in wanted:
        person.held.setdefault(attribute, Holding(Source.MEMBER))
    if person.persona or chance.likely(0.55):
        graduated = person.career.fiscal - (0 if chance.likely(0.8) else chance.randint(1, 6))
        person.held[chance.skewed(made.of(Kind.SCHOOL))] = Holding(chance.choice((Source.MEMBER, Source.HR)), graduated)
    if person.persona or chance.likely(0.36):
        passed = min(year, person.career.fiscal + chance.randint(1, 15))
        person.held[chance.skewed(person.calling.certifications)] = Holding(Source.MEMBER, passed)


def _abilities(chance: Chance, person: Person, made: Catalogue) -> list[Attribute]:
    wanted = chance.some(person.calling.skills, 2 * person.persona + chance.choice((1, 2, 2, 3)))
    if chance.likely(0.18):
        wanted.append(chance.skewed(_calling(chance, made).skills))
    if person.persona or chance.likely(0.75):
        wanted.append(chance.skewed(person.calling.occupations))
    if person.persona or chance.likely(0.32):
        wanted.append(chance.skewed(made.of(Kind.LANGUAGE)))
    return wanted


def _surroundings(chance: Chance, person: Person, made: Catalogue) -> list[Attribute]:
    wanted = chance.some(made.of(Kind.INTEREST), 2 * person.persona + chance.choice((0, 0, 1, 1, 2, 3)))
    present = [position.employer for position in person.career.positions if position.ended is None]
    if present and (person.persona or chance.likely(0.8)):
        wanted.append(present[0].industry)
    if person.persona or chance.likely(0.82):
        wanted.append(_home(chance, person, made))
    return wanted


def _home(chance: Chance, person: Person, made: Catalogue) -> Attribute:
    present = [position.employer for position in person.career.positions if position.ended is None]
    if present and chance.likely(0.6):
        return present[0].place
    return chance.choices(made.of(Kind.PLACE), made.places)[0]
