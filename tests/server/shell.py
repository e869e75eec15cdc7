"""A shell for the tests of the command line: programs of their own, ended with the test."""

import json
import os
import signal
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psutil

ROOT = Path(__file__).parents[2]
SECONDS = 120  # machines that test are busy


@dataclass
class Shell:
    """Gives commands in an environment of its own, and waits for what it started."""

    data: Path
    database: str = ""
    started: list[subprocess.Popen[str]] = field(default_factory=list)

    def start(self, *words: str, **variables: str) -> subprocess.Popen[str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("ENISHI_", "DATABASE_URL"))}
        environment = kept | {"ENISHI_DATA": str(self.data), "DATABASE_URL": self.database} | variables
        command = [sys.executable, "-m", "server", *words]
        program = subprocess.Popen(
            command,
            cwd=ROOT,
            env=environment,
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            stdin=subprocess.DEVNULL,
        )
        self.started.append(program)
        return program

    def run(self, *words: str, **variables: str) -> tuple[int, str, str]:
        program = self.start(*words, **variables)
        out, said = program.communicate(timeout=SECONDS)
        return program.returncode, out, said

    def end(self, program: subprocess.Popen[str], how: signal.Signals = signal.SIGINT) -> int:
        program.send_signal(how)
        program.communicate(timeout=SECONDS)
        return program.returncode

    @property
    def server(self) -> int | None:
        """The number of the embedded server's process, if it lives."""
        file = self.data / "postgres" / "postmaster.pid"
        pid = int(file.read_text().split()[0]) if file.exists() else 0
        return pid if pid and psutil.pid_exists(pid) and psutil.Process(pid).status() != "zombie" else None


def ended(shell: Shell) -> Iterator[Shell]:
    yield shell
    for program in shell.started:
        if program.poll() is None:
            program.terminate()
        program.communicate(timeout=SECONDS)


def ask(url: str, document: str, token: str) -> Any:
    body = json.dumps({"query": document}).encode()
    headers = {"Content-Type": "application/json", "Authorization": f"Bearer {token}"}
    with urllib.request.urlopen(urllib.request.Request(f"{url}/graphql", body, headers), timeout=SECONDS) as answer:
        return json.load(answer)


def status(url: str) -> int:
    try:
        with urllib.request.urlopen(url, timeout=SECONDS) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        error.close()
        return int(error.code)


def ready_line(program: subprocess.Popen[str]) -> str:
    assert program.stdout is not None
    line = program.stdout.readline().strip()
    assert line, program.stderr.read() if program.stderr else ""
    return line
