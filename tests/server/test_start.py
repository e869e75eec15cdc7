"""The demonstration's start page shows what a member hears, and a simulation gives it something to show."""

import asyncio
import json
import re
import socket
from collections.abc import AsyncIterator
from random import Random
from typing import Any

import httpx
import httpx2
import pytest

from actions import posts
from actions.sessions import open_session
from server.simulation import DEEDS, Simulation
from server.start import FILES
from tests.server.conftest import Stage
from tests.server.lively import Lively, lively
from tests.server.talking import SECONDS

Items = AsyncIterator[dict[str, Any]]


@pytest.fixture
async def served(stage: Stage) -> AsyncIterator[Lively]:
    token = await open_session(stage.community.url, stage.community["Aoi"], device="test")
    async with lively(stage.engine, stage.sessions, shown_to=token) as server:
        yield server


@pytest.fixture
async def browser(served: Lively) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{served.port}", timeout=SECONDS) as client:
        yield client


async def items(response: httpx.Response) -> Items:
    """What a page hears."""
    async for line in response.aiter_lines():
        if line.startswith("data: "):
            yield json.loads(line.removeprefix("data: "))["data"]["stream"]


async def test_the_page_and_what_it_loads_are_there_under_their_policy(browser: httpx.AsyncClient) -> None:
    page = await browser.get("/")
    assert page.status_code == 200
    assert "script-src 'self'" in page.headers["content-security-policy"]
    loaded = re.findall(r'(?:src|href)="(/start/[^"]+)"', page.text)
    assert len(loaded) == 2
    for path in loaded:
        assert (await browser.get(path)).status_code == 200
    assert "innerHTML" not in (FILES / "start.js").read_text(encoding="utf-8")


async def test_the_feed_tells_what_happens_and_goes_on_behind_a_cursor(
    browser: httpx.AsyncClient, stage: Stage
) -> None:
    async with asyncio.timeout(SECONDS), browser.stream("GET", "/feed") as response:
        assert response.headers["content-type"].startswith("text/event-stream")
        heard = items(response)
        assert (await anext(heard))["__typename"] == "StreamReady"
        await posts.publish(stage.community.viewer("Ben"), body="first")
        first = await anext(heard)
    assert (first["kind"], first["subject"]["body"]) == ("POST_PUBLISHED", "first")
    assert first["subject"]["author"] == {"displayName": "Ben"}
    await posts.publish(stage.community.viewer("Ben"), body="while away")
    async with asyncio.timeout(SECONDS), browser.stream("GET", "/feed", params={"after": first["cursor"]}) as response:
        heard = items(response)
        assert [(await anext(heard))["__typename"], (await anext(heard))["subject"]["body"]] == [
            "StreamReady",
            "while away",
        ]


async def test_it_is_for_browsers_of_this_machine_alone(browser: httpx.AsyncClient) -> None:
    for path in ("/", "/start/start.js", "/feed"):
        assert (await browser.get(path, headers={"host": "enishi.example"})).status_code == 404


async def test_without_a_member_to_show_it_to_there_is_no_feed(stage: Stage) -> None:
    async with (
        lively(stage.engine, stage.sessions) as server,
        httpx.AsyncClient(base_url=f"http://127.0.0.1:{server.port}", timeout=SECONDS) as client,
    ):
        assert (await client.get("/")).headers["location"] == "/graphql"
        assert (await client.get("/feed")).status_code == 404


async def test_simulated_members_do_all_that_they_can(served: Lively, stage: Stage) -> None:
    community = stage.community
    tokens = [await open_session(community.url, community[name], device="test") for name in ("Aoi", "Ben", "Hana")]
    async with httpx2.AsyncClient(base_url=f"http://127.0.0.1:{served.port}", timeout=SECONDS) as client:
        simulation = Simulation(client, tokens, 1000, Random(3))
        for _ in range(60):
            await simulation.once()
        done = {deed.mutation for deed in DEEDS}
        assert done <= set(simulation.outcomes)
        assert simulation.outcomes["no answer"] == 0
        before = simulation.outcomes.total()
        await simulation.run(0.5)
    assert simulation.outcomes.total() > before
    made = await community.value("select count(*) from posts where created_at > now() - interval '1 hour'")
    assert made == simulation.outcomes["publishPost"]


async def test_a_server_that_is_away_ends_no_simulation() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # and nobody listens there
        async with httpx2.AsyncClient(base_url=f"http://127.0.0.1:{taken.getsockname()[1]}", timeout=SECONDS) as client:
            simulation = Simulation(client, ["x"], 1000, Random(1))
            await simulation.run(0.1)
    assert set(simulation.outcomes) == {"no answer"}
