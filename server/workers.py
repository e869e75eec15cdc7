"""Workers: several processes that serve one address, and their parent, which only sees that they live."""

import asyncio
import os
import signal
import sys
import time
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from types import FrameType
from typing import Any, NoReturn

import structlog

from server.failure import Failure
from server.process import GRACE, ended_like_ctrl_c, handled

POLL = 0.1  # seconds between two looks at the workers
FIRST_PAUSE = 0.5  # before a worker that died is started again, doubled up to the next
LONGEST_PAUSE = 30.0
STEADY = 60.0  # seconds after which a worker counts as one that lived
ENDING = 5  # seconds beside the grace for a worker to close what it holds
SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)

Work = Callable[[Callable[[], None]], None]

log = structlog.get_logger(__name__)


@dataclass
class Place:
    """The place of one worker: who is there, since when, and how often in a row it died soon."""

    pid: int = 0
    since: float = 0.0
    deaths: int = 0
    due: float = 0.0


class Workers:
    """Runs ``work`` in ``count`` processes; once all are ready for the first time ``ready`` is called.

    A worker that dies is started again. A signal is passed on; whoever has not ended ``patience`` seconds and a little
    after the first is killed.
    """

    def __init__(self, count: int, work: Work, ready: Callable[[], None], patience: float) -> None:
        self._places = [Place() for _ in range(count)]
        self._work = work
        self._ready = ready
        self._patience = patience + GRACE + ENDING
        self._deadline: float | None = None
        self._waited_for = count
        self._failed = False
        self._read, self._write = os.pipe()

    def run(self) -> None:
        """Keep the workers alive until a signal ends them; raises Failure where one cannot start at all."""
        os.set_blocking(self._read, False)
        with handled(self._pass_on, *SIGNALS):
            while self._deadline is None or any(place.pid for place in self._places):
                for place in self._places:
                    self._look(place)
                self._hear()
                time.sleep(POLL)
        os.close(self._read)
        os.close(self._write)
        if self._failed:
            raise Failure("A worker could not start: its reason is in the log.")

    def _look(self, place: Place) -> None:
        now = time.monotonic()
        if place.pid:
            gone, status = os.waitpid(place.pid, os.WNOHANG)
            if gone:
                self._bury(place, os.waitstatus_to_exitcode(status), now)
            elif self._deadline is not None and now > self._deadline:
                os.kill(place.pid, signal.SIGKILL)
        elif self._deadline is None and now >= place.due:
            place.pid, place.since = self._fork(), now

    def _bury(self, place: Place, code: int, now: float) -> None:
        pid, place.pid = place.pid, 0
        if self._deadline is not None:
            return
        place.deaths = 1 if now - place.since > STEADY else place.deaths + 1
        place.due = now + min(FIRST_PAUSE * 2 ** (place.deaths - 1), LONGEST_PAUSE)
        log.error("a worker died", worker=pid, code=code, again_in=round(place.due - now, 1))
        if self._waited_for:
            self._failed = True
            self._end(signal.SIGTERM)

    def _hear(self) -> None:
        """Count those who are ready, until all are."""
        try:
            said = os.read(self._read, 64)
        except BlockingIOError:
            return
        if self._waited_for:
            self._waited_for = max(self._waited_for - len(said), 0)
            if not self._waited_for:
                self._ready()

    def _pass_on(self, number: int, frame: FrameType | None) -> None:  # noqa: ARG002 - what the system passes
        self._end(signal.Signals(number))

    def _end(self, number: signal.Signals) -> None:
        self._deadline = self._deadline or time.monotonic() + self._patience
        for place in self._places:
            if place.pid:
                os.kill(place.pid, number)

    def _fork(self) -> int:
        """Start a worker; it never comes back from here."""
        sys.stdout.flush()
        sys.stderr.flush()
        before = signal.pthread_sigmask(signal.SIG_BLOCK, SIGNALS)  # none may meet a child with its parent's handlers
        try:
            return os.fork() or self._be_worker()
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, before)

    def _be_worker(self) -> NoReturn:
        code = 1
        try:
            os.setpgid(0, 0)  # Ctrl-C in a terminal is for the parent, which passes it on once
            for number in SIGNALS:
                signal.signal(number, signal.default_int_handler)
            signal.pthread_sigmask(signal.SIG_UNBLOCK, SIGNALS)
            with ended_like_ctrl_c():
                self._work(self._say_ready)
            code = 0
        except KeyboardInterrupt:
            code = 0
        except BaseException as error:
            log.error("a worker failed", exc_info=error)
        finally:
            os._exit(code)

    def _say_ready(self) -> None:
        os.write(self._write, b"r")


async def with_parent(work: Coroutine[Any, Any, None]) -> None:
    """Do ``work``; should the parent vanish, end in order."""
    watching = asyncio.create_task(_watch(os.getppid()))
    try:
        await work
    finally:
        watching.cancel()


async def _watch(parent: int) -> None:
    while os.getppid() == parent:  # noqa: ASYNC110 - the system has no event for it
        await asyncio.sleep(1)
    os.kill(os.getpid(), signal.SIGTERM)
