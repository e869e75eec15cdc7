"""Searches of the world that alert, and what members were notified of conversations, announcements and jobs."""

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from tests.world_notifications import happened, notified

if TYPE_CHECKING:
    from tests.world import World

# Long after any day on which the tests run.
DUE = datetime(2990, 1, 1, tzinfo=UTC)
READERS = ("Aoi", "Ben", "Hana", "Ivan", "HR", "Recruiter", "Member 1", "Fumi")
TALKS = ("project", "Aoi and Ben", "Aoi and Member 1", "Gen and Aoi", "Ben to HR", "Hana to HR", "Ivan to RECRUITING")
SAID = "select m.id from messages m join conversations c on c.id = m.conversation_id where c.id = $1 order by m.number"
APPLIED = "select id from applications where network_id = $1 order by id"
JOBS = (
    *("open job of HR", "open job of Ben", "open job of Eri", "open job of Gen", "draft job of HR"),
    *("paused job of Ben", "over job of Ben", "job of HR for segment 0 of HR", "job of Hana for segment 1 of Ben"),
)


def asked(world: "World") -> list[dict[str, Any]]:
    """Filters of jobs, one for each thing that can be asked, and one for several."""
    keys = [f"att_{world[f'att{number}']}" for number in range(12)]
    return [
        {},
        {"kinds": ["COMEBACK", "SIDE_JOB"]},
        {"search": "ＫＹＯＴＯ 高い"},
        {"search": "!!"},
        {"wanted": keys[:4]},
        {"place": keys[4]},
        {"remote": ["PARTLY", "FULL"]},
        {"mostHours": 16},
        {"compensation": {"atLeast": 4_000, "unit": "HOUR", "currency": "JPY"}},
        {"compensation": {"currency": "USD"}},
        {"byCompany": False},
        {"minScore": 1},
        {"open": True, "statuses": ["PUBLISHED"]},
        {"mine": False, "kinds": ["CONTRACT", "PROJECT", "REGULAR"]},
    ]


async def alerts(world: "World") -> None:
    """All of them."""
    for number, criteria in enumerate(asked(world)):
        for name in ("Aoi", "Ben", "Recruiter", "Member 1")[number % 2 :: 2]:
            await search(world, f"jobs {number} of {name}", name, criteria, ("LIVE", "DAILY", "WEEKLY")[number % 3])
    await search(world, "jobs there", "Outsider", {"kinds": ["SIDE_JOB"]}, "LIVE", "there")
    for reader in READERS:
        for talk in TALKS:
            await of_talk(world, reader, talk)
        for number in range(6):
            told = await notified(world, reader, "ANNOUNCED", announcement_id=world[f"announced {number}"])
            await happened(world, told, None)
        for job in JOBS:
            await happened(world, await notified(world, reader, "JOB_MATCHED", job_id=world[job]), None)
    for name in ("Aoi", "Recruiter"):
        await found(world, name)
    await of_work(world)


async def of_work(world: "World") -> None:
    """That somebody applied, and of talks, told to some who may see it and some who may not."""
    for name in ("Aoi", "Hana", "Recruiter", "Member 1"):
        await of_talks(world, name)
        await of_referrals(world, name)
    for number, row in enumerate(await world.connection.fetch(APPLIED, world["here"])):
        for reader in READERS[number % 2 :: 2]:
            told = await notified(world, reader, "APPLICATION_RECEIVED", application_id=row["id"])
            await happened(world, told, None)


async def of_talks(world: "World", reader: str) -> None:
    """That a talk was offered to them, and that somebody agreed to one, whoever opened it."""
    for row in await world.connection.fetch("select id from talks where network_id = $1 order by id", world["here"]):
        at = world.when()
        own = {"network_id": world["here"], "member_id": world[reader], "kind": "TALK_OFFERED", "talk_id": row["id"]}
        where = {"group_key": f"{world.made}", "in_app": True, "mail": False, "first_at": at, "at": at}
        await happened(world, await world.add("notifications", **own, **where), None)
    for row in await world.connection.fetch(
        "select id from talk_answers where network_id = $1 order by id", world["here"]
    ):
        await happened(world, await notified(world, reader, "TALK_ACCEPTED", talk_answer_id=row["id"]), None)


async def of_referrals(world: "World", reader: str) -> None:
    """That somebody told them of a job, or that something came of it, whosever it is."""
    rows = await world.connection.fetch(
        "select id, referrer_id from referrals where network_id = $1 order by id", world["here"]
    )
    for number, row in enumerate(rows):
        kind = "REFERRAL_PROGRESSED" if number % 2 else "REFERRAL_RECEIVED"
        told = await notified(world, reader, kind, referral_id=row["id"])
        own = {"network_id": world["here"], "notification_id": told, "at": world.when()}
        tells = number % 2 == 0 and row["referrer_id"] != world[reader]
        await world.add("notification_items", **own, actor_id=row["referrer_id"] if tells else None)


async def search(
    world: "World", name: str, owner: str, criteria: dict[str, Any], alerts: str, network: str = "here"
) -> UUID:
    """A search of jobs; its time does not come while tests run."""
    at = world.when()
    times = {} if alerts == "LIVE" else {"due_at": DUE, "since_at": at, "alerted_at": at}
    row: dict[str, Any] = {"name": name, "kind": "JOBS", "criteria": json.dumps(criteria), "version": 1}
    own = {"network_id": world[network], "member_id": world[owner], "created_at": at}
    return await world.add("saved_searches", name, **own, **row, alerts=alerts, **times)


async def of_talk(world: "World", reader: str, talk: str) -> None:
    """What was said in a conversation, some of it by name, and that one was taken in."""
    said = [row["id"] for row in await world.connection.fetch(SAID, world[talk])]
    told = await notified(world, reader, "MESSAGE_RECEIVED", conversation_id=world[talk])
    for key in said[:: 1 + world.made % 3]:
        await wrote(world, told, key, reader)
    await happened(world, await notified(world, reader, "CONVERSATION_JOINED", conversation_id=world[talk]), None)
    for key in said[:4:3]:
        await wrote(world, await notified(world, reader, "MENTIONED", message_id=key), key, reader)


async def wrote(world: "World", told: UUID, message: UUID, reader: str) -> None:
    """That somebody else wrote a message."""
    author = await world.connection.fetchval("select author_id from messages where id = $1", message)
    if author == world[reader]:
        return
    own = {"network_id": world["here"], "notification_id": told, "at": world.when()}
    await world.add("notification_items", **own, actor_id=author, message_id=message)


async def found(world: "World", owner: str) -> None:
    """Jobs and members that searches found, some of whom their owners see no more."""
    which = world[f"jobs {0 if owner == 'Aoi' else 2} of {owner}"]
    told = await notified(world, owner, "JOBS_FOUND", saved_search_id=which)
    for job in JOBS:
        own = {"network_id": world["here"], "notification_id": told, "at": world.when()}
        await world.add("notification_items", **own, job_id=world[job])
    told = await notified(world, owner, "MEMBERS_FOUND", saved_search_id=world[f"search of {owner}"])
    for name in ("Ben", "Eri", "Gen", "Dan", "Member 0"):
        await happened(world, told, name)
