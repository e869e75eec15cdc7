"""Every list and every number of the graph, for every viewer, against the oracle: no row too many, none too few."""

import unicodedata
from collections.abc import Iterable, Iterator
from typing import Any
from uuid import UUID

import orjson
import pytest

from graph.compile.engine import Engine
from graph.compile.keys import global_id
from graph.compile.limits import Limits
from models.viewer import Viewer
from tests.models.oracle import Facts, Ids, Row, Sight
from tests.world import MEMBERS, STRANGERS, World

AWAY = {"Fumi", "Gen", "Pending", "Invited", "Erased", "Gone outsider"}
READERS = [name for name in [*MEMBERS, *STRANGERS] if name not in AWAY]
PAGE = "(first: 100) { totalCount edges { node { id } } }"
SCOPES = ("ALL", "NETWORK", "GROUPS", "TIES")
POLICIES = ("OPEN", "REQUEST", "INVITE")


class Numbers:
    """What the engine answers, and what one member sees of the facts."""

    def __init__(self, engine: Engine, facts: Facts, viewer: UUID) -> None:
        self.engine = engine
        self.sight = Sight(facts, viewer)

    async def data(self, document: str, **variables: Any) -> Any:
        """The data of an answer without errors."""
        viewer = Viewer(self.sight.viewer, self.sight.me["network_id"])
        answer = orjson.loads((await self.engine.execute(viewer, document, variables)).body)
        assert "errors" not in answer, answer
        return answer["data"]

    async def nodes(self, type_: str, prefix: str, table: str, fields: str) -> list[tuple[UUID, Any]]:
        """(key, node) of every visible row of a table."""
        keys = sorted(self.sight.sees[table])
        document = f"query Nodes($ids: [ID!]!) {{ nodes(ids: $ids) {{ ... on {type_} {{ {fields} }} }} }}"
        found = []
        for start in range(0, len(keys), 100):
            ids = [global_id(prefix, key) for key in keys[start : start + 100]]
            found += (await self.data(document, ids=ids))["nodes"]
        return list(zip(keys, found, strict=True))


@pytest.fixture(scope="module")
async def facts(world: World) -> Facts:
    return await Facts.read(world.connection)


@pytest.fixture(scope="module")
def generous(engine: Engine) -> Engine:
    """An engine that answers a whole table at once."""
    limits = Limits(cost=10**9, tokens=20_000, root_fields=200, fields=2_000, aliases=200)
    return Engine(engine.schema, engine.readers, limits)


@pytest.fixture(params=READERS)
def numbers(request: pytest.FixtureRequest, generous: Engine, facts: Facts, world: World) -> Numbers:
    return Numbers(generous, facts, world[request.param])


def page(prefix: str, keys: Iterable[UUID]) -> dict[str, Any]:
    """A connection as it must be, its nodes in the order of their ids."""
    return {"totalCount": len(list(keys)), "edges": [{"node": each} for each in ids(prefix, keys)]}


def ids(prefix: str, keys: Iterable[UUID]) -> list[dict[str, str]]:
    return sorted(({"id": global_id(prefix, key)} for key in keys), key=lambda row: row["id"])


def in_order(answered: dict[str, Any]) -> dict[str, Any]:
    """An answer with its lists in the order of their ids, so that it can be compared."""
    return {name: ordered(value) for name, value in answered.items()}


def ordered(value: Any) -> Any:
    if isinstance(value, dict) and "edges" in value:
        return {**value, "edges": sorted(value["edges"], key=lambda edge: edge["node"]["id"])}
    if isinstance(value, list) and value and "id" in value[0]:
        return sorted(value, key=lambda row: row["id"])
    return value


def tally(sight: Sight, **subject: UUID) -> list[dict[str, Any]]:
    return [
        {"emoji": emoji, "count": count, "viewerHasReacted": mine} for emoji, count, mine in sight.reacted(**subject)
    ]


async def test_members_are_told_as_the_oracle_says(numbers: Numbers) -> None:
    lists = f"mutualTies{PAGE} posts{PAGE} ties{PAGE} reactions{PAGE}"
    counts = "isViewer viewerIsTied tieCount mutualTieCount sharedAttributeCount"
    short = "employments { id } positions { id } attributes { id } sharedAttributes { id }"
    sight = numbers.sight
    for key, found in await numbers.nodes("Member", "mem", "members", f"{counts} {short} {lists}"):
        expected = {
            "isViewer": key == sight.viewer,
            "viewerIsTied": key in sight.tied,
            "tieCount": len(sight.ids("ties", member_id=key)),
            "mutualTieCount": len(sight.mutual(key)),
            "sharedAttributeCount": len(sight.shared(key)),
            "employments": ids("emp", sight.ids("employments", member_id=key)),
            "positions": ids("pos", sight.ids("positions", member_id=key)),
            "attributes": ids("att", sight.facts.holds(key)),
            "sharedAttributes": ids("att", sight.shared(key)),
            "mutualTies": page("mem", sight.mutual(key)),
            "posts": page("post", sight.ids("posts", author_id=key)),
            "ties": page("tie", sight.ids("ties", member_id=key)),
            "reactions": page("rea", sight.ids("reactions", member_id=key)),
        }
        assert in_order(found) == expected, key


async def test_the_ties_of_a_member_lead_to_the_members_that_the_oracle_says(numbers: Numbers) -> None:
    sight = numbers.sight
    fields = "ties(first: 100) { edges { node { member { id } } } }"
    for key, found in await numbers.nodes("Member", "mem", "members", fields):
        others = [edge["node"]["member"] for edge in found["ties"]["edges"]]
        expected = sight.facts.pairs("ties", key) & sight.sees["members"]
        assert sorted(others, key=lambda row: row["id"]) == ids("mem", expected)


async def test_what_a_member_wrote_is_told_as_the_oracle_says(numbers: Numbers) -> None:
    sight = numbers.sight
    for key, found in await numbers.nodes("Member", "mem", "members", f"activity{PAGE}"):
        expected = ids("post", sight.ids("posts", author_id=key)) + ids("com", sight.ids("comments", author_id=key))
        assert found["activity"]["totalCount"] == len(expected)
        assert in_order(found)["activity"]["edges"] == sorted(
            ({"node": each} for each in expected), key=lambda edge: edge["node"]["id"]
        )


async def test_a_member_belongs_to_the_groups_that_the_oracle_says(numbers: Numbers) -> None:
    sight = numbers.sight
    for key, found in await numbers.nodes("Member", "mem", "members", f"groupMemberships{PAGE}"):
        expected = sight.ids("group_memberships", member_id=key, status="ACTIVE")
        assert in_order(found) == {"groupMemberships": page("gms", expected)}, key


async def test_groups_are_told_as_the_oracle_says(numbers: Numbers) -> None:
    sight = numbers.sight
    for key, found in await numbers.nodes(
        "Group", "grp", "groups", f"viewerIsMember memberCount owners {{ id }} posts{PAGE}"
    ):
        expected = {
            "viewerIsMember": sight.standing(key) == "ACTIVE",
            "memberCount": len(sight.members_of(key)),
            "owners": ids("mem", sight.owners_of(key)),
            "posts": page("post", sight.ids("posts", group_id=key)),
        }
        assert in_order(found) == expected, key


async def test_a_group_has_the_members_that_the_oracle_says(numbers: Numbers) -> None:
    for key, found in await numbers.nodes("Group", "grp", "groups", f"memberships{PAGE}"):
        assert in_order(found) == {"memberships": page("gms", numbers.sight.members_of(key))}, key


async def test_posts_are_told_as_the_oracle_says(numbers: Numbers) -> None:
    sight = numbers.sight
    counts = "commentCount reactionCount viewerHasReacted reactions { emoji count viewerHasReacted }"
    for key, found in await numbers.nodes(
        "Post", "post", "posts", f"{counts} comments{PAGE} allComments{PAGE} author {{ id }} group {{ id }}"
    ):
        row, reactions = sight.facts["posts"][key], tally(sight, post_id=key)
        expected = {
            "commentCount": len(sight.ids("comments", post_id=key)),
            "reactionCount": sum(each["count"] for each in reactions),
            "viewerHasReacted": any(each["viewerHasReacted"] for each in reactions),
            "reactions": reactions,
            "comments": page("com", sight.ids("comments", post_id=key, parent_id=None)),
            "allComments": page("com", sight.ids("comments", post_id=key)),
            "author": one("mem", sight, "members", row["author_id"]),
            "group": one("grp", sight, "groups", row["group_id"]),
        }
        assert in_order(found) == expected, key


def one(prefix: str, sight: Sight, table: str, key: UUID | None) -> dict[str, str] | None:
    """What a relation leads to, or nothing where the viewer may not know."""
    return {"id": global_id(prefix, key)} if key is not None and key in sight.sees[table] else None


async def test_comments_are_told_as_the_oracle_says(numbers: Numbers) -> None:
    sight = numbers.sight
    counts = "replyCount reactionCount viewerHasReacted reactions { emoji count viewerHasReacted }"
    for key, found in await numbers.nodes(
        "Comment", "com", "comments", f"{counts} replies{PAGE} author {{ id }} post {{ id }} parent {{ id }}"
    ):
        row, reactions = sight.facts["comments"][key], tally(sight, comment_id=key)
        expected = {
            "replyCount": len(sight.ids("comments", parent_id=key)),
            "reactionCount": sum(each["count"] for each in reactions),
            "viewerHasReacted": any(each["viewerHasReacted"] for each in reactions),
            "reactions": reactions,
            "replies": page("com", sight.ids("comments", parent_id=key)),
            "author": one("mem", sight, "members", row["author_id"]),
            "post": one("post", sight, "posts", row["post_id"]),
            "parent": one("com", sight, "comments", row["parent_id"]),
        }
        assert in_order(found) == expected, key


async def test_reactions_lead_to_whom_and_what_the_oracle_says(numbers: Numbers) -> None:
    sight = numbers.sight
    fields = "member { id } subject { ... on Node { id } }"
    for key, found in await numbers.nodes("Reaction", "rea", "reactions", fields):
        row = sight.facts["reactions"][key]
        subject = one("post", sight, "posts", row["post_id"]) or one("com", sight, "comments", row["comment_id"])
        assert found == {"member": one("mem", sight, "members", row["member_id"]), "subject": subject}


async def test_attributes_are_told_as_the_oracle_says(numbers: Numbers) -> None:
    sight = numbers.sight
    for key, found in await numbers.nodes(
        "Attribute", "att", "attributes", f"memberCount viewerHas members{PAGE} children{PAGE}"
    ):
        expected = {
            "memberCount": len(sight.holders(key)),
            "viewerHas": key in sight.facts.holds(sight.viewer),
            "members": page("mem", sight.holders(key)),
            "children": page("att", sight.ids("attributes", parent_id=key)),
        }
        assert in_order(found) == expected, key


async def test_the_lists_of_the_network_are_what_the_oracle_says(numbers: Numbers) -> None:
    sight = numbers.sight
    lists = f"members{PAGE} groups{PAGE} attributes{PAGE} answers{PAGE}"
    found = await numbers.data(f"{{ viewer {{ id }} network {{ memberCount }} {lists} }}")
    assert in_order(found) == {
        "viewer": {"id": global_id("mem", sight.viewer)},
        "network": {"memberCount": len(sight.sees["members"])},
        "members": page("mem", sight.sees["members"]),
        "groups": page("grp", sight.sees["groups"]),
        "attributes": page("att", sight.sees["attributes"]),
        "answers": page("com", sight.answers()),
    }


@pytest.mark.parametrize("scope", SCOPES)
async def test_the_feed_of_each_scope_is_what_the_oracle_says(numbers: Numbers, scope: str) -> None:
    found = await numbers.data(f"query Feed($scope: Scope!) {{ feed(scope: $scope, {PAGE[1:]} }}", scope=scope)
    assert in_order(found) == {"feed": page("post", numbers.sight.feed(scope))}


async def test_the_activity_of_ties_is_what_the_oracle_says(numbers: Numbers) -> None:
    sight = numbers.sight
    found = (await numbers.data(f"{{ activity{PAGE} }}"))["activity"]
    expected = [
        *ids("post", sight.feed("TIES")),
        *ids("com", (key for one in sight.friends() for key in sight.ids("comments", author_id=one))),
    ]
    assert sorted(edge["node"]["id"] for edge in found["edges"]) == sorted(each["id"] for each in expected)
    assert found["totalCount"] == len(expected)


def fold(text: str) -> str:
    """A text as names are compared: NFKC, lower case, hiragana as katakana."""
    folded = unicodedata.normalize("NFKC", text).lower()
    return "".join(chr(ord(letter) + 0x60) if "ぁ" <= letter <= "ゖ" else letter for letter in folded)


def fiscal_year(started: str) -> int:
    """The year, from April to March, in which a partial date lies."""
    year, month = int(started[:4]), int(started[5:7] or 1)
    return year if month >= 4 else year - 1


def within(sight: Sight, place: UUID) -> Ids:
    """A place of the viewer's network and all places in it."""
    found: Ids = set()
    more = {place} & sight.sees["attributes"]
    while more:
        found |= more
        more = {key for each in more for key in sight.ids("attributes", parent_id=each)} - found
    return found


def holding(sight: Sight, attributes: Ids) -> Ids:
    return {member for each in attributes for member in sight.holders(each)}


def employed(sight: Sight, **equal: Any) -> Ids:
    return {row["member_id"] for row in sight.rows("employments", **equal)}


def named(sight: Sight, text: str) -> Ids:
    names = [
        "display_name",
        *(f"{part}_name{form}" for part in ("family", "given") for form in ("", "_kana", "_romaji")),
    ]
    return {
        row["id"] for row in sight.rows("members") if fold(text) in fold(" ".join(row[name] or "" for name in names))
    }


def member_filters(sight: Sight) -> Iterator[tuple[str, Ids]]:
    """(filter, members) for every attribute of both networks, and for the other conditions."""
    members = sight.sees["members"]
    first, *others = sorted(sight.facts["attributes"])
    for key in others:
        id_ = global_id("att", key)
        yield (
            f'{{attributes: {{allOf: ["{id_}", "{global_id("att", first)}"]}}}}',
            sight.holders(key) & sight.holders(first),
        )
        yield f'{{attributes: {{anyOf: ["{id_}"]}}}}', sight.holders(key)
        yield f'{{department: "{id_}"}}', employed(sight, department_id=key)
        yield f'{{place: "{id_}"}}', holding(sight, within(sight, key))
    for year in range(2008, 2023):
        spells = [row for row in sight.rows("employments") if fiscal_year(row["started"]) == year]
        yield f"{{cohort: {year}}}", {row["member_id"] for row in spells}
    for kind in ("ALUMNUS", "EMPLOYEE", "GUEST"):
        yield f"{{kinds: [{kind}]}}", sight.ids("members", kind=kind)
    for text in ("Outsider", "やまだ", "ﾔﾏﾀﾞ", "山", "eri", "_", "%", "member 1"):
        yield f'{{name: "{text}"}}', named(sight, text)
    yield "{tiedToViewer: true}", sight.friends()
    yield "{tiedToViewer: false}", members - sight.tied


async def test_no_filter_of_members_finds_more_than_the_oracle(numbers: Numbers) -> None:
    await same(numbers, "members", "mem", list(member_filters(numbers.sight)))


async def same(numbers: Numbers, root: str, prefix: str, cases: list[tuple[str, Ids]]) -> None:
    """Each filter finds what is expected, in one operation with an alias for each."""
    fields = [f"f{i}: {root}(filter: {written}, {PAGE[1:]}" for i, (written, _) in enumerate(cases)]
    found = in_order(await numbers.data("{ " + " ".join(fields) + " }"))
    for i, (written, expected) in enumerate(cases):
        assert found[f"f{i}"] == page(prefix, expected), written


async def test_an_attribute_named_twice_is_asked_for_once(numbers: Numbers) -> None:
    for key in sorted(numbers.sight.sees["attributes"])[:3]:
        twice = f'["{global_id("att", key)}", "{global_id("att", key)}"]'
        await same(
            numbers,
            "members",
            "mem",
            [(f"{{attributes: {{{of}: {twice}}}}}", numbers.sight.holders(key)) for of in ("anyOf", "allOf")],
        )


async def test_no_filter_of_groups_finds_more_than_the_oracle(numbers: Numbers) -> None:
    sight = numbers.sight
    mine = {key for key in sight.sees["groups"] if sight.standing(key) == "ACTIVE"}
    policies = [(f"{{joinPolicies: [{each}]}}", sight.ids("groups", join_policy=each)) for each in POLICIES]
    names = [
        (f'{{name: "{text}"}}', {row["id"] for row in sight.rows("groups") if text in row["name"].lower()})
        for text in ("secret", "there", "no hr", "%")
    ]
    belonging = [("{viewerIsMember: true}", mine), ("{viewerIsMember: false}", sight.sees["groups"] - mine)]
    await same(numbers, "groups", "grp", [*policies, *names, *belonging])


async def test_no_filter_of_attributes_finds_more_than_the_oracle(numbers: Numbers) -> None:
    sight = numbers.sight
    kinds = [(f"{{kinds: [{each}]}}", sight.ids("attributes", kind=each)) for each in ("SKILL", "PLACE", "COHORT")]
    parents = [
        (f'{{parent: "{global_id("att", key)}"}}', sight.ids("attributes", parent_id=key))
        for key in sorted(sight.facts["attributes"])
    ]
    labels = [
        (f'{{search: "{text}"}}', {row["id"] for row in sight.rows("attributes") if fold(text) in label(row)})
        for text in ("属性1", "よそ", "ヨソ", "ありあす", "attribute 3")
    ]
    await same(numbers, "attributes", "att", [*kinds, *parents, *labels])


def label(row: Row) -> str:
    return fold(" ".join([row["label_ja"], row["label_en"] or "", *row["aliases"]]))


async def test_suggestions_are_what_the_oracle_says(numbers: Numbers) -> None:
    sight = numbers.sight
    fields = "score mutualTieCount member { id } sharedAttributes { id } mutualTies { id }"
    found = (await numbers.data(f"{{ suggestions {{ {fields} }} }}"))["suggestions"]
    expected = [
        {
            "score": score,
            "mutualTieCount": mutual,
            "member": {"id": global_id("mem", member)},
            "sharedAttributes": ids("att", sight.shared(member)),
            "mutualTies": ids("mem", sight.mutual(member)),
        }
        for member, (score, mutual) in sorted(
            sight.suggestions().items(), key=lambda each: (each[1][0], each[0]), reverse=True
        )
    ]
    assert [in_order(each) for each in found] == expected
