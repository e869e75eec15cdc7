"""Asked over HTTP, the network that LDBC's test set became gives the answers that LDBC's reference gives.

These are not LDBC Benchmark results. How each query is said in GraphQL, and what is left out: docs/snb.md.
"""

from collections.abc import Awaitable, Callable

import pytest

from tests.oracle.complex import COMPLEX
from tests.oracle.conftest import Community
from tests.oracle.snb import iso, milliseconds, needs_snb
from tests.oracle.translation import (
    BACKWARDS,
    FORWARDS,
    LEFT_OUT,
    Row,
    authored,
    expected,
    message,
    nodes_of,
    to_the_end,
    who,
)

pytestmark = needs_snb

MOMENTS = {"messageCreationDate", "friendshipCreationDate", "commentCreationDate", "likeCreationDate"}


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
            "birthday": milliseconds(member["birthday"]),
            "gender": member["gender"],
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
    **COMPLEX,
}


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


@pytest.mark.parametrize("query", ["IS2", "IS3", "IS7", "IC2", "IC7", "IC8", "IC9"])
def test_no_two_rows_of_an_answer_are_of_one_moment(query: str) -> None:
    """SNB and the graph order such rows differently, and so nothing here has to forgive a difference in order."""
    lists = [[row[name] for row in rows for name in row if name in MOMENTS] for _, rows in expected(query)]
    assert any(len(moments) > 1 for moments in lists)
    assert all(moments == sorted(set(moments), reverse=True) for moments in lists)


def test_nobody_is_asked_about_who_is_more_than_three_ties_away() -> None:
    """The graph looks no further, and says of whom it does not reach what it says of whom nothing leads to."""
    lengths = {row["shortestPathLength"] for _, rows in expected("IC13") for row in rows}
    assert lengths == {-1, 1, 2, 3}
