"""Roles: given by owners, never to oneself, kept apart, and written to the audit."""

import asyncio

import pytest

from actions import roles
from actions.refusals import Conflict, Forbidden
from models.ids import uuid7
from models.members import Role
from tests.actions.acting import refused
from tests.community import Community

WHY = "Takes over from Sato"
ENTRY = (
    "select what, actor_id, subject_id, ground from audit_entries where network_id = $1 order by number desc limit 1"
)


async def grant(community: Community, name: str, other: str, role: Role, ground: str = WHY) -> None:
    """An owner gives a role."""
    await roles.grant(community.viewer(name), member_id=community[other], role=role, ground=ground)


async def revoke(community: Community, name: str, other: str, role: Role, ground: str = WHY) -> None:
    """An owner takes a role."""
    await roles.revoke(community.viewer(name), member_id=community[other], role=role, ground=ground)


async def roles_of(community: Community, name: str) -> list[str]:
    """The roles of a member."""
    return list(await community.connection.fetchval("select roles from members where id = $1", community[name]))


async def test_an_owner_gives_and_takes_roles_and_the_audit_says_so(community: Community) -> None:
    await grant(community, "Member 4", "Hana", Role.MODERATOR)
    assert await roles_of(community, "Hana") == ["MODERATOR"]
    said = ("moderator.granted", community["Member 4"], community["Hana"], WHY)
    assert tuple(await community.connection.fetchrow(ENTRY, community["here"])) == said
    assert (await community.told())[-1] == ("member.roles_changed", community["Hana"])
    await revoke(community, "Member 4", "Hana", Role.MODERATOR)
    assert await roles_of(community, "Hana") == []
    assert (await community.connection.fetchrow(ENTRY, community["here"]))["what"] == "moderator.revoked"


@pytest.mark.parametrize("name", ["Aoi", "HR", "Member 5", "Outsider"])
async def test_nobody_but_an_owner_gives_or_takes_roles(community: Community, name: str) -> None:
    for act in (grant, revoke):
        assert (await refused(act(community, name, "Recruiter", Role.RECRUITER)))[0] == "FORBIDDEN"


async def test_nobody_gives_a_role_to_themselves(community: Community) -> None:
    assert (await refused(grant(community, "Member 4", "Member 4", Role.MODERATOR)))[0] == "INVALID"


async def test_no_member_keeps_the_roster_and_answers_data_requests(community: Community) -> None:
    for name, role in (("HR", Role.PRIVACY_OFFICER), ("Member 5", Role.HR_ADMIN)):
        assert (await refused(grant(community, "Member 4", name, role)))[0] == "CONFLICT"
    both = [("Hana", Role.PRIVACY_OFFICER), ("Hana", Role.HR_ADMIN)]
    results = await asyncio.gather(
        *(grant(community, "Member 4", name, role) for name, role in both), return_exceptions=True
    )
    assert sorted(type(each).__name__ for each in results) == ["Conflict", "NoneType"]


async def test_a_role_is_given_once_and_taken_once(community: Community) -> None:
    assert (await refused(grant(community, "Member 4", "Recruiter", Role.RECRUITER)))[0] == "CONFLICT"
    assert (await refused(revoke(community, "Member 4", "Aoi", Role.RECRUITER)))[0] == "CONFLICT"
    assert (await refused(grant(community, "Member 4", "Aoi", Role.RECRUITER, ground="  ")))[0] == "INVALID"


@pytest.mark.parametrize("name", ["Eri", "Fumi", "Outsider"])
async def test_whom_an_owner_does_not_see_is_like_nobody(community: Community, name: str) -> None:
    owner = community.viewer("Member 4")
    for act in (roles.grant, roles.revoke):
        absent = await refused(act(owner, member_id=uuid7(), role=Role.MODERATOR, ground=WHY))
        assert await refused(act(owner, member_id=community[name], role=Role.MODERATOR, ground=WHY)) == absent
        assert absent[0] == "NOT_FOUND"


async def test_who_hides_from_an_owner_does_not_keep_a_role_by_it(community: Community) -> None:
    await community.pair("blocks", "Recruiter", "Member 4", by_me=True)
    await revoke(community, "Member 4", "Recruiter", Role.RECRUITER)
    assert await roles_of(community, "Recruiter") == []


async def test_the_last_owner_stays(community: Community) -> None:
    assert (await refused(revoke(community, "Member 4", "Member 4", Role.NETWORK_OWNER)))[0] == "CONFLICT"
    await grant(community, "Member 4", "Hana", Role.NETWORK_OWNER)
    await community.connection.execute("update members set status = 'SUSPENDED' where id = $1", community["Hana"])
    assert (await refused(revoke(community, "Member 4", "Member 4", Role.NETWORK_OWNER)))[0] == "CONFLICT"
    await community.connection.execute("update members set status = 'ACTIVE' where id = $1", community["Hana"])
    await revoke(community, "Member 4", "Member 4", Role.NETWORK_OWNER)
    assert await roles_of(community, "Hana") == ["NETWORK_OWNER"]


@pytest.mark.parametrize("pairs", [[("Member 4", "Hana"), ("Hana", "Member 4")], [("Member 4",) * 2, ("Hana",) * 2]])
async def test_of_two_owners_who_go_at_once_one_stays(community: Community, pairs: list[tuple[str, str]]) -> None:
    for _ in range(4):
        await community.connection.execute(
            "update members set roles = '{NETWORK_OWNER}' where id = any($1)",
            [community["Hana"], community["Member 4"]],
        )
        results = await asyncio.gather(
            *(revoke(community, name, other, Role.NETWORK_OWNER) for name, other in pairs), return_exceptions=True
        )
        assert sorted(isinstance(each, Conflict | Forbidden) for each in results) == [False, True]
        owners = "select count(*) from members where network_id = $1 and 'NETWORK_OWNER' = any(roles)"
        assert await community.value(owners, community["here"]) == 1


async def test_roles_given_at_once_are_all_kept(community: Community) -> None:
    given = [Role.MODERATOR, Role.RECRUITER, Role.COMMUNITY_MANAGER]
    await asyncio.gather(*(grant(community, "Member 4", "Hana", role) for role in given))
    assert set(await roles_of(community, "Hana")) == {role.value for role in given}
