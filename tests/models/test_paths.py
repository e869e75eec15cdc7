"""Degree, mutual ties, paths and the filters over ties, against a plain search over the ties that a viewer may see."""

from collections import defaultdict
from collections.abc import AsyncIterator
from typing import Any, NamedTuple
from uuid import UUID

import asyncpg
import pytest

from models.audiences import EVERYBODY, VIEWER_AND_POLICY
from models.database import READ_SETTINGS, connect
from models.ids import uuid7
from models.member_conditions import WORKS_AT
from models.paths import (
    COLLEAGUE_OF_FRIEND,
    DEGREE,
    FRIEND_OF_FRIEND,
    MUTUAL,
    MUTUAL_COUNT,
    WITHIN,
    Path,
    Step,
)
from models.rules import fill, numbers
from tests.conftest import fresh_database, on_database
from tests.models.oracle import Facts, Ids, Sight
from tests.world import MEMBERS, STRANGERS, VIEWERS, World, make_world

# Longer ways than the world has, two equally short ones, and a way through members whom only some may see.
MORE_TIES = [
    *(("Member 3", "Member 4"), ("Member 4", "Member 5"), ("Member 3", "Member 1"), ("Member 1", "Member 5")),
    *(("Member 5", "Member 2"), ("HR", "Dan"), ("HR", "Recruiter"), ("Recruiter", "Eri"), ("Fumi", "HR")),
]
# Who works where today, written in different ways; Ben is at Company 1 already.
MORE_POSITIONS = [
    ("Hana", "株式会社ＣＯＭＰＡＮＹ１"),
    ("Member 4", "company 1 Inc."),
    ("Member 0", "アルファ"),
    ("Dan", "株式会社あるふぁ"),
    ("Member 2", "ｱﾙﾌｧ"),
    ("Member 3", "株式会社"),  # a name of which nothing is left to compare
    ("Chie", "Inc."),
    ("Ivan", "Omega"),
]
ENDED = ("Member 0", "Omega")  # a tie of those who could take Ivan for a colleague of a friend
TOLD = ("Recruiter",)  # who works in Chie's department, and says so


class Graph:
    """What one viewer may see of the ties, and a search in it that knows nothing of SQL."""

    def __init__(self, sight: Sight, ties: dict[UUID, Ids]) -> None:
        self.sight = sight
        self.seen = sight.sees["members"]
        self.ties = {member: ties[member] & self.seen for member in self.seen}

    def paths(self, one: UUID, other: UUID, most: int = 3) -> list[list[UUID]]:
        """All shortest paths, level by level."""
        level = [[one]] if {one, other} <= self.seen else []
        for _ in range(most + 1):
            found = [path for path in level if path[-1] == other]
            if found:
                return sorted(found, key=self.by_name)
            level = [[*path, each] for path in level for each in self.ties[path[-1]] if each not in path]
        return []

    def by_name(self, path: list[UUID]) -> tuple[list[str], list[UUID]]:
        """The names of the members on a path, then their ids."""
        return [self.sight.facts["members"][each]["sort_name"] for each in path], path

    def degree(self, one: UUID, other: UUID) -> int | None:
        """How many ties the shortest path has."""
        return next((len(path) - 1 for path in self.paths(one, other)), None)

    def at(self, *degrees: int) -> Ids:
        """The members so far from the viewer."""
        return {each for each in self.seen if self.degree(self.sight.viewer, each) in degrees}


class House(NamedTuple):
    """A world, every row of it, and a connection set up as readers' are."""

    world: World
    facts: Facts
    connection: asyncpg.Connection

    def graphs(self, names: list[str]) -> dict[UUID, Graph]:
        """What each of these viewers may see; nobody who is not active sees anything."""
        ties: dict[UUID, Ids] = defaultdict(set)
        for row in self.facts["ties"].values():
            ties[row["member_id"]].add(row["other_id"])
        sights = [Sight(self.facts, self.world[name]) for name in names]
        return {sight.viewer: Graph(sight, ties) for sight in sights if sight.sees["networks"]}

    async def ask(self, what: str, tables: str, graphs: dict[UUID, Graph], *values: Any, **names: str) -> list[Any]:
        """Rows for all these viewers by one statement; ``s`` is any member whom the viewer sees, ``t`` anybody."""
        sql = (
            f"select v.id, s.id, {what} from {VIEWER_AND_POLICY}"
            f" join members s on s.network_id = v.network_id and {{visible:Member:s}}{tables} where v.id = any($1)"
        )
        known = {"self": "s", "it": "s", "to": "t.id", "with": "t.id", **names}
        return list(await self.connection.fetch(fill(sql, known.get, numbers()), list(graphs), *values))

    async def that(self, condition: str, graphs: dict[UUID, Graph], value: Any, type_: str) -> dict[UUID, Ids]:
        """The members for whom a condition of a filter holds, by viewer."""
        found: dict[UUID, Ids] = {viewer: set() for viewer in graphs}
        asked = self.ask("s.id", f" and ({condition})", graphs, value, value=f"$2::{type_}")
        for viewer, member, _ in await asked:
            found[viewer].add(member)
        return found


ANYBODY = " cross join members t"
PATHS = f" cross join members t cross join lateral ({Path.select}) p"


async def open_house(url: str, world: World) -> AsyncIterator[House]:
    reading = await connect(url, **READ_SETTINGS)
    yield House(world, await Facts.read(reading), reading)
    await reading.close()
    await world.connection.close()


@pytest.fixture(scope="module")
async def house(postgres_url: str, template: str) -> AsyncIterator[House]:
    await fresh_database(postgres_url, "paths", template)
    url = on_database(postgres_url, "paths")
    world = await make_world(await connect(url))
    for one, other in MORE_TIES:
        await world.pair("ties", one, other)
    for name, company in MORE_POSITIONS:
        own = {"network_id": world["here"], "member_id": world[name]}
        await world.add("positions", **own, company=company, started="2024", version=1)
    own = {"network_id": world["here"], "member_id": world[ENDED[0]]}
    await world.add("positions", **own, company=ENDED[1], started="2023", ended="2024", version=1)
    for name in TOLD:
        shown = "update employments set audience = $2 where member_id = $1"
        await world.connection.execute(shown, world[name], EVERYBODY)
    async for each in open_house(url, world):
        yield each


@pytest.fixture
def graphs(house: House) -> dict[UUID, Graph]:
    return house.graphs([*MEMBERS, *STRANGERS])


async def test_a_degree_is_the_length_of_the_shortest_path_that_the_viewer_sees(
    house: House, graphs: dict[UUID, Graph]
) -> None:
    rows = await house.ask(f"t.id, {DEGREE}", ANYBODY, graphs)
    assert {tuple(row) for row in rows} == {
        (viewer, one, other, graph.degree(one, other))
        for viewer, graph in graphs.items()
        for one in graph.seen
        for other in house.facts["members"]
    }
    assert {row[3] for row in rows} == {None, 0, 1, 2, 3}


@pytest.mark.parametrize("most", [0, 1, 2, 3])
async def test_paths_are_all_shortest_paths_by_the_names_on_them(
    house: House, graphs: dict[UUID, Graph], most: int
) -> None:
    rows = await house.ask("t.id, p.length, p.member_ids, p.place", PATHS, graphs, most, max_hops="$2::int4")
    assert sorted(tuple(row) for row in rows) == sorted(
        (viewer, one, other, len(path) - 1, path, place)
        for viewer, graph in graphs.items()
        for one in graph.seen
        for other in house.facts["members"]
        for place, path in enumerate(graph.paths(one, other, most), 1)
    )
    assert max(row[3] for row in rows) == most
    assert most < 2 or max(row[5] for row in rows) > 1


async def test_a_member_listed_for_ties_only_stands_on_the_paths_of_their_own_ties_only(house: House) -> None:
    graphs = house.graphs(VIEWERS)
    rows = await house.ask("t.id, p.member_ids", PATHS, graphs, 3, max_hops="$2::int4")
    through = {row[0] for row in rows if house.world["Dan"] in row[3]}
    assert through == {house.world[name] for name in ("Dan", "Aoi", "Hana", "HR")}


async def test_an_end_that_is_hidden_and_one_that_is_absent_are_the_same(
    house: House, graphs: dict[UUID, Graph]
) -> None:
    hidden = {name: house.world[name] for name in ("Eri", "Gen", "Fumi", "Outsider")} | {"absent": uuid7()}
    for name, key in hidden.items():
        seeing = {viewer: graph for viewer, graph in graphs.items() if key not in graph.seen}
        assert len(seeing) > 1, name
        to = {"to": "$2::uuid", "with": "$2::uuid"}
        rows = await house.ask(f"{DEGREE}, ({MUTUAL_COUNT})", "", seeing, key, **to)
        assert {tuple(row)[2:] for row in rows} == {(None, 0)}, name
        among = f" cross join lateral ({Path.select}) p"
        assert await house.ask("p.length", among, seeing, key, to="$2::uuid", max_hops="3") == [], name


async def test_mutual_ties_are_the_visible_members_whom_both_are_tied_to(
    house: House, graphs: dict[UUID, Graph]
) -> None:
    among = f"{ANYBODY} left join members m on {{visible:Member:m}} and {MUTUAL.replace('{it}', 'm')}"
    rows = await house.ask(f"t.id, m.id, ({MUTUAL_COUNT})", among, graphs)
    assert {tuple(row[:4]) for row in rows if row[3]} == {
        (viewer, one, other, each)
        for viewer, graph in graphs.items()
        for one in graph.seen
        for other in graph.seen
        for each in graph.ties[one] & graph.ties[other]
    }
    counted = {tuple(row[:3]): row[4] for row in rows}
    assert counted == {
        (viewer, one, other): len(graph.ties[one] & graph.ties.get(other, set())) if other in graph.seen else 0
        for viewer, graph in graphs.items()
        for one in graph.seen
        for other in house.facts["members"]
    }


async def test_mutual_ties_without_another_member_are_those_with_the_viewer(
    house: House, graphs: dict[UUID, Graph]
) -> None:
    named = {"with": "null"}
    rows = await house.ask(f"({MUTUAL_COUNT})", "", graphs, **named)
    assert {tuple(row) for row in rows} == {
        (viewer, one, len(graph.ties[one] & graph.ties[viewer]))
        for viewer, graph in graphs.items()
        for one in graph.seen
    }


@pytest.mark.parametrize("most", [0, 1, 2, 3])
async def test_within_so_many_ties_are_those_whose_degree_is_no_higher(
    house: House, graphs: dict[UUID, Graph], most: int
) -> None:
    found = await house.that(WITHIN, graphs, most, "int4")
    assert found == {viewer: graph.at(*range(1, most + 1)) for viewer, graph in graphs.items()}


async def test_friends_of_friends_are_exactly_two_ties_away(house: House, graphs: dict[UUID, Graph]) -> None:
    assert await house.that(FRIEND_OF_FRIEND, graphs, True, "bool") == {
        viewer: graph.at(2) for viewer, graph in graphs.items()
    }
    assert await house.that(FRIEND_OF_FRIEND, graphs, False, "bool") == {
        viewer: graph.seen - graph.at(2) for viewer, graph in graphs.items()
    }


PLACES = {"positions": "company_key", "employments": "department_id"}
Work = dict[UUID, set[Any]]


def working(sight: Sight, table: str) -> Work:
    """Where members work today, as far as this table's rows show it to the viewer."""
    found: Work = defaultdict(set)
    for row in sight.rows(table, ended=None):
        found[row["member_id"]].add(row[PLACES[table]])
    return found


def colleagues(graph: Graph, work: Work) -> Ids:
    """Who works where a tie of the viewer works, and is no tie."""
    friends = graph.ties[graph.sight.viewer]
    places = set().union(*(work[friend] for friend in friends)) - {"", None}
    return {each for each in graph.seen - friends - {graph.sight.viewer} if work[each] & places}


@pytest.mark.parametrize(
    ("written", "key"),
    [
        ("Company 1", "1"),
        ("company１株式会社", "1"),
        ("(株)ｱﾙﾌｧ", "アルフア"),
        ("Elsewhere Inc.", "elsewhere"),
        ("Company", None),
        ("株式会社", None),
        ("", None),
        ("%", None),
    ],
)
async def test_who_works_at_a_company_is_found_however_its_name_is_written(
    house: House, graphs: dict[UUID, Graph], written: str, key: str | None
) -> None:
    expected = {}
    for viewer, graph in graphs.items():
        work = working(graph.sight, "positions")
        expected[viewer] = {each for each in graph.seen if key is not None and key in work[each]}
    assert await house.that(WORKS_AT.sought, graphs, written, "text") == expected
    assert any(expected.values()) == (key is not None)


async def test_who_worked_at_a_company_once_does_not_work_there(house: House, graphs: dict[UUID, Graph]) -> None:
    ended = {row["company"] for row in house.facts["positions"].values() if row["ended"]}
    assert "Company 0" in ended
    assert not any((await house.that(WORKS_AT.sought, graphs, "Company 0", "text")).values())


async def test_who_works_at_a_company_within_two_ties_is_what_both_filters_say(
    house: House, graphs: dict[UUID, Graph]
) -> None:
    both = f"{WORKS_AT.sought} and {WITHIN.replace('{value}', '2')}"
    there = await house.that(WORKS_AT.sought, graphs, "Company 1", "text")
    expected = {viewer: there[viewer] & graph.at(1, 2) for viewer, graph in graphs.items()}
    assert await house.that(both, graphs, "Company 1", "text") == expected
    assert any(expected[viewer] and expected[viewer] != there[viewer] for viewer in expected)


async def test_colleagues_of_friends_work_where_a_tie_of_the_viewer_works_and_are_no_tie(
    house: House, graphs: dict[UUID, Graph]
) -> None:
    ways = {
        table: {viewer: colleagues(graph, working(graph.sight, table)) for viewer, graph in graphs.items()}
        for table in PLACES
    }
    assert all(any(found.values()) for found in ways.values())
    expected = {viewer: ways["positions"][viewer] | ways["employments"][viewer] for viewer in graphs}
    assert await house.that(COLLEAGUE_OF_FRIEND, graphs, True, "bool") == expected
    assert await house.that(COLLEAGUE_OF_FRIEND, graphs, False, "bool") == {
        viewer: graph.seen - expected[viewer] for viewer, graph in graphs.items()
    }


async def test_a_career_that_is_hidden_makes_nobody_a_colleague(house: House, graphs: dict[UUID, Graph]) -> None:
    """The same members and careers, each shown to everybody, make more colleagues than there are."""
    everything: Work = defaultdict(set)
    for table, place in PLACES.items():
        for row in house.facts[table].values():
            if row["ended"] is None:
                everything[row["member_id"]].add(row[place])
    told = {viewer: colleagues(graph, everything) for viewer, graph in graphs.items()}
    found = await house.that(COLLEAGUE_OF_FRIEND, graphs, True, "bool")
    assert all(found[viewer] <= told[viewer] for viewer in graphs)
    assert any(found[viewer] != told[viewer] for viewer in graphs)


async def test_the_steps_of_a_path_are_its_members_in_order(house: House) -> None:
    keys = [house.world[name] for name in ("Hana", "Aoi", "Ben")]
    select = fill(Step.select, {"self": "p"}.get, numbers())  # type: ignore[arg-type]
    rows = await house.connection.fetch(
        f"select way.* from (select $1::uuid[] as member_ids) p, lateral ({select}) way order by way.place", keys
    )
    assert [(row["member_id"], row["place"]) for row in rows] == [(key, n) for n, key in enumerate(keys, 1)]


async def test_of_very_many_paths_the_first_hundred_by_name_are_kept(database: str) -> None:
    """Two members with eleven ties each, whose ties are all tied to each other; the one has some more."""
    world = World(await connect(database))
    place: dict[str, Any] = {"locale": "JA", "time_zone": "Asia/Tokyo", "emojis": ["👍"], "created_at": world.when()}
    await world.add("networks", "here", name="Here", slug="here", **place)
    for name in ("From", "To", *(f"{side} {n:02}" for side in ("Left", "Right") for n in range(11)), "Extra"):
        await world.member(name)
    for n in range(11):
        await world.pair("ties", "From", f"Left {n:02}")
        await world.pair("ties", "To", f"Right {n:02}")
        for m in range(11):
            await world.pair("ties", f"Left {n:02}", f"Right {m:02}")
    await world.pair("ties", "From", "Extra")
    async for house in open_house(database, world):
        graph = house.graphs(["Extra"])
        for one, other in (("From", "To"), ("To", "From")):
            expected = graph[world["Extra"]].paths(world[one], world[other])
            assert len(expected) == 121
            ends = " and s.id = $2 and t.id = $3"
            asked = PATHS.replace(") p", f") p on true{ends}").replace("cross join lateral", "join lateral")
            rows = await house.ask("p.member_ids, p.place", asked, graph, world[one], world[other], max_hops="3")
            assert [row[2] for row in sorted(rows, key=lambda row: row[3])] == expected[:100]
