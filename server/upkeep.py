"""The upkeep of a running server: a loop for each thing that time brings about."""

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import NamedTuple

import structlog

from actions.announcing import fire_all
from actions.notification_mails import mail_all
from actions.notifying import derive_all
from actions.search_times import alert_all
from actions.upkeep import (
    follow_rules,
    forget_events,
    forget_notifications,
    forget_requests,
    forget_wishes,
    weigh_attributes,
)
from subscriptions.bell import BELL

# Between two times of what is rung for: three times as long as the last one took, so that three quarters of the time
# are left to those who ring; in seconds, from and up to this.
REST, AT_LEAST, AT_MOST = 3, 0.05, 0.5

log = structlog.get_logger(__name__)


class Chore(NamedTuple):
    """What is to be done, and how many seconds lie between two times; ``rung``: and after each commit at once."""

    do: Callable[[], Awaitable[int]]
    seconds: float
    rung: bool = False


CHORES = (
    Chore(fire_all, 2),
    Chore(follow_rules, 5),
    Chore(derive_all, 5, rung=True),
    Chore(alert_all, 30),
    Chore(forget_events, 600),
    Chore(mail_all, 30),
    Chore(forget_requests, 3600),
    Chore(forget_notifications, 3600),
    Chore(forget_wishes, 3600),
    Chore(weigh_attributes, 6 * 3600),
)


async def keep_at(chore: Chore) -> None:
    """Do it again and again; what goes wrong is logged, and tried again the next time."""
    with bell(chore) as rung:
        while True:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(rung.wait(), chore.seconds)
            rung.clear()
            begun = time.monotonic()
            try:
                await chore.do()
            except Exception:
                log.exception("upkeep failed", chore=chore.do.__name__)
            if chore.rung:
                # Its own transactions ring as well.
                await asyncio.sleep(min(max(REST * (time.monotonic() - begun), AT_LEAST), AT_MOST))


@contextmanager
def bell(chore: Chore) -> Iterator[asyncio.Event]:
    """What is set when there is something to do before its time."""
    rung = asyncio.Event()
    if not chore.rung:
        yield rung
        return
    with BELL.hear(lambda _, __: rung.set()):
        yield rung


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
