"""What is remembered is bounded: however many documents and shapes of variables come, memory levels off."""

import gc
import os
import tracemalloc
import weakref
from collections.abc import AsyncIterator
from typing import Any

import orjson
import pytest
from graphql import get_introspection_query

from graph.compile.document import LONGEST_KEPT, PLANS_KEPT, PRICES_AN_OPERATION, Documents, Recent
from graph.compile.engine import Engine
from models.readers import STATEMENTS_A_CONNECTION
from models.viewer import Viewer
from tests.world import World

PROOF = bool(os.environ.get("PROOF"))
DISTINCT = 20_000 if PROOF else 2_000
KEPT = 1_000 if PROOF else 300  # documents and plans: a small cache is full sooner
GROWTH = 1.05


@pytest.fixture
async def own(world: World, world_url: str) -> AsyncIterator[Engine]:
    """An engine with a connection and caches of its own."""
    made = await Engine.open(world_url, connections=1)
    made.documents = Documents(made.schema, made.documents.limits, most=KEPT)
    made.documents.plans.most = PLANS_KEPT if PROOF else KEPT
    yield made
    await made.close()


async def ask(engine: Engine, world: World, document: str, variables: Any = None) -> dict[str, Any]:
    answer = await engine.execute(Viewer(world["Aoi"], world["here"]), document, variables)
    body: dict[str, Any] = orjson.loads(answer.body)
    return body


async def statements(engine: Engine) -> int:
    """How many statements the connection has prepared in PostgreSQL."""
    return int(await engine.readers.value("select count(*) from pg_prepared_statements"))


def memory() -> int:
    """Bytes that live Python objects take."""
    gc.collect()
    return tracemalloc.get_traced_memory()[0]


@pytest.fixture
def traced() -> Any:
    tracemalloc.start()
    yield
    tracemalloc.stop()


@pytest.mark.usefixtures("traced")
async def test_distinct_documents_do_not_grow_memory_without_end(own: Engine, world: World) -> None:
    levels = []
    for number in range(DISTINCT):
        body = await ask(own, world, f"query Q{number} {{ viewer {{ a{number}: displayName }} }}")
        assert body["data"]["viewer"] == {f"a{number}": "Aoi"}
        if number + 1 in (DISTINCT // 2, DISTINCT):
            levels.append(memory())
    half, last = levels
    assert last < GROWTH * half
    assert len(own.documents.operations.kept) == KEPT
    assert len(own.documents.plans.kept) == own.documents.plans.most
    assert 0.9 * STATEMENTS_A_CONNECTION < await statements(own) < 1.1 * STATEMENTS_A_CONNECTION


@pytest.mark.usefixtures("traced")
async def test_distinct_refused_documents_do_not_grow_memory_without_end(own: Engine, world: World) -> None:
    levels, refused = [], DISTINCT if PROOF else 2 * KEPT
    for number in range(refused):
        document = f"{{ nothing{number} " if number % 2 else f"{{ nothing{number} }}"
        body = await ask(own, world, document, {"unused": "x" * 10_000})
        assert "data" not in body
        if number + 1 in (refused // 2, refused):
            levels.append(memory())
    half, last = levels
    assert last < GROWTH * half
    assert len(own.documents.operations.kept) == KEPT


async def test_a_refusal_that_is_remembered_keeps_nothing_of_the_request_alive(own: Engine, world: World) -> None:
    class Given(dict[str, Any]):
        """Variables that can be watched."""

    for document in ("{ nothing }", "{", "{ a { b } }", "query($x: Int!) { members(first: $x) { totalCount } }"):
        for _ in ("made", "remembered"):
            variables = Given(x="much")
            watched = weakref.ref(variables)
            assert "errors" in await ask(own, world, document, variables)
            del variables
            gc.collect()
            assert watched() is None, document


SHAPES = 14 if PROOF else 9


async def test_shapes_of_variables_make_no_more_plans_than_are_kept(own: Engine, world: World) -> None:
    declared = ", ".join(f"$v{i}: String, $b{i}: Boolean!" for i in range(SHAPES))
    fields = " ".join(
        f"a{i}: groups(filter: {{name: $v{i}}}, first: 1) @include(if: $b{i}) {{ totalCount }}" for i in range(SHAPES)
    )
    document = f"query({declared}) {{ __typename {fields} }}"
    for number in range(2**SHAPES):
        bits = [bool(number >> i & 1) for i in range(SHAPES)]
        variables = {f"b{i}": bit for i, bit in enumerate(bits)} | {f"v{i}": "x" for i in range(SHAPES)}
        body = await ask(own, world, document, variables)
        assert len(body["data"]) == 1 + sum(bits)
    (operation,) = own.documents.operations.kept.values()
    assert len(operation.prices.kept) == PRICES_AN_OPERATION  # type: ignore[union-attr]
    assert len(own.documents.plans.kept) == own.documents.plans.most
    assert 0.9 * STATEMENTS_A_CONNECTION < await statements(own) < 1.1 * STATEMENTS_A_CONNECTION


async def test_values_make_no_new_plans(own: Engine, world: World) -> None:
    document = (
        "query($n: Int, $x: String, $k: [MemberKind!]) { members(first: $n, filter: {name: $x, kinds: $k}) { %s } }"
    )
    for number in range(300):
        variables = {"n": number % 101, "x": str(number), "k": ["GUEST"] * (number % 5)}
        assert "errors" not in await ask(own, world, document % "totalCount edges { cursor }", variables)
    (operation,) = own.documents.operations.kept.values()
    assert len(own.documents.plans.kept) == 1
    assert len(operation.prices.kept) <= PRICES_AN_OPERATION  # type: ignore[union-attr]
    assert await statements(own) <= 2


async def test_large_documents_and_statements_together_weigh_no_more_than_is_kept(own: Engine, world: World) -> None:
    operations, plans = own.documents.operations, own.documents.plans
    operations.heaviest, plans.heaviest = 10_000, 20_000
    many = " ".join(["GUEST"] * 1_500)
    for number in range(12):
        body = await ask(own, world, f"{{ a{number}: members(filter: {{kinds: [{many}]}}) {{ totalCount }} }}")
        assert "errors" not in body
    assert (len(operations.kept), 1_500 * 6 < operations.weight <= operations.heaviest) == (6, True)
    several = " ".join(f"b{i}: tieCount" for i in range(10))
    for number in range(12):
        await ask(own, world, f"{{ viewer {{ a{number}: tieCount {several} }} }}")
    texts = [len(plan.text) for plan in plans.kept.values()]
    assert 1 < len(texts) < 12
    assert sum(texts) < plans.weight <= plans.heaviest < sum(texts) + 2 * max(texts)


async def test_a_document_longer_than_is_kept_is_answered_each_time_anew(own: Engine, world: World) -> None:
    document = "{ viewer { displayName } }".ljust(LONGEST_KEPT + 1)
    for _ in range(2):
        assert await ask(own, world, document) == {"data": {"viewer": {"displayName": "Aoi"}}}
    await own.execute(None, "{ viewer { id } }", operation_name="x" * LONGEST_KEPT)
    assert not own.documents.operations.kept


async def test_introspections_that_are_remembered_are_few(own: Engine, world: World) -> None:
    for number in range(40):
        assert "errors" not in await ask(own, world, f"{{ a{number}: __schema {{ queryType {{ name }} }} }}")
    assert len(own.introspections.kept) == own.introspections.most == 16
    await ask(own, world, get_introspection_query())
    before = own.plain_answers.total()
    first = await own.execute(None, get_introspection_query())
    assert (await own.execute(None, get_introspection_query())).body is first.body
    assert own.plain_answers.total() == before + 2


async def test_reasons_for_the_plain_way_are_few(own: Engine, world: World) -> None:
    for number in range(100):
        await ask(own, world, f'{{ a{number}: __type(name: "T{number}") {{ name }} }}')
    assert len(own.plain_answers) < 5


def test_the_oldest_goes_when_there_are_too_many_or_they_weigh_too_much() -> None:
    recent: Recent[int, str] = Recent(3, 10, len)
    for key, value in ((1, "aaa"), (2, "bbb"), (3, "ccc")):
        recent.put(key, value)
    assert recent.get(1) == "aaa"
    recent.put(4, "d")
    assert list(recent.kept) == [3, 1, 4]
    recent.put(5, "eeeeeee")
    assert list(recent.kept) == [4, 5]
    recent.put(5, "ee")
    assert (list(recent.kept), recent.weight) == ([4, 5], 3)
    recent.put(6, "f" * 11)
    assert (list(recent.kept), recent.weight) == ([], 0)
    assert recent.get(6) is None
