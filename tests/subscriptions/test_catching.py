"""Who comes back together is told together: a statement for each line, not one for each listener."""

import asyncio
from collections.abc import Hashable, Mapping
from datetime import UTC, datetime
from uuid import UUID

import pytest

from graph.compile import questions
from subscriptions import hub
from subscriptions.catching import Catching
from subscriptions.listener import End
from subscriptions.log import BATCH, Line
from tests.subscriptions.ear import PATIENCE
from tests.subscriptions.living import POSTS, Living, positions

NETWORK, SUBJECT = UUID(int=1), UUID(int=2)


class Asking:
    """A question whose answers wait until they may come, and that counts how often it was asked."""

    key: Hashable = "it"
    kinds: frozenset[str] = frozenset()
    place_id: UUID | None = None
    module: str | None = None

    def __init__(self) -> None:
        self.asked: list[list[UUID]] = []
        self.may = asyncio.Event()

    async def answers(self, _: UUID, line: Line, viewers: list[UUID]) -> Mapping[UUID, bytes]:
        self.asked.append(viewers)
        await self.may.wait()
        if line.position == 13:
            raise ConnectionError
        return {viewer: f"{line.position} {viewer}".encode() for viewer in viewers if viewer.int % 2}

    def over(self) -> None: ...

    def ready(self, network_id: UUID, position: int) -> bytes | None: ...

    def beat(self, network_id: UUID, position: int) -> bytes | None: ...

    def gap(self, network_id: UUID, after: int, until: int) -> tuple[bytes, bool]:
        raise NotImplementedError

    def failure(self, incident: str) -> bytes:
        raise NotImplementedError


def line(position: int) -> Line:
    return Line(position, "post.published", "Post", SUBJECT, None, None, datetime.now(UTC))


async def test_all_who_wait_for_a_line_are_answered_by_one_statement_each_with_their_own() -> None:
    catching, asking = Catching(1), Asking()
    first = asyncio.create_task(catching.text(asking, NETWORK, line(1), UUID(int=999)))
    await asyncio.sleep(0)
    viewers = [UUID(int=number) for number in range(100)]
    others = [asyncio.create_task(catching.text(asking, NETWORK, line(2), viewer)) for viewer in viewers]
    await asyncio.sleep(0)
    asking.may.set()
    texts = await asyncio.gather(first, *others)
    assert asking.asked == [[UUID(int=999)], viewers]
    assert texts == [
        f"1 {UUID(int=999)}".encode(),
        *(f"2 {each}".encode() if each.int % 2 else None for each in viewers),
    ]


async def test_who_comes_after_a_statement_has_begun_is_answered_by_the_next() -> None:
    catching, asking = Catching(), Asking()
    one = asyncio.create_task(catching.text(asking, NETWORK, line(1), UUID(int=1)))
    while not asking.asked:  # noqa: ASYNC110
        await asyncio.sleep(0)
    other = asyncio.create_task(catching.text(asking, NETWORK, line(1), UUID(int=3)))
    await asyncio.sleep(0)
    asking.may.set()
    assert [await one, await other] == [f"1 {UUID(int=number)}".encode() for number in (1, 3)]
    assert len(asking.asked) == 2


async def test_one_that_is_cut_leaves_the_answer_to_the_others() -> None:
    catching, asking = Catching(), Asking()
    one, other = (asyncio.create_task(catching.text(asking, NETWORK, line(1), UUID(int=number))) for number in (1, 3))
    await asyncio.sleep(0)
    one.cancel()
    asking.may.set()
    assert await other == f"1 {UUID(int=3)}".encode()


async def test_an_error_reaches_all_who_wait_and_is_not_kept() -> None:
    catching, asking = Catching(), Asking()
    asking.may.set()
    wanted = (catching.text(asking, NETWORK, line(13), UUID(int=1)) for _ in range(3))
    outcomes = await asyncio.gather(*wanted, return_exceptions=True)
    assert [type(each) for each in outcomes] == [ConnectionError] * 3
    assert await catching.text(asking, NETWORK, line(1), UUID(int=1)) is not None
    await catching.end()
    assert not catching.tasks


async def test_a_crowd_that_comes_back_asks_together(living: Living, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []
    answers = questions.Question.answers

    async def counted(
        self: questions.Question, network_id: UUID, line: Line, viewers: list[UUID]
    ) -> Mapping[UUID, bytes]:
        asked.append(len(viewers))
        return await answers(self, network_id, line, viewers)

    monkeypatch.setattr(questions.Question, "answers", counted)
    post = await living.publish("Aoi")
    last = await living.tell(40, "post.published", post)
    names = ("Ben", "Hana") * 20
    crowd = await asyncio.gather(*(living.listen(name, POSTS, after=living.cursor(0)) for name in names))
    for listener in crowd:
        assert await positions(living, listener, last) == list(range(1, last + 1))
    assert len(asked) * 4 < len(names) * last  # each alone would have asked for each line


async def test_rights_that_end_while_much_is_told_end_before_it_is_told(
    living: Living, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hub, "AHEAD_SECONDS", 0.0)
    listener = await living.listen("Ben", POSTS)
    post = await living.publish("Aoi")
    async with asyncio.timeout(PATIENCE):
        assert await anext(listener)
    channel = living.live.hub.channels[living.here]
    await living.tell(BATCH + 50, "post.published", post)
    await living.tell(1, "member.suspended", living.community["Ben"], table="Member")
    lines = await living.live.hub.log.after(living.here, channel.position)
    await living.live.hub.tell_all(channel, lines)
    assert (lines[-1].kind, len(lines)) == ("post.published", BATCH)
    assert (listener.ended, len(listener.texts)) == (End.FORBIDDEN, 0)
