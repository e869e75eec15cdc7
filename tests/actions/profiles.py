"""What tests of profiles ask of a community: rows past their rules, what a member sees, and how an action refuses."""

from collections.abc import Awaitable
from typing import Any
from uuid import UUID

import pytest

from actions.action import Outcome
from actions.refusals import Refusal
from tests.community import Community
from tests.models.oracle import Facts, Sight


async def row(community: Community, table: str, key: UUID) -> dict[str, Any]:
    """A row as it is, whoever may see it."""
    found = await community.connection.fetchrow(f"select * from {table} where id = $1", key)
    assert found is not None
    return dict(found)


async def one_of(community: Community, table: str, name: str, **equal: Any) -> UUID:
    """The id of a row of a member with these values."""
    where = " and ".join(f"{column} = ${n}" for n, column in enumerate(equal, 2))
    sql = f"select id from {table} where member_id = $1{' and ' + where if where else ''} order by id limit 1"
    key = await community.value(sql, community[name], *equal.values())
    assert isinstance(key, UUID)
    return key


async def sight(community: Community, name: str) -> Sight:
    """What a member may see now, as the oracle says."""
    return Sight(await Facts.read(community.connection), community[name])


async def give_role(community: Community, name: str, role: str) -> None:
    """Let a member have one role alone."""
    await community.connection.execute("update members set roles = $2 where id = $1", community[name], [role])


async def refused(doing: Awaitable[Outcome]) -> tuple[str, str]:
    """The code and the path of the refusal that it raises."""
    with pytest.raises(Refusal) as said:
        await doing
    return said.value.code, ".".join(said.value.path)


async def everything(community: Community) -> dict[str, Any]:
    """All rows of all tables, to see that nothing was changed."""
    return (await Facts.read(community.connection)).tables


async def audited(community: Community) -> tuple[Any, ...]:
    """What the newest entry of the audit says: what, who and of what."""
    sql = "select what, actor_id, subject_id from audit_entries where network_id = $1 order by number desc limit 1"
    return tuple(await community.connection.fetchrow(sql, community["here"]) or ())
