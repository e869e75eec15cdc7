"""What members are told of their own privacy: audiences, exclusions, lists, and the profile with another's eyes."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import asyncpg
import pytest

from graph.compile.engine import Engine
from graph.compile.keys import global_id
from models.database import connect
from models.ids import uuid7
from models.viewer import Viewer
from tests.conftest import fresh_database, on_database
from tests.graph.numbers import NO_LIMITS, READERS, Numbers, ids
from tests.models.oracle import Facts, Sight
from tests.models.oracle_audiences import ALL_FIELDS, FIELDS, FIELDS_OF_ROWS, RELATIONS, Relations, audience
from tests.models.oracle_profiles import lasts
from tests.world import World, make_world

SIGHT = (
    "{ member { id } relationToViewer fields { field shown excluded audience meeting }"
    " employments { id } positions { id } attributes { id } openness { id } }"
)
KNOWN_BY_ROWS = ("positions", "employments", "group_memberships")


def mem(key: UUID) -> str:
    return global_id("mem", key)


def profiles(facts: Facts) -> str:
    """The viewer's profile with the eyes of everybody there is."""
    fields = " ".join(f'p{n}: profile(as: "{mem(key)}") {SIGHT}' for n, key in enumerate(sorted(facts["members"])))
    return f"{{ viewer {{ {fields} }} }}"


def written(relations: Relations) -> list[str]:
    """The names of relations as they are answered, in their order: all lists are one."""
    names = [name for name in RELATIONS if name in relations]
    return list(dict.fromkeys("LISTS" if name.startswith("LIST ") else name for name in names))


def known(sight: Sight) -> Facts:
    """What a member may know of the others: no mail addresses, and of what they belong to the visible rows."""
    tables = {**sight.facts.tables, "account_emails": {}}
    for table in KNOWN_BY_ROWS:
        rows = sight.facts[table].items()
        own = {key for key, row in rows if row["member_id"] == sight.viewer}
        tables[table] = {key: row for key, row in rows if key in sight.sees[table] | own}
    return Facts(tables)


@dataclass(frozen=True)
class Eyes:
    """What another is to a member, and what they are shown of that member's profile."""

    sight: Sight
    owner: UUID

    @property
    def finds(self) -> bool:
        """Do they see the member at all?"""
        return self.owner in self.sight.sees["members"]

    def audience_of(self, field: str) -> Relations:
        mask = self.sight.facts["members"][self.owner][f"{field.lower()}_audience"]
        return self.sight.standing_to.clamped(field, mask)

    def relation(self) -> Relations:
        if self.owner == self.sight.viewer:
            return {"SELF"}
        return self.sight.standing_to.relations(self.owner) if self.finds else set()

    def field(self, field: str) -> dict[str, Any]:
        """One field, as it must be told."""
        own, allowed = self.owner == self.sight.viewer, self.audience_of(field)
        excluded = not own and field in self.sight.standing_to.withheld(self.owner)
        meeting = allowed if own else allowed & self.relation()
        return {
            "field": field,
            "shown": bool(meeting) and not excluded,
            "excluded": excluded,
            "audience": written(allowed),
            "meeting": written(meeting),
        }

    def rows(self, table: str) -> set[UUID]:
        """The owner's rows of a table that they see."""
        if not self.finds:
            return set()
        field, rows = FIELDS_OF_ROWS[table], self.sight.standing_to.having(table, member_id=self.owner)
        there = [row for row in rows if table != "openness" or lasts(row)]
        return {row["id"] for row in there if self.sight.standing_to.admits(self.owner, field, row["audience"])}

    def told(self) -> dict[str, Any]:
        """The profile with these eyes."""
        held = {self.sight.facts["member_attributes"][key]["attribute_id"] for key in self.rows("member_attributes")}
        return {
            "member": {"id": mem(self.sight.viewer)},
            "relationToViewer": written(self.relation()),
            "fields": [self.field(field) for field in FIELDS],
            "employments": ids("emp", self.rows("employments")),
            "positions": ids("pos", self.rows("positions")),
            "attributes": ids("att", held),
            "openness": ids("opn", self.rows("openness")),
        }

    def shown(self) -> set[Any]:
        """All that is shown to them."""
        fields = {field for field in FIELDS if self.finds and self.field(field)["shown"]}
        return fields.union(*(self.rows(table) for table in FIELDS_OF_ROWS))


def in_order(profile: Any) -> Any:
    """A profile with its rows in the order of their ids."""
    lists = ("employments", "positions", "attributes", "openness")
    return profile and {**profile, **{name: sorted(profile[name], key=lambda row: row["id"]) for name in lists}}


async def test_a_profile_with_anothers_eyes_is_what_they_see_as_far_as_its_owner_may_know(numbers: Numbers) -> None:
    sight, facts = numbers.sight, numbers.sight.facts
    found, may_know = (await numbers.data(profiles(facts)))["viewer"], known(sight)
    for n, key in enumerate(sorted(facts["members"])):
        visible = key in sight.sees["members"]
        told = Eyes(Sight(may_know, key), sight.viewer).told() if visible else None
        assert in_order(found[f"p{n}"]) == told, key


async def test_it_differs_from_the_truth_by_exclusions_alone_whose_reason_is_hidden(facts: Facts, world: World) -> None:
    """So the test above holds what is told against what is true, wherever it may be known."""
    differing = set()
    for name in READERS:
        sight = Sight(facts, world[name])
        may_know = known(sight)
        for key in sight.sees["members"]:
            truth, told = Eyes(Sight(facts, key), sight.viewer), Eyes(Sight(may_know, key), sight.viewer)
            assert truth.relation() == told.relation()
            assert truth.shown() <= told.shown()
            if truth.shown() != told.shown():
                reasons = [row for row in facts["exclusions"].values() if row["member_id"] == sight.viewer]
                hidden = [row for row in reasons if truth.sight.standing_to.meant(row) and row["kind"] != "MEMBER"]
                differing |= {row["kind"] for row in hidden if not told.sight.standing_to.meant(row)}
    assert differing == {"ORGANISATION", "DEPARTMENT", "GROUP"}


async def test_a_profile_is_told_alike_by_one_statement_and_field_by_field(numbers: Numbers, world: World) -> None:
    others = [world[name] for name in ("Aoi", "Ben", "Member 4", "HR", "Eri", "Outsider")]
    fields = " ".join(f'p{n}: profile(as: "{mem(key)}") {SIGHT}' for n, key in enumerate(others))
    own = "audiences { field audience usual floor ceiling } exclusions { id fields } lists { listNumber }"
    document, engine = f"{{ viewer {{ {fields} {own} }} }}", numbers.engine
    viewer = Viewer(numbers.sight.viewer, numbers.sight.me["network_id"])
    by_plan = (await engine.execute(viewer, document)).body
    by_core = await engine.resolved(viewer, engine.documents.operation(document, None), {})
    assert by_plan.decode() == by_core.decode()


async def test_nobodys_eyes_and_hidden_eyes_show_nothing(numbers: Numbers) -> None:
    document = "query($as: ID!) { viewer { profile(as: $as) { relationToViewer } } }"
    hidden = set(numbers.sight.facts["members"]) - numbers.sight.sees["members"]
    for id_ in [*map(mem, [*sorted(hidden), uuid7()]), global_id("post", numbers.sight.viewer)]:
        assert await numbers.data(document, **{"as": id_}) == {"viewer": {"profile": None}}


async def test_audiences_are_the_viewers_own_with_what_the_network_allows(numbers: Numbers) -> None:
    found = await numbers.data("{ viewer { audiences { field audience usual floor ceiling } } }")
    me, network = numbers.sight.me, numbers.sight.standing_to.network
    bounds = {"usual": "audience_usual", "floor": "audience_floors", "ceiling": "audience_ceilings"}
    assert found["viewer"]["audiences"] == [
        {
            "field": field,
            "audience": written(audience(me[f"{field.lower()}_audience"])) if field in FIELDS else None,
            **{name: written(audience(network[column][place])) for name, column in bounds.items()},
        }
        for place, field in enumerate(ALL_FIELDS)
    ]


async def test_exclusions_and_lists_are_the_viewers_own(numbers: Numbers) -> None:
    sight = numbers.sight
    one = "kind member { id } company domains department { id } group { id } fields"
    found = await numbers.data(f"{{ viewer {{ exclusions {{ id {one} }} lists {{ listNumber member {{ id }} }} }} }}")

    def row(prefix: str, table: str, key: UUID | None) -> dict[str, str] | None:
        return {"id": global_id(prefix, key)} if key and key in sight.sees[table] else None

    assert found["viewer"]["exclusions"] == [
        {
            "id": global_id("exc", each["id"]),
            "kind": each["kind"],
            "member": row("mem", "members", each["other_id"]),
            "company": each["company"],
            "domains": each["domains"],
            "department": row("att", "attributes", each["department_id"]),
            "group": row("grp", "groups", each["group_id"]),
            "fields": [field for place, field in enumerate(ALL_FIELDS) if each["fields_mask"] >> place & 1],
        }
        for each in sorted(sight.rows("exclusions"), key=lambda row: row["id"])
    ]
    listed = sorted(sight.rows("listed"), key=lambda row: (row["list_number"], row["id"]))
    assert found["viewer"]["lists"] == [
        {"listNumber": each["list_number"], "member": {"id": mem(each["other_id"])}} for each in listed
    ]


async def test_of_others_nobody_is_told_what_they_decided(numbers: Numbers) -> None:
    sight, document = numbers.sight, "query($ids: [ID!]!, $as: ID!) { nodes(ids: $ids) { ... on Member { %s } } }"
    asked = document % "audiences { field } exclusions { id } lists { id } profile(as: $as) { relationToViewer }"
    others = sorted(sight.sees["members"] - {sight.viewer})
    nothing: dict[str, Any] = {"audiences": [], "exclusions": [], "lists": [], "profile": None}
    for eyes in (sight.viewer, others[0]):
        found = await numbers.data(asked, **{"ids": [mem(key) for key in others], "as": mem(eyes)})
        assert found["nodes"] == [nothing for _ in others]


@dataclass(frozen=True)
class House:
    """A world that is changed and changed back, and an engine that answers within our transaction."""

    world: World
    facts: Facts
    engine: Engine
    connection: asyncpg.Connection

    async def answer(self, viewer: UUID) -> bytes:
        """All profiles, with everybody's eyes."""
        network = self.facts["members"][viewer]["network_id"]
        return (await self.engine.execute(Viewer(viewer, network), profiles(self.facts))).body


@pytest.fixture(scope="module")
async def house(postgres_url: str, template: str) -> AsyncIterator[House]:
    await fresh_database(postgres_url, "privacy", template)
    url = on_database(postgres_url, "privacy")
    writer = await connect(url)
    world = await make_world(writer)
    await writer.execute("analyze")
    engine = await Engine.open(url, connections=1, limits=NO_LIMITS)
    reader = await engine.readers.take()
    engine.readers.put(reader)
    yield House(world, await Facts.read(writer), engine, reader.connection)
    await engine.close()
    await writer.close()


HIDDEN = "where member_id <> $1 and not id = any($2)"
NO_MAIL = (
    "delete from account_emails where id <> all($2) and account_id <> (select account_id from members where id = $1)"
)
MAIL = (
    "insert into account_emails (id, account_id, address) select gen_random_uuid(), account_id, id || '@' || host"
    " from members, unnest(array['x.kyoto.toho.example', 'toho.example']) host where id <> $1 and id <> all($2)"
)
# Each changes what others hide from the viewer (of rows: those that are not among the visible ones, $2).
CHANGES = {
    "no mail addresses": NO_MAIL,
    "mail addresses in excluded domains": MAIL,
    "no hidden positions": f"delete from positions {HIDDEN}",
    "hidden positions at an excluded company": f"update positions set company = '㈱東邦電機', ended = null {HIDDEN}",
    "no hidden spells": f"delete from employments {HIDDEN}",
    "no hidden memberships": f"delete from group_memberships {HIDDEN}",
}
TABLE_OF = {"positions": "positions", "spells": "employments", "memberships": "group_memberships"}
TRUTHS: dict[str, int] = dict.fromkeys(CHANGES, 0)


@pytest.mark.parametrize("name", READERS)
@pytest.mark.parametrize("what", CHANGES)
async def test_what_another_hides_changes_nothing_of_the_profile_with_their_eyes(
    house: House, what: str, name: str
) -> None:
    viewer = house.world[name]
    sight, before = Sight(house.facts, viewer), await house.answer(viewer)
    visible = next((sight.sees[table] for word, table in TABLE_OF.items() if word in what), set())
    await house.connection.execute("begin read write")
    try:
        await house.connection.execute(CHANGES[what], viewer, list(visible))
        now = await Facts.read(house.connection)
        after = await house.answer(viewer)
    finally:
        await house.connection.execute("rollback")
    assert after.decode() == before.decode()
    TRUTHS[what] += sum(
        Eyes(Sight(now, key), viewer).shown() != Eyes(Sight(house.facts, key), viewer).shown()
        for key in sight.sees["members"]
    )


def test_each_of_these_changes_changed_what_somebody_sees_in_truth() -> None:
    assert all(TRUTHS.values()), TRUTHS
