"""Roles, and the audit of what must be answered for."""

from datetime import datetime
from typing import TYPE_CHECKING

import strawberry

from actions import roles
from graph.compile.declare import column, relation, shows
from graph.compile.payloads import mutation
from graph.inputs import given
from graph.nodes import Node
from models.audit import LONGEST_GROUND
from models.audit import AuditEntry as AuditEntryTable
from models.audit_chain import AuditChain as AuditChainView
from models.members import Role

if TYPE_CHECKING:
    from graph.members import Member

GROUND = "Why, for those who read the audit."


@shows(AuditEntryTable, order=("-number", "-id"))
class AuditEntry(Node):
    """One act that must be answered for, with the hash that ties it to all acts before."""

    number: int = column("Its place in the audit of the network, from 1.")
    what: str = column("What was done: `hr_admin.granted`.")
    at: datetime = column("When.")
    ground: str | None = column("On what ground, in the words of who did it.")
    subject_type: str = column("The type of what it was done to.")
    actor: "Member | None" = relation("Who did it; null where they are not to be seen.", "{it}.id = {self}.actor_id")
    member: "Member | None" = relation(
        "To whom it was done; null where it was to no member, or the viewer may not see them.",
        "{it}.id = {self}.subject_id",
    )


@shows(AuditChainView, order=("entries",))
class AuditChain:
    """Whether the audit still is what was written."""

    entries: int = column("How many entries there are.")
    intact: bool = column("Does every entry follow from the one before it, and is none missing between two?")
    newest_hash: str | None = column(
        "The hash of the newest entry, in hexadecimal digits. Keep it elsewhere: only so can one see later that"
        " the newest entries were not removed."
    )


@mutation(roles.grant, member="Member")
class GrantRole:
    """Give a member a role, as an owner of the network. It is written to the audit."""

    member_id: strawberry.ID = given("The member; not the viewer.", id_of="mem")
    role: Role = given("The role.")
    ground: str = given(GROUND, longest=LONGEST_GROUND)


@mutation(roles.revoke, member="Member")
class RevokeRole:
    """Take a role from a member, as an owner of the network. It is written to the audit."""

    member_id: strawberry.ID = given("The member.", id_of="mem")
    role: Role = given("The role.")
    ground: str = given(GROUND, longest=LONGEST_GROUND)
