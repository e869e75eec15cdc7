"""The five operations, and the requests that ask for them: viewers and variables rotate, each run the same."""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import asyncpg

REQUESTS = 256

FEED = """query Feed($first: Int!) {
  feed(first: $first) {
    edges { node {
      id body createdAt
      author { id displayName headline }
      group { id name }
      reactionCount commentCount viewerHasReacted
      comments(first: 2) { edges { node { body author { displayName } } } }
    } }
    pageInfo { hasNextPage endCursor }
  }
}"""

PROFILE = """query Profile($id: ID!) {
  member(id: $id) {
    id displayName headline
    positions { company title industry { id label } current }
    attributes { id kind label }
    mutualTieCount
    sharedAttributes: attributes(viewerHas: true) { id label }
  }
}"""

DIRECTORY = """query Directory($attributes: [ID!]!, $first: Int!) {
  members(filter: {attributes: {allOf: $attributes}}, orderBy: NAME, first: $first) {
    totalCount
    edges { node { id displayName headline attributes { id label } sharedAttributeCount } }
    pageInfo { hasNextPage endCursor }
  }
}"""

SUGGESTIONS = """query Suggestions($first: Int!) {
  suggestions(first: $first) {
    score
    member { id displayName headline sharedAttributes: attributes(viewerHas: true) { id label } }
  }
}"""

TINY = """query Tiny { viewer { id displayName } }"""


@dataclass(frozen=True)
class Population:
    """Who and what the requests are about: ids in the order of the data."""

    members: list[str]
    attributes: list[str]


@dataclass(frozen=True)
class Operation:
    """A document and how its variables are drawn."""

    name: str
    document: str
    draw: Callable[[random.Random, Population], dict[str, Any]]


@dataclass(frozen=True)
class Request:
    """What one viewer asks. Ids are bare UUIDs; a server that wants them otherwise maps them."""

    operation: Operation
    viewer: str
    variables: dict[str, Any]


OPERATIONS = [
    Operation("feed", FEED, lambda _, __: {"first": 20}),
    Operation("profile", PROFILE, lambda draw, all_: {"id": draw.choice(all_.members)}),
    # Two of the two dozen attributes that most members hold.
    Operation(
        "directory", DIRECTORY, lambda draw, all_: {"attributes": draw.sample(all_.attributes[:24], 2), "first": 50}
    ),
    Operation("suggestions", SUGGESTIONS, lambda _, __: {"first": 20}),
    Operation("tiny", TINY, lambda _, __: {}),
]


async def population(connection: asyncpg.Connection) -> Population:
    """All who may look, and all attributes, the commonest first."""
    members = await connection.fetch("select id from members where status = 'ACTIVE' order by id")
    attributes = await connection.fetch("select id from attributes order by key, id")
    return Population([str(row["id"]) for row in members], [str(row["id"]) for row in attributes])


def requests(operation: Operation, everyone: Population) -> Iterator[Request]:
    """The requests of one operation, drawn anew but always the same."""
    draw = random.Random(operation.name)
    for _ in range(REQUESTS):
        yield Request(operation, draw.choice(everyone.members), operation.draw(draw, everyone))
