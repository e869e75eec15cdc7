"""What an index finds first is no condition of its own: without it every answer is the same."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import pytest

from graph.compile.declare import FILTERS, SHAPES, Relation
from graph.compile.engine import Engine
from graph.compile.keys import global_id
from models.viewer import Viewer
from tests.graph.numbers import NO_LIMITS, READERS
from tests.models.oracle import Facts
from tests.world import World

PAGE = "first: 100) { totalCount edges { node { id } } }"
TEXTS = ["東邦電機", "Headline of Hana", "旧姓7", "山", "a", "属性", "mem", "7"]
MEMBERS_HAVE = {"attributes": "AttributesFilter"}


def narrowed() -> list[tuple[str, str]]:
    """The conditions that have an ``among``, by the filter that they are in."""
    return [(filter_, name) for filter_, fields in FILTERS.items() for name, each in fields.items() if each.among]


def leading_there(filter_: str) -> tuple[str, str]:
    """What stands around a condition of a filter that is within the filter of members."""
    path = next((name for name, nested in MEMBERS_HAVE.items() if nested == filter_), "")
    return (f"{path}: {{", "}") if path else ("", "")


def values_for(condition: Any, facts: Facts) -> list[str]:
    """What a condition is asked with, as a document has it."""
    if condition.argument.id_of == "att":
        ids = [f'"{global_id("att", key)}"' for key in sorted(facts["attributes"])]
        listed = "list" in str(condition.argument.annotation)
        return [f"[{one}, {other}]" for one, other in zip(ids, [*ids[1:], ids[0]], strict=True)] if listed else ids
    return [f'"{text}"' for text in TEXTS]


@contextmanager
def without_among() -> Iterator[None]:
    """The schema as it is without anything that an index finds first."""
    with pytest.MonkeyPatch.context() as patched:
        for filter_, name in narrowed():
            patched.setitem(FILTERS[filter_], name, replace(FILTERS[filter_][name], among=None))
        for shape in SHAPES.values():
            for name, spec in shape.fields.items():
                if isinstance(spec, Relation) and spec.among:
                    patched.setitem(shape.fields, name, replace(spec, among=None))
        yield


def documents(facts: Facts) -> list[str]:
    """Every condition with an ``among`` and several values, and every relation with one."""
    found = []
    for filter_, name in narrowed():
        before, after = leading_there(filter_)
        values = values_for(FILTERS[filter_][name], facts)
        fields = [f"f{n}: members(filter: {{{before}{name}: {value}{after}}}, {PAGE}" for n, value in enumerate(values)]
        found.append("{ " + " ".join(fields) + " }")
    ids = ", ".join(f'"{global_id("att", key)}"' for key in sorted(facts["attributes"]))
    return [*found, f"{{ nodes(ids: [{ids}]) {{ ... on Attribute {{ members({PAGE} }} }} }}"]


async def test_an_answer_does_not_depend_on_what_an_index_finds_first(
    engine: Engine, world: World, facts: Facts
) -> None:
    asked = documents(facts)
    with_an_index = await answers(Engine(engine.schema, engine.readers, NO_LIMITS), world, facts, asked)
    with without_among():
        assert documents(facts) != asked
        without = await answers(Engine(engine.schema, engine.readers, NO_LIMITS), world, facts, asked)
    assert with_an_index == without
    assert sum(b'"node"' in answer for answer in without.values()) > len(without) / 2


async def answers(engine: Engine, world: World, facts: Facts, asked: list[str]) -> dict[tuple[str, str], bytes]:
    """What every viewer gets."""
    made = {}
    for name in READERS:
        viewer = Viewer(world[name], facts["members"][world[name]]["network_id"])
        for document in asked:
            made[name, document] = (await engine.execute(viewer, document)).body
    assert not [body for body in made.values() if b'"errors"' in body]
    return made


def test_what_is_narrowed_is_asked_about() -> None:
    relations = [
        f"{shape.name}.{name}"
        for shape in SHAPES.values()
        for name, spec in shape.fields.items()
        if isinstance(spec, Relation) and spec.among
    ]
    assert relations == ["Attribute.members"]
    assert {filter_ for filter_, _ in narrowed()} <= {"MemberFilter", "AttributesFilter"}
    assert len(narrowed()) >= 3
