"""Presence between processes: told by hand, and over a real Valkey."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from uuid import uuid4

from subscriptions.presence import TOPIC, Presence
from subscriptions.speech import MOST_AT_ONCE
from subscriptions.waker import LONGEST_SAYING, Waker
from tests.subscriptions.ear import Ear, until
from tests.subscriptions.process import NETWORK, PLACE, TTL, Clock, Pair, Process, seen, somebody


def test_another_process_learns_who_is_here_and_who_types(pair: Pair) -> None:
    aoi, ren = somebody(), somebody()
    pair.one.presence.here(aoi, PLACE)
    pair.other.presence.typing(ren, PLACE, on=True)
    pair.pass_seconds(1)
    for each in (pair.one.presence, pair.other.presence):
        assert each.present(NETWORK) == each.present(NETWORK, PLACE) == {aoi.id}
        assert each.typing_at(NETWORK, PLACE) == {ren.id}


def test_another_process_learns_who_is_gone(pair: Pair) -> None:
    aoi = somebody()
    pair.one.presence.here(aoi)
    pair.one.presence.typing(aoi, PLACE, on=True)
    pair.pass_seconds(2)
    pair.one.presence.away(aoi)
    pair.pass_seconds(2)
    assert pair.other.presence.present(NETWORK) == pair.other.presence.typing_at(NETWORK, PLACE) == frozenset()


def test_a_member_with_clients_of_two_processes_is_gone_when_both_are(pair: Pair) -> None:
    aoi = somebody()
    pair.one.presence.here(aoi)
    pair.other.presence.here(aoi)
    pair.pass_seconds(2)
    pair.one.presence.away(aoi)
    pair.pass_seconds(2)
    assert pair.one.presence.present(NETWORK) == pair.other.presence.present(NETWORK) == {aoi.id}
    pair.other.presence.away(aoi)
    pair.pass_seconds(2)
    assert pair.one.presence.present(NETWORK) == pair.other.presence.present(NETWORK) == frozenset()


def test_whoever_stays_here_stays_here_everywhere(pair: Pair) -> None:
    aoi = somebody()
    for _ in range(15):
        pair.one.presence.here(aoi)
        for _ in range(20):
            pair.pass_seconds(1)
            assert pair.other.presence.present(NETWORK) == {aoi.id}


def test_whoever_goes_on_to_type_is_typing_everywhere(pair: Pair) -> None:
    aoi = somebody()
    for _ in range(10):
        pair.one.presence.typing(aoi, PLACE, on=True)
        pair.pass_seconds(1)
        assert pair.other.presence.typing_at(NETWORK, PLACE) == {aoi.id}
        pair.pass_seconds(2)


def test_what_a_process_that_died_has_said_fades(pair: Pair) -> None:
    aoi = somebody()
    pair.one.presence.here(aoi)
    pair.pass_seconds(2)
    pair.other.pass_seconds(TTL - 4)
    assert pair.other.presence.present(NETWORK) == {aoi.id}
    pair.other.pass_seconds(5)
    assert pair.other.presence.present(NETWORK) == frozenset()


def test_a_process_that_begins_later_learns_who_is_here(pair: Pair, clock: Clock) -> None:
    aoi, late = somebody(), Process(clock)
    pair.one.presence.here(aoi)
    pair.pass_seconds(2)
    for _ in range(19):
        pair.one.pass_seconds(1)
        pair.one.carry(late)
    assert late.presence.present(NETWORK) == {aoi.id}


def test_after_a_gap_everything_is_said_again_at_once(pair: Pair, clock: Clock) -> None:
    aoi, late = somebody(), Process(clock)
    pair.one.presence.here(aoi)
    pair.pass_seconds(2)
    pair.one.presence.look_again()
    pair.one.pass_seconds(1)
    pair.one.carry(late)
    assert late.presence.present(NETWORK) == {aoi.id}


def test_a_network_is_told_at_most_once_a_second_whatever_happens(process: Process) -> None:
    members = [somebody() for _ in range(300)]
    for number, member in enumerate(members * 4):
        process.presence.here(member, uuid4())
        process.presence.typing(member, uuid4(), on=True)
        if number % 3 == 0:
            process.presence.away(member)
        if number % 30 == 29:
            process.pass_seconds(0.25)
    assert 0 < len(process.said) <= 300 * 4 / 30 / 4 + 1


def test_who_comes_and_goes_between_two_messages_is_not_spoken_of(process: Process) -> None:
    process.presence.here(somebody())
    process.pass_seconds(0.25)
    passing = somebody()
    process.presence.here(passing)
    process.presence.away(passing)
    process.pass_seconds(2)
    assert len(process.said) == 1
    assert passing.id.hex not in process.said[0]


def test_what_is_over_everywhere_is_not_spoken_of(process: Process) -> None:
    process.presence.typing(somebody(), PLACE, on=True)
    process.pass_seconds(3 * TTL)
    assert len(process.said) == 1


def test_thousands_at_thousands_of_places_are_told_in_messages_that_can_be_said(pair: Pair) -> None:
    members = [somebody() for _ in range(2 * MOST_AT_ONCE)]
    for member in members:
        pair.one.presence.typing(member, uuid4(), on=True)
        pair.one.presence.here(member)
    pair.clock.now += 1
    pair.one.presence.tick()
    assert 0 < len(pair.one.said[0]) < LONGEST_SAYING * 0.8
    for _ in range(3):
        pair.clock.now += 1
        pair.one.presence.tick()
    assert pair.one.carry(pair.other) == 4
    assert pair.other.presence.present(NETWORK) == {member.id for member in members}


def test_whoever_hides_is_gone_in_every_process_and_does_not_come_back_by_an_old_word(pair: Pair) -> None:
    aoi = somebody()
    pair.one.presence.here(aoi, PLACE)
    pair.other.presence.typing(aoi, PLACE, on=True)
    pair.pass_seconds(2)
    pair.one.presence.look_again()
    pair.one.pass_seconds(1)
    old = pair.one.said.pop()
    assert aoi.id.hex in old
    pair.other.presence.hide(NETWORK, aoi.id)
    pair.pass_seconds(2)
    pair.other.presence.said(TOPIC, old)
    for each in (pair.one.presence, pair.other.presence):
        assert each.present(NETWORK) == each.present(NETWORK, PLACE) == each.typing_at(NETWORK, PLACE) == frozenset()


def test_who_is_told_to_be_hidden_by_a_client_is_hidden_everywhere(pair: Pair) -> None:
    aoi = somebody()
    pair.one.presence.here(aoi)
    pair.pass_seconds(2)
    pair.one.presence.here(aoi, seen=False)
    pair.pass_seconds(2)
    assert pair.other.presence.present(NETWORK) == frozenset()


def test_whoever_is_seen_again_is_seen_again_everywhere_in_a_while(pair: Pair) -> None:
    aoi = somebody()
    pair.one.presence.hide(NETWORK, aoi.id)
    pair.pass_seconds(2)
    for _ in range(4):
        pair.one.presence.here(aoi)
        assert pair.one.presence.present(NETWORK) == {aoi.id}
        pair.pass_seconds(20)
    assert pair.other.presence.present(NETWORK) == {aoi.id}


def test_whoever_is_seen_again_is_seen_by_the_words_of_others_too(pair: Pair) -> None:
    aoi = somebody()
    pair.one.presence.hide(NETWORK, aoi.id)
    pair.pass_seconds(2)
    pair.one.presence.here(aoi)
    pair.other.presence.here(aoi)
    pair.pass_seconds(2)
    pair.one.presence.away(aoi)
    pair.pass_seconds(2)
    assert pair.one.presence.present(NETWORK) == pair.other.presence.present(NETWORK) == {aoi.id}


class Hearing(Ear):
    """What a waker tells, and a presence hears."""

    presence: Presence

    def said(self, topic: str, text: str) -> None:
        super().said(topic, text)
        self.presence.said(topic, text)

    def look_again(self) -> None:
        super().look_again()
        self.presence.look_again()


@asynccontextmanager
async def process_on(url: str | None) -> AsyncIterator[Presence]:
    """A process with a waker and a presence."""
    heard = Hearing()
    waker = Waker(url, heard=heard)
    heard.presence = Presence(waker.say)
    async with waker, heard.presence:
        await until(lambda: waker.connected)
        yield heard.presence


async def test_two_processes_of_one_server_know_of_each_others_members(valkey_url: str) -> None:
    aoi, ren = somebody(), somebody()
    async with process_on(valkey_url) as one, process_on(valkey_url) as other:
        one.here(aoi)
        other.typing(ren, PLACE, on=True)
        await until(lambda: one.typing_at(NETWORK, PLACE) == {ren.id} and other.present(NETWORK) == {aoi.id})
        other.typing(ren, PLACE, on=False)
        one.away(aoi)
        await until(lambda: not one.typing_at(NETWORK, PLACE) and not other.present(NETWORK))


async def test_an_onlooker_sees_who_comes_in_another_process(valkey_url: str) -> None:
    aoi = somebody()
    async with process_on(valkey_url) as one, process_on(valkey_url) as other:
        onlooker = other.changes(NETWORK)
        assert await seen(onlooker) == frozenset()
        one.here(aoi)
        assert await seen(onlooker) == {aoi.id}


async def test_the_end_of_a_process_ends_its_onlookers() -> None:
    async with process_on(None) as presence:
        onlooker = presence.changes(NETWORK)
    assert [changed async for changed in onlooker] == []


async def test_what_fails_once_is_tried_again(clock: Clock) -> None:
    said: list[str] = []

    def say(_: str, text: str) -> None:
        said.append(text)
        if len(said) == 1:
            raise RuntimeError("not now")

    async with Presence(say) as presence:
        presence.here(somebody())
        await until(lambda: said)
        presence.here(somebody())
        await until(lambda: len(said) == 2)
