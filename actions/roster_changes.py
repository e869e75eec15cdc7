"""What a roster file changes of what is stored: only that is written."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise
from typing import NamedTuple
from uuid import UUID

from actions.roster_dates import first_day
from actions.roster_file import Sheet
from actions.roster_rows import PERSON, SPELL, Person, Problem, Row, Values, problem_at
from models.ids import uuid7


class StoredSpell(NamedTuple):
    """A spell as it is stored."""

    id: UUID
    values: Values


class StoredEntry(NamedTuple):
    """An entry as it is stored, with its spells by their first day."""

    id: UUID
    values: Values
    spells: list[StoredSpell]


class ToldSpell(NamedTuple):
    """A spell of the file, completed from the stored one whose place it takes, if there is one."""

    row: Row
    same: StoredSpell | None
    values: Values


@dataclass
class Changes:
    """The rows to write, by entry or spell id, and how many people they concern."""

    entries_added: list[tuple[UUID, str, Values]] = field(default_factory=list)
    entries_changed: list[tuple[UUID, Values]] = field(default_factory=list)
    spells_added: list[tuple[UUID, Values]] = field(default_factory=list)
    spells_changed: list[tuple[UUID, Values]] = field(default_factory=list)
    spells_removed: list[UUID] = field(default_factory=list)
    unchanged: int = 0

    def compare(self, number: str, person: Person, entry: StoredEntry | None, spells: list[ToldSpell]) -> None:
        """Note what has to be written so that the stored entry says what the file says."""
        if entry is None:
            self.add(number, person, spells)
            return
        values = {**entry.values, **person.values}
        before = self.count_of_spells()
        self.compare_spells(entry, spells)
        if values == entry.values and self.count_of_spells() == before:
            self.unchanged += 1
        else:
            self.entries_changed.append((entry.id, values))

    def add(self, number: str, person: Person, spells: list[ToldSpell]) -> None:
        """Note a person who is new."""
        entry_id = uuid7()
        self.entries_added.append((entry_id, number, {**dict.fromkeys(PERSON), **person.values}))
        self.spells_added += ((entry_id, spell.values) for spell in spells)

    def compare_spells(self, entry: StoredEntry, spells: list[ToldSpell]) -> None:
        """Spells of the file take the place of stored ones that they overlap; other stored spells stay."""
        same = {spell.same.id for spell in spells if spell.same}
        self.spells_removed += (
            stored.id
            for stored in entry.spells
            if stored.id not in same and any(overlap(stored.values, spell.values) for spell in spells)
        )
        for spell in spells:
            if spell.same is None:
                self.spells_added.append((entry.id, spell.values))
            elif spell.same.values != spell.values:
                self.spells_changed.append((spell.same.id, spell.values))

    def count_of_spells(self) -> int:
        """How many spells are to be written so far."""
        return len(self.spells_added) + len(self.spells_changed) + len(self.spells_removed)


def completed(person: Person, stored: list[StoredSpell]) -> list[ToldSpell]:
    """The person's spells; what the file has no column for is taken from the stored spell that they replace."""
    by_day = {first_day(str(spell.values["started"])): spell for spell in stored}
    told = []
    for row in person.rows:
        said = row.spell
        same = by_day.get(first_day(str(said["started"])))
        former = same or next((spell for spell in stored if overlap(spell.values, said)), None)
        told.append(ToldSpell(row, same, {**(former.values if former else dict.fromkeys(SPELL)), **said}))
    return told


def overlaps(sheet: Sheet, spells: list[ToldSpell]) -> Iterator[Problem]:
    """A problem for each spell that begins before an earlier one of the same person has ended."""
    if len(spells) < 2:
        return
    in_order = sorted(spells, key=lambda spell: days(spell.values))
    for earlier, later in pairwise(in_order):
        if overlap(earlier.values, later.values):
            message = f"the spell from {later.values['started']} overlaps the one of line {earlier.row.record.line}"
            yield problem_at(sheet, later.row, "started", message)


def overlap(one: Values, other: Values) -> bool:
    """Whether two spells share a day; as in the database, the day of leaving is no longer one of the spell."""
    (start, end), (other_start, other_end) = days(one), days(other)
    return start == other_start or (start < other_end and other_start < end)


def days(spell: Values) -> tuple[date, date]:
    """The first day of a spell and the first after it; an open one never ends."""
    ended = spell.get("ended")
    return first_day(str(spell["started"])), first_day(ended) if ended else date.max
