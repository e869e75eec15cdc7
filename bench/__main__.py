"""``python -m bench``: measure Enishi beside its peers; see docs/measurements.md."""

import argparse
import asyncio
import os
import signal
import sys
import tempfile
from pathlib import Path

from rich.console import Console

from bench import report
from bench.answers import Wrong
from bench.database import DIRECTORY, running
from bench.measure import FULL, QUICK, Run, measure
from bench.operations import Population, population
from bench.servers import MERCURIUS, POSTGRAPHILE, SERVERS, Server, install_peers, serving
from models.database import connect


def main() -> int:
    """Measure, print, keep."""
    asked = _parser().parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    cores = sorted(os.sched_getaffinity(0))
    if len(cores) < 2:
        raise SystemExit("Two cores are needed: one for the server that is asked, one for PostgreSQL and the load.")
    servers = [server for server in SERVERS if server.name in asked.servers]
    if {MERCURIUS, POSTGRAPHILE} & {*servers}:
        install_peers()
    try:
        _measure(servers, asked.quick, here=cores[0], there=cores[1])
    except Wrong as wrong:
        raise SystemExit(f"Not measured: {wrong}") from None
    return 0


def _parser() -> argparse.ArgumentParser:
    names = [server.name for server in SERVERS]
    parser = argparse.ArgumentParser(prog="python -m bench", description="Measure Enishi beside its peers.")
    parser.add_argument("--quick", action="store_true", help="short rounds: shows that it works, not how fast")
    parser.add_argument("--servers", nargs="+", choices=names, default=names, help="only these")
    return parser


def _measure(servers: list[Server], quick: bool, *, here: int, there: int) -> None:
    console = Console()
    pace = QUICK if quick else FULL
    # The harness is bound beside PostgreSQL and the load: the other core is the servers' alone.
    os.sched_setaffinity(0, {here})
    with tempfile.TemporaryDirectory(prefix="enishi-bench-") as scratch, running(here) as database:
        network, everyone = asyncio.run(_world(database.url))
        viewer, logs = everyone.members[0], DIRECTORY.parent / "logs"
        with (
            serving(servers, database.url, network, viewer, core=there, logs=logs) as answering,
            console.status("measuring") as status,
        ):
            figures = measure(Run(database, answering, everyone, pace, Path(scratch), here, status.update))
    report.show(console, servers, figures)
    console.print(f"Kept in {report.keep(figures, pace)}.")


async def _world(url: str) -> tuple[str, Population]:
    connection = await connect(url)
    try:
        return str(await connection.fetchval("select id from networks")), await population(connection)
    finally:
        await connection.close()


if __name__ == "__main__":
    sys.exit(main())
