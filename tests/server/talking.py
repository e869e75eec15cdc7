"""Talking graphql-transport-ws by hand: raw messages over a real socket, with nothing done behind one's back."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from websockets.asyncio.client import ClientConnection, connect
from websockets.typing import Origin, Subprotocol

SECONDS = 30
PROTOCOL = Subprotocol("graphql-transport-ws")


class Talk:
    """A client that says what it is told to, and hears all but pings."""

    def __init__(self, connection: ClientConnection) -> None:
        self.connection = connection

    async def say(self, kind: str, **more: Any) -> None:
        await self.raw(json.dumps({"type": kind, **more}))

    async def raw(self, frame: str | bytes) -> None:
        await self.connection.send(frame)

    async def hear(self) -> Any:
        """The next message, which is text; pings are answered."""
        async with asyncio.timeout(SECONDS):
            frame = await self.connection.recv()
        assert isinstance(frame, str)
        message = json.loads(frame)
        if message["type"] == "ping":
            await self.say("pong")
            return await self.hear()
        return message

    async def init(self, token: str | None = None) -> None:
        payload = {"authorization": f"Bearer {token}"} if token else None
        await self.say("connection_init", payload=payload)
        assert await self.hear() == {"type": "connection_ack"}

    async def ask(self, document: str, key: str = "1", **variables: Any) -> None:
        await self.say("subscribe", id=key, payload={"query": document, "variables": variables})

    async def answer(self, document: str, key: str = "1", **variables: Any) -> Any:
        """The answer to a query or mutation, which is completed."""
        await self.ask(document, key, **variables)
        answer = await self.hear()
        assert (answer["id"], answer["type"]) == (key, "next"), answer
        assert await self.hear() == {"id": key, "type": "complete"}
        return answer["payload"]

    async def closed(self) -> tuple[int, str]:
        """How the server closes the socket; what it says before is passed over."""
        async with asyncio.timeout(SECONDS):
            await self.connection.wait_closed()
        received = self.connection.protocol.close_rcvd
        assert received is not None, "the connection was cut off"
        return received.code, received.reason


@asynccontextmanager
async def talk(port: int, protocol: Subprotocol | None = PROTOCOL, **more: Any) -> AsyncIterator[Talk]:
    """A client of the server at a port; ``origin`` says which page it is."""
    origin = more.pop("origin", None)
    connecting = connect(
        f"ws://127.0.0.1:{port}{more.pop('path', '/graphql')}",
        subprotocols=[protocol] if protocol else None,
        origin=Origin(origin) if origin else None,
        ping_interval=None,
        open_timeout=SECONDS,
        close_timeout=SECONDS,
        max_size=None,
        compression=None,
        **more,
    )
    async with connecting as connection:
        yield Talk(connection)
