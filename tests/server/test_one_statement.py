"""A warm query costs one statement in all, its token included: counted in PostgreSQL's own log."""

from pathlib import Path

import httpx
import pytest

from models.database import connect
from server.app import create_app
from server.health import Readiness
from tests.server.conftest import House, served

QUERIES = [
    "{ viewer { id displayName } }",
    "{ viewer { ties { totalCount edges { node { member { displayName } } } } } network { name memberCount } }",
    "{ feed(first: 5) { edges { node { body comments { edges { node { body } } } } } } suggestions { score } }",
    "query A($first: Int) { members(first: $first) { totalCount edges { node { attributes { label } } } } }",
    '{ node(id: "post_00000000-0000-7000-8000-000000000000") { id } nodes(ids: []) { id } }',
]


@pytest.fixture
async def log(postgres_url: str, house: House) -> Path:
    """The server's log, into which every statement of the house's database is now written."""
    connection = await connect(postgres_url)
    await connection.execute("alter database endpoint set log_min_duration_statement = 0")
    directory = await connection.fetchval("show data_directory")
    await connection.close()
    return Path(directory) / "server.log"


def statements(log: Path) -> list[str]:
    """The executions that the log tells of."""
    return [
        line for line in log.read_text(errors="replace").splitlines() if "execute " in line or "statement: " in line
    ]


@pytest.mark.parametrize("query", QUERIES)
async def test_a_warm_query_is_one_statement(house: House, log: Path, query: str) -> None:
    app = create_app(house.engine, house.sessions, Readiness(house.sessions.answer))
    house.engine.readers.forget()  # new connections write to the log
    headers = {"authorization": f"Bearer {house.token}"}
    async with served(app) as port, httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", headers=headers) as client:
        for _ in range(3):
            await client.post("/graphql", json={"query": query})
        before = len(statements(log))
        for _ in range(10):
            answer = await client.post("/graphql", json={"query": query})
            assert "errors" not in answer.json()
        assert len(statements(log)) - before == 10
