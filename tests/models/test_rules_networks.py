"""Two networks in one database: nothing of the one reaches the other by an id, a cursor, a search or a count."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, NamedTuple
from uuid import UUID

import orjson
import pytest

from graph.compile.engine import Engine
from graph.compile.keys import global_id
from models.database import connect
from models.viewer import Viewer
from tests.conftest import fresh_database, on_database
from tests.graph.numbers import NO_LIMITS
from tests.models.oracle import Facts, Sight
from tests.world import MEMBERS, START, STRANGERS, World, make_world

SIDES = {"here": ["Aoi", "Hana", "HR", "Member 3"], "there": ["Outsider", "Aoi there"]}
OTHER = {"here": "there", "there": "here"}
LISTS = ("feed", "activity", "members", "attributes", "groups", "answers")
ORDERS = {"members": ["NAME", "JOINED", "SHARED"], "groups": ["NAME", "CREATED"]}
SEARCHES = ["", "a", "o", "there", "outsider", "山", "やまだ", "よそ", "属性", "Attribute", "group", "ä"]
EVERYTHING = """
query Everything($text: String!) {
  network { id name memberCount }
  viewer { tieCount sharedAttributeCount ties { totalCount edges { cursor node { id member { displayName } } } } }
  members(filter: {name: $text}) { totalCount edges { cursor node { id displayName tieCount mutualTieCount } } }
  attributes(filter: {search: $text}, first: 50) { totalCount edges { node { id label memberCount viewerHas } } }
  groups(filter: {name: $text}) { totalCount edges { node { id name memberCount owners { id } } } }
  suggestions { score mutualTieCount member { id } }
  feed { totalCount pageInfo { hasNextPage endCursor } edges { node { id body commentCount reactionCount } } }
  activity { totalCount edges { node { id body } } }
  answers { totalCount edges { node { id body } } }
}
"""


class Networks(NamedTuple):
    """The world, every row of it, and what answers for both networks."""

    world: World
    facts: Facts
    engine: Engine

    async def ask(self, name: str, document: str, **variables: Any) -> bytes:
        """The text of the answer to one member."""
        viewer = self.world[name]
        network = self.facts["members"][viewer]["network_id"]
        return (await self.engine.execute(Viewer(viewer, network), document, variables)).body

    async def data(self, name: str, document: str, **variables: Any) -> Any:
        """The data of an answer without errors."""
        answer = orjson.loads(await self.ask(name, document, **variables))
        assert "errors" not in answer, answer
        return answer["data"]

    def ids(self, side: str) -> set[str]:
        """The keys of all rows of a network, as they stand in ids."""
        keys: set[UUID] = {self.world[side]}
        for rows in self.facts.tables.values():
            keys |= {key for key, row in rows.items() if row.get("network_id") == self.world[side]}
        return {str(key) for key in keys}


@asynccontextmanager
async def networks_in(url: str) -> AsyncIterator[Networks]:
    connection = await connect(url)
    world = await make_world(connection)
    engine = await Engine.open(url, connections=1, limits=NO_LIMITS)
    yield Networks(world, await Facts.read(connection), engine)
    await engine.close()
    await connection.close()


@pytest.fixture(scope="module")
async def networks(postgres_url: str, template: str) -> AsyncIterator[Networks]:
    await fresh_database(postgres_url, "two_networks", template)
    async with networks_in(on_database(postgres_url, "two_networks")) as made:
        yield made


def sides() -> list[tuple[str, str]]:
    return [(side, name) for side, names in SIDES.items() for name in names]


@pytest.mark.parametrize(("side", "name"), sides())
@pytest.mark.parametrize("text", SEARCHES)
async def test_no_answer_holds_an_id_of_the_other_network(networks: Networks, side: str, name: str, text: str) -> None:
    body = (await networks.ask(name, EVERYTHING, text=text)).decode()
    assert '"errors"' not in body
    assert any(key in body for key in networks.ids(side))
    assert not [key for key in networks.ids(OTHER[side]) if key in body]


@pytest.mark.parametrize(("side", "name"), sides())
async def test_the_ids_of_the_other_network_name_nothing(networks: Networks, side: str, name: str) -> None:
    doors = {"mem": "member", "att": "attribute", "grp": "group", "post": "post", "com": "comment"}
    tables = {"mem": "members", "att": "attributes", "grp": "groups", "post": "posts", "com": "comments"}
    own = Sight(networks.facts, networks.world[name])
    for prefix, door in doors.items():
        for key in networks.facts[tables[prefix]]:
            found = await networks.data(name, f"query($id: ID!) {{ {door}(id: $id) {{ id }} }}", id=f"{prefix}_{key}")
            assert (found[door] is not None) == (key in own.sees[tables[prefix]])


@pytest.mark.parametrize(("side", "name"), sides())
@pytest.mark.parametrize("root", LISTS)
async def test_a_cursor_of_the_other_network_shows_only_rows_of_this_one(
    networks: Networks, side: str, name: str, root: str
) -> None:
    for order in ORDERS.get(root, [""]):
        arguments = f"orderBy: {order}, " if order else ""
        whole = f"{{ list: {root}({arguments}first: 100) {{ totalCount edges {{ cursor node {{ id }} }} }} }}"
        mine = (await networks.data(name, whole))["list"]
        elsewhere = [
            edge for other in SIDES[OTHER[side]] for edge in (await networks.data(other, whole))["list"]["edges"]
        ]
        assert elsewhere
        for cursor in [edge["cursor"] for edge in elsewhere]:
            halves = (
                f"query($c: String!) {{ {half('b', root, arguments, 'before')} {half('a', root, arguments, 'after')} }}"
            )
            found = await networks.data(name, halves, c=cursor)
            assert [edge["node"] for part in ("b", "a") for edge in found[part]["edges"]] == [
                edge["node"] for edge in mine["edges"]
            ]
            assert {found["a"]["totalCount"], found["b"]["totalCount"]} == {mine["totalCount"]}


def half(alias: str, root: str, arguments: str, side: str) -> str:
    return f"{alias}: {root}({arguments}{side}: $c, first: 100) {{ totalCount edges {{ node {{ id }} }} }}"


async def test_one_statement_for_members_of_both_networks_keeps_them_apart(networks: Networks) -> None:
    names = [*MEMBERS, *STRANGERS]
    viewers = {networks.world[name]: name for name in names}
    many = dict(await networks.engine.for_many(list(viewers), EVERYTHING, {"text": ""}))
    active = {key for key in viewers if networks.facts["members"][key]["status"] == "ACTIVE"}
    assert set(many) == active
    for key, body in many.items():
        assert body == await networks.ask(viewers[key], EVERYTHING, text="")


async def test_an_account_with_a_member_in_each_network_sees_with_the_eyes_of_one(networks: Networks) -> None:
    members = networks.facts["members"]
    assert members[networks.world["Aoi"]]["account_id"] == members[networks.world["Aoi there"]]["account_id"]
    both = "query($ids: [ID!]!) { viewer { id } nodes(ids: $ids) { id } }"
    ids = [global_id("mem", networks.world[name]) for name in ("Aoi", "Aoi there")]
    assert await networks.data("Aoi", both, ids=ids) == {"viewer": {"id": ids[0]}, "nodes": [{"id": ids[0]}, None]}
    assert await networks.data("Aoi there", both, ids=ids) == {
        "viewer": {"id": ids[1]},
        "nodes": [None, {"id": ids[1]}],
    }


async def test_whatever_happens_elsewhere_changes_no_answer_here(database: str) -> None:
    async with networks_in(database) as networks:
        asked = [(name, text) for name in SIDES["here"] for text in SEARCHES]
        before = [await networks.ask(name, EVERYTHING, text=text) for name, text in asked]
        there = await networks.ask("Outsider", EVERYTHING, text="")
        await change_everything(networks.world)
        assert [await networks.ask(name, EVERYTHING, text=text) for name, text in asked] == before
        assert await networks.ask("Outsider", EVERYTHING, text="") != there


async def change_everything(world: World) -> None:
    """Change, add and remove rows of every table in the other network."""
    network = world["there"]
    for sql in (
        "update networks set name = 'Renamed' where id = $1",
        "update members set display_name = '山田 changed', listing = 'LISTED' where network_id = $1",
        "update groups set name = 'The open group', secret = false where network_id = $1",
        "update attributes set label_ja = '属性0', rarity = 1, holders_kept = 900 where network_id = $1",
        "update posts set body = 'Changed' where network_id = $1",
        "delete from reactions where network_id = $1 and emoji = '👍'",
        "delete from comments where network_id = $1 and parent_id is not null",
        "delete from ties where network_id = $1",
        "delete from blocks where network_id = $1",
        "delete from member_attributes where network_id = $1",
    ):
        await world.connection.execute(sql, network)
    for number in range(3):
        await world.member(f"New {number}", network="there", family_name="山田", joined_at=START)
