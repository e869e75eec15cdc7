"""Who may see requests, introductions, follows and mutes, a second time."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

if TYPE_CHECKING:
    from tests.models.oracle import Ids, Row, Sight

TIE_TABLES = (
    *("tie_requests", "tie_declines", "introductions", "introduction_answers"),
    *("follows", "mutes", "dismissals"),
)
TRIO = ("introducer_id", "one_id", "other_id")


def tie_rules(sight: "Sight") -> dict[str, Callable[["Row"], bool]]:
    """Which rows of these tables a member may see."""
    sees, viewer = sight.sees, sight.viewer

    def own(row: "Row") -> bool:
        return bool(row["member_id"] == viewer and row["other_id"] in sees["members"])

    return {
        "blocks": lambda row: row["member_id"] == viewer and row["by_me"],
        "tie_requests": lambda row: request(sight, row),
        "tie_declines": lambda row: row["member_id"] == viewer,
        "introductions": lambda row: introduction(sight, row),
        "introduction_answers": lambda row: (
            row["member_id"] == viewer and row["introduction_id"] in sees["introductions"]
        ),
        "follows": own,
        "mutes": own,
        "dismissals": own,
    }


def lasts(until: datetime | None) -> bool:
    """Is it still to come?"""
    return until is None or until > datetime.now(UTC)


def request(sight: "Sight", row: "Row") -> bool:
    """The asker's while they see the other; the other's unless they declined, or the asker hides from everybody."""
    if not lasts(row["expires_at"]):
        return False
    if row["member_id"] == sight.viewer:
        return row["other_id"] in sight.sees["members"]
    if row["other_id"] != sight.viewer or row["member_id"] in sight.blocked:
        return False
    asker = sight.facts["members"][row["member_id"]]
    declines = sight.standing_to.having("tie_declines", member_id=sight.viewer, other_id=row["member_id"])
    declined = any(lasts(each["until"]) for each in declines)
    return asker["status"] == "ACTIVE" and asker["listing"] != "UNLISTED" and not declined


def introduction(sight: "Sight", row: "Row") -> bool:
    """Each of the three sees it who sees the other two, unless it is over for them."""
    three = {row[column] for column in TRIO}
    if sight.viewer not in three or sight.viewer in row["gone_for"] or not lasts(row["expires_at"]):
        return False
    return three <= sight.sees["members"]


def askers(sight: "Sight") -> dict[UUID, str]:
    """What those are called who ask the viewer, though the directory may not show them."""
    members = sight.facts["members"]
    return {row["id"]: members[row["member_id"]]["display_name"] for row in sight.rows("tie_requests")}


def answers(sight: "Sight") -> dict[UUID, bool]:
    """What the viewer has answered."""
    return {row["introduction_id"]: row["accepts"] for row in sight.rows("introduction_answers")}


def muted(sight: "Sight") -> "Ids":
    """Of whom the viewer reads nothing in feeds."""
    return {row["other_id"] for row in sight.rows("mutes")}


def unmuted(sight: "Sight", keys: "Ids") -> "Ids":
    """Those of these posts and comments that were not written by somebody muted."""
    silent, written = muted(sight), {**sight.facts["posts"], **sight.facts["comments"]}
    return {key for key in keys if written[key]["author_id"] not in silent}


def dismissed(sight: "Sight") -> "Ids":
    """Whom the viewer does not want suggested now."""
    rows: list[dict[str, Any]] = sight.standing_to.having("dismissals", member_id=sight.viewer)
    return {row["other_id"] for row in rows if lasts(row["until"])}
