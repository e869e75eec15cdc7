"""One client's WebSocket: what it says is read in turn, its operations run beside, and its clocks are watched."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from typing import NoReturn

from starlette.types import Message, Receive, Scope, Send

from graph.live import Live
from models.viewer import Viewer
from server.bearer import Tokens, in_header, in_payload, is_said
from server.body import Gone
from server.connections import Connections
from server.incidents import masked
from server.socket_clocks import Clocks
from server.socket_messages import (
    ACK,
    FORBIDDEN,
    ID_TAKEN,
    MALFORMED,
    PING,
    RESTART,
    TOO_MANY,
    TRY_LATER,
    UNAUTHORIZED,
    Said,
    Wrong,
    pong,
    read,
    request,
    short,
)
from server.socket_operations import Operations
from server.wires import cutter, writer
from subscriptions.listener import End

GONE = (OSError, RuntimeError)  # what servers raise where one sends to a client that is gone


class Socket:
    """A connection of graphql-transport-ws after its handshake."""

    def __init__(
        self, live: Live, sessions: Tokens, connections: Connections, scope: Scope, receive: Receive, send: Send
    ) -> None:
        self._live = live
        self._sessions = sessions
        self._connections = connections
        self._authorizations = [value for name, value in scope["headers"] if name == b"authorization"]
        self._receive = receive
        self._send = send
        self._cut = cutter(scope)
        self._write = writer(scope)
        self._loop = asyncio.get_running_loop()
        self._initialised = False
        self._token: str | None = None
        self._closing: asyncio.Task[None] | None = None
        self._pinging: asyncio.Task[None] | None = None
        self._held = AsyncExitStack()
        self._clocks = Clocks(connections.limits, self._loop.time())
        self._operations = Operations(live, self.say, self.close, connections.limits.operations)

    async def run(self) -> None:
        """Serve the client until it goes or is sent away; what it changes is then still brought to its end."""
        async with self._held:
            self._held.enter_context(self._connections.joined(self.leave))
            self._timer = self._loop.call_later(self._clocks.soon(), self._look)
            self._held.callback(self._look_no_more)
            try:
                await self._read()
            finally:
                await self._operations.end()
        await asyncio.gather(*(task for task in (self._closing, self._pinging) if task))

    async def say(self, text: bytes) -> None:
        """Send one message, if the socket is not being closed; raises Gone where the client is."""
        if self._closing is not None or self._write(text):
            return
        self._clocks.sends(self._loop.time())
        try:
            await self._send({"type": "websocket.send", "text": text.decode()})
        except GONE:
            raise Gone from None
        self._clocks.sent()

    def close(self, code: int, reason: str) -> None:
        """Close the socket, once."""
        if self._closing is None:
            self._closing = asyncio.create_task(self._close(code, short(reason)))
            self._operations.stop()

    def leave(self) -> None:
        """Send the client elsewhere: the process ends."""
        self.close(RESTART, "Restarting: come back")

    def over(self, end: End) -> None:
        """The viewer may read nothing any more, or the process ends."""
        if end is End.RESTART:
            self.leave()
        else:
            self.close(FORBIDDEN, "Forbidden")

    async def _close(self, code: int, reason: str) -> None:
        try:
            async with asyncio.timeout(self._connections.limits.send):
                await self._send({"type": "websocket.close", "code": code, "reason": reason})
        except TimeoutError:
            self._cut()
        except GONE:
            return

    async def _read(self) -> None:
        while True:
            message = await self._receive()
            if message["type"] == "websocket.disconnect":
                return
            if self._closing is None:
                await self._take(message)

    async def _take(self, message: Message) -> None:
        text = message.get("text")
        try:
            if not self._clocks.hears(self._loop.time()):
                raise Wrong(TOO_MANY, "Too many messages")
            if text is None:
                raise Wrong(MALFORMED, "Send text frames, not binary ones.")
            said = read(text)
            await ANSWERS[said.kind](self, said)
        except Wrong as wrong:
            self.close(wrong.code, wrong.reason)
        except Gone:
            return
        except Exception as error:
            masked(error)
            self.close(TRY_LATER, "Something went wrong on our side: try again later")

    async def _init(self, said: Said) -> None:
        if self._initialised:
            raise Wrong(TOO_MANY, "Too many initialisation requests")
        self._initialised = True
        self._token = self._given_token(said)
        viewer = await self._viewer()
        if viewer is not None:
            await self._hold(viewer)
        self._clocks.acknowledge(member=viewer is not None)
        await self.say(ACK)

    def _given_token(self, said: Said) -> str | None:
        """The token of the message, else that of the upgrade, else None; raises Wrong for what is none."""
        if said.payload and is_said(said.payload):
            return in_payload(said.payload) or _forbidden()
        return in_header(b",".join(self._authorizations)) or _forbidden() if self._authorizations else None

    async def _hold(self, viewer: Viewer) -> None:
        if self._connections.crowded(viewer.id):
            raise Wrong(TRY_LATER, "Too many connections of this member")
        self._held.enter_context(self._connections.of_member(viewer.id))
        await self._held.enter_async_context(self._live.watch(viewer, self.over))

    async def _viewer(self) -> Viewer | None:
        """Who asks, looked up anew; raises Wrong once the token speaks for nobody."""
        if self._token is None:
            return None
        return await self._sessions.viewer(self._token) or _forbidden()

    async def _subscribe(self, said: Said) -> None:
        self._check_acknowledged()
        asked = request(said)
        if said.id in self._operations:
            raise Wrong(ID_TAKEN, f"Subscriber for {said.id} already exists")
        if self._connections.ending:
            raise Wrong(TRY_LATER, "Restarting: ask another")
        viewer = await self._viewer()
        self._clocks.uses(self._loop.time())
        if self._closing is None:
            await self._operations.start(said.id, viewer, asked)

    async def _complete(self, said: Said) -> None:
        self._check_acknowledged()
        self._operations.cancel(said.id)

    def _check_acknowledged(self) -> None:
        if not self._clocks.acknowledged:
            raise Wrong(UNAUTHORIZED, "Unauthorized")

    async def _ping(self, said: Said) -> None:
        await self.say(pong(said))

    async def _pong(self, said: Said) -> None:
        """That it came at all is what it says."""

    def _look(self) -> None:
        """Look at the clocks, now and again soon."""
        now = self._loop.time()
        ended = self._clocks.ended(now, busy=len(self._operations) > 0)
        if self._clocks.stuck(now):
            self._cut()
        elif ended is not None:
            self.close(ended.code, ended.reason)
        else:
            if self._clocks.pings(now):
                self._pinging = asyncio.create_task(self._say_ping())
            self._timer = self._loop.call_later(self._clocks.soon(), self._look)

    def _look_no_more(self) -> None:
        self._timer.cancel()

    async def _say_ping(self) -> None:
        try:
            await self.say(PING)
        except Gone:
            return


def _forbidden() -> NoReturn:
    raise Wrong(FORBIDDEN, "Forbidden")


ANSWERS: dict[str, Callable[[Socket, Said], Awaitable[None]]] = {
    "connection_init": Socket._init,
    "subscribe": Socket._subscribe,
    "complete": Socket._complete,
    "ping": Socket._ping,
    "pong": Socket._pong,
}
