"""Every action for everybody, drawn from the list of mutations, so that a new one cannot be left out.

Whoever is no active member can do nothing. An id of what one may not see, for whatever reason, is answered like one
that nothing has, to the byte, and changes nothing. Who may do what stands in rights.txt, to be read in reviews.
"""

import os
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any, get_args, get_origin
from uuid import UUID

import orjson
import pytest
import strawberry

from actions import notification_mails, notifying  # noqa: F401 - nothing else here needs them
from actions.action import ACTIONS
from actions.change import change_of
from actions.rates import RATES
from actions.refusals import Refusal
from actions.scoped import check_scope
from actions.transaction import transaction
from graph.compile.arguments import resolved
from graph.compile.declare import base_type
from graph.compile.engine import Engine
from graph.compile.keys import global_id
from graph.compile.payloads import MUTATIONS
from graph.inputs import INPUTS, camel, values
from graph.nodes import PartialDate
from models.database import connect, orm
from models.ids import uuid7
from models.scopes import TokenScope
from models.viewer import Viewer
from tests.actions.drawing import PREFIXES, Draw, Place, input_of, names, needs_somebody, places
from tests.community import Community
from tests.conftest import fresh_database, on_database
from tests.models.oracle import Facts, Sight

RIGHTS = Path(__file__).parent / "rights.txt"
GRANTED = {
    "Member 0": "MODERATOR",
    "Member 1": "PRIVACY_OFFICER",
    "Member 2": "NETWORK_OWNER",
    "Member 3": "COMMUNITY_MANAGER",
}
ACTING = ["Aoi", "Chie", "Hana", "HR", "Recruiter", *GRANTED, "Outsider"]
# Apps, for whom they speak, and their scopes.
MACHINES = {
    "App of HR": ("HR", frozenset(TokenScope)),
    "reading app of HR": ("HR", frozenset(scope for scope in TokenScope if not scope.writes)),
}
GONE = ["Fumi", "Gen", "Pending", "Invited", "Erased"]
ALONE = [name for name in names() if needs_somebody(name)]
TRIED = 10  # inputs of each mutation for each who acts
HIDDEN = 6  # hidden rows of a kind


# Ids that clients make: a new one is no question for what is there.
MADE_BY_CLIENTS = ("id",)


class Undone(Exception):
    """Ends a transaction that is only tried."""


@dataclass
class House:
    """The community, every row of it, and what answers for it; nothing in it ever changes."""

    community: Community
    facts: Facts
    engine: Engine
    sees: dict[str, dict[str, list[UUID]]] = field(default_factory=dict)

    def seen(self, name: str) -> dict[str, list[UUID]]:
        """The ids that a member sees, by prefix."""
        if name not in self.sees:
            sees = Sight(self.facts, self.community[name]).sees
            self.sees[name] = {prefix: sorted(sees.get(table, ())) for prefix, table in PREFIXES.items()}
        return self.sees[name]

    async def ask(self, viewer: Viewer | None, mutation: str, given: dict[str, Any]) -> bytes:
        """The answer to one mutation."""
        document = (
            f"mutation M($input: {input_of(mutation)}!) {{ {mutation}(input: $input)"
            " { __typename streamCursor refusal { __typename code message path } } }"
        )
        return (await self.engine.execute(viewer, document, {"input": given})).body


@pytest.fixture(scope="module")
async def house(postgres_url: str, world_template: tuple[str, dict[str, UUID]]) -> AsyncIterator[House]:
    source, ids = world_template
    await fresh_database(postgres_url, "every_action", source)
    url = on_database(postgres_url, "every_action")
    connection = await connect(url)
    for name, role in GRANTED.items():
        await connection.execute("update members set roles = roles || $2::text where id = $1", ids[name], role)
    async with orm(url):
        engine = await Engine.open(url, connections=2)
        community = Community(connection, dict(ids), 10_000, url)
        yield House(community, await Facts.read(connection), engine)
        await engine.close()
    await connection.close()


def refusal_of(body: bytes, mutation: str) -> Any:
    """The refusal in a response."""
    return orjson.loads(body)["data"][mutation]["refusal"]


# What the upkeep does, or the page behind the link in a mail, and no client asks for.
INNER = {
    "announcing.fire",
    "group_rules.follow",
    "notifying.derive",
    "notification_mails.mail_soon",
    "notification_mails.mail_digests",
    "search_times.alert",
    "topic_subscriptions.unsubscribe_by_link",
}


def test_every_action_is_a_mutation() -> None:
    reached = {spec.action.name for spec, _ in MUTATIONS.values() if spec.action}
    assert {name for name, each in ACTIONS.items() if not each.act.__module__.startswith("tests.")} == reached | INNER


async def test_who_is_no_active_member_can_do_nothing(house: House) -> None:
    community, draw = house.community, Draw(Random(1), house.seen("Aoi"))
    nobodies = [community.viewer(name) for name in GONE] + [Viewer(community["Aoi"], community["there"])]
    for mutation in ALONE:
        for viewer in nobodies:
            said = refusal_of(await house.ask(viewer, mutation, draw.input(input_of(mutation))), mutation)
            assert said["code"] in ("UNAUTHENTICATED", "INVALID"), mutation
    assert await community.told() == []


@pytest.mark.parametrize("mutation", ALONE)
async def test_what_one_may_not_see_is_answered_like_what_is_not_there(house: House, mutation: str) -> None:
    where, told = list(places(input_of(mutation))), await house.community.told()
    chance = Random(mutation)
    for name in ("Aoi", "HR", "Outsider"):
        for place in (each for each in where if each.path != MADE_BY_CLIENTS):
            await like_absent(house, name, mutation, place, chance)
    assert await house.community.told() == told


def known(house: House, name: str, mutation: str) -> set[UUID]:
    """Who is out of sight and yet known: to those who put them there, and to moderation (invariant 7)."""
    me = house.facts["members"][house.community[name]]
    if mutation in ("blockMember", "unblockMember"):
        blocks = house.facts["blocks"].values()
        return {row["other_id"] for row in blocks if row["member_id"] == me["id"] and row["by_me"]}
    if mutation in ("reinstateMember", "suspendMember") and {"COMMUNITY_MANAGER", "MODERATOR"} & set(me["roles"]):
        members = house.facts["members"].values()
        here = [row for row in members if row["network_id"] == me["network_id"]]
        return {row["id"] for row in here if row["status"] in ("ACTIVE", "SUSPENDED")}
    return set()


async def like_absent(house: House, name: str, mutation: str, place: Place, chance: Random) -> None:
    """Every kind of hidden row at one place of the input."""
    sees, seed = house.seen(name), chance.getrandbits(64)
    for prefix in place.prefixes:
        table = house.facts[PREFIXES[prefix]]
        hidden = [key for key in table if key not in {*sees[prefix], *known(house, name, mutation)}]
        answers = set()
        for key in [uuid7(), *chance.sample(hidden, min(HIDDEN, len(hidden)))]:
            given = Draw(Random(seed), sees, {place.path: global_id(prefix, key)}).input(input_of(mutation))
            await RATES.forget()
            body = await house.ask(house.community.viewer(name), mutation, given)
            answers.add(body)
            assert refusal_of(body, mutation) is not None, (mutation, name, place, key)
        assert len(answers) == 1, (mutation, name, place)


async def attempted(viewer: Viewer, mutation: str, written: dict[str, Any]) -> str:
    """What an action says to this input, and nothing stays of it."""
    spec = next(spec for name, (spec, _) in MUTATIONS.items() if camel(name) == mutation)
    try:
        given = values(spec.input_type, {name: each for name, each in written.items() if name != "idempotencyKey"})
        async with transaction() as connection:
            change = await change_of(connection, viewer)
            assert spec.action
            check_scope(viewer.scopes, spec.action.name)
            await spec.action.act(change, **given)
            raise Undone
    except Undone:
        return "OK"
    except Refusal as refusal:
        return refusal.code


async def right_of(viewer: Viewer, mutation: str, inputs: list[dict[str, Any]]) -> str:
    """Whether a member can do it with one of these inputs, or it is forbidden, or nothing is there for it."""
    said = set()
    for given in inputs:
        said.add(await attempted(viewer, mutation, given))
        if "OK" in said:
            return "OK"
    return "FORBIDDEN" if "FORBIDDEN" in said else "NOTHING"


async def rights_of(house: House, mutation: str) -> str:
    """One line of rights.txt: who can do it at all, to whom it is forbidden, and to whom nothing is there for it."""
    found: dict[str, list[str]] = {}
    for name in [*ACTING, *MACHINES]:
        member, scopes = MACHINES.get(name, (name, None))
        draw = Draw(Random(f"{mutation} of {member}"), house.seen(member), optional=0.3)
        inputs = [draw.input(input_of(mutation)) for _ in range(TRIED)]
        viewer = house.community.viewer(member)._replace(scopes=scopes)
        found.setdefault(await right_of(viewer, mutation, inputs), []).append(name)
    return f"{mutation}: " + "; ".join(f"{code} {', '.join(found[code])}" for code in sorted(found, reverse=True))


async def test_who_may_do_what_is_what_was_reviewed(house: House) -> None:
    lines = [await rights_of(house, mutation) for mutation in ALONE]
    text = "\n".join(lines) + "\n"
    if "SNAPSHOTS" in os.environ:
        RIGHTS.write_text(text, encoding="utf-8")
    assert RIGHTS.read_text(encoding="utf-8") == text
    assert await house.community.told() == []


HOSTILE = (
    "a\0b",
    "\ud800",
    "'; drop table members; --\\",
    "x" * 20_000,
    "\u202e\u2028 👩‍👩‍👧 e\u0301\x01\x7f",
    "(" * 500,
    "　 ",
)


def texts(type_name: str, above: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """Where an input holds a text."""
    for name, each in INPUTS[type_name].fields.items():
        annotation: Any = base_type(resolved(each.annotation))
        inner: Any = get_args(annotation)[0] if get_origin(annotation) is list else annotation
        if getattr(inner, "__name__", "") in INPUTS:
            yield from texts(inner.__name__, (*above, name))
        elif name != "idempotencyKey" and inner in (str, strawberry.ID, PartialDate):
            yield (*above, name)


@pytest.mark.parametrize("mutation", ALONE)
async def test_a_hostile_text_is_refused_or_kept_and_breaks_nothing(house: House, mutation: str) -> None:
    for path in texts(input_of(mutation)):
        for text in HOSTILE:
            given = Draw(Random(mutation), house.seen("HR"), {path: text}).input(input_of(mutation))
            code = await attempted(house.community.viewer("HR"), mutation, given)
            assert code in ("OK", "INVALID", "NOT_FOUND", "FORBIDDEN", "CONFLICT", "RATE_LIMITED"), (path, text)
