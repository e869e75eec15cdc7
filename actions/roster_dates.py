"""Dates as Japanese offices write them, read as PartialDate ("2019", "2019-04", "2019-04-01")."""

import calendar
import re
import unicodedata
from datetime import date
from functools import lru_cache

from actions.refusals import Refusal

FIRST_YEAR, LAST_YEAR = 1900, 2199

# First and last day; the days on which Taishō and Shōwa began belong to both eras.
ERAS = {
    "大正": (date(1912, 7, 30), date(1926, 12, 25)),
    "昭和": (date(1926, 12, 25), date(1989, 1, 7)),
    "平成": (date(1989, 1, 8), date(2019, 4, 30)),
    "令和": (date(2019, 5, 1), date.max),
}
LETTERS = {"T": "大正", "S": "昭和", "H": "平成", "R": "令和"}

MIDNIGHT = re.compile(r"[ T]0{1,2}:00(:00([.]0+)?)?$")
DIGITS = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})")
WRITTEN = re.compile(
    r"(?P<era>[TSHR]|大正|昭和|平成|令和)?(?P<year>[0-9]{1,4}|元)"
    r"(?:年(?:(?P<month>[0-9]{1,2})月(?:(?P<day>[0-9]{1,2})日)?)?"
    r"|(?P<sign>[/.-])(?P<month2>[0-9]{1,2})(?:(?P=sign)(?P<day2>[0-9]{1,2}))?)?",
    re.IGNORECASE,
)


@lru_cache(maxsize=50_000)
def partial_date(written: str) -> str:
    """The PartialDate that was written. Refuses what is no date, or no date of its era."""
    text = re.sub(r"\s", "", MIDNIGHT.sub("", unicodedata.normalize("NFKC", written).strip()))
    if digits := DIGITS.fullmatch(text):
        return checked("", *(int(part) for part in digits.groups()))
    match = WRITTEN.fullmatch(text)
    if match is None or bool(match["era"]) == (len(match["year"]) == 4):
        raise Refusal("is not a date; write it like 2019-04-01, 2019/4/1, 2019年4月 or 平成31年4月1日")
    era = LETTERS.get((match["era"] or "").upper(), match["era"] or "")
    month, day = match["month"] or match["month2"], match["day"] or match["day2"]
    return checked(era, year_of(era, match["year"]), number(month), number(day))


def number(written: str | None) -> int | None:
    """What was written, as a number."""
    return None if written is None else int(written)


def year_of(era: str, year: str) -> int:
    """The year of our calendar; 元 is the first of an era, and there is none before it."""
    count = 1 if year == "元" else int(year)
    if era and count == 0:
        raise Refusal(f"is not a date of the era {era}")
    return ERAS[era][0].year + count - 1 if era else count


def checked(era: str, year: int, month: int | None, day: int | None) -> str:
    """The PartialDate of these numbers, if the calendar and the era have it."""
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise Refusal(f"lies outside of the years {FIRST_YEAR} to {LAST_YEAR}")
    try:
        first = date(year, month if month is not None else 1, day if day is not None else 1)
    except ValueError:
        raise Refusal("is not a date that the calendar has") from None
    partial = first.isoformat()[: 10 if day is not None else 7 if month is not None else 4]
    if era and not (ERAS[era][0] <= last_day(partial) and first <= ERAS[era][1]):
        raise Refusal(f"is not a date of the era {era}")
    return partial


@lru_cache(maxsize=50_000)
def first_day(partial: str) -> date:
    """The first day that a PartialDate can mean, as the database counts spells."""
    return date.fromisoformat(partial + "-01-01"[len(partial) - 4 :])


def last_day(partial: str) -> date:
    """The last day that a PartialDate can mean."""
    first = first_day(partial)
    month = first.month if len(partial) > 4 else 12
    day = first.day if len(partial) > 7 else calendar.monthrange(first.year, month)[1]
    return date(first.year, month, day)
