"""What time brings about is done, by one process at a time, and a failure does not end it."""

import asyncio
from contextvars import Context

import pytest
import structlog

from actions import upkeep as upkeep_actions
from actions.posts import publish
from actions.transaction import transaction
from actions.upkeep import FORGETTING, TAKEN, forget_events, forget_requests, weigh_attributes
from server.upkeep import Chore, upkeep
from subscriptions.bell import BELL
from tests.actions.test_action import rename
from tests.community import Community


async def test_what_is_rung_for_is_done_soon_and_not_for_every_ring(community: Community) -> None:
    done: list[int] = []
    again = asyncio.Event()

    async def count() -> int:
        done.append(1)
        again.set()
        return 0

    async with upkeep((Chore(count, 600, rung=True),)):
        await asyncio.sleep(0)
        for _ in range(100):
            BELL.ring(community["here"], 1)
            await asyncio.sleep(0)
        await asyncio.wait_for(again.wait(), 60)
        BELL.ring(community["here"], 2)
        again.clear()
        await asyncio.wait_for(again.wait(), 60)
    assert 2 <= len(done) < 50


KEYS = "select count(*) from idempotency_keys"


async def keyed(community: Community) -> None:
    """Two requests with keys, one of them of before yesterday."""
    for key in ("old", "new"):
        await rename.perform(community.viewer("Aoi"), {"name": key}, key)
    await community.connection.execute(
        "update idempotency_keys set created_at = now() - interval '25 hours' where key = 'old'"
    )


async def test_keys_are_forgotten_after_a_day(community: Community) -> None:
    await keyed(community)
    assert await forget_requests() == 1
    assert await community.value("select key from idempotency_keys") == "new"


async def test_where_another_is_at_it_nothing_is_done(community: Community) -> None:
    await keyed(community)
    async with transaction() as connection:
        assert await connection.fetchval(TAKEN, FORGETTING)
        assert await asyncio.create_task(forget_requests(), context=Context()) == 0
    assert await community.value(KEYS) == 2


async def told(community: Community, count: int) -> None:
    """So many events."""
    for number in range(count):
        await publish(community.viewer("Aoi"), body=f"{number}")


POSITIONS = "select array_agg(position order by position) from outbox_events"


async def test_events_are_forgotten_after_a_week(community: Community) -> None:
    await told(community, 4)
    await community.connection.execute("update outbox_events set at = at - interval '8 days' where position <= 2")
    assert await forget_events() == 2
    assert await community.value(POSITIONS) == [3, 4]
    assert await community.value("select max(position) from network_heads") == 4


async def test_no_more_events_are_kept_than_are_promised(community: Community, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(upkeep_actions, "KEPT_EVENTS", 3)
    monkeypatch.setattr(upkeep_actions, "AT_ONCE", 1)  # several transactions
    await told(community, 5)
    assert await forget_events() == 2
    assert await community.value(POSITIONS) == [3, 4, 5]


async def test_who_writes_and_who_forgets_do_not_wait_for_each_other(community: Community) -> None:
    await told(community, 2)
    await community.connection.execute("update outbox_events set at = at - interval '8 days' where position = 1")
    async with transaction() as writer:
        await writer.execute("update network_heads set position = position")
        forgetting = asyncio.create_task(forget_events(), context=Context())
        assert await asyncio.wait_for(forgetting, 10) == 1
    assert await community.value(POSITIONS) == [2]


async def test_weights_are_renewed(community: Community) -> None:
    await community.connection.execute("update attributes set rarity = 0, holders_kept = 0")
    assert await weigh_attributes() == 2
    assert await community.value("select count(*) from attributes where rarity > 0") != 0


async def test_a_failure_is_logged_and_does_not_end_the_upkeep() -> None:
    done, again = [], asyncio.Event()

    async def chore() -> int:
        done.append(1)
        if len(done) == 1:
            raise ZeroDivisionError
        again.set()
        return 0

    with structlog.testing.capture_logs() as logs:
        async with upkeep((Chore(chore, 0.01),)), asyncio.timeout(10):
            await again.wait()
    assert [(line["event"], line["chore"]) for line in logs] == [("upkeep failed", "chore")]
