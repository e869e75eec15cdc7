"""Sessions: who gets a token, whom it speaks for, and how soon it no longer does."""

import asyncio
import hashlib
from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

import pytest

from actions.refusals import Refusal
from actions.sessions import Sessions, find_member, open_session
from models.database import connect
from models.ids import uuid7
from models.viewer import Viewer

# The same in every process: tests are named after some of them.
NETWORK, OTHER_NETWORK, ACCOUNT, ALIVE, AWAY, ELSEWHERE = (UUID(int=number) for number in range(101, 107))


async def sql(url: str, statement: str, *values: Any) -> Any:
    """Run one statement on a connection of its own and give its first value."""
    connection = await connect(url)
    try:
        return await connection.fetchval(statement, *values)
    finally:
        await connection.close()


async def session_of(url: str) -> UUID:
    """The only session there is."""
    return UUID(str(await sql(url, "select id from sessions")))


@pytest.fixture
async def world(database: str) -> str:
    """Two networks; an account with a member in each, and a suspended member of another account."""
    networks = "insert into networks (id, name, slug, locale, time_zone, emojis, created_at) values ($1, 'N', $2, 'JA',"
    for key, slug in ((NETWORK, "one"), (OTHER_NETWORK, "two")):
        await sql(database, f"{networks} 'UTC', '{{}}', now())", key, slug)
    away = uuid7()
    for account in (ACCOUNT, away):
        await sql(
            database,
            "insert into accounts (id, locale, time_zone, created_at) values ($1, 'JA', 'UTC', now())",
            account,
        )
    address = "insert into account_emails (id, account_id, address) values ($1, $2, 'hana@example.com')"
    await sql(database, address, uuid7(), ACCOUNT)
    members = (
        "insert into members (id, network_id, account_id, kind, status, listing, roles, display_name, joined_at,"
        " updated_at, version, attribute_keys) values"
        " ($1, $2, $3, 'ALUMNUS', $4, 'LISTED', '{}', 'M', now(), now(), 1, '{}')"
    )
    await sql(database, members, ALIVE, NETWORK, ACCOUNT, "ACTIVE")
    await sql(database, members, AWAY, NETWORK, away, "SUSPENDED")
    await sql(database, members, ELSEWHERE, OTHER_NETWORK, ACCOUNT, "ACTIVE")
    return database


@pytest.fixture
async def sessions(world: str) -> AsyncIterator[Sessions]:
    """Sessions that remember for a minute, so that a test sees what memory answers."""
    opened = await Sessions.open(world, seconds=60)
    yield opened
    await opened.close()


@pytest.fixture
async def forgetful(world: str) -> AsyncIterator[Sessions]:
    """Sessions that remember for no time at all."""
    opened = await Sessions.open(world, seconds=0)
    yield opened
    await opened.close()


async def test_a_token_speaks_for_its_member_and_only_its_hash_is_kept(world: str, sessions: Sessions) -> None:
    token = await open_session(world, ALIVE, device="test")
    assert await sessions.viewer(token) == Viewer(ALIVE, NETWORK, await session_of(world))
    assert await sql(world, "select token_hash from sessions") == hashlib.sha256(token.encode()).digest()
    assert token not in str(await sql(world, "select to_jsonb(s) from sessions s"))


async def test_a_session_is_for_imports_only_where_it_was_opened_so(world: str, sessions: Sessions) -> None:
    for importing in (False, True):
        viewer = await sessions.viewer(await open_session(world, ALIVE, device="test", importing=importing))
        assert viewer is not None
        assert viewer.importing is importing


async def test_two_tokens_differ_and_an_unknown_one_speaks_for_nobody(world: str, sessions: Sessions) -> None:
    first, second = [await open_session(world, ALIVE, device="test") for _ in range(2)]
    assert first != second
    for unknown in ("", first[:-1], first + "x", "x" * 100_000, "\ud800", "鍵"):
        assert await sessions.viewer(unknown) is None


async def test_only_an_active_member_gets_a_session(world: str) -> None:
    for nobody in (AWAY, uuid7()):
        with pytest.raises(Refusal, match="no active member"):
            await open_session(world, nobody, device="test")
    assert await sql(world, "select count(*) from sessions") == 0


@pytest.mark.parametrize(("device", "days"), [("", 1), (" ", 1), ("x" * 201, 1), ("test", 0), ("test", 366)])
async def test_a_session_without_a_device_or_a_sensible_length_is_refused(world: str, device: str, days: int) -> None:
    with pytest.raises(Refusal):
        await open_session(world, ALIVE, device=device, days=days)


@pytest.mark.parametrize(
    "change",
    [
        "update sessions set revoked_at = now()",
        "update sessions set created_at = now() - interval '2 days', expires_at = now() - interval '1 second'",
        "update members set status = 'SUSPENDED'",
        "update members set status = 'LEFT'",
    ],
)
async def test_a_session_ends_when_revoked_expired_or_its_member_is_not_active(
    world: str, forgetful: Sessions, change: str
) -> None:
    token = await open_session(world, ALIVE, device="test")
    assert await forgetful.viewer(token) is not None
    await sql(world, change)
    assert await forgetful.viewer(token) is None


async def test_a_warm_request_asks_the_database_nothing(world: str, sessions: Sessions) -> None:
    token = await open_session(world, ALIVE, device="test")
    assert await sessions.viewer(token) is not None
    await sessions.close()
    assert await sessions.viewer(token) == Viewer(ALIVE, NETWORK, await session_of(world))


async def test_what_is_remembered_ends_with_the_session_itself(world: str, sessions: Sessions) -> None:
    token = await open_session(world, ALIVE, device="test")
    await sql(world, "update sessions set expires_at = now() + interval '0.3 seconds'")
    assert await sessions.viewer(token) is not None
    await asyncio.sleep(0.4)
    assert await sessions.viewer(token) is None


async def test_memory_is_bounded_and_forgets_the_longest_unused(world: str) -> None:
    sessions = await Sessions.open(world, seconds=60, most=2)
    first, second, third = [await open_session(world, ALIVE, device="test") for _ in range(3)]
    for token in (first, second, first, third):
        assert await sessions.viewer(token) is not None
    await sql(world, "update sessions set revoked_at = now()")
    assert [await sessions.viewer(token) is not None for token in (first, second, third)] == [True, False, True]
    await sessions.close()


async def test_guessed_tokens_do_not_push_the_known_out(world: str) -> None:
    sessions = await Sessions.open(world, seconds=60, most=2)
    token = await open_session(world, ALIVE, device="test")
    assert await sessions.viewer(token) is not None
    for number in range(5):
        assert await sessions.viewer(f"guess {number}") is None
    await sql(world, "update sessions set revoked_at = now()")
    assert await sessions.viewer(token) is not None
    await sessions.close()


async def test_a_lost_connection_is_replaced(world: str, forgetful: Sessions) -> None:
    token = await open_session(world, ALIVE, device="test")
    await sql(
        world,
        "select count(pg_terminate_backend(pid)) from pg_stat_activity where datname = current_database()"
        " and pid <> pg_backend_pid()",
    )
    await asyncio.sleep(0.1)
    await forgetful.answer()
    assert await forgetful.viewer(token) is not None


@pytest.mark.parametrize("words", [str(ALIVE), f"mem_{ALIVE}", f" mem_{ALIVE} "])
async def test_a_member_is_found_by_id(world: str, words: str) -> None:
    assert await find_member(world, words) == Viewer(ALIVE, NETWORK)


async def test_a_member_is_found_by_address_within_the_named_network(world: str) -> None:
    with pytest.raises(Refusal, match="several networks"):
        await find_member(world, "hana@example.com")
    assert await find_member(world, "Hana@Example.com", slug="two") == Viewer(ELSEWHERE, OTHER_NETWORK)


@pytest.mark.parametrize("words", [str(AWAY), str(UUID(int=5)), "nobody@example.com"])
async def test_who_is_not_there_or_not_active_is_not_found(world: str, words: str) -> None:
    with pytest.raises(Refusal, match="no such active member"):
        await find_member(world, words)


async def test_words_that_name_nobody_are_explained(world: str) -> None:
    with pytest.raises(Refusal, match="mem_"):
        await find_member(world, "post_1234")
