"""Providers: the OpenID provider that a network trusts, and who comes back from it."""

from dataclasses import dataclass, field
from datetime import timedelta
from urllib.parse import urlsplit
from uuid import UUID

from actions.refusals import Forbidden, Invalid, Refusal
from actions.sign_ins import MEMBERS, NOT_A_MEMBER, SUSPENDED
from actions.tokens import fresh_token, hashed
from actions.transaction import transaction
from actions.words import Words
from models.database import connect
from models.ids import uuid7
from models.members import MemberStatus

MINUTES = 10  # for signing in at the provider
SECONDS = 60  # for the browser to bring back what signs it in here
LOCAL = ("127.0.0.1", "::1", "localhost")

NO_PROVIDER = Words("This network has no such way to sign in.", "このネットワークではこの方法でログインできません。")
LOST = Words(
    "This sign-in was begun elsewhere or too long ago.", "ログインの有効期限が切れました。もう一度お試しください。"
)

SET = """
insert into providers (id, network_id, issuer, client_id, client_secret, created_at)
select $1, n.id, $3, $4, $5, now() from networks n where n.slug = $2
on conflict (network_id) do update set issuer = $3, client_id = $4, client_secret = $5 returning id
"""
FIND = """
select p.id, p.network_id, n.slug, p.issuer, p.client_id, p.client_secret
from providers p join networks n on n.id = p.network_id where n.slug = $1
"""
BEGIN = """
insert into visits (id, network_id, provider_id, state_hash, browser_hash, nonce, verifier, expires_at)
values ($1, $2, $3, $4, $5, $6, $7, now() + $8::interval)
"""
END = """
delete from visits where provider_id = $1 and state_hash = $2
returning nonce, verifier, browser_hash = $3 and expires_at > now() as good
"""
KNOWN = """
select m.id, m.status from identities i join members m on m.account_id = i.account_id and m.network_id = i.network_id
where i.network_id = $1 and i.issuer = $2 and i.subject = $3
"""
LINK = """
insert into identities (id, network_id, account_id, issuer, subject, created_at)
select $1, m.network_id, m.account_id, $3, $4, now() from members m where m.id = $2
on conflict (network_id, issuer, subject) do nothing
"""
ALLOW = """
insert into sign_ins (id, network_id, member_id, token_hash, tries, created_at, expires_at)
values ($1, $2, $3, $4, 0, now(), now() + $5::interval)
"""


@dataclass(frozen=True)
class Trusted:
    """A provider and the network that trusts it."""

    id: UUID
    network_id: UUID
    slug: str
    issuer: str
    client_id: str
    client_secret: str | None = field(repr=False)


@dataclass(frozen=True)
class Sent:
    """What a browser that is sent to the provider must bring back, and what the provider must say."""

    state: str = field(default_factory=fresh_token, repr=False)
    browser: str = field(default_factory=fresh_token, repr=False)
    nonce: str = field(default_factory=fresh_token, repr=False)
    verifier: str = field(default_factory=fresh_token, repr=False)


async def trust(url: str, slug: str, *, issuer: str, client_id: str, client_secret: str | None) -> None:
    """Let a network's members sign in at this provider, in place of any before; raises Refusal."""
    parts = urlsplit(issuer)
    if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in LOCAL):
        raise Refusal("An issuer is an https URL.")
    connection = await connect(url)
    try:
        said = (issuer, client_id, client_secret)
        if await connection.fetchval(SET, uuid7(), slug, *said) is None:
            raise Refusal(f"There is no network {slug!r}.")
    finally:
        await connection.close()


async def provider_of(slug: str) -> Trusted:
    """The provider of a network; raises Invalid where it has none."""
    async with transaction() as connection:
        row = await connection.fetchrow(FIND, slug)
    if row is None:
        raise Invalid(NO_PROVIDER)
    return Trusted(**row)


async def begin(provider: Trusted) -> Sent:
    """Remember that a browser is sent there."""
    sent, until = Sent(), timedelta(minutes=MINUTES)
    hashes = (hashed(sent.state), hashed(sent.browser))
    async with transaction() as connection:
        named = (uuid7(), provider.network_id, provider.id)
        await connection.execute(BEGIN, *named, *hashes, sent.nonce, sent.verifier, until)
    return sent


async def end(provider: Trusted, state: str, browser: str) -> Sent:
    """What was remembered of the browser that comes back, once; raises Invalid for any other."""
    async with transaction() as connection:
        row = await connection.fetchrow(END, provider.id, hashed(state), hashed(browser))
    if row is None or not row["good"]:
        raise Invalid(LOST)
    return Sent(state, browser, row["nonce"], row["verifier"])


async def identified(provider: Trusted, subject: str, address: str | None) -> str:
    """A token that signs in the member whom the provider knows under this subject, once and within a minute.

    Who comes for the first time is known by the ``address``, if the provider has verified it. Raises Forbidden.
    """
    async with transaction() as connection:
        rows = await connection.fetch(KNOWN, provider.network_id, provider.issuer, subject)
        if not rows and address is not None:
            rows = await connection.fetch(MEMBERS, provider.network_id, address.lower())
        if not rows or rows[0]["status"] not in (MemberStatus.ACTIVE, MemberStatus.SUSPENDED):
            raise Forbidden(NOT_A_MEMBER)
        member, status = rows[0]
        if status == MemberStatus.SUSPENDED:
            raise Forbidden(SUSPENDED)
        await connection.execute(LINK, uuid7(), member, provider.issuer, subject)
        token = fresh_token()
        allowed = (uuid7(), provider.network_id, member, hashed(token), timedelta(seconds=SECONDS))
        await connection.execute(ALLOW, *allowed)
    return token
