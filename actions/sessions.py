"""Sessions: a bearer token that speaks for one member of one network, given once and kept as its hash."""

import time
from collections import OrderedDict
from dataclasses import dataclass
from typing import Self
from uuid import UUID

import asyncpg

from actions.action import action
from actions.change import Change, Made
from actions.refusals import Refusal
from actions.tokens import fresh_token, hashed
from models.accounts import Session
from models.database import READ_SETTINGS, connect, credentials
from models.ids import uuid7
from models.scopes import scopes_of
from models.viewer import Viewer

LONGEST_DAYS = 365
LONGEST_TOKEN = 256
LONGEST_DEVICE = 200
USUAL_DAYS = 30

OPEN = """
insert into sessions (id, network_id, member_id, token_hash, device, created_at, expires_at, importing)
select $1, m.network_id, m.id, $3, $4, now(), now() + make_interval(days => $5), $6
from members m where m.id = $2 and m.status = 'ACTIVE' returning id
"""

OTHERS = """
select id from sessions where member_id = $1 and revoked_at is null and id is distinct from $2 order by id for update
"""
BEHIND = "select id from access_tokens where session_id = $1"
END = "update sessions set revoked_at = $2 where id = $1 and revoked_at is null"

# Outside the rules on purpose: this is what says who the viewer is.
VIEWER = """
select s.id, s.member_id, s.network_id, s.importing, t.scopes,
    extract(epoch from s.expires_at - now())::float8 as seconds
from sessions s join members m on m.network_id = s.network_id and m.id = s.member_id
left join access_tokens t on t.session_id = s.id
where s.token_hash = $1 and s.revoked_at is null and s.expires_at > now() and m.status = 'ACTIVE'
"""

BY_ID = """
select m.id, m.network_id from members m join networks n on n.id = m.network_id
where m.id = $1 and m.status = 'ACTIVE' and n.slug = coalesce($2, n.slug)
"""
BY_ADDRESS = """
select m.id, m.network_id from account_emails e
join members m on m.account_id = e.account_id join networks n on n.id = m.network_id
where e.address = lower($1) and m.status = 'ACTIVE' and n.slug = coalesce($2, n.slug) order by m.id
"""


async def open_session(
    url: str, member_id: UUID, *, device: str, days: int = USUAL_DAYS, importing: bool = False
) -> str:
    """A new bearer token for an active member, told this once; only its hash is kept.

    Through one for ``importing`` ids and times of elsewhere can be set.
    """
    if not 1 <= days <= LONGEST_DAYS:
        raise Refusal(f"A session lasts 1 to {LONGEST_DAYS} days.")
    if not device.strip() or len(device) > LONGEST_DEVICE:
        raise Refusal(f"A device has a name of 1 to {LONGEST_DEVICE} characters.")
    token = fresh_token()
    connection = await connect(url)
    try:
        opened = await connection.fetchval(OPEN, uuid7(), member_id, hashed(token), device.strip(), days, importing)
    finally:
        await connection.close()
    if opened is None:
        raise Refusal("There is no active member with this id.")
    return token


async def opened(change: Change, member_id: UUID, device: str | None) -> str:
    """A new bearer token for an active member, who is from now on who reads; only its hash is kept."""
    token, key = fresh_token(), uuid7()
    named = (device or "").strip()[:LONGEST_DEVICE] or None
    if await change.value(OPEN, key, member_id, hashed(token), named, USUAL_DAYS, False) is None:
        raise RuntimeError("a session was opened for a member who is not active")
    change.enter(change.network_id, reader=Viewer(member_id, change.network_id, key))
    change.tell("session.opened", ("Session", key))
    return token


@action()
async def revoke(change: Change, *, id: UUID) -> Made:  # noqa: A002 - what the graph calls it
    """End one of one's own sessions; raises NotFound. One that has ended stays as it is."""
    session = await change.seen(Session, id, path="id", lock=True)
    if session.revoked_at is None:
        await ended(change, session.id)
    return {"session": session.id}


@action()
async def revoke_others(change: Change) -> Made:
    """End all of one's sessions but the one that asks."""
    asking = change.reader.session_id if change.reader else None
    keys = await change.rows(OTHERS, change.me.id, asking)
    for row in keys:
        await ended(change, row["id"])
    return {"count": len(keys), "viewer": change.me.id}


@action()
async def sign_out(change: Change) -> Made:
    """End the session that asks."""
    asking = change.reader.session_id if change.reader else None
    if asking is not None:
        await ended(change, asking)
    return {"session": asking}


async def ended(change: Change, session_id: UUID) -> None:
    """End one session. What its token was known by is forgotten within seconds; the end of an app's is audited."""
    if not await change.run(END, session_id, change.now):
        return
    change.tell("session.revoked", ("Session", session_id))
    token = await change.value(BEHIND, session_id)
    if token is not None:
        change.audit("token.revoked", ("AccessToken", token))
        change.tell("token.revoked", ("AccessToken", token))


async def end_all(change: Change, member_id: UUID) -> None:
    """End every session of a member."""
    for row in await change.rows(OTHERS, member_id, None):
        await ended(change, row["id"])


async def find_member(url: str, words: str, *, slug: str | None = None) -> Viewer:
    """The one active member meant by a global id, a bare id or a mail address, in the network ``slug`` if named."""
    address = "@" in words
    connection = await connect(url)
    try:
        rows = await connection.fetch(BY_ADDRESS if address else BY_ID, words if address else _member_id(words), slug)
    finally:
        await connection.close()
    if not rows:
        raise Refusal("There is no such active member.")
    if len(rows) > 1:
        raise Refusal("This address has members in several networks: name the network.")
    return Viewer(*rows[0])


@dataclass(frozen=True, slots=True)
class _Known:
    viewer: Viewer
    until: float


class Sessions:
    """Who speaks, by token. What was asked a moment ago is answered from memory: a change is seen within seconds."""

    def __init__(self, pool: asyncpg.Pool, seconds: float, most: int) -> None:
        self._pool = pool
        self._seconds = seconds
        self._most = most
        self._known: OrderedDict[bytes, _Known] = OrderedDict()

    @classmethod
    async def open(cls, url: str, *, seconds: float = 3.0, most: int = 10_000, connections: int = 2) -> Self:
        """Sessions over the database at ``url``; ``most`` viewers are remembered, each for ``seconds``."""
        pool = await asyncpg.create_pool(
            **credentials(url), min_size=1, max_size=connections, server_settings=READ_SETTINGS, command_timeout=10
        )
        return cls(pool, seconds, most)

    async def close(self) -> None:
        """Close the connections."""
        await self._pool.close()

    async def answer(self) -> None:
        """Return when the database answers; it is what readiness asks."""
        await self._pool.fetchval("select 1")

    async def viewer(self, token: str) -> Viewer | None:
        """Whom the token speaks for: nobody if it is unknown, expired or revoked, or its member not active."""
        if len(token) > LONGEST_TOKEN:
            return None
        key = hashed(token)
        known = self._known.get(key)
        if known is not None and known.until > time.monotonic():
            self._known.move_to_end(key)
            return known.viewer
        return await self._look_up(key)

    async def _look_up(self, key: bytes) -> Viewer | None:
        asked = time.monotonic()
        row = await self._pool.fetchrow(VIEWER, key)
        if row is None:
            # The unknown are not remembered: whoever guesses tokens would push the known out.
            self._known.pop(key, None)
            return None
        scopes = scopes_of(row["scopes"])
        viewer = Viewer(row["member_id"], row["network_id"], row["id"], row["importing"], scopes)
        self._known[key] = _Known(viewer, asked + min(self._seconds, row["seconds"]))
        self._known.move_to_end(key)
        if len(self._known) > self._most:
            self._known.popitem(last=False)
        return viewer


def _member_id(words: str) -> UUID:
    try:
        return UUID(words.strip().removeprefix("mem_"))
    except ValueError:
        raise Refusal("A member is named by an id (mem_…) or a mail address.") from None
