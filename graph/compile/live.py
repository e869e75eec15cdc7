"""Live: one statement tells a line of the log to all who listen, each under their own rights.

A subscription is compiled like a query, with the line's subject as an argument and the viewer as a column: who may
not see the subject gets no row.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from graphql import FieldNode

from graph.compile.arguments import Given, Lookup, Variables
from graph.compile.declare import SHAPES
from graph.compile.document import Operation
from graph.compile.news import LINE, OfLine, Subject, Told
from graph.compile.plan import Compiler, Plan, only_used
from graph.compile.sources import Scope, filter_name, filtered, where
from graph.compile.text import Part, Sql, concat, quoted
from models.news import How
from models.rules import fill, numbers, tables, visible
from models.scopes import Scopes

VIEWERS = "\0viewers"  # stands for $1 until the other parameters have their numbers
# All viewers are of one network, whose policy is asked once; it is asked for only where something depends on it.
FRAME = f"from members v{{items}} where v.network_id = {{network}} and v.status = 'ACTIVE' and v.id = any({VIEWERS})"
POLICY = "enishi_policy({network}) policy cross join "
EACH = "select v.id, convert_to({text}, 'UTF8') {frame}"
# Where the answer is the same for everybody who may see the subject, it is made once.
SHARED = "select array(select v.id {frame}), convert_to({text}, 'UTF8')"
OF_VIEWER = re.compile(r"\b(v|policy)\.")


@dataclass(frozen=True)
class Asked:
    """What is told: the field's response key and selection, its spec and arguments, and the table of the subject."""

    key: str
    nodes: list[FieldNode]
    spec: Told
    args: Mapping[str, Given]
    table: str
    how: How
    scopes: Scopes | None = None


@dataclass(frozen=True)
class News:
    """The statement that tells lines about rows of one table; ``$1`` are the viewers.

    It gives a row for each viewer, or (``shared``) one with the viewers for whom its text is.
    """

    sql: str
    plan: Plan
    shared: bool


def make_news(operation: Operation, variables: Variables, told: Asked, *, share: bool = True) -> News:
    """The statement for lines about rows of one table: one text for all where it can be the same (``share``)."""
    compiler = NewsCompiler(operation, variables, told, share=share)
    text = compiler.text()
    if share and compiler.differs:
        compiler = NewsCompiler(operation, variables, told, share=False)
        text = compiler.text()
    shared = not compiler.differs
    sql = (SHARED if shared else EACH).replace("{frame}", compiler.frame(text)).replace("{text}", text)
    plan = only_used(sql, [], compiler.binds)
    return News(plan.text.replace(VIEWERS, "$1::uuid[]"), plan, shared)


class ViewersCompiler(Compiler):
    """Puts the text of a payload together for many viewers of one network."""

    def __init__(self, operation: Operation, variables: Variables, scopes: Scopes | None = None) -> None:
        super().__init__(operation, variables, scopes)
        self.aliases = numbers()
        self.items: list[str] = []

    def frame(self, text: str) -> str:
        """The FROM and WHERE that bring the viewers, and the policy of their network where it is needed."""
        network = self.binds.add(Lookup(LINE, ("network_id",)), "uuid", as_it_is)
        frame = FRAME.replace("{items}", "".join(self.items))
        if "policy." in frame or "policy." in text:
            frame = frame.replace("from members v", f"from {POLICY}members v", 1)
        return frame.replace("{network}", network)


class NewsCompiler(ViewersCompiler):
    """Puts the text of a payload together; ``share`` tries to make it the same for all who may see the subject."""

    def __init__(self, operation: Operation, variables: Variables, told: Asked, *, share: bool) -> None:
        super().__init__(operation, variables, told.scopes)
        self.aliases = numbers(one_viewer=told.how.to_one)
        self.admit(SHAPES[told.table], told.key)
        self.told = told
        self.share = share
        self.differs = not share
        self.kinds = {**self.kinds, Subject: self.subject, OfLine: self.of_line}

    def frame(self, text: str) -> str:
        """The same for those of the viewers who come into question."""
        if self.told.how.among == "{viewers}":
            return super().frame(text)
        place = self.binds.add(Lookup(LINE, ("place_id",)), "uuid", as_it_is)
        among = self.told.how.among.replace("{place}", place).replace("{viewers}", VIEWERS)
        return super().frame(text).replace(f"any({VIEWERS})", f"any({among})", 1)

    def text(self) -> str:
        """The response, as an expression."""
        type_: Any = self.schema.get_type(self.told.spec.payload)
        inside = self.object(SHAPES[type_.name], type_, self.told.nodes, None)
        if not self.items:
            self.items.append(self.check())
        return concat([f'{{"data":{{"{self.told.key}":', *inside, "}}"])

    def subject(self, _: Any, __: Any, nodes: list[FieldNode], ___: Any, ____: Subject) -> list[Part]:
        """The row that the line is about."""
        it, item = f"t{next(self.aliases)}", f"s{next(self.aliases)}"
        type_: Any = self.schema.get_type(self.told.table)
        text = concat(self.object(SHAPES[self.told.table], type_, nodes, it))
        if self.share:
            self.differs = self.differs or it in self.met or OF_VIEWER.search(text) is not None
            self.items.append(self.check())
            return [Sql(f"(select {text} from {self.stored} {it} where {self.named(it)})")]
        source = self.met_with(it, f"{self.stored} {it}{where(self.seen(it))}")
        self.items.append(f" cross join lateral (select {text} as text from {source}) {item}")
        return [Sql(f"{item}.text")]

    def check(self) -> str:
        """A FROM item that leaves only those who may see the row."""
        it = f"t{next(self.aliases)}"
        return f" cross join lateral (select from {self.stored} {it}{where(self.seen(it))}) s{next(self.aliases)}"

    def of_line(self, _: Any, __: Any, ___: Any, ____: Any, spec: OfLine) -> list[Part]:
        """What the line says itself: cursors, names and moments, in which nothing needs an escape."""
        return quoted([Sql(self.binds.add(Lookup(LINE, (spec.name,)), "text", str))])

    @property
    def stored(self) -> str:
        """The table of the row."""
        return str(tables()[self.told.table]._meta.db_table)

    def named(self, it: str) -> str:
        """That a row is the one that the line is about."""
        return f"{it}.id = {self.binds.add(Lookup(LINE, ('subject_id',)), 'uuid', as_it_is)}"

    def seen(self, it: str) -> list[str]:
        """That the viewer may see the row and it passes the filter, and who did what happened where that is asked."""
        conditions = [self.named(it), *visible(tables()[self.told.table], it, self.aliases), *self.passing(it)]
        if self.told.how.also != "true":
            conditions.append(f"({fill(self.told.how.also, {'it': it}.get, self.aliases)})")
        if not self.told.how.seen_doing:
            return conditions
        actor, key = f"a{next(self.aliases)}", self.binds.add(Lookup(LINE, ("actor_id",)), "uuid", as_it_is)
        did = [f"{actor}.id = {key}", *visible(tables()["Member"], actor, self.aliases)]
        return [*conditions, f"exists(select from members {actor}{where(did)})"]

    def passing(self, it: str) -> list[str]:
        """That the row passes the filter, as it is for the viewer."""
        scope = Scope(self.binds, self.aliases, self.variables, args=self.told.args)
        above, self.binds.place = self.binds.place, (self.told.key,)  # bad input is told by the field that got it
        conditions = filtered(self.told.args.get("filter"), filter_name(self.told.spec), it, scope)
        self.binds.place = above
        return conditions


def as_it_is(value: Any) -> Any:
    """The value itself."""
    return value
