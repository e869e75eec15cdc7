"""Of a career no company is cut off for the length of the others: there is an end to how many they are."""

import asyncio
from collections.abc import AsyncIterator

import asyncpg
import pytest

from models.database import connect
from models.members import MOST_POSITIONS
from tests.world import World, networks

INSERT = """
insert into positions (id, network_id, member_id, company, started, version)
select gen_random_uuid(), network_id, id, $2 || n, '2020', 1 from members, generate_series(1, $3) n where id = $1
"""
FOUND = """
select m.id from members m where enishi_search_tokens(m.network_id, m.name_search, m.former_search,
    m.headline_search, m.searched_companies, m.attribute_keys) @@ enishi_search_query(m.network_id, $1, 4)
"""


@pytest.fixture
async def world(database: str) -> AsyncIterator[World]:
    made = World(await connect(database))
    await networks(made)
    await made.member("Aoi")
    await made.member("Ben")
    yield made
    await made.connection.close()


async def count(world: World, name: str = "Aoi") -> int:
    """How many positions a member has."""
    found: int = await world.connection.fetchval("select count(*) from positions where member_id = $1", world[name])
    return found


async def test_a_member_has_so_many_positions_and_no_more(world: World) -> None:
    await world.connection.execute(INSERT, world["Aoi"], "Company", MOST_POSITIONS)
    with pytest.raises(asyncpg.CheckViolationError) as refused:
        await world.connection.execute(INSERT, world["Aoi"], "One more", 1)
    assert (refused.value.table_name, refused.value.constraint_name) == ("positions", "positions_most")
    assert await count(world) == MOST_POSITIONS
    await world.connection.execute("delete from positions where company = 'Company1'")
    await world.connection.execute(INSERT, world["Aoi"], "One more", 1)
    await world.connection.execute("update positions set title = 'Chief'")
    assert await count(world) == MOST_POSITIONS


async def test_no_position_goes_to_a_member_who_has_as_many_as_can_be(world: World) -> None:
    await world.connection.execute(INSERT, world["Aoi"], "Company", MOST_POSITIONS)
    await world.connection.execute(INSERT, world["Ben"], "Other", 1)
    with pytest.raises(asyncpg.CheckViolationError):
        await world.connection.execute("update positions set member_id = $1 where company = 'Other1'", world["Aoi"])
    assert (await count(world), await count(world, "Ben")) == (MOST_POSITIONS, 1)


async def test_of_two_last_positions_at_once_one_is_refused(world: World, database: str) -> None:
    await world.connection.execute(INSERT, world["Aoi"], "Company", MOST_POSITIONS - 1)
    one, other = await connect(database), await connect(database)
    transaction = one.transaction()
    await transaction.start()
    await one.execute(INSERT, world["Aoi"], "One", 1)
    waiting = asyncio.create_task(other.execute(INSERT, world["Aoi"], "Other", 1))
    await asyncio.sleep(0.2)
    assert not waiting.done(), "counted before the other one was known"
    await transaction.commit()
    with pytest.raises(asyncpg.CheckViolationError):
        await waiting
    assert await count(world) == MOST_POSITIONS
    await one.close()
    await other.close()


async def test_the_longest_companies_of_all_positions_are_searched(world: World) -> None:
    """Hidden ones, before it in order, would otherwise keep a visible one from being found."""
    for number in range(MOST_POSITIONS - 1):
        long = chr(0x4E00 + number) + "㌔" * 197
        await world.connection.execute(INSERT, world["Aoi"], long, 1)
    await world.connection.execute("update positions set audience = 1")
    await world.connection.execute(INSERT, world["Aoi"], "龍宮造船", 1)
    assert [row["id"] for row in await world.connection.fetch(FOUND, "龍宮造船")] == [world["Aoi"]]
    kept = await world.connection.fetchval("select length(searched_companies) from members where id = $1", world["Aoi"])
    assert kept > 19_000


async def test_a_company_that_grows_when_it_is_folded_is_cut_for_its_own_length_alone(world: World) -> None:
    """The worst that can be written: 200 characters, each of which stands for 18."""
    for number in range(MOST_POSITIONS):
        await world.connection.execute(INSERT, world["Aoi"], chr(0x4E00 + number) + "ﷺ" * 197, 1)
    longest = await world.connection.fetchval("select max(length(company_search)) from positions")
    assert longest == 400
    for number in (0, MOST_POSITIONS - 1):
        found = await world.connection.fetch(FOUND, chr(0x4E00 + number) + "صلى")
        assert [row["id"] for row in found] == [world["Aoi"]]
