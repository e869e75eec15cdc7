"""Signing in at the provider of a network: the whole way of a browser, and every answer that must not be believed."""

from collections.abc import AsyncIterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from joserfc.jwk import OctKey, RSAKey
from starlette.applications import Starlette

from actions import providers, sign_ins
from actions.refusals import Invalid, Refusal
from server.oidc import Oidc
from tests.actions.post_box import give_address
from tests.community import Community
from tests.server.openid import CLIENT, SECRET, Provider, openid_provider

AOI = "aoi.reads@example.com"
HOME = "https://enishi.example"


@pytest.fixture
async def provider(community: Community) -> AsyncIterator[Provider]:
    await give_address(community, "Aoi", AOI)
    async with openid_provider() as made:
        made.claims = {"sub": "subject of aoi", "email": AOI.upper(), "email_verified": True}
        await providers.trust(community.url, "here", issuer=made.issuer, client_id=CLIENT, client_secret=SECRET)
        yield made


@pytest.fixture
async def browser(provider: Provider) -> AsyncIterator[httpx.AsyncClient]:
    async with a_browser() as opened:
        yield opened


def a_browser() -> httpx.AsyncClient:
    app = Starlette(routes=Oidc(HOME).routes())
    return httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url=HOME)


async def sent(browser: httpx.AsyncClient, network: str = "here") -> str:
    """Where the provider sends a browser back to."""
    started = await browser.get(f"/auth/oidc/{network}/start")
    assert started.status_code == 303, started.text
    async with httpx.AsyncClient() as outside:
        answer = await outside.get(started.headers["location"])
    return str(answer.headers["location"])


async def signed_in(browser: httpx.AsyncClient) -> dict[str, str]:
    """What the browser is sent on with."""
    answer = await browser.get(await sent(browser))
    assert answer.status_code == 303, answer.text
    page, _, told = answer.headers["location"].partition("#")
    assert page == f"{HOME}/sign-in"
    return {name: values[0] for name, values in parse_qs(told).items()}


async def test_whom_the_provider_knows_by_a_verified_address_is_signed_in(
    community: Community, browser: httpx.AsyncClient
) -> None:
    told = await signed_in(browser)
    outcome = await sign_ins.sign_in(None, **told)
    assert outcome.made["viewer"] == community["Aoi"]
    with pytest.raises(Invalid, match="used"):
        await sign_ins.sign_in(None, **told)
    linked = "select account_id from identities where subject = 'subject of aoi'"
    assert await community.value(linked) == community["account of Aoi"]
    assert await community.value("select count(*) from visits where expires_at < '2099-01-01'") == 0


async def test_from_the_second_time_on_the_subject_counts_and_no_address(
    community: Community, provider: Provider, browser: httpx.AsyncClient
) -> None:
    await signed_in(browser)
    await give_address(community, "Ben", "ben@example.com")
    for email in ({}, {"email": "ben@example.com", "email_verified": True}):
        provider.claims = {"sub": "subject of aoi", **email}
        outcome = await sign_ins.sign_in(None, **(await signed_in(browser)))
        assert outcome.made["viewer"] == community["Aoi"]


async def test_the_token_that_the_browser_carries_is_good_for_a_minute_and_here_alone(
    community: Community, browser: httpx.AsyncClient
) -> None:
    told = await signed_in(browser)
    with pytest.raises(Invalid, match="another network"):
        await sign_ins.sign_in(None, network="there", token=told["token"])
    back = "interval '1 minute'"
    await community.connection.execute(
        f"update sign_ins set created_at = created_at - {back}, expires_at = expires_at - {back}"
    )
    with pytest.raises(Invalid, match="expired"):
        await sign_ins.sign_in(None, **told)


def with_claims(**claims: Any) -> Any:
    return lambda provider: provider.claims.update(claims)


def another_key(provider: Provider) -> None:
    provider.signing = RSAKey.generate_key(2048, {"kid": "one"})


def shared_secret(provider: Provider) -> None:
    provider.header = {"alg": "HS256", "kid": "one"}
    provider.signing = OctKey.import_key(SECRET * 8)


UNUSABLE = {
    "for another visit": with_claims(nonce="another"),
    "without a nonce": with_claims(nonce=None),
    "for another client": with_claims(aud="another"),
    "for several, and not us": with_claims(aud=[CLIENT, "another"], azp="another"),
    "of another issuer": with_claims(iss="https://another.example"),
    "too old": with_claims(exp=1_600_000_000),
    "without a subject": with_claims(sub=None),
    "signed by another": another_key,
    "signed with a secret": shared_secret,
}


@pytest.mark.parametrize("what", UNUSABLE)
async def test_a_token_is_not_believed_that_is(
    community: Community, provider: Provider, browser: httpx.AsyncClient, what: str
) -> None:
    UNUSABLE[what](provider)
    answer = await browser.get(await sent(browser))
    assert answer.status_code == 502
    assert await community.value("select count(*) from sign_ins where member_id is not null") == 0


@pytest.mark.parametrize(
    "claims",
    [
        {"email_verified": False},
        {"email_verified": None},
        {"email": "nobody@example.com"},
        {"email": None},
        {"email": "fumi@example.com"},
        {"email": "gen@example.com"},
    ],
)
async def test_who_is_no_active_member_is_not_let_in(
    community: Community, provider: Provider, browser: httpx.AsyncClient, claims: dict[str, Any]
) -> None:
    for name in ("Fumi", "Gen"):
        await give_address(community, name, f"{name.lower()}@example.com")
    provider.claims |= claims
    answer = await browser.get(await sent(browser))
    assert answer.status_code == 403
    assert await community.value("select count(*) from identities where subject like 'subject of%'") == 0


async def test_nobody_is_signed_in_by_the_link_of_another(provider: Provider, browser: httpx.AsyncClient) -> None:
    back = await sent(browser)
    async with a_browser() as victim:
        assert (await victim.get(back)).status_code == 403
    assert (await browser.get(back)).status_code == 403  # the visit is over, whoever ended it


async def test_a_link_comes_back_once_and_in_time(community: Community, browser: httpx.AsyncClient) -> None:
    back = await sent(browser)
    assert (await browser.get(back)).status_code == 303
    assert (await browser.get(back)).status_code == 403
    late = await sent(browser)
    await community.connection.execute("update visits set expires_at = now()")
    assert (await browser.get(late)).status_code == 403


async def test_a_visit_of_one_network_is_none_of_another(
    community: Community, provider: Provider, browser: httpx.AsyncClient
) -> None:
    await providers.trust(community.url, "there", issuer=provider.issuer, client_id=CLIENT, client_secret=SECRET)
    parts = urlsplit(await sent(browser))
    answer = await browser.get(f"{parts.path.replace('here', 'there')}?{parts.query}")
    assert answer.status_code == 403


async def test_a_provider_that_says_no_or_lies_about_itself_or_is_not_there_is_told(
    community: Community, provider: Provider, browser: httpx.AsyncClient
) -> None:
    provider.refuses = True
    assert (await browser.get(await sent(browser))).status_code == 502
    provider.calls_itself = "https://another.example"
    async with a_browser() as fresh:
        assert (await fresh.get("/auth/oidc/here/start")).status_code == 502
    await providers.trust(community.url, "here", issuer="http://127.0.0.1:1", client_id=CLIENT, client_secret=None)
    async with a_browser() as fresh:
        assert (await fresh.get("/auth/oidc/here/start")).status_code == 502


async def test_a_network_without_a_provider_has_no_such_way(community: Community) -> None:
    async with a_browser() as browser:
        for network in ("here", "nowhere"):
            await community.connection.execute("delete from providers")
            for step in ("start", "callback?state=x&code=y"):
                assert (await browser.get(f"/auth/oidc/{network}/{step}")).status_code == 403


async def test_the_cookie_is_for_this_way_alone(browser: httpx.AsyncClient) -> None:
    cookie = (await browser.get("/auth/oidc/here/start")).headers["set-cookie"].lower()
    for word in ("httponly", "secure", "samesite=lax", "path=/auth/oidc"):
        assert word in cookie


async def test_an_issuer_is_https_and_the_network_must_be_there(community: Community) -> None:
    for slug, issuer in (("here", "http://login.example.com"), ("nowhere", "https://login.example.com")):
        with pytest.raises(Refusal):
            await providers.trust(community.url, slug, issuer=issuer, client_id="x", client_secret=None)
