"""The log of the roster: exactly what a page shows, for what it was asked; without a log nothing is read."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

import asyncpg
import orjson
import pytest

from graph.compile.keys import global_id
from graph.compile.plan import NotCompiled
from models.database import connect
from tests.graph.rosters import House, entries, roster_house

WAITING = "select exists(select from pg_locks where not granted)"
LEFT = "select count(*) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()"


@pytest.fixture(scope="module")
async def home(postgres_url: str, template: str) -> AsyncIterator[House]:
    async with roster_house(postgres_url, template, "roster_log") as made:
        yield made


@pytest.fixture
async def house(home: House) -> House:
    await home.logged()
    return home


# --- what is logged


PAGES = {
    '(purpose: "p", first: 2) { edges { node { email } } }': (["Eri", "Ben"], ["email"]),
    '(purpose: "p", first: 2) { totalCount edges { node { email } } pageInfo { hasNextPage } }': (
        ["Eri", "Ben"],
        ["email"],
    ),
    '(purpose: "p", last: 2) { edges { node { email } } pageInfo { hasPreviousPage } }': (["Hana", "Aoi"], ["email"]),
    '(purpose: "p", first: 1, orderBy: EXTERNAL_ID) { edges { node { a: email b: email } } }': (["nobody"], ["email"]),
    '(purpose: "p", first: 1) { edges { node { spells { __typename } } } }': (["Eri"], ["spells"]),
    '(purpose: "p", first: 1) { edges { node { ... on RosterEntry { spells { reason } } } } }': (
        ["Eri"],
        ["spells", "spells.reason"],
    ),
    '(purpose: "p", first: 1) { edges { cursor } }': (["Eri"], ["cursor"]),
    '(purpose: "p", first: 1) { pageInfo { endCursor } }': (["Eri"], ["cursor"]),
    '(purpose: "p", filter: {name: "葵"}) { totalCount }': (["Aoi"], ["filter.name"]),
    '(purpose: "p", filter: {name: "葵"}) { edges { node { claimState } } }': (["Aoi"], ["filter.name"]),
    '(purpose: "p", filter: {claimState: UNCLAIMED}) { edges { node { email } } }': (["nobody"], ["email"]),
    '(purpose: "p", filter: {name: "nobody"}) { edges { node { email } } }': ([], []),
    '(purpose: "p", first: 0) { edges { node { email } } }': ([], []),
    '(purpose: "p", first: 0, filter: {name: "葵"}) { edges { node { email } } }': (["Aoi"], ["email", "filter.name"]),
    '(purpose: "p", first: 0, filter: {name: "ア"}) { totalCount }': (["Aoi"], ["filter.name"]),
    '(purpose: "p", first: 0, filter: {name: "nobody"}) { totalCount }': ([], []),
    '(purpose: "p", first: 0, filter: {claimState: CLAIMED}) { totalCount }': ([], []),
    '(purpose: "p") { totalCount edges { __typename node { id claimState } } pageInfo { hasNextPage } }': ([], []),
    '(purpose: "p") { __typename }': ([], []),
}


@pytest.mark.parametrize(("asked", "log"), PAGES.items())
async def test_the_log_has_exactly_the_entries_of_the_page(house: House, asked: str, log: Any) -> None:
    await house.ask("HR", f"{{ rosterEntries{asked} }}")
    names, fields = log
    assert await house.logged() == sorted((f"entry of {name}", tuple(fields), "p") for name in names)


async def test_each_field_of_an_operation_is_logged_with_its_own_purpose(house: House) -> None:
    document = """query($why: String!, $id: ID!) {
        a: rosterEntries(purpose: $why, filter: {externalId: "E008"}) { edges { node { givenName } } }
        b: rosterEntries(purpose: "first", first: 1) { edges { node { email } } }
        c: rosterEntry(id: $id, purpose: "one") { email claimState }
        viewer { displayName }
    }"""
    answer = await house.ask("HR", document, why=" 二つ目 ", id=global_id("ros", house.world["entry of Hana"]))
    assert answer["c"] == {"email": "hana@example.com", "claimState": "CLAIMED"}
    assert answer["viewer"] == {"displayName": "HR"}
    assert await house.logged() == [
        ("entry of Ben", ("filter.externalId", "givenName"), "二つ目"),
        ("entry of Eri", ("email",), "first"),
        ("entry of Hana", ("email",), "one"),
    ]


@pytest.mark.parametrize("id_", ["entry there", "nothing", "member"])
async def test_an_entry_that_is_not_there_is_null_and_not_logged(house: House, id_: str) -> None:
    keys = {"entry there": house.world["entry there"], "member": house.world["Aoi"]}
    key = keys.get(id_, UUID("00000000-0000-7000-8000-000000000000"))
    answer = await house.ask(
        "HR",
        'query($id: ID!) { rosterEntry(id: $id, purpose: "why") { email } }',
        id=global_id("mem" if id_ == "member" else "ros", key),
    )
    assert answer == {"rosterEntry": None}
    assert await house.logged() == []


# --- no read without a log


async def test_where_the_log_cannot_be_written_nothing_is_answered(house: House) -> None:
    await house.world.connection.execute(
        "alter table access_log add constraint no_more check (purpose <> 'no more') not valid"
    )
    document = '{ rosterEntries(purpose: "no more") { edges { node { email } } } }'
    try:
        with pytest.raises(asyncpg.CheckViolationError):
            await house.engine.execute(house.viewer("HR"), document)
    finally:
        await house.world.connection.execute("alter table access_log drop constraint no_more")
    assert await house.logged() == []
    assert len(entries(await house.ask("HR", document))) == 5


async def test_whoever_is_cancelled_while_the_log_is_written_has_read_nothing(house: House) -> None:
    other = await connect(house.url)
    document = '{ rosterEntries(purpose: "why") { edges { node { email } } } }'
    async with other.transaction():
        await other.execute("lock table access_log in share mode")
        reading = asyncio.create_task(house.engine.execute(house.viewer("HR"), document))
        while not await other.fetchval(WAITING):  # noqa: ASYNC110 - PostgreSQL has no event for it
            await asyncio.sleep(0.01)
        reading.cancel()
        with pytest.raises(asyncio.CancelledError):
            await reading
    await other.close()
    assert await house.logged() == []
    await settled(house)


async def test_a_read_that_is_cancelled_at_any_moment_is_logged_whole_or_not_at_all(house: House) -> None:
    document = '{ rosterEntries(purpose: "why") { edges { node { email } } } }'
    answered = 0
    for milliseconds in range(0, 30, 2):
        reading = asyncio.create_task(house.engine.execute(house.viewer("HR"), document))
        await asyncio.sleep(milliseconds / 1000)
        reading.cancel()
        (result,) = await asyncio.gather(reading, return_exceptions=True)
        await settled(house)
        logged = len(await house.logged())
        assert logged == 5 or (logged == 0 and isinstance(result, asyncio.CancelledError)), result
        answered += not isinstance(result, BaseException)
    assert answered < 15, "nobody was cancelled"
    assert len(entries(await house.ask("HR", document))) == 5


async def settled(house: House) -> None:
    """Nothing is left open: no connection for logging, and no transaction."""
    async with asyncio.timeout(5):
        # One connection is the engine's own reader.
        while await house.world.connection.fetchval(LEFT) > 1:  # noqa: ASYNC110 - PostgreSQL has no event for it
            await asyncio.sleep(0.01)


@pytest.mark.parametrize("purpose", ["", " ", "\u3000\t\n", "x" * 201])
@pytest.mark.parametrize("name", ["HR", "Aoi"])
async def test_a_purpose_that_says_nothing_or_too_much_is_refused(house: House, name: str, purpose: str) -> None:
    for document, path in (
        ("query($why: String!) { rosterEntries(purpose: $why) { edges { node { email } } } }", "rosterEntries"),
        ("query($why: String!) { all: rosterEntries(purpose: $why) { totalCount } }", "all"),
        ('query($why: String!) { rosterEntry(id: "ros_x", purpose: $why) { id } }', "rosterEntry"),
    ):
        body = orjson.loads(
            await house.bytes(
                name, document.replace("ros_x", global_id("ros", house.world["entry there"])), why=purpose
            )
        )
        assert list(body) == ["errors"]
        assert [(error["extensions"]["code"], error["path"]) for error in body["errors"]] == [
            ("BAD_USER_INPUT", [path])
        ]
    assert await house.logged() == []


async def test_a_purpose_of_200_characters_is_logged_without_the_blanks_around_it(house: House) -> None:
    document = "query($why: String!) { rosterEntries(purpose: $why, first: 1) { edges { node { email } } } }"
    await house.ask("HR", document, why=f"  {'長' * 200}\n")
    assert await house.logged() == [("entry of Eri", ("email",), "長" * 200)]


async def test_what_is_logged_is_never_read_for_many(house: House) -> None:
    document = '{ rosterEntries(purpose: "why") { edges { node { email } } } }'
    with pytest.raises(NotCompiled):
        await house.engine.for_many([house.world["HR"]], document)
    assert await house.logged() == []


@pytest.mark.parametrize("beside", ["__schema { queryType { name } }", '__type(name: "Query") { name }'])
async def test_graphql_core_does_not_answer_what_is_logged(house: House, beside: str) -> None:
    id_ = global_id("ros", house.world["entry of Aoi"])
    asked = f'rosterEntries(purpose: "why") {{ totalCount }} rosterEntry(id: "{id_}", purpose: "why") {{ email }}'
    document = f"{{ {asked} {beside} }}"
    body = orjson.loads(await house.bytes("HR", document))
    assert body["data"] is None
    assert {error["extensions"]["code"] for error in body["errors"]} == {"LOGGED"}
    assert await house.logged() == []
