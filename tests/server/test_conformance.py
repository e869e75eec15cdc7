"""The audits of npm's graphql-http, which others judge a GraphQL server by, against our endpoint on a socket."""

import asyncio
import json
import subprocess
from pathlib import Path

import pytest

from tests.server.packages import node, with_npm

SUITE = Path(__file__).with_name("conformance")


@pytest.fixture(scope="module")
def suite() -> Path:
    """The folder of the audits with their packages, exactly those of the lock file."""
    return with_npm(SUITE)


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
