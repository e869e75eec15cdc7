"""Who may see apps and their tokens, a second time."""

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.models.oracle import Row, Sight

APP_TABLES = ("apps", "access_tokens")


def app_rules(sight: "Sight") -> dict[str, Callable[["Row"], bool]]:
    """All apps of the network; of the tokens one's own, to owners of the network all."""
    owns = "NETWORK_OWNER" in sight.me["roles"]
    return {"apps": lambda _: True, "access_tokens": lambda row: owns or row["member_id"] == sight.viewer}
