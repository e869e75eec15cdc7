"""What clients give to mutations: input types, their bounds, and the values that actions get of them."""

import inspect
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import Enum
from typing import Any, TypeVar, get_args, get_origin

import strawberry

from actions import words
from actions.refusals import Invalid
from graph.compile.arguments import resolved
from graph.compile.declare import FILTERS, NAMES, base_type, name_types
from graph.compile.keys import Malformed, instant, key_of, plain, split_id
from graph.compile.stored import stored
from graph.nodes import PartialDate

T = TypeVar("T")
Path = tuple[str, ...]


@dataclass(frozen=True)
class Bounds:
    """What a value must be: an id of these types, a text of so many characters, a number within."""

    id_of: str | tuple[str, ...] = ()
    shortest: int = 1
    longest: int = 10_000
    within: tuple[int, int] = (-(2**31), 2**31 - 1)
    most: int = 100  # elements of a list


@dataclass(frozen=True)
class InputField:
    """A field of an input: its Python name, what it may hold, and within which bounds."""

    name: str
    annotation: Any
    bounds: Bounds


@dataclass
class InputShape:
    """The fields of an input type by GraphQL name."""

    fields: dict[str, InputField] = field(default_factory=dict)


INPUTS: dict[str, InputShape] = {}


def given(description: str, *, default: Any = strawberry.UNSET, **bounds: Any) -> Any:
    """A field of an input; what stands where nothing is given is ``default``, and what bounds hold are those of Bounds.

    ``id_of`` is the prefix that an id must have; several prefixes give the action the pair of the one and the key.
    """
    return strawberry.field(description=description, default=default, metadata={"bounds": Bounds(**bounds)})


def inputs(cls: type[T]) -> type[T]:
    """Make an input type of a class whose fields are given() by a client."""
    annotations = dict(cls.__annotations__)
    type_: Any = strawberry.input(cls, description=inspect.getdoc(cls))
    name_types(type_, annotations)
    NAMES[cls.__name__] = type_
    INPUTS[cls.__name__] = InputShape(
        {
            each.graphql_name or camel(each.python_name): InputField(
                each.python_name, annotations[each.python_name], each.metadata["bounds"]
            )
            for each in type_.__strawberry_definition__.fields
        }
    )
    return cls


def camel(name: str) -> str:
    """The GraphQL name of a Python one."""
    first, *rest = name.split("_")
    return first + "".join(each.capitalize() for each in rest)


def values(type_name: str, written: Mapping[str, Any], path: Path = ()) -> dict[str, Any]:
    """What an action is called with, by Python name; what is not given is left out. Raises Invalid."""
    fields = INPUTS[type_name].fields
    return {fields[key].name: value(fields[key], each, (*path, fields[key].name)) for key, each in written.items()}


def value(declared: InputField, written: Any, path: Path) -> Any:
    """The value of one field; raises Invalid."""
    annotation = resolved(declared.annotation)
    return None if written is None else of_type(base_type(annotation), declared.bounds, written, path)


def of_type(annotation: Any, bounds: Bounds, written: Any, path: Path) -> Any:
    """A value of this type; raises Invalid."""
    if get_origin(annotation) is list:
        return elements(get_args(annotation)[0], bounds, written, path)
    name = getattr(annotation, "__name__", "")
    if name in INPUTS:
        return values(name, written, path)
    if name in FILTERS:
        return kept(name, written, path)
    if isinstance(annotation, type) and issubclass(annotation, Enum):
        return annotation(written.value if isinstance(written, Enum) else written)
    try:
        return SCALARS.get(annotation, text)(written, bounds, path)
    except (Malformed, ValueError, TypeError, OverflowError):
        raise Invalid(words.WRONG_ID if annotation is strawberry.ID else words.WRONG_VALUE, path) from None


def elements(annotation: Any, bounds: Bounds, written: Any, path: Path) -> list[Any]:
    """The elements of a list; a single value stands for a list of one (GraphQL's input coercion)."""
    listed = written if isinstance(written, list) else [written]
    if len(listed) > bounds.most:
        raise Invalid(words.NOT_WITHIN, path, least=0, most=bounds.most)
    return [of_type(base_type(annotation), bounds, each, (*path, str(n))) for n, each in enumerate(listed)]


def kept(input_type: str, written: Mapping[str, Any], path: Path) -> dict[str, Any]:
    """A filter to be kept, in the terms of JSON; raises Invalid where it could not be asked with."""
    try:
        return stored(input_type, written)
    except Malformed:
        raise Invalid(words.WRONG_VALUE, path) from None


def identity(written: str, bounds: Bounds, _: Path) -> Any:
    """The key in an id, or the prefix and the key where there may be several; raises Malformed."""
    if isinstance(bounds.id_of, str):
        return key_of(written, bounds.id_of)
    prefix, key = split_id(written)
    if prefix not in bounds.id_of:
        raise Malformed("is not an id of the right kind")
    return prefix, key


def text(written: Any, bounds: Bounds, path: Path) -> str:
    """A text of the right length, blanks around it not counted for the shortest; raises Invalid."""
    said = plain(written)
    said.encode()  # half of a surrogate pair is no text
    if len(said) > bounds.longest:
        raise Invalid(words.TOO_LONG, path, most=bounds.longest)
    if len(said.strip()) < bounds.shortest:
        raise Invalid(words.TOO_SHORT, path, least=bounds.shortest)
    return said


def number(written: Any, bounds: Bounds, path: Path) -> int:
    """A whole number within its bounds; raises Invalid."""
    least, most = bounds.within
    if not least <= written <= most:
        raise Invalid(words.NOT_WITHIN, path, least=least, most=most)
    return int(written)


SCALARS: dict[Any, Any] = {
    strawberry.ID: identity,
    str: text,
    PartialDate: text,
    int: number,
    bool: lambda written, *_: bool(written),
    datetime: lambda written, *_: written if isinstance(written, datetime) else instant(written),
    date: lambda written, *_: written if isinstance(written, date) else date.fromisoformat(written),
}
