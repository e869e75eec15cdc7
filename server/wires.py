"""Wires: uvicorn's protocols, with a way to cut off a client that does not read.

A transport that is closed first sends what it holds; to whom nothing can be sent it stays for ever.
"""

import asyncio
from typing import Any

from starlette.types import Scope
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

CUT = "enishi.cut"  # among a scope's extensions: ends its connection at once
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
    last: asyncio.TimerHandle | None = None

    async def run_asgi(self) -> None:
        """Run the application, then wait for the client only so long."""
        self.close_timeout = LAST_SECONDS
        self.scope["extensions"][CUT] = self.transport.abort
        await super().run_asgi()
        if not self.disconnected:
            self.last = self.loop.call_later(LAST_SECONDS, self.transport.abort)

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
