"""Who reads a segment, and whom it means, a second time."""

import json
from collections.abc import Callable
from typing import TYPE_CHECKING, Any
from uuid import UUID

from tests.models.oracle_audiences import company

if TYPE_CHECKING:
    from tests.models.oracle import Row, Sight

SEGMENT_TABLES = ("segments",)
SPEAKERS = {"RECRUITER", "HR_ADMIN", "COMMUNITY_MANAGER", "NETWORK_OWNER"}


def segment_rules(sight: "Sight") -> dict[str, Callable[["Row"], bool]]:
    """Which segments a member may read."""
    speaks = bool(SPEAKERS & set(sight.me["roles"]))
    return {"segments": lambda row: speaks or row["author_id"] == sight.viewer}


def key(written: str) -> UUID:
    """The key in the id of an attribute."""
    return UUID(written.removeprefix("att_"))


def meant(author: "Sight", row: "Row") -> set[UUID]:
    """Whom a segment means: those whom its author sees, by what the author sees of them."""
    found = set(author.sees["members"])
    for name, value in json.loads(row["criteria"]).items():
        found &= having(author, name, value)
    return found - {author.viewer}


def having(author: "Sight", name: str, value: Any) -> set[UUID]:
    """The members for whom one condition holds."""
    if name == "kinds":
        return {member["id"] for member in author.rows("members") if member["kind"] in value}
    if name == "attributes":
        held = [author.holders(key(each)) for each in value.get("anyOf") or value["allOf"]]
        return set.union(*held) if "anyOf" in value else set.intersection(*held)
    if name in ("department", "cohort"):
        return {spell["member_id"] for spell in author.rows("employments") if employed(spell, name, value)}
    if name == "industry":
        return {place["member_id"] for place in author.rows("positions", ended=None, industry_id=key(value))}
    if name == "company":
        today = author.rows("positions", ended=None)
        return {place["member_id"] for place in today if company(place["company"]) == company(value)}
    if name == "place":
        return {member for each in below(author, key(value)) for member in author.holders(each)}
    raise KeyError(name)


def employed(spell: "Row", name: str, value: Any) -> bool:
    """Was it in this department, or did it begin in this fiscal year?"""
    return bool(spell["cohort"] == value if name == "cohort" else spell["department_id"] == key(value))


def below(author: "Sight", place: UUID) -> set[UUID]:
    """A place and all that lie within it."""
    found = {place} & author.sees["attributes"]
    more = found
    while more:
        more = {each for above in more for each in author.ids("attributes", parent_id=above)} - found
        found = found | more
    return found
