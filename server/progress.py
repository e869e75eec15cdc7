"""Progress: a bar for each stage of whatever takes longer than a second, on stderr."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Timer

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TaskProgressColumn, TextColumn, TimeElapsedColumn

Report = Callable[[str, int, int], None]
NOTICED = 1.0  # seconds: what is done sooner shows no bar


def silent(stage: str, done: int, total: int) -> None:
    """Draw nothing."""


@contextmanager
def progress(*, quiet: bool = False) -> Iterator[Report]:
    """A report that draws: called with a stage, what is done of it and the whole (0 where that is not known)."""
    if quiet:
        yield silent
        return
    bars = Progress(
        TextColumn("{task.description:<24}"),
        BarColumn(),
        TaskProgressColumn(),
        TimeElapsedColumn(),
        console=Console(stderr=True),
    )
    stages: dict[str, TaskID] = {}
    slow = Timer(NOTICED, bars.start)

    def report(stage: str, done: int, total: int) -> None:
        if not stages:
            slow.start()
        if stage not in stages:
            stages[stage] = bars.add_task(stage, total=None)
        bars.update(stages[stage], completed=done, total=total or None)

    try:
        yield report
    finally:
        slow.cancel()
        if bars.live.is_started:
            bars.stop()
