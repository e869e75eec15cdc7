"""Segments: whom something is meant for, kept with it."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from actions.change import Change
from actions.refusals import Invalid
from actions.saved_searches import as_text
from actions.words import Words
from models.rules import in_a_segment
from models.segments import PERSONAL, Segment

NOT_OF_MEMBERS = Words(
    "A segment can ask what members are, not whom you know or what they wrote.",
    "対象の条件には、つながりや投稿に関するものは指定できません。",
)


async def keep(change: Change, asked: Mapping[str, Any] | None, *, path: str) -> UUID | None:
    """A new segment for what is being written; none where nothing is asked.

    ``asked`` is a MemberFilter that the graph has looked at. Its author is who writes now: the segment means those whom
    they find. Raises Invalid where it asks what is not about the members themselves.
    """
    if not asked:
        return None
    personal = [name for name in PERSONAL if name in asked]
    if personal:
        raise Invalid(NOT_OF_MEMBERS, (path, personal[0]))
    criteria = as_text(asked, path)
    row = await Segment.create(network_id=change.network_id, author_id=change.me.id, criteria=criteria)
    return row.id


async def forget(segment: UUID | None) -> None:
    """Drop a segment that nothing has any more."""
    if segment is not None:
        await Segment.filter(id=segment).delete()


async def members(change: Change, segment: UUID) -> list[UUID]:
    """Whom a segment means now, its author left out."""
    return [row["id"] for row in await change.rows(in_a_segment(), segment)]
