"""Streams over HTTP: an operation whose results are written one after another, in one of two forms."""

import asyncio
import random
from collections.abc import Awaitable, Callable
from contextlib import ExitStack

from starlette.types import Receive, Scope, Send

from graph.compile.engine import Answer
from graph.compile.keys import Malformed
from graph.compile.variables import Refused as GraphRefused
from graph.live import Live
from models.viewer import Viewer
from server.connections import Connections
from server.incidents import masked
from server.negotiation import EVENTS, PARTS
from server.negotiation import Stream as Wish
from server.request import Asked, Refused
from server.stream_forms import FORMS, Form
from server.wires import cutter
from subscriptions.listener import Cut

HEADERS = (
    (b"cache-control", b"no-store"),
    (b"vary", b"accept, authorization"),
    (b"x-accel-buffering", b"no"),
    (b"x-content-type-options", b"nosniff"),
)
ACCEPTED = f"{EVENTS} or {PARTS};subscriptionSpec=1.0"


class Streams:
    """Answers by streams what ``live`` has to tell."""

    def __init__(self, live: Live, connections: Connections) -> None:
        self._live = live
        self._connections = connections

    def form(self, asked: Asked, wish: Wish | None) -> Form | None:
        """The form of the answer; None where plain JSON is due. Raises Refused for what JSON cannot answer."""
        if wish is not None and wish.preferred:
            return FORMS[wish.media]
        if not self._is_subscription(asked):
            return None
        if wish is None:
            message = f"Subscriptions are answered as {ACCEPTED}, or over a WebSocket: accept one of them."
            raise Refused(406, "NOT_ACCEPTABLE", message)
        return FORMS[wish.media]

    async def answer(
        self, form: Form, viewer: Viewer | None, asked: Asked, scope: Scope, receive: Receive, send: Send
    ) -> None:
        """Answer one operation; raises Refused and NotAQuery while nothing is sent yet."""
        if not self._is_subscription(asked):
            await self._at_once(form, await self._answered(viewer, asked, scope["method"] == "GET"), send)
            return
        if self._connections.closed:
            raise Refused(503, "UNAVAILABLE", "No room at the moment: try again later.", ((b"retry-after", b"5"),))
        with ExitStack() as held:
            if viewer is not None:
                self._count(held, viewer)
            stream = Stream(form, self._connections, scope, receive, send)
            await stream.run(lambda: self._listen(stream, viewer, asked))

    def _is_subscription(self, asked: Asked) -> bool:
        if "subscription" not in asked.document:
            return False
        try:
            return self._live.kind(asked.document, asked.operation) == "subscription"
        except GraphRefused:
            return False  # what is wrong with it is said where it is answered

    def _count(self, held: ExitStack, viewer: Viewer) -> None:
        if self._connections.crowded(viewer.id):
            raise Refused(429, "TOO_MANY_CONNECTIONS", "This member has too many connections: close one first.")
        held.enter_context(self._connections.of_member(viewer.id))

    async def _answered(self, viewer: Viewer | None, asked: Asked, reading: bool) -> Answer:
        return await self._live.engine.execute(
            viewer, asked.document, asked.variables, asked.operation, read_only=reading, priced=asked.priced
        )

    async def _at_once(self, form: Form, answer: Answer, send: Send) -> None:
        await send(_start(form))
        body = form.opening + form.result(answer.body) + form.complete()
        await send({"type": "http.response.body", "body": body})

    async def _listen(self, stream: "Stream", viewer: Viewer | None, asked: Asked) -> None:
        """Write each event. What ends without the operation's end is not completed, so that the client comes back."""
        form = stream.form
        try:
            listener = await self._live.subscribe(viewer, asked.document, asked.variables, asked.operation)
        except (GraphRefused, Malformed) as refusal:
            await stream.write(form.result(self._live.refusal(refusal)) + form.complete())
            return
        try:
            async for text in listener:
                await stream.write(form.result(text))
            await stream.write(form.complete())
        except Cut as cut:
            if cut.body is not None:
                await stream.write(form.error(cut.body) + form.complete())
        finally:
            listener.close()


class Stream:
    """One answer that is being written: while it lasts it shows signs of life, and it ends when its client goes."""

    def __init__(self, form: Form, connections: Connections, scope: Scope, receive: Receive, send: Send) -> None:
        self.form = form
        self._connections = connections
        self._limits = connections.limits
        self._receive = receive
        self._send = send
        self._cut = cutter(scope)
        self._loop = asyncio.get_running_loop()
        self._expires = self._loop.time() + self._limits.age * (1 - self._limits.jitter * random.random())  # noqa: S311
        self._sending: float | None = None
        self._living: asyncio.Task[None] | None = None

    async def run(self, work: Callable[[], Awaitable[None]]) -> None:
        """Write what ``work`` writes until it is done, the client goes or is sent away."""
        await self._send(_start(self.form))
        self._working = asyncio.create_task(self._worked(work))
        going = asyncio.create_task(self._gone())
        self._timer = self._loop.call_later(self._limits.keep_alive, self._look)
        try:
            with self._connections.joined(self._leave):
                await self.write(self.form.opening)
                await asyncio.wait({self._working, going}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            self._timer.cancel()
            tasks = [task for task in (self._working, going, self._living) if task]
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
        await self._finish()

    async def write(self, text: bytes) -> None:
        """Write something."""
        if self._sending is None:
            self._sending = self._loop.time()
        await self._send({"type": "http.response.body", "body": text, "more_body": True})
        self._sending = None

    async def _worked(self, work: Callable[[], Awaitable[None]]) -> None:
        try:
            await work()
        except Exception as error:
            await self.write(self.form.error(masked(error)) + self.form.complete())

    async def _gone(self) -> None:
        while (await self._receive())["type"] != "http.disconnect":
            pass

    async def _finish(self) -> None:
        try:
            async with asyncio.timeout(self._limits.send):
                await self._send({"type": "http.response.body", "body": b""})
        except TimeoutError:
            self._cut()

    def _leave(self) -> None:
        self._working.cancel()

    def _look(self) -> None:
        """Show a sign of life; end what lasted long enough, and cut off a client that does not read."""
        now = self._loop.time()
        if self._sending is not None and now - self._sending >= self._limits.send:
            self._cut()
        elif now >= self._expires:
            self._leave()
        else:
            self._living = asyncio.create_task(self.write(self.form.alive))
            self._timer = self._loop.call_later(self._limits.keep_alive, self._look)


def _start(form: Form) -> dict[str, object]:
    return {
        "type": "http.response.start",
        "status": 200,
        "headers": [(b"content-type", form.content_type), *HEADERS],
    }
