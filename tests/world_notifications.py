"""What members of the world were notified of: things and people that they see, and some that they see no more."""

from typing import TYPE_CHECKING, Any
from uuid import UUID

if TYPE_CHECKING:
    from tests.world import World

# Whoever is told, of what, and who did it (and the comment that it was, where it was one).
ON_POSTS = [
    ("Ben", "thread", ["Hana", "Aoi", "Eri", "Gen"]),
    ("Hana", "thread", ["Ivan"]),
    ("Ivan", "thread", ["Hana", "Ben"]),
    ("Aoi", "told to alumni", ["Member 1"]),
    ("Aoi", "told to employees", ["Chie"]),
    ("Ben", "told to ties", ["Chie", "Dan"]),
    ("Ben", "deleted", ["Chie"]),
    ("HR", "asked in secret", ["Hana", "Member 0"]),
    ("HR", "asked in no hr", ["Aoi"]),
    ("Aoi", "asked in no hr", ["HR"]),
    ("Fumi", "thread", ["Ben"]),
    ("Member 1", "thread", ["Aoi"]),
]
COMMENTS = [
    ("Ben", "thread", ["by Hana", "Ivan to Hana", "by Eri"]),
    ("Hana", "thread", ["Aoi to Ben", "Ben to Ivan"]),
    ("Ivan", "thread", ["by Hana"]),
    ("Aoi", "thread", ["Member 1 to nobody", "HR to Hana"]),
]
ANSWERS = [("Hana", "by Hana", ["Ivan to Hana", "HR to Hana"]), ("Ivan", "Ivan to Hana", ["Ben to Ivan"])]
PLACES = [
    ("Aoi", "group_id", "open", "ALL"),
    ("Hana", "group_id", "secret", "MUTE"),
    ("Member 4", "group_id", "secret", "ALL"),
    ("Ben", "post_id", "thread", "ALL"),
    ("Ivan", "post_id", "asked in secret", "MUTE"),
    ("Chie", "post_id", "told to employees", "MUTE"),
    ("Aoi", "post_id", "told to employees", "ALL"),
]
FIRST = "select id from {} where {} order by id limit 1"


async def notifications(world: "World") -> None:
    """Reactions, comments, answers, and what is asked and decided; preferences of every kind."""
    for member, post, actors in ON_POSTS:
        told = await notified(world, member, "REACTED", post_id=world[post])
        for actor in actors:
            await happened(world, told, actor)
    for member, post, said in COMMENTS:
        await commented(world, member, "COMMENTED", said, post_id=world[post])
    for member, comment, said in ANSWERS:
        await commented(world, member, "ANSWERED", said, comment_id=world[comment])
    await asked(world)
    await preferences(world)
    elsewhere = await notified(world, "Outsider", "REACTED", "there", post_id=world["post in secret there"])
    await happened(world, elsewhere, "Aoi there", "there")


async def asked(world: "World") -> None:
    """Requests, introductions, ties, mentions, memberships and claims."""
    for asker, who in (("Hana", "Aoi"), ("Member 2", "Aoi"), ("Dan", "Member 5"), ("Eri", "Member 2"), ("Ivan", "HR")):
        request = world[f"{asker} asks {who}"]
        await happened(world, await notified(world, who, "TIE_REQUESTED", tie_request_id=request), asker)
    for who, name, by in (("Hana", "HR introduces Hana and Ivan", "HR"), ("Ben", "Aoi introduces Ben and Dan", "Aoi")):
        await happened(world, await notified(world, who, "INTRODUCTION_PROPOSED", introduction_id=world[name]), by)
    for who, other in (("Aoi", "Ben"), ("Aoi", "Gen"), ("Dan", "Member 3"), ("Chie", "Hana")):
        tie = await row_of(world, "ties", member_id=world[who], other_id=world[other])
        await happened(world, await notified(world, who, "TIE_MADE", tie_id=tie), other)
    for who, post, by in (
        ("Aoi", "told to employees", "Chie"),
        ("Dan", "told to alumni", "Aoi"),
        ("Aoi", "locked", "Ben"),
    ):
        mention = await row_of(world, "mentions", member_id=world[who], post_id=world[post])
        await happened(world, await notified(world, who, "MENTIONED", mention_id=mention), by)
    for who, group, of in (
        ("Chie", "request", "Member 2"),
        ("Hana", "secret", "Member 2"),
        ("HR", "secret no hr", "HR"),
    ):
        theirs = await row_of(world, "group_memberships", group_id=world[group], member_id=world[of])
        kind = "GROUP_INVITED" if who == of else "GROUP_REQUESTED"
        await happened(world, await notified(world, who, kind, membership_id=theirs), None if who == of else of)
    for key in await world.connection.fetch("select id from claims where network_id = $1", world["here"]):
        for who in ("HR", "Aoi"):
            await happened(world, await notified(world, who, "CLAIM_SUBMITTED", claim_id=key["id"]), None)


async def row_of(world: "World", table: str, **equal: UUID) -> UUID:
    """A row with these keys."""
    conditions = " and ".join(f"{column} = ${place}" for place, column in enumerate(equal, 1))
    key: UUID = await world.connection.fetchval(FIRST.format(table, conditions), *equal.values())
    return key


async def commented(world: "World", member: str, kind: str, said: list[str], **subject: Any) -> None:
    """Comments, gathered in one."""
    told = await notified(world, member, kind, **subject)
    for name in said:
        author = await world.connection.fetchval("select author_id from comments where id = $1", world[name])
        here = {"network_id": world["here"], "notification_id": told, "at": world.when()}
        await world.add("notification_items", **here, actor_id=author, comment_id=world[name])


async def notified(world: "World", member: str, kind: str, network: str = "here", **subject: Any) -> UUID:
    """A notification, of which nobody did anything yet; some are seen, some are read, some come by mail alone."""
    at, number = world.when(), world.made
    row: dict[str, Any] = {"member_id": world[member], "kind": kind, "group_key": f"{number}", **subject}
    seen = {"seen_at": at if number % 3 else None, "read_at": at if number % 3 == 1 else None}
    where = {"in_app": number % 7 != 0, "mail": number % 7 == 0 or number % 2 == 0}
    return await world.add("notifications", network_id=world[network], **row, **seen, **where, first_at=at, at=at)


async def happened(world: "World", told: UUID, actor: str | None, network: str = "here") -> None:
    """That somebody did it."""
    who = world[actor] if actor else None
    row: dict[str, Any] = {"notification_id": told, "actor_id": who, "at": world.when()}
    await world.add("notification_items", network_id=world[network], **row)


async def preferences(world: "World") -> None:
    """Of places, kinds and times."""
    for member, column, place, attention in PLACES:
        own = {"network_id": world["here"], "member_id": world[member], column: world[place]}
        await world.add("place_preferences", **own, attention=attention, since=world.when())
    for member in ("Aoi", "Hana", "HR"):
        own = {"network_id": world["here"], "member_id": world[member]}
        await world.add("notification_preferences", **own, kind="POST_PUBLISHED", in_app=False, mail=member == "HR")
        quiet = {"quiet_from": "22:00", "quiet_until": "07:30"} if member == "Aoi" else {}
        await world.add("notification_settings", **own, **quiet)
