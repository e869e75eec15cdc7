"""Where rows come from: the FROM, the conditions and the order of a relation, with the target's rule in them."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from graphql import GraphQLOutputType, get_named_type
from tortoise.fields.relational import BackwardFKRelation, ForeignKeyFieldInstance

from graph.compile.arguments import Asking, Binds, Given, Variables, choice, sql_type
from graph.compile.declare import FILTERS, SHAPES, Relation, Shape, Source, Spec, sql_name
from models.rules import Met, Names, fill, filled, guarded, visible
from models.table import Table, View


@dataclass(frozen=True)
class Link:
    """How a row leads to others: a condition, and what it has settled of their rule."""

    condition: str | None
    arrived: tuple[str, ...] = ()
    same_network: bool = False


@dataclass(frozen=True)
class Hits:
    """What ranks the rows by a typed text: its bind, and the conditions that hold beside those of the text."""

    make: Callable[..., Any]
    typed: str
    conditions: list[str]


@dataclass(frozen=True)
class Rows:
    """The rows of a relation: ``select … from <source> <it> where <conditions> order by <order>``.

    The source is the union of its ``branches``; ``each`` is a FROM item (with the alias ``e``) whose rows the
    conditions speak of. Where there are several branches or an ``each``, a page takes its few rows from each of
    them by their own indexes, instead of sorting everything.
    """

    shape: Shape
    it: str
    branches: tuple[str, ...]
    conditions: list[str]
    order: str
    keys: tuple[tuple[str, bool], ...]
    each: str | None = None
    computed: Mapping[str, str] = field(default_factory=dict)
    hits: Hits | None = None

    def key_type(self, key: str) -> str:
        """The SQL type of a sort key."""
        source: Any = self.shape.source
        return self.computed.get(key) or key_type(source, key)

    @property
    def source(self) -> str:
        """All branches as one FROM item, without its alias."""
        return self.branches[0] if len(self.branches) == 1 else f"({' union all '.join(self.branches)})"

    @property
    def stored(self) -> str:
        """The table itself, without computed keys."""
        table: Any = self.shape.source
        return str(table._meta.db_table)

    @property
    def simple(self) -> bool:
        """Is it one source and nothing else?"""
        return len(self.branches) == 1 and self.each is None

    @property
    def where(self) -> str:
        """The WHERE of all conditions."""
        return where(self.conditions)

    @property
    def table(self) -> str:
        """The FROM item."""
        return f"{self.source} {self.it}"

    @property
    def all(self) -> str:
        """FROM and WHERE for all rows, to count them."""
        if self.simple:
            return self.table + self.where
        arms = " union all ".join(f"select from {branch} {self.it}{self.where}" for branch in self.branches)
        return f"{self.each} e, lateral ({arms} offset 0) {self.it}" if self.each else f"({arms}) {self.it}"


@dataclass
class Scope:
    """What a relation's templates can name: the rows, and the arguments that are given."""

    binds: Binds
    aliases: Iterator[int]
    variables: Variables
    row: str | None = None
    args: Mapping[str, Given] = field(default_factory=dict)
    met: Met | None = None


def where(conditions: list[str]) -> str:
    """A WHERE clause, or nothing."""
    return f" where {' and '.join(conditions)}" if conditions else ""


def order_by(keys: tuple[tuple[str, bool], ...], it: str, *, backwards: bool = False) -> str:
    """An ORDER BY over sort keys."""
    return " order by " + ", ".join(f"{it}.{name}{' desc' if down != backwards else ''}" for name, down in keys)


def target(type_: GraphQLOutputType) -> Shape:
    """The shape that a relation's type names: its own, or that of a connection's nodes."""
    named: Any = get_named_type(type_)
    if named.name in SHAPES:
        return SHAPES[named.name]
    node: Any = get_named_type(named.fields["edges"].type)
    return SHAPES[get_named_type(node.fields["node"].type).name]


def link(owner: Shape, name: str, spec: Relation) -> Link:
    """How the owner's row leads to the relation's rows."""
    if spec.where is not None or not isinstance(owner.source, type):
        arrived = (spec.arrived,) if spec.arrived else ()
        return Link(spec.where, arrived=arrived, same_network=spec.arrived is not None)
    relation = owner.source._meta.fields_map.get(spec.source or sql_name(name))
    if isinstance(relation, ForeignKeyFieldInstance):
        return Link(f"{{it}}.id = {{self}}.{relation.source_field}", same_network=True)
    if isinstance(relation, BackwardFKRelation):
        key = str(relation.relation_field)
        return Link(f"{{it}}.{key} = {{self}}.id", arrived=(key.removesuffix("_id"),), same_network=True)
    return Link(None)


def rows(owner: Shape, name: str, spec: Relation, type_: GraphQLOutputType, scope: Scope) -> Rows:
    """The rows that a relation brings for this viewer."""
    shape = target(type_)
    if shape.source is None:
        raise TypeError(f"{owner.name}.{name}: {shape.name} shows no table")
    it, linked = f"t{next(scope.aliases)}", link(owner, name, spec)
    conditions = held(spec, linked, scope, it)
    rule = visible(
        shape.source,
        it,
        scope.aliases,
        arrived=linked.arrived,
        same_network=linked.same_network,
        met=scope.met,
    )
    asked = scope.args.get("filter") if isinstance(shape.source, type) else None  # a view has it inside: {filter:…}
    keys = sort_keys(spec, shape, scope)
    computed = {name: spec.computed[name] for name, _ in keys if name in spec.computed}
    return Rows(
        shape,
        it,
        branches(shape.source, spec, scope, computed),
        [*conditions, *filtered(asked, filter_name(spec), it, scope), *rule],
        order_by(keys, it),
        keys,
        each_of(spec, scope),
        {name: type_ for name, (type_, _) in computed.items()},
        hits_of(spec, scope, it, [*conditions, *rule]),
    )


def held(spec: Relation, linked: Link, scope: Scope, it: str) -> list[str]:
    """The conditions of a relation itself, and those that its arguments add."""
    named = names(spec, scope, it)
    among = [filled(spec.among, named, scope.aliases)] if spec.among else []
    asked = [*([linked.condition] if linked.condition else []), *chosen(spec, scope)]
    return among + [in_brackets(fill(each, named, scope.aliases)) for each in asked]


def hits_of(spec: Relation, scope: Scope, it: str, conditions: list[str]) -> Hits | None:
    """What ranks the rows, where they are asked for in the order of a typed text."""
    ranked, asked = spec.ranked, scope.args.get("filter")
    if ranked is None or order_name(scope) != ranked.order or not isinstance(asked, dict) or ranked.by not in asked:
        return None
    others = {name: value for name, value in asked.items() if name != ranked.by}
    typed = scope.binds.argument(asked[ranked.by], FILTERS[filter_name(spec)][ranked.by].argument)
    return Hits(ranked.hits, typed, [*conditions, *filtered(others, filter_name(spec), it, scope)])


def each_of(spec: Relation, scope: Scope) -> str | None:
    """The FROM item for whose rows a page is taken: always the same, or what a choice asks for."""
    template = spec.each
    if isinstance(template, Mapping):
        values = [str(choice(scope.args.get(graph_name(name)), scope.variables)) for name in spec.choices]
        template = next((template[value] for value in values if value in template), None)
    return fill(template, lambda _: None, scope.aliases) if template else None


def in_brackets(condition: str) -> str:
    """A condition that can stand beside others."""
    return f"({condition})" if " or " in condition.lower() else condition


def branches(source: Source, spec: Relation, scope: Scope, computed: Mapping[str, tuple[str, str]]) -> tuple[str, ...]:
    """The table, the table with its computed sort keys, or the selects of the view in brackets."""
    if isinstance(source, View):
        selects = source.select if isinstance(source.select, tuple) else (source.select,)
        named = names(spec, scope, "")
        return tuple(f"({fill(each, named, scope.aliases)})" for each in selects)
    table = source._meta.db_table
    if not computed:
        return (table,)
    row = f"o{next(scope.aliases)}"
    named = names(spec, scope, row)
    keys = [f"({fill(template, named, scope.aliases)}) as {name}" for name, (_, template) in computed.items()]
    return (f"(select {row}.*, {row}.ctid, {', '.join(keys)} from {table} {row})",)


def names(spec: Spec, scope: Scope, it: str) -> Names:
    """What the placeholders of a field's templates stand for; ``{filter.search}`` is a field of its filter.

    ``{filter:m}`` is the whole filter for the alias m, in a view that brings something of the rows which pass it.
    """

    def name(placeholder: str) -> str | None:
        if placeholder in ("it", "self"):
            return it if placeholder == "it" else scope.row
        if placeholder == "session":
            return asking(scope)
        if placeholder.startswith("filter:"):
            alias = placeholder.removeprefix("filter:")
            return " and ".join(filtered(scope.args.get("filter"), filter_name(spec), alias, scope)) or "true"
        argument, _, inside = placeholder.partition(".")
        return of_argument(spec, scope, argument, inside) if argument in spec.args else None

    return name


def asking(scope: Scope) -> str:
    """The session that asks, as a bind parameter."""
    return scope.binds.add(Asking(), "uuid", lambda key: key)


def of_argument(spec: Spec, scope: Scope, argument: str, inside: str) -> str:
    """An argument of the field, or a field of its filter, as a bind parameter or null."""
    if inside:
        return in_filter(spec, scope, inside)
    value = scope.args.get(graph_name(argument))
    if value is None or isinstance(value, dict):
        return "null"
    return scope.binds.argument(value, spec.args[argument])


def in_filter(spec: Spec, scope: Scope, name: str) -> str:
    """A field of the filter, as a bind parameter or null."""
    declared = FILTERS[filter_name(spec)][name].argument
    given = scope.args.get("filter")
    value = given.get(name) if isinstance(given, dict) else None
    if value is None or isinstance(value, dict):
        return f"null::{sql_type(declared.annotation, declared.id_of)[0]}"
    return scope.binds.argument(value, declared)


def graph_name(name: str) -> str:
    """The GraphQL name of a Python one."""
    first, *rest = name.split("_")
    return first + "".join(each.capitalize() for each in rest)


def chosen(spec: Relation, scope: Scope) -> list[str]:
    """The conditions that the given arguments add."""
    found = [template for name, template in spec.when.items() if graph_name(name) in scope.args]
    if each_of(spec, scope):
        # What a condition gathers is gathered once, and not anew for the rows of each.
        found = [f"({template}) is true" if "(select" in template else template for template in found]
    for name, choices in spec.choices.items():
        value = choice(scope.args.get(graph_name(name)), scope.variables)
        template = choices[value] if value is not None else None
        if template:
            found.append(template)
    return found


def sort_keys(spec: Relation, shape: Shape, scope: Scope) -> tuple[tuple[str, bool], ...]:
    """The sort keys as (column, descending)."""
    order = spec.orders.get(order_name(scope)) or spec.order or shape.order
    keys = tuple((key.removeprefix("-"), key.startswith("-")) for key in order)
    hidden = [key for key, _ in keys if key in guarded() and key not in spec.computed]
    if hidden and isinstance(shape.source, type):
        raise TypeError(f"{shape.name} cannot be ordered by {hidden}: not everybody may see them")
    return keys


def order_name(scope: Scope) -> str:
    """The name of the order that is asked for; empty where a relation has only one."""
    return choice(scope.args.get("orderBy"), scope.variables) or ""


def filter_name(spec: Spec) -> str:
    """The input type of the relation's filter; empty where it has none."""
    given = spec.args.get("filter")
    return str(given.annotation).removesuffix(" | None") if given else ""


def filtered(value: Given | None, input_type: str, it: str, scope: Scope) -> list[str]:
    """The conditions of a filter object."""
    if not isinstance(value, dict):
        return []
    conditions: list[str] = []
    for name, each in value.items():
        declared = FILTERS[input_type][name]
        if declared.nested:
            conditions += filtered(each, declared.nested, it, scope)
        elif declared.template and not isinstance(each, dict):
            named = {"it": it, "value": scope.binds.argument(each, declared.argument)}.get
            if declared.among:
                conditions.append(in_brackets(filled(declared.among, named, scope.aliases)))
            conditions.append(in_brackets(fill(declared.template, named, scope.aliases)))
    return conditions


def key_type(source: Source, column: str) -> str:
    """The SQL type of a sort key, as cursors know it."""
    if isinstance(source, View):
        return source.columns[column]
    declared = next(field for name, field in columns(source) if name == column)
    type_ = declared.get_for_dialect("postgres", "SQL_TYPE").lower()
    return "text" if type_.startswith("varchar") else {"int": "int4", "bigint": "int8"}.get(type_, type_)


def columns(table: type[Table]) -> Iterator[tuple[str, Any]]:
    """The columns of a table and their fields."""
    for name, column in table._meta.fields_db_projection.items():
        yield column, table._meta.fields_map[name]
