"""What the tests of groups look up: where members stand, and what was told of a group."""

import asyncio
from typing import Any
from uuid import UUID

from actions import groups
from models.groups import JoinPolicy
from tests.community import Community

STANDING = "select status, role, note, by_rule from group_memberships where group_id = $1 and member_id = $2"
TOLD = "select kind from outbox_events where place_id = $1 order by position"
FOUNDER = "Member 3"


async def found(community: Community, founder: str = FOUNDER, **given: Any) -> UUID:
    """A group of somebody's own, open unless it is said otherwise."""
    usual = {"name": "縁側", "join_policy": JoinPolicy.OPEN}
    group: UUID = (await groups.create(community.viewer(founder), **{**usual, **given})).made["group"]
    return group


async def standing(community: Community, group: UUID, member: str) -> str | None:
    """Status and role of a member, such as ``ACTIVE OWNER``; None where there is nothing."""
    row = await community.connection.fetchrow(STANDING, group, community[member])
    return f"{row['status']} {row['role']}" if row else None


async def note(community: Community, group: UUID, member: str) -> str | None:
    """What a member says who asks to join."""
    row = await community.connection.fetchrow(STANDING, group, community[member])
    return row["note"] if row else None


async def told_of(community: Community, group: UUID) -> list[str]:
    """The kinds of what happened in a group, in order."""
    return [row["kind"] for row in await community.connection.fetch(TOLD, group)]


async def column(community: Community, group: UUID, name: str) -> Any:
    """A column of a group as it is now."""
    return await community.value(f"select {name} from groups where id = $1", group)


async def somebody_waits(community: Community) -> None:
    """Return once a transaction waits for another."""
    async with asyncio.timeout(10):
        while not await community.value("select count(*) from pg_locks, pg_sleep(0.01) where not granted"):
            pass
