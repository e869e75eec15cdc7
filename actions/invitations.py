"""Invitations: who may join is asked by mail, and joins by the link in it."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from actions import mails, proofs, sessions
from actions.action import action
from actions.change import Change, Made
from actions.members import ENTRY_TAKEN, account_of, member_for, names_of, take_entry
from actions.refusals import Conflict, Invalid
from actions.tokens import fresh_token, hashed
from actions.words import Words
from models.ids import uuid7
from models.invitations import Invitation
from models.mails import MailKind
from models.members import Member, MemberKind, Role
from models.roster import RosterEntry

DAYS = 14

ENTRY_OR_EMAIL = Words(
    "Name an entry of the roster, or an address.", "名簿データまたはメールアドレスを指定してください。"
)
NO_EMAIL = Words("The roster has no mail address of them.", "名簿にメールアドレスが登録されていません。")
ACCEPTED = Words("This invitation was accepted already.", "この招待はすでに承諾されています。")

REPLACE = """
update invitations set withdrawn_at = $3 where network_id = $1 and address = $2
and accepted_at is null and withdrawn_at is null
"""
INVITED = "select * from invitations where token_hash = $1 and withdrawn_at is null for update"
ACCEPT = "update invitations set accepted_at = $2, accepted_by_id = $3 where id = $1"


@action(rate_limit="1000/hour")
async def invite(
    change: Change,
    *,
    entry_id: UUID | None = None,
    email: str | None = None,
    kind: MemberKind = MemberKind.ALUMNUS,
) -> Made:
    """Invite somebody by mail: a person on the roster, or whoever reads the mail of an address.

    A new invitation takes the place of an open one to the same address. Nobody is told whether the address is a
    member's already. Raises Forbidden, NotFound, Invalid, and Conflict for an entry that is claimed.
    """
    change.must_be(Role.HR_ADMIN, Role.COMMUNITY_MANAGER)
    if (entry_id is None) == (email is None):
        raise Invalid(ENTRY_OR_EMAIL)
    entry = await unclaimed(change, entry_id) if entry_id else None
    if entry is not None and entry.email is None:
        raise Invalid(NO_EMAIL, "entry_id")
    address = proofs.address_of((entry.email if entry else email) or "", "entry_id" if entry else "email")
    await change.run(REPLACE, change.network_id, address, change.now)
    token = fresh_token()
    said: dict[str, Any] = {"kind": kind, "address": address, "entry_id": entry_id, "token_hash": hashed(token)}
    invitation = await Invitation.create(
        id=uuid7(),
        network_id=change.network_id,
        inviter_id=change.me.id,
        created_at=change.now,
        expires_at=end(change),
        **said,
    )
    await send(change, invitation, token)
    change.tell("invitation.sent", invitation)
    return {"invitation": invitation.id}


def end(change: Change) -> Any:
    """Until when a link of now is good."""
    return change.now + timedelta(days=DAYS)


async def unclaimed(change: Change, entry_id: UUID) -> RosterEntry:
    """An entry of the roster that nobody has claimed, held; raises NotFound and Conflict."""
    entry = await change.seen(RosterEntry, entry_id, path="entry_id", lock=True)
    if entry.claimed_by_id is not None:  # type: ignore[attr-defined]
        raise Conflict(ENTRY_TAKEN, "entry_id")
    return entry


async def send(change: Change, invitation: Invitation, token: str) -> None:
    """Write the mail of an invitation."""
    inviter = await Member.get(id=change.me.id).only("display_name")
    told: dict[str, Any] = {"inviter": inviter.display_name, "days": DAYS, "token": token}
    address = invitation.address
    await mails.write(change, change.network_id, MailKind.INVITATION, address, about=invitation.id, **told)


@action()
async def withdraw(change: Change, *, id: UUID) -> Made:  # noqa: A002 - what the graph calls it
    """Make the link of an invitation worthless; raises NotFound, and Conflict for one that was accepted."""
    invitation = await change.seen(Invitation, id, path="id", lock=True)
    if invitation.accepted_at is not None:
        raise Conflict(ACCEPTED, "id")
    if invitation.withdrawn_at is None:
        invitation.withdrawn_at = change.now
        await invitation.save(update_fields=["withdrawn_at"])
        change.tell("invitation.withdrawn", invitation)
    return {"invitation": invitation.id}


@action(signed_in=False)
async def accept(
    change: Change, *, network: str, token: str, display_name: str | None = None, device: str | None = None
) -> Made:
    """Join by the link of an invitation, which proves the address as well; whoever was a member is the same again.

    Raises NotFound, Invalid for a link that is not good, or a new member without a name, Forbidden for who is
    suspended, and Conflict for an entry that was claimed by another.
    """
    place = await proofs.network_called(change, network)
    rows = await change.rows(INVITED, hashed(token))
    invitation = rows[0] if rows else None
    proofs.check_link(change, invitation, place["id"], "accepted_at")
    assert invitation is not None  # noqa: S101 - it was checked
    entry = await RosterEntry.filter(id=invitation["entry_id"]).select_for_update().first()
    account = await account_of(change, invitation["address"])
    member = await member_for(change, account, names_of(entry, display_name), MemberKind(invitation["kind"]))
    if entry is not None:
        await take_entry(change, member, entry)
    await change.run(ACCEPT, invitation["id"], change.now, member.id)
    change.tell("invitation.accepted", ("Invitation", invitation["id"]))
    return {"token": await sessions.opened(change, member.id, device), "viewer": member.id}
