"""Who may see who would come back, which talks are offered to whom, and what was answered, a second time."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from uuid import UUID

from tests.models.oracle_audiences import Standing
from tests.models.oracle_jobs import RECRUITING, is_meant

if TYPE_CHECKING:
    from tests.models.oracle import Row, Sight

COMEBACK_TABLES = ("comeback_interests", "talks", "talk_answers")


def comeback_rules(sight: "Sight") -> dict[str, Callable[["Row"], bool]]:
    """What one member sees, table by table."""
    return {
        "comeback_interests": lambda row: holds(row) and (row["member_id"] == sight.viewer or told(sight, row)),
        "talks": lambda row: opened(sight, row) if row["opener_id"] == sight.viewer else offered(sight, row),
        "talk_answers": lambda row: row["member_id"] == sight.viewer or revealed(sight, row),
    }


def holds(interest: "Row") -> bool:
    """Has it not expired?"""
    return bool(interest["expires_at"] > datetime.now(UTC))


def told(sight: "Sight", row: "Row") -> bool:
    """Is it told to a role of the viewer's, who sees its member and is not excluded?"""
    named = set(row["roles"]) & set(sight.me["roles"])
    return bool(named) and row["member_id"] in sight.sees["members"] and not excludes(sight, row["member_id"], sight.me)


def excludes(sight: "Sight", member: UUID, other: "Row") -> bool:
    """Has a member excluded another from what they are open to?"""
    return member != other["id"] and "OPENNESS" in Standing(sight.facts, other).withheld(member)


def recruits(member: "Row") -> bool:
    """Does a member recruit?"""
    return bool(RECRUITING & set(member["roles"]))


def opened(sight: "Sight", _: "Row") -> bool:
    """Who opened a talk sees it as long as they recruit."""
    return recruits(sight.me)


def offered(sight: "Sight", row: "Row") -> bool:
    """Is a talk offered to the viewer, or has the viewer agreed to it?"""
    opener, interest = sight.facts["members"][row["opener_id"]], mine(sight)
    if interest is None or opener["status"] != "ACTIVE" or not recruits(opener):
        return False
    if opener["id"] in sight.blocked or excludes(sight, sight.viewer, opener):
        return False
    return agreed(sight, row) or (is_open(row) and goes_with(sight, interest, sight.facts["jobs"][row["job_id"]]))


def is_open(talk: "Row") -> bool:
    """Is it still offered?"""
    return talk["closed_at"] is None and bool(talk["expires_at"] > datetime.now(UTC))


def mine(sight: "Sight") -> "Row | None":
    """The viewer's own interest, as long as it holds."""
    own = (row for row in sight.facts["comeback_interests"].values() if row["member_id"] == sight.viewer)
    return next((row for row in own if holds(row)), None)


def agreed(sight: "Sight", talk: "Row") -> bool:
    """Has the viewer agreed to it?"""
    answers = sight.facts["talk_answers"].values()
    return any(row["talk_id"] == talk["id"] and row["member_id"] == sight.viewer and row["accepts"] for row in answers)


def goes_with(sight: "Sight", interest: "Row", job: "Row") -> bool:
    """Is it an open job of the company, for the viewer, and such as the viewer wants?"""
    is_offered = job["status"] == "PUBLISHED" and job["ends_at"] > datetime.now(UTC) and job["by_company"]
    return is_offered and suits(sight, interest, job) and is_meant(sight, job)


def suits(sight: "Sight", interest: "Row", job: "Row") -> bool:
    """Is the job of a kind that is wanted, where it is wanted, and does it want something that is wanted?"""
    places, wanted = set(interest["place_ids"]), set(interest["wanted_ids"])
    asked = {row["attribute_id"] for row in sight.facts["job_attributes"].values() if row["job_id"] == job["id"]}
    there = not places or job["remote"] == "FULL" or bool(places & around(sight, job["place_id"]))
    return job["kind"] in interest["kinds"] and there and (not wanted or bool(wanted & asked))


def around(sight: "Sight", place: UUID | None) -> set[UUID]:
    """A place and all that it lies within."""
    found: set[UUID] = set()
    while place is not None and place not in found:
        found.add(place)
        place = sight.facts["attributes"][place]["parent_id"]
    return found


def revealed(sight: "Sight", row: "Row") -> bool:
    """Has its member agreed to a talk of the viewer's, who still recruits and is nobody whom they keep it from?"""
    facts, member = sight.facts, sight.facts["members"][row["member_id"]]
    talk, interest = facts["talks"][row["talk_id"]], facts["comeback_interests"][row["interest_id"]]
    if not row["accepts"] or talk["opener_id"] != sight.viewer or not recruits(sight.me):
        return False
    if member["status"] != "ACTIVE" or member["id"] in sight.blocked or not holds(interest):
        return False
    return not excludes(sight, member["id"], sight.me)


def suited(sight: "Sight") -> set[UUID]:
    """The visible jobs that go with the viewer's interest."""
    interest = mine(sight)
    return {row["id"] for row in sight.rows("jobs") if interest and suits(sight, interest, row)}
