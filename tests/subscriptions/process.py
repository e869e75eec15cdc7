"""A process as presence knows it; seconds pass when a test says so."""

import asyncio
from typing import NamedTuple
from uuid import UUID, uuid4

from models.viewer import Viewer
from subscriptions.onlooker import Onlooker
from subscriptions.presence import TOPIC, Presence
from subscriptions.scene import LASTS, Doing
from tests.subscriptions.ear import PATIENCE

# The same in every process: tests are named after some of them.
NETWORK, PLACE, ELSEWHERE = (UUID(int=number, version=4) for number in (1, 2, 3))
TTL, TYPING_TTL = LASTS[Doing.HERE], LASTS[Doing.TYPING]


class Clock:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.now = 5_000.0

    def __call__(self) -> float:
        return self.now


class Process:
    """One process: its presence, and what it has said until somebody carries it to another."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self.said: list[str] = []
        self.presence = Presence(lambda _, text: self.said.append(text), clock=clock)

    def pass_seconds(self, seconds: float) -> None:
        """Let time pass as it does, quarter by quarter."""
        for _ in range(int(seconds * 4)):
            self.clock.now += 0.25
            self.presence.tick()

    def carry(self, other: "Process") -> int:
        """Carry what was said to another process; how many messages it was."""
        said, self.said = self.said, []
        for text in said:
            other.presence.said(TOPIC, text)
            self.presence.said(TOPIC, text)
        return len(said)


class Pair(NamedTuple):
    """Two processes."""

    clock: Clock
    one: Process
    other: Process

    def pass_seconds(self, seconds: float) -> int:
        """Let time pass in both, and what they say reach each other; how many messages it was."""
        carried = 0
        for _ in range(int(seconds * 4)):
            self.clock.now += 0.25
            self.one.presence.tick()
            self.other.presence.tick()
            carried += self.one.carry(self.other) + self.other.carry(self.one)
        return carried


def somebody(network_id: UUID = NETWORK) -> Viewer:
    """A member with a session."""
    return Viewer(uuid4(), network_id, uuid4())


async def seen(onlooker: Onlooker) -> frozenset[UUID]:
    """What an onlooker sees next."""
    async with asyncio.timeout(PATIENCE):
        return (await anext(onlooker)).members
