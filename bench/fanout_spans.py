"""``enishi`` with clocks inside: how long the statements, the queues and the sockets take; SIGUSR1 writes them down."""

import functools
import os
import signal
import sys
import time
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import Any

import orjson

from graph.compile.questions import Question
from server.command import main
from server.socket import Socket
from server.wires import SocketWire
from subscriptions.hub import Hub

SPENT: defaultdict[str, float] = defaultdict(float)
WRITTEN = Path(os.environ.get("SPANS", "spans.json"))
ANSWERED: list[float] = [0.0]


def timed(owner: Any, method: str, name: str, clock: Callable[[], float]) -> None:
    """Add up how long a method takes, by a clock that counts its waiting or one that does not."""
    original = getattr(owner, method)

    @functools.wraps(original)
    async def measured(*given: Any, **named: Any) -> Any:
        began = clock()
        try:
            return await original(*given, **named)
        finally:
            SPENT[name] += clock() - began

    setattr(owner, method, measured)


def timed_at_once(owner: Any, method: str, name: str) -> None:
    """Add up the CPU of a method that does not wait."""
    original = getattr(owner, method)

    @functools.wraps(original)
    def measured(*given: Any) -> Any:
        began = time.thread_time()
        found = original(*given)
        SPENT[name] += time.thread_time() - began
        return found

    setattr(owner, method, measured)


def timed_from_answer_to_end() -> None:
    """Add up the CPU between an answer and the moment when it is in all queues; right where one document is asked."""
    texts, answer = Hub.texts, Hub.answer

    async def answered(*given: Any) -> Any:
        found = await texts(*given)
        ANSWERED[0] = time.thread_time()
        return found

    async def told(*given: Any) -> None:
        await answer(*given)
        SPENT["queues"] += time.thread_time() - ANSWERED[0]

    Hub.texts, Hub.answer = answered, told  # type: ignore[method-assign, assignment]


def write(*_: Any) -> None:
    """Write down what was spent so far, in seconds."""
    unfinished = WRITTEN.with_suffix(".new")
    unfinished.write_bytes(orjson.dumps(SPENT))
    unfinished.replace(WRITTEN)


if __name__ == "__main__":
    timed(Question, "answers", "statement", time.perf_counter)
    timed(Socket, "say", "say", time.thread_time)  # it waits for none but slow clients
    timed_at_once(SocketWire, "text", "frame")
    timed_from_answer_to_end()
    signal.signal(signal.SIGUSR1, write)
    sys.exit(main())
