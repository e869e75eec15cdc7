"""Arguments as the compiler sees them: what is given is known when the plan is made, its value only when it runs."""

from collections.abc import Callable, Mapping
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from functools import cache
from typing import Any, get_args, get_origin
from uuid import UUID

import strawberry
from graphql import (
    FieldNode,
    GraphQLArgument,
    GraphQLInputType,
    GraphQLList,
    ListValueNode,
    NullValueNode,
    ObjectValueNode,
    Undefined,
    ValueNode,
    VariableNode,
    get_nullable_type,
    value_from_ast,
)
from strawberry.annotation import StrawberryAnnotation

from graph.compile.declare import NAMES, Argument, base_type
from graph.compile.keys import Malformed, instant, key_of, plain, split_id, whole

Variables = Mapping[str, Any]
Convert = Callable[[Any], Any]


@dataclass(frozen=True)
class Constant:
    """A value that stands in the document, or a default."""

    value: Any

    def read(self, _: Variables) -> Any:
        """The value itself."""
        return self.value


@dataclass(frozen=True)
class Lookup:
    """A value inside a variable."""

    variable: str
    path: tuple[str, ...] = ()

    def read(self, variables: Variables) -> Any:
        """The value that the request gave."""
        value = variables[self.variable]
        for key in self.path:
            value = value[key]
        return value


@dataclass(frozen=True)
class Elements:
    """A list in the document with variables among its elements."""

    items: tuple[Any, ...]

    def read(self, variables: Variables) -> Any:
        """The list that the request makes of it."""
        return [item.read(variables) for item in self.items]


# The session of the request that is being answered; none where nobody asks by one.
SESSION: ContextVar[UUID | None] = ContextVar("session", default=None)


@dataclass(frozen=True)
class Asking:
    """The session that asks."""

    def read(self, _: Variables) -> UUID | None:
        """Its key, or nothing."""
        return SESSION.get()


Value = Constant | Lookup | Elements | Asking
Given = Value | dict[str, Any]


def given_arguments(node: FieldNode, declared: Mapping[str, GraphQLArgument], variables: Variables) -> dict[str, Given]:
    """The arguments of a field that are there and not null, by GraphQL name."""
    written = {each.name.value: each.value for each in node.arguments or ()}
    found = {}
    for name, argument in declared.items():
        value = given(written.get(name), argument.type, variables, argument.default_value)
        if value is not None:
            found[name] = value
    return found


def given(
    node: ValueNode | None, type_: GraphQLInputType, variables: Variables, default: Any = Undefined
) -> Given | None:
    """What stands at one place of the document; None where it is absent or null."""
    if isinstance(node, VariableNode) and node.name.value in variables:
        return in_variable(Lookup(node.name.value), variables)
    if node is None or isinstance(node, VariableNode):
        return None if default is Undefined or default is None else raw(default)
    if isinstance(node, NullValueNode):
        return None
    if isinstance(node, ObjectValueNode):
        return object_fields(node, type_, variables)
    if isinstance(node, ListValueNode) and any(isinstance(item, VariableNode) for item in node.values):
        return elements(node, type_, variables)
    return Constant(unwrapped(value_from_ast(node, type_)))


def object_fields(node: ObjectValueNode, type_: GraphQLInputType, variables: Variables) -> dict[str, Any]:
    """The fields of an input object in the document that are there and not null."""
    declared = get_nullable_type(type_).fields  # type: ignore[union-attr]
    written = {each.name.value: each.value for each in node.fields}
    values = {name: given(written.get(name), each.type, variables) for name, each in declared.items()}
    return {name: value for name, value in values.items() if value is not None}


def elements(node: ListValueNode, type_: GraphQLInputType, variables: Variables) -> Elements:
    """A list in the document whose elements may be variables."""
    listed = get_nullable_type(type_)
    inner = listed.of_type if isinstance(listed, GraphQLList) else type_
    return Elements(tuple(given(item, inner, variables) or Constant(None) for item in node.values))


def in_variable(where: Lookup, variables: Variables) -> Given | None:
    """What a variable gives: nothing, a value, or the fields of an input object."""
    value = where.read(variables)
    if value is None:
        return None
    if not isinstance(value, dict):
        return where
    inside = {key: in_variable(Lookup(where.variable, (*where.path, key)), variables) for key in value}
    return {key: found for key, found in inside.items() if found is not None}


def raw(value: Any) -> Given | None:
    """A coerced value, as graphql-core hands it to a resolver, in the same terms."""
    if value is None:
        return None
    if isinstance(value, dict):
        inside = {key: raw(each) for key, each in value.items()}
        return {key: each for key, each in inside.items() if each is not None}
    return Constant(unwrapped(value))


def unwrapped(value: Any) -> Any:
    """The value with enum members as their names."""
    if isinstance(value, list):
        return [unwrapped(each) for each in value]
    return value.value if isinstance(value, Enum) else value


def choice(value: Given | None, variables: Variables) -> str | None:
    """The name that an enum argument has in this plan (the values of enums are part of a plan's shape)."""
    return None if value is None or isinstance(value, dict) else str(value.read(variables))


SQL_TYPES: dict[Any, tuple[str, Convert]] = {
    int: ("int4", whole),
    str: ("text", plain),
    bool: ("bool", lambda value: value),
    UUID: ("uuid", lambda value: value),
    datetime: ("timestamptz", lambda value: value if isinstance(value, datetime) else instant(value)),
    date: ("date", lambda value: value if isinstance(value, date) else date.fromisoformat(value)),
}


def sql_type(annotation: Any, id_of: str | None) -> tuple[str, Convert]:
    """The SQL type of a value of this Python type, and what makes the driver's value of the client's."""
    base = base_type(resolved(annotation))
    if get_origin(base) is list:
        inner, convert = sql_type(get_args(base)[0], id_of)
        # Lists in arguments are sets: what is named twice is meant once.
        return f"{inner}[]", lambda values: list(dict.fromkeys(convert(each) for each in as_list(values)))
    if base is strawberry.ID:
        return "uuid", lambda value: key_of(value, id_of or "")
    return SQL_TYPES.get(base, ("text", plain))


@cache
def resolved(annotation: Any) -> Any:
    """The annotation with the names in it looked up."""
    return StrawberryAnnotation(annotation, namespace=NAMES).evaluate() if isinstance(annotation, str) else annotation


def as_list(value: Any) -> list[Any]:
    """A list; a single value stands for a list of one (GraphQL's input coercion)."""
    return value if isinstance(value, list) else [value]


@dataclass
class Binds:
    """The bind parameters of one statement, each once; ``$1`` is the viewer."""

    getters: dict[Any, tuple[str, Callable[[Variables], Any]]]
    place: tuple[str, ...] = ()

    @classmethod
    def empty(cls) -> "Binds":
        """No parameter but the viewer."""
        return cls({})

    def add(self, value: Value, type_: str, convert: Convert, role: str = "") -> str:
        """The placeholder of a value; the same value in the same role has the same one."""
        key = (repr(value), type_, role)
        if key not in self.getters:
            self.getters[key] = (f"${len(self.getters) + 2}", getter(value, convert, self.place))
        return f"{self.getters[key][0]}::{type_}"

    def argument(self, value: Value, declared: Argument) -> str:
        """The placeholder of a declared argument."""
        type_, convert = sql_type(declared.annotation, declared.id_of)
        if declared.longest is not None:
            convert = not_longer(convert, declared.longest)
        if declared.within is not None:
            convert = between(convert, *declared.within)
        return self.add(value, type_, convert, declared.id_of or "")

    def values(self, variables: Variables) -> list[Any]:
        """The parameters of one execution, without the viewer; raises Malformed."""
        return [get(variables) for _, get in self.getters.values()]


def not_longer(convert: Convert, longest: int) -> Convert:
    """The same conversion, which refuses longer texts as Malformed."""

    def converted(text: Any) -> Any:
        if len(text) > longest:
            raise Malformed(f"is longer than {longest} characters")
        return convert(text)

    return converted


def between(convert: Convert, least: int, most: int) -> Convert:
    """The same conversion, which refuses other numbers as Malformed."""

    def converted(number: Any) -> Any:
        found = convert(number)
        if not least <= found <= most:
            raise Malformed(f"is not a number from {least} to {most}")
        return found

    return converted


def getter(value: Value, convert: Convert, place: tuple[str, ...]) -> Callable[[Variables], Any]:
    """What reads and converts a value in each execution; it refuses as Malformed, with the path of the field."""

    def get(variables: Variables) -> Any:
        try:
            return convert(value.read(variables))
        except Malformed as malformed:
            raise Malformed(str(malformed), place) from None
        except (ValueError, TypeError, OverflowError):
            raise Malformed("is not a value of its type", place) from None

    return get


def id_parts(value: Any) -> tuple[str, Any]:
    """The prefix and key of any id; raises Malformed."""
    return split_id(value)
