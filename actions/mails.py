"""Mails: written with the change that asks for them, and sent by a worker afterwards, each until it is taken."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import asyncpg
import orjson

from actions.bulletins import bulletin
from actions.change import Change
from actions.letters import Letter, compose
from models.announcements import DeliveryState
from models.database import connect
from models.ids import uuid7
from models.mails import MailKind, MailState
from models.networks import Locale

# After the last of these a mail is given up.
PAUSES = (30, 120, 600, 3_600, 21_600)  # seconds
HELD = 300  # seconds that a worker has for one mail; then another may take it
KEPT_DAYS = 90
# Each kind is of no use later than this after it was written.
LATEST = {MailKind.SIGN_IN: 900, MailKind.CLAIM: 900}  # seconds

WRITE = """
insert into mails (id, network_id, address, locale, kind, details, subject_id, created_at, due_at, state, tries)
select $1, n.id, $3, coalesce(a.locale, n.locale), $4,
    $5::jsonb || jsonb_build_object('network', n.name, 'slug', n.slug), $6, $7, $7, 'QUEUED', 0
from networks n left join account_emails e on e.address = $3 and e.verified_at is not null
left join accounts a on a.id = e.account_id where n.id = $2
"""
TAKE = f"""
update mails set tries = tries + 1, due_at = now() + interval '{HELD} seconds'
where id = (select m.id from mails m where m.state = 'QUEUED' and m.due_at <= now()
    order by m.due_at limit 1 for update skip locked)
returning id, address, locale, kind, details, tries, created_at, extract(epoch from now() - created_at)::float8 as age
"""
# What is delivered has the id of its mail.
END = """
with ended as (
    update mails set state = $2, problem = $3, ended_at = now(), address = null, details = null
    where id = $1 and state = 'QUEUED' returning id, tries
) update deliveries d set state = $4, attempts = ended.tries, at = now() from ended where d.id = ended.id
"""
AGAIN = """
update mails set due_at = now() + make_interval(secs => $2), problem = $3 where id = $1 and state = 'QUEUED'
"""
RECENT = """
select id, address, locale, kind, details, tries, created_at from mails
where state = 'QUEUED' order by created_at desc, id desc limit $1
"""
FORGET = f"delete from mails where ended_at < now() - interval '{KEPT_DAYS} days'"


class Bounced(Exception):
    """The other server will never take it; ``problem`` is its code (RFC 5321)."""

    def __init__(self, problem: int | None = None) -> None:
        super().__init__(problem)
        self.problem = problem


class NotYet(Exception):
    """It could not be sent now; ``problem`` is the other server's code, where there was one."""

    def __init__(self, problem: int | None = None) -> None:
        super().__init__(problem)
        self.problem = problem


@dataclass(frozen=True)
class Outgoing:
    """A mail on its way: whatever is tried again has the same id."""

    id: UUID
    address: str
    kind: MailKind
    written_at: datetime
    tries: int
    letter: Letter


Send = Callable[[Outgoing], Awaitable[None]]


async def write(
    change: Change, network_id: UUID, kind: MailKind, address: str, *, about: UUID | None = None, **details: Any
) -> None:
    """Write a mail that is sent when the transaction has ended well; in the reader's language, if that is known."""
    said = orjson.dumps(details).decode()
    await change.run(WRITE, uuid7(), network_id, address, kind, said, about, change.now)


@asynccontextmanager
async def outbox(url: str) -> AsyncIterator[asyncpg.Connection]:
    """The connection of a worker."""
    connection = await connect(url, timezone="UTC")
    try:
        yield connection
    finally:
        await connection.close()


async def send_next(connection: asyncpg.Connection, send: Send, public_url: str) -> bool:
    """Send the mail that is due first; false where none is. Two workers never have the same one at once.

    ``send`` raises Bounced or NotYet. What dies between sending and saying so is sent twice, under one id.
    """
    row = await connection.fetchrow(TAKE)
    if row is None:
        return False
    latest = LATEST.get(MailKind(row["kind"]))
    if latest is not None and row["age"] > latest:
        await end(connection, row["id"], MailState.FAILED)
        return True
    mail = await outgoing(connection, row, public_url)
    if mail is None:
        await end(connection, row["id"], MailState.FAILED, delivery=DeliveryState.SUPPRESSED)
    else:
        await attempt(connection, mail, send)
    return True


async def end(
    connection: asyncpg.Connection,
    mail: UUID,
    state: MailState,
    problem: int | None = None,
    delivery: DeliveryState = DeliveryState.FAILED,
) -> None:
    """Forget what a mail said and to whom, and write down what came of it and of what it delivered."""
    await connection.execute(END, mail, state, problem, delivery)


async def attempt(connection: asyncpg.Connection, mail: Outgoing, send: Send) -> None:
    """Send one mail and write down what came of it."""
    try:
        await send(mail)
    except Bounced as bounced:
        await end(connection, mail.id, MailState.BOUNCED, bounced.problem)
    except NotYet as later:
        await put_off(connection, mail, later.problem)
    else:
        await end(connection, mail.id, MailState.SENT, delivery=DeliveryState.SENT)


async def put_off(connection: asyncpg.Connection, mail: Outgoing, problem: int | None) -> None:
    """Try again later, until it has been tried often enough."""
    if mail.tries > len(PAUSES):
        await end(connection, mail.id, MailState.FAILED, problem)
    else:
        await connection.execute(AGAIN, mail.id, float(PAUSES[mail.tries - 1]), problem)


async def waiting(url: str, public_url: str, *, most: int = 100) -> list[Outgoing]:
    """The mails that are not sent yet, newest first: what the demonstration shows instead of sending it."""
    async with outbox(url) as connection:
        rows = await connection.fetch(RECENT, most)
        mails = [await outgoing(connection, row, public_url) for row in rows]
    return [mail for mail in mails if mail]


async def outgoing(connection: asyncpg.Connection, row: asyncpg.Record, public_url: str) -> Outgoing | None:
    """A row as a mail; None where it must not be sent any more."""
    kind, locale = MailKind(row["kind"]), Locale(row["locale"])
    if kind is MailKind.ANNOUNCEMENT:
        letter = await bulletin(connection, row["id"], row["address"], locale, public_url)
    else:
        letter = compose(kind, locale, orjson.loads(row["details"]), public_url)
    if letter is None:
        return None
    return Outgoing(row["id"], row["address"], kind, row["created_at"], row["tries"], letter)
