"""Onlooking: those who listen to who is somewhere; who ask the same are answered together, each with what they see."""

import asyncio
from typing import Any
from uuid import UUID

from graph.compile.presence import PresenceQuestion
from models.readers import LOST
from subscriptions.hub import Hub, fail
from subscriptions.listener import Listener
from subscriptions.presence import Presence


class Onlooking:
    """Tells listeners who is where; the hub ends them when they lose their place."""

    def __init__(self, hub: Hub, presence: Presence) -> None:
        self.hub = hub
        self.presence = presence
        self.tasks: dict[Any, asyncio.Task[None]] = {}

    async def listen(self, listener: Listener) -> None:
        """Tell a listener who is there now, and whenever that changes."""
        await self.hub.listen(listener, None)
        network_id, question = listener.viewer.network_id, listener.question
        key = (network_id, question.key)
        if key not in self.tasks:
            self.tasks[key] = asyncio.create_task(self.follow(network_id, question))
            self.tasks[key].add_done_callback(lambda _: self.tasks.pop(key, None))
            return
        place = question.place_id
        typing = question.spec.typing
        members = self.presence.typing_at(network_id, place) if typing else self.presence.present(network_id, place)
        await self.tell(network_id, question, members, {listener.viewer.id: [listener]})

    async def follow(self, network_id: UUID, question: PresenceQuestion) -> None:
        """Look on for as long as somebody asks."""
        async for changed in question.look_on(self.presence, network_id):
            channel = self.hub.channels.get(network_id)
            asked = channel.asked.get(question.key) if channel else None
            if asked is None:
                return
            listeners = {viewer: list(mine) for viewer, mine in asked.listeners.items()}
            await self.tell(network_id, question, changed.members, listeners)

    async def tell(
        self,
        network_id: UUID,
        question: PresenceQuestion,
        members: frozenset[UUID],
        listeners: dict[UUID, list[Listener]],
    ) -> None:
        """Tell each listener whom they see there, if that is not what they were told last."""
        try:
            texts = await question.seen(network_id, members, list(listeners))
        except LOST:
            return  # it is lossy, and told again when something changes
        except Exception as error:  # nobody waits for this
            fail([each for mine in listeners.values() for each in mine], error)
            return
        for viewer_id, text in texts.items():
            for listener in listeners[viewer_id]:
                listener.renew(text)

    async def end(self) -> None:
        """Look on no more."""
        tasks = list(self.tasks.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
