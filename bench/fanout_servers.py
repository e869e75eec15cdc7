"""The servers of the fan-out: how each is started, how it learns who listens, and how it is told of an event."""

import asyncio
import os
import socket
import sys
import time
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from bench.database import DIRECTORY, ROOT
from bench.processes import end, started
from bench.servers import NODE, free_port

PEERS = Path(__file__).parent / "fanout"
PATIENCE = 60
SLOW = 200
LOGS = DIRECTORY.parent / "logs"
UVICORN = "--http httptools --loop uvloop --ws websockets-sansio --ws-per-message-deflate false --ws-max-size 262144"
QUIET = "--no-access-log --log-level warning --backlog 2048"


def viewer_payload(viewer: str) -> dict[str, str]:
    """Whom a peer believes."""
    return {"viewer": viewer}


def bearer(viewer: str) -> dict[str, str]:
    """A token of the member's own session."""
    return {"authorization": f"Bearer bench-{viewer}"}


def _uvicorn(app: str) -> list[str]:
    options = [*UVICORN.split(), *QUIET.split()]
    return [sys.executable, "-m", "uvicorn", app, "--host", "127.0.0.1", "--port", "{port}", *options]


@dataclass(frozen=True, eq=False)
class Server:
    """One contestant; ``constant`` where it sends what it was given in the place of a document."""

    name: str
    title: str
    command: list[str]
    directory: Path = ROOT
    init: Callable[[str], dict[str, str]] = viewer_payload
    environment: Mapping[str, str] = field(default_factory=dict)
    constant: bool = False
    most: int = 20_000
    """Sockets: where each asks for itself, more of them cost each the same and take minutes."""

    @property
    def compared(self) -> bool:
        """Is it asked whether it says the same? The last one is a program that was asked already."""
        return not self.constant and self.most > SLOW

    @property
    def ours(self) -> bool:
        """Is it told by its own log?"""
        return self.init is bearer


ENISHI = Server("enishi", "Enishi", [sys.executable, "-m", "server", "serve", "--port", "{port}"], init=bearer)
SPANS = Server(
    "spans",
    "Enishi, timed inside",
    [sys.executable, "-m", "bench.fanout_spans", "serve", "--port", "{port}"],
    init=bearer,
)
RAW = Server("raw", "constant, Starlette", _uvicorn("bench.fanout_raw:app"), constant=True)
NODE_WS = Server(
    "node",
    "graphql-ws, Node",
    [str(NODE / "bin" / "node"), "server.mjs"],
    PEERS,
    environment={"NODE_ENV": "production"},
)
PLAIN = Server("plain", "Strawberry, batched", _uvicorn("bench.fanout_plain:app"))
PER_SOCKET = Server(
    "documented",
    "Strawberry, as documented",
    _uvicorn("bench.fanout_plain:app"),
    environment={"PER_SOCKET": "1"},
    most=SLOW,
)
SERVERS = [ENISHI, RAW, NODE_WS, PLAIN, PER_SOCKET]


@dataclass(frozen=True)
class Running:
    """A server that listens."""

    server: Server
    port: int
    pid: int


def spans_file() -> Path:
    """Where the server with clocks inside writes what they say."""
    return LOGS / "spans.json"


@asynccontextmanager
async def serving(server: Server, url: str, redis: str, *, core: int) -> AsyncIterator[Running]:
    """A server on one core, while the context lasts."""
    LOGS.mkdir(parents=True, exist_ok=True)
    port, log = free_port(), LOGS / f"fanout.{server.name}.log"
    environment = {
        "DATABASE_URL": url,
        "REDIS_URL": redis,
        "ENISHI_REDIS_URL": redis,
        "CHANNEL": server.name,
        "SPANS": str(spans_file()),
        "PORT": str(port),
        "PYTHONPATH": str(ROOT),
        **server.environment,
    }
    command = [word.format(port=port) for word in server.command]
    with started(command, core=core, log=log, environment=environment, directory=server.directory) as process:
        # In a thread: whoever rings must be heard of every second.
        await asyncio.to_thread(_await, server, port, process.pid, log)
        try:
            yield Running(server, port, process.pid)
        finally:
            await asyncio.to_thread(end, process)


def _await(server: Server, port: int, pid: int, log: Path) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        try:
            os.kill(pid, 0)
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise SystemExit(f"{server.title} does not listen. It said:\n{log.read_text(errors='replace')[-2000:]}")
