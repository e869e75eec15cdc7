"""Connections for reading: few, warm, handed out last in, first out, each with its prepared statements."""

import asyncio
import collections
import itertools
from typing import Any

import asyncpg
from asyncpg.prepared_stmt import PreparedStatement

from models.database import READ_SETTINGS, credentials

# A prepared statement may take a megabyte in its PostgreSQL backend, and a long one seven, so there are not many.
STATEMENTS_A_CONNECTION = 150
TEXT_A_CONNECTION = 600_000  # characters of all its statements

# What says that a connection or its statements are of no use any more. Reading again changes nothing.
LOST = (
    OSError,
    asyncpg.PostgresConnectionError,
    asyncpg.AdminShutdownError,
    asyncpg.CrashShutdownError,
    asyncpg.CannotConnectNowError,
    asyncpg.TooManyConnectionsError,
    asyncpg.InvalidCachedStatementError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,
)


class Reader:
    """One connection and the statements that it was asked for last."""

    def __init__(self, connection: asyncpg.Connection) -> None:
        self.connection = connection
        self.statements: collections.OrderedDict[str, PreparedStatement] = collections.OrderedDict()
        self.numbers = itertools.count(1)
        self.text = 0
        # Somebody was cancelled between two messages of the protocol: a transaction may still be open.
        self.interrupted = False

    async def prepared(self, sql: str) -> PreparedStatement:
        """The statement, prepared once; one that is dropped from here is closed by the driver."""
        statement = self.statements.get(sql)
        if statement is not None:
            self.statements.move_to_end(sql)
            return statement
        # Without a name the driver's statement would be parsed and planned anew in each execution.
        name = f"s{next(self.numbers)}"
        statement = self.statements[sql] = await self.connection.prepare(sql, name=name)
        self.text += len(sql)
        while len(self.statements) > STATEMENTS_A_CONNECTION or self.text > TEXT_A_CONNECTION + len(sql):
            oldest, _ = self.statements.popitem(last=False)
            self.text -= len(oldest)
        return statement

    async def run(self, sql: str, parameters: tuple[Any, ...], *, one: bool) -> Any:
        """The first column of the first row, or all rows."""
        if self.interrupted:
            await self.connection.execute("select")
            self.interrupted = False
        try:
            statement = await self.prepared(sql)
            return await (statement.fetchval(*parameters) if one else statement.fetch(*parameters))
        except asyncio.CancelledError:
            self.interrupted = True
            raise


class Readers:
    """A stack of read-only connections; no proxy and no reset stands between a statement and its connection."""

    def __init__(self, url: str, most: int) -> None:
        self.url = url
        self.most = most
        self.free: list[Reader] = []
        self.waiting: collections.deque[asyncio.Future[Reader | None]] = collections.deque()
        self.opened = 0
        self.closed = False

    @classmethod
    async def open(cls, url: str, most: int = 8) -> "Readers":
        """Readers of the database at ``url``; the first connection is made at once, others when they are needed."""
        readers = cls(url, most)
        readers.put(await readers.connect())
        return readers

    async def connect(self) -> Reader:
        """One more connection."""
        self.opened += 1
        try:
            connection = await asyncpg.connect(
                **credentials(self.url), server_settings=READ_SETTINGS, statement_cache_size=0
            )
        except BaseException:
            self.opened -= 1
            self.hand(None)
            raise
        return Reader(connection)

    async def take(self) -> Reader:
        """A connection for oneself alone; it must be put back."""
        while True:
            reader = self.free.pop() if self.free else await self.another()
            if not reader.connection.is_closed():
                return reader
            self.opened -= 1

    async def another(self) -> Reader:
        """A new connection, or the next one that somebody puts back."""
        while self.opened >= self.most:
            reader = await self.next()
            if reader is not None:
                return reader
        return await self.connect()

    async def next(self) -> Reader | None:
        """What somebody puts back; None where somebody's connecting failed, so that there is room for ours."""
        place: asyncio.Future[Reader | None] = asyncio.get_running_loop().create_future()
        self.waiting.append(place)
        try:
            return await place
        except asyncio.CancelledError:
            if place.done() and not place.cancelled():
                self.put(place.result())
            raise

    def put(self, reader: Reader | None) -> None:
        """Give a connection back, to whoever has waited longest."""
        if self.closed and reader is not None:
            reader.connection.terminate()
        elif not self.hand(reader) and reader is not None:
            self.free.append(reader)

    def hand(self, reader: Reader | None) -> bool:
        """Give a connection, or the room for one, to whoever has waited longest; false where nobody waits."""
        while self.waiting:
            place = self.waiting.popleft()
            if not place.done():
                place.set_result(reader)
                return True
        return False

    async def value(self, sql: str, *parameters: Any) -> Any:
        """The first column of the first row; None where there is no row."""
        return await self.read(sql, parameters, one=True)

    async def rows(self, sql: str, *parameters: Any) -> list[asyncpg.Record]:
        """All rows."""
        return list(await self.read(sql, parameters, one=False))

    async def read(self, sql: str, parameters: tuple[Any, ...], *, one: bool) -> Any:
        """One statement; asked again where the connection turns out to be lost."""
        try:
            return await self.read_once(sql, parameters, one=one)
        except LOST:
            self.forget()
            return await self.read_once(sql, parameters, one=one)

    async def read_once(self, sql: str, parameters: tuple[Any, ...], *, one: bool) -> Any:
        """One statement on whatever connection is at hand."""
        reader = await self.take()
        try:
            return await reader.run(sql, parameters, one=one)
        finally:
            self.put(reader)

    def forget(self) -> None:
        """Drop every connection that is free: after a restart of PostgreSQL none of them is of use."""
        for reader in self.free:
            reader.connection.terminate()

    async def close(self) -> None:
        """Close what is free now, and the rest when it comes back."""
        self.closed = True
        for reader in self.free:
            await reader.connection.close()
        self.free.clear()
