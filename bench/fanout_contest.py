"""A contestant with its client: events are committed and told, and a round of them is measured."""

import asyncio
import sys
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import asyncpg
import orjson
import psutil
from redis.asyncio import Redis

from bench.answers import Wrong
from bench.database import ROOT
from bench.fanout_servers import Running
from bench.processes import cpu_seconds
from subscriptions.waker import Waker

PATIENCE = 120
PROBE_SECONDS = 3.0
LONGEST_LINE = 64 * 1024 * 1024
# Every server's event costs a commit; that of a peer goes into a log of its own, which no hub reads.
COMMIT = """
with head as (update {log}.network_heads set position = position + 1 where network_id = $1 returning position)
insert into {log}.outbox_events (id, network_id, position, kind, place_id, subject_type, subject_id, actor_id, at)
select gen_random_uuid(), $1, head.position, 'post.published', s.group_id, 'Post', s.id, null, now()
from head, public.posts s where s.id = $2 returning position
"""
OURS, ELSEWHERE = COMMIT.replace("{log}", "public"), COMMIT.replace("{log}", "fanout")
LOGS = """
create schema if not exists fanout;
create table if not exists fanout.network_heads (like public.network_heads including all);
create table if not exists fanout.outbox_events (like public.outbox_events including all);
truncate fanout.outbox_events;
delete from public.outbox_events
"""


@dataclass(frozen=True)
class Round:
    """What a round of events showed: CPU in microseconds a delivery, latencies in milliseconds."""

    rate: float
    user: float
    system: float
    database: float
    client: float
    share: float
    p50: float
    p99: float
    size: float

    @property
    def cpu(self) -> float:
        """What a delivery costs the server and PostgreSQL."""
        return self.user + self.system + self.database


class Deaf:
    """Hears nothing: the harness rings and does not listen."""

    def wake(self, network_id: UUID, position: int) -> None:
        """Nothing."""

    def look_again(self) -> None:
        """Nothing."""

    def said(self, topic: str, text: str) -> None:
        """Nothing."""


@dataclass
class Teller:
    """Commits events and tells the servers of them."""

    connection: asyncpg.Connection
    redis: Redis
    waker: Waker
    database_pid: int
    network: UUID

    async def commit(self, running: Running, post: str) -> float:
        """Commit an event and tell one server; when it was committed."""
        commit = OURS if running.server.ours else ELSEWHERE
        position = await self.connection.fetchval(commit, self.network, UUID(post))
        committed = time.monotonic()
        if running.server.ours:
            self.waker.ring(self.network, position)
        else:
            await self.redis.publish(running.server.name, post)
        return committed


@asynccontextmanager
async def telling(connection: asyncpg.Connection, redis_url: str, pid: int, network: UUID) -> AsyncIterator[Teller]:
    """Somebody who tells; what earlier runs have told is forgotten."""
    await connection.execute(LOGS)
    for log in ("public", "fanout"):
        heads = f"insert into {log}.network_heads (id, network_id, position) values ($1, $1, 0) on conflict do nothing"
        await connection.execute(heads, network)
    async with Redis.from_url(redis_url) as redis, Waker(redis_url, heard=Deaf()) as waker:
        async with asyncio.timeout(PATIENCE):
            while not waker.connected:  # noqa: ASYNC110 - it has no event for this
                await asyncio.sleep(0.05)
        yield Teller(connection, redis, waker, pid, network)


@dataclass
class Contest:
    """One server and its client. ``wanted`` are posts that all its viewers may see, taken in turn."""

    running: Running
    teller: Teller
    client: asyncio.subprocess.Process
    wanted: list[str]
    sockets: int = 0
    kib: float = 0.0
    taken: int = field(default=0)

    @property
    def marked(self) -> Callable[[str], str]:
        """What each event's text must hold."""
        return (lambda _: "") if self.running.server.constant else (lambda post: post)

    def posts(self, count: int) -> list[str]:
        """The next posts."""
        first, self.taken = self.taken, self.taken + count
        return [self.wanted[number % len(self.wanted)] for number in range(first, first + count)]

    async def order(self, **command: Any) -> dict[str, Any]:
        """Tell the client to do something, and what came of it."""
        assert self.client.stdin
        self.client.stdin.write(orjson.dumps(command) + b"\n")
        # What it says of an event that nobody waits for any more comes first.
        while "done" in (said := await self.hear()):
            pass
        return said

    async def hear(self, seconds: float = PATIENCE) -> dict[str, Any]:
        """The client's next line; raises TimeoutError, and Wrong where the server did wrong."""
        assert self.client.stdout
        async with asyncio.timeout(seconds):
            line = await self.client.stdout.readline()
        said: dict[str, Any] = orjson.loads(line) if line else {"wrong": "the client has ended"}
        if "wrong" in said:
            raise Wrong(f"{self.running.server.title}: {said['wrong']}")
        return said

    async def open(self, sockets: int) -> None:
        """Have so many sockets that hear, and know what one more has cost."""
        before = psutil.Process(self.running.pid).memory_info().rss
        more = sockets - self.sockets
        await self.order(open=sockets)
        self.sockets = sockets
        await self.probe()
        self.kib = (psutil.Process(self.running.pid).memory_info().rss - before) / 1024 / more

    async def probe(self) -> None:
        """Return when every socket hears: nothing in the protocol says so."""
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            (post,) = self.posts(1)
            await self.order(begin=[self.marked(post)], capture=True)
            await self.teller.commit(self.running, post)
            try:
                await self.hear(PROBE_SECONDS if self.taken < 3 else PATIENCE / 4)
            except TimeoutError:
                continue
            return
        raise Wrong(f"{self.running.server.title}: not every socket hears")

    async def texts(self, posts: list[str], numbers: list[int]) -> dict[str, list[str]]:
        """What some sockets hear of some events; all hear the last one."""
        await self.order(begin=posts, capture=True)
        for post in posts:
            await self.teller.commit(self.running, post)
        await self.hear()
        found = await self.order(texts=numbers)
        return dict(found["texts"])

    async def round(self, count: int, *, window: int = 1, rate: float | None = None) -> Round:
        """So many events, at most ``window`` of them on the way, or ``rate`` a second, whatever is on the way."""
        posts = self.posts(count)
        await self.order(begin=[self.marked(post) for post in posts], capture=False)
        before = self.cpu()
        commits, began, last = [], time.monotonic(), 0.0
        done = 0
        for number, post in enumerate(posts):
            if rate is not None:
                await asyncio.sleep(began + number / rate - time.monotonic())
            while rate is None and number - done >= window:
                await self.hear()
                done += 1
            commits.append(await self.teller.commit(self.running, post))
        while done < count:
            last = (await self.hear())["at"]
            done += 1
        after = self.cpu()
        return self.judged(await self.order(report=commits), last - commits[0], before, after)

    def cpu(self) -> tuple[float, float, float]:
        """CPU seconds so far: the server's own, what the kernel did for it, PostgreSQL."""
        times = psutil.Process(self.running.pid).cpu_times()
        return times.user, times.system, cpu_seconds(self.teller.database_pid)

    def judged(self, seen: dict[str, Any], seconds: float, before: Any, after: Any) -> Round:
        """The round that the client has reported."""
        count = seen["deliveries"]
        user, system, database = ((late - early) / count * 1e6 for early, late in zip(before, after, strict=True))
        return Round(
            rate=count / seconds,
            user=user,
            system=system,
            database=database,
            client=seen["cpu"] / count * 1e6,
            share=seen["cpu"] / seconds,
            p50=seen["p50"],
            p99=seen["p99"],
            size=seen["bytes"],
        )


@asynccontextmanager
async def contest(
    running: Running, teller: Teller, viewers: list[str], documents: list[str], wanted: list[str], core: int
) -> AsyncIterator[Contest]:
    """A server with a client that has opened nothing yet; the client ends with the context."""
    command = ["taskset", "-c", str(core), sys.executable, "-m", "bench.fanout_client"]
    pipe = asyncio.subprocess.PIPE
    client = await asyncio.create_subprocess_exec(*command, stdin=pipe, stdout=pipe, cwd=ROOT, limit=LONGEST_LINE)
    assert client.stdin
    setup = {"port": running.port, "inits": [running.server.init(each) for each in viewers], "documents": documents}
    client.stdin.write(orjson.dumps(setup) + b"\n")
    try:
        yield Contest(running, teller, client, wanted)
    finally:
        client.stdin.close()
        try:
            await asyncio.wait_for(client.wait(), 10)
        except TimeoutError:
            client.kill()
            await client.wait()
