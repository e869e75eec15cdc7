"""The load: wrk where it is installed, else a small client of ours; in a process of its own, the same for all."""

import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import orjson

from bench.operations import Request
from bench.servers import Running

HERE = Path(__file__).parent


@dataclass(frozen=True)
class Load:
    """What one round saw; latencies in milliseconds, ``size`` is bytes a response with its headers."""

    requests: int
    seconds: float
    errors: int
    p50: float
    p99: float
    size: float


def client() -> str:
    """Which client this machine has."""
    return "wrk" if shutil.which("wrk") else "bench.client"


def write_requests(path: Path, running: Running, requests: list[Request]) -> None:
    """Write what the client sends, one request a line."""
    lines = []
    for request in requests:
        ((name, value),) = running.server.headers(request.viewer).items()
        lines.append(f"{name}: {value}\t{orjson.dumps(running.server.body(request)).decode()}\n")
    path.write_text("".join(lines))


def run(running: Running, requests: Path, *, seconds: float, connections: int, core: int) -> Load:
    """Keep ``connections`` requests in flight for so many seconds."""
    if client() == "wrk":
        # It takes whole seconds only, and one thread is all that one core can use.
        options = ["-t1", f"-c{connections}", f"-d{max(1, round(seconds))}s", "--timeout", "30s"]
        command = ["wrk", *options, "-s", str(HERE / "wrk.lua"), running.url, "--", str(requests)]
    else:
        command = [
            sys.executable,
            "-m",
            "bench.client",
            str(running.port),
            str(requests),
            str(seconds),
            str(connections),
        ]
    done = subprocess.run(
        ["taskset", "-c", str(core), *command], capture_output=True, text=True, check=False, cwd=HERE.parent
    )
    if done.returncode:
        raise SystemExit(f"the load client failed: {done.stderr.strip() or done.stdout.strip()}")
    seen = orjson.loads(done.stdout.strip().splitlines()[-1])
    count = max(1, seen["requests"])
    return Load(seen["requests"], seen["seconds"], seen["errors"], seen["p50"], seen["p99"], seen["bytes"] / count)
