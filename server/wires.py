"""Wires: uvicorn's protocols, with a way to cut off a client that does not read, and a short way for texts.

A transport that is closed first sends what it holds; to whom nothing can be sent it stays for ever.
"""

import asyncio
from collections.abc import Callable
from typing import Any

from starlette.types import Scope
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.protocol import OPEN

# Among a scope's extensions:
CUT = "enishi.cut"  # ends its connection at once
TEXT = "enishi.text"  # sends a text at once, or says that it cannot
LAST_SECONDS = 5.0  # for a socket's close to be read and answered


class HttpWire(HttpToolsProtocol):
    """HTTP whose application may cut the connection."""

    scope: Any

    def on_message_begin(self) -> None:
        """Let the application find the way to cut."""
        super().on_message_begin()
        self.scope["extensions"] = {CUT: self.transport.abort}


class SocketWire(WebSocketsSansIOProtocol):
    """A WebSocket that the application may cut, and that does not outlive the application by long."""

    scope: Any
    request: Any
    response: Any
    last: asyncio.TimerHandle | None = None

    async def send(self, message: Any) -> None:
        """Send what the application says; what the handshake brought is then let go, a tenth of a socket's memory."""
        await super().send(message)
        if message["type"] == "websocket.accept":
            self.request = self.response = None
            self.scope["headers"] = []

    async def run_asgi(self) -> None:
        """Run the application, then wait for the client only so long."""
        self.close_timeout = LAST_SECONDS
        self.scope["extensions"] |= {CUT: self.transport.abort, TEXT: self.text}
        await super().run_asgi()
        if not self.disconnected:
            self.last = self.loop.call_later(LAST_SECONDS, self.transport.abort)

    def text(self, data: bytes) -> bool:
        """Send a text frame, if it can be sent now: the library takes thrice as long, most of an event's delivery."""
        if not self.writable.is_set() or self.close_sent or self.transport.is_closing() or self.conn.state is not OPEN:
            return False
        self.transport.write(_header(len(data)) + data)
        return True

    def connection_lost(self, exc: Exception | None) -> None:
        """The client is gone."""
        if self.last is not None:
            self.last.cancel()
        super().connection_lost(exc)


def cutter(scope: Scope) -> Any:
    """What ends the connection of ``scope`` at once: the wire's way, or, on a foreign server, the end of the task."""
    task = asyncio.current_task()
    assert task is not None, "an application runs in a task"  # noqa: S101
    return (scope.get("extensions") or {}).get(CUT, task.cancel)


def writer(scope: Scope) -> Callable[[bytes], bool]:
    """What sends a text at once or says that it cannot, as it never can on a foreign server."""
    found: Callable[[bytes], bool] = (scope.get("extensions") or {}).get(TEXT, _cannot)
    return found


def _cannot(_: bytes) -> bool:
    return False


def _header(length: int) -> bytes:
    """What stands before an unmasked text in one frame (RFC 6455, 5.2)."""
    if length < 126:
        return bytes((0x81, length))
    if length < 65_536:
        return b"\x81\x7e" + length.to_bytes(2, "big")
    return b"\x81\x7f" + length.to_bytes(8, "big")
