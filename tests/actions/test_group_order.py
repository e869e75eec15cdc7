"""Who keeps order in a group, over whom: removing, banning, giving roles."""

from typing import Any

import pytest

from actions import group_order, memberships
from actions.refusals import Conflict, Forbidden, Invalid, NotFound, Refusal
from models.groups import GroupRole, JoinPolicy
from tests.actions.groups import FOUNDER, found, standing, told_of
from tests.community import Community

OVER_OTHERS = (group_order.remove, group_order.ban)


async def refused(acting: Any) -> Refusal:
    """How it is refused."""
    with pytest.raises(Refusal) as said:
        await acting
    return said.value


async def with_members(community: Community, *names: str, **given: Any) -> Any:
    """An open group to which these members belong too."""
    group = await found(community, **given)
    for name in names:
        await memberships.join(community.viewer(name), group_id=group)
    return group


async def test_who_is_removed_may_come_back(community: Community) -> None:
    group = await with_members(community, "Ben")
    await group_order.remove(community.viewer(FOUNDER), group_id=group, member_id=community["Ben"])
    assert await standing(community, group, "Ben") is None
    await memberships.join(community.viewer("Ben"), group_id=group)
    assert (await told_of(community, group))[1:] == ["membership.joined", "membership.removed", "membership.joined"]


async def test_who_is_banned_does_not_come_back_until_unbanned(community: Community) -> None:
    group = await with_members(community, "Ben")
    owner, ben = community.viewer(FOUNDER), community.viewer("Ben")
    about: Any = {"group_id": group, "member_id": ben.id}
    assert isinstance(await refused(group_order.unban(owner, **about)), NotFound)
    await group_order.ban(owner, **about)
    await group_order.ban(owner, **about)
    assert await standing(community, group, "Ben") == "BANNED MEMBER"
    said = await refused(memberships.join(ben, group_id=group))
    assert (type(said), said.message) == (Forbidden, "You cannot join this group.")
    await group_order.unban(owner, **about)
    await memberships.join(ben, group_id=group)
    assert (await told_of(community, group))[2:] == [*("membership.banned", "membership.unbanned", "membership.joined")]


async def test_a_closed_group_is_not_there_for_whom_it_banned(community: Community) -> None:
    group = await found(community, join_policy=JoinPolicy.REQUEST)
    ben = community.viewer("Ben")
    await memberships.join(ben, group_id=group)
    await group_order.ban(community.viewer(FOUNDER), group_id=group, member_id=ben.id)
    for act in (memberships.join, memberships.withdraw, memberships.leave, memberships.accept):
        assert isinstance(await refused(act(ben, group_id=group)), NotFound)


async def test_somebody_who_does_not_belong_can_be_banned_but_not_removed(community: Community) -> None:
    group = await found(community)
    about: Any = {"group_id": group, "member_id": community["Ben"]}
    assert isinstance(await refused(group_order.remove(community.viewer(FOUNDER), **about)), NotFound)
    await group_order.ban(community.viewer(FOUNDER), **about)
    assert await standing(community, group, "Ben") == "BANNED MEMBER"


@pytest.mark.parametrize("act", OVER_OTHERS)
async def test_moderators_decide_on_members_and_owners_on_everybody(community: Community, act: Any) -> None:
    group = await with_members(community, "Ben", "Chie", "Hana")
    owner, ben = community.viewer(FOUNDER), community.viewer("Ben")
    for name in ("Ben", "Chie"):
        about: Any = {"group_id": group, "member_id": community[name]}
        await group_order.set_role(owner, **about, role=GroupRole.MODERATOR)
    assert isinstance(await refused(act(community.viewer("Hana"), group_id=group, member_id=ben.id)), Forbidden)
    assert isinstance(await refused(act(ben, group_id=group, member_id=owner.id)), Forbidden)
    assert isinstance(await refused(act(ben, group_id=group, member_id=community["Chie"])), Forbidden)
    assert isinstance(await refused(act(ben, group_id=group, member_id=ben.id)), Invalid)
    await act(ben, group_id=group, member_id=community["Hana"])
    await act(owner, group_id=group, member_id=community["Chie"])
    for name in ("Hana", "Chie"):
        assert await standing(community, group, name) != "ACTIVE MEMBER"


@pytest.mark.parametrize("act", OVER_OTHERS)
async def test_community_managers_keep_order_in_open_groups_on_record_and_leave_an_owner(
    community: Community, act: Any
) -> None:
    group = await with_members(community, "Ben")
    manager = community.viewer("HR")
    await act(manager, group_id=group, member_id=community["Ben"])
    rows = await community.connection.fetch(
        "select actor_id, subject_id, ground from audit_entries where what like 'group.%'"
    )
    assert [tuple(row) for row in rows] == [(manager.id, community["Ben"], f"group {group}")]
    await memberships.join(community.viewer("Chie"), group_id=group)
    assert isinstance(await refused(act(manager, group_id=group, member_id=community[FOUNDER])), Conflict)
    closed = await found(community, join_policy=JoinPolicy.REQUEST)
    assert isinstance(await refused(act(manager, group_id=closed, member_id=community["Ben"])), Forbidden)


async def test_whom_one_cannot_see_one_has_no_order_over(community: Community) -> None:
    group = await with_members(community, "Member 1", founder="Aoi")
    for act in OVER_OTHERS:
        hidden = await refused(act(community.viewer("Aoi"), group_id=group, member_id=community["Member 1"]))
        absent = await refused(act(community.viewer("Aoi"), group_id=group, member_id=community["Outsider"]))
        assert (type(hidden), hidden.path) == (type(absent), absent.path) == (NotFound, ("member_id",))


async def test_an_owner_gives_roles_and_may_step_back_where_another_owns_the_group(community: Community) -> None:
    group = await with_members(community, "Ben")
    owner = community.viewer(FOUNDER)
    mine, theirs = {"group_id": group, "member_id": owner.id}, {"group_id": group, "member_id": community["Ben"]}
    assert isinstance(await refused(group_order.set_role(owner, **mine, role=GroupRole.MEMBER)), Conflict)
    assert isinstance(
        await refused(group_order.set_role(community.viewer("Ben"), **theirs, role=GroupRole.OWNER)), Forbidden
    )
    await group_order.set_role(owner, **theirs, role=GroupRole.OWNER)
    await group_order.set_role(owner, **mine, role=GroupRole.MODERATOR)
    assert [await standing(community, group, name) for name in ("Ben", FOUNDER)] == [
        *("ACTIVE OWNER", "ACTIVE MODERATOR")
    ]
    assert isinstance(await refused(group_order.set_role(owner, **theirs, role=GroupRole.MEMBER)), Forbidden)
    assert (await told_of(community, group))[2:] == ["membership.role_set"] * 2


async def test_who_turned_hr_leads_nothing_that_hr_may_not_read(community: Community) -> None:
    group = await with_members(community, "Ben", "Chie", readable_by_hr=False)
    owner = community.viewer(FOUNDER)
    await community.connection.execute("update members set roles = '{RECRUITER}' where id = $1", community["Ben"])
    given = {"group_id": group, "member_id": community["Ben"]}
    assert isinstance(await refused(group_order.set_role(owner, **given, role=GroupRole.OWNER)), Forbidden)
    await group_order.set_role(owner, group_id=group, member_id=community["Chie"], role=GroupRole.MODERATOR)
    await community.connection.execute("update members set roles = '{RECRUITER}' where id = $1", community["Chie"])
    removing = group_order.remove(community.viewer("Chie"), **given)
    assert isinstance(await refused(removing), Forbidden)
