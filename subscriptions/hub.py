"""The hub: the one reader of the outbox in a process, and its listeners."""

import asyncio
import contextlib
import itertools
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import Any, Protocol
from uuid import UUID

import structlog

from models.ids import uuid7
from models.news import MEMBER_IS_GONE, NEWS, PLACE_MAY_BE_LOST, SESSION_IS_OVER, one_reader
from models.readers import LOST, Readers
from models.viewer import Viewer
from subscriptions.catching import Catching
from subscriptions.channel import Asked, Channel, Watch
from subscriptions.listener import End, Listener
from subscriptions.log import BATCH, Line, Log

POLL_SECONDS = 5.0
POLLS_A_BEAT = 4
FIRST_PAUSE = 0.1  # seconds, doubled up to the next while the database does not answer
LONGEST_PAUSE = 5.0
LAST = 2**63 - 1
OVER = MEMBER_IS_GONE | SESSION_IS_OVER
AHEAD_SECONDS = 1.0  # whose rights end is looked for as often while much is being told
TRIES = 4
FEW = 50  # listeners who are all asked whether a line is for them

log = structlog.get_logger(__name__)


class Rights(Protocol):
    """Whoever knows what listeners may listen to."""

    async def lost(self, network_id: UUID, listeners: list[Listener]) -> list[Listener]:
        """Those who may not listen to their place any more."""


class Hub:
    """Reads each network's log once, from where it stands, and gives each listener what its question makes of it."""

    def __init__(self, readers: Readers, rights: Rights, *, poll: float = POLL_SECONDS) -> None:
        self.log = Log(readers)
        self.rights = rights
        self.poll = poll
        self.channels: dict[UUID, Channel] = {}
        self.opening = asyncio.Lock()
        self.catching = Catching()
        self.tasks: set[asyncio.Task[None]] = set()
        self.ended = False

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Read while the context lasts; at its end every listener is cut."""
        polling = asyncio.create_task(self.poll_heads())
        try:
            yield
        finally:
            self.end()
            tasks = [polling, *self.tasks, *(each.task for each in self.channels.values() if each.task)]
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            await self.catching.end()

    def end(self) -> None:
        """The process begins to end: every listener goes on elsewhere."""
        self.ended = True
        for channel in self.channels.values():
            channel.end_all(End.RESTART)

    # What the waker says.

    def wake(self, network_id: UUID, position: int) -> None:
        """A network's log has reached a position."""
        channel = self.channels.get(network_id)
        if channel is not None:
            channel.wake(position)

    def look_again(self) -> None:
        """Something may not have been heard."""
        for channel in self.channels.values():
            channel.rung.set()

    async def poll_heads(self) -> None:
        """Look at the heads every few seconds, so that a lost ring makes a listener late and never wrong."""
        for number in itertools.count(1):
            await asyncio.sleep(self.poll)
            self.close_empty()
            if number % POLLS_A_BEAT == 0:
                self.beat()
            try:
                heads = await self.log.heads(list(self.channels))
            except Exception as error:  # nobody waits for this task, and it must go on
                log.warning("the heads cannot be read", kind=type(error).__qualname__)
                continue
            for network_id, position in heads.items():
                self.wake(network_id, position)

    def beat(self) -> None:
        """Let every quiet stream say that it lives."""
        for channel in self.channels.values():
            channel.beat()

    # Who listens.

    @contextmanager
    def watch(self, channel: Channel, viewer: Viewer, ended: Callable[[End], None]) -> Iterator[None]:
        """Be told when a viewer's session is over, the member is not active any more, or the process ends."""
        watch = Watch(viewer, ended)
        channel.watches.add(watch)
        if self.ended:
            ended(End.RESTART)
        try:
            yield
        finally:
            channel.watches.discard(watch)

    async def channel(self, network_id: UUID) -> Channel:
        """The channel of a network, which reads from now on."""
        async with self.opening:
            found = self.channels.get(network_id)
            if found is None:
                found = self.channels[network_id] = Channel(network_id, await self.log.head(network_id))
                found.task = asyncio.create_task(self.follow(found))
            return found

    def close_empty(self) -> None:
        """Stop to read for those of whom none is left."""
        for channel in [each for each in self.channels.values() if each.is_empty and not self.opening.locked()]:
            del self.channels[channel.network_id]
            if channel.task:
                channel.task.cancel()

    @asynccontextmanager
    async def arriving(self, listener: Listener) -> AsyncIterator[Channel]:
        """While the context lasts the listener's rights are looked at: what ends them from now on ends it."""
        channel = await self.channel(listener.viewer.network_id)
        channel.arriving.add(listener)
        try:
            yield channel
        finally:
            channel.arriving.discard(listener)

    async def listen(self, listener: Listener, after: int | None) -> None:
        """Give a listener all that happens from now on, or that happened after a position."""
        channel = await self.channel(listener.viewer.network_id)
        if self.ended:
            listener.end(End.RESTART)
        if listener.ended:
            return
        listener.position = channel.position if after is None else after
        ready = listener.question.ready(channel.network_id, listener.position)
        if ready is not None:
            listener.add(ready)
        if after is None:
            channel.join(listener)
            return
        channel.late.add(listener)
        task = asyncio.create_task(self.catch_up(channel, listener))
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)

    # What has happened.

    async def follow(self, channel: Channel) -> None:
        """Read a network's log, line by line, for as long as somebody listens."""
        while True:
            await channel.rung.wait()
            channel.rung.clear()
            try:
                await self.read(channel)
            except Exception as error:  # nobody waits for this task; the heads are looked at again soon
                log.warning("the log cannot be told", exc_info=error if not isinstance(error, LOST) else None)

    async def read(self, channel: Channel) -> None:
        """Tell what is there to be read: where there was room for more, whatever comes after it will ring."""
        lines = await self.log.after(channel.network_id, channel.position)
        while lines:
            await self.tell_all(channel, lines)
            full = len(lines) == BATCH
            lines = await self.log.after(channel.network_id, channel.position) if full else []

    async def tell_all(self, channel: Channel, lines: list[Line]) -> None:
        """Tell lines to those who listen, but first end those whom they end, and say where some are missing."""
        if lines[0].position > channel.position + 1:
            channel.lose(lines[0].position - 1)
            for listener in channel.joined():
                self.gap(listener, channel.position)
        await self.heed(channel, lines)
        for line in lines:
            await self.look_ahead(channel, lines[-1].position)
            await self.tell(channel, line)

    async def heed(self, channel: Channel, lines: list[Line]) -> None:
        """End those whose rights to listen end with these lines."""
        channel.heeded_at = asyncio.get_running_loop().time()
        for line in lines:
            if line.kind in OVER:
                channel.end_of(line.subject_id)
        if any(line.kind in PLACE_MAY_BE_LOST for line in lines):
            await self.end_lost(channel)

    async def look_ahead(self, channel: Channel, until: int) -> None:
        """Where telling takes long, heed what has happened after the lines at hand: rights end within seconds."""
        if asyncio.get_running_loop().time() < channel.heeded_at + AHEAD_SECONDS:
            return
        ahead = await self.log.some(channel.network_id, until, LAST, sorted(OVER | PLACE_MAY_BE_LOST), None)
        await self.heed(channel, ahead)

    async def tell(self, channel: Channel, line: Line) -> None:
        """Tell one line to everybody who asks for such."""
        wanting = channel.take(line)
        if wanting:
            members = await self.members(line, wanting)
            await asyncio.gather(*(self.answer(channel, line, asked, members) for asked in wanting))
        channel.told = line.position

    async def members(self, line: Line, wanting: list[Asked]) -> list[UUID] | None:
        """Who alone can see what a line is about, as far as that is known before anybody's rights are asked.

        Where many listen to a network and a line is for a few, this is quicker than to ask it of all of them.
        """
        one = one_reader(line.kind, line)
        if one is not None:
            return [one]
        sql = NEWS[line.kind].members
        if sql is None or max(len(asked.listeners) for asked in wanting) <= FEW:
            return None
        try:
            return await self.log.members(sql, line.place_id)
        except Exception:  # whatever is wrong, the line was taken and must be told: all are asked
            return None

    async def answer(self, channel: Channel, line: Line, asked: Asked, members: list[UUID] | None) -> None:
        """Give everybody who asks the same what it makes of a line, each under their own rights."""
        viewers = asked.among(members)
        if not viewers:
            return
        try:
            texts = await self.texts(channel.network_id, line, asked.question, viewers)
        except Exception as error:  # one document's fault must not silence the others
            fail([each for viewer in viewers for each in asked.of(viewer) if each.position < line.position], error)
            return
        for viewer, text in texts.items():
            for listener in asked.of(viewer):  # who came meanwhile stands at this line, and is left out
                listener.put(text, line.position)

    async def texts(self, network_id: UUID, line: Line, question: Any, viewers: list[UUID]) -> Any:
        """What a question makes of a line, by viewer; asked again until the database answers.

        Where it answers others, the fault lies with the question, which must not keep them waiting.
        """
        pause, refused = FIRST_PAUSE, 0
        while True:
            try:
                return await question.answers(network_id, line, viewers)
            except LOST as error:
                refused += await self.log.can_be_read(network_id)
                if refused == TRIES:
                    raise
                log.warning("an event waits for the database", kind=type(error).__qualname__)
            await asyncio.sleep(pause)
            pause = min(pause * 2, LONGEST_PAUSE)

    async def end_lost(self, channel: Channel) -> None:
        """End those who may not listen to their place any more."""
        listeners = [each for each in channel.listeners() if each.place or each.question.module]
        while listeners:
            with contextlib.suppress(*LOST):
                for listener in await self.rights.lost(channel.network_id, listeners):
                    listener.end(End.COMPLETE)
                return
            await asyncio.sleep(FIRST_PAUSE)

    # Who was away.

    async def catch_up(self, channel: Channel, listener: Listener) -> None:
        """Give a listener what happened while it was away, then let it join the others."""
        try:
            await self.check_place(channel, listener)
            while not listener.ended and listener.position < channel.position:
                await self.catch_batch(channel, listener)
            if not listener.ended:
                channel.join(listener)
        except LOST:
            listener.end(End.OVERFLOW)  # its client comes back with its cursor
        except Exception as error:  # nobody waits for this task
            fail([listener], error)
        finally:
            channel.late.discard(listener)

    async def check_place(self, channel: Channel, listener: Listener) -> None:
        """Where the log has never come as far as a cursor says (an older copy of it was restored), all is missing."""
        if listener.position > channel.position:
            head = await self.log.head(channel.network_id)
            if listener.position > head:
                self.gap(listener, head)

    async def catch_batch(self, channel: Channel, listener: Listener) -> None:
        """The next lines that a listener wants, up to where the channel stands."""
        until, question = channel.position, listener.question
        lines = channel.recent_after(listener.position)
        if lines is None:
            place_id = listener.place.id if listener.place else None
            asked = (channel.network_id, listener.position, until, sorted(question.kinds), place_id)
            lines = await self.log.some(*asked)
            until = lines[-1].position if len(lines) == BATCH else until
            oldest = await self.log.oldest(channel.network_id)
            first = channel.position + 1 if oldest is None else oldest
            if listener.position + 1 < first:
                self.gap(listener, first - 1)
        for line in lines:
            if channel.wants(question, line) and line.position > listener.position and not listener.ended:
                await self.catch_one(listener, channel.network_id, line)
        listener.position = max(listener.position, until)

    async def catch_one(self, listener: Listener, network_id: UUID, line: Line) -> None:
        """What a listener's question makes of one line."""
        await listener.room.wait()
        viewer_id = listener.viewer.id
        if one_reader(line.kind, line) not in (None, viewer_id):
            return
        text = await self.catching.text(listener.question, network_id, line, viewer_id)
        if text is not None:
            listener.put(text, line.position)

    def gap(self, listener: Listener, until: int) -> None:
        """Say that lines are missing: the listener goes on after them, or ends with what its question says."""
        text, goes_on = listener.question.gap(listener.viewer.network_id, listener.position, until)
        if not goes_on:
            listener.end(End.FAILED, text)
            return
        listener.add(text)
        listener.position = until


def fail(listeners: list[Listener], error: Exception) -> None:
    """End listeners for a fault of ours, which is logged under an id that they are told."""
    incident = uuid7().hex
    log.error("an event could not be told", incident=incident, exc_info=error)
    for listener in listeners:
        listener.end(End.FAILED, listener.question.failure(incident))


assert MEMBER_IS_GONE.isdisjoint(NEWS), "who is gone is told nothing more"  # noqa: S101
