"""Real clients, as people use them: they subscribe, receive, are cut off, and go on by their cursor."""

import asyncio
import json
import os
import signal
import subprocess
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from gql import Client, GraphQLRequest
from gql.transport.exceptions import TransportConnectionFailed
from gql.transport.websockets import WebsocketsTransport

from tests.server.conftest import Stage
from tests.server.lively import Lively, lively
from tests.server.packages import node
from tests.server.talking import SECONDS
from tests.server.test_conformance import suite

__all__ = ["suite"]

STREAM = """subscription ($after: String) { stream(after: $after) {
    ... on StreamReady { cursor } ... on StreamEvent { cursor kind subject { ... on Post { body } } } } }"""


@asynccontextmanager
async def following(suite: Path, transport: str, port: int, token: str) -> AsyncIterator[asyncio.StreamReader]:
    """What a client of npm's prints while it follows the stream."""
    command = node(str(suite / "follow.mjs"), transport, f"http://127.0.0.1:{port}/graphql", token)
    # In a session of its own: what the wheel starts is a child of the program.
    program = await asyncio.create_subprocess_exec(*command, stdout=subprocess.PIPE, start_new_session=True)
    assert program.stdout is not None
    try:
        yield program.stdout
    finally:
        os.killpg(program.pid, signal.SIGKILL)
        await program.communicate()


async def line(printed: asyncio.StreamReader) -> Any:
    return json.loads(await asyncio.wait_for(printed.readline(), SECONDS * 2))


async def next_body(printed: asyncio.StreamReader) -> str:
    """The next post, past the items that only say where the stream stands."""
    item = await line(printed)
    while item.get("__typename") == "StreamReady":
        item = await line(printed)
    assert item["kind"] == "POST_PUBLISHED", item
    body: str = item["subject"]["body"]
    return body


@asynccontextmanager
async def away(server: Lively) -> AsyncIterator[None]:
    """Send everybody away, as when a process ends, and let nobody back in for a while."""
    server.connections.leave(0)
    await server.empty()
    yield
    server.connections.ending = False


@pytest.mark.parametrize("transport", ["ws", "sse"])
async def test_clients_of_npm_miss_nothing_while_they_are_cut_off(suite: Path, stage: Stage, transport: str) -> None:
    token = await stage.token("Aoi")
    async with lively(stage.engine, stage.sessions) as server:
        async with following(suite, transport, server.port, token) as printed:
            assert (await line(printed))["__typename"] == "StreamReady"
            await stage.publish("one")
            assert await next_body(printed) == "one"
            for number in range(3):
                async with away(server):
                    await stage.publish(f"away {number}")
                assert await next_body(printed) == f"away {number}"
            await stage.publish("last")
            assert await next_body(printed) == "last"
        await server.empty()


async def test_the_client_of_python_goes_on_by_its_cursor(stage: Stage) -> None:
    token = await stage.token("Aoi")

    async def items(server: Lively, after: str | None) -> AsyncIterator[Any]:
        url = f"ws://127.0.0.1:{server.port}/graphql"
        transport = WebsocketsTransport(url=url, init_payload={"authorization": f"Bearer {token}"})
        async with Client(transport=transport) as session:
            async for answer in session.subscribe(GraphQLRequest(STREAM, variable_values={"after": after})):
                yield answer["stream"]

    async with lively(stage.engine, stage.sessions) as server:
        heard = items(server, None)
        assert await anext(heard)
        await stage.publish("one")
        one = await anext(heard)
        assert one["subject"]["body"] == "one"
        async with away(server):
            with pytest.raises(TransportConnectionFailed):
                await anext(heard)
            await stage.publish("two")
        again = items(server, one["cursor"])
        bodies = [item["subject"]["body"] for item in [await anext(again) for _ in range(2)] if "subject" in item]
        assert bodies == ["two"]
        await again.aclose()  # type: ignore[attr-defined]
        await server.empty()


async def test_the_client_of_python_asks_and_changes_over_a_socket(stage: Stage) -> None:
    token = await stage.token("Aoi")
    document = 'mutation { publishPost(input: {body: "by gql"}) { post { body } } }'
    async with lively(stage.engine, stage.sessions) as server:
        url = f"ws://127.0.0.1:{server.port}/graphql"
        transport = WebsocketsTransport(url=url, headers={"authorization": f"Bearer {token}"})
        async with Client(transport=transport) as session:
            assert await session.execute(GraphQLRequest(document)) == {"publishPost": {"post": {"body": "by gql"}}}
            assert await session.execute(GraphQLRequest("{ __typename }")) == {"__typename": "Query"}
        await server.empty()
