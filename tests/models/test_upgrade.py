"""A network of before there were audiences, with a row of every kind, is upgraded and loses nothing."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import asyncpg
import orjson
import pytest
from tortoise import Tortoise
from tortoise.migrations.api.migrate import migrate as run_migrations

from graph.compile.engine import Engine
from models.audiences import EVERYBODY as NETWORK
from models.audiences import FELLOWS, NOBODY_ELSE, TIES_ONLY
from models.database import connect, migrate, tortoise_config
from models.viewer import Viewer
from tests.conftest import EMPTY, fresh_database, on_database
from tests.models.before_audiences import ROWS
from tests.models.test_kept import kept, told

OLD = "models.0003_constraints"
TABLES = "select tablename::text from pg_tables where schemaname = 'public' and tablename <> 'tortoise_migrations'"
COLUMNS = """
select attname::text from pg_attribute
where attrelid = $1::text::regclass and attnum > 0 and not attisdropped and attgenerated = ''
"""
# What is made anew of the rows.
MADE = {"attributes": {"rarity", "holders_kept"}}
Rows = dict[str, dict[UUID, dict[str, Any]]]


def key(number: int) -> UUID:
    return UUID(f"00000000-0000-7000-8000-{number:012}")


async def rows_of(connection: asyncpg.Connection, columns: dict[str, set[str]]) -> Rows:
    """These columns of every row, by table and id."""
    found: Rows = {}
    for table, names in columns.items():
        rows = await connection.fetch(f"select {', '.join(sorted(names))} from {table}")
        found[table] = {row["id"]: dict(row) for row in rows}
    return found


async def columns_of(connection: asyncpg.Connection) -> dict[str, set[str]]:
    """What is written of each table."""
    tables = [row["tablename"] for row in await connection.fetch(TABLES)]
    return {table: {row["attname"] for row in await connection.fetch(COLUMNS, table)} for table in tables}


@dataclass(frozen=True)
class Upgraded:
    """The rows as they were, and the database as it is now."""

    before: Rows
    url: str
    connection: asyncpg.Connection


@pytest.fixture(scope="module")
async def upgraded(postgres_url: str) -> AsyncIterator[Upgraded]:
    await fresh_database(postgres_url, "upgraded", EMPTY)
    url = on_database(postgres_url, "upgraded")
    try:
        await run_migrations(config=tortoise_config(url), target=OLD)
    finally:
        await Tortoise.close_connections()
    connection = await connect(url)
    try:
        await connection.execute(ROWS)
        before = await rows_of(connection, await columns_of(connection))
        await migrate(url)
        yield Upgraded(before, url, connection)
    finally:
        await connection.close()


async def test_there_was_a_row_of_every_kind(upgraded: Upgraded) -> None:
    assert len(upgraded.before) == 20
    assert {table for table, rows in upgraded.before.items() if not rows} == set()


async def test_every_row_is_still_there_with_all_its_values(upgraded: Upgraded) -> None:
    now = await columns_of(upgraded.connection)
    for table, rows in upgraded.before.items():
        columns = {name for row in rows.values() for name in row} & now[table] - MADE.get(table, set())
        expected = {id_: {name: row[name] for name in columns} for id_, row in rows.items()}
        assert (await rows_of(upgraded.connection, {table: columns}))[table] == expected, table


async def test_every_value_has_the_usual_audience(upgraded: Upgraded) -> None:
    fetch = upgraded.connection.fetch
    for table, usual in (("employments", NETWORK), ("positions", FELLOWS), ("member_attributes", NETWORK)):
        assert {row["audience"] for row in await fetch(f"select audience from {table}")} == {usual}, table
    audiences = {"headline": NETWORK, "bio": NETWORK, "former_name": TIES_ONLY, "birthday": NOBODY_ELSE}
    for field, audience in audiences.items():
        found = await fetch(f"select {field}_audience as audience from members")
        assert {row["audience"] for row in found} == {audience}, field


async def test_what_is_kept_beside_members_and_attributes_is_made(upgraded: Upgraded) -> None:
    assert await kept(upgraded.connection) == await told(upgraded.connection)
    weights = await upgraded.connection.fetch("select rarity, holders_kept from attributes")
    assert {(row["rarity"], row["holders_kept"]) for row in weights} == {(0, 8)}


async def test_the_employee_is_still_one(upgraded: Upgraded) -> None:
    row = await upgraded.connection.fetchrow(
        "select m.kind, e.started, e.ended, e.cohort from members m join employments e on e.member_id = m.id"
        " where m.id = $1",
        key(32),
    )
    assert tuple(row) == ("EMPLOYEE", "2012-04-01", None, 2012)
    with pytest.raises(asyncpg.CheckViolationError):
        await upgraded.connection.execute("update members set kind = 'ALUMNUS' where id = $1", key(32))


READ = """{
  members { edges { node { displayName headline formerName positions(first: 5) { company } } } }
  byCompany: members(filter: {search: "キャノン"}) { totalCount }
  byAttribute: members(filter: {search: "weld"}) { totalCount }
  feed { totalCount }
  groups { edges { node { name } } }
}"""


async def read(upgraded: Upgraded, number: int) -> Any:
    engine = await Engine.open(upgraded.url, connections=1)
    try:
        answer = orjson.loads((await engine.execute(Viewer(key(number), key(20)), READ)).body)
    finally:
        await engine.close()
    assert "errors" not in answer, answer
    return answer["data"]


async def test_a_tie_and_an_employee_see_what_is_usual(upgraded: Upgraded) -> None:
    careers = {"positions": [{"company": "㈱東邦電機"}, {"company": "キヤノン"}]}
    aoi = {"displayName": "山田 葵", "headline": "縁側で働く"}
    for number, more in ((33, {"formerName": "髙橋", **careers}), (32, {"formerName": None, "positions": []})):
        found = await read(upgraded, number)
        nodes = [edge["node"] for edge in found["members"]["edges"]]
        assert [node for node in nodes if node["displayName"] == "山田 葵"] == [{**aoi, **more}]
        assert found["byCompany"]["totalCount"] == (1 if number == 33 else 0)
        assert found["byAttribute"]["totalCount"] == (2 if number == 32 else 1)  # the other two block each other
        names = [edge["node"]["name"] for edge in found["groups"]["edges"]]
        assert ("Secret" in names, "溶接の会" in names) == (number == 32, True)
        assert found["feed"]["totalCount"] == 2
