"""The roster over HTTP: what is answered is in the log, and what cannot be logged is not answered."""

from collections.abc import AsyncIterator

import httpx
import pytest
import structlog

from actions.sessions import Sessions, open_session
from graph.compile.engine import Engine
from models.database import connect
from server.app import create_app
from server.health import Readiness
from tests.server.conftest import asking
from tests.world import World, make_world

ASKED = 'query { rosterEntries(purpose: "復職の相談", first: 1) { edges { node { email familyName } } } }'
LOG = "select fields_read, purpose from access_log where actor_id = $1 and subject_id = $2"


@pytest.fixture
async def world(database: str) -> AsyncIterator[World]:
    connection = await connect(database)
    yield await make_world(connection)
    await connection.close()


@pytest.fixture
async def client(world: World, database: str) -> AsyncIterator[httpx.AsyncClient]:
    """HR's client of the application."""
    engine, sessions = await Engine.open(database, connections=1), await Sessions.open(database)
    token = await open_session(database, world["HR"], device="test")
    async with asking(create_app(engine, sessions, Readiness(sessions.answer))) as client:
        client.headers["authorization"] = f"Bearer {token}"
        yield client
    await sessions.close()
    await engine.close()


@pytest.mark.parametrize("method", ["POST", "GET"])
async def test_what_hr_is_answered_is_in_the_log(client: httpx.AsyncClient, world: World, method: str) -> None:
    given = {"json": {"query": ASKED}} if method == "POST" else {"params": {"query": ASKED}}
    response = await client.request(method, "/graphql", **given)  # type: ignore[arg-type]
    assert response.json() == {"data": {"rosterEntries": {"edges": [{"node": {"email": None, "familyName": "遠藤"}}]}}}
    rows = await world.connection.fetch(LOG, world["HR"], world["Eri"])
    assert [tuple(row) for row in rows] == [(["email", "familyName"], "復職の相談")]


async def test_where_the_log_is_full_the_answer_is_an_error_without_data(
    client: httpx.AsyncClient, world: World
) -> None:
    await world.connection.execute("alter table access_log add constraint full_up check (false) not valid")
    with structlog.testing.capture_logs() as logs:
        response = await client.post("/graphql", json={"query": ASKED})
    assert response.status_code == 500
    assert list(response.json()) == ["errors"]
    assert "遠藤" not in response.text
    assert [entry["log_level"] for entry in logs] == ["error"]
    assert await world.connection.fetch(LOG, world["HR"], world["Eri"]) == []
