"""The demonstration network: an invented company, its alumni, and a year of what they wrote, made by one command."""

from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import TypeVar
from uuid import UUID

import asyncpg

from actions.demo_announcements import announce
from actions.demo_attributes import catalogue
from actions.demo_chance import Chance
from actions.demo_groups import groups
from actions.demo_people import OPEN_FOR, PERSONAS, people
from actions.demo_posts import comments, posts, reactions
from actions.demo_rows import TABLES, World, employee_number
from actions.demo_ties import blocks, ties
from actions.refusals import Refusal
from models.database import connect

Item = TypeVar("Item")
Report = Callable[[str, int, int], None]

SLUG, NAME = "demo", "縁科工業 アルムナイネットワーク"
SEED = 20_230_701
FEWEST = 20
POSTS_EACH, COMMENTS_EACH, REACTIONS_EACH = 2, 7, 13
ONE_AT_A_TIME = 0x64656D6F  # "demo", the key of the advisory lock


def silent(step: str, done: int, total: int) -> None:
    """Report to nobody."""


async def has_demo(url: str) -> bool:
    """Whether the database has a demonstration network already."""
    connection = await connect(url)
    try:
        return await _there(connection)
    finally:
        await connection.close()


ACTIVE = """
select m.id from members m join networks n on n.id = m.network_id
where n.slug = $1 and m.status = 'ACTIVE' order by cardinality(m.group_ids) desc, m.id limit $2
"""


async def acting_members(url: str, count: int) -> list[UUID]:
    """Members of the demonstration network who take part in much. Refused where there is no such network."""
    connection = await connect(url)
    try:
        found = [UUID(str(row["id"])) for row in await connection.fetch(ACTIVE, SLUG, count)]
    finally:
        await connection.close()
    if not found:
        raise Refusal("This database has no demonstration network.")
    return found


async def demo_members(url: str) -> dict[str, UUID]:
    """The members to log in as: an alumnus, an employee, and one of HR. Refused where there is no such network."""
    connection = await connect(url)
    try:
        rows = await connection.fetch(
            "select m.external_id, m.id from members m join networks n on n.id = m.network_id"
            " where n.slug = $1 and m.external_id = any($2)",
            SLUG,
            [employee_number(number) for number in PERSONAS.values()],
        )
    finally:
        await connection.close()
    found = {row["external_id"]: UUID(str(row["id"])) for row in rows}
    if len(found) != len(PERSONAS):
        raise Refusal("This database has no demonstration network.")
    return {name: found[employee_number(number)] for name, number in PERSONAS.items()}


async def create_demo(url: str, *, members: int = 2000, report: Report = silent, now: datetime | None = None) -> None:
    """Make the demonstration network in a migrated database, all or nothing.

    The same number of ``members`` (20 at least) and the same ``now`` give the same rows with the same ids.
    Refused where it is there already.
    """
    if members < FEWEST:
        raise Refusal(f"A demonstration network has at least {FEWEST} members.")
    now = (now or datetime.now(UTC)).astimezone(UTC)
    connection = await connect(url)
    try:
        async with connection.transaction():
            await connection.execute("select pg_advisory_xact_lock($1)", ONE_AT_A_TIME)
            if await _there(connection):
                raise Refusal("The demonstration network is there already.")
            await _write(connection, invent(members, now, report), report)
        # Of a table that was never looked at the planner believes that it is large, even of one that is empty.
        await connection.execute("analyze")
    finally:
        await connection.close()


async def _there(connection: asyncpg.Connection) -> bool:
    return bool(await connection.fetchval("select exists(select from networks where slug = $1)", SLUG))


def invent(members: int, now: datetime, report: Report = silent) -> World:
    """The whole network in memory, from its seed."""
    chance, opened = Chance(SEED), now - OPEN_FOR
    report("people", 0, members)
    made = catalogue(chance, opened)
    found = people(chance, made, members, now)
    report("people", members, members)
    pairs, apart = ties(chance, found, now), blocks(chance, found, now)
    circles = groups(chance, found, now)
    told = _told(posts(chance, found, circles, members * POSTS_EACH, now), "posts", members * POSTS_EACH, report)
    answers = comments(chance, told, members * COMMENTS_EACH, now)
    answered = _told(answers, "comments", members * COMMENTS_EACH, report)
    liked = reactions(chance, told, answered, members * REACTIONS_EACH, now)
    emojis = _told(liked, "reactions", members * REACTIONS_EACH, report)
    return World(SLUG, NAME, opened, now, chance, made, found, pairs, apart, circles, told, answered, emojis)


def _told(items: Iterable[Item], step: str, total: int, report: Report) -> list[Item]:
    """The items as a list, reporting every hundredth part."""
    found: list[Item] = []
    for item in items:
        found.append(item)
        if len(found) % max(1, total // 100) == 0:
            report(step, min(len(found), total), total)
    report(step, total, total)
    return found


async def _write(connection: asyncpg.Connection, world: World, report: Report) -> None:
    for done, (table, (rows, columns)) in enumerate(TABLES.items()):
        report("tables", done, len(TABLES))
        await connection.copy_records_to_table(table, records=rows(world), columns=columns.split())
    await announce(connection, world)
    await connection.execute("select enishi_keep_rarity($1)", world.network)
    report("tables", len(TABLES), len(TABLES))
