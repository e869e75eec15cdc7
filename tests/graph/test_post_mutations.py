"""Posts, comments, reactions and polls over GraphQL: payloads, what others then read, and what nobody can tell."""

from collections.abc import AsyncIterator
from typing import Any

import orjson
import pytest

from graph.compile.engine import Engine
from graph.compile.keys import global_id
from models.ids import uuid7
from tests.community import Community

REFUSAL = "refusal { __typename code message path } streamCursor"
POST = "post { id body bodyHtml audience group { id } topics { id } poll { id question options { id text } } version }"


class Asking:
    """Members who ask the community over GraphQL."""

    def __init__(self, community: Community, engine: Engine) -> None:
        self.community = community
        self.engine = engine

    async def text(self, name: str, document: str, **variables: Any) -> str:
        """The answer to a member as text."""
        return (await self.engine.execute(self.community.viewer(name), document, variables)).body.decode()

    async def data(self, name: str, document: str, **variables: Any) -> Any:
        """The one field that was asked for."""
        found = orjson.loads(await self.text(name, document, **variables))
        assert "errors" not in found, found
        return next(iter(found["data"].values()))

    async def do(self, name: str, field: str, shown: str = "", /, **given: Any) -> Any:
        """The payload of a mutation with this input."""
        declared = f"mutation($input: {field[0].upper()}{field[1:]}Input!)"
        return await self.data(name, f"{declared} {{ {field}(input: $input) {{ {shown} {REFUSAL} }} }}", input=given)

    async def said(self, name: str, field: str, /, **given: Any) -> str:
        """The payload of a mutation as text."""
        return str(await self.do(name, field, **given))

    async def publish(self, name: str, /, **given: Any) -> str:
        """The id of a new post."""
        payload = await self.do(name, "publishPost", "post { id }", **{"body": "Hello", **given})
        made: str = payload["post"]["id"]
        return made

    async def read(self, name: str, post: str, shown: str) -> Any:
        """A post as a member reads it."""
        return await self.data(name, f"query($id: ID!) {{ post(id: $id) {{ {shown} }} }}", id=post)


@pytest.fixture
async def ask(community: Community) -> AsyncIterator[Asking]:
    """Whoever asks."""
    engine = await Engine.open(community.url, connections=2)
    yield Asking(community, engine)
    await engine.close()


async def test_a_post_is_shown_in_its_payload_as_others_read_it(ask: Asking) -> None:
    group, topic = global_id("grp", ask.community["open"]), global_id("att", ask.community["att1"])
    poll = {"question": "When?", "options": ["now", "later"], "multiple": True}
    given = {"groupId": group, "body": "*Hi*", "topicIds": [topic], "poll": poll, "id": global_id("post", uuid7())}
    payload = await ask.do("Aoi", "publishPost", POST, **given)
    made = payload["post"]
    assert (payload["refusal"], bool(payload["streamCursor"])) == (None, True)
    assert made["id"] == given["id"]
    assert (made["body"], made["bodyHtml"], made["audience"]) == ("*Hi*", "<p><em>Hi</em></p>", ["SELF", "NETWORK"])
    assert (made["group"], made["topics"], made["version"]) == ({"id": group}, [{"id": topic}], 1)
    assert [each["text"] for each in made["poll"]["options"]] == ["now", "later"]
    assert await ask.read("Chie", made["id"], POST.removeprefix("post {").removesuffix("}")) == made


async def test_an_edit_shows_its_history_and_refuses_what_was_edited_meanwhile(ask: Asking) -> None:
    post = await ask.publish("Aoi", body="one")
    shown = "post { body version editedAt edits { edges { node { version body } } } }"
    made = (await ask.do("Aoi", "editPost", shown, postId=post, body="two", ifVersion=1))["post"]
    assert (made["body"], made["version"], bool(made["editedAt"])) == ("two", 2, True)
    assert [edge["node"] for edge in made["edits"]["edges"]] == [{"version": 1, "body": "one"}]
    said = (await ask.do("Aoi", "editPost", shown, postId=post, body="three", ifVersion=1))["refusal"]
    assert (said["__typename"], said["path"]) == ("Conflict", ["input", "ifVersion"])


async def test_a_deleted_post_reads_null_and_leaves_the_feed(ask: Asking) -> None:
    post = await ask.publish("Aoi")
    await ask.do("Ben", "addComment", "comment { id }", postId=post, body="Yes")
    shown = "body bodyHtml deletedAt author { displayName } commentCount reactionCount"
    gone = (await ask.do("Aoi", "deletePost", f"post {{ {shown} }}", postId=post))["post"]
    assert gone.pop("deletedAt") is not None
    assert gone == {
        "body": None,
        "bodyHtml": None,
        "author": {"displayName": "Aoi"},
        "commentCount": 1,
        "reactionCount": 0,
    }
    feed = await ask.data("Ben", "{ feed(first: 100) { edges { node { id } } } }")
    assert post not in {edge["node"]["id"] for edge in feed["edges"]}


async def test_a_thread_is_written_and_read(ask: Asking) -> None:
    post = await ask.publish("Aoi")
    shown = "comment { id body depth parent { id } post { id commentCount } }"
    first = (await ask.do("Ben", "addComment", shown, postId=post, body="One"))["comment"]
    second = (await ask.do("Chie", "addComment", shown, postId=post, parentId=first["id"], body="Two"))["comment"]
    assert (second["depth"], second["parent"]) == (1, {"id": first["id"]})
    assert second["post"] == {"id": post, "commentCount": 2}
    gone = (await ask.do("Ben", "deleteComment", "comment { body replyCount }", commentId=first["id"]))["comment"]
    assert gone == {"body": None, "replyCount": 1}
    assert await ask.read("Aoi", post, "commentCount comments { totalCount }") == {
        "commentCount": 1,
        "comments": {"totalCount": 1},
    }


async def test_a_reaction_is_shown_with_what_it_is_to(ask: Asking) -> None:
    post = await ask.publish("Aoi")
    comment = (await ask.do("Ben", "addComment", "comment { id }", postId=post, body="One"))["comment"]["id"]
    for subject in (post, comment):
        shown = "reaction { id emoji member { displayName } } subject { id reactionCount viewerHasReacted }"
        made = await ask.do("Chie", "addReaction", shown, subjectId=subject, emoji="🎉")
        assert made["subject"] == {"id": subject, "reactionCount": 1, "viewerHasReacted": True}
        again = await ask.do("Chie", "addReaction", shown, subjectId=subject, emoji="🎉")
        assert again["reaction"] == made["reaction"]
        taken = await ask.do("Chie", "removeReaction", "subject { reactionCount }", subjectId=subject, emoji="🎉")
        assert taken["subject"] == {"reactionCount": 0}
    said = (await ask.do("Chie", "addReaction", subjectId=global_id("grp", uuid7()), emoji="🎉"))["refusal"]
    assert (said["code"], said["path"]) == ("INVALID", ["input", "subjectId"])


async def test_a_vote_shows_the_poll_as_it_stands_now(ask: Asking) -> None:
    post = await ask.publish("Aoi", poll={"question": "?", "options": ["a", "b"]})
    poll = (await ask.read("Ben", post, "poll { id options { id } }"))["poll"]
    options = [each["id"] for each in poll["options"]]
    shown = "poll { options { voteCount } viewerVotes { id } }"
    for name, option, counts in (("Ben", 0, [1, 0]), ("Chie", 0, [2, 0]), ("Ben", 1, [1, 1])):
        made = (await ask.do(name, "votePoll", shown, pollId=poll["id"], optionIds=[options[option]]))["poll"]
        assert [each["voteCount"] for each in made["options"]] == counts
        assert made["viewerVotes"] == [{"id": options[option]}]


async def test_pins_are_shown_at_the_top_of_their_place(ask: Asking) -> None:
    await ask.community.connection.execute("update posts set pin = null, pinned_at = null")
    group = global_id("grp", ask.community["open"])
    in_feed, in_group = await ask.publish("Aoi"), await ask.publish("Aoi", groupId=group)
    await ask.do("HR", "pinPost", postId=in_feed)
    await ask.do("Aoi", "pinPost", postId=in_group)
    assert await ask.data("Ben", "{ network { pinnedPosts { id pinnedAt } } }") != {"pinnedPosts": []}
    document = "query($id: ID!) { group(id: $id) { pinnedPosts { id } } }"
    assert await ask.data("Ben", document, id=group) == {"pinnedPosts": [{"id": in_group}]}
    await ask.do("HR", "unpinPost", postId=in_feed)
    assert await ask.data("Ben", "{ network { pinnedPosts { id } } }") == {"pinnedPosts": []}


async def test_a_locked_post_says_so_in_the_language_of_the_viewer(ask: Asking) -> None:
    post = await ask.publish("Aoi")
    locked = await ask.do("HR", "lockPost", "post { lockedAt }", postId=post)
    assert locked["post"]["lockedAt"] is not None
    said = (await ask.do("Ben", "addComment", postId=post, body="x"))["refusal"]
    assert said["message"] == "この投稿へのコメントは締め切られています。"
    await ask.do("HR", "unlockPost", postId=post)
    assert (await ask.do("Ben", "addComment", postId=post, body="x"))["refusal"] is None


async def test_whoever_is_mentioned_reads_where(ask: Asking) -> None:
    name = f"@[葵](mem_{ask.community['Aoi']})"
    post = await ask.publish("Ben", body=f"{name} と @[x](mem_{uuid7()})")
    shown = "{ mentions(first: 1) { edges { node { subject { ... on Post { id } } member { displayName } } } } }"
    (edge,) = (await ask.data("Aoi", shown))["edges"]
    assert edge["node"] == {"subject": {"id": post}, "member": {"displayName": "Aoi"}}
    html = (await ask.read("Chie", post, "bodyHtml"))["bodyHtml"]
    assert html == f'<p><span class="mention" data-member="mem_{ask.community["Aoi"]}">@葵</span> と @x</p>'


async def test_what_is_hidden_is_refused_like_what_is_not_there(ask: Asking) -> None:
    hidden = await ask.publish("Hana", groupId=global_id("grp", ask.community["secret"]))
    told = await ask.publish("Aoi", audience=["EMPLOYEES"])
    absent = global_id("post", uuid7())
    for field, given in (
        ("addComment", {"body": "x"}),
        ("editPost", {"body": "x"}),
        ("deletePost", {}),
        ("pinPost", {}),
        ("lockPost", {}),
    ):
        answers = {await ask.said("Ben", field, postId=post, **given) for post in (hidden, told, absent)}
        assert len(answers) == 1, field
    answers = {await ask.said("Ben", "addReaction", subjectId=post, emoji="👍") for post in (hidden, told, absent)}
    assert len(answers) == 1


async def test_what_only_imports_may_set_is_refused_to_others(ask: Asking) -> None:
    imported = {"externalId": "1", "at": "2010-01-01T00:00:00Z"}
    for field, given in (
        ("publishPost", {"body": "x"}),
        ("createGroup", {"name": "x", "joinPolicy": "OPEN"}),
        ("joinGroup", {"groupId": global_id("grp", ask.community["open"])}),
    ):
        said = (await ask.do("Chie", field, imported=imported, **given))["refusal"]
        assert (said["code"], said["path"]) == ("FORBIDDEN", ["input", "imported"]), field
