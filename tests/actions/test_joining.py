"""Leaving, being kept out, and coming back to the company: what goes and what stays."""

import asyncio

import pytest

from actions import joining, sessions
from actions.refusals import Conflict, Forbidden, Invalid, NotFound, Unauthenticated
from actions.sessions import Sessions, open_session
from models.members import MemberStatus
from tests.actions.post_box import grant
from tests.community import Community

STANDING = "select status from members where id = $1"
KIND = "select kind from members where id = $1"
ALIVE = "select count(*) from sessions where member_id = $1 and revoked_at is null"
KEPT = {
    "ties": "select count(*) from ties where member_id = $1",
    "posts": "select count(*) from posts where author_id = $1",
    "blocks": "select count(*) from blocks where member_id = $1",
    "entry": "select count(*) from roster_entries where claimed_by_id = $1",
    "employments": "select count(*) from employments where member_id = $1",
}
AUDITED = "select what, actor_id, ground from audit_entries where subject_id = $1 order by number desc limit 1"


async def kept(community: Community, name: str) -> dict[str, object]:
    """How much a member has of what stays."""
    return {what: await community.value(sql, community[name]) for what, sql in KEPT.items()}


async def test_who_leaves_is_signed_out_everywhere_and_keeps_everything_but_roles(community: Community) -> None:
    await grant(community, "Hana", "MODERATOR")
    before = await kept(community, "Hana")
    assert before["blocks"] != 0
    outcome = await joining.leave(community.viewer("Hana"))
    row = await community.connection.fetchrow("select status, roles from members where id = $1", community["Hana"])
    assert tuple(row or ()) == ("LEFT", [])
    assert await community.value(ALIVE, community["Hana"]) == 0
    assert await kept(community, "Hana") == before
    assert ("member.left", community["Hana"]) in await community.told()
    assert outcome.position == len(await community.told())
    with pytest.raises(Unauthenticated):
        await joining.leave(community.viewer("Hana"))


async def test_a_token_is_good_for_nothing_as_soon_as_its_member_is_out(community: Community) -> None:
    known = await Sessions.open(community.url, seconds=0)
    token = await open_session(community.url, community["Ben"], device="test")
    assert await known.viewer(token) is not None
    await joining.suspend(community.viewer("HR"), member_id=community["Ben"], ground="spam")
    assert await known.viewer(token) is None
    await joining.reinstate(community.viewer("HR"), member_id=community["Ben"], ground="a mistake")
    assert await known.viewer(token) is None  # they sign in anew
    await known.close()


async def test_the_last_owner_cannot_leave_and_of_the_last_two_only_one(community: Community) -> None:
    await community.connection.execute("update members set roles = '{}'")
    await grant(community, "Ben", "NETWORK_OWNER")
    with pytest.raises(Conflict, match="owner"):
        await joining.leave(community.viewer("Ben"))
    await grant(community, "Aoi", "NETWORK_OWNER")
    await grant(community, "Fumi", "NETWORK_OWNER")  # who is suspended
    leaving = [joining.leave(community.viewer(name)) for name in ("Aoi", "Ben")]
    results = await asyncio.gather(*leaving, return_exceptions=True)
    assert sorted(type(each).__name__ for each in results) == ["Conflict", "Outcome"]


async def test_a_suspension_and_its_end_stand_in_the_audit_with_their_reason(community: Community) -> None:
    await grant(community, "Member 0", "MODERATOR")
    moderator, ben = community.viewer("Member 0"), community["Ben"]
    await joining.suspend(moderator, member_id=ben, ground=" spam ")
    assert await community.value(STANDING, ben) == MemberStatus.SUSPENDED
    assert tuple(await community.connection.fetchrow(AUDITED, ben) or ()) == ("member.suspended", moderator.id, "spam")
    await joining.reinstate(moderator, member_id=ben, ground="heard")
    assert await community.value(STANDING, ben) == MemberStatus.ACTIVE
    assert tuple(await community.connection.fetchrow(AUDITED, ben) or ()) == (
        "member.reinstated",
        moderator.id,
        "heard",
    )


async def test_moderation_reaches_those_who_hide_or_block(community: Community) -> None:
    await grant(community, "Ivan", "MODERATOR")  # whom Hana has blocked
    for name in ("Hana", "Eri"):
        await joining.suspend(community.viewer("Ivan"), member_id=community[name], ground="reported")
        assert await community.value(STANDING, community[name]) == MemberStatus.SUSPENDED


async def test_only_moderation_suspends_and_nobody_themselves_or_an_owner(community: Community) -> None:
    await grant(community, "Ben", "NETWORK_OWNER")
    for name in ("Aoi", "Recruiter"):
        with pytest.raises(Forbidden):
            await joining.suspend(community.viewer(name), member_id=community["Ivan"], ground="x")
    with pytest.raises(Forbidden, match="Somebody else"):
        await joining.suspend(community.viewer("HR"), member_id=community["HR"], ground="x")
    with pytest.raises(Forbidden, match="owner"):
        await joining.suspend(community.viewer("HR"), member_id=community["Ben"], ground="x")
    for name in ("Gen", "Fumi", "Pending", "Outsider"):
        with pytest.raises(NotFound):
            await joining.suspend(community.viewer("HR"), member_id=community[name], ground="x")
    with pytest.raises(NotFound):
        await joining.reinstate(community.viewer("HR"), member_id=community["Gen"], ground="x")


async def test_two_who_suspend_each_other_do_not_both_succeed(community: Community) -> None:
    await grant(community, "Ben", "MODERATOR")
    await grant(community, "Aoi", "MODERATOR")
    results = await asyncio.gather(
        joining.suspend(community.viewer("Aoi"), member_id=community["Ben"], ground="x"),
        joining.suspend(community.viewer("Ben"), member_id=community["Aoi"], ground="x"),
        return_exceptions=True,
    )
    assert sorted(type(each).__name__ for each in results) == ["Outcome", "Unauthenticated"]


async def test_a_boomerang_keeps_everything_on_the_way_in_and_out(community: Community) -> None:
    hr, hana = community.viewer("HR"), community["Hana"]
    before = await kept(community, "Hana")
    outcome = await joining.rehire(
        hr, member_id=hana, started="2026年4月", department_id=community["att2"], title="課長"
    )
    assert await community.value(KIND, hana) == "EMPLOYEE"
    spell = "select started, ended, title, verified_by from employments where id = $1"
    row = await community.connection.fetchrow(spell, outcome.made["employment"])
    assert tuple(row or ()) == ("2026-04", None, "課長", "HR")
    with pytest.raises(Conflict, match="already"):
        await joining.rehire(hr, member_id=hana, started="2027")
    await joining.part(hr, member_id=hana, ended="2028-03-31")
    assert await community.value(KIND, hana) == "ALUMNUS"
    after = await kept(community, "Hana")
    assert after.pop("employments") == int(str(before.pop("employments"))) + 1
    assert after == before
    told = [kind for kind, subject in await community.told() if subject == hana]
    assert told == ["member.rehired", "member.parted"]


async def test_two_who_write_down_one_return_write_it_once(community: Community) -> None:
    hr = community.viewer("HR")
    twice = (joining.rehire(hr, member_id=community["Hana"], started="2026-04") for _ in range(3))
    results = await asyncio.gather(*twice, return_exceptions=True)
    assert sorted(type(each).__name__ for each in results) == ["Conflict", "Conflict", "Outcome"]


@pytest.mark.parametrize("written", ["", "soon", "2026-13", "2026-02-30", "1850", "-1"])
async def test_a_date_that_is_none_is_refused(community: Community, written: str) -> None:
    hr = community.viewer("HR")
    with pytest.raises(Invalid, match="date"):
        await joining.rehire(hr, member_id=community["Hana"], started=written)
    with pytest.raises(Invalid, match="date"):
        await joining.part(hr, member_id=community["Chie"], ended=written)


async def test_what_hr_writes_down_must_hold_together(community: Community) -> None:
    hr = community.viewer("HR")
    with pytest.raises(Invalid, match="before"):
        await joining.part(hr, member_id=community["Chie"], ended="1999")
    with pytest.raises(Conflict, match="does not work here"):
        await joining.part(hr, member_id=community["Hana"], ended="2026")
    with pytest.raises(Invalid, match="department"):
        await joining.rehire(hr, member_id=community["Hana"], started="2026", department_id=community["att0"])
    with pytest.raises(NotFound):
        await joining.rehire(
            hr, member_id=community["Hana"], started="2026", department_id=community["DEPARTMENT there"]
        )
    for name in ("Eri", "Gen", "Outsider"):
        with pytest.raises(NotFound):
            await joining.rehire(hr, member_id=community[name], started="2026")
    for name in ("Aoi", "Recruiter"):
        with pytest.raises(Forbidden):
            await joining.rehire(community.viewer(name), member_id=community["Hana"], started="2026")


# --- sessions


async def test_one_ends_a_session_of_ones_own_and_none_of_anothers(community: Community) -> None:
    mine = await community.value(
        "select id from sessions where member_id = $1 and revoked_at is null", community["Aoi"]
    )
    theirs = await community.value("select id from sessions where member_id = $1", community["Ben"])
    for _ in range(2):
        outcome = await sessions.revoke(community.viewer("Aoi"), id=mine)  # type: ignore[arg-type]
        assert outcome.made["session"] == mine
    assert await community.told() == [("session.revoked", mine)]
    with pytest.raises(NotFound):
        await sessions.revoke(community.viewer("Aoi"), id=theirs)  # type: ignore[arg-type]


async def test_one_ends_all_sessions_but_the_one_that_asks_and_then_that_one(community: Community) -> None:
    known = await Sessions.open(community.url, seconds=0)
    token, other = [await open_session(community.url, community["Aoi"], device="test") for _ in range(2)]
    asking = await known.viewer(token)
    assert asking is not None
    outcome = await sessions.revoke_others(asking)
    assert outcome.made["count"] == 3  # the other, that of the world, and that of an app
    assert await known.viewer(token) == asking
    assert await known.viewer(other) is None
    assert (await sessions.sign_out(asking)).made["session"] == asking.session_id
    assert await known.viewer(token) is None
    await known.close()
