"""Apps and access tokens: how machines of partners are let in, and what they may do."""

from datetime import datetime
from typing import TYPE_CHECKING

import strawberry

from actions import access_tokens, apps
from actions.access_tokens import MOST_DAYS, USUAL_DAYS
from graph.compile.declare import column, connection, derived, enum, relation, shows
from graph.compile.payloads import mutation
from graph.inputs import given
from graph.nodes import Connection, Node
from models.apps import LONGEST_DESCRIPTION, LONGEST_LINK, LONGEST_NAME
from models.apps import AccessToken as AccessTokenTable
from models.apps import App as AppTable
from models.scopes import TokenScope

if TYPE_CHECKING:
    from graph.members import Member

PARTS = {
    "MEMBERS": "members, their careers and attributes, as far as each shows them",
    "TIES": "ties, and paths between members",
    "GROUPS": "groups and who is in them",
    "POSTS": "posts, comments, reactions and polls",
    "JOBS": "jobs and their terms",
    "APPLICATIONS": "applications to jobs",
    "MESSAGES": "conversations and messages of the granting member",
    "ANNOUNCEMENTS": "announcements",
}
enum(
    TokenScope,
    {scope.value: f"{'Act upon and read' if scope.writes else 'Read'} {PARTS[scope.area]}." for scope in TokenScope},
)


@shows(AppTable, order=("name", "id"))
class App(Node):
    """A machine that the owners of the network let in. Every member sees which there are, and what they may do."""

    name: str = column("What it is called.")
    description: str = column("What it is for.")
    homepage: str | None = column("Its page.")
    scopes: list[TokenScope] = column("The most that its tokens may do.")
    created_at: datetime = column("When it was let in.")
    disabled_at: datetime | None = column("Since when it is let in no more.")
    version: int = column("What an edit starts from.")
    tokens: "Connection[AccessToken]" = connection("The viewer's tokens for it; to owners of the network, all.")


@shows(AccessTokenTable, order=("-created_at", "-id"))
class AccessToken(Node):
    """That a member lets an app speak for them. What it is known by is told once, when it is issued."""

    app: App | None = relation("Which app.")
    member: "Member | None" = relation("For whom it speaks.")
    label: str = column("What it is called.")
    scopes: list[TokenScope] = column("What it may do.")
    created_at: datetime = column("When it was issued.")
    expires_at: datetime = derived("Until when it is good, at most.")
    revoked_at: datetime | None = derived("When it was ended; null where it was not.")
    current: bool = derived("Is it the one that asks?")


@mutation(apps.register, app="App")
class RegisterApp:
    """Let an app into the network, as its owner. Members can issue tokens for it from then on."""

    name: str = given("What it is called.", longest=LONGEST_NAME)
    description: str = given("What it is for, in a sentence that members understand.", longest=LONGEST_DESCRIPTION)
    homepage: str | None = given("Its page, https.", longest=LONGEST_LINK)
    scopes: list[TokenScope] = given("The most that its tokens may do.", most=len(TokenScope))


@mutation(apps.update, app="App")
class UpdateApp:
    """Say an app otherwise, as an owner; what is not given stays. Tokens with more scopes than it has are revoked."""

    app_id: strawberry.ID = given("The app.", id_of="app")
    name: str | None = given("What it is called.", longest=LONGEST_NAME)
    description: str | None = given("What it is for.", longest=LONGEST_DESCRIPTION)
    homepage: str | None = given("Its page, https; null: none.", longest=LONGEST_LINK)
    scopes: list[TokenScope] | None = given("The most that its tokens may do.", most=len(TokenScope))
    if_version: int | None = given("The version that the edit starts from; none: whatever stands there.")


@mutation(apps.disable, app="App")
class DisableApp:
    """Let an app in no more, as an owner: all its tokens are revoked, and what they listen to ends."""

    app_id: strawberry.ID = given("The app.", id_of="app")


@mutation(access_tokens.issue, access_token="AccessToken", token=str)  # noqa: S106 - a type
class IssueToken:
    """Let an app speak for the viewer. `token` is told this once, and not again to a repeated request."""

    app_id: strawberry.ID = given("The app.", id_of="app")
    label: str = given("What the token is called, such as the machine that keeps it.", longest=LONGEST_NAME)
    scopes: list[TokenScope] = given("What it may do: no more than its app.", most=len(TokenScope))
    days: int = given("For how many days it is good.", default=USUAL_DAYS, within=(1, MOST_DAYS))


@mutation(access_tokens.revoke, access_token="AccessToken")  # noqa: S106 - a type
class RevokeToken:
    """End a token: one's own, or as an owner anybody's. It is good for nothing within seconds."""

    id: strawberry.ID = given("The token.", id_of="tok")
