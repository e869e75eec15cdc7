"""A plan's answer and graphql-core's, field by field, are the same bytes, for one viewer and for many at once."""

import os
import random
from collections import Counter
from typing import Any

import orjson
import pytest
from hypothesis import HealthCheck, Phase, given, note, settings
from hypothesis import strategies as st

from graph.compile.declare import SHAPES
from graph.compile.engine import Engine
from graph.compile.keys import Malformed, global_id
from graph.compile.plan import make_plan
from graph.compile.variables import Refused
from models.scopes import TokenScope
from models.viewer import Viewer
from tests.graph.operations import Draw, Known
from tests.world import VIEWERS, World

EXAMPLES = 5_000 if os.environ.get("PROOF") else 300
TEXTS = ["", "a", "山田", "やまだ", "%", "_", "\\", "' or 1=1 --", "{it}", "$1", "0"]
LISTS = ("feed", "members", "attributes", "groups", "activity", "answers")

random_operations = settings(
    max_examples=EXAMPLES,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=[Phase.generate, Phase.shrink],
    derandomize=not os.environ.get("PROOF"),
)


@pytest.fixture(scope="session")
async def known(engine: Engine, world: World) -> Known:
    ids = {"none": ["mem_00000000-0000-7000-8000-000000000000", "zzz_00000000-0000-7000-8000-000000000000"]}
    for shape in SHAPES.values():
        if isinstance(shape.source, type):
            table = shape.source._meta.db_table
            rows = await world.connection.fetch(f"select id from {table} order by id limit 12")
            ids[shape.prefix] = [global_id(shape.prefix, row["id"]) for row in rows]
    document = "{" + " ".join(f"{name} {{ edges {{ cursor }} }}" for name in LISTS) + "}"
    answer = await engine.execute(viewer_of(world, "Aoi"), document)
    pages: dict[str, Any] = orjson.loads(answer.body)["data"]
    cursors = {f"Query.{name}": [edge["cursor"] for edge in page["edges"]] for name, page in pages.items()}
    return Known(ids, cursors, TEXTS)


def viewer_of(world: World, name: str) -> Viewer:
    return Viewer(world[name], world["here"])


def priced(engine: Engine, document: str, variables: dict[str, Any]) -> Any:
    operation = engine.documents.operation(document, None)
    coerced = operation.variables.coerce(variables)
    operation.price(operation.variables.shape(coerced), coerced)
    return operation, coerced


SEEN: Counter[str] = Counter()


@random_operations
@given(chance=st.randoms(use_true_random=False), name=st.sampled_from(VIEWERS))
async def test_a_plan_answers_like_graphql_core(
    engine: Engine, world: World, known: Known, chance: random.Random, name: str
) -> None:
    document, variables = Draw(engine.schema, chance, known).operation()
    note(f"viewer {name}\n{document}\n{orjson.dumps(variables).decode()}")
    try:
        operation, coerced = priced(engine, document, variables)
        plan = make_plan(operation, coerced)
        parameters = plan.parameters(coerced)
    except (Refused, Malformed):
        SEEN["refused"] += 1
        return
    viewer = viewer_of(world, name)
    by_plan = plan.constant or await engine.readers.value(plan.one, viewer.id, *parameters)
    by_core = await engine.resolved(viewer, operation, variables)
    assert bytes(by_plan).decode() == by_core.decode()
    SEEN["same"] += 1


async def test_most_random_operations_were_really_compared() -> None:
    assert SEEN["same"] > 4 * SEEN["refused"]


@settings(random_operations, max_examples=EXAMPLES // 5)
@given(chance=st.randoms(use_true_random=False))
async def test_one_statement_answers_many_viewers_each_under_their_own_rights(
    engine: Engine, world: World, known: Known, chance: random.Random
) -> None:
    document, variables = Draw(engine.schema, chance, known).operation()
    note(f"{document}\n{orjson.dumps(variables).decode()}")
    viewers = [world[name] for name in ("Aoi", "HR", "Hana", "Ivan", "Fumi", "Gen")]
    try:
        priced(engine, document, variables)
        many = await engine.for_many(viewers, document, variables)
    except (Refused, Malformed):
        return
    alone = [(await engine.execute(Viewer(viewer, world["here"]), document, variables)) for viewer in viewers]
    answers = dict(many)
    for viewer, answer in zip(viewers, alone, strict=True):
        if answer.executed:
            assert answers.pop(viewer).decode() == answer.body.decode()
    assert not answers, "somebody who may not read was answered"


@settings(random_operations, max_examples=EXAMPLES // 3)
@given(chance=st.randoms(use_true_random=False), name=st.sampled_from(VIEWERS))
async def test_a_machine_is_answered_the_same_as_far_as_its_scopes_go(
    engine: Engine, world: World, known: Known, chance: random.Random, name: str
) -> None:
    document, variables = Draw(engine.schema, chance, known).operation()
    scopes = frozenset(chance.sample(list(TokenScope), chance.randrange(1, len(TokenScope))))
    note(f"viewer {name} with {sorted(scopes)}\n{document}\n{orjson.dumps(variables).decode()}")
    viewer = viewer_of(world, name)._replace(scopes=scopes)
    answer = await engine.execute(viewer, document, variables)
    if not answer.executed:
        return
    operation, coerced = priced(engine, document, variables)
    assert await engine.resolved(viewer, operation, coerced) == answer.body
    if "node" not in document:
        assert (await engine.execute(viewer_of(world, name), document, variables)).body == answer.body
    SEEN["scoped"] += 1


async def test_some_random_operations_were_within_the_scopes() -> None:
    assert SEEN["scoped"] > EXAMPLES // 30
