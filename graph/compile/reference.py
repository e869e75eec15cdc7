"""The plain way: graphql-core resolves field by field, one statement each, from the same declarations.

It answers what a plan cannot (a proper error for a value that must be there and is not), and it is what the
plans are held against in the tests. It shares the declared templates with them and nothing of the text.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson
from graphql import (
    GraphQLEnumType,
    GraphQLError,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLResolveInfo,
    GraphQLSchema,
    GraphQLUnionType,
    get_named_type,
)

from graph.compile import pagination
from graph.compile.arguments import Binds, Given, id_parts, raw
from graph.compile.declare import (
    DEFAULT_PAGE,
    SHAPES,
    AnyNode,
    Column,
    Expression,
    Id,
    Many,
    OfViewer,
    One,
    Own,
    Page,
    Relation,
    SameRow,
    Shape,
    Spec,
    sql_name,
)
from graph.compile.keys import Malformed, decode_cursor, global_id
from graph.compile.news import OfLine, Subject, Told
from graph.compile.plan import derived_sql
from graph.compile.scoped import admitted
from graph.compile.sources import Rows, Scope, names, order_by, order_name, rows, where
from models.audiences import VIEWER_AND_POLICY
from models.readers import Readers
from models.rules import guarded, numbers, visible
from models.scopes import Scopes
from models.table import View

SELF = "self_row"
NOT_ALONE = "What is logged is not answered field by field: ask for it by itself."
Info = GraphQLResolveInfo[Any]


@dataclass(frozen=True)
class Row:
    """A row that the viewer may see, and the type that shows it."""

    shape: Shape
    values: Mapping[str, Any]


@dataclass(frozen=True)
class Reader:
    """Who reads, and through which connections."""

    readers: Readers
    viewer: UUID | None
    scopes: Scopes | None = None

    async def select(self, what: str, tables: list[str], conditions: list[str], rest: str, binds: Binds) -> list[Any]:
        """One statement in the frame of the viewer."""
        frame = ["v.id = $1::uuid", "v.status = 'ACTIVE'"]
        sql = f"select {what} from {', '.join([VIEWER_AND_POLICY, *tables])}{where([*frame, *conditions])}{rest}"
        return await self.readers.rows(sql, self.viewer, *binds.values({}))


def attach(schema: GraphQLSchema) -> None:
    """Make graphql-core resolve every declared field in the plain way."""
    for type_ in schema.type_map.values():
        if isinstance(type_, GraphQLInterfaceType | GraphQLUnionType):
            type_.resolve_type = lambda row, *_: row.shape.name
        elif isinstance(type_, GraphQLObjectType) and not type_.name.startswith("__"):
            type_.is_type_of = None
            attach_fields(type_)


def attach_fields(type_: GraphQLObjectType) -> None:
    """The resolvers of one type: its specs, or the entries of an envelope."""
    shape = SHAPES.get(type_.name)
    for name, field in type_.fields.items():
        if shape is None:
            field.resolve = lambda value, info: value[info.field_name]
        elif type(shape.fields[name]) in RESOLVERS:  # mutations and their payloads have one way only
            field.resolve = resolver(shape, shape.fields[name])


def resolver(shape: Shape, spec: Spec) -> Any:
    """The resolver of one declared field."""
    resolve = RESOLVERS[type(spec)]

    async def field(row: Row | None, info: Info, **args: Any) -> Any:
        if isinstance(spec, Relation) and spec.logged:
            raise GraphQLError(NOT_ALONE, extensions={"code": "LOGGED"})
        try:
            return shown(info, await resolve(shape, spec, row, info, args))
        except Malformed as malformed:
            place = ".".join(str(key) for key in info.path.as_list())
            message = f"The value given to {place} {malformed}."
            raise GraphQLError(message, extensions={"code": "BAD_USER_INPUT"}) from None

    return field


def shown(info: Info, value: Any) -> Any:
    """A value as the types of the schema want it."""
    named = get_named_type(info.return_type)
    if isinstance(named, GraphQLEnumType) and value is not None:
        wrapped: Any = named.wrapped_cls  # type: ignore[attr-defined]
        return [wrapped(each) for each in value] if isinstance(value, list) else wrapped(value)
    if isinstance(value, datetime):
        return moment(value)
    return orjson.loads(value) if named.name == "JSON" and value is not None else value


def moment(value: datetime) -> str:
    """A moment as PostgreSQL writes it, with Z: no more digits than it has."""
    text = value.isoformat().removesuffix("+00:00")
    return (text.rstrip("0") if "." in text else text) + "Z"


async def resolve_id(shape: Shape, _: Spec, row: Row, __: Any, ___: Any) -> str:
    """The global id."""
    return global_id(shape.prefix or row.shape.prefix, row.values["id"])


async def resolve_column(_: Shape, spec: Column, row: Row, info: Info, __: Any) -> Any:
    """A column that came with the row; a guarded one by a statement of its own."""
    name, table = spec.source or sql_name(info.field_name), row.shape.source
    if not isinstance(table, type) or name not in table.guarded:
        return row.values[name]
    return await value_of(guarded()[name](SELF), row, info, Binds.empty())


async def resolve_expression(shape: Shape, spec: Expression, row: Row, info: Info, args: Any) -> Any:
    """A derived field, by a statement of its own."""
    binds = Binds.empty()
    owner = Shape(shape.name, row.shape.source, shape.order, shape.fields)
    named = names(spec, Scope(binds, numbers(one_viewer=True), {}, SELF, given_values(args)), "")
    sql = derived_sql(owner, spec.source or sql_name(info.field_name), SELF, numbers(one_viewer=True), named)
    return await value_of(sql, row, info, binds)


async def value_of(sql: str, row: Row, info: Info, binds: Binds) -> Any:
    """The value of an expression over one row."""
    found = await info.context.select(f"({sql}) as value", *self_row(row, binds), "", binds)
    return found[0]["value"] if found else None


def given_values(args: Mapping[str, Any]) -> dict[str, Given]:
    """The arguments that are there and not null, by GraphQL name."""
    return {name: value for name, each in args.items() if (value := raw(each)) is not None}


async def resolve_own(_: Shape, __: Spec, ___: Row | None, info: Info, ____: Any) -> Row | None:
    """The viewer's own row."""
    records = await info.context.select("v.*", [], [], "", Binds.empty())
    return Row(SHAPES[get_named_type(info.return_type).name], dict(records[0])) if records else None


async def resolve_of_viewer(_: Shape, spec: OfViewer, __: Any, info: Info, args: Any) -> Any:
    """A derived field of the viewer's own row."""
    records = await info.context.select("v.*", [], [], "", Binds.empty())
    if not records:
        return None
    shape, source = SHAPES["Member"], spec.source
    return await resolve_expression(shape, Expression("", source=source), Row(shape, dict(records[0])), info, args)


async def resolve_told(_: Shape, __: Any, row: Row, ___: Info, ____: Any) -> Row:
    """The payload of a subscription, which is what the line says."""
    return row


async def resolve_of_line(_: Shape, spec: OfLine, row: Row, __: Info, ___: Any) -> Any:
    """What a line says itself."""
    return row.values[spec.name]


async def resolve_subject(_: Shape, __: Any, row: Row, info: Info, ___: Any) -> Row | None:
    """The row that a line is about."""
    return await by_key(SHAPES[row.values["subject_type"]], row.values["subject_id"], info.context)


async def resolve_same_row(shape: Shape, _: Spec, row: Row, info: Info, __: Any) -> Row:
    """The same row, shown by another type."""
    other = SHAPES[get_named_type(info.return_type).name]
    return Row(Shape(other.name, shape.source, shape.order, other.fields), row.values)


def self_row(row: Row | None, binds: Binds) -> tuple[list[str], list[str]]:
    """The FROM items and conditions that bring back the row which a field starts from."""
    if row is None:
        return [], []
    source = row.shape.source
    if isinstance(source, View):
        columns = [f"{bound(binds, row.values[name], type_)} as {name}" for name, type_ in source.columns.items()]
        return [f"(select {', '.join(columns)}) {SELF}"], []
    table: Any = source
    return [f"{table._meta.db_table} {SELF}"], [f"{SELF}.id = {bound(binds, row.values['id'], 'uuid')}"]


def bound(binds: Binds, value: Any, type_: str) -> str:
    """A value of ours as a parameter."""
    made: Any = raw(value)
    return binds.add(made, type_, lambda given: given) if made is not None else f"null::{type_}"


def related(shape: Shape, spec: Relation, row: Row | None, info: Info, args: Mapping[str, Any]) -> tuple[Scope, Rows]:
    """The rows of a relation and their scope."""
    scope = Scope(Binds.empty(), numbers(one_viewer=True), {}, SELF if row else None, given_values(args))
    return scope, rows(shape, info.field_name, spec, info.return_type, scope)


async def read(found: Rows, scope: Scope, row: Row | None, info: Info, order: str, rest: str) -> list[Row]:
    """Rows of a relation, as the types that show them."""
    tables, conditions = self_row(row, scope.binds)
    lateral = plain_source(found)
    reader: Reader = info.context
    records = await reader.select(
        f"{found.it}.*", [*tables, lateral], [*conditions, *found.conditions], order + rest, scope.binds
    )
    return [await whole(found.shape, record, reader) for record in records]


def plain_source(found: Rows) -> str:
    """The rows of a relation as one FROM item, whatever the planner makes of it."""
    each = f"lateral {found.each} e, " if found.each else ""
    # A table with computed keys brings where its rows lie by itself.
    alone = isinstance(found.shape.source, type) and found.source == found.stored
    lies = ", inner_row.ctid" if alone else ""
    return f"{each}lateral (select inner_row.*{lies} from {found.source} inner_row) {found.it}"


async def whole(shape: Shape, record: Any, reader: Reader) -> Row:
    """The row itself, or the row of the table that an entry of a mixed stream names."""
    if not shape.abstract:
        return Row(shape, dict(record))
    concrete = SHAPES[record["kind"]]
    row = await by_key(concrete, record["id"], reader)
    return Row(concrete, {**(row.values if row else {}), **dict(record)})


async def by_key(shape: Shape, key: UUID, reader: Reader) -> Row | None:
    """The row of a type with this key, if the viewer may see it."""
    if not admitted(reader.scopes, shape):
        return None
    binds = Binds.empty()
    table: Any = shape.source
    conditions = [f"t.id = {bound(binds, key, 'uuid')}", *visible(table, "t", numbers(one_viewer=True))]
    records = await reader.select("t.*", [f"{table._meta.db_table} t"], conditions, "", binds)
    return Row(shape, dict(records[0])) if records else None


async def resolve_one(shape: Shape, spec: One, row: Row | None, info: Info, args: Any) -> Row | None:
    """At most one row."""
    scope, found = related(shape, spec, row, info, args)
    rows_found = await read(found, scope, row, info, "", "")
    return rows_found[0] if rows_found else None


async def resolve_many(shape: Shape, spec: Many, row: Row | None, info: Info, args: Any) -> list[Row]:
    """A short list."""
    scope, found = related(shape, spec, row, info, args)
    return await read(found, scope, row, info, found.order, f" limit {int(args['first'])}")


async def resolve_page(shape: Shape, spec: Page, row: Row | None, info: Info, args: Any) -> Any:
    """A connection; the total is counted even where nobody asks, for this is the plain way."""
    scope, found = related(shape, spec, row, info, args)
    order = order_name(scope)
    total = await count(found, scope, row, info)
    seek = bounds(found, scope, args, order)
    narrowed = replace(found, conditions=[*found.conditions, *seek])
    backwards = args.get("last") is not None
    size = args["last"] if backwards else args.get("first")
    size = DEFAULT_PAGE if size is None else size
    sql_order = order_by(found.keys, found.it, backwards=backwards)
    rows_found = await read(narrowed, scope, row, info, sql_order, f" limit {int(size) + 1}")
    return pagination.connection(rows_found, size, total, found.keys, order, args, backwards=backwards)


async def count(found: Rows, scope: Scope, row: Row | None, info: Info) -> int:
    """How many rows there are in all."""
    tables, conditions = self_row(row, scope.binds)
    items = [*tables, plain_source(found)]
    records = await info.context.select("count(*) as n", items, [*conditions, *found.conditions], "", scope.binds)
    return int(records[0]["n"]) if records else 0


def bounds(found: Rows, scope: Scope, args: Mapping[str, Any], order: str) -> list[str]:
    """The conditions of `after` and `before`, spelled out key by key."""
    types = [found.key_type(key) for key, _ in found.keys]
    conditions = []
    for name in ("after", "before"):
        if args.get(name) is not None:
            values = decode_cursor(args[name], order, types)
            binds = [bound(scope.binds, value, type_) for value, type_ in zip(values, types, strict=True)]
            conditions.append(beyond(found, binds, forwards=name == "after"))
    return conditions


def beyond(found: Rows, binds: list[str], *, forwards: bool) -> str:
    """Strictly after (or before) the given keys: greater in the first, or equal there and greater in the next, …"""
    ways = []
    for i, (key, down) in enumerate(found.keys):
        equal = [f"{found.it}.{found.keys[j][0]} = {binds[j]}" for j in range(i)]
        sign = ">" if forwards != down else "<"
        ways.append(" and ".join([*equal, f"{found.it}.{key} {sign} {binds[i]}"]))
    return f"({' or '.join(ways)})"


async def resolve_any_node(_: Shape, spec: AnyNode, __: Any, info: Info, args: Any) -> Any:
    """What the ids name."""
    if not spec.many:
        return await any_node(args["id"], info)
    return [await any_node(each, info) for each in args["ids"]]


async def any_node(given: str, info: Info) -> Row | None:
    """What an id names."""
    prefix, key = id_parts(given)
    interface: Any = info.schema.get_type("Node")
    shapes = {SHAPES[each.name].prefix: SHAPES[each.name] for each in info.schema.get_possible_types(interface)}
    return await by_key(shapes[prefix], key, info.context) if prefix in shapes else None


RESOLVERS: dict[type[Spec], Any] = {
    Id: resolve_id,
    Column: resolve_column,
    Expression: resolve_expression,
    Own: resolve_own,
    OfViewer: resolve_of_viewer,
    Told: resolve_told,
    OfLine: resolve_of_line,
    Subject: resolve_subject,
    SameRow: resolve_same_row,
    One: resolve_one,
    Many: resolve_many,
    Page: resolve_page,
    AnyNode: resolve_any_node,
}


def dumps(value: Any) -> bytes:
    """JSON as responses have it."""
    return orjson.dumps(value)
