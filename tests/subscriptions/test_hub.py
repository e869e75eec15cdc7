"""The hub: what happens reaches each listener once and in order, from wherever it listens, whatever breaks."""

import asyncio
from typing import Any

import orjson
import pytest

from graph.compile.variables import Refused
from graph.live import Live
from models.readers import Readers
from subscriptions.channel import RECENT
from subscriptions.listener import MOST_TEXTS, End
from subscriptions.log import BATCH
from tests.subscriptions.ear import PATIENCE, until
from tests.subscriptions.living import POSTS, STREAM, Living, end_of, heard, position_of, positions

EVENT = "StreamEvent"


async def test_each_line_comes_once_in_order_with_what_it_is_about(living: Living) -> None:
    listener = await living.listen("Ben", STREAM)
    ready = await heard(listener)
    assert ready["__typename"] == "StreamReady"
    posts = [await living.publish("Aoi", f"{number}") for number in range(5)]
    items = [await heard(listener) for _ in posts]
    assert [item["subject"]["id"] for item in items] == [f"post_{post}" for post in posts]
    first = position_of(living, ready)
    assert [position_of(living, item) for item in items] == [first + 1 + number for number in range(5)]


async def test_a_typed_form_tells_its_kind_alone_and_says_nothing_first(living: Living) -> None:
    listener = await living.listen("Ben", POSTS)
    post = await living.publish("Aoi", "first")
    await living.tell(1, "post.pinned", post)
    other = await living.publish("Aoi", "second")
    assert [(await heard(listener))["post"]["id"] for _ in range(2)] == [f"post_{post}", f"post_{other}"]


async def test_only_kinds_that_are_asked_for_come(living: Living) -> None:
    listener = await living.listen("Ben", STREAM, kinds=["POST_PINNED"])
    nothing = await living.listen("Ben", STREAM, kinds=[])
    assert [(await heard(each))["__typename"] for each in (listener, nothing)] == ["StreamReady"] * 2
    post = await living.publish("Aoi")
    await living.tell(1, "post.pinned", post)
    living.ring()
    assert (await heard(listener))["kind"] == "POST_PINNED"
    assert not nothing.texts


async def test_whoever_was_away_goes_on_where_it_stood_from_the_table_into_the_ring(living: Living) -> None:
    post = await living.publish("Aoi")
    start = await living.tell(BATCH * 2 + 7, "post.published", post)
    awake = await living.listen("Ben", POSTS)  # the channel reads from here on
    last = await living.tell(20, "post.published", post)
    living.ring()
    await positions(living, awake, 20)
    away = await living.listen("Ben", POSTS, after=living.cursor(0))
    within = await living.listen("Ben", POSTS, after=living.cursor(start + 5))
    assert await positions(living, away, last) == list(range(1, last + 1))
    assert await positions(living, within, 15) == list(range(start + 6, last + 1))
    assert not awake.texts
    final = await living.publish("Aoi")
    assert {(await heard(each))["post"]["id"] for each in (awake, away, within)} == {f"post_{final}"}


async def test_the_ring_is_bounded_and_what_it_dropped_comes_from_the_table(living: Living) -> None:
    post = await living.publish("Aoi")
    await living.listen("Ben", POSTS, after=None)
    channel = living.live.hub.channels[living.here]
    last = await living.tell(RECENT + 50, "post.published", post)
    living.ring()
    await until(lambda: channel.told == last)
    assert len(channel.recent) == RECENT
    assert channel.recent_after(channel.recent[0].position - 2) is None
    away = await living.listen("Hana", POSTS, after=living.cursor(last - RECENT - 20))
    assert await positions(living, away, RECENT + 20) == list(range(last - RECENT - 19, last + 1))


async def test_joining_at_any_moment_neither_loses_nor_doubles(living: Living) -> None:
    post = await living.publish("Aoi")
    steady = await living.listen("Ben", POSTS)
    joined = []
    for number in range(30):
        after = await living.tell(7, "post.published", post) - number % 9
        living.ring()
        for _ in range(number % 5):
            await asyncio.sleep(0)
        joined.append((after, await living.listen("Ben", POSTS, after=living.cursor(max(after, 1)))))
    last = await living.head()
    assert await positions(living, steady, last - 1) == list(range(2, last + 1))
    for after, listener in joined:
        assert await positions(living, listener, last - after) == list(range(after + 1, last + 1))
    final = await living.publish("Aoi")
    for _, listener in joined:
        assert (await heard(listener))["post"]["id"] == f"post_{final}"


async def test_a_slow_reader_is_cut_and_loses_nothing_when_it_goes_on(living: Living) -> None:
    post = await living.publish("Aoi")
    slow, quick = [await living.listen("Ben", POSTS) for _ in range(2)]
    last = await living.tell(MOST_TEXTS + 300, "post.published", post)
    living.ring()
    assert await positions(living, quick, MOST_TEXTS + 300) == list(range(2, last + 1))
    assert len(slow.texts) == MOST_TEXTS
    assert slow not in living.live.hub.channels[living.here].listeners()
    end, texts = await end_of(slow)
    assert end is End.OVERFLOW
    cursor = texts[-1]["data"]["postPublished"]["cursor"]
    again = await living.listen("Ben", POSTS, after=cursor)
    assert await positions(living, again, 300) == list(range(MOST_TEXTS + 2, last + 1))


async def test_a_slow_reader_of_long_texts_is_cut_by_their_bytes(living: Living) -> None:
    post = await living.publish("Aoi", "x" * 30_000)
    slow = await living.listen("Ben", POSTS)
    last = await living.tell(60, "post.published", post)
    living.ring()
    end, texts = await end_of_unread(living, slow)
    assert end is End.OVERFLOW
    assert 30 <= len(texts) < 60
    again = await living.listen("Ben", POSTS, after=texts[-1]["data"]["postPublished"]["cursor"])
    assert (await positions(living, again, 60 - len(texts)))[-1] == last


async def end_of_unread(living: Living, listener: Any) -> tuple[End, list[Any]]:
    """How a listener ends that nobody reads from until it has."""
    await until(lambda: listener.ended)
    return await end_of(listener)


async def test_whoever_catches_up_and_does_not_read_holds_little(living: Living) -> None:
    post = await living.publish("Aoi")
    last = await living.tell(3_000, "post.published", post)
    listener = await living.listen("Ben", POSTS, after=living.cursor(0))
    await until(lambda: not listener.room.is_set())
    await living.publish("Aoi")
    assert len(listener.texts) <= MOST_TEXTS // 2 + 1
    assert await positions(living, listener, last + 1) == list(range(1, last + 2))


async def test_without_any_ring_everything_still_arrives(living: Living) -> None:
    readers = await Readers.open(living.community.url, 2)
    deaf = Live(living.engine, readers, None, poll=0.05)  # neither its waker runs nor does it hear the bell
    async with deaf.hub.running():
        listener = await deaf.subscribe(living.viewer("Ben"), POSTS)
        post = await living.publish("Aoi")
        assert (await heard(listener))["post"]["id"] == f"post_{post}"
        await living.tell(3, "post.published", post)
        assert len(await positions(living, listener, 3)) == 3
    await readers.close()


async def test_connections_to_postgresql_may_be_killed_at_any_time(living: Living) -> None:
    post = await living.publish("Aoi")
    listener = await living.listen("Ben", POSTS)
    expected = await living.head()
    for number in range(6):
        await living.tell(40, "post.published", post)
        living.ring()
        if number % 2:
            await heard(listener)
            expected += 1
        assert await living.kill_connections() >= 1
    await asyncio.sleep(0)
    living.ring()
    last = await living.head()
    while expected < last:
        living.ring()  # what the poll does every five seconds
        assert position_of(living, await heard(listener)) == expected + 1
        expected += 1


async def test_whoever_catches_up_when_connections_are_killed_goes_on_or_is_told_to_come_again(living: Living) -> None:
    post = await living.publish("Aoi")
    last = await living.tell(400, "post.published", post)
    at = 0
    while at < last:
        listener = await living.listen("Ben", POSTS, after=living.cursor(at))
        at = position_of(living, await heard(listener))
        await living.kill_connections()
        async with asyncio.timeout(PATIENCE):
            while at < last and not (listener.ended and not listener.texts):
                found = position_of(living, await heard(listener))
                assert found == at + 1
                at = found
                if at % 150 == 0:
                    break
        listener.close()


@pytest.mark.parametrize("fault", ["select 1/0 as id, $1::uuid[], $2::text", "select $1::int[], $2::text"])
async def test_a_document_that_fails_does_not_silence_the_others(living: Living, fault: str) -> None:
    fine = await living.listen("Ben", POSTS)
    failing = await living.listen("Ben", "subscription { postPublished { kind } }")
    await living.publish("Aoi", "told")
    assert [(await heard(each)) is not None for each in (fine, failing)] == [True, True]
    for news in failing.question.news.values():
        object.__setattr__(news, "sql", fault)
    await living.publish("Aoi", "one of them fails")
    end, texts = await end_of(failing)
    assert end is End.FAILED
    assert texts[-1]["errors"][0]["extensions"]["code"] == "INTERNAL_SERVER_ERROR"
    assert "division" not in str(texts)
    assert (await heard(fine))["post"]["body"] == "one of them fails"


async def test_a_quiet_stream_says_that_it_lives_and_where_it_stands(living: Living) -> None:
    quiet, typed = await living.listen("Ben", STREAM, kinds=["GROUP_CREATED"]), await living.listen("Ben", POSTS)
    await heard(quiet)
    hub = living.live.hub
    hub.beat()
    post = await living.publish("Aoi")
    await heard(typed)
    await until(lambda: hub.channels[living.here].told == hub.channels[living.here].position)
    hub.beat()
    beat = await heard(quiet)
    assert beat == {"__typename": "Heartbeat", "cursor": living.cursor(await living.head())}
    hub.beat()
    assert (await heard(quiet))["__typename"] == "Heartbeat"
    assert not typed.texts
    assert post


async def test_a_beat_in_the_middle_of_a_delivery_loses_nothing(living: Living) -> None:
    listener = await living.listen("Ben", STREAM)
    ready = await heard(listener)
    hub, post = living.live.hub, await living.publish("Aoi")
    assert (await heard(listener))["__typename"] == EVENT
    channel, beats = hub.channels[living.here], 0
    seen: list[int] = []
    for _ in range(10):
        last = await living.tell(5, "post.published", post)
        living.ring()
        while channel.told < last:
            if channel.told < channel.position and len(listener.texts) < MOST_TEXTS // 2:
                listener.quiet = True
                hub.beat()
                beats += 1
            await asyncio.sleep(0)
    assert beats
    while not seen or seen[-1] < last:
        item = await heard(listener)
        if item["__typename"] == EVENT:
            seen.append(position_of(living, item))
    assert seen == list(range(position_of(living, ready) + 2, last + 1))


async def test_a_network_that_nobody_listens_to_is_not_read(living: Living) -> None:
    hub = living.live.hub
    first, second = await living.listen("Ben", POSTS), await living.listen("Outsider", POSTS)
    there = second.viewer.network_id
    tasks = {key: channel.task for key, channel in hub.channels.items()}
    hub.close_empty()
    assert set(hub.channels) == {living.here, there}
    second.close()
    hub.close_empty()
    assert set(hub.channels) == {living.here}
    stopped = tasks[there]
    assert stopped is not None
    await until(stopped.done)
    first.close()
    hub.close_empty()
    assert not hub.channels


async def test_nothing_of_one_network_is_told_in_another(living: Living) -> None:
    there, here = await living.listen("Outsider", POSTS), await living.listen("Ben", POSTS)
    await living.publish("Aoi")
    post = await living.publish("Outsider")
    assert (await heard(there))["post"]["id"] == f"post_{post}"
    assert (await heard(here))["post"]["id"] != f"post_{post}"


async def test_when_the_process_ends_everybody_is_told_to_go_on_elsewhere(living: Living) -> None:
    ends: list[End] = []
    await living.publish("Aoi")
    joined, late = await living.listen("Ben", POSTS), await living.listen("Ben", POSTS, after=living.cursor(0))
    async with living.live.watch(living.viewer("Ben"), ends.append):
        living.live.hub.end()
        assert (await end_of(joined))[0] is End.RESTART
        assert (await end_of(late))[0] is End.RESTART
        assert ends == [End.RESTART]
    assert (await end_of(await living.listen("Ben", POSTS)))[0] is End.RESTART
    async with living.live.watch(living.viewer("Ben"), ends.append):
        assert ends == [End.RESTART] * 2


@pytest.mark.parametrize(
    ("document", "code"),
    [
        ("{ viewer { id } }", "BAD_USER_INPUT"),
        ("subscription { postPublished { cursor } commentAdded { cursor } }", None),
        ("subscription { __typename }", None),
        ('subscription { postPublished(groupId: "grp_019b8d66-2400-7000-8000-000000000004") { cursor } }', "NOT_FOUND"),
    ],
)
async def test_what_cannot_be_listened_to_is_refused(living: Living, document: str, code: str | None) -> None:
    with pytest.raises(Refused) as told:
        await living.listen("Ben", document)
    if code:
        assert told.value.errors[0].extensions is not None
        assert told.value.errors[0].extensions["code"] == code
    assert "errors" in orjson.loads(Live.refusal(told.value))


async def test_nobody_listens_without_a_member(living: Living) -> None:
    for viewer in (None, living.viewer("Fumi"), living.viewer("Gen")):
        with pytest.raises(Refused) as told:
            await living.live.subscribe(viewer, POSTS)
        assert "UNAUTHENTICATED" in str(told.value.errors[0].extensions)
