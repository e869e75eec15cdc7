"""Apps and tokens of networks drawn at random."""

from typing import TYPE_CHECKING

from models.scopes import TokenScope

if TYPE_CHECKING:
    from tests.models.random_network import Drawn, Values


def app(drawn: "Drawn") -> "Values":
    return {
        "name": drawn.word(),
        "description": drawn.word(),
        "homepage": drawn.perhaps(f"https://example.com/{drawn.chance.randrange(9)}"),
        "scopes": [scope.value for scope in drawn.chance.sample(list(TokenScope), 3)],
        "created_at": drawn.moment(),
        "disabled_at": drawn.perhaps(drawn.moment()),
    }


def access_token(drawn: "Drawn") -> "Values":
    return {
        "app_id": drawn.one("apps"),
        "member_id": drawn.one("members"),
        "session_id": drawn.one("sessions"),
        "label": drawn.word(),
        "scopes": [scope.value for scope in drawn.chance.sample(list(TokenScope), 2)],
        "created_at": drawn.moment(),
    }
