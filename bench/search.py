"""``python -m bench.search``: the first page of what people type, by relevance, in milliseconds."""

import argparse
import asyncio
import time
from statistics import median
from typing import NamedTuple
from uuid import UUID

from rich.console import Console
from rich.table import Table

from bench.town import member, town
from graph.compile.engine import Engine
from models.viewer import Viewer

PAGE = """query($typed: String!) { members(filter: {search: $typed}, orderBy: RELEVANCE, first: 20) { %s
  edges { node { id displayName headline } } pageInfo { hasNextPage endCursor } } }"""
DOCUMENTS = {"page": PAGE % "", "and total": PAGE % "totalCount"}
TYPED = (
    *("田", "山", "s", "タ", "山田", "田中太郎", "たなか", "yamada", "山田 太郎", "エンジニア"),
    *("青葉システムズ", "データ分析", "山田 エンジニア", "鯨井権左衛門"),
)
NETWORK = UUID("00000001-0000-7000-8000-000000000001")
VIEWERS = (7, 12, 100, 1001)
WARMING = 5
BOUND = 20  # milliseconds, the median of a page at 100,000 members


class Times(NamedTuple):
    """What one text cost, in milliseconds."""

    median: float
    p99: float
    hits: str


async def asked(engine: Engine, document: str, typed: str, rounds: int) -> Times:
    """Ask so many times for each viewer."""
    viewers = [Viewer(UUID(member(number)), NETWORK) for number in VIEWERS]
    times, body = [], b""
    for number in range(WARMING + rounds):
        for viewer in viewers:
            started = time.perf_counter()
            body = (await engine.execute(viewer, document, {"typed": typed})).body
            taken = 1000 * (time.perf_counter() - started)
            times += [taken] if number >= WARMING else []
    if not body.startswith(b'{"data"'):
        raise SystemExit(body[:300].decode())
    times.sort()
    total = body.partition(b'"totalCount":')[2].partition(b",")[0].decode()
    return Times(median(times), times[len(times) * 99 // 100], total or str(body.count(b'"node"')))


async def measure(url: str, rounds: int) -> None:
    """Ask for every text, with the number of all hits and without."""
    engine = await Engine.open(url, connections=1)
    table = Table("typed", "p50, ms", "p99, ms", "with totalCount: p50", "p99", "hits", title_justify="left")
    table.title = f"The first 20 by relevance; bound: p50 of a page under {BOUND} ms"
    slowest = Times(0, 0, ""), ""
    try:
        for typed in TYPED:
            page, total = [await asked(engine, document, typed, rounds) for document in DOCUMENTS.values()]
            slowest = max(slowest, (page, typed))
            figures = (page.median, page.p99, total.median, total.p99)
            table.add_row(typed, *(f"{each:.1f}" for each in figures), total.hits)
    finally:
        await engine.close()
    console = Console()
    console.print(table)
    console.print(f"The slowest page: {slowest[1]}, median {slowest[0].median:.1f} ms, p99 {slowest[0].p99:.1f} ms")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m bench.search", description=__doc__)
    parser.add_argument("--members", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=25, help="for each text, of each of four viewers (25)")
    wanted = parser.parse_args()
    with town(wanted.members) as url:
        asyncio.run(measure(url, wanted.rounds))


if __name__ == "__main__":
    main()
