"""Conversations of the world: of every kind, with those who block each other, have left, or never agreed."""

from typing import TYPE_CHECKING, Any
from uuid import UUID

from tests.world_posts import span

if TYPE_CHECKING:
    from tests.world import World

OFFICES = (("HR", True), ("RECRUITING", True), ("NEW_BUSINESS", False))
# From whom members take messages; the others from their ties.
FROM = {"Aoi": "NETWORK", "Hana": "SHARED_GROUP", "Chie": "NOBODY", "Ivan": "NETWORK", "Outsider": "NETWORK"}
KEEP_TO_THEMSELVES = ("Ben", "Member 0")
STANDING: dict[str, Any] = {"muted": False, "role": "MEMBER", "state": "ACTIVE", "first_number": 1, "read_up_to": 0}
PROJECT: dict[str, dict[str, Any]] = {
    "Aoi": {"role": "OWNER", "read_up_to": 8},
    "Ben": {"read_up_to": 10},
    "Hana": {"read_up_to": 9, "muted": True},
    "Ivan": {"read_up_to": 4},
    "Eri": {"read_up_to": 10},
    "Fumi": {},
    "Member 1": {"read_up_to": 2},
    "Member 2": {"state": "REQUESTED", "read_up_to": 10},
    "Member 3": {"state": "DECLINED", "read_up_to": 3},
    "Member 4": {"first_number": 11, "read_up_to": 10},
    "Chie": {"state": "LEFT", "last_number": 3, "read_up_to": 2},
    "Member 5": {"state": "REMOVED", "first_number": 3, "last_number": 4, "read_up_to": 2},
    "Dan": {"first_number": 5, "read_up_to": 4},
}
WRITERS = ("Aoi", "Ben", "Hana", "Ivan", "Member 1", "Dan", "Aoi", "Fumi", "Ivan", "Eri", None, "Hana")


async def messages(world: "World") -> None:
    """All of them."""
    await preferences(world)
    for number, (kind, open_) in enumerate(OFFICES):
        await office(world, kind, kind, open_=open_, name_en=f"Office {number}" if number else None)
    await office(world, "HR there", "HR", "there")
    await directs(world)
    project = await talk(world, "project", PROJECT, WRITERS, title="縁結びプロジェクト")
    await decorate(world, project)
    await talk(world, "quiet", {"Hana": {"role": "OWNER"}, "Member 0": {}}, (), title="Quiet")
    await letters(world)
    await elsewhere(world)


async def preferences(world: "World") -> None:
    """Who takes messages from whom, and who does not show what they read."""
    for name, admitted in FROM.items():
        await world.connection.execute("update members set messages_from = $2 where id = $1", world[name], admitted)
    hidden = [world[name] for name in KEEP_TO_THEMSELVES]
    await world.connection.execute("update members set shows_receipts = false where id = any($1)", hidden)


async def office(world: "World", name: str, kind: str, network: str = "here", open_: bool = True, **more: Any) -> None:
    """An office."""
    named = {"name_ja": "窓口", "description": None if open_ else "休止中", "version": 1, **more}
    await world.add("offices", f"office {name}", network_id=world[network], kind=kind, open=open_, **named)


async def directs(world: "World") -> None:
    """Two members each."""
    for one, other, states, writers in (
        ("Aoi", "Ben", {"Ben": {"read_up_to": 3}}, ("Aoi", "Ben", "Aoi", "Aoi")),
        ("Aoi", "Member 1", {}, ("Aoi", "Member 1")),
        ("Hana", "Ivan", {"Hana": {"hidden_number": 2}}, ("Hana", "Ivan")),
        ("Member 2", "Aoi", {"Aoi": {"state": "REQUESTED", "read_up_to": 1}}, ("Member 2",)),
        ("Member 4", "Hana", {"Hana": {"state": "DECLINED"}}, ("Member 4",)),
        ("Gen", "Aoi", {"Aoi": {"hidden_number": 1}}, ("Gen",)),
        ("Eri", "Ben", {"Ben": {"muted": True}}, ("Eri", "Ben")),
        ("HR", "Recruiter", {}, ("HR", "Recruiter")),
    ):
        people: dict[str, dict[str, Any]] = {one: {}, other: {}}
        await talk(world, f"{one} and {other}", {**people, **states}, writers)


async def letters(world: "World") -> None:
    """What members wrote to offices."""
    serving = {"role": "SERVING", "read_up_to": 1}
    letters: list[tuple[str, str, dict[str, Any], tuple[str, ...], dict[str, Any]]] = [
        ("Ben to HR", "HR", {"Ben": {}, "HR": serving}, ("Ben", "HR", "Ben"), {"assignee_id": world["HR"]}),
        ("Hana to HR", "HR", {"Hana": {}}, ("Hana",), {"closed_at": world.when()}),
        ("Ivan to RECRUITING", "RECRUITING", {"Ivan": {}}, ("Ivan", "Recruiter"), {}),
        ("Gen to HR", "HR", {"Gen": {}}, ("Gen",), {}),
        ("Hana to NEW_BUSINESS", "NEW_BUSINESS", {"Hana": {}, "Ivan": serving}, ("Hana", "Ivan"), {}),
    ]
    for name, kind, people, writers, more in letters:
        about = {"subject": "お願い", "office_id": world[f"office {kind}"], **more}
        await talk(world, name, people, writers, kind="OFFICE", **about)


async def elsewhere(world: "World") -> None:
    """The other network."""
    await talk(world, "direct there", {"Outsider": {}, "Other outsider": {}}, ("Outsider", "Other outsider"), "there")
    both = {"Outsider": {"role": "OWNER"}, "Aoi there": {}}
    await talk(world, "group there", both, ("Outsider", "Aoi there"), "there", title="よそ")
    about = {"subject": "よそ", "office_id": world["office HR there"]}
    await talk(world, "letter there", {"Outsider": {}}, ("Outsider",), "there", kind="OFFICE", **about)


async def talk(
    world: "World",
    name: str,
    people: dict[str, dict[str, Any]],
    writers: tuple[str | None, ...],
    network: str = "here",
    kind: str = "",
    **values: Any,
) -> list[UUID]:
    """A conversation; what is said in it, by id."""
    own = {"network_id": world[network]}
    kind = kind or ("GROUP" if "title" in values else "DIRECT")
    pair = sorted(world[each] for each in people) if kind == "DIRECT" else [None, None]
    start = world.when()
    row = {
        "kind": kind,
        "last_number": 0,
        "version": 1,
        "one_id": pair[0],
        "other_id": pair[1],
        "starter_id": world[next(iter(people))],
    }
    made = await world.add("conversations", name, **own, **row, created_at=start, **values)
    for each, standing in people.items():
        who = {"conversation_id": made, "member_id": world[each], "joined_at": world.when()}
        await world.add("participants", None, **own, **who, **{**STANDING, **standing})
    said = [await message(world, made, number, each, network) for number, each in enumerate(writers, 1)]
    if said:
        last = "update conversations set last_number = $2, last_message_at = $3 where id = $1"
        await world.connection.execute(last, made, len(said), world.when())
    return said


async def message(world: "World", conversation: UUID, number: int, author: str | None, network: str) -> UUID:
    """What somebody says."""
    row = {"network_id": world[network], "conversation_id": conversation, "number": number, "version": 1}
    by = {"author_id": world[author] if author else None, "created_at": world.when()}
    return await world.add("messages", None, **row, **by, body=f"京都で{number}度目の会議 <b>&</b>")


async def decorate(world: "World", said: list[UUID]) -> None:
    """Answers, reactions and mentions, of and by those who may not see each other; and one message is deleted."""
    own = {"network_id": world["here"]}
    for number in (5, 8, 10):
        await world.connection.execute(
            "update messages set reply_to_id = $2 where id = $1", said[number], said[number - 4]
        )
    for number, key in enumerate(said[:8]):
        for each in ("Aoi", "Ivan", "Member 1", "Hana")[number % 3 :]:
            on = {"message_id": key, "member_id": world[each], "created_at": world.when()}
            await world.add("message_reactions", None, **own, **on, emoji="👍" if number % 2 else "🎉")
        for each in ("Ivan", "Dan", "Aoi"):
            await world.add("message_mentions", None, **own, message_id=key, member_id=world[each])
        html = f"<p>{span('Ivan', world['Ivan'])} {span('Dan', world['Dan'])}</p>"
        await world.connection.execute("update messages set body_html = $2 where id = $1", key, html)
    await world.connection.execute(
        "update messages set body = null, body_html = null, deleted_at = created_at where id = $1", said[6]
    )
