"""A body is read within a limit of bytes and seconds; most of this can only be seen over a socket."""

import asyncio
from typing import Any

import httpx
import pytest
from starlette.types import ASGIApp

from server.app import create_app
from server.health import Readiness
from tests.server.conftest import House, asking


async def raw(port: int, *parts: bytes, pause: float = 0.0) -> bytes:
    """What the server says to ``parts``, sent with a pause after each until it answers."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    answered = asyncio.create_task(heard(reader))
    try:
        for part in parts:
            if not answered.done():
                writer.write(part)
                await asyncio.sleep(pause)
        return await asyncio.wait_for(answered, 5)
    finally:
        writer.close()


async def heard(reader: asyncio.StreamReader) -> bytes:
    head = await reader.readuntil(b"\r\n\r\n")
    length = int(head.lower().split(b"content-length: ")[1].split(b"\r\n")[0])
    return head + await reader.readexactly(length)


JSON = {"content-type": "application/json"}
HEAD = b"POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n"


def padded(size: int) -> bytes:
    start = b'{"query":"{__typename}","padding":"'
    return start + b"x" * (size - len(start) - 2) + b'"}'


async def test_a_body_may_be_as_long_as_the_limit_and_no_longer(client: httpx.AsyncClient) -> None:
    assert (await client.post("/graphql", content=padded(50_000), headers=JSON)).status_code == 200
    response = await client.post("/graphql", content=padded(50_001), headers=JSON)
    assert (response.status_code, response.json()["errors"][0]["extensions"]["code"]) == (413, "PAYLOAD_TOO_LARGE")


async def test_a_body_that_declares_too_much_is_refused_before_it_is_sent(port: int) -> None:
    said = await raw(port, HEAD + b"content-length: 50001\r\n\r\n")
    assert said.startswith(b"HTTP/1.1 413")
    assert b"PAYLOAD_TOO_LARGE" in said


async def test_a_body_in_chunks_has_the_same_limit(port: int) -> None:
    chunk = b"1000\r\n" + b" " * 0x1000 + b"\r\n"
    few = HEAD + b"transfer-encoding: chunked\r\n\r\n" + chunk * 10 + b'18\r\n{"query":"{__typename}"}\r\n0\r\n\r\n'
    assert (await raw(port, few)).endswith(b'{"data":{"__typename":"Query"}}')
    many = HEAD + b"transfer-encoding: chunked\r\n\r\n" + chunk * 13
    said = await raw(port, many)
    assert said.startswith(b"HTTP/1.1 413")
    assert b"PAYLOAD_TOO_LARGE" in said


@pytest.mark.parametrize("parts", [[b""], [b" "] * 40], ids=["silent", "trickling"])
async def test_a_body_that_takes_too_long_is_given_up(port: int, parts: list[bytes]) -> None:
    said = await raw(port, HEAD + b"content-length: 1000\r\n\r\n", *parts, pause=0.05)
    assert said.startswith(b"HTTP/1.1 408")
    assert b"REQUEST_TIMEOUT" in said
    assert b"connection: close" in said.lower()


async def test_a_body_that_arrives_in_pieces_in_time_is_answered(port: int) -> None:
    said = await raw(port, HEAD + b"content-length: 24\r\n\r\n", b'{"query":', b'"{__typename}"}', pause=0.02)
    assert said.endswith(b'{"data":{"__typename":"Query"}}')


async def test_one_who_leaves_in_the_middle_is_forgotten_and_the_next_is_answered(
    port: int, caplog: pytest.LogCaptureFixture
) -> None:
    _, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(HEAD + b'content-length: 1000\r\n\r\n{"query":')
    await writer.drain()
    await asyncio.sleep(0.05)
    writer.close()
    assert (await raw(port, HEAD + b'content-length: 24\r\n\r\n{"query":"{__typename}"}')).startswith(b"HTTP/1.1 200")
    assert [record for record in caplog.records if record.levelname == "ERROR"] == []


async def test_a_reader_cancelled_from_outside_stays_cancelled(app: ASGIApp) -> None:
    async def never() -> dict[str, Any]:
        await asyncio.sleep(60)
        return {}

    async def send(message: Any) -> None:
        pytest.fail("nobody is there to be answered")

    scope = {"type": "http", "method": "POST", "path": "/graphql", "headers": [(b"content-type", b"application/json")]}
    task = asyncio.ensure_future(app(scope, never, send))
    await asyncio.sleep(0.02)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


async def test_the_limit_is_one_mebibyte_where_nothing_else_is_said(house: House, readiness: Readiness) -> None:
    async with asking(create_app(house.engine, house.sessions, readiness)) as client:
        for size, status in ((1024 * 1024, 200), (1024 * 1024 + 1, 413)):
            response = await client.post("/graphql", content=padded(size), headers=JSON)
            assert response.status_code == status
