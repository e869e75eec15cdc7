"""What members keep about themselves, a second time: openness while it lasts, searches, proposals."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.models.oracle import Row, Sight

PROFILE_TABLES = ("openness", "saved_searches", "attribute_proposals")


def lasts(row: "Row") -> bool:
    """Does it still hold? What has expired is as if it had never been said."""
    return bool(row["expires_at"] > datetime.now(UTC))


def profile_rules(sight: "Sight") -> dict[str, Callable[["Row"], bool]]:
    """Which rows of these tables a member may see."""
    manages = "COMMUNITY_MANAGER" in sight.me["roles"]
    return {
        "openness": lambda row: lasts(row) and sight.shown("openness", row),
        "saved_searches": lambda row: row["member_id"] == sight.viewer,
        "attribute_proposals": lambda row: manages or row["member_id"] == sight.viewer,
    }
