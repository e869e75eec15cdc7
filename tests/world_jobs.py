"""Jobs of the world: of the company and of members, standing everywhere, for everybody and for segments."""

from datetime import UTC, date, datetime, timedelta
from itertools import product
from typing import TYPE_CHECKING, Any
from uuid import UUID

if TYPE_CHECKING:
    from tests.world import World

# Whether a job is open depends on the time: those that are open are so for as long as a job can be.
NOW = datetime.now(UTC).replace(microsecond=0)
STANDINGS: dict[str, dict[str, Any]] = {
    "draft": {"status": "DRAFT"},
    "open": {"status": "PUBLISHED", "confirmed_at": NOW - timedelta(days=1), "ends_at": NOW + timedelta(days=80)},
    "over": {"status": "PUBLISHED", "confirmed_at": NOW - timedelta(days=60), "ends_at": NOW - timedelta(days=2)},
    "paused": {"status": "PAUSED", "confirmed_at": NOW - timedelta(days=1), "ends_at": NOW + timedelta(days=80)},
    "closed": {"status": "CLOSED", "confirmed_at": NOW - timedelta(days=1), "ends_at": NOW + timedelta(days=80)},
    "filled": {"status": "FILLED", "confirmed_at": NOW - timedelta(days=1), "ends_at": NOW + timedelta(days=80)},
}
KINDS = ("COMEBACK", "REGULAR", "SIDE_JOB", "CONTRACT", "PROJECT")
# Who offers: the company by the pen of some, and members whom some may not see.
OFFERED = (
    *(("HR", True), ("Recruiter", True), ("Chie", True), (None, True)),
    *(("Aoi", False), ("Ben", False), ("Dan", False), ("Eri", False), ("Gen", False), ("Hana", False)),
)
MEANT = ("segment 0 of HR", "segment 0 of Aoi", "segment 1 of Ben", "segment 1 of Recruiter", "segment 6 of HR")
TERMS = {
    "client": "縁株式会社",
    "work": "設計の見直し",
    "period": "2026年4月から6月まで",
    "place": "自宅",
    "hours": "定めない",
    "pay": "月20万円（税別）",
    "payment_days": 30,
    "ending": "30日前に予告する",
}


async def jobs(world: "World") -> None:
    """An open job of each who offers, jobs in every standing, and open ones for segments."""
    for number, (author, by_company) in enumerate(OFFERED):
        await offered(world, f"open job of {author}", author, "open", number, by_company=by_company)
    for number, (standing, author) in enumerate(product(STANDINGS, ("HR", "Ben"))):
        if standing != "open":
            await offered(world, f"{standing} job of {author}", author, standing, number, by_company=author == "HR")
    for number in range(8):
        await offered(world, f"draft {number} of HR", "HR", "draft", number, by_company=True)
    for number, (segment, author) in enumerate(product(MEANT, ("HR", "Hana"))):
        more: dict[str, Any] = {"segment_id": world[segment], "by_company": author == "HR"}
        await offered(world, f"job of {author} for {segment}", author, "open", number, **more)
    await offered(world, "job there", "Outsider", "open", 2, "there", by_company=False)


async def offered(
    world: "World", name: str, author: str | None, standing: str, number: int = 0, network: str = "here", **more: Any
) -> UUID:
    """A job with attributes that it wants and, where it needs them, terms."""
    kind = KINDS[number % len(KINDS)]
    row: dict[str, Any] = {
        "network_id": world[network],
        "author_id": world[author] if author else None,
        "kind": kind,
        "title": f"{name} カムバック",
        "body": "髙い山に登る <b>&</b>\n\nKyoto",
        "remote": ("NONE", "PARTLY", "FULL")[number % 3],
        "hours_per_week": number % 5 * 8 or None,
        "created_at": world.when(),
        "version": 1,
        **paid(number),
        **stands(standing),
        **more,
    }
    made = await world.add("jobs", name, **row)
    for attribute in wanted(world, network, number):
        await world.add("job_attributes", network_id=world[network], job_id=made, attribute_id=attribute)
    if kind in ("SIDE_JOB", "CONTRACT"):
        await world.add("contract_terms", network_id=world[network], job_id=made, **TERMS)
    return made


def paid(number: int) -> dict[str, Any]:
    """What some pay."""
    if number % 3 == 0:
        return {}
    return {"pay_min": number * 1_000, "pay_max": number * 2_000, "pay_currency": "JPY", "pay_unit": "HOUR"}


def stands(standing: str) -> dict[str, Any]:
    """Where it stands, and since when."""
    found = dict(STANDINGS[standing])
    if "ends_at" in found:
        found |= {
            "published_at": found["confirmed_at"],
            "valid_through": date.fromordinal(found["ends_at"].toordinal()),
        }
    return found


def wanted(world: "World", network: str, number: int) -> list[UUID]:
    """Which attributes it wants."""
    if network == "there":
        return [world["SKILL there"]]
    return [world[f"att{each % 12}"] for each in range(number, number + number % 4)]
