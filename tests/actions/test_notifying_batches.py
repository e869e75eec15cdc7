"""Many lines are derived some at a time, and fewer where these take too long."""

from collections.abc import AsyncIterator

import pytest

from actions import comments, posts
from actions.notifying import derive_all
from graph.compile.engine import Engine
from tests.actions.notified import Notified
from tests.community import Community

POSITION = "select position from notification_positions where network_id = $1"
# What takes PostgreSQL too long for several lines at once, as where each of them is told to thousands.
TOO_MUCH = """
create function too_much() returns trigger language plpgsql as $$ begin
    if (select count(distinct at) from fresh) > 1 then
        raise exception using errcode = 'query_canceled';
    end if;
    return null;
end $$;
create trigger too_much after insert on notification_items referencing new table as fresh
    for each statement execute function too_much();
"""


@pytest.fixture
async def home(community: Community) -> AsyncIterator[Notified]:
    await derive_all()
    engine = await Engine.open(community.url, connections=2)
    yield Notified(community, engine)
    await engine.close()


async def commented(home: Notified, *names: str) -> None:
    """A post of Aoi's, and what these said to it."""
    post = (await posts.publish(home.viewer("Aoi"), body="hello")).made["post"]
    for name in names:
        await comments.add(home.viewer(name), post_id=post, body="yes")


async def told(home: Notified) -> list[tuple[str, list[str]]]:
    """What Aoi is told of it."""
    return (await home.told("Aoi"))[:1]


async def test_what_takes_too_long_is_told_a_few_lines_at_a_time(home: Notified) -> None:
    await home.community.connection.execute(TOO_MUCH)
    await commented(home, "Ben", "Chie", "Ben")
    assert await told(home) == [("COMMENTED", ["Ben", "Chie"])]
    assert await home.community.value(POSITION, home["here"]) == len(await home.community.told())


async def test_many_lines_are_derived_batch_by_batch(home: Notified, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("actions.notifying.LINES_AT_ONCE", (2,))
    monkeypatch.setattr("actions.notifying.FOUND_AT_ONCE", 1)
    names = ["Ben", "Chie", "Hana", "Member 0", "Member 2"]
    await commented(home, *names)
    assert await told(home) == [("COMMENTED", names)]
