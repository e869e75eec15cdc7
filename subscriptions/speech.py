"""Speech: what one process tells the others of who is where in a network, at most once a second."""

import random
from collections.abc import Hashable, Iterator
from itertools import islice
from typing import Any, NamedTuple, TypeVar
from uuid import UUID

import orjson

from subscriptions.scene import LASTS, MOST_MEMBERS, Doing, Scene, Spot

PACE_SECONDS = 1.0
REPEAT_SECONDS = 15.0  # after which everything is said again, for those who are new
MOST_AT_ONCE = 1_000  # members in one message

Key = TypeVar("Key", bound=Hashable)


class Told(NamedTuple):
    """What a process has said: for how many seconds who is where, and who is not to be seen."""

    process: str
    network_id: UUID
    words: list[tuple[Spot, UUID, float]]
    hidden: list[UUID]


class Speech:
    """What the others believe of this process's members, and what they must hear yet."""

    def __init__(self, process: str, network_id: UUID, scene: Scene, now: float) -> None:
        self.process = process
        self.network_id = network_id
        self.scene = scene
        self.believed: dict[tuple[Spot, UUID], float] = {}
        self.unsaid: dict[tuple[Spot, UUID], None] = {}
        self.hiding: dict[UUID, None] = {}
        self.next_at = now
        self.repeat_at = now + self._a_while()

    @property
    def is_over(self) -> bool:
        """Has it nothing to say any more?"""
        return not self.believed and not self.unsaid and not self.hiding

    def note(self, spot: Spot, member_id: UUID, now: float) -> None:
        """A member of ours is, or is no more, at a spot: the others must hear of it, unless they believe it still."""
        there = self._is_there((spot, member_id))
        believed = self.believed.get((spot, member_id))
        if not there and believed is None:
            self.unsaid.pop((spot, member_id), None)
        elif not there or believed is None or believed - now < LASTS[spot.doing] / 2:
            self.unsaid[spot, member_id] = None

    def hide(self, member_id: UUID) -> None:
        """A member is not to be seen any more."""
        if len(self.hiding) < MOST_MEMBERS:
            self.hiding[member_id] = None

    def repeat(self, now: float) -> None:
        """Say everything again."""
        self.believed = {key: until for key, until in self.believed.items() if until > now or self._is_there(key)}
        self.unsaid.update(dict.fromkeys(self.believed))
        self.repeat_at = now + self._a_while()

    def next(self, now: float) -> str | None:
        """The next message, if it is time for one and there is something to say."""
        if now >= self.repeat_at:
            self.repeat(now)
        if now < self.next_at or not (self.unsaid or self.hiding):
            return None
        hidden = [member_id.hex for member_id in _taken(self.hiding, MOST_AT_ONCE)]
        words = self._words(_taken(self.unsaid, MOST_AT_ONCE - len(hidden)), now)
        if not words and not hidden:
            return None
        self.next_at = now + PACE_SECONDS
        said = {"from": self.process, "network": self.network_id.hex, "words": words, "hidden": hidden}
        return orjson.dumps(said).decode()

    def _is_there(self, key: tuple[Spot, UUID]) -> bool:
        return self.scene.until(*key, self.process) is not None

    def _words(self, keys: list[tuple[Spot, UUID]], now: float) -> list[Any]:
        words: dict[Spot, dict[str, float]] = {}
        for spot, member_id in keys:
            until = self.scene.until(spot, member_id, self.process)
            if until is not None and until > now:
                self.believed[spot, member_id] = until
                words.setdefault(spot, {})[member_id.hex] = round(until - now, 1)
            elif self.believed.pop((spot, member_id), None) is not None:
                words.setdefault(spot, {})[member_id.hex] = 0
        return [[spot.doing, _place(spot), members] for spot, members in words.items()]

    @staticmethod
    def _a_while() -> float:
        return REPEAT_SECONDS * random.uniform(0.8, 1.2)  # noqa: S311 - so that not all speak at once


def understood(text: str) -> Told | None:
    """What another process has told, or None if it is nothing that one would."""
    try:
        said = orjson.loads(text)
        hidden = [UUID(each) for each in said["hidden"]]
        return Told(str(said["from"]), UUID(said["network"]), list(_understood(said["words"])), hidden)
    except (ValueError, TypeError, KeyError, AttributeError):
        return None


def _understood(words: Any) -> Iterator[tuple[Spot, UUID, float]]:
    for doing, place, members in words:
        spot = Spot(Doing(doing), None if place is None else UUID(place))
        for member, seconds in members.items():
            yield spot, UUID(member), min(seconds, LASTS[spot.doing])


def _place(spot: Spot) -> str | None:
    return None if spot.place_id is None else spot.place_id.hex


def _taken(waiting: dict[Key, None], most: int) -> list[Key]:
    keys = list(islice(waiting, most))
    for key in keys:
        del waiting[key]
    return keys
