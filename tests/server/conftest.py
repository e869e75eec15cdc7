"""Ways to ask the application: in this process, or over a socket as strangers do."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any, NamedTuple

import httpx
import pytest
import uvicorn
from starlette.types import ASGIApp

from actions import posts
from actions.sessions import Sessions, open_session
from graph.compile.engine import Answer, Engine
from models.database import connect
from models.viewer import Viewer
from server.app import create_app
from server.health import Readiness
from server.process import WIRES
from tests.community import Community
from tests.conftest import fresh_database, on_database
from tests.world import World, networks

NAME = "山田 葵 \U0001f91d"


class House(NamedTuple):
    """A network with one member in it, and what answers for it."""

    engine: Engine
    sessions: Sessions
    token: str


class Stage(NamedTuple):
    """The test world, for actions to change, and what answers for it."""

    community: Community
    engine: Engine
    sessions: Sessions

    async def token(self, name: str) -> str:
        """A token of a member of the world."""
        return await open_session(self.community.url, self.community[name], device="test")

    async def publish(self, body: str, author: str = "Ben") -> None:
        """Let a member tell the network something."""
        await posts.publish(self.community.viewer(author), body=body)


class Scripted(Engine):
    """An engine that gives one answer, or fails in one way, whatever it is asked."""

    def __init__(self, outcome: Answer | Exception) -> None:
        self.outcome = outcome

    async def execute(
        self,
        viewer: Viewer | None,
        document: str,
        variables: Mapping[str, Any] | None = None,
        operation_name: str | None = None,
        *,
        read_only: bool = False,
        priced: bool = False,
    ) -> Answer:
        if isinstance(self.outcome, Exception):
            raise self.outcome
        return self.outcome


@pytest.fixture(scope="session")
async def house(postgres_url: str, template: str) -> AsyncIterator[House]:
    url = on_database(postgres_url, "endpoint")
    await fresh_database(postgres_url, "endpoint", template)
    connection = await connect(url)
    world = World(connection)
    await networks(world)
    member = await world.member(NAME)
    await connection.close()
    engine, sessions = await Engine.open(url, connections=2), await Sessions.open(url)
    yield House(engine, sessions, await open_session(url, member, device="test"))
    await sessions.close()
    await engine.close()


@pytest.fixture
async def stage(community: Community) -> AsyncIterator[Stage]:
    engine, sessions = await Engine.open(community.url, connections=2), await Sessions.open(community.url)
    yield Stage(community, engine, sessions)
    await sessions.close()
    await engine.close()


@pytest.fixture
def token(house: House) -> str:
    return house.token


@pytest.fixture
def engine(house: House) -> Engine:
    return house.engine


@pytest.fixture
def readiness(house: House) -> Readiness:
    return Readiness(house.sessions.answer)


def application(engine: Engine, house: House, readiness: Readiness) -> ASGIApp:
    """The application, with limits that a test can reach."""
    return create_app(engine, house.sessions, readiness, max_body=50_000, body_seconds=0.4)


@pytest.fixture
def app(engine: Engine, house: House, readiness: Readiness) -> ASGIApp:
    return application(engine, house, readiness)


def asking(app: ASGIApp) -> httpx.AsyncClient:
    """A client of ``app`` in this process."""
    return httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://enishi.test")


@pytest.fixture
async def client(app: ASGIApp) -> AsyncIterator[httpx.AsyncClient]:
    async with asking(app) as client:
        yield client


@asynccontextmanager
async def served(app: ASGIApp) -> AsyncIterator[int]:
    """The port of a real server for ``app`` on this machine."""
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_config=None, lifespan="off", **WIRES))
    task = asyncio.create_task(server.serve())
    try:
        while not server.started:  # noqa: ASYNC110 - uvicorn has no event for it
            await asyncio.sleep(0.01)
        yield server.servers[0].sockets[0].getsockname()[1]
    finally:
        server.should_exit = True
        await task


@pytest.fixture
async def port(app: ASGIApp) -> AsyncIterator[int]:
    async with served(app) as number:
        yield number
