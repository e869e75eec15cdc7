"""The limit: for each operation one statement written by hand, its text passed through Starlette.

This knows no GraphQL. It is what remains when everything but PostgreSQL and HTTP is taken away.
"""

import asyncio
import os
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from uuid import UUID

import asyncpg
import orjson
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from models.database import READ_SETTINGS, credentials

CONNECTIONS = 8
STATEMENTS = Path(__file__).parent / "sql" / "limit"
Binds = Callable[[UUID, UUID, dict[str, Any]], tuple[Any, ...]]
BINDS: dict[str, Binds] = {
    "feed": lambda viewer, network, given: (viewer, network, given["first"]),
    "profile": lambda viewer, network, given: (viewer, network, UUID(given["id"])),
    "directory": lambda viewer, network, given: (
        viewer,
        network,
        given["first"],
        [UUID(each) for each in given["attributes"]],
    ),
    "suggestions": lambda viewer, network, given: (viewer, network, given["first"]),
    "tiny": lambda viewer, _, __: (viewer,),
}


def statement(name: str) -> str:
    """The SQL of an operation."""
    return (STATEMENTS / f"{name}.sql").read_text()


Prepared = dict[str, asyncpg.prepared_stmt.PreparedStatement]


async def _prepared() -> tuple[asyncpg.Connection, Prepared]:
    connection = await asyncpg.connect(**credentials(os.environ["DATABASE_URL"]), server_settings=READ_SETTINGS)
    # The answer is sent on as it came: no decoding, no encoding.
    await connection.set_type_codec("text", schema="pg_catalog", encoder=bytes, decoder=bytes, format="binary")
    prepared = {name: await connection.prepare(statement(name)) for name in BINDS}
    # asyncpg leaves the transaction of a PREPARE open until the next statement; the timeout would strike it there.
    await connection.execute("select")
    return connection, prepared


class Lanes:
    """Connections with their statements, the last used first; a pool's checks and resets cost more than a read."""

    def __init__(self) -> None:
        self.free: list[Prepared] = []
        self.waiting: list[Any] = []

    async def fetch(self, name: str, binds: tuple[Any, ...]) -> bytes:
        """The answer of one statement."""
        lane = await self._take()
        try:
            return await lane[name].fetchval(*binds)  # type: ignore[no-any-return]
        finally:
            self._give(lane)

    async def _take(self) -> Prepared:
        if self.free:
            return self.free.pop()
        waiter = asyncio.get_running_loop().create_future()
        self.waiting.append(waiter)
        return await waiter  # type: ignore[no-any-return]

    def _give(self, lane: Prepared) -> None:
        if self.waiting:
            self.waiting.pop(0).set_result(lane)
        else:
            self.free.append(lane)


LANES = Lanes()


async def answer(request: Request) -> Response:
    """Read which operation is meant and pass on what its statement says."""
    asked = orjson.loads(await request.body())
    name = asked["operationName"].lower()
    binds = BINDS[name](UUID(request.headers["x-viewer"]), request.app.state.network, asked.get("variables") or {})
    return Response(await LANES.fetch(name, binds), media_type="application/json")


@asynccontextmanager
async def lifespan(serving: Starlette) -> AsyncIterator[None]:
    serving.state.network = UUID(os.environ["BENCH_NETWORK"])
    opened = [await _prepared() for _ in range(CONNECTIONS)]
    LANES.free.extend(statements for _, statements in opened)
    yield
    for connection, _ in opened:
        await connection.close()


app = Starlette(routes=[Route("/graphql", answer, methods=["POST"])], lifespan=lifespan)
