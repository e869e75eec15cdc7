"""Who may see which applications, a second time."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any
from uuid import UUID

from tests.models.oracle_jobs import keeps

if TYPE_CHECKING:
    from tests.models.oracle import Row, Sight

APPLICATION_TABLES = ("applications", "shared_values", "application_steps", "application_notes")


def application_rules(sight: "Sight") -> dict[str, Callable[["Row"], bool]]:
    """What one member sees, table by table."""
    sees = sight.sees
    return {
        "applications": lambda row: row["applicant_id"] == sight.viewer or recruits(sight, row),
        "shared_values": lambda row: row["application_id"] in sees["applications"],
        "application_steps": lambda row: row["application_id"] in sees["applications"],
        "application_notes": lambda row: (
            row["application_id"] in sees["applications"]
            and sight.facts["applications"][row["application_id"]]["applicant_id"] != sight.viewer
        ),
    }


def recruits(sight: "Sight", row: "Row") -> bool:
    """Does the viewer keep the job, and is there no block between them and the applicant?"""
    return row["applicant_id"] not in sight.blocked and keeps(sight, sight.facts["jobs"][row["job_id"]])


def talk(sight: "Sight", row: "Row") -> UUID | None:
    """The visible conversation of the applicant with those who keep the job."""
    job = sight.facts["jobs"][row["job_id"]]
    return about(sight, job, row["applicant_id"])


def about(sight: "Sight", job: "Row", member: UUID) -> UUID | None:
    """The visible conversation of a member with those who keep a job."""
    found = [each for each in sight.facts["conversations"].values() if is_about(each, job, member)]
    last = max(found, key=lambda each: (each["created_at"], each["id"]), default=None)
    return last["id"] if last and last["id"] in sight.sees["conversations"] else None


def is_about(row: "Row", job: "Row", member: UUID) -> bool:
    """With the office about the company's job, or of the two with each other."""
    if job["by_company"]:
        return bool(row["job_id"] == job["id"] and row["starter_id"] == member)
    return row["one_id"] is not None and {row["one_id"], row["other_id"]} == {job["author_id"], member}


def counts(sight: "Sight", job: "Row") -> dict[str, int]:
    """How many visible applications stand where, to those who keep the job."""
    found: dict[str, int] = {}
    for row in sight.rows("applications", job_id=job["id"]) if keeps(sight, job) else ():
        found[row["stage"]] = found.get(row["stage"], 0) + 1
    return found


def applying(sight: "Sight") -> dict[str, Any]:
    """What of applications is shown that no column holds: where they talk, by which name they came, whose is whose."""
    seen, jobs = list(sight.rows("applications")), list(sight.rows("jobs"))
    return {
        "talks": {row["id"]: talk(sight, row) for row in seen},
        "asked": {row["id"]: about(sight, row, sight.viewer) for row in jobs},
        "counts": {row["id"]: counts(sight, row) for row in jobs},
        "sides": {row["id"]: (row["applicant_id"] == sight.viewer, row["job_id"]) for row in seen},
        "values": {(row["application_id"], row["id"]) for row in sight.rows("shared_values")},
        "steps": {(row["application_id"], row["id"]) for row in sight.rows("application_steps")},
        "notes": {(row["application_id"], row["id"]) for row in sight.rows("application_notes")},
    }
