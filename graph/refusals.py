"""Refusals in the graph: the ways in which a mutation says no."""

from enum import StrEnum
from typing import Any

import strawberry

from actions import refusals
from graph.compile.declare import NAMES, enum
from graph.inputs import camel
from models.modules import Module
from models.networks import Locale


class RefusalCode(StrEnum):
    """Which kind of no it is."""

    NOT_FOUND = "NOT_FOUND"
    FORBIDDEN = "FORBIDDEN"
    INVALID = "INVALID"
    CONFLICT = "CONFLICT"
    RATE_LIMITED = "RATE_LIMITED"
    UNAUTHENTICATED = "UNAUTHENTICATED"
    MODULE_OFF = "MODULE_OFF"


enum(
    RefusalCode,
    {
        "NOT_FOUND": "What is meant is not there, or the viewer may not see it.",
        "FORBIDDEN": "The viewer sees it and may not do this with it.",
        "INVALID": "A value cannot stand where it was given.",
        "CONFLICT": "What is there does not go with this.",
        "RATE_LIMITED": "Too often.",
        "UNAUTHENTICATED": "Nobody is signed in.",
        "MODULE_OFF": "The network has switched this off.",
    },
)
enum(
    Module,
    {
        "TIES": "Ties between members.",
        "INTRODUCTIONS": "Introductions of two members by a third.",
        "GROUPS": "Groups.",
        "POSTS": "Posts, comments and reactions.",
        "POLLS": "Polls in posts.",
        "OPENNESS": "What members are open to.",
        "JOBS": "Jobs and applications to them.",
        "MESSAGES": "Messages between members, and to the offices of the company.",
        "ANNOUNCEMENTS": "Announcements of the company, in the feed and by mail.",
    },
)


@strawberry.interface(description="A no that a person may read: nothing was changed.")
class Refusal:
    """The interface of all refusals."""

    code: RefusalCode = strawberry.field(description="Which kind of no it is.")
    message: str = strawberry.field(description="A whole sentence in the viewer's language.")
    path: list[str] = strawberry.field(description="Where in the input the reason lies; empty where it lies nowhere.")


@strawberry.type(description="What is meant is not there, or the viewer may not see it: the two are the same.")
class NotFound(Refusal):
    """Hidden or absent."""


@strawberry.type(description="The viewer sees it and may not do this with it.")
class Forbidden(Refusal):
    """Not allowed."""


@strawberry.type(description="A value cannot stand where it was given.")
class Invalid(Refusal):
    """Bad input."""


@strawberry.type(description="What is there does not go with this: read it again.")
class Conflict(Refusal):
    """Overtaken by another."""

    current_version: int | None = strawberry.field(
        description="The version that an edit must start from; null where it is not about an edit."
    )


@strawberry.type(description="Too often.")
class RateLimited(Refusal):
    """Later, please."""

    retry_after: int = strawberry.field(description="After how many seconds it may be tried again.")


@strawberry.type(description="Nobody is signed in, or who was is no active member any more.")
class Unauthenticated(Refusal):
    """Nobody."""


@strawberry.type(description="The network has switched this part of the community off.")
class ModuleOff(Refusal):
    """Switched off."""

    module: Module = strawberry.field(description="Which part.")


TYPES = [NotFound, Forbidden, Invalid, Conflict, RateLimited, Unauthenticated, ModuleOff]
NAMES["Refusal"] = Refusal


def shown(refusal: refusals.Refusal, locale: Locale) -> dict[str, Any]:
    """A refusal as its type shows it, with the name of the type."""
    told = {
        "__typename": type(refusal).__name__,
        "code": refusal.code,
        "message": refusal.told(locale),
        "path": ["input", *map(camel, refusal.path)] if refusal.path else [],
    }
    return told | {camel(name): getattr(refusal, name) for name in MORE if hasattr(refusal, name)}


MORE = ("current_version", "retry_after", "module")
