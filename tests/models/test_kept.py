"""What is kept twice stays true: a member's attributes beside the member, and how rare an attribute is."""

import asyncio

import asyncpg
import pytest

from models.database import connect
from tests.world import World, make_world

ADD = (
    "insert into member_attributes (id, network_id, member_id, attribute_id, source)"
    " values (gen_random_uuid(), $1, $2, $3, 'MEMBER')"
)


@pytest.fixture
async def world(database: str) -> World:
    return await make_world(await connect(database))


async def keys(world: World, name: str) -> tuple[list[int], list[int]]:
    """The attributes of a member as they are kept, and as the rows say."""
    kept = await world.connection.fetchval("select attribute_keys from members where id = $1", world[name])
    rows = await world.connection.fetch(
        "select a.key from member_attributes x join attributes a on a.id = x.attribute_id where x.member_id = $1",
        world[name],
    )
    return sorted(kept), sorted(row["key"] for row in rows)


async def test_two_who_add_attributes_to_one_member_at_once_lose_none(world: World, database: str) -> None:
    await world.connection.execute("delete from member_attributes where member_id = $1", world["Aoi"])
    one, other = await connect(database), await connect(database)
    first, second = one.transaction(), other.transaction()
    await first.start()
    await second.start()
    await one.execute(ADD, world["here"], world["Aoi"], world["att0"])
    waiting = asyncio.create_task(other.execute(ADD, world["here"], world["Aoi"], world["att1"]))
    await asyncio.sleep(0.2)
    await first.commit()
    await waiting
    await second.commit()
    kept, rows = await keys(world, "Aoi")
    assert kept == rows
    assert len(kept) == 2
    for connection in (one, other, world.connection):
        await connection.close()


async def test_rarity_tells_nothing_of_members_whom_the_network_does_not_list(world: World) -> None:
    told = "select array_agg((id, rarity, holders_kept) order by id) from attributes"
    await world.connection.execute("select enishi_keep_rarity($1)", world["here"])
    before = await world.connection.fetchval(told)
    for name in ("Eri", "Dan", "Fumi", "Gen"):
        await world.connection.execute("delete from member_attributes where member_id = $1", world[name])
    await world.connection.execute("select enishi_keep_rarity($1)", world["here"])
    assert await world.connection.fetchval(told) == before
    await world.connection.execute("delete from member_attributes where member_id = $1", world["Ben"])
    await world.connection.execute("select enishi_keep_rarity($1)", world["here"])
    assert await world.connection.fetchval(told) != before
    await world.connection.close()


async def test_an_open_spell_and_a_change_of_kind_at_once_do_not_both_hold(world: World, database: str) -> None:
    await world.connection.execute("delete from employments where member_id = $1", world["Chie"])
    one, other = await connect(database), await connect(database)
    first, second = one.transaction(), other.transaction()
    await first.start()
    await second.start()
    await one.execute("update members set kind = 'ALUMNUS' where id = $1", world["Chie"])
    await other.execute(
        "insert into employments (id, network_id, member_id, started, verified_by, version)"
        " values (gen_random_uuid(), $1, $2, '2026-01', 'SELF', 1)",
        world["here"],
        world["Chie"],
    )
    waiting = asyncio.create_task(second.commit())
    await asyncio.sleep(0.2)
    assert not waiting.done(), "judged before the other change was known"
    await first.commit()
    with pytest.raises(asyncpg.CheckViolationError):
        await waiting
    for connection in (one, other, world.connection):
        await connection.close()
