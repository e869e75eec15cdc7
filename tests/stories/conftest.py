"""A community with a real server in front of it, and people with tokens who write to it."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import httpx
import pytest

from actions.sessions import Sessions, open_session
from graph.compile.engine import Engine
from server.app import create_app
from server.health import Readiness
from tests.community import Community
from tests.server.conftest import served

WRITERS = 32


@dataclass(frozen=True)
class Writer:
    """A member with a client of their own."""

    name: str
    id: str
    client: httpx.AsyncClient

    async def ask(self, document: str, **given: Any) -> Any:
        """The data of an operation with this input; anything but an answer fails the test."""
        said = await self.client.post("/graphql", json={"query": document, "variables": given})
        body = said.json()
        assert said.status_code == 200, body
        assert "errors" not in body, body
        return body["data"]


@dataclass(frozen=True)
class Town:
    """A community that is served."""

    community: Community
    engine: Engine
    port: int
    writers: list[Writer]


@pytest.fixture
async def town(community: Community) -> AsyncIterator[Town]:
    engine, sessions = await Engine.open(community.url, connections=4), await Sessions.open(community.url)
    app = create_app(engine, sessions, Readiness(sessions.answer))
    async with served(app) as port:
        writers = [await writer(community, port, number) for number in range(WRITERS)]
        yield Town(community, engine, port, writers)
        for each in writers:
            await each.client.aclose()
    await sessions.close()
    await engine.close()


async def writer(community: Community, port: int, number: int) -> Writer:
    """One more member, signed in."""
    name = f"Writer {number}"
    key = await community.member(name)
    token = await open_session(community.url, key, device="test")
    headers = {"authorization": f"Bearer {token}"}
    client = httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", headers=headers, timeout=30)
    return Writer(name, f"mem_{key}", client)
