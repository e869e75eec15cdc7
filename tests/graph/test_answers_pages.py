"""Pages: every connection walked to its end in both directions, in every order; cursors that outlive changes."""

import unicodedata
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any, NamedTuple
from uuid import UUID

import orjson
import pytest
from graphql import GraphQLObjectType

from graph.compile.engine import Engine
from graph.compile.keys import global_id
from models.database import connect
from models.viewer import Viewer
from tests.graph.rosters import House, roster_house
from tests.models.oracle import Facts, Row, Sight
from tests.world import START, World, networks, post

PAGE = "{ edges { cursor node { id } } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } }"
SIZES = (1, 3, 100)
Key = Callable[[Row], Any]


class Place(NamedTuple):
    """A connection in one order: the row it belongs to (none at the root), its arguments, order and who walks it."""

    field: str
    owner: str
    arguments: str
    table: str
    key: Key
    down: bool
    viewer: str = "Aoi"

    @property
    def document(self) -> str:
        """The query for one page."""
        type_, name = self.field.split(".")
        paging = "first: $first, after: $after, last: $last, before: $before"
        head = "query Page($first: Int, $after: String, $last: Int, $before: String"
        page = f"list: {name}({self.arguments}{paging}) {PAGE}"
        if not self.owner:
            return f"{head}) {{ {page} }}"
        return f"{head}, $id: ID!) {{ node(id: $id) {{ ... on {type_} {{ {page} }} }} }}"


def fold(text: str) -> str:
    folded = unicodedata.normalize("NFKC", text).lower()
    return "".join(chr(ord(letter) + 0x60) if "ぁ" <= letter <= "ゖ" else letter for letter in folded)


def by(*columns: str) -> Key:
    return lambda row: tuple(row[column] for column in columns)


def by_name(row: Row) -> Any:
    """Members stand in the order of kana, of the written name where there is none, of the display name otherwise."""
    kana = " ".join(filter(None, (row["family_name_kana"], row["given_name_kana"])))
    written = " ".join(filter(None, (row["family_name"], row["given_name"])))
    return fold(kana or written or row["display_name"]), row["id"]


def by_shared(row: Row) -> Any:
    """Those with most in common with the viewer first; ``shared`` is how much the oracle sees."""
    return -row["shared"], *by_name(row)


def by_relevance(row: Row) -> Any:
    """For the letter h: first whose name begins with it, then who has it in a name, then who has it elsewhere."""
    names = fold(row["display_name"]).split()
    return 0 if any(name.startswith("h") for name in names) else 1 if "h" in "".join(names) else 2, *by_name(row)


def by_label(row: Row) -> Any:
    return fold(row["label_ja"]), row["id"]


def by_title(row: Row) -> Any:
    return fold(row["name"]), row["id"]


def by_plain_name(row: Row) -> Any:
    return row["name"], row["id"]


def by_latest(row: Row) -> Any:
    return row["last_message_at"] or row["created_at"], row["id"]


SEARCHED = 'filter: {search: "h"}, orderBy: RELEVANCE, '
ROSTER, WHY, NUMBERED = "Query.rosterEntries", 'purpose: "why"', by("external_id", "id")
WRITTEN, SAID, SINCE, MADE = by("created_at", "id"), by("created_at", "id"), by("since", "id"), by("made_at", "id")
PLACES = [
    Place("Query.members", "", "orderBy: NAME, ", "members", by_name, down=False),
    *(
        Place("Query.members", "", "orderBy: SHARED, ", "members", by_shared, down=False, viewer=name)
        for name in ("Aoi", "Hana", "Ivan")
    ),
    *(
        Place("Query.members", "", SEARCHED, "members", by_relevance, down=False, viewer=name)
        for name in ("Aoi", "Hana", "HR")
    ),
    Place("Query.members", "", "orderBy: JOINED, ", "members", by("joined_at", "id"), down=True),
    Place("Query.members", "", "filter: {kinds: [ALUMNUS]}, ", "members", by_name, down=False),
    Place("Query.groups", "", "orderBy: NAME, ", "groups", by_title, down=False, viewer="Hana"),
    Place("Query.groups", "", "orderBy: CREATED, ", "groups", by("created_at", "id"), down=True, viewer="Hana"),
    Place("Query.attributes", "", "", "attributes", by_label, down=False),
    Place("Query.feed", "", "scope: ALL, ", "posts", WRITTEN, down=True),
    Place("Query.feed", "", "scope: NETWORK, ", "posts", WRITTEN, down=True),
    Place("Query.feed", "", "scope: GROUPS, ", "posts", WRITTEN, down=True),
    Place("Query.feed", "", "scope: TIES, ", "posts", WRITTEN, down=True),
    Place("Query.activity", "", "", "posts comments", WRITTEN, down=True),
    Place("Query.feed", "", "scope: FOLLOWED, ", "posts", WRITTEN, down=True),
    Place("Query.answers", "", "", "comments", SAID, down=True, viewer="Ben"),
    Place("Query.auditEntries", "", "", "audit_entries", by("number", "id"), down=True, viewer="Member 4"),
    Place("Query.attributeProposals", "", "", "attribute_proposals", WRITTEN, down=False, viewer="HR"),
    Place("Query.claims", "", "", "claims", WRITTEN, down=True, viewer="HR"),
    Place("Query.invitations", "", "", "invitations", WRITTEN, down=True, viewer="HR"),
    Place("Query.mentions", "", "", "mentions", WRITTEN, down=True, viewer="Chie"),
    Place(ROSTER, "", f"{WHY}, orderBy: NAME, ", "roster_entries", by_name, down=False, viewer="HR"),
    Place(ROSTER, "", f"{WHY}, orderBy: EXTERNAL_ID, ", "roster_entries", NUMBERED, down=False, viewer="HR"),
    Place("Attribute.children", "att:att0", "", "attributes", by_label, down=False),
    Place("Attribute.members", "att:att2", "", "members", by_name, down=False),
    Place("Group.memberships", "grp:open", "", "group_memberships", SINCE, down=False),
    Place("Group.joinRequests", "grp:rule", "", "group_memberships", SINCE, down=False, viewer="Member 0"),
    Place("Group.invitations", "grp:rule", "", "group_memberships", SINCE, down=False, viewer="Member 0"),
    Place("Group.bans", "grp:rule", "", "group_memberships", SINCE, down=False, viewer="Member 0"),
    Place("Group.posts", "grp:open", "", "posts", WRITTEN, down=True),
    Place("Member.ties", "mem:Ben", "", "ties", SINCE, down=True),
    Place("Member.tieRequests", "mem:Aoi", "", "tie_requests", by("asked_at", "id"), down=True),
    Place("Member.introductions", "mem:Ben", "", "introductions", by("proposed_at", "id"), down=True, viewer="Ben"),
    Place("Member.follows", "mem:Aoi", "", "follows", SINCE, down=True),
    Place("Member.mutes", "mem:HR", "", "mutes", SINCE, down=True, viewer="HR"),
    Place("Member.blocks", "mem:Aoi", "", "blocks", SINCE, down=True),
    Place("Member.dismissals", "mem:Ben", "", "dismissals", SINCE, down=True, viewer="Ben"),
    Place("Member.groupInvitations", "mem:Hana", "", "group_memberships", SINCE, down=True, viewer="Hana"),
    Place("Member.groupRequests", "mem:Hana", "", "group_memberships", SINCE, down=True, viewer="Hana"),
    Place("Member.mutualTies", "mem:Ben", "", "members", by_name, down=False),
    Place("Member.accessLog", "mem:Hana", "", "access_log", by("at", "id"), down=True, viewer="Hana"),
    Place("Member.groupMemberships", "mem:Aoi", "", "group_memberships", SINCE, down=True),
    Place("Member.posts", "mem:Ben", "", "posts", WRITTEN, down=True),
    Place("Member.comments", "mem:Ben", "", "comments", SAID, down=True),
    Place("Member.reactionsReceived", "mem:Ben", "", "reactions", WRITTEN, down=True),
    Place("Member.reactions", "mem:Hana", "", "reactions", WRITTEN, down=True),
    Place("Member.activity", "mem:Ben", "", "posts comments", WRITTEN, down=True),
    Place("Post.comments", "post:thread", "", "comments", SAID, down=False),
    Place("Post.allComments", "post:thread", "", "comments", SAID, down=False),
    Place("Post.edits", "post:edited in None", "", "post_edits", by("version"), down=True),
    Place("Comment.replies", "com:by Hana", "", "comments", SAID, down=False),
    Place("Query.messages", "", 'search: "会議", ', "messages", WRITTEN, down=True),
    Place("Query.jobs", "", "", "jobs", by("recent_at", "id"), down=True, viewer="HR"),
    Place("Query.comebackInterests", "", "", "comeback_interests", by("said_at", "id"), down=True, viewer="Recruiter"),
    Place("Query.talks", "", "", "talks", by("opened_at", "id"), down=True, viewer="HR"),
    Place("Talk.answers", "tlk:talk 0", "", "talk_answers", by("answered_at", "id"), down=True, viewer="HR"),
    Place("Query.apps", "", "", "apps", by_plain_name, down=False),
    Place("App.tokens", "app:app", "", "access_tokens", WRITTEN, down=True, viewer="Recruiter"),
    Place("Job.applications", "job:open job of HR", "", "applications", by("applied_at", "id"), down=True, viewer="HR"),
    Place("Member.applications", "mem:Aoi", "", "applications", by("applied_at", "id"), down=True),
    *(Place(f"Member.referrals{end}", "mem:Aoi", "", "referrals", MADE, down=True) for end in ("Made", "Received")),
    Place("Query.announcements", "", "", "announcements", by("listed_at", "id"), down=True, viewer="HR"),
    Place("Conversation.messages", "con:project", "", "messages", WRITTEN, down=False),
    Place("Conversation.participants", "con:project", "", "participants", by("joined_at", "id"), down=False),
    Place("Member.conversations", "mem:Aoi", "", "conversations", by_latest, down=True),
    Place("Member.notifications", "mem:Aoi", "", "notifications", by("at", "id"), down=True),
    Place("Office.conversations", "off:office HR", "", "conversations", by_latest, down=True, viewer="HR"),
]


class Walker(NamedTuple):
    """Reads pages of one place."""

    engine: Engine
    world: World
    place: Place

    async def page(self, **paging: Any) -> tuple[list[str], list[str], dict[str, Any]]:
        """The ids, the cursors and the PageInfo of one page."""
        if self.place.owner:
            prefix, name = self.place.owner.split(":")
            paging["id"] = global_id(prefix, self.world[name])
        viewer = Viewer(self.world[self.place.viewer], self.world["here"])
        answer = orjson.loads((await self.engine.execute(viewer, self.place.document, paging)).body)
        assert "errors" not in answer, answer
        data = answer["data"]["node"] if self.place.owner else answer["data"]
        edges = data["list"]["edges"]
        info = data["list"]["pageInfo"]
        cursors = [edge["cursor"] for edge in edges]
        assert [info["startCursor"], info["endCursor"]] == ([cursors[0], cursors[-1]] if cursors else [None, None])
        return [edge["node"]["id"] for edge in edges], cursors, info

    async def walk(self, size: int, *, backwards: bool) -> list[str]:
        """All ids in their order, page by page; each PageInfo is held against where the page lies."""
        count, cursor, more = ("last", "before", "hasPreviousPage") if backwards else ("first", "after", "hasNextPage")
        came_from = "hasNextPage" if backwards else "hasPreviousPage"
        found: list[str] = []
        where: dict[str, Any] = {}
        for _ in range(200):
            ids, cursors, info = await self.page(**{count: size}, **where)
            assert info[came_from] == bool(where)
            assert len(ids) == size or not info[more]
            found = [*ids, *found] if backwards else [*found, *ids]
            if not info[more]:
                return found
            where = {cursor: cursors[0 if backwards else -1]}
        raise AssertionError("a walk that does not end")


@pytest.fixture(scope="module")
async def logged(postgres_url: str, template: str, world: World) -> AsyncIterator[House]:
    """The same world once more, with the same ids: what is read here is written to its log."""
    async with roster_house(postgres_url, template, "logged_pages") as made:
        assert made.world.ids == world.ids
        yield made


@pytest.fixture(params=PLACES, ids=lambda place: f"{place.field}({place.arguments.rstrip(', ')})")
def walker(request: pytest.FixtureRequest, engine: Engine, world: World, logged: House) -> Walker:
    return Walker(logged.engine if request.param.field == ROSTER else engine, world, request.param)


def keys(ids: Iterable[str]) -> list[UUID]:
    return [UUID(id_.partition("_")[2]) for id_ in ids]


def test_every_connection_of_the_schema_is_walked(engine: Engine) -> None:
    found = {
        f"{type_.name}.{name}"
        for type_ in engine.schema.type_map.values()
        if isinstance(type_, GraphQLObjectType)
        for name, field in type_.fields.items()
        if {"first", "after"} <= field.args.keys()
    }
    assert found == {place.field for place in PLACES}


async def test_a_connection_is_walked_to_both_ends_in_pages_of_any_size(walker: Walker, facts: Facts) -> None:
    whole, _, info = await walker.page(first=100)
    assert whole
    assert (info["hasNextPage"], info["hasPreviousPage"]) == (False, False)
    for size in SIZES:
        assert await walker.walk(size, backwards=False) == whole
        assert await walker.walk(size, backwards=True) == whole


async def test_a_connection_has_its_order_and_each_element_once(walker: Walker, facts: Facts) -> None:
    whole, _, _ = await walker.page(first=100)
    place = walker.place
    rows: dict[UUID, Row] = {}
    for table in place.table.split():
        rows |= facts[table]
    sight = Sight(facts, walker.world[place.viewer])
    if place.table == "members":
        rows = {key: {**row, "shared": len(sight.shared(key))} for key, row in rows.items()}
    assert len(set(whole)) == len(whole)
    assert keys(whole) == sorted(set(keys(whole)), key=lambda key: place.key(rows[key]), reverse=place.down)


async def test_between_two_cursors_lies_what_lies_between(walker: Walker) -> None:
    whole, cursors, _ = await walker.page(first=100)
    for start, end in ((0, len(whole) - 1), (0, 2), (len(whole) // 2, len(whole) // 2), (len(whole) - 1, 0)):
        if not (start < len(whole) and end < len(whole)):
            continue
        found, _, info = await walker.page(first=100, after=cursors[start], before=cursors[end])
        assert found == whole[start + 1 : end]
        assert (info["hasNextPage"], info["hasPreviousPage"]) == (False, True)


async def test_a_page_after_a_cursor_is_cut_from_the_rows_that_the_viewer_may_see(walker: Walker, facts: Facts) -> None:
    whole, cursors, _ = await walker.page(first=100)
    sight = Sight(facts, walker.world[walker.place.viewer])
    visible = {key for table in walker.place.table.split() for key in sight.sees[table]}
    for start in range(0, len(whole), 4):
        found, _, _ = await walker.page(first=2, after=cursors[start])
        assert found == whole[start + 1 : start + 3]
        assert set(keys(found)) <= visible


class Tiny(NamedTuple):
    """A network with one member, and what answers for it."""

    world: World
    engine: Engine

    async def data(self, document: str, **variables: Any) -> Any:
        """The data of an answer without errors."""
        answer = orjson.loads(await self.text(document, **variables))
        assert "errors" not in answer, answer
        return answer["data"]

    async def text(self, document: str, **variables: Any) -> bytes:
        """The text of an answer."""
        viewer = Viewer(self.world["Aoi"], self.world["here"])
        return (await self.engine.execute(viewer, document, variables)).body


@asynccontextmanager
async def tiny_network(url: str) -> AsyncIterator[Tiny]:
    connection = await connect(url)
    world = World(connection)
    await networks(world)
    await world.member("Aoi", family_name_kana="アオイ")
    engine = await Engine.open(url, connections=1)
    yield Tiny(world, engine)
    await engine.close()
    await connection.close()


@pytest.fixture
async def tiny(database: str) -> AsyncIterator[Tiny]:
    async with tiny_network(database) as made:
        yield made


FEED = "query($after: String) { p: feed(first: 3, after: $after) { edges { cursor node { body } } } }"


async def test_a_cursor_holds_while_posts_come_and_go(tiny: Tiny) -> None:
    posts = [await post(tiny.world, f"p{n}", "Aoi", None, f"post {n}") for n in range(7)]
    first = (await tiny.data(FEED))["p"]["edges"]
    assert [edge["node"]["body"] for edge in first] == ["post 6", "post 5", "post 4"]
    await post(tiny.world, "newer", "Aoi", None, "newer")
    await tiny.world.connection.execute("delete from posts where id = any($1)", [posts[4], posts[2]])
    second = (await tiny.data(FEED, after=first[-1]["cursor"]))["p"]["edges"]
    assert [edge["node"]["body"] for edge in second] == ["post 3", "post 1", "post 0"]
    again = (await tiny.data(FEED))["p"]["edges"]
    assert [edge["node"]["body"] for edge in again] == ["newer", "post 6", "post 5"]


async def test_posts_of_one_moment_are_each_shown_once(tiny: Tiny) -> None:
    moment = START + timedelta(microseconds=1)
    for number in range(7):
        made = await post(tiny.world, f"p{number}", "Aoi", None, f"post {number}")
        await tiny.world.connection.execute("update posts set created_at = $2 where id = $1", made, moment)
    found: list[str] = []
    cursor = None
    while edges := (await tiny.data(FEED, after=cursor))["p"]["edges"]:
        found += [edge["node"]["body"] for edge in edges]
        cursor = edges[-1]["cursor"]
    assert found == [f"post {number}" for number in range(6, -1, -1)]


async def test_members_stand_in_the_order_of_kana_however_it_is_written(tiny: Tiny) -> None:
    written: list[tuple[str, dict[str, str]]] = [
        ("和田", {"family_name_kana": "ワダ"}),
        ("佐藤 茂", {"family_name_kana": "さとう", "given_name_kana": "しげる"}),
        ("佐藤 愛", {"family_name_kana": "サトウ", "given_name_kana": "アイ"}),
        ("江本", {"family_name_kana": "ｴﾓﾄ"}),
        ("Zoe", {}),
        ("bob", {"family_name": "Ｂｏｂ"}),
        ("後藤", {"family_name_kana": "ごとう"}),
        ("加藤", {"family_name_kana": "カトウ"}),
        ("漢字 のみ", {"family_name": "漢字", "given_name": "のみ"}),
    ]
    for name, names in written:
        await tiny.world.member(name, **names)
    found = await tiny.data("{ members { edges { node { displayName } } } }")
    order = ["bob", "Zoe", "Aoi", "江本", "加藤", "後藤", "佐藤 愛", "佐藤 茂", "和田", "漢字 のみ"]
    assert [edge["node"]["displayName"] for edge in found["members"]["edges"]] == order


async def test_text_of_every_kind_is_exact_json(tiny: Tiny) -> None:
    wide = "\u00a0\u2028\u2029\ufeff é e\u0301 👩\u200d👧 𠮷 \uffff {0} %s $1 'q'"
    await post(tiny.world, "odd", "Aoi", None, '"q" \\ / </script> \b\f\n\r\t \x01\x1f \x7f ' + wide)
    expected = '"\\"q\\" \\\\ / </script> \\b\\f\\n\\r\\t \\u0001\\u001f \x7f ' + wide + '"'
    found = await tiny.text("{ feed { edges { node { body } } } }")
    assert found.decode() == f'{{"data":{{"feed":{{"edges":[{{"node":{{"body":{expected}}}}}]}}}}}}'


async def test_moments_are_utc_with_no_more_digits_than_they_have(tiny: Tiny) -> None:
    moments = {
        "whole": timedelta(),
        "half": timedelta(milliseconds=500),
        "tenths": timedelta(microseconds=120_500),
        "least": timedelta(microseconds=1),
        "evening": timedelta(hours=10, minutes=30),
    }
    for name, after in moments.items():
        made = await post(tiny.world, name, "Aoi", None, name)
        await tiny.world.connection.execute("update posts set created_at = $2 where id = $1", made, START + after)
    document = "query($until: DateTime) { feed(until: $until) { edges { node { body createdAt } } } }"

    async def found(until: str | None) -> dict[str, str]:
        edges = (await tiny.data(document, until=until))["feed"]["edges"]
        return {edge["node"]["body"]: edge["node"]["createdAt"] for edge in edges}

    times = {
        "whole": "2026-01-05T09:00:00Z",
        "half": "2026-01-05T09:00:00.5Z",
        "tenths": "2026-01-05T09:00:00.1205Z",
        "least": "2026-01-05T09:00:00.000001Z",
        "evening": "2026-01-05T19:30:00Z",
    }
    assert await found(None) == times
    assert set(await found("2026-01-05T09:00:00Z")) == {"whole"}
    assert set(await found("2026-01-05T18:00:00.1205+09:00")) == {"whole", "least", "tenths"}
    assert set(await found("2026-01-05T08:59:59.999999Z")) == set()
