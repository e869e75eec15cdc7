"""What every table is: its rows, the rule that says who may see them, and what can be derived from them.

Rules, derived fields and views are SQL expressions with placeholders:

``{it}``              the row that the expression judges (a rule) or brings (a condition)
``{self}``            the row that the expression starts from
``{viewer}``          the id of the viewing member; ``{network}`` and ``{account}`` are the viewer's own,
                      ``{viewer.<column>}`` any other column of the viewing member
``{session}``         (in a derived field) the id of the session that asks, null where there is none
``{<argument>}``      an argument of the field, as a bind parameter
``{visible:Post:p}``  the whole rule of the table Post, for the alias p; ``{visible:Comment:c:post}`` where the post
                      that it lies within is known to be visible
``{segment:it}``      that the viewer is in the segment of the row ``it``, by its column ``segment_id``
``{filter:m}``        (in a view) the conditions of the field's filter for the alias m
``{it.headline}``     a guarded column, null where the viewer may not see it; it cannot be named otherwise

Nothing else is ever put into the text of a statement.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, ClassVar

from tortoise import fields
from tortoise.models import Model

from models.audiences import Audience, ProfileField
from models.ids import uuid7


@dataclass(frozen=True)
class Rule:
    """Who may see a row: ``own`` holds for the row itself, and its rows ``within`` are visible too.

    ``within`` names foreign keys. A row that is reached from the row it lies within needs no second
    look at that row, which is why the two parts are kept apart. A foreign key that is null asks nothing;
    ``either`` says that a constraint leaves just one of them, so that coming from one settles the others.
    ``audience`` says that each row has an audience of its own (the column ``audience``), given by its ``member``.
    """

    own: str = "true"
    within: tuple[str, ...] = ()
    either: bool = False
    audience: ProfileField | None = None


@dataclass(frozen=True)
class Count:
    """How many rows of a relation the viewer may see; the counted table's rule is part of it."""

    relation: str
    where: str = "true"


Derived = str | Count


class Table(Model):
    """A table with an id and a rule. A table without a rule of its own cannot be defined."""

    id = fields.UUIDField(primary_key=True, default=uuid7)

    prefix: ClassVar[str] = ""
    rule: ClassVar[Rule]
    # Columns with an audience (the column <field>_audience), and columns that are sets of values with audiences.
    guarded: ClassVar[dict[str, ProfileField]] = {}
    guarded_sets: ClassVar[dict[str, Callable[[str], str]]] = {}
    # Columns that are made of what some may not see, for indexes and triggers alone: no template can name them.
    sealed: ClassVar[frozenset[str]] = frozenset()
    derived: ClassVar[dict[str, Derived]] = {}
    constraints: ClassVar[dict[str, str]] = {}
    indexes: ClassVar[dict[str, str]] = {}

    class Meta:
        abstract = True

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if not isinstance(cls.__dict__.get("rule"), Rule):
            raise TypeError(f"{cls.__name__} has no rule: say who may see its rows")


@dataclass(frozen=True)
class View:
    """Rows that are computed, never stored: a SELECT (or several, one after the other) and the columns it brings.

    The select composes the rules of the tables it reads with ``{visible:…}``; ``rule`` holds on top.
    """

    name: str
    select: str | tuple[str, ...]
    columns: dict[str, str]
    rule: Rule = Rule()
    one: tuple[tuple[str, str, str], ...] = ()


def network_key(column: str, table: str, on_delete: str = "cascade") -> str:
    """The foreign key of ``column`` that cannot leave the network (domain.md, invariant 3)."""
    action = f"set null ({column})" if on_delete == "set null" else on_delete
    return f"foreign key (network_id, {column}) references {table} (network_id, id) on delete {action}"


def one_of(column: str, enum: type) -> str:
    """The check that holds a text column to the values of its enum."""
    values = ", ".join(f"'{member.value}'" for member in enum)  # type: ignore[attr-defined]
    return f"check ({column} in ({values}))"


def text_within(column: str, longest: int) -> str:
    """The check that a text is neither blank nor longer than ``longest`` characters."""
    return f"check (char_length({column}) <= {longest} and btrim({column}) <> '')"


def audience_of_its_own(column: str) -> str:
    """The check that a value has an audience, and that its owner is part of it."""
    return f"check ({column} is not null and {column} & {Audience.SELF.bit} <> 0)"
