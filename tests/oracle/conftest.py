"""LDBC's test set as a network, behind a real server that is asked over HTTP."""

from collections.abc import AsyncIterator, Mapping
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
import pytest

from actions.import_snb import import_snb
from actions.sessions import Sessions, open_session
from graph.compile.engine import Engine
from models.database import connect
from server.app import create_app
from server.health import Readiness
from tests.actions.snb_set import silent
from tests.conftest import fresh_database, on_database, statement
from tests.oracle.snb import TEST_DATA
from tests.server.conftest import served

DATABASE = "test_snb_over_http"
# The graph does not show SNB's ids, so the answers are held together by what the import wrote.
IDS = """
select 'mem_' || id, external_id::bigint from members union all select 'grp_' || id, external_id::bigint from groups
union all select 'post_' || id, external_id::bigint from posts
union all select 'com_' || id, external_id::bigint from comments
"""


class Community:
    """The network that the set became, asked as its members ask."""

    def __init__(self, url: str, client: httpx.AsyncClient, snb_ids: Mapping[str, int]) -> None:
        self.url = url
        self.client = client
        self.snb_ids = snb_ids
        self.members = {snb_id: it for it, snb_id in snb_ids.items() if it.startswith("mem_")}
        self.messages = {snb_id: it for it, snb_id in snb_ids.items() if it.startswith(("post_", "com_"))}
        self.anybody = min(self.members)
        self.tokens: dict[int, str] = {}

    async def ask(self, person: int, query: str, /, **variables: Any) -> dict[str, Any]:
        """The data with which the server answers a person's query, a document of this folder."""
        document = Path(__file__).with_name(f"{query}.graphql").read_text(encoding="utf-8")
        return await self.told(person, document, **variables)

    async def told(self, person: int, document: str, /, **variables: Any) -> dict[str, Any]:
        """The data with which the server answers a document that a person sends."""
        headers = {"Authorization": f"Bearer {await self.token(person)}"}
        asked = {"query": document, "variables": variables}
        response = await self.client.post("/graphql", json=asked, headers=headers)
        answer: dict[str, Any] = response.json()
        assert (response.status_code, answer.get("errors")) == (200, None)
        data: dict[str, Any] = answer["data"]
        return data

    async def token(self, person: int) -> str:
        """The person's bearer token, opened when it is first needed."""
        if person not in self.tokens:
            member = UUID(self.members[person].removeprefix("mem_"))
            self.tokens[person] = await open_session(self.url, member, device="oracle")
        return self.tokens[person]


async def snb_ids(url: str) -> dict[str, int]:
    """The SNB id of whatever the set became, by its global id."""
    connection = await connect(url)
    try:
        return dict(await connection.fetch(IDS))
    finally:
        await connection.close()


@pytest.fixture(scope="module")
async def imported(postgres_url: str, template: str) -> AsyncIterator[str]:
    """The URL of the database that the set was read into."""
    await fresh_database(postgres_url, DATABASE, template)
    url = on_database(postgres_url, DATABASE)
    await import_snb(url, TEST_DATA, report=silent)
    yield url
    await statement(postgres_url, f"drop database {DATABASE} with (force)")


@pytest.fixture(scope="module")
async def community(imported: str) -> AsyncIterator[Community]:
    engine, sessions = await Engine.open(imported, connections=2), await Sessions.open(imported)
    app = create_app(engine, sessions, Readiness(sessions.answer))
    async with served(app) as port, httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}") as client:
        yield Community(imported, client, await snb_ids(imported))
    await sessions.close()
    await engine.close()
