"""Conversations of the demonstration network: of ties, of several, and with the offices."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from actions.demo_attributes import words
from actions.demo_chance import Chance
from actions.demo_people import Person
from actions.demo_ties import Pair
from actions.markdown import rendered
from models.members import MemberStatus
from models.offices import SERVED_BY, OfficeKind

if TYPE_CHECKING:
    from actions.demo_rows import World

SEED = 20_230_702  # its own, so that who talks changes nothing of everything else
OF_PERSONAS = 6  # direct conversations of each whom visitors log in as
OTHERS = 0.1  # direct conversations of the others, by the number of members
LATELY = timedelta(days=40)
Row = tuple[Any, ...]


@dataclass(frozen=True)
class Said:
    """One message to be."""

    id: UUID
    author: Person
    body: str
    at: datetime


@dataclass(eq=False)
class Talk:
    """A conversation to be; ``people`` take part, the first has started it."""

    id: UUID
    kind: str
    people: list[Person]
    started: datetime
    title: str | None = None
    subject: str | None = None
    office: UUID | None = None
    said: list[Said] = field(default_factory=list)


@dataclass(frozen=True)
class Office:
    """An office to be."""

    id: UUID
    kind: OfficeKind
    told: dict[str, Any]


class Talks:
    """All that is said, in the order of invention."""

    def __init__(self, world: "World") -> None:
        self.world, self.chance, self.listed = world, Chance(SEED), words("demo_messages")
        self.offices = [
            Office(self.chance.id_at(world.opened), OfficeKind(each["kind"]), each) for each in self.listed["office"]
        ]
        apart = {frozenset((pair.one.number, pair.other.number)) for pair in world.blocks}
        self.together = [pair for pair in world.ties if frozenset((pair.one.number, pair.other.number)) not in apart]
        self.all = [*self._directs(), *self._several(), *self._letters()]

    def _directs(self) -> Iterator[Talk]:
        """Of the personas with their ties, and of some others."""
        able = [pair for pair in self.together if writes(pair.one) and writes(pair.other)]
        chosen = [pair for each in self._personas() for pair in of(each, able)[:OF_PERSONAS]]
        others = self.chance.sample(able, min(len(able), int(len(self.world.people) * OTHERS)))
        for pair in dict.fromkeys([*chosen, *others]):
            two = self.chance.sample([pair.one, pair.other], 2)
            said: list[str] = self.chance.choice(self.listed["direct"])["said"]
            yield self._talk("DIRECT", two, said, [two[number % 2] for number in range(len(said))])

    def _several(self) -> Iterator[Talk]:
        """Each of several friends of a persona."""
        for number, each in enumerate(self.listed["group"]):
            persona = self._personas()[number % len(self._personas())]
            friends = [person for person in persona.ties if writes(person)][:6]
            if friends:
                people = [persona, *friends]
                writers = [self.chance.choice(people) for _ in each["said"]]
                yield self._talk("GROUP", people, each["said"], writers, title=each["title"])

    def _letters(self) -> Iterator[Talk]:
        """What was written to the offices, and answered."""
        for office in self.offices:
            role = SERVED_BY[office.kind]
            serving = [person for person in self.world.people if role in person.roles and writes(person)]
            asking = [person for person in self.world.people if writes(person) and not person.roles]
            for subject, body, answer in office.told["letters"]:
                one = self.chance.choice(asking)
                said, writers = ([body, answer], [one, serving[0]]) if serving else ([body], [one])
                yield self._talk("OFFICE", [one], said, writers, subject=subject, office=office.id)

    def _talk(self, kind: str, people: list[Person], said: list[str], writers: list[Person], **more: Any) -> Talk:
        """A conversation in which this is said; the last thing an hour ago at the latest."""
        now = self.world.now - timedelta(hours=1)
        started = self.chance.between(max([now - LATELY, *(each.joined_at for each in people)]), now)
        pause = (now - started) / (len(said) + 1)
        made = Talk(self.chance.id_at(started), kind, people, started, **more)
        for number, (body, author) in enumerate(zip(said, writers, strict=True)):
            at = started + number * pause
            other = next((each for each in people if each is not author), author)
            text = body.format(me=author.name.family, other=other.name.family)
            made.said.append(Said(self.chance.id_at(at), author, text, at))
        return made

    def _personas(self) -> list[Person]:
        return [person for person in self.world.people if person.persona]


def of(person: Person, pairs: list[Pair]) -> list[Pair]:
    """The pairs that somebody is one of."""
    return [pair for pair in pairs if person in (pair.one, pair.other)]


def writes(person: Person) -> bool:
    """Is it an active member?"""
    return person.status is MemberStatus.ACTIVE and person.account_id is not None


def offices(world: "World") -> Iterator[Row]:
    """Rows of offices."""
    for each in world.talks.offices:
        told = each.told
        yield each.id, world.network, each.kind.value, told["name"], told["name_en"], told["description"], True, 1


def conversations(world: "World") -> Iterator[Row]:
    """Rows of conversations."""
    for talk in world.talks.all:
        two = sorted(person.id for person in talk.people) if talk.kind == "DIRECT" else (None, None)
        last = (len(talk.said), talk.said[-1].at)
        about = (talk.kind, talk.title, talk.subject, talk.office)
        yield talk.id, world.network, *about, *two, talk.people[0].id, talk.started, *last, 1


def participants(world: "World") -> Iterator[Row]:
    """Rows of participants: who wrote last has read all, the others all but that."""
    for talk in world.talks.all:
        for number, person in enumerate(talk.people):
            key = world.talks.chance.id_at(talk.started)
            role = "OWNER" if talk.kind == "GROUP" and number == 0 else "MEMBER"
            read = len(talk.said) - (talk.said[-1].author is not person)
            yield key, world.network, talk.id, person.id, role, "ACTIVE", talk.started, 1, read, False


def messages(world: "World") -> Iterator[Row]:
    """Rows of messages."""
    for talk in world.talks.all:
        for number, said in enumerate(talk.said, 1):
            words_ = (said.body, rendered(said.body).html)
            yield said.id, world.network, talk.id, number, said.author.id, *words_, said.at, 1
