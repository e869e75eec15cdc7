"""What two members have in common, for every viewer and every two, against a second writing of it in Python."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import orjson
import pytest

from graph.compile.declare import SHAPES
from graph.compile.engine import Engine
from graph.compile.keys import global_id
from models.attributes import AttributeKind
from models.common_ground import COHORT_WEIGHT, GROUP_WEIGHT, CommonGroundKind
from models.database import connect
from models.viewer import Viewer
from tests.conftest import fresh_database, on_database
from tests.graph.numbers import NO_LIMITS, READERS, Numbers
from tests.models.oracle import Facts, Row, Sight
from tests.world import MEMBERS, World, make_world
from tests.world_careers import holder

GROUND = "kind attribute { id } group { id } cohort started ended year otherYear weight"
EVERYTHING = f"""{{
  members(first: 100) {{ edges {{ node {{ id sharedAttributeCount sharedAttributes {{ {GROUND} }} }} }} }}
  suggestions {{ score mutualTieCount member {{ id }} mutualTies {{ id }} reasons {{ {GROUND} }} }}
}}"""
LONG_AGO, YEARS_AGO, FAR_OFF = (datetime(year, 1, 1, tzinfo=UTC) for year in (2020, 2021, 2126))
DISMISSED = {"Member 4": None, "Member 5": FAR_OFF, "Hana": YEARS_AGO}  # and until when
Thing = tuple[UUID | None, UUID | None, int | None]  # attribute, group, a cohort without an attribute


async def common_world(connection: Any) -> World:
    """The world with cohorts as attributes, years, departments shared more than once, and dismissals."""
    world = await make_world(connection)
    cohort = {"network_id": world["here"], "kind": "COHORT", "label_ja": "2012年度入社", "aliases": [], "rarity": 90}
    await world.add("attributes", "cohort 2012", **cohort, code="2012")
    await world.add("attributes", "cohort unwritten", **(cohort | {"label_ja": "いつか"}), code="some day")
    for name in MEMBERS[::2]:
        await holder(world, "cohort unwritten", name)
    await holder(world, "cohort 2012", "Hana")
    again = {"network_id": world["here"], "department_id": world["att2"], "verified_by": "SELF", "version": 1}
    for name, started, ended in (
        ("Ben", "2020-05", "2024"),
        ("Dan", "2021-04-15", "2023-06"),
        ("Member 0", "2020-04", "2021"),
    ):
        await world.add("employments", **again, member_id=world[name], started=started, ended=ended)
    draw = "('x' || right(id::text, 2))::bit(8)::int"
    await connection.execute(f"update member_attributes set year = 1990 + {draw} % 4 where {draw} % 3 > 0")
    for name, until in DISMISSED.items():
        pair = {"member_id": world["Aoi"], "other_id": world[name]}
        await world.add("dismissals", network_id=world["here"], **pair, since=LONG_AGO, until=until)
    return world


@pytest.fixture(scope="module")
async def common(postgres_url: str, template: str) -> AsyncIterator[tuple[World, Facts, Engine]]:
    await fresh_database(postgres_url, "common", template)
    url = on_database(postgres_url, "common")
    connection = await connect(url)
    world = await common_world(connection)
    engine = await Engine.open(url, connections=1)
    yield world, await Facts.read(connection), Engine(engine.schema, engine.readers, NO_LIMITS)
    await engine.close()
    await connection.close()


@pytest.fixture(params=READERS)
def reading(request: pytest.FixtureRequest, common: tuple[World, Facts, Engine]) -> Numbers:
    world, facts, engine = common
    return Numbers(engine, facts, world[request.param])


def ground(sight: Sight, one: UUID, another: UUID) -> list[Row]:
    """What two members have in common, as far as the viewer may see, the strongest first."""
    if not {one, another} <= sight.sees["members"]:
        return []
    times = together(sight, one, another)
    things: set[Thing] = {(key, None, None) for key in sight.holds(one) & sight.holds(another)}
    things |= {(key, None, None) for key in present_industries(sight, one) & present_industries(sight, another)}
    things |= {(key, None, None) for key in times}
    things |= {cohort(sight, year) for year in joined(sight, one) & joined(sight, another)}
    things |= {(None, key, None) for key in groups(sight, one) & groups(sight, another)}
    rows = [told(sight, one, another, thing, times) for thing in things]
    return [row for _, row in sorted(rows, key=lambda each: each[0])]


def told(sight: Sight, one: UUID, another: UUID, thing: Thing, times: dict[UUID, tuple[str, str | None]]) -> Any:
    """One of the things: its place in the order, and how it is told."""
    attribute, group, year = thing
    row = sight.facts["attributes"].get(attribute) if attribute else None
    weight = row["rarity"] if row else GROUP_WEIGHT if group else COHORT_WEIGHT
    if row and row["kind"] == "COHORT" and row["code"].isdigit():
        year = int(row["code"])
    started, ended = times.get(attribute, (None, None)) if attribute else (None, None)
    place = (-weight, *(-each.int if each else float("-inf") for each in (attribute, group)), -(year or 0))
    return place, {
        "kind": row["kind"] if row else "GROUP" if group else "COHORT",
        "attribute": attribute and {"id": global_id("att", attribute)},
        "group": group and {"id": global_id("grp", group)},
        "cohort": year,
        "started": started,
        "ended": ended,
        "year": given_year(sight, one, attribute),
        "otherYear": given_year(sight, another, attribute),
        "weight": weight,
    }


def present_industries(sight: Sight, member: UUID) -> set[UUID]:
    rows = sight.rows("positions", member_id=member, ended=None)
    return {row["industry_id"] for row in rows} - {None}


def joined(sight: Sight, member: UUID) -> set[int]:
    days = [day(row["started"]) for row in sight.rows("employments", member_id=member)]
    return {int(each[:4]) - (each[5:7] < "04") for each in days}


def cohort(sight: Sight, year: int) -> Thing:
    """The attribute that stands for a fiscal year, or the year itself."""
    found = sight.ids("attributes", kind="COHORT", code=str(year))
    return (min(found), None, None) if found else (None, None, year)


def groups(sight: Sight, member: UUID) -> set[UUID]:
    return {row["group_id"] for row in sight.rows("group_memberships", member_id=member, status="ACTIVE")}


def given_year(sight: Sight, member: UUID, attribute: UUID | None) -> int | None:
    rows = sight.rows("member_attributes", member_id=member, attribute_id=attribute)
    return next((row["year"] for row in rows), None)


def together(sight: Sight, one: UUID, another: UUID) -> dict[UUID, tuple[str, str | None]]:
    """Department → when both were last there at the same time."""
    found: dict[UUID, tuple[str, str | None]] = {}
    for mine in sight.rows("employments", member_id=one):
        for theirs in sight.rows("employments", member_id=another, department_id=mine["department_id"]):
            started = max(mine["started"], theirs["started"])
            ends = [row["ended"] for row in (mine, theirs) if row["ended"] is not None]
            lasted = all(day(row["started"]) < day(end) for row in (mine, theirs) for end in ends)
            if lasted and started > found.get(mine["department_id"], ("", None))[0]:
                found[mine["department_id"]] = (started, min(ends) if ends else None)
    return found


def day(partial: str) -> str:
    """The first day that a partial date can mean."""
    return (partial + "-01-01")[:10]


async def test_everybody_is_told_what_any_two_visible_members_have_in_common(reading: Numbers) -> None:
    sight = reading.sight
    fields = " ".join(
        f'w{number}: sharedAttributes(with: "{global_id("mem", other)}") {{ {GROUND} }}'
        for number, other in enumerate(sorted(sight.facts["members"]))
    )
    for key, found in await reading.nodes(
        "Member", "mem", "members", f"mine: sharedAttributes {{ {GROUND} }} {fields}"
    ):
        assert found["mine"] == ground(sight, key, sight.viewer)
        for number, other in enumerate(sorted(sight.facts["members"])):
            assert found[f"w{number}"] == ground(sight, key, other), (key, other)


async def test_suggestions_give_as_reasons_what_is_in_common_and_leave_out_the_dismissed(
    reading: Numbers, common: tuple[World, Facts, Engine]
) -> None:
    sight, world = reading.sight, common[0]
    fields = f"score mutualTieCount member {{ id }} reasons {{ {GROUND} }}"
    found = (await reading.data(f"{{ suggestions {{ {fields} }} }}"))["suggestions"]
    gone = {world["Member 4"], world["Member 5"]} if sight.viewer == world["Aoi"] else set()
    expected = [
        {
            "score": score,
            "mutualTieCount": mutual,
            "member": {"id": global_id("mem", member)},
            "reasons": ground(sight, member, sight.viewer),
        }
        for member, (score, mutual) in sorted(sight.suggestions().items(), key=lambda each: (-each[1][0], -each[0].int))
        if member not in gone
    ]
    assert found == expected


def test_the_world_shows_every_kind_of_evidence(common: tuple[World, Facts, Engine]) -> None:
    """Or the tests above would show little."""
    world, facts, _ = common
    sights = [Sight(facts, world[name]) for name in READERS]
    rows = [
        row
        for sight in sights
        for member in sight.sees["members"] - {sight.viewer}
        for row in ground(sight, member, sight.viewer)
    ]
    assert {"DEPARTMENT", "COHORT", "INDUSTRY", "GROUP", "SCHOOL"} <= {row["kind"] for row in rows}
    departments = [row for row in rows if row["kind"] == "DEPARTMENT"]
    for wanted in (
        [row for row in departments if row["started"] and row["ended"]],
        [row for row in departments if row["started"] and not row["ended"]],
        [row for row in departments if not row["started"]],
        [row for row in rows if row["kind"] == "COHORT" and row["attribute"] and row["cohort"]],
        [row for row in rows if row["kind"] == "COHORT" and row["attribute"] and not row["cohort"]],
        [row for row in rows if row["kind"] == "COHORT" and not row["attribute"]],
        [row for row in rows if row["year"] and row["otherYear"]],
    ):
        assert wanted
    assert all(sights[0].shared(world[name]) or sights[0].mutual(world[name]) for name in DISMISSED)


async def test_kinds_choose_and_an_id_that_names_nobody_is_not_the_viewers(reading: Numbers) -> None:
    sight = reading.sight
    nobody = [global_id("att", sight.viewer), "mem_00000000-0000-7000-8000-000000000000"]
    no_one = " ".join(f'n{i}: sharedAttributes(with: "{each}") {{ kind }}' for i, each in enumerate(nobody))
    fields = f"{no_one} sharedAttributes(with: null, kinds: [GROUP, COHORT], first: 2) {{ {GROUND} }}"
    for key, found in await reading.nodes("Member", "mem", "members", fields):
        rows = [row for row in ground(sight, key, sight.viewer) if row["kind"] in ("GROUP", "COHORT")]
        assert found == {"n0": [], "n1": [], "sharedAttributes": rows[:2]}


@pytest.mark.parametrize("name", ["Aoi", "Ivan", "Chie"])
async def test_nothing_changes_when_all_that_is_hidden_from_the_viewer_goes(database: str, name: str) -> None:
    connection = await connect(database)
    world = await common_world(connection)
    engine = await Engine.open(database, connections=1)
    viewer = Viewer(world[name], world["here"])
    before = (await Engine(engine.schema, engine.readers, NO_LIMITS).execute(viewer, EVERYTHING)).body
    sight = Sight(await Facts.read(connection), world[name])
    for table in ("employments", "positions", "member_attributes", "group_memberships"):
        hidden = sight.facts[table].keys() - sight.sees[table]
        assert len(hidden) > 3
        await connection.execute(f"delete from {table} where id = any($1)", list(hidden))
    after = (await Engine(engine.schema, engine.readers, NO_LIMITS).execute(viewer, EVERYTHING)).body
    assert b"errors" not in before
    assert orjson.loads(after) == orjson.loads(before)
    await engine.close()
    await connection.close()


def test_every_kind_of_attribute_can_be_in_common_and_a_group() -> None:
    assert [kind.value for kind in CommonGroundKind] == [*(kind.value for kind in AttributeKind), "GROUP"]
    assert set(SHAPES["CommonGround"].fields) >= {"kind", "attribute", "group", "cohort", "started", "ended"}
