"""Operations that leave nothing out: every field of every type, every order and choice, every condition."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import product
from random import Random
from typing import Any

from graphql import (
    GraphQLEnumType,
    GraphQLField,
    GraphQLInputObjectType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLSchema,
    Undefined,
    get_named_type,
    is_abstract_type,
    is_leaf_type,
)
from strawberry.utils.str_converters import to_camel_case

from graph.compile.declare import FILTERS, SHAPES, Argument, Own

Make = Callable[[Random, "Values"], Any]
FIELDS_A_DOCUMENT = 5
TWICE = 2  # values that each condition is asked with


@dataclass(frozen=True)
class Values:
    """What can be asked about: ids by prefix, and texts."""

    ids: dict[str, list[str]]
    texts: list[str]


@dataclass
class Operation:
    """A document that is the same for all networks, and how its variables are drawn for one."""

    fields: list[str] = field(default_factory=list)
    variables: dict[str, tuple[str, Make]] = field(default_factory=dict)
    conditions: list[str] = field(default_factory=list)

    @property
    def document(self) -> str:
        """The text."""
        declared = ", ".join(f"${name}: {type_}" for name, (type_, _) in self.variables.items())
        return f"query Broad{f'({declared})' if declared else ''} {{ {' '.join(self.fields)} }}"

    def is_about(self, word: str) -> bool:
        """Does it ask for something of this name, or have a condition of this name?"""
        return word in self.document or word in self.conditions

    def values(self, chance: Random, known: Values) -> dict[str, Any]:
        """The variables."""
        return {name: make(chance, known) for name, (_, make) in self.variables.items()}

    def variable(self, type_: str, make: Make) -> str:
        """A new variable."""
        name = f"v{len(self.variables)}"
        self.variables[name] = (type_, make)
        return f"${name}"


def broad(schema: GraphQLSchema) -> list[Operation]:
    """All of them: each type by its ids, each field of the root in every order, each condition."""
    node: Any = schema.type_map["Node"]
    types = sorted(schema.get_possible_types(node), key=lambda each: each.name)
    return [*(by_ids(each) for each in types), *roots(schema), *conditions(schema)]


def by_ids(type_: Any) -> Operation:
    """Everything of all rows of a type."""
    made, prefix = Operation(), SHAPES[type_.name].prefix
    ids = made.variable("[ID!]!", lambda _, known: known.ids.get(prefix, []))
    made.fields.append(f"nodes(ids: {ids}) {{ ... on {type_.name} {selection(made, type_, 1)} }}")
    return made


def roots(schema: GraphQLSchema) -> Iterator[Operation]:
    """Every field of the root."""
    root: Any = schema.query_type
    for name, declared in root.fields.items():
        made = Operation()
        made.fields += written(made, root, name, declared, 1 if isinstance(SHAPES["Query"].fields[name], Own) else 0)
        if made.fields:
            yield made


def conditions(schema: GraphQLSchema) -> Iterator[Operation]:
    """Every condition of every filter, a few in a document."""
    asked = [
        (name, input_type, path, argument)
        for name, declared in schema.query_type.fields.items()  # type: ignore[union-attr]
        if isinstance(input_type := filter_of(declared), GraphQLInputObjectType)
        for path, argument in paths(input_type.name)
    ]
    for start in range(0, len(asked), FIELDS_A_DOCUMENT):
        made = Operation()
        for number, (name, input_type, path, argument) in enumerate(asked[start : start + FIELDS_A_DOCUMENT]):
            for again in range(TWICE):
                made.conditions += path
                variable = made.variable(input_type.name, given(input_type, path, argument))
                declared = schema.query_type.fields[name]  # type: ignore[union-attr]
                (must, *_) = ids_wanted(schema.query_type, name, declared)
                more = [f"{arg}: {made.variable(str(declared.args[arg].type), make)}" for arg, make in must]
                args = ", ".join([f"filter: {variable}", "first: 100", *more])
                made.fields.append(f"f{number}_{again}: {name}({args}) {{ totalCount edges {{ node {{ id }} }} }}")
        yield made


def filter_of(declared: GraphQLField) -> Any:
    """The input type of a connection's filter."""
    both = "filter" in declared.args and "first" in declared.args
    return get_named_type(declared.args["filter"].type) if both else None


def paths(input_type: str) -> Iterator[tuple[tuple[str, ...], Argument]]:
    """The conditions of a filter and of those within it, by the way to them."""
    for name, condition in FILTERS[input_type].items():
        if condition.nested:
            yield from (((name, *rest), argument) for rest, argument in paths(condition.nested))
        else:
            yield (name,), condition.argument


def given(input_type: GraphQLInputObjectType, path: tuple[str, ...], argument: Argument) -> Make:
    """A filter with a value at the end of a path."""
    inner: Any = input_type
    for name in path:
        inner = get_named_type(inner.fields[name].type) if name != path[-1] else inner.fields[name].type

    def make(chance: Random, known: Values) -> Any:
        value = drawn(inner, argument.id_of, chance, known)
        for name in reversed(path):
            value = {name: value}
        return value

    return make


def drawn(type_: Any, id_of: str | None, chance: Random, known: Values) -> Any:
    """A value of an input type."""
    inner = type_.of_type if isinstance(type_, GraphQLNonNull) else type_
    if isinstance(inner, GraphQLList):
        return [drawn(inner.of_type, id_of, chance, known) for _ in range(chance.choice((1, 1, 2)))]
    if isinstance(inner, GraphQLEnumType):
        return chance.choice(list(inner.values))
    if isinstance(inner, GraphQLInputObjectType):
        return {name: drawn(each.type, id_of, chance, known) for name, each in inner.fields.items()}
    if inner.name == "ID":
        return chance.choice(known.ids.get(id_of or "", []) or [each for ids in known.ids.values() for each in ids])
    plain = {"Int": chance.randrange(1999, 2016), "Boolean": chance.random() < 0.5, "Float": chance.random()}
    moments = {"DateTime": "2026-04-01T00:00:00Z", "PartialDate": "2012", "Date": "2012-04-01"}
    return (plain | moments).get(inner.name, chance.choice(known.texts))


def selection(made: Operation, type_: Any, depth: int) -> str:
    """Every field of a type, and of what it leads to as far as ``depth`` goes; rows with an id are asked by it."""
    if is_abstract_type(type_):
        return "{ __typename ... on Node { id } }"
    if depth == 0 and any(each.name == "Node" for each in type_.interfaces):
        return "{ __typename id }"
    fields = [text for name, each in type_.fields.items() for text in written(made, type_, name, each, 0)]
    return "{ " + " ".join(["__typename", *fields]) + " }"


def written(made: Operation, type_: Any, name: str, declared: GraphQLField, depth: int) -> Iterator[str]:
    """A field, once for each combination of its choices, without and with the ids that it may be given."""
    inner: Any = get_named_type(declared.type)
    choices: dict[str, Any] = {arg: get_named_type(each.type) for arg, each in declared.args.items() if is_choice(each)}
    ways = [list(each.values) for each in choices.values()]
    for number, (more, *values) in enumerate(product(ids_wanted(type_, name, declared), *ways)):
        parts = [f"{arg}: {value}" for arg, value in zip(choices, values, strict=True)]
        parts += [f"{arg}: {made.variable(str(declared.args[arg].type), make)}" for arg, make in more]
        parts += ["first: 100"] if "first" in declared.args else []
        head = f"{name}_{number}: {name}({', '.join(parts)})" if parts else name
        yield head if is_leaf_type(inner) else f"{head} {inside(made, inner, depth)}"


def ids_wanted(type_: Any, name: str, declared: GraphQLField) -> list[list[tuple[str, Make]]]:
    """The arguments that must be; and, where there are others that name a row, these with them."""
    specs = {to_camel_case(arg): each for arg, each in SHAPES[type_.name].fields[name].args.items()}
    makers = {
        arg: maker(each.type, specs[arg].id_of if arg in specs else None)
        for arg, each in declared.args.items()
        if not is_choice(each)
    }
    must = [(arg, make) for arg, make in makers.items() if is_must(declared.args[arg])]
    may = [(arg, make) for arg, make in makers.items() if arg in specs and specs[arg].id_of]
    return (
        [must] if not set(dict(may)) - set(dict(must)) else [must, [*must, *(each for each in may if each not in must)]]
    )


def is_choice(argument: Any) -> bool:
    """Does an argument choose one of a few?"""
    inner = argument.type.of_type if isinstance(argument.type, GraphQLNonNull) else argument.type
    return isinstance(inner, GraphQLEnumType)


def is_must(argument: Any) -> bool:
    """Must an argument be given?"""
    return isinstance(argument.type, GraphQLNonNull) and argument.default_value is Undefined


def maker(type_: Any, id_of: str | None) -> Make:
    """How a value of an argument is drawn."""
    return lambda chance, known: drawn(type_, id_of, chance, known)


def inside(made: Operation, type_: Any, depth: int) -> str:
    """What is selected of an object: of a connection the total, the cursors, and everything of its nodes."""
    edges = getattr(type_, "fields", {}).get("edges")
    if edges is None:
        return selection(made, type_, depth)
    edge: Any = get_named_type(edges.type)
    node = get_named_type(edge.fields["node"].type)
    return f"{{ totalCount edges {{ cursor node {selection(made, node, 0)} }} }}"
