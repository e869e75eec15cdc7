"""Interest in coming back drawn at random, with talks and answers."""

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.models.random_network import Drawn, Values

NOW = datetime.now(UTC).replace(microsecond=0)
KINDS = ("COMEBACK", "REGULAR", "SIDE_JOB", "CONTRACT", "PROJECT")


def comeback_interest(drawn: "Drawn") -> "Values":
    chance = drawn.chance
    said = NOW - timedelta(days=chance.choice((10, 10, 10, 200)))
    return {
        "member_id": drawn.one("members"),
        "roles": chance.choice(([], [], ["RECRUITER"], ["HR_ADMIN"], ["RECRUITER", "HR_ADMIN"])),
        "kinds": chance.sample(KINDS, k=chance.randrange(2, 6)),
        "place_ids": [drawn.attribute("PLACE")] if chance.random() < 0.2 else [],
        "wanted_ids": [drawn.one("attributes")] if chance.random() < 0.2 else [],
        "starts_from": chance.choice((None, "2026", "2026-04")),
        "note": drawn.perhaps(drawn.word()),
        "said_at": said,
        "expires_at": said + timedelta(days=183),
    }


def talk(drawn: "Drawn") -> "Values":
    opened = NOW - timedelta(days=drawn.chance.choice((2, 2, 2, 60)))
    return {
        "job_id": drawn.one("jobs"),
        "opener_id": drawn.one("members"),
        "words": drawn.word(),
        "opened_at": opened,
        "expires_at": opened + timedelta(days=40),
        "closed_at": opened if drawn.chance.random() < 0.1 else None,
    }


def talk_answer(drawn: "Drawn") -> "Values":
    accepts = drawn.chance.random() < 0.7
    shown: dict[str, object] = {"kinds": ["COMEBACK"], "note": drawn.word(), "starts_from": "2026"} if accepts else {}
    return {
        "talk_id": drawn.one("talks"),
        "member_id": drawn.one("members"),
        "interest_id": drawn.one("comeback_interests"),
        "accepts": accepts,
        "name": drawn.word() if accepts else None,
        "answered_at": drawn.moment(),
        **shown,
    }
