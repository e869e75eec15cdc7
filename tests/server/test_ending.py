"""How a process that tells what happens ends, and how several of them share one address."""

import asyncio
import signal
import subprocess
import sys
from collections.abc import Awaitable, Callable, Iterator
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import httpx
import psutil
import pytest
from websockets.exceptions import InvalidStatus

from actions.sessions import open_session
from tests.community import Community
from tests.server.shell import ROOT, Shell, ended, ready_line, status
from tests.server.talking import SECONDS, Talk, talk
from tests.server.test_sockets_live import STREAM, event
from tests.valkey import valkey_url

__all__ = ["valkey_url"]

ENDLESS = {"query": "subscription { stream { __typename } }"}
PUBLISH = 'mutation { publishPost(input: {body: "%s"}) { post { id } } }'


@pytest.fixture
def shell(community: Community) -> Iterator[Shell]:
    yield from ended(Shell(Path("/nonexistent"), community.url))


@pytest.fixture
async def token(community: Community) -> str:
    return await open_session(community.url, community["Aoi"], device="test")


async def until(true: Callable[[], Awaitable[bool]]) -> None:
    """Wait until it is true."""
    async with asyncio.timeout(SECONDS * 2):
        while not await true():  # noqa: ASYNC110
            await asyncio.sleep(0.05)


async def listening(client: Talk, token: str, after: str | None = None) -> str:
    """Subscribe; the cursor of the first item."""
    await client.init(token)
    await client.ask(STREAM, after=after)
    cursor: str = event(await client.hear())["cursor"]
    return cursor


async def test_a_process_refuses_what_is_new_then_sends_away_who_listens_and_is_gone(shell: Shell, token: str) -> None:
    program = shell.start("serve", "--port", "0", "--quiet", ENISHI_DRAIN="3", ENISHI_SPREAD="1")
    url = (await asyncio.to_thread(ready_line, program)).split()[-1].removesuffix("/graphql")
    port = int(url.rpartition(":")[2])
    headers = {"authorization": f"Bearer {token}", "accept": "text/event-stream"}
    asking = httpx.AsyncClient(base_url=url, headers=headers, timeout=SECONDS)
    async with talk(port) as listener, talk(port) as asker, asking as web:
        await listening(listener, token)
        await listening(asker, token)
        async with web.stream("POST", "/graphql", json=ENDLESS) as stream:
            chunks = stream.aiter_raw()
            assert await anext(chunks)
            program.send_signal(signal.SIGTERM)

            async def unready() -> bool:
                return await asyncio.to_thread(status, f"{url}/readyz") == 503

            await until(unready)
            with pytest.raises(InvalidStatus) as refusal:
                async with talk(port):
                    pass
            assert refusal.value.response.status_code == 503
            assert (await web.post("/graphql", json=ENDLESS)).status_code == 503
            assert (await web.post("/graphql", json={"query": "{ __typename }"})).status_code == 200
            await asker.ask("{ __typename }", "2")
            assert (await asker.closed())[0] == 1013
            assert await listener.closed() == (1012, "Restarting: come back")
            text = b"".join([chunk async for chunk in chunks])
            assert b"complete" not in text
    await asyncio.to_thread(program.communicate, timeout=SECONDS)
    assert program.returncode == 0


async def test_ctrl_c_waits_for_nobody_who_listens(shell: Shell, token: str) -> None:
    program = shell.start("serve", "--port", "0", "--quiet", ENISHI_DRAIN="300", ENISHI_SPREAD="60")
    url = (await asyncio.to_thread(ready_line, program)).split()[-1].removesuffix("/graphql")
    headers = {"authorization": f"Bearer {token}", "accept": "text/event-stream"}
    asking, talking = (
        httpx.AsyncClient(base_url=url, headers=headers, timeout=SECONDS),
        talk(int(url.rpartition(":")[2])),
    )
    async with asking as web, talking as client, web.stream("POST", "/graphql", json=ENDLESS) as stream:
        chunks = stream.aiter_raw()
        assert await anext(chunks)
        await listening(client, token)
        assert await asyncio.to_thread(shell.end, program, signal.SIGINT) == 0
        assert (await client.closed())[0] == 1012
        assert b"complete" not in b"".join([chunk async for chunk in chunks])


# --- several processes


def test_several_workers_need_what_they_share(shell: Shell) -> None:
    code, out, said = shell.run("serve", "--port", "0", "--workers", "2")
    assert (code, out) == (2, "")
    assert "ENISHI_REDIS_URL" in said
    assert said.count("\n") == 1


async def next_post(client: Talk) -> Any:
    """The next post that the first operation tells of; what others say is passed over."""
    while True:
        message = await client.hear()
        if message["id"] == "1" and "subject" in event(message):
            return event(message)


def processes(parent: int) -> set[int]:
    return {child.pid for child in psutil.Process(parent).children()}


async def test_workers_share_an_address_tell_each_other_and_are_started_again(
    shell: Shell, token: str, valkey_url: str
) -> None:
    words = ("serve", "--port", "0", "--quiet", "--workers", "2")
    program = shell.start(*words, ENISHI_REDIS_URL=valkey_url, ENISHI_SPREAD="0.5", ENISHI_CONNECTIONS="2")
    port = int((await asyncio.to_thread(ready_line, program)).removesuffix("/graphql").rpartition(":")[2])
    workers = processes(program.pid)
    assert len(workers) == 2
    async with AsyncExitStack() as held:
        clients = [await held.enter_async_context(talk(port)) for _ in range(8)]
        for client in clients:
            await listening(client, token)
        await clients[0].ask(PUBLISH % "to all", "2")
        posts = [await next_post(client) for client in clients]
        assert {(post["cursor"], post["subject"]["body"]) for post in posts} == {(posts[0]["cursor"], "to all")}
        psutil.Process(min(workers)).kill()

        async def replaced() -> bool:
            there = processes(program.pid)
            return len(there) == 2 and min(workers) not in there

        await until(replaced)
        async with talk(port) as client:
            await client.init(token)
            await client.answer(PUBLISH % "while away")
            await client.ask(STREAM, after=posts[0]["cursor"])
            assert (await next_post(client))["subject"]["body"] == "while away"
        children = psutil.Process(program.pid).children()
        assert await asyncio.to_thread(shell.end, program, signal.SIGTERM) == 0
        assert [child for child in children if child.is_running()] == []


async def test_workers_go_when_their_parent_vanishes(shell: Shell, valkey_url: str) -> None:
    words = ("serve", "--port", "0", "--quiet", "--workers", "2")
    program = shell.start(*words, ENISHI_REDIS_URL=valkey_url, ENISHI_SPREAD="0", ENISHI_CONNECTIONS="2")
    await asyncio.to_thread(ready_line, program)
    children = psutil.Process(program.pid).children()
    program.kill()

    async def gone() -> bool:
        return not any(child.is_running() and child.status() != "zombie" for child in children)

    await until(gone)


CANNOT_START = """
from server.workers import Workers

def work(ready):
    raise RuntimeError("no")

try:
    Workers(2, work, lambda: print("all are there"), 0).run()
except Exception as failure:
    print(failure)
"""


def test_workers_that_cannot_start_are_a_failure_and_none_stays() -> None:
    # A worker that stayed would keep the pipe open.
    done = subprocess.run(
        [sys.executable, "-c", CANNOT_START], cwd=ROOT, capture_output=True, text=True, timeout=SECONDS * 2, check=True
    )
    *_, last = done.stdout.splitlines()
    assert last == "A worker could not start: its reason is in the log."
    assert "all are there\n" not in done.stdout
