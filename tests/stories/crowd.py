"""A crowd of sockets that listen, on a server of their own."""

import asyncio
import socket
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from actions.posts import publish
from actions.rates import RATES
from actions.sessions import Sessions, open_session
from graph.compile.engine import Engine
from tests.community import Community
from tests.server.lively import Lively, lively
from tests.server.talking import Talk, talk

POST = "... on StreamEvent { cursor subject { ... on Post { body } } }"
LISTEN = f"subscription {{ stream(kinds: [POST_PUBLISHED]) {{ {POST} }} }}"
AUTHORS = ("Aoi", "Hana")  # whom all who listen can see
CONNECT_AT_ONCE = 50


@dataclass
class Crowd:
    """Who listens: ``readers`` read all the time, and count what they were told."""

    community: Community
    server: Lively
    tokens: list[str]
    stack: AsyncExitStack
    told: list[int] = field(default_factory=list)
    tasks: list[asyncio.Task[None]] = field(default_factory=list)
    reached: asyncio.Event = field(default_factory=asyncio.Event)
    aim: int = 0

    async def listening(self, number: int, stack: AsyncExitStack | None = None, **more: Any) -> Talk:
        """One more socket that listens, until ``stack`` ends; until all end where none is given."""
        client = await (stack or self.stack).enter_async_context(talk(self.server.port, **more))
        await client.init(self.tokens[number % len(self.tokens)])
        await client.ask(LISTEN)
        await client.hear()  # from here on it misses nothing
        return client

    async def add_readers(self, count: int) -> None:
        """So many that read."""
        for start in range(0, count, CONNECT_AT_ONCE):
            numbers = range(start, min(count, start + CONNECT_AT_ONCE))
            clients = await asyncio.gather(*(self.listening(number) for number in numbers))
            self.tasks += [asyncio.create_task(self.read(client)) for client in clients]

    async def read(self, client: Talk) -> None:
        """Count what one socket is told."""
        number = len(self.told)
        self.told.append(0)
        async for frame in client.connection:
            if str(frame).startswith('{"type":"ping"'):
                await client.say("pong")
                continue
            self.told[number] += 1
            if self.told[number] >= self.aim:
                self.look()

    def look(self) -> None:
        """Has everybody been told what was to be told?"""
        if all(count >= self.aim for count in self.told):
            self.reached.set()

    async def publish(self, count: int, body: str) -> None:
        """So many posts, by several authors."""
        self.reached.clear()
        self.aim += count
        for number in range(count):
            if number % 50 == 0:
                await RATES.forget()
            await publish(self.community.viewer(AUTHORS[number % len(AUTHORS)]), body=f"{number} {body}")

    async def all_told(self, seconds: float) -> None:
        """Return when every reader was told everything; a reader that is cut off fails the test."""
        self.look()
        reached = asyncio.create_task(self.reached.wait())
        async with asyncio.timeout(seconds):
            await asyncio.wait([reached, *self.tasks], return_when=asyncio.FIRST_COMPLETED)
        assert reached.done(), [task.exception() for task in self.tasks if task.done()]


def narrow(port: int) -> socket.socket:
    """A connected socket in which little is kept for who does not read."""
    made = socket.socket()
    made.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    made.connect(("127.0.0.1", port))
    made.setblocking(False)
    return made


@asynccontextmanager
async def crowd(community: Community, members: Sequence[str], **limits: Any) -> AsyncIterator[Crowd]:
    """A server, and nobody who listens yet; sockets are those of ``members`` in turn."""
    engine, sessions = await Engine.open(community.url, connections=2), await Sessions.open(community.url)
    tokens = [await open_session(community.url, community[name], device="test") for name in members]
    async with lively(engine, sessions, per_member=100_000, **limits) as server, AsyncExitStack() as stack:
        made = Crowd(community, server, tokens, stack)
        yield made
        for task in made.tasks:
            task.cancel()
        await asyncio.gather(*made.tasks, return_exceptions=True)
    await sessions.close()
    await engine.close()
