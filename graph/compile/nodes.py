"""Nodes by their ids: which tables an operation's ids lead to is a part of what its plan depends on.

A statement that could lead to every table holds every rule, and PostgreSQL makes all of it ready before it looks up
the one row that is asked for.
"""

from typing import Any

from graphql import (
    DocumentNode,
    GraphQLObjectType,
    GraphQLSchema,
    TypeInfo,
    TypeInfoVisitor,
    VariableNode,
    Visitor,
    visit,
)

from graph.compile.declare import SHAPES, AnyNode

MOST_KINDS = 3  # more kinds of ids in one list share the plan that leads everywhere


def kinds_named(given: Any) -> frozenset[str] | None:
    """The prefixes in an id or a list of ids, as far as there are tables of them; None for everything there is."""
    texts = given if isinstance(given, list) else [given]
    found = {text.partition("_")[0] for text in texts if isinstance(text, str)} & prefixes()
    return frozenset(found) if len(found) <= MOST_KINDS else None


def kinds_of_nodes(schema: GraphQLSchema, kinds: frozenset[str] | None) -> list[GraphQLObjectType]:
    """The types of nodes with these prefixes by name; all of them where none are named."""
    interface: Any = schema.get_type("Node")
    types = sorted(schema.get_possible_types(interface), key=lambda each: each.name)
    return [each for each in types if kinds is None or SHAPES[each.name].prefix in kinds]


def prefixes() -> set[str]:
    """The prefix of each table that is shown."""
    return {shape.prefix for shape in SHAPES.values() if shape.prefix}


def variables_that_name(schema: GraphQLSchema, document: DocumentNode) -> frozenset[str]:
    """The names of the variables that stand where whatever row an id names is asked for."""
    root: Any = schema.query_type
    fields = [root.fields[name] for name, spec in SHAPES["Query"].fields.items() if isinstance(spec, AnyNode)]
    info, found = TypeInfo(schema), set[str]()

    class Names(Visitor):
        def enter_variable(self, node: VariableNode, *_: Any) -> None:
            if info.get_field_def() in fields:
                found.add(node.name.value)

    visit(document, TypeInfoVisitor(info, Names()))
    return frozenset(found)
