"""Openness, saved searches and proposals, drawn at random."""

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.models.random_network import Drawn

# Long before and long after any day on which the tests run.
GONE, TO_COME = datetime(2020, 1, 1, tzinfo=UTC), datetime(2990, 1, 1, tzinfo=UTC)
KINDS = ("COMEBACK", "SIDE_JOB", "MENTOR")
LABELS = ("Rust", "ＲＵＳＴ", "ねんど", "ネンド")


def openness(drawn: "Drawn") -> dict[str, Any]:
    said = drawn.chance.choice((GONE, TO_COME, TO_COME, TO_COME))
    return {
        "member_id": drawn.one("members"),
        "kind": drawn.chance.choice(KINDS),
        "answer": drawn.chance.choice(("NO", "MAYBE", "YES")),
        "audience": drawn.audience(),
        "said_at": said,
        "expires_at": said + timedelta(days=drawn.chance.randrange(1, 366)),
    }


def saved_search(drawn: "Drawn") -> dict[str, Any]:
    kind, alerts = drawn.chance.choice(("MEMBERS", "JOBS")), drawn.chance.choice(("NONE", "DAILY", "LIVE"))
    criteria, at = f'{{"search":"{drawn.word()}"}}', drawn.moment()
    timed = dict.fromkeys(("due_at", "since_at", "alerted_at"), at if alerts == "DAILY" else None)
    saved = {"kind": kind, "criteria": criteria, "alerts": alerts, "created_at": at, **timed}
    return {"member_id": drawn.one("members"), "name": drawn.word(), **saved}


def segment(drawn: "Drawn") -> dict[str, Any]:
    """Whom somebody means, by one or two conditions."""
    conditions = [
        f'"kinds":["{drawn.chance.choice(("ALUMNUS", "EMPLOYEE"))}"]',
        f'"attributes":{{"anyOf":["att_{drawn.one("attributes")}"]}}',
        f'"cohort":{drawn.chance.randrange(2005, 2020)}',
        f'"department":"att_{drawn.one("attributes")}"',
    ]
    asked = drawn.chance.sample(conditions, drawn.chance.choice((1, 1, 2)))
    return {"author_id": drawn.one("members"), "criteria": "{" + ",".join(asked) + "}"}


def proposal(drawn: "Drawn") -> dict[str, Any]:
    return {
        "member_id": drawn.one("members"),
        "kind": drawn.chance.choice(("SKILL", "SCHOOL")),
        "label_ja": drawn.chance.choice((*LABELS, drawn.word())),
        "label_en": drawn.perhaps(drawn.word()),
        "year": drawn.perhaps(drawn.chance.randrange(1990, 2020)),
        "shown_to": drawn.audience(),
        "created_at": drawn.moment(),
    }
