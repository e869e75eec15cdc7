"""A listener: its texts in order, once, no more than it may hold, and how it ends."""

import asyncio
from uuid import uuid4

import pytest

from models.viewer import Viewer
from subscriptions.listener import MOST_BYTES, MOST_TEXTS, Cut, End, Listener
from tests.subscriptions.ear import PATIENCE


@pytest.fixture
def listener() -> Listener:
    return Listener(Viewer(uuid4(), uuid4()), None, 10)


async def rest(listener: Listener) -> list[bytes]:
    """What it still reads, until it ends."""
    texts = []
    try:
        async with asyncio.timeout(PATIENCE):
            async for text in listener:
                texts.append(text)  # noqa: PERF401 - what came before the end is wanted
    except Cut:
        pass
    return texts


async def test_texts_come_in_order_and_those_of_lines_looked_at_before_do_not(listener: Listener) -> None:
    for position in (9, 10, 11, 11, 13, 12, 14):
        listener.put(b"%d" % position, position)
    listener.end(End.RESTART)
    assert await rest(listener) == [b"11", b"13", b"14"]
    assert listener.position == 14


async def test_a_waiting_reader_is_told_at_once(listener: Listener) -> None:
    reading = asyncio.ensure_future(anext(listener))
    await asyncio.sleep(0)
    listener.put(b"now", 11)
    assert await asyncio.wait_for(reading, PATIENCE) == b"now"


@pytest.mark.parametrize(("end", "left"), [(each, each not in (End.COMPLETE, End.FORBIDDEN)) for each in End])
async def test_what_is_unread_at_the_end_is_read_unless_it_is_nobodys_any_more(
    listener: Listener, end: End, left: bool
) -> None:
    listener.put(b"unread", 11)
    listener.end(end, b"why")
    listener.end(End.FAILED, b"too late")
    listener.put(b"after", 12)
    assert [*listener.texts] == ([b"unread"] if left else [])
    if left:
        assert await anext(listener) == b"unread"
    if end is End.COMPLETE:
        with pytest.raises(StopAsyncIteration):
            await anext(listener)
        return
    with pytest.raises(Cut) as cut:
        await anext(listener)
    assert (cut.value.end, cut.value.body) == (end, b"why")


async def test_a_waiting_reader_learns_of_the_end(listener: Listener) -> None:
    reading = asyncio.ensure_future(rest(listener))
    await asyncio.sleep(0)
    listener.close()
    assert await asyncio.wait_for(reading, PATIENCE) == []


async def test_too_many_texts_cut_it_and_those_before_are_read(listener: Listener) -> None:
    for number in range(MOST_TEXTS + 5):
        listener.put(b"%d" % number, 11 + number)
    assert listener.ended is End.OVERFLOW
    assert len(await rest(listener)) == MOST_TEXTS


async def test_too_many_bytes_cut_it(listener: Listener) -> None:
    half = b"x" * (MOST_BYTES // 2)
    for number in range(3):
        listener.put(half, 11 + number)
    assert listener.ended is End.OVERFLOW
    assert await rest(listener) == [half, half]


async def test_one_text_that_is_too_long_by_itself_is_let_through(listener: Listener) -> None:
    listener.put(b"x" * (MOST_BYTES + 1), 11)
    assert listener.ended is None
    assert len(await anext(listener)) == MOST_BYTES + 1
    listener.put(b"y", 12)
    assert await anext(listener) == b"y"


async def test_whoever_catches_up_waits_while_much_is_unread(listener: Listener) -> None:
    for number in range(MOST_TEXTS // 2 + 1):
        listener.put(b"x", 11 + number)
    assert not listener.room.is_set()
    while not listener.room.is_set():
        await anext(listener)
    assert len(listener.texts) == MOST_TEXTS // 4 - 1
    assert listener.bytes == len(listener.texts)


async def test_an_end_frees_whoever_waits_for_room(listener: Listener) -> None:
    for number in range(MOST_TEXTS):
        listener.put(b"x", 11 + number)
    listener.close()
    await asyncio.wait_for(listener.room.wait(), PATIENCE)


async def test_it_is_released_once(listener: Listener) -> None:
    released: list[Listener] = []
    listener.released = released.append
    listener.close()
    listener.end(End.RESTART)
    assert released == [listener]


async def test_it_ends_with_its_session_and_no_clock_is_left(listener: Listener) -> None:
    listener.expire(0.01)
    assert await asyncio.wait_for(rest(listener), PATIENCE) == []
    assert listener.ended is End.FORBIDDEN
    other = Listener(listener.viewer, None, 0)
    other.expire(3_600)
    other.close()
    assert other.expiry is not None
    assert other.expiry.cancelled()
    other.expire(3_600)
    assert other.expiry.cancelled()
