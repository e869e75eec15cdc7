"""Referrals of the demonstration network: the personas told some of their ties of jobs, and were told of some."""

from collections.abc import Iterator
from datetime import timedelta
from typing import TYPE_CHECKING

from actions.demo_chance import Chance
from actions.demo_jobs import Job, is_free, jobs
from actions.demo_people import Person
from models.jobs import JobStatus
from models.members import HR_ROLES
from models.referrals import LASTS_DAYS

if TYPE_CHECKING:
    from actions.demo_rows import Row, World

SEED = 20_230_706  # its own, so that who refers whom changes nothing of everything else
EACH, LATELY = 3, timedelta(days=20)
WORDS = "この求人を見て、真っ先にお顔が浮かびました。よければ一度見てみてください。"
RECOMMENDATION = "以前同じプロジェクトで、難しい調整をいつも引き受けてくれた方です。"


def referral_rows(world: "World") -> Iterator["Row"]:
    """The referrals, of which none was answered yet."""
    chance = Chance(SEED)
    offered = [job for job in jobs(world) if job.by_company and job.status is JobStatus.PUBLISHED]
    for job, referrer, candidate in told(world, offered):
        at = chance.between(max(job.begun, world.now - LATELY, referrer.joined_at, candidate.joined_at), world.now)
        until = at + timedelta(days=LASTS_DAYS)
        of = (job.id, referrer.id, candidate.id)
        yield chance.id_at(at), world.network, *of, WORDS, RECOMMENDATION, at, until


def told(world: "World", offered: list[Job]) -> Iterator[tuple[Job, Person, Person]]:
    """Which job, by whom, to whom: by and to each persona, from and to their first ties."""
    for persona in (person for person in world.people if person.persona):
        ties = [other for other in tied(world, persona) if is_free(other) and not other.persona][: 2 * EACH]
        for number, (job, other) in enumerate(zip(offered, ties, strict=False)):
            pair = (persona, other) if number % 2 else (other, persona)
            if refers(pair[0]) and is_free(pair[1]):
                yield job, *pair


def tied(world: "World", person: Person) -> Iterator[Person]:
    """To whom somebody is tied."""
    for pair in world.ties:
        if person in (pair.one, pair.other):
            yield pair.other if pair.one is person else pair.one


def refers(person: Person) -> bool:
    """Who keeps the company's jobs does not refer to them."""
    return not set(HR_ROLES) & set(person.roles)
