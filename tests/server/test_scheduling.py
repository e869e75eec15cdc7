"""What is scheduled is sent by a running server within five seconds of its time, by one of those that run."""

import asyncio
from contextlib import AsyncExitStack
from datetime import UTC, datetime, timedelta

from actions import announcements
from actions.announcing import fire_all
from server.upkeep import CHORES, upkeep
from tests.community import Community

SENT = "select extract(epoch from sent_at - scheduled_at)::float8 from announcements where id = $1"
PUBLISHED = "select count(*) from outbox_events where kind = 'announcement.published' and subject_id = $1"


async def test_two_servers_send_what_is_scheduled_once_and_in_time(community: Community) -> None:
    chores = tuple(chore for chore in CHORES if chore.do is fire_all)
    office = community.viewer("HR")
    topic, soon = community["topic 0 here"], datetime.now(UTC) + timedelta(seconds=1)
    made = (await announcements.draft(office, topic_id=topic, title="x", body="x")).made["announcement"]
    await announcements.schedule(office, announcement_id=made, at=soon)
    async with AsyncExitStack() as running, asyncio.timeout(30):
        for _ in range(2):
            await running.enter_async_context(upkeep(chores))
        while await community.value(SENT, made) is None:  # noqa: ASYNC110 - it comes from elsewhere
            await asyncio.sleep(0.05)
        await asyncio.sleep(chores[0].seconds + 0.5)  # the other has looked as well
    late = await community.value(SENT, made)
    assert isinstance(late, float)
    assert 0 <= late < 5
    assert await community.value(PUBLISHED, made) == 1
