"""Connections for reading: few, warm, handed out last in, first out."""

import asyncio
import collections
from typing import Any

import asyncpg

from models.database import READ_SETTINGS, credentials

# Each prepared statement may take most of a megabyte in its PostgreSQL backend, so there are not many.
STATEMENTS_A_CONNECTION = 150


class Readers:
    """A stack of read-only connections; no proxy and no reset stands between a statement and its connection."""

    def __init__(self, url: str, most: int) -> None:
        self.url = url
        self.most = most
        self.free: list[asyncpg.Connection] = []
        self.waiting: collections.deque[asyncio.Future[asyncpg.Connection]] = collections.deque()
        self.opened = 0
        self.closed = False

    @classmethod
    async def open(cls, url: str, most: int = 8) -> "Readers":
        """Readers of the database at ``url``; the first connection is made at once, others when they are needed."""
        readers = cls(url, most)
        readers.put(await readers.connect())
        return readers

    async def connect(self) -> asyncpg.Connection:
        """One more connection."""
        self.opened += 1
        try:
            return await asyncpg.connect(
                **credentials(self.url),
                server_settings=READ_SETTINGS,
                statement_cache_size=STATEMENTS_A_CONNECTION,
                max_cached_statement_lifetime=0,
                max_cacheable_statement_size=0,
            )
        except BaseException:
            self.opened -= 1
            raise

    async def take(self) -> asyncpg.Connection:
        """A connection for oneself alone; it must be put back."""
        while self.free:
            connection = self.free.pop()
            if not connection.is_closed():
                return connection
            self.opened -= 1
        if self.opened < self.most:
            return await self.connect()
        place: asyncio.Future[asyncpg.Connection] = asyncio.get_running_loop().create_future()
        self.waiting.append(place)
        return await place

    def put(self, connection: asyncpg.Connection) -> None:
        """Give a connection back, to whoever has waited longest."""
        if self.closed:
            connection.terminate()
            return
        while self.waiting:
            place = self.waiting.popleft()
            if not place.done():
                place.set_result(connection)
                return
        self.free.append(connection)

    async def value(self, sql: str, *parameters: Any) -> Any:
        """The first column of the first row; None where there is no row."""
        connection = await self.take()
        try:
            return await connection.fetchval(sql, *parameters)
        finally:
            self.put(connection)

    async def rows(self, sql: str, *parameters: Any) -> list[asyncpg.Record]:
        """All rows."""
        connection = await self.take()
        try:
            return list(await connection.fetch(sql, *parameters))
        finally:
            self.put(connection)

    async def close(self) -> None:
        """Close what is free now, and the rest when it comes back."""
        self.closed = True
        for connection in self.free:
            await connection.close()
        self.free.clear()
