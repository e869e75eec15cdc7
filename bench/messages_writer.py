"""Writers of messages: one connection each until its answer is there, with little of a client's own work."""

import asyncio
from collections.abc import Mapping
from typing import Any
from uuid import UUID

import orjson

from bench.answers import Wrong
from bench.fanout_servers import bearer

PATIENCE = 20.0
END = b"\r\n\r\n"
LENGTH = b"content-length: "


class Writers:
    """Asks a server over connections that are kept; a client of the usual kind takes 3 ms of the processor a time."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.free: list[tuple[asyncio.StreamReader, asyncio.StreamWriter]] = []

    async def ask(self, member: UUID, document: str, **variables: str) -> Any:
        """What the server answers to a member; raises Wrong where it has nothing but errors."""
        opened = self.free.pop() if self.free else await asyncio.open_connection("127.0.0.1", self.port)
        async with asyncio.timeout(PATIENCE):
            opened[1].write(self.request(member, {"query": document, "variables": variables}))
            answer = orjson.loads(await body(opened[0]))
        self.free.append(opened)
        if "errors" in answer:
            raise Wrong(f"the server says {answer['errors']}")
        return answer["data"]

    def request(self, member: UUID, asked: Mapping[str, Any]) -> bytes:
        """The bytes of one request."""
        content = orjson.dumps(asked)
        head = (
            f"POST /graphql HTTP/1.1\r\nhost: 127.0.0.1:{self.port}\r\ncontent-type: application/json\r\n"
            f"authorization: {bearer(str(member))['authorization']}\r\ncontent-length: {len(content)}\r\n\r\n"
        )
        return head.encode() + content

    async def close(self) -> None:
        """Leave."""
        for _, writer in self.free:
            writer.close()


async def body(reader: asyncio.StreamReader) -> bytes:
    """The content of an answer, which says how long it is."""
    head = (await reader.readuntil(END)).lower()
    start = head.index(LENGTH) + len(LENGTH)
    return await reader.readexactly(int(head[start : head.index(b"\r\n", start)]))
