"""A listener: one operation that waits for news, with a queue that is bounded, and what ended it."""

import asyncio
from collections import deque
from collections.abc import Callable
from enum import StrEnum
from typing import Any, NamedTuple, Self

from models.viewer import Viewer

MOST_TEXTS = 1_000
MOST_BYTES = 1_048_576


class End(StrEnum):
    """Why nothing more comes."""

    COMPLETE = "COMPLETE"  # the place is not the viewer's to listen to any more, or the client has enough
    OVERFLOW = "OVERFLOW"  # the client reads too slowly; it goes on where it stood, by its cursor
    FORBIDDEN = "FORBIDDEN"  # the session is over, or the member is not active any more
    RESTART = "RESTART"  # the process ends; another goes on by the cursor
    FAILED = "FAILED"  # a fault of ours, or of the document


class Cut(Exception):
    """What iterating over a listener raises where it did not end by itself; ``body`` is told where there is one."""

    def __init__(self, end: End, body: bytes | None = None) -> None:
        super().__init__(end.value)
        self.end = end
        self.body = body


class Place(NamedTuple):
    """What a listener listens to, if not to the whole network: a row that the viewer must go on seeing.

    ``also`` is what must hold of the row beside the rule of its table.
    """

    table: str
    id: Any
    also: str = "true"


def forgotten(_: "Listener") -> None:
    """Nobody keeps it."""


class Listener:
    """An asynchronous iterator of ready texts. ``position`` is up to where the log was looked through for it."""

    __slots__ = (
        "body",
        "bytes",
        "ended",
        "expiry",
        "place",
        "position",
        "question",
        "quiet",
        "released",
        "room",
        "texts",
        "told",
        "viewer",
        "waiting",
    )

    def __init__(self, viewer: Viewer, question: Any, position: int, place: Place | None = None) -> None:
        self.viewer = viewer
        self.question = question
        self.position = position
        self.place = place
        self.texts: deque[bytes] = deque()
        self.bytes = 0
        self.ended: End | None = None
        self.body: bytes | None = None
        self.told: bytes | None = None  # what was last renewed
        self.quiet = False  # was nothing told since the last beat?
        self.expiry: asyncio.TimerHandle | None = None
        self.waiting: asyncio.Future[None] | None = None
        self.released: Callable[[Listener], None] = forgotten
        self.room = asyncio.Event()
        self.room.set()

    def put(self, text: bytes, position: int) -> None:
        """The text of the line at a position; one that was looked at before is left out."""
        if self.ended or position <= self.position:
            return
        self.position = position
        self.add(text)

    def add(self, text: bytes) -> None:
        """A text that belongs to no line. Too many, and the listener is cut."""
        if self.ended:
            return
        if self.texts and (len(self.texts) >= MOST_TEXTS or self.bytes + len(text) > MOST_BYTES):
            self.end(End.OVERFLOW)
            return
        self.texts.append(text)
        self.bytes += len(text)
        self.quiet = False
        if len(self.texts) * 2 > MOST_TEXTS or self.bytes * 2 > MOST_BYTES:
            self.room.clear()
        self.wake()

    def renew(self, text: bytes) -> None:
        """A text in the place of what was not read yet; what was told last is not told again."""
        if self.ended or text == self.told:
            return
        self.texts.clear()
        self.bytes = 0
        self.told = text
        self.add(text)

    def end(self, end: End, body: bytes | None = None) -> None:
        """Nothing more comes. What was put is still read, unless it is nobody's to read any more."""
        if self.ended:
            return
        self.ended, self.body = end, body
        if self.expiry:
            self.expiry.cancel()
        if end in (End.COMPLETE, End.FORBIDDEN):
            self.texts.clear()
        self.room.set()
        self.released(self)
        self.wake()

    def expire(self, seconds: float) -> None:
        """End when the session does."""
        if self.ended:
            return
        self.expiry = asyncio.get_running_loop().call_later(seconds, self.end, End.FORBIDDEN)

    def close(self) -> None:
        """The client has enough."""
        self.end(End.COMPLETE)

    def wake(self) -> None:
        """Let whoever waits look again."""
        if self.waiting and not self.waiting.done():
            self.waiting.set_result(None)

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> bytes:
        while not self.texts:
            if self.ended is End.COMPLETE:
                raise StopAsyncIteration
            if self.ended:
                raise Cut(self.ended, self.body)
            self.waiting = asyncio.get_running_loop().create_future()
            await self.waiting
        text = self.texts.popleft()
        self.bytes -= len(text)
        if not self.room.is_set() and len(self.texts) * 4 < MOST_TEXTS and self.bytes * 4 < MOST_BYTES:
            self.room.set()
        return text
