"""The attributes of the demonstration network: departments, skills, JSIC industries, places and the rest."""

import json
import tomllib
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID

from actions.demo_chance import Chance
from models.attributes import AttributeKind as Kind

HERE = Path(__file__).parent


@cache
def words(name: str) -> dict[str, Any]:
    """A file of words that lies beside this module."""
    return tomllib.loads((HERE / f"{name}.toml").read_text("utf-8"))


@dataclass(eq=False)
class Attribute:
    """An attribute to be; ``holders`` counts the members who got it."""

    id: UUID
    kind: Kind
    ja: str
    en: str | None
    aliases: list[str]
    code: str | None
    parent: "Attribute | None" = None
    holders: int = 0


@dataclass(frozen=True, eq=False)
class Employer:
    """A company elsewhere, with its trade and its seat."""

    name: str
    industry: Attribute
    place: Attribute


@dataclass(frozen=True, eq=False)
class Calling:
    """A kind of working life: where such people work here, what they can do, and who employs them later."""

    departments: list[Attribute]
    occupations: list[Attribute]
    skills: list[Attribute]
    certifications: list[Attribute]
    employers: list[Employer]
    weight: int


@dataclass(eq=False)
class Catalogue:
    """All attributes, in the order in which they are written: parents before children."""

    chance: Chance
    moment: datetime
    all: dict[tuple[Kind, str], Attribute] = field(default_factory=dict)
    places: list[int] = field(default_factory=list)
    callings: list[Calling] = field(default_factory=list)

    def get(self, kind: Kind, ja: str) -> Attribute:
        """The attribute of this kind and Japanese label."""
        return self.all[kind, ja]

    def of(self, kind: Kind) -> list[Attribute]:
        """The attributes of a kind."""
        return [attribute for attribute in self.all.values() if attribute.kind is kind]

    def add(self, kind: Kind, written: str, code: str | None = None, parent: Attribute | None = None) -> Attribute:
        """The attribute written ``ja|en|alias,alias|code``, made unless it is there."""
        ja, en, aliases, own_code = (*written.split("|"), "", "", "")[:4]
        if (kind, ja) not in self.all:
            names = [alias for alias in aliases.split(",") if alias]
            key = self.chance.id_at(self.moment)
            self.all[kind, ja] = Attribute(key, kind, ja, en or None, names, own_code or code, parent)
        return self.all[kind, ja]

    def cohort(self, year: int) -> Attribute:
        """The cohort of a fiscal year of joining."""
        return self.add(Kind.COHORT, f"{year}年度入社|Joined in fiscal {year}|{year}年入社", str(year))


def catalogue(chance: Chance, moment: datetime) -> Catalogue:
    """Everything that members can have, but for the cohorts, which come with the members."""
    made = Catalogue(chance, moment)
    listed = words("demo_words")
    _industries(made)
    _departments(made, listed["divisions"])
    for ja, en, code, weight in listed["places"]:
        made.add(Kind.PLACE, f"{ja}|{en}", f"JP-{code:02}")
        made.places.append(weight)
    for kind, key in ((Kind.SCHOOL, "schools"), (Kind.LANGUAGE, "languages"), (Kind.INTEREST, "interests")):
        for written in listed[key]:
            made.add(kind, written)
    employers = _employers(made, listed)
    made.callings = [_calling(made, listed_calling, employers) for listed_calling in listed["callings"]]
    return made


def _industries(made: Catalogue) -> None:
    for division in json.loads((HERE / "jsic.json").read_text("utf-8"))["divisions"]:
        parent = made.add(Kind.INDUSTRY, f"{division['ja']}|{division['en']}", division["code"])
        for group in division["groups"]:
            # A division of one group bears its name; the group's number tells them apart.
            ja = group["ja"] if group["ja"] != parent.ja else f"{group['ja']}（{group['code']}）"
            made.add(Kind.INDUSTRY, f"{ja}|{group['en']}", group["code"], parent)


def _departments(made: Catalogue, divisions: dict[str, list[str]]) -> None:
    for at, (division, departments) in enumerate(divisions.items(), 1):
        parent = made.add(Kind.DEPARTMENT, division, f"D{at}00")
        for number, written in enumerate(departments, 1):
            made.add(Kind.DEPARTMENT, written, f"D{at}{number:02}", parent)


def _employers(made: Catalogue, listed: dict[str, Any]) -> dict[str, list[Employer]]:
    """Six companies to each trade, by the trade's code."""
    by_code = {attribute.code: attribute for attribute in made.of(Kind.INDUSTRY)}
    places = made.of(Kind.PLACE)
    employers: dict[str, list[Employer]] = {}
    for code, endings in listed["endings"].items():
        roots = made.chance.sample(listed["roots"], 6)
        seats = made.chance.choices(places, made.places, k=6)
        names = [root + made.chance.choice(endings) for root in roots]
        employers[code] = [Employer(name, by_code[code], seat) for name, seat in zip(names, seats, strict=True)]
    return employers


def _calling(made: Catalogue, listed: dict[str, Any], employers: dict[str, list[Employer]]) -> Calling:
    trades = [employers[code] for code in listed["industries"]]
    return Calling(
        departments=[made.get(Kind.DEPARTMENT, ja) for ja in listed["departments"]],
        occupations=[made.add(Kind.OCCUPATION, written) for written in listed["occupations"]],
        skills=[made.add(Kind.SKILL, written) for written in listed["skills"]],
        certifications=[made.add(Kind.CERTIFICATION, written) for written in listed["certifications"]],
        # The best known company of each trade first, then the second ones.
        employers=[employer for rank in zip(*trades, strict=True) for employer in rank],
        weight=listed["weight"],
    )
