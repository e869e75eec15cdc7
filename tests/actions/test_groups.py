"""Founding, changing, archiving and handing over groups, against the database."""

import asyncio
from typing import Any
from uuid import UUID

import pytest

from actions import group_order, groups, memberships
from actions.refusals import Conflict, Forbidden, Invalid, ModuleOff, NotFound, Refusal
from models.groups import GroupRole, JoinPolicy, RuleMatch
from models.ids import uuid7
from tests.actions.groups import FOUNDER, column, found, standing, told_of
from tests.community import Community

CLOSED = {"join_policy": JoinPolicy.REQUEST}


async def refused(community: Community, group: UUID, who: str = FOUNDER, **given: Any) -> Refusal:
    """How an edit is refused; nothing of it is written."""
    before = await community.connection.fetchrow("select * from groups where id = $1", group)
    with pytest.raises(Refusal) as said:
        await groups.update(community.viewer(who), group_id=group, **given)
    assert await community.connection.fetchrow("select * from groups where id = $1", group) == before
    return said.value


async def test_who_founds_a_group_owns_it_and_it_is_told(community: Community) -> None:
    group = await found(community, name="  縁側 ", description=" ")
    assert await standing(community, group, FOUNDER) == "ACTIVE OWNER"
    assert await column(community, group, "name") == "縁側"
    assert await column(community, group, "description") is None
    assert await told_of(community, group) == ["group.created"]


@pytest.mark.parametrize(
    ("given", "path"),
    [
        ({"secret": True}, "secret"),
        ({"name": " \t"}, "name"),
        ({"capacity": 3, "rule": {"match": RuleMatch.ANY, "attribute_ids": [uuid7()]}}, "capacity"),
        ({"rule": {"match": RuleMatch.ANY, "attribute_ids": []}}, "rule"),
        ({"rule": {"match": RuleMatch.ANY, "attribute_ids": [uuid7() for _ in range(21)]}}, "rule"),
    ],
)
async def test_a_group_that_cannot_be_is_not_founded(community: Community, given: dict[str, Any], path: str) -> None:
    before = await community.value("select count(*) from groups")
    with pytest.raises(Invalid) as said:
        await found(community, **given)
    assert said.value.path[0] == path
    assert await community.value("select count(*) from groups") == before


async def test_a_rule_cannot_ask_for_an_attribute_of_another_network(community: Community) -> None:
    elsewhere = await community.value("select id from attributes where network_id = $1", community["there"])
    with pytest.raises(NotFound):
        await found(community, rule={"match": RuleMatch.ANY, "attribute_ids": [elsewhere]})


async def test_hr_founds_no_group_that_hr_may_not_read(community: Community) -> None:
    with pytest.raises(Invalid) as said:
        await found(community, "Recruiter", readable_by_hr=False)
    assert said.value.path == ("readable_by_hr",)


async def test_a_network_without_groups_founds_none_but_lets_its_members_leave(community: Community) -> None:
    await community.connection.execute("update networks set modules = '{POSTS}'")
    with pytest.raises(ModuleOff):
        await found(community)
    await memberships.leave(community.viewer("Ben"), group_id=community["open"])


async def test_an_edit_changes_what_is_given_and_nothing_else(community: Community) -> None:
    group = await found(community, description="説明", capacity=9)
    await groups.update(community.viewer(FOUNDER), group_id=group, if_version=1, name="茶の間", capacity=None)
    assert [await column(community, group, name) for name in ("name", "description", "capacity", "version")] == [
        "茶の間",
        "説明",
        None,
        2,
    ]
    assert await told_of(community, group) == ["group.created", "group.updated"]


async def test_an_edit_of_an_older_version_is_a_conflict(community: Community) -> None:
    group = await found(community)
    edits = (groups.update(community.viewer(FOUNDER), group_id=group, if_version=1, name=f"{n}") for n in range(4))
    results = await asyncio.gather(*edits, return_exceptions=True)
    assert sorted(type(each).__name__ for each in results) == ["Conflict"] * 3 + ["Outcome"]
    assert await column(community, group, "version") == 2


async def test_only_owners_edit_and_who_does_not_see_a_group_finds_none(community: Community) -> None:
    assert isinstance(await refused(community, community["request"], "Member 5", name="x"), Forbidden)
    assert isinstance(await refused(community, community["request"], "Aoi", name="x"), Forbidden)
    assert isinstance(await refused(community, community["secret"], "Aoi", name="x"), NotFound)
    assert isinstance(await refused(community, community["request"], "Member 4", name="x"), NotFound)
    assert isinstance(await refused(community, community["open"], "Outsider", name="x"), NotFound)


@pytest.mark.parametrize("name", ["name", "join_policy", "secret", "members_invite"])
async def test_what_a_group_must_have_cannot_be_cleared(community: Community, name: str) -> None:
    cleared: dict[str, Any] = {name: None}
    said = await refused(community, await found(community), **cleared)
    assert isinstance(said, Invalid)
    assert said.path == (name,)


async def test_an_open_group_does_not_become_secret_and_an_empty_closed_one_may_open(community: Community) -> None:
    group = await found(community, **CLOSED, secret=True)
    assert (await refused(community, group, join_policy=JoinPolicy.OPEN)).path == ("secret",)
    await groups.update(community.viewer(FOUNDER), group_id=group, join_policy=JoinPolicy.OPEN, secret=False)
    assert await column(community, group, "join_policy") == "OPEN"


async def test_a_closed_group_is_not_opened_once_something_was_told_there(community: Community) -> None:
    group = await found(community, **CLOSED)
    await community.add(
        *("posts", None),
        network_id=community["here"],
        group_id=group,
        author_id=community[FOUNDER],
        body="内緒",
        created_at=community.when(),
        version=1,
    )
    assert isinstance(await refused(community, group, join_policy=JoinPolicy.OPEN), Conflict)


async def test_a_closed_group_is_not_opened_once_somebody_else_belongs_to_it(community: Community) -> None:
    group = await found(community, **CLOSED)
    await memberships.join(community.viewer("Ben"), group_id=group)
    assert await standing(community, group, "Ben") == "REQUESTED MEMBER"
    await memberships.answer(community.viewer(FOUNDER), group_id=group, member_id=community["Ben"], accept=True)
    assert isinstance(await refused(community, group, join_policy=JoinPolicy.OPEN), Conflict)


async def test_who_asked_to_join_a_group_that_becomes_secret_is_forgotten(community: Community) -> None:
    group = await found(community, **CLOSED)
    await memberships.join(community.viewer("Ben"), group_id=group)
    await groups.update(community.viewer(FOUNDER), group_id=group, secret=True)
    assert await standing(community, group, "Ben") is None


async def test_a_group_has_at_least_as_many_places_as_are_taken(community: Community) -> None:
    group = await found(community)
    await memberships.join(community.viewer("Ben"), group_id=group)
    said = await refused(community, group, capacity=1)
    assert said.path == ("capacity",)
    assert "2" in said.message
    await groups.update(community.viewer(FOUNDER), group_id=group, capacity=2)


async def test_an_archived_group_can_be_left_and_restored_and_nothing_else(community: Community) -> None:
    group = await found(community)
    owner, ben = community.viewer(FOUNDER), community.viewer("Ben")
    await memberships.join(ben, group_id=group)
    await groups.archive(owner, group_id=group)
    await groups.archive(owner, group_id=group)
    about: Any = {"group_id": group, "member_id": ben.id}
    for acting in (
        groups.update(owner, group_id=group, name="x"),
        memberships.join(community.viewer("Chie"), group_id=group),
        memberships.invite(owner, group_id=group, member_id=community["Chie"]),
        group_order.remove(owner, **about),
        group_order.ban(owner, **about),
        group_order.transfer(owner, **about),
        group_order.set_role(owner, **about, role=GroupRole.MODERATOR),
    ):
        with pytest.raises(Conflict):
            await acting
    await memberships.leave(ben, group_id=group)
    await groups.restore(owner, group_id=group)
    await memberships.join(ben, group_id=group)
    kinds = ["membership.joined", "group.archived", "membership.left", "group.restored", "membership.joined"]
    assert await told_of(community, group) == ["group.created", *kinds]


async def test_community_managers_archive_listed_groups_on_record_and_no_secret_ones(community: Community) -> None:
    group, hidden = await found(community, **CLOSED), await found(community, **CLOSED, secret=True)
    manager = community.viewer("HR")
    await groups.archive(manager, group_id=group)
    assert await community.value("select count(*) from audit_entries where what = 'group.archived'") == 1
    with pytest.raises(NotFound):
        await groups.archive(manager, group_id=hidden)
    with pytest.raises(Forbidden):
        await groups.archive(manager, group_id=community["secret"])
    with pytest.raises(Forbidden):
        await groups.archive(community.viewer("Ben"), group_id=community["open"])


async def test_a_group_is_handed_to_one_of_its_members(community: Community) -> None:
    group = await found(community)
    owner, ben = community.viewer(FOUNDER), community.viewer("Ben")
    with pytest.raises(NotFound):
        await group_order.transfer(owner, group_id=group, member_id=ben.id)
    await memberships.join(ben, group_id=group)
    with pytest.raises(Invalid):
        await group_order.transfer(owner, group_id=group, member_id=owner.id)
    await group_order.transfer(owner, group_id=group, member_id=ben.id)
    assert await standing(community, group, "Ben") == "ACTIVE OWNER"
    assert await standing(community, group, FOUNDER) == "ACTIVE MEMBER"
    with pytest.raises(Forbidden):
        await group_order.transfer(owner, group_id=group, member_id=owner.id)


async def test_a_community_manager_names_an_owner_only_where_all_are_gone(community: Community) -> None:
    group = await found(community, **CLOSED)
    manager = community.viewer("HR")
    with pytest.raises(Conflict):
        await group_order.transfer(manager, group_id=group, member_id=community["Ben"])
    await community.connection.execute("update members set status = 'LEFT' where id = $1", community[FOUNDER])
    with pytest.raises(Forbidden):
        await group_order.transfer(community.viewer("Ben"), group_id=group, member_id=community["Ben"])
    await groups.archive(manager, group_id=group)
    with pytest.raises(Conflict):
        await groups.restore(manager, group_id=group)
    await group_order.transfer(manager, group_id=group, member_id=community["Ben"])
    await groups.restore(manager, group_id=group)
    assert await standing(community, group, "Ben") == "ACTIVE OWNER"
    rows = await community.connection.fetch("select what from audit_entries where what like 'group.%' order by number")
    assert [row["what"] for row in rows] == ["group.archived", "group.owner_named", "group.restored"]
