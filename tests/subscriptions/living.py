"""A community with live in it: people who listen, and what they hear."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import orjson
import pytest

from actions.posts import publish
from graph.compile.cursors import position_in, stream_cursor
from graph.compile.engine import Engine
from graph.live import Live
from models.ids import uuid7
from models.viewer import Viewer
from subscriptions.listener import Cut, End, Listener
from tests.community import Community
from tests.subscriptions.ear import PATIENCE

STREAM = """
subscription($after: String, $kinds: [StreamKind!]) { stream(after: $after, kinds: $kinds) {
    __typename ... on StreamReady { cursor } ... on Heartbeat { cursor } ... on Gap { fromCursor cursor }
    ... on StreamEvent { cursor kind subject { id } } } }
"""
POSTS = "subscription($after: String) { postPublished(after: $after) { cursor post { id body } } }"
# Lines as an action would tell them, many at once: (network, how many, kind, type, subject, place, actor).
TELL = """
with head as (
    insert into network_heads (id, network_id, position) values ($8, $1, $2)
    on conflict (network_id) do update set position = network_heads.position + $2 returning position
)
insert into outbox_events (id, network_id, position, kind, subject_type, subject_id, place_id, actor_id, at)
select gen_random_uuid(), $1, head.position - $2 + it, $3, $4, $5, $6, $7, now() from head, generate_series(1, $2) it
"""


@dataclass
class Living:
    """A community, and one process that tells what happens in it."""

    community: Community
    engine: Engine
    live: Live
    open: list[Listener] = field(default_factory=list)

    def viewer(self, name: str) -> Viewer:
        """A member, who may write as much as an import."""
        return self.community.viewer(name)._replace(importing=True)

    @property
    def here(self) -> UUID:
        """The network."""
        return self.community["here"]

    def cursor(self, position: int) -> str:
        """The cursor of a position in its log."""
        return stream_cursor(self.here, position)

    async def listen(self, viewer: str | Viewer, document: str, **variables: Any) -> Listener:
        """One more who listens."""
        who = self.viewer(viewer) if isinstance(viewer, str) else viewer
        listener = await asyncio.wait_for(self.live.subscribe(who, document, variables), PATIENCE)
        self.open.append(listener)
        return listener

    async def publish(self, name: str, body: str = "hello", **given: Any) -> UUID:
        """One more post."""
        made: UUID = (await publish(self.viewer(name), body=body, **given)).made["post"]
        return made

    async def tell(
        self, count: int, kind: str, subject: UUID, *, table: str = "Post", place: UUID | None = None
    ) -> int:
        """Write lines to the log past the actions, and past the bell; where it then stands."""
        values = (self.here, count, kind, table, subject, place, None, uuid7())
        await self.community.connection.execute(TELL, *values)
        return await self.head()

    async def forget(self, until: int) -> None:
        """Forget the lines up to a position, as the upkeep does."""
        sql = "delete from outbox_events where network_id = $1 and position <= $2"
        await self.community.connection.execute(sql, self.here, until)

    async def head(self) -> int:
        """Where the log stands."""
        return int(await self.live.hub.log.head(self.here))

    def ring(self) -> None:
        """Say that there may be something to read."""
        self.live.look_again()

    async def kill_connections(self) -> int:
        """Kill the PostgreSQL processes of all connections but our own to the database; how many there were."""
        sql = (
            "select count(pg_terminate_backend(pid, 10000)) from pg_stat_activity"
            " where datname = current_database() and pid <> pg_backend_pid()"
        )
        return int(await self.community.connection.fetchval(sql))


async def heard(listener: Listener) -> Any:
    """What comes next: the one field of its data, or the response itself where there is none."""
    body = orjson.loads(await asyncio.wait_for(anext(listener), PATIENCE))
    if "errors" in body:
        return body
    (value,) = body["data"].values()
    return value


async def end_of(listener: Listener) -> tuple[End, list[Any]]:
    """How it ended, and what came before that."""
    texts = []
    try:
        async with asyncio.timeout(PATIENCE):
            async for text in listener:
                texts.append(orjson.loads(text))  # noqa: PERF401 - what came before the end is wanted
    except Cut as cut:
        return cut.end, texts + ([orjson.loads(cut.body)] if cut.body else [])
    return End.COMPLETE, texts


def position_of(living: Living, item: Any) -> int:
    """Where an item stands."""
    return position_in(item["cursor"], living.here)


async def positions(living: Living, listener: Listener, count: int) -> list[int]:
    """The positions of the next items."""
    return [position_of(living, await heard(listener)) for _ in range(count)]


@pytest.fixture
async def living(community: Community) -> AsyncIterator[Living]:
    engine = await Engine.open(community.url, connections=2)
    async with Live.running(engine, connections=4) as live:
        made = Living(community, engine, live)
        yield made
        for listener in made.open:
            listener.close()
    await engine.close()
