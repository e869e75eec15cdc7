"""Whatever breaks while many write, whoever listens ends with everything they may see, once and in order.

Listeners, connections to PostgreSQL and to Valkey, and whole processes are cut at random moments; each client goes on
by the last cursor that it has read. Three processes listen: the writers' own, one that they can reach through Valkey
alone, and a server that is killed and started again.
"""

import asyncio
import gc
import os
from collections import Counter
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from contextlib import aclosing, asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any
from uuid import UUID

import orjson
import pytest

from actions import announcements, applications, comments, jobs, messages, posts, reactions
from actions.refusals import Refusal
from graph.compile.cursors import position_in, stream_cursor
from graph.compile.engine import Engine
from models.announcements import Announcement
from models.applications import Application
from models.jobs import Job, JobKind
from models.messages import Message
from models.posts import Comment, Post
from models.viewer import Viewer
from subscriptions.listener import Cut, End
from tests.community import Community
from tests.server.shell import Shell, ended
from tests.stories.listening import AWAY, Inside, Program
from tests.subscriptions.ear import until
from tests.valkey import Valkey, valkey

__all__ = ["valkey"]

PROOF = bool(os.environ.get("PROOF"))
CUTS, WRITERS, SEED = (1_000, 16, None) if PROOF else (50, 8, 5)
BREATH = 0.06  # seconds between two cuts, at most
POLL = 1.0
AUTHORS = ("Aoi", "Ben", "Chie", "Hana", "Ivan", "Member 0", "Member 1", "HR")
READERS = ("Ben", "Hana", "Ivan", "Member 1", "HR", "Aoi")
KINDS = {
    *("POST_PUBLISHED", "COMMENT_ADDED", "REACTION_ADDED", "REACTION_REMOVED", "MESSAGE_SENT", "JOB_PUBLISHED"),
    *("APPLICATION_SUBMITTED", "ANNOUNCEMENT_PUBLISHED"),
}
VERBS = ("post", "comment", "comment", "react", "react", "send", "send")
OF_HR = (*VERBS, "offer", "announce")  # whose part is the company's
PREFIXES = {table.__name__: table.prefix for table in (Post, Comment, Message, Job, Application, Announcement)}
KILL = (
    "select count(pg_terminate_backend(pid)) from pg_stat_activity"
    " where datname = current_database() and pid <> pg_backend_pid() and random() < $1"
)
LINES = """
select position, kind, subject_type, subject_id, actor_id from outbox_events
where network_id = $1 and position > $2 order by position
"""


@dataclass
class Client:
    """Somebody who listens, and goes on where they stood whenever they are cut."""

    name: str
    viewer: Viewer
    processes: list[Inside | Program]
    cursor: str
    chance: Random
    seen: list[tuple[int, str, str]] = field(default_factory=list)
    gaps: int = 0
    ends: Counter[str] = field(default_factory=Counter)
    cut: Callable[[], object] | None = None

    async def run(self) -> None:
        while True:
            process = self.chance.choice(self.processes)
            if process.is_there:
                await self.listen(process)
            await asyncio.sleep(0.005)

    async def listen(self, process: Inside | Program) -> None:
        """Listen until the next cut."""
        given = {"after": self.cursor, "kinds": sorted(KINDS)}
        try:
            async with aclosing(process.items(self.viewer, given, self.begun)) as items:
                async for item in items:
                    self.take(item)
        except Cut as cut:
            self.ends[cut.end] += 1
        except AWAY as error:
            self.ends[type(error).__name__] += 1
        else:
            self.ends[End.COMPLETE] += 1

    def begun(self, cut: Callable[[], object]) -> None:
        """Listening has begun, and can be cut like this."""
        self.cut = cut

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
    processes: list[Inside | Program]
    clients: list[Client]
    start: int
    chance: Random
    cuts: Counter[str] = field(default_factory=Counter)
    written: Counter[str] = field(default_factory=Counter)
    jobs: list[UUID] = field(default_factory=list)
    starting: asyncio.Task[None] | None = None  # a program takes a while, and nothing else waits for it

    async def write(self, number: int) -> None:
        """One writer's time: posts, comments and reactions, messages, and what the company offers and says."""
        chance, name = Random(self.chance.random()), AUTHORS[number % len(AUTHORS)]
        viewer = self.community.viewer(name)._replace(importing=True)
        verbs = OF_HR if name == "HR" else (*VERBS, "apply")
        mine: list[Any] = [self.community["thread"]]
        while True:
            verb = chance.choice(verbs)
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
        post, body = chance.choice(mine), f"{chance.random()}"
        if verb == "post":
            mine.append((await posts.publish(viewer, body=body)).made["post"])
        elif verb == "comment":
            await comments.add(viewer, post_id=post, body=body)
        elif verb == "react":
            act: Any = chance.choice([reactions.add, reactions.remove])
            await act(viewer, subject_id=("post", post), emoji=chance.choice(["👍", "🎉"]))
        elif verb == "send":
            await messages.send(viewer, conversation_id=self.community["project"], body=body)
        else:
            await self.work(verb, viewer, chance, body)

    async def work(self, verb: str, viewer: Viewer, chance: Random, body: str) -> None:
        """What the company offers and says, and who applies."""
        if verb == "offer":
            job = (await jobs.draft(viewer, kind=JobKind.COMEBACK, title="設計", body=body)).made["job"]
            await jobs.publish(viewer, job_id=job)
            self.jobs.append(job)
        elif verb == "announce":
            topic = self.community["topic 0 here"]
            made = (await announcements.draft(viewer, topic_id=topic, title="News", body=body)).made["announcement"]
            await announcements.send(viewer, announcement_id=made)
        else:
            await applications.apply(viewer, job_id=chance.choice(self.jobs), fields=[])

    async def cut(self) -> None:
        """Break something."""
        what = self.chance.choice(["listener", "listener", "postgresql", "valkey", "process", "program"])
        self.cuts[what] += 1
        if what == "listener":
            cut = self.chance.choice(self.clients).cut
            if cut is not None:
                cut()
        elif what == "postgresql":
            await self.community.connection.fetchval(KILL, self.chance.choice([0.3, 1.0]))
        elif what == "valkey":
            self.valkey.cut(self.chance.choice(["pubsub", "normal"]))
        elif what == "process":
            await self.again(self.processes[self.chance.randrange(2)])
        elif self.starting is None or self.starting.done():
            self.starting = asyncio.create_task(self.again(self.processes[2]))

    async def again(self, process: Inside | Program) -> None:
        """Stop a process, and start it anew."""
        await process.stop()
        await process.start()

    async def expected(self, client: Client) -> list[tuple[int, str, str]]:
        """What a client may see of the log, as queries find it."""
        lines = await self.community.connection.fetch(LINES, client.viewer.network_id, self.start)
        told = [(line, f"{PREFIXES[line['subject_type']]}_{line['subject_id']}") for line in lines if shouted(line)]
        doers = {f"mem_{line['actor_id']}" for line, _ in told if line["actor_id"]}
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


def shouted(line: Any) -> str:
    """The kind as the graph has it; nothing where nobody asked for it."""
    kind = str(line["kind"]).replace(".", "_").upper()
    return kind if kind in KINDS else ""


@pytest.fixture
def shell(community: Community) -> Iterator[Shell]:
    yield from ended(Shell(Path("/nonexistent"), community.url))


@pytest.fixture
async def story(community: Community, valkey: Valkey, shell: Shell) -> AsyncIterator[Story]:
    engine, chance = await Engine.open(community.url, connections=2), Random(SEED)
    inside = [Inside(engine, valkey.url, POLL, hears_writers) for hears_writers in (True, False)]
    processes: list[Inside | Program] = [*inside, Program(shell, valkey.url)]
    for process in processes:
        await process.start()
    start = int(str(await community.value("select coalesce(max(position), 0) from outbox_events")))
    cursor = stream_cursor(community["here"], start)
    clients = [
        Client(name, community.viewer(name), [processes[number % 3]] if number < 9 else processes, cursor, chance)
        for number, name in enumerate(READERS * 3)
    ]
    offered = [community["open job of HR"]]
    yield Story(community, valkey, engine, processes, clients, start, chance, jobs=offered)
    for process in inside:
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
            if story.starting is not None:
                await story.starting
        for client in story.clients:
            expected = await story.expected(client)
            await client.reads(expected[-1])
            # A writer that is cut off while it commits has written all the same, and may be later than the others.
            seen = [each for each in client.seen if each[0] <= expected[-1][0]]
            assert seen == expected, (client.name, client.ends)
            assert client.gaps == 0
    assert set(story.cuts) == {"listener", "postgresql", "valkey", "process", "program"}
    assert min(story.written[verb] for verb in ("post", "comment", "react", "send")) > CUTS // 10
    assert min(story.written[verb] for verb in ("offer", "announce", "apply")) > 0
    assert {kind for client in story.clients for _, kind, _ in client.seen} == KINDS
