"""Invitations and sessions of networks drawn at random."""

from datetime import timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.models.random_network import Drawn, Values


def invitation(drawn: "Drawn") -> "Values":
    since = drawn.moment()
    return {
        "inviter_id": drawn.perhaps(drawn.one("members")),
        "address": f"i{drawn.chance.randrange(10**9)}@example.com",
        "kind": drawn.chance.choice(["ALUMNUS", "GUEST"]),
        "token_hash": drawn.chance.randbytes(32),
        "created_at": since,
        "expires_at": since + timedelta(days=14_000 if drawn.chance.random() < 0.5 else 1),
        "withdrawn_at": drawn.perhaps(since),
    }


def session(drawn: "Drawn") -> "Values":
    since = drawn.moment()
    return {
        "member_id": drawn.one("members"),
        "token_hash": drawn.chance.randbytes(32),
        "device": drawn.perhaps(drawn.word()),
        "created_at": since,
        "expires_at": since + timedelta(days=14_000),
        "revoked_at": drawn.perhaps(since),
    }
