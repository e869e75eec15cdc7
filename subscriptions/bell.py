"""The bell: rung after each commit, so that whoever reads the log in this process looks again."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from uuid import UUID

Heard = Callable[[UUID, int], None]


class Bell:
    """Tells everybody who listens that a network's log has reached a position; it carries no news."""

    def __init__(self) -> None:
        self.hearing: list[Heard] = []

    @contextmanager
    def hear(self, heard: Heard) -> Iterator[None]:
        """Be told of every ring while the context lasts; ``heard`` neither waits nor raises."""
        self.hearing.append(heard)
        try:
            yield
        finally:
            self.hearing.remove(heard)

    def ring(self, network_id: UUID, position: int) -> None:
        """Something was committed."""
        for heard in self.hearing:
            heard(network_id, position)


BELL = Bell()
