"""Persons and what is said of them: how SNB's rows become accounts, members, positions and ties.

Each function takes the line and the cells of a row and gives the records that come of it.
"""

from collections.abc import Hashable
from typing import NamedTuple
from uuid import UUID

from actions.snb_attributes import Attributes, Record, Records
from actions.snb_cells import BadRow, day, known, moment, number, once, shown, text, year
from actions.snb_keys import Keys, Thing
from models.attributes import AttributeSource
from models.members import Listing, MemberKind, MemberStatus
from models.networks import Locale


class Person(NamedTuple):
    """What other rows need to know of a person."""

    account: UUID
    member: UUID


class People:
    """What has been read of the persons; ``shared`` is what they can have in common."""

    def __init__(self, keys: Keys, slug: str, shared: Attributes) -> None:
        self.keys = keys
        self.slug = slug
        self.shared = shared
        self.persons: dict[str, Person] = {}
        self.emails: dict[str, int] = {}
        self.seen: set[Hashable] = set()

    def meet_person(self, _: int, own: str, created: str) -> Records:
        """Learn that a person exists; the earliest of them founds the network."""
        at, snb_id = moment(created), number(own)
        if own in self.persons:
            raise BadRow(f"the person {own} is here twice")
        self.keys.founded = min(self.keys.founded, at)
        account, member = self.keys.key(Thing.ACCOUNT, at, snb_id), self.keys.key(Thing.MEMBER, at, snb_id)
        self.persons[own] = Person(account, member)
        return ()

    def account(self, _: int, own: str, created: str) -> Records:
        """The login of a person."""
        return ((self.persons[own].account, Locale.EN, "UTC", moment(created)),)

    def email(self, line: int, person: str, address: str) -> Records:
        """An address that nobody can write to in the place of each that SNB gives."""
        account = known(self.persons, person, "person").account
        once(self.seen, ("email", text(address, 254)), f"the address {shown(address)}")
        count = self.emails[person] = self.emails.get(person, 0) + 1
        return ((self.keys.timeless(Thing.EMAIL, line), account, f"{person}-{count}@{self.slug}.invalid"),)

    def member(self, _: int, own: str, created: str, *profile: str) -> Records:
        """A person as an alumnus whom everybody may find and who agreed to be counted: nobody real stands behind it."""
        account, member = self.persons[own]
        first, last, gender, birthday = profile
        given, family, at = text(first, 99), text(last, 100), moment(created)
        standing: Record = (MemberKind.ALUMNUS, MemberStatus.ACTIVE, Listing.LISTED, [], 1, [], True)
        names = (f"{given} {family}", family, given)
        return ((member, self.keys.network, account, *standing, *names, text(gender, 32), day(birthday), own, at, at),)

    def home(self, line: int, person: str, place: str) -> Records:
        """That a person lives in a city."""
        return (self._holding(Thing.HOME, line, person, self.shared.place_key(place)),)

    def interest(self, line: int, person: str, tag: str) -> Records:
        """That a person is interested in something."""
        return (self._holding(Thing.INTEREST, line, person, known(self.shared.tags, tag, "tag")),)

    def speaks(self, line: int, person: str, language: str) -> Records:
        """That a person speaks a language."""
        return (self._holding(Thing.SPOKEN, line, person, self.shared.languages[language]),)

    def studied(self, line: int, person: str, university: str, class_year: str) -> Records:
        """That a person left a university in a year."""
        school = known(self.shared.universities, university, "university")
        return (self._holding(Thing.STUDY, line, person, school, year(class_year)),)

    def works(self, line: int, person: str, company: str, since: str) -> Records:
        """That a person works for a company; SNB knows of nobody who stopped."""
        member = known(self.persons, person, "person").member
        name, country = known(self.shared.companies, company, "company")
        once(self.seen, ("works", person, company), f"the person {person} at the company {company}")
        key = self.keys.timeless(Thing.WORK, line)
        return ((key, self.keys.network, member, name, country, str(year(since)), 1),)

    def knows(self, line: int, one: str, other: str, since: str) -> Records:
        """A friendship, which SNB says once, as a tie in both directions."""
        first, second = known(self.persons, one, "person").member, known(self.persons, other, "person").member
        if one == other:
            raise BadRow(f"the person {one} cannot know themselves")
        once(self.seen, frozenset((one, other)), f"that {one} and {other} know each other")
        at, network = moment(since), self.keys.network
        return (
            (self.keys.key(Thing.KNOWS, at, 2 * line), network, first, second, at),
            (self.keys.key(Thing.KNOWS, at, 2 * line + 1), network, second, first, at),
        )

    def _holding(self, thing: Thing, line: int, person: str, attribute: UUID, in_year: int | None = None) -> Record:
        member = known(self.persons, person, "person").member
        once(self.seen, (member, attribute), f"this of the person {person}")
        return (
            self.keys.timeless(thing, line),
            self.keys.network,
            member,
            attribute,
            AttributeSource.IMPORT,
            in_year,
        )
