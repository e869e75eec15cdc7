"""The log as it is read: lines of a network's outbox, in the order of their positions."""

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from models.outbox import HEAD, HEADS, LINES, LINES_OF, OLDEST
from models.readers import LOST, Readers

BATCH = 500


class Line(NamedTuple):
    """What happened: ``subject_id`` is a row of the table ``subject_type``, ``place_id`` where it happened."""

    position: int
    kind: str
    subject_type: str
    subject_id: UUID
    place_id: UUID | None
    actor_id: UUID | None
    at: datetime


class Log:
    """The outbox of every network."""

    def __init__(self, readers: Readers) -> None:
        self.readers = readers

    async def head(self, network_id: UUID) -> int:
        """The position of the newest line; 0 where nothing has happened."""
        return int(await self.readers.value(HEAD, network_id))

    async def can_be_read(self, network_id: UUID) -> bool:
        """Does the database answer?"""
        try:
            await self.head(network_id)
        except LOST:
            return False
        return True

    async def heads(self, networks: list[UUID]) -> dict[UUID, int]:
        """The positions of several networks at once."""
        return {row["network_id"]: row["position"] for row in await self.readers.rows(HEADS, networks)}

    async def oldest(self, network_id: UUID) -> int | None:
        """The position of the oldest line that is kept; None where none is."""
        found = await self.readers.value(OLDEST, network_id)
        return None if found is None else int(found)

    async def after(self, network_id: UUID, position: int) -> list[Line]:
        """The next lines after a position, at most 500."""
        return [Line(*row) for row in await self.readers.rows(LINES, network_id, position, BATCH)]

    async def members(self, sql: str, place_id: UUID | None) -> list[UUID] | None:
        """The members whom a statement names for a place; None where it leaves that open."""
        found = [row[0] for row in await self.readers.rows(sql, place_id)]
        return None if None in found else found

    async def some(
        self, network_id: UUID, after: int, until: int, kinds: list[str], place_id: UUID | None
    ) -> list[Line]:
        """The next lines of these kinds, of one place where it is named, at most 500."""
        rows = await self.readers.rows(LINES_OF, network_id, after, until, kinds, place_id, BATCH)
        return [Line(*row) for row in rows]
