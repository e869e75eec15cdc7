"""``python -m bench.explain``: what each statement costs in PostgreSQL alone, ours beside the one written by hand."""

import asyncio
import os
from collections.abc import Sequence
from itertools import islice
from statistics import median
from typing import Any
from uuid import UUID

import asyncpg
import orjson
from rich.console import Console
from rich.table import Table

from bench.database import running
from bench.limit import BINDS, statement
from bench.operations import OPERATIONS, Operation, Population, population, requests
from bench.servers import ENISHI
from graph.compile.engine import Engine, planned
from models.database import READ_SETTINGS, connect

SAMPLE = 40


def main() -> None:
    """Print, per operation, the median time of planned execution for the first requests of the measurement."""
    cores = sorted(os.sched_getaffinity(0))
    with running(cores[0]) as database:
        rows = asyncio.run(_times(database.url))
    table = Table("", "by hand, ms", "Enishi, ms", title="Execution in PostgreSQL", title_justify="left")
    for operation, by_hand, ours in rows:
        table.add_row(operation, f"{by_hand:.2f}", f"{ours:.2f}")
    Console().print(table)


async def _times(url: str) -> list[tuple[str, float, float]]:
    connection = await connect(url, **READ_SETTINGS)
    engine = await Engine.open(url, connections=1)
    try:
        network = await connection.fetchval("select id from networks")
        everyone = await population(connection)
        return [await _compared(connection, engine, network, everyone, each) for each in OPERATIONS]
    finally:
        await engine.close()
        await connection.close()


async def _compared(
    connection: asyncpg.Connection, engine: Engine, network: UUID, everyone: Population, operation: Operation
) -> tuple[str, float, float]:
    by_hand, ours = [], []
    for request in islice(requests(operation, everyone), SAMPLE):
        viewer = UUID(request.viewer)
        binds = BINDS[operation.name](viewer, network, request.variables)
        by_hand.append((statement(operation.name), binds))
        ours.append(_compiled(engine, operation, viewer, ENISHI.variables(request.variables)))
    return operation.name, await _median(connection, by_hand), await _median(connection, ours)


def _compiled(engine: Engine, operation: Operation, viewer: UUID, given: dict[str, Any]) -> tuple[str, tuple[Any, ...]]:
    read = engine.documents.operation(operation.document, None)
    coerced = read.variables.coerce(given)
    plan = planned(read, coerced)
    if isinstance(plan, Exception):
        raise SystemExit(f"{operation.name} is not compiled: {plan}")
    return plan.one, (viewer, *plan.parameters(coerced))


async def _median(connection: asyncpg.Connection, asked: Sequence[tuple[str, Sequence[Any]]]) -> float:
    # All requests of an operation have one statement; EXECUTE honours the generic plan, EXPLAIN with binds does not.
    text = asked[0][0]
    types = [each.name for each in (await connection.prepare(text)).get_parameters()]
    await connection.execute(f"prepare asked ({', '.join(types)}) as {text}")
    times = []
    for _, binds in asked:
        arguments = ", ".join(literal(each) for each in binds)
        row = await connection.fetchval(f"explain (analyze, timing off, format json) execute asked ({arguments})")
        times.append(orjson.loads(row)[0]["Execution Time"])
    await connection.execute("deallocate asked")
    return float(median(times))


def literal(value: Any) -> str:
    """A value as SQL writes it; the values are this program's own."""
    match value:
        case None:
            return "null"
        case bool() | int() | float():
            return str(value)
        case list() | tuple():
            return "'{" + ",".join(str(each) for each in value) + "}'"
        case _:
            return "'" + str(value).replace("'", "''") + "'"


if __name__ == "__main__":
    main()
