"""Who may see what of announcements, a second time."""

from collections import Counter
from collections.abc import Callable
from typing import TYPE_CHECKING
from uuid import UUID

if TYPE_CHECKING:
    from tests.models.oracle import Row, Sight

ANNOUNCEMENT_TABLES = ("announcement_topics", "topic_subscriptions", "announcements", "deliveries")
VOICES = {"COMMUNITY_MANAGER", "NETWORK_OWNER"}
SMALLEST = 5


def announcement_rules(sight: "Sight") -> dict[str, Callable[["Row"], bool]]:
    """What one member sees, table by table."""
    return {
        "announcement_topics": lambda _: True,
        "topic_subscriptions": lambda row: row["member_id"] == sight.viewer,
        "announcements": lambda row: announced(sight, row),
        "deliveries": lambda row: delivered(sight, row),
    }


def speaks(sight: "Sight") -> bool:
    """Does the viewer speak for the network?"""
    return bool(VOICES & set(sight.me["roles"]))


def announced(sight: "Sight", row: "Row") -> bool:
    """Who speaks for the network sees all; the others what is sent, to all or to them."""
    if speaks(sight):
        return True
    if row["status"] != "SENT":
        return False
    return row["segment_id"] is None or (row["id"], sight.viewer) in got(sight)


def got(sight: "Sight") -> set[tuple[UUID, UUID]]:
    """Which announcement came to whom."""
    return {(row["announcement_id"], row["member_id"]) for row in sight.facts["deliveries"].values()}


def delivered(sight: "Sight", row: "Row") -> bool:
    """One's own; who speaks for the network counts those of whom they see."""
    if row["announcement_id"] not in sight.sees["announcements"]:
        return False
    return row["member_id"] == sight.viewer or (speaks(sight) and row["member_id"] in sight.sees["members"])


def reached(sight: "Sight", announcement: UUID) -> dict[str, Counter[str]]:
    """How many of each kind of member an announcement reached, in which way."""
    found: dict[str, Counter[str]] = {what: Counter() for what in ("RECIPIENTS", "MAILED", "FAILED", "UNSUBSCRIBED")}
    for row in sight.rows("deliveries", announcement_id=announcement):
        kind = sight.facts["members"][row["member_id"]]["kind"]
        mail = row["channel"] == "MAIL"
        holds = {
            "RECIPIENTS": not mail,
            "MAILED": mail and row["state"] == "SENT",
            "FAILED": mail and row["state"] == "FAILED",
            "UNSUBSCRIBED": mail and row["unsubscribed_at"] is not None,
        }
        for what, true in holds.items():
            found[what][kind] += true
    return found


def shown(cells: Counter[str]) -> tuple[int | None, dict[str, int]]:
    """The total, and the cells that are shown: not the small ones, nor so many others that they cannot be derived."""
    ranked = sorted((count, kind) for kind, count in cells.items() if count)
    total = sum(count for count, _ in ranked)
    hidden: list[int] = []
    if ranked and ranked[0][0] < SMALLEST:
        for count, _ in ranked:
            if count < SMALLEST or len(hidden) < 2 or sum(hidden) < SMALLEST:
                hidden.append(count)
    return (total if total >= SMALLEST else None, {kind: count for count, kind in ranked[len(hidden) :]})
