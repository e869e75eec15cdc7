"""Mutations: the action, and after its commit the payload, read like any query under the viewer's rights."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import asyncpg
import orjson
from graphql import GraphQLError, GraphQLObjectType, value_from_ast
from graphql.language import FieldNode

from actions.action import Outcome
from actions.refusals import Refusal
from actions.transaction import Overloaded
from graph import refusals
from graph.compile.arguments import SESSION, Lookup
from graph.compile.cursors import stream_cursor
from graph.compile.declare import SHAPES
from graph.compile.document import Operation
from graph.compile.payloads import MADE, Changed, Mutate, Said
from graph.compile.plan import Compiler, Plan, only_used
from graph.compile.selection import Selections
from graph.compile.sources import Scope, rows
from graph.compile.text import Part, Sql, concat, or_null
from graph.compile.variables import refusal
from graph.inputs import camel, values
from models.networks import Locale
from models.readers import Readers
from models.scopes import Scopes
from models.viewer import Viewer

LOCALE = (
    "select coalesce(a.locale, n.locale) from members m join networks n on n.id = m.network_id"
    " left join accounts a on a.id = m.account_id where m.id = $1"
)
ABSENT = "EN001"  # what enishi_absent() raises
READ_ELSEWHERE = "It was done, but what it made cannot be shown here: ask for it with a query."


class Known(str):
    """A part of a payload that is known before anything is read: the name of its JSON."""

    __slots__ = ()


@dataclass(frozen=True)
class PayloadPlan:
    """How a payload is put together: one statement, or nothing but what is known."""

    plan: Plan | None
    parts: tuple[Part, ...]


@dataclass(frozen=True)
class Done:
    """What came of one field: an outcome, or a refusal in the viewer's language."""

    outcome: Outcome | None
    refusal: Mapping[str, Any] | None = None

    @property
    def made(self) -> Mapping[str, Any]:
        """What the action made."""
        return self.outcome.made if self.outcome else {}


class PayloadCompiler(Compiler):
    """Puts the text of a payload together; ``made`` names what there is to be read."""

    def __init__(
        self,
        operation: Operation,
        variables: Mapping[str, Any],
        made: frozenset[str],
        scopes: Scopes | None = None,
    ) -> None:
        super().__init__(operation, variables, scopes)
        self.made = made
        self.kinds = {**self.kinds, Changed: self.changed, Said: self.said}

    def changed(self, shape: Any, type_: GraphQLObjectType, nodes: Any, _: Any, spec: Changed) -> list[Part]:
        """A row that the action made or changed."""
        if spec.name not in self.made:
            return ["null"]
        name = nodes[0].name.value
        given = {camel(f"made_{spec.name}"): Lookup(MADE, (spec.name,))}
        scope = Scope(self.binds, self.aliases, self.variables, None, given)
        found = rows(shape, name, spec, type_.fields[name].type, scope)
        self.admit(found.shape, *self.binds.place)
        item = concat(self.item(found.shape, type_.fields[name].type, nodes, found.it))
        return [or_null(f"(select {item} from {self.met_with(found.it, found.table + found.where)})")]

    def said(self, _: Any, __: Any, nodes: Any, ___: Any, spec: Said) -> list[Part]:
        """What is known before anything is read; a refusal may be asked for several times, with other fields."""
        return [Known((nodes[0].alias or nodes[0].name).value if spec.name == "refusal" else spec.name)]

    def payload(self, type_: GraphQLObjectType, nodes: list[FieldNode]) -> PayloadPlan:
        """The plan of a payload."""
        self.binds.place = ((nodes[0].alias or nodes[0].name).value,)
        parts = self.object(SHAPES[type_.name], type_, nodes, None)
        if not any(isinstance(part, Sql) for part in parts):
            return PayloadPlan(None, tuple(parts))
        told = [self.known(part) if isinstance(part, Known) else part for part in parts]
        return PayloadPlan(only_used(concat(told), self.logs, self.binds), ())

    def known(self, name: Known) -> Sql:
        """What is known, as a parameter that is JSON already."""
        return Sql(self.binds.add(Lookup(MADE, ("json", str(name))), "text", str))


class Mutations:
    """Does the fields of one mutation, one after the other."""

    def __init__(self, readers: Readers, viewer: Viewer | None, operation: Operation, asked: Any) -> None:
        self.readers = readers
        self.viewer = viewer
        self.scopes = viewer.scopes if viewer else None
        self.operation = operation
        self.shape = asked.shape
        self.variables: Mapping[str, Any] = asked.variables
        self.selections: Selections = operation.selections(self.variables)
        self.errors: list[GraphQLError] = []

    async def body(self) -> bytes:
        """The response's text. Raises Refused for nobody, where somebody must act, before anything is done."""
        root: Any = self.operation.schema.mutation_type
        fields = self.selections.fields(root, [self.operation.node])
        if self.viewer is None and any(needs_somebody(nodes) for nodes in fields.values()):
            raise refusal("Sign in: this network is closed.", "UNAUTHENTICATED")
        self.check_scopes(root, fields)
        parts = [f'"{key}":'.encode() + await self.field(root, key, nodes) for key, nodes in fields.items()]
        body = b'{"data":{' + b",".join(parts) + b"}}"
        if not self.errors:
            return body
        return b'{"errors":' + orjson.dumps([error.formatted for error in self.errors]) + b"," + body[1:]

    def check_scopes(self, root: GraphQLObjectType, fields: Mapping[str, list[FieldNode]]) -> None:
        """Nothing is done where the payload could not be shown; raises Refused."""
        if self.scopes is None:
            return
        for nodes in fields.values():
            type_: Any = getattr(root.fields.get(nodes[0].name.value), "type", None)
            if type_ is not None:
                specs = SHAPES[type_.name].fields.values()
                self.planned(type_, nodes, frozenset(spec.name for spec in specs if isinstance(spec, Changed)))

    async def field(self, root: GraphQLObjectType, key: str, nodes: list[FieldNode]) -> bytes:
        """The JSON of one field of Mutation."""
        name = nodes[0].name.value
        if name == "__typename":
            return b'"Mutation"'
        spec: Any = SHAPES["Mutation"].fields[name]
        (asked,) = nodes[0].arguments or ()
        written = value_from_ast(asked.value, root.fields[name].args["input"].type, dict(self.variables))
        done = await self.done(spec, written)
        type_: Any = root.fields[name].type
        try:
            return await self.read(key, type_, nodes, done)
        except asyncpg.PostgresError as error:
            if error.sqlstate != ABSENT and not isinstance(error, asyncpg.QueryCanceledError):
                raise
            self.errors.append(GraphQLError(READ_ELSEWHERE, path=[key], extensions={"code": "NOT_READ"}))
            return b"null"

    async def done(self, spec: Mutate, written: dict[str, Any]) -> Done:
        """Do it. Raises Refused where there is no room for it, and what else it raises is a bug."""
        action: Any = spec.action
        try:
            given = values(spec.input_type, written)
            return Done(await action.perform(self.viewer, given, given.pop("idempotency_key", None)))
        except Refusal as said:
            return Done(None, refusals.shown(said, await self.locale()))
        except Overloaded:
            raise refusal("Too much is going on: try again in a moment.", "OVERLOADED") from None
        except asyncpg.QueryCanceledError:
            raise refusal("This takes too long: nothing was changed.", "TIMEOUT") from None

    async def locale(self) -> Locale:
        """The language of who asks."""
        found = await self.readers.value(LOCALE, self.viewer.id) if self.viewer else None
        return Locale(found or Locale.JA)

    async def read(self, key: str, type_: GraphQLObjectType, nodes: list[FieldNode], done: Done) -> bytes:
        """The payload, read by one statement where there is something to read."""
        known = self.known(type_, nodes, done)
        there = frozenset(name for name, value in done.made.items() if isinstance(value, UUID))
        reader = done.outcome.reader if done.outcome else None
        if there and reader is not None:
            SESSION.set(reader.session_id)  # a sign-in has opened another one
            parameters: Mapping[str, Any] = {**self.variables, MADE: {**done.made, "json": known}}
            found = await self.found(self.plan(key, type_, nodes, there), reader, parameters)
            if found is not None:
                return found
        # Nothing was made that is to be read, or nobody reads any more: who has left sees no row.
        parts = self.plan(key, type_, nodes, frozenset()).parts
        return "".join(known[part] if isinstance(part, Known) else part for part in parts).encode()

    async def found(self, planned: PayloadPlan, reader: Viewer, variables: Mapping[str, Any]) -> bytes | None:
        """The payload as the reader sees it; None where there is nothing to read, or the reader is active no more."""
        plan = planned.plan
        body = await self.readers.value(plan.one, reader.id, *plan.parameters(variables)) if plan else None
        return None if body is None else bytes(body)

    def plan(self, key: str, type_: GraphQLObjectType, nodes: list[FieldNode], there: frozenset[str]) -> PayloadPlan:
        """The plan of a payload in which this is there to be read, made once."""
        place, plans = (self.shape, key, there, self.scopes), self.operation.plans
        known: PayloadPlan = plans.get(place) or plans.put(place, self.planned(type_, nodes, there))
        return known

    def planned(self, type_: GraphQLObjectType, nodes: list[FieldNode], there: frozenset[str]) -> PayloadPlan:
        """The plan of a payload in which this is there to be read."""
        return PayloadCompiler(self.operation, self.variables, there, self.scopes).payload(type_, nodes)

    def known(self, type_: GraphQLObjectType, nodes: list[FieldNode], done: Done) -> dict[str, str]:
        """What is known before anything is read, as JSON: plain values, the cursor, and the refusal by response key."""
        specs = SHAPES[type_.name].fields.values()
        plain = {spec.name: done.made.get(spec.name) for spec in specs if isinstance(spec, Said)}
        plain["stream_cursor"] = cursor_of(done.outcome) if done.outcome else None
        known = {name: orjson.dumps(value).decode() for name, value in plain.items()}
        for key, asked in self.selections.fields(type_, nodes).items():
            if asked[0].name.value == "refusal":
                known[key] = orjson.dumps(self.refused(done.refusal, asked)).decode()
        return known

    def refused(self, said: Mapping[str, Any] | None, nodes: list[FieldNode]) -> Mapping[str, Any] | None:
        """What is selected of a refusal."""
        if said is None:
            return None
        type_: Any = self.operation.schema.get_type(said["__typename"])
        fields = self.selections.fields(type_, nodes)
        return {key: said[asked[0].name.value] for key, asked in fields.items()}


def needs_somebody(nodes: list[FieldNode]) -> bool:
    """Does this field of Mutation need a viewer?"""
    spec = SHAPES["Mutation"].fields.get(nodes[0].name.value)
    return isinstance(spec, Mutate) and spec.action is not None and spec.action.signed_in


def cursor_of(outcome: Outcome) -> str | None:
    """The cursor of a change in the stream of its network."""
    return stream_cursor(outcome.reader.network_id, outcome.position) if outcome.reader else None
