"""An onlooker: one reader of who is at a spot, who is told the newest state and never a queue of states."""

import asyncio
from collections.abc import Callable
from typing import NamedTuple, Self
from uuid import UUID
from weakref import WeakSet

PACE_SECONDS = 1.0


class Changed(NamedTuple):
    """Everybody who is there now; some of them came, or others left, since the last time."""

    members: frozenset[UUID]


class Onlooker:
    """An asynchronous iterator of what has changed: the state at once, then each other state that is met."""

    def __init__(self, members: Callable[[], frozenset[UUID]], among: "Onlookers") -> None:
        self._members = members
        self._among = among
        self._known: frozenset[UUID] | None = None
        self._look = asyncio.Event()
        self._closed = False
        self.look()

    def look(self) -> None:
        """There may be something to see."""
        self._look.set()

    def close(self) -> None:
        """See nothing more."""
        self._among.discard(self)
        self._closed = True
        self._look.set()

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> Changed:
        while not self._closed:
            await self._look.wait()
            self._look.clear()
            members = self._members()
            if members != self._known and not self._closed:
                self._known = members
                return Changed(members)
        raise StopAsyncIteration


class Onlookers:
    """Those who look at one spot; who is forgotten without a word is forgotten here, too."""

    def __init__(self) -> None:
        self._all: WeakSet[Onlooker] = WeakSet()
        self._next_at = 0.0

    def __bool__(self) -> bool:
        return bool(self._all)

    def one_more(self, members: Callable[[], frozenset[UUID]]) -> Onlooker:
        """Somebody who looks, too."""
        onlooker = Onlooker(members, self)
        self._all.add(onlooker)
        return onlooker

    def discard(self, onlooker: Onlooker) -> None:
        """One less."""
        self._all.discard(onlooker)

    def close(self) -> None:
        """End them all."""
        for onlooker in list(self._all):
            onlooker.close()

    def look(self, now: float) -> bool:
        """Let everybody look, if that is not too soon after the last time; did they?"""
        if now < self._next_at:
            return False
        self._next_at = now + PACE_SECONDS
        for onlooker in list(self._all):
            onlooker.look()
        return True
