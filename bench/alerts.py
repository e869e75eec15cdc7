"""``python -m bench.alerts``: how long one line takes that many may be told of, in a large network."""

import argparse
import asyncio
import time
from uuid import UUID

import asyncpg

from actions.notifying import derive_all
from actions.search_times import alert_all
from bench.town import town
from models.database import connect, orm

NETWORK = UUID("00000001-0000-7000-8000-000000000001")
CLEAR = (
    "truncate notifications, notification_items, notification_positions, outbox_events, saved_searches, jobs,"
    " announcements, announcement_topics, topic_subscriptions, deliveries cascade"
)
SEARCHES = """
insert into saved_searches (id, network_id, member_id, name, kind, criteria, alerts, created_at, version, due_at,
    since_at, alerted_at)
select gen_random_uuid(), $1, m.id, 'measured', 'JOBS', case m.number % 4
    when 0 then '{"kinds":["COMEBACK"]}' when 1 then '{"search":"kyoto work"}'
    when 2 then '{"remote":["FULL"],"mostHours":16}' else '{"kinds":["PROJECT"],"byCompany":false}' end,
    $3::text, now(), 1, case when $3::text = 'DAILY' then now() end,
    case when $3::text = 'DAILY' then now() - interval '1 day' end,
    case when $3::text = 'DAILY' then now() - interval '5 minutes' end
from (select id, row_number() over (order by id) as number from members where network_id = $1 and status = 'ACTIVE'
    order by id limit $2) m
"""
JOB = """
insert into jobs (id, network_id, author_id, kind, status, title, body, remote, by_company, hours_per_week, created_at,
    published_at, confirmed_at, valid_through, ends_at, version)
select $2, $1, (select max(id::text)::uuid from members where network_id = $1 and status = 'ACTIVE'),
    'COMEBACK', 'PUBLISHED', 'Work', 'in Kyoto', 'FULL', true, 16, $3, $3, $3, current_date + 30,
    now() + interval '30 days', 1
"""
TOPIC = """
insert into announcement_topics (id, network_id, name_ja, place, created_at, version) values ($2, $1, 't', 1, $3, 1)
"""
ANNOUNCED = """
insert into announcements (id, network_id, topic_id, title, body, status, by_mail, sent_at, created_at, listed_at,
    version)
values ($2, $1, $2, 't', 'b', 'SENT', false, $3, $3, $3, 1)
"""
MEANT = """
with several as (select id from members where network_id = $1 and status = 'ACTIVE' order by id limit $4), wanting as (
    insert into topic_subscriptions (id, network_id, member_id, topic_id, channel, wanted, source, said_at)
    select gen_random_uuid(), $1, id, $2, 'IN_APP', true, 'MEMBER', $3 from several
) insert into deliveries (id, network_id, announcement_id, member_id, channel, state, attempts, at)
select gen_random_uuid(), $1, $2, id, 'IN_APP', 'SENT', 0, $3 from several
"""
LINE = """
with head as (insert into network_heads (id, network_id, position) values (gen_random_uuid(), $1, 1)
    on conflict (network_id) do update set position = network_heads.position + 1 returning position)
insert into outbox_events (id, network_id, position, kind, subject_type, subject_id, at)
select gen_random_uuid(), $1, position, $4, $5, $2, $3 from head
"""
LEFT_OVER = "select count(*) from notifications"


async def published(connection: asyncpg.Connection, searches: int) -> str:
    """A job, and live alerts of so many searches."""
    about = (NETWORK, UUID(int=1), await connection.fetchval("select now()"))
    await connection.execute(SEARCHES, NETWORK, searches, "LIVE")
    await connection.execute(JOB, *about)
    await connection.execute(LINE, *about, "job.published", "Job")
    return f"a job, and live alerts of {searches} searches"


async def gathered(connection: asyncpg.Connection, searches: int) -> str:
    """A hundred jobs of an hour ago, and so many searches whose time has come."""
    await connection.execute(SEARCHES, NETWORK, searches, "DAILY")
    at = await connection.fetchval("select now() - interval '1 hour'")
    await connection.executemany(JOB, [(NETWORK, UUID(int=number), at) for number in range(1, 101)])
    return f"a morning of {searches} searches and 100 jobs"


async def announced(connection: asyncpg.Connection, readers: int) -> str:
    """An announcement on a topic to which so many subscribed in the app."""
    about = (NETWORK, UUID(int=1), await connection.fetchval("select now()"))
    await connection.execute(TOPIC, *about)
    await connection.execute(ANNOUNCED, *about)
    await connection.execute(MEANT, *about, readers)
    await connection.execute(LINE, *about, "announcement.published", "Announcement")
    return f"an announcement to {readers} subscribers"


async def measured(url: str, count: int) -> None:
    """Derive each, and print how long it takes."""
    connection = await connect(url)
    for prepare in (published, gathered, announced):
        await connection.execute(CLEAR)
        what = await prepare(connection, count)
        await connection.execute("analyze")
        async with orm(url, connections=1):
            begun = time.perf_counter()
            await alert_all()
            await derive_all()
            seconds = time.perf_counter() - begun
        made = await connection.fetchval(LEFT_OVER)
        print(f"{what}: {seconds:.2f} s, {made} notifications", flush=True)
    await connection.close()


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m bench.alerts", description=__doc__)
    parser.add_argument("--members", type=int, default=20_000)
    parser.add_argument("--count", type=int, default=10_000)
    asked = parser.parse_args()
    with town(asked.members) as url:
        asyncio.run(measured(url, asked.count))


if __name__ == "__main__":
    main()
