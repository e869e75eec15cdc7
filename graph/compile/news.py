"""News in the schema: the fields of Subscription, declared with the kinds of lines that they tell and their payloads.

A payload is read under each listener's rights by the statement of `graph/compile/live.py`: ``subject`` is the row that
a line of the outbox is about, everything else is known from the line itself.
"""

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

import strawberry

from graph.compile.declare import Argument, Spec, made, shown, sql_name
from graph.compile.payloads import bare
from models.modules import Module
from models.news import NEWS

T = TypeVar("T")
# Under this name, which no client can give, the variables of a plan hold the line that it is run for.
LINE = "\0line"
PRICE = 10  # of listening, beside what a payload brings
AFTER = Argument(str | None, "Only what happened after this cursor; from now on where nothing is said.")


@dataclass(frozen=True)
class Subject(Spec):
    """The row that a line is about."""


@dataclass(frozen=True)
class OfLine(Spec):
    """What is known of a line before anything is read, by its name."""

    name: str = ""


@dataclass(frozen=True)
class Within:
    """An argument that names the place to listen to: the line's place, which the listener must go on seeing.

    ``also`` is what must hold of it beside the rule of its table.
    """

    argument: Argument
    table: str
    also: str = "true"


@dataclass(frozen=True)
class Told(Spec):
    """A field of Subscription: the kinds of lines that it tells, where it may be narrowed to, and its payload."""

    kinds: frozenset[str] = frozenset()
    places: Mapping[str, Within] = field(default_factory=dict)
    module: Module | None = None
    payload: str = ""


TOLD: dict[str, tuple[Told, str]] = {}


def of_line(description: str, name: str) -> Any:
    """What is known of a line before anything is read."""
    return shown(OfLine(description, name=name))


def within(description: str, table: str, prefix: str, *, also: str = "true") -> Within:
    """A place that can be listened to alone; ``also`` is a template."""
    return Within(Argument(strawberry.ID | None, description, id_of=prefix), table, also)


def subscription(
    *kinds: str,
    module: Module | None = None,
    places: Mapping[str, Within] | None = None,
    only: Mapping[str, Argument] | None = None,
    **subject: str,
) -> Callable[[type[T]], type[T]]:
    """Make a field of Subscription of a class: its name is the verb, its docstring the description.

    ``subject`` names the payload's row and its type. The payload is ``{ cursor, kind, at, <subject> }``. ``places``
    are arguments that narrow it to one place; ``only`` may be a ``filter`` of the subject, asked beside its rule.
    """
    unknown = [kind for kind in kinds if kind not in NEWS]
    if unknown:
        raise TypeError(f"{unknown} are told to nobody: see models/news.py")
    spec = Told("", args=only or {}, price=PRICE, kinds=frozenset(kinds), places=places or {}, module=module)
    return lambda cls: declared(cls, spec, subject)


def declared(cls: type[T], spec: Told, subject: Mapping[str, str]) -> type[T]:
    """Make the payload and the field."""
    name, description = cls.__name__, inspect.getdoc(cls) or ""
    ((noun, type_),) = subject.items()
    fields: dict[str, tuple[Any, Spec]] = {
        "cursor": (str, OfLine("Where it stands in the stream: listening goes on after it.", name="cursor")),
        "kind": ("StreamKind", OfLine("What happened.", name="kind")),
        "at": ("datetime", OfLine("When it happened.", name="at")),
        noun: (type_, Subject("What it is about, as it is now.")),
    }
    payload = type(name, (), {key: bare(spec) for key, (_, spec) in fields.items()})
    payload.__annotations__ = {key: annotation for key, (annotation, _) in fields.items()}
    payload.__doc__ = description
    made(payload, strawberry.type, None, ("id",), abstract=False)
    args = {**{key: each.argument for key, each in spec.places.items()}, **spec.args, "after": AFTER}
    told = replace(spec, description=description, args=args, payload=name)
    TOLD[sql_name(name).removeprefix("_")] = (told, name)
    return cls


def root() -> Any:
    """The type Subscription, of everything that was declared."""
    cls: Any = type("Subscription", (), {name: shown(spec) for name, (spec, _) in sorted(TOLD.items())})
    cls.__annotations__ = {name: payload for name, (_, payload) in sorted(TOLD.items())}
    cls.__doc__ = "What happens, told as it happens, to each listener under their own rights."
    return made(cls, strawberry.type, None, ("id",), abstract=False)


def shouted(kind: str) -> str:
    """The name of a kind in the schema."""
    return kind.replace(".", "_").upper()
