"""The one database that every server is asked about: our own schema, filled by one SQL file, kept from run to run."""

import asyncio
import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bench.processes import pin
from models.database import connect, migrate
from server import postgres

ROOT = Path(__file__).parent.parent
SQL = Path(__file__).parent / "sql"
DIRECTORY = ROOT / ".enishi" / "bench" / "postgres"

# The same for all: the data lies in memory, and nothing else happens while we measure.
SETTINGS = {
    "shared_buffers": "1GB",
    "effective_cache_size": "4GB",
    "random_page_cost": "1.1",
    "jit": "off",
    "autovacuum": "off",
    "max_parallel_workers_per_gather": "0",
    "max_wal_size": "4GB",
    "synchronous_commit": "off",
}


@dataclass(frozen=True)
class Database:
    """Where the filled database is, and the process that serves it."""

    url: str
    pid: int


def fingerprint() -> str:
    """The hash of all SQL that the database is made of."""
    migrations = sorted((ROOT / "models" / "migrations").glob("*.py"))
    sources = [*migrations, SQL / "data.sql", SQL / "peers.sql"]
    return hashlib.sha256(b"\0".join(path.read_bytes() for path in sources)).hexdigest()[:12]


@contextmanager
def running(core: int) -> Iterator[Database]:
    """The filled database; its server runs on one core while the context lasts."""
    with postgres.start(DIRECTORY, **SETTINGS) as server:
        name = f"bench_{fingerprint()}"
        asyncio.run(_build_once(server, name))
        pid = int((DIRECTORY / "postmaster.pid").read_text().split()[0])
        pin(pid, core)
        yield Database(server.get_uri(name), pid)


async def _build_once(server: postgres.Server, name: str) -> None:
    connection = await connect(server.get_uri())
    try:
        rows = await connection.fetch("select datname from pg_database where datname like 'bench\\_%'")
        names = {row["datname"] for row in rows}
        for other in names - {name}:
            await connection.execute(f"drop database {other} with (force)")
        if name in names:
            return
        print("Building the database: some two minutes, once.", flush=True)
        unfinished = f"{name}_unfinished"
        await connection.execute(f"create database {unfinished} template template0 encoding 'utf8' locale 'C'")
        await _fill(server.get_uri(unfinished))
        await connection.execute(f"alter database {unfinished} rename to {name}")
    finally:
        await connection.close()


async def _fill(url: str) -> None:
    await migrate(url)
    connection = await connect(url)
    try:
        async with connection.transaction():
            await connection.execute((SQL / "data.sql").read_text())
            await connection.execute((SQL / "peers.sql").read_text())
        # The first leaves pages unmarked that the build's own triggers had just changed.
        for _ in range(2):
            await connection.execute("vacuum (analyze, freeze)")
        await connection.execute("checkpoint")
    finally:
        await connection.close()
