"""Working lives of the demonstration network: spells in the company, and what came before, between and after.

Months are counted from the year 0, so that 2015-04 is 2015 * 12 + 3.
"""

import math
from dataclasses import dataclass
from itertools import pairwise

from actions.demo_attributes import Attribute, Calling, Employer
from actions.demo_chance import Chance
from models.members import MemberKind

RANKS = ("", "", "主任", "係長", "課長", "部長")
CRAFTS = ("担当", "リーダー", "プランナー", "スペシャリスト")
APRIL, OCTOBER = 3, 9


@dataclass(frozen=True)
class Spell:
    """A time in one department; ``ended`` is the last month's date, none while it lasts."""

    department: Attribute
    title: str
    started: str
    ended: str | None


@dataclass(frozen=True)
class Place:
    """A position elsewhere."""

    employer: Employer
    title: str
    started: str
    ended: str | None


@dataclass(frozen=True)
class Career:
    """A whole working life, with the fiscal year of joining and the years spent here."""

    fiscal: int
    years: int
    spells: list[Spell]
    positions: list[Place]


Stretch = tuple[int, int | None]


def career(chance: Chance, calling: Calling, kind: MemberKind, now: int) -> Career:
    """What somebody of this calling has done until the month ``now``."""
    stretches = _stretches(chance, kind, now)
    spells = [spell for stretch in stretches for spell in _spells(chance, calling, stretch, stretches[0][0], now)]
    months = sum((last or now) - first + 1 for first, last in stretches)
    positions = _positions(chance, calling, stretches, now)
    return Career((stretches[0][0] - APRIL) // 12, max(1, round(months / 12)), spells, positions)


def _stretches(chance: Chance, kind: MemberKind, now: int) -> list[Stretch]:
    year = int(chance.triangular(now // 12 - 43, now // 12 - 1, now // 12 - 16))
    first = min(year * 12 + (APRIL if chance.likely(0.82) else chance.randrange(3, 15)), now - 9)
    returns = chance.likely(0.12 if kind is MemberKind.EMPLOYEE else 0.07)
    if kind is MemberKind.EMPLOYEE and not (returns and now - first > 80):
        return [(first, None)]
    last = _leaving(chance, first, now - 1 - (50 if returns and now - first > 80 else 0))
    again = last + chance.randint(14, 60)
    if kind is MemberKind.EMPLOYEE:
        return [(first, last), (min(again, now - 2), None)]
    if returns and again + 15 < now:
        return [(first, last), (again, min(again + chance.randint(12, 90), now - 1))]
    return [(first, last)]


def _leaving(chance: Chance, first: int, latest: int) -> int:
    last = first + _tenure(chance)
    return last if last <= latest else chance.randint(min(first + 6, latest), latest)


def _tenure(chance: Chance) -> int:
    """Months until leaving; two of three leave with a fiscal half-year."""
    months = min(max(int(chance.lognormvariate(math.log(92), 0.75)), 7), 38 * 12)
    return months // 6 * 6 + 5 if chance.likely(0.66) else months


def _spells(chance: Chance, calling: Calling, stretch: Stretch, joined: int, now: int) -> list[Spell]:
    first, last = stretch
    starts = [first]
    while (following := _transfer(chance, starts[-1])) < (last or now) - 6 and len(starts) < 4:
        starts.append(following)
    ends: list[int | None] = [*(start - 1 for start in starts[1:]), last]
    departments = _departments(chance, calling, len(starts))
    return [
        Spell(department, _title(chance, start - joined), _start(chance, start), _end(chance, start, end))
        for department, start, end in zip(departments, starts, ends, strict=True)
    ]


def _transfer(chance: Chance, start: int) -> int:
    """The April or October some years later, when people are moved to another department."""
    year = (start + chance.randint(34, 110)) // 12
    return year * 12 + (APRIL if chance.likely(0.75) else OCTOBER)


def _departments(chance: Chance, calling: Calling, count: int) -> list[Attribute]:
    drawn = [chance.skewed(calling.departments)]
    while len(drawn) < count:
        others = [department for department in calling.departments if department is not drawn[-1]]
        drawn.append(chance.skewed(others) if others else drawn[-1])
    return drawn


def _title(chance: Chance, months: int) -> str:
    rank = RANKS[min(len(RANKS) - 1, int(months / 60 * chance.uniform(0.4, 1.3)))]
    return rank or chance.skewed(CRAFTS)


def _start(chance: Chance, month: int) -> str:
    # Never the year alone: it would be read as January, in the fiscal year before.
    return f"{_month(month)}-01" if chance.likely(0.3) else _month(month)


def _end(chance: Chance, start: int, end: int | None) -> str | None:
    if end is None:
        return None
    return str(end // 12) if end // 12 > start // 12 and chance.likely(0.12) else _month(end)


def _month(month: int) -> str:
    return f"{month // 12}-{month % 12 + 1:02}"


def _positions(chance: Chance, calling: Calling, stretches: list[Stretch], now: int) -> list[Place]:
    """Between two stretches one position, after the last one a career of its own."""
    found = [
        _position(chance, calling, last + 1, again - 1)
        for (_, last), (again, _) in pairwise(stretches)
        if last is not None and again - last > 3
    ]
    last = stretches[-1][1]
    return found if last is None else found + _afterwards(chance, calling, last + 1, stretches[0][0], now)


def _afterwards(chance: Chance, calling: Calling, start: int, joined: int, now: int) -> list[Place]:
    retired = now - joined > 39 * 12 and chance.likely(0.7)
    found: list[Place] = []
    while len(found) < 3 and chance.likely(0.4) and start + 30 < now:
        end = start + chance.randint(14, min(100, now - start - 10))
        found.append(_position(chance, calling, start, end))
        start = end + chance.randint(1, 4)
    if retired or chance.likely(0.08):
        return found
    return [*found, _position(chance, calling, min(start, now), None)]


def _position(chance: Chance, calling: Calling, start: int, end: int | None) -> Place:
    title = (
        chance.skewed(calling.occupations).ja
        if chance.likely(0.6)
        else chance.choice(("課長", "部長", "顧問", *CRAFTS))
    )
    started = str(start // 12) if chance.likely(0.15) else _month(start)
    return Place(chance.skewed(calling.employers), title, started, _end(chance, start, end))
