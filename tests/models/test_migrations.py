"""Migrations wait for each other, and leave a migrated database alone."""

import asyncio
import os
import sys

from models.database import connect
from tests.conftest import EMPTY, fresh_database, on_database, statement


async def migrated(url: str) -> int:
    """The exit code of `enishi migrate`, in a process of its own."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "server", "migrate", "--quiet", env={**os.environ, "DATABASE_URL": url}
    )
    return await asyncio.wait_for(process.wait(), 60)


async def test_two_at_once_wait_for_each_other_and_a_third_changes_nothing(postgres_url: str) -> None:
    await fresh_database(postgres_url, "together", EMPTY)
    url = on_database(postgres_url, "together")
    assert list(await asyncio.gather(migrated(url), migrated(url))) == [0, 0]
    connection = await connect(url)
    applied = "select array_agg(name::text order by id) from tortoise_migrations"
    before = await connection.fetchval(applied)
    assert len(before) == len(set(before))
    assert await migrated(url) == 0
    assert await connection.fetchval(applied) == before
    await connection.close()
    await statement(postgres_url, "drop database together with (force)")
