"""Real servers for what is live, with limits that a test can reach."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, NamedTuple

from actions.sessions import Sessions
from graph.compile.engine import Engine
from graph.live import Live
from server.app import create_app
from server.bearer import Tokens
from server.connections import Connections
from server.health import Readiness
from server.live_limits import LiveLimits
from tests.server.conftest import served
from tests.server.talking import SECONDS


class Lively(NamedTuple):
    """A server that tells what happens."""

    port: int
    connections: Connections
    live: Live

    async def empty(self) -> None:
        """Return when nobody is connected or listens any more."""
        async with asyncio.timeout(SECONDS):
            while self.connections.count or any(not each.is_empty for each in self.live.hub.channels.values()):  # noqa: ASYNC110
                await asyncio.sleep(0.01)


@asynccontextmanager
async def lively(
    engine: Engine,
    sessions: Sessions,
    *,
    tokens: Tokens | None = None,
    origins: frozenset[str] = frozenset(),
    shown_to: str | None = None,
    **limits: Any,
) -> AsyncIterator[Lively]:
    """A server on the engine's database."""
    connections = Connections(LiveLimits(**limits))
    async with Live.running(engine, connections=2) as live:
        readiness = Readiness(sessions.answer)
        given: dict[str, Any] = {"live": live, "connections": connections, "origins": origins, "shown_to": shown_to}
        app = create_app(engine, tokens or sessions, readiness, **given)
        async with served(app) as port:
            yield Lively(port, connections, live)
