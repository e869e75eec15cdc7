"""The waker: tells every process of a network that has news, and carries none; what is said but never written, too."""

import asyncio
import random
import secrets
import time
from collections import deque
from collections.abc import Callable
from typing import Any, Protocol, Self
from uuid import UUID

import orjson
import structlog

from subscriptions.wire import Wire, checked

FIRST_PAUSE = 0.05  # seconds before the wire is made again, doubled up to the next while that is in vain
LONGEST_PAUSE = 5.0
SILENCE = 3  # heartbeats without a message, and nobody is there
MOST_NETWORKS = 10_000  # with rings that wait
MOST_SAYINGS = 1_000  # that wait; the oldest goes first
STALE_SECONDS = 5.0  # after which what was said is of no interest
LONGEST_SAYING = 131_072  # bytes
RINGS_AT_ONCE = 500

log = structlog.get_logger(__name__)


class Heard(Protocol):
    """Whoever is told. It neither waits nor raises."""

    def wake(self, network_id: UUID, position: int) -> None:
        """A network's log has reached a position."""

    def look_again(self) -> None:
        """Something may not have been heard: any network may have news."""

    def said(self, topic: str, text: str) -> None:
        """Some process said this; perhaps this one."""


class Waker:
    """Rings and sayings reach this process at once and the others while Redis is there; all of it may be lost.

    ``url`` is of a Redis that all processes share; without one the process is alone. ``connected`` says whether a
    message came back lately, ``gaps`` how often something may have been lost. All of it is for one event loop.
    """

    def __init__(self, url: str | None, *, heard: Heard, heartbeat: float = 1.0) -> None:
        self.url = None if url is None else checked(url)
        self.heard = heard
        self.heartbeat = heartbeat
        self.connected = False
        self.gaps = 0
        self.source = secrets.token_hex(8)
        self._rings: dict[UUID, int] = {}
        self._sayings: deque[tuple[float, bytes]] = deque(maxlen=MOST_SAYINGS)
        self._everything = False
        self._ended = False
        self._work = asyncio.Event()
        self._pause = FIRST_PAUSE
        self._task: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        self._task = asyncio.create_task(self._run())
        return self

    async def __aexit__(self, *_: object) -> None:
        self._ended = True  # a task that is cancelled while it fails may not notice
        if self._task is not None:
            self._task.cancel()
            await asyncio.wait([self._task])
        self.connected = False

    def ring(self, network_id: UUID, position: int) -> None:
        """Tell everybody that a network's log has reached a position; rings that wait are one, with the highest."""
        self._tell(self.heard.wake, network_id, position)
        if len(self._rings) >= MOST_NETWORKS and network_id not in self._rings:
            # Whom the rings were for does not matter where everybody looks at everything.
            self._rings.clear()
            self._everything = True
        self._rings[network_id] = max(position, self._rings.get(network_id, position))
        self._work.set()

    def say(self, topic: str, text: str) -> None:
        """Tell everybody a small text; raises ValueError if it is not small."""
        saying = orjson.dumps(["said", self.source, topic, text])
        if len(saying) > LONGEST_SAYING:
            raise ValueError(f"a text of {len(saying)} bytes is too long to be said")
        self._tell(self.heard.said, topic, text)
        self._sayings.append((time.monotonic(), saying))
        self._work.set()

    def _tell(self, hear: Callable[..., None], *said: Any) -> None:
        try:
            hear(*said)
        except Exception:
            log.exception("what was heard was not understood")

    # The wire.

    async def _run(self) -> None:
        while not self._ended:
            try:
                await self._live()
            except Exception as error:
                self._lost(error)
            await self._rest()

    async def _rest(self) -> None:
        if self._ended:
            return
        # Processes that lost the same server at the same moment come back one by one.
        await asyncio.sleep(self._pause * random.uniform(0.5, 1.5))  # noqa: S311
        self._pause = min(self._pause * 2, LONGEST_PAUSE)

    async def _live(self) -> None:
        async with Wire(self.url).listening() as wire, asyncio.TaskGroup() as tasks:
            tasks.create_task(self._beat(wire))
            tasks.create_task(self._send(wire))
            tasks.create_task(self._listen(wire))

    def _lost(self, error: Exception) -> None:
        if self.connected or self._pause == FIRST_PAUSE:
            # Its name alone: a message of the driver may tell how one signs in.
            log.warning("other processes are not heard", kind=_kind(error))
        self.connected = False

    async def _beat(self, wire: Wire) -> None:
        while True:
            await self._sent(wire, b'["beat"]')
            await asyncio.sleep(self.heartbeat)

    async def _send(self, wire: Wire) -> None:
        while True:
            while self._everything or self._rings or self._sayings:
                await self._send_next(wire)
            await self._work.wait()
            self._work.clear()

    async def _send_next(self, wire: Wire) -> None:
        if self._everything:
            await self._send_everything(wire)
        elif self._rings:
            await self._send_rings(wire)
        else:
            at, saying = self._sayings.popleft()
            if at > time.monotonic() - STALE_SECONDS:
                await self._sent(wire, saying)

    async def _send_everything(self, wire: Wire) -> None:
        self._everything = False
        try:
            await self._sent(wire, orjson.dumps(["look", self.source]))
        except BaseException:
            self._everything = True
            raise

    async def _send_rings(self, wire: Wire) -> None:
        taken = dict(list(self._rings.items())[:RINGS_AT_ONCE])
        rings = {network_id.hex: position for network_id, position in taken.items()}
        await self._sent(wire, orjson.dumps(["ring", self.source, rings]))
        for network_id, position in taken.items():
            if self._rings.get(network_id) == position:
                del self._rings[network_id]

    async def _sent(self, wire: Wire, text: bytes) -> None:
        async with asyncio.timeout(self.heartbeat * SILENCE):
            await wire.send(text.decode())

    # What is heard.

    async def _listen(self, wire: Wire) -> None:
        while True:
            async with asyncio.timeout(self.heartbeat * SILENCE):
                text = await wire.receive()
            if not self.connected:
                self._found()
            self._take(text)

    def _found(self) -> None:
        # Only a message proves that we hear; whatever was sent before it may have been lost.
        self.connected = True
        self.gaps += 1
        self._pause = FIRST_PAUSE
        self._tell(self.heard.look_again)

    def _take(self, text: str) -> None:
        try:
            message = orjson.loads(text)
        except orjson.JSONDecodeError:
            return
        match message:
            case [_, self.source, *_]:
                pass  # heard when it was said
            case ["ring", str(), dict() as rings]:
                self._take_rings(rings)
            case ["look", str()]:
                self._tell(self.heard.look_again)
            case ["said", str(), str() as topic, str() as said]:
                self._tell(self.heard.said, topic, said)

    def _take_rings(self, rings: dict[str, Any]) -> None:
        for network, position in rings.items():
            network_id = _uuid(network)
            if network_id is not None and isinstance(position, int):
                self._tell(self.heard.wake, network_id, position)


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _kind(error: Exception) -> str:
    cause = error.exceptions[0] if isinstance(error, ExceptionGroup) else error.__cause__
    return _kind(cause) if isinstance(cause, Exception) else type(error).__qualname__
