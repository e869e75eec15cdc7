"""The rows of a roster file read as people and their spells, and every problem that they have."""

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from actions.refusals import ImportRefused, Refusal
from actions.roster_dates import first_day, partial_date
from actions.roster_file import REQUIRED, SPLIT_NAMES, Record, Sheet, printable

Values = dict[str, str | None]

PERSON = ("family_name", "given_name", "family_name_kana", "given_name_kana", "former_name", "email")
SPELL = ("started", "ended", "department", "reason")
LONGEST = {"department": 200, "reason": 200, "email": 254}
MOST_PROBLEMS = 1000
WHOLE_ROW = "(row)"

# C0 and C1 controls; departments and reasons may have several lines.
CONTROLS = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]")
CONTROLS_IN_LINES = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
# Looser than RFC 5321 in the local part: Japanese carriers gave out addresses with dots in a row.
MAIL = re.compile(rf"[a-z0-9.!#$%&'*+/=?^_`{{|}}~-]{{1,64}}@(?:{LABEL}\.)+{LABEL}")


class Problem(NamedTuple):
    """What is wrong in one place of the file; it never repeats what a cell says of a person but a date."""

    line: int
    column: str
    message: str


@dataclass(frozen=True)
class Row:
    """One row: a spell of a person."""

    record: Record
    values: Values

    @property
    def spell(self) -> Values:
        """What the file says of the spell; a column that is absent says nothing."""
        return {field: self.values[field] for field in SPELL if field in self.values}


@dataclass(frozen=True)
class Person:
    """A person under an employee number, with a row for each spell."""

    values: Values
    rows: list[Row]


def read_people(
    sheet: Sheet, today: date, report: Callable[[str, int, int], None]
) -> tuple[dict[str, Person], list[Problem]]:
    """The people of the file by employee number, and its problems. Rows with a problem are left out."""
    rows: dict[str, list[Row]] = {}
    problems: list[Problem] = []
    lines = max(sheet.text.count("\n"), sheet.text.count("\r")) + 1
    for count, record in enumerate(sheet.rows()):
        row = read_row(sheet, record, today, problems)
        if row is not None:
            rows.setdefault(str(row.values["number"]), []).append(row)
        if count % 1000 == 0:
            report("reading", record.line, lines)
        if len(problems) >= MOST_PROBLEMS:
            problems.append(
                Problem(record.line, WHOLE_ROW, "there are many more problems; the file was read no further")
            )
            break
    report("reading", lines, lines)
    if not rows and not problems:
        raise ImportRefused(f"{sheet.name} has a header and no rows.")
    return {number: person_of(sheet, rows[number], problems) for number in rows}, problems


def read_row(sheet: Sheet, record: Record, today: date, problems: list[Problem]) -> Row | None:
    """The row, or None after noting what is wrong with it."""
    before = len(problems)
    cells, columns = len(record.cells), len(sheet.header)
    if cells < columns or any(map(str.strip, record.cells[columns:])):
        problems.append(Problem(record.line, WHOLE_ROW, f"has {cells} cells where the header has {columns}"))
        return None
    values: Values = {}
    for place, field in sheet.places.items():
        try:
            values.update(read_field(field, record.cells[place]))
        except Refusal as refusal:
            problems.append(Problem(record.line_of(place), sheet.column(place), refusal.message))
    if len(problems) > before:
        return None
    row = Row(record, values)
    problems += (problem_at(sheet, row, field, message) for field, message in disorder(values, today))
    return row if len(problems) == before else None


def problem_at(sheet: Sheet, row: Row, field: str, message: str) -> Problem:
    """A problem of a field, at the line on which its cell begins."""
    place = sheet.place_of(field)
    return Problem(row.record.line_of(place), sheet.column(place), message)


def read_field(field: str, written: str) -> Values:
    """What a cell says; a whole name says two things."""
    if field not in SPLIT_NAMES:
        return {field: read_cell(field, written)}
    parts = written.split(maxsplit=1)
    if len(parts) == 1:
        raise Refusal("has no space between the family name and the given name")
    return {part: read_cell(part, text) for part, text in zip(SPLIT_NAMES[field], parts or ("", ""), strict=True)}


def read_cell(field: str, written: str) -> str | None:
    """The value of a cell, or None if it is blank."""
    text = written.strip()
    if not text and field in REQUIRED:
        raise Refusal("must not be blank")
    if not text:
        return None
    if (CONTROLS_IN_LINES if field in ("department", "reason") else CONTROLS).search(text):
        raise Refusal("holds a line break or a control character")
    value = READ[field](text) if field in READ else text
    if value is not None and len(value) > LONGEST.get(field, 100):
        raise Refusal(f"is longer than {LONGEST.get(field, 100)} characters")
    return value


def wide(text: str) -> str:
    """NFKC: half-width kana, full-width digits and the like in their usual width."""
    return unicodedata.normalize("NFKC", text).strip()


def mail(text: str) -> str:
    """A mail address in lower case."""
    address = wide(text).lower()
    if MAIL.fullmatch(address) is None:
        raise Refusal("is not a mail address")
    return address


def dated(text: str) -> str:
    """A date; what was written is repeated when it is none."""
    try:
        return partial_date(text)
    except Refusal as refusal:
        raise Refusal(f"“{printable(text)}” {refusal.message}") from None


def leaving(text: str) -> str | None:
    """The date of leaving; HR systems write the year 9999 for those who are still here."""
    return None if wide(text).startswith("9999") else dated(text)


READ: dict[str, Callable[[str], str | None]] = {
    "number": wide,
    "family_name_kana": wide,
    "given_name_kana": wide,
    "email": mail,
    "started": dated,
    "ended": leaving,
}


def disorder(values: Values, today: date) -> Iterator[tuple[str, str]]:
    """Fields of a row that are fine alone and wrong in time."""
    started, ended = str(values["started"]), values.get("ended")
    if first_day(started) > today:
        yield "started", f"{started} lies in the future"
    if ended is not None and first_day(ended) < first_day(started):
        yield "ended", f"{ended} comes before the joining, {started} (a month alone counts as its first day)"


def person_of(sheet: Sheet, rows: list[Row], problems: list[Problem]) -> Person:
    """The person of these rows; notes where the rows contradict each other or say the same twice."""
    fields = [field for field in PERSON if field in rows[0].values]
    if len(rows) == 1:
        return Person({field: rows[0].values[field] for field in fields}, rows)
    values = {field: agreed(sheet, rows, field, problems) for field in fields}
    distinct: dict[tuple[str | None, ...], Row] = {}
    for row in rows:
        first = distinct.setdefault(tuple(row.values.values()), row)
        if first is not row:
            problems.append(problem_at(sheet, row, "number", f"repeats the row of line {first.record.line}"))
    return Person(values, list(distinct.values()))


def agreed(sheet: Sheet, rows: list[Row], field: str, problems: list[Problem]) -> str | None:
    """What the rows say of a person; a blank agrees with everything."""
    said = [row for row in rows if row.values[field] is not None]
    for row in said[1:]:
        if row.values[field] != said[0].values[field]:
            message = f"differs from line {said[0].record.line}, which has the same employee number"
            problems.append(problem_at(sheet, row, field, message))
    return said[0].values[field] if said else None
