"""What floor and ceiling make of an audience: what each kind of viewer is shown, on every way to a value."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any, NamedTuple

import asyncpg
import orjson
import pytest

from graph.compile.engine import Engine
from graph.compile.keys import global_id
from models.audiences import NO_CEILING, NOBODY_ELSE, Audience, ProfileField, mask
from models.database import connect
from models.viewer import Viewer
from tests.conftest import fresh_database, on_database
from tests.world import START, World, networks

A = Audience
# What each viewer is to the owner besides being in the network.
VIEWERS = {
    "tie": A.TIES,
    "fellow": A.GROUPS,
    "alumna": A.ALUMNI,
    "employee": A.EMPLOYEES,
    "recruiter": A.HR,
    "listed": A.LISTS,
    "guest": A.NETWORK,
}
EVERYBODY = {*VIEWERS}


class Case(NamedTuple):
    """An audience with its bounds (None: there is none), and who is shown the value."""

    audience: tuple[Audience, ...]
    floor: tuple[Audience, ...] | None
    ceiling: tuple[Audience, ...] | None
    shown: set[str]
    told: list[str]


CASES = {
    "no bounds": Case((A.TIES,), None, None, {"tie"}, ["SELF", "TIES"]),
    "everybody": Case((A.NETWORK,), None, None, EVERYBODY, ["SELF", "NETWORK"]),
    "everybody, under a ceiling of ties": Case((A.NETWORK,), None, (A.TIES,), {"tie"}, ["SELF", "TIES"]),
    "everybody, under a ceiling of several kinds": Case(
        (A.NETWORK,),
        None,
        (A.GROUPS, A.ALUMNI, A.HR),
        {"fellow", "alumna", "recruiter"},
        ["SELF", "GROUPS", "ALUMNI", "HR"],
    ),
    "everybody and ties, under a ceiling of employees": Case(
        (A.NETWORK, A.TIES), None, (A.EMPLOYEES,), {"employee"}, ["SELF", "EMPLOYEES"]
    ),
    "everybody, under a ceiling of lists": Case((A.NETWORK,), None, (A.LISTS,), {"listed"}, ["SELF", "LISTS"]),
    "everybody, under a ceiling of nobody": Case((A.NETWORK,), None, (), set(), ["SELF"]),
    "ties, under a ceiling of everybody": Case((A.TIES,), None, (A.NETWORK,), {"tie"}, ["SELF", "TIES"]),
    "lists, under a ceiling of everybody": Case((A.LISTS,), None, (A.NETWORK,), {"listed"}, ["SELF", "LISTS"]),
    "everybody, under a ceiling of everybody": Case((A.NETWORK,), None, (A.NETWORK,), EVERYBODY, ["SELF", "NETWORK"]),
    "nobody, over a floor of everybody": Case((), (A.NETWORK,), None, EVERYBODY, ["SELF", "NETWORK"]),
    "nobody, over a floor of everybody and under a ceiling of ties": Case(
        (), (A.NETWORK,), (A.TIES,), {"tie"}, ["SELF", "TIES"]
    ),
    "alumni, over a floor of HR": Case((A.ALUMNI,), (A.HR,), None, {"alumna", "recruiter"}, ["SELF", "ALUMNI", "HR"]),
    "a floor above the ceiling": Case((A.ALUMNI,), (A.HR,), (A.ALUMNI,), {"alumna"}, ["SELF", "ALUMNI"]),
    "alumni, under a ceiling of ties: no kind but NETWORK means another": Case(
        (A.ALUMNI,), None, (A.TIES,), set(), ["SELF"]
    ),
    "employees, under a ceiling of HR": Case((A.EMPLOYEES,), None, (A.HR,), set(), ["SELF"]),
}
DOCUMENT = """query($id: ID!) {
  member(id: $id) { headline positions(first: 1) { company } attributes(first: 1) { label } sharedAttributeCount }
  byText: members(filter: {search: "quite"}) { totalCount }
  byCompany: members(filter: {company: "Unusual"}) { totalCount }
  byAttribute: members(filter: {search: "odd"}) { edges { node { id } } }
}"""
SIGHT = """query($as: ID!) { viewer { profile(as: $as) { fields { field shown audience }
  positions { id } attributes { id } } } }"""
FIELDS = (ProfileField.HEADLINE, ProfileField.POSITIONS, ProfileField.ATTRIBUTES)


@dataclass(frozen=True)
class House:
    """An owner with a value of each kind, and a viewer of each kind."""

    world: World
    engine: Engine

    async def ask(self, name: str, document: str, **variables: str) -> Any:
        viewer = Viewer(self.world[name], self.world["here"])
        answer = orjson.loads((await self.engine.execute(viewer, document, variables)).body)
        assert "errors" not in answer, answer
        return answer["data"]

    async def set(self, case: Case) -> None:
        """Give the owner's values this audience, and the network these bounds."""
        execute, usual = self.world.connection.execute, len(ProfileField)
        floors, ceilings = [NOBODY_ELSE] * usual, [NO_CEILING] * usual
        for field in FIELDS:
            if case.floor is not None:
                floors[field.number - 1] = mask(*case.floor)
            if case.ceiling is not None:
                ceilings[field.number - 1] = mask(*case.ceiling)
        audience = mask(*case.audience)
        await execute("update networks set audience_floors = $1, audience_ceilings = $2", floors, ceilings)
        await execute("update members set headline_audience = $1 where id = $2", audience, self.world["owner"])
        await execute("update positions set audience = $1", audience)
        await execute("update member_attributes set audience = $1 where member_id = $2", audience, self.world["owner"])


async def people(world: World) -> None:
    """The owner, and whoever looks."""
    await networks(world)
    own = {"network_id": world["here"]}
    await world.member("owner", kind="GUEST", headline="Quite a headline")
    kinds = {"alumna": "ALUMNUS", "employee": "EMPLOYEE"}
    for name in VIEWERS:
        roles = ["RECRUITER"] if name == "recruiter" else []
        await world.member(name, kind=kinds.get(name, "GUEST"), roles=roles)
    await world.pair("ties", "owner", "tie")
    await world.add("listed", **own, member_id=world["owner"], other_id=world["listed"], list_number=1)
    group = {"name": "Group", "join_policy": "OPEN", "secret": False, "readable_by_hr": True, "created_at": START}
    await world.add("groups", "group", **own, **group, version=1)
    await world.add("attributes", "odd", **own, kind="SKILL", label_ja="Odd", aliases=[])
    for name in ("owner", "fellow"):
        joined = {"group_id": world["group"], "role": "MEMBER", "status": "ACTIVE", "since": START}
        await world.add("group_memberships", **own, member_id=world[name], **joined)
    await world.add("positions", **own, member_id=world["owner"], company="Unusual", started="2020", version=1)
    for name in ("owner", *VIEWERS):
        its = {"member_id": world[name], "attribute_id": world["odd"], "source": "MEMBER"}
        await world.add("member_attributes", **own, **its, audience=NOBODY_ELSE)


@pytest.fixture(scope="module")
async def house(postgres_url: str, template: str) -> AsyncIterator[House]:
    await fresh_database(postgres_url, "ceilings", template)
    url = on_database(postgres_url, "ceilings")
    world = World(await connect(url))
    await people(world)
    engine = await Engine.open(url, connections=1)
    yield House(world, engine)
    await engine.close()
    await world.connection.close()


@pytest.mark.parametrize("name", CASES)
async def test_a_value_is_shown_to_whom_audience_floor_and_ceiling_say(house: House, name: str) -> None:
    case = CASES[name]
    await house.set(case)
    owner = global_id("mem", house.world["owner"])
    for viewer in VIEWERS:
        found = await house.ask(viewer, DOCUMENT, id=owner)
        one = int(viewer in case.shown)
        holders = [edge["node"]["id"] for edge in found.pop("byAttribute")["edges"]]  # all have it, and hide it
        assert (owner in holders) is (viewer in case.shown), viewer
        assert found == {
            "member": {
                "headline": "Quite a headline" if one else None,
                "positions": [{"company": "Unusual"}] * one,
                "attributes": [{"label": "Odd"}] * one,
                "sharedAttributeCount": one,
            },
            "byText": {"totalCount": one},
            "byCompany": {"totalCount": one},
        }, viewer


@pytest.mark.parametrize("name", CASES)
async def test_the_owner_is_told_the_same_with_each_viewers_eyes(house: House, name: str) -> None:
    case = CASES[name]
    await house.set(case)
    for viewer in VIEWERS:
        told = await house.ask("owner", SIGHT, **{"as": global_id("mem", house.world[viewer])})
        profile = told["viewer"]["profile"]
        headline = next(each for each in profile["fields"] if each["field"] == "HEADLINE")
        assert headline == {"field": "HEADLINE", "shown": viewer in case.shown, "audience": case.told}, viewer
        assert [len(profile[rows]) for rows in ("positions", "attributes")] == [int(viewer in case.shown)] * 2


@pytest.mark.parametrize("name", CASES)
async def test_the_owner_sees_all_of_it(house: House, name: str) -> None:
    await house.set(CASES[name])
    found = await house.ask("owner", DOCUMENT, id=global_id("mem", house.world["owner"]))
    assert found["member"] == {
        "headline": "Quite a headline",
        "positions": [{"company": "Unusual"}],
        "attributes": [{"label": "Odd"}],
        "sharedAttributeCount": 1,
    }
    assert [found[by]["totalCount"] for by in ("byText", "byCompany")] == [1, 1]


async def test_the_function_is_put_into_the_statement(house: House) -> None:
    """A call for every value would cost more than all the rest of a page."""
    connection: asyncpg.Connection = house.world.connection
    plan = await connection.fetch(
        "explain verbose select enishi_clamped(m.headline_audience, p.headline_floor, p.headline_ceiling)"
        " from members m, enishi_policy(m.network_id) p"
    )
    text = " ".join(row[0] for row in plan)
    assert "headline_audience" in text
    assert "enishi_clamped" not in text
