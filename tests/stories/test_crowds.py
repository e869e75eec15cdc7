"""Many listen: who does not read is cut and delays nobody, and whoever comes and goes leaves nothing behind."""

import asyncio
import gc
import os
import time
from contextlib import AsyncExitStack
from random import Random

import psutil

from tests.community import Community
from tests.server.talking import Talk
from tests.stories.crowd import Crowd, crowd, narrow

PROOF = bool(os.environ.get("PROOF"))
READERS, SLOW, EVENTS = (1_900, 100, 60) if PROOF else (10, 3, 60)
MEMBERS = ("Aoi", "Chie", "Hana", "Member 0", "Member 2", "Member 3")
LARGE = "長" * 39_000  # 117 kB, so that a few fill whatever systems keep for a socket
MIB = 1024 * 1024
ONE_QUEUE = 8 * MIB  # of a listener, and what the systems of both ends keep beside
SECONDS = 600 if PROOF else 60
SOAK_SECONDS, AT_ONCE = (15 * 60, 200) if PROOF else (4, 10)
# One process is the server and every client: it must have something to do, and not more than it can.
STAY_SECONDS, PAUSE_SECONDS = (10.0, 0.2) if PROOF else (0.05, 0.02)


async def test_who_does_not_read_is_cut_and_delays_nobody(community: Community) -> None:
    async with crowd(community, MEMBERS, send=1.0) as people:
        await people.add_readers(READERS)
        slow = [await people.listening(number, sock=narrow(people.server.port)) for number in range(SLOW)]
        for client in slow:
            client.connection.transport.pause_reading()
        assert people.server.connections.count == READERS + SLOW
        before = psutil.Process().memory_info().rss
        for _ in range(EVENTS // 4):
            await people.publish(4, LARGE)  # a quarter of what may wait for one listener
            await people.all_told(SECONDS)
        assert people.told == [EVENTS] * READERS
        async with asyncio.timeout(SECONDS):
            while people.server.connections.count > READERS:  # noqa: ASYNC110
                await asyncio.sleep(0.05)
        grown = psutil.Process().memory_info().rss - before
        assert grown < (SLOW + 10) * ONE_QUEUE, f"{grown / MIB:.0f} MiB for {SLOW} that do not read"
        await people.publish(1, "after")
        await people.all_told(SECONDS)
        for client in slow:
            client.connection.transport.abort()  # it would wait for what it does not read


async def come_and_go(people: Crowd, chance: Random, until: float) -> int:
    """One client after the other listens, hears something perhaps, and goes in its own way; how many they were."""
    count = 0
    while time.monotonic() < until:
        async with AsyncExitStack() as stack:
            client = await people.listening(chance.randrange(100), stack)
            await asyncio.sleep(chance.random() * STAY_SECONDS)
            await go(client, chance)
        count += 1
    return count


async def go(client: Talk, chance: Random) -> None:
    """Leave with a word or without one."""
    if chance.random() < 0.3:
        await client.say("complete", id="1")
    if chance.random() < 0.5:
        client.connection.transport.abort()
    else:
        await client.connection.close()


async def churn(people: Crowd, seconds: float) -> int:
    """Clients come and go while others write."""
    until = time.monotonic() + seconds
    comers = [come_and_go(people, Random(number), until) for number in range(AT_ONCE)]
    counted = asyncio.gather(*comers)
    while not counted.done():
        await people.publish(1, "news")
        await asyncio.sleep(PAUSE_SECONDS)
    return sum(await counted)


async def settled(people: Crowd) -> tuple[int, int, int]:
    """The tasks, open files and bytes of memory of the process when nobody is there any more."""
    await people.stack.aclose()
    await people.server.empty()
    gc.collect()
    process = psutil.Process()
    return len(asyncio.all_tasks()), process.num_fds(), process.memory_info().rss


async def test_whoever_comes_and_goes_leaves_nothing_behind(community: Community) -> None:
    async with crowd(community, MEMBERS) as people:
        assert await churn(people, SOAK_SECONDS / 4) > 0
        tasks, files, memory = await settled(people)
        count = await churn(people, SOAK_SECONDS)
        later_tasks, later_files, later_memory = await settled(people)
        assert (later_tasks - tasks, later_files - files) <= (2, 4), count
        # A leak of a listener or a socket would be some kilobytes each.
        assert later_memory - memory < 16 * MIB + count * 512, (
            f"{(later_memory - memory) / MIB:.1f} MiB, {count} clients"
        )
