"""The demonstration network: the same twice, true to the tables' constraints, and like a living one."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta, timezone
from math import log
from typing import Any

import asyncpg
import pytest

from actions import demo_rows
from actions.demo_announcements import spoken
from actions.demo_chance import TOKYO
from actions.demo_network import create_demo, demo_members, has_demo, invent
from actions.demo_phrases import SLOT
from actions.refusals import Refusal
from models.audiences import VIEWER_AND_POLICY
from models.database import connect
from models.notifications import Notification
from models.rules import numbers, visible
from tests.conftest import fresh_database, on_database, statement

NOW = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)
SMALL, MIDDLING = 60, 400


@pytest.fixture(scope="module")
async def filled(postgres_url: str, template: str) -> AsyncIterator[asyncpg.Connection]:
    """A connection to a database with a network of some hundreds, which the tests only read."""
    await fresh_database(postgres_url, "test_demo_network", template)
    url = on_database(postgres_url, "test_demo_network")
    await create_demo(url, members=MIDDLING, now=NOW)
    connection = await connect(url)
    yield connection
    await connection.close()
    await statement(postgres_url, "drop database test_demo_network with (force)")


async def contents(url: str) -> dict[str, list[tuple[Any, ...]]]:
    connection = await connect(url)
    try:
        return {
            table: [tuple(row) for row in await connection.fetch(f"select * from {table} order by 1")]
            for table in demo_rows.TABLES
        }
    finally:
        await connection.close()


async def test_the_same_now_makes_the_same_rows_with_the_same_ids(
    database: str, postgres_url: str, template: str
) -> None:
    await fresh_database(postgres_url, "test_demo_twin", template)
    twin = on_database(postgres_url, "test_demo_twin")
    # The other clock shows the same moment, in another zone.
    elsewhere = NOW.astimezone(timezone(timedelta(hours=-5)))
    await create_demo(database, members=SMALL, now=NOW)
    await create_demo(twin, members=SMALL, now=elsewhere)
    one, other = await contents(database), await contents(twin)
    await statement(postgres_url, "drop database test_demo_twin with (force)")
    assert one == other
    assert all(rows for table, rows in one.items() if table != "blocks")


def test_another_now_makes_a_year_that_ends_then() -> None:
    later = NOW + timedelta(days=100)
    one, other = invent(SMALL, NOW), invent(SMALL, later)
    assert NOW - timedelta(days=5) < one.posts[-1].created_at < NOW
    assert later - timedelta(days=5) < other.posts[-1].created_at < later


async def test_the_planner_knows_every_table_afterwards(filled: asyncpg.Connection) -> None:
    assert await filled.fetch("select relname from pg_stat_user_tables where last_analyze is null") == []


async def test_every_table_has_the_rows_that_were_invented(filled: asyncpg.Connection) -> None:
    world = invent(MIDDLING, NOW)
    counts = {
        "members": MIDDLING,
        "posts": len(world.posts) + sum(each.sent_at is not None for each in spoken(world).announced),
        "comments": len(world.comments),
        "reactions": len(world.reactions),
        "ties": 2 * len(world.ties),
        "groups": len(world.groups),
    }
    for table, expected in counts.items():
        assert await filled.fetchval(f"select count(*) from {table}") == expected, table


async def test_it_is_refused_where_it_is_there_already_and_changes_nothing(database: str) -> None:
    await create_demo(database, members=20, now=NOW)
    before = await contents(database)
    with pytest.raises(Refusal, match="there already"):
        await create_demo(database, members=SMALL, now=NOW)
    assert await contents(database) == before


async def test_two_at_once_make_one_network_and_the_other_is_refused(database: str) -> None:
    tries = [create_demo(database, members=20, now=NOW) for _ in range(2)]
    results = await asyncio.gather(*tries, return_exceptions=True)
    assert Counter(type(result) for result in results) == {type(None): 1, Refusal: 1}


@pytest.mark.parametrize("members", [-1, 0, 1, 19])
async def test_fewer_than_twenty_members_are_refused(database: str, members: int) -> None:
    with pytest.raises(Refusal, match="at least 20 members"):
        await create_demo(database, members=members, now=NOW)
    assert not await has_demo(database)


@pytest.mark.parametrize("members", [20, 21, 27, 43])
def test_the_smallest_networks_have_everything_but_size(members: int) -> None:
    world = invent(members, NOW)
    assert len(world.people) == members
    assert world.posts
    assert world.comments
    assert world.reactions
    assert any(group.secret for group in world.groups)
    assert not all(group.readable_by_hr for group in world.groups)


async def test_nothing_is_left_behind_when_the_writing_breaks_off(database: str) -> None:
    def break_off(step: str, done: int, total: int) -> None:
        if step == "tables" and done == total - 1:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        await create_demo(database, members=20, now=NOW, report=break_off)
    assert not await has_demo(database)
    assert not any((await contents(database)).values())


async def test_progress_is_told_from_nothing_to_all_of_each_step(database: str) -> None:
    told: list[tuple[str, int, int]] = []
    await create_demo(database, members=SMALL, now=NOW, report=lambda *step: told.append(step))
    for name in ("people", "posts", "comments", "reactions", "tables"):
        steps = [(done, total) for step, done, total in told if step == name]
        assert steps == sorted(steps)
        assert steps[-1][0] == steps[-1][1]
    assert list(dict.fromkeys(step for step, _, _ in told)) == ["people", "posts", "comments", "reactions", "tables"]


async def test_three_members_can_be_logged_in_as(database: str) -> None:
    with pytest.raises(Refusal, match="no demonstration network"):
        await demo_members(database)
    await create_demo(database, members=SMALL, now=NOW)
    assert await has_demo(database)
    found = await demo_members(database)
    connection = await connect(database)
    rows = {
        name: await connection.fetchrow(
            "select kind, status, listing, roles, headline, bio, account_id, cardinality(attribute_keys) as held,"
            " (select count(*) from ties t where t.member_id = m.id) as ties from members m where id = $1",
            member,
        )
        for name, member in found.items()
    }
    usual = await connection.fetchval("select count(*) / 60.0 from ties")
    await connection.close()
    assert {name: row["kind"] for name, row in rows.items()} == {
        "alumnus": "ALUMNUS",
        "employee": "EMPLOYEE",
        "hr": "EMPLOYEE",
    }
    assert {name: set(row["roles"]) for name, row in rows.items()} == {
        "alumnus": set(),
        "employee": set(),
        "hr": {"HR_ADMIN", "COMMUNITY_MANAGER", "NETWORK_OWNER"},
    }
    for row in rows.values():
        assert (row["status"], row["listing"]) == ("ACTIVE", "LISTED")
        assert row["headline"]
        assert row["bio"]
        assert row["account_id"]
        assert row["held"] > 8
        assert row["ties"] > usual


async def test_five_in_six_are_alumni_and_only_employees_work_here(filled: asyncpg.Connection) -> None:
    share = await filled.fetchval("select avg((kind = 'ALUMNUS')::int) from members")
    assert 0.80 < share < 0.90
    working = "exists(select from employments e where e.member_id = m.id and e.ended is null)"
    assert await filled.fetchval(f"select bool_and({working} = (kind = 'EMPLOYEE')) from members m")


async def test_some_came_back_after_years_elsewhere(filled: asyncpg.Connection) -> None:
    gaps = await filled.fetch(
        "select member_id from (select member_id, lower(spell) - lag(upper(spell)) over"
        " (partition by member_id order by started) as gap from employments) x where gap > 300"
    )
    assert len({row["member_id"] for row in gaps}) > MIDDLING * 0.02


async def test_the_cohort_and_the_departments_follow_from_the_spells(filled: asyncpg.Connection) -> None:
    derived = """
        select x.member_id, a.kind, a.code, a.id from member_attributes x join attributes a on a.id = x.attribute_id
        where x.source = 'DERIVED'
    """
    first = "select distinct on (member_id) member_id, cohort::text from employments order by member_id, started"
    cohorts = f"select member_id, code from ({derived}) d where kind = 'COHORT'"
    departments = f"select member_id, id from ({derived}) d where kind = 'DEPARTMENT'"
    worked_in = "select distinct member_id, department_id from employments"
    for one, other in ((first, cohorts), (worked_in, departments)):
        assert await filled.fetchval(f"select count(*) from (({one}) except ({other})) x") == 0
        assert await filled.fetchval(f"select count(*) from (({other}) except ({one})) x") == 0


async def test_names_and_their_readings_belong_together(filled: asyncpg.Connection) -> None:
    rows = await filled.fetch("select * from members")
    readings: dict[str, set[tuple[str, str]]] = {}
    for row in rows:
        assert {row["family_name"], row["given_name"]} <= set(row["display_name"].split(" "))
        assert row["former_name"] != row["family_name"]
        readings.setdefault(row["family_name"], set()).add((row["family_name_kana"], row["family_name_romaji"]))
    assert all(len(found) == 1 for found in readings.values())
    assert sum(row["former_name"] is not None for row in rows) > 20
    assert len({row["display_name"] for row in rows}) > MIDDLING * 0.8


def magnitude(number: int) -> int:
    """The power of two above a number, 8 at least."""
    return max(8, 1 << number.bit_length())


async def test_attributes_are_skewed_and_rarity_says_how_few_have_them(filled: asyncpg.Connection) -> None:
    rows = await filled.fetch(
        "select a.kind, a.rarity, a.holders_kept, count(x.id) as holders,"
        " count(x.id) filter (where m.status = 'ACTIVE' and m.listing = 'LISTED' and x.audience & 64 <> 0) as listed"
        " from attributes a left join member_attributes x on x.attribute_id = a.id"
        " left join members m on m.id = x.member_id group by a.id",
    )
    everybody = await filled.fetchval("select count(*) from members where status = 'ACTIVE' and listing = 'LISTED'")
    members = await filled.fetchval("select members_kept from networks")
    assert members == magnitude(everybody)
    assert all(row["holders_kept"] == magnitude(row["listed"]) for row in rows)
    assert all(row["rarity"] == round(100 * log(max(members / row["holders_kept"], 1))) for row in rows)
    assert len({row["rarity"] for row in rows}) > 3
    skills = sorted((row["holders"] for row in rows if row["kind"] == "SKILL"), reverse=True)
    assert len(skills) > 100
    assert sum(skills[:25]) > sum(skills[25:]) * 0.8
    assert 7 < sum(row["holders"] for row in rows) / MIDDLING < 11
    assert {row["kind"] for row in rows if row["holders"]} == {
        *("SKILL", "INDUSTRY", "OCCUPATION", "DEPARTMENT", "SCHOOL"),
        *("PLACE", "LANGUAGE", "INTEREST", "CERTIFICATION", "COHORT"),
    }


async def test_a_members_keys_are_those_of_the_attributes(filled: asyncpg.Connection) -> None:
    kept = "array(select a.key from member_attributes x join attributes a on a.id = x.attribute_id"
    same = f"attribute_keys = {kept} where x.member_id = m.id order by a.key)"
    assert await filled.fetchval(f"select bool_and({same}) from members m")


async def test_ties_are_skewed_follow_shared_attributes_and_spare_blocks(filled: asyncpg.Connection) -> None:
    rows = await filled.fetch("select count(*) as degree from ties group by member_id order by 1 desc")
    degrees = [row["degree"] for row in rows]
    assert degrees[0] > 4 * degrees[len(degrees) // 2]
    shared = "select avg((a.attribute_keys && b.attribute_keys)::int)::float from members a"
    tied = await filled.fetchval(f"{shared} join ties t on t.member_id = a.id join members b on b.id = t.other_id")
    assert tied > await filled.fetchval(f"{shared}, members b where a.id <> b.id") + 0.2
    both = "select count(*) from blocks b join ties t using (member_id, other_id)"
    assert await filled.fetchval(both) == 0
    assert await filled.fetchval("select count(*) from blocks") > 4


async def test_nothing_happens_before_those_who_do_it_came(filled: asyncpg.Connection) -> None:
    too_early = {
        "ties": "ties x join members m on m.id in (x.member_id, x.other_id) where x.since < m.joined_at",
        "memberships": "group_memberships x join members m on m.id = x.member_id join groups g on g.id = x.group_id"
        " where x.since < m.joined_at or x.since < g.created_at",
        "posts": "posts x join members m on m.id = x.author_id where x.created_at < m.joined_at",
        "comments": "comments x join posts p on p.id = x.post_id where x.created_at < p.created_at",
        "replies": "comments x join comments c on c.id = x.parent_id where x.created_at < c.created_at",
        "reactions": "reactions x left join posts p on p.id = x.post_id left join comments c on c.id = x.comment_id"
        " where x.created_at < coalesce(p.created_at, c.created_at)",
        "edits": "posts x where x.edited_at < x.created_at",
    }
    for name, condition in too_early.items():
        assert await filled.fetchval(f"select count(*) from {condition}") == 0, name


async def test_nothing_lies_in_the_future_and_the_feed_is_fresh(filled: asyncpg.Connection) -> None:
    for table, column in (("posts", "created_at"), ("comments", "created_at"), ("reactions", "created_at")):
        newest = await filled.fetchval(f"select max({column}) from {table}")
        assert NOW - timedelta(days=2) < newest <= NOW, table
    for table in ("members", "ties", "group_memberships"):
        column = "joined_at" if table == "members" else "since"
        assert await filled.fetchval(f"select max({column}) from {table}") <= NOW
    oldest = await filled.fetchval("select min(created_at) from posts")
    assert NOW - timedelta(days=367) < oldest < NOW - timedelta(days=350)


async def test_only_members_of_a_group_write_and_react_there(filled: asyncpg.Connection) -> None:
    member = (
        "exists(select from group_memberships g where g.group_id = p.group_id and g.member_id = {} "
        "and g.status = 'ACTIVE' and g.since <= {})"
    )
    writes = {
        "posts": (f"not {member.format('p.author_id', 'p.created_at')}", "posts p"),
        "comments": (
            f"not {member.format('x.author_id', 'x.created_at')}",
            "comments x join posts p on p.id = x.post_id",
        ),
        "reactions": (
            f"not {member.format('x.member_id', 'x.created_at')}",
            "reactions x left join comments c on c.id = x.comment_id join posts p on p.id in (x.post_id, c.post_id)",
        ),
    }
    for name, (outside, rows) in writes.items():
        written = f"select count(*) from {rows} where p.group_id is not null"
        assert await filled.fetchval(written) > 0, name
        assert await filled.fetchval(f"{written} and {outside}") == 0, name


async def test_comments_are_trees_of_which_some_are_deep(filled: asyncpg.Connection) -> None:
    wrong = "comments x join comments c on c.id = x.parent_id where x.depth <> c.depth + 1"
    assert await filled.fetchval(f"select count(*) from {wrong}") == 0
    depths = {row["depth"] for row in await filled.fetch("select distinct depth from comments")}
    assert {0, 1, 2, 3} <= depths <= {0, 1, 2, 3, 4, 5}
    counts = [
        row["n"]
        for row in await filled.fetch(
            "select count(c.id) as n from posts p left join comments c on c.post_id = p.id group by p.id order by 1"
        )
    ]
    assert counts[len(counts) // 4] <= 1
    assert counts[-1] > 12


async def test_people_write_by_day_and_less_at_the_weekend(filled: asyncpg.Connection) -> None:
    moments = [row["created_at"].astimezone(TOKYO) for row in await filled.fetch("select created_at from posts")]
    night = sum(2 <= moment.hour < 5 for moment in moments)
    evening = sum(20 <= moment.hour < 23 for moment in moments)
    assert night * 8 < evening
    weekend = sum(moment.weekday() > 4 for moment in moments)
    assert weekend / 2 < (len(moments) - weekend) / 5 * 0.85


async def test_nobody_says_what_was_said_before(filled: asyncpg.Connection) -> None:
    for table, most in (("posts", 0.0), ("comments", 0.03)):
        bodies = [row["body"] for row in await filled.fetch(f"select body from {table}")]
        assert len(bodies) - len(set(bodies)) <= len(bodies) * most, table
        assert not [body for body in bodies if SLOT.search(body) or "[" in body or "None" in body], table
        assert all(body == body.strip() for body in bodies), table


async def test_groups_are_of_every_kind_and_hr_is_not_where_it_may_not_read(filled: asyncpg.Connection) -> None:
    rows = await filled.fetch("select * from groups")
    assert {row["join_policy"] for row in rows} == {"OPEN", "REQUEST", "INVITE"}
    assert sum(row["secret"] for row in rows) == 1
    assert sum(not row["readable_by_hr"] for row in rows) == 1
    hr = (
        "group_memberships x join groups g on g.id = x.group_id join members m on m.id = x.member_id"
        " where not g.readable_by_hr and m.roles && array['HR_ADMIN', 'RECRUITER']"
    )
    assert await filled.fetchval(f"select count(*) from {hr}") == 0
    owners = "select count(*) from group_memberships where role = 'OWNER' group by group_id"
    assert {row["count"] for row in await filled.fetch(owners)} == {1}
    assert len(await filled.fetch(owners)) == len(rows)


async def test_mail_addresses_reach_nobody_and_there_are_no_pictures(filled: asyncpg.Connection) -> None:
    rows = await filled.fetch("select address from account_emails")
    assert all(row["address"].endswith(("@example.com", ".invalid")) for row in rows)
    assert await filled.fetchval("select count(avatar_url) from members") == 0
    orphans = "accounts a where not exists(select from members m where m.account_id = a.id)"
    assert await filled.fetchval(f"select count(*) from {orphans}") == 0


async def test_those_whom_visitors_log_in_as_were_notified_of_what_they_see(filled: asyncpg.Connection) -> None:
    personas = await filled.fetch("select distinct member_id, network_id from saved_searches")
    rule = " and ".join(visible(Notification, "it", numbers()))
    for member, _ in personas:
        kinds = await filled.fetch(
            f"select it.kind from {VIEWER_AND_POLICY}, notifications it where v.id = $1 and {rule} group by it.kind",
            member,
        )
        assert {"MESSAGE_RECEIVED", "JOB_MATCHED"} <= {row["kind"] for row in kinds}
    assert await filled.fetchval("select count(distinct member_id) from notifications") > len(personas)
