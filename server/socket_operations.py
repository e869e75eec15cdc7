"""The operations of one socket: each in a task of its own, under a viewer of its own."""

import asyncio
from collections.abc import Awaitable, Callable

from graph.compile.engine import Answer
from graph.compile.keys import Malformed
from graph.compile.responses import refused
from graph.compile.variables import Refused
from graph.live import Live
from models.viewer import Viewer
from server.body import Gone
from server.incidents import masked
from server.request import Asked
from server.socket_messages import FORBIDDEN, RESTART, TRY_LATER, Envelope
from subscriptions.listener import Cut, End

CLOSES = {
    End.OVERFLOW: (TRY_LATER, "Too slow: go on from your last cursor"),
    End.FORBIDDEN: (FORBIDDEN, "Forbidden"),
    End.RESTART: (RESTART, "Restarting: come back"),
}


class Operations:
    """Runs operations by id, ``most`` at once; ``say`` sends a message, ``close`` ends the socket."""

    def __init__(
        self, live: Live, say: Callable[[bytes], Awaitable[None]], close: Callable[[int, str], None], most: int
    ) -> None:
        self._live = live
        self._say = say
        self._close = close
        self._most = most
        self._running: dict[str, asyncio.Task[None]] = {}
        self._works: dict[str, asyncio.Task[Answer]] = {}
        self._orphans: set[asyncio.Task[Answer]] = set()

    def __contains__(self, key: str) -> bool:
        return key in self._running

    def __len__(self) -> int:
        return len(self._running) + len(self._orphans)

    async def start(self, key: str, viewer: Viewer | None, asked: Asked) -> None:
        """Begin an operation; one too many is told so."""
        envelope = Envelope(key)
        if len(self) >= self._most:
            message = f"A socket has at most {self._most} operations at once: complete one first."
            await self._say(envelope.error(refused(message, "TOO_MANY_OPERATIONS")))
            return
        self._running[key] = asyncio.create_task(self._run(key, envelope, viewer, asked))

    def cancel(self, key: str) -> None:
        """The client has enough of an operation."""
        task = self._running.pop(key, None)
        if task is not None:
            task.cancel()
            self._abandon(key)

    def stop(self) -> None:
        """Nobody waits for any operation any more."""
        for key, task in self._running.items():
            task.cancel()
            self._abandon(key)

    def _abandon(self, key: str) -> None:
        """Let what is being worked out go on for itself."""
        work = self._works.pop(key, None)
        if work is not None and not work.done():
            self._orphans.add(work)
            work.add_done_callback(self._orphans.discard)

    async def end(self) -> None:
        """Stop, and return when what was begun is at its end: changes are made whole, whoever has gone."""
        self.stop()
        await asyncio.gather(*self._running.values(), return_exceptions=True)
        await asyncio.gather(*self._orphans)

    async def _run(self, key: str, envelope: Envelope, viewer: Viewer | None, asked: Asked) -> None:
        try:
            last = await self._outcome(key, envelope, viewer, asked)
        except Gone:
            return
        except Exception as error:
            last = envelope.error(masked(error))
        finally:
            if self._running.get(key) is asyncio.current_task():
                del self._running[key]
        if last is not None:
            await self._last(last)

    async def _last(self, text: bytes) -> None:
        try:
            await self._say(text)
        except Gone:
            return

    async def _outcome(self, key: str, envelope: Envelope, viewer: Viewer | None, asked: Asked) -> bytes | None:
        """Say the results; the message that ends the operation, or None where the socket ends."""
        try:
            if self._live.kind(asked.document, asked.operation) == "subscription":
                return await self._listen(envelope, viewer, asked)
        except (Refused, Malformed) as refusal:
            return envelope.error(self._live.refusal(refusal))
        answer = await self._executed(key, viewer, asked)
        if not answer.executed:
            return envelope.error(answer.body)
        await self._say(envelope.next(answer.body))
        return envelope.complete()

    async def _executed(self, key: str, viewer: Viewer | None, asked: Asked) -> Answer:
        """The answer to a query or mutation, which is worked out whether the client stays or not."""
        work = self._works[key] = asyncio.create_task(self._answer(viewer, asked))
        answer = await asyncio.shield(work)
        del self._works[key]
        return answer

    async def _answer(self, viewer: Viewer | None, asked: Asked) -> Answer:
        try:
            return await self._live.engine.execute(
                viewer, asked.document, asked.variables, asked.operation, priced=asked.priced
            )
        except Exception as error:
            return Answer(masked(error), executed=False)

    async def _listen(self, envelope: Envelope, viewer: Viewer | None, asked: Asked) -> bytes | None:
        listener = await self._live.subscribe(viewer, asked.document, asked.variables, asked.operation)
        try:
            async for text in listener:
                await self._say(envelope.next(text))
        except Cut as cut:
            return self._ended(envelope, cut)
        finally:
            listener.close()
        return envelope.complete()

    def _ended(self, envelope: Envelope, cut: Cut) -> bytes | None:
        if cut.body is not None:
            return envelope.error(cut.body)
        if cut.end not in CLOSES:
            return envelope.error(refused("Something went wrong on our side.", "INTERNAL_SERVER_ERROR"))
        self._close(*CLOSES[cut.end])
        return None
