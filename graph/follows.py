"""Whom the viewer follows, has muted, or does not want suggested; nobody else sees any of it."""

from datetime import datetime

from graph.compile.declare import column, relation, shows
from graph.members import Member
from graph.nodes import Node
from models.follows import Follow as FollowTable
from models.follows import Mute as MuteTable
from models.suggestions import Dismissal as DismissalTable


@shows(FollowTable, order=("-since", "-id"))
class Follow(Node):
    """That the viewer wants to read what another writes."""

    since: datetime = column("Since when.")
    member: "Member | None" = relation("The other.", source="other")


@shows(MuteTable, order=("-since", "-id"))
class Mute(Node):
    """That the viewer does not want another's posts in their feed."""

    since: datetime = column("Since when.")
    member: "Member | None" = relation("The other.", source="other")


@shows(DismissalTable, order=("-since", "-id"))
class Dismissal(Node):
    """That the viewer does not want another suggested."""

    since: datetime = column("Since when.")
    until: datetime | None = column("Until when; null where it is for good.")
    member: "Member | None" = relation("The other.", source="other")
