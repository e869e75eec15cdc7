"""Access to personal facts: read and logged in one transaction, so that neither happens without the other."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from uuid import UUID

import asyncpg

from actions.refusals import Refusal
from models.access_log import LONGEST_PURPOSE
from models.database import READ_SETTINGS, connect
from models.ids import uuid7
from models.viewer import Viewer

READ_AND_LOG = READ_SETTINGS | {"default_transaction_read_only": "off"}
LOG = """
insert into access_log (id, network_id, actor_id, subject_id, entry_id, purpose, fields_read, at)
select shown.key, r.network_id, $1, r.claimed_by_id, r.id, $3, $4, now()
from unnest($5::uuid[], $6::uuid[]) shown(key, entry_id)
join roster_entries r on r.network_id = $2 and r.id = shown.entry_id
"""


def purpose_of(said: str) -> str:
    """The purpose as it is logged; refuses one that is blank or too long."""
    purpose = said.strip()
    if not purpose or len(purpose) > LONGEST_PURPOSE:
        raise Refusal(f"A purpose has 1 to {LONGEST_PURPOSE} characters.")
    return purpose


@asynccontextmanager
async def reading(url: str) -> AsyncIterator[asyncpg.Connection]:
    """A connection for a read and its log: what is logged on it is there for good once the context has ended well.

    It is nobody else's, so that whoever is cancelled at any moment leaves nothing behind but a closed connection.
    """
    connection = await connect(url, **READ_AND_LOG)
    try:
        async with connection.transaction(isolation="repeatable_read"):
            yield connection
    finally:
        await connection.close()


async def log(
    connection: asyncpg.Connection, viewer: Viewer, entries: Sequence[UUID], *, purpose: str, fields: Sequence[str]
) -> None:
    """Log that the viewer was shown these fields of these roster entries of their network."""
    purpose = purpose_of(purpose)
    if not entries:
        return
    keys = [uuid7() for _ in entries]
    done = await connection.execute(LOG, viewer.id, viewer.network_id, purpose, list(fields), keys, list(entries))
    if done != f"INSERT 0 {len(entries)}":
        raise RuntimeError("entries were shown that the viewer's network does not have")
