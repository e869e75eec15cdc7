"""Who of the world would come back, told to whom; the talks that are offered, and what was answered to them."""

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

if TYPE_CHECKING:
    from tests.world import World

NOW = datetime.now(UTC).replace(microsecond=0)
KINDS = ("COMEBACK", "REGULAR", "SIDE_JOB", "CONTRACT", "PROJECT")
TOLD: tuple[list[str], ...] = ([], ["RECRUITER"], ["HR_ADMIN"], ["RECRUITER", "HR_ADMIN"])
OPENERS = ("HR", "Recruiter", "Aoi")
LEFT = "select kind <> 'EMPLOYEE' from members where id = $1"


async def comeback(world: "World", here: list[str], there: list[str]) -> None:
    """Most who left have an interest, sealed or told, and some have expired; talks about every kind of job."""
    wishing = [name for name in here if await world.connection.fetchval(LEFT, world[name])]
    for network, names in (("here", wishing), ("there", there)):
        for number, name in enumerate(names):
            if number % 5 != 4:
                await interest(world, network, number, name)
    jobs = await world.connection.fetch("select id from jobs where network_id = $1 order by id", world["here"])
    for number, job in enumerate(jobs):
        await talk(world, number, job["id"])
    for number, name in enumerate(wishing):
        if number % 5 != 4:
            await answer(world, number, name)


async def interest(world: "World", network: str, number: int, name: str) -> None:
    """For all kinds of work or a few, anywhere or somewhere."""
    said = NOW - timedelta(days=200 if number % 7 == 3 else 10)
    wanted = [world[f"att{number % 12}"], world[f"att{(number + 5) % 12}"]] if network == "here" else []
    row: dict[str, Any] = {
        "roles": TOLD[number % 4],
        "kinds": list(KINDS) if number % 3 else [KINDS[number % 5], KINDS[(number + 2) % 5]],
        "place_ids": wanted[:1] if number % 4 == 1 else [],
        "wanted_ids": wanted if number % 4 == 2 else [],
        "starts_from": "2026-04" if number % 2 else None,
        "note": f"戻りたい {number}" if number % 3 else None,
        "said_at": said,
        "expires_at": said + timedelta(days=183),
    }
    await world.add(
        "comeback_interests", f"interest of {name}", network_id=world[network], member_id=world[name], **row
    )


async def talk(world: "World", number: int, job: UUID) -> None:
    """By one who recruits or used to; some are closed or over."""
    opened = NOW - timedelta(days=60 if number % 6 == 5 else 2)
    row: dict[str, Any] = {
        "job_id": job,
        "opener_id": world[OPENERS[number % 3 if number % 4 == 3 else number % 2]],
        "words": f"お話ししませんか {number}",
        "opened_at": opened,
        "expires_at": opened + timedelta(days=40),
        "closed_at": opened if number % 8 == 6 else None,
    }
    await world.add("talks", f"talk {number}", network_id=world["here"], **row)


async def answer(world: "World", number: int, name: str) -> None:
    """Two answers of each: agreed and declined."""
    for each in range(2):
        accepts = (number + each) % 2 == 0
        shown: dict[str, Any] = (
            {"kinds": ["COMEBACK"], "note": "見せる", "wanted_ids": [world["att1"]]} if accepts else {}
        )
        row = {
            "talk_id": world[f"talk {(number + each * 3) % 12}"],
            "member_id": world[name],
            "interest_id": world[f"interest of {name}"],
            "accepts": accepts,
            "name": name if accepts else None,
            "answered_at": world.when(),
        }
        await world.add("talk_answers", f"answer {each} of {name}", network_id=world["here"], **row, **shown)
