"""Presence: who is here now, and who is typing where; said and never written, so it may be lost, and does not last."""

import asyncio
import secrets
import time
from collections.abc import Callable
from typing import Self
from uuid import UUID

import structlog

from models.viewer import Viewer
from subscriptions.onlooker import Changed, Onlooker, Onlookers
from subscriptions.scene import LASTS, Doing, Scene, Source, Spot
from subscriptions.speech import Speech, understood

__all__ = ["Changed", "Onlooker", "Presence"]

TOPIC = "presence"
TICK_SECONDS = 0.25
MOST_NETWORKS = 10_000
HIDDEN_SECONDS = max(LASTS.values())  # until what others have said of a hidden member is over everywhere

log = structlog.get_logger(__name__)


class Hall:
    """What there is of one network: who is where, what we have to say of it, and who looks on."""

    def __init__(self, process: str, network_id: UUID, now: float) -> None:
        self.scene = Scene()
        self.speech = Speech(process, network_id, self.scene, now)
        self.onlookers: dict[Spot, Onlookers] = {}

    @property
    def is_empty(self) -> bool:
        """Does nobody need it?"""
        return self.scene.is_empty and self.speech.is_over and not self.onlookers

    def tick(self, now: float) -> str | None:
        """Forget what is over, let onlookers look, and give what is to be said."""
        self.scene.expire(now)
        self.onlookers = {spot: each for spot, each in self.onlookers.items() if each}
        unseen = self.scene.changed & self.onlookers.keys()
        self.scene.changed = {spot for spot in unseen if not self.onlookers[spot].look(now)}
        return self.speech.next(now)


class Presence:
    """Who is here, in this process and, as far as ``say`` and ``said`` lead, in the others.

    A member is present while one of their clients has said so within 45 seconds, and is typing for 6: a client says it
    again every 20 and every 3. Which members a viewer may see there is for the reader to decide. ``say`` is a waker's;
    ``clock`` counts seconds. Whoever is called with ``seen=False`` does not want to be seen, and is not.
    """

    def __init__(self, say: Callable[[str, str], None], *, clock: Callable[[], float] = time.monotonic) -> None:
        self.process = secrets.token_hex(8)
        self._say = say
        self._clock = clock
        self._halls: dict[UUID, Hall] = {}
        self._task: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        self._task = asyncio.create_task(self._keep_ticking())
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._task is not None:
            self._task.cancel()
            await asyncio.wait([self._task])
        for hall in self._halls.values():
            for each in hall.onlookers.values():
                each.close()

    # What members say.

    def here(
        self, viewer: Viewer, place_id: UUID | None = None, *, client: str | None = None, seen: bool = True
    ) -> None:
        """A client of the viewer is here, and perhaps at a place; it was at no other.

        ``client`` tells those of one session apart. The viewer may read the place.
        """
        if not seen:
            self._forget(viewer)
            return
        spots = {Spot(Doing.HERE), Spot(Doing.HERE, place_id)}
        for spot in self._spots(viewer):
            if spot.doing is Doing.HERE and spot not in spots:
                self._leave(viewer, spot, client)
        for spot in spots:
            self._enter(viewer, spot, client)

    def away(self, viewer: Viewer, *, client: str | None = None) -> None:
        """A client of the viewer is gone; the member is, when all of theirs are."""
        for spot in self._spots(viewer):
            self._leave(viewer, spot, client)

    def typing(self, viewer: Viewer, place_id: UUID, on: bool, *, client: str | None = None, seen: bool = True) -> None:
        """The viewer, who may read the place, is typing there, or is no more."""
        spot = Spot(Doing.TYPING, place_id)
        if not seen:
            self._forget(viewer)
        elif on:
            self._enter(viewer, spot, client)
        else:
            self._leave(viewer, spot, client)

    def hide(self, network_id: UUID, member_id: UUID) -> None:
        """A member does not want to be seen any more, or is none any more: in no process, at once."""
        hall = self._hall(network_id)
        if hall is None:
            return
        hall.scene.hide(member_id, self._clock() + HIDDEN_SECONDS)
        hall.speech.hide(member_id)

    # What is asked.

    def present(self, network_id: UUID, place_id: UUID | None = None) -> frozenset[UUID]:
        """The members who are here, or at a place."""
        return self._members(network_id, Spot(Doing.HERE, place_id))

    def typing_at(self, network_id: UUID, place_id: UUID) -> frozenset[UUID]:
        """The members who are typing at a place."""
        return self._members(network_id, Spot(Doing.TYPING, place_id))

    def changes(self, network_id: UUID, place_id: UUID | None = None) -> Onlooker:
        """Who is here, or at a place: now, and at most once a second when that has changed. To be closed."""
        return self._look_on(network_id, Spot(Doing.HERE, place_id))

    def typing_changes(self, network_id: UUID, place_id: UUID) -> Onlooker:
        """Who is typing at a place: now, and at most once a second when that has changed. To be closed."""
        return self._look_on(network_id, Spot(Doing.TYPING, place_id))

    # What the waker says, and the clock.

    def said(self, topic: str, text: str) -> None:
        """Hear what a process has said."""
        told = understood(text) if topic == TOPIC else None
        hall = self._hall(told.network_id) if told and told.process != self.process else None
        if told is None or hall is None:
            return
        now, scene, source = self._clock(), hall.scene, Source(told.process)
        for member_id in told.hidden:
            scene.hide(member_id, now + HIDDEN_SECONDS)
        for spot, member_id, seconds in told.words:
            if seconds <= 0:
                scene.leave(spot, member_id, source)
            elif member_id not in scene.hidden:
                scene.enter(spot, member_id, source, now + seconds)

    def look_again(self) -> None:
        """The others may not have heard us: say everything again soon."""
        for hall in self._halls.values():
            hall.speech.repeat(self._clock())

    def tick(self) -> None:
        """Do what is due; several times a second."""
        now = self._clock()
        for network_id, hall in list(self._halls.items()):
            text = hall.tick(now)
            if text is not None:
                self._say(TOPIC, text)
            if hall.is_empty:
                del self._halls[network_id]

    async def _keep_ticking(self) -> None:
        while True:
            await asyncio.sleep(TICK_SECONDS)
            try:
                self.tick()
            except Exception:
                log.exception("presence failed")

    # One hall.

    def _hall(self, network_id: UUID) -> Hall | None:
        if network_id not in self._halls:
            if len(self._halls) >= MOST_NETWORKS:
                return None
            self._halls[network_id] = Hall(self.process, network_id, self._clock())
        return self._halls[network_id]

    def _spots(self, viewer: Viewer) -> list[Spot]:
        hall = self._halls.get(viewer.network_id)
        return hall.scene.spots(viewer.id) if hall else []

    def _source(self, viewer: Viewer, client: str | None) -> Source:
        return Source(self.process, client or str(viewer.session_id))

    def _enter(self, viewer: Viewer, spot: Spot, client: str | None) -> None:
        hall, now = self._hall(viewer.network_id), self._clock()
        if hall is None:
            return
        hall.scene.hidden.pop(viewer.id, None)
        hall.scene.enter(spot, viewer.id, self._source(viewer, client), now + LASTS[spot.doing])
        hall.speech.note(spot, viewer.id, now)

    def _leave(self, viewer: Viewer, spot: Spot, client: str | None) -> None:
        hall = self._halls.get(viewer.network_id)
        if hall is not None:
            hall.scene.leave(spot, viewer.id, self._source(viewer, client))
            hall.speech.note(spot, viewer.id, self._clock())

    def _forget(self, viewer: Viewer) -> None:
        if self._spots(viewer):
            self.hide(viewer.network_id, viewer.id)

    def _members(self, network_id: UUID, spot: Spot) -> frozenset[UUID]:
        hall = self._halls.get(network_id)
        return hall.scene.members(spot, self._clock()) if hall else frozenset()

    def _look_on(self, network_id: UUID, spot: Spot) -> Onlooker:
        hall = self._hall(network_id)
        onlookers = hall.onlookers.setdefault(spot, Onlookers()) if hall else Onlookers()
        return onlookers.one_more(lambda: self._members(network_id, spot))
