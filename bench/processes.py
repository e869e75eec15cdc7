"""Processes of a run: started on one core, measured by what /proc says of them, and ended with it."""

import os
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

import psutil


def pin(pid: int, core: int) -> None:
    """Bind a process and all that it has started to one core; what it starts later inherits it."""
    for process in [psutil.Process(pid), *psutil.Process(pid).children(recursive=True)]:
        # What it starts comes and goes, and what comes after the first line inherits its core.
        with suppress(psutil.NoSuchProcess, ProcessLookupError):
            for thread in process.threads():
                os.sched_setaffinity(thread.id, {core})


@contextmanager
def started(
    command: Sequence[str], *, core: int, log: Path, environment: Mapping[str, str], directory: Path
) -> Iterator[subprocess.Popen[bytes]]:
    """A process on one core that is ended with the context, writing what it says into ``log``."""
    with log.open("wb") as output:
        process = subprocess.Popen(
            ["taskset", "-c", str(core), *command],
            env={**os.environ, **environment},
            cwd=directory,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    try:
        yield process
    finally:
        end(process)


def end(process: subprocess.Popen[bytes]) -> None:
    """Ask a process to end, and make it end when it does not."""
    process.terminate()
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def cpu_seconds(pid: int) -> float:
    """The CPU that a process and its living children have used so far, those it has buried included."""
    processes = [psutil.Process(pid), *psutil.Process(pid).children(recursive=True)]
    total = 0.0
    for process in processes:
        with suppress(psutil.NoSuchProcess):
            times = process.cpu_times()
            total += times.user + times.system
    buried = psutil.Process(pid).cpu_times()
    return float(total + buried.children_user + buried.children_system)
