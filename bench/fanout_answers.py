"""Does everybody tell the same viewers the same? Compared as data, before anything is timed."""

from typing import Any

import orjson

from bench.answers import Wrong, difference, plain
from bench.fanout_contest import Contest
from bench.fanout_documents import Events

COMPARED = 400


async def agree(contests: list[Contest], events: Events, document: str) -> None:
    """Hold what each server tells of each event against the first one's; raises Wrong where they part."""
    if not contests:
        return
    asked = [*events.wanted[:5], *events.parted, events.wanted[5]]
    numbers = list(range(min(COMPARED, *(each.sockets for each in contests), COMPARED)))
    reference, *others = contests
    expected = data(await reference.texts(asked, numbers))
    check_it_can_fail(expected, len(asked), document)
    for other in others:
        for number, theirs in data(await other.texts(asked, numbers)).items():
            place = difference(plain(expected[number]), plain(theirs))
            if place:
                names = f"{reference.running.server.title} and {other.running.server.title}"
                raise Wrong(f"{document} to {events.viewers[int(number)]}: {names} differ at {place}")


def data(texts: dict[str, list[str]]) -> dict[str, list[Any]]:
    """What was told, without the envelopes."""
    return {number: [_data(orjson.loads(each)) for each in told] for number, told in texts.items()}


def _data(message: Any) -> Any:
    if message["payload"].get("errors"):
        raise Wrong(f"an event was told with errors: {str(message)[:500]}")
    return message["payload"]["data"]


def check_it_can_fail(expected: dict[str, list[Any]], asked: int, document: str) -> None:
    """Some hear of more than others, and one event is told in more than one way."""
    heard = {len(told) for told in expected.values()}
    if len(heard) < 2 or max(heard) > asked:
        raise Wrong(f"the events part no viewers: all hear of {heard} of {asked}")
    if document == "full" and len({orjson.dumps(told[0]) for told in expected.values()}) < 2:
        raise Wrong("the full document says the same to everybody")
