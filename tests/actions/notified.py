"""A community in which everybody is notified of what happened, and what a member then reads."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

import orjson

from actions.notifying import derive_all
from graph.compile.engine import Engine
from models.viewer import Viewer
from tests.community import Community

READ = """
query($filter: NotificationFilter) { viewer { unseenNotificationCount unreadNotificationCount
    notifications(filter: $filter) { totalCount edges { node {
        id kind count actorCount actors { displayName } at firstAt seenAt readAt
        subject { __typename ... on Node { id } } } } } } }
"""
Told = list[tuple[str, list[str]]]


@dataclass
class Notified:
    """The community, and what answers for it."""

    community: Community
    engine: Engine

    def viewer(self, name: str) -> Viewer:
        """A member who acts."""
        return self.community.viewer(name)

    def __getitem__(self, name: str) -> UUID:
        return self.community[name]

    async def read(self, name: str, **given: Any) -> Any:
        """What a member is shown."""
        body = (await self.engine.execute(self.viewer(name), READ, {"filter": given or None})).body
        return orjson.loads(body)["data"]["viewer"]

    async def nodes(self, name: str, **given: Any) -> list[Any]:
        """The notifications of a member, the latest first."""
        return [edge["node"] for edge in (await self.read(name, **given))["notifications"]["edges"]]

    async def told(self, name: str) -> Told:
        """Of what a member is notified, once all that happened is derived: kinds, and who did it."""
        await derive_all()
        shown = await self.nodes(name)
        return [(each["kind"], sorted(actor["displayName"] for actor in each["actors"])) for each in shown]
