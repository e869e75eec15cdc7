"""Plans: an operation and the shape of its variables become one statement that gives the whole response."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property, partial
from typing import Any

from graphql import (
    FieldNode,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLOutputType,
    GraphQLSchema,
    get_named_type,
    is_abstract_type,
)

from graph.compile.arguments import Binds, Constant, Given, Value, Variables, getter, given_arguments, id_parts
from graph.compile.declare import (
    MAX_PAGE,
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
from graph.compile.document import Operation
from graph.compile.logged import Log, Read, as_purpose, asked_for, personal
from graph.compile.nodes import kinds_named, kinds_of_nodes
from graph.compile.pages import PageText
from graph.compile.scoped import admit, admitted
from graph.compile.sources import Rows, Scope, filter_name, names, rows, where
from graph.compile.text import Part, Sql, concat, leaf, literal, or_absent, or_null, quoted
from models.audiences import VIEWER_AND_POLICY, ProfileField, meets, relation
from models.rules import Names, audience_of, counted, fill, numbers, tables, visible
from models.scopes import Scopes
from models.table import Count, View

# The viewer, and the network whose policy holds.
FRAME = "from " + VIEWER_AND_POLICY + "{logged} where v.status = 'ACTIVE' and v.id"
ONE = f"select convert_to({{text}}, 'UTF8'){{shown}} {FRAME} = $1::uuid"
MANY = f"select v.id, convert_to({{text}}, 'UTF8') {FRAME} = any($1::uuid[])"
VIEWER = "v"
PARAMETER = re.compile(r"\$(\d+)\b")


class NotCompiled(Exception):
    """The operation is for graphql-core: introspection, or an answer that must be an error."""


@dataclass(frozen=True)
class Plan:
    """One statement for one viewer or for many; ``constant`` is the response where no table is asked.

    ``checks`` read the values that the statement does not use (a cursor beside nothing but a total):
    bad input is refused all the same. A plan with ``logs`` brings, after the response, the ids of the rows that
    each of them logs; it may be read only where they are logged in the same transaction.
    """

    text: str
    getters: tuple[Callable[[Variables], Any], ...]
    checks: tuple[Callable[[Variables], Any], ...]
    constant: bytes | None
    logs: tuple[Log, ...] = ()

    @cached_property
    def one(self) -> str:
        """The statement for one viewer: ``$1`` is the id, the row is the response."""
        shown = "".join(f", {log.alias}.shown" for log in self.logs)
        return ONE.format(text=self.text, shown=shown, logged="".join(log.joined for log in self.logs))

    @cached_property
    def many(self) -> str:
        """The statement for many viewers: ``$1`` are their ids, each row is a viewer and the response for it.

        Raises NotCompiled where something is logged: that is read by one member, for a purpose.
        """
        if self.logs:
            raise NotCompiled("what is logged is read by one member alone")
        return MANY.format(text=self.text, logged="")

    def parameters(self, variables: Variables) -> list[Any]:
        """What follows ``$1``; raises Malformed."""
        for check in self.checks:
            check(variables)
        return [get(variables) for get in self.getters]


def make_plan(operation: Operation, variables: Variables, scopes: Scopes | None = None) -> Plan:
    """The plan of a query for variables of this shape; raises NotCompiled, and Refused beyond the scopes."""
    if not operation.is_query or operation.schema.query_type is None:
        raise NotCompiled("not a query")
    if operation.variables.null_where_something_must_be(variables):
        raise NotCompiled("null where something must be")
    compiler = Compiler(operation, variables, scopes)
    parts = ['{"data":', *compiler.object(SHAPES["Query"], operation.schema.query_type, [operation.node], None), "}"]
    if not any(isinstance(part, Sql) for part in parts):
        return Plan("", (), (), "".join(parts).encode())
    return only_used(concat(parts), compiler.logs, compiler.binds)


def only_used(text: str, logs: list[Log], binds: Binds) -> Plan:
    """The plan with its parameters numbered anew, those that nothing uses left out."""
    getters = {int(place[1:]): get for place, get in binds.getters.values()}
    used: dict[int, int] = {}

    def renumbered(sql: str) -> str:
        return PARAMETER.sub(lambda match: f"${used.setdefault(int(match[1]), len(used) + 2)}", sql)

    text = renumbered(text)
    numbered = tuple(replace(log, select=renumbered(log.select)) for log in logs)
    unused = tuple(get for number, get in getters.items() if number not in used)
    return Plan(text, tuple(getters[number] for number in used), unused, None, numbered)


class Compiler:
    """Walks the selection of one operation and puts the response's text together."""

    def __init__(self, operation: Operation, variables: Variables, scopes: Scopes | None = None) -> None:
        self.schema: GraphQLSchema = operation.schema
        self.scopes = scopes
        self.selections = operation.selections(variables)
        self.variables = variables
        self.binds = Binds.empty()
        self.aliases = numbers(one_viewer=True)
        # The aliases of members whose guarded columns are shown.
        self.met: set[str] = set()
        self.logs: list[Log] = []
        self.kinds: Mapping[type[Spec], Callable[..., list[Part]]] = {
            Id: self.id,
            Column: self.column,
            Expression: self.expression,
            Own: self.own,
            OfViewer: self.of_viewer,
            SameRow: self.same_row,
            One: self.one,
            Many: self.many,
            Page: self.page,
            AnyNode: self.any_node,
        }

    def object(self, shape: Shape, type_: GraphQLObjectType, parents: list[Any], row: str | None) -> list[Part]:
        """The JSON object of one row."""
        parts: list[Part] = ["{"]
        above = self.binds.place
        self.admit(shape, *above)
        for key, nodes in self.selections.fields(type_, parents).items():
            self.binds.place = (*above, key)
            parts += [f'{"," if len(parts) > 1 else ""}"{key}":', *self.field(shape, type_, nodes, row)]
        self.binds.place = above
        return [*parts, "}"]

    def field(self, shape: Shape, type_: GraphQLObjectType, nodes: list[FieldNode], row: str | None) -> list[Part]:
        """The value of one field."""
        name = nodes[0].name.value
        if name == "__typename":
            return [f'"{type_.name}"']
        spec = shape.fields.get(name)
        if spec is None or type(spec) not in self.kinds:
            raise NotCompiled(f"{type_.name}.{name}")
        return self.kinds[type(spec)](shape, type_, nodes, row, spec)

    def id(self, shape: Shape, _: GraphQLObjectType, __: Any, row: str, ___: Id) -> list[Part]:
        """The global id."""
        return quoted([f"{shape.prefix}_", Sql(f"{row}.id")])

    def column(
        self, shape: Shape, type_: GraphQLObjectType, nodes: list[FieldNode], row: str, spec: Column
    ) -> list[Part]:
        """A column of the row."""
        name = nodes[0].name.value
        source = spec.source or sql_name(name)
        table = shape.source
        place, shown = f"{type_.name}.{name}", f"{row}.{source}"
        if not isinstance(table, type):
            return leaf(type_.fields[name].type, shown, place, certain=False)
        if source in table.guarded and row != VIEWER:
            return leaf(type_.fields[name].type, self.guarded(row, source, table.guarded[source]), place, certain=False)
        return leaf(type_.fields[name].type, shown, place, certain=not table._meta.fields_map[source].null)

    def guarded(self, row: str, column: str, field: ProfileField) -> str:
        """A column where the viewer is in its audience, null otherwise."""
        return f"case when {meets(audience_of(row, field), field, self.meet(row))} then {row}.{column} end"

    def meet(self, row: str) -> str:
        """The alias of a row that brings the relation of the viewer to the member in it."""
        self.met.add(row)
        return row

    def met_with(self, it: str, source: str) -> str:
        """A FROM item and its conditions, with that relation in each row where something asks for it.

        OFFSET 0 keeps the planner from writing the whole of it wherever it is used.
        """
        return f"(select {it}.*, {relation(it)} from {source} offset 0) {it}" if it in self.met else source

    def expression(
        self, shape: Shape, type_: GraphQLObjectType, nodes: list[FieldNode], row: str, spec: Expression
    ) -> list[Part]:
        """A derived field of the table."""
        name = nodes[0].name.value
        scope = self.scope(type_, nodes[0], row)
        sql = derived_sql(shape, spec.source or sql_name(name), row, self.aliases, names(spec, scope, ""))
        certain = sql.startswith(("(select count(", "(exists("))
        return leaf(type_.fields[name].type, sql, f"{type_.name}.{name}", certain=certain)

    def own(self, _: Shape, type_: GraphQLObjectType, nodes: list[FieldNode], __: Any, ___: Own) -> list[Part]:
        """The viewer: the frame of the statement has found the row, and that it is active."""
        inner: Any = get_named_type(type_.fields[nodes[0].name.value].type)
        return self.object(SHAPES[inner.name], inner, nodes, VIEWER)

    def of_viewer(
        self, _: Shape, type_: GraphQLObjectType, nodes: list[FieldNode], __: Any, spec: OfViewer
    ) -> list[Part]:
        """A derived field of the viewer's own row."""
        name = nodes[0].name.value
        scope = self.scope(type_, nodes[0], VIEWER)
        sql = derived_sql(SHAPES["Member"], spec.source, VIEWER, self.aliases, names(spec, scope, ""))
        return leaf(type_.fields[name].type, sql, f"{type_.name}.{name}", certain=True)

    def same_row(
        self, shape: Shape, type_: GraphQLObjectType, nodes: list[FieldNode], row: str, _: SameRow
    ) -> list[Part]:
        """An object over the same row."""
        inner: Any = get_named_type(type_.fields[nodes[0].name.value].type)
        other = SHAPES[inner.name]
        return self.object(Shape(inner.name, shape.source, shape.order, other.fields), inner, nodes, row)

    def scope(self, type_: GraphQLObjectType, node: FieldNode, row: str | None) -> Scope:
        """What the templates of a field can name."""
        declared = type_.fields[node.name.value].args
        args = given_arguments(node, declared, self.variables)
        return Scope(self.binds, self.aliases, self.variables, row, args)

    def related(
        self, shape: Shape, type_: GraphQLObjectType, nodes: list[FieldNode], row: str | None, spec: Relation
    ) -> tuple[Scope, Rows]:
        """The scope of a relation's field, and the rows that it brings."""
        name = nodes[0].name.value
        if spec.logged and (row is not None or isinstance(spec, Many)):
            raise TypeError(f"{type_.name}.{name}: only a row or a connection of Query can be logged")
        scope = self.scope(type_, nodes[0], row)
        if row is not None and row != VIEWER and shape.source is tables()["Member"]:
            scope.met = partial(self.meet, row)
        found = rows(shape, name, spec, type_.fields[name].type, scope)
        self.admit(found.shape, *self.binds.place)
        return scope, found

    def admit(self, shape: Shape, *place: str) -> None:
        """Refuse rows that the viewer's scopes do not open, even where they are only counted; raises Refused."""
        if self.scopes is not None:
            admit(self.scopes, self.schema, shape, place)

    def item(self, shape: Shape, type_: GraphQLOutputType, nodes: list[Any], it: str) -> list[Part]:
        """The JSON of one target row; of a stream of several tables, by the table that the row names."""
        named: Any = get_named_type(type_)
        if not is_abstract_type(named):
            return self.object(shape, named, nodes, it)
        types = sorted(self.schema.get_possible_types(named), key=lambda each: each.name)
        cases = [f"when {literal(each.name)} then {self.node(each, nodes, f'{it}.id')}" for each in types]
        return [Sql(f"case {it}.kind {' '.join(cases)} end")]

    def node(self, type_: GraphQLObjectType, nodes: list[Any], key: str) -> str:
        """The JSON of the row of one type with this key, if the viewer may see it."""
        shape, it = SHAPES[type_.name], f"t{next(self.aliases)}"
        table: Any = shape.source
        conditions = [f"{it}.id = {key}", *visible(table, it, self.aliases)]
        item = concat(self.object(shape, type_, nodes, it))
        source = self.met_with(it, f"{table._meta.db_table} {it}{where(conditions)}")
        return f"(select {item} from {source})"

    def one(
        self, shape: Shape, type_: GraphQLObjectType, nodes: list[FieldNode], row: str | None, spec: Relation
    ) -> list[Part]:
        """At most one row, or null."""
        name = nodes[0].name.value
        scope, found = self.related(shape, type_, nodes, row, spec)
        returned = type_.fields[name].type
        item = concat(self.item(found.shape, returned, nodes, found.it))
        source = f"from {self.met_with(found.it, found.table + found.where)}"
        read = self.personal(spec, scope, returned, nodes)
        if read:
            return [or_null(self.logged(read, f"select {item} as text, array[{found.it}.id] as shown {source}"))]
        sql = f"(select {item} {source})"
        must = isinstance(returned, GraphQLNonNull)
        return [or_absent(sql, f"{type_.name}.{name}") if must else or_null(sql)]

    def many(
        self, shape: Shape, type_: GraphQLObjectType, nodes: list[FieldNode], row: str | None, spec: Relation
    ) -> list[Part]:
        """A short list."""
        scope, found = self.related(shape, type_, nodes, row, spec)
        item = concat(self.item(found.shape, type_.fields[nodes[0].name.value].type, nodes, found.it))
        limited = self.limited(found, scope, found.order)
        read = self.met_with(found.it, f"({limited}) {found.it}")
        return ["[", Sql(f"(select string_agg({item}, ',') from {read})"), "]"]

    def limited(self, found: Rows, scope: Scope, order: str, extra: int = 0, limit: Value | None = None) -> str:
        """The rows in order, as many as are asked for."""
        value = limit or scope.args.get("first") or Constant(MAX_PAGE)
        it, conditions = found.it, found.where
        if found.simple:
            return self.bounded(f"select {it}.* from {found.table}{conditions}{order}", it, value, extra)
        arms = [
            self.bounded(f"select {it}.* from {branch} {it}{conditions}{order}", it, value, extra)
            for branch in found.branches
        ]
        union = f"({' union all '.join(f'({arm})' for arm in arms)}) {it}"
        source = f"{found.each} e, lateral {union}" if found.each else union
        return self.bounded(f"select {it}.* from {source}{order}", it, value, extra)

    def bounded(self, sql: str, it: str, value: Given, extra: int) -> str:
        """At most so many of the rows.

        A bound limit tells the planner nothing, so a literal one stands as a fence inside it.
        """
        if isinstance(value, Constant) and value.value == MAX_PAGE:
            return f"{sql} limit {MAX_PAGE + extra}"
        bound = self.binds.add(value, "int4", int)  # type: ignore[arg-type]
        plus = f" + {extra}" if extra else ""
        return f"select * from ({sql} limit {MAX_PAGE + extra}) {it} limit {bound}{plus}"

    def page(
        self, shape: Shape, type_: GraphQLObjectType, nodes: list[FieldNode], row: str | None, spec: Page
    ) -> list[Part]:
        """A connection."""
        scope, found = self.related(shape, type_, nodes, row, spec)
        named: Any = get_named_type(type_.fields[nodes[0].name.value].type)
        text = PageText(self, spec, scope, found, named, list(nodes))
        read = self.personal(spec, scope, named, nodes)
        return [self.logged(read, text.select(read)) if read else text.sql()]

    def personal(self, spec: Relation, scope: Scope, type_: GraphQLOutputType, nodes: list[FieldNode]) -> Read | None:
        """What is to be logged of a field: the personal facts that it shows; None where there are none."""
        if not spec.logged:
            return None
        purpose: Any = scope.args["purpose"]
        # Nothing in the statement uses it, but it must be good even where nothing personal is asked for.
        self.binds.add(purpose, "text", as_purpose, "purpose")
        shown = personal(self.selections, get_named_type(type_), list(nodes))
        fields = {*shown, *asked_for(scope.args, filter_name(spec))}
        return Read(tuple(sorted(fields)), getter(purpose, as_purpose, self.binds.place)) if fields else None

    def logged(self, read: Read, select: str) -> Sql:
        """The text of a logged field, which the frame of the statement brings beside the ids that it shows."""
        self.logs.append(Log(f"log{len(self.logs) + 1}", select, read))
        return Sql(f"{self.logs[-1].alias}.text")

    def any_node(
        self, _: Shape, type_: GraphQLObjectType, nodes: list[FieldNode], __: Any, spec: AnyNode
    ) -> list[Part]:
        """Whatever the ids name, each under the rule of its own table."""
        value: Any = self.scope(type_, nodes[0], None).args["ids" if spec.many else "id"]
        kinds = kinds_named(value.read(self.variables))
        if not spec.many:
            prefix = self.binds.add(value, "text", lambda given: id_parts(given)[0], "prefix")
            key = self.binds.add(value, "uuid", lambda given: id_parts(given)[1], "key")
            return [or_null(self.by_prefix(prefix, nodes, key, kinds))]
        prefixes = self.binds.add(
            value, "text[]", lambda given: [id_parts(each)[0] for each in listed(given)], "prefix"
        )
        keys = self.binds.add(value, "uuid[]", lambda given: [id_parts(each)[1] for each in listed(given)], "key")
        n = f"n{next(self.aliases)}"
        each = or_null(self.by_prefix(f"{n}.prefix", nodes, f"{n}.key", kinds))
        source = f"unnest({prefixes}, {keys}) with ordinality {n}(prefix, key, place)"
        return ["[", Sql(f"(select string_agg({each}, ',' order by {n}.place) from {source})"), "]"]

    def by_prefix(self, prefix: str, nodes: list[Any], key: str, kinds: frozenset[str] | None) -> str:
        """The JSON of the row that a prefix and a key name, of these kinds."""
        open_to = [each for each in kinds_of_nodes(self.schema, kinds) if admitted(self.scopes, SHAPES[each.name])]
        cases = [f"when {literal(SHAPES[each.name].prefix)} then {self.node(each, nodes, key)}" for each in open_to]
        return f"case {prefix} {' '.join(cases)} end" if cases else "null::text"


def listed(value: Any) -> list[Any]:
    """A list; a single value stands for a list of one."""
    return value if isinstance(value, list) else [value]


def derived_sql(shape: Shape, name: str, row: str, aliases: Any, named: Names) -> str:
    """The expression of a derived field for one row, in brackets."""
    source = shape.source
    if isinstance(source, View):
        return f"{row}.{name}"
    if source is None:
        raise TypeError(f"{shape.name} shows no table")
    derived = source.derived[name]
    sql = counted(source, derived, row, aliases) if isinstance(derived, Count) else fill(derived, named, aliases)
    return f"({sql})"
