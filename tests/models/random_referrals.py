"""Referrals drawn at random."""

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.models.random_network import Drawn, Values

NOW = datetime.now(UTC).replace(microsecond=0)


def referral(drawn: "Drawn") -> "Values":
    made = NOW - timedelta(days=drawn.chance.choice((2, 2, 2, 60)))
    pair = drawn.two()
    return {
        "job_id": drawn.one("jobs"),
        "referrer_id": pair["member_id"],
        "candidate_id": pair["other_id"],
        "words": drawn.word(),
        "recommendation": drawn.perhaps(drawn.word()),
        "made_at": made,
        "expires_at": made + timedelta(days=30),
        "declined_at": made if drawn.chance.random() < 0.3 else None,
    }
