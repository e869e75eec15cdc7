"""How much of the process a socket may take, and how long it may be there."""

import asyncio
import json
import time
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack
from typing import Any

import pytest
from websockets.client import ClientProtocol
from websockets.exceptions import InvalidStatus
from websockets.frames import Opcode
from websockets.uri import parse_uri

from server.live_limits import MESSAGE_BYTES
from tests.server.conftest import House
from tests.server.lively import Lively, lively
from tests.server.talking import PROTOCOL, SECONDS, Talk, talk

ENDLESS = "subscription { stream { __typename } }"


async def ready(client: Talk, token: str) -> None:
    """Be acknowledged, and listen."""
    await client.init(token)
    await client.ask(ENDLESS)
    assert (await client.hear())["type"] == "next"


# --- time


async def test_who_does_not_initialise_is_closed(house: House) -> None:
    async with lively(house.engine, house.sessions, init=0.1) as server, talk(server.port) as client:
        await client.say("ping")
        assert await client.closed() == (4408, "Connection initialisation timeout")
        await server.empty()


async def test_who_answers_no_ping_is_closed_after_the_second(house: House) -> None:
    async with lively(house.engine, house.sessions, ping=0.2, missed=2) as server, talk(server.port) as client:
        await ready(client, house.token)
        frames = [json.loads(await asyncio.wait_for(client.connection.recv(), SECONDS)) for _ in range(2)]
        assert frames == [{"type": "ping"}] * 2
        assert await client.closed() == (1001, "No pong")
        await server.empty()


async def test_whatever_a_client_says_is_a_sign_of_life(house: House) -> None:
    async with lively(house.engine, house.sessions, ping=0.5, missed=1) as server, talk(server.port) as client:
        await client.init(house.token)
        for _ in range(4):
            frame = json.loads(await asyncio.wait_for(client.connection.recv(), SECONDS))
            assert frame == {"type": "ping"}
            await client.say("complete", id="never")
        assert await client.answer("{ __typename }")


async def test_who_asks_nothing_is_closed_without_a_fault(house: House) -> None:
    async with lively(house.engine, house.sessions, idle=0.2) as server, talk(server.port) as client:
        await client.init(house.token)
        assert await client.closed() == (1000, "Idle")


async def test_nobody_may_stay_less_long(house: House) -> None:
    serving = lively(house.engine, house.sessions, nobody=0.2)
    async with serving as server, talk(server.port) as stranger, talk(server.port) as member:
        await stranger.init()
        await member.init(house.token)
        assert await stranger.closed() == (1000, "Idle")
        assert await member.answer("{ __typename }")


async def test_who_listens_is_not_idle(house: House) -> None:
    limits: dict[str, Any] = {"idle": 0.2, "age": 1.5, "jitter": 0}
    async with lively(house.engine, house.sessions, **limits) as server, talk(server.port) as client:
        began = time.monotonic()
        await ready(client, house.token)
        assert (await client.closed())[0] == 1012
        assert time.monotonic() - began > 1.4


async def test_after_a_while_a_client_is_sent_to_come_back(house: House) -> None:
    async with lively(house.engine, house.sessions, age=0.2, jitter=0.5) as server, talk(server.port) as client:
        await ready(client, house.token)
        assert await client.closed() == (1012, "Long enough: come back")


# --- size and number


async def test_a_message_has_a_greatest_size(house: House) -> None:
    async with lively(house.engine, house.sessions) as server:
        for size, fits in ((MESSAGE_BYTES - 100, True), (MESSAGE_BYTES + 1, False)):
            async with talk(server.port) as client:
                await client.init(house.token)
                await client.say("ping", payload={"x": "x" * (size - 100)} if fits else {"x": "x" * size})
                if fits:
                    assert (await client.hear())["type"] == "pong"
                else:
                    assert (await client.closed())[0] == 1009
        await server.empty()


async def test_a_message_in_pieces_has_the_same_greatest_size(house: House) -> None:
    async with lively(house.engine, house.sessions) as server:
        async with talk(server.port) as client:
            await client.connection.send(['{"type":"connection_init"', ",", '"payload":null}'])
            assert await client.hear() == {"type": "connection_ack"}
        async with talk(server.port) as client:
            await client.init(house.token)
            await client.connection.send(["x" * (MESSAGE_BYTES // 2)] * 3)
            assert (await client.closed())[0] == 1009
        await server.empty()


async def test_who_says_too_much_is_closed(house: House) -> None:
    async with lively(house.engine, house.sessions, messages=0.001, burst=5) as server, talk(server.port) as client:
        await client.init(house.token)
        for _ in range(4):
            await client.say("ping")
            assert await client.hear() == {"type": "pong"}
        await client.say("ping")
        assert await client.closed() == (4429, "Too many messages")


async def test_a_pause_allows_for_more(house: House) -> None:
    async with lively(house.engine, house.sessions, messages=50, burst=2) as server, talk(server.port) as client:
        await client.init(house.token)
        for _ in range(6):
            await asyncio.sleep(0.05)
            await client.say("ping")
            assert await client.hear() == {"type": "pong"}


async def test_one_operation_too_many_is_an_error_that_harms_no_other(house: House) -> None:
    async with lively(house.engine, house.sessions, operations=1) as server, talk(server.port) as client:
        await ready(client, house.token)
        await client.ask("{ __typename }", "2")
        refusal = await client.hear()
        assert (refusal["id"], refusal["type"]) == ("2", "error")
        assert refusal["payload"][0]["extensions"]["code"] == "TOO_MANY_OPERATIONS"
        await client.say("complete", id="1")
        await client.answer("{ __typename }", "2")


async def test_a_member_has_only_so_many_connections_and_gets_them_back(house: House) -> None:
    async with lively(house.engine, house.sessions, per_member=1) as server:
        async with talk(server.port) as first, talk(server.port) as second:
            await ready(first, house.token)
            await second.say("connection_init", payload={"token": house.token})
            assert await second.closed() == (1013, "Too many connections of this member")
        await server.empty()
        async with talk(server.port) as third:
            await ready(third, house.token)


async def test_a_process_has_only_so_many_connections(house: House) -> None:
    async with lively(house.engine, house.sessions, connections=1) as server:
        async with talk(server.port) as client:
            await client.init(house.token)
            with pytest.raises(InvalidStatus) as refusal:
                async with talk(server.port):
                    pass
            assert refusal.value.response.status_code == 503
            assert refusal.value.response.headers["retry-after"] == "5"
        await server.empty()
        async with talk(server.port) as client:
            await client.init(house.token)


# --- who is sent away


async def test_clients_are_sent_away_one_after_another(house: House) -> None:
    async with lively(house.engine, house.sessions) as server, AsyncExitStack() as held:
        clients = [await held.enter_async_context(talk(server.port)) for _ in range(4)]
        for client in clients:
            await ready(client, house.token)
        assert server.connections.leave(0.8) == 0.8
        await clients[0].ask("{ __typename }", "2")
        codes, times = [], []

        async def away(client: Talk) -> None:
            codes.append((await client.closed())[0])
            times.append(time.monotonic())

        await asyncio.gather(*(away(client) for client in clients))
        assert set(codes) <= {1012, 1013}
        assert codes.count(1012) >= 3
        assert times[-1] - times[0] > 0.3
        await server.empty()
        assert server.connections.leave(0.8) == 0


# --- who does not read


class Wire:
    """A client that sends the bytes it is told to, and reads only when it is told to."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, port: int) -> None:
        self.reader = reader
        self.writer = writer
        self.protocol = ClientProtocol(parse_uri(f"ws://127.0.0.1:{port}/graphql"), subprotocols=[PROTOCOL])

    async def open(self) -> None:
        self.protocol.send_request(self.protocol.connect())
        self.flush()
        assert b"101" in await asyncio.wait_for(self.reader.readuntil(b"\r\n\r\n"), SECONDS)

    def say(self, **message: Any) -> None:
        self.frame(json.dumps(message).encode())

    def frame(self, data: bytes, first: int = 0x80 | Opcode.TEXT) -> None:
        length = bytes([0x80 | len(data)]) if len(data) < 126 else bytes([0x80 | 126]) + len(data).to_bytes(2, "big")
        self.writer.write(bytes([first]) + length + bytes(4) + data)

    async def close_code(self) -> int:
        """The code of the close frame, which is all that comes."""
        frame = await asyncio.wait_for(self.reader.readexactly(4), SECONDS)
        assert frame[0] == 0x80 | Opcode.CLOSE
        return int.from_bytes(frame[2:4], "big")

    def flush(self) -> None:
        self.writer.write(b"".join(self.protocol.data_to_send()))


@pytest.fixture
async def hurried(house: House) -> AsyncIterator[Lively]:
    async with lively(house.engine, house.sessions, send=0.5) as server:
        yield server


async def test_who_does_not_read_is_cut_off_and_takes_no_memory_any_more(house: House, hurried: Lively) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", hurried.port, limit=1024)
    deaf = Wire(reader, writer, hurried.port)
    await deaf.open()
    deaf.say(type="connection_init", payload={"token": house.token})
    for _ in range(100):
        deaf.say(type="ping", payload={"x": "x" * 60_000})
    await hurried.empty()
    async with talk(hurried.port) as client:
        await client.init(house.token)
    writer.transport.abort()


FRAMES = {
    "not UTF-8": (lambda wire: wire.frame(b'{"type":"ping\xff"}'), 1007),
    "a reserved opcode": (lambda wire: wire.frame(b"{}", 0x80 | 3), 1002),
    "a reserved bit, as of a compressed frame": (lambda wire: wire.frame(b"{}", 0xC0 | Opcode.TEXT), 1002),
    "no mask": (lambda wire: wire.writer.write(b"\x81\x02{}"), 1002),
    "a continuation of nothing": (lambda wire: wire.frame(b"{}", 0x80 | Opcode.CONT), 1002),
    "a message within another": (lambda wire: [wire.frame(b"{", Opcode.TEXT), wire.frame(b"{}")], 1002),
    "an endless frame": (lambda wire: wire.writer.write(b"\x81\xff" + (2**62).to_bytes(8, "big") + bytes(4)), 1009),
}


@pytest.mark.parametrize(("send", "code"), FRAMES.values(), ids=FRAMES.keys())
async def test_frames_that_are_none_close_the_socket_alone(
    house: House, hurried: Lively, send: Callable[[Wire], object], code: int
) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", hurried.port)
    wire = Wire(reader, writer, hurried.port)
    await wire.open()
    send(wire)
    assert await wire.close_code() == code
    writer.transport.abort()
    await hurried.empty()
    async with talk(hurried.port) as client:
        await client.init(house.token)
