"""Jobs drawn at random, with what they want and their terms."""

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.models.random_network import Drawn, Values

NOW = datetime.now(UTC).replace(microsecond=0)
STANDINGS = ("PUBLISHED", "PUBLISHED", "PUBLISHED", "PUBLISHED", "DRAFT", "PAUSED", "CLOSED", "FILLED")
KINDS = ("COMEBACK", "REGULAR", "SIDE_JOB", "CONTRACT", "PROJECT")


def job(drawn: "Drawn") -> "Values":
    chance = drawn.chance
    said = {"title": drawn.word(), "body": drawn.word(), "kind": chance.choice(KINDS), "created_at": drawn.moment()}
    return {
        "author_id": drawn.perhaps(drawn.one("members")),
        "segment_id": drawn.perhaps(drawn.one("segments")),
        "place_id": drawn.perhaps(drawn.one("attributes")),
        "by_company": chance.random() < 0.5,
        "remote": chance.choice(("NONE", "PARTLY", "FULL")),
        "hours_per_week": drawn.perhaps(chance.randrange(1, 41)),
        **said,
        **standing(drawn),
        **paid(drawn),
    }


def standing(drawn: "Drawn") -> "Values":
    """Where it stands; most are shown, and some of those are over."""
    status = drawn.chance.choice(STANDINGS)
    if status == "DRAFT":
        return {"status": status, "published_at": None, "confirmed_at": None, "valid_through": None, "ends_at": None}
    since, days = NOW - timedelta(days=40), drawn.chance.choice((30, 85, 85, 85))
    last = date.fromordinal(since.toordinal() + days)
    ends = {"valid_through": last, "ends_at": since + timedelta(days=days)}
    return {"status": status, "published_at": since, "confirmed_at": since, **ends}


def paid(drawn: "Drawn") -> "Values":
    """What it pays, if it says so."""
    if drawn.chance.random() < 0.4:
        return {"pay_min": None, "pay_max": None, "pay_currency": None, "pay_unit": None}
    least = drawn.chance.randrange(1_000, 5_000)
    return {"pay_min": least, "pay_max": least * 2, "pay_currency": "JPY", "pay_unit": "HOUR"}


def job_attribute(drawn: "Drawn") -> "Values":
    return {"job_id": drawn.one("jobs"), "attribute_id": drawn.one("attributes")}


def contract_terms(drawn: "Drawn") -> "Values":
    days = drawn.chance.randrange(1, 61)
    return {
        "job_id": drawn.one("jobs"),
        "client": drawn.word(),
        "pay": drawn.perhaps(drawn.word()),
        "payment_days": days,
    }
