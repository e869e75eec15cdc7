"""Who is here and who is typing, as members say it and as others are told of it, each under their own rights."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import orjson
import pytest

from actions import presence
from actions.blocks import block
from actions.refusals import NotFound
from graph.compile.engine import Engine
from graph.compile.variables import Refused
from graph.live import Live
from subscriptions.listener import Listener
from tests.community import Community

HERE = "subscription { presence { count members { displayName } } }"
TYPING = "subscription($post: ID!) { typing(postId: $post) { count members { displayName } } }"
SECONDS = 15


@pytest.fixture
async def live(community: Community) -> AsyncIterator[Live]:
    """A process that tells who is here."""
    engine = await Engine.open(community.url)
    async with Live.running(engine) as running:
        yield running
    await engine.close()


async def told(listener: Listener) -> list[str]:
    """The names that come next, as many as are counted."""
    said = orjson.loads(await asyncio.wait_for(anext(listener), SECONDS))["data"]
    (found,) = said.values()
    names = [each["displayName"] for each in found["members"]]
    assert found["count"] == len(names)
    return names


async def listening(live: Live, community: Community, name: str, document: str = HERE, **given: Any) -> Listener:
    """A listener, which has been told who is there at first."""
    listener = await live.subscribe(community.viewer(name), document, given)
    assert await told(listener) == []
    return listener


async def post_of(community: Community) -> Any:
    """A post that everybody reads."""
    sql = "select id from posts where network_id = $1 and group_id is null and told_to & 64 <> 0 and deleted_at is null"
    return await community.connection.fetchval(sql, community["here"])


async def test_who_comes_and_goes_is_told(community: Community, live: Live) -> None:
    listener = await listening(live, community, "Chie")
    await presence.here(community.viewer("Aoi"))
    assert await told(listener) == ["Aoi"]
    await presence.away(community.viewer("Aoi"))
    assert await told(listener) == []


async def test_whoever_listens_later_is_told_who_is_there(community: Community, live: Live) -> None:
    first = await listening(live, community, "Chie")
    await presence.here(community.viewer("Aoi"))
    assert await told(first) == ["Aoi"]
    second = await live.subscribe(community.viewer("Hana"), HERE)
    assert await told(second) == ["Aoi"]


async def test_who_is_blocked_is_not_there(community: Community, live: Live) -> None:
    await block(community.viewer("Aoi"), member_id=community["Chie"])
    blocked, other = await listening(live, community, "Chie"), await listening(live, community, "Hana")
    await presence.here(community.viewer("Aoi"))
    assert await told(other) == ["Aoi"]
    await presence.here(community.viewer("Member 0"))
    # The first thing that comes to the blocked member has nothing of the one they cannot see.
    assert await told(blocked) == ["Member 0"]


async def test_who_does_not_want_to_be_seen_is_not(community: Community, live: Live) -> None:
    listener = await listening(live, community, "Chie")
    await presence.show(community.viewer("Aoi"), shown=False)
    await presence.here(community.viewer("Aoi"))
    await presence.here(community.viewer("Hana"))
    assert await told(listener) == ["Hana"]


async def test_who_hides_is_gone_at_once(community: Community, live: Live) -> None:
    await presence.here(community.viewer("Aoi"))
    listener = await live.subscribe(community.viewer("Chie"), HERE)
    assert await told(listener) == ["Aoi"]
    await presence.show(community.viewer("Aoi"), shown=False)
    assert await told(listener) == []


async def test_who_is_typing_is_told_at_the_post(community: Community, live: Live) -> None:
    post = await post_of(community)
    listener = await listening(live, community, "Chie", TYPING, post=f"post_{post}")
    await presence.typing(community.viewer("Aoi"), post_id=post, on=True)
    assert await told(listener) == ["Aoi"]
    await presence.typing(community.viewer("Aoi"), post_id=post, on=False)
    assert await told(listener) == []


async def test_a_place_that_one_cannot_see_is_none(community: Community, live: Live) -> None:
    nowhere = community["Aoi"]
    with pytest.raises(NotFound):
        await presence.typing(community.viewer("Aoi"), post_id=nowhere, on=True)
    with pytest.raises(Refused) as refused:
        await live.subscribe(community.viewer("Chie"), TYPING, {"post": f"post_{nowhere}"})
    assert (refused.value.errors[0].extensions or {})["code"] == "NOT_FOUND"


async def test_when_nobody_listens_any_more_nobody_looks_on(community: Community, live: Live) -> None:
    listener = await listening(live, community, "Chie")
    listener.close()
    await asyncio.wait_for(asyncio.gather(*live.onlooking.tasks.values()), SECONDS)
    assert live.onlooking.tasks == {}
