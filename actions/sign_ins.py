"""Sign-ins: a member proves an address by what was mailed there, and gets a session."""

from typing import Any
from uuid import UUID

from actions import mails, proofs, sessions
from actions.action import action
from actions.change import Change, Made
from actions.rates import RATES, rate
from actions.refusals import Forbidden
from actions.words import Words
from models.database import connect
from models.mails import MailKind
from models.members import MemberStatus

NOT_A_MEMBER = Words(
    "Nobody with this address is a member of this network.", "このメールアドレスの会員は登録されていません。"
)
SUSPENDED = Words(
    "This membership is suspended: ask the office.", "利用が停止されています。事務局にお問い合わせください。"
)
# Of a whole network: what people do, and far from what a flood of mails takes.
OF_A_NETWORK = rate("300/minute")

MEMBERS = """
select m.id, m.status from account_emails e join members m on m.account_id = e.account_id
where e.address = $2 and e.verified_at is not null and m.network_id = $1
"""
BY_ID = "select id, status from members where network_id = $1 and id = $2"
NETWORK = "select id from networks where slug = $1"
FORGET = (
    "delete from sign_ins where expires_at < now() - interval '1 day'",
    "delete from claims where status = 'UNPROVEN' and created_at < now() - interval '1 day'",
    "delete from visits where expires_at < now()",
    mails.FORGET,
)


@action(signed_in=False)
async def request(change: Change, *, network: str, email: str) -> Made:
    """Mail a link and a code to a member who has this address.

    Whoever asks is told the same whether there is such a network, such an address, and a mail, or not. Raises Invalid
    for what is no address, and RateLimited.
    """
    address = proofs.address_of(email)
    await RATES.hit(OF_A_NETWORK, "sign_ins.request", network)
    place: UUID | None = await change.value(NETWORK, network)
    if place is not None:
        found = await change.rows(MEMBERS, place, address)
        known = any(row["status"] == MemberStatus.ACTIVE for row in found)
        await proofs.ask(change, place, address, MailKind.SIGN_IN, mailed=known)
    return {"requested": True}


@action(signed_in=False)
async def sign_in(
    change: Change,
    *,
    network: str,
    token: str | None = None,
    email: str | None = None,
    code: str | None = None,
    device: str | None = None,
) -> Made:
    """Open a session for the member who brings back what was mailed: the token of the link, or the address and code.

    Raises NotFound, Invalid, and Forbidden for somebody who is no active member (any more).
    """
    place = await proofs.network_called(change, network)
    proof = await proofs.proven(change, place["id"], token, email, code)
    member = await member_of(change, proof)
    return {"token": await sessions.opened(change, member, device), "viewer": member}


async def member_of(change: Change, proof: Any) -> UUID:
    """The active member whom a proof is about; raises Forbidden."""
    by_id = proof["member_id"] is not None
    found = await change.rows(BY_ID if by_id else MEMBERS, proof["network_id"], proof["member_id"] or proof["address"])
    if not found:
        raise Forbidden(NOT_A_MEMBER)
    key, status = found[0]
    if status == MemberStatus.SUSPENDED:
        raise Forbidden(SUSPENDED)
    if status != MemberStatus.ACTIVE:
        raise Forbidden(NOT_A_MEMBER)
    return UUID(str(key))


async def forget_old(url: str) -> None:
    """Remove what is of no use any more: links, claims that nobody proved, visits, and what is left of old mails."""
    connection = await connect(url)
    try:
        async with connection.transaction():
            for statement in FORGET:
                await connection.execute(statement)
    finally:
        await connection.close()
