"""The upkeep of a running server: a loop for each thing that time brings about."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import NamedTuple

import structlog

from actions.announcing import fire_all
from actions.upkeep import follow_rules, forget_events, forget_requests, weigh_attributes

log = structlog.get_logger(__name__)


class Chore(NamedTuple):
    """What is to be done, and how many seconds lie between two times."""

    do: Callable[[], Awaitable[int]]
    seconds: float


CHORES = (
    Chore(fire_all, 2),
    Chore(follow_rules, 5),
    Chore(forget_events, 600),
    Chore(forget_requests, 3600),
    Chore(weigh_attributes, 6 * 3600),
)


async def keep_at(chore: Chore) -> None:
    """Do it again and again; what goes wrong is logged, and tried again the next time."""
    while True:
        await asyncio.sleep(chore.seconds)
        try:
            await chore.do()
        except Exception:
            log.exception("upkeep failed", chore=chore.do.__name__)


@asynccontextmanager
async def upkeep(chores: tuple[Chore, ...] = CHORES) -> AsyncIterator[None]:
    """Keep things up while the context lasts; the ORM must be open."""
    tasks = [asyncio.create_task(keep_at(chore)) for chore in chores]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await asyncio.gather(*tasks)
