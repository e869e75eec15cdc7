"""Invitations: who may invite, and how one joins by the link that was mailed."""

import asyncio

import pytest

from actions import invitations
from actions.refusals import Conflict, Forbidden, Invalid, NotFound
from models.members import MemberKind
from tests.actions.post_box import give_address, grant, mailed, mails_to
from tests.community import Community

NEW = "new@example.com"
JIRO = "jiro@example.com"  # whom the roster knows and nobody has claimed


async def token_for(community: Community, by: str = "HR", address: str = NEW, **given: object) -> str:
    """The token that is mailed to whom somebody invites."""
    about = given or {"email": address}
    await invitations.invite(community.viewer(by), **about)  # type: ignore[arg-type]
    return str((await mailed(community, address))["token"])


async def member(community: Community, address: str) -> dict[str, object]:
    """The member here who has an address."""
    found = await community.connection.fetchrow(
        "select m.* from members m join account_emails e on e.account_id = m.account_id"
        " where e.address = $1 and e.verified_at is not null and m.network_id = $2",
        address,
        community["here"],
    )
    return dict(found)


async def test_an_invited_person_joins_by_the_link_and_is_signed_in(community: Community) -> None:
    token = await token_for(community, kind=MemberKind.GUEST, email=NEW)
    outcome = await invitations.accept(None, network="here", token=token, display_name=" 新田 新 ", device="phone")
    made = await member(community, NEW)
    assert (made["id"], made["display_name"]) == (outcome.made["viewer"], "新田 新")
    assert (made["status"], made["kind"], made["roles"]) == ("ACTIVE", "GUEST", [])
    assert outcome.reader is not None
    assert outcome.reader.id == made["id"]
    assert [kind for kind, _ in await community.told()] == [
        *("invitation.sent", "member.joined", "invitation.accepted", "session.opened"),
    ]


async def test_a_link_is_good_once_whoever_comes_first(community: Community) -> None:
    token = await token_for(community)
    tries = (invitations.accept(None, network="here", token=token, display_name=f"N{n}") for n in range(4))
    results = await asyncio.gather(*tries, return_exceptions=True)
    assert sorted(type(each).__name__ for each in results) == ["Invalid"] * 3 + ["Outcome"]
    assert await community.value("select count(*) from account_emails where address = $1", NEW) == 1


async def test_who_is_on_the_roster_becomes_who_they_were(community: Community) -> None:
    token = await token_for(community, address=JIRO, entry_id=community["entry of nobody"])
    outcome = await invitations.accept(None, network="here", token=token)
    made = await member(community, JIRO)
    assert (made["display_name"], made["family_name"], made["family_name_kana"]) == ("佐藤 次郎", "佐藤", "サトウ")
    claimed = "select claimed_by_id from roster_entries where id = $1"
    assert await community.value(claimed, community["entry of nobody"]) == outcome.made["viewer"]
    spells = "select started, ended, verified_by from employments where member_id = $1"
    assert [tuple(row) for row in await community.connection.fetch(spells, made["id"])] == [
        ("2011-03-31", "2012", "HR")
    ]
    assert made["kind"] == "ALUMNUS"


async def test_the_address_of_an_entry_is_told_to_nobody_by_its_invitation(community: Community) -> None:
    outcome = await invitations.invite(community.viewer("HR"), entry_id=community["entry of nobody"])
    shown = "select case when entry_id is null then address end from invitations where id = $1"
    assert await community.value(shown, outcome.made["invitation"]) is None
    assert await mails_to(community, JIRO) == 1


async def test_an_address_of_a_member_is_invited_like_any_other(community: Community) -> None:
    await give_address(community, "Eri", "eri@example.com")  # who is listed nowhere
    known = await invitations.invite(community.viewer("HR"), email="eri@example.com")
    unknown = await invitations.invite(community.viewer("HR"), email=NEW)
    assert known.made.keys() == unknown.made.keys()
    token = str((await mailed(community, "eri@example.com"))["token"])
    accepted = await invitations.accept(None, network="here", token=token)
    assert accepted.made["viewer"] == community["Eri"]
    assert "member.joined" not in [kind for kind, _ in await community.told()]


async def test_who_left_comes_back_as_who_they_were(community: Community) -> None:
    await give_address(community, "Gen", "gen@example.com")
    before = await community.value("select count(*) from ties where member_id = $1", community["Gen"])
    token = await token_for(community, address="gen@example.com")
    outcome = await invitations.accept(None, network="here", token=token, display_name="somebody else")
    assert outcome.made["viewer"] == community["Gen"]
    row = await member(community, "gen@example.com")
    assert (row["status"], row["display_name"]) == ("ACTIVE", "Gen")
    assert await community.value("select count(*) from ties where member_id = $1", community["Gen"]) == before != 0


async def test_no_invitation_lets_in_who_is_suspended(community: Community) -> None:
    await give_address(community, "Fumi", "fumi@example.com")
    token = await token_for(community, address="fumi@example.com")
    with pytest.raises(Forbidden, match="suspended"):
        await invitations.accept(None, network="here", token=token)


async def test_an_address_that_somebody_only_wrote_down_gives_them_nothing(community: Community) -> None:
    await give_address(community, "Ben", NEW, verified=False)
    token = await token_for(community)
    outcome = await invitations.accept(None, network="here", token=token, display_name="Nina")
    assert outcome.made["viewer"] != community["Ben"]
    owner = await community.value("select account_id from account_emails where address = $1", NEW)
    assert owner != community["account of Ben"]


async def test_a_new_invitation_takes_the_place_of_the_open_one(community: Community) -> None:
    first, second = await token_for(community), await token_for(community)
    with pytest.raises(Invalid, match="not valid"):
        await invitations.accept(None, network="here", token=first, display_name="N")
    assert (await invitations.accept(None, network="here", token=second, display_name="N")).made["token"]


async def test_two_who_invite_one_address_at_once_leave_one_invitation_open(community: Community) -> None:
    await grant(community, "Chie", "COMMUNITY_MANAGER")
    asked = [invitations.invite(community.viewer(name), email=NEW) for name in ("HR", "Chie") for _ in range(3)]
    await asyncio.gather(*asked)
    still = "select count(*) from invitations where address = $1 and withdrawn_at is null"
    assert await community.value(still, NEW) == 1


async def test_links_that_are_old_or_withdrawn_or_for_elsewhere_are_refused(community: Community) -> None:
    token = await token_for(community)
    with pytest.raises(Invalid, match="another network"):
        await invitations.accept(None, network="there", token=token, display_name="N")
    with pytest.raises(Invalid, match="call"):
        await invitations.accept(None, network="here", token=token)
    back = "update invitations set created_at = created_at - $1::interval, expires_at = expires_at - $1::interval"
    await community.connection.execute(
        back.replace("$1", f"'{invitations.DAYS} days'") + " where address = 'new@example.com'"
    )
    with pytest.raises(Invalid, match="expired"):
        await invitations.accept(None, network="here", token=token, display_name="N")
    token = await token_for(community)
    key = await community.value("select id from invitations where withdrawn_at is null and address = $1", NEW)
    await invitations.withdraw(community.viewer("HR"), id=key)  # type: ignore[arg-type]
    with pytest.raises(Invalid, match="not valid"):
        await invitations.accept(None, network="here", token=token, display_name="N")


async def test_what_was_accepted_cannot_be_withdrawn(community: Community) -> None:
    with pytest.raises(Conflict, match="accepted"):
        await invitations.withdraw(community.viewer("HR"), id=community["accepted invitation"])


async def test_only_those_who_let_people_in_invite_and_withdraw(community: Community) -> None:
    for name in ("Aoi", "Recruiter", "Chie"):
        with pytest.raises(Forbidden):
            await invitations.invite(community.viewer(name), email=NEW)
        with pytest.raises(NotFound):
            await invitations.withdraw(community.viewer(name), id=community["open invitation"])
    with pytest.raises(NotFound):
        await invitations.withdraw(community.viewer("HR"), id=community["invitation there"])


async def test_a_community_manager_invites_by_address_and_cannot_look_into_the_roster(community: Community) -> None:
    await grant(community, "Chie", "COMMUNITY_MANAGER")
    for entry in ("entry of nobody", "entry of Aoi", "entry there"):
        with pytest.raises(NotFound):
            await invitations.invite(community.viewer("Chie"), entry_id=community[entry])
    assert await token_for(community, by="Chie")


async def test_an_entry_must_be_free_and_have_an_address(community: Community) -> None:
    with pytest.raises(Conflict, match="claimed"):
        await invitations.invite(community.viewer("HR"), entry_id=community["entry of Aoi"])
    with pytest.raises(NotFound):
        await invitations.invite(community.viewer("HR"), entry_id=community["entry there"])
    await community.connection.execute("update roster_entries set email = null")
    with pytest.raises(Invalid, match="address"):
        await invitations.invite(community.viewer("HR"), entry_id=community["entry of nobody"])
    with pytest.raises(Invalid):
        await invitations.invite(community.viewer("HR"))
    with pytest.raises(Invalid):
        await invitations.invite(community.viewer("HR"), email=NEW, entry_id=community["entry of nobody"])


async def test_an_entry_that_another_claimed_meanwhile_is_not_given_away(community: Community) -> None:
    token = await token_for(community, address=JIRO, entry_id=community["entry of nobody"])
    take = "update roster_entries set claimed_by_id = $2 where id = $1"
    await community.connection.execute(take, community["entry of nobody"], community["Chie"])
    with pytest.raises(Conflict, match="claimed"):
        await invitations.accept(None, network="here", token=token)
    assert await community.value("select count(*) from account_emails where address = $1", JIRO) == 0
