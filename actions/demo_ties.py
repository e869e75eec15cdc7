"""Who knows whom in the demonstration network, and who would rather not."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from itertools import accumulate

from actions.demo_attributes import Attribute
from actions.demo_chance import Chance
from actions.demo_people import Person
from models.attributes import AttributeKind as Kind
from models.members import MemberStatus

TIES_EACH = 9  # pairs a member; every pair is one tie of either
ROUTES = (Kind.COHORT, Kind.DEPARTMENT, Kind.SKILL, None)
ROUTE_WEIGHTS = (40, 30, 15, 15)


@dataclass(frozen=True)
class Pair:
    """Two people, and since when they are tied, or blocked."""

    one: Person
    other: Person
    since: datetime


class Circle:
    """People among whom one meets, the warm ones more often."""

    def __init__(self, people: list[Person]) -> None:
        self.people = people
        self.weights = list(accumulate(person.warmth for person in people))

    def meet(self, chance: Chance) -> Person:
        """Somebody of the circle."""
        return chance.choices(self.people, cum_weights=self.weights)[0]


def ties(chance: Chance, people: list[Person], now: datetime) -> list[Pair]:
    """Pairs that share a cohort, a department or a skill, and some that just met; some people have very many."""
    present = [person for person in people if person.status is not MemberStatus.INVITED]
    everyone, circles = Circle(present), _circles(present)
    wanted = min(len(present) * TIES_EACH, len(present) * (len(present) - 1) // 5)
    found: dict[tuple[int, int], Pair] = {}
    for _ in range(wanted * 6):
        one = everyone.meet(chance)
        other = _circle(chance, one, circles, everyone).meet(chance)
        key = (min(one.number, other.number), max(one.number, other.number))
        if one is not other and key not in found:
            found[key] = Pair(one, other, chance.between(max(one.joined_at, other.joined_at), now))
            one.ties.append(other)
            other.ties.append(one)
        if len(found) == wanted:
            break
    return list(found.values())


def _circles(people: list[Person]) -> dict[Attribute, Circle]:
    holders: dict[Attribute, list[Person]] = defaultdict(list)
    for person in people:
        for attribute in person.held:
            holders[attribute].append(person)
    return {attribute: Circle(held_by) for attribute, held_by in holders.items() if len(held_by) > 1}


def _circle(chance: Chance, one: Person, circles: dict[Attribute, Circle], everyone: Circle) -> Circle:
    route = chance.choices(ROUTES, ROUTE_WEIGHTS)[0]
    shared = [circles[attribute] for attribute in one.held if attribute.kind is route and attribute in circles]
    return chance.choice(shared) if shared else everyone


def blocks(chance: Chance, people: list[Person], now: datetime) -> list[Pair]:
    """A few pairs who do not want to see each other; the first asked for it."""
    found: dict[int, Pair] = {}
    willing = [person for person in people if not person.persona and person.status is MemberStatus.ACTIVE]
    for _ in range(len(people) // 60):
        one, other = chance.sample(willing, 2)
        if other not in one.ties and one.number not in found and other.number not in found:
            pair = Pair(one, other, chance.between(max(one.joined_at, other.joined_at), now))
            found[one.number] = found[other.number] = pair
    return list(dict.fromkeys(found.values()))
