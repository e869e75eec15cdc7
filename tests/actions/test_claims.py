"""Claims: the roster lets in whom it knows, the office decides about the rest, and nobody learns who is on it."""

import asyncio
from typing import Any
from uuid import UUID

import pytest

from actions import claims
from actions.refusals import Conflict, Forbidden, Invalid, NotFound, RateLimited
from models.claims import ClaimRejection, ClaimStatus
from tests.actions.post_box import give_address, grant, mailed, mails_to
from tests.community import Community

JIRO = "jiro@example.com"  # the address that the roster has
HOME = "at.home@example.com"
NUMBER = "E005"  # of the entry that nobody has claimed
PAPERS = {"external_id": NUMBER, "family_name": "佐藤"}


async def claimed(community: Community, address: str = HOME, network: str = "here", **given: Any) -> Any:
    """What comes of a claim whose address is proven by the link."""
    await claims.claim(None, network=network, email=address, display_name="次郎", **given)
    token = (await mailed(community, address))["token"]
    return (await claims.prove(None, network=network, token=token)).made


async def owner(community: Community, entry: str = "entry of nobody") -> object:
    """Who has claimed an entry."""
    return await community.value("select claimed_by_id from roster_entries where id = $1", community[entry])


async def newest(community: Community, address: str = HOME) -> UUID:
    """The newest claim of an address."""
    sql = "select id from claims where address = $1 order by created_at desc, id desc limit 1"
    return UUID(str(await community.value(sql, address)))


async def joining(community: Community, how: str) -> None:
    """Let the network be joined in this way."""
    await community.connection.execute("update networks set joining = $1", how)


async def test_who_reads_the_address_that_hr_has_is_a_member_at_once(community: Community) -> None:
    made = await claimed(community, JIRO)
    assert made["status"] == ClaimStatus.APPROVED
    assert await owner(community) == made["viewer"]
    row = await community.connection.fetchrow("select * from members where id = $1", made["viewer"])
    assert row is not None
    assert (row["display_name"], row["family_name"], row["kind"], row["status"]) == (
        "次郎",
        "佐藤",
        "ALUMNUS",
        "ACTIVE",
    )
    assert made["token"]
    told = [kind for kind, _ in await community.told()]
    assert told == ["member.joined", "roster_entry.claimed", "claim.approved", "session.opened"]
    assert await community.value("select what || ground from audit_entries where what like 'claim.%'") is not None


@pytest.mark.parametrize(
    "papers",
    [
        PAPERS,
        {"external_id": " Ｅ００５ ", "family_name": "さとう"},
        {"external_id": NUMBER, "family_name": "ｻﾄｳ"},
    ],
)
async def test_a_number_and_a_family_name_do_as_well_however_they_are_written(
    community: Community, papers: dict[str, str]
) -> None:
    assert (await claimed(community, **papers))["status"] == ClaimStatus.APPROVED


async def test_a_former_name_does_as_well(community: Community) -> None:
    await community.connection.execute("update roster_entries set former_name = '髙橋' where external_id = $1", NUMBER)
    made = await claimed(community, external_id=NUMBER, family_name="高橋")
    assert made["status"] == ClaimStatus.APPROVED


@pytest.mark.parametrize(
    "papers",
    [
        {"external_id": NUMBER, "family_name": "鈴木"},
        {"external_id": NUMBER, "family_name": ""},
        {"external_id": NUMBER},
        {"family_name": "佐藤"},
        {"external_id": "E999", "family_name": "佐藤"},
        {"external_id": "E009", "family_name": "山田"},  # whom Aoi has claimed
        {},
    ],
)
async def test_whatever_does_not_fit_waits_for_the_office_and_is_told_the_same(
    community: Community, papers: dict[str, str]
) -> None:
    made = await claimed(community, **papers)
    assert made == {"status": ClaimStatus.PENDING}
    assert await community.value("select count(*) from members where display_name = '次郎'") == 0
    assert [kind for kind, _ in await community.told()] == ["claim.submitted"]


async def test_two_entries_that_fit_are_for_the_office_to_tell_apart(community: Community) -> None:
    await community.connection.execute(
        "insert into roster_entries (id, network_id, external_id, family_name, given_name, email, updated_at)"
        " values (gen_random_uuid(), $1, 'E777', '佐藤', '三郎', $2, now())",
        community["here"],
        HOME,
    )
    assert (await claimed(community, **PAPERS))["status"] == ClaimStatus.PENDING


async def test_one_entry_is_one_members_however_many_claim_it_at_once(community: Community) -> None:
    addresses = [f"jiro{n}@example.com" for n in range(4)]
    for address in addresses:
        await claims.claim(None, network="here", email=address, display_name="次郎", **PAPERS)
    tokens = [(await mailed(community, address))["token"] for address in addresses]
    results = await asyncio.gather(*(claims.prove(None, network="here", token=token) for token in tokens))
    assert sorted(each.made["status"] for each in results) == ["APPROVED", "PENDING", "PENDING", "PENDING"]
    (winner,) = [each.made["viewer"] for each in results if each.made["status"] == "APPROVED"]
    assert await owner(community) == winner


async def test_before_the_address_is_proven_nothing_is_looked_up(community: Community) -> None:
    known = await claims.claim(None, network="here", email=JIRO, display_name="x")
    unknown = await claims.claim(None, network="here", email=HOME, display_name="x", external_id="E999")
    assert known.made == unknown.made
    assert known.position == unknown.position
    assert await owner(community) is None
    assert await community.value("select count(*) from claims where status = 'UNPROVEN' and entry_id is not null") == 0
    assert (await mails_to(community, JIRO), await mails_to(community, HOME)) == (1, 1)


async def test_nobody_guesses_their_way_in(community: Community) -> None:
    """One look at the roster for each address until the office has decided, and few for each number."""
    assert (await claimed(community, external_id=NUMBER, family_name="鈴木"))["status"] == ClaimStatus.PENDING
    assert (await claimed(community, **PAPERS))["status"] == ClaimStatus.PENDING
    for number in range(claims.A_DAY - 1):
        await claimed(community, f"guess{number}@example.com", external_id=NUMBER, family_name=f"名{number}")
    assert (await claimed(community, "last@example.com", **PAPERS))["status"] == ClaimStatus.PENDING
    assert await owner(community) is None


async def test_an_address_claims_a_few_times_a_day(community: Community) -> None:
    for _ in range(claims.A_DAY):
        await claims.claim(None, network="here", email=HOME, display_name="x")
    with pytest.raises(RateLimited):
        await claims.claim(None, network="here", email=HOME, display_name="x")


async def test_where_the_network_wants_to_approve_what_fits_waits_too(community: Community) -> None:
    await joining(community, "APPROVAL")
    assert (await claimed(community, JIRO)) == {"status": ClaimStatus.PENDING}
    outcome = await claims.approve(community.viewer("HR"), id=await newest(community, JIRO))
    member = await community.value("select member_id from claims where id = $1", outcome.made["claim"])
    assert await owner(community) == member is not None
    assert (await mailed(community, JIRO))["slug"] == "here"
    audited = "select what, actor_id, subject_id from audit_entries where what like 'claim.%'"
    assert tuple(await community.connection.fetchrow(audited) or ()) == (
        *("claim.approved", community["HR"], outcome.made["claim"]),
    )


async def test_where_one_is_invited_only_nobody_claims(community: Community) -> None:
    await joining(community, "INVITED")
    with pytest.raises(Forbidden, match="invitation"):
        await claims.claim(None, network="here", email=JIRO, display_name="x")


async def test_hr_names_the_entry_where_none_fits(community: Community) -> None:
    await claimed(community, external_id="E05", family_name="佐藤")
    await claims.approve(community.viewer("HR"), id=await newest(community), entry_id=community["entry of nobody"])
    assert await owner(community) is not None


async def test_the_office_lets_in_whom_it_knows_without_an_entry(community: Community) -> None:
    await grant(community, "Chie", "COMMUNITY_MANAGER")
    await claimed(community)
    key = await newest(community)
    with pytest.raises(NotFound):  # the roster is HR's
        await claims.approve(community.viewer("Chie"), id=key, entry_id=community["entry of nobody"])
    await claims.approve(community.viewer("Chie"), id=key)
    row = await community.connection.fetchrow("select * from members where display_name = '次郎'")
    assert row is not None
    assert (row["status"], row["kind"]) == ("ACTIVE", "ALUMNUS")


async def test_a_claim_is_decided_once_and_not_by_who_makes_it(community: Community) -> None:
    await claimed(community)
    key, hr = await newest(community), community.viewer("HR")
    decisions = (claims.approve(hr, id=key), claims.reject(hr, id=key, rejection=ClaimRejection.OTHER))
    results = await asyncio.gather(*decisions, return_exceptions=True)
    assert sorted(type(each).__name__ for each in results) == ["Conflict", "Outcome"]
    await give_address(community, "HR", "hr@example.com")
    await claimed(community, "hr@example.com", **PAPERS | {"family_name": "鈴木"})
    with pytest.raises(Forbidden, match="Another"):
        await claims.approve(hr, id=await newest(community, "hr@example.com"))


async def test_who_is_turned_down_is_told_no_more_than_that(community: Community) -> None:
    await claimed(community)
    outcome = await claims.reject(
        community.viewer("HR"), id=await newest(community), rejection=ClaimRejection.ALREADY_CLAIMED
    )
    kept = await community.value("select rejection from claims where id = $1", outcome.made["claim"])
    assert kept == "ALREADY_CLAIMED"
    assert set(await mailed(community, HOME)) == {"network", "slug"}
    assert (await claimed(community, **PAPERS))["status"] == ClaimStatus.APPROVED


async def test_only_the_office_decides_and_about_what_is_proven(community: Community) -> None:
    for name in ("Aoi", "Recruiter", "Outsider"):
        with pytest.raises(Forbidden):
            await claims.approve(community.viewer(name), id=community["pending claim"])
    for claim in ("unproven claim", "claim there"):
        with pytest.raises(NotFound):
            await claims.reject(community.viewer("HR"), id=community[claim], rejection=ClaimRejection.OTHER)


async def test_an_approval_of_an_entry_that_is_taken_meanwhile_is_a_conflict(community: Community) -> None:
    await joining(community, "APPROVAL")
    await claimed(community, JIRO)
    take = "update roster_entries set claimed_by_id = $2 where id = $1"
    await community.connection.execute(take, community["entry of nobody"], community["Chie"])
    with pytest.raises(Conflict, match="claimed"):
        await claims.approve(community.viewer("HR"), id=await newest(community, JIRO))
    with pytest.raises(Conflict, match="claimed"):
        await claims.approve(
            community.viewer("HR"), id=community["unmatched claim"], entry_id=community["entry of Aoi"]
        )


async def test_a_member_without_an_entry_claims_theirs_and_one_with_an_entry_no_other(community: Community) -> None:
    await give_address(community, "Member 4", HOME)
    made = await claimed(community, **PAPERS)
    assert (made["status"], made["viewer"]) == (ClaimStatus.APPROVED, community["Member 4"])
    await community.connection.execute("update roster_entries set claimed_by_id = null where external_id = $1", NUMBER)
    await give_address(community, "Ben", "ben@example.com")
    with pytest.raises(Conflict, match="another entry"):
        await claimed(community, "ben@example.com", **PAPERS)
    assert await owner(community) is None


async def test_who_left_claims_their_own_entry_again(community: Community) -> None:
    await give_address(community, "Aoi", HOME)
    await community.connection.execute("update members set status = 'LEFT' where id = $1", community["Aoi"])
    made = await claimed(community, external_id="E009", family_name="髙橋")
    assert (made["status"], made["viewer"]) == (ClaimStatus.APPROVED, community["Aoi"])


async def test_who_is_suspended_does_not_come_back_by_a_claim(community: Community) -> None:
    await give_address(community, "Fumi", HOME)
    with pytest.raises(Forbidden, match="suspended"):
        await claimed(community, **PAPERS)


async def test_what_hr_has_on_record_is_added_to_what_the_member_said(community: Community) -> None:
    """Aoi's entry tells of 2010-04 to 2015-03-31 in 営業部 and of 2018 to 2020-03; they have said 2010 to 2020-03."""
    await community.connection.execute("update roster_entries set claimed_by_id = null where external_id = 'E009'")
    await give_address(community, "Aoi", HOME)
    own = "update employments set started = $2, ended = $3 where member_id = $1"
    await community.connection.execute(own, community["Aoi"], "2018", "2020-03")
    await claimed(community, external_id="E009", family_name="山田")
    rows = await community.connection.fetch(
        "select e.started, e.ended, e.verified_by, a.label_ja from employments e"
        " left join attributes a on a.id = e.department_id where e.member_id = $1 order by e.started",
        community["Aoi"],
    )
    assert [tuple(row)[:3] for row in rows] == [("2010-04", "2015-03-31", "HR"), ("2018", "2020-03", "HR")]
    assert rows[0]["label_ja"] == "営業部"


async def test_a_claim_needs_its_own_link(community: Community) -> None:
    with pytest.raises(Invalid):
        await claims.prove(None, network="here", token="x")
    with pytest.raises(NotFound):
        await claims.claim(None, network="nowhere", email=HOME, display_name="x")
