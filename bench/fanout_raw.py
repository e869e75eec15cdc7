"""The limit: a Starlette socket with a queue, which sends a constant text for each event.

It speaks as much of graphql-transport-ws as the client needs. It knows no GraphQL, no viewer and no database: the
text is what the client has sent in the place of a document.
"""

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import orjson
from redis.asyncio import Redis
from starlette.applications import Starlette
from starlette.routing import WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect

QUEUES: set[asyncio.Queue[None]] = set()
TEXTS: dict[str, str] = {}


async def answer(socket: WebSocket) -> None:
    """Send the constant at each event."""
    await socket.accept("graphql-transport-ws")
    await socket.receive_text()
    await socket.send_text('{"type":"connection_ack"}')
    text = orjson.loads(await socket.receive_text())["payload"]["query"]
    text = TEXTS.setdefault(text, text)
    queue: asyncio.Queue[None] = asyncio.Queue()
    QUEUES.add(queue)
    telling = asyncio.create_task(tell(socket, queue, text))
    with suppress(WebSocketDisconnect):
        while True:
            await socket.receive_text()
    QUEUES.discard(queue)
    telling.cancel()


async def tell(socket: WebSocket, queue: asyncio.Queue[None], text: str) -> None:
    """One text for each thing in the queue."""
    while True:
        await queue.get()
        await socket.send_text(text)


async def hear(redis: Redis) -> None:
    """Put an event into every queue."""
    async with redis.pubsub() as heard:
        await heard.subscribe(os.environ["CHANNEL"])
        async for message in heard.listen():
            if message["type"] == "message":
                for queue in QUEUES:
                    queue.put_nowait(None)


@asynccontextmanager
async def lifespan(_: Starlette) -> AsyncIterator[None]:
    redis = Redis.from_url(os.environ["REDIS_URL"])
    hearing = asyncio.create_task(hear(redis))
    yield
    hearing.cancel()
    await redis.aclose()


app = Starlette(routes=[WebSocketRoute("/graphql", answer)], lifespan=lifespan)
