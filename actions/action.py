"""Actions: one function is one transaction, run again where another was quicker, and once where it is asked twice."""

import asyncio
import random
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, Concatenate, Generic, ParamSpec
from uuid import UUID

import asyncpg
from limits import RateLimitItem
from tortoise.exceptions import IntegrityError

from actions.change import Change, Made, change_of
from actions.rates import RATES, USUAL, rate
from actions.refusals import Refusal, Unauthenticated
from actions.requests import Request, finish, made_before
from actions.scoped import check_scope
from actions.telling import tell_all
from actions.transaction import transaction
from models.modules import Module
from models.viewer import Viewer
from subscriptions.bell import BELL

P = ParamSpec("P")

TRIES = 6
FIRST_PAUSE = 0.01  # seconds; doubled each time, and spread, so that two do not meet again
# Another transaction was quicker; the guards will see what it did.
OVERTAKEN = (
    asyncpg.SerializationError,
    asyncpg.DeadlockDetectedError,
    asyncpg.IntegrityConstraintViolationError,
    IntegrityError,
)

ACTIONS: dict[str, "Action[Any]"] = {}


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an action made, by name; where it stands in the network's outbox; and who may read it."""

    made: Made
    position: int
    reader: Viewer | None


@dataclass(frozen=True)
class Action(Generic[P]):
    """Something a member can do: call it with the viewer (None for an action before one has signed in)."""

    name: str
    act: Callable[Concatenate[Change, P], Awaitable[Made]]
    rate: RateLimitItem
    module: Module | None
    signed_in: bool

    async def __call__(self, viewer: Viewer | None, *_: P.args, **given: P.kwargs) -> Outcome:
        """Do it. Raises what the action refuses; before it Unauthenticated, Forbidden, ModuleOff or RateLimited."""
        return await self.perform(viewer, given)

    async def perform(self, viewer: Viewer | None, given: Mapping[str, Any], key: str | None = None) -> Outcome:
        """Do it with these values; with a key that was used before, tell what it made then."""
        if self.signed_in and viewer is None:
            raise Unauthenticated
        if viewer is not None:
            check_scope(viewer.scopes, self.name)
        if viewer is not None and not viewer.importing:
            await RATES.hit(self.rate, self.name, viewer.id)
        for number in range(TRIES):
            try:
                return await self.once(viewer, given, key)
            except OVERTAKEN:
                if number == TRIES - 1:
                    raise
                await asyncio.sleep(FIRST_PAUSE * 2**number * random.uniform(0.5, 1.5))  # noqa: S311 - no secret
        raise AssertionError("it returned or raised")

    async def once(self, viewer: Viewer | None, given: Mapping[str, Any], key: str | None) -> Outcome:
        """One try."""
        async with transaction() as connection:
            change = await self.begun(connection, viewer)
            request = Request(self.name, key, given) if key is not None and change.member else None
            known = await made_before(change, request) if request else None
            if known is not None:
                return Outcome(known.made, known.position, change.reader)
            made, said = await self.acted(change, given)
            position = await tell_all(change)
            if request and said is None:
                await finish(change, request, made, position)
        BELL.ring(change.network_id, position)
        if said is not None:
            raise said
        return Outcome(made, position, change.reader)

    async def acted(self, change: Change, given: Mapping[str, Any]) -> tuple[Made, Refusal | None]:
        """What the function makes, or the refusal that leaves written what came before it."""
        try:
            return await self.act(change, **given), None  # type: ignore[call-arg]
        except Refusal as said:
            if not said.lasting:
                raise
            return {}, said

    async def begun(self, connection: asyncpg.Connection, viewer: Viewer | None) -> Change:
        """The change that it works with."""
        if viewer is None or not self.signed_in:
            now = await connection.fetchval("select now()")
            return Change(connection, now, viewer.network_id if viewer else UUID(int=0), reader=viewer)
        change = await change_of(connection, viewer)
        if self.module is not None:
            change.check_module(self.module)
        return change


def action(
    *, rate_limit: str = USUAL, module: Module | None = None, signed_in: bool = True
) -> Callable[[Callable[Concatenate[Change, P], Awaitable[Made]]], Action[P]]:
    """Make an action of a function: it is called within a transaction, and known by its module and name.

    ``rate_limit`` is what one member may do of it (`60/hour`); ``module`` is what the network must have switched on.
    """

    def made(act: Callable[Concatenate[Change, P], Awaitable[Made]]) -> Action[P]:
        name = f"{act.__module__.rpartition('.')[2]}.{act.__name__}"
        ACTIONS[name] = found = Action(name, act, rate(rate_limit), module, signed_in)
        return found

    return made
