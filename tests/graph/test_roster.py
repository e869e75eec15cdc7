"""The roster: HR_ADMIN reads it for a purpose, nobody else does, and whoever is read about sees it."""

from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import orjson
import pytest
from graphql import GraphQLInputObjectType, get_named_type

from graph.compile.declare import SHAPES, Relation
from graph.compile.keys import global_id
from graph.compile.plan import make_plan
from graph.compile.reference import resolver
from graph.schema import graphql_schema
from tests.graph.rosters import House, entries, roster_house
from tests.world import MEMBERS, STRANGERS
from tests.world_roster import ENTRIES

FACTS = "externalId familyName givenName familyNameKana givenNameKana formerName email"
SPELLS = "spells { department started ended reason }"
ALL = f"{{ totalCount edges {{ node {{ id {FACTS} {SPELLS} claimState claimedBy {{ id }} }} }} }}"
LOOKS = "{ viewer { accessLog { totalCount edges { node { actor { displayName } purpose fields } } } } }"
EVERY_FIELD = sorted(["spells", "spells.department", "spells.started", "spells.ended", "spells.reason", *FACTS.split()])
READERS = ["HR", "Other outsider"]


@pytest.fixture(scope="module")
async def home(postgres_url: str, template: str) -> AsyncIterator[House]:
    async with roster_house(postgres_url, template, "roster") as made:
        yield made


@pytest.fixture
async def house(home: House) -> House:
    await home.logged()
    return home


# --- who reads what


@pytest.mark.parametrize("name", [name for name in (*MEMBERS, *STRANGERS) if name not in READERS])
async def test_whoever_is_not_hr_admin_reads_what_they_would_of_an_empty_roster(house: House, name: str) -> None:
    document = (
        f'query($id: ID!) {{ rosterEntries(purpose: "why") {ALL} rosterEntry(id: $id, purpose: "why") {{ email }} }}'
    )
    body = orjson.loads(await house.bytes(name, document, id=global_id("ros", house.world["entry of Aoi"])))
    if "errors" in body:
        assert body["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"
    else:
        assert body == {"data": {"rosterEntries": {"totalCount": 0, "edges": []}, "rosterEntry": None}}
    assert await house.logged() == []


@pytest.mark.parametrize("name", READERS)
async def test_hr_admin_reads_every_entry_of_their_network_and_none_of_another(house: House, name: str) -> None:
    network = "here" if name == "HR" else "there"
    answer = await house.ask(name, f'{{ rosterEntries(purpose: "why") {ALL} }}')
    expected = [each for each, (where, *_) in ENTRIES.items() if where == network]
    assert answer["rosterEntries"]["totalCount"] == len(expected)
    assert {node["id"] for node in entries(answer)} == {global_id("ros", house.world[each]) for each in expected}
    assert await house.logged() == sorted((each, tuple(EVERY_FIELD), "why") for each in expected)


async def test_an_entry_says_what_hr_has_on_record(house: House) -> None:
    answer = await house.ask("HR", f'{{ rosterEntries(purpose: "why", filter: {{name: "髙橋"}}) {ALL} }}')
    assert entries(answer) == [
        {
            "id": global_id("ros", house.world["entry of Aoi"]),
            "externalId": "E009",
            "familyName": "山田",
            "givenName": "葵",
            "familyNameKana": "ヤマダ",
            "givenNameKana": "アオイ",
            "formerName": "髙橋",
            "email": "aoi@example.com",
            "spells": [
                {"department": "Sales", "started": "2018", "ended": "2020-03", "reason": '"family" \\ reasons'},
                {"department": "営業部", "started": "2010-04", "ended": "2015-03-31", "reason": "転職のため"},
            ],
            "claimState": "CLAIMED",
            "claimedBy": {"id": global_id("mem", house.world["Aoi"])},
        }
    ]


async def test_claims_are_told_and_who_claimed_only_where_one_may_see_them(house: House) -> None:
    answer = await house.ask(
        "HR", '{ rosterEntries(purpose: "why") { edges { node { claimState claimedBy { displayName } } } } }'
    )
    told = [(node["claimState"], (node["claimedBy"] or {}).get("displayName")) for node in entries(answer)]
    # Eri is unlisted
    assert told == [
        ("CLAIMED", None),
        ("CLAIMED", "Ben"),
        ("UNCLAIMED", None),
        ("CLAIMED", "Hana"),
        ("CLAIMED", "Aoi"),
    ]
    assert await house.logged() == []


FOUND = {
    '{name: "やまだ"}': {"Aoi"},
    '{name: "山田"}': {"Aoi"},
    '{name: "髙橋"}': {"Aoi"},
    '{name: "ｵﾆｰﾙ"}': {"Ben"},
    '{name: "%"}': set(),
    '{externalId: "E008"}': {"Ben"},
    "{claimState: UNCLAIMED}": {"nobody"},
    "{claimState: CLAIMED}": {"Aoi", "Ben", "Hana", "Eri"},
    '{department: "営業部"}': {"Aoi"},
    '{department: "ｓａｌｅｓ"}': {"Aoi"},
    "{cohort: 2010}": {"Aoi", "nobody"},  # 2010-04 and 2011-03-31
    "{cohort: 2011}": set(),
    "{cohort: 2010, claimState: CLAIMED}": {"Aoi"},
}


@pytest.mark.parametrize(("chosen", "names"), FOUND.items())
async def test_entries_are_found(house: House, chosen: str, names: set[str]) -> None:
    answer = await house.ask(
        "HR", f'{{ rosterEntries(purpose: "why", filter: {chosen}) {{ totalCount edges {{ node {{ id }} }} }} }}'
    )
    expected = {global_id("ros", house.world[f"entry of {name}"]) for name in names}
    assert {node["id"] for node in entries(answer)} == expected
    assert answer["rosterEntries"]["totalCount"] == len(expected)


@pytest.mark.parametrize(
    ("order", "names"),
    [("NAME", ["遠藤", "O'Neil", "佐藤", "鈴木", "山田"]), ("EXTERNAL_ID", ["佐藤", "遠藤", "鈴木", "O'Neil", "山田"])],
)
async def test_entries_come_in_order_page_by_page(house: House, order: str, names: list[str]) -> None:
    document = (
        f'query($after: String) {{ rosterEntries(purpose: "why", orderBy: {order}, first: 2, after: $after)'
        " { edges { node { familyName } } pageInfo { hasNextPage endCursor } } }"
    )
    read, after, more = [], None, True
    while more:
        answer = await house.ask("HR", document, after=after)
        read += [node["familyName"] for node in entries(answer)]
        after, more = (
            answer["rosterEntries"]["pageInfo"]["endCursor"],
            answer["rosterEntries"]["pageInfo"]["hasNextPage"],
        )
    assert read == names


# --- who sees it


async def test_the_member_sees_who_looked_at_what_and_why_newest_first(house: House) -> None:
    before = (await house.ask("Aoi", LOOKS))["viewer"]["accessLog"]["totalCount"]
    await house.ask(
        "HR", '{ rosterEntries(purpose: "復職の相談", filter: {externalId: "E009"}) { edges { node { email } } } }'
    )
    log = (await house.ask("Aoi", LOOKS))["viewer"]["accessLog"]
    assert log["totalCount"] == before + 1
    assert log["edges"][0]["node"] == {
        "actor": {"displayName": "HR"},
        "purpose": "復職の相談",
        "fields": ["email", "filter.externalId"],
    }


async def test_an_actor_whom_a_block_hides_is_not_named_and_the_row_stands(house: House) -> None:
    document = "{ viewer { accessLog { edges { node { actor { displayName } fields } } } } }"
    log = (await house.ask("Hana", document))["viewer"]["accessLog"]["edges"]
    assert [edge["node"] for edge in log if edge["node"]["fields"] in (["filter.name"], ["familyName"])] == [
        {"actor": None, "fields": ["filter.name"]},
        {"actor": {"displayName": "Recruiter"}, "fields": ["familyName"]},
    ]


@pytest.mark.parametrize("name", ["Ben", "HR", "Member 5", "Outsider"])
async def test_nobody_reads_the_log_of_another_member_there(house: House, name: str) -> None:
    answer = await house.ask(
        name,
        "query($id: ID!) { member(id: $id) { accessLog { totalCount edges { node { id } } } } }",
        id=global_id("mem", house.world["Aoi"]),
    )
    assert answer["member"] in (None, {"accessLog": {"totalCount": 0, "edges": []}})


# --- the same answer as graphql-core would give


SAME = [
    f'{{ rosterEntries(purpose: "why") {ALL} }}',
    f'{{ rosterEntries(purpose: "why", first: 2, orderBy: EXTERNAL_ID) {ALL} }}',
    """{ rosterEntries(purpose: "why", last: 2) {
        edges { cursor node { email spells(first: 1) { reason } } }
        pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
    } }""",
    '{ rosterEntries(purpose: "why", filter: {name: "a", cohort: 2010}) { totalCount edges { cursor } } }',
    """{
        a: rosterEntry(id: "{id}", purpose: "why") { id email }
        b: rosterEntry(id: "{id}", purpose: "w") { claimState }
    }""",
]


@pytest.mark.parametrize("name", [*READERS, "Aoi"])
@pytest.mark.parametrize("document", SAME)
async def test_a_plan_with_a_log_gives_the_bytes_of_graphql_core(
    house: House, monkeypatch: pytest.MonkeyPatch, name: str, document: str
) -> None:
    document = document.replace("{id}", global_id("ros", house.world["entry of Aoi"]))
    operation = house.engine.documents.operation(document, None)
    query: Any = house.engine.schema.query_type
    for field in ("rosterEntry", "rosterEntries"):
        spec: Any = SHAPES["Query"].fields[field]
        monkeypatch.setattr(query.fields[field], "resolve", resolver(SHAPES["Query"], replace(spec, logged=False)))
    viewer = house.viewer(name)
    plan = make_plan(operation, {})
    by_plan = await house.engine.readers.value(plan.one, viewer.id, *plan.parameters({}))
    by_core = await house.engine.resolved(viewer, operation, {})
    assert bytes(by_plan).decode() == by_core.decode()


# --- the schema


def test_personal_facts_of_the_roster_are_reached_through_a_logged_field_alone() -> None:
    types: dict[str, Any] = graphql_schema().type_map
    personal = {name for name, shape in SHAPES.items() if any(spec.personal for spec in shape.fields.values())}
    assert personal == {"RosterEntry", "RosterSpell"}
    ways = {
        (owner, name)
        for owner, shape in SHAPES.items()
        for name, spec in shape.fields.items()
        if reached(types[owner].fields[name]) in personal
        and not spec.personal
        and not (isinstance(spec, Relation) and spec.logged)
    }
    assert ways == set()
    assert not personal & {each.name for each in graphql_schema().get_possible_types(types["Node"])}
    logged = {name for name, spec in SHAPES["Query"].fields.items() if isinstance(spec, Relation) and spec.logged}
    assert logged == {"rosterEntry", "rosterEntries"}


def reached(field: Any) -> str:
    """The type that a field shows, looked for in the edges of a connection."""
    type_: Any = get_named_type(field.type)
    if "edges" in getattr(type_, "fields", {}):
        type_ = get_named_type(get_named_type(type_.fields["edges"].type).fields["node"].type)
    return str(type_.name)


def test_why_an_employment_ended_is_told_nowhere_else() -> None:
    types = [each for each in graphql_schema().type_map.values() if not each.name.startswith("__")]
    types = [each for each in types if not isinstance(each, GraphQLInputObjectType)]
    telling = {each.name for each in types for name, field in getattr(each, "fields", {}).items() if name == "reason"}
    # A step of an application says why the application ended, which is another matter.
    assert telling == {"RosterSpell", "ApplicationStep"}


def test_every_fact_of_an_entry_that_names_or_tells_of_a_person_is_personal() -> None:
    open_to_all = {
        name: {field for field, spec in SHAPES[name].fields.items() if not spec.personal}
        for name in ("RosterEntry", "RosterSpell")
    }
    assert open_to_all == {"RosterEntry": {"id", "claimState", "claimedBy"}, "RosterSpell": set()}
