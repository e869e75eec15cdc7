"""LDBC's stream of updates, done by the persons it names as mutations of sessions for imports; reads see each at once.

These are not LDBC Benchmark results. How each update is said in GraphQL, and which is left out: docs/snb.md.
"""

import json
from collections import defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable
from itertools import islice
from typing import Any
from uuid import UUID

import httpx
import pytest

from actions.import_snb import import_snb
from actions.sessions import Sessions, open_session
from graph.compile.engine import Engine
from models.database import connect, orm
from server.app import create_app
from server.health import Readiness
from tests.actions.snb_set import silent
from tests.conftest import fresh_database, on_database, statement
from tests.oracle.conftest import Community, snb_ids
from tests.oracle.snb import EXPECTED, TEST_DATA, iso, milliseconds, needs_snb
from tests.server.conftest import served

pytestmark = needs_snb

DATABASE = "test_snb_updates"
UPDATES = EXPECTED.with_name("test-data-updates.jsonl")
PART = 300  # updates, of each kind that is said as a mutation
RECENT = 10
TAGS = "select code, 'att_' || id from attributes where code like 'tag:%'"
WRITTEN = """
select m.external_id::bigint, said.external_id::bigint, said.created_at from members m
join (select author_id, external_id, created_at from posts union all
      select author_id, external_id, created_at from comments) said on said.author_id = m.id
"""
MEMBERS_POSTS = """
query Recent($person: ID!) { member(id: $person) { activity(first: 10) { edges { node { id body createdAt } } } } }
"""
Row = dict[str, Any]


class Replay(Community):
    """A network that grows by updates, and what was written in it, by person: the message and its moment."""

    tags: dict[str, str]
    written: dict[int, list[tuple[int, int]]]

    async def token(self, person: int) -> str:
        """The person's token, of a session for imports."""
        if person not in self.tokens:
            member = UUID(self.members[person].removeprefix("mem_"))
            self.tokens[person] = await open_session(self.url, member, device="updates", importing=True)
        return self.tokens[person]

    async def told(self, person: int, document: str, /, **variables: Any) -> dict[str, Any]:
        """The data, with moments as LDBC writes them."""
        data: dict[str, Any] = moments(await super().told(person, document, **variables))
        return data

    async def learn(self) -> None:
        """What there is before the first update."""
        connection = await connect(self.url)
        self.tags = dict(await connection.fetch(TAGS))
        self.written = defaultdict(list)
        for author, message, at in await connection.fetch(WRITTEN):
            self.written[author].append((milliseconds(at.isoformat()), message))
        await connection.close()

    async def do(self, person: int, field: str, shown: str, **given: Any) -> Row:
        """The payload of a mutation that a person sends."""
        kind = f"{field[0].upper()}{field[1:]}Input!"
        document = (
            f"mutation($input: {kind}) {{ {field}(input: $input) {{ {shown} refusal {{ code message path }} }} }}"
        )
        answer = (await self.told(person, document, input=given))[field]
        assert answer["refusal"] is None, (field, given, answer)
        done: Row = answer
        return done

    async def read(self, id_: str, shown: str, **variables: Any) -> Row:
        """A node as somebody else reads it right after."""
        found = await self.told(self.anybody, f"query($id: ID!) {{ node(id: $id) {{ {shown} }} }}", id=id_, **variables)
        node: Row = found["node"]
        return node

    def group(self, forum: int) -> str:
        """The global id of a forum."""
        return next(it for it, snb_id in self.snb_ids.items() if snb_id == forum and it.startswith("grp_"))

    def about(self, tag_ids: list[int]) -> list[str]:
        """The global ids of tags."""
        return [self.tags[f"tag:{each}"] for each in tag_ids]

    def keep(self, id_: str, snb_id: int) -> None:
        """Learn the id of something new."""
        known: Any = self.snb_ids
        known[id_] = snb_id
        if id_.startswith(("post_", "com_")):
            self.messages[snb_id] = id_


def moments(found: Any) -> Any:
    """An answer in which moments are milliseconds."""
    if isinstance(found, list):
        return [moments(each) for each in found]
    if not isinstance(found, dict):
        return found
    return {key: milliseconds(each) if key in ("createdAt", "since") else moments(each) for key, each in found.items()}


async def like(community: Replay, person: int, message: int, at: int) -> None:
    subject = community.messages[message]
    shown = "... on Content { reactionCount }"
    before = await community.read(subject, shown)
    imported = {"at": iso(at)}
    made = await community.do(
        person,
        "addReaction",
        "reaction { createdAt member { id } subject { ... on Node { id } } } subject { viewerHasReacted }",
        subjectId=subject,
        emoji="👍",
        imported=imported,
    )
    assert made["subject"] == {"viewerHasReacted": True}
    assert made["reaction"] == {
        "createdAt": at,
        "member": {"id": community.members[person]},
        "subject": {"id": subject},
    }
    assert (await community.read(subject, shown))["reactionCount"] == before["reactionCount"] + 1


async def like_post(community: Replay, params: Row) -> None:
    await like(community, params["personId"], params["postId"], params["creationDate"])


async def like_comment(community: Replay, params: Row) -> None:
    await like(community, params["personId"], params["commentId"], params["creationDate"])


async def add_forum(community: Replay, params: Row) -> None:
    person, at = params["moderatorPersonId"], iso(params["creationDate"])
    imported = {"externalId": str(params["forumId"]), "at": at}
    made = await community.do(
        person, "createGroup", "group { id }", name=params["forumTitle"], joinPolicy="OPEN", imported=imported
    )
    community.keep(made["group"]["id"], params["forumId"])
    found = await community.read(made["group"]["id"], "... on Group { name createdAt owners { id } memberCount }")
    owner = {"id": community.members[person]}
    assert found == {
        "name": params["forumTitle"],
        "createdAt": params["creationDate"],
        "owners": [owner],
        "memberCount": 1,
    }


async def join_forum(community: Replay, params: Row) -> None:
    group, at = community.group(params["forumId"]), iso(params["joinDate"])
    before = await community.read(group, "... on Group { memberCount }")
    made = await community.do(
        params["personId"], "joinGroup", "membership { since role }", groupId=group, imported={"at": at}
    )
    assert made["membership"]["role"] in ("MEMBER", "OWNER")
    if made["membership"]["role"] == "OWNER":  # who founded it belongs to it since then
        return
    assert made["membership"]["since"] == params["joinDate"]
    assert (await community.read(group, "... on Group { memberCount }"))["memberCount"] == before["memberCount"] + 1


async def add_post(community: Replay, params: Row) -> None:
    person, group, at = params["authorPersonId"], community.group(params["forumId"]), iso(params["creationDate"])
    body = params["content"] or params["imageFile"]
    topics = community.about(params["tagIds"])
    imported = {"externalId": str(params["postId"]), "at": at}
    made = await community.do(
        person, "publishPost", "post { id }", groupId=group, body=body, topicIds=topics, imported=imported
    )
    post = made["post"]["id"]
    community.keep(post, params["postId"])
    community.written[person].append((params["creationDate"], params["postId"]))
    shown = "... on Post { body createdAt author { id } group { id } topics { id } commentCount }"
    found = await community.read(post, shown)
    assert sorted(each["id"] for each in found.pop("topics")) == sorted(topics)
    author = {"id": community.members[person]}
    told = {
        "body": body,
        "createdAt": params["creationDate"],
        "author": author,
        "group": {"id": group},
        "commentCount": 0,
    }
    assert found == told


async def add_comment(community: Replay, params: Row) -> None:
    person, at = params["authorPersonId"], iso(params["creationDate"])
    under = community.messages[max(params["replyToPostId"], params["replyToCommentId"])]
    answered = await community.read(under, "id ... on Comment { depth post { id } }")
    post, depth = answered.get("post", {"id": under})["id"], answered.get("depth", -1) + 1
    parent = None if under == post else under
    imported = {"externalId": str(params["commentId"]), "at": at}
    topics = community.about(params["tagIds"])
    made = await community.do(
        person,
        "addComment",
        "comment { id }",
        postId=post,
        parentId=parent,
        body=params["content"],
        topicIds=topics,
        imported=imported,
    )
    comment = made["comment"]["id"]
    community.keep(comment, params["commentId"])
    community.written[person].append((params["creationDate"], params["commentId"]))
    shown = "... on Comment { body createdAt author { id } post { id } parent { id } depth }"
    told = {
        "body": params["content"],
        "createdAt": params["creationDate"],
        "author": {"id": community.members[person]},
        "depth": depth,
    }
    told |= {"post": {"id": post}, "parent": {"id": parent} if parent else None}
    assert await community.read(comment, shown) == told


async def add_friendship(community: Replay, params: Row) -> None:
    one, other, at = params["person1Id"], params["person2Id"], iso(params["creationDate"])
    asked = await community.do(one, "requestTie", "tieRequest { id }", memberId=community.members[other])
    request = asked["tieRequest"]["id"]
    made = await community.do(other, "acceptTie", "tie { since }", requestId=request, imported={"at": at})
    assert made["tie"]["since"] == params["creationDate"]
    found = await community.told(
        one, "query($id: ID!) { member(id: $id) { viewerIsTied } }", id=community.members[other]
    )
    assert found["member"] == {"viewerIsTied": True}


UPDATE: dict[str, Callable[[Replay, Row], Awaitable[None]]] = {
    "IU2": like_post,
    "IU3": like_comment,
    "IU4": add_forum,
    "IU5": join_forum,
    "IU6": add_post,
    "IU7": add_comment,
    "IU8": add_friendship,
}


@pytest.fixture
async def community(postgres_url: str, template: str) -> AsyncIterator[Replay]:
    await fresh_database(postgres_url, DATABASE, template)
    url = on_database(postgres_url, DATABASE)
    await import_snb(url, TEST_DATA, report=silent)
    engine, sessions = await Engine.open(url, connections=2), await Sessions.open(url)
    app = create_app(engine, sessions, Readiness(sessions.answer))
    async with orm(url), served(app) as port, httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}") as client:
        made = Replay(url, client, await snb_ids(url))
        await made.learn()
        yield made
    await sessions.close()
    await engine.close()
    await statement(postgres_url, f"drop database {DATABASE} with (force)")


def updates(count: int) -> list[Row]:
    """The first updates of the stream; each kind is among them but that of new persons, who come through the roster."""
    with UPDATES.open(encoding="utf-8") as file:
        return [json.loads(line) for line in islice(file, count)]


async def test_each_update_is_read_at_once_and_all_of_them_at_the_end(community: Replay) -> None:
    part = updates(PART)
    assert {update["query"] for update in part} == set(UPDATE)
    for update in part:
        await UPDATE[update["query"]](community, update["params"])
    authors = {update["params"].get("authorPersonId") for update in part} - {None}
    for author in sorted(authors):
        expected = [message for _, message in sorted(community.written[author], reverse=True)[:RECENT]]
        assert await recent(community, author) == expected, author


async def recent(community: Replay, person: int) -> list[int]:
    """The latest messages of a person, as IS2 asks for them."""
    found = await community.told(community.anybody, MEMBERS_POSTS, person=community.members[person])
    return [community.snb_ids[edge["node"]["id"]] for edge in found["member"]["activity"]["edges"]]


async def test_an_update_that_is_sent_again_changes_nothing(community: Replay) -> None:
    posts = [each["params"] for each in updates(PART) if each["query"] == "IU6"][:1]
    (forum,) = [each["params"] for each in updates(PART) if each["params"].get("forumTitle")][:1]
    await add_forum(community, forum)
    for params in posts:
        given = {"groupId": community.group(params["forumId"]), "body": params["content"] or params["imageFile"]}
        imported = {"externalId": str(params["postId"]), "at": iso(params["creationDate"])}
        person = params["authorPersonId"]
        twice = [
            await community.do(person, "publishPost", "post { id version }", **given, imported=imported) for _ in "ab"
        ]
        assert twice[0] == twice[1]
