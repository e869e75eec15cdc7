"""Plain Strawberry + broadcaster: an async generator a subscription, and DataLoaders, as their documentation says.

``PER_SOCKET=1`` makes the DataLoaders anew for each socket, which is what the documentation shows; else all sockets
share those of an event, so that a statement answers for all viewers at once.
"""

import asyncio
import datetime
import os
from collections import OrderedDict
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from uuid import UUID

import asyncpg
import strawberry
from broadcaster import Broadcast
from starlette.applications import Starlette
from starlette.routing import WebSocketRoute
from strawberry.asgi import GraphQL
from strawberry.dataloader import DataLoader
from strawberry.extensions import ParserCache, ValidationCache
from strawberry.subscriptions import GRAPHQL_TRANSPORT_WS_PROTOCOL

from models.database import READ_SETTINGS, credentials

SECTIONS = (Path(__file__).parent / "fanout" / "reads.sql").read_text().split("-- name: ")[1:]
READS = dict(section.split("\n", 1) for section in SECTIONS)
CHANNEL = os.environ.get("CHANNEL", "fanout")
PER_SOCKET = os.environ.get("PER_SOCKET") == "1"
KEPT = 16

BROADCAST = Broadcast(os.environ.get("REDIS_URL", "memory://"))
POOL: list[asyncpg.Pool] = []
READERS: OrderedDict[str, "Reader"] = OrderedDict()
Info = strawberry.Info[dict[str, Any], None]


class Reader:
    """What an event is read with: what differs between viewers by DataLoaders, the rest once."""

    def __init__(self, post: str) -> None:
        self.post = UUID(post)
        self.once: dict[str, asyncio.Task[list[Any]]] = {}
        self.loaders: dict[str, DataLoader[UUID, Any]] = {}

    async def rows(self, name: str, key: Any) -> list[Any]:
        if name not in self.once:
            self.once[name] = asyncio.create_task(POOL[0].fetch(READS[name], key))
        return await self.once[name]

    async def of(self, name: str, viewer: UUID, key: Any, otherwise: Any) -> Any:
        if name not in self.loaders:
            self.loaders[name] = DataLoader(load_fn=self._load(name, key, otherwise))
        return await self.loaders[name].load(viewer)

    @staticmethod
    def _load(name: str, key: Any, otherwise: Any) -> Callable[[list[UUID]], Any]:
        async def load(viewers: list[UUID]) -> list[Any]:
            found = dict(await POOL[0].fetch(READS[name], viewers, key))
            return [found.get(viewer, otherwise) for viewer in viewers]

        return load


def reader_of(post: str) -> Reader:
    if PER_SOCKET:
        return Reader(post)
    if post not in READERS:
        READERS[post] = Reader(post)
        if len(READERS) > KEPT:
            READERS.popitem(last=False)
    return READERS[post]


@strawberry.type
class Attribute:
    id: strawberry.ID
    label: str


@strawberry.type
class Group:
    id: strawberry.ID
    name: str


@strawberry.type
class Member:
    reader: strawberry.Private[Reader]
    viewer: strawberry.Private[UUID]
    row: strawberry.Private[Any]
    id: strawberry.ID
    display_name: str
    headline: str | None

    @strawberry.field
    async def attributes(self) -> list[Attribute]:
        rows = await self.reader.rows("attributes", self.row["id"])
        return [Attribute(id=strawberry.ID(str(row["id"])), label=row["label"]) for row in rows]

    @strawberry.field
    async def shared_attribute_count(self) -> int:
        return int(await self.reader.of("shared", self.viewer, self.row["id"], 0))


@strawberry.type
class Post:
    reader: strawberry.Private[Reader]
    viewer: strawberry.Private[UUID]
    row: strawberry.Private[Any]
    id: strawberry.ID
    body: str | None
    created_at: datetime.datetime

    @strawberry.field
    async def author(self) -> Member | None:
        key = self.row["author_id"]
        if not await self.reader.of("known", self.viewer, key, False):
            return None
        (row,) = await self.reader.rows("author", key)
        return Member(
            reader=self.reader,
            viewer=self.viewer,
            row=row,
            id=strawberry.ID(str(key)),
            display_name=row["display_name"],
            headline=row["headline"],
        )

    @strawberry.field
    async def group(self) -> Group | None:
        key = self.row["group_id"]
        rows = await self.reader.rows("group", key) if key else []
        return Group(id=strawberry.ID(str(key)), name=rows[0]["name"]) if rows else None

    @strawberry.field
    async def reaction_count(self) -> int:
        return int(await self.reader.of("reactions", self.viewer, self.row["id"], 0))

    @strawberry.field
    async def comment_count(self) -> int:
        return int(await self.reader.of("comments", self.viewer, self.row["id"], 0))

    @strawberry.field
    async def viewer_has_reacted(self) -> bool:
        return bool(await self.reader.of("reacted", self.viewer, self.row["id"], False))


@strawberry.type
class PostPublished:
    post: Post


async def published(reader: Reader, viewer: UUID) -> PostPublished:
    (row,) = await reader.rows("post", reader.post)
    post = Post(
        reader=reader,
        viewer=viewer,
        row=row,
        id=strawberry.ID(str(row["id"])),
        body=row["body"],
        created_at=row["created_at"],
    )
    return PostPublished(post=post)


@strawberry.type
class Query:
    ok: bool = True


@strawberry.type
class Subscription:
    @strawberry.subscription
    async def post_published(self, info: Info) -> AsyncGenerator[PostPublished, None]:
        viewer = UUID(info.context["connection_params"]["viewer"])
        async with BROADCAST.subscribe(CHANNEL) as subscriber:
            told: Any = subscriber
            async for event in told:
                reader = reader_of(event.message)
                if await reader.of("seen", viewer, reader.post, False):
                    yield await published(reader, viewer)


@asynccontextmanager
async def lifespan(_: Starlette) -> AsyncIterator[None]:
    known = credentials(os.environ["DATABASE_URL"])
    async with asyncpg.create_pool(**known, server_settings=READ_SETTINGS, min_size=8, max_size=8) as pool, BROADCAST:
        POOL.append(pool)
        # Two who subscribe first at once lose one another: somebody is there before them.
        async with BROADCAST.subscribe(CHANNEL):
            yield


schema = strawberry.Schema(
    Query,
    subscription=Subscription,
    extensions=[lambda: ParserCache(maxsize=100), lambda: ValidationCache(maxsize=100)],
)
endpoint: GraphQL[Any, None] = GraphQL(schema, subscription_protocols=[GRAPHQL_TRANSPORT_WS_PROTOCOL])
app = Starlette(routes=[WebSocketRoute("/graphql", endpoint)], lifespan=lifespan)
