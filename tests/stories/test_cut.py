"""Whatever breaks while many write, whoever listens ends with everything they may see, once and in order.

Listeners, connections to PostgreSQL and to Valkey, and whole processes are cut at random moments; each client goes on
by the last cursor that it has read. Two processes listen: the writers' own, and one that they can reach through Valkey
alone.
"""

import asyncio
import gc
import os
from collections import Counter
from collections.abc import AsyncIterator, Coroutine
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass, field
from random import Random
from typing import Any

import orjson
import pytest
from tortoise.exceptions import DBConnectionError, OperationalError

from actions import comments, posts, reactions
from actions.refusals import Refusal
from actions.transaction import Overloaded
from graph.compile.cursors import position_in, stream_cursor
from graph.compile.engine import Engine
from graph.live import Live
from models.readers import LOST, Readers
from models.viewer import Viewer
from subscriptions.listener import Cut, End, Listener
from tests.community import Community
from tests.subscriptions.ear import until
from tests.valkey import Valkey, valkey

__all__ = ["valkey"]

PROOF = bool(os.environ.get("PROOF"))
CUTS, WRITERS, SEED = (1_000, 16, None) if PROOF else (50, 8, 5)
BREATH = 0.06  # seconds between two cuts, at most
POLL = 1.0
AUTHORS = ("Aoi", "Ben", "Chie", "Hana", "Ivan", "Member 0", "Member 1", "Member 2")
READERS = ("Ben", "Hana", "Ivan", "Member 1", "HR", "Aoi")
KINDS = {"POST_PUBLISHED", "COMMENT_ADDED", "REACTION_ADDED", "REACTION_REMOVED"}
AWAY = (*LOST, DBConnectionError, OperationalError, Overloaded)
STREAM = (
    "subscription($after: String, $kinds: [StreamKind!]) { stream(after: $after, kinds: $kinds) { __typename"
    " ... on StreamEvent { cursor kind subject { id } } ... on Gap { cursor } } }"
)
KILL = (
    "select count(pg_terminate_backend(pid)) from pg_stat_activity"
    " where datname = current_database() and pid <> pg_backend_pid() and random() < $1"
)
LINES = """
select position, kind, subject_type, subject_id, actor_id from outbox_events
where network_id = $1 and position > $2 order by position
"""


@dataclass
class Process:
    """What listens in one process, and can be stopped and started."""

    engine: Engine
    redis_url: str
    hears_writers: bool  # are they in the same process?
    live: Live | None = None
    held: AsyncExitStack = field(default_factory=AsyncExitStack)

    async def start(self) -> None:
        self.held = AsyncExitStack()
        context = Live.running(self.engine, self.redis_url, poll=POLL) if self.hears_writers else self.elsewhere()
        while self.live is None:
            with suppress(*AWAY):
                self.live = await self.held.enter_async_context(context)

    @asynccontextmanager
    async def elsewhere(self) -> AsyncIterator[Live]:
        """The same in a process in which nobody writes, so that no bell rings."""
        readers = await Readers.open(self.engine.readers.url, 4)
        live = Live(self.engine, readers, self.redis_url, poll=POLL)
        async with live.hub.running(), live.waker:
            yield live
        await readers.close()

    async def stop(self) -> None:
        live, self.live = self.live, None
        if live is not None:
            live.end()
        await self.held.aclose()


@dataclass
class Client:
    """Somebody who listens, and goes on where they stood whenever they are cut."""

    name: str
    viewer: Viewer
    processes: list[Process]
    cursor: str
    chance: Random
    seen: list[tuple[int, str, str]] = field(default_factory=list)
    gaps: int = 0
    ends: Counter[str] = field(default_factory=Counter)
    listener: Listener | None = None

    async def run(self) -> None:
        while True:
            live = self.chance.choice(self.processes).live
            if live is not None:
                await self.listen(live)
            await asyncio.sleep(0.005)

    async def listen(self, live: Live) -> None:
        """Listen until the next cut."""
        given = {"after": self.cursor, "kinds": sorted(KINDS)}
        try:
            self.listener = await live.subscribe(self.viewer, STREAM, given)
            async for text in self.listener:
                self.take(orjson.loads(text)["data"]["stream"])
        except Cut as cut:
            self.ends[cut.end] += 1
        except AWAY as error:
            self.ends[type(error).__name__] += 1
        else:
            self.ends[End.COMPLETE] += 1

    async def reads(self, last: tuple[int, str, str]) -> None:
        """Wait until it has come so far."""
        with suppress(TimeoutError):
            await until(lambda: self.seen and self.seen[-1][0] >= last[0])

    def take(self, item: dict[str, Any]) -> None:
        """One more item."""
        self.gaps += item["__typename"] == "Gap"
        self.cursor = item.get("cursor", self.cursor)
        if item["__typename"] == "StreamEvent":
            at = position_in(item["cursor"], self.viewer.network_id)
            self.seen.append((at, item["kind"], item["subject"]["id"]))


@dataclass
class Story:
    """Everything that takes part."""

    community: Community
    valkey: Valkey
    engine: Engine
    processes: list[Process]
    clients: list[Client]
    start: int
    chance: Random
    cuts: Counter[str] = field(default_factory=Counter)
    written: Counter[str] = field(default_factory=Counter)

    async def write(self, number: int) -> None:
        """One writer's time: posts, comments and reactions."""
        chance = Random(self.chance.random())
        viewer = self.community.viewer(AUTHORS[number % len(AUTHORS)])._replace(importing=True)
        mine: list[Any] = [self.community["thread"]]
        while True:
            verb = chance.choice(["post", "comment", "comment", "react", "react"])
            try:
                await self.once(verb, viewer, chance, mine)
                self.written[verb] += 1
            except Refusal:
                self.written["refused"] += 1
            except AWAY:
                self.written["lost"] += 1
            await asyncio.sleep(chance.random() * 0.05)

    async def once(self, verb: str, viewer: Viewer, chance: Random, mine: list[Any]) -> None:
        """One action; what was committed when the connection is lost counts all the same."""
        post = chance.choice(mine)
        if verb == "post":
            mine.append((await posts.publish(viewer, body=f"{chance.random()}")).made["post"])
        elif verb == "comment":
            await comments.add(viewer, post_id=post, body=f"{chance.random()}")
        else:
            act: Any = chance.choice([reactions.add, reactions.remove])
            await act(viewer, subject_id=("post", post), emoji=chance.choice(["👍", "🎉"]))

    async def cut(self) -> None:
        """Break something."""
        what = self.chance.choice(["listener", "listener", "postgresql", "valkey", "process"])
        self.cuts[what] += 1
        if what == "listener":
            listener = self.chance.choice(self.clients).listener
            if listener is not None:
                listener.close()
        elif what == "postgresql":
            await self.community.connection.fetchval(KILL, self.chance.choice([0.3, 1.0]))
        elif what == "valkey":
            self.valkey.cut(self.chance.choice(["pubsub", "normal"]))
        else:
            process = self.chance.choice(self.processes)
            await process.stop()
            await process.start()

    async def expected(self, client: Client) -> list[tuple[int, str, str]]:
        """What a client may see of the log, as queries find it."""
        lines = await self.community.connection.fetch(LINES, client.viewer.network_id, self.start)
        told = [(line, f"{PREFIXES[line['subject_type']]}_{line['subject_id']}") for line in lines if shouted(line)]
        doers = {f"mem_{line['actor_id']}" for line, _ in told}
        seen = await self.visible(client.viewer, sorted({key for _, key in told} | doers))
        return [
            (line["position"], shouted(line), key)
            for line, key in told
            if key in seen and ("REACTION" not in shouted(line) or f"mem_{line['actor_id']}" in seen)
        ]

    async def visible(self, viewer: Viewer, ids: list[str]) -> set[str]:
        """Those of the ids that the viewer may see."""
        found: set[str] = set()
        for at in range(0, len(ids), 50):
            given = {"ids": ids[at : at + 50]}
            body = (await self.engine.execute(viewer, "query($ids: [ID!]!) { nodes(ids: $ids) { id } }", given)).body
            found |= {each["id"] for each in orjson.loads(body)["data"]["nodes"] if each}
        return found


PREFIXES = {"Post": "post", "Comment": "com", "Mention": "men"}


def shouted(line: Any) -> str:
    """The kind as the graph has it; nothing where nobody asked for it."""
    kind = str(line["kind"]).replace(".", "_").upper()
    return kind if kind in KINDS else ""


@pytest.fixture
async def story(community: Community, valkey: Valkey) -> AsyncIterator[Story]:
    engine, chance = await Engine.open(community.url, connections=2), Random(SEED)
    processes = [Process(engine, valkey.url, hears_writers) for hears_writers in (True, False)]
    for process in processes:
        await process.start()
    start = int(str(await community.value("select coalesce(max(position), 0) from outbox_events")))
    cursor = stream_cursor(community["here"], start)
    clients = [
        Client(name, community.viewer(name), [processes[number % 2]] if number < 6 else processes, cursor, chance)
        for number, name in enumerate(READERS * 2)
    ]
    yield Story(community, valkey, engine, processes, clients, start, chance)
    for process in processes:
        await process.stop()
    await engine.close()
    gc.collect()


@asynccontextmanager
async def running(*works: Coroutine[Any, Any, None]) -> AsyncIterator[None]:
    """Let these run while the context lasts; one that ends by itself has failed."""
    tasks = [asyncio.create_task(work) for work in works]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        outcomes = await asyncio.gather(*tasks, return_exceptions=True)
    assert [each for each in outcomes if not isinstance(each, asyncio.CancelledError)] == []


async def break_things(story: Story) -> None:
    """All the cuts, while everybody writes and listens."""
    for _ in range(CUTS):
        await asyncio.sleep(story.chance.random() * BREATH)
        await story.cut()


# A client of Redis that is stopped while it connects is left to the collector, which says so.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
async def test_every_client_ends_with_everything_it_may_see_once_and_in_order(story: Story) -> None:
    async with running(*(client.run() for client in story.clients)):
        async with running(*(story.write(number) for number in range(WRITERS))):
            await break_things(story)
        for client in story.clients:
            expected = await story.expected(client)
            await client.reads(expected[-1])
            assert client.seen == expected, (client.name, client.ends)
            assert client.gaps == 0
    assert set(story.cuts) == {"listener", "postgresql", "valkey", "process"}
    assert min(story.written[verb] for verb in ("post", "comment", "react")) > CUTS // 10
