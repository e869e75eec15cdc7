"""Who of the world told whom of which job: waiting, over, declined, and used with more or less told to the referrer."""

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.world import World

NOW = datetime.now(UTC).replace(microsecond=0)
# The job, who tells whom of it, how many days ago, and whether it was declined.
MADE = (
    ("open job of HR", "Ben", "Aoi", 2, False),
    ("open job of HR", "Aoi", "Ben", 2, False),
    ("open job of HR", "Aoi", "Hana", 3, False),
    ("open job of HR", "Gen", "Eri", 60, False),
    ("open job of HR", "Aoi", "Dan", 50, False),
    ("open job of HR", "Dan", "Member 3", 2, False),
    ("open job of HR", "Hana", "Member 2", 2, False),
    ("open job of Recruiter", "Ben", "Ivan", 1, True),
    ("open job of Recruiter", "Aoi", "Chie", 60, True),
    ("open job of Recruiter", "Hana", "Ben", 45, False),
    ("open job of Aoi", "HR", "Member 1", 2, False),
    ("open job of Aoi", "Chie", "Dan", 2, False),
    ("open job of Hana", "Aoi", "Ivan", 2, False),
    ("open job of Eri", "Dan", "Ben", 2, False),
    ("paused job of HR", "Ben", "Aoi", 4, False),
    ("closed job of HR", "Aoi", "Ben", 5, False),
    ("draft job of HR", "Chie", "Aoi", 5, False),
    ("job of HR for segment 0 of HR", "Aoi", "Ben", 5, False),
    ("job of Hana for segment 1 of Ben", "Ben", "Aoi", 5, False),
    ("open job of HR", "Fumi", "Aoi", 2, False),
    ("open job of HR", "Aoi", "Fumi", 2, False),
    ("open job of HR", "Recruiter", "Ben", 2, False),
)
# Whose application for which job came of whose referral, and what the referrer is told of it.
USED = (
    ("open job of HR", "Ben", "Aoi", "OUTCOME"),
    ("open job of HR", "Aoi", "Ben", "NOTHING"),
    ("open job of HR", "Aoi", "Hana", "APPLIED"),
    ("open job of HR", "Aoi", "Dan", "OUTCOME"),
    ("open job of HR", "Hana", "Member 2", "OUTCOME"),
    ("open job of Recruiter", "Hana", "Ben", "OUTCOME"),
    ("open job of Aoi", "HR", "Member 1", "APPLIED"),
    ("open job of Hana", "Aoi", "Ivan", "NOTHING"),
    ("open job of Eri", "Dan", "Ben", "OUTCOME"),
    ("closed job of HR", "Aoi", "Ben", "OUTCOME"),
)


async def referrals(world: "World") -> None:
    """All of them."""
    for number, (job, referrer, candidate, days, declined) in enumerate(MADE):
        made = NOW - timedelta(days=days)
        row: dict[str, Any] = {
            "job_id": world[job],
            "referrer_id": world[referrer],
            "candidate_id": world[candidate],
            "words": f"あなたに合うと思います {number}",
            "recommendation": f"頼れる人です {number}" if number % 2 else None,
            "made_at": made,
            "expires_at": made + timedelta(days=30),
            "declined_at": made if declined else None,
        }
        await world.add("referrals", f"{referrer} refers {candidate} to {job}", network_id=world["here"], **row)
    for job, referrer, candidate, told in USED:
        keys = (world[f"{referrer} refers {candidate} to {job}"], told, world[f"{candidate} for {job}"])
        await world.connection.execute(
            "update applications set referral_id = $1, referrer_told = $2 where id = $3", *keys
        )
