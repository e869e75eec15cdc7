"""Offices: who sets them up, writes to them, and answers for them, for as long as they hold the role."""

from uuid import UUID

import pytest

from actions import messages, offices
from actions.refusals import Conflict, Forbidden, Invalid
from models.offices import OfficeKind
from tests.actions.acting import refused
from tests.actions.talking import bodies, read, who, wrote
from tests.community import Community


async def asked(community: Community, name: str, kind: str = "HR") -> UUID:
    """What a member writes to an office; the conversation."""
    office = community[f"office {kind}"]
    done = await offices.write_to(community.viewer(name), office_id=office, subject="証明書", body="Please")
    made: UUID = done.made["conversation"]
    return made


async def test_those_who_hold_the_role_read_and_answer_and_nobody_else(community: Community) -> None:
    made = await asked(community, "Member 0")
    for name, reads in (("HR", True), ("Member 0", True), ("Recruiter", False), ("Aoi", False)):
        assert bool(await read(community, name, made)) is reads, name
    await wrote(community, "HR", made, "Certainly")
    assert await bodies(community, "Member 0", made) == ["Please", "Certainly"]
    assert await who(community, "Member 0", made) == {"Member 0"}


async def test_the_role_is_asked_each_time(community: Community) -> None:
    made = await asked(community, "Member 0")
    key = await wrote(community, "HR", made)
    await messages.mark_read(community.viewer("HR"), conversation_id=made, up_to=key)
    assert (await read(community, "HR", made))["unreadCount"] == 0
    await community.connection.execute("update members set roles = '{}' where id = $1", community["HR"])
    assert await read(community, "HR", made) is None
    assert (await refused(wrote(community, "HR", made)))[0] == "NOT_FOUND"
    await community.connection.execute("update members set roles = '{HR_ADMIN}' where id = $1", community["Chie"])
    assert len(await bodies(community, "Chie", made)) == 2
    assert (await read(community, "Chie", made))["unreadCount"] == 2


async def test_who_serves_says_who_looks_after_it(community: Community) -> None:
    made = await asked(community, "Member 0", "RECRUITING")
    await offices.assign(community.viewer("Recruiter"), conversation_id=made, member_id=community["Recruiter"])
    told = await community.told()
    assert told[-1] == ("conversation.assigned", made)
    with pytest.raises(Invalid):
        await offices.assign(community.viewer("Recruiter"), conversation_id=made, member_id=community["HR"])
    with pytest.raises(Forbidden):
        await offices.assign(community.viewer("Member 0"), conversation_id=made, member_id=community["Recruiter"])
    await offices.assign(community.viewer("Recruiter"), conversation_id=made)
    assert await community.value("select assignee_id from conversations where id = $1", made) is None


async def test_what_is_closed_takes_no_message_until_it_is_opened_again(community: Community) -> None:
    made = await asked(community, "Member 0")
    await offices.close(community.viewer("HR"), conversation_id=made)
    for name in ("HR", "Member 0"):
        with pytest.raises(Conflict):
            await wrote(community, name, made)
    await offices.reopen(community.viewer("Member 0"), conversation_id=made)
    await wrote(community, "Member 0", made)


async def test_what_is_between_members_is_not_closed_or_assigned(community: Community) -> None:
    given = {"conversation_id": community["Aoi and Ben"]}
    for doing in (offices.close, offices.reopen, offices.assign):
        with pytest.raises(Forbidden):
            await doing(community.viewer("Aoi"), **given)


async def test_an_office_that_is_not_open_takes_no_new_conversations(community: Community) -> None:
    with pytest.raises(Conflict):
        await asked(community, "Member 0", "NEW_BUSINESS")
    viewer = community.viewer("HR")  # a community manager as well
    await offices.set_up(viewer, kind=OfficeKind.NEW_BUSINESS, name="新規事業", open=True, if_version=1)
    await asked(community, "Member 0", "NEW_BUSINESS")
    with pytest.raises(Conflict):
        await offices.set_up(viewer, kind=OfficeKind.NEW_BUSINESS, name="新規事業", if_version=1)


async def test_offices_are_set_up_by_those_who_run_the_network(community: Community) -> None:
    await community.connection.execute("delete from offices")
    for name in ("Aoi", "Recruiter"):
        with pytest.raises(Forbidden):
            await offices.set_up(community.viewer(name), kind=OfficeKind.HR, name="人事")
    made = await offices.set_up(community.viewer("HR"), kind=OfficeKind.HR, name=" 人事 ", name_en="HR")
    again = await offices.set_up(community.viewer("HR"), kind=OfficeKind.HR, name="人事部", name_en=None)
    assert made.made == again.made
    found = await community.connection.fetchrow("select name_ja, name_en, version from offices")
    assert tuple(found) == ("人事部", None, 2)
    with pytest.raises(Invalid):
        await offices.set_up(community.viewer("HR"), kind=OfficeKind.HR, name=" ")
