"""The access log: written with the read or not at all, and never changed after."""

from collections.abc import AsyncIterator

import asyncpg
import pytest

from actions.access import log, purpose_of, reading
from actions.refusals import Refusal
from models.database import connect
from models.viewer import Viewer
from tests.world import START, World, networks
from tests.world_roster import ENTRIES

FIELDS = ["familyName"]
ROWS = "select count(*) from access_log"


@pytest.fixture
async def world(database: str) -> AsyncIterator[World]:
    """Two networks with HR, somebody who has claimed an entry, and an entry that nobody has."""
    connection = await connect(database)
    made = World(connection)
    await networks(made)
    for name, network in (("HR", "here"), ("Aoi", "here"), ("Outsider", "there")):
        await made.member(name, network=network)
    for name in ("entry of Aoi", "entry of nobody", "entry there"):
        network, claimed_by, *_ = ENTRIES[name]
        who = {"family_name": "山田", "given_name": "葵", "claimed_by_id": made[claimed_by] if claimed_by else None}
        await made.add("roster_entries", name, network_id=made[network], external_id=name[:20], updated_at=START, **who)
    yield made
    await connection.close()


def hr(world: World) -> Viewer:
    return Viewer(world["HR"], world["here"])


async def logged(world: World, database: str, *entries: str) -> None:
    """HR reads these entries."""
    async with reading(database) as connection:
        await log(connection, hr(world), [world[each] for each in entries], purpose=" 照会 ", fields=FIELDS)


async def test_a_row_tells_who_read_what_of_whom_and_why(world: World, database: str) -> None:
    await logged(world, database, "entry of Aoi", "entry of nobody")
    rows = await world.connection.fetch(
        "select network_id, actor_id, subject_id, entry_id, purpose, fields_read, now() - at < '1 minute' as fresh"
        " from access_log order by entry_id"
    )
    same = ("照会", FIELDS, True)
    assert [tuple(row) for row in rows] == [
        (world["here"], world["HR"], world["Aoi"], world["entry of Aoi"], *same),
        (world["here"], world["HR"], None, world["entry of nobody"], *same),
    ]


async def test_where_nothing_was_shown_nothing_is_logged(world: World, database: str) -> None:
    await logged(world, database)
    assert await world.connection.fetchval(ROWS) == 0


@pytest.mark.parametrize("said", ["", " ", "\u3000\n", "x" * 201])
async def test_a_purpose_that_says_nothing_or_too_much_is_refused(world: World, database: str, said: str) -> None:
    with pytest.raises(Refusal, match="1 to 200 characters"):
        purpose_of(said)
    with pytest.raises(Refusal):
        async with reading(database) as connection:
            await log(connection, hr(world), [world["entry of Aoi"]], purpose=said, fields=FIELDS)
    assert await world.connection.fetchval(ROWS) == 0
    assert purpose_of(f" {'x' * 200} ") == "x" * 200


async def test_an_entry_of_another_network_is_not_logged_and_ends_the_read(world: World, database: str) -> None:
    with pytest.raises(RuntimeError):
        await logged(world, database, "entry of Aoi", "entry there")
    assert await world.connection.fetchval(ROWS) == 0


async def test_a_read_that_fails_after_its_log_leaves_none(world: World, database: str) -> None:
    async def failing() -> None:
        async with reading(database) as connection:
            await log(connection, hr(world), [world["entry of Aoi"]], purpose="照会", fields=FIELDS)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await failing()
    assert await world.connection.fetchval(ROWS) == 0


async def test_the_transaction_reads_one_state_and_may_write(world: World, database: str) -> None:
    async with reading(database) as connection:
        count = await connection.fetchval("select count(*) from members")
        await world.member("Late")
        assert await connection.fetchval("select count(*) from members") == count
        assert await connection.fetchval("show transaction_isolation") == "repeatable read"
        assert await connection.fetchval("show transaction_read_only") == "off"
        assert await connection.fetchval("show timezone") == "UTC"


@pytest.mark.parametrize(
    "change",
    [
        "delete from access_log",
        "update access_log set purpose = 'x'",
        "update access_log set at = now()",
        "update access_log set actor_id = null",
        "update access_log set subject_id = null",
        "update access_log set entry_id = null",
        "update access_log set subject_id = actor_id",
        "truncate access_log",
        "truncate networks cascade",
    ],
)
async def test_nobody_changes_or_takes_away_what_is_logged(world: World, database: str, change: str) -> None:
    await logged(world, database, "entry of Aoi")
    with pytest.raises(asyncpg.RestrictViolationError, match="only added"):
        await world.connection.execute(change)
    assert await world.connection.fetchval(f"{ROWS} where actor_id is not null") == 1


@pytest.mark.parametrize(
    ("gone", "left"),
    [
        ("delete from members where display_name = 'HR'", (True, False, False)),
        ("delete from members where display_name = 'Aoi'", (False, True, False)),
        ("delete from roster_entries", (False, False, True)),
    ],
)
async def test_whoever_is_erased_is_no_longer_named_and_the_row_stays(
    world: World, database: str, gone: str, left: tuple[bool, ...]
) -> None:
    await logged(world, database, "entry of Aoi")
    await world.connection.execute(gone)
    row = await world.connection.fetchrow(
        "select actor_id is null, subject_id is null, entry_id is null, purpose, fields_read from access_log"
    )
    assert tuple(row) == (*left, "照会", FIELDS)


async def test_the_log_of_a_network_goes_with_the_network(world: World, database: str) -> None:
    await logged(world, database, "entry of Aoi", "entry of nobody")
    await world.connection.execute("delete from networks where slug = 'there'")
    assert await world.connection.fetchval(ROWS) == 2
    await world.connection.execute("delete from networks where slug = 'here'")
    assert await world.connection.fetchval(ROWS) == 0
