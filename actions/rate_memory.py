"""What rates are counted in: the memory of the process, which forgets once a minute what is over.

The library's own looks through all that it knows after every count, each window in a thread of its own: with 1,000
members at work that took more of the processor than what they did.
"""

import time
from collections import Counter, deque

from limits.aio.storage import MovingWindowSupport, Storage

FORGET_SECONDS = 60.0


class RateMemory(Storage, MovingWindowSupport):
    """Counts until a moment, and the moments of what was done in moving windows, by key."""

    STORAGE_SCHEME = None

    def __init__(self) -> None:
        super().__init__()
        self.counts: Counter[str] = Counter()
        self.windows: dict[str, deque[float]] = {}
        self.ends: dict[str, float] = {}  # when nothing of a key counts any more
        self.forgotten_at = time.time()

    @property
    def base_exceptions(self) -> type[Exception]:
        """What may go wrong: nothing does."""
        return ValueError

    async def incr(self, key: str, expiry: float, amount: int = 1) -> int:
        """Count so many more, from the first on for ``expiry`` seconds; how many there are."""
        now = self.now()
        if self.ends.get(key, 0) <= now:
            self.counts[key], self.ends[key] = 0, now + expiry
        self.counts[key] += amount
        return self.counts[key]

    async def get(self, key: str) -> int:
        """How many there are."""
        return self.counts[key] if self.ends.get(key, 0) > time.time() else 0

    async def get_expiry(self, key: str) -> float:
        """Until when they count."""
        return self.ends.get(key, time.time())

    async def acquire_entry(self, key: str, limit: int, expiry: int, amount: int = 1) -> bool:
        """Note so many more, unless there would be more than ``limit`` in ``expiry`` seconds."""
        now = self.now()
        window = self.windows.get(key) or deque()
        while window and window[0] < now - expiry:
            window.popleft()
        if len(window) + amount > limit:
            return False
        window.extend([now] * amount)
        self.windows[key], self.ends[key] = window, now + expiry
        return True

    async def get_moving_window(self, key: str, limit: int, expiry: int) -> tuple[float, int]:  # noqa: ARG002 - theirs
        """When the oldest was that counts still, and how many do."""
        now = time.time()
        counting = [at for at in self.windows.get(key, ()) if at >= now - expiry]
        return (counting[0], len(counting)) if counting else (now, 0)

    async def check(self) -> bool:
        """It is always there."""
        return True

    async def reset(self) -> int:
        """Forget everything; how many keys there were."""
        known = len(self.ends)
        for each in (self.counts, self.windows, self.ends):
            each.clear()
        return known

    async def clear(self, key: str) -> None:
        """Forget a key."""
        self.forget([key])

    def now(self) -> float:
        """The time; once a minute what is over by then is forgotten."""
        now = time.time()
        if now >= self.forgotten_at + FORGET_SECONDS:
            self.forgotten_at = now
            self.forget([key for key, end in self.ends.items() if end <= now])
        return now

    def forget(self, keys: list[str]) -> None:
        """Forget these keys."""
        for key in keys:
            for each in (self.counts, self.windows, self.ends):
                each.pop(key, None)
