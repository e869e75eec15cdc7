"""What broadcaster does, and our wire does not: where one of these fails, the wire may become simpler."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.metadata import version
from typing import Any

import pytest
from broadcaster import Broadcast
from broadcaster._backends.memory import MemoryBackend
from broadcaster._backends.redis import RedisBackend

from tests.subscriptions.ear import PATIENCE
from tests.valkey import Valkey

A_WHILE = 0.5  # seconds in which what never comes has not come


@asynccontextmanager
async def subscribed(url: str) -> AsyncIterator[tuple[Broadcast, Any]]:
    """A subscription as its documentation shows it, and a way out whatever has become of it."""
    backend = RedisBackend(url)
    broadcast = Broadcast(backend=backend)
    await broadcast.connect()
    try:
        async with broadcast.subscribe("test") as subscriber:
            yield broadcast, subscriber
    finally:
        tasks: list[Any] = [backend._listener, broadcast._listener_task]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await backend.disconnect()


async def hears(subscriber: Any, seconds: float) -> bool:
    """Does anything come?"""
    try:
        async with asyncio.timeout(seconds):
            return bool(await subscriber.get())
    except TimeoutError:
        return False


async def test_the_versions_are_those_that_were_looked_at() -> None:
    assert version("broadcaster").startswith("0.3.")
    assert (7, 1) <= tuple(int(part) for part in version("redis").split(".")[:2]) < (8, 0)


async def test_it_is_deaf_where_the_url_has_a_timeout(valkey: Valkey) -> None:
    async with subscribed(f"{valkey.url}?socket_timeout=5") as (broadcast, subscriber):
        await broadcast.publish("test", "one")
        assert not await hears(subscriber, A_WHILE)


@pytest.mark.parametrize("how", ["cut", "no UTF-8"])
async def test_it_is_deaf_for_ever_once_its_listener_has_ended(valkey: Valkey, how: str) -> None:
    async with subscribed(valkey.url) as (broadcast, subscriber):
        await broadcast.publish("test", "one")
        assert await hears(subscriber, PATIENCE)
        if how == "cut":
            valkey.cut("pubsub")
        else:
            valkey.publish("test", b"\xff")
        listener: Any = broadcast._backend
        await asyncio.wait([listener._listener], timeout=PATIENCE)
        await broadcast.publish("test", "two")
        assert not await hears(subscriber, A_WHILE)


async def test_a_failure_to_subscribe_is_hidden_behind_another() -> None:
    class Refusing(MemoryBackend):
        async def subscribe(self, channel: str) -> None:
            raise asyncio.CancelledError

    async with Broadcast(backend=Refusing("memory://")) as broadcast:
        with pytest.raises(KeyError):
            await broadcast.subscribe("test").__aenter__()


async def test_the_queue_of_a_subscriber_has_no_bound() -> None:
    async with Broadcast("memory://") as broadcast, broadcast.subscribe("test") as subscriber:
        assert subscriber._queue.maxsize == 0
