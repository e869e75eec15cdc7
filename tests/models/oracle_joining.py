"""Who may see invitations, claims and sessions, a second time."""

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.models.oracle import Row, Sight

JOINING_TABLES = ("invitations", "claims", "sessions")


def joining_rules(sight: "Sight") -> dict[str, Callable[["Row"], bool]]:
    """Which rows of these tables a member may see."""
    lets_in = bool({"HR_ADMIN", "COMMUNITY_MANAGER"} & set(sight.me["roles"]))

    def claim(row: "Row") -> bool:
        """One's own, and those that one decides about, once the address is proven."""
        return row["status"] != "UNPROVEN" and (lets_in or row["member_id"] == sight.viewer)

    return {
        "invitations": lambda _: lets_in,
        "claims": claim,
        "sessions": lambda row: bool(row["member_id"] == sight.viewer),
    }
