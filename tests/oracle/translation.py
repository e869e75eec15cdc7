"""How rows of the graph are read in full and told in the words of LDBC SNB's answers."""

from typing import Any, NamedTuple

from tests.oracle.conftest import Community
from tests.oracle.snb import bindings, milliseconds

Row = dict[str, Any]

# Traces of a device are not kept, and addresses are replaced by others (docs/snb.md).
LEFT_OUT = {"locationIp", "browserUsed", "friendLocationIp", "friendBrowserUsed", "friendEmails"}
PAGE = 5  # small, so that longer lists have several pages


class Way(NamedTuple):
    """The words of Relay for reading a list in one direction."""

    size: str
    place: str
    more: str
    cursor: str


FORWARDS = Way("first", "after", "hasNextPage", "endCursor")
BACKWARDS = Way("last", "before", "hasPreviousPage", "startCursor")


async def to_the_end(
    community: Community, reader: int, query: str, way: Way, *, size: int = PAGE, **variables: Any
) -> list[Row]:
    """The nodes of a list, page by page; backwards, the last of it comes first."""
    nodes: list[Row] = []
    variables[way.size] = size
    while True:
        data = await community.ask(reader, query, **variables)
        holder = data if "page" in data else next(iter(data.values()))
        page = nodes_of(holder["page"])
        nodes += page if way is FORWARDS else reversed(page)
        if not holder["page"]["pageInfo"][way.more]:
            return nodes
        variables[way.place] = holder["page"]["pageInfo"][way.cursor]


def nodes_of(page: Row) -> list[Row]:
    return [edge["node"] for edge in page["edges"]]


def who(community: Community, member: Row, names: str) -> Row:
    """A member, under the names that a query has for the id, the first name and the last name."""
    values = (community.snb_ids[member["id"]], member["givenName"], member["familyName"])
    return dict(zip(names.split(), values, strict=True))


def message(community: Community, node: Row, word: str = "message") -> Row:
    """A post or a comment, under the names that begin with what a query calls it."""
    return {
        f"{word}Id": community.snb_ids[node["id"]],
        f"{word}Content": node["body"],
        f"{word}CreationDate": milliseconds(node["createdAt"]),
    }


def authored(community: Community, node: Row, word: str) -> Row:
    author = who(community, node["author"], "personId personFirstName personLastName")
    return author | message(community, node, word)


def expected(query: str) -> list[tuple[Row, list[Row]]]:
    """The parameters and the rows of each binding, without what is left out."""
    answers = [(params, result if isinstance(result, list) else [result]) for params, result in bindings(query)]
    return [
        (params, [{name: row[name] for name in row if name not in LEFT_OUT} for row in rows])
        for params, rows in answers
    ]
