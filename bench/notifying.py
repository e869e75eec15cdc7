"""``python -m bench.notifying``: how quickly the lines of a backlog are derived in a large network."""

import argparse
import asyncio
import time
from uuid import UUID

import asyncpg

from actions.notifying import derive_all
from bench.town import town
from models.database import connect, orm

NETWORK = UUID("00000001-0000-7000-8000-000000000001")
# What members of a lively network do: for each of ten lines, the kind. Half of it is about the newest posts.
MADE = (
    "truncate notifications, notification_items, notification_positions, outbox_events",
    "delete from posts where body = 'measured'",
    """
    insert into posts (id, network_id, author_id, body, created_at, version) select gen_random_uuid(), $1, m.id,
    'measured', now(), 1 from (select id from members where network_id = $1 and status = 'ACTIVE' order by id
    limit 400) m
    """,
    """
    create temporary table told on commit preserve rows as select p.id, p.author_id, row_number() over (order by
    p.id) as number from posts p where p.body = 'measured'
    """,
    """
    create temporary table doers on commit preserve rows as select id, row_number() over (order by
    md5(id::text)) as number from members where network_id = $1 and status = 'ACTIVE'
    """,
    """
    create temporary table lines on commit preserve rows as select n as position, gen_random_uuid() as id,
    told.id as post_id, told.author_id, doers.id as actor_id, now() + n * interval '1 millisecond' as at, n % 10
    as what from generate_series(1, $2) n join told on told.number = 1 + (n * 7919) % (select count(*) from
    told) join doers on doers.number = 1 + (n * 104729) % (select count(*) from doers)
    """,
    """
    insert into reactions (id, network_id, post_id, member_id, emoji, created_at) select id, $1, post_id,
    actor_id, '👍', at from lines where what in (0, 1, 2, 3, 4) on conflict do nothing
    """,
    """
    insert into comments (id, network_id, post_id, author_id, depth, body, created_at, version) select id, $1,
    post_id, actor_id, 0, 'yes', at, 1 from lines where what in (5, 6, 7)
    """,
    """
    insert into mentions (id, network_id, post_id, member_id, created_at) select id, $1, post_id, actor_id, at
    from lines where what = 8 on conflict do nothing
    """,
    """
    insert into outbox_events (id, network_id, position, kind, subject_type, subject_id, place_id, actor_id, at)
    select gen_random_uuid(), $1, position, case when what < 5 then 'reaction.added' when what < 8 then
    'comment.added' when what = 8 then 'member.mentioned' else 'post.edited' end, 'Post', case when what in (5,
    6, 7, 8) then id else post_id end, case when what = 8 then actor_id else post_id end, case when what = 8
    then author_id else actor_id end, at from lines
    """,
    """
    insert into network_heads (id, network_id, position) values (gen_random_uuid(), $1, $2) on conflict
    (network_id) do update set position = $2
    """,
    "drop table told; drop table doers; drop table lines",
)


async def backlog(connection: asyncpg.Connection, lines: int) -> None:
    """So many lines that nobody has derived, and what they are about."""
    for sql in MADE:
        given = [NETWORK if "$1" in sql else None, lines if "$2" in sql else None]
        numbered = sql if "$1" in sql else sql.replace("$2", "$1")
        await connection.execute(numbered, *[each for each in given if each is not None])
    await connection.execute("analyze")


async def measured(url: str, lines: int, rounds: int) -> None:
    """Derive the same backlog again and again, and print how quickly."""
    connection = await connect(url)
    for _ in range(rounds):
        await backlog(connection, lines)
        async with orm(url, connections=1):
            begun, busy = time.perf_counter(), time.process_time()
            await derive_all()
            seconds, ours = time.perf_counter() - begun, time.process_time() - busy
        made = await connection.fetchval("select count(*) from notifications")
        items = await connection.fetchval("select count(*) from notification_items")
        print(
            f"{lines} lines in {seconds:.1f} s ({ours:.1f} s of them Python): {lines / seconds:,.0f} lines/s,"
            f" {made} notifications of {items} happenings"
        )
    await connection.close()


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m bench.notifying", description=__doc__)
    parser.add_argument("--members", type=int, default=20_000)
    parser.add_argument("--lines", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=3)
    asked = parser.parse_args()
    with town(asked.members) as url:
        asyncio.run(measured(url, asked.lines, asked.rounds))


if __name__ == "__main__":
    main()
