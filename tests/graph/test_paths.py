"""Degrees, paths, mutual ties and the filters over ties through GraphQL, for every viewer, against a plain search."""

from collections import defaultdict
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import orjson
import pytest

from graph.compile.engine import Engine
from graph.compile.keys import global_id
from models.database import connect
from models.ids import uuid7
from models.viewer import Viewer
from tests.conftest import fresh_database, on_database
from tests.graph.numbers import NO_LIMITS, READERS
from tests.models.oracle import Facts, Ids, Sight
from tests.models.test_paths import MORE_POSITIONS, MORE_TIES, PLACES, Graph, colleagues, working
from tests.world import World, make_world

MOST_HOPS = 3
STEPS = "{ length steps { member { id } } }"
PAGE = "totalCount edges { node { id } }"


@dataclass(frozen=True)
class Asking:
    """One viewer: what they see of the ties, and what they are answered."""

    engine: Engine
    facts: Facts
    graph: Graph

    @property
    def viewer(self) -> Viewer:
        return Viewer(self.graph.sight.viewer, self.graph.sight.me["network_id"])

    async def body(self, document: str, **variables: Any) -> Any:
        """The answer, errors and all."""
        return orjson.loads((await self.engine.execute(self.viewer, document, variables)).body)

    async def data(self, document: str, *, plainly: bool = False, **variables: Any) -> Any:
        """The data of an answer by one statement; field by field it is the same bytes."""
        answer = await self.engine.execute(self.viewer, document, variables)
        if plainly:
            operation = self.engine.documents.operation(document, None)
            assert answer.body.decode() == (await self.engine.resolved(self.viewer, operation, variables)).decode()
        found = orjson.loads(answer.body)
        assert "errors" not in found, found
        return found["data"]

    async def of_each(self, field: str, inside: str = "") -> dict[tuple[UUID, UUID], Any]:
        """A field of every visible member about everybody; ``%s`` in it is the id of the other."""
        seen, others = sorted(self.graph.seen), sorted(self.facts["members"])
        fields = " ".join(f"f{n}: {field % mem(other)} {inside}" for n, other in enumerate(others))
        document = f"query Each($ids: [ID!]!) {{ nodes(ids: $ids) {{ ... on Member {{ {fields} }} }} }}"
        nodes = (await self.data(document, ids=[mem(key) for key in seen]))["nodes"]
        return {
            (one, other): node[f"f{n}"] for one, node in zip(seen, nodes, strict=True) for n, other in enumerate(others)
        }

    def expected(self, what: Any) -> dict[tuple[UUID, UUID], Any]:
        """The same by the plain search."""
        return {(one, other): what(one, other) for one in self.graph.seen for other in self.facts["members"]}

    def mutual(self, one: UUID, other: UUID) -> Ids:
        """The visible members whom both are tied to."""
        ties = self.graph.ties
        return ties[one] & ties[other] if other in ties else set()

    def by_name(self, members: Ids) -> list[UUID]:
        """Members in the order of their names."""
        return sorted(members, key=lambda key: (self.facts["members"][key]["sort_name"], key))


def mem(key: UUID) -> str:
    return global_id("mem", key)


def page(keys: list[UUID]) -> dict[str, Any]:
    return {"totalCount": len(keys), "edges": [{"node": {"id": mem(key)}} for key in keys]}


@dataclass(frozen=True)
class House:
    """A world with longer ways than others need."""

    world: World
    facts: Facts
    engine: Engine

    def asking(self, name: str) -> Asking:
        """One of its members."""
        ties: dict[UUID, Ids] = defaultdict(set)
        for row in self.facts["ties"].values():
            ties[row["member_id"]].add(row["other_id"])
        return Asking(self.engine, self.facts, Graph(Sight(self.facts, self.world[name]), ties))


@pytest.fixture(scope="module")
async def house(postgres_url: str, template: str) -> AsyncIterator[House]:
    await fresh_database(postgres_url, "graph_paths", template)
    url = on_database(postgres_url, "graph_paths")
    connection = await connect(url)
    world = await make_world(connection)
    for one, other in MORE_TIES:
        await world.pair("ties", one, other)
    for name, company in MORE_POSITIONS:
        own = {"network_id": world["here"], "member_id": world[name]}
        await world.add("positions", **own, company=company, started="2024", version=1)
    await connection.execute("analyze")
    engine = await Engine.open(url, connections=1, limits=NO_LIMITS)
    yield House(world, await Facts.read(connection), engine)
    await engine.close()
    await connection.close()


@pytest.fixture(params=READERS)
def one(request: pytest.FixtureRequest, house: House) -> Asking:
    """Each viewer in turn."""
    return house.asking(request.param)


@pytest.fixture
def hana(house: House) -> Asking:
    return house.asking("Hana")


async def test_a_degree_is_the_length_of_the_shortest_path_that_the_viewer_sees(one: Asking) -> None:
    assert await one.of_each('degree(to: "%s")') == one.expected(one.graph.degree)


@pytest.mark.parametrize("most", [1, 2, 3])
async def test_paths_are_the_shortest_ways_by_the_names_on_them(one: Asking, most: int) -> None:
    def ways(start: UUID, end: UUID) -> list[Any]:
        found = one.graph.paths(start, end, most)
        return [{"length": len(way) - 1, "steps": [{"member": {"id": mem(each)}} for each in way]} for way in found]

    assert await one.of_each(f'paths(to: "%s", maxHops: {most}, first: 100)', STEPS) == one.expected(ways)


async def test_mutual_ties_and_their_number_are_the_visible_members_whom_both_are_tied_to(one: Asking) -> None:
    expected = one.expected(lambda start, end: page(one.by_name(one.mutual(start, end))))
    assert await one.of_each('mutualTies(with: "%s", first: 100)', f"{{ {PAGE} }}") == expected
    counted = {pair: found["totalCount"] for pair, found in expected.items()}
    assert await one.of_each('mutualTieCount(with: "%s")') == counted


async def test_mutual_ties_with_nobody_named_are_those_with_the_viewer(one: Asking) -> None:
    document = f"{{ members(first: 100) {{ edges {{ node {{ id mutualTieCount mutualTies {{ {PAGE} }} }} }} }} }}"
    nodes = [edge["node"] for edge in (await one.data(document))["members"]["edges"]]
    expected = {mem(key): one.by_name(one.mutual(key, one.viewer.id)) for key in one.graph.seen}
    assert {node["id"]: (node["mutualTieCount"], node["mutualTies"]) for node in nodes} == {
        key: (len(mutual), page(mutual)) for key, mutual in expected.items()
    }


def narrowed(one: Asking) -> dict[str, Ids]:
    """Whom each filter over ties finds, by the plain search."""
    graph = one.graph
    work = [working(graph.sight, table) for table in PLACES]
    fellows = set().union(*(colleagues(graph, each) for each in work))
    there = {each for each in graph.seen if "1" in work[list(PLACES).index("positions")][each]}
    return {
        **{f"withinTies: {most}": graph.at(*range(1, most + 1)) for most in (1, 2, 3)},
        "friendsOfFriends: true": graph.at(2),
        "friendsOfFriends: false": graph.seen - graph.at(2),
        "colleaguesOfFriends: true": fellows,
        "colleaguesOfFriends: false": graph.seen - fellows,
        'company: "(株)Company １"': there,
        'company: "Company 1", withinTies: 2': there & graph.at(1, 2),
        "friendsOfFriends: true, withinTies: 3": graph.at(2),
    }


async def test_filters_over_ties_find_whom_the_plain_search_finds_in_the_order_of_names(one: Asking) -> None:
    expected = narrowed(one)
    fields = [f"f{n}: members(filter: {{{each}}}, first: 100) {{ {PAGE} }}" for n, each in enumerate(expected)]
    found = await one.data(f"{{ {' '.join(fields)} }}", plainly=True)
    for number, (written, members) in enumerate(expected.items()):
        assert found[f"f{number}"] == page(one.by_name(members)), written


def test_the_world_tells_the_filters_apart(house: House) -> None:
    found = [narrowed(house.asking(name)) for name in READERS]
    for written in found[0]:
        assert len({frozenset(each[written]) for each in found}) > 2, written
    assert all(len({*map(frozenset, each.values())}) > 4 for each in found[:4])


async def test_a_plan_answers_about_ties_like_graphql_core(hana: Asking) -> None:
    others = sorted(hana.facts["members"])[::5]
    fields = " ".join(
        f'd{n}: degree(to: "{mem(key)}") p{n}: paths(to: "{mem(key)}") {STEPS} '
        f'c{n}: mutualTieCount(with: "{mem(key)}") m{n}: mutualTies(with: "{mem(key)}", first: 1) {{ {PAGE} }}'
        for n, key in enumerate(others)
    )
    data = await hana.data(f"{{ members(first: 5) {{ edges {{ node {{ {fields} }} }} }} }}", plainly=True)
    nodes = [edge["node"] for edge in data["members"]["edges"]]
    assert {node[f"d{n}"] for node in nodes for n in range(len(others))} >= {None, 1, 2}


async def test_somebody_hidden_and_somebody_absent_are_answered_alike(hana: Asking, house: House) -> None:
    document = f"query($id: ID!) {{ viewer {{ degree(to: $id) paths(to: $id) {STEPS} mutualTieCount(with: $id)"
    document += f" mutualTies(with: $id) {{ {PAGE} }} }} }}"
    nothing: dict[str, Any] = {"degree": None, "paths": [], "mutualTieCount": 0, "mutualTies": page([])}
    assert house.world["Eri"] not in hana.graph.seen
    for key in [house.world[name] for name in ("Eri", "Gen", "Ivan", "Outsider")] + [uuid7()]:
        assert (await hana.data(document, plainly=True, id=mem(key)))["viewer"] == nothing
    assert (await hana.data(document, plainly=True, id=global_id("post", house.world["Aoi"])))["viewer"] == nothing


@pytest.mark.parametrize("number", [-1, 0, MOST_HOPS + 1, 2**31 - 1])
async def test_a_number_of_ties_out_of_bounds_is_refused_at_its_place(hana: Asking, number: int) -> None:
    to = f'to: "{mem(hana.viewer.id)}"'
    asked = {
        "members": "query($n: Int!) { members(filter: {withinTies: $n}) { totalCount } }",
        "viewer.paths": f"query($n: Int!) {{ viewer {{ paths({to}, maxHops: $n) {{ length }} }} }}",
    }
    for place, document in asked.items():
        written = document.replace("query($n: Int!) ", "").replace("$n", str(number))
        for body in (await hana.body(document, n=number), await hana.body(written)):
            (error,) = body["errors"]
            assert error["extensions"] == {"code": "BAD_USER_INPUT"}
            assert error["path"] == place.split(".")
            assert "from 1 to 3" in error["message"]
            assert "data" not in body


async def test_ten_paths_come_where_nobody_says_how_many(hana: Asking, house: House) -> None:
    ends = [key for key in hana.graph.seen if len(hana.graph.paths(hana.viewer.id, key)) > 1]
    assert ends, "the world has two equally short ways"
    document = f"query($to: ID!) {{ viewer {{ paths(to: $to, first: 1) {STEPS} all: paths(to: $to) {STEPS} }} }}"
    found = (await hana.data(document, plainly=True, to=mem(ends[0])))["viewer"]
    assert found["paths"] == found["all"][:1]
    assert len(found["all"]) == min(10, len(hana.graph.paths(hana.viewer.id, ends[0])))
