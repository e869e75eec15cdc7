"""Who may see which jobs, a second time, and how well they fit."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from tests.models.oracle_segments import having

if TYPE_CHECKING:
    from tests.models.oracle import Row, Sight

JOB_TABLES = ("jobs", "job_attributes", "contract_terms")
RECRUITING = {"HR_ADMIN", "RECRUITER"}


def job_rules(sight: "Sight") -> dict[str, Callable[["Row"], bool]]:
    """What one member sees, table by table."""
    sees = sight.sees
    return {
        "jobs": lambda row: keeps(sight, row) or offered(sight, row),
        "job_attributes": lambda row: row["job_id"] in sees["jobs"],
        "contract_terms": lambda row: row["job_id"] in sees["jobs"],
    }


def keeps(sight: "Sight", row: "Row") -> bool:
    """The company's jobs are kept by those who recruit, a member's by the member."""
    if row["by_company"]:
        return bool(RECRUITING & set(sight.me["roles"]))
    return bool(row["author_id"] == sight.viewer)


def offered(sight: "Sight", row: "Row") -> bool:
    """Is it of somebody whom the viewer sees or of the company, and either open and meant for them or applied for?"""
    is_open = row["status"] == "PUBLISHED" and row["ends_at"] > datetime.now(UTC)
    if not (row["by_company"] or row["author_id"] in sight.sees["members"]):
        return False
    return has_applied(sight, row) or (is_open and is_meant(sight, row))


def has_applied(sight: "Sight", row: "Row") -> bool:
    """Has the viewer an application for it that they have not withdrawn?"""
    sent = [each for each in sight.facts["applications"].values() if each["job_id"] == row["id"]]
    return any(each["applicant_id"] == sight.viewer and each["stage"] != "WITHDRAWN" for each in sent)


def is_meant(sight: "Sight", row: "Row") -> bool:
    """Is the viewer among those whom the author of the segment finds by it?"""
    if row["segment_id"] is None:
        return True
    segment = sight.facts["segments"][row["segment_id"]]
    author = sight.seen_by(segment["author_id"])
    found = set(author.sees["members"])
    for name, value in json.loads(segment["criteria"]).items():
        found &= having(author, name, value)
    return sight.viewer in found


def score(sight: "Sight", row: "Row") -> int:
    """How well a job fits the viewer: what it wants and the viewer has, by how few have it."""
    facts, viewer = sight.facts, sight.viewer
    has = facts.holds(viewer)
    has |= {each["industry_id"] for each in facts["positions"].values() if working(each, viewer)}
    has |= {each["department_id"] for each in facts["employments"].values() if each["member_id"] == viewer}
    wanted = {each["attribute_id"] for each in facts["job_attributes"].values() if each["job_id"] == row["id"]}
    return sum(facts["attributes"][each]["rarity"] for each in wanted & has)


def working(position: "Row", member: object) -> bool:
    """Is it where the member works today?"""
    return position["member_id"] == member and position["ended"] is None
