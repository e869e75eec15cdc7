"""Inputs for every mutation, drawn from its declaration: a new mutation is drawn for without being told."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from enum import Enum
from random import Random
from typing import Any, NamedTuple, get_args, get_origin
from uuid import UUID

import strawberry
from graphql import is_required_input_field

from graph.compile.arguments import resolved
from graph.compile.declare import base_type
from graph.compile.keys import global_id
from graph.compile.payloads import MUTATIONS
from graph.inputs import INPUTS, InputField, camel
from graph.nodes import PartialDate
from graph.schema import graphql_schema
from models.rules import tables

# What a text must look like where it is no plain words, by the name of its field.
WORDS = {
    "email": "somebody@example.com",
    "address": "somebody@example.com",
    "emoji": "👍",
    "started": "2024-01",
    "ended": "2024-12",
    "timeZone": "Asia/Tokyo",
    "token": "no token of anybody",
    "code": "123456",
    "network": "here",
    "label": "新しい技能",
    "currency": "JPY",
    "url": "https://example.com/",
    "avatarUrl": "https://example.com/a.png",
}
SOON = datetime.now(UTC) + timedelta(days=20)
PREFIXES = {table.prefix: table._meta.db_table for table in tables().values()}


class Place(NamedTuple):
    """A field of an input that holds an id: its path, and the prefixes that it may have."""

    path: tuple[str, ...]
    prefixes: tuple[str, ...]


def names() -> list[str]:
    """Every mutation by its GraphQL name."""
    return sorted(camel(name) for name in MUTATIONS)


def input_of(mutation: str) -> str:
    """The input type of a mutation."""
    return next(spec.input_type for name, (spec, _) in MUTATIONS.items() if camel(name) == mutation)


def needs_somebody(mutation: str) -> bool:
    """Is it for members alone?"""
    return next(
        bool(spec.action and spec.action.signed_in) for n, (spec, _) in MUTATIONS.items() if camel(n) == mutation
    )


def places(type_name: str, above: tuple[str, ...] = ()) -> Iterator[Place]:
    """Where an input holds ids."""
    for name, each in INPUTS[type_name].fields.items():
        annotation: Any = base_type(resolved(each.annotation))
        inner: Any = get_args(annotation)[0] if get_origin(annotation) is list else annotation
        if getattr(inner, "__name__", "") in INPUTS:
            yield from places(inner.__name__, (*above, name))
        elif inner is strawberry.ID:
            of = each.bounds.id_of
            yield Place((*above, name), (of,) if isinstance(of, str) else of)


@dataclass
class Draw:
    """Draws inputs; ``ids`` are those to choose from by prefix, ``set_`` is what stands at a path in any case."""

    chance: Random
    ids: dict[str, list[UUID]]
    set_: dict[tuple[str, ...], str] = field(default_factory=dict)
    optional: float = 0.0  # how often a field is given that need not be

    def input(self, type_name: str, above: tuple[str, ...] = ()) -> dict[str, Any]:
        """An input of this type."""
        type_: Any = graphql_schema().get_type(type_name)
        drawn = {}
        for name, each in INPUTS[type_name].fields.items():
            path = (*above, name)
            must = any(known[: len(path)] == path for known in self.set_)
            left_out = name == "idempotencyKey" or self.chance.random() >= self.optional
            if must or is_required_input_field(type_.fields[name]) or not left_out:
                drawn[name] = self.value(name, each, path)
        return drawn

    def value(self, name: str, declared: InputField, path: tuple[str, ...]) -> Any:
        """A value of one field."""
        annotation: Any = base_type(resolved(declared.annotation))
        if get_origin(annotation) is list:
            return [self.one(name, get_args(annotation)[0], declared, path)]
        return self.one(name, annotation, declared, path)

    def one(self, name: str, annotation: Any, declared: InputField, path: tuple[str, ...]) -> Any:
        """A value of one type."""
        if path in self.set_:
            return self.set_[path]
        annotation = base_type(resolved(annotation))
        if getattr(annotation, "__name__", "") in INPUTS:
            return self.input(annotation.__name__, path)
        if isinstance(annotation, type) and issubclass(annotation, Enum):
            return self.chance.choice(list(annotation)).name
        if annotation is strawberry.ID:
            return self.id(declared.bounds.id_of)
        return self.plain(name, annotation, declared)

    def id(self, of: str | tuple[str, ...]) -> str:
        """An id of one of these prefixes, or one that nothing has."""
        prefix = of if isinstance(of, str) else self.chance.choice(of)
        known = self.ids.get(prefix) or [UUID(int=self.chance.getrandbits(128))]
        return global_id(prefix, self.chance.choice(known))

    def plain(self, name: str, annotation: Any, declared: InputField) -> Any:
        """A value of a scalar type."""
        if annotation in (str, PartialDate):
            return WORDS.get(name, f"言葉 {self.chance.randrange(1000)}")[: declared.bounds.longest]
        if annotation is bool:
            return self.chance.random() < 0.5
        if annotation is int:
            least = max(declared.bounds.within[0], 1)
            return self.chance.randint(least, min(declared.bounds.within[1], least + 29))
        if annotation is datetime:
            return SOON.isoformat()
        return SOON.date().isoformat() if annotation is date else {}
