"""Many do things with one group at once: it keeps an owner and its capacity, and nobody belongs to it twice."""

import asyncio
import random
from collections import Counter
from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID

from actions import group_order, groups, memberships
from actions.action import Outcome
from actions.refusals import Conflict, Refusal
from models.groups import GroupRole, JoinPolicy
from models.viewer import Viewer
from tests.actions.groups import FOUNDER, found, somebody_waits, standing
from tests.community import Community

WRITERS, ACTS, PLACES = 32, 6, 12
NAMES = ["Aoi", "Ben", "Chie", "Hana", "Ivan", "HR", "Recruiter", *(f"Member {n}" for n in range(6))]
STATE = """
select count(*) filter (where status = 'ACTIVE') as members, count(*) filter (where role = 'OWNER') as owners,
    count(*) - count(distinct member_id) as doubled from group_memberships where group_id = $1
"""
BAN = "update group_memberships set status = 'BANNED', invited_by_id = null where group_id = $1 and member_id = $2"
GAPS = "select max(position) - count(*) from outbox_events where network_id = $1"
DEADLOCKS = "select deadlocks from pg_stat_database where datname = current_database()"


async def outcomes(*acting: Awaitable[Outcome]) -> Counter[str]:
    """How often what came of it; anything but an outcome or a refusal is raised."""
    found = await asyncio.gather(*acting, return_exceptions=True)
    for each in found:
        if isinstance(each, BaseException) and not isinstance(each, Refusal):
            raise each
    return Counter(type(each).__name__ for each in found)


async def test_two_for_the_last_place_are_one_who_has_it(community: Community) -> None:
    group = await found(community, capacity=2)
    names = ["Ben", "Chie", "Hana", "Ivan", "Member 4", "Member 5"]
    joining = (memberships.join(community.viewer(name), group_id=group) for name in names)
    assert await outcomes(*joining) == {"Outcome": 1, "Conflict": len(names) - 1}


async def test_who_joins_several_times_at_once_belongs_to_it_once(community: Community) -> None:
    group = await found(community)
    joining = (memberships.join(community.viewer("Ben"), group_id=group) for _ in range(8))
    assert await outcomes(*joining) == {"Outcome": 8}
    assert await community.value("select count(*) from group_memberships where group_id = $1", group) == 2
    assert await community.value("select count(*) from outbox_events where kind = 'membership.joined'") == 1


async def test_two_owners_who_leave_at_once_leave_one(community: Community) -> None:
    group = await found(community)
    for name in ("Ben", "Chie"):
        await memberships.join(community.viewer(name), group_id=group)
    about: Any = {"group_id": group, "member_id": community["Ben"], "role": GroupRole.OWNER}
    await group_order.set_role(community.viewer(FOUNDER), **about)
    leaving = (memberships.leave(community.viewer(name), group_id=group) for name in (FOUNDER, "Ben"))
    assert await outcomes(*leaving) == {"Outcome": 1, "Conflict": 1}
    assert (await state(community, group))["owners"] == 1


async def test_two_owners_who_remove_each_other_leave_one(community: Community) -> None:
    group = await found(community)
    await memberships.join(community.viewer("Ben"), group_id=group)
    one, other = community.viewer(FOUNDER), community.viewer("Ben")
    await group_order.set_role(one, group_id=group, member_id=other.id, role=GroupRole.OWNER)
    for act in (group_order.ban, group_order.remove):
        both = (act(a, group_id=group, member_id=b.id) for a, b in ((one, other), (other, one)))
        found_ = await outcomes(*both)
        assert found_["Outcome"] <= 1
        assert (await state(community, group))["owners"] == 1


async def test_a_ban_and_a_request_at_once_leave_no_member(community: Community) -> None:
    group = await found(community, join_policy=JoinPolicy.REQUEST)
    await memberships.join(community.viewer("Ben"), group_id=group)
    about: Any = {"group_id": group, "member_id": community["Ben"]}
    owner = community.viewer(FOUNDER)
    await outcomes(
        memberships.answer(owner, **about, accept=True),
        group_order.ban(owner, **about),
        memberships.withdraw(community.viewer("Ben"), group_id=group),
        memberships.join(community.viewer("Ben"), group_id=group),
    )
    assert await standing(community, group, "Ben") == "BANNED MEMBER"


async def test_one_who_is_banned_while_joining_waits_is_out(community: Community) -> None:
    """The rights are looked at again once the group is free: those of before it was waited for are not enough."""
    group = await found(community, join_policy=JoinPolicy.INVITE)
    await memberships.invite(community.viewer(FOUNDER), group_id=group, member_id=community["Ben"])
    async with community.connection.transaction():
        await community.connection.execute("select from groups where id = $1 for update", group)
        joining = asyncio.create_task(memberships.join(community.viewer("Ben"), group_id=group))
        await somebody_waits(community)
        await community.connection.execute(BAN, group, community["Ben"])
    said = (await asyncio.gather(joining, return_exceptions=True))[0]
    assert type(said).__name__ == "NotFound"
    assert await standing(community, group, "Ben") == "BANNED MEMBER"


async def state(community: Community, group: UUID) -> Any:
    """How many belong to a group, own it, and stand twice with it."""
    return await community.connection.fetchrow(STATE, group)


class Crowd:
    """Writers who do whatever comes to mind with one group."""

    def __init__(self, community: Community, group: UUID) -> None:
        self.community = community
        self.group = group
        self.came: Counter[str] = Counter()
        self.refused: Counter[str] = Counter()
        self.done = False

    async def write(self) -> None:
        """All writers at once."""
        try:
            await asyncio.gather(*(self.writer(number) for number in range(WRITERS)))
        finally:
            self.done = True

    async def writer(self, number: int) -> None:
        """Some acts, one after the other; a refusal is as good as an outcome."""
        chance = random.Random(number)
        for _ in range(ACTS):
            await self.act(chance)

    async def act(self, chance: random.Random) -> None:
        """One act of somebody, often of somebody who may."""
        act, given = chance.choice(self.acts(chance))
        try:
            await act(self.somebody(chance), group_id=self.group, **given)
            self.came[act.name] += 1
        except Refusal:
            self.refused[act.name] += 1

    def acts(self, chance: random.Random) -> list[tuple[Any, dict[str, Any]]]:
        """What can be done."""
        other = {"member_id": self.community[chance.choice(NAMES)]}
        role = {"role": chance.choice(list(GroupRole))}
        own: list[Callable[..., Any]] = [memberships.join, memberships.leave, memberships.accept, memberships.join]
        over = [memberships.invite, group_order.remove, group_order.ban, group_order.unban, group_order.transfer]
        return [
            *((each, {}) for each in own),
            *((each, other) for each in over),
            (memberships.answer, {**other, "accept": chance.random() < 0.8}),
            (group_order.set_role, {**other, **role}),
            (groups.update, {"capacity": chance.randrange(PLACES - 4, PLACES + 1)}),
        ]

    def somebody(self, chance: random.Random) -> Viewer:
        """Who acts."""
        return self.community.viewer(chance.choice([*NAMES, FOUNDER, FOUNDER]))


async def test_whatever_32_do_with_a_group_at_once_it_stays_whole(community: Community) -> None:
    group = await found(community, capacity=PLACES)
    for name in ("Ben", "Chie", "Hana"):
        await memberships.join(community.viewer(name), group_id=group)
    crowd = Crowd(community, group)
    await asyncio.gather(crowd.write(), watch(crowd))
    whole(await state(community, group))
    assert sum(crowd.came.values()) > WRITERS
    assert len(crowd.came) >= 8, crowd.came
    assert await community.value(GAPS, community["here"]) == 0
    assert await community.value(DEADLOCKS) == 0


async def watch(crowd: Crowd) -> None:
    """Look at the group again and again, until nobody writes any more."""
    while not crowd.done:
        whole(await state(crowd.community, crowd.group))
        await asyncio.sleep(0.01)


def whole(now: Any) -> None:
    """What always holds of a group to which somebody belongs."""
    assert now["doubled"] == 0
    assert now["members"] <= PLACES
    assert now["owners"] >= 1 or now["members"] == 0


async def test_writers_on_two_groups_with_the_same_members_do_not_wait_for_each_other_in_a_circle(
    community: Community,
) -> None:
    both = [await found(community), await found(community)]
    for _ in range(3):
        joining = [memberships.join(community.viewer(name), group_id=each) for name in NAMES for each in both]
        assert (await outcomes(*joining)).keys() == {"Outcome"}
        leaving = [memberships.leave(community.viewer(name), group_id=each) for name in NAMES for each in both[::-1]]
        assert (await outcomes(*leaving)).keys() <= {"Outcome", Conflict.__name__}
    assert await community.value(DEADLOCKS) == 0
