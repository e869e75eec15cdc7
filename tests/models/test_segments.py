"""Segments mean whom their authors would find by the same filter of the directory, and nobody else."""

import json
from collections.abc import AsyncIterator
from typing import NamedTuple
from uuid import UUID

import pytest

from graph.compile.engine import Engine
from graph.compile.keys import global_id
from models.audiences import EVERYBODY, VIEWER_AND_POLICY
from models.database import connect
from models.ids import uuid7
from models.rules import in_a_segment, in_segment, in_segment_function, numbers
from models.viewer import Viewer
from tests.conftest import fresh_database, on_database
from tests.models.oracle import Facts, Row, Sight
from tests.models.oracle_segments import meant
from tests.world import World, make_world

EITHER_WAY = pytest.mark.parametrize("one_viewer", [True, False], ids=["by the function", "in the statement"])
FUNCTION = "select prosrc from pg_proc where proname = 'enishi_meant'"
FOUND = "query($filter: MemberFilter) { members(filter: $filter, first: 100) { edges { node { id } } } }"


class Town(NamedTuple):
    world: World
    facts: Facts
    engine: Engine


@pytest.fixture(scope="module")
async def town(postgres_url: str, template: str) -> AsyncIterator[Town]:
    """The world, all its rows, and what answers for it."""
    await fresh_database(postgres_url, "segments", template)
    url = on_database(postgres_url, "segments")
    connection = await connect(url)
    world = await make_world(connection)
    engine = await Engine.open(url, connections=1)
    yield Town(world, await Facts.read(connection), engine)
    await engine.close()
    await connection.close()


def seen(town: Town, row: Row) -> Sight:
    """What the author of a segment sees."""
    return Sight(town.facts, row["author_id"])


async def by_the_segment(town: Town, row: Row) -> set[UUID]:
    return {found["id"] for found in await town.world.connection.fetch(in_a_segment(), row["id"])}


async def by_the_directory(town: Town, row: Row) -> set[UUID]:
    viewer = Viewer(row["author_id"], row["network_id"])
    answer = await town.engine.execute(viewer, FOUND, {"filter": json.loads(row["criteria"])})
    edges = json.loads(answer.body)["data"]["members"]["edges"]
    return {UUID(edge["node"]["id"].removeprefix("mem_")) for edge in edges}


async def test_a_segment_means_whom_its_author_finds_in_the_directory(town: Town) -> None:
    for row in town.facts["segments"].values():
        assert await by_the_segment(town, row) == await by_the_directory(town, row) - {row["author_id"]}, row[
            "criteria"
        ]


async def test_a_segment_means_whom_the_oracle_says(town: Town) -> None:
    told = 0
    for row in town.facts["segments"].values():
        if json.loads(row["criteria"]).keys() & {"name", "search"}:
            continue
        told += 1
        assert await by_the_segment(town, row) == meant(seen(town, row), row), row["criteria"]
    assert told > 20


async def test_what_a_segment_asks_finds_some_and_leaves_others_out(town: Town) -> None:
    everybody = {row["id"] for row in town.facts["members"].values() if row["network_id"] == town.world["here"]}
    found: dict[str, set[UUID]] = {}
    for row in town.facts["segments"].values():
        found.setdefault(row["criteria"], set()).update(await by_the_segment(town, row))
    missed = [criteria for criteria, members in found.items() if not 0 < len(members) < len(everybody)]
    assert missed == []


@EITHER_WAY
async def test_a_row_with_a_segment_is_there_for_those_whom_it_means_and_its_author(
    town: Town, one_viewer: bool
) -> None:
    """As a rule asks it, one row and one viewer at a time."""
    rule = in_segment("it", numbers(one_viewer=one_viewer))
    asked = (
        f"select v.id from {VIEWER_AND_POLICY}, (select $1::uuid as segment_id) it where v.network_id = $2 and {rule}"
    )
    for row in town.facts["segments"].values():
        found = await town.world.connection.fetch(asked, row["id"], row["network_id"])
        others = {each["id"] for each in found} - {row["author_id"]}
        assert others == await by_the_segment(town, row), row["criteria"]


@EITHER_WAY
async def test_a_row_without_a_segment_is_there_for_everybody(town: Town, one_viewer: bool) -> None:
    it, rule = "(select null::uuid as segment_id) it", in_segment("it", numbers(one_viewer=one_viewer))
    asked = f"select count(*) from {VIEWER_AND_POLICY}, {it} where {rule}"
    assert await town.world.connection.fetchval(asked) == len(town.facts["members"])


async def test_who_hides_a_value_from_the_author_is_not_meant_by_it(town: Town) -> None:
    world, hana = town.world, town.world["Hana"]
    key = await world.add("attributes", network_id=world["here"], kind="SKILL", label_ja="秘密", aliases=[])
    held = {"network_id": world["here"], "member_id": hana, "attribute_id": key, "source": "MEMBER"}
    holding = await world.add("member_attributes", **held, audience=EVERYBODY)
    criteria = json.dumps({"attributes": {"anyOf": [global_id("att", key)]}})
    own = {"network_id": world["here"], "author_id": world["HR"], "criteria": criteria}
    row = {"id": await world.add("segments", **own), **own}
    assert await by_the_segment(town, row) == {hana}
    await world.connection.execute("update member_attributes set audience = 1 where id = $1", holding)
    assert await by_the_segment(town, row) == set()


async def test_what_asks_for_an_attribute_that_is_gone_means_nobody(town: Town) -> None:
    world = town.world
    for asked in ({"department": f"att_{uuid7()}"}, {"attributes": {"allOf": [f"att_{uuid7()}"]}}):
        own = {"network_id": world["here"], "author_id": world["HR"], "criteria": json.dumps(asked)}
        assert await by_the_segment(town, {"id": await world.add("segments", **own), **own}) == set()


async def test_the_function_of_the_database_is_what_the_rules_say_today(town: Town) -> None:
    """Where this fails a migration is due: CONTRIBUTING.md, to change what a segment asks."""
    assert str(await town.world.connection.fetchval(FUNCTION)).strip() == in_segment_function()
