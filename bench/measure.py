"""The run: all servers up, their answers compared, then short rounds in turn, operation by operation."""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median

from bench import answers, load
from bench.database import Database
from bench.operations import OPERATIONS, Operation, Population, requests
from bench.processes import cpu_seconds
from bench.servers import Running

CONNECTIONS = 16
CHECKED_AGAIN = 16


@dataclass(frozen=True)
class Pace:
    """How long a run takes: rounds, seconds of each, and which part of the servers' warm-up."""

    rounds: int
    seconds: float
    warming: float
    compared: int


FULL = Pace(rounds=5, seconds=3, warming=1, compared=256)
QUICK = Pace(rounds=2, seconds=2, warming=0.34, compared=24)


@dataclass(frozen=True)
class Round:
    """One server under one operation for some seconds; CPU in microseconds a request."""

    rate: float
    p50: float
    p99: float
    server_cpu: float
    database_cpu: float
    errors: int


@dataclass(frozen=True)
class Figures:
    """The medians of one server's rounds of one operation, and the rounds."""

    server: str
    operation: str
    rate: float
    p50: float
    p99: float
    server_cpu: float
    database_cpu: float
    rounds: list[Round]

    @property
    def cpu(self) -> float:
        """What a request costs the whole machine."""
        return self.server_cpu + self.database_cpu


@dataclass(frozen=True)
class Run:
    """What a run has at hand."""

    database: Database
    running: list[Running]
    everyone: Population
    pace: Pace
    scratch: Path
    core: int
    say: Callable[[str], None]


def measure(run: Run) -> list[Figures]:
    """The figures of every server and operation; raises where servers disagree or answer with an error."""
    return [figures for operation in OPERATIONS for figures in _operation(run, operation)]


def _operation(run: Run, operation: Operation) -> list[Figures]:
    asked = list(requests(operation, run.everyone))
    run.say(f"{operation.name}: comparing answers")
    answers.agree(run.running, asked[: run.pace.compared])
    files = {each.server.name: run.scratch / f"{operation.name}.{each.server.name}.txt" for each in run.running}
    for each in run.running:
        load.write_requests(files[each.server.name], each, asked)
        run.say(f"{operation.name}: warming {each.server.title}")
        _load(run, each, files[each.server.name], run.pace.warming * each.server.warm)
    rounds: dict[str, list[Round]] = {each.server.name: [] for each in run.running}
    for turn in range(run.pace.rounds):
        # Each round begins with another server, so that none is always the one after the heaviest.
        for each in run.running[turn % len(run.running) :] + run.running[: turn % len(run.running)]:
            run.say(f"{operation.name}: round {turn + 1} of {run.pace.rounds}, {each.server.title}")
            rounds[each.server.name].append(_round(run, each, files[each.server.name]))
    answers.agree(run.running, asked[-CHECKED_AGAIN:])
    return [_figures(each, operation, rounds[each.server.name]) for each in run.running]


def _load(run: Run, server: Running, file: Path, seconds: float) -> load.Load:
    seen = load.run(server, file, seconds=seconds, connections=CONNECTIONS, core=run.core)
    if seen.errors:
        raise answers.Wrong(f"{server.server.title} failed {seen.errors} of {seen.requests} requests under load")
    return seen


def _round(run: Run, server: Running, file: Path) -> Round:
    before = cpu_seconds(server.pid), cpu_seconds(run.database.pid)
    seen = _load(run, server, file, run.pace.seconds)
    if not seen.requests:
        raise answers.Wrong(f"{server.server.title} answered nothing within {run.pace.seconds} seconds")
    after = cpu_seconds(server.pid), cpu_seconds(run.database.pid)
    own, database = ((late - early) / seen.requests * 1e6 for early, late in zip(before, after, strict=True))
    return Round(seen.requests / seen.seconds, seen.p50, seen.p99, own, database, seen.errors)


def _figures(server: Running, operation: Operation, rounds: list[Round]) -> Figures:
    def middle(name: str) -> float:
        return float(median(getattr(each, name) for each in rounds))

    return Figures(
        server=server.server.name,
        operation=operation.name,
        rate=middle("rate"),
        p50=middle("p50"),
        p99=middle("p99"),
        server_cpu=middle("server_cpu"),
        database_cpu=middle("database_cpu"),
        rounds=rounds,
    )


def as_data(figures: list[Figures]) -> list[dict[str, object]]:
    """The figures as they are kept."""
    return [asdict(each) | {"cpu": each.cpu} for each in figures]
