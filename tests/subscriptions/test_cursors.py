"""Cursors: whoever goes on by one hears all that came after it, or is told that something is missing."""

import orjson
import pytest

from graph.compile.keys import Malformed
from graph.live import Live
from subscriptions.listener import End
from tests.subscriptions.ear import until
from tests.subscriptions.living import POSTS, STREAM, Living, end_of, heard, positions


async def test_what_is_not_kept_any_more_is_said_and_the_stream_goes_on(living: Living) -> None:
    post = await living.publish("Aoi")
    await living.listen("Hana", POSTS)
    last = await living.tell(10, "post.published", post)
    await living.forget(last - 3)
    listener = await living.listen("Ben", STREAM, after=living.cursor(2))
    assert (await heard(listener)) == {"__typename": "StreamReady", "cursor": living.cursor(2)}
    living.ring()
    gap = await heard(listener)
    assert gap == {"__typename": "Gap", "fromCursor": living.cursor(2), "cursor": living.cursor(last - 3)}
    assert await positions(living, listener, 3) == [last - 2, last - 1, last]
    all_kept = await living.listen("Ben", STREAM, after=living.cursor(last - 3))
    await heard(all_kept)
    assert await positions(living, all_kept, 3) == [last - 2, last - 1, last]


async def test_where_everything_was_forgotten_there_is_one_gap(living: Living) -> None:
    post = await living.publish("Aoi")
    last = await living.tell(10, "post.published", post)
    await living.forget(last)
    listener = await living.listen("Ben", STREAM, after=living.cursor(1))
    await heard(listener)
    assert (await heard(listener))["cursor"] == living.cursor(last)
    await living.publish("Aoi")
    assert await positions(living, listener, 1) == [last + 1]


async def test_a_typed_form_ends_with_a_gap_that_it_cannot_tell_otherwise(living: Living) -> None:
    post = await living.publish("Aoi")
    await living.forget(await living.tell(10, "post.published", post) - 3)
    listener = await living.listen("Ben", POSTS, after=living.cursor(2))
    end, (body,) = await end_of(listener)
    assert (end, body["errors"][0]["extensions"]["code"]) == (End.FAILED, "GAP")


async def test_lines_that_are_forgotten_before_they_were_told_are_a_gap(living: Living) -> None:
    post = await living.publish("Aoi")
    listener, typed = await living.listen("Ben", STREAM), await living.listen("Ben", POSTS)
    await heard(listener)
    start = await living.tell(3, "post.published", post)
    living.ring()
    for each in (listener, typed):
        assert (await positions(living, each, 3))[-1] == start
    last = start + 10
    async with living.community.connection.transaction():  # whoever looks at the log sees both, or neither
        await living.tell(10, "post.published", post)
        await living.forget(last - 2)
    living.ring()
    gap = await heard(listener)
    assert gap == {"__typename": "Gap", "fromCursor": living.cursor(start), "cursor": living.cursor(last - 2)}
    assert await positions(living, listener, 2) == [last - 1, last]
    assert (await end_of(typed))[0] is End.FAILED
    late = await living.listen("Ben", STREAM, after=living.cursor(start - 2))  # all of it was read a moment ago
    await heard(late)
    assert (await heard(late))["__typename"] == "Gap"
    assert await positions(living, late, 2) == [last - 1, last]


async def test_a_cursor_beyond_the_log_is_a_gap_and_what_comes_next_is_told(living: Living) -> None:
    await living.publish("Aoi")
    head = await living.head()
    listener = await living.listen("Ben", STREAM, after=living.cursor(head + 1_000))
    await heard(listener)
    assert (await heard(listener))["cursor"] == living.cursor(head)
    post = await living.publish("Aoi")
    assert (await heard(listener))["subject"]["id"] == f"post_{post}"
    typed = await living.listen("Ben", POSTS, after=living.cursor(head + 1_000))
    assert (await end_of(typed))[1][0]["errors"][0]["extensions"]["code"] == "GAP"


async def test_a_cursor_that_another_process_gave_before_this_one_has_read_so_far_is_fine(living: Living) -> None:
    post = await living.publish("Aoi")
    await living.listen("Hana", POSTS)
    head = await living.tell(3, "post.published", post)  # nobody rang
    listener = await living.listen("Ben", POSTS, after=living.cursor(head - 1))
    living.ring()
    assert await positions(living, listener, 1) == [head]


@pytest.mark.parametrize(
    "cursor",
    [
        "",
        "x",
        "é",
        "WyJTVFJFQU0iXQ==",
        "bnVsbA==",
        "W10=",
        "/////w==",
        "WyJTVFJFQU0iLDEsMV0=",
        "WyJTVFJFQU0iLCIiLC0xXQ==",
    ],
)
async def test_what_is_no_cursor_is_refused_by_its_place(living: Living, cursor: str) -> None:
    for document, place in ((STREAM, "stream"), (POSTS, "postPublished")):
        with pytest.raises(Malformed) as told:
            await living.listen("Ben", document, after=cursor)
        assert told.value.place == (place, "after")
        error = orjson.loads(Live.refusal(told.value))["errors"][0]
        assert error["extensions"]["code"] == "BAD_USER_INPUT"


async def test_a_cursor_of_another_network_or_a_list_is_refused(living: Living) -> None:
    await living.publish("Aoi")
    answer = await living.engine.execute(living.viewer("Outsider"), "{ streamCursor }")
    page = await living.engine.execute(living.viewer("Ben"), "{ feed(first: 1) { edges { cursor } } }")
    for cursor in (
        orjson.loads(answer.body)["data"]["streamCursor"],
        orjson.loads(page.body)["data"]["feed"]["edges"][0]["cursor"],
    ):
        with pytest.raises(Malformed):
            await living.listen("Ben", STREAM, after=cursor)


async def test_the_answer_of_a_query_and_a_stream_join_without_a_hole(living: Living) -> None:
    await living.publish("Aoi", "before")
    document = "{ streamCursor feed(first: 1) { edges { node { id } } } }"
    answer = orjson.loads((await living.engine.execute(living.viewer("Ben"), document)).body)["data"]
    meanwhile = await living.publish("Aoi", "between the two")
    assert answer["feed"]["edges"][0]["node"]["id"] != f"post_{meanwhile}"
    listener = await living.listen("Ben", POSTS, after=answer["streamCursor"])
    assert (await heard(listener))["post"]["id"] == f"post_{meanwhile}"
    assert not listener.texts


async def test_those_who_ask_the_same_are_asked_for_together_wherever_they_begin(living: Living) -> None:
    await living.publish("Aoi")
    for after in (0, 1):
        await living.listen("Ben", POSTS, after=living.cursor(after))
    channel = living.live.hub.channels[living.here]
    await until(lambda: not channel.late)
    assert len(channel.asked) == 1


async def test_a_variable_that_says_more_than_where_to_begin_keeps_listeners_apart(living: Living) -> None:
    document = (
        """subscription($x: String) { postPublished { post { id comments(after: $x, first: 1) { totalCount } } } }"""
    )
    cursor = orjson.loads(
        (await living.engine.execute(living.viewer("Ben"), "{ feed(first: 1) { edges { cursor } } }")).body
    )
    for x in (None, cursor["data"]["feed"]["edges"][0]["cursor"]):
        await living.listen("Ben", document, x=x)
    assert len(living.live.hub.channels[living.here].asked) == 2
