"""Reading a request's body: never more than so many bytes, never longer than so many seconds."""

import asyncio

from starlette.types import Message, Receive

from server.request import Refused


class Gone(Exception):
    """The client went away before it had said everything."""


class Bodies:
    """Reads bodies within a limit of bytes and seconds.

    A timeout of its own costs a small request a tenth of its time. So readers only note when they began, and one
    timer for all of them looks now and then for those who are late.
    """

    def __init__(self, limit: int, seconds: float) -> None:
        self._limit = limit
        self._seconds = seconds
        self._since: dict[asyncio.Task[object], float] = {}
        self._late: set[asyncio.Task[object]] = set()
        self._timer: asyncio.TimerHandle | None = None

    async def read(self, receive: Receive, length: bytes) -> bytes:
        """The whole body; ``length`` is what the client declared, empty where it did not."""
        if length and (not length.isdigit() or len(length) > 18):
            raise Refused(400, "BAD_REQUEST", "Content-Length is not a number.")
        if length and int(length) > self._limit:
            raise self._too_large()
        task = self._begin()
        try:
            message = await receive()
            chunk = self._checked(message, 0)
            return await self._rest(receive, chunk) if message.get("more_body") else chunk
        except asyncio.CancelledError:
            if task not in self._late:
                raise
            task.uncancel()
            raise Refused(
                408, "REQUEST_TIMEOUT", "The body took too long to arrive.", ((b"connection", b"close"),)
            ) from None
        finally:
            del self._since[task]
            self._late.discard(task)

    async def _rest(self, receive: Receive, chunk: bytes) -> bytes:
        chunks, size, more = [chunk], len(chunk), True
        while more:
            message = await receive()
            chunks.append(self._checked(message, size))
            size += len(chunks[-1])
            more = message.get("more_body", False)
        return b"".join(chunks)

    def _checked(self, message: Message, size: int) -> bytes:
        if message["type"] == "http.disconnect":
            raise Gone
        body: bytes = message.get("body", b"")
        if size + len(body) > self._limit:
            raise self._too_large()
        return body

    def _too_large(self) -> Refused:
        return Refused(413, "PAYLOAD_TOO_LARGE", f"The body may have at most {self._limit} bytes.")

    def _begin(self) -> asyncio.Task[object]:
        task = asyncio.current_task()
        assert task is not None, "a body is read in a task"  # noqa: S101
        loop = asyncio.get_running_loop()
        self._since[task] = loop.time()
        if self._timer is None:
            self._timer = loop.call_later(self._seconds / 4, self._look, loop)
        return task

    def _look(self, loop: asyncio.AbstractEventLoop) -> None:
        oldest = loop.time() - self._seconds
        overdue = [task for task, since in self._since.items() if since < oldest and task not in self._late]
        self._late.update(overdue)
        for task in overdue:
            task.cancel()
        self._timer = loop.call_later(self._seconds / 4, self._look, loop) if self._since else None
