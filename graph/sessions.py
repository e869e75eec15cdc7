"""Sessions: how one signs in, and from where one is signed in."""

from datetime import datetime

import strawberry

from actions import sessions, sign_ins
from graph.compile.declare import column, derived, shows
from graph.compile.payloads import mutation
from graph.inputs import given
from graph.nodes import Node
from models.accounts import Session as SessionTable


@shows(SessionTable, order=("-created_at", "-id"))
class Session(Node):
    """Where the viewer is signed in, or was; nobody sees another's."""

    device: str | None = column("What it is called.")
    current: bool = derived("Is it the one that asks?")
    created_at: datetime = column("Since when.")
    expires_at: datetime = column("Until when, at most.")
    revoked_at: datetime | None = column("When it was ended; null where it was not.")
    importing: bool = column("May ids and times of elsewhere be set through it?")


@mutation(sign_ins.request, requested=bool)
class RequestSignIn:
    """Have a link and a code mailed to one's address. The answer is the same whether anybody has this address.

    Nobody needs to be signed in for this.
    """

    network: str = given("The network's short name in addresses.", longest=63)
    email: str = given("The address.", longest=254)


@mutation(sign_ins.sign_in, token=str, viewer="Member")
class SignIn:
    """Sign in with what was mailed: the token of the link, or the address and the code.

    The token that this gives is the bearer of every other request, and told this once. Nobody needs to be signed in
    for this.
    """

    network: str = given("The network's short name in addresses, as in the link.", longest=63)
    token: str | None = given("The token in the link.", longest=256)
    email: str | None = given("Or the address", longest=254)
    code: str | None = given("and the code.", longest=32)
    device: str | None = given("What the session is called in the list of sessions.", longest=200)


@mutation(sessions.revoke, session="Session")
class RevokeSession:
    """End one of the viewer's sessions; it is good for nothing within seconds."""

    id: strawberry.ID = given("The session.", id_of="ses")


@mutation(sessions.revoke_others, count=int, viewer="Member")
class RevokeOtherSessions:
    """End all of the viewer's sessions but the one that asks, those of apps among them."""


@mutation(sessions.sign_out, session="Session")
class SignOut:
    """End the session that asks."""
