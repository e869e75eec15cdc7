"""Blocks: silent, for both, everywhere; what they remove stays removed."""

import asyncio
from uuid import UUID

import pytest

from actions import blocks, follows, introductions, ties
from models.ids import uuid7
from tests.actions.acting import count, kinds, refused, sight, visible
from tests.community import Community
from tests.models.oracle import Facts

HELD = ("ties", "tie_requests", "follows", "listed")


async def block(community: Community, name: str, other: str) -> UUID:
    """The id of the block that somebody asks for."""
    key: UUID = (await blocks.block(community.viewer(name), member_id=community[other])).made["block"]
    return key


async def by_me(community: Community, name: str, other: str) -> object:
    """Does a member's own row say that they asked for it? None where there is no row."""
    sql = "select by_me from blocks where member_id = $1 and other_id = $2"
    return await community.value(sql, community[name], community[other])


async def all_between(community: Community, one: str, other: str) -> dict[str, int]:
    """How many rows of each table hold the two together."""
    return {table: await count(community, table, one, other) for table in HELD}


@pytest.mark.parametrize(("name", "other"), [("Aoi", "Hana"), ("Hana", "Aoi")])
async def test_a_block_removes_all_that_holds_the_two_together(community: Community, name: str, other: str) -> None:
    await community.pair("ties", "Aoi", "Hana")
    for one, two in (("Aoi", "Hana"), ("Hana", "Aoi")):
        pair = {"network_id": community["here"], "member_id": community[one], "other_id": community[two]}
        await community.connection.execute(
            "delete from listed where member_id = $1 and other_id = $2", community[one], community[two]
        )
        await community.add("listed", **pair, list_number=3)
    assert all((await all_between(community, "Aoi", "Hana")).values())
    await block(community, name, other)
    assert await all_between(community, "Aoi", "Hana") == dict.fromkeys(HELD, 0)
    assert community["Hana"] not in (await visible(community, "Aoi", "members"))
    assert community["Aoi"] not in (await visible(community, "Hana", "members"))


async def test_only_who_blocked_knows_and_sees_how_the_other_was_called(community: Community) -> None:
    key = await block(community, "Ben", "Aoi")
    assert key in await visible(community, "Ben", "blocks")
    assert community["Ben"] not in {row["other_id"] for row in (await sight(community, "Aoi")).rows("blocks")}
    assert await community.value("select name from blocks where id = $1", key) == "Aoi"
    assert (await community.told())[-1] == ("member.blocked", key)
    assert "tie.removed" not in await kinds(community)


async def test_to_the_other_the_one_who_blocked_is_like_nobody(community: Community) -> None:
    await block(community, "Ben", "Aoi")
    aoi = community.viewer("Aoi")
    for act in (ties.request, ties.remove, follows.follow, follows.mute, blocks.block, blocks.unblock):
        hidden = await refused(act(aoi, member_id=community["Ben"]))
        assert hidden == await refused(act(aoi, member_id=uuid7())), act
        assert hidden[0] == "NOT_FOUND"


async def test_blocking_again_changes_nothing_and_oneself_cannot_be_blocked(community: Community) -> None:
    key = await block(community, "Ben", "Aoi")
    told = await community.told()
    assert await block(community, "Ben", "Aoi") == key
    assert await community.told() == told
    assert (await refused(blocks.block(community.viewer("Ben"), member_id=community["Ben"])))[0] == "INVALID"


async def test_of_two_who_block_each_other_at_once_both_have(community: Community) -> None:
    await asyncio.gather(block(community, "Ben", "Aoi"), block(community, "Aoi", "Ben"))
    assert await count(community, "blocks", "Aoi", "Ben") == 2
    said = [await by_me(community, "Aoi", "Ben"), await by_me(community, "Ben", "Aoi")]
    assert True in said


async def test_where_both_have_blocked_one_who_unblocks_is_still_blocked(community: Community) -> None:
    await blocks.unblock(community.viewer("Aoi"), member_id=community["Member 1"])
    assert [await by_me(community, *pair) for pair in (("Aoi", "Member 1"), ("Member 1", "Aoi"))] == [False, True]
    assert community["Member 1"] not in await visible(community, "Aoi", "members")
    again = await refused(blocks.unblock(community.viewer("Aoi"), member_id=community["Member 1"]))
    assert again == await refused(blocks.unblock(community.viewer("Aoi"), member_id=uuid7()))
    await blocks.unblock(community.viewer("Member 1"), member_id=community["Aoi"])
    assert await count(community, "blocks", "Aoi", "Member 1") == 0
    assert community["Member 1"] in await visible(community, "Aoi", "members")


async def test_unblocking_brings_nothing_back(community: Community) -> None:
    await block(community, "Ben", "Aoi")
    await blocks.unblock(community.viewer("Ben"), member_id=community["Aoi"])
    assert await all_between(community, "Aoi", "Ben") == dict.fromkeys(HELD, 0)
    seen = (await sight(community, "Aoi")).rows("introductions")
    assert community["Ben"] not in {row[key] for row in seen for key in ("introducer_id", "one_id", "other_id")}


async def test_a_decline_outlives_a_block(community: Community) -> None:
    await block(community, "Aoi", "Member 2")
    await blocks.unblock(community.viewer("Aoi"), member_id=community["Member 2"])
    made = (await ties.request(community.viewer("Member 2"), member_id=community["Aoi"])).made
    assert made["tie_request"] in await visible(community, "Member 2", "tie_requests")
    assert made["tie_request"] not in await visible(community, "Aoi", "tie_requests")


@pytest.mark.parametrize(("name", "other"), [("Chie", "Member 0"), ("Member 0", "Aoi"), ("Aoi", "Chie")])
async def test_whoever_else_takes_part_in_an_introduction_is_not_told(
    community: Community, name: str, other: str
) -> None:
    key = community["Aoi introduces Chie and Member 0"]
    (third,) = {"Aoi", "Chie", "Member 0"} - {name, other}
    await block(community, name, other)
    await blocks.unblock(community.viewer(name), member_id=community[other])
    assert key in await visible(community, third, "introductions")
    assert key not in await visible(community, name, "introductions") | await visible(community, other, "introductions")
    if third != "Aoi":
        await introductions.answer(community.viewer(third), introduction_id=key, accept=True)
        assert await community.value("select agreed_at from introductions where id = $1", key) is None


async def test_nothing_holds_two_together_who_act_and_block_at_once(community: Community) -> None:
    """Whatever comes first: after the block there is no tie, request or follow."""
    aoi, hana = community.viewer("Aoi"), community.viewer("Hana")
    for _ in range(5):
        await asyncio.gather(
            blocks.block(hana, member_id=aoi.id),
            ties.request(aoi, member_id=hana.id),
            ties.request(hana, member_id=aoi.id),
            follows.follow(aoi, member_id=hana.id),
            follows.follow(hana, member_id=aoi.id),
            return_exceptions=True,
        )
        assert await all_between(community, "Aoi", "Hana") == dict.fromkeys(HELD, 0)
        await blocks.unblock(hana, member_id=aoi.id)


async def test_every_block_has_a_row_for_each_of_the_two(community: Community) -> None:
    await block(community, "Ben", "Aoi")
    rows = (await Facts.read(community.connection))["blocks"].values()
    pairs = {(row["member_id"], row["other_id"]) for row in rows}
    assert pairs == {(other, member) for member, other in pairs}
    assert all(row["by_me"] or row["name"] is None for row in rows)
