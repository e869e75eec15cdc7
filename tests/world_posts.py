"""What happens to the posts of the world: audiences, pins, locks, history, tombstones, mentions and polls."""

from datetime import timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from models.audiences import Audience, mask

if TYPE_CHECKING:
    from tests.world import World

TOLD_TO = {
    "alumni": ("Aoi", mask(Audience.ALUMNI)),
    "employees": ("Chie", mask(Audience.EMPLOYEES)),
    "ties": ("Ben", mask(Audience.TIES)),
    "ties and employees": ("Hana", mask(Audience.TIES, Audience.EMPLOYEES)),
    "nobody's ties": (None, mask(Audience.TIES)),
}
# Who is named where: some by those who may not see them, and some who may not see it any more.
NAMED = ("Aoi", "Dan", "Eri", "Member 1", "Gen", "Chie")
VOTERS = ("Aoi", "Ben", "Hana", "Ivan", "Member 1", "Gen", "Eri", "HR")


async def post_life(world: "World") -> None:
    """Posts of every kind of life, with comments, reactions, mentions and polls under them."""
    for name, (author, told_to) in TOLD_TO.items():
        made = await told(world, f"told to {name}", author, None, told_to=told_to)
        await under(world, made, "Member 0")
    for place in ("secret", "no hr"):
        await under(world, await told(world, f"asked in {place}", "HR", place), "HR")
    await pins_and_locks(world)
    await history(world)
    await tombstones(world)
    await under(world, await told(world, "asked there", "Outsider", None, "there"), "Aoi there", "there")


async def told(
    world: "World", name: str, author: str | None, place: str | None, network: str = "here", **values: Any
) -> UUID:
    """A post that names some members."""
    named = [each for each in NAMED if network == "here"] or ["Outsider"]
    row: dict[str, Any] = {
        "network_id": world[network],
        "group_id": world[place] if place else None,
        "author_id": world[author] if author else None,
        "body": " ".join(f"@[{each}](mem_{world[each]})" for each in named),
        "body_html": f"<p>{' '.join(span(each, world[each]) for each in named)}</p>",
        "created_at": world.when(),
        "version": 1,
    }
    made = await world.add("posts", name, **{**row, **values})
    for each in named:
        await mentioned(world, each, network, post_id=made)
    return made


def span(name: str, member: UUID) -> str:
    """A mention as HTML."""
    return f'<span class="mention" data-member="mem_{member}">@{name}</span>'


async def mentioned(world: "World", member: str, network: str = "here", **subject: UUID) -> None:
    """That a member is named."""
    who = {"network_id": world[network], "member_id": world[member]}
    await world.add("mentions", **who, **subject, created_at=world.when())


async def under(world: "World", post: UUID, author: str, network: str = "here") -> None:
    """A comment that names somebody, a reaction, and a poll."""
    comment = await said(world, post, author, network, body_html=f"<p>{span(author, world[author])}</p>")
    await mentioned(world, author, network, comment_id=comment)
    own = {"network_id": world[network], "member_id": world[author]}
    await world.add("reactions", **own, post_id=post, emoji="👍", created_at=world.when())
    await world.add("reactions", **own, comment_id=comment, emoji="👍", created_at=world.when())
    await poll(world, post, network, multiple=world.made % 2 == 0)


async def said(world: "World", post: UUID, author: str, network: str = "here", **values: Any) -> UUID:
    """A comment."""
    row = {"network_id": world[network], "post_id": post, "author_id": world[author], "body": "はい <b>&</b>\n\nyes"}
    return await world.add("comments", None, **{**row, "created_at": world.when(), "version": 1, "depth": 0, **values})


async def poll(world: "World", post: UUID, network: str, *, multiple: bool) -> None:
    """A poll with votes of members of every standing."""
    own = {"network_id": world[network]}
    closes = world.when() + timedelta(days=9_000) if multiple else None
    made = await world.add("polls", None, **own, post_id=post, question="いつ？", multiple=multiple, closes_at=closes)
    options = [
        await world.add("poll_options", None, **own, poll_id=made, number=number, text=text)
        for number, text in enumerate(("春", "夏"), 1)
    ]
    for place, name in enumerate(VOTERS if network == "here" else ("Outsider", "Other outsider")):
        for number, option in enumerate(options, 1):
            if (multiple and place % 3) or place % 2 == number - 1:
                vote = {"poll_id": made, "option_id": option, "choice": number if multiple else 0}
                await world.add("poll_votes", **own, **vote, member_id=world[name], created_at=world.when())


async def pins_and_locks(world: "World") -> None:
    """Three pins in the network's feed, one in two groups, and posts that take no comments."""
    for number, place in enumerate((None, None, None, "open", "secret")):
        pinned: dict[str, Any] = {"pin": number % 3 + 1, "pinned_at": world.when()}
        await told(world, f"pinned {number}", "Hana", place, **pinned)
    await told(world, "locked", "Ben", None, locked_at=world.when())


async def history(world: "World") -> None:
    """Posts that said other things before."""
    for place in (None, "secret"):
        made = await told(world, f"edited in {place}", "Hana", place, version=3, edited_at=world.when())
        for version in (1, 2):
            edit = {"post_id": made, "version": version, "body": f"{version}", "written_at": world.when()}
            await world.add("post_edits", network_id=world["here"], **edit)


async def tombstones(world: "World") -> None:
    """A post and comments that are deleted, and what was said under them."""
    gone: dict[str, Any] = {"body": None, "body_html": None, "deleted_at": world.when()}
    row = {"network_id": world["here"], "author_id": world["Ben"], "created_at": world.when(), "version": 2}
    made = await world.add("posts", "deleted", **row, **gone)
    first = await said(world, made, "Chie")
    second = await said(world, made, "Aoi", parent_id=first, depth=1, **gone)
    await said(world, made, "Ben", parent_id=second, depth=2)
