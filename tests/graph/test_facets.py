"""Facets count what the viewer could count by filtering, and hide small cells with their complement."""

from collections.abc import AsyncIterator
from typing import Any

import orjson
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graph.compile.engine import Engine
from graph.compile.keys import global_id
from models.database import connect
from models.viewer import Viewer
from tests.conftest import fresh_database, on_database
from tests.graph.population import INDUSTRIES, Career, Population
from tests.world import World

CELLS = "suppressed cellCount cells { label count cohort company kind attribute { id } }"
FACET = (
    "query($by: FacetBy!, $filter: MemberFilter, $kinds: [AttributeKind!])"
    f" {{ memberFacets(by: $by, filter: $filter, kinds: $kinds) {{ {CELLS} }} }}"
)
TOTAL = "query($filter: MemberFilter) { members(filter: $filter, first: 0) { totalCount } }"
READERS = ("Aoi", "Ben", "Hana", "Ivan", "HR", "Chie")


def shown(counts: dict[str, int]) -> tuple[dict[str, int], bool]:
    """What a facet must show of these cells, and whether it hides some: the rule a second time."""
    rest = sorted((count, label) for label, count in counts.items() if count)
    if not rest or rest[0][0] >= 5:
        return {label: count for count, label in rest}, False
    hidden: list[int] = []
    while rest and (rest[0][0] < 5 or len(hidden) < 2 or sum(hidden) < 5):
        hidden.append(rest.pop(0)[0])
    return {label: count for count, label in rest}, True


def told(facet: dict[str, Any]) -> tuple[dict[str, int], bool]:
    """What a facet shows."""
    assert facet["cellCount"] == len(facet["cells"])
    counts = [cell["count"] for cell in facet["cells"]]
    assert counts == sorted(counts, reverse=True)
    return {cell["label"]: cell["count"] for cell in facet["cells"]}, facet["suppressed"]


class Sidebar:
    """One member who narrows the directory."""

    def __init__(self, engine: Engine, world: World, name: str) -> None:
        self.engine = engine
        self.world = world
        self.viewer = Viewer(world[name], world["here"])

    async def ask(self, document: str, **variables: Any) -> Any:
        body = (await self.engine.execute(self.viewer, document, variables)).body
        operation = self.engine.documents.operation(document, None)
        assert await self.engine.resolved(self.viewer, operation, variables) == body
        return orjson.loads(body)["data"]

    async def count(self, which: dict[str, Any]) -> int:
        return int((await self.ask(TOTAL, filter=which))["members"]["totalCount"])

    async def attributes(self, *kinds: str) -> list[tuple[str, str]]:
        rows = await self.world.connection.fetch(
            "select id, label_ja from attributes where network_id = $1 and (kind = any($2) or $2 = '{}')",
            *(self.world["here"], kinds),
        )
        return [(row["label_ja"], global_id("att", row["id"])) for row in rows]

    async def expected(self, by: str, more: dict[str, Any]) -> dict[str, int]:
        """The count of each cell, by asking the directory for each."""
        filters = await self.filters(by)
        return {label: await self.count({**more, **each}) for label, each in filters.items()}

    async def filters(self, by: str) -> dict[str, dict[str, Any]]:
        every = await self.attributes(*(["PLACE"] if by == "PLACE" else []))
        match by:
            case "ATTRIBUTE" | "PLACE":
                return {label: {"attributes": {"allOf": [key]}} for label, key in every}
            case "DEPARTMENT" | "INDUSTRY":
                return {label: {by.lower(): key} for label, key in every}
            case "COHORT":
                return {str(year): {"cohort": year} for year in range(2005, 2030)}
            case "KIND":
                return {kind: {"kinds": [kind]} for kind in ("ALUMNUS", "EMPLOYEE", "GUEST")}
        rows = await self.world.connection.fetch("select distinct company from positions")
        return {row["company"]: {"company": row["company"]} for row in rows}


@pytest.mark.parametrize("by", ["ATTRIBUTE", "DEPARTMENT", "COHORT", "INDUSTRY", "PLACE", "KIND"])
@pytest.mark.parametrize("name", READERS)
async def test_a_facet_counts_what_the_directory_finds_by_the_same_value(
    generous: Engine, world: World, name: str, by: str
) -> None:
    sidebar = Sidebar(generous, world, name)
    filters: list[dict[str, Any]] = [{}, {"kinds": ["ALUMNUS"]}, {"tiedToViewer": False}]
    for more in filters:
        facet = (await sidebar.ask(FACET, by=by, filter=more))["memberFacets"]
        expected = await sidebar.expected(by, more)
        if by == "KIND":
            # The kinds that are asked for take the place of those that the filter names.
            expected = {kind: count for kind, count in expected.items() if kind == "ALUMNUS" or "kinds" not in more}
        assert told(facet) == shown(expected)


async def test_attributes_are_counted_of_the_kinds_asked_for(generous: Engine, world: World) -> None:
    sidebar = Sidebar(generous, world, "Aoi")
    for kinds in (["SKILL"], ["SKILL", "SCHOOL"], []):
        facet = (await sidebar.ask(FACET, by="ATTRIBUTE", kinds=kinds))["memberFacets"]
        named = await sidebar.attributes(*kinds) if kinds else []
        counts = {label: await sidebar.count({"attributes": {"allOf": [key]}}) for label, key in named}
        assert told(facet) == shown(counts)


@pytest.fixture(scope="module")
async def population(postgres_url: str, template: str) -> AsyncIterator[Population]:
    await fresh_database(postgres_url, "facets", template)
    url = on_database(postgres_url, "facets")
    world, engine = World(await connect(url)), await Engine.open(url, connections=1)
    made = Population(world, engine)
    await made.fill()
    yield made
    await engine.close()
    await world.connection.close()


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
@given(counts=st.lists(st.integers(0, 9), min_size=3, max_size=3))
async def test_no_small_cell_is_shown_or_left_over_from_the_total(population: Population, counts: list[int]) -> None:
    await population.deal([Career(industry) for industry, count in enumerate(counts) for _ in range(count)])
    facet = (await population.ask(FACET, by="INDUSTRY"))["memberFacets"]
    found, suppressed = told(facet)
    assert (found, suppressed) == shown(dict(zip(INDUSTRIES, counts, strict=True)))
    hidden = [count for label, count in zip(INDUSTRIES, counts, strict=True) if count and label not in found]
    assert suppressed == bool(hidden)
    assert all(count >= 5 for count in found.values())
    assert not found or not hidden or (len(hidden) >= 2 and sum(hidden) >= 5)


async def test_a_value_that_the_viewer_may_not_see_is_not_counted(population: Population) -> None:
    await population.deal([Career(0, 2010)] * 8)
    owner = population.members[0]
    for table, by in (("positions", "INDUSTRY"), ("positions", "COMPANY"), ("employments", "COHORT")):
        everybody = f"update {table} set audience = 65"
        await population.connection.execute(everybody)
        assert await counts_of(population, by) == [8]
        await population.connection.execute(f"update {table} set audience = 1 where member_id = $1", owner)
        assert await counts_of(population, by) == [7]
        assert [cell["count"] for cell in (await population.ask(FACET, owner, by=by))["memberFacets"]["cells"]] == [8]
        await population.connection.execute(everybody)


async def counts_of(population: Population, by: str) -> list[int]:
    return [cell["count"] for cell in (await population.ask(FACET, by=by))["memberFacets"]["cells"]]


async def test_one_company_is_one_cell_however_its_name_is_written(population: Population) -> None:
    await population.deal([Career(0)] * 9)
    for number, written in enumerate(("アクメ株式会社", "株式会社アクメ", "㈱アクメ")):
        for member in population.members[number * 3 : number * 3 + 3]:
            changed = "update positions set company = $1, audience = 65 where member_id = $2"
            await population.connection.execute(changed, written, member)
    more = "update positions set company = 'アクメ株式会社' where member_id = $1"
    await population.connection.execute(more, population.members[8])
    (cell,) = (await population.ask(FACET, by="COMPANY"))["memberFacets"]["cells"]
    assert (cell["label"], cell["company"], cell["count"]) == ("アクメ株式会社", "アクメ株式会社", 9)
    found = await population.ask(TOTAL, filter={"company": cell["company"]})
    assert found["members"]["totalCount"] == 9


async def test_several_spells_in_a_department_and_several_jobs_in_an_industry_count_once(
    population: Population,
) -> None:
    await population.deal([Career(0, 2010)] * 6)
    again = (
        "insert into positions (id, network_id, member_id, company, industry_id, started, version)"
        " select gen_random_uuid(), network_id, member_id, 'Another', industry_id, '2021', 1 from positions"
    )
    await population.connection.execute(again)
    await population.connection.execute("update positions set audience = 65")
    assert await counts_of(population, "INDUSTRY") == [6]
    assert await counts_of(population, "COMPANY") == [6, 6]


async def test_a_cell_names_its_value_so_that_a_client_can_filter_by_it(population: Population) -> None:
    await population.deal([Career(0, 2010)] * 6 + [Career(1, 2012)] * 7)
    named = {"INDUSTRY": "attribute", "COHORT": "cohort", "COMPANY": "company", "KIND": "kind"}
    for by, field in named.items():
        cell = (await population.ask(FACET, by=by))["memberFacets"]["cells"][-1]
        value = cell[field]["id"] if field == "attribute" else cell[field]
        narrowed = {"kinds": [value]} if by == "KIND" else {by.lower(): value}
        assert (await population.ask(TOTAL, filter=narrowed))["members"]["totalCount"] == cell["count"]
        assert [other for other in named.values() if cell[other] is not None] == [field]
