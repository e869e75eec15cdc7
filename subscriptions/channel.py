"""A channel: a network's log in one process, where it stands, what was read last, and who listens."""

import asyncio
from collections import defaultdict, deque
from collections.abc import Callable, Hashable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Protocol
from uuid import UUID

from models.viewer import Viewer
from subscriptions.listener import End, Listener
from subscriptions.log import Line

RECENT = 2_000


class Question(Protocol):
    """What listeners ask of each line: those with the same key ask the same, but for their rights."""

    key: Hashable
    kinds: frozenset[str]
    place_id: UUID | None
    module: str | None

    async def answers(self, network_id: UUID, line: Line, viewers: list[UUID]) -> Mapping[UUID, bytes]:
        """The texts for those of the viewers who may see what the line is about."""

    def over(self) -> None:
        """Nobody asks any more."""

    def ready(self, network_id: UUID, position: int) -> bytes | None:
        """What is said first, if anything."""

    def beat(self, network_id: UUID, position: int) -> bytes | None:
        """What is said where there was nothing to tell for a while, if anything."""

    def gap(self, network_id: UUID, after: int, until: int) -> tuple[bytes, bool]:
        """What is said where the lines after a position are lost, and whether the listener goes on after it."""

    def failure(self, incident: str) -> bytes:
        """What is told of a fault of ours."""


@dataclass(frozen=True, eq=False)
class Watch:
    """Somebody who is told when a viewer may read nothing any more."""

    viewer: Viewer
    ended: Callable[[End], None]


@dataclass
class Asked:
    """A question, and who asks it."""

    question: Question
    listeners: dict[UUID, list[Listener]] = field(default_factory=dict)
    everybody: list[UUID] | None = None  # the viewers, until one comes or goes

    def among(self, members: list[UUID] | None) -> list[UUID]:
        """The viewers, or those of them who are among these members."""
        if members is not None:
            return [member for member in members if member in self.listeners]
        if self.everybody is None:
            self.everybody = list(self.listeners)
        return self.everybody

    def of(self, viewer_id: UUID) -> list[Listener]:
        """A viewer's listeners by now."""
        return list(self.listeners.get(viewer_id, ()))

    def add(self, listener: Listener) -> None:
        """One more."""
        self.everybody = None
        self.listeners.setdefault(listener.viewer.id, []).append(listener)

    def remove(self, listener: Listener) -> None:
        """One less."""
        self.everybody = None
        mine = self.listeners[listener.viewer.id]
        mine.remove(listener)
        if not mine:
            del self.listeners[listener.viewer.id]


class Channel:
    """Who listens to a network in this process. ``position`` is that of the last line that was taken to be told."""

    def __init__(self, network_id: UUID, position: int) -> None:
        self.network_id = network_id
        self.position = position
        self.told = position  # up to here everybody was told, and nobody is being told
        self.recent: deque[Line] = deque(maxlen=RECENT)
        self.asked: dict[Hashable, Asked] = {}
        self.places: defaultdict[UUID | None, dict[Hashable, Asked]] = defaultdict(dict)
        self.watches: set[Watch] = set()
        self.late: set[Listener] = set()  # those that catch up and have not joined yet
        self.arriving: set[Listener] = set()  # those whose rights are being looked at
        self.heeded_at = 0.0  # when the loop last looked whose rights end
        self.rung = asyncio.Event()
        self.task: asyncio.Task[None] | None = None

    @property
    def is_empty(self) -> bool:
        """Does nobody need it?"""
        return not (self.asked or self.watches or self.late or self.arriving)

    def wake(self, position: int) -> None:
        """There is something to read, unless it was read already."""
        if position > self.position:
            self.rung.set()

    def join(self, listener: Listener) -> None:
        """From now on the listener is told every line after the channel's position."""
        listener.position = max(listener.position, self.position)
        question = listener.question
        asked = self.asked.setdefault(question.key, Asked(question))
        self.places[question.place_id][question.key] = asked
        asked.add(listener)
        listener.released = self.leave

    def leave(self, listener: Listener) -> None:
        """The listener is told nothing more."""
        asked = self.asked[listener.question.key]
        asked.remove(listener)
        if not asked.listeners:
            self.drop(asked.question)

    def drop(self, question: Question) -> None:
        """Nobody asks this any more."""
        there = self.places[question.place_id]
        del self.asked[question.key], there[question.key]
        if not there:
            del self.places[question.place_id]
        question.over()

    def joined(self) -> list[Listener]:
        """Everybody who has joined."""
        return [each for asked in self.asked.values() for mine in asked.listeners.values() for each in mine]

    def listeners(self) -> list[Listener]:
        """Everybody, those who arrive or still catch up as well."""
        return list({*self.joined(), *self.late, *self.arriving})

    def take(self, line: Line) -> list[Asked]:
        """Stand at a line, and name the questions that it is for; who joins from now on comes after it."""
        self.position = line.position
        self.recent.append(line)
        near = [self.places.get(place_id, {}) for place_id in {None, line.place_id}]
        return [asked for there in near for asked in there.values() if line.kind in asked.question.kinds]

    def lose(self, until: int) -> None:
        """The lines up to here are not kept any more, so that what was read before them leads to nothing."""
        self.position = self.told = until
        self.recent.clear()

    @staticmethod
    def wants(question: Question, line: Line) -> bool:
        """Is the line for the question?"""
        return line.kind in question.kinds and question.place_id in (None, line.place_id)

    def recent_after(self, position: int) -> list[Line] | None:
        """The lines after a position, if they were all read a moment ago."""
        if not self.recent or self.recent[0].position > position + 1:
            return None
        return [line for line in self.recent if line.position > position]

    def end_of(self, key: UUID) -> None:
        """End what a session or a member that is no more had."""
        for listener in self.listeners():
            if key in (listener.viewer.id, listener.viewer.session_id):
                listener.end(End.FORBIDDEN)
        for watch in self.watched(key):
            watch.ended(End.FORBIDDEN)

    def watched(self, key: UUID) -> Iterator[Watch]:
        """Who watches over a session or a member."""
        return iter([each for each in self.watches if key in (each.viewer.id, each.viewer.session_id)])

    def beat(self) -> None:
        """Let those streams say that they live that had nothing to say since the last time."""
        for listener in self.joined():
            at = max(self.told, listener.position)  # what is being told still has to come
            text = listener.question.beat(self.network_id, at) if listener.quiet else None
            if text is not None:
                listener.add(text)
                listener.position = at
            listener.quiet = True

    def end_all(self, end: End) -> None:
        """End everybody."""
        for listener in self.listeners():
            listener.end(end)
        for watch in list(self.watches):
            watch.ended(end)
