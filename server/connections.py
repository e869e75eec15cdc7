"""The live connections of the process: how many there may be, and how they end when the process does."""

import asyncio
import random
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from uuid import UUID

from server.live_limits import LiveLimits

Leave = Callable[[], None]


class Connections:
    """Counts sockets and streams; each says how it is told to leave."""

    def __init__(self, limits: LiveLimits | None = None) -> None:
        self.limits = limits or LiveLimits()
        self.ending = False
        self._leaving: dict[object, Leave] = {}
        self._members: Counter[UUID] = Counter()

    @property
    def count(self) -> int:
        """How many there are."""
        return len(self._leaving)

    @property
    def closed(self) -> bool:
        """Does nobody come in, because there are too many or the process ends?"""
        return self.ending or len(self._leaving) >= self.limits.connections

    @contextmanager
    def joined(self, leave: Leave) -> Iterator[None]:
        """Belong to the connections while the context lasts; ``leave`` neither waits nor raises."""
        key = object()
        self._leaving[key] = leave
        try:
            yield
        finally:
            del self._leaving[key]

    def crowded(self, member_id: UUID) -> bool:
        """Has the member as many connections as they may have?"""
        return self._members[member_id] >= self.limits.per_member

    @contextmanager
    def of_member(self, member_id: UUID) -> Iterator[None]:
        """Count as the member's while the context lasts."""
        self._members[member_id] += 1
        try:
            yield
        finally:
            self._members[member_id] -= 1
            if not self._members[member_id]:
                del self._members[member_id]

    def refuse(self) -> None:
        """From now on nobody comes in and no operation begins."""
        self.ending = True

    def leave(self, seconds: float) -> float:
        """Tell everybody to leave, one after another within ``seconds``: they come back so. How long it takes."""
        self.refuse()
        loop, leaving = asyncio.get_running_loop(), list(self._leaving)
        random.shuffle(leaving)
        for place, key in enumerate(leaving):
            loop.call_later(seconds * place / len(leaving), self._tell, key)
        return seconds if leaving else 0.0

    def _tell(self, key: object) -> None:
        if key in self._leaving:
            self._leaving[key]()
