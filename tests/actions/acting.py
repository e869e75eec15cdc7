"""What tests of actions look at: refusals, and what members see of the tables now."""

from collections.abc import Awaitable
from uuid import UUID

import pytest

from actions.refusals import Refusal
from tests.community import Community
from tests.models.oracle import Facts, Sight

Said = tuple[str, str, tuple[str, ...]]


async def refused(doing: Awaitable[object]) -> Said:
    """The code, the words and the path of the refusal that it raises."""
    with pytest.raises(Refusal) as said:
        await doing
    return said.value.code, said.value.message, said.value.path


async def sight(community: Community, name: str) -> Sight:
    """All that a member sees now, as the oracle says."""
    return Sight(await Facts.read(community.connection), community[name])


async def visible(community: Community, name: str, table: str) -> set[UUID]:
    """The rows of a table that a member sees now."""
    return (await sight(community, name)).sees[table]


async def count(community: Community, table: str, one: str, other: str) -> int:
    """How many rows of a table lead from the one member to the other, or back."""
    sql = f"select count(*) from {table} where (member_id, other_id) in (($1, $2), ($2, $1))"
    return int(str(await community.value(sql, community[one], community[other])))


async def kinds(community: Community) -> list[str]:
    """The kinds of all that the outbox tells, from the first on."""
    return [kind for kind, _ in await community.told()]
