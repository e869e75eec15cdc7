"""Who asks whom for a tie, introduces whom, and follows, mutes or dismisses whom in the world."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from actions.telling import AUDIT
from models.ids import uuid7_at

if TYPE_CHECKING:
    from tests.world import World

PAST, FUTURE = datetime(2020, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)
# asker, asked: some are hidden from the other, some are declined, one has expired.
REQUESTS = [
    ("Hana", "Aoi"),
    ("Member 2", "Aoi"),
    ("Member 3", "Aoi"),
    ("Aoi", "Member 4"),
    ("Dan", "Member 5"),
    ("Eri", "Member 2"),
    ("Fumi", "Ben"),
    ("Ben", "Dan"),
    ("Hana", "Ivan"),
    ("Ivan", "HR"),
    ("Chie", "Recruiter"),
]
DECLINES = [("Aoi", "Member 2", FUTURE), ("Aoi", "Member 3", PAST), ("Member 4", "Aoi", FUTURE)]
FOLLOWS = [
    *(("Aoi", "Ben"), ("Aoi", "Hana"), ("Aoi", "Eri"), ("Ben", "Aoi"), ("Hana", "Ivan"), ("Ivan", "Chie")),
    *(("HR", "Member 2"), ("Dan", "Member 3"), ("Fumi", "Ben")),
]
MUTES = [("Ivan", "Member 2"), ("HR", "Ben"), ("Hana", "Chie"), ("Member 3", "Eri"), ("Chie", "Member 5")]
AUDITED = [("here", "Member 4", "Recruiter"), ("here", "Member 4", "Hana"), ("there", "Outsider", "Aoi there")]
DISMISSALS = [("HR", "Member 3", None), ("Ben", "Hana", FUTURE), ("Chie", "Member 2", PAST), ("Hana", "Ivan", None)]


async def ties_to_be(world: "World") -> None:
    """Requests, declines and introductions; follows, mutes and dismissals."""
    for asker, asked in REQUESTS:
        await asks(world, asker, asked)
    await asks(world, "Chie", "Member 1", expires_at=PAST)
    for asker, asked in (("Outsider", "Shy outsider"), ("Shy outsider", "Other outsider")):
        await asks(world, asker, asked, "there")
    for name, other, ends in DECLINES:
        await world.add("tie_declines", network_id=world["here"], **two(world, name, other), until=ends)
    await introductions(world)
    for table, pairs in (("follows", FOLLOWS), ("mutes", MUTES)):
        for name, other in pairs:
            await world.add(table, network_id=world["here"], **two(world, name, other), since=world.when())
        own = two(world, "Outsider", "Other outsider")
        await world.add(table, network_id=world["there"], **own, since=world.when())
    for name, other, until in DISMISSALS:
        since = datetime(2019, 1, 1, tzinfo=UTC)
        await world.add("dismissals", network_id=world["here"], **two(world, name, other), since=since, until=until)
    await answerable(world)
    await world.connection.execute("update blocks set name = 'as they were called' where by_me")


async def answerable(world: "World") -> None:
    """Somebody who owns the network here, and acts that stand in the audits of both."""
    await world.connection.execute("update members set roles = '{NETWORK_OWNER}' where id = $1", world["Member 4"])
    for number, (network, actor, subject) in enumerate(AUDITED):
        said = (world[network], "recruiter.granted", world[actor], "Member", world[subject], "New in the team")
        await world.connection.execute(AUDIT, uuid7_at(world.when(), number), *said, world.when())


def two(world: "World", name: str, other: str) -> dict[str, Any]:
    """The columns of a pair."""
    return {"member_id": world[name], "other_id": world[other]}


async def asks(
    world: "World", asker: str, asked: str, network: str = "here", expires_at: datetime = FUTURE, note: str = "Hello"
) -> None:
    """One request."""
    asked_at = datetime(2019, 1, 1 + world.made % 28, tzinfo=UTC)
    row = {**two(world, asker, asked), "note": note, "asked_at": asked_at, "expires_at": expires_at}
    await world.add("tie_requests", f"{asker} asks {asked}", network_id=world[network], **row)


async def introductions(world: "World") -> None:
    """Some that wait, some that one has answered, one that both agreed to, one that is over for two of three."""
    await introduces(world, "Aoi", "Ben", "Dan")
    await introduces(world, "Aoi", "Chie", "Member 0", says={"Chie": True})
    await introduces(world, "Ben", "Aoi", "Ivan", says={"Aoi": False, "Ivan": True})
    await introduces(world, "Chie", "Hana", "Ben", says={"Hana": True, "Ben": True}, agreed_at=world.when())
    await introduces(world, "Member 0", "Aoi", "Ben", gone_for=[world["Member 0"], world["Aoi"]])
    await introduces(world, "Ben", "Member 0", "Chie", expires_at=PAST)
    await introduces(world, "HR", "Hana", "Ivan")
    await introduces(world, "Outsider", "Aoi there", "Other outsider", network="there", says={"Aoi there": True})


async def introduces(
    world: "World",
    name: str,
    one: str,
    other: str,
    *,
    network: str = "here",
    says: dict[str, bool] | None = None,
    **more: Any,
) -> None:
    """One introduction, and what has been answered."""
    first, second = sorted((world[one], world[other]))
    row = {"introducer_id": world[name], "one_id": first, "other_id": second, "note": f"by {name}"}
    lasting = {"proposed_at": datetime(2019, 1, 1 + world.made % 28, tzinfo=UTC), "expires_at": FUTURE}
    called = f"{name} introduces {one} and {other}"
    key = await world.add("introductions", called, network_id=world[network], **row, **{**lasting, **more})
    for member, accepts in (says or {}).items():
        own = {"introduction_id": key, "member_id": world[member], "accepts": accepts}
        await world.add("introduction_answers", network_id=world[network], **own)
