"""Rates: how often a member may do what, by the rules of a library, counted in the memory of the process."""

import time
from uuid import UUID

from limits import RateLimitItem, RateLimitItemPerMinute, parse
from limits.aio.strategies import FixedWindowRateLimiter, MovingWindowRateLimiter

from actions.rate_memory import RateMemory
from actions.refusals import RateLimited

# What an action allows where it says nothing: nobody's hands are quicker, and no program needs more.
USUAL = "600/minute"


class Rates:
    """Who did what how often lately."""

    def __init__(self) -> None:
        self.limiter = MovingWindowRateLimiter(RateMemory())

    async def hit(self, rate: RateLimitItem, action: str, who: UUID | str) -> None:
        """Count one more; raises RateLimited."""
        if await self.limiter.hit(rate, action, str(who)):
            return
        until, _ = await self.limiter.get_window_stats(rate, action, str(who))
        raise RateLimited(until - time.time())

    async def forget(self) -> None:
        """Start anew."""
        await self.limiter.storage.reset()


class Budget:
    """What each member's operations may cost in a minute, queries and changes together, in points of the price."""

    def __init__(self, points: int) -> None:
        self.limiter = FixedWindowRateLimiter(RateMemory())
        self.a_minute = RateLimitItemPerMinute(points)

    async def spend(self, who: UUID, points: int) -> None:
        """Take this much of what is left; raises RateLimited, and then takes nothing off the next minute."""
        if await self.limiter.hit(self.a_minute, str(who), cost=points):
            return
        until, _ = await self.limiter.get_window_stats(self.a_minute, str(who))
        raise RateLimited(until - time.time())


RATES = Rates()


def rate(text: str) -> RateLimitItem:
    """A rate as it is written: `5/minute`, `100/hour`."""
    return parse(text)
