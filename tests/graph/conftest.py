"""One world for all tests that only read, and the engine on it."""

from collections.abc import AsyncIterator

import pytest

from graph.compile.engine import Engine
from models.database import connect
from tests.conftest import fresh_database, on_database
from tests.graph.numbers import NO_LIMITS, READERS, Numbers
from tests.models.oracle import Facts
from tests.world import World, make_world


@pytest.fixture(scope="session")
async def world_url(postgres_url: str, template: str) -> str:
    """The URL of the database that holds the world."""
    await fresh_database(postgres_url, "world", template)
    return on_database(postgres_url, "world")


@pytest.fixture(scope="session")
async def world(world_url: str) -> AsyncIterator[World]:
    """The world; nobody changes it."""
    connection = await connect(world_url)
    made = await make_world(connection)
    await connection.execute("analyze")
    yield made
    await connection.close()


@pytest.fixture(scope="session")
async def engine(world: World, world_url: str) -> AsyncIterator[Engine]:
    """An engine on the world."""
    made = await Engine.open(world_url, connections=2)
    yield made
    await made.close()


@pytest.fixture(scope="session")
async def facts(world: World) -> Facts:
    """Every row of the world."""
    return await Facts.read(world.connection)


@pytest.fixture(scope="session")
def generous(engine: Engine) -> Engine:
    """An engine that answers a whole table at once."""
    return Engine(engine.schema, engine.readers, NO_LIMITS)


@pytest.fixture(params=READERS)
def numbers(request: pytest.FixtureRequest, generous: Engine, facts: Facts, world: World) -> Numbers:
    """The answers to one member, beside what they see of the facts."""
    return Numbers(generous, facts, world[request.param])
