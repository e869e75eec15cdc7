"""Sayings: what members say of where they are, handed to whoever keeps presence in this process."""

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

from models.viewer import Viewer
from subscriptions.presence import Presence


class Sayings:
    """Hands on that a member is here, is away or is typing; where nobody keeps presence it is lost."""

    def __init__(self) -> None:
        self.hearing: list[Presence] = []

    @contextmanager
    def hear(self, presence: Presence) -> Iterator[None]:
        """Hand everything to this one while the context lasts."""
        self.hearing.append(presence)
        try:
            yield
        finally:
            self.hearing.remove(presence)

    def here(self, viewer: Viewer, place_id: UUID | None, *, seen: bool) -> None:
        """A viewer is here, and perhaps at a place."""
        for each in self.hearing:
            each.here(viewer, place_id, seen=seen)

    def away(self, viewer: Viewer) -> None:
        """A viewer has gone."""
        for each in self.hearing:
            each.away(viewer)

    def typing(self, viewer: Viewer, place_id: UUID, *, on: bool, seen: bool) -> None:
        """A viewer is typing at a place, or is no more."""
        for each in self.hearing:
            each.typing(viewer, place_id, on, seen=seen)

    def hide(self, viewer: Viewer) -> None:
        """A viewer does not want to be seen any more."""
        for each in self.hearing:
            each.hide(viewer.network_id, viewer.id)


SAYINGS = Sayings()
