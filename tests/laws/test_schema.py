"""Law 5: schema.graphql on disk is the schema served, and everything in it has a description."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from graphql import GraphQLSchema, build_schema, is_specified_directive, is_specified_scalar_type

from graph.compile.declare import SHAPES
from graph.schema import graphql_schema, schema_text
from tests.laws.source import ROOT


def undescribed(schema: GraphQLSchema) -> list[str]:
    """The coordinates of what says nothing of itself."""
    return [place for place, each in described(schema) if not (each.description or "").strip()]


def described(schema: GraphQLSchema) -> Iterator[tuple[str, Any]]:
    """Everything that can have a description, but for what the specification brings."""
    for type_ in schema.type_map.values():
        if type_.name.startswith("__") or is_specified_scalar_type(type_):
            continue
        yield type_.name, type_
        for name, value in getattr(type_, "values", {}).items():
            yield f"{type_.name}.{name}", value
        for name, field in getattr(type_, "fields", {}).items():
            yield f"{type_.name}.{name}", field
            yield from arguments(f"{type_.name}.{name}", field)
    for directive in schema.directives:
        if not is_specified_directive(directive):
            yield f"@{directive.name}", directive
            yield from arguments(f"@{directive.name}", directive)


def arguments(place: str, owner: Any) -> Iterator[tuple[str, Any]]:
    """The arguments of a field or directive."""
    for name, argument in getattr(owner, "args", {}).items():
        yield f"{place}({name}:)", argument


def test_the_file_is_the_schema_that_is_served() -> None:
    assert (ROOT / "schema.graphql").read_text(encoding="utf-8") == schema_text()


def test_everything_in_the_schema_has_a_description() -> None:
    assert len(list(described(graphql_schema()))) > 250
    assert undescribed(graphql_schema()) == []


def test_planted_silence_is_caught() -> None:
    planted = build_schema(
        'directive @d(a: Int) on FIELD "Said." type Query { a(b: Int, "Said." c: I): E } input I { i: ID } enum E { V }'
    )
    assert sorted(undescribed(planted)) == ["@d", "@d(a:)", "E", "E.V", "I", "I.i", "Query.a", "Query.a(b:)"]


def test_no_two_types_share_the_prefix_of_their_ids() -> None:
    prefixes = Counter(shape.prefix for shape in SHAPES.values() if shape.prefix)
    nodes = graphql_schema().get_possible_types(graphql_schema().type_map["Node"])  # type: ignore[arg-type]
    assert set(prefixes.values()) == {1}
    assert {each.name for each in nodes} == {shape.name for shape in SHAPES.values() if shape.prefix}
    assert all(prefix.isascii() and prefix.isalpha() for prefix in prefixes)
