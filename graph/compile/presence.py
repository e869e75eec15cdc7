"""Presence as it is read: of those who are somewhere, each listener is told of whom they may see, by one statement."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from graphql import FieldNode, GraphQLObjectType

from graph.compile.arguments import SESSION, Lookup
from graph.compile.declare import SHAPES, Argument, Many, Shape, Spec, shown
from graph.compile.document import Operation
from graph.compile.live import EACH, VIEWERS, ViewersCompiler
from graph.compile.news import LINE, Told
from graph.compile.payloads import bare
from graph.compile.plan import Plan, only_used
from graph.compile.questions import AT_ONCE, Question
from graph.compile.scoped import FOR_PEOPLE
from graph.compile.sources import rows, where
from graph.compile.text import Part, Sql, concat
from graph.compile.variables import refusal
from models.modules import Module
from models.readers import Readers
from models.rules import tables, visible
from models.scopes import Scopes
from subscriptions.listener import Place
from subscriptions.onlooker import Onlooker
from subscriptions.presence import Presence

NO_PLACE = "Name the post or the conversation where somebody is typing."
# What a network must have switched on where somebody is typing.
MODULES = {"Post": Module.POSTS.value, "Conversation": Module.MESSAGES.value}
PRESENT = {"present": Argument(list[UUID], "")}


@dataclass(frozen=True)
class Lasting(Told):
    """A field of Subscription that tells who is somewhere, as often as that changes."""

    typing: bool = False


@dataclass(frozen=True)
class PresentCount(Spec):
    """How many of those who are there the viewer may see."""


class Among(Many):
    """Those who are there and whom the viewer may see."""


def told_count(description: str) -> Any:
    """How many of those who are there the viewer may see."""
    return shown(PresentCount(description))


def among(description: str) -> Any:
    """Those who are there and whom the viewer may see."""
    return bare(Among(description, args=PRESENT, where="{it}.id = any({present})"))


class PresenceCompiler(ViewersCompiler):
    """Puts the text of who is there together."""

    def __init__(self, question: "PresenceQuestion") -> None:
        super().__init__(question.operation, question.variables)
        self.kinds = {**self.kinds, Among: self.among, PresentCount: self.count}

    def among(self, shape: Shape, type_: GraphQLObjectType, nodes: list[FieldNode], _: Any, spec: Among) -> list[Part]:
        """Those who are there, at most a hundred."""
        name, scope = nodes[0].name.value, self.scope(type_, nodes[0], None)
        scope.args = {"present": Lookup(LINE, ("members",))}
        found = rows(shape, name, spec, type_.fields[name].type, scope)
        item = concat(self.item(found.shape, type_.fields[name].type, nodes, found.it))
        limited = self.limited(found, scope, found.order)
        return [
            "[",
            Sql(f"(select string_agg({item}, ',') from {self.met_with(found.it, f'({limited}) {found.it}')})"),
            "]",
        ]

    def count(self, *_: Any) -> list[Part]:
        """How many they are."""
        it, present = f"t{next(self.aliases)}", self.binds.add(Lookup(LINE, ("members",)), "uuid[]", list)
        seen = where([f"{it}.id = any({present})", *visible(tables()["Member"], it, self.aliases)])
        return [Sql(f"(select count(*) from members {it}{seen})")]

    def plan(self, question: "PresenceQuestion") -> Plan:
        """The statement for many viewers, whose ids are ``$1``."""
        type_: Any = self.schema.get_type("Presence")
        inside = self.object(SHAPES["Presence"], type_, question.nodes, None)
        text = concat([f'{{"data":{{"{question.response_key}":', *inside, "}}"])
        return only_used(EACH.replace("{frame}", self.frame(text)).replace("{text}", text), [], self.binds)


class PresenceQuestion(Question):
    """Who is somewhere, as one document asks it."""

    onlooker: Onlooker | None = None
    known: Plan | None = None

    def __init__(
        self, readers: Readers, operation: Operation, variables: Mapping[str, Any], scopes: Scopes | None = None
    ) -> None:
        super().__init__(readers, operation, variables, scopes)
        if scopes is not None:
            raise refusal(FOR_PEOPLE, "INSUFFICIENT_SCOPE", operation.node)
        if self.place is not None and isinstance(self.spec, Lasting) and self.spec.typing:
            self.module = MODULES[self.place.table]

    def listened_to(self) -> Place | None:
        """The place, which must be named where it is asked who is typing; raises Refused and Malformed."""
        place = super().listened_to()
        if isinstance(self.spec, Lasting) and self.spec.typing and place is None:
            raise refusal(NO_PLACE, "BAD_USER_INPUT", self.operation.node)
        return place

    def look_on(self, presence: Presence, network_id: UUID) -> Onlooker:
        """Whoever is told of every change there, until the question is over."""
        if isinstance(self.spec, Lasting) and self.spec.typing and self.place_id is not None:
            self.onlooker = presence.typing_changes(network_id, self.place_id)
        else:
            self.onlooker = presence.changes(network_id, self.place_id)
        return self.onlooker

    def over(self) -> None:
        """Nobody asks any more."""
        if self.onlooker is not None:
            self.onlooker.close()

    async def seen(self, network_id: UUID, members: frozenset[UUID], viewers: list[UUID]) -> Mapping[UUID, bytes]:
        """The texts by viewer, of those members whom each may see."""
        SESSION.set(None)
        plan = self.known = self.known or PresenceCompiler(self).plan(self)
        parameters = plan.parameters({**self.variables, LINE: {"members": sorted(members), "network_id": network_id}})
        sql = plan.text.replace(VIEWERS, "$1::uuid[]")
        parts = [viewers[start : start + AT_ONCE] for start in range(0, len(viewers), AT_ONCE)]
        found = await asyncio.gather(*(self.readers.rows(sql, part, *parameters) for part in parts))
        return {row[0]: row[1] for part in found for row in part}
