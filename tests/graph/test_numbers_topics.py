"""Topics, circles and what is received, for every viewer, against the oracle."""

from collections.abc import Iterable
from uuid import UUID

from graph.compile.keys import global_id
from tests.graph.numbers import PAGE, Numbers, ids, in_order, page, same
from tests.models.oracle import Ids, Row, Sight
from tests.models.oracle_ties import unmuted

ALL = "first: 100) { totalCount edges { node { id } } }"
SCOPES = ("ALL", "NETWORK", "GROUPS", "TIES", "TIES_OF_TIES")


def within(sight: Sight, attribute: UUID) -> Ids:
    """An attribute and all that lie within it."""
    inner = sight.ids("attributes", parent_id=attribute)
    return {attribute, *(key for each in inner for key in within(sight, each))}


def about(sight: Sight, attribute: UUID) -> Ids:
    """The visible posts and comments about an attribute or one within it."""
    topics = [row for key in within(sight, attribute) for row in sight.rows("topics", attribute_id=key)]
    return {row["post_id"] or row["comment_id"] for row in topics}


def circle(sight: Sight) -> Ids:
    """The viewer's ties and their ties, over members whom the viewer may see."""
    beyond = {far for near in sight.friends() for far in sight.facts.pairs("ties", near)}
    return (sight.friends() | beyond & sight.sees["members"]) - {sight.viewer}


def on_posts(sight: Sight, posts: Ids) -> list[Row]:
    """The visible comments right under these posts."""
    return [row for row in sight.rows("comments", parent_id=None, deleted_at=None) if row["post_id"] in posts]


def received(sight: Sight, member: UUID) -> Ids:
    """The visible reactions to what a member wrote."""
    written = sight.written_by([member])
    return {row["id"] for row in sight.rows("reactions") if (row["post_id"] or row["comment_id"]) in written}


def sample(keys: Iterable[UUID]) -> list[UUID]:
    """Some attributes of both networks."""
    return sorted(keys)[::2]


def feed(sight: Sight, scope: str) -> Ids:
    """The posts of a scope."""
    if scope != "TIES_OF_TIES":
        return sight.feed(scope)
    return unmuted(sight, sight.said("posts") & sight.written_by(circle(sight)))


async def test_posts_and_comments_say_what_they_are_about(numbers: Numbers) -> None:
    sight = numbers.sight
    for type_, prefix, table, column in (
        ("Post", "post", "posts", "post_id"),
        ("Comment", "com", "comments", "comment_id"),
    ):
        for key, found in await numbers.nodes(type_, prefix, table, "topics { id }"):
            topics = {row["attribute_id"] for row in sight.rows("topics", **{column: key})}
            assert in_order(found) == {"topics": ids("att", topics)}, key


async def test_topics_are_narrowed_to_what_lies_within_one(numbers: Numbers) -> None:
    sight = numbers.sight
    for key in sample(sight.facts["attributes"]):
        inner = within(sight, key)
        fields = f'topics(within: "{global_id("att", key)}") {{ id }}'
        for post, found in await numbers.nodes("Post", "post", "posts", fields):
            topics = {row["attribute_id"] for row in sight.rows("topics", post_id=post)}
            assert in_order(found) == {"topics": ids("att", topics & inner)}, (post, key)


async def test_every_feed_is_narrowed_by_a_topic(numbers: Numbers) -> None:
    sight = numbers.sight
    for key in sample(sight.facts["attributes"]):
        asked = [f'{scope}: feed(scope: {scope}, topic: "{global_id("att", key)}", {ALL}' for scope in SCOPES]
        found = in_order(await numbers.data("{ " + " ".join(asked) + " }"))
        expected = {scope: page("post", feed(sight, scope) & about(sight, key)) for scope in SCOPES}
        assert found == expected, key


async def test_activity_is_that_of_a_circle_about_a_topic(numbers: Numbers) -> None:
    sight = numbers.sight
    around = {"TIES": sight.friends(), "TIES_OF_TIES": circle(sight)}
    circles = {name: unmuted(sight, sight.written_by(members)) for name, members in around.items()}
    for key in [None, *sample(sight.facts["attributes"])]:
        topic = f'topic: "{global_id("att", key)}", ' if key else ""
        asked = [f"{name}: activity(circle: {name}, {topic}{ALL}" for name in circles]
        found = await numbers.data("{ " + " ".join(asked) + " }")
        for name, written in circles.items():
            wanted = written & about(sight, key) if key else written
            nodes = {UUID(edge["node"]["id"].partition("_")[2]) for edge in found[name]["edges"]}
            assert (nodes, found[name]["totalCount"]) == (wanted, len(wanted)), (name, key)


async def test_what_members_commented_on_posts_is_narrowed_by_a_topic(numbers: Numbers) -> None:
    sight = numbers.sight
    for key in sample(sight.facts["attributes"])[:3]:
        said = on_posts(sight, about(sight, key))
        fields = f'about: comments(topic: "{global_id("att", key)}", {ALL} all: comments({ALL}'
        for member, found in await numbers.nodes("Member", "mem", "members", fields):
            every = on_posts(sight, sight.sees["posts"])
            expected = {
                "about": page("com", [row["id"] for row in said if row["author_id"] == member]),
                "all": page("com", [row["id"] for row in every if row["author_id"] == member]),
            }
            assert in_order(found) == expected, (key, member)


async def test_members_are_found_by_what_they_commented_on(numbers: Numbers) -> None:
    sight = numbers.sight
    found = {key: on_posts(sight, about(sight, key)) for key in sight.facts["attributes"]}
    cases = [
        (f'{{commentedOn: "{global_id("att", key)}"}}', {row["author_id"] for row in said} & sight.sees["members"])
        for key, said in found.items()
    ]
    await same(numbers, "members", "mem", cases)


async def test_members_receive_the_reactions_that_the_viewer_may_see(numbers: Numbers) -> None:
    for key, found in await numbers.nodes("Member", "mem", "members", f"reactionsReceived{PAGE}"):
        assert in_order(found) == {"reactionsReceived": page("rea", received(numbers.sight, key))}, key


async def test_members_show_what_is_known_of_their_attributes(numbers: Numbers) -> None:
    sight = numbers.sight
    fields = "memberAttributes { id } skills: memberAttributes(kinds: [SKILL]) { attribute { kind } }"
    for key, found in await numbers.nodes("Member", "mem", "members", fields):
        assert in_order(found)["memberAttributes"] == ids("mat", sight.ids("member_attributes", member_id=key))
        kinds = [sight.facts["attributes"][each]["kind"] for each in sight.holds(key)]
        assert found["skills"] == [{"attribute": {"kind": "SKILL"}}] * kinds.count("SKILL")


async def test_memberships_count_posts_and_are_narrowed_by_time(numbers: Numbers) -> None:
    sight = numbers.sight
    rows = sorted(row["since"] for row in sight.rows("group_memberships"))
    since = rows[len(rows) // 2] if rows else sight.me["joined_at"]
    asked = f'(since: "{since.isoformat()}", first: 100) {{ edges {{ node {{ id postCount }} }} }}'
    for key, found in await numbers.nodes("Member", "mem", "members", f"groupMemberships{asked}"):
        wanted = [
            {"id": global_id("gms", row["id"]), "postCount": len(sight.said("posts", author_id=key, group_id=group))}
            for row in sight.rows("group_memberships", member_id=key, status="ACTIVE")
            if row["since"] >= since
            for group in [row["group_id"]]
        ]
        edges = found["groupMemberships"]["edges"]
        assert sorted((edge["node"] for edge in edges), key=str) == sorted(wanted, key=str), key
