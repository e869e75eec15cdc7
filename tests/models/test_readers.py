"""Connections for reading: shared fairly, healed when PostgreSQL drops them, never leaked."""

import asyncio

import asyncpg
import pytest

from models import readers as module
from models.database import connect
from models.readers import Readers

PID = "select pg_backend_pid()"


async def test_no_more_connections_are_opened_than_allowed_and_all_who_wait_are_served(database: str) -> None:
    readers = await Readers.open(database, 2)
    pids = await asyncio.gather(*(readers.value("select pg_backend_pid() from pg_sleep(0.01)") for _ in range(12)))
    assert len(pids) == 12
    assert len(set(pids)) == 2
    await readers.close()


async def test_what_is_read_survives_that_postgresql_ends_the_connections(database: str) -> None:
    readers = await Readers.open(database, 3)
    before = set(
        await asyncio.gather(*(readers.value("select pg_backend_pid() from pg_sleep(0.01)") for _ in range(3)))
    )
    other = await connect(database)
    for pid in before:
        await other.execute("select pg_terminate_backend($1)", pid)
    after = await asyncio.gather(*(readers.value(PID) for _ in range(6)))
    assert not before & set(after)
    assert readers.opened <= 3
    await other.close()
    await readers.close()


async def test_a_statement_outlives_a_change_of_the_table_it_reads(database: str) -> None:
    readers = await Readers.open(database, 1)
    assert await readers.value("select to_jsonb(n) from networks n limit 1") is None
    assert await readers.value("select n from networks n limit 1") is None
    other = await connect(database)
    await other.execute("alter table networks add column more text")
    assert await readers.value("select n from networks n limit 1") is None
    await other.close()
    await readers.close()


async def test_a_cancelled_reader_gives_its_connection_back(database: str) -> None:
    readers = await Readers.open(database, 2)
    for _ in range(50):
        tasks = [asyncio.create_task(readers.value("select 1 from pg_sleep(0.2)")) for _ in range(4)]
        await asyncio.sleep(0.002)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    assert await asyncio.wait_for(readers.value("select 1"), 5) == 1
    assert readers.opened <= 2
    await readers.close()


async def test_prepared_statements_are_bounded(database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "STATEMENTS_A_CONNECTION", 5)
    readers = await Readers.open(database, 1)
    for number in range(40):
        assert await readers.value(f"select {number}") == number
    assert await readers.value("select count(*) from pg_prepared_statements") <= 7
    await readers.close()


async def test_a_statement_is_prepared_once_and_kept(database: str) -> None:
    readers = await Readers.open(database, 1)
    for _ in range(3):
        assert await readers.value("select $1::int + 1", 1) == 2
    kept = await readers.rows("select statement, generic_plans from pg_prepared_statements where statement like '%+ 1'")
    assert [tuple(row) for row in kept] == [("select $1::int + 1", 3)]
    await readers.close()


async def test_nothing_can_be_written(database: str) -> None:
    readers = await Readers.open(database, 1)
    with pytest.raises(asyncpg.ReadOnlySQLTransactionError):
        await readers.value("delete from networks returning id")
    await readers.close()


async def test_nobody_waits_for_ever_when_no_connection_can_be_made(database: str) -> None:
    readers = await Readers.open(database, 2)
    await readers.close()
    lost = Readers(database.replace("/test_", "/nowhere_"), 2)
    ends = await asyncio.wait_for(
        asyncio.gather(*(lost.value("select 1") for _ in range(6)), return_exceptions=True), 10
    )
    assert all(isinstance(end, asyncpg.InvalidCatalogNameError) for end in ends)
    assert lost.opened == 0
