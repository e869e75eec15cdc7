"""An LDBC SNB set becomes an alumni network."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from actions.import_snb import import_snb
from models.audiences import EVERYBODY
from models.database import connect
from models.members import Member
from tests.actions.snb_set import LATER, row_counts, silent, tar_gz, written

NEVER_LOOKED_AT = "select relname from pg_stat_user_tables where last_analyze is null"


@pytest.fixture
def tiny(tmp_path: Path) -> Path:
    return written(tmp_path / "tiny")


@pytest.fixture
async def connection(database: str) -> AsyncIterator[asyncpg.Connection]:
    opened = await connect(database, timezone="UTC")
    yield opened
    await opened.close()


async def attribute_of(connection: asyncpg.Connection, code: str) -> tuple[Any, ...]:
    sql = """select a.kind, a.label_ja, a.label_en, p.code from attributes a
             left join attributes p on p.id = a.parent_id where a.code = $1"""
    return tuple(await connection.fetchrow(sql, code))


async def test_it_counts_the_rows_of_every_table(database: str, connection: asyncpg.Connection, tiny: Path) -> None:
    counts = await import_snb(database, tiny, report=silent)
    assert counts == {
        "accounts": 3,
        "account_emails": 3,
        "members": 3,
        "attributes": 3 + 1 + 2 + 2 + 2,
        "member_attributes": 3 + 3 + 2 + 1,
        "positions": 1,
        "ties": 2,
        "groups": 1,
        "group_memberships": 2,
        "posts": 2,
        "comments": 3,
        "reactions": 3,
        "topics": 3,
    }
    assert counts.items() <= (await row_counts(connection)).items()


async def test_the_planner_knows_every_table_afterwards(
    database: str, connection: asyncpg.Connection, tiny: Path
) -> None:
    await import_snb(database, tiny, report=silent)
    assert await connection.fetch(NEVER_LOOKED_AT) == []


async def test_the_network_begins_with_its_first_person(
    database: str, connection: asyncpg.Connection, tiny: Path
) -> None:
    await import_snb(database, tiny, slug="alumni", report=silent)
    network = await connection.fetchrow("select * from networks join network_heads h on h.network_id = networks.id")
    assert (network["slug"], network["created_at"].isoformat(), network["position"]) == (
        "alumni",
        "2010-01-02T03:04:05.678000+00:00",
        0,
    )


async def test_a_person_becomes_an_alumnus_whom_everybody_may_find(
    database: str, connection: asyncpg.Connection, tiny: Path
) -> None:
    await import_snb(database, tiny, report=silent)
    member = await connection.fetchrow("select * from members where external_id = '4398046511192'")
    assert (member["kind"], member["status"], member["listing"], member["roles"]) == ("ALUMNUS", "ACTIVE", "LISTED", [])
    assert (member["display_name"], member["family_name"], member["given_name"]) == (
        'Chong "Z" Zhang',
        '"Z" Zhang',
        "Chong",
    )
    assert (member["gender"], member["birthday"].isoformat()) == ("male", "1983-01-20")
    assert member["joined_at"].isoformat() == "2010-01-02T03:04:05.678000+00:00"


async def test_no_address_is_one_that_could_be_written_to(
    database: str, connection: asyncpg.Connection, tiny: Path
) -> None:
    await import_snb(database, tiny, report=silent)
    addresses = await connection.fetch("select address from account_emails order by 1")
    assert [row["address"] for row in addresses] == ["5-1@snb.invalid", "5-2@snb.invalid", "6-1@snb.invalid"]


async def test_what_persons_share_becomes_attributes_under_their_parents(
    database: str, connection: asyncpg.Connection, tiny: Path
) -> None:
    await import_snb(database, tiny, report=silent)
    assert await attribute_of(connection, "place:10") == ("PLACE", "Tokyo", "Tokyo", "place:11")
    assert await attribute_of(connection, "place:12") == ("PLACE", "Asia", "Asia", None)
    assert await attribute_of(connection, "organisation:7") == ("SCHOOL", "Tōdai", "Tōdai", "place:10")
    assert await attribute_of(connection, "tag:1") == ("INTEREST", "Rumi", "Rumi", "tagclass:1")
    assert await attribute_of(connection, "tagclass:1") == ("INTEREST", "Person", "Person", "tagclass:0")
    assert await attribute_of(connection, "language:es") == ("LANGUAGE", "es", "es", None)


async def test_a_member_holds_attributes_and_their_numbers(
    database: str, connection: asyncpg.Connection, tiny: Path
) -> None:
    await import_snb(database, tiny, report=silent)
    held = await connection.fetch("""
        select a.code, x.year, x.source, a.key = any(m.attribute_keys) as kept, a.holders_kept from member_attributes x
        join members m on m.id = x.member_id join attributes a on a.id = x.attribute_id
        where m.external_id = '5' order by a.code""")
    assert [tuple(row) for row in held] == [
        ("language:es", None, "IMPORT", True, 8),
        ("organisation:7", 2008, "IMPORT", True, 8),
        ("place:10", None, "IMPORT", True, 8),
        ("tag:1", None, "IMPORT", True, 8),
    ]


async def test_work_becomes_a_position_that_has_not_ended(
    database: str, connection: asyncpg.Connection, tiny: Path
) -> None:
    await import_snb(database, tiny, report=silent)
    position = await connection.fetchrow("""
        select company, a.code, started, ended, current from positions p join attributes a on a.id = p.place_id""")
    assert tuple(position) == ("Kam_Air", "place:11", "2009", None, True)


async def test_a_forum_becomes_an_open_group_whose_moderator_owns_it(
    database: str, connection: asyncpg.Connection, tiny: Path
) -> None:
    await import_snb(database, tiny, report=silent)
    members = await connection.fetch("""
        select g.name, g.join_policy, g.external_id, m.external_id, x.role, x.status from group_memberships x
        join members m on m.id = x.member_id join groups g on g.id = x.group_id order by x.role""")
    assert [tuple(row) for row in members] == [
        ("Wall of Jose", "OPEN", "90", "6", "MEMBER", "ACTIVE"),
        ("Wall of Jose", "OPEN", "90", "5", "OWNER", "ACTIVE"),
    ]


async def test_a_moderator_who_is_said_to_have_joined_owns_the_group_since_then(
    database: str, connection: asyncpg.Connection, tiny: Path
) -> None:
    forums = tiny / "dynamic/forum_0_0.csv"
    forums.write_text(forums.read_text(encoding="utf-8") + f"91|Group for Rumi|{LATER}|6\n", encoding="utf-8")
    await import_snb(database, tiny, report=silent)
    owners = await connection.fetch("""
        select g.external_id, x.since - g.created_at from group_memberships x join groups g on g.id = x.group_id
        where x.role = 'OWNER' order by 1""")
    assert [tuple(row) for row in owners] == [("90", timedelta(days=1)), ("91", timedelta(0))]


async def test_comments_keep_their_tree_in_whatever_order_they_come(
    database: str, connection: asyncpg.Connection, tiny: Path
) -> None:
    await import_snb(database, tiny, report=silent)
    comments = await connection.fetch("""
        select c.external_id, p.external_id, above.external_id, c.depth, c.body from comments c
        join posts p on p.id = c.post_id left join comments above on above.id = c.parent_id order by 1""")
    assert [tuple(row) for row in comments] == [
        ("200", "101", None, 0, "yes"),
        ("201", "101", "200", 1, "deep"),
        ("202", "101", "201", 2, "deeper"),
    ]


async def test_posts_say_what_was_written_and_photos_their_name(
    database: str, connection: asyncpg.Connection, tiny: Path
) -> None:
    await import_snb(database, tiny, report=silent)
    bodies = await connection.fetch("select body from posts order by external_id")
    assert [row["body"] for row in bodies] == ["photo100.jpg", 'About "Rumi, 縁']


async def test_likes_become_reactions(database: str, connection: asyncpg.Connection, tiny: Path) -> None:
    await import_snb(database, tiny, report=silent)
    reactions = await connection.fetch("""
        select m.external_id, p.external_id, c.external_id, emoji from reactions r join members m on m.id = r.member_id
        left join posts p on p.id = r.post_id left join comments c on c.id = r.comment_id order by 2, 1""")
    assert [tuple(row) for row in reactions] == [
        ("5", "101", None, "👍"),
        ("6", "101", None, "👍"),
        ("5", None, "202", "👍"),
    ]


async def test_tags_of_messages_become_topics(database: str, connection: asyncpg.Connection, tiny: Path) -> None:
    await import_snb(database, tiny, report=silent)
    topics = await connection.fetch("""
        select p.external_id, c.external_id, a.code from topics t join attributes a on a.id = t.attribute_id
        left join posts p on p.id = t.post_id left join comments c on c.id = t.comment_id order by 1, 3""")
    assert [tuple(row) for row in topics] == [
        ("101", None, "tag:1"),
        ("101", None, "tag:2"),
        (None, "202", "tag:1"),
    ]


async def test_everybody_sees_everything(database: str, connection: asyncpg.Connection, tiny: Path) -> None:
    await import_snb(database, tiny, report=silent)
    columns = ", ".join(f"{field.name.lower()}_audience" for field in Member.guarded.values())
    rows = [
        *await connection.fetch(f"select {columns} from members"),
        *await connection.fetch("select audience from positions union all select audience from member_attributes"),
    ]
    assert len(rows) == 3 + 1 + 9
    assert {value for row in rows for value in row.values()} == {EVERYBODY}


async def test_the_same_set_becomes_the_same_rows(database: str, connection: asyncpg.Connection, tiny: Path) -> None:
    tables = (await row_counts(connection)).keys() - {"tortoise_migrations"}

    async def ids() -> set[Any]:
        return {(table, row["id"]) for table in tables for row in await connection.fetch(f"select id from {table}")}

    await import_snb(database, tiny, report=silent)
    first = await ids()
    await connection.execute("delete from members; delete from networks; delete from accounts")
    await import_snb(database, tiny, report=silent)
    assert len(first) == 3 + 3 + 3 + 10 + 9 + 1 + 2 + 1 + 2 + 2 + 3 + 3 + 3 + 2
    assert await ids() == first


async def test_one_set_can_be_read_into_two_networks(database: str, connection: asyncpg.Connection, tiny: Path) -> None:
    await import_snb(database, tiny, slug="one", report=silent)
    await import_snb(database, tiny, slug="two", report=silent)
    assert (await row_counts(connection))["members"] == 6


async def test_an_archive_gives_what_its_directory_gives(database: str, tiny: Path, tmp_path: Path) -> None:
    archive = tar_gz(tiny, tmp_path / "tiny.tar.gz")
    from_archive = await import_snb(database, archive, slug="packed", report=silent)
    assert from_archive == await import_snb(database, tiny, slug="unpacked", report=silent)


async def test_progress_runs_from_nothing_to_all_in_every_stage(database: str, tiny: Path) -> None:
    heard: dict[str, list[tuple[int, int]]] = {}
    counts = await import_snb(database, tiny, report=lambda stage, *far: heard.setdefault(stage, []).append(far))
    assert heard.keys() == {"reading", *counts}
    assert all(steps[0][0] == 0 and steps[-1][0] == steps[-1][1] > 0 for steps in heard.values())
    assert heard["member_attributes"][-1] == (9, 9)
