"""Scopes: what a machine that speaks for a member may read and do, by area and verb.

A token with scopes has the rights of its member and no more, and of these only what its scopes name: a table or view
that is in no area is for people alone, and so is an action (`actions/scoped.py`). To write is to read as well.
"""

from collections.abc import Iterable
from enum import StrEnum
from functools import cache


class Area(StrEnum):
    """A part of the community that a scope opens."""

    MEMBERS = "MEMBERS"
    TIES = "TIES"
    GROUPS = "GROUPS"
    POSTS = "POSTS"
    JOBS = "JOBS"
    APPLICATIONS = "APPLICATIONS"
    MESSAGES = "MESSAGES"
    ANNOUNCEMENTS = "ANNOUNCEMENTS"


class TokenScope(StrEnum):
    """What a token may do: read an area, or act in it."""

    MEMBERS_READ = "MEMBERS_READ"
    TIES_READ = "TIES_READ"
    GROUPS_READ = "GROUPS_READ"
    POSTS_READ = "POSTS_READ"
    POSTS_WRITE = "POSTS_WRITE"
    JOBS_READ = "JOBS_READ"
    JOBS_WRITE = "JOBS_WRITE"
    APPLICATIONS_READ = "APPLICATIONS_READ"
    APPLICATIONS_WRITE = "APPLICATIONS_WRITE"
    MESSAGES_READ = "MESSAGES_READ"
    MESSAGES_WRITE = "MESSAGES_WRITE"
    ANNOUNCEMENTS_READ = "ANNOUNCEMENTS_READ"
    ANNOUNCEMENTS_WRITE = "ANNOUNCEMENTS_WRITE"

    @property
    def area(self) -> Area:
        """What it opens."""
        return Area(self.value.rpartition("_")[0])

    @property
    def writes(self) -> bool:
        """Does it let act?"""
        return self.value.endswith("_WRITE")


Scopes = frozenset[TokenScope]

# The tables and views that an area shows, by name.
SHOWN: dict[Area, frozenset[str]] = {
    Area.MEMBERS: frozenset(
        {
            *("Member", "Employment", "Position", "MemberAttribute", "CommonGround", "Suggestion", "Cells"),
            *("MemberFacets", "CareerStats", "Segment"),
        }
    ),
    Area.TIES: frozenset({"Tie", "Path", "Step"}),
    Area.GROUPS: frozenset({"Group", "GroupMembership"}),
    Area.POSTS: frozenset(
        {"Post", "Comment", "Content", "Reaction", "ReactionTally", "Poll", "PollOption", "PostEdit", "Mention"}
    ),
    Area.JOBS: frozenset({"Job", "ContractTerms", "JobMatch"}),
    Area.APPLICATIONS: frozenset({"Application", "ApplicationNote", "ApplicationStep", "SharedValue", "StageCount"}),
    Area.MESSAGES: frozenset({"Conversation", "Participant", "Message", "MessageReactionTally"}),
    Area.ANNOUNCEMENTS: frozenset({"Announcement", "AnnouncementFigures"}),
}
# What says what there is to be talked of, and what a token itself is.
OPEN = frozenset({"Network", "Attribute", "AnnouncementTopic", "Office", "App", "AccessToken"})


@cache
def area_of(name: str) -> Area | None:
    """The area of a table or view; None where it is in none."""
    return next((area for area, names in SHOWN.items() if name in names), None)


@cache
def may_read(scopes: Scopes | None, name: str) -> bool:
    """May the rows of a table or view be shown to whom these scopes were given? Without scopes it is a person."""
    if scopes is None or name in OPEN:
        return True
    area = area_of(name)
    return area is not None and any(scope.area is area for scope in scopes)


def may_act(scopes: Scopes | None, area: Area | None) -> bool:
    """May something be done in an area?"""
    return scopes is None or any(scope.writes and scope.area is area for scope in scopes)


def scopes_of(names: Iterable[str] | None) -> Scopes | None:
    """The scopes of these names; None where there are none, which is a person."""
    return None if names is None else frozenset(map(TokenScope, names))
