"""How rare an attribute is, is told so roughly that nobody who hides can be counted by it."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from models.audiences import Audience, mask
from models.database import connect
from models.suggestions import REACH
from tests.world import World, networks

MEMBERS = 40
KEEP = "select enishi_keep_rarity($1)"
# The number told before (0: none), how many there are, and the number told now.
STEPS = [
    *[(0, number, 8) for number in (0, 1, 5, 7)],
    *[(0, number, 16) for number in (8, 9, 15)],
    *[(0, number, 32) for number in (16, 31)],
    (0, 2**20, 2**21),
    *[(8, number, 8) for number in (0, 1, 7, 8, 15)],
    (8, 16, 32),
    (8, 100, 128),
    *[(16, number, 16) for number in (4, 7, 16, 31)],
    (16, 3, 8),
    (16, 32, 64),
    *[(1024, number, 1024) for number in (256, 511, 1024, 2047)],
    (1024, 255, 256),
    (1024, 2048, 4096),
]


@pytest.fixture
async def crowd(database: str) -> AsyncIterator[World]:
    """Members who hold three attributes: all of them one, half of them another, ten the last."""
    world = World(await connect(database))
    await networks(world)
    own: dict[str, Any] = {"network_id": world["here"]}
    held = {"all": MEMBERS, "half": MEMBERS // 2, "ten": 10}
    for name in held:
        await world.add("attributes", name, **own, kind="SKILL", label_ja=name, aliases=[])
    for number in range(MEMBERS):
        member = await world.member(f"Member {number}")
        for name in (name for name, count in held.items() if number < count):
            await world.add("member_attributes", **own, member_id=member, attribute_id=world[name], source="MEMBER")
    await world.connection.execute(KEEP, world["here"])
    yield world
    await world.connection.close()


async def weights(world: World) -> dict[str, tuple[int, int]]:
    """The weight of each attribute, and how many are said to hold it, made anew."""
    await world.connection.execute(KEEP, world["here"])
    rows = await world.connection.fetch("select label_ja, rarity, holders_kept from attributes")
    return {row["label_ja"]: (row["rarity"], row["holders_kept"]) for row in rows}


async def change(world: World, sql: str, count: int) -> None:
    """Change the first members."""
    await world.connection.execute(sql, [world[f"Member {number}"] for number in range(count)])


@pytest.mark.parametrize(("before", "number", "told"), STEPS)
async def test_a_number_is_told_by_its_magnitude_and_as_long_as_it_can_be(
    crowd: World, before: int, number: int, told: int
) -> None:
    assert await crowd.connection.fetchval("select enishi_roughly($1, $2)", number, before) == told


async def test_what_fewer_hold_weighs_more_and_what_all_hold_nothing(crowd: World) -> None:
    assert await weights(crowd) == {"all": (0, 64), "half": (69, 32), "ten": (139, 16)}


HIDDEN = {
    "unlisted": "update members set listing = 'UNLISTED' where id = any($1)",
    "away": "update members set status = 'LEFT' where id = any($1)",
    "attributes hidden": "update member_attributes set audience = 1 where member_id = any($1)",
    "attributes gone": "delete from member_attributes where member_id = any($1)",
}


@pytest.mark.parametrize("what", HIDDEN)
@pytest.mark.parametrize("count", [1, 2, 5])
async def test_no_weight_moves_when_a_few_hide(crowd: World, what: str, count: int) -> None:
    before = await weights(crowd)
    await change(crowd, HIDDEN[what], count)
    assert await weights(crowd) == before


async def test_no_weight_moves_to_and_fro_at_an_edge(crowd: World) -> None:
    """Of 64 told, 16 are the fewest: neither one less nor one more is told before that."""
    for count in (8, 9, 23, 24):
        await change(crowd, "update members set listing = 'UNLISTED' where id = any($1)", count)
        assert (await weights(crowd))["all"] == (0, 64), count
    await change(crowd, "update members set listing = 'UNLISTED' where id = any($1)", 25)
    assert (await weights(crowd))["all"] == (0, 16)
    await crowd.connection.execute("update members set listing = 'LISTED'")
    assert (await weights(crowd))["all"] == (0, 64)


async def test_under_a_ceiling_that_is_not_for_everybody_all_attributes_weigh_alike(crowd: World) -> None:
    """What not everybody may see is not counted at all."""
    ceiling = "update networks set audience_ceilings[12] = $1"
    before = await weights(crowd)
    await crowd.connection.execute(ceiling, mask(Audience.NETWORK))
    assert await weights(crowd) == before
    await crowd.connection.execute(ceiling, mask(Audience.TIES, Audience.ALUMNI))
    assert {*(await weights(crowd)).values()} == {(208, 8)}


@pytest.mark.parametrize("what", ["unlisted", "away", "attributes hidden"])
async def test_who_is_not_shown_to_everybody_is_not_counted(crowd: World, what: str) -> None:
    await change(crowd, HIDDEN[what], 30)
    hidden = await weights(crowd)
    assert hidden["all"][1] == 16
    await change(crowd, HIDDEN["attributes gone"], 30)
    assert await weights(crowd) == hidden


async def test_what_is_said_to_be_held_bounds_what_is_followed(crowd: World) -> None:
    """The numbers told are above the true ones, but where more came than were told yet: twice as many at most."""
    for name, count in (("all", MEMBERS), ("half", MEMBERS // 2), ("ten", 10)):
        assert count < (await weights(crowd))[name][1] < REACH
