"""Announcements, their topics and deliveries, drawn at random."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.models.random_network import Drawn, Values


def announcement_topic(drawn: "Drawn") -> "Values":
    named = {"name_ja": drawn.word(), "name_en": drawn.perhaps(drawn.word())}
    place = drawn.chance.randrange(9)
    return {**named, "place": place, "archived_at": drawn.perhaps(drawn.moment()), "created_at": drawn.moment()}


def announcement(drawn: "Drawn") -> "Values":
    """One of any status, often for a segment: what it says is seen by those alone who got it."""
    status = drawn.chance.choice(["DRAFT", "SCHEDULED", "SENT", "SENT", "SENT", "CANCELLED"])
    said = {"title": drawn.word(), "body": drawn.word(), "status": status, "by_mail": drawn.chance.random() < 0.5}
    return {
        **said,
        "author_id": drawn.perhaps(drawn.one("members")),
        "topic_id": drawn.one("announcement_topics"),
        "segment_id": drawn.one("segments") if drawn.chance.random() < 0.7 else None,
        "scheduled_at": drawn.moment() if status == "SCHEDULED" else drawn.perhaps(drawn.moment()),
        "sent_at": drawn.moment() if status == "SENT" else None,
        "created_at": drawn.moment(),
        "listed_at": drawn.moment(),
        "edited_at": drawn.perhaps(drawn.moment()),
    }


def delivery(drawn: "Drawn") -> "Values":
    return {
        "announcement_id": drawn.one("announcements"),
        "member_id": drawn.one("members"),
        "channel": drawn.chance.choice(["MAIL", "IN_APP"]),
        "state": drawn.chance.choice(["PENDING", "SENT", "FAILED", "SUPPRESSED"]),
        "attempts": drawn.chance.randrange(3),
        "at": drawn.moment(),
        "unsubscribed_at": drawn.perhaps(drawn.moment()),
    }


def topic_subscription(drawn: "Drawn") -> "Values":
    said_at = drawn.moment()
    return {
        "member_id": drawn.one("members"),
        "topic_id": drawn.one("announcement_topics"),
        "channel": drawn.chance.choice(["MAIL", "IN_APP"]),
        "wanted": drawn.chance.random() < 0.5,
        "source": drawn.chance.choice(["MEMBER", "LINK"]),
        "said_at": said_at,
        "ended_at": drawn.chance.choice([None, said_at]),
    }
