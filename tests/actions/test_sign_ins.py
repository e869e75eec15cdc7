"""Signing in by mail: the same answer to everybody, a link and a code that work once, and a session for a member."""

import asyncio
from collections.abc import AsyncIterator
from uuid import UUID

import pytest

from actions import proofs, sign_ins
from actions.refusals import Forbidden, Invalid, NotFound, Refusal
from actions.sessions import Sessions
from models.networks import Locale
from models.sign_ins import TRIES
from models.viewer import Viewer
from tests.actions.post_box import give_address, mailed, mails_to
from tests.community import Community

AOI = "aoi.reads@example.com"


@pytest.fixture
async def home(community: Community) -> Community:
    await give_address(community, "Aoi", AOI)
    return community


@pytest.fixture
async def sessions(home: Community) -> AsyncIterator[Sessions]:
    opened = await Sessions.open(home.url, seconds=0)
    yield opened
    await opened.close()


async def asked(home: Community, network: str = "here") -> dict[str, str]:
    """What is mailed to Aoi who asks."""
    await sign_ins.request(None, network=network, email=AOI)
    return await mailed(home, AOI)


async def later(home: Community, minutes: int) -> None:
    """Let time go by."""
    back = f"interval '{minutes} minutes'"
    await home.connection.execute(
        f"update sign_ins set created_at = created_at - {back}, expires_at = expires_at - {back}"
    )


async def test_a_link_opens_a_session_of_the_member_once(home: Community, sessions: Sessions) -> None:
    link = await asked(home)
    outcome = await sign_ins.sign_in(None, network="here", token=link["token"], device="Aoi's telephone")
    assert outcome.made["viewer"] == home["Aoi"]
    found = await sessions.viewer(outcome.made["token"])
    assert found == outcome.reader == Viewer(home["Aoi"], home["here"], found and found.session_id)
    assert await home.told() == [("session.opened", found and found.session_id)]
    with pytest.raises(Invalid, match="used already"):
        await sign_ins.sign_in(None, network="here", token=link["token"])


async def test_the_code_does_what_the_link_does(home: Community, sessions: Sessions) -> None:
    link = await asked(home)
    outcome = await sign_ins.sign_in(None, network="here", email=f" {AOI.upper()} ", code=f" {link['code']}")
    assert (await sessions.viewer(outcome.made["token"]) or Viewer(UUID(int=0), UUID(int=0))).id == home["Aoi"]
    with pytest.raises(Invalid, match="code"):
        await sign_ins.sign_in(None, network="here", email=AOI, code=link["code"])
    with pytest.raises(Invalid, match="used"):
        await sign_ins.sign_in(None, network="here", token=link["token"])


async def test_two_at_once_with_one_link_get_one_session(home: Community) -> None:
    link = await asked(home)
    tries = (sign_ins.sign_in(None, network="here", token=link["token"]) for _ in range(5))
    results = await asyncio.gather(*tries, return_exceptions=True)
    assert sorted(type(each).__name__ for each in results) == ["Invalid"] * 4 + ["Outcome"]
    opened = await home.value("select count(*) from sessions where member_id = $1 and device is null", home["Aoi"])
    assert opened == 1


@pytest.mark.parametrize(
    "email", ["nobody@example.com", "unproven@example.com", "fumi@example.com", "gen@example.com", "out@example.com"]
)
async def test_whoever_has_no_active_member_is_told_the_same_and_mailed_nothing(home: Community, email: str) -> None:
    await give_address(home, "Ben", "unproven@example.com", verified=False)
    for name, address in (("Fumi", "fumi"), ("Gen", "gen"), ("Outsider", "out")):
        await give_address(home, name, f"{address}@example.com")
    known = await sign_ins.request(None, network="here", email=AOI)
    unknown = await sign_ins.request(None, network="here", email=email)
    nowhere = await sign_ins.request(None, network="nowhere", email=email)
    assert known == unknown == nowhere
    assert await mails_to(home, email) == 0
    assert await home.told() == []


async def test_nobody_tries_codes_until_one_is_right(home: Community) -> None:
    link = await asked(home)
    wrong = f"{(int(link['code']) + 1) % 1_000_000:06}"
    for _ in range(TRIES):
        with pytest.raises(Invalid, match="code"):
            await sign_ins.sign_in(None, network="here", email=AOI, code=wrong)
    with pytest.raises(Invalid, match="code"):
        await sign_ins.sign_in(None, network="here", email=AOI, code=link["code"])
    assert await home.value("select max(tries) from sign_ins") == TRIES


async def test_codes_that_are_tried_at_once_are_all_counted(home: Community) -> None:
    link = await asked(home)
    wrong = f"{(int(link['code']) + 1) % 1_000_000:06}"
    tries = (sign_ins.sign_in(None, network="here", email=AOI, code=wrong) for _ in range(12))
    assert {type(each) for each in await asyncio.gather(*tries, return_exceptions=True)} == {Invalid}
    assert await home.value("select max(tries) from sign_ins") == TRIES


async def test_a_wrong_code_is_answered_like_an_unknown_address(home: Community) -> None:
    await asked(home)
    told = set()
    for email in (AOI, "nobody@example.com"):
        with pytest.raises(Invalid) as refused:
            await sign_ins.sign_in(None, network="here", email=email, code="nonsense")
        told.add((refused.value.told(Locale.JA), refused.value.path))
    assert len(told) == 1


async def test_a_newer_code_is_the_one_that_counts(home: Community) -> None:
    first, second = await asked(home), await asked(home)
    with pytest.raises(Invalid):
        await sign_ins.sign_in(None, network="here", email=AOI, code=first["code"])
    assert (await sign_ins.sign_in(None, network="here", email=AOI, code=second["code"])).made["token"]


async def test_what_was_mailed_is_good_for_a_quarter_of_an_hour(home: Community) -> None:
    link = await asked(home)
    await later(home, proofs.MINUTES)
    with pytest.raises(Invalid, match="expired"):
        await sign_ins.sign_in(None, network="here", token=link["token"])
    with pytest.raises(Invalid, match="no longer valid"):
        await sign_ins.sign_in(None, network="here", email=AOI, code=link["code"])


async def test_a_link_of_one_network_is_none_of_another(home: Community) -> None:
    link = await asked(home)
    with pytest.raises(Invalid, match="another network"):
        await sign_ins.sign_in(None, network="there", token=link["token"])
    with pytest.raises(Invalid):
        await sign_ins.sign_in(None, network="there", email=AOI, code=link["code"])
    with pytest.raises(NotFound):
        await sign_ins.sign_in(None, network="nowhere", token=link["token"])
    assert (await sign_ins.sign_in(None, network="here", token=link["token"])).made["viewer"] == home["Aoi"]


async def test_an_account_with_a_member_in_two_networks_signs_in_to_the_one_that_it_names(home: Community) -> None:
    link = await asked(home, "there")
    outcome = await sign_ins.sign_in(None, network="there", token=link["token"])
    assert (outcome.made["viewer"], outcome.reader and outcome.reader.network_id) == (home["Aoi there"], home["there"])


@pytest.mark.parametrize(("status", "words"), [("SUSPENDED", "suspended"), ("LEFT", "Nobody")])
async def test_who_is_out_by_then_stays_out(home: Community, status: str, words: str) -> None:
    link = await asked(home)
    await home.connection.execute("update members set status = $2 where id = $1", home["Aoi"], status)
    with pytest.raises(Forbidden, match=words):
        await sign_ins.sign_in(None, network="here", token=link["token"])


@pytest.mark.parametrize(
    "given", [{}, {"email": AOI}, {"code": "123456"}, {"token": "x", "code": "1", "email": AOI}, {"token": "x"}]
)
async def test_half_of_it_and_nonsense_are_refused(home: Community, given: dict[str, str]) -> None:
    with pytest.raises(Invalid):
        await sign_ins.sign_in(None, network="here", **given)


@pytest.mark.parametrize(
    "email",
    [
        "",
        "aoi",
        "@example.com",
        "a@b",
        "a b@example.com",
        "a@b@example.com",
        "あ@example.com",
        "a@example.com\nbcc: b@example.com",
        "x" * 250 + "@example.com",
    ],
)
async def test_what_is_no_address_is_refused(home: Community, email: str) -> None:
    with pytest.raises(Invalid, match="mail address"):
        await sign_ins.request(None, network="here", email=email)


async def test_one_address_is_not_flooded_with_mail(home: Community) -> None:
    for _ in range(proofs.AN_HOUR + 3):
        await sign_ins.request(None, network="here", email=AOI)
    assert await mails_to(home, AOI) == proofs.AN_HOUR
    await later(home, 61)
    await sign_ins.request(None, network="here", email=AOI)
    assert await mails_to(home, AOI) == proofs.AN_HOUR + 1


async def test_neither_token_nor_code_is_kept_but_in_the_mail_that_waits(home: Community) -> None:
    link = await asked(home)
    kept = str(await home.value("select jsonb_agg(to_jsonb(s)) from sign_ins s"))
    assert link["token"] not in kept
    assert link["code"] not in kept


async def test_old_links_and_claims_are_forgotten(home: Community) -> None:
    await asked(home)
    await sign_ins.forget_old(home.url)
    assert await home.value("select count(*) from sign_ins where address = $1", AOI) == 1
    await later(home, 60 * 25)
    await home.connection.execute("update claims set created_at = now() - interval '2 days'")
    await sign_ins.forget_old(home.url)
    assert await home.value("select count(*) from sign_ins where address = $1", AOI) == 0
    assert await home.value("select count(*) from claims where status = 'UNPROVEN'") == 0
    assert await home.value("select count(*) from claims") != 0


async def test_every_refusal_is_said_in_both_languages(home: Community) -> None:
    with pytest.raises(Refusal) as refused:
        await sign_ins.sign_in(None, network="here", token="x")
    assert refused.value.told(Locale.EN) != refused.value.told(Locale.JA)
