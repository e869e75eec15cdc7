"""The engine: a request and its viewer in, the bytes of the response out."""

import asyncio
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import asyncpg
from graphql import ExecutionResult, GraphQLSchema, execute

from actions import access
from actions.rates import Budget
from actions.refusals import RateLimited
from graph.compile.arguments import SESSION
from graph.compile.document import Documents, Operation, Recent
from graph.compile.keys import Malformed
from graph.compile.limits import Limits
from graph.compile.mutations import Mutations
from graph.compile.plan import NotCompiled, Plan, make_plan
from graph.compile.pretty import pretty
from graph.compile.reference import Reader, attach
from graph.compile.responses import ABSENT, bad_input, errors_only, response, unauthenticated, with_price
from graph.compile.variables import Refused, refusal
from graph.schema import graphql_schema
from models.readers import Readers
from models.scopes import Scopes
from models.viewer import Viewer

PLAIN_COST = 600  # the plain way costs a statement an object
PLAIN_SECONDS = 10
LOGGED_AT_ONCE = 2  # each has a connection of its own


@dataclass(frozen=True, slots=True)
class Answer:
    """A response's text; ``executed`` is false where the request was refused and there is no data."""

    body: bytes
    executed: bool


@dataclass(frozen=True, slots=True)
class Asked:
    """One request to a valid operation: the variables as given and as coerced, their shape, and the price."""

    document: str
    given: Mapping[str, Any]
    variables: Mapping[str, Any]
    shape: Any
    price: int


class NotAQuery(Exception):
    """A mutation or subscription was asked for where only queries are answered."""


class Engine:
    """Answers operations for viewers, each query by one statement."""

    def __init__(
        self, schema: GraphQLSchema, readers: Readers, limits: Limits | None = None, budget: int | None = None
    ) -> None:
        self.schema = schema
        self.readers = readers
        self.documents = Documents(schema, limits or Limits())
        self.introspections: Recent[str, bytes] = Recent(16)
        self.plain_answers: Counter[str] = Counter()
        self.logging = asyncio.Semaphore(LOGGED_AT_ONCE)
        self.budget = Budget(budget) if budget else None
        attach(schema)

    @classmethod
    async def open(
        cls, url: str, *, connections: int = 8, limits: Limits | None = None, budget: int | None = None
    ) -> "Engine":
        """An engine on the database at ``url``; ``budget`` is what a member may spend in a minute."""
        return cls(graphql_schema(), await Readers.open(url, connections), limits, budget)

    async def close(self) -> None:
        """Give the connections back."""
        await self.readers.close()

    async def execute(
        self,
        viewer: Viewer | None,
        document: str,
        variables: Mapping[str, Any] | None = None,
        operation_name: str | None = None,
        *,
        read_only: bool = False,
        priced: bool = False,
    ) -> Answer:
        """The response to one operation. Raises NotAQuery; what else it raises is a bug."""
        SESSION.set(viewer.session_id if viewer else None)
        try:
            operation = self.documents.operation(document, operation_name)
            if read_only and not operation.is_query:
                raise NotAQuery(operation.node.operation.value)
            return await self.answer(viewer, operation, document, variables or {}, priced=priced)
        except Refused as refused:
            return Answer(errors_only(refused.errors), executed=False)
        except Malformed as malformed:
            return Answer(errors_only([bad_input(malformed)]), executed=False)

    async def answer(
        self, viewer: Viewer | None, operation: Operation, document: str, given: Mapping[str, Any], *, priced: bool
    ) -> Answer:
        """The response to a valid operation; raises Refused and Malformed."""
        variables = operation.variables.coerce(given)
        shape = operation.variables.shape(variables)
        price = operation.price(shape, variables)
        if viewer is not None and self.budget is not None:
            await self.spend(self.budget, viewer, price)
        body = await self.body(viewer, operation, Asked(document, given, variables, shape, price))
        return Answer(with_price(body, price) if priced else body, executed=True)

    async def spend(self, budget: Budget, viewer: Viewer, price: int) -> None:
        """Take the price off what the member may spend in this minute; raises Refused."""
        try:
            await budget.spend(viewer.id, price)
        except RateLimited as limited:
            message = "This member's operations have cost too much in this minute: try again later."
            raise refusal(message, "RATE_LIMITED", cost=price, retryAfter=limited.retry_after) from None

    async def body(self, viewer: Viewer | None, operation: Operation, asked: Asked) -> bytes:
        """The response's text."""
        variables = asked.variables
        if operation.is_mutation:
            return await Mutations(self.readers, viewer, operation, asked).body()
        scopes = viewer.scopes if viewer else None
        shape = asked.shape if scopes is None else (asked.shape, scopes)
        plan = operation.plans.get(shape) or operation.plans.put(shape, planned(operation, variables, scopes))
        if isinstance(plan, NotCompiled):
            return await self.plainly(viewer, operation, asked, str(plan))
        if plan.constant is not None:
            return bytes(plan.constant)
        if viewer is None:
            raise unauthenticated()
        try:
            body = await self.read(viewer, plan, variables)
        except asyncpg.QueryCanceledError:
            raise refusal("This takes too long: ask for smaller pages or fewer lists.", "TIMEOUT") from None
        except asyncpg.PostgresError as error:
            if error.sqlstate != ABSENT:
                raise
            return await self.plainly(viewer, operation, asked, ABSENT)
        if body is None:
            raise unauthenticated()
        return bytes(body)

    async def read(self, viewer: Viewer, plan: Plan, variables: Mapping[str, Any]) -> Any:
        """What the plan gives for the viewer; None for nobody active. What is to be logged is logged, or not read."""
        parameters = plan.parameters(variables)
        if not plan.logs:
            return await self.readers.value(plan.one, viewer.id, *parameters)
        purposes = [log.read.purpose(variables) for log in plan.logs]
        rows = await self.readers.rows(plan.one, viewer.id, *parameters)
        body, *shown = rows[0] if rows else (None,)
        # Most who ask see nothing, and must not keep those waiting who do.
        return await self.read_and_log(viewer, plan, parameters, purposes) if any(shown) else body

    async def read_and_log(self, viewer: Viewer, plan: Plan, parameters: list[Any], purposes: list[str]) -> Any:
        """What the plan gives, once it is logged."""
        async with self.logging, access.reading(self.readers.url) as connection:
            found = await connection.fetchrow(plan.one, viewer.id, *parameters)
            body, *shown = found or (None,)
            for log, ids, purpose in zip(plan.logs, shown, purposes, strict=bool(found)):
                await access.log(connection, viewer, ids or (), purpose=purpose, fields=log.read.fields)
        return body

    async def for_many(
        self, viewers: list[Any], document: str, variables: Mapping[str, Any] | None = None, name: str | None = None
    ) -> list[tuple[Any, bytes]]:
        """(viewer's id, response) for each active viewer, by one statement, each under their own rights.

        Raises Refused, Malformed, and NotCompiled for what has no plan.
        """
        operation = self.documents.operation(document, name)
        coerced = operation.variables.coerce(variables or {})
        plan = make_plan(operation, coerced)
        if plan.constant is not None:
            return [(viewer, plan.constant) for viewer in viewers]
        return [
            (row[0], bytes(row[1])) for row in await self.readers.rows(plan.many, viewers, *plan.parameters(coerced))
        ]

    async def plainly(self, viewer: Viewer | None, operation: Operation, asked: Asked, why: str) -> bytes:
        """The response by graphql-core, field by field; introspection is remembered."""
        self.plain_answers[why] += 1
        alone = only_introspects(operation, asked.variables)
        if not alone and viewer is None:
            raise unauthenticated()
        scoped = viewer is not None and viewer.scopes is not None
        if why != ABSENT and not alone and (scoped or asked.price > PLAIN_COST):
            raise refusal("Ask for introspection alone, or with less.", "COST_LIMIT", cost=asked.price)
        key = f"{operation.name}:{asked.document}"
        remember = alone and not asked.given
        known = self.introspections.get(key) if remember else None
        if known is not None:
            return known
        body = await self.resolved(viewer, operation, asked.given)
        return self.introspections.put(key, body) if remember else body

    async def resolved(self, viewer: Viewer | None, operation: Operation, given: Mapping[str, Any]) -> bytes:
        """What graphql-core answers to the variables as they were given."""
        reader = Reader(self.readers, viewer.id if viewer else None, viewer.scopes if viewer else None)
        async with asyncio.timeout(PLAIN_SECONDS):
            result: Any = execute(
                self.schema,
                operation.document,
                variable_values=dict(given),
                operation_name=operation.name,
                context_value=reader,
            )
            if not isinstance(result, ExecutionResult):
                result = await result
        return response(result)

    async def explain(self, viewer: Viewer, document: str, variables: Mapping[str, Any] | None = None) -> str:
        """The statement of an operation and PostgreSQL's plan for it, run once for this viewer; raises Refused."""
        operation = self.documents.operation(document, None)
        coerced = operation.variables.coerce(variables or {})
        plan = planned(operation, coerced)
        if isinstance(plan, NotCompiled):
            return f"answered by graphql-core, field by field: {plan}"
        if plan.constant is not None:
            return plan.constant.decode()
        explained = await self.readers.rows(
            f"explain (analyze, buffers, costs off) {plan.one}", viewer.id, *plan.parameters(coerced)
        )
        return pretty(plan.one) + "\n" + "\n".join(row[0] for row in explained)


def planned(operation: Operation, variables: Mapping[str, Any], scopes: Scopes | None = None) -> Plan | NotCompiled:
    """The plan, or why there is none; raises Refused beyond the scopes."""
    try:
        return make_plan(operation, variables, scopes)
    except NotCompiled as reason:
        return reason


def only_introspects(operation: Operation, variables: Mapping[str, Any]) -> bool:
    """Does it ask, with these variables, for nothing but the schema?"""
    root = operation.schema.query_type
    if root is None or not operation.is_query:
        return False
    fields = operation.selections(variables).fields(root, [operation.node])
    return all(nodes[0].name.value.startswith("__") for nodes in fields.values())
