"""The groups of the demonstration network, and who belongs to them."""

from bisect import bisect_right
from dataclasses import dataclass, field
from datetime import datetime
from itertools import accumulate
from typing import Any
from uuid import UUID

from actions.demo_attributes import words
from actions.demo_chance import YEAR, Chance
from actions.demo_people import OPEN_FOR, Person
from models.groups import GroupRole, JoinPolicy, MembershipStatus
from models.members import MemberStatus, Role

FEWEST, MOST, MEMBERS_A_GROUP = 6, 40, 25
SHOWA = 1988  # the last fiscal year that began in it
HR_ROLES = {Role.HR_ADMIN, Role.RECRUITER}


@dataclass(frozen=True)
class Membership:
    """How somebody stands with a group."""

    person: Person
    role: GroupRole
    status: MembershipStatus
    since: datetime


class Voices:
    """Those who may write at a place, in the order in which they came, the zealous ones drawn more often."""

    def __init__(self, came: list[tuple[Person, datetime]]) -> None:
        came = sorted(came, key=lambda pair: (pair[1], pair[0].number))
        self.people = [person for person, _ in came]
        self.since = [since for _, since in came]
        self.weights = list(accumulate(person.zeal for person in self.people))

    def count(self, moment: datetime) -> int:
        """How many were there at a moment."""
        return bisect_right(self.since, moment)

    def someone(self, chance: Chance, moment: datetime) -> Person | None:
        """Somebody who was there at a moment."""
        count = self.count(moment)
        if not count:
            return None
        return chance.choices(self.people[:count], cum_weights=self.weights[:count])[0]


@dataclass(eq=False)
class Group:
    """A group to be."""

    id: UUID
    name: str
    about: str
    policy: JoinPolicy
    secret: bool
    readable_by_hr: bool
    created_at: datetime
    topics: list[str]
    cities: list[str]
    memberships: list[Membership]
    voices: Voices = field(init=False)

    def __post_init__(self) -> None:
        active = [one for one in self.memberships if one.status is MembershipStatus.ACTIVE]
        self.voices = Voices([(one.person, one.since) for one in active])


def groups(chance: Chance, people: list[Person], now: datetime) -> list[Group]:
    """As many groups as the network can fill, up to forty."""
    listed = words("demo_groups")["groups"][: max(FEWEST, min(MOST, len(people) // MEMBERS_A_GROUP))]
    present = [person for person in people if person.status is not MemberStatus.INVITED]
    made = (_group(chance, entry, present, now) for entry in listed)
    return [group for group in made if group]


def _group(chance: Chance, entry: dict[str, Any], present: list[Person], now: datetime) -> Group | None:
    drawn_to, cohort = _drawn_to(entry, present)
    if entry.get("hr") is False:
        drawn_to = {person: pull for person, pull in drawn_to.items() if not HR_ROLES & set(person.roles)}
    size = max(5, round(len(present) * entry["weight"] * 0.0085))
    came = _draw(chance, drawn_to, size)
    if len(came) < 3:
        return None
    founder = min(came, key=lambda person: (person.joined_at, person.number))
    created = max(chance.between(now - OPEN_FOR, now - YEAR * 1.05), founder.joined_at)
    policy = JoinPolicy(entry["join"])
    return Group(
        chance.id_at(created),
        entry["name"].format(cohort=cohort),
        entry["about"].format(cohort=cohort),
        policy,
        entry.get("secret", False),
        entry.get("hr", True),
        created,
        entry["topics"],
        entry.get("cities", []),
        [
            *_members(chance, came, founder, created, now),
            *_waiting(chance, [person for person in drawn_to if person not in came], policy, created, now),
        ],
    )


def _drawn_to(entry: dict[str, Any], present: list[Person]) -> tuple[dict[Person, float], str]:
    """How strongly each is drawn to the group, and the cohort when it is one's."""
    if "cohort" in entry:
        cohort = _largest_cohort(present, entry["cohort"])
        return {person: person.warmth for person in present if person.career.fiscal == cohort}, f"{cohort}年度入社"
    if entry.get("veterans"):
        return {person: 1.0 for person in present if person.career.fiscal <= SHOWA}, ""
    rule, abroad = set(entry["rule"]), entry.get("english", False)
    return {person: _pull(person, rule) * (30 if abroad and person.name.abroad else 1) for person in present}, ""


def _largest_cohort(present: list[Person], rank: int) -> int:
    sizes: dict[int, int] = {}
    for person in present:
        sizes[person.career.fiscal] = sizes.get(person.career.fiscal, 0) + 1
    return sorted(sizes, key=lambda year: (-sizes[year], year))[rank]


def _pull(person: Person, rule: set[str]) -> float:
    shared = sum(attribute.ja in rule for attribute in person.held)
    return (0.3 + person.warmth) * (1 + 14 * shared) * (5 if person.persona and shared else 1)


def _draw(chance: Chance, drawn_to: dict[Person, float], size: int) -> dict[Person, float]:
    """That many people, the strongly drawn ones first (Efraimidis and Spirakis: the largest u^(1/w))."""
    luck = {person: chance.random() ** (1 / pull) for person, pull in drawn_to.items()}
    return dict(sorted(luck.items(), key=lambda pair: -pair[1])[:size])


def _members(
    chance: Chance, came: dict[Person, float], founder: Person, created: datetime, now: datetime
) -> list[Membership]:
    others = [person for person in came if person is not founder]
    roles = [GroupRole.MODERATOR] * min(2, len(others) // 12) + [GroupRole.MEMBER] * len(others)
    return [Membership(founder, GroupRole.OWNER, MembershipStatus.ACTIVE, created)] + [
        Membership(person, role, MembershipStatus.ACTIVE, _since(chance, person, created, now))
        for person, role in zip(others, roles, strict=False)
    ]


def _since(chance: Chance, person: Person, created: datetime, now: datetime) -> datetime:
    return chance.between(max(created, person.joined_at), now, skew=2.5)


def _waiting(
    chance: Chance, outside: list[Person], policy: JoinPolicy, created: datetime, now: datetime
) -> list[Membership]:
    """Those who asked, who were asked, or who had to go."""
    status = {
        JoinPolicy.OPEN: MembershipStatus.BANNED,
        JoinPolicy.REQUEST: MembershipStatus.REQUESTED,
        JoinPolicy.INVITE: MembershipStatus.INVITED,
    }[policy]
    most = 1 if policy is JoinPolicy.OPEN else 4
    willing = [person for person in outside if not person.persona]
    found = chance.sample(willing, min(len(willing), chance.randint(0, most)))
    return [Membership(person, GroupRole.MEMBER, status, _since(chance, person, created, now)) for person in found]
