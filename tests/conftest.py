"""One PostgreSQL for the whole run; a database of its own, already migrated, for every test that asks."""

import asyncio
import itertools
import tempfile
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from shutil import disk_usage
from uuid import UUID

import pytest

from actions.rates import RATES
from models.database import connect, migrate, orm
from server import postgres
from tests.community import Community
from tests.world import make_world

NUMBERS = itertools.count(1)
ENOUGH = 6 * 2**30  # bytes; each process of the tests takes some hundred million
EMPTY = "template0 encoding 'utf8' locale 'C'"


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """The URL of the run's own server, which need not survive a failure of power."""
    with (
        tempfile.TemporaryDirectory(dir=roomy(), prefix="enishi-test-", ignore_cleanup_errors=True) as directory,
        postgres.start(Path(directory) / "postgres") as server,
    ):
        asyncio.run(careless(server.get_uri()))
        yield server.get_uri()


def roomy() -> str:
    """Where there is room for hundreds of databases of 900 files each: in memory, where the machine has enough."""
    memory = Path("/dev/shm")
    return str(memory) if memory.is_dir() and disk_usage(memory).free > ENOUGH else "/var/tmp"


async def careless(url: str) -> None:
    """Let the server not wait for the disk: hundreds of databases are made, and thrown away."""
    for setting in ("fsync", "full_page_writes", "synchronous_commit"):
        await statement(url, f"alter system set {setting} = off")
    await statement(url, "select pg_reload_conf()")


def on_database(server_url: str, name: str) -> str:
    """The URL of another database of the same server."""
    return server_url.replace("/postgres?", f"/{name}?")


async def statement(url: str, sql: str) -> None:
    """Run one statement on a connection of its own."""
    connection = await connect(url)
    try:
        await connection.execute(sql)
    finally:
        await connection.close()


async def fresh_database(server_url: str, name: str, template: str) -> None:
    """A copy of a database, in the place of the one that the same tests had when they ran before in this process."""
    await statement(server_url, f"drop database if exists {name} with (force)")
    await statement(server_url, f"create database {name} template {template}")


@pytest.fixture(scope="session")
async def template(postgres_url: str) -> str:
    """A migrated, empty database that others are copied from."""
    await statement(postgres_url, f"create database template_enishi template {EMPTY}")
    await migrate(on_database(postgres_url, "template_enishi"))
    return "template_enishi"


@pytest.fixture
async def database(postgres_url: str, template: str) -> AsyncIterator[str]:
    """The URL of a migrated, empty database for one test."""
    name = f"test_{next(NUMBERS)}"
    await statement(postgres_url, f"create database {name} template {template}")
    yield on_database(postgres_url, name)
    await statement(postgres_url, f"drop database {name} with (force)")


@pytest.fixture(scope="session")
async def world_template(postgres_url: str, template: str) -> tuple[str, dict[str, UUID]]:
    """A database with the test world that others are copied from, and the ids in it by name."""
    await statement(postgres_url, f"create database template_world template {template}")
    connection = await connect(on_database(postgres_url, "template_world"))
    world = await make_world(connection)
    await connection.execute("analyze")
    await connection.close()
    return "template_world", world.ids


@pytest.fixture
async def community(postgres_url: str, world_template: tuple[str, dict[str, UUID]]) -> AsyncIterator[Community]:
    """The test world, for actions to change."""
    name, (source, ids) = f"test_{next(NUMBERS)}", world_template
    await statement(postgres_url, f"create database {name} template {source}")
    url = on_database(postgres_url, name)
    connection = await connect(url)
    await RATES.forget()
    async with orm(url, connections=12):
        yield Community(connection, dict(ids), 10_000, url)
    await connection.close()
    await statement(postgres_url, f"drop database {name} with (force)")
