"""Rates: what a member may do so often, and what is remembered of it."""

import asyncio
import time
from uuid import uuid4

import pytest

from actions import rate_memory
from actions.rate_memory import RateMemory
from actions.rates import Budget, Rates, rate
from actions.refusals import RateLimited
from models.ids import uuid7


class Clock:
    """A clock that is put forward by hand."""

    def __init__(self) -> None:
        self.now = time.time()

    def time(self) -> float:
        """What it shows."""
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """The clock of what is counted."""
    made = Clock()
    monkeypatch.setattr(rate_memory, "time", made)
    return made


async def hits(rates: Rates, text: str, count: int, who: str = "Aoi") -> list[bool]:
    """Which of so many tries are let through."""
    found = []
    for _ in range(count):
        try:
            await rates.hit(rate(text), "posts.publish", who)
            found.append(True)
        except RateLimited:
            found.append(False)
    return found


async def test_no_more_than_the_rate_is_let_through_and_others_are_not_kept_from_it(clock: Clock) -> None:
    rates = Rates()
    assert await hits(rates, "3/minute", 5) == [True, True, True, False, False]
    assert await hits(rates, "3/minute", 1, "Ren") == [True]


async def test_a_window_moves_so_that_each_hit_counts_for_its_own_minute(clock: Clock) -> None:
    rates = Rates()
    assert await hits(rates, "2/minute", 1) == [True]
    clock.now += 40
    assert await hits(rates, "2/minute", 2) == [True, False]
    clock.now += 21
    assert await hits(rates, "2/minute", 2) == [True, False]


async def test_a_refusal_says_when_the_oldest_hit_does_not_count_any_more() -> None:
    rates = Rates()
    await hits(rates, "1/minute", 1)
    with pytest.raises(RateLimited) as limited:
        await rates.hit(rate("1/minute"), "posts.publish", "Aoi")
    assert 50 < limited.value.retry_after <= 60


async def test_a_budget_is_whole_again_in_the_next_minute(clock: Clock) -> None:
    budget, who = Budget(100), uuid4()
    await budget.spend(who, 60)
    with pytest.raises(RateLimited):
        await budget.spend(who, 60)
    clock.now += 61
    await budget.spend(who, 60)


async def test_what_is_over_is_forgotten(clock: Clock) -> None:
    memory, keys = RateMemory(), [uuid7().hex for _ in range(50)]
    for key in keys:
        await memory.acquire_entry(key, 5, 60)
        await memory.incr(f"{key} too", 30)
    await memory.acquire_entry("for an hour", 5, 3600)
    clock.now += 61
    await memory.incr("another", 60)
    assert set(memory.ends) == {"for an hour", "another"}
    assert set(memory.windows) == {"for an hour"}
    assert set(memory.counts) == {"another"}


async def test_counting_leaves_no_work_behind(clock: Clock) -> None:
    memory, before = RateMemory(), asyncio.all_tasks()
    for number in range(100):
        await memory.acquire_entry(f"member {number}", 5, 60)
        await memory.incr(f"member {number}", 60)
    assert asyncio.all_tasks() == before
