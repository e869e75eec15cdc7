"""Hidden and absent answer alike, to the byte: rows by their ids everywhere, values in every filter and search."""

from collections.abc import AsyncIterator
from random import Random
from typing import NamedTuple
from uuid import UUID

import pytest

from graph.compile.declare import SHAPES
from graph.compile.engine import Engine
from graph.compile.keys import global_id
from models.database import connect
from models.ids import uuid7
from models.viewer import Viewer
from tests.conftest import fresh_database, on_database
from tests.graph.broad import Operation, Values, broad
from tests.graph.numbers import NO_LIMITS
from tests.models.oracle import Facts, Sight
from tests.models.test_rules import NODES
from tests.world import World, make_world

NAMES = ["Aoi", "Ivan", "HR", "Outsider"]
PLACES = 4  # hidden rows of each type that are asked for
SECRET, ABSENT = "ヌケガラ機密", "ヰヱヲモノ虚無"
TELLING = (
    *("former_name", "headline", "bio", "contact_email", "phone"),
    *("family_name_romaji", "given_name_romaji"),  # of a member who is not listed: even the name
)


class House(NamedTuple):
    """The world, every row of it, what answers for it, and what is asked."""

    world: World
    facts: Facts
    engine: Engine
    operations: list[Operation]

    async def ask(self, name: str, operation: Operation, about: Values, seed: int) -> bytes:
        """The answer to one member."""
        viewer = self.world[name]
        variables = operation.values(Random(seed), about)
        network = self.facts["members"][viewer]["network_id"]
        return (await self.engine.execute(Viewer(viewer, network), operation.document, variables)).body


@pytest.fixture(scope="module")
async def house(postgres_url: str, template: str) -> AsyncIterator[House]:
    await fresh_database(postgres_url, "hidden_like_absent", template)
    url = on_database(postgres_url, "hidden_like_absent")
    connection = await connect(url)
    world = await make_world(connection)
    await hide_a_word(world)
    engine = await Engine.open(url, connections=1)
    generous = Engine(engine.schema, engine.readers, NO_LIMITS)
    yield House(world, await Facts.read(connection), generous, broad(engine.schema))
    await engine.close()
    await connection.close()


async def hide_a_word(world: World) -> None:
    """A word in every value that nobody but its owner sees, and in all that an unlisted member says."""
    hidden = ", ".join(f"{column} = $2::text" for column in TELLING[:5])
    nobody = ", ".join(f"{field}_audience = 1" for field in ("former_name", "headline", "bio", "email", "phone"))
    await world.connection.execute(f"update members set {hidden}, {nobody} where id = $1", world["Member 5"], SECRET)
    everything = ", ".join(f"{column} = $2::text" for column in TELLING)
    await world.connection.execute(f"update members set {everything} where id = $1", world["Eri"], SECRET)
    for name in ("Member 5", "Eri"):
        own = {"network_id": world["here"], "member_id": world[name], "audience": 1 if name == "Member 5" else 65}
        await world.add("positions", **own, company=SECRET, title=SECRET, started="2024", version=1)
    await world.add(
        "groups",
        network_id=world["here"],
        name=SECRET,
        join_policy="INVITE",
        secret=True,
        readable_by_hr=False,
        created_at=world.when(),
        version=1,
    )


def hidden_rows(facts: Facts, sight: Sight, elsewhere: bool) -> dict[str, list[UUID]]:
    """Of each type one row that the viewer may not see, here or in the other network."""
    found = {}
    for prefix, table in NODES.values():
        unseen = [key for key in sorted(facts[table]) if key not in sight.sees[table]]
        at_home = [key for key in unseen if facts[table][key].get("network_id") == sight.me["network_id"]]
        chosen = [key for key in unseen if key not in at_home] if elsewhere else at_home
        if chosen:
            found[prefix] = chosen
    return found


def values(ids: dict[str, UUID], text: str) -> Values:
    """What the operations are asked with."""
    return Values({prefix: [global_id(prefix, key)] for prefix, key in ids.items()}, [text])


@pytest.mark.parametrize("elsewhere", [False, True])
@pytest.mark.parametrize("name", NAMES)
async def test_the_id_of_a_hidden_row_answers_like_one_that_never_was(house: House, name: str, elsewhere: bool) -> None:
    hidden = hidden_rows(house.facts, Sight(house.facts, house.world[name]), elsewhere)
    assert {"mem", "pos"} <= set(hidden)
    never = {shape.prefix: uuid7() for shape in SHAPES.values() if shape.prefix}
    for operation in house.operations:
        absent = await house.ask(name, operation, values(never, "a"), 0)
        for place in range(PLACES):
            known = {prefix: keys[place % len(keys)] for prefix, keys in hidden.items()}
            answered = await house.ask(name, operation, values({**never, **known}, "a"), 0)
            assert answered == absent, operation.document


@pytest.mark.parametrize("name", NAMES)
async def test_a_word_in_hidden_values_is_found_like_one_that_nobody_ever_wrote(house: House, name: str) -> None:
    for operation in house.operations:
        for seed in range(2):
            ids = {
                prefix: sorted(house.facts[table])[seed % len(house.facts[table])]
                for prefix, table in NODES.values()
                if house.facts[table]
            }
            hidden = await house.ask(name, operation, values(ids, SECRET), seed)
            absent = await house.ask(name, operation, values(ids, ABSENT), seed)
            assert hidden == absent, operation.document
            assert SECRET.encode() not in hidden


async def test_the_owner_of_the_word_is_found_by_it_where_others_are_not(house: House) -> None:
    """Or the test above would show nothing."""
    owner = house.world["Member 5"]
    found = [
        await house.engine.execute(
            Viewer(owner, house.world["here"]),
            "query($c: String) { members(filter: {company: $c}) { edges { node { id headline } } } }",
            {"c": word},
        )
        for word in (SECRET, ABSENT)
    ]
    assert global_id("mem", owner).encode() in found[0].body
    assert SECRET.encode() in found[0].body
    assert b'"edges":[]' in found[1].body
