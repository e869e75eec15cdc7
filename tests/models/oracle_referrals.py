"""Who may see which referrals, and how far these have come, a second time."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.models.oracle import Row, Sight

REFERRAL_TABLES = ("referrals",)
LIVING = {"SUBMITTED", "SCREENING", "CASUAL_TALK", "INTERVIEW", "OFFER", "ACCEPTED"}


def referral_rules(sight: "Sight") -> dict[str, Callable[["Row"], bool]]:
    """What one member sees."""
    return {"referrals": lambda row: between(sight, row) or shared(sight, row)}


def between(sight: "Sight", row: "Row") -> bool:
    """Is it the viewer's, who sees the other of the two?"""
    if row["referrer_id"] == sight.viewer:
        return row["candidate_id"] in sight.sees["members"]
    return row["candidate_id"] == sight.viewer and row["referrer_id"] in sight.sees["members"] and offered(sight, row)


def offered(sight: "Sight", row: "Row") -> bool:
    """Does it last, or was it used; and is the job for the candidate?"""
    lasts = row["expires_at"] > datetime.now(UTC) or application(sight, row) is not None
    return lasts and row["job_id"] in sight.sees["jobs"]


def application(sight: "Sight", row: "Row") -> "Row | None":
    """The application that was made with it."""
    return next(iter(sight.facts.by("applications", "referral_id", row["id"])), None)


def shared(sight: "Sight", row: "Row") -> bool:
    """Does the viewer, who is neither of the two, see the application of another that came of it?"""
    if sight.viewer in (row["referrer_id"], row["candidate_id"]) or row["referrer_id"] in sight.blocked:
        return False
    used = application(sight, row)
    return used is not None and used["id"] in sight.sees["applications"]


def progress(sight: "Sight", row: "Row") -> str | None:
    """How far it has come, to who made it."""
    if row["referrer_id"] != sight.viewer:
        return None
    used = application(sight, row)
    if used is None or used["referrer_told"] == "NOTHING":
        return "WAITING" if row["expires_at"] > datetime.now(UTC) else "ENDED"
    if used["referrer_told"] == "OUTCOME":
        if used["hired_at"] is not None:
            return "HIRED"
        if used["stage"] not in LIVING:
            return "CLOSED"
    return "APPLIED"


def referring(sight: "Sight") -> dict[str, Any]:
    """What of visible referrals is shown that depends on who looks."""
    own = sight.viewer
    told = {row["id"]: row["referrer_told"] for row in sight.rows("applications", applicant_id=own)}
    return {
        "telling": told,
        **{
            str(row["id"]): (
                progress(sight, row),
                row["words"] if own in (row["referrer_id"], row["candidate_id"]) else None,
                row["declined_at"] if own == row["candidate_id"] else None,
                row["recommendation"],
                row["referrer_id"] == own,
                row["candidate_id"] == own,
            )
            for row in sight.rows("referrals")
        },
    }
