"""A world whose roster is read, and what was logged of it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from uuid import UUID

import orjson

from graph.compile.engine import Engine
from models.database import connect
from models.viewer import Viewer
from tests.conftest import fresh_database, on_database, statement
from tests.world import STRANGERS, World, make_world
from tests.world_roster import ENTRIES

ROLES = {
    "Member 0": "COMMUNITY_MANAGER",
    "Member 2": "MODERATOR",
    "Member 3": "NETWORK_OWNER",
    "Other outsider": "HR_ADMIN",
}


class House:
    """The world, what answers for it, and which rows of the log a test has looked at."""

    def __init__(self, world: World, engine: Engine, url: str) -> None:
        self.world = world
        self.engine = engine
        self.url = url
        self.seen: set[UUID] = set()

    def viewer(self, name: str) -> Viewer:
        return Viewer(self.world[name], self.world["there" if name in STRANGERS else "here"])

    async def bytes(self, name: str, document: str, **variables: Any) -> bytes:
        return (await self.engine.execute(self.viewer(name), document, variables)).body

    async def ask(self, name: str, document: str, **variables: Any) -> Any:
        answer = orjson.loads(await self.bytes(name, document, **variables))
        assert "errors" not in answer, answer
        return answer["data"]

    async def logged(self) -> list[tuple[str, tuple[str, ...], str]]:
        """(name of the entry, fields, purpose) of each row of the log since the last call."""
        names = {self.world[name]: name for name in ENTRIES}
        rows = await self.world.connection.fetch("select * from access_log where id <> all($1)", self.seen)
        self.seen |= {row["id"] for row in rows}
        return sorted((names[row["entry_id"]], tuple(row["fields_read"]), row["purpose"]) for row in rows)


@asynccontextmanager
async def roster_house(server_url: str, template: str, name: str) -> AsyncIterator[House]:
    """The world in a database of this name, with somebody in every role."""
    await fresh_database(server_url, name, template)
    url = on_database(server_url, name)
    connection = await connect(url)
    world = await make_world(connection)
    for each, role in ROLES.items():
        await connection.execute("update members set roles = array[$2] where id = $1", world[each], role)
    engine = await Engine.open(url, connections=1)
    yield House(world, engine, url)
    await engine.close()
    await connection.close()
    await statement(server_url, f"drop database {name}")


def entries(answer: Any) -> list[Any]:
    return [edge["node"] for edge in answer["rosterEntries"]["edges"]]
