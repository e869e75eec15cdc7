"""The wire: one channel between the processes, over broadcaster, made anew whenever it may have been lost."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Self

from broadcaster import Broadcast, Event
from broadcaster._backends.base import BroadcastBackend
from broadcaster._backends.memory import MemoryBackend
from broadcaster._backends.redis import RedisBackend
from redis.asyncio import Redis
from redis.asyncio.connection import parse_url
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff

CHANNEL = "enishi"
CONNECT_SECONDS = 2.0
CLOSE_SECONDS = 1.0
QUEUED = 100  # messages read ahead; the rest waits in the socket


class WireLost(Exception):
    """Messages may have been lost: the wire is of no use any more."""


class Lost(Event):
    """What the backend hears last."""


class RedisWire(RedisBackend):
    """Broadcaster's backend for Redis, which reads only once it has subscribed, and says so when it ends.

    Its parent reads before there is anything to read, and then is deaf without a word; one payload that is no UTF-8
    ends it, and so does a disconnect. One wire is for one channel.
    """

    def __init__(self, url: str) -> None:
        # A client that connects again by itself would hide that messages were lost meanwhile.
        self._conn = Redis.from_url(url, retry=Retry(NoBackoff(), 0))
        # Silence is judged by our heartbeat: a timeout named in the URL would end the reading between two.
        self._conn.connection_pool.connection_kwargs["socket_timeout"] = None
        self._pubsub = self._conn.pubsub()
        self._queue = asyncio.Queue(QUEUED)
        self._listener = None

    async def connect(self) -> None:
        """Reach the server and subscribe: broadcaster turns a cancellation while it subscribes into a KeyError."""
        await self._pubsub.connect()  # type: ignore[no-untyped-call]
        await self._pubsub.subscribe(CHANNEL)

    async def subscribe(self, channel: str) -> None:  # noqa: ARG002 - there is but one
        """Begin to read."""
        self._listener = asyncio.create_task(self._pubsub_listener())

    async def unsubscribe(self, channel: str) -> None:
        """Nothing: the wire is closed as a whole, and its server may be gone."""

    async def disconnect(self) -> None:
        """Let go of the server, also where whoever waits for that is cancelled."""
        async with AsyncExitStack() as stack:
            stack.push_async_callback(self._conn.aclose)
            stack.push_async_callback(self._pubsub.aclose)
            if self._listener is not None:
                self._listener.cancel()
                await asyncio.wait([self._listener])

    async def _pubsub_listener(self) -> None:
        with contextlib.suppress(Exception):  # why it ends is all the same: it is said that it has
            async for message in self._pubsub.listen():
                if message["type"] == "message":
                    await self._queue.put(Event(CHANNEL, message["data"].decode(errors="replace")))
        await self._queue.put(Lost(CHANNEL, ""))


def checked(url: str) -> str:
    """The URL, if it can be one of a Redis; raises ValueError, which does not repeat it: it may hold a password."""
    try:
        parse_url(url)
    except ValueError:
        raise ValueError("a URL like redis://:password@host:6379/0 is needed") from None
    return url


class Wire:
    """What is sent reaches everybody who has the same wire, oneself as well, or is lost."""

    def __init__(self, url: str | None) -> None:
        self.backend: BroadcastBackend = MemoryBackend("memory://") if url is None else RedisWire(url)
        self.broadcast = Broadcast(backend=self.backend)
        self.connected = False

    @asynccontextmanager
    async def listening(self) -> AsyncIterator[Self]:
        """Have it open while the context lasts."""
        async with AsyncExitStack() as stack:
            stack.push_async_callback(self._close)
            async with asyncio.timeout(CONNECT_SECONDS):
                await self.broadcast.connect()
            self.connected = True
            self.subscriber = await stack.enter_async_context(self.broadcast.subscribe(CHANNEL))
            yield self

    async def _close(self) -> None:
        # Broadcaster cannot end what it has not begun.
        close = self.broadcast.disconnect if self.connected else self.backend.disconnect
        with contextlib.suppress(Exception):
            async with asyncio.timeout(CLOSE_SECONDS):
                await close()
        await asyncio.sleep(0)  # broadcaster cancels its task, and does not wait for it

    async def send(self, text: str) -> None:
        """Send to everybody."""
        await self.broadcast.publish(CHANNEL, text)

    async def receive(self) -> str:
        """The next message; raises WireLost."""
        event = await self.subscriber.get()
        if isinstance(event, Lost):
            raise WireLost
        return event.message
