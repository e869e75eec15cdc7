"""A small load client for machines without wrk: keep-alive connections, each with one request in flight."""

import asyncio
import sys
import time
from dataclasses import dataclass, field
from itertools import cycle
from pathlib import Path
from typing import cast

import httptools
import orjson
import uvloop

PATIENCE = 30


@dataclass
class Round:
    """What is sent and what was seen so far."""

    requests: "cycle[bytes]"
    until: float
    latencies: list[float] = field(default_factory=list)
    received: int = 0
    errors: int = 0


def encoded(line: str, port: int) -> bytes:
    """The bytes of one request."""
    header, body = line.split("\t", 1)
    content = body.encode()
    head = (
        f"POST /graphql HTTP/1.1\r\nhost: 127.0.0.1:{port}\r\n{header}\r\ncontent-type: application/json\r\n"
        f"accept: application/json\r\ncontent-length: {len(content)}\r\n\r\n"
    )
    return head.encode() + content


class Connection(asyncio.Protocol):
    """Sends the next request when the answer to the last one is complete."""

    def __init__(self, seen: Round) -> None:
        self.seen = seen
        self.parser = httptools.HttpResponseParser(self)
        self.closed: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        # uvloop's transport is one of asyncio's by its methods only.
        self.transport = cast("asyncio.Transport", transport)
        self._send()

    def _send(self) -> None:
        self.sent = time.perf_counter()
        if self.sent >= self.seen.until:
            self.transport.close()
            return
        self.transport.write(next(self.seen.requests))

    def data_received(self, data: bytes) -> None:
        self.seen.received += len(data)
        self.parser.feed_data(data)

    def on_message_complete(self) -> None:
        self.seen.latencies.append(time.perf_counter() - self.sent)
        self.seen.errors += self.parser.get_status_code() != 200
        self._send()

    def connection_lost(self, exc: Exception | None) -> None:
        self.seen.errors += exc is not None or time.perf_counter() < self.seen.until
        self.closed.set_result(None)


async def load(port: int, requests: list[bytes], seconds: float, connections: int) -> dict[str, float]:
    """One round's figures."""
    started = time.perf_counter()
    seen = Round(cycle(requests), started + seconds)
    loop = asyncio.get_running_loop()
    opened = [await loop.create_connection(lambda: Connection(seen), "127.0.0.1", port) for _ in range(connections)]
    await asyncio.wait_for(asyncio.gather(*(protocol.closed for _, protocol in opened)), seconds + PATIENCE)
    latencies = sorted(seen.latencies) or [0.0]
    return {
        "requests": len(seen.latencies),
        "seconds": time.perf_counter() - started,
        "bytes": seen.received,
        "errors": seen.errors,
        "p50": 1000 * latencies[len(latencies) // 2],
        "p99": 1000 * latencies[len(latencies) * 99 // 100],
    }


def main() -> None:
    port, path, seconds, connections = sys.argv[1:5]
    asked = [encoded(line, int(port)) for line in Path(path).read_text().splitlines()]
    figures = uvloop.run(load(int(port), asked, float(seconds), int(connections)))
    print(orjson.dumps(figures).decode())


if __name__ == "__main__":
    main()
