"""What a plan logs: which personal facts a field shows, of which rows and for what purpose (domain.md, invariant 5)."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from graphql import get_named_type, is_leaf_type

from actions.access import purpose_of
from actions.refusals import Refusal
from graph.compile.arguments import Given, Variables
from graph.compile.declare import FILTERS, SHAPES
from graph.compile.keys import Malformed, plain
from graph.compile.selection import Selections
from models.access_log import LONGEST_PURPOSE

CURSORS = {"cursor", "startCursor", "endCursor"}


@dataclass(frozen=True)
class Read:
    """The personal facts that a field shows, and what tells the purpose of a request."""

    fields: tuple[str, ...]
    purpose: Callable[[Variables], str]


@dataclass(frozen=True)
class Log:
    """A FROM item that brings the JSON of a logged field as ``text``, and the ids to log as ``shown``."""

    alias: str
    select: str
    read: Read

    @property
    def joined(self) -> str:
        """The FROM item."""
        return f" left join lateral ({self.select}) {self.alias} on true"


def as_purpose(said: Any) -> str:
    """The purpose as it is logged; raises Malformed."""
    try:
        return purpose_of(plain(said))
    except Refusal:
        raise Malformed(f"has no purpose of 1 to {LONGEST_PURPOSE} characters") from None


def personal(selections: Selections, type_: Any, parents: list[Any], within: str = "") -> Iterator[str]:
    """The personal fields that are selected, by their path in the row; a cursor tells what rows are sorted by."""
    shape = SHAPES.get(type_.name)
    for nodes in selections.fields(type_, parents).values():
        name = nodes[0].name.value
        if name.startswith("__"):
            continue
        inner: Any = get_named_type(type_.fields[name].type)
        if shape is None:
            yield from in_envelope(selections, name, inner, nodes)
        elif shape.fields[name].personal:
            yield within + name
            if not is_leaf_type(inner):
                yield from personal(selections, inner, nodes, f"{within}{name}.")


def in_envelope(selections: Selections, name: str, inner: Any, nodes: list[Any]) -> Iterator[str]:
    """The same for a field of a connection, an edge or PageInfo."""
    if name in CURSORS:
        yield "cursor"
    elif not is_leaf_type(inner):
        yield from personal(selections, inner, nodes)


def asked_for(args: Mapping[str, Given], input_type: str) -> Iterator[str]:
    """The personal facts by which a filter or a cursor chooses: of whatever it lets through they are known."""
    if args.keys() & {"after", "before"}:
        yield "cursor"
    value = args.get("filter")
    for name in value if isinstance(value, dict) else ():
        if FILTERS[input_type][name].personal:
            yield f"filter.{name}"
