"""Onlookers: who looks on sees the newest state, once a second."""

import asyncio

import pytest

from subscriptions.onlooker import Onlooker
from subscriptions.presence import Presence
from tests.subscriptions.process import NETWORK, PLACE, TTL, Process, seen, somebody


async def sees_nothing(onlooker: Onlooker) -> bool:
    waiting = asyncio.ensure_future(anext(onlooker))
    for _ in range(10):
        await asyncio.sleep(0)
    nothing = not waiting.done()
    waiting.cancel()
    await asyncio.wait([waiting])
    return nothing


async def test_an_onlooker_sees_the_state_at_once_and_each_change(process: Process) -> None:
    aoi, ren, presence = somebody(), somebody(), process.presence
    presence.here(aoi)
    onlooker = presence.changes(NETWORK)
    assert await seen(onlooker) == {aoi.id}
    assert await sees_nothing(onlooker)
    presence.here(ren)
    process.pass_seconds(1)
    assert await seen(onlooker) == {aoi.id, ren.id}
    process.pass_seconds(TTL + 2)
    assert await seen(onlooker) == frozenset()


async def test_onlookers_of_a_place_and_of_typing_see_only_that(process: Process) -> None:
    aoi, presence = somebody(), process.presence
    place, typing = presence.changes(NETWORK, PLACE), presence.typing_changes(NETWORK, PLACE)
    assert await seen(place) == await seen(typing) == frozenset()
    presence.here(aoi)
    process.pass_seconds(1)
    assert await sees_nothing(place)
    presence.here(aoi, PLACE)
    process.pass_seconds(1)
    assert await seen(place) == {aoi.id}
    assert await sees_nothing(typing)
    presence.typing(aoi, PLACE, on=True)
    process.pass_seconds(1)
    assert await seen(typing) == {aoi.id}


async def test_an_onlooker_sees_at_most_one_change_a_second(process: Process) -> None:
    onlooker, times = process.presence.changes(NETWORK), 0
    await seen(onlooker)
    for _ in range(40):
        process.presence.here(somebody())
        process.pass_seconds(0.25)
        if not await sees_nothing_yet(onlooker):
            times += 1
    assert 9 <= times <= 11


async def sees_nothing_yet(onlooker: Onlooker) -> bool:
    """Like `sees_nothing`, but what is seen is seen."""
    return not onlooker._look.is_set() or not await seen(onlooker)


async def test_a_change_that_comes_too_soon_is_seen_a_second_later(process: Process) -> None:
    aoi, ren = somebody(), somebody()
    onlooker = process.presence.changes(NETWORK)
    await seen(onlooker)
    process.presence.here(aoi)
    process.pass_seconds(0.25)
    assert await seen(onlooker) == {aoi.id}
    process.presence.here(ren)
    process.pass_seconds(0.5)
    assert await sees_nothing(onlooker)
    process.pass_seconds(0.5)
    assert await seen(onlooker) == {aoi.id, ren.id}


async def test_a_slow_onlooker_sees_the_newest_state_alone(process: Process) -> None:
    onlooker = process.presence.changes(NETWORK)
    await seen(onlooker)
    members = [somebody() for _ in range(50)]
    for member in members:
        process.presence.here(member)
        process.pass_seconds(0.5)
    assert await seen(onlooker) == {member.id for member in members}
    assert await sees_nothing(onlooker)


async def test_who_is_back_before_the_next_look_has_not_changed(process: Process) -> None:
    aoi, presence = somebody(), process.presence
    presence.here(aoi)
    onlooker = presence.changes(NETWORK)
    await seen(onlooker)
    presence.away(aoi)
    presence.here(aoi)
    process.pass_seconds(2)
    assert await sees_nothing(onlooker)


async def test_a_closed_onlooker_ends_even_while_it_waits(presence: Presence) -> None:
    onlooker = presence.changes(NETWORK)
    await seen(onlooker)
    waiting = asyncio.ensure_future(anext(onlooker))
    await asyncio.sleep(0)
    onlooker.close()
    with pytest.raises(StopAsyncIteration):
        await waiting
    assert [changed async for changed in onlooker] == []


async def test_onlookers_of_one_state_share_it(presence: Presence) -> None:
    presence.here(somebody())
    assert await seen(presence.changes(NETWORK)) is await seen(presence.changes(NETWORK))
