"""Joining, asking, inviting, answering and leaving, against the database."""

from typing import Any

import pytest

from actions import groups, memberships
from actions.refusals import Conflict, Forbidden, NotFound, Refusal
from models.groups import JoinPolicy
from models.ids import uuid7
from tests.actions.groups import FOUNDER, column, found, note, standing, told_of
from tests.community import Community

ASKED = {"join_policy": JoinPolicy.REQUEST}
INVITED = {"join_policy": JoinPolicy.INVITE}


async def refused(acting: Any) -> Refusal:
    """How it is refused."""
    with pytest.raises(Refusal) as said:
        await acting
    return said.value


async def test_everybody_joins_an_open_group_once(community: Community) -> None:
    group = await found(community)
    ben = community.viewer("Ben")
    first = await memberships.join(ben, group_id=group, note="Hello")
    again = await memberships.join(ben, group_id=group)
    assert first.made == again.made
    assert await standing(community, group, "Ben") == "ACTIVE MEMBER"
    assert await told_of(community, group) == ["group.created", "membership.joined"]


async def test_one_asks_to_join_and_those_who_lead_answer(community: Community) -> None:
    group = await found(community, **ASKED)
    ben, owner = community.viewer("Ben"), community.viewer(FOUNDER)
    await memberships.join(ben, group_id=group, note="  入れてください ")
    await memberships.join(ben, group_id=group, note="again")
    assert await standing(community, group, "Ben") == "REQUESTED MEMBER"
    assert await note(community, group, "Ben") == "入れてください"
    await memberships.answer(owner, group_id=group, member_id=ben.id, accept=True)
    assert await standing(community, group, "Ben") == "ACTIVE MEMBER"
    assert await note(community, group, "Ben") is None
    assert await told_of(community, group) == ["group.created", "membership.requested", "membership.joined"]


async def test_who_is_not_let_in_may_ask_again_and_a_request_can_be_taken_back(community: Community) -> None:
    group = await found(community, **ASKED)
    ben, owner = community.viewer("Ben"), community.viewer(FOUNDER)
    await memberships.join(ben, group_id=group)
    await memberships.answer(owner, group_id=group, member_id=ben.id, accept=False)
    assert await standing(community, group, "Ben") is None
    assert isinstance(await refused(memberships.withdraw(ben, group_id=group)), NotFound)
    await memberships.join(ben, group_id=group)
    await memberships.withdraw(ben, group_id=group)
    assert await standing(community, group, "Ben") is None
    assert (await told_of(community, group))[1:] == [
        *("membership.requested", "membership.rejected", "membership.requested", "membership.withdrawn")
    ]


async def test_only_those_who_lead_answer_and_only_whom_they_see(community: Community) -> None:
    group = community["request"]
    about: Any = {"group_id": group, "member_id": community["Member 2"], "accept": True}
    assert isinstance(await refused(memberships.answer(community.viewer("Aoi"), **about)), Forbidden)
    assert isinstance(await refused(memberships.answer(community.viewer("Ben"), **about)), Forbidden)
    assert isinstance(await refused(memberships.answer(community.viewer("Member 4"), **about)), NotFound)
    nobody: Any = {**about, "member_id": uuid7()}
    assert isinstance(await refused(memberships.answer(community.viewer("Chie"), **nobody)), NotFound)
    elsewhere: Any = {**about, "member_id": community["Ben"]}
    assert isinstance(await refused(memberships.answer(community.viewer("Chie"), **elsewhere)), NotFound)
    await memberships.answer(community.viewer("Member 5"), **about)
    assert await standing(community, group, "Member 2") == "ACTIVE MEMBER"


async def test_a_request_of_somebody_blocked_is_not_there_for_who_blocked_them(community: Community) -> None:
    group = await found(community, "Aoi", **ASKED)
    await memberships.join(community.viewer("Member 1"), group_id=group)
    about: Any = {"group_id": group, "member_id": community["Member 1"], "accept": True}
    assert isinstance(await refused(memberships.answer(community.viewer("Aoi"), **about)), NotFound)


async def test_nobody_joins_a_group_to_which_one_is_invited_without_being_invited(community: Community) -> None:
    group = await found(community, **INVITED)
    ben = community.viewer("Ben")
    assert isinstance(await refused(memberships.join(ben, group_id=group)), Forbidden)
    await memberships.invite(community.viewer(FOUNDER), group_id=group, member_id=ben.id)
    await memberships.join(ben, group_id=group)
    assert await standing(community, group, "Ben") == "ACTIVE MEMBER"


async def test_a_secret_group_is_not_there_for_who_is_not_invited(community: Community) -> None:
    group = await found(community, **ASKED, secret=True)
    ben, owner = community.viewer("Ben"), community.viewer(FOUNDER)
    nothing = uuid7()
    for act in (memberships.join, memberships.accept, memberships.decline, memberships.leave, memberships.withdraw):
        hidden, absent = await refused(act(ben, group_id=group)), await refused(act(ben, group_id=nothing))
        assert (type(hidden), hidden.path, hidden.words) == (type(absent), absent.path, absent.words)
        assert isinstance(hidden, NotFound)
    await memberships.invite(owner, group_id=group, member_id=ben.id)
    await memberships.accept(ben, group_id=group)
    assert await standing(community, group, "Ben") == "ACTIVE MEMBER"
    await memberships.leave(ben, group_id=group)
    assert isinstance(await refused(memberships.join(ben, group_id=group)), NotFound)


async def test_an_invitation_is_accepted_or_declined_once(community: Community) -> None:
    group = await found(community, **INVITED)
    ben, chie, owner = (community.viewer(name) for name in ("Ben", "Chie", FOUNDER))
    for each in (ben, chie, ben):
        await memberships.invite(owner, group_id=group, member_id=each.id)
    await memberships.accept(ben, group_id=group)
    await memberships.accept(ben, group_id=group)
    await memberships.decline(chie, group_id=group)
    assert await standing(community, group, "Ben") == "ACTIVE MEMBER"
    assert await standing(community, group, "Chie") is None
    assert isinstance(await refused(memberships.decline(chie, group_id=group)), NotFound)
    assert isinstance(await refused(memberships.decline(ben, group_id=group)), NotFound)
    assert isinstance(await refused(memberships.accept(chie, group_id=group)), NotFound)
    assert (await told_of(community, group))[1:] == [
        *("membership.invited", "membership.invited", "membership.joined", "membership.declined")
    ]


async def test_who_asked_to_join_is_in_when_invited(community: Community) -> None:
    group = await found(community, **ASKED)
    await memberships.join(community.viewer("Ben"), group_id=group, note="May I?")
    await memberships.invite(community.viewer(FOUNDER), group_id=group, member_id=community["Ben"])
    assert await standing(community, group, "Ben") == "ACTIVE MEMBER"


async def test_members_invite_to_open_groups_and_where_they_may(community: Community) -> None:
    group = await found(community)
    await memberships.join(community.viewer("Ben"), group_id=group)
    await memberships.invite(community.viewer("Ben"), group_id=group, member_id=community["Chie"])
    assert await standing(community, group, "Chie") == "INVITED MEMBER"
    assert isinstance(
        await refused(memberships.invite(community.viewer("Hana"), group_id=group, member_id=community["Aoi"])),
        Forbidden,
    )
    closed = await found(community, **ASKED)
    await memberships.join(community.viewer("Ben"), group_id=closed)
    await memberships.answer(community.viewer(FOUNDER), group_id=closed, member_id=community["Ben"], accept=True)
    about: Any = {"group_id": closed, "member_id": community["Chie"]}
    assert isinstance(await refused(memberships.invite(community.viewer("Ben"), **about)), Forbidden)
    await groups.update(community.viewer(FOUNDER), group_id=closed, members_invite=True)
    await memberships.invite(community.viewer("Ben"), **about)
    assert await standing(community, closed, "Chie") == "INVITED MEMBER"


async def test_whom_one_cannot_see_one_cannot_invite(community: Community) -> None:
    group = await found(community, "Hana")
    for name in ("Ivan", "Eri", "Fumi", "Gen", "Outsider"):
        acting = memberships.invite(community.viewer("Hana"), group_id=group, member_id=community[name])
        assert isinstance(await refused(acting), NotFound), name
        assert await standing(community, group, name) is None


async def test_hr_and_the_banned_cannot_be_invited_and_which_of_both_is_not_told(community: Community) -> None:
    group = await found(community, **INVITED, readable_by_hr=False)
    owner = community.viewer(FOUNDER)
    await community.connection.execute(
        "insert into group_memberships (id, network_id, group_id, member_id, role, status, since)"
        " values (gen_random_uuid(), $1, $2, $3, 'MEMBER', 'BANNED', now())",
        *(community["here"], group, community["Ben"]),
    )
    said = [
        await refused(memberships.invite(owner, group_id=group, member_id=community[name])) for name in ("HR", "Ben")
    ]
    assert {(type(each), each.message, each.path) for each in said} == {
        (Forbidden, "This member cannot join this group.", ("member_id",))
    }


async def test_hr_cannot_join_what_hr_may_not_read_even_when_invited(community: Community) -> None:
    group = await found(community, readable_by_hr=False)
    assert isinstance(await refused(memberships.join(community.viewer("Recruiter"), group_id=group)), Forbidden)
    invited = community["secret no hr"]
    assert isinstance(await refused(memberships.accept(community.viewer("HR"), group_id=invited)), Forbidden)
    asked = await found(community, **ASKED, readable_by_hr=False)
    await memberships.join(community.viewer("Ben"), group_id=asked)
    await community.connection.execute("update members set roles = '{RECRUITER}' where id = $1", community["Ben"])
    about: Any = {"group_id": asked, "member_id": community["Ben"], "accept": True}
    assert isinstance(await refused(memberships.answer(community.viewer(FOUNDER), **about)), Forbidden)


async def test_the_last_place_is_the_last(community: Community) -> None:
    group = await found(community, capacity=2)
    await memberships.join(community.viewer("Ben"), group_id=group)
    assert isinstance(await refused(memberships.join(community.viewer("Chie"), group_id=group)), Conflict)
    await memberships.leave(community.viewer("Ben"), group_id=group)
    await memberships.join(community.viewer("Chie"), group_id=group)


async def test_the_last_owner_stays_until_somebody_else_owns_the_group(community: Community) -> None:
    group = await found(community)
    owner, ben = community.viewer(FOUNDER), community.viewer("Ben")
    await memberships.join(ben, group_id=group)
    assert isinstance(await refused(memberships.leave(owner, group_id=group)), Conflict)
    assert await standing(community, group, FOUNDER) == "ACTIVE OWNER"
    await groups.archive(owner, group_id=group)
    await memberships.leave(owner, group_id=group)


async def test_a_group_that_nobody_belongs_to_any_more_is_archived(community: Community) -> None:
    group = await found(community)
    await memberships.leave(community.viewer(FOUNDER), group_id=group)
    assert await column(community, group, "archived_at") is not None
    assert (await told_of(community, group))[1:] == ["membership.left", "group.archived"]
    assert isinstance(await refused(memberships.join(community.viewer("Ben"), group_id=group)), Conflict)


async def test_who_does_not_belong_to_a_group_cannot_leave_it(community: Community) -> None:
    for name in ("Chie", "Member 3", "Member 5"):
        said = await refused(memberships.leave(community.viewer(name), group_id=community["open"]))
        assert isinstance(said, NotFound), name
