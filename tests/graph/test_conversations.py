"""What conversations show each member: numbers, unread counts, receipts and boxes as the oracle counts them."""

from collections.abc import AsyncIterator
from typing import Any, NamedTuple
from uuid import UUID

import orjson
import pytest

from graph.compile.engine import Engine
from graph.compile.keys import global_id, key_of
from models.database import connect
from models.viewer import Viewer
from tests.conftest import fresh_database, on_database, statement
from tests.graph.numbers import NO_LIMITS
from tests.models import oracle_messages as oracle
from tests.models.oracle import Facts, Row, Sight
from tests.world import VIEWERS

EVERYBODY = [*VIEWERS, "Outsider", "Other outsider", "Aoi there"]
CONVERSATIONS = """query($ids: [ID!]!) { nodes(ids: $ids) { ... on Conversation {
    id title version unreadCount viewerState viewerHasMuted viewerHasHidden participantCount
    lastMessage { id } participants(first: 100) { edges { node { member { id } state isGone } } }
    messages(first: 100) { edges { node { id number readBy { id } replyTo { id } viewerIsMentioned bodyHtml
        reactions { emoji count viewerHasReacted } reactionCount mentions { id } author { id } } } } } } }"""
MEMBERS = (
    "query($ids: [ID!]!) { nodes(ids: $ids) { ... on Member { id viewerMayMessage messagesFrom showsReceipts } } }"
)
BOX = """query($box: ConversationBox!) { viewer { unreadConversationCount
    conversations(box: $box, first: 100) { totalCount edges { node { id } } } } }"""
SEARCH = "query($search: String!) { messages(search: $search, first: 100) { totalCount edges { node { id body } } } }"


class House(NamedTuple):
    """The world, every row of it, and what answers for it."""

    ids: dict[str, UUID]
    facts: Facts
    engine: Engine

    def sight(self, name: str) -> Sight:
        return Sight(self.facts, self.ids[name])

    async def ask(self, name: str, document: str, **variables: Any) -> Any:
        viewer = Viewer(self.ids[name], self.facts["members"][self.ids[name]]["network_id"])
        said = orjson.loads((await self.engine.execute(viewer, document, variables)).body)
        assert "errors" not in said, said
        return said["data"]

    async def nodes(self, name: str, document: str, prefix: str, keys: Any) -> dict[UUID, Any]:
        """What is shown of the rows that are shown at all."""
        ids = [global_id(prefix, key) for key in sorted(keys)]
        found = (await self.ask(name, document, ids=ids))["nodes"]
        return {key_of(each["id"], prefix): each for each in found if each}


@pytest.fixture(scope="module")
async def house(postgres_url: str, world_template: tuple[str, dict[str, UUID]]) -> AsyncIterator[House]:
    source, ids = world_template
    await fresh_database(postgres_url, "conversations_shown", source)
    url = on_database(postgres_url, "conversations_shown")
    connection = await connect(url)
    engine = await Engine.open(url, connections=1, limits=NO_LIMITS)
    yield House(ids, await Facts.read(connection), engine)
    await engine.close()
    await connection.close()
    await statement(postgres_url, "drop database conversations_shown with (force)")


def said_in(sight: Sight, key: UUID) -> list[Row]:
    """The visible messages of a conversation in their order."""
    return sorted(sight.rows("messages", conversation_id=key), key=lambda row: row["number"])


def listed(page: Any, prefix: str) -> list[UUID]:
    return [key_of(each["node"]["id"], prefix) for each in page["edges"]]


@pytest.mark.parametrize("name", EVERYBODY)
async def test_a_conversation_shows_what_the_oracle_says(house: House, name: str) -> None:
    sight = house.sight(name)
    told = oracle.conversing(sight)
    found = await house.nodes(name, CONVERSATIONS, "con", house.facts["conversations"])
    assert set(found) == sight.sees["conversations"]
    for key, shown in found.items():
        said, mine = said_in(sight, key), oracle.mine(sight, key)
        assert shown["unreadCount"] == oracle.unread(sight, key)
        assert (shown["title"], shown["version"]) == told["titles"].get(key, (None, None))
        assert shown["viewerState"] == (mine["state"] if mine else None)
        last = shown["lastMessage"] and key_of(shown["lastMessage"]["id"], "msg")
        assert last == (said[-1]["id"] if said else None)
        assert listed(shown["messages"], "msg") == [row["id"] for row in said]


@pytest.mark.parametrize("name", EVERYBODY)
async def test_numbers_have_no_gap_for_anybody(house: House, name: str) -> None:
    for key, shown in (await house.nodes(name, CONVERSATIONS, "con", house.facts["conversations"])).items():
        numbers = [each["node"]["number"] for each in shown["messages"]["edges"]]
        assert numbers == list(range(1, len(numbers) + 1)), key


@pytest.mark.parametrize("name", EVERYBODY)
async def test_receipts_reactions_and_mentions_are_those_that_the_oracle_says(house: House, name: str) -> None:
    sight = house.sight(name)
    told = oracle.conversing(sight)
    for shown in (await house.nodes(name, CONVERSATIONS, "con", house.facts["conversations"])).values():
        for each in (edge["node"] for edge in shown["messages"]["edges"]):
            key = key_of(each["id"], "msg")
            assert {key_of(reader["id"], "mem") for reader in each["readBy"]} == told["receipts"][key]
            assert each["bodyHtml"] == told["htmls"][key]
            named = {(key, key_of(member["id"], "mem")) for member in each["mentions"]}
            assert named == {pair for pair in told["mentions"] if pair[0] == key}
            given = [(found["emoji"], found["count"], found["viewerHasReacted"]) for found in each["reactions"]]
            rows = list(sight.rows("message_reactions", message_id=key))
            assert sum(count for _, count, _ in given) == each["reactionCount"] == len(rows)
            mine = {row["emoji"] for row in rows if row["member_id"] == sight.viewer}
            assert {emoji for emoji, _, reacted in given if reacted} == mine


@pytest.mark.parametrize("name", EVERYBODY)
async def test_who_may_write_to_whom_is_what_the_oracle_says(house: House, name: str) -> None:
    sight = house.sight(name)
    found = await house.nodes(name, MEMBERS, "mem", sight.sees["members"])
    assert {key for key, each in found.items() if each["viewerMayMessage"]} == oracle.conversing(sight)["admitted"]
    private = {key for key, each in found.items() if each["messagesFrom"] or each["showsReceipts"] is not None}
    assert private == {sight.viewer}


@pytest.mark.parametrize("name", EVERYBODY)
async def test_the_boxes_hold_each_conversation_once_by_what_the_viewer_may_read_last(house: House, name: str) -> None:
    sight = house.sight(name)
    boxed: list[UUID] = []
    for box in ("INBOX", "REQUESTS", "HIDDEN", "LEFT"):
        viewer = (await house.ask(name, BOX, box=box))["viewer"]
        keys = listed(viewer["conversations"], "con")
        assert viewer["conversations"]["totalCount"] == len(keys)
        latest = [[row["created_at"] for row in said_in(sight, key)][-1:] for key in keys]
        started = [house.facts["conversations"][key]["created_at"] for key in keys]
        moments = [last[0] if last else start for last, start in zip(latest, started, strict=True)]
        assert moments == sorted(moments, reverse=True)
        assert viewer["unreadConversationCount"] == oracle.unread_conversations(sight)
        boxed += keys
    assert len(boxed) == len(set(boxed))
    assert set(boxed) == {key for key in sight.sees["conversations"] if oracle.mine(sight, key)}


@pytest.mark.parametrize("name", EVERYBODY)
async def test_a_search_finds_ones_own_messages_alone(house: House, name: str) -> None:
    sight = house.sight(name)
    own = {row["conversation_id"] for row in house.facts["participants"].values() if row["member_id"] == sight.viewer}
    found = (await house.ask(name, SEARCH, search="会議 京都"))["messages"]
    expected = {row["id"] for row in sight.rows("messages", deleted_at=None) if row["conversation_id"] in own}
    assert set(listed(found, "msg")) == expected
    assert found["totalCount"] == len(expected)


@pytest.mark.parametrize(
    ("typed", "finds"),
    [("３度目", True), ("3度目 会議", True), ("京", True), ("大阪", False), ("会議 大阪", False), ("。", False)],
)
async def test_a_search_folds_what_is_typed_and_needs_every_word(house: House, typed: str, finds: bool) -> None:
    found = (await house.ask("Aoi", SEARCH, search=typed))["messages"]["edges"]
    assert bool(found) is finds


async def test_of_others_one_learns_neither_state_nor_mute(house: House) -> None:
    found = await house.nodes("Member 2", CONVERSATIONS, "con", [house.ids["Member 2 and Aoi"]])
    (shown,) = found.values()
    states = {each["node"]["member"]["id"]: each["node"]["state"] for each in shown["participants"]["edges"]}
    assert states == {f"mem_{house.ids['Member 2']}": "ACTIVE", f"mem_{house.ids['Aoi']}": None}
    declined = await house.nodes("Member 4", CONVERSATIONS, "con", [house.ids["Member 4 and Hana"]])
    (other,) = declined.values()
    assert [each["node"]["isGone"] for each in other["participants"]["edges"]] == [False, False]


async def test_the_world_has_cases_that_tell_rules_apart(house: House) -> None:
    """There are unread messages, receipts that are hidden, numbers that differ, and every box is in use."""
    sights = [house.sight(name) for name in VIEWERS]
    counts = {oracle.unread(sight, key) for sight in sights for key in sight.sees["conversations"]}
    assert len(counts) > 3
    assert any(found for sight in sights for found in oracle.conversing(sight)["receipts"].values())
    raw = {key: row["number"] for key, row in house.facts["messages"].items()}
    assert any(raw[key] != number for sight in sights for key, number in oracle.conversing(sight)["numbers"].items())
