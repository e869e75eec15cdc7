"""``python -m bench.nodes``: what one row costs by its id, and what is asked on every page of a front end.

Each is measured by our statement and, in turns on the same connection, by the statement that we would have otherwise:
one that leads to every table that an id could name, and one that holds the conditions of segments itself.
"""

import argparse
import asyncio
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import Any
from unittest.mock import patch
from uuid import UUID

import asyncpg

from actions.demo_network import SLUG, create_demo, demo_members
from bench.database import SETTINGS
from graph.compile import plan
from graph.compile.engine import Engine
from graph.compile.keys import global_id
from models.database import connect, migrate
from models.jobs import Job
from models.members import Member
from models.notifications import Notification
from models.posts import Comment, Post
from models.rules import numbers
from models.table import Table
from models.viewer import Viewer
from server import postgres

NODE = "query($id: ID!) { node(id: $id) { __typename id } }"
UNREAD = "{ viewer { unreadNotificationCount } }"
NOTIFIED = "{ viewer { notifications(first: 20) { edges { node { id kind count subject { __typename } } } } } }"
JOBS = "{ jobs(first: 20) { edges { node { id title } } } }"
FEED = "{ feed(first: 20) { edges { node { id body } } } }"
BY_ID: tuple[type[Table], ...] = (Member, Post, Comment, Job, Notification)
NETWORK = "select id from networks where slug = $1"
Asked = tuple[str, str, dict[str, Any]]


@contextmanager
def leading_everywhere() -> Iterator[None]:
    """Statements that lead to every table."""
    with patch.object(plan, "kinds_named", lambda _: None):
        yield


@contextmanager
def holding_segments() -> Iterator[None]:
    """Statements that hold the conditions of segments, as those for many viewers do."""
    with patch.object(plan, "numbers", lambda **_: numbers()):
        yield


async def asked_by_id(connection: asyncpg.Connection, network: UUID, member: UUID) -> list[Asked]:
    """A row of each table; of notifications one of the member's own."""
    found = []
    for table in BY_ID:
        mine = f" and member_id = '{member}'" if table is Notification else ""
        sql = f"select id from {table._meta.db_table} where network_id = $1{mine} order by id limit 1"
        key = await connection.fetchval(sql, network)
        found.append((f"node of {table.__name__}", NODE, {"id": global_id(table.prefix, key)}))
    return found


async def measure(url: str, rounds: int) -> None:
    """Print the medians of both ways, and what the one is of the other."""
    connection = await connect(url)
    network, member = await connection.fetchval(NETWORK, SLUG), (await demo_members(url))["alumnus"]
    by_id = await asked_by_id(connection, network, member)
    await connection.close()
    pages: list[Asked] = [("unread count", UNREAD, {}), ("notifications", NOTIFIED, {}), ("jobs", JOBS, {})]
    ours = await Engine.open(url, connections=1)
    viewer = Viewer(member, network)
    for otherwise, several in ((leading_everywhere, by_id), (holding_segments, [*pages, ("feed", FEED, {})])):
        theirs = Engine(ours.schema, ours.readers)
        for what, document, variables in several:
            with otherwise():
                await seconds(theirs, viewer, document, variables)
            both = [
                (await seconds(ours, viewer, document, variables), await seconds(theirs, viewer, document, variables))
                for _ in range(rounds)
            ]
            one, other = (1000 * median(times) for times in zip(*both[rounds // 10 :], strict=True))
            print(f"{what}: {one:.2f} ms, otherwise {other:.2f} ms, ratio {other / one:.1f}", flush=True)
    await ours.close()


async def seconds(engine: Engine, viewer: Viewer, document: str, variables: dict[str, Any]) -> float:
    """How long one execution takes."""
    started = time.perf_counter()
    answer = await engine.execute(viewer, document, variables)
    taken = time.perf_counter() - started
    if b'"errors"' in answer.body:
        raise SystemExit(answer.body[:300].decode())
    return taken


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m bench.nodes", description=__doc__)
    parser.add_argument("--members", type=int, default=2_000)
    parser.add_argument("--rounds", type=int, default=200)
    asked = parser.parse_args()
    with (
        tempfile.TemporaryDirectory(dir="/var/tmp", prefix="enishi-bench-", ignore_cleanup_errors=True) as directory,
        postgres.start(Path(directory) / "postgres", **SETTINGS) as server,
    ):
        url = asyncio.run(filled(server, asked.members))
        asyncio.run(measure(url, asked.rounds))


async def filled(server: postgres.Server, members: int) -> str:
    """The URL of a demonstration network."""
    url = await postgres.create_database(server, "nodes")
    await migrate(url)
    await create_demo(url, members=members)
    return url


if __name__ == "__main__":
    main()
