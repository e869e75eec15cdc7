"""Who would come back in the demonstration network, and the talks that its recruiters offer them."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from actions.demo_chance import Chance
from actions.demo_jobs import Job, is_free, jobs
from actions.demo_people import Person
from models.comeback import LASTS_DAYS
from models.jobs import JobKind, JobStatus
from models.members import HR_ROLES, Role

if TYPE_CHECKING:
    from actions.demo_rows import Row, World

SEED = 20_230_705  # its own, so that who would come back changes nothing of everything else
WOULD, TOLD, MOST_TALKS, MOST_ANSWERS = 0.15, 0.2, 5, 3
KINDS = [JobKind.COMEBACK.value, JobKind.SIDE_JOB.value]
NOTE = "家庭の事情が落ち着いたら、また一緒に働きたいです。"
WORDS = "ご経験を活かせるポジションです。応募の前に、まずは気軽にお話ししませんか。"
OFFERED_FOR = timedelta(days=30)


@dataclass(frozen=True, eq=False)
class Wish:
    """An interest in coming back."""

    id: UUID
    person: Person
    told: bool
    at: datetime


@dataclass(frozen=True, eq=False)
class Offer:
    """A talk, and who answered: the first of them agreed."""

    id: UUID
    job: Job
    opener: Person
    at: datetime
    answers: list[Wish]


@dataclass(eq=False)
class Comebacks:
    """All wishes and offers."""

    world: "World"
    chance: Chance = field(default_factory=lambda: Chance(SEED))
    wishes: list[Wish] = field(init=False)
    offers: list[Offer] = field(init=False)

    def __post_init__(self) -> None:
        self.wishes = [self._wish(person) for person in self.world.people if self._would(person)]
        openers = [person for person in self.world.people if set(HR_ROLES) & set(person.roles)]
        openers.sort(key=lambda person: not person.persona)
        open_ones = [
            job for job in jobs(self.world) if job.kind is JobKind.COMEBACK and job.status is JobStatus.PUBLISHED
        ]
        self.offers = [self._offer(job, openers[0]) for job in open_ones[:MOST_TALKS]]

    def _would(self, person: Person) -> bool:
        return is_free(person) and (person.persona or self.chance.likely(WOULD))

    def _wish(self, person: Person) -> Wish:
        at = self.chance.between(max(person.joined_at, self.world.now - timedelta(days=150)), self.world.now)
        return Wish(self.chance.id_at(at), person, self.chance.likely(TOLD), at)

    def _offer(self, job: Job, opener: Person) -> Offer:
        at = self.chance.between(max(job.begun, self.world.now - timedelta(days=14)), self.world.now)
        answering = [wish for wish in self.wishes if wish.at < at and not wish.person.persona]
        return Offer(
            self.chance.id_at(at), job, opener, at, self.chance.some(answering, MOST_ANSWERS) if answering else []
        )


def wish_rows(world: "World") -> Iterator["Row"]:
    """The interests, most of them sealed."""
    for one in world.comebacks.wishes:
        roles = [Role.RECRUITER.value] if one.told else []
        until = one.at + timedelta(days=LASTS_DAYS)
        yield one.id, world.network, one.person.id, roles, KINDS, [], [], "2027-04", NOTE, one.at, until


def talk_rows(world: "World") -> Iterator["Row"]:
    """The talks."""
    for one in world.comebacks.offers:
        yield one.id, world.network, one.job.id, one.opener.id, WORDS, one.at, one.at + OFFERED_FOR


def answer_rows(world: "World") -> Iterator["Row"]:
    """What was answered: the first agreed, and showed what kinds of work they want."""
    for offer in world.comebacks.offers:
        for number, wish in enumerate(offer.answers):
            accepts = number == 0
            shown = (wish.person.name.display, KINDS) if accepts else (None, [])
            at = world.comebacks.chance.between(offer.at, world.now)
            key = world.comebacks.chance.id_at(at)
            yield key, world.network, offer.id, wish.person.id, wish.id, accepts, *shown, at
