"""The tables of the fan-out, and the file that keeps a run."""

import asyncio
import os
import signal
from collections.abc import Callable
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import orjson
from rich.console import Console
from rich.table import Table

from bench.fanout_contest import Contest, Round
from bench.fanout_servers import ENISHI, SERVERS, spans_file
from bench.report import RESULTS, machine

if TYPE_CHECKING:
    from bench.fanout import Figures

PATIENCE = 10
TITLES = {server.name: server.title for server in SERVERS}
Column = tuple[str, Callable[["Figures"], str]]
COLUMNS: list[Column] = [
    ("sockets", lambda it: f"{it.sockets:,}"),
    ("deliveries/s", lambda it: f"{it.busy.rate:,.0f}"),
    ("CPU µs/delivery", lambda it: f"{it.busy.cpu:,.1f}"),
    ("= user + kernel + PostgreSQL", lambda it: f"{it.busy.user:.1f} + {it.busy.system:.1f} + {it.busy.database:.1f}"),
    ("p50 / p99 ms, one at a time", lambda it: _late(it.alone)),
    ("p50 / p99 ms, so many a second", lambda it: f"{_late(it.paced)} at {it.pace}" if it.paced else "-"),
    ("KiB/socket", lambda it: f"{it.kib:.1f}"),
    ("bytes", lambda it: f"{it.busy.size:.0f}"),
    ("client µs (core)", lambda it: f"{it.busy.client:.1f} ({it.busy.share:.0%})"),
]


def _late(seen: Round | None) -> str:
    return f"{seen.p50:.1f} / {seen.p99:.1f}" if seen else "-"


def _table(title: str, first: list[Column], figures: list["Figures"]) -> Table:
    columns = [*first, *COLUMNS]
    table = Table(*(name for name, _ in columns), title=title, title_justify="left")
    for each in figures:
        table.add_row(*(cell(each) for _, cell in columns))
    return table


def show_peers(console: Console, figures: list["Figures"]) -> None:
    """Everybody, and how Enishi stands to each."""
    for document in dict.fromkeys(each.document for each in figures):
        mine = [each for each in figures if each.document == document]
        console.print(_table(f"One event, document: {document}", [("", lambda it: TITLES[it.server])], mine))
        for text in ratios(mine):
            console.print(f"  {text}")


def ratios(figures: list["Figures"]) -> list[str]:
    """What each costs against what Enishi costs, in CPU a delivery and in deliveries a second."""
    ours = next((each for each in figures if each.server == ENISHI.name), None)
    if ours is None:
        return []
    return [
        f"{TITLES[each.server]}: {each.busy.cpu / ours.busy.cpu:.2f} × Enishi's CPU a delivery,"
        f" Enishi gives {ours.busy.rate / each.busy.rate:.2f} × its deliveries"
        for each in figures
        if each is not ours
    ]


def show_growth(console: Console, figures: list["Figures"]) -> None:
    """By the number of sockets, beside the limit's."""
    for document in dict.fromkeys(each.document for each in figures):
        mine = [each for each in figures if each.document == document]
        console.print(_table(f"Growth, document: {document}", [("", lambda it: TITLES[it.server])], mine))
        for name in dict.fromkeys(each.server for each in mine):
            costs = [each.busy.cpu for each in mine if each.server == name]
            console.print(
                f"  {TITLES[name]}: with the most sockets a delivery costs {costs[-1] / costs[0]:.2f} × the first"
            )


def show_documents(console: Console, figures: list["Figures"]) -> None:
    """By the number of documents."""
    first: list[Column] = [("document", lambda it: it.document), ("distinct", lambda it: str(it.documents))]
    console.print(_table("Distinct documents", first, figures))


# Where the time goes.


async def spans(each: Contest) -> dict[str, float]:
    """What the server's own clocks say so far, in seconds."""
    file = spans_file()
    file.unlink(missing_ok=True)
    os.kill(each.running.pid, signal.SIGUSR1)
    async with asyncio.timeout(PATIENCE):
        while not file.exists():  # noqa: ASYNC110 - the file is all that the server says
            await asyncio.sleep(0.05)
    said: dict[str, float] = orjson.loads(file.read_bytes())
    return said


def between(early: dict[str, float], late: dict[str, float]) -> dict[str, float]:
    """What was spent between two readings."""
    return {name: spent - early.get(name, 0) for name, spent in late.items()}


def show_spans(console: Console, document: str, seen: Round, spent: dict[str, float], deliveries: int) -> None:
    """Where a delivery's time goes, in microseconds; the clocks cost one or two themselves."""
    each = {name: seconds / deliveries * 1e6 for name, seconds in spent.items()}
    rows = {
        "statement (waited for)": each["statement"],
        "  of it PostgreSQL's CPU": seen.database,
        "into the queues": each["queues"],
        "out of the queue to the socket": each["say"],
        "  of it the frame and the transport": each["frame"],
        "kernel, mostly writing to sockets": seen.system,
        "all of the process that is not the kernel's": seen.user,
    }
    table = Table("", "µs a delivery", title=f"Inside Enishi, one event at a time, document: {document}")
    for name, cost in rows.items():
        table.add_row(name, f"{cost:.2f}")
    console.print(table)


def keep(figures: dict[str, list["Figures"]], pace: Any, quick: bool) -> Path:
    """Write the run to bench/results/ and say where."""
    RESULTS.mkdir(exist_ok=True)
    now = datetime.now(UTC)
    path = RESULTS / f"fanout.{now:%Y-%m-%dT%H%M%SZ}.json"
    content = {
        "at": now,
        "machine": machine(),
        "pace": asdict(pace) | {"quick": quick},
        "figures": {part: [asdict(each) for each in found] for part, found in figures.items()},
    }
    path.write_bytes(orjson.dumps(content, option=orjson.OPT_INDENT_2))
    return path
