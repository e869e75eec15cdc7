"""What the posts and comments of the world are about."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.world import World

OF_NETWORK = "select id from {} where network_id = $1 order by id"


async def topics(world: "World") -> None:
    """Up to two topics for most posts and comments, so that each attribute is a topic of several."""
    for network in ("here", "there"):
        for table, column in (("posts", "post_id"), ("comments", "comment_id")):
            await topics_of(world, network, table, column)


async def topics_of(world: "World", network: str, table: str, column: str) -> None:
    """The topics of all posts or all comments of a network."""
    attributes = await world.connection.fetch(OF_NETWORK.format("attributes"), world[network])
    for number, each in enumerate(await world.connection.fetch(OF_NETWORK.format(table), world[network])):
        for place in sorted({number, number * 5 + 3})[: number % 3]:
            attribute = attributes[place % len(attributes)]["id"]
            topic = {"network_id": world[network], "attribute_id": attribute, column: each["id"]}
            await world.add("topics", **topic)
