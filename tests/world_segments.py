"""Segments of the world: whom members and offices mean, by everything that a segment can ask."""

from typing import TYPE_CHECKING, Any

import orjson

if TYPE_CHECKING:
    from tests.world import World

AUTHORS = ("Aoi", "Ben", "HR", "Recruiter", "Member 1", "Outsider")


def asked(world: "World") -> list[dict[str, Any]]:
    """Filters of the directory, one for each thing that can be asked, and some for several."""
    keys = [f"att_{world[f'att{number}']}" for number in range(6)]
    return [
        {"kinds": ["ALUMNUS", "GUEST"]},
        {"attributes": {"anyOf": keys[:2]}},
        {"attributes": {"allOf": [keys[0], keys[0]]}},
        {"department": keys[2]},
        {"industry": keys[1]},
        {"place": keys[4]},
        {"company": "東邦電機"},
        {"cohort": 2012},
        {"name": "member"},
        {"search": "山"},
        {"kinds": ["ALUMNUS"], "attributes": {"anyOf": keys}},
    ]


async def segments(world: "World") -> None:
    """Each filter by some authors; what is never met is met by nobody."""
    for number, criteria in enumerate(asked(world)):
        for author in AUTHORS[number % 2 :: 2]:
            network = world["there" if author == "Outsider" else "here"]
            own = {"network_id": network, "author_id": world[author]}
            await world.add(
                "segments", f"segment {number} of {author}", **own, criteria=orjson.dumps(criteria).decode()
            )
