"""A world that tests may change: on a database of the test's own, with the ORM open for actions."""

from dataclasses import dataclass

from models.viewer import Viewer
from tests.world import STRANGERS, World


@dataclass
class Community(World):
    """The test world, its database's URL, and its members as those who act."""

    url: str = ""

    def viewer(self, name: str) -> Viewer:
        """A member who acts."""
        return Viewer(self[name], self["there" if name in STRANGERS else "here"])

    async def value(self, sql: str, *values: object) -> object:
        """The first column of the first row, whatever rule there is."""
        return await self.connection.fetchval(sql, *values)

    async def told(self) -> list[tuple[str, object]]:
        """What the outbox tells, from the first on: kind and subject."""
        return [
            tuple(row)
            for row in await self.connection.fetch("select kind, subject_id from outbox_events order by position")
        ]
