"""``python -m bench.facets``: what facets and career statistics over a whole network cost."""

import argparse
import asyncio
import time
from statistics import median
from typing import Any
from uuid import UUID

from bench.town import member, town
from graph.compile.engine import Engine
from models.database import connect
from models.statistics import CELLS, WENT
from models.viewer import Viewer

FACET = (
    "query($by: FacetBy!, $kinds: [AttributeKind!]) { memberFacets(by: $by, kinds: $kinds)"
    " { suppressed cells(first: 20) { label count } } }"
)
CAREERS = "query($by: CareerBy!) { network { careerStats(by: $by) { cells(first: 20) { label atLeast } } } }"
ASKED: list[tuple[str, str, dict[str, Any]]] = [
    *((FACET, "facet", {"by": by}) for by in CELLS),
    (FACET, "facet", {"by": "ATTRIBUTE", "kinds": ["SKILL"]}),
    *((CAREERS, "careers", {"by": by}) for by in WENT),
]
NETWORK = UUID("00000001-0000-7000-8000-000000000001")
VIEWERS = (7, 12, 1001)


async def agree(url: str) -> None:
    """Have most members agree to be counted, once."""
    connection = await connect(url)
    try:
        told = await connection.fetchval("select exists(select from members where in_statistics)")
        if not told:
            await connection.execute("update members set in_statistics = get_byte(uuid_send(id), 15) % 10 < 7")
            await connection.execute("vacuum (full, analyze) members")
    finally:
        await connection.close()


async def measure(url: str, rounds: int) -> None:
    """The median and the slowest of each, over some viewers."""
    await agree(url)
    engine = await Engine.open(url, connections=1)
    viewers = [Viewer(UUID(member(number)), NETWORK) for number in VIEWERS]
    for document, what, asked in ASKED:
        first = await seconds(engine, viewers[0], document, asked)
        times = [await seconds(engine, viewer, document, asked) for _ in range(rounds) for viewer in viewers]
        name = " ".join(map(str, asked.values()))
        print(f"{what} {name}: median {ms(median(times))}, slowest {ms(max(times))}, the first time {ms(first)}")
    await engine.close()


async def seconds(engine: Engine, viewer: Viewer, document: str, variables: dict[str, Any]) -> float:
    """How long one execution takes."""
    started = time.perf_counter()
    answer = await engine.execute(viewer, document, variables)
    taken = time.perf_counter() - started
    if not answer.body.startswith(b'{"data"'):
        raise SystemExit(answer.body[:300].decode())
    return taken


def ms(taken: float) -> str:
    """A time in words."""
    return f"{1000 * taken:.0f} ms"


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m bench.facets", description=__doc__)
    parser.add_argument("--members", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=5)
    asked = parser.parse_args()
    with town(asked.members) as url:
        asyncio.run(measure(url, asked.rounds))


if __name__ == "__main__":
    main()
