"""The chief queries' statements: as snapshots that can be reviewed, and as plans that scan no large table."""

import os
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import asyncpg
import orjson
import pytest

from graph.compile.document import Documents
from graph.compile.limits import Limits
from graph.compile.plan import Plan, make_plan
from graph.compile.pretty import pretty
from graph.schema import graphql_schema
from models.database import READ_SETTINGS, connect, credentials
from tests.conftest import fresh_database, on_database, statement

STATEMENTS = Path(__file__).parent / "statements"
DOCUMENTS = sorted(path.stem for path in STATEMENTS.glob("*.graphql"))
MEMBER, POST, GROUP, ATTRIBUTE = (
    f"00000000-0000-7000-8000-{number:0>12}" for number in (1000005, 2000007, 3000003, 4000002)
)
VARIABLES: dict[str, dict[str, Any]] = {
    "activity": {"first": 20, "until": None},
    "answers": {"first": 20},
    "directory": {"attributes": [f"att_{ATTRIBUTE}"], "first": 50},
    "feed": {"first": 20, "after": None},
    "group": {"id": f"grp_{GROUP}", "first": 20},
    "names": {"name": "ヤマダ 12", "first": 20},
    "profile": {"id": f"mem_{MEMBER}"},
    "suggestions": {"first": 20},
    "thread": {"id": f"post_{POST}", "first": 20},
    "viewer": {},
}
LARGE = 2_000  # rows; smaller tables may be read whole


def plan_of(name: str) -> Plan:
    documents = Documents(graphql_schema(), Limits())
    operation = documents.operation((STATEMENTS / f"{name}.graphql").read_text(), None)
    return make_plan(operation, operation.variables.coerce(VARIABLES[name]))


@pytest.mark.parametrize("name", DOCUMENTS)
def test_the_statement_is_the_one_that_was_reviewed(name: str) -> None:
    written = STATEMENTS / f"{name}.sql"
    made = pretty(plan_of(name).one)
    if os.environ.get("SNAPSHOTS"):
        written.write_text(made)
    assert made == written.read_text(), "read the difference, then accept it with SNAPSHOTS=1"


@pytest.mark.parametrize("name", DOCUMENTS)
def test_pretty_changes_nothing_but_white_space(name: str) -> None:
    sql = plan_of(name).one
    assert "".join(pretty(sql).split()) == "".join(sql.split())


@pytest.fixture(scope="module")
async def large(postgres_url: str, template: str) -> AsyncIterator[asyncpg.Connection]:
    """A network with 100,000 posts."""
    await fresh_database(postgres_url, "large", template)
    url = on_database(postgres_url, "large")
    filling = await connect(url)
    await filling.execute((STATEMENTS / "large.sql").read_text())
    await filling.execute("vacuum analyze")
    await filling.close()
    reading = await asyncpg.connect(**credentials(url), server_settings=READ_SETTINGS)
    yield reading
    await reading.close()
    await statement(postgres_url, "drop database large with (force)")


@pytest.mark.parametrize("name", DOCUMENTS)
async def test_no_large_table_is_scanned_at_100_000_posts(large: asyncpg.Connection, name: str) -> None:
    plan = plan_of(name)
    values = [literal(each) for each in (MEMBER, *plan.parameters(VARIABLES[name]))]
    await large.execute(f'prepare "{name}" as {plan.one}')
    explained = await large.fetchval(f'explain (format json) execute "{name}"({", ".join(values)})')
    answer = await large.fetchval(f'execute "{name}"({", ".join(values)})')
    assert orjson.loads(answer)["data"], "an empty answer shows nothing"
    assert scanned(orjson.loads(explained)[0]["Plan"], await sizes(large)) == []


async def test_a_scan_of_a_large_table_would_be_seen(large: asyncpg.Connection) -> None:
    explained = await large.fetchval("explain (format json) select count(*) from posts where body like '%x%'")
    assert scanned(orjson.loads(explained)[0]["Plan"], await sizes(large)) == ["posts"]


async def sizes(connection: asyncpg.Connection) -> dict[str, float]:
    return dict(await connection.fetch("select relname, reltuples from pg_class"))


def scanned(node: dict[str, Any], sizes: dict[str, float]) -> list[str]:
    """The large tables that a plan reads from end to end."""
    inside = [found for each in node.get("Plans", []) for found in scanned(each, sizes)]
    relation = node.get("Relation Name", "")
    whole = node["Node Type"] == "Seq Scan" and sizes.get(relation, 0) > LARGE
    return [relation, *inside] if whole else inside


def literal(value: Any) -> str:
    if isinstance(value, list):
        return "'{" + ", ".join(str(each) for each in value) + "}'"
    return "null" if value is None else f"'{value}'"
