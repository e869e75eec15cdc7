"""Joining: invitations, claims of the roster, and who comes, goes, and comes back."""

from datetime import datetime

import strawberry

from actions import claims, invitations, joining
from graph.compile.declare import column, condition, derived, enum, filters, relation, shows
from graph.compile.payloads import mutation
from graph.inputs import given
from graph.members import Member
from graph.nodes import Node, PartialDate
from models.claims import Claim as ClaimTable
from models.claims import ClaimRejection, ClaimStatus
from models.invitations import Invitation as InvitationTable
from models.invitations import InvitationState
from models.mails import MailState
from models.members import MemberKind
from models.roster import ENTRY_PREFIX

enum(
    InvitationState,
    {
        "OPEN": "Its link is good.",
        "ACCEPTED": "Somebody has joined by it.",
        "WITHDRAWN": "It was taken back, or another took its place.",
        "EXPIRED": "It came too late to be accepted.",
    },
)
enum(
    MailState,
    {
        "QUEUED": "It waits to be sent.",
        "SENT": "The other server has it.",
        "BOUNCED": "The other server will not take it.",
        "FAILED": "It was tried until it was of no use any more.",
    },
)
enum(
    ClaimStatus,
    {
        "UNPROVEN": "The address is not proven; nobody is shown it.",
        "PENDING": "The office must decide.",
        "APPROVED": "Whoever claimed is a member.",
        "REJECTED": "It was turned down.",
    },
)
enum(
    ClaimRejection,
    {
        "NOT_ON_RECORD": "The roster has no such person.",
        "ALREADY_CLAIMED": "Another member has claimed the entry.",
        "NOT_ELIGIBLE": "The person is on record and may not join.",
        "DUPLICATE": "The person is a member already.",
        "OTHER": "Something else.",
    },
)


@shows(InvitationTable, order=("-created_at", "-id"))
class Invitation(Node):
    """That the network asks somebody to join."""

    kind: MemberKind = column("What the invited will be to the company, where no roster entry says otherwise.")
    email: str | None = derived("The address; null where it is one of the roster, which is read there for a purpose.")
    from_roster: bool = derived("Is it for a person on the roster?")
    state: InvitationState = derived("What has become of it.")
    mail_state: MailState | None = derived("Where its mail is; null where that is forgotten.")
    created_at: datetime = column("When it was sent.")
    expires_at: datetime = column("Until when its link is good.")
    accepted_at: datetime | None = column("When it was accepted; null where it was not.")
    inviter: "Member | None" = relation("Who invited; null where the viewer may not see them.")
    accepted_by: "Member | None" = relation("Who joined by it; null where the viewer may not see them.")


@shows(ClaimTable, order=("-created_at", "-id"))
class Claim(Node):
    """That somebody says which entry of the roster they are, for those who decide, and for the member it made."""

    display_name: str = column("How whoever claims wants to be called.")
    email: str = column("The address, which was proven.", source="address")
    external_id: str | None = column("The employee number that they gave.")
    family_name: str | None = column("The family name that they gave, of today or of before.")
    status: ClaimStatus = column("Where it stands.")
    matched: bool | None = derived("Does it fit just one entry? Null for who does not decide.")
    entry_id: strawberry.ID | None = derived("The entry that it fits, for HR_ADMIN.", source="roster_id")
    rejection: ClaimRejection | None = derived("Why it was turned down, for those who decide.", source="told_rejection")
    created_at: datetime = column("When it was made.")
    decided_at: datetime | None = column("When it was decided; null while it was not.")
    decided_by: "Member | None" = relation("Who decided; null for the roster itself.")
    member: "Member | None" = relation("The member whom it made.")


@filters
class ClaimFilter:
    """Which claims; all conditions must hold."""

    statuses: list[ClaimStatus] | None = condition("Only those that stand there.", "{it}.status = any({value})")


@mutation(invitations.invite, invitation="Invitation")
class InviteMember:
    """Invite somebody to join, as HR_ADMIN or COMMUNITY_MANAGER; an open invitation to the same address ends."""

    entry_id: strawberry.ID | None = given("A person on the roster, for HR_ADMIN alone.", id_of=ENTRY_PREFIX)
    email: str | None = given("Or an address.", longest=254)
    kind: MemberKind = given("What they are to the company.", default=MemberKind.ALUMNUS)


@mutation(invitations.withdraw, invitation="Invitation")
class WithdrawInvitation:
    """Make the link of an invitation worthless."""

    id: strawberry.ID = given("The invitation.", id_of="inv")


@mutation(invitations.accept, token=str, viewer="Member")
class AcceptInvitation:
    """Join the network by the link of an invitation, and be signed in. Nobody needs to be signed in for this."""

    network: str = given("The network's short name in addresses, as in the link.", longest=63)
    token: str = given("The token in the link.", longest=256)
    display_name: str | None = given(
        "How the member wants to be called; a new member without a roster entry needs it.", longest=200
    )
    device: str | None = given("What the session is called in the list of sessions.", longest=200)


@mutation(claims.claim, requested=bool)
class ClaimRosterEntry:
    """Say which person on the roster one is: by the address that HR has, or by the employee number and a family name.

    A link and a code are mailed to the address; until one of them is brought back nothing is looked up. Nobody needs
    to be signed in for this.
    """

    network: str = given("The network's short name in addresses.", longest=63)
    email: str = given("An address that one reads: the one at work, or another.", longest=254)
    display_name: str = given("How one wants to be called.", longest=200)
    external_id: str | None = given("The employee number.", longest=100)
    family_name: str | None = given("The family name, or the one of before.", longest=100)


@mutation(claims.prove, status=ClaimStatus, token=str, viewer="Member")
class ProveClaim:
    """Bring back what was mailed for a claim: one is a member and signed in, or the office decides."""

    network: str = given("The network's short name in addresses, as in the link.", longest=63)
    token: str | None = given("The token in the link.", longest=256)
    email: str | None = given("Or the address", longest=254)
    code: str | None = given("and the code.", longest=32)
    device: str | None = given("What the session is called in the list of sessions.", longest=200)


@mutation(claims.approve, claim="Claim")
class ApproveClaim:
    """Let in whoever claims, as HR_ADMIN or COMMUNITY_MANAGER."""

    id: strawberry.ID = given("The claim.", id_of="clm")
    entry_id: strawberry.ID | None = given("Another entry than the one that fits, for HR_ADMIN.", id_of=ENTRY_PREFIX)


@mutation(claims.reject, claim="Claim")
class RejectClaim:
    """Turn a claim down, as HR_ADMIN or COMMUNITY_MANAGER; who claimed is told no more than that."""

    id: strawberry.ID = given("The claim.", id_of="clm")
    rejection: ClaimRejection = given("Why, for the office.")


@mutation(joining.leave, left=bool)
class LeaveNetwork:
    """Leave the network: one is seen no more, and signed out everywhere. Who comes back finds everything again."""


@mutation(joining.suspend, suspended=bool)
class SuspendMember:
    """Keep a member out, as COMMUNITY_MANAGER or MODERATOR; they are signed out everywhere."""

    member_id: strawberry.ID = given("The member.", id_of="mem")
    ground: str = given("Why, for the audit.", longest=500)


@mutation(joining.reinstate, member="Member")
class ReinstateMember:
    """Let a suspended member in again, as COMMUNITY_MANAGER or MODERATOR."""

    member_id: strawberry.ID = given("The member.", id_of="mem")
    ground: str = given("Why, for the audit.", longest=500)


@mutation(joining.rehire, employment="Employment", member="Member")
class RecordRehire:
    """Write down that a member works here again, as HR_ADMIN; all that they had as an alumnus stays theirs."""

    member_id: strawberry.ID = given("The member.", id_of="mem")
    started: PartialDate = given("Since when.", longest=20)
    department_id: strawberry.ID | None = given("The department.", id_of="att")
    title: str | None = given("The title.", longest=200)


@mutation(joining.part, employment="Employment", member="Member")
class RecordLeaving:
    """Write down that a member does not work here any more, as HR_ADMIN; they stay as an alumnus."""

    member_id: strawberry.ID = given("The member.", id_of="mem")
    ended: PartialDate = given("Since when.", longest=20)
