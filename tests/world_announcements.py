"""Announcements of the world: of every status, for all and for segments, and how far they came to whom."""

from typing import TYPE_CHECKING, Any
from uuid import UUID

from tests.world_segments import AUTHORS

if TYPE_CHECKING:
    from tests.world import World

RECIPIENTS = (
    "Aoi",
    "Chie",
    "Eri",
    "Gen",
    "Ivan",
    "Member 0",
    "Member 1",
    "Member 2",
    "Member 4",
    "Member 5",
    "Recruiter",
)
STATES = ("SENT", "PENDING", "FAILED", "SUPPRESSED", "SENT")


async def announcements(world: "World") -> None:
    """Topics, what members said of them, and what was announced."""
    for network, author in (("here", "HR"), ("there", "Outsider")):
        await topics(world, network)
        await said(world, network, author)
    await wishes(world)
    for number, status in enumerate(("SENT", "DRAFT", "SENT", "SCHEDULED", "CANCELLED", "SENT")):
        segment = world[f"segment {number} of {AUTHORS[number % 2]}"] if number > 1 else None
        made = await announced(world, f"announced {number}", status, segment, author_id=world["HR"])
        for each in RECIPIENTS[number % 3 :: 2] if status != "DRAFT" else ():
            await delivered(world, made, each, number)


async def topics(world: "World", network: str) -> None:
    for number, name in enumerate(("お知らせ", "イベント", "採用")):
        row: dict[str, Any] = {"name_ja": name, "name_en": None if number == 1 else f"Topic {number}"}
        row |= {"place": 3 - number, "archived_at": world.when() if number == 2 else None}
        own = {"network_id": world[network], "created_at": world.when(), "version": 1}
        await world.add("announcement_topics", f"topic {number} {network}", **own, **row)


async def said(world: "World", network: str, author: str) -> None:
    """One announcement for all, where there is little else."""
    if network == "there":
        own = {"network_id": world[network], "author_id": world[author], "topic_id": world["topic 0 there"]}
        await announced(world, "announced there", "SENT", None, **own)


async def wishes(world: "World") -> None:
    """Some who want mails, some who did once, some who want nothing."""
    for number, name in enumerate(("Aoi", "Chie", "Eri", "Gen", "Member 1", "Member 4")):
        topic = world[f"topic {number % 3} here"]
        own = {"network_id": world["here"], "member_id": world[name], "topic_id": topic, "source": "MEMBER"}
        began, ended = world.when(), world.when()
        if number % 2:
            row = {**own, "channel": "MAIL", "wanted": True, "said_at": began, "ended_at": ended}
            await world.add("topic_subscriptions", None, **row)
        row = {**own, "channel": "MAIL", "wanted": number % 2 == 0, "said_at": ended, "source": "LINK"}
        await world.add("topic_subscriptions", f"wish of {name}", **row)
        off = {**own, "channel": "IN_APP", "wanted": False, "said_at": world.when()}
        await world.add("topic_subscriptions", None, **off)


async def announced(world: "World", name: str, status: str, segment: UUID | None, **values: Any) -> UUID:
    """An announcement, and its post where it was sent."""
    when = world.when()
    row: dict[str, Any] = {
        "network_id": world["here"],
        "topic_id": world["topic 0 here"],
        "segment_id": segment,
        "title": f"お知らせ <{name}>",
        "body": "皆さま\n\n**お元気ですか**",
        "status": status,
        "by_mail": True,
        "scheduled_at": when if status == "SCHEDULED" else None,
        "sent_at": when if status == "SENT" else None,
        "created_at": when,
        "listed_at": when,
        "version": 1,
        **values,
    }
    made = await world.add("announcements", name, **row)
    if status in ("SENT", "CANCELLED"):
        post = {"network_id": row["network_id"], "announcement_id": made, "body": "## お知らせ", "version": 1}
        key = await world.add("posts", f"post of {name}", **post, created_at=when)
        author = "Aoi there" if row["network_id"] == world["there"] else "Aoi"
        own = {"network_id": row["network_id"], "post_id": key, "author_id": world[author], "depth": 0, "version": 1}
        await world.add("comments", None, **own, body="ありがとうございます", created_at=world.when())
    return made


async def delivered(world: "World", announcement: UUID, member: str, number: int) -> None:
    """By both channels, each as far as it came."""
    for place, channel in enumerate(("IN_APP", "MAIL")):
        state = STATES[(world.made + number) % len(STATES)] if place else "SENT"
        own = {"network_id": world["here"], "announcement_id": announcement, "member_id": world[member]}
        more = {"channel": channel, "state": state, "attempts": place, "at": world.when()}
        left = world.when() if place and world.made % 3 == 0 else None
        await world.add("deliveries", None, **own, **more, unsubscribed_at=left)
