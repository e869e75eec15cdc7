"""``python -m bench.search``: how long the first page of a search takes, as people type it (the bound is 20 ms)."""

import argparse
import asyncio
import time
from statistics import median
from uuid import UUID

from bench.privacy import NETWORK
from bench.town import member, town
from graph.compile.engine import Engine
from models.viewer import Viewer

TYPED = (
    "田",
    "山",
    "s",
    "タ",
    "山田",
    "田中太郎",
    "たなか",
    "yamada",
    "山田 太郎",
    "エンジニア",
    "Company 7",
    "属性21",
    "ゑゑゑ",
)
PAGE = """query($typed: String!) { members(filter: {search: $typed}, orderBy: RELEVANCE, first: 20) {
  edges { node { id displayName headline } } pageInfo { hasNextPage endCursor } } }"""
TOTAL = "query($typed: String!) { members(filter: {search: $typed}) { totalCount } }"
BOUND = 0.020


async def measure(url: str, rounds: int) -> None:
    """The median and the slowest of several viewers, for each text; then what counting all of it takes."""
    engine = await Engine.open(url, connections=1)
    viewers = [Viewer(UUID(member(number)), NETWORK) for number in (7, 12, 100, 1001)]
    for document in (PAGE, TOTAL):
        for viewer in viewers:
            await engine.execute(viewer, document, {"typed": TYPED[0]})
    print(f"{'typed':<12} {'page, median':>14} {'slowest':>10} {'total, median':>14}")
    for typed in TYPED:
        pages = await seconds(engine, viewers, PAGE, typed, rounds)
        totals = await seconds(engine, viewers, TOTAL, typed, 1)
        late = "" if median(pages) < BOUND else "  over the bound"
        figures = f"{1000 * median(pages):>11.1f} ms {1000 * max(pages):>7.1f} ms {1000 * median(totals):>11.1f} ms"
        print(f"{typed:<12} {figures}{late}")
    await engine.close()


async def seconds(engine: Engine, viewers: list[Viewer], document: str, typed: str, rounds: int) -> list[float]:
    """How long each of several executions took."""
    found = []
    for _ in range(rounds):
        for viewer in viewers:
            started = time.perf_counter()
            answer = await engine.execute(viewer, document, {"typed": typed})
            found.append(time.perf_counter() - started)
            assert answer.body.startswith(b'{"data"'), answer.body[:300]
    return found


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m bench.search", description=__doc__)
    parser.add_argument("--members", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=10)
    asked = parser.parse_args()
    with town(asked.members) as url:
        asyncio.run(measure(url, asked.rounds))


if __name__ == "__main__":
    main()
