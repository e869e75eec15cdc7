"""What happens reaches sockets: events, their end, and changes that outlive whoever asked for them."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from actions import sessions
from graph.compile.engine import Answer, Engine
from models.viewer import Viewer
from tests.server.conftest import House, Stage
from tests.server.lively import lively
from tests.server.talking import SECONDS, talk

EVENT = "... on StreamEvent { cursor kind subject { id ... on Post { body } } }"
STREAM = f"subscription ($after: String) {{ stream(after: $after) {{ ... on StreamReady {{ cursor }} {EVENT} }} }}"
ENDLESS = "subscription { stream { __typename } }"


def event(message: Any, key: str = "1") -> Any:
    """The item that a ``next`` brings."""
    assert (message["id"], message["type"]) == (key, "next"), message
    return message["payload"]["data"]["stream"]


async def test_what_happens_arrives_and_a_cut_client_goes_on_by_its_cursor(stage: Stage) -> None:
    token = await stage.token("Aoi")
    async with lively(stage.engine, stage.sessions) as server:
        async with talk(server.port) as client:
            await client.init(token)
            await client.ask(STREAM)
            assert list(event(await client.hear())) == ["cursor"]
            await stage.publish("一つ\n目")
            first = event(await client.hear())
            assert (first["kind"], first["subject"]["body"]) == ("POST_PUBLISHED", "一つ\n目")
            client.connection.transport.abort()
        await server.empty()
        await stage.publish("two")
        async with talk(server.port) as client:
            await client.init(token)
            await client.ask(STREAM, after=first["cursor"])
            items = [event(await client.hear()) for _ in range(2)]
            assert [item["subject"]["body"] for item in items if "subject" in item] == ["two"]
            await client.say("complete", id="1")
            assert await client.answer("{ __typename }", key="1") == {"data": {"__typename": "Query"}}
        await server.empty()


async def test_operations_of_one_socket_are_told_apart_by_their_ids(stage: Stage) -> None:
    async with lively(stage.engine, stage.sessions) as server, talk(server.port) as client:
        await client.init(await stage.token("Aoi"))
        for key in ("a", "b"):
            await client.ask(STREAM, key)
            event(await client.hear(), key)
        await stage.publish("both")
        heard = {message["id"]: event(message, message["id"]) for message in [await client.hear() for _ in "ab"]}
        assert heard["a"] == heard["b"]
        await client.say("complete", id="a")
        await client.answer("{ __typename }", key="a")
        await stage.publish("one")
        assert event(await client.hear(), "b")["subject"]["body"] == "one"


async def test_an_id_that_is_taken_closes_the_socket(house: House) -> None:
    async with lively(house.engine, house.sessions) as server, talk(server.port) as client:
        await client.init(house.token)
        await client.ask(ENDLESS, "x" * 200)
        await client.hear()
        await client.ask(ENDLESS, "x" * 200)
        code, reason = await client.closed()
        assert code == 4409
        assert f"Subscriber for {'x' * 200} already exists".startswith(reason)
        assert len(reason) == 123
        await server.empty()


@pytest.mark.parametrize("operating", [True, False])
async def test_a_session_that_is_revoked_ends_its_socket_at_once(stage: Stage, operating: bool) -> None:
    token = await stage.token("Aoi")
    async with lively(stage.engine, stage.sessions) as server, talk(server.port) as client:
        await client.init(token)
        if operating:
            await client.ask(ENDLESS)
            event(await client.hear())
        viewer = await stage.sessions.viewer(token)
        assert viewer is not None
        await sessions.sign_out(viewer)
        assert await client.closed() == (4403, "Forbidden")
        await server.empty()


async def test_the_viewer_is_looked_up_anew_for_each_operation(house: House) -> None:
    class Forgetful:
        """Sessions that end without anybody being told."""

        gone = False

        async def viewer(self, token: str) -> Viewer | None:
            return None if self.gone else await house.sessions.viewer(token)

    tokens = Forgetful()
    async with lively(house.engine, house.sessions, tokens=tokens) as server, talk(server.port) as client:
        await client.init(house.token)
        assert (await client.answer("{ __typename }"))["data"]
        tokens.gone = True
        await client.ask("{ __typename }")
        assert await client.closed() == (4403, "Forbidden")


class Slow(Engine):
    """An engine that begins when it is let."""

    def __init__(self, engine: Engine) -> None:
        super().__init__(engine.schema, engine.readers)
        self.asked, self.let = asyncio.Semaphore(0), asyncio.Event()

    @contextmanager
    def letting(self) -> Iterator[None]:
        """Let it begin in the end, whatever the test says."""
        try:
            yield
        finally:
            self.let.set()

    async def execute(self, *args: Any, **named: Any) -> Answer:
        self.asked.release()
        await self.let.wait()
        return await super().execute(*args, **named)


@pytest.mark.parametrize("way", ["abort", "close", "complete"])
async def test_a_mutation_is_carried_out_though_its_client_is_gone(stage: Stage, way: str) -> None:
    engine = Slow(stage.engine)
    async with lively(engine, stage.sessions) as server:
        async with talk(server.port) as client:
            await client.init(await stage.token("Aoi"))
            await client.ask('mutation { publishPost(input: {body: "kept"}) { post { id } } }')
            await asyncio.wait_for(engine.asked.acquire(), SECONDS)
            if way == "abort":
                client.connection.transport.abort()
            elif way == "complete":
                await client.say("complete", id="1")
                await client.say("ping")
                assert await client.hear() == {"type": "pong"}
        engine.let.set()
        await server.empty()
        assert await stage.community.value("select count(*) from posts where body = 'kept'") == 1


async def test_what_goes_on_without_its_client_counts_among_its_operations(house: House) -> None:
    engine = Slow(house.engine)
    async with lively(engine, house.sessions, operations=2) as server, talk(server.port) as client:
        with engine.letting():
            await client.init(house.token)
            for key in ("1", "2"):
                await client.ask("{ __typename }", key)
                await asyncio.wait_for(engine.asked.acquire(), SECONDS)
                await client.say("complete", id=key)
            await client.ask("{ __typename }", "3")
            refusal = await client.hear()
            assert (refusal["id"], refusal["type"]) == ("3", "error")
            assert refusal["payload"][0]["extensions"]["code"] == "TOO_MANY_OPERATIONS"
