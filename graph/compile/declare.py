"""How a type of the graph says what it shows of a table. Declared once, read by the compiler and by graphql-core.

A field is one of: ``column``, ``derived``, ``relation`` (one row or null), ``listing`` (a short list),
``connection`` (pages by key), ``same_row`` (an object over the same row). Types, nullness and the GraphQL name
come from the annotation; conditions are templates in the language of ``models/table.py``.
"""

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar, get_args

import strawberry
from strawberry.annotation import StrawberryAnnotation
from strawberry.types.arguments import StrawberryArgument
from strawberry.types.field import StrawberryField
from strawberry.utils.str_converters import to_camel_case

from models.table import Table, View

T = TypeVar("T")
Source = type[Table] | View
MAX_PAGE = 100
DEFAULT_PAGE = 20
COUNTING = 10

NAMES: dict[str, Any] = {}


@dataclass(frozen=True)
class Argument:
    """An argument of a field: its type, what it means, of which type an id must be, how long a text may be.

    ``within`` are the least and the greatest number that it may be.
    """

    annotation: Any
    description: str
    id_of: str | None = None
    longest: int | None = None
    within: tuple[int, int] | None = None
    default: Any = strawberry.UNSET


@dataclass(frozen=True)
class Spec:
    """What every kind of field has."""

    description: str
    args: Mapping[str, Argument] = field(default_factory=dict)
    personal: bool = False  # to read it is logged, where the relation that leads to it is
    price: int = 0  # what it costs beside what it brings, where that is more than usual
    prices: Mapping[str, Mapping[str, int]] = field(default_factory=dict)  # and more, by the value of an enum argument


@dataclass(frozen=True)
class Id(Spec):
    """The global id of the row."""


@dataclass(frozen=True)
class Column(Spec):
    """A column of the row, by its own name unless ``source`` names another."""

    source: str | None = None


@dataclass(frozen=True)
class Expression(Spec):
    """A derived field of the table; ``source`` names it where it is called otherwise."""

    source: str | None = None


@dataclass(frozen=True)
class Own(Spec):
    """The viewer's own row, which frames every statement."""


@dataclass(frozen=True)
class OfViewer(Spec):
    """A derived field of the viewer's own row."""

    source: str = ""


@dataclass(frozen=True)
class SameRow(Spec):
    """An object that shows more of the same row."""


@dataclass(frozen=True)
class Ranked:
    """A quicker way to the pages of one order: the field of the filter that it ranks by, and what makes the SELECT.

    ``price`` is what such a page costs where nothing else is asked for.
    """

    order: str
    by: str
    hits: Callable[..., Any]
    price: int = 0


@dataclass(frozen=True)
class Relation(Spec):
    """Rows of another source. Without ``where`` it is the model's own relation of the field's name (or ``source``).

    ``choices`` maps an enum argument's value to a condition, ``filter`` names the argument that holds a filter
    object, ``orders`` maps the enum argument ``order_by`` to sort keys (``-`` before a name is descending).
    ``among`` is a condition that the others imply and an index can answer; it alone may name a guarded column bare.
    ``computed`` are sort keys that no column holds: their SQL type and template.
    ``each`` is a FROM item, called ``e``: a page takes its few rows for each of its rows (a mapping says which, by
    the value of a choice). ``keep`` reads the keys of all rows once, for the page and for the total.
    ``ranked`` is a quicker way to the pages of an order by computed keys.
    ``counting`` is the price of counting all rows, where a few hundred are not the most.
    ``logged`` (of a field of Query, whose rows have an ``id``) says that each read of what is personal in its rows is
    logged, with the argument ``purpose``.
    """

    where: str | None = None
    source: str | None = None
    order: tuple[str, ...] = ()
    when: Mapping[str, str] = field(default_factory=dict)
    choices: Mapping[str, Mapping[str, str | None]] = field(default_factory=dict)
    orders: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    arrived: str | None = None
    each: str | Mapping[str, str] | None = None
    keep: bool = False
    among: str | None = None
    computed: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    ranked: Ranked | None = None
    logged: bool = False
    counting: int = COUNTING


class One(Relation):
    """At most one row."""


class Many(Relation):
    """A short list, cut at ``first`` rows."""


class Page(Relation):
    """A connection."""


@dataclass(frozen=True)
class AnyNode(Spec):
    """Whatever row an id names (``many``: each of a list of ids, in their order)."""

    many: bool = False


@dataclass
class Shape:
    """A type of the graph and the source that it shows; a type without one is a root or an envelope."""

    name: str
    source: Source | None
    order: tuple[str, ...]
    fields: dict[str, Spec]
    abstract: bool = False

    @property
    def prefix(self) -> str:
        """What its ids begin with; empty for a type without ids of its own."""
        return self.source.prefix if isinstance(self.source, type) else ""


SHAPES: dict[str, Shape] = {}


class Shown(StrawberryField):
    """A Strawberry field that carries its spec."""

    spec: Spec


def shown(spec: Spec) -> Any:
    """The Strawberry field of a spec, with its arguments."""
    made = Shown(description=spec.description)
    made.spec = spec
    made.arguments = [argument(name, given) for name, given in spec.args.items()]
    return made


def argument(name: str, given: Argument) -> StrawberryArgument:
    """The Strawberry argument of a declared one."""
    return StrawberryArgument(
        name,
        None,
        StrawberryAnnotation(given.annotation, namespace=NAMES),
        description=given.description,
        default=given.default,
    )


def column(description: str, source: str | None = None, *, personal: bool = False) -> Any:
    """A column of the table."""
    return shown(Column(description, source=source, personal=personal))


def derived(
    description: str, source: str | None = None, *, args: Mapping[str, Argument] | None = None, price: int = 0
) -> Any:
    """A derived field of the table, whose template can name the arguments."""
    return shown(Expression(description, args=args or {}, source=source, price=price))


def own(description: str) -> Any:
    """The viewer's own row."""
    return shown(Own(description))


def of_viewer(description: str, source: str) -> Any:
    """A derived field of the viewer's own row."""
    return shown(OfViewer(description, source=source))


def same_row(description: str) -> Any:
    """An object over the same row."""
    return shown(SameRow(description))


def relation(
    description: str, where: str | None = None, *, args: Mapping[str, Argument] | None = None, **more: Any
) -> Any:
    """One row of another table that the viewer may see, or null."""
    return shown(One(description, args=args or {}, where=where, **more))


def listing(
    description: str,
    where: str | None = None,
    *,
    args: Mapping[str, Argument] | None = None,
    usual: int = MAX_PAGE,
    **more: Any,
) -> Any:
    """A short list; ``first`` cuts it, at most 100 and ``usual`` where nothing is said."""
    first = Argument(int, f"At most so many, {MAX_PAGE} at most.", default=usual)
    return shown(Many(description, args={**(args or {}), "first": first}, where=where, **more))


def connection(
    description: str, where: str | None = None, *, args: Mapping[str, Argument] | None = None, **more: Any
) -> Any:
    """A connection by Relay's specification: keyset pages forwards and backwards, at most 100 rows each."""
    paging = {
        "first": Argument(int | None, f"The first so many after `after`; {DEFAULT_PAGE} where nothing is said."),
        "after": Argument(str | None, "Only what comes after this cursor."),
        "last": Argument(int | None, "The last so many before `before`."),
        "before": Argument(str | None, "Only what comes before this cursor."),
    }
    return shown(Page(description, args={**(args or {}), **paging}, where=where, **more))


def any_node(description: str, *, many: bool = False) -> Any:
    """Relay's way to whatever has an id."""
    args = {"ids": Argument(list[strawberry.ID], "Their ids.")} if many else {"id": Argument(strawberry.ID, "Its id.")}
    return shown(AnyNode(description, args=args, many=many))


def shows(source: Source | None = None, *, order: tuple[str, ...] = ("id",)) -> Callable[[type[T]], type[T]]:
    """Make a GraphQL type of a class whose fields say what they show of ``source``."""
    return lambda cls: made(cls, strawberry.type, source, order, abstract=False)


def interface(source: View | None = None, *, order: tuple[str, ...] = ("id",)) -> Callable[[type[T]], type[T]]:
    """Make a GraphQL interface; with a source, rows of several tables that name their type in ``kind``."""
    return lambda cls: made(cls, strawberry.interface, source, order, abstract=True)


def union(annotation: Any, source: View) -> None:
    """Show a Strawberry union whose rows ``source`` brings together; they name their type in ``kind``."""
    name = get_args(annotation)[1].graphql_name
    NAMES[name] = annotation
    SHAPES[name] = Shape(name, source, ("id",), {}, abstract=True)


def made(cls: type[T], make: Any, source: Source | None, order: tuple[str, ...], *, abstract: bool) -> type[T]:
    """The Strawberry type of a class, and the shape that the compiler reads."""
    for name in cls.__annotations__:
        cls.__dict__[name].python_name = name
    type_: type[T] = make(cls, description=inspect.getdoc(cls))
    name_types(type_, cls.__annotations__)
    NAMES[cls.__name__] = type_
    SHAPES[cls.__name__] = Shape(cls.__name__, source, order, specs(cls), abstract=abstract)
    return type_


def name_types(type_: Any, annotations: Mapping[str, Any]) -> None:
    """Let annotations name types that are declared later; Strawberry resolves them when the schema is made."""
    for each in type_.__strawberry_definition__.fields:
        if each.python_name in annotations:
            each.type_annotation = StrawberryAnnotation(annotations[each.python_name], namespace=NAMES)


def specs(cls: type) -> dict[str, Spec]:
    """The specs of a class and its bases by GraphQL name."""
    found: dict[str, Spec] = {}
    for base in reversed(cls.__mro__):
        for name, value in getattr(base, "__dataclass_fields__", {}).items():
            if isinstance(value, Shown):
                found[to_camel_case(name)] = value.spec
    return found


@dataclass(frozen=True)
class Condition:
    """A field of a filter: the condition that it adds when it is given, or a filter of its own.

    ``among`` is a condition that it implies and an index can answer. ``price`` is what looking for it costs.
    """

    template: str | None
    argument: Argument
    nested: str | None = None
    among: str | None = None
    personal: bool = False
    price: int = 0


FILTERS: dict[str, dict[str, Condition]] = {}


def condition(
    description: str,
    template: str,
    *,
    among: str | None = None,
    personal: bool = False,
    price: int = 0,
    **bounds: Any,
) -> Any:
    """A field of a filter; ``{value}`` in the templates is what the client gives, within the bounds of an Argument."""
    return strawberry.field(
        description=description,
        default=strawberry.UNSET,
        metadata={"template": template, "among": among, "personal": personal, "price": price, "bounds": bounds},
    )


def narrower(description: str, nested: str) -> Any:
    """A field of a filter that is a filter by itself."""
    return strawberry.field(description=description, default=strawberry.UNSET, metadata={"nested": nested})


def filters(cls: type[T]) -> type[T]:
    """Make an input type whose fields are conditions; all that are given must hold."""
    annotations = dict(cls.__annotations__)
    type_: Any = strawberry.input(cls, description=inspect.getdoc(cls))
    name_types(type_, annotations)
    NAMES[cls.__name__] = type_
    FILTERS[cls.__name__] = {
        to_camel_case(name): condition_of(type_.__dataclass_fields__[name], annotation)
        for name, annotation in annotations.items()
    }
    return cls


def condition_of(declared: StrawberryField, annotation: Any) -> Condition:
    """The condition that a field of a filter declares."""
    given = declared.metadata
    return Condition(
        given.get("template"),
        Argument(annotation, "", **given.get("bounds", {})),
        nested=given.get("nested"),
        among=given.get("among"),
        personal=given.get("personal", False),
        price=given.get("price", 0),
    )


def enum(cls: type[T], descriptions: Mapping[str, str] | None = None) -> type[T]:
    """Show an enum of the tables, with a description of each value."""
    given = descriptions or {}
    for member in cls:  # type: ignore[attr-defined]
        if member.name not in given:
            raise TypeError(f"{cls.__name__}.{member.name} has no description")
    NAMES[cls.__name__] = shown_enum = strawberry.enum(cls, description=inspect.getdoc(cls))  # type: ignore[call-overload]
    for value in shown_enum.__strawberry_definition__.values:
        value.description = given[value.name]
    return cls


def sql_name(name: str) -> str:
    """The Python and SQL name of a GraphQL one."""
    return "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in name)


def base_type(annotation: Any) -> Any:
    """The annotation without ``| None``."""
    given = [each for each in get_args(annotation) if each is not type(None)]
    return given[0] if type(None) in get_args(annotation) else annotation
