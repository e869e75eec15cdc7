"""Who may see which notifications, a second time."""

from collections import Counter
from collections.abc import Callable
from typing import TYPE_CHECKING, Any
from uuid import UUID

if TYPE_CHECKING:
    from tests.models.oracle import Row, Sight

NOTIFICATION_TABLES = (
    *("notifications", "notification_items", "notification_preferences"),
    *("notification_settings", "place_preferences"),
)
SUBJECTS = {
    "post_id": "posts",
    "comment_id": "comments",
    "mention_id": "mentions",
    "tie_request_id": "tie_requests",
    "tie_id": "ties",
    "introduction_id": "introductions",
    "membership_id": "group_memberships",
    "claim_id": "claims",
    "conversation_id": "conversations",
    "message_id": "messages",
    "announcement_id": "announcements",
    "job_id": "jobs",
    "saved_search_id": "saved_searches",
    "application_id": "applications",
    "talk_id": "talks",
    "talk_answer_id": "talk_answers",
    "referral_id": "referrals",
}


def notification_rules(sight: "Sight") -> dict[str, Callable[["Row"], bool]]:
    """Which rows of these tables a member may see."""
    sees, viewer = sight.sees, sight.viewer
    return {
        "notifications": lambda row: (
            row["member_id"] == viewer and about_visible(sight, row) and bool(items(sight, row))
        ),
        "notification_items": lambda row: row["notification_id"] in sees["notifications"] and shown(sight, row),
        "notification_preferences": lambda row: row["member_id"] == viewer,
        "notification_settings": lambda row: row["member_id"] == viewer,
        "place_preferences": lambda row: (
            row["member_id"] == viewer and (row["group_id"] in sees["groups"] or row["post_id"] in sees["posts"])
        ),
    }


def about_visible(sight: "Sight", row: "Row") -> bool:
    """May one still see what it is about? What is deleted says nothing any more."""
    ((table, key),) = [(table, row[column]) for column, table in SUBJECTS.items() if row[column]]
    return still_there(sight, table, key)


def items(sight: "Sight", row: "Row") -> list["Row"]:
    """What it gathers, as far as one may see who did it and what they said."""
    rows = sight.facts.by("notification_items", "notification_id", row["id"])
    return [each for each in rows if shown(sight, each)]


def shown(sight: "Sight", item: "Row") -> bool:
    """May one see who did it, and what it was? Who asks for a tie shows themselves to whom they ask."""
    asks = sight.facts["notifications"][item["notification_id"]]["kind"] == "TIE_REQUESTED"
    if not asks and item["message_id"] is None and not seen_doing(sight, item):
        return False
    return all(
        item[column] is None or still_there(sight, table, item[column])
        for column, table in (("comment_id", "comments"), ("message_id", "messages"), ("job_id", "jobs"))
    )


def seen_doing(sight: "Sight", item: "Row") -> bool:
    """May one see who did it, where anybody did?"""
    return item["actor_id"] is None or item["actor_id"] in sight.sees["members"]


def still_there(sight: "Sight", table: str, key: UUID) -> bool:
    """May one see it, and is it not deleted?"""
    return key in sight.sees[table] and sight.facts[table][key].get("deleted_at") is None


def gathered(sight: "Sight") -> dict[UUID, tuple[int, Counter[Any]]]:
    """How often each visible notification happened, and through whom."""
    found = {}
    for row in sight.rows("notifications"):
        mine = items(sight, row)
        known = [each for each in mine if each["message_id"] is None or seen_doing(sight, each)]
        found[row["id"]] = (len(mine), Counter(each["actor_id"] for each in known))
    return found


def wanted(sight: "Sight") -> set[UUID]:
    """Those of the visible ones that are shown among the notifications."""
    return {row["id"] for row in sight.rows("notifications", in_app=True)}
