"""Requests that are sent twice: the same key and input give what was made then, and two at once run once."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import orjson

from actions import words
from actions.change import Change, Made
from actions.refusals import Conflict, Invalid
from actions.tokens import Secret
from models.ids import uuid7
from models.requests import KEPT_HOURS, LONGEST_KEY

# Whoever comes second waits for the first to end; a key that is too old is as good as a new one.
TAKE = f"""
insert into idempotency_keys (id, network_id, member_id, key, input_hash, created_at) values ($1, $2, $3, $4, $5, $6)
on conflict (member_id, key) do update set input_hash = $5, created_at = $6, made = null, position = null
where idempotency_keys.created_at < $6::timestamptz - interval '{KEPT_HOURS} hours' returning id
"""
KNOWN = "select input_hash, made, position from idempotency_keys where member_id = $1 and key = $2"
FINISH = "update idempotency_keys set made = $3, position = $4 where member_id = $1 and key = $2"
FORGET = f"delete from idempotency_keys where created_at < now() - interval '{KEPT_HOURS} hours'"


@dataclass(frozen=True)
class Request:
    """A change that a client asked for under a key of its own."""

    action: str
    key: str
    given: Mapping[str, Any]

    @property
    def hash(self) -> bytes:
        """SHA-256 of what is asked for."""
        text = orjson.dumps([self.action, self.given], default=as_text, option=orjson.OPT_SORT_KEYS)
        return hashlib.sha256(text).digest()


@dataclass(frozen=True)
class Known:
    """What was made under a key, and the position it has in the outbox."""

    made: Made
    position: int


def as_text(value: Any) -> str:
    """What JSON has no form for."""
    return f"{type(value).__name__}:{value}"


async def made_before(change: Change, request: Request) -> Known | None:
    """What was made under this key; None where it is new, and now taken. Raises Conflict and Invalid."""
    if not request.key.strip() or len(request.key) > LONGEST_KEY:
        raise Invalid(words.WRONG_VALUE, "idempotency_key")
    taken = (uuid7(), change.network_id, change.me.id, request.key, request.hash, change.now)
    if await change.value(TAKE, *taken) is not None:
        return None
    (row,) = await change.rows(KNOWN, change.me.id, request.key)
    if row["input_hash"] != request.hash:
        raise Conflict(words.KEY_USED, "idempotency_key")
    return Known({name: restored(value) for name, value in orjson.loads(row["made"]).items()}, row["position"])


async def finish(change: Change, request: Request, made: Made, position: int) -> None:
    """Keep what was made under the key."""
    kept = orjson.dumps({name: stored(value) for name, value in made.items()}).decode()
    await change.run(FINISH, change.me.id, request.key, kept, position)


def stored(value: Any) -> Any:
    """A value as JSON has it, which tells ids from texts; a secret is not kept."""
    if isinstance(value, Secret):
        return None
    return {"id": str(value)} if isinstance(value, UUID) else value


def restored(value: Any) -> Any:
    """The value that was stored."""
    return UUID(value["id"]) if isinstance(value, dict) else value
