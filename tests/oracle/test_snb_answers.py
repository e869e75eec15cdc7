"""Asked over HTTP, the network that LDBC's test set became gives the answers that LDBC's reference gives.

These are not LDBC Benchmark results. How each query is said in GraphQL, and what is left out: docs/snb.md.
"""

from collections.abc import Awaitable, Callable
from typing import Any, NamedTuple

import pytest

from tests.oracle.conftest import Community
from tests.oracle.snb import bindings, iso, milliseconds, needs_snb

pytestmark = needs_snb

Row = dict[str, Any]

# Personal, and shown to nobody before a member can say to whom; the last two are not even kept (docs/snb.md).
LEFT_OUT = {"birthday", "gender", "locationIp", "browserUsed"}
MOMENTS = {"messageCreationDate", "friendshipCreationDate", "commentCreationDate"}
PAGE = 5  # small, so that longer lists have several pages


class Way(NamedTuple):
    """The words of Relay for reading a list in one direction."""

    size: str
    place: str
    more: str
    cursor: str


FORWARDS = Way("first", "after", "hasNextPage", "endCursor")
BACKWARDS = Way("last", "before", "hasPreviousPage", "startCursor")


async def profile(community: Community, params: Row) -> list[Row]:
    person = community.members[params["personIdSQ1"]]
    member = (await community.ask(community.anybody, "IS1", person=person))["member"]
    (city,) = member["attributes"]
    return [
        {
            "firstName": member["givenName"],
            "lastName": member["familyName"],
            "cityId": int(city["code"].removeprefix("place:")),
            "creationDate": milliseconds(member["joinedAt"]),
        }
    ]


async def messages_of(community: Community, params: Row) -> list[Row]:
    person = community.members[params["personIdSQ2"]]
    data = await community.ask(community.anybody, "IS2", person=person, first=params["limit"])
    return [message(community, node) | beginning(community, node) for node in nodes_of(data["member"]["page"])]


async def friends(community: Community, params: Row) -> list[Row]:
    person = community.members[params["personIdSQ3"]]
    return [
        who(community, tie["member"], "personId firstName lastName")
        | {"friendshipCreationDate": milliseconds(tie["since"])}
        for tie in await to_the_end(community, community.anybody, "IS3", FORWARDS, person=person)
    ]


async def content(community: Community, params: Row) -> list[Row]:
    node = await node_of(community, "IS4", params["messageIdContent"])
    return [{"messageContent": node["body"], "messageCreationDate": milliseconds(node["createdAt"])}]


async def creator(community: Community, params: Row) -> list[Row]:
    node = await node_of(community, "IS5", params["messageIdCreator"])
    return [who(community, node["author"], "personId firstName lastName")]


async def forum(community: Community, params: Row) -> list[Row]:
    node = await node_of(community, "IS6", params["messageForumId"])
    group = node.get("post", node)["group"]
    (owner,) = group["owners"]
    return [
        {"forumId": community.snb_ids[group["id"]], "forumTitle": group["name"]}
        | who(community, owner, "moderatorId moderatorFirstName moderatorLastName")
    ]


async def replies(community: Community, params: Row) -> list[Row]:
    replied_to = params["messageRepliesId"]
    author = (await node_of(community, "IS5", replied_to))["author"]
    found = await to_the_end(
        community, community.snb_ids[author["id"]], "IS7", BACKWARDS, message=community.messages[replied_to]
    )
    return [
        message(community, node, "comment")
        | who(community, node["author"], "replyAuthorId replyAuthorFirstName replyAuthorLastName")
        | {"isReplyAuthorKnowsOriginalMessageAuthor": node["author"]["viewerIsTied"]}
        for node in found
    ]


async def messages_by_friends(community: Community, params: Row) -> list[Row]:
    until, first = iso(params["maxDate"]), params["limit"]
    data = await community.ask(params["personIdQ2"], "IC2", until=until, first=first)
    return [authored(community, node, "message") for node in nodes_of(data["page"])]


async def replies_to_all(community: Community, params: Row) -> list[Row]:
    data = await community.ask(params["personIdQ8"], "IC8", first=params["limit"])
    return [authored(community, node, "comment") for node in nodes_of(data["page"])]


async def node_of(community: Community, query: str, message_id: int) -> Row:
    """The node with which a query about one message is answered."""
    data = await community.ask(community.anybody, query, message=community.messages[message_id])
    node: Row = data["node"]
    return node


async def to_the_end(community: Community, reader: int, query: str, way: Way, **variables: Any) -> list[Row]:
    """The nodes of a list, page by page; backwards, the last of it comes first."""
    nodes: list[Row] = []
    variables[way.size] = PAGE
    while True:
        (holder,) = (await community.ask(reader, query, **variables)).values()
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


def beginning(community: Community, node: Row) -> Row:
    """The post in which a conversation begins: the message itself, where that is a post."""
    post = node.get("post", node)
    names = "originalPostAuthorId originalPostAuthorFirstName originalPostAuthorLastName"
    return {"originalPostId": community.snb_ids[post["id"]]} | who(community, post["author"], names)


ANSWERS: dict[str, Callable[[Community, Row], Awaitable[list[Row]]]] = {
    "IS1": profile,
    "IS2": messages_of,
    "IS3": friends,
    "IS4": content,
    "IS5": creator,
    "IS6": forum,
    "IS7": replies,
    "IC2": messages_by_friends,
    "IC8": replies_to_all,
}


def expected(query: str) -> list[tuple[Row, list[Row]]]:
    """The parameters and the rows of each binding, without what is left out."""
    answers = [(params, result if isinstance(result, list) else [result]) for params, result in bindings(query)]
    return [
        (params, [{name: row[name] for name in row if name not in LEFT_OUT} for row in rows])
        for params, rows in answers
    ]


@pytest.mark.parametrize("query", list(ANSWERS))
async def test_each_answer_is_the_expected_one(community: Community, query: str) -> None:
    asked = expected(query)
    assert len(asked) == 20
    assert any(rows for _, rows in asked)
    for params, rows in asked:
        assert await ANSWERS[query](community, params) == rows, params


async def test_what_is_left_out_cannot_be_asked_for(community: Community) -> None:
    data = await community.told(community.anybody, '{ __type(name: "Member") { fields { name } } }')
    shown = {field["name"].lower() for field in data["__type"]["fields"]}
    assert {"givenname", "familyname", "joinedat"} <= shown
    assert shown.isdisjoint(name.lower() for name in LEFT_OUT)


@pytest.mark.parametrize("query", ["IS2", "IS3", "IS7", "IC2", "IC8"])
def test_no_two_rows_of_an_answer_are_of_one_moment(query: str) -> None:
    """SNB and the graph order such rows differently, and so nothing here has to forgive a difference in order."""
    lists = [[row[name] for row in rows for name in row if name in MOMENTS] for _, rows in expected(query)]
    assert any(len(moments) > 1 for moments in lists)
    assert all(moments == sorted(set(moments), reverse=True) for moments in lists)
