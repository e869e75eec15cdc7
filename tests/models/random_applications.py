"""Applications drawn at random, with what they share, their steps, and what is written of them."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.models.random_network import Drawn, Values

STAGES = ("SUBMITTED", "SCREENING", "INTERVIEW", "OFFER", "DECLINED", "REJECTED", "WITHDRAWN")
FIELDS = ("NAME", "LETTER", "BIO", "EMAIL", "ATTRIBUTES")


def application(drawn: "Drawn") -> "Values":
    at = drawn.moment()
    who = {"job_id": drawn.one("jobs"), "applicant_id": drawn.one("members")}
    through = {
        "referral_id": drawn.one("referrals") if drawn.chance.random() < 0.6 else None,
        "referrer_told": drawn.chance.choice(("NOTHING", "APPLIED", "OUTCOME")),
    }
    return {**who, **through, "stage": drawn.chance.choice(STAGES), "applied_at": at, "moved_at": at}


def shared_value(drawn: "Drawn") -> "Values":
    told = {"field": drawn.chance.choice(FIELDS), "value": drawn.word()}
    return {"application_id": drawn.one("applications"), "number": drawn.chance.randrange(9), **told}


def application_step(drawn: "Drawn") -> "Values":
    stage = drawn.chance.choice(("SUBMITTED", "SCREENING", "INTERVIEW", "REJECTED"))
    return {
        "application_id": drawn.one("applications"),
        "actor_id": drawn.perhaps(drawn.one("members")),
        "stage": stage,
        "reason": "OTHER" if stage == "REJECTED" else None,
        "note": None if stage == "SUBMITTED" else drawn.perhaps(drawn.word()),
        "at": drawn.moment(),
    }


def application_note(drawn: "Drawn") -> "Values":
    by = {"author_id": drawn.perhaps(drawn.one("members")), "body": drawn.word()}
    return {"application_id": drawn.one("applications"), **by, "created_at": drawn.moment()}
