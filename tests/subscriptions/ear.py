"""An ear: remembers what it was told, and can be waited for."""

import asyncio
from collections.abc import Callable
from uuid import UUID

PATIENCE = 60.0  # seconds: nothing is slower, however busy the machine


class Ear:
    """Whoever a waker tells."""

    def __init__(self) -> None:
        self.wakes: list[tuple[UUID, int]] = []
        self.sayings: list[tuple[str, str]] = []
        self.gaps = 0

    def wake(self, network_id: UUID, position: int) -> None:
        self.wakes.append((network_id, position))

    def look_again(self) -> None:
        self.gaps += 1

    def said(self, topic: str, text: str) -> None:
        self.sayings.append((topic, text))


async def until(true: Callable[[], object]) -> None:
    """Wait until something is so."""
    async with asyncio.timeout(PATIENCE):
        while not true():  # noqa: ASYNC110 - what is waited for has no event, and need not have one
            await asyncio.sleep(0.005)
