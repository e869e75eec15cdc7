"""A scene: who is where in one network, as far as this process knows, and until when that holds."""

import math
from collections.abc import Iterator
from enum import StrEnum
from itertools import chain
from typing import NamedTuple
from uuid import UUID

MOST_MEMBERS = 50_000
MOST_SPOTS = 32  # of one member at a time
MOST_SOURCES = 16  # for one member at one spot
SWEEP_SECONDS = 1.0


class Doing(StrEnum):
    """What a member does somewhere."""

    HERE = "here"
    TYPING = "typing"


# For how many seconds a word holds; who goes on says so again before they are over.
LASTS = {Doing.HERE: 45.0, Doing.TYPING: 6.0}


class Spot(NamedTuple):
    """What is done where; no place is the network at large."""

    doing: Doing
    place_id: UUID | None = None


class Source(NamedTuple):
    """Who says so: a client of this process, or another process for all of its own."""

    process: str
    client: str = ""


class Scene:
    """Words like "this member does this here until then, says that one". It is bounded: too much is not kept."""

    def __init__(self) -> None:
        self.words: dict[Spot, dict[UUID, dict[Source, float]]] = {}
        self.whereabouts: dict[UUID, dict[Spot, None]] = {}
        self.hidden: dict[UUID, float] = {}  # of whom nothing is believed for a while
        self.changed: set[Spot] = set()
        self._members: dict[Spot, frozenset[UUID]] = {}
        self._due = math.inf

    @property
    def is_empty(self) -> bool:
        """Is there nobody of whom it knows anything?"""
        return not self.words and not self.hidden

    def members(self, spot: Spot, now: float) -> frozenset[UUID]:
        """Everybody at a spot; the same object until somebody comes or goes."""
        self.expire(now)
        if spot not in self.words:
            return frozenset()
        if spot not in self._members:
            self._members[spot] = frozenset(self.words[spot])
        return self._members[spot]

    def until(self, spot: Spot, member_id: UUID, process: str) -> float | None:
        """Until when a process says that a member is at a spot."""
        sources = self.words.get(spot, {}).get(member_id, {})
        return max((until for source, until in sources.items() if source.process == process), default=None)

    def spots(self, member_id: UUID) -> list[Spot]:
        """Where a member is."""
        return list(self.whereabouts.get(member_id, ()))

    def enter(self, spot: Spot, member_id: UUID, source: Source, until: float) -> None:
        """Somebody says that a member is at a spot."""
        if not self._has_room(spot, member_id):
            return
        sources = self.words.setdefault(spot, {}).setdefault(member_id, {})
        if not sources:
            self.whereabouts.setdefault(member_id, {})[spot] = None
            self._change(spot)
        if source not in sources and len(sources) >= MOST_SOURCES:
            del sources[min(sources, key=sources.__getitem__)]
        sources[source] = until
        self._due = min(self._due, until)

    def leave(self, spot: Spot, member_id: UUID, source: Source | None = None) -> None:
        """One of those who said so says so no more, or all of them."""
        sources = self.words.get(spot, {}).get(member_id)
        if sources is None:
            return
        if source is None:
            sources.clear()
        else:
            sources.pop(source, None)
        if not sources:
            self._remove(spot, member_id)

    def hide(self, member_id: UUID, until: float) -> None:
        """Take a member out everywhere, and believe nobody who has not heard of it yet."""
        for spot in self.spots(member_id):
            self.leave(spot, member_id)
        self.hidden.pop(member_id, None)
        if len(self.hidden) >= MOST_MEMBERS:
            del self.hidden[next(iter(self.hidden))]
        self.hidden[member_id] = until
        self._due = min(self._due, until)

    def expire(self, now: float) -> None:
        """Forget what does not hold any more."""
        if now < self._due:
            return
        for spot, member_id, source in [each for each, until in self._all() if until <= now]:
            self.leave(spot, member_id, source)
        self.hidden = {member_id: until for member_id, until in self.hidden.items() if until > now}
        ends = chain((until for _, until in self._all()), self.hidden.values())
        self._due = max(min(ends, default=math.inf), now + SWEEP_SECONDS)

    def _all(self) -> Iterator[tuple[tuple[Spot, UUID, Source], float]]:
        for spot, members in self.words.items():
            for member_id, sources in members.items():
                yield from (((spot, member_id, source), until) for source, until in sources.items())

    def _has_room(self, spot: Spot, member_id: UUID) -> bool:
        mine = self.whereabouts.get(member_id)
        if mine is None:
            return len(self.whereabouts) < MOST_MEMBERS
        return spot in mine or len(mine) < MOST_SPOTS

    def _remove(self, spot: Spot, member_id: UUID) -> None:
        del self.words[spot][member_id]
        if not self.words[spot]:
            del self.words[spot]
        del self.whereabouts[member_id][spot]
        if not self.whereabouts[member_id]:
            del self.whereabouts[member_id]
        self._change(spot)

    def _change(self, spot: Spot) -> None:
        self._members.pop(spot, None)
        self.changed.add(spot)
