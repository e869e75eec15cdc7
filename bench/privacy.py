"""``python -m bench.privacy``: what audiences cost, and whether time tells the hidden from the absent."""

import argparse
import asyncio
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from statistics import median
from typing import Any
from uuid import UUID

from bench.town import member, town
from graph.compile.engine import Engine
from graph.schema import graphql_schema
from models import rules
from models.rules import tables
from models.viewer import Viewer

DIRECTORY = """{ members(first: 50) { edges { node { id displayName
  formerName headline bio avatarUrl birthday contactEmail phone links } } pageInfo { hasNextPage endCursor } } }"""
CAREERS = """{ members(first: 50) { edges { node { id displayName headline avatarUrl
  positions(first: 3) { company title } employments(first: 3) { title started } attributes(first: 10) { label } } }
  pageInfo { hasNextPage endCursor } } }"""
PAGES = {"directory, nine guarded fields": DIRECTORY, "careers and attributes": CAREERS}
ONE = "query($id: ID!) { member(id: $id) { id displayName headline } }"
NETWORK = UUID("00000001-0000-7000-8000-000000000001")


@contextmanager
def unguarded() -> Iterator[None]:
    """The same declarations as if nothing had an audience; for the other side of the measurement only."""
    kept = {table: (table.rule, table.guarded, table.guarded_sets) for table in tables().values()}
    shown = {name: (lambda it, name=name: f"{it}.{name}") for name in rules.guarded()}
    guarded, rules.guarded = rules.guarded, lambda: shown  # type: ignore[assignment]
    for table, (rule, _, __) in kept.items():
        table.rule, table.guarded = replace(rule, audience=None), {}
    try:
        yield
    finally:
        rules.guarded = guarded
        for table, (rule, columns, sets) in kept.items():
            table.rule, table.guarded, table.guarded_sets = rule, columns, sets


async def seconds(engine: Engine, viewer: Viewer, document: str, variables: dict[str, Any], times: int) -> list[float]:
    """How long each of several executions took."""
    found = []
    for _ in range(times):
        started = time.perf_counter()
        answer = await engine.execute(viewer, document, variables)
        found.append(time.perf_counter() - started)
        assert answer.body.startswith(b'{"data"'), answer.body[:300]
    return found


async def overhead(url: str, rounds: int) -> None:
    """Each page with its guards and without, one after the other on one connection; medians and ratios."""
    sides = await two_sides(url)
    viewers = [Viewer(UUID(member(number)), NETWORK) for number in (7, 12, 100, 1001)]
    for name, document in PAGES.items():
        times: dict[str, list[float]] = {side: [] for side in sides}
        for _ in range(20 + 10 * rounds):
            for viewer in viewers:
                for side, engine in sides.items():
                    times[side] += await seconds(engine, viewer, document, {}, 1)
        medians = {side: median(found[80:]) for side, found in times.items()}
        both = ", ".join(f"{side} {1000 * value:.2f} ms" for side, value in medians.items())
        print(f"{name}: {both}, ratio {medians['guarded'] / medians['unguarded']:.2f}")
    await sides["guarded"].close()


async def two_sides(url: str) -> dict[str, Engine]:
    """An engine with guards and one without, on the same connection: where it runs is the same for both."""
    sides = {"guarded": await Engine.open(url, connections=1)}
    with unguarded():
        sides["unguarded"] = Engine(graphql_schema(), sides["guarded"].readers)
        for document in PAGES.values():  # plans are kept, so they are made here
            await seconds(sides["unguarded"], Viewer(UUID(member(7)), NETWORK), document, {}, 1)
    return sides


async def enumeration(url: str, rounds: int) -> None:
    """An id of a hidden member beside an id of nobody: equal bytes, and the medians of the time."""
    engine = await Engine.open(url, connections=1)
    viewer = Viewer(UUID(member(7)), NETWORK)
    hidden = [{"id": f"mem_{member(97 * number)}"} for number in range(1, 11)]
    absent = [{"id": f"mem_{member(10**9 + number)}"} for number in range(1, 11)]
    times: dict[str, list[float]] = {"hidden": [], "absent": []}
    assert {(await engine.execute(viewer, ONE, each)).body for each in hidden + absent} == {b'{"data":{"member":null}}'}
    for _ in range(rounds * 10):
        for side, ids in (("hidden", hidden), ("absent", absent)):
            for each in ids:
                times[side] += await seconds(engine, viewer, ONE, each, 1)
    for side, found in times.items():
        print(f"{side}: median {1e6 * median(found):.0f} µs, p10 {1e6 * sorted(found)[len(found) // 10]:.0f} µs")
    print(f"ratio {median(times['hidden']) / median(times['absent']):.3f}")
    await engine.close()


MEASUREMENTS: list[Callable[[str, int], Any]] = [overhead, enumeration]


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m bench.privacy", description=__doc__)
    parser.add_argument("--members", type=int, default=20_000)
    parser.add_argument("--rounds", type=int, default=10)
    asked = parser.parse_args()
    with town(asked.members) as url:
        for measurement in MEASUREMENTS:
            asyncio.run(measurement(url, asked.rounds))


if __name__ == "__main__":
    main()
