"""Rights: what listeners may listen to, asked by one statement for all of them."""

from collections.abc import Iterable
from typing import Any, NamedTuple
from uuid import UUID

from graph.compile.sources import where
from models.audiences import VIEWER_AND_POLICY
from models.readers import Readers
from models.rules import fill, numbers, tables, visible
from models.viewer import Viewer
from subscriptions.listener import Listener, Place

MODULES = "select modules from networks where id = $1"
# Of these members those who are active, with the seconds that are left of their sessions.
STANDING = """
select m.id, n.modules, extract(epoch from s.expires_at - now())::float8 as seconds, s.id is null as over
from members m join networks n on n.id = m.network_id
left join sessions s on s.id = $2 and s.member_id = m.id and s.revoked_at is null and s.expires_at > now()
where m.id = $1 and m.network_id = $3 and m.status = 'ACTIVE'
"""
# The numbers of the pairs of viewer and place in which the viewer may see the place.
SEEN = (
    "select asked.number::int from unnest($1::uuid[], $2::uuid[]) with ordinality asked(viewer_id, place_id, number)"
    f" cross join lateral (select from {VIEWER_AND_POLICY}, {{table}} it"
    " where v.id = asked.viewer_id and v.status = 'ACTIVE' and it.id = asked.place_id and {rule}) seen"
)


LONG = 366 * 86_400.0  # seconds, where no session says how long
Kind = tuple[str, str]


class Standing(NamedTuple):
    """How an active viewer stands to what they ask for; ``seconds`` are left of the session, if there is one."""

    there: bool
    switched_on: bool
    seconds: float | None


class Rights:
    """Whoever knows what listeners may listen to."""

    def __init__(self, readers: Readers) -> None:
        self.readers = readers

    async def standing(self, listener: Listener) -> Standing | None:
        """How a new listener stands; None where its session is over or the member not active."""
        viewer = listener.viewer
        row = await self.active(viewer)
        if row is None:
            return None
        there = listener.place is None or bool(await self.seen(kind_of(listener.place), [listener]))
        return Standing(there, switched_on(listener, row["modules"]), row["seconds"])

    async def seconds_left(self, viewer: Viewer) -> float:
        """How long the viewer's session lasts: not at all where it is over or the member not active."""
        row = await self.active(viewer)
        if row is None:
            return 0
        return LONG if row["seconds"] is None else float(row["seconds"])

    async def active(self, viewer: Viewer) -> Any:
        """The row of an active member whose session lasts; None where it is over."""
        rows = await self.readers.rows(STANDING, viewer.id, viewer.session_id, viewer.network_id)
        return rows[0] if rows and (viewer.session_id is None or not rows[0]["over"]) else None

    async def lost(self, network_id: UUID, listeners: list[Listener]) -> list[Listener]:
        """Those who may not listen to their place any more, or to what their network has switched off."""
        modules = await self.readers.value(MODULES, network_id)
        off = [each for each in listeners if not switched_on(each, modules)]
        kinds = {kind_of(each.place) for each in listeners if each.place}
        gone = [each for kind in sorted(kinds) for each in await self.blind(kind, listeners)]
        return [*off, *gone]

    async def blind(self, kind: Kind, listeners: list[Listener]) -> list[Listener]:
        """Those who listen to a place of this kind and may not see it."""
        there = [each for each in listeners if each.place and kind_of(each.place) == kind]
        seeing = await self.seen(kind, there)
        return [each for number, each in enumerate(there, 1) if number not in seeing]

    async def seen(self, kind: Kind, listeners: Iterable[Listener]) -> set[int]:
        """The numbers, from 1, of those who may see the places of this kind that they listen to."""
        listening = [(each.viewer.id, each.place.id) for each in listeners if each.place]
        viewers, places = [viewer for viewer, _ in listening], [place for _, place in listening]
        return {row[0] for row in await self.readers.rows(statement(*kind), viewers, places)}


def kind_of(place: Place) -> Kind:
    """The places that one statement looks at."""
    return place.table, place.also


def statement(table: str, also: str) -> str:
    """The statement for places of one table."""
    source, aliases = tables()[table], numbers()
    conditions = [*visible(source, "it", aliases), fill(also, {"it": "it"}.get, aliases)]
    rule = where(conditions).removeprefix(" where ")
    return SEEN.replace("{table}", source._meta.db_table).replace("{rule}", rule)


def switched_on(listener: Listener, modules: Iterable[str]) -> bool:
    """Does the network have what the listener listens to?"""
    return listener.question.module is None or listener.question.module in modules
