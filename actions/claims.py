"""Claims: somebody says which entry of the roster they are, and the roster or a member of the office decides."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from actions import mails, proofs, sessions
from actions.action import action
from actions.change import Change, Made
from actions.invitations import unclaimed
from actions.members import account_of, member_for, names_of, take_entry
from actions.rates import RATES
from actions.refusals import Conflict, Forbidden, RateLimited
from actions.sign_ins import OF_A_NETWORK
from actions.words import Words
from models.claims import Claim, ClaimRejection, ClaimStatus
from models.mails import MailKind
from models.members import MemberKind, Role
from models.networks import Joining
from models.roster import RosterEntry

A_DAY = 5  # claims of one address, and automatic looks at one number: nobody guesses their way in

BY_INVITATION = Words("One joins this network by invitation.", "このネットワークは招待制です。")
DECIDED = Words("This claim was decided already.", "この申請はすでに処理されています。")
OWN_CLAIM = Words("Another member must decide about you.", "ご自身の申請は処理できません。")

LATELY = "select count(*) from claims where network_id = $1 and address = $2 and created_at > $3"
GUESSES = """
select count(*) from claims where network_id = $1 and external_id = $2 and created_at > $3 and status <> 'UNPROVEN'
"""
NUMBER = "select btrim(normalize($1, nfkc))"
PENDING = "select id from claims where network_id = $1 and account_id = $2 and status = 'PENDING' for update"
FORGET = "delete from claims where id = $1 and status = 'UNPROVEN'"
# The address was proven. A number is on many papers, so a name must come with it. Who comes back finds their own entry.
MATCHES = """
select e.id from roster_entries e where e.network_id = $1 and (e.claimed_by_id is null or e.claimed_by_id in
    (select m.id from members m where m.network_id = $1 and m.account_id = $5)) and (e.email = $2
    or e.external_id = $3 and enishi_search_fold($4) <> '' and enishi_search_fold($4) in (
        enishi_search_fold(e.family_name), enishi_search_fold(e.former_name), enishi_search_fold(e.family_name_kana)))
limit 2 for update
"""


@action(signed_in=False)
async def claim(
    change: Change,
    *,
    network: str,
    email: str,
    display_name: str,
    external_id: str | None = None,
    family_name: str | None = None,
) -> Made:
    """Say who one is on the roster: by the address that HR has, or by the employee number and a family name.

    A mail with a link and a code goes to the address; nothing is looked up before it is proven, so that nobody learns
    from this who is on the roster. Raises NotFound, Invalid, RateLimited, and Forbidden where one is invited only.
    """
    address = proofs.address_of(email)
    await RATES.hit(OF_A_NETWORK, "claims.claim", network)
    place = await proofs.network_called(change, network)
    if place["joining"] == Joining.INVITED:
        raise Forbidden(BY_INVITATION)
    if await change.value(LATELY, place["id"], address, a_day_ago(change)) >= A_DAY:
        raise RateLimited(timedelta(days=1).total_seconds())
    number = await change.value(NUMBER, external_id or "") or None
    said: dict[str, Any] = {
        "address": address,
        "external_id": number,
        "family_name": (family_name or "").strip() or None,
    }
    made = await Claim.create(
        network_id=place["id"],
        display_name=display_name.strip(),
        status=ClaimStatus.UNPROVEN,
        created_at=change.now,
        **said,
    )
    await proofs.ask(change, place["id"], address, MailKind.CLAIM, claim=made.id)
    return {"requested": True}


def a_day_ago(change: Change) -> Any:
    """The moment from which on claims are counted."""
    return change.now - timedelta(days=1)


@action(signed_in=False)
async def prove(
    change: Change,
    *,
    network: str,
    token: str | None = None,
    email: str | None = None,
    code: str | None = None,
    device: str | None = None,
) -> Made:
    """Bring back what was mailed for a claim. Where it fits just one entry, which nobody has, one is a member at once.

    Everything else waits for the office, and so does everything where the network wants to approve; why it waits is
    not told. Raises NotFound, Invalid, and Forbidden and Conflict for a member who can have no (other) entry.
    """
    place = await proofs.network_called(change, network)
    proof = await proofs.proven(change, place["id"], token, email, code, claim=True)
    said = await Claim.select_for_update().get(id=proof["claim_id"])
    account = await account_of(change, said.address)
    if await change.rows(PENDING, change.network_id, account):
        await change.run(FORGET, said.id)  # one look at the roster each, until somebody has decided
        return {"status": ClaimStatus.PENDING}
    said.account_id = account
    entry = await sole_match(change, said)
    if entry is None or place["joining"] != Joining.ROSTER:
        return await queued(change, said, entry)
    member = await approved(change, said, entry, None)
    return {"status": ClaimStatus.APPROVED, "token": await sessions.opened(change, member, device), "viewer": member}


async def sole_match(change: Change, said: Claim) -> RosterEntry | None:
    """The one unclaimed entry that fits, held; none where several do, or the number was tried too often."""
    number = said.external_id
    if number and await change.value(GUESSES, change.network_id, number, a_day_ago(change)) >= A_DAY:
        number = None
    account = said.account_id
    found = await change.rows(MATCHES, change.network_id, said.address, number, said.family_name or "", account)
    return await RosterEntry.get(id=found[0]["id"]) if len(found) == 1 else None


async def queued(change: Change, said: Claim, entry: RosterEntry | None) -> Made:
    """Leave a claim to the office."""
    said.status = ClaimStatus.PENDING
    said.entry_id = entry.id if entry else None
    await said.save(update_fields=["status", "entry_id", "account_id"])
    change.tell("claim.submitted", said)
    return {"status": ClaimStatus.PENDING}


async def approved(change: Change, said: Claim, entry: RosterEntry | None, by: UUID | None) -> UUID:
    """Make a member of whoever claims; raises Forbidden and Conflict."""
    assert said.account_id is not None  # noqa: S101 - a constraint says so of a claim that is proven
    names = names_of(entry, said.display_name)
    member = await member_for(change, said.account_id, names, MemberKind.ALUMNUS)
    if entry is not None:
        await take_entry(change, member, entry)
    said.member_id = member.id
    said.entry_id = entry.id if entry else None
    await decide(change, said, ClaimStatus.APPROVED, by)
    change.audit("claim.approved", said, None if by else "the roster")
    return member.id


async def decide(change: Change, said: Claim, status: ClaimStatus, by: UUID | None) -> None:
    """Write down what was decided."""
    said.status = status
    said.decided_at = change.now
    said.decided_by_id = by
    await said.save()
    change.tell(f"claim.{status.lower()}", said)


async def undecided(change: Change, key: UUID) -> Claim:
    """A claim that waits for the office; raises Forbidden, NotFound, and Conflict for one that was decided."""
    change.must_be(Role.COMMUNITY_MANAGER, Role.HR_ADMIN)
    said = await change.seen(Claim, key, path="id", lock=True)
    if said.account_id == change.me.account_id:
        raise Forbidden(OWN_CLAIM)
    if said.status is not ClaimStatus.PENDING:
        raise Conflict(DECIDED, "id")
    return said


@action()
async def approve(change: Change, *, id: UUID, entry_id: UUID | None = None) -> Made:  # noqa: A002
    """Let in whoever claims: as the entry that fits, as another that HR names, or as somebody whom the office knows.

    Raises Forbidden, NotFound, and Conflict for a claim that was decided and for an entry that is taken.
    """
    said = await undecided(change, id)
    named = await unclaimed(change, entry_id) if entry_id else None
    fitting = said.entry_id
    entry = named or (await RosterEntry.filter(id=fitting).select_for_update().first() if fitting else None)
    await approved(change, said, entry, change.me.id)
    await mails.write(change, change.network_id, MailKind.CLAIM_APPROVED, said.address, about=said.id)
    return {"claim": said.id}


@action()
async def reject(change: Change, *, id: UUID, rejection: ClaimRejection) -> Made:  # noqa: A002
    """Turn a claim down; why is kept for the office, and whoever claimed is told only that it was.

    Raises Forbidden, NotFound, and Conflict for one that was decided.
    """
    said = await undecided(change, id)
    said.rejection = rejection
    await decide(change, said, ClaimStatus.REJECTED, change.me.id)
    change.audit("claim.rejected", said, rejection)
    await mails.write(change, change.network_id, MailKind.CLAIM_REJECTED, said.address, about=said.id)
    return {"claim": said.id}
