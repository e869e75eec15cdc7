"""Jobs as they are asked for: which there are, how well they fit the viewer, and in which order."""

import json
from collections.abc import AsyncIterator
from typing import Any, NamedTuple
from uuid import UUID

import pytest

from graph.compile.engine import Engine
from graph.compile.keys import global_id
from models.database import connect
from models.viewer import Viewer
from tests.conftest import fresh_database, on_database
from tests.models.oracle import Facts, Row, Sight
from tests.models.oracle_jobs import score
from tests.world import VIEWERS, World, make_world

JOBS = """
query($filter: JobFilter, $orderBy: JobOrder! = RECENT) { jobs(filter: $filter, orderBy: $orderBy, first: 100) {
    totalCount edges { node { id matchScore matchReasons { weight attribute { id } held { id } position { id }
        employment { id } } } } } }
"""


class Fair(NamedTuple):
    world: World
    facts: Facts
    engine: Engine

    def sight(self, name: str) -> Sight:
        return Sight(self.facts, self.world[name])

    async def ask(self, name: str, document: str = JOBS, **variables: Any) -> Any:
        viewer = Viewer(self.world[name], self.world["here"])
        answer = json.loads((await self.engine.execute(viewer, document, variables)).body)
        assert "errors" not in answer, answer
        return answer["data"]

    async def jobs(self, name: str, **variables: Any) -> list[Any]:
        found = (await self.ask(name, **variables))["jobs"]
        assert found["totalCount"] == len(found["edges"])
        return [edge["node"] for edge in found["edges"]]

    async def ids(self, name: str, **asked: Any) -> set[UUID]:
        """The jobs that pass a filter."""
        return {UUID(node["id"].removeprefix("job_")) for node in await self.jobs(name, filter=asked)}

    def holds(self, name: str, held: Any) -> set[UUID]:
        """The same by the oracle."""
        sight = self.sight(name)
        return {row["id"] for row in sight.rows("jobs") if held(sight, row)}


@pytest.fixture(scope="module")
async def fair(postgres_url: str, template: str) -> AsyncIterator[Fair]:
    await fresh_database(postgres_url, "job_fair", template)
    url = on_database(postgres_url, "job_fair")
    connection = await connect(url)
    world = await make_world(connection)
    engine = await Engine.open(url, connections=1)
    yield Fair(world, await Facts.read(connection), engine)
    await engine.close()
    await connection.close()


@pytest.mark.parametrize("name", VIEWERS)
async def test_the_list_holds_the_jobs_that_the_oracle_says(fair: Fair, name: str) -> None:
    assert await fair.ids(name) == fair.sight(name).sees["jobs"]


@pytest.mark.parametrize("name", VIEWERS)
async def test_a_score_is_the_weight_of_what_is_wanted_and_the_viewers(fair: Fair, name: str) -> None:
    sight = fair.sight(name)
    for node in await fair.jobs(name):
        row = fair.facts["jobs"][UUID(node["id"].removeprefix("job_"))]
        assert node["matchScore"] == score(sight, row) == sum(each["weight"] for each in node["matchReasons"])
        for reason in node["matchReasons"]:
            assert reason["held"] or reason["position"] or reason["employment"]


async def test_jobs_fit_some_better_than_others(fair: Fair) -> None:
    scores = [node["matchScore"] for name in VIEWERS for node in await fair.jobs(name)]
    assert 0 in scores
    assert len(set(scores)) > 5


async def test_the_evidence_is_the_viewers_own(fair: Fair) -> None:
    document = """{ jobs(first: 100) { edges { node { matchReasons {
        held { member { isViewer } attribute { id } } position { member { isViewer } ended industry { id } }
        employment { member { isViewer } department { id } } attribute { id } } } } } }"""
    found = 0
    for name in VIEWERS:
        for edge in (await fair.ask(name, document))["jobs"]["edges"]:
            for reason in edge["node"]["matchReasons"]:
                for key, leads in (("held", "attribute"), ("position", "industry"), ("employment", "department")):
                    if reason[key]:
                        found += 1
                        assert reason[key]["member"]["isViewer"]
                        assert reason[key][leads]["id"] == reason["attribute"]["id"]
    assert found > 20


@pytest.mark.parametrize("name", ["Aoi", "Ben", "HR", "Hana"])
async def test_what_fits_best_comes_first(fair: Fair, name: str) -> None:
    nodes = await fair.jobs(name, orderBy="MATCH")
    scores = [node["matchScore"] for node in nodes]
    assert scores == sorted(scores, reverse=True)
    recent = [fair.facts["jobs"][UUID(node["id"].removeprefix("job_"))]["recent_at"] for node in await fair.jobs(name)]
    assert recent == sorted(recent, reverse=True)


def paying(_: Sight, row: Row) -> bool:
    most = row["pay_max"] or row["pay_min"]
    return most is not None and most >= 6_000 and row["pay_unit"] == "HOUR" and row["pay_currency"] == "JPY"


FILTERS: list[tuple[dict[str, Any], Any]] = [
    ({"kinds": ["CONTRACT", "COMEBACK"]}, lambda _, row: row["kind"] in ("CONTRACT", "COMEBACK")),
    ({"remote": ["FULL"]}, lambda _, row: row["remote"] == "FULL"),
    ({"mostHours": 16}, lambda _, row: row["hours_per_week"] is not None and row["hours_per_week"] <= 16),
    ({"compensation": {"atLeast": 6_000, "unit": "HOUR", "currency": "JPY"}}, paying),
    ({"byCompany": True}, lambda _, row: row["by_company"]),
    ({"mine": True}, lambda sight, row: row["author_id"] == sight.viewer),
    ({"mine": False}, lambda sight, row: row["author_id"] != sight.viewer),
    ({"statuses": ["DRAFT", "PAUSED"]}, lambda _, row: row["status"] in ("DRAFT", "PAUSED")),
    ({"open": True}, lambda sight, row: row["status"] == "PUBLISHED" and not over(sight, row)),
    ({"open": False}, lambda sight, row: row["status"] != "PUBLISHED" or over(sight, row)),
    ({"minScore": 100}, lambda sight, row: score(sight, row) >= 100),
    ({"search": "高い kyoto"}, lambda _, row: True),
    ({"search": "ｶﾑﾊﾞｯｸ open"}, lambda _, row: row["title"].startswith("open")),
    ({"search": "　"}, lambda _, row: False),
    ({"search": "nowhere"}, lambda _, row: False),
]


def over(sight: Sight, row: Row) -> bool:
    return "over" in row["title"]


@pytest.mark.parametrize(("asked", "held"), FILTERS)
async def test_a_filter_lets_through_what_it_says(fair: Fair, asked: dict[str, Any], held: Any) -> None:
    for name in ("Aoi", "HR", "Ben"):
        assert await fair.ids(name, **asked) == fair.holds(name, held), name


async def test_jobs_are_found_by_what_they_want_and_where_they_are(fair: Fair) -> None:
    key = fair.world["att3"]
    wanting = {row["job_id"] for row in fair.facts["job_attributes"].values() if row["attribute_id"] == key}
    assert await fair.ids("HR", wanted=[global_id("att", key)]) == wanting & fair.sight("HR").sees["jobs"] != set()
    place, row = await two_places(fair)
    for each in place:
        assert await fair.ids("HR", place=global_id("att", each)) == {row}
    assert await fair.ids("HR", place=global_id("att", key)) == set()


async def two_places(fair: Fair) -> tuple[list[UUID], UUID]:
    """A place, the one that it lies within, and a job there."""
    label: dict[str, Any] = {"network_id": fair.world["here"], "kind": "PLACE", "aliases": []}
    wide = await fair.world.add("attributes", label_ja="広い所", **label)
    small = await fair.world.add("attributes", label_ja="狭い所", parent_id=wide, **label)
    job = fair.world["open job of HR"]
    await fair.world.connection.execute("update jobs set place_id = $1 where id = $2", small, job)
    return [wide, small], job


async def test_who_may_edit_is_told_so(fair: Fair) -> None:
    document = "query($id: ID!) { job(id: $id) { viewerMayEdit isOpen status author { displayName } segment { id } } }"
    asked = {"id": global_id("job", fair.world["open job of HR"])}
    told = {
        name: (await fair.ask(name, document, **asked))["job"]["viewerMayEdit"] for name in ("HR", "Recruiter", "Ben")
    }
    assert told == {"HR": True, "Recruiter": True, "Ben": False}
    meant = fair.world["job of HR for segment 0 of HR"]
    seen = [(await fair.ask(name, document, id=global_id("job", meant)))["job"] for name in ("HR", "Ben")]
    assert seen[0]["segment"] is not None
    assert seen[1]["segment"] is None
