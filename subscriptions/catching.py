"""Catching up together: listeners that go on from the same place ask one statement for each line, not one each.

After a restart thousands come back with the same cursor. Who asks while the statement of others for the same line and
question waits for its turn is answered by that one.
"""

import asyncio
from collections.abc import Coroutine, Hashable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from subscriptions.channel import Question
from subscriptions.log import Line

AT_ONCE = 4  # statements on the way
Texts = Mapping[UUID, bytes]


@dataclass
class Wanted:
    """What a question makes of a line, and who waits for it."""

    question: Question
    network_id: UUID
    line: Line
    viewers: set[UUID] = field(default_factory=set)


class Catching:
    """What is asked for those who were away."""

    def __init__(self, at_once: int = AT_ONCE) -> None:
        self.turn = asyncio.Semaphore(at_once)
        self.wanted: dict[Hashable, tuple[Wanted, asyncio.Task[Texts]]] = {}
        self.tasks: set[asyncio.Task[Texts]] = set()

    async def text(self, question: Question, network_id: UUID, line: Line, viewer_id: UUID) -> bytes | None:
        """What the question makes of the line for one viewer; raises what the statement raises."""
        key = (network_id, question.key, line.position)
        if key not in self.wanted:
            wanted = Wanted(question, network_id, line)
            self.wanted[key] = wanted, self.begun(self.ask(key, wanted))
        wanted, task = self.wanted[key]
        wanted.viewers.add(viewer_id)
        # Who is cut leaves the statement to the others.
        return (await asyncio.shield(task)).get(viewer_id)

    def begun(self, asking: Coroutine[Any, Any, Texts]) -> asyncio.Task[Texts]:
        """A task that is ended with us."""
        task = asyncio.create_task(asking)
        self.tasks.add(task)
        task.add_done_callback(self.done)
        return task

    async def ask(self, key: Hashable, wanted: Wanted) -> Texts:
        """One statement, when its turn has come: who asks from then on waits for the next."""
        async with self.turn:
            del self.wanted[key]
            return await wanted.question.answers(wanted.network_id, wanted.line, sorted(wanted.viewers))

    def done(self, task: asyncio.Task[Texts]) -> None:
        """It is told to whoever still waits; an error that nobody waits for is nobody's."""
        self.tasks.discard(task)
        if not task.cancelled():
            task.exception()

    async def end(self) -> None:
        """Nobody waits any more."""
        for task in self.tasks:
            task.cancel()
        await asyncio.gather(*self.tasks, return_exceptions=True)
        self.wanted.clear()
