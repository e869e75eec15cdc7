"""Processes that tell what happens, each in its way, and can be stopped or killed and started again."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

import orjson
from tortoise.exceptions import DBConnectionError, OperationalError
from websockets.exceptions import WebSocketException

from actions.sessions import open_session
from actions.transaction import Overloaded
from graph.compile.engine import Engine
from graph.live import Live
from models.readers import LOST, Readers
from models.viewer import Viewer
from tests.server.shell import Shell, ready_line
from tests.server.talking import talk

AWAY = (*LOST, DBConnectionError, OperationalError, Overloaded, WebSocketException, TimeoutError)
Cutting = Callable[[], object]
STREAM = (
    "subscription($after: String, $kinds: [StreamKind!]) { stream(after: $after, kinds: $kinds) { __typename"
    " ... on StreamEvent { cursor kind subject { id } } ... on Gap { cursor } } }"
)


@dataclass
class Inside:
    """What listens in the process of the test, stopped in good order; the writers are in it, or are elsewhere."""

    engine: Engine
    redis_url: str
    poll: float
    hears_writers: bool
    live: Live | None = None
    held: AsyncExitStack = field(default_factory=AsyncExitStack)

    @property
    def is_there(self) -> bool:
        return self.live is not None

    async def start(self) -> None:
        self.held = AsyncExitStack()
        running = Live.running(self.engine, self.redis_url, poll=self.poll)
        context = running if self.hears_writers else self.elsewhere()
        while self.live is None:
            with suppress(*AWAY):
                self.live = await self.held.enter_async_context(context)

    @asynccontextmanager
    async def elsewhere(self) -> AsyncIterator[Live]:
        """The same in a process in which nobody writes, so that no bell rings."""
        readers = await Readers.open(self.engine.readers.url, 4)
        live = Live(self.engine, readers, self.redis_url, poll=self.poll)
        async with live.hub.running(), live.waker:
            yield live
        await readers.close()

    async def stop(self) -> None:
        self.live = None
        await self.held.aclose()

    async def items(
        self, viewer: Viewer, given: Mapping[str, Any], begun: Callable[[Cutting], None]
    ) -> AsyncGenerator[dict[str, Any]]:
        """What is told until the next cut; ``begun`` gets what cuts it."""
        if self.live is None:
            return
        listener = await self.live.subscribe(viewer, STREAM, given)
        begun(listener.close)
        async for text in listener:
            yield orjson.loads(text)["data"]["stream"]


@dataclass
class Program:
    """A server of its own, killed without a word; it is listened to over sockets."""

    shell: Shell
    redis_url: str
    tokens: dict[Viewer, str] = field(default_factory=dict)
    port: int = 0

    @property
    def is_there(self) -> bool:
        return self.port != 0

    async def start(self) -> None:
        settings = {"ENISHI_REDIS_URL": self.redis_url, "ENISHI_CONNECTIONS": "2"}
        while not self.port:
            program = self.shell.start("serve", "--port", "0", "--quiet", **settings)
            with suppress(AssertionError):  # it could not reach what was cut just then
                line = await asyncio.to_thread(ready_line, program)
                self.port = int(line.removesuffix("/graphql").rpartition(":")[2])

    async def stop(self) -> None:
        self.port = 0
        program = self.shell.started.pop()
        program.kill()
        await asyncio.to_thread(program.communicate)

    async def items(
        self, viewer: Viewer, given: Mapping[str, Any], begun: Callable[[Cutting], None]
    ) -> AsyncGenerator[dict[str, Any]]:
        """What is told until the next cut; ``begun`` gets what cuts it."""
        token = await self.token(viewer)
        async with talk(self.port) as client:
            begun(client.connection.transport.abort)
            await client.init(token)
            await client.ask(STREAM, **given)
            while (message := await client.hear())["type"] == "next":
                yield message["payload"]["data"]["stream"]

    async def token(self, viewer: Viewer) -> str:
        """The session of a member, opened once."""
        if viewer not in self.tokens:
            self.tokens[viewer] = await open_session(self.shell.database, viewer.id, device="test")
        return self.tokens[viewer]
