"""Live: subscriptions as the hub and the transports know them."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from typing import Any
from uuid import UUID

from graph.compile.engine import Engine
from graph.compile.presence import Lasting, PresenceQuestion
from graph.compile.questions import Question, question_of
from graph.compile.responses import bad_input, errors_only, unauthenticated
from graph.compile.rights import Rights
from graph.compile.variables import Refused, refusal
from graph.onlooking import Onlooking
from models.readers import Readers
from models.viewer import Viewer
from subscriptions.bell import BELL
from subscriptions.hub import POLL_SECONDS, Hub
from subscriptions.listener import Cut, End, Listener
from subscriptions.presence import Presence
from subscriptions.sayings import SAYINGS
from subscriptions.waker import Waker

MOST_PRICE = 2_000  # what one event may cost for one listener: it is paid again for every event

__all__ = ["Cut", "End", "Listener", "Live"]


class Live:
    """Answers subscriptions with listeners, and hears what the waker says; ``redis_url`` is what processes share."""

    def __init__(self, engine: Engine, readers: Readers, redis_url: str | None, *, poll: float) -> None:
        self.engine = engine
        self.readers = readers
        self.rights = Rights(readers)
        self.hub = Hub(readers, self.rights, poll=poll)
        self.waker = Waker(redis_url, heard=self)
        self.presence = Presence(self.waker.say)
        self.onlooking = Onlooking(self.hub, self.presence)

    @classmethod
    @asynccontextmanager
    async def running(
        cls, engine: Engine, redis_url: str | None = None, *, connections: int = 4, poll: float = POLL_SECONDS
    ) -> AsyncIterator["Live"]:
        """Live on the engine's database, with connections of its own, while the context lasts."""
        readers = await Readers.open(engine.readers.url, connections)
        try:
            live = cls(engine, readers, redis_url, poll=poll)
            async with live.hub.running(), live.waker, live.presence:
                with BELL.hear(live.waker.ring), SAYINGS.hear(live.presence):
                    yield live
            await live.onlooking.end()
        finally:
            await readers.close()

    def kind(self, document: str, operation_name: str | None) -> str:
        """``query``, ``mutation`` or ``subscription``; raises Refused."""
        return self.engine.documents.operation(document, operation_name).node.operation.value

    async def subscribe(
        self,
        viewer: Viewer | None,
        document: str,
        variables: Mapping[str, Any] | None = None,
        operation_name: str | None = None,
    ) -> Listener:
        """Whoever iterates over it reads a response for each event; raises Refused and Malformed."""
        operation = self.engine.documents.operation(document, operation_name)
        if operation.node.operation.value != "subscription":
            raise refusal("This is no subscription.", "BAD_USER_INPUT")
        if viewer is None:
            raise unauthenticated()
        given = operation.variables.coerce(variables or {})
        price = operation.price(operation.variables.shape(given), given)
        if price > MOST_PRICE:
            message = f"Each event would cost {price}, the limit is {MOST_PRICE}: ask for less in a subscription."
            raise refusal(message, "COST_LIMIT", cost=price, limit=MOST_PRICE)
        if self.engine.budget is not None:
            await self.engine.spend(self.engine.budget, viewer, price)
        question = question_of(Question, self.readers, operation, document, given, viewer.scopes)
        if isinstance(question.spec, Lasting):
            question = question_of(PresenceQuestion, self.readers, operation, document, given, viewer.scopes)
        return await self.listening(viewer, question, question.begins(viewer.network_id))

    async def listening(self, viewer: Viewer, question: Question, after: int | None) -> Listener:
        """The listener, if the viewer may listen there; raises Refused."""
        listener = Listener(viewer, question, 0, question.place)
        async with self.hub.arriving(listener) as channel:
            if question.key not in channel.asked:
                question.check()
            await self.check(listener)
            if isinstance(question, PresenceQuestion):
                await self.onlooking.listen(listener)
            else:
                await self.hub.listen(listener, after)
        return listener

    async def check(self, listener: Listener) -> None:
        """Only who may listen there goes on, for as long as their session lasts; raises Refused."""
        standing = await self.rights.standing(listener)
        if standing is None:
            raise unauthenticated()
        if not standing.there:
            raise refusal("There is no such place, or the viewer cannot see it.", "NOT_FOUND")
        if not standing.switched_on:
            raise refusal("This network has switched this off.", "MODULE_OFF")
        if standing.seconds is not None:
            listener.expire(standing.seconds)

    @asynccontextmanager
    async def watch(self, viewer: Viewer, ended: Callable[[End], None]) -> AsyncIterator[None]:
        """Be told when the viewer's session is over or the member not active any more, or when the process ends."""
        with self.hub.watch(await self.hub.channel(viewer.network_id), viewer, ended):
            seconds = await self.rights.seconds_left(viewer)  # what ends it from now on, the log says
            over = asyncio.get_running_loop().call_later(seconds, ended, End.FORBIDDEN)
            try:
                yield
            finally:
                over.cancel()

    # What the waker says.

    def wake(self, network_id: UUID, position: int) -> None:
        """A network's log has reached a position."""
        self.hub.wake(network_id, position)

    def look_again(self) -> None:
        """Something may not have been heard."""
        self.hub.look_again()
        self.presence.look_again()

    def said(self, topic: str, text: str) -> None:
        """Some process said this."""
        self.presence.said(topic, text)

    @staticmethod
    def refusal(error: Exception) -> bytes:
        """The response to what ``subscribe`` refused."""
        return errors_only(error.errors if isinstance(error, Refused) else [bad_input(error)])  # type: ignore[arg-type]
