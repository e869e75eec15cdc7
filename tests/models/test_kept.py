"""What is kept twice stays true: what a member has and belongs to, beside the member."""

import asyncio
from collections import defaultdict
from typing import Any
from uuid import UUID

import asyncpg
import pytest

from models.database import connect
from tests.models.kept_changes import ACCOUNT, AT_ONCE, CHANGES, about
from tests.world import START, World, make_world

ADD = (
    "insert into member_attributes (id, network_id, member_id, attribute_id, source)"
    " values (gen_random_uuid(), $1, $2, $3, 'MEMBER')"
)


@pytest.fixture
async def world(database: str) -> World:
    return await make_world(await connect(database))


async def keys(world: World, name: str) -> tuple[list[int], list[int]]:
    """The attributes of a member as they are kept, and as the rows say."""
    kept = await world.connection.fetchval("select attribute_keys from members where id = $1", world[name])
    rows = await world.connection.fetch(
        "select a.key from member_attributes x join attributes a on a.id = x.attribute_id where x.member_id = $1",
        world[name],
    )
    return sorted(kept), sorted(row["key"] for row in rows)


async def test_two_who_add_attributes_to_one_member_at_once_lose_none(world: World, database: str) -> None:
    await world.connection.execute("delete from member_attributes where member_id = $1", world["Aoi"])
    one, other = await connect(database), await connect(database)
    first, second = one.transaction(), other.transaction()
    await first.start()
    await second.start()
    await one.execute(ADD, world["here"], world["Aoi"], world["att0"])
    waiting = asyncio.create_task(other.execute(ADD, world["here"], world["Aoi"], world["att1"]))
    await asyncio.sleep(0.2)
    await first.commit()
    await waiting
    await second.commit()
    kept, rows = await keys(world, "Aoi")
    assert kept == rows
    assert len(kept) == 2
    for connection in (one, other, world.connection):
        await connection.close()


async def test_an_open_spell_and_a_change_of_kind_at_once_do_not_both_hold(world: World, database: str) -> None:
    await world.connection.execute("delete from employments where member_id = $1", world["Chie"])
    one, other = await connect(database), await connect(database)
    first, second = one.transaction(), other.transaction()
    await first.start()
    await second.start()
    await one.execute("update members set kind = 'ALUMNUS' where id = $1", world["Chie"])

    async def hire() -> None:
        await other.execute(
            "insert into employments (id, network_id, member_id, started, verified_by, version)"
            " values (gen_random_uuid(), $1, $2, '2026-01', 'SELF', 1)",
            world["here"],
            world["Chie"],
        )
        await second.commit()

    waiting = asyncio.create_task(hire())
    await asyncio.sleep(0.2)
    assert not waiting.done(), "judged before the other change was known"
    await first.commit()
    with pytest.raises(asyncpg.CheckViolationError):
        await waiting
    for connection in (one, other, world.connection):
        await connection.close()


Beside = dict[UUID, dict[str, Any]]

KEPT = """
select id, attribute_keys, restricted_keys, belongings, group_ids, searched_companies, listed_ids, list_masks, excludes
from members
"""
WRITTEN = """
select array_agg(attname::text order by attnum) from pg_attribute
where attrelid = $1::text::regclass and attnum > 0 and not attisdropped and attgenerated = ''
"""
ROWS = {
    "attributes": "select member_id, key, audience & 64 = 0 as restricted from member_attributes x"
    " join attributes a on a.id = x.attribute_id order by key",
    "departments": "select member_id, department_id from employments where department_id is not null",
    "positions": "select member_id, company_key, company_search, ended is null as current from positions",
    "groups": "select member_id, group_id, readable_by_hr from group_memberships x join groups g on g.id = x.group_id"
    " where status = 'ACTIVE'",
    "addresses": "select m.id as member_id, address from members m join account_emails using (account_id)",
    "listed": "select member_id, other_id, list_number from listed",
    "exclusions": "select member_id from exclusions",
}


async def kept(connection: asyncpg.Connection) -> Beside:
    """What stands beside each member."""
    return {row["id"]: dict(row) for row in await connection.fetch(KEPT)}


async def told(connection: asyncpg.Connection) -> Beside:
    """What should stand there, made of the rows themselves."""
    rows: dict[str, dict[UUID, list[asyncpg.Record]]] = {name: defaultdict(list) for name in ROWS}
    for name, select in ROWS.items():
        for row in await connection.fetch(select):
            rows[name][row["member_id"]].append(row)
    members = await connection.fetch("select id, roles from members")
    return {
        key: {"id": key, **of_one(key, roles, {name: found[key] for name, found in rows.items()})}
        for key, roles in members
    }


def of_one(member: UUID, roles: list[str], rows: dict[str, list[asyncpg.Record]]) -> dict[str, Any]:
    """The same of one member."""
    of_hr = bool({"HR_ADMIN", "RECRUITER"} & {*roles})
    lists: dict[UUID, int] = defaultdict(int)
    for row in rows["listed"]:
        lists[row["other_id"]] |= 128 << (row["list_number"] - 1)
    others = sorted(lists)
    return {
        "attribute_keys": [row["key"] for row in rows["attributes"]],
        "restricted_keys": [row["key"] for row in rows["attributes"] if row["restricted"]],
        "belongings": sorted(belongings(member, rows)),
        "group_ids": sorted(row["group_id"] for row in rows["groups"] if row["readable_by_hr"] or not of_hr),
        "searched_companies": " ".join(sorted({row["company_search"] for row in rows["positions"]})),
        "listed_ids": others or None,
        "list_masks": [lists[other] for other in others] or None,
        "excludes": bool(rows["exclusions"]),
    }


def belongings(member: UUID, rows: dict[str, list[asyncpg.Record]]) -> set[str]:
    """The words of exclusions that name a member."""
    domains = [row["address"].partition("@")[2].split(".") for row in rows["addresses"]]
    return {
        f"mem:{member}",
        *(f"dep:{row['department_id']}" for row in rows["departments"]),
        *(f"com:{row['company_key']}" for row in rows["positions"] if row["current"]),
        *(f"grp:{row['group_id']}" for row in rows["groups"]),
        *(f"dom:{'.'.join(parts[first:])}" for parts in domains for first in range(len(parts) - 1)),
    }


async def test_whatever_changes_what_is_kept_beside_members_is_what_the_rows_say(world: World) -> None:
    connection = world.connection
    await connection.execute("insert into accounts select gen_random_uuid(), 'JA', 'Asia/Tokyo', now()")
    before = await kept(connection)
    assert before == await told(connection)
    for name, sql in CHANGES.items():
        await connection.execute(about(sql, world["Aoi"], world["Ben"]))
        after = await kept(connection)
        assert after == await told(connection), name
        assert after != before, f"{name}: nothing came of it"
        before = after
    await connection.close()


BESIDE = (
    *("member_attributes", "employments", "positions", "group_memberships", "account_emails", "listed", "exclusions"),
)


async def test_rows_written_at_once_and_one_by_one_leave_the_same_beside_members(world: World) -> None:
    connection = world.connection
    before = await kept(connection)
    for table in BESIDE:
        columns = ", ".join(await connection.fetchval(WRITTEN, table))
        await connection.execute(f"create temporary table saved as select {columns} from {table}")
        ids = [row["id"] for row in await connection.fetch("select id from saved")]
        assert len(ids) > 1, table
        again = f"insert into {table} ({columns}) select {columns} from saved"
        await connection.execute(f"delete from {table}")
        assert await kept(connection) != before, table
        await connection.execute(again)
        assert await kept(connection) == before, table
        for key in ids:
            await connection.execute(f"delete from {table} where id = $1", key)
        assert await kept(connection) == await told(connection), table
        for key in ids:
            await connection.execute(f"{again} where id = $1", key)
        assert await kept(connection) == before, table
        await connection.execute("drop table saved")
    await connection.close()


async def test_a_change_that_changes_nothing_leaves_members_alone(world: World) -> None:
    versions = "select array_agg((id, ctid) order by id) from members"
    before = await world.connection.fetchval(versions)
    for table in BESIDE:
        await world.connection.execute(f"update {table} set id = id")
    assert await world.connection.fetchval(versions) == before
    await world.connection.close()


@pytest.mark.parametrize("turned", [False, True], ids=["", "the other first"])
@pytest.mark.parametrize("name", AT_ONCE)
async def test_of_two_changes_at_once_neither_is_lost(world: World, database: str, name: str, turned: bool) -> None:
    await world.connection.execute("insert into accounts select gen_random_uuid(), 'JA', 'Asia/Tokyo', 'epoch'")
    for called, readable in (("Readable", True), ("Unreadable", False)):
        own = {"network_id": world["here"], "name": called, "readable_by_hr": readable, "created_at": START}
        await world.add("groups", called, **own, join_policy="REQUEST", secret=False, version=1)
    await world.connection.execute("update members set roles = '{}' where id = $1", world["Aoi"])
    statements = [about(sql, world["Recruiter" if "one of HR joins" in name else "Aoi"]) for sql in AT_ONCE[name]]
    one, other = await connect(database), await connect(database)
    first, second = one.transaction(), other.transaction()
    await first.start()
    await second.start()
    await one.execute(statements.pop(-1 if turned else 0))

    async def follow() -> None:
        await other.execute(statements.pop())
        await second.commit()

    waiting = asyncio.create_task(follow())
    await asyncio.sleep(0.2)
    await first.commit()
    await waiting
    assert await kept(world.connection) == await told(world.connection)
    for connection in (one, other, world.connection):
        await connection.close()


NEW_ADDRESS = """
insert into account_emails (id, account_id, address)
select gen_random_uuid(), account_id, 'a@new.example.org' from members where id = $1
"""
MOVED = """
update account_emails set account_id = (select account_id from members where id = $2)
where account_id = (select account_id from members where id = $1)
"""
# What one does to the member whom they hold already, while another writes to the account: (the one, the other).
IN_ONE_ORDER = {
    "a role and a new address": ("update members set roles = '{HR_ADMIN}' where id = $1", NEW_ADDRESS),
    "a role and an address that goes to another": ("update members set roles = '{RECRUITER}' where id = $1", MOVED),
    "another account and a new address": (ACCOUNT, NEW_ADDRESS),
    "two new addresses": (NEW_ADDRESS.replace("a@new", "b@new"), NEW_ADDRESS),
}


@pytest.mark.parametrize("name", IN_ONE_ORDER)
async def test_who_holds_a_member_and_who_writes_to_the_account_do_not_wait_for_each_other(
    world: World, database: str, name: str
) -> None:
    await world.connection.execute("insert into accounts select gen_random_uuid(), 'JA', 'Asia/Tokyo', 'epoch'")
    await world.connection.execute(about(NEW_ADDRESS.replace("a@new", "c@new"), world["Ben"]))
    change, write = (about(sql, world["Ben"], world["Aoi"]) for sql in IN_ONE_ORDER[name])
    one, other = await connect(database), await connect(database)
    async with one.transaction():
        await one.execute("select from members where id = $1 for no key update", world["Ben"])
        waiting = asyncio.create_task(other.execute(write))
        await asyncio.sleep(0.2)
        assert not waiting.done()
        await one.execute(change)
    await waiting
    assert await kept(world.connection) == await told(world.connection)
    for connection in (one, other, world.connection):
        await connection.close()
