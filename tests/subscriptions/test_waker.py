"""The waker, over a real Valkey and alone."""

import asyncio
import contextlib
import os
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from structlog.testing import capture_logs

from subscriptions.waker import LONGEST_SAYING, MOST_NETWORKS, MOST_SAYINGS, Waker
from subscriptions.wire import CHANNEL, QUEUED, Wire
from tests.subscriptions.ear import PATIENCE, Ear, until
from tests.valkey import Valkey

QUICK = 0.2  # a heartbeat, where the test waits for its absence
SLOW = 30.0  # one whose absence no test waits for: whatever is told is told for another reason
ONE, OTHER = uuid4(), uuid4()


@asynccontextmanager
async def waking(url: str | None, *, heartbeat: float = SLOW) -> AsyncIterator[tuple[Waker, Ear]]:
    """A waker that is connected, and who hears it: what a process has."""
    ear = Ear()
    async with Waker(url, heard=ear, heartbeat=heartbeat) as waker:
        await until(lambda: waker.connected)
        yield waker, ear


@pytest.fixture(params=["memory", "redis"])
def url(request: pytest.FixtureRequest) -> str | None:
    return None if request.param == "memory" else str(request.getfixturevalue("valkey_url"))


async def test_a_ring_is_heard_at_once_where_it_was_rung_and_only_once(url: str | None) -> None:
    async with waking(url, heartbeat=QUICK) as (waker, ear):
        waker.ring(ONE, 7)
        assert ear.wakes == [(ONE, 7)]
        await asyncio.sleep(3 * QUICK)
        assert ear.wakes == [(ONE, 7)]


async def test_a_saying_is_heard_at_once_where_it_was_said_and_only_once(url: str | None) -> None:
    async with waking(url, heartbeat=QUICK) as (waker, ear):
        waker.say("presence", "葵 is here")
        assert ear.sayings == [("presence", "葵 is here")]
        await asyncio.sleep(3 * QUICK)
        assert ear.sayings == [("presence", "葵 is here")]


async def test_who_begins_to_hear_is_told_to_look(url: str | None) -> None:
    async with waking(url) as (waker, ear):
        assert (ear.gaps, waker.gaps) == (1, 1)


async def test_rings_and_sayings_reach_every_other_process(valkey_url: str) -> None:
    async with waking(valkey_url) as (first, _), waking(valkey_url) as (second, ear), waking(valkey_url) as (_, third):
        first.ring(ONE, 1)
        second.ring(OTHER, 2)
        first.say("presence", "hello")
        await until(lambda: ear.sayings and len(third.wakes) == 2 and third.sayings)
    assert sorted(ear.wakes) == sorted([(ONE, 1), (OTHER, 2)])
    assert sorted(third.wakes) == sorted(ear.wakes)
    assert ear.sayings == third.sayings == [("presence", "hello")]


async def test_ten_thousand_rings_of_one_network_are_one_with_the_highest_position(valkey_url: str) -> None:
    async with waking(valkey_url) as (first, own), waking(valkey_url) as (_, ear):
        for position in [*range(1, 10_001), 5]:
            first.ring(ONE, position)
        first.say("test", "end")
        await until(lambda: ear.sayings)
    assert len(own.wakes) == 10_001
    assert ear.wakes == [(ONE, 10_000)]


async def test_a_ring_during_the_sending_of_another_is_sent_too(valkey_url: str) -> None:
    async with waking(valkey_url) as (first, _), waking(valkey_url) as (_, ear):
        for position in range(1, 301):
            first.ring(ONE, position)
            await asyncio.sleep(0)
        await until(lambda: (ONE, 300) in ear.wakes)
    assert [position for _, position in ear.wakes] == sorted({position for _, position in ear.wakes})


async def test_rings_of_thousands_of_networks_arrive(valkey_url: str) -> None:
    networks = {uuid4(): position for position in range(1, 3_001)}
    async with waking(valkey_url) as (first, _), waking(valkey_url) as (_, ear):
        for network_id, position in networks.items():
            first.ring(network_id, position)
        await until(lambda: len(ear.wakes) == len(networks))
    assert dict(ear.wakes) == networks


async def test_rings_of_more_networks_than_can_wait_make_the_others_look_at_everything(valkey_url: str) -> None:
    async with waking(valkey_url) as (first, own), waking(valkey_url) as (_, ear):
        for number in range(MOST_NETWORKS + 1):
            first.ring(UUID(int=number), 1)
        assert len(own.wakes) == MOST_NETWORKS + 1
        await until(lambda: ear.gaps == 2 and ear.wakes)
    assert ear.wakes == [(UUID(int=MOST_NETWORKS), 1)]
    assert own.gaps == 1


async def test_others_look_at_everything_also_where_they_cannot_be_told_at_once(valkey: Valkey) -> None:
    async with waking(valkey.url) as (first, _), waking(valkey.url) as (second, ear):
        assert valkey.cut("normal") == 2
        for number in range(MOST_NETWORKS + 1):
            first.ring(UUID(int=number), 1)
        await until(lambda: ear.gaps == 2 and ear.wakes)
        assert second.gaps == 1


async def test_own_rings_and_sayings_need_no_server(tmp_path: Path) -> None:
    ear = Ear()
    async with Waker(f"unix://{tmp_path}/nobody.sock", heard=ear) as waker:
        for position in range(3):
            waker.ring(ONE, position)
            await asyncio.sleep(0.05)
        waker.say("presence", "hello")
        assert not waker.connected
    assert ear.wakes == [(ONE, 0), (ONE, 1), (ONE, 2)]
    assert ear.sayings == [("presence", "hello")]
    assert (waker.gaps, ear.gaps) == (0, 0)


async def test_before_it_begins_and_after_it_ends_a_ring_does_no_harm() -> None:
    ear = Ear()
    waker = Waker(None, heard=ear)
    waker.ring(ONE, 1)
    async with waker:
        await until(lambda: waker.connected)
    waker.ring(ONE, 2)
    assert ear.wakes == [(ONE, 1), (ONE, 2)]
    assert not waker.connected


async def test_whoever_is_cut_off_is_told_to_look_and_hears_again(valkey: Valkey) -> None:
    async with waking(valkey.url) as (first, _), waking(valkey.url) as (second, ear):
        assert valkey.cut("pubsub") == 2
        await until(lambda: first.gaps == second.gaps == 2)
        first.ring(ONE, 3)
        await until(lambda: ear.wakes)
    assert ear.wakes == [(ONE, 3)]
    assert ear.gaps == 2


@pytest.mark.parametrize(
    "payload",
    [
        b"\xff\xfe",
        b"",
        b"{",
        b"null",
        b"[]",
        b'["ring"]',
        b'["ring","stranger",7]',
        b'["ring","stranger",{"one":1}]',
        b'["ring","stranger",{"00000000000000000000000000000001":"high"}]',
        b'["said","stranger",{},[]]',
        b'["look"]',
        b'["unheard of","stranger"]',
        b"[" * 5_000,
    ],
    ids=lambda payload: payload[:24].decode(errors="replace"),
)
async def test_what_strangers_say_does_no_harm(valkey: Valkey, payload: bytes) -> None:
    async with waking(valkey.url) as (first, _), waking(valkey.url) as (second, ear):
        valkey.publish(CHANNEL, payload)
        first.ring(ONE, 4)
        await until(lambda: ear.wakes)
    assert ear.wakes == [(ONE, 4)]
    assert ear.sayings == []
    assert second.gaps == 1


async def test_a_ring_that_could_not_be_sent_is_sent_when_it_can(valkey: Valkey) -> None:
    async with waking(valkey.url) as (first, _), waking(valkey.url) as (second, ear):
        assert valkey.cut("normal") == 2
        first.ring(ONE, 5)
        first.ring(OTHER, 6)
        await until(lambda: len(ear.wakes) == 2)
        assert (first.gaps, second.gaps) == (2, 1)
    assert sorted(ear.wakes) == sorted([(ONE, 5), (OTHER, 6)])


async def test_a_server_that_is_gone_for_a_second_is_found_again(valkey: Valkey) -> None:
    async with waking(valkey.url) as (first, own), waking(valkey.url) as (second, ear):
        valkey.stop()
        await until(lambda: not first.connected and not second.connected)
        first.ring(ONE, 5)
        assert own.wakes == [(ONE, 5)]
        await asyncio.sleep(1)
        assert (own.gaps, ear.gaps) == (1, 1)
        valkey.start()
        await until(lambda: first.connected and second.connected)
        assert (own.gaps, ear.gaps) == (2, 2)
        second.ring(OTHER, 6)
        first.ring(OTHER, 7)
        await until(lambda: (OTHER, 6) in own.wakes and (OTHER, 7) in ear.wakes)


async def test_a_server_that_answers_no_more_is_left_and_found_again(valkey: Valkey) -> None:
    async with waking(valkey.url, heartbeat=QUICK) as (first, _), waking(valkey.url, heartbeat=QUICK) as (second, ear):
        heard = ear.gaps
        os.kill(valkey.pid, signal.SIGSTOP)
        try:
            await until(lambda: not first.connected and not second.connected)
        finally:
            os.kill(valkey.pid, signal.SIGCONT)
        await until(lambda: first.connected and second.connected and ear.gaps > heard)
        await ring_until_heard(first, ear)


async def ring_until_heard(waker: Waker, ear: Ear) -> None:
    """Ring again and again: on a busy machine a short silence may be taken for an end, which loses a ring."""
    async with asyncio.timeout(PATIENCE):
        while not ear.wakes:
            waker.ring(ONE, 8)
            await asyncio.sleep(QUICK)


async def test_what_was_said_long_ago_is_not_said_when_the_server_is_back(
    valkey: Valkey, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("subscriptions.waker.STALE_SECONDS", 0.5)
    async with waking(valkey.url) as (first, own), waking(valkey.url) as (second, ear):
        valkey.stop()
        await until(lambda: not first.connected and not second.connected)
        for number in range(MOST_SAYINGS + 1):
            first.say("presence", f"{number}")
        await asyncio.sleep(1)
        valkey.start()
        await until(lambda: first.connected and second.connected)
        monkeypatch.undo()
        first.say("presence", "now")
        await until(lambda: ear.sayings)
    assert len(own.sayings) == MOST_SAYINGS + 2
    assert ear.sayings == [("presence", "now")]


async def test_what_is_too_long_is_not_said() -> None:
    ear = Ear()
    with pytest.raises(ValueError, match="too long to be said"):
        Waker(None, heard=ear).say("presence", "あ" * LONGEST_SAYING)
    assert ear.sayings == []


async def test_who_fails_to_understand_does_not_stop_the_waker(valkey_url: str) -> None:
    class Deaf(Ear):
        def wake(self, network_id: UUID, position: int) -> None:
            super().wake(network_id, position)
            raise RuntimeError("not understood")

    deaf = Deaf()
    with capture_logs() as logs:
        async with waking(valkey_url) as (first, _), Waker(valkey_url, heard=deaf, heartbeat=SLOW) as waker:
            await until(lambda: waker.connected)
            waker.ring(ONE, 1)
            first.ring(ONE, 2)
            await until(lambda: len(deaf.wakes) == 2)
            first.ring(ONE, 3)
            await until(lambda: len(deaf.wakes) == 3)
    assert waker.gaps == 1
    assert len(logs) == 3


async def test_a_password_is_in_no_log_and_in_no_refusal(valkey: Valkey) -> None:
    valkey.ask_for("right-horse")
    wrong, right = (valkey.url.replace("unix://", f"unix://:{which}-horse@") for which in ("wrong", "right"))
    with capture_logs() as logs:
        async with Waker(wrong, heard=Ear()) as waker:
            await until(lambda: logs)
            assert not waker.connected
        async with waking(right):
            pass
    assert [entry["kind"] for entry in logs] == ["AuthenticationError"]
    assert "horse" not in repr(logs)
    with pytest.raises(ValueError, match="a URL like redis://") as refused:
        Waker("rabbit://:right-horse@localhost", heard=Ear())
    assert "right-horse" not in f"{refused.value!r}{refused.value.__cause__!r}"


async def test_a_timeout_in_the_url_makes_nobody_deaf(valkey: Valkey) -> None:
    async with waking(f"{valkey.url}?socket_timeout=0.1") as (second, ear), waking(valkey.url) as (first, _):
        await asyncio.sleep(0.5)
        first.ring(ONE, 9)
        await until(lambda: ear.wakes)
        assert second.gaps == 1


@asynccontextmanager
async def silent_server(path: Path) -> AsyncIterator[list[str]]:
    """Somebody who takes connections and never answers, and a line for each of them."""
    taken, released = [], asyncio.Event()

    async def say_nothing(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        taken.append("taken")
        await released.wait()
        writer.close()
        with contextlib.suppress(ConnectionError):
            await writer.wait_closed()

    tasks = asyncio.all_tasks()
    async with await asyncio.start_unix_server(say_nothing, path):
        yield taken
        released.set()
        await until(lambda: asyncio.all_tasks() == tasks)


async def test_it_ends_while_it_connects_to_somebody_who_never_answers(tmp_path: Path) -> None:
    path = tmp_path / "silent.sock"
    async with silent_server(path) as taken, asyncio.timeout(PATIENCE), Waker(f"unix://{path}", heard=Ear()):
        await until(lambda: taken)


async def test_who_never_answers_is_left_and_asked_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("subscriptions.wire.CONNECT_SECONDS", 0.1)
    path = tmp_path / "silent.sock"
    async with silent_server(path) as taken, Waker(f"unix://{path}", heard=Ear()) as waker:
        await until(lambda: len(taken) >= 3)
        assert (waker.connected, waker.gaps) == (False, 0)


@pytest.mark.parametrize("seconds", [0, 0.001, 0.003, 0.01, 0.03])
async def test_it_ends_at_any_moment_and_leaves_nothing_behind(url: str | None, seconds: float) -> None:
    tasks = asyncio.all_tasks()
    async with asyncio.timeout(PATIENCE):
        for _ in range(5):
            async with Waker(url, heard=Ear(), heartbeat=0.01):
                await asyncio.sleep(seconds)
    await until(lambda: asyncio.all_tasks() == tasks)


async def test_it_ends_while_its_server_is_going_away(valkey: Valkey) -> None:
    tasks = asyncio.all_tasks()
    async with asyncio.timeout(PATIENCE), waking(valkey.url, heartbeat=QUICK):
        valkey.stop()
    await until(lambda: asyncio.all_tasks() == tasks)


async def test_a_flood_waits_in_the_socket_and_not_in_the_process(valkey: Valkey) -> None:
    most, wire = 0, Wire(valkey.url)
    async with wire.listening(), asyncio.timeout(PATIENCE):
        flood = asyncio.to_thread(valkey.publish, CHANNEL, *[b"x"] * 30_000, b"end")
        sending = asyncio.create_task(flood)
        while await wire.receive() != "end":
            most = max(most, wire.backend._queue.qsize() + wire.subscriber._queue.qsize())  # type: ignore[attr-defined]
        await sending
    assert 0 < most <= 2 * QUEUED
