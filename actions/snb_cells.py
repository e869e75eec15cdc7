"""The cells of an LDBC SNB file: what each kind of cell may hold, and what it means."""

from collections.abc import Hashable, Mapping
from datetime import date, datetime
from typing import TypeVar

Value = TypeVar("Value")
LARGEST_ID = 2**63 - 1


class BadRow(Exception):
    """A row that cannot be taken in; who reads the file adds its name and the line."""


def number(cell: str) -> int:
    """An SNB id. It is kept as text, so only the plain way of writing it is taken."""
    value = int(cell) if cell.isascii() and cell.isdigit() and len(cell) < 20 else -1
    if str(value) != cell or value > LARGEST_ID:
        raise BadRow(f"{shown(cell)} is not an id")
    return value


def moment(cell: str) -> datetime:
    """A date with a time and its distance from UTC, such as 2010-09-16T06:54:10.602+0000."""
    try:
        value = datetime.fromisoformat(cell)
    except ValueError:
        value = datetime.min
    if value.tzinfo is None or not 1900 <= value.year <= 2200:
        raise BadRow(f"{shown(cell)} is not a time such as 2010-09-16T06:54:10.602+0000")
    return value


def day(cell: str) -> date:
    """A calendar date, such as 1987-09-18."""
    try:
        return date.fromisoformat(cell)
    except ValueError:
        raise BadRow(f"{shown(cell)} is not a date") from None


def year(cell: str) -> int:
    """A year between 1900 and 2200, written with four digits."""
    if len(cell) != 4 or not (cell.isascii() and cell.isdigit()) or not 1900 <= int(cell) <= 2200:
        raise BadRow(f"{shown(cell)} is not a year between 1900 and 2200")
    return int(cell)


def text(cell: str, longest: int = 200) -> str:
    """A text that PostgreSQL can keep: not blank, no longer than ``longest`` characters, without a zero byte."""
    if not cell.strip():
        raise BadRow("a cell that must say something is blank")
    if len(cell) > longest:
        raise BadRow(f"{shown(cell)} has {len(cell)} characters, at most {longest} fit")
    if "\0" in cell:
        raise BadRow("a cell has a zero byte in it")
    return cell


def known(things: Mapping[str, Value], cell: str, what: str) -> Value:
    """What an earlier row has said under the id in ``cell``."""
    if cell not in things:
        raise BadRow(f"there is no {what} {shown(cell)}")
    return things[cell]


def once(seen: set[Hashable], key: Hashable, what: str) -> None:
    """Remember that ``what`` has come, and refuse it when it comes again."""
    if key in seen:
        raise BadRow(f"{what} is here twice")
    seen.add(key)


def shown(cell: str) -> str:
    """A cell as a message quotes it."""
    return repr(cell if len(cell) <= 60 else cell[:57] + "...")
