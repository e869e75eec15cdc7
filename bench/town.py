"""A network of any size with audiences of every kind, for what is measured on our side alone."""

import asyncio
import hashlib
from collections.abc import Iterator
from contextlib import contextmanager

from bench.database import ROOT, SETTINGS, SQL
from models.database import connect, migrate
from server import postgres

DIRECTORY = ROOT / ".enishi" / "bench" / "town"


@contextmanager
def town(members: int) -> Iterator[str]:
    """The URL of a network of so many members, built once and kept; its server runs while the context lasts."""
    with postgres.start(DIRECTORY, **SETTINGS) as server:
        name = f"town_{members}_{fingerprint()}"
        asyncio.run(_build_once(server, name, members))
        yield server.get_uri(name)


def fingerprint() -> str:
    """The hash of all SQL that a town is made of."""
    sources = [*sorted((ROOT / "models" / "migrations").glob("*.py")), SQL / "names.sql", SQL / "town.sql"]
    return hashlib.sha256(b"\0".join(path.read_bytes() for path in sources)).hexdigest()[:12]


async def _build_once(server: postgres.Server, name: str, members: int) -> None:
    connection = await connect(server.get_uri())
    try:
        rows = await connection.fetch("select datname from pg_database where datname like $1", f"town\\_{members}\\_%")
        names = {row["datname"] for row in rows}
        for other in names - {name}:
            await connection.execute(f"drop database {other} with (force)")
        if name in names:
            return
        print(f"Building a network of {members} members, once.", flush=True)
        unfinished = f"{name}_unfinished"
        await connection.execute(f"create database {unfinished} template template0 encoding 'utf8' locale 'C'")
        await _fill(server.get_uri(unfinished), members)
        await connection.execute(f"alter database {unfinished} rename to {name}")
    finally:
        await connection.close()


async def _fill(url: str, members: int) -> None:
    await migrate(url)
    connection = await connect(url)
    try:
        async with connection.transaction():
            await connection.execute((SQL / "names.sql").read_text())
            await connection.execute((SQL / "town.sql").read_text().replace("$members", str(members)))
        for _ in range(2):
            await connection.execute("vacuum (analyze, freeze)")
    finally:
        await connection.close()


def member(number: int) -> str:
    """The key of a member by number, from 1."""
    return f"00000005-0000-7000-8000-{number:012x}"
