"""Every field of every type is answered by one statement; only the schema about itself is told by graphql-core."""

from collections import Counter, deque
from collections.abc import AsyncIterator, Iterator
from typing import Any

import orjson
import pytest
from graphql import (
    GraphQLEnumType,
    GraphQLInterfaceType,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLSchema,
    Undefined,
    get_introspection_query,
    get_named_type,
    get_nullable_type,
    is_abstract_type,
    is_leaf_type,
)

from graph.compile.declare import SHAPES, Argument
from graph.compile.engine import Engine
from graph.compile.keys import global_id
from graph.compile.plan import Plan, make_plan
from graph.refusals import TYPES as refusal_types  # noqa: N811
from graph.schema import graphql_schema
from models.viewer import Viewer
from tests.graph.rosters import House, roster_house
from tests.world import World

SCHEMA = graphql_schema()
VIEWERS = ("Aoi", "HR")
# By the prefix of its id something that both may see; the entry only HR may.
ONE_OF = {
    "mem": "Aoi",
    "att": "att0",
    "grp": "open",
    "post": "post0",
    "com": "by Hana",
    "ros": "entry of Aoi",
    "ann": "announced 0",
    "con": "project",
    "job": "open job of HR",
    "apl": "Aoi for open job of HR",
    "tlk": "talk 0",
    "rfl": "Ben refers Aoi to open job of HR",
    "off": "office HR",
    "ant": "topic 0 here",
}


def composites(schema: GraphQLSchema) -> list[Any]:
    """The object types and interfaces that are read; a union has no fields to select."""
    kinds = GraphQLObjectType | GraphQLInterfaceType
    types = [each for each in schema.type_map.values() if isinstance(each, kinds)]
    return [each for each in types if not (each.name.startswith("__") or of_mutations(each) or of_live(schema, each))]


def of_mutations(type_: Any) -> bool:
    """Is it the root of changes, a payload or a refusal? These are compiled in test_mutations.py."""
    refusals = {"Refusal", *(each.__name__ for each in refusal_types)}
    return type_.name == "Mutation" or type_.name.endswith("Payload") or type_.name in refusals


def of_live(schema: GraphQLSchema, type_: Any) -> bool:
    """Is it the root of what is told live, or what it tells first? These are in tests/subscriptions/."""
    root: Any = schema.subscription_type
    told = [get_named_type(field.type) for field in root.fields.values()]
    items = [each for item in told for each in (schema.get_possible_types(item) if is_abstract_type(item) else [item])]
    return type_ is root or type_ in items


def required(type_: Any, name: str, world: World, but: str = "") -> str:
    """The arguments that a field cannot do without; ``but`` is one that is given anyhow."""
    given = [
        f"{argument}: {least(each.type, SHAPES[type_.name].fields[name].args[argument], world)}"
        for argument, each in type_.fields[name].args.items()
        if isinstance(each.type, GraphQLNonNull) and each.default_value is Undefined and argument != but
    ]
    return f"({', '.join(given)})" if given else ""


def least(type_: Any, spec: Argument, world: World) -> str:
    """The id of something, a choice, or a word."""
    named = get_named_type(type_)
    if isinstance(named, GraphQLEnumType):
        return str(next(iter(named.values)))
    if named.name != "ID":
        return '"why"'
    prefix = spec.id_of or "post"
    text = f'"{global_id(prefix, world[ONE_OF[prefix]])}"'
    return text if named is get_nullable_type(type_) else f"[{text}]"


def ways(schema: GraphQLSchema, world: World) -> dict[str, list[str]]:
    """The shortest way from the root to each type: fields with what they require, and fragments."""
    found: dict[str, list[str]] = {"Query": []}
    waiting = deque([schema.query_type])
    while waiting:
        type_: Any = waiting.popleft()
        for step, target in steps(schema, type_, world):
            if target.name not in found:
                found[target.name] = [*found[type_.name], step]
                waiting.append(target)
    return found


def steps(schema: GraphQLSchema, type_: Any, world: World) -> Iterator[tuple[str, Any]]:
    """Where one can go from a type."""
    for name, field in getattr(type_, "fields", {}).items():
        target = get_named_type(field.type)
        if not is_leaf_type(target):
            yield f"{name}{required(type_, name, world)}", target
    if is_abstract_type(type_):
        yield from ((f"... on {each.name}", each) for each in schema.get_possible_types(type_))


def nested(way: list[str], selection: str) -> str:
    """The selection at the end of a way."""
    return "".join(f"{{ {step} " for step in way) + f"{{ {selection} }}" + " }" * len(way)


def selecting(type_: Any, name: str, world: World) -> str:
    """The field with the least that a query can ask of it."""
    inner = "" if is_leaf_type(get_named_type(type_.fields[name].type)) else " { __typename }"
    return f"{name}{required(type_, name, world)}{inner}"


@pytest.fixture(scope="module")
async def house(postgres_url: str, template: str) -> AsyncIterator[House]:
    """The world for this module alone: what HR reads of the roster is written to its log."""
    async with roster_house(postgres_url, template, "compiled") as made:
        yield made


@pytest.fixture(scope="module")
def world(house: House) -> World:
    return house.world


@pytest.fixture(scope="module")
async def asked(house: House) -> Engine:
    """An engine of its own, which counts what it answers plainly."""
    return Engine(house.engine.schema, house.engine.readers)


@pytest.fixture(scope="module")
def reached(world: World) -> dict[str, list[str]]:
    return ways(SCHEMA, world)


def test_every_type_can_be_reached(reached: dict[str, list[str]]) -> None:
    assert {each.name for each in composites(SCHEMA)} <= set(reached)
    assert len(reached) > 30


@pytest.mark.parametrize("type_", composites(SCHEMA), ids=lambda type_: type_.name)
async def test_every_field_of_the_type_has_a_plan_and_is_answered_without_an_error(
    asked: Engine, world: World, reached: dict[str, list[str]], type_: Any
) -> None:
    for name in type_.fields:
        document = nested(reached[type_.name], selecting(type_, name, world))
        assert isinstance(make_plan(asked.documents.operation(document, None), {}), Plan), document
        for viewer in VIEWERS:
            answer = await asked.execute(Viewer(world[viewer], world["here"]), document)
            assert answer.executed, document
            assert "errors" not in orjson.loads(answer.body), document
    assert asked.plain_answers == Counter()


async def test_every_argument_may_be_left_to_an_absent_or_null_variable(
    asked: Engine, world: World, reached: dict[str, list[str]]
) -> None:
    viewer, seen = Viewer(world["Aoi"], world["here"]), 0
    for type_, name, argument, declared in optional_arguments():
        inner = "" if is_leaf_type(get_named_type(type_.fields[name].type)) else "{ __typename }"
        head = f"query($x: {str(declared.type).removesuffix('!')}) "
        must = required(type_, name, world).removesuffix(")") or "("
        document = head + nested(reached[type_.name], f"{name}{must} {argument}: $x) {inner}")
        given = {} if isinstance(declared.type, GraphQLNonNull) else {"x": None}
        answer = await asked.execute(viewer, document, given)
        assert "errors" not in orjson.loads(answer.body), document
        seen += 1
    assert seen > 60
    assert asked.plain_answers == Counter()


def optional_arguments() -> Iterator[tuple[Any, str, str, Any]]:
    """Each argument that a query may leave away, with its field and type."""
    for type_ in composites(SCHEMA):
        for name, field in type_.fields.items():
            for argument, declared in field.args.items():
                if not (isinstance(declared.type, GraphQLNonNull) and declared.default_value is Undefined):
                    yield type_, name, argument, declared


async def test_introspection_is_told_by_graphql_core_and_counted(asked: Engine, world: World) -> None:
    before = asked.plain_answers.total()
    answer = await asked.execute(Viewer(world["Aoi"], world["here"]), get_introspection_query())
    assert "errors" not in orjson.loads(answer.body)
    await asked.execute(None, '{ __type(name: "Member") { name } }')
    assert asked.plain_answers.total() == before + 2
    asked.plain_answers.clear()


async def test_what_stands_beside_introspection_is_answered_too(asked: Engine, world: World) -> None:
    answer = await asked.execute(
        Viewer(world["Aoi"], world["here"]), "{ viewer { displayName } __schema { queryType { name } } }"
    )
    data = orjson.loads(answer.body)["data"]
    assert data == {"viewer": {"displayName": "Aoi"}, "__schema": {"queryType": {"name": "Query"}}}
    asked.plain_answers.clear()
