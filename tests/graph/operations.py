"""Random valid operations over the whole schema, with variables, fragments, directives and merged fields."""

import json
from dataclasses import dataclass, field
from random import Random
from typing import Any

from graphql import (
    GraphQLArgument,
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInputType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLSchema,
    Undefined,
    get_named_type,
    is_abstract_type,
    is_leaf_type,
)

DEPTH = 6
FIELDS = 30


@dataclass
class Known:
    """What a random operation may ask about: ids by type prefix, cursors by place, texts."""

    ids: dict[str, list[str]]
    cursors: dict[str, list[str]]
    texts: list[str]


@dataclass
class Draw:
    """One operation in the making."""

    schema: GraphQLSchema
    chance: Random
    known: Known
    variables: dict[str, tuple[str, Any, bool]] = field(default_factory=dict)
    fragments: list[str] = field(default_factory=list)
    left: int = FIELDS
    keys: int = 0

    def operation(self) -> tuple[str, dict[str, Any]]:
        """The document and its variables."""
        return self.told(self.selection(self.schema.query_type, 0), "query")

    def subscription(self, name: str) -> tuple[str, dict[str, Any]]:
        """A document that listens to one field, everywhere and from now on, and its variables."""
        type_ = get_named_type(self.schema.subscription_type.fields[name].type)  # type: ignore[union-attr]
        key = self.chance.choice(["", "heard: "])
        return self.told(f"{{ {key}{name} {self.selection(type_, 0)} }}", "subscription")

    def told(self, body: str, kind: str) -> tuple[str, dict[str, Any]]:
        """A document of this kind with everything that its body needs, and its variables."""
        declared = ", ".join(f"${name}: {type_}" for name, (type_, _, _) in self.variables.items())
        head = f"{kind} Random({declared})" if declared else f"{kind} Random"
        values = {name: value for name, (_, value, given) in self.variables.items() if given}
        return " ".join([head, body, *self.fragments]), values

    def selection(self, type_: Any, depth: int) -> str:
        """A selection set."""
        if is_abstract_type(type_):
            return self.abstract(type_, depth)
        # What needs a purpose is logged, and graphql-core does not answer it: test_roster.py compares it.
        offered = [name for name, field in type_.fields.items() if "purpose" not in field.args]
        names = self.chance.sample(offered, k=min(len(offered), self.chance.randint(1, 5)))
        fields = [written for name in names for written in self.field(type_, name, depth)]
        if self.chance.random() < 0.15 or not fields:
            fields.append("__typename")
        return "{ " + " ".join(self.wrapped(type_, fields)) + " }"

    def abstract(self, type_: Any, depth: int) -> str:
        """A selection on an interface: its own fields, and fragments on some of its types."""
        own = [
            written
            for name in getattr(type_, "fields", {})
            if self.chance.random() < 0.5
            for written in self.field(type_, name, depth)
        ]
        types = self.schema.get_possible_types(type_)
        chosen = self.chance.sample(list(types), k=min(len(types), self.chance.randint(0, 3)))
        spreads = [f"... on {each.name} {self.selection(each, depth + 1)}" for each in chosen]
        return "{ " + " ".join([*own, "__typename", *spreads]) + " }"

    def field(self, type_: Any, name: str, depth: int) -> list[str]:
        """A field with its arguments and selection; sometimes twice, so that it must be merged."""
        declared = type_.fields[name]
        inner = get_named_type(declared.type)
        self.left -= 1
        if not is_leaf_type(inner) and (depth >= DEPTH or self.left < 0):
            return []
        self.keys += 1
        args = self.arguments(type_, name, declared.args)
        alias = f"k{self.keys}: " if declared.args or is_abstract_type(type_) or self.chance.random() < 0.2 else ""
        head = f"{alias}{name}{args}{self.directive()}"
        if is_leaf_type(inner):
            return [head]
        twice = self.chance.random() < 0.1
        return [f"{head} {self.selection(inner, depth + 1)}" for _ in range(1 + twice)]

    def wrapped(self, type_: Any, fields: list[str]) -> list[str]:
        """Some of the fields in an inline or a named fragment."""
        drawn = self.chance.random()
        if drawn < 0.15:
            condition = self.chance.choice(["", f" on {type_.name}"])
            return [*fields[1:], f"...{condition}{self.directive()} {{ {fields[0]} }}"]
        if drawn < 0.3:
            name = f"Part{len(self.fragments)}"
            self.fragments.append(f"fragment {name} on {type_.name} {{ {fields[0]} }}")
            return [*fields[1:], f"...{name}", *([f"...{name}"] if drawn < 0.18 else [])]
        return fields

    def directive(self) -> str:
        """Sometimes @skip or @include."""
        if self.chance.random() > 0.1:
            return ""
        decided = self.chance.random() < 0.5
        written = self.variable("Boolean!", decided) if self.chance.random() < 0.6 else str(decided).lower()
        return f" @{self.chance.choice(['skip', 'include'])}(if: {written})"

    def variable(self, type_: str, value: Any, *, given: bool = True) -> str:
        """A variable with this value, or one that is absent from the request."""
        name = f"v{len(self.variables)}"
        self.variables[name] = (type_, value, given)
        return f"${name}"

    def arguments(self, type_: Any, field_name: str, declared: dict[str, GraphQLArgument]) -> str:
        """Arguments: those that must be, and some of the others."""
        written = []
        skipped = self.chance.choice(["first", "last"]) if "last" in declared else ""
        for name, argument in declared.items():
            must = isinstance(argument.type, GraphQLNonNull) and argument.default_value is Undefined
            if name == skipped or not (must or self.chance.random() < 0.6):
                continue
            value = self.value(argument.type, name, type_.name, field_name)
            written.append(f"{name}: {self.written(argument, value)}")
        return f"({', '.join(written)})" if written else ""

    def written(self, argument: GraphQLArgument, value: Any) -> str:
        """The value in the document or in a variable, which may be absent where it may be null."""
        if self.chance.random() < 0.5:
            return literal(argument.type, value)
        given = isinstance(argument.type, GraphQLNonNull) or self.chance.random() < 0.8
        return self.variable(str(argument.type), value, given=given)

    def value(self, type_: GraphQLInputType, name: str, owner: str, field_name: str) -> Any:
        """A value for an argument or an input field."""
        if not isinstance(type_, GraphQLNonNull) and self.chance.random() < 0.15:
            return None
        inner: Any = type_.of_type if isinstance(type_, GraphQLNonNull) else type_
        if isinstance(inner, GraphQLList):
            element: Any = inner.of_type
            return [self.value(element, name, owner, field_name) for _ in range(self.chance.randint(0, 3))]
        if isinstance(inner, GraphQLInputObjectType):
            chosen = [key for key in inner.fields if self.chance.random() < 0.4]
            return {key: self.value(inner.fields[key].type, key, owner, field_name) for key in chosen}
        return self.scalar(inner, name, f"{owner}.{field_name}")

    def scalar(self, type_: Any, name: str, place: str) -> Any:
        """A value of a scalar or enum."""
        if isinstance(type_, GraphQLEnumType):
            return self.chance.choice(list(type_.values))
        if name in ("first", "last"):
            return self.chance.choice([0, 1, 2, 3, 5, 20])
        if name in ("after", "before"):
            return self.chance.choice(self.known.cursors.get(place) or [None])
        if type_.name == "ID":
            return self.chance.choice([each for ids in self.known.ids.values() for each in ids])
        if type_.name == "DateTime":
            return self.chance.choice(["2026-01-20T00:00:00Z", "2027-01-01T09:00:00+09:00", "2020-01-01T00:00:00.5Z"])
        plain = {"Int": self.chance.choice([2009, 2010, 2011, 0, 1, 2, 3]), "Boolean": self.chance.random() < 0.5}
        return plain.get(type_.name, self.chance.choice(self.known.texts))


def literal(type_: GraphQLInputType, value: Any) -> str:
    """The value as a document writes it."""
    inner: Any = type_.of_type if isinstance(type_, GraphQLNonNull) else type_
    if value is None:
        return "null"
    if isinstance(inner, GraphQLList):
        return "[" + ", ".join(literal(inner.of_type, each) for each in value) + "]"
    if isinstance(inner, GraphQLInputObjectType):
        return "{" + ", ".join(f"{key}: {literal(inner.fields[key].type, each)}" for key, each in value.items()) + "}"
    return str(value) if isinstance(inner, GraphQLEnumType) else json.dumps(value, ensure_ascii=False)
