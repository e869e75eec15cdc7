"""graphql-transport-ws on a real socket: who comes in, what is answered, and a clear no to all that is malformed."""

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

import pytest
import structlog
from websockets.exceptions import InvalidStatus
from websockets.typing import Subprotocol

from graph.compile.engine import Answer, Engine
from tests.server.conftest import NAME, House
from tests.server.lively import Lively, lively
from tests.server.talking import Talk, talk

ME = "{ viewer { displayName } }"
MINE = {"data": {"viewer": {"displayName": NAME}}}


@pytest.fixture(scope="module")
async def server(house: House) -> AsyncIterator[Lively]:
    async with lively(house.engine, house.sessions) as server:
        yield server


@pytest.fixture
async def client(server: Lively) -> AsyncIterator[Talk]:
    async with talk(server.port) as client:
        yield client


@pytest.fixture
async def member(client: Talk, token: str) -> Talk:
    """A client whose connection is acknowledged."""
    await client.init(token)
    return client


# --- who comes in


@pytest.mark.parametrize(
    "said",
    [
        {"authorization": "Bearer {token}"},
        {"Authorization": "Bearer {token}"},
        {"AUTHORIZATION": "bearer  {token}"},
        {"authorization": "{token}"},
        {"token": "{token}"},
        {"token": "Bearer {token}", "authorization": None},
        {"token": "{token}", "headers": {"x": [1]}, "other": 1},
    ],
)
async def test_a_token_is_said_in_the_first_message(client: Talk, token: str, said: dict[str, Any]) -> None:
    payload = {name: value.format(token=token) if isinstance(value, str) else value for name, value in said.items()}
    await client.say("connection_init", payload=payload)
    assert await client.hear() == {"type": "connection_ack"}
    assert await client.answer(ME) == MINE


@pytest.mark.parametrize("first", ['{"type":"connection_init"}', '{"type":"connection_init","payload":null}'])
async def test_a_token_may_stand_in_the_header_instead(server: Lively, token: str, first: str) -> None:
    async with talk(server.port, additional_headers={"authorization": f"Bearer {token}"}) as client:
        await client.raw(first)
        assert await client.hear() == {"type": "connection_ack"}
        assert await client.answer(ME) == MINE


@pytest.mark.parametrize("payload", ["", ',"payload":null', ',"payload":{}', ',"payload":{"token":null}'])
async def test_without_a_token_one_is_nobody(client: Talk, payload: str) -> None:
    await client.raw('{"type":"connection_init"' + payload + "}")
    assert await client.hear() == {"type": "connection_ack"}
    assert await client.answer("{ __typename }") == {"data": {"__typename": "Query"}}
    for document in (ME, "subscription { stream { __typename } }"):
        await client.ask(document)
        refusal = await client.hear()
        assert refusal["type"] == "error"
        assert refusal["payload"][0]["extensions"]["code"] == "UNAUTHENTICATED"


@pytest.mark.parametrize(
    "payload",
    [
        {"authorization": "Bearer unknown"},
        {"authorization": ""},
        {"authorization": "Basic {token}"},
        {"authorization": 1},
        {"token": ["{token}"]},
        {"token": "x" * 5000},
        {"token": "{token}", "authorization": "Bearer {token}"},
    ],
)
async def test_a_token_that_speaks_for_nobody_is_forbidden(client: Talk, token: str, payload: dict[str, Any]) -> None:
    await client.raw(json.dumps({"type": "connection_init", "payload": payload}).replace("{token}", token))
    assert await client.closed() == (4403, "Forbidden")


async def test_a_header_that_speaks_for_nobody_is_forbidden_unless_the_message_says_better(
    server: Lively, token: str
) -> None:
    for header in ("Bearer unknown", "", f"Bearer {token}, Bearer {token}"):
        async with talk(server.port, additional_headers={"authorization": header}) as client:
            await client.say("connection_init")
            assert await client.closed() == (4403, "Forbidden")
    async with talk(server.port, additional_headers={"authorization": "Bearer unknown"}) as client:
        await client.init(token)


@pytest.mark.parametrize("protocol", [Subprotocol("graphql-ws"), Subprotocol("graphql-transport-ws2"), None])
async def test_another_protocol_is_not_spoken(server: Lively, protocol: Subprotocol | None) -> None:
    async with talk(server.port, protocol) as client:
        assert client.connection.subprotocol is None
        assert await client.closed() == (4406, "Speak graphql-transport-ws")


ORIGINS = [
    (frozenset(), "http://127.0.0.1:{port}", True),
    (frozenset(), None, True),
    (frozenset(), "http://127.0.0.1:1", False),
    (frozenset(), "https://evil.example", False),
    (frozenset(), "null", False),
    (frozenset(), "http://[", False),
    (frozenset(), "127.0.0.1:{port}", False),
    (frozenset({"https://alumni.example.com"}), "https://Alumni.example.com", True),
    (frozenset({"https://alumni.example.com"}), "http://alumni.example.com", False),
    (frozenset({"https://alumni.example.com"}), "http://127.0.0.1:{port}", False),
    (frozenset({"https://alumni.example.com"}), None, True),
]


@pytest.mark.parametrize(("origins", "origin", "admitted"), ORIGINS)
async def test_only_pages_of_known_origins_may_connect(
    house: House, origins: frozenset[str], origin: str | None, admitted: bool
) -> None:
    async with lively(house.engine, house.sessions, origins=origins) as server:
        origin = origin.format(port=server.port) if origin else None
        if admitted:
            async with talk(server.port, origin=origin) as client:
                await client.init(house.token)
            return
        with pytest.raises(InvalidStatus) as refusal:
            async with talk(server.port, origin=origin):
                pass
        assert refusal.value.response.status_code == 403
        assert json.loads(refusal.value.response.body or b"")["errors"][0]["extensions"]["code"] == "FORBIDDEN"


async def test_a_socket_elsewhere_is_refused(server: Lively) -> None:
    with pytest.raises(InvalidStatus):
        async with talk(server.port, path="/elsewhere"):
            pass


# --- what is answered


async def test_a_query_is_next_then_complete_and_its_id_is_free_again(member: Talk) -> None:
    for _ in range(3):
        assert await member.answer(ME, key='"é\u2028\\') == MINE


async def test_a_request_is_read_whole(member: Talk) -> None:
    document = "query A($name: String) { members(filter: {name: $name}) { totalCount } } query B { __typename }"
    payload = {"query": document, "operationName": "A", "variables": {"name": NAME}, "extensions": {"cost": True}}
    await member.say("subscribe", id="1", payload=payload)
    answer = (await member.hear())["payload"]
    assert answer["data"] == {"members": {"totalCount": 1}}
    assert isinstance(answer["extensions"]["cost"], int)


@pytest.mark.parametrize(
    ("document", "code"),
    [
        ("{", "GRAPHQL_PARSE_FAILED"),
        ("{ nothing }", "GRAPHQL_VALIDATION_FAILED"),
        ("query A { __typename } query B { __typename }", "OPERATION_RESOLUTION_FAILURE"),
        ("query ($id: ID!) { node(id: $id) { id } }", "BAD_USER_INPUT"),
        ("subscription { nothing }", "GRAPHQL_VALIDATION_FAILED"),
        ('subscription { stream(after: "nowhere") { __typename } }', "BAD_USER_INPUT"),
    ],
)
async def test_what_is_wrong_before_it_is_executed_is_an_error_and_nothing_follows(
    member: Talk, document: str, code: str
) -> None:
    await member.ask(document)
    refusal = await member.hear()
    assert (refusal["id"], refusal["type"]) == ("1", "error")
    assert refusal["payload"][0]["extensions"]["code"] == code
    assert await member.answer(ME) == MINE


async def test_many_operations_run_beside_each_other(member: Talk) -> None:
    keys = {str(number) for number in range(20)}
    for key in keys:
        await member.ask(ME, key)
    heard = [await member.hear() for _ in range(40)]
    assert {message["id"] for message in heard if message["type"] == "next"} == keys
    assert {message["id"] for message in heard if message["type"] == "complete"} == keys


@pytest.mark.parametrize("payload", [{"n": [1, {"a": None}], "é": "縁"}, {}, None])
async def test_a_ping_is_answered_with_its_payload(client: Talk, payload: Any) -> None:
    await client.say("ping", payload=payload)
    pong = {"type": "pong"} if payload is None else {"type": "pong", "payload": payload}
    assert await client.hear() == pong
    await client.say("pong", payload=payload)
    await client.raw('{"type":"ping"}')
    assert await client.hear() == {"type": "pong"}


async def test_completing_what_is_over_or_never_was_is_nothing(member: Talk) -> None:
    assert await member.answer(ME) == MINE
    await member.say("complete", id="1")
    await member.say("complete", id="never")
    assert await member.answer(ME) == MINE


async def test_a_bug_is_masked_and_its_id_is_in_the_log(house: House) -> None:
    class Failing(Engine):
        async def execute(self, *args: Any, **named: Any) -> Answer:
            raise ValueError("secret words")

    engine = Failing(house.engine.schema, house.engine.readers)
    async with lively(engine, house.sessions) as server, talk(server.port) as client:
        await client.init(house.token)
        with structlog.testing.capture_logs() as logs:
            await client.ask(ME)
            [error] = (await client.hear())["payload"]
    assert error["extensions"]["code"] == "INTERNAL_SERVER_ERROR"
    assert "secret" not in repr(error)
    assert error["extensions"]["id"] in [entry.get("incident") for entry in logs]


# --- what is malformed


async def test_nothing_is_asked_before_the_acknowledgement(server: Lively) -> None:
    for first in ({"type": "subscribe", "id": "1", "payload": {"query": ME}}, {"type": "complete", "id": "1"}):
        async with talk(server.port) as client:
            await client.raw(json.dumps(first))
            assert await client.closed() == (4401, "Unauthorized")


async def test_a_second_initialisation_is_one_too_many(member: Talk) -> None:
    await member.say("connection_init")
    assert await member.closed() == (4429, "Too many initialisation requests")


MALFORMED = {
    "nothing": "",
    "no JSON": "hello",
    "half JSON": '{"type":"ping"',
    "null": "null",
    "a number": "1",
    "a string": '"ping"',
    "a list": '[{"type":"ping"}]',
    "a binary frame": b'{"type":"ping"}',
    "no type": "{}",
    "a type that is null": '{"type":null}',
    "a type that is a list": '{"type":["ping"]}',
    "an unknown type": '{"type":"start","id":"1"}',
    "an unknown type with long words": '{"type":"%s"}' % ("縁" * 300),
    "a type of ours": '{"type":"next","id":"1","payload":{}}',
    "an acknowledgement": '{"type":"connection_ack"}',
    "a key twice": '{"type":"ping","type":"pong"}',
    "a key twice inside": '{"type":"ping","payload":{"a":1,"a":2}}',
    "a lone surrogate": '{"type":"ping","payload":{"a":"\\ud800"}}',
    "a huge integer": '{"type":"ping","payload":{"a":123456789012345678901234567890}}',
    "deep JSON": '{"type":"ping","payload":{"a":' + "[" * 500 + "]" * 500 + "}}",
    "deeper JSON": "[" * 100_000,
    "a ping with a list": '{"type":"ping","payload":[]}',
    "a pong with a number": '{"type":"pong","payload":1}',
    "an initialisation with a string": '{"type":"connection_init","payload":"x"}',
    "no id": '{"type":"subscribe","payload":{"query":"{__typename}"}}',
    "an empty id": '{"type":"subscribe","id":"","payload":{"query":"{__typename}"}}',
    "an id that is a number": '{"type":"subscribe","id":1,"payload":{"query":"{__typename}"}}',
    "an id that is null": '{"type":"subscribe","id":null,"payload":{"query":"{__typename}"}}',
    "an id that is a list": '{"type":"subscribe","id":["1"],"payload":{"query":"{__typename}"}}',
    "an id that is an object": '{"type":"complete","id":{"a":1}}',
    "an endless id": '{"type":"subscribe","id":"%s","payload":{"query":"{__typename}"}}' % ("x" * 300),
    "no payload": '{"type":"subscribe","id":"1"}',
    "a payload that is null": '{"type":"subscribe","id":"1","payload":null}',
    "a payload that is a list": '{"type":"subscribe","id":"1","payload":[]}',
    "a payload that is a string": '{"type":"subscribe","id":"1","payload":"{__typename}"}',
    "no query": '{"type":"subscribe","id":"1","payload":{}}',
    "a query that is null": '{"type":"subscribe","id":"1","payload":{"query":null}}',
    "a query that is a list": '{"type":"subscribe","id":"1","payload":{"query":[]}}',
    "an operation name that is a number": '{"type":"subscribe","id":"1","payload":{"query":"x","operationName":1}}',
    "variables that are a list": '{"type":"subscribe","id":"1","payload":{"query":"x","variables":[]}}',
    "variables that are a string": '{"type":"subscribe","id":"1","payload":{"query":"x","variables":"{}"}}',
    "extensions that are a list": '{"type":"subscribe","id":"1","payload":{"query":"x","extensions":[]}}',
}


@pytest.mark.parametrize("frame", MALFORMED.values(), ids=MALFORMED.keys())
async def test_a_malformed_message_closes_the_socket_with_a_short_reason(
    server: Lively, token: str, frame: str | bytes
) -> None:
    async with talk(server.port) as client:
        if frame not in (MALFORMED["an initialisation with a string"],):
            await client.init(token)
        await client.raw(frame)
        code, reason = await client.closed()
    assert code == 4400
    assert 0 < len(reason.encode()) <= 123
    assert not any(word in reason for word in ("Error", "orjson", "Traceback", "Python"))


async def test_what_comes_behind_a_malformed_message_is_not_read(member: Talk) -> None:
    await member.raw("{}")
    await member.ask(ME)
    async with asyncio.timeout(30):
        assert (await member.closed())[0] == 4400
