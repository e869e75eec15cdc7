"""A transaction of the ORM that gives its connection back whatever happens.

The ORM's own loses a connection of the pool whenever a task is cancelled while BEGIN is on its way, and clients of a
GraphQL server go away all the time.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import asyncpg
from tortoise.backends.asyncpg.client import AsyncpgDBClient, TransactionWrapper
from tortoise.connection import get_connections

ACQUIRE_SECONDS = 5.0


class Overloaded(Exception):
    """No connection was free in time: the change was not begun."""


@asynccontextmanager
async def transaction() -> AsyncIterator[asyncpg.Connection]:
    """A transaction in which this task's models and statements are; committed where the context ends well.

    Cancelled at any moment, it is there wholly or not at all. Raises Overloaded.
    """
    connections = get_connections()
    client: Any = connections.get("default")
    connection = await acquired(client)
    ended = connection.transaction()
    wrapper: Any = TransactionWrapper(client)
    wrapper._connection = connection
    token = connections.set(client.connection_name, wrapper)
    try:
        await ended.start()
        yield connection
        await ended.commit()
    except BaseException:
        await asyncio.shield(given_up(client, connection, ended))
        raise
    else:
        await asyncio.shield(client._pool.release(connection))
    finally:
        connections.reset(token)


async def acquired(client: AsyncpgDBClient) -> Any:
    """A connection of the ORM's pool, which is made for the first who asks."""
    pool: Any = client._pool
    if pool is None:
        async with client._pool_init_lock:
            if client._pool is None:
                await client.create_connection(with_db=True)
            pool = client._pool
    try:
        return await pool.acquire(timeout=ACQUIRE_SECONDS)
    except TimeoutError:
        raise Overloaded from None


async def given_up(client: Any, connection: Any, ended: Any) -> None:
    """Roll back and give the connection back; one that cannot even do that is cut."""
    try:
        await ended.rollback()
    except (asyncpg.PostgresError, asyncpg.InterfaceError, OSError):
        connection.terminate()
    finally:
        await client._pool.release(connection)
