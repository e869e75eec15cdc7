"""Server-sent events and multipart over a real socket: framing to the byte, who gets which, and how they end."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx
import pytest

from actions import sessions
from tests.server.conftest import NAME, House, Stage
from tests.server.lively import Lively, lively
from tests.server.talking import SECONDS
from tests.server.test_negotiation import URQL

SSE = "text/event-stream"
APOLLO = "multipart/mixed;boundary=graphql;subscriptionSpec=1.0,application/json"
ENDLESS = "subscription { stream { __typename } }"
READY = b'{"data":{"stream":{"__typename":"StreamReady"}}}'
POSTS = "subscription ($after: String) { postPublished(after: $after) { cursor post { body } } }"
COMPLETE = b"event: complete\ndata:\n\n"
PART = b"content-type: application/json\r\n\r\n"


class Reading:
    """A response that is read little by little."""

    def __init__(self, response: httpx.Response) -> None:
        self.response = response
        self._chunks = response.aiter_raw()
        self.read = b""

    async def until(self, text: bytes) -> bytes:
        """All that was read until and with ``text``, which is taken away."""
        async with asyncio.timeout(SECONDS):
            while text not in self.read:
                self.read += await anext(self._chunks)
        found, _, self.read = self.read.partition(text)
        return found + text

    async def rest(self) -> bytes:
        """What comes until the end."""
        async with asyncio.timeout(SECONDS):
            async for chunk in self._chunks:
                self.read += chunk
        return self.read


@asynccontextmanager
async def asking(
    server: Lively, document: str, accept: str, token: str | None = None, method: str = "POST", **variables: Any
) -> AsyncIterator[Reading]:
    """What the server answers, while it is being written."""
    url = f"http://127.0.0.1:{server.port}/graphql"
    headers = {"accept": accept} | ({"authorization": f"Bearer {token}"} if token else {})
    asked: dict[str, Any] = {"json": {"query": document, "variables": variables}}
    if method == "GET":
        asked = {"params": {"query": document, "variables": json.dumps(variables)}}
    async with httpx.AsyncClient(timeout=SECONDS) as client, client.stream(method, url, headers=headers, **asked) as it:
        yield Reading(it)


@pytest.fixture(scope="module")
async def server(house: House) -> AsyncIterator[Lively]:
    async with lively(house.engine, house.sessions, keep_alive=0.2) as server:
        yield server


def code(body: bytes) -> str:
    [error] = json.loads(body)["errors"]
    found: str = error["extensions"]["code"]
    return found


# --- server-sent events


@pytest.mark.parametrize("method", ["POST", "GET"])
async def test_events_are_framed_by_line_feeds_and_show_signs_of_life(server: Lively, token: str, method: str) -> None:
    async with asking(server, ENDLESS, SSE, token, method) as reading:
        headers = reading.response.headers
        assert reading.response.status_code == 200
        assert headers["content-type"] == "text/event-stream; charset=utf-8"
        assert (headers["cache-control"], headers["x-accel-buffering"]) == ("no-store", "no")
        assert "content-length" not in headers
        assert await reading.until(b"}\n\n") == b":\n\nevent: next\ndata: " + READY + b"\n\n"
        assert await reading.until(b":\n\n:\n\n") == b":\n\n:\n\n"
    await server.empty()


@pytest.mark.parametrize("method", ["POST", "GET"])
async def test_a_query_is_one_event_then_complete(server: Lively, token: str, method: str) -> None:
    async with asking(server, "{ viewer { displayName } }", SSE, token, method) as reading:
        body = json.dumps({"data": {"viewer": {"displayName": NAME}}}, ensure_ascii=False, separators=(",", ":"))
        assert (await reading.rest()).replace(b'": ', b'":').replace(b" :", b":") == (
            b":\n\nevent: next\ndata: " + body.encode() + b"\n\n" + COMPLETE
        )


async def test_what_happens_arrives_and_a_reader_that_was_away_goes_on_by_its_cursor(stage: Stage) -> None:
    token = await stage.token("Aoi")
    async with lively(stage.engine, stage.sessions) as server:
        before = "subscription { stream { ... on StreamReady { cursor } } }"
        async with asking(server, before, SSE, token) as reading:
            event = await reading.until(b"}\n\n")
            cursor = json.loads(event.partition(b"data: ")[2])["data"]["stream"]["cursor"]
        await server.empty()
        await stage.publish("line\nbreak \u2028 縁")
        async with asking(server, POSTS, SSE, token, after=cursor) as reading:
            event = await reading.until(b"}\n\n")
            told = json.loads(event.partition(b"data: ")[2])["data"]["postPublished"]
            assert told["post"] == {"body": "line\nbreak \u2028 縁"}
            await stage.publish("now")
            assert b'"now"' in await reading.until(b"}\n\n")
        await server.empty()


@pytest.mark.parametrize(
    ("document", "expected"),
    [
        ("subscription { nothing }", "GRAPHQL_VALIDATION_FAILED"),
        ('subscription { stream(after: "nowhere") { __typename } }', "BAD_USER_INPUT"),
        ("subscription {", "GRAPHQL_PARSE_FAILED"),
        ("{ nothing }", "GRAPHQL_VALIDATION_FAILED"),
    ],
)
async def test_what_is_wrong_with_the_operation_is_told_as_an_event(
    server: Lively, token: str, document: str, expected: str
) -> None:
    async with asking(server, document, SSE, token) as reading:
        assert reading.response.status_code == 200
        text = await reading.rest()
    assert text.endswith(b"\n\n" + COMPLETE)
    assert code(text.partition(b"data: ")[2].partition(b"\n\n")[0]) == expected


async def test_nobody_is_told_nothing(server: Lively) -> None:
    async with asking(server, ENDLESS, SSE) as reading:
        text = await reading.rest()
    assert code(text.partition(b"data: ")[2].partition(b"\n\n")[0]) == "UNAUTHENTICATED"


async def test_a_session_that_is_revoked_ends_the_stream_and_does_not_complete_it(stage: Stage) -> None:
    token = await stage.token("Aoi")
    async with lively(stage.engine, stage.sessions) as server, asking(server, ENDLESS, SSE, token) as reading:
        await reading.until(b"}\n\n")
        viewer = await stage.sessions.viewer(token)
        assert viewer is not None
        await sessions.sign_out(viewer)
        assert COMPLETE not in await reading.rest()
        await server.empty()


# --- multipart


async def test_parts_are_sent_whole_with_the_boundary_behind_them(server: Lively, token: str) -> None:
    async with asking(server, ENDLESS, APOLLO, token) as reading:
        assert reading.response.headers["content-type"] == 'multipart/mixed;boundary="graphql";subscriptionSpec=1.0'
        first = b"\r\n--graphql\r\n" + PART + b"{}\r\n--graphql"
        assert await reading.until(PART + b"{}\r\n--graphql") == first
        payload = b"\r\n" + PART + b'{"payload":' + READY + b"}\r\n--graphql"
        assert await reading.until(b"}\r\n--graphql") == payload
        assert await reading.until(b"{}\r\n--graphql") == b"\r\n" + PART + b"{}\r\n--graphql"
    await server.empty()


async def test_the_last_part_ends_with_the_last_boundary(server: Lively, token: str) -> None:
    document = 'subscription { stream(after: "nowhere") { __typename } }'
    async with asking(server, document, APOLLO, token) as reading:
        text = await reading.rest()
    assert text.endswith(b"]}}\r\n--graphql--\r\n")
    assert b'{"payload":{"errors":[' in text


# --- who gets which


@pytest.mark.parametrize(
    ("accept", "query", "subscription"),
    [
        (URQL.decode(), "application/graphql-response+json", "text/event-stream"),
        ("application/json, text/event-stream", "application/json", "text/event-stream"),
        ("application/json;q=0.5, text/event-stream;q=0.4", "application/json", "text/event-stream"),
        ("application/json;q=0.4, text/event-stream;q=0.5", "text/event-stream", "text/event-stream"),
        ("text/event-stream, */*;q=0.1", "text/event-stream", "text/event-stream"),
        ("text/*", "text/event-stream", "text/event-stream"),
        (APOLLO, "application/json", "multipart/mixed"),
        ('multipart/mixed;subscriptionSpec="1.0"', "multipart/mixed", "multipart/mixed"),
        ("multipart/mixed;subscriptionSpec=1.0;q=0.3, text/event-stream;q=0.4", SSE, SSE),
        ("multipart/mixed;subscriptionSpec=1.0;q=0.4, text/event-stream;q=0.3", "multipart/mixed", "multipart/mixed"),
    ],
)
async def test_weights_decide_and_a_subscription_takes_what_can_carry_it(
    server: Lively, token: str, accept: str, query: str, subscription: str
) -> None:
    for document, media in (("{ __typename }", query), (ENDLESS, subscription)):
        async with asking(server, document, accept, token) as reading:
            assert reading.response.headers["content-type"].startswith(media)


@pytest.mark.parametrize(
    "accept",
    [
        "application/json",
        "application/graphql-response+json",
        "*/*",
        "multipart/mixed, application/json",
        "multipart/mixed;deferSpec=20220824, application/json",
        "multipart/mixed;subscriptionSpec=2.0, application/json",
        "text/event-stream;q=0, application/json",
    ],
)
async def test_who_accepts_no_stream_is_told_what_to_accept(server: Lively, token: str, accept: str) -> None:
    async with asking(server, ENDLESS, accept, token) as reading:
        body = await reading.rest()
    assert (reading.response.status_code, code(body)) == (406, "NOT_ACCEPTABLE")
    assert b"text/event-stream" in body
    assert b"WebSocket" in body


async def test_a_word_in_a_query_makes_no_subscription(server: Lively, token: str) -> None:
    async with asking(server, "query subscription { __typename }", "application/json", token) as reading:
        assert json.loads(await reading.rest()) == {"data": {"__typename": "Query"}}


async def test_a_mutation_by_get_stays_refused(server: Lively, token: str) -> None:
    document = 'mutation { publishPost(input: {body: "x"}) { post { id } } }'
    async with asking(server, document, SSE, token, "GET") as reading:
        assert (reading.response.status_code, code(await reading.rest())) == (405, "METHOD_NOT_ALLOWED")


async def test_a_bad_token_is_refused_before_anything_is_streamed(server: Lively) -> None:
    async with asking(server, ENDLESS, SSE, "unknown") as reading:
        assert (reading.response.status_code, code(await reading.rest())) == (401, "UNAUTHENTICATED")


# --- how many, how long


async def test_streams_count_as_connections(house: House) -> None:
    async with lively(house.engine, house.sessions, per_member=1) as server:
        async with asking(server, ENDLESS, SSE, house.token) as first:
            await first.until(b"}\n\n")
            async with asking(server, ENDLESS, SSE, house.token) as second:
                assert (second.response.status_code, code(await second.rest())) == (429, "TOO_MANY_CONNECTIONS")
        await server.empty()


async def test_where_there_is_no_room_streams_are_refused(house: House) -> None:
    full = lively(house.engine, house.sessions, connections=0)
    async with full as server, asking(server, ENDLESS, SSE, house.token) as refused:
        assert (refused.response.status_code, code(await refused.rest())) == (503, "UNAVAILABLE")
        assert refused.response.headers["retry-after"] == "5"


async def test_a_stream_that_lasted_long_enough_ends_and_is_not_completed(house: House) -> None:
    async with lively(house.engine, house.sessions, age=0.1, keep_alive=0.1) as server:
        async with asking(server, ENDLESS, SSE, house.token) as reading:
            assert COMPLETE not in await reading.rest()
        await server.empty()


async def test_who_does_not_read_is_cut_off(stage: Stage) -> None:
    token = await stage.token("Aoi")
    async with lively(stage.engine, stage.sessions, keep_alive=0.3, send=0.3) as server:
        reader, writer = await asyncio.open_connection("127.0.0.1", server.port, limit=1024)
        asked = json.dumps({"query": POSTS.replace("body", " ".join(f"b{n}: body" for n in range(50)))}).encode()
        head = f"POST /graphql HTTP/1.1\r\nhost: x\r\naccept: {SSE}\r\nauthorization: Bearer {token}\r\n"
        head += f"content-type: application/json\r\ncontent-length: {len(asked)}\r\n\r\n"
        writer.write(head.encode() + asked)
        assert b"200" in await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), SECONDS)
        async with asyncio.timeout(SECONDS):
            while not server.connections.count:  # noqa: ASYNC110
                await asyncio.sleep(0.01)
        for _ in range(60):
            await stage.publish("x" * 5000)
        await server.empty()
        writer.transport.abort()
