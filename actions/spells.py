"""Spells: a beginning and an end, each as exact as it is known."""

import re
from datetime import date

from actions.change import Path
from actions.refusals import Invalid
from actions.roster_dates import FIRST_YEAR, LAST_YEAR, first_day
from actions.words import Words
from models.members import PARTIAL_DATE

NOT_A_DATE = Words(
    f"Write a date of the years {FIRST_YEAR} to {LAST_YEAR} as 2019, 2019-04 or 2019-04-01.",
    f"日付は{FIRST_YEAR}年から{LAST_YEAR}年までの範囲で、2019、2019-04、2019-04-01のように入力してください。",
)
ENDS_FIRST = Words(
    "It ends before it begins; say both as exactly as each other.",
    "終了日が開始日より前です。開始日と終了日を同じ細かさで入力してください。",
)


def partial_date(written: str | None, path: Path) -> str:
    """A PartialDate that the calendar has; raises Invalid."""
    text = (written or "").strip()
    if not re.fullmatch(PARTIAL_DATE, text, re.ASCII):
        raise Invalid(NOT_A_DATE, path)
    try:
        year = date.fromisoformat(text + "-01-01"[len(text) - 4 :]).year
    except ValueError:
        raise Invalid(NOT_A_DATE, path) from None
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise Invalid(NOT_A_DATE, path)
    return text


def spell(started: str | None, ended: str | None) -> tuple[str, str | None]:
    """A beginning, and an end that is not before it; raises Invalid."""
    begins = partial_date(started, "started")
    ends = None if ended is None else partial_date(ended, "ended")
    if ends is not None and first_day(ends) < first_day(begins):
        raise Invalid(ENDS_FIRST, "ended")
    return begins, ends
