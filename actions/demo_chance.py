"""Chance for the demonstration network: seeded, so that the same seed and the same now make the same network."""

import math
import random
from bisect import bisect
from collections.abc import Sequence
from datetime import datetime, timedelta, timezone
from functools import cache
from itertools import accumulate
from typing import TypeVar
from uuid import UUID

from models.ids import uuid7_at

Item = TypeVar("Item")

TOKYO = timezone(timedelta(hours=9), "JST")
DAYS = (1.0, 1.1, 1.15, 1.05, 0.95, 0.6, 0.7)  # how much is written on each day of the week, from Monday
HOURS = (4, 2, 1, 1, 1, 3, 8, 16, 18, 14, 14, 16, 30, 18, 13, 13, 14, 17, 20, 24, 30, 34, 28, 14)
YEAR = timedelta(days=365)


@cache
def zipf(count: int) -> list[float]:
    """Cumulated weights of ranks, the first much likelier than the last."""
    return list(accumulate((rank + 1) ** -0.9 for rank in range(count)))


class Chance(random.Random):
    """What happens by chance to invented people."""

    def id_at(self, moment: datetime) -> UUID:
        """A key for something that happened at ``moment``."""
        return uuid7_at(moment, self.getrandbits(74))

    def likely(self, share: float) -> bool:
        """Whether it happens, when it happens to this share of people."""
        return self.random() < share

    def skewed(self, items: Sequence[Item]) -> Item:
        """One of the items, the first ones much more often."""
        weights = zipf(len(items))
        return items[bisect(weights, self.random() * weights[-1])]

    def some(self, items: Sequence[Item], count: int) -> list[Item]:
        """Up to ``count`` different items, the first ones much more often."""
        drawn = [self.skewed(items) for _ in range(count)]
        return [item for at, item in enumerate(drawn) if item not in drawn[:at]]

    def between(self, first: datetime, last: datetime, *, skew: float = 1.0) -> datetime:
        """A moment between two; a ``skew`` above one draws it towards the first."""
        share: float = self.random() ** skew
        return first + (last - first) * share

    def at_waking_hour(self, moment: datetime, now: datetime) -> datetime:
        """The same day at an hour when people write; the moment itself where that would lie in the future."""
        hour = self.choices(range(24), HOURS)[0]
        local = moment.astimezone(TOKYO)
        moved = local.replace(hour=hour, minute=self.randrange(60), second=self.randrange(60)).astimezone(moment.tzinfo)
        return moved if moved < now else moment

    def moments(self, count: int, now: datetime) -> list[datetime]:
        """Moments of the year before ``now``, in order, with the rhythm of weeks and days and somewhat more lately."""
        days = [now - YEAR + timedelta(days=day) for day in range(366)]
        weights = [DAYS[day.astimezone(TOKYO).weekday()] * (0.8 + at / 730) for at, day in enumerate(days)]
        drawn = [self.at_waking_hour(day, now) for day in self.choices(days, weights, k=count)]
        return sorted(moment if moment < now else now - timedelta(hours=self.uniform(0.1, 9)) for moment in drawn)

    def later(self, after: datetime, now: datetime, *, hours: float) -> datetime:
        """When somebody answers what was written at ``after``: within ``hours`` as often as not, seldom by night."""
        moment = after + timedelta(hours=self.lognormvariate(math.log(hours), 1.3))
        if 1 <= moment.astimezone(TOKYO).hour < 6:
            moment += timedelta(hours=5.5)
        return moment if moment < now else self.between(after, now)

    def portions(self, total: int, weights: Sequence[float]) -> list[int]:
        """``total`` dealt out by weight, in whole numbers."""
        unit = total / sum(weights)
        return [int(weight * unit + self.random()) for weight in weights]
