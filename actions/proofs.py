"""Proofs: that somebody reads the mail of an address, shown by a link or a code that was mailed there."""

from datetime import timedelta
from uuid import UUID

import asyncpg

from actions import mails
from actions.change import Change
from actions.refusals import Invalid, NotFound
from actions.tokens import fresh_code, fresh_token, hashed, hashed_code, same
from actions.words import Words
from models.ids import uuid7
from models.mails import MailKind
from models.sign_ins import TRIES

MINUTES = 15
AN_HOUR = 6  # mails of one kind to one address

NO_NETWORK = Words("There is no network of this name.", "このネットワークは存在しません。")
NO_ADDRESS = Words("This is not a mail address.", "メールアドレスの形式が正しくありません。")
ONE_WAY = Words(
    "Give the token of a link, or an address and its code.",
    "トークン、またはメールアドレスとコードを指定してください。",
)
UNKNOWN_LINK = Words("This link is not valid.", "このリンクは無効です。")
OLD_LINK = Words(
    "This link has expired: ask for a new one.", "リンクの有効期限が切れています。もう一度お試しください。"
)
USED_LINK = Words(
    "This link was used already: ask for a new one.", "このリンクは使用済みです。もう一度お試しください。"
)
WRONG_NETWORK = Words("This link is for another network.", "このリンクは別のネットワークのものです。")
WRONG_CODE = Words("This code is wrong or no longer valid.", "コードが正しくないか、有効期限が切れています。")

NETWORK = "select id, slug, name, joining from networks where slug = $1"
LATELY = """
select count(*) from sign_ins where network_id = $1 and address = $2 and (claim_id is not null) = $3
and created_at > $4
"""
ADD = """
insert into sign_ins (id, network_id, address, claim_id, token_hash, code_hash, tries, created_at, expires_at)
values ($1, $2, $3, $4, $5, $6, 0, $7, $8)
"""
LINKED = "select * from sign_ins where token_hash = $1 and (claim_id is not null) = $2 for update"
NEWEST = """
select * from sign_ins where network_id = $1 and address = $2 and (claim_id is not null) = $3
order by created_at desc, id desc limit 1 for update
"""
USE = "update sign_ins set used_at = $2 where id = $1"
TRIED = "update sign_ins set tries = tries + 1 where id = $1"


def address_of(written: str, path: str = "email") -> str:
    """A mail address as it is kept; raises Invalid for what is none."""
    address = written.strip().lower()
    name, at, host = address.rpartition("@")
    plain = address.isascii() and address.isprintable() and not any(letter in ' <>,;:"()[]\\' for letter in address)
    if not (name and at and "." in host.strip(".") and plain and len(address) <= 254 and "@" not in name):
        raise Invalid(NO_ADDRESS, path)
    return address


async def network_called(change: Change, slug: str) -> asyncpg.Record:
    """The network of this name, in which the change happens from now on; raises NotFound."""
    rows = await change.rows(NETWORK, slug)
    if not rows:
        raise NotFound("network", NO_NETWORK)
    change.enter(rows[0]["id"])
    return rows[0]


async def ask(
    change: Change, network_id: UUID, address: str, kind: MailKind, *, claim: UUID | None = None, mailed: bool = True
) -> None:
    """Mail a link and a code, but to no address too often; where they are not ``mailed``, nobody can tell."""
    since = change.now - timedelta(hours=1)
    if await change.value(LATELY, network_id, address, claim is not None, since) >= AN_HOUR:
        return
    key, token, code = uuid7(), fresh_token(), fresh_code()
    until = change.now + timedelta(minutes=MINUTES)
    kept = (key, network_id, address, claim, hashed(token), hashed_code(key, code), change.now, until)
    await change.run(ADD, *kept)
    if mailed:
        await mails.write(change, network_id, kind, address, about=key, token=token, code=code, minutes=MINUTES)


async def proven(
    change: Change, network_id: UUID, token: str | None, email: str | None, code: str | None, *, claim: bool = False
) -> asyncpg.Record:
    """What was asked for with the link's token or the code, now used up; raises Invalid.

    A wrong code is counted, and after the last try none is right.
    """
    if (token is None) == (code is None) or (code is None) != (email is None):
        raise Invalid(ONE_WAY)
    if token is not None:
        found = await by_token(change, network_id, token, claim=claim)
    else:
        found = await by_code(change, network_id, address_of(email or ""), code or "", claim=claim)
    await change.run(USE, found["id"], change.now)
    return found


async def by_token(change: Change, network_id: UUID, token: str, *, claim: bool) -> asyncpg.Record:
    """The row whose link was followed; raises Invalid."""
    rows = await change.rows(LINKED, hashed(token), claim)
    check_link(change, rows[0] if rows else None, network_id, "used_at")
    return rows[0]


def check_link(change: Change, row: asyncpg.Record | None, network_id: UUID, used: str) -> None:
    """Only a link that is known, of this network, not used and not too old; raises Invalid."""
    if row is None:
        raise Invalid(UNKNOWN_LINK, "token")
    if row["network_id"] != network_id:
        raise Invalid(WRONG_NETWORK, "network")
    if row[used] is not None:
        raise Invalid(USED_LINK, "token")
    if row["expires_at"] <= change.now:
        raise Invalid(OLD_LINK, "token")


async def by_code(change: Change, network_id: UUID, address: str, code: str, *, claim: bool) -> asyncpg.Record:
    """The newest row of an address, if this is its code; raises Invalid, the same whatever is wrong."""
    rows = await change.rows(NEWEST, network_id, address, claim)
    row = rows[0] if rows else None
    if row is None or row["used_at"] or row["expires_at"] <= change.now or row["tries"] >= TRIES:
        raise Invalid(WRONG_CODE, "code")
    if not same(row["code_hash"], hashed_code(row["id"], code)):
        await change.run(TRIED, row["id"])
        refusal = Invalid(WRONG_CODE, "code")
        refusal.lasting = True
        raise refusal
    return row
