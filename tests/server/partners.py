"""The clients of the cookbook as partners have them: copied, with the contract beside them, their types generated."""

import asyncio
import os
import shutil
import signal
import subprocess
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import NamedTuple

from actions import access_tokens
from models.scopes import TokenScope
from tests.server.conftest import Stage
from tests.server.packages import node, with_npm, with_pip
from tests.server.talking import SECONDS

ROOT = Path(__file__).parents[2]
COOKBOOK = ROOT / "docs" / "cookbook"
INSTALLED = ("node_modules", ".venv", ".installing", "generated", "enishi_client", "__pycache__", ".mypy_cache")


class Said(NamedTuple):
    """How a program ended, and what it printed."""

    status: int
    lines: list[str]
    complaint: str

    @property
    def printed(self) -> str:
        """All of it."""
        return "\n".join(self.lines) + self.complaint


class Partner(NamedTuple):
    """A client: where it was copied to, how it is run, and the file of jobs that it comes with."""

    folder: Path
    command: Sequence[str]
    jobs: str

    async def run(self, url: str, token: str, *words: str) -> Said:
        """What it prints and how it ends."""
        async with self.running(url, token, *words) as program:
            printed, complained = await asyncio.wait_for(program.communicate(), SECONDS * 2)
            return Said(program.returncode or 0, printed.decode().splitlines(), complained.decode())

    @asynccontextmanager
    async def running(self, url: str, token: str, *words: str) -> AsyncIterator[asyncio.subprocess.Process]:
        """The program; nothing of it is left."""
        program = await asyncio.create_subprocess_exec(
            *self.command,
            *words,
            cwd=self.folder,
            env=os.environ | {"ENISHI_URL": url, "ENISHI_TOKEN": token},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=True,  # so that what it starts can be ended with it
        )
        try:
            yield program
        finally:
            if program.returncode is None:
                os.killpg(program.pid, signal.SIGKILL)
                await program.communicate()


def copied(name: str, to: Path) -> Path:
    """A client's folder as a partner copies it, with the contract beside it."""
    folder = Path(shutil.copytree(COOKBOOK / name, to / name, ignore=shutil.ignore_patterns(*INSTALLED)))
    shutil.copy(ROOT / "schema.graphql", folder)
    return folder


def done(folder: Path, *command: str) -> str:
    """What a program prints that has to succeed."""
    ended = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, timeout=SECONDS * 4)
    assert ended.returncode == 0, f"{ended.stdout}{ended.stderr}"
    return ended.stdout


def python(to: Path) -> Partner:
    """The client of gql and ariadne-codegen."""
    programs = with_pip(COOKBOOK / "python") / ".venv" / "bin"
    folder = copied("python", to)
    done(folder, str(programs / "ariadne-codegen"))
    return Partner(folder, [str(programs / "python"), "partner.py"], "jobs.csv")


def typescript(to: Path) -> Partner:
    """The client of graphql-codegen and graphql-ws."""
    packages = with_npm(COOKBOOK / "typescript") / "node_modules"
    folder = copied("typescript", to)
    (folder / "node_modules").symlink_to(packages)
    done(folder, *node("codegen.mjs"))
    return Partner(folder, node("partner.ts"), "jobs.json")


def curl(to: Path) -> Partner:
    """The client of curl and a POSIX shell."""
    return Partner(copied("curl", to), ["sh", "partner.sh"], "job.json")


async def token(stage: Stage, name: str, *scopes: TokenScope) -> str:
    """A token of a member for the app of the world."""
    asked = {"app_id": stage.community["app"], "label": "partner", "scopes": scopes}
    issued = await access_tokens.issue.perform(stage.community.viewer(name), asked)
    return str(issued.made["token"])
