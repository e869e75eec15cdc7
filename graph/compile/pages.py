"""Connections in SQL: one keyset page, its cursors, and the total when it is asked for."""

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from graphql import FieldNode, GraphQLObjectType, get_named_type

from graph.compile.arguments import Constant, Value
from graph.compile.declare import DEFAULT_PAGE, Page
from graph.compile.keys import decode_cursor
from graph.compile.logged import Read
from graph.compile.sources import Hits, Rows, Scope, order_by, order_name
from graph.compile.text import Part, Sql, concat, literal
from models.rules import filled

if TYPE_CHECKING:
    from graph.compile.plan import Compiler


class PageText:
    """The text of one connection."""

    def __init__(
        self, compiler: "Compiler", spec: Page, scope: Scope, found: Rows, type_: GraphQLObjectType, nodes: list[Any]
    ) -> None:
        self.compiler = compiler
        self.scope = scope
        self.found = found
        self.type = type_
        self.fields = compiler.selections.fields(type_, nodes)
        self.order = order_name(scope)
        self.backwards = "last" in scope.args
        self.page = f"p{found.it[1:]}"
        size: Any = scope.args.get("last" if self.backwards else "first")
        self.size: Value = size or Constant(DEFAULT_PAGE)
        self.limit = compiler.binds.add(self.size, "int4", int)
        self.columns: list[str] = []
        self.beyond_cursors = self.seek()
        # A page that is ranked by a typed text begins or ends at one cursor at most.
        self.ranked = found.hits is not None and ("before" if not self.backwards else "after") not in scope.args
        self.keep = spec.keep and self.asks("totalCount") and not self.ranked

    def asks(self, name: str) -> bool:
        """Is the field selected, under whatever alias?"""
        return any(nodes[0].name.value == name for nodes in self.fields.values())

    def asks_more(self) -> bool:
        """Must one row more be read to know whether there is another page in this direction?"""
        name = "hasPreviousPage" if self.backwards else "hasNextPage"
        infos = [nodes for nodes in self.fields.values() if nodes[0].name.value == "pageInfo"]
        inner = [self.compiler.selections.fields(self.info_type(), list(nodes)) for nodes in infos]
        return any(node[0].name.value == name for selected in inner for node in selected.values())

    def info_type(self) -> Any:
        """The type PageInfo."""
        return get_named_type(self.type.fields["pageInfo"].type)

    def sql(self) -> Sql:
        """The whole connection as one expression."""
        return Sql(f"({self.select()})")

    def select(self, read: Read | None = None) -> str:
        """The select that gives the connection as ``text``, and the ids of the rows that it tells of as ``shown``."""
        more = self.asks_more()
        ids = f" as text, {self.shown(read, more=more)} as shown" if read else ""
        parts: list[Part] = ["{"]
        for key, nodes in self.fields.items():
            parts += [f'{"," if len(parts) > 1 else ""}"{key}":', *self.field(nodes, more=more)]
        body = concat([*parts, "}"])
        if not self.columns:
            return f"select {body}{ids}" if not self.keep else f"{self.kept()} select {body}{ids}"
        rows = self.compiler.met_with(self.page, f"({self.numbered(more=more)}) {self.page}")
        sql = f"select {body}{ids} from (select {', '.join(self.columns)} from {rows}) s"
        return f"{self.kept()} {sql}" if self.keep else sql

    def shown(self, read: Read, *, more: bool) -> str:
        """The ids of the rows that the answer tells of.

        Found by a personal fact it tells of all that are found, by their number or by their being there at all; from a
        cursor on, of the row too that is only read to know whether there is more. Otherwise of the rows of the page.
        """
        if any(name.startswith("filter.") for name in read.fields):
            return f"array(select {self.found.it}.id from {self.found.table}{self.found.where})"
        on_page = f" filter (where {self.page}.place <= {self.limit})" if more and "cursor" not in read.fields else ""
        return self.aggregate(f"array_agg({self.page}.id){on_page}", "shown")

    def kept(self) -> str:
        """All rows of the connection by their keys, read once for the page and for the total.

        Where a row lies (its ctid, which holds for the time of a statement) is the quickest way back to it.
        """
        found = self.found
        keys = dict.fromkeys(name for name, _ in found.keys)
        columns = ", ".join([f"{found.it}.ctid as lies", *(f"{found.it}.{name}" for name in keys)])
        return f"with m as materialized (select {columns} from {found.table}{found.where})"

    def field(self, nodes: list[FieldNode], *, more: bool) -> list[Part]:
        """The value of one field of the connection."""
        name = nodes[0].name.value
        if name == "__typename":
            return [f'"{self.type.name}"']
        if name == "totalCount":
            return [Sql(f"(select count(*) from {'m' if self.keep else self.found.all})")]
        if name == "edges":
            return self.edges(nodes, more=more)
        return self.info(nodes)

    def edges(self, nodes: list[FieldNode], *, more: bool) -> list[Part]:
        """The edges of the page; a row that only shows that there is more makes none."""
        edge: Any = get_named_type(self.type.fields["edges"].type)
        text = concat(self.edge(edge, nodes))
        if more:
            text = Sql(f"case when {self.page}.place <= {self.limit} then {text} end")
        order = f" order by {self.page}.place desc" if self.backwards else ""
        name = f"edges{len(self.columns)}"
        self.columns.append(f"string_agg({text}, ','{order}) {name}")
        return ["[", Sql(f"s.{name}"), "]"]

    def edge(self, type_: GraphQLObjectType, nodes: list[FieldNode]) -> list[Part]:
        """One edge."""
        parts: list[Part] = ["{"]
        for key, inner in self.compiler.selections.fields(type_, list(nodes)).items():
            parts += [f'{"," if len(parts) > 1 else ""}"{key}":', *self.edge_field(type_, inner)]
        return [*parts, "}"]

    def edge_field(self, type_: GraphQLObjectType, nodes: list[FieldNode]) -> list[Part]:
        """A field of an edge."""
        name = nodes[0].name.value
        if name == "__typename":
            return [f'"{type_.name}"']
        if name == "cursor":
            return self.cursor([f"{self.page}.{key}" for key, _ in self.found.keys])
        return self.compiler.item(self.found.shape, type_.fields["node"].type, list(nodes), self.page)

    def cursor(self, keys: list[str]) -> list[Part]:
        """The cursor of a row with these sort keys, with its quotes."""
        values = ", ".join([literal(self.order), *keys])
        text = f"translate(encode(convert_to(json_build_array({values})::text, 'UTF8'), 'base64'), E'\\n', '')"
        return ['"', Sql(text), '"']

    def info(self, nodes: list[FieldNode]) -> list[Part]:
        """PageInfo."""
        parts: list[Part] = ["{"]
        for key, inner in self.compiler.selections.fields(self.info_type(), list(nodes)).items():
            parts += [f'{"," if len(parts) > 1 else ""}"{key}":', *self.info_field(inner[0].name.value)]
        return [*parts, "}"]

    def info_field(self, name: str) -> list[Part]:
        """A field of PageInfo. In the other direction there is a page when the client came from one."""
        if name == "__typename":
            return ['"PageInfo"']
        if name == ("hasPreviousPage" if self.backwards else "hasNextPage"):
            return [Sql(f"case when {self.count()} > {self.limit} then 'true' else 'false' end")]
        if name in ("hasNextPage", "hasPreviousPage"):
            return ["true" if ("before" if self.backwards else "after") in self.scope.args else "false"]
        return [self.end_cursor(at_first=(name == "startCursor") != self.backwards)]

    def count(self) -> str:
        """How many rows were read."""
        return self.aggregate("count(*)", "read")

    def end_cursor(self, *, at_first: bool) -> Sql:
        """The cursor of the first or last row of the page, in the direction of reading; null for an empty page."""
        last = f"least({self.count()}, {self.limit})"
        place = "1" if at_first else last
        order = f" order by {self.page}.place" if self.backwards else ""
        keys = [
            f"({self.aggregate(f'array_agg({self.page}.{key}{order})', f'key{i}')})[{place}]"
            for i, (key, _) in enumerate(self.found.keys)
        ]
        return Sql(f"case when {last} > 0 then {concat(self.cursor(keys))} else 'null' end")

    def aggregate(self, expression: str, name: str) -> str:
        """A column over the rows that were read, once."""
        column = f"{expression} {name}"
        if column not in self.columns:
            self.columns.append(column)
        return f"s.{name}"

    def numbered(self, *, more: bool) -> str:
        """The rows that are read, with their place where somebody asks for it."""
        rows = self.read(1 if more else 0)
        if not more and not self.backwards:
            return rows
        return f"select q.*, row_number() over () as place from ({rows}) q"

    def read(self, extra: int) -> str:
        """The rows of the page, in the direction of reading."""
        found = self.found
        order = order_by(found.keys, found.it, backwards=self.backwards)
        seek = self.beyond_cursors
        if self.ranked and found.hits is not None:
            return self.hits(found.hits, extra)
        if not self.keep:
            narrowed = replace(found, conditions=[*found.conditions, *seek])
            return self.compiler.limited(narrowed, self.scope, order, extra, self.size)
        kept = replace(found, branches=("m",), each=None, conditions=seek)
        keys = self.compiler.limited(kept, self.scope, order, extra, self.size)
        again = order_by(found.keys, "k", backwards=self.backwards)
        columns = ", ".join([f"{found.it}.*", *(f"k.{name}" for name in found.computed)])
        return f"select {columns} from ({keys}) k join {found.stored} {found.it} on {found.it}.ctid = k.lies{again}"

    def hits(self, hits: Hits, extra: int) -> str:
        """The rows of a page that is ranked by a typed text."""
        found = self.found
        cursor: Any = self.scope.args.get("before" if self.backwards else "after")
        made = hits.make(
            " and ".join(hits.conditions),
            f"({self.limit} + {extra})",
            tuple(self.key_binds(cursor)) if cursor is not None else None,
            self.backwards,
        )
        named = {"it": found.it, "value": hits.typed}.get
        ranked = filled(made.select, named, self.scope.aliases)
        columns = ", ".join([f"{found.it}.*", *(f"k.{name}" for name in found.computed)])
        order = order_by(found.keys, "k", backwards=self.backwards)
        row = f"{found.stored} {found.it} on {found.it}.id = k.id"
        return f"select {columns} from ({ranked}) k join {row}{order}"

    def seek(self) -> list[str]:
        """The conditions that `after` and `before` make: beyond the row whose keys the cursor holds."""
        conditions = []
        for name in ("after", "before"):
            value: Any = self.scope.args.get(name)
            if value is not None:
                conditions.append(self.beyond(value, forwards=name == "after"))
        return conditions

    def beyond(self, cursor: Value, *, forwards: bool) -> str:
        """After (or before) the row of a cursor; all sort keys of an order point the same way."""
        found = self.found
        binds = self.key_binds(cursor)
        down = found.keys[0][1]
        sign = ">" if forwards != down else "<"
        columns = ", ".join(f"{found.it}.{key}" for key, _ in found.keys)
        return f"({columns}) {sign} ({', '.join(binds)})"

    def key_binds(self, cursor: Value) -> list[str]:
        """The sort keys that a cursor holds, as bind parameters."""
        types = [self.found.key_type(key) for key, _ in self.found.keys]
        return [
            self.compiler.binds.add(cursor, type_, key_reader(self.order, types, i), f"{self.found.it}-key-{i}")
            for i, type_ in enumerate(types)
        ]


def key_reader(order: str, types: list[str], at: int) -> Callable[[Any], Any]:
    """What reads one sort key out of a cursor."""
    return lambda text: decode_cursor(text, order, types)[at]
