"""``python -m bench.fanout_client``: many sockets in one process, on epoll and no library, told what to do by lines.

A line on its standard input is a command, a line on its standard output what came of it, both JSON. Times are those of
the machine's monotonic clock, which the harness reads as well.
"""

import os
import select
import socket
import sys
import time
from collections.abc import Iterator
from typing import Any

import orjson

UPGRADE = (
    b"GET /graphql HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n"
    b"Sec-WebSocket-Protocol: graphql-transport-ws\r\n\r\n"
)
TEXT, PING, PONG, CLOSE = 1, 9, 10, 8
AT_ONCE = 64
BUFFER = 262_144
PATIENCE = 60


class Wrong(Exception):
    """A server did what it should not."""


def frame(opcode: int, payload: bytes) -> bytes:
    """A client's frame; a mask of zeros leaves the payload as it is."""
    size = len(payload)
    length = bytes([0x80 | size]) if size < 126 else b"\xfe" + size.to_bytes(2, "big")
    return bytes([0x80 | opcode]) + length + bytes(4) + payload


def whole(data: bytes | bytearray, at: int) -> tuple[int, int, int] | None:
    """Opcode, beginning and end of the frame's payload that begins at a place; None where it is not all there."""
    if len(data) - at < 4:
        return (data[at] & 15, at + 2, at + 2 + data[at + 1]) if _is_whole_and_small(data, at) else None
    start, size = at + 2, data[at + 1]
    if size >= 126:
        wide = 2 if size == 126 else 8
        start, size = start + wide, int.from_bytes(data[start : start + wide], "big")
    return (data[at] & 15, start, start + size) if len(data) >= start + size else None


def _is_whole_and_small(data: bytes | bytearray, at: int) -> bool:
    return len(data) - at >= 2 and data[at + 1] < 126 and len(data) >= at + 2 + data[at + 1]


class Sockets:
    """The sockets of one server. Each says its init and asks for its document; what comes is counted and timed."""

    def __init__(self, port: int, inits: list[dict[str, Any]], documents: list[str]) -> None:
        self.port = port
        self.inits = inits
        self.documents = documents
        self.epoll = select.epoll()
        self.sockets: dict[int, socket.socket] = {}
        self.numbers: dict[int, int] = {}
        self.rest: dict[int, bytes] = {}
        self.buffer = bytearray(BUFFER)
        self.begin([], capture=False)

    def open(self, until: int) -> None:
        """Have so many sockets that have asked for their document."""
        for first in range(len(self.sockets), until, AT_ONCE):
            self._open(range(first, min(first + AT_ONCE, until)))

    def _open(self, numbers: range) -> None:
        opened = [socket.create_connection(("127.0.0.1", self.port), timeout=PATIENCE) for _ in numbers]
        for each in opened:
            each.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            each.sendall(UPGRADE)
        for each in opened:
            answer = b""
            while not answer.endswith(b"\r\n\r\n"):
                answer += each.recv(1024) or self._lost(each)
            if b" 101 " not in answer[:20]:
                raise Wrong(f"no upgrade: {answer[:200]!r}")
        self._say(opened, [{"type": "connection_init", "payload": self.inits[number]} for number in numbers])
        for each in opened:
            if b"connection_ack" not in each.recv(4096):
                raise Wrong("no acknowledgement")
        asked = [self.documents[number % len(self.documents)] for number in numbers]
        self._say(opened, [{"id": "1", "type": "subscribe", "payload": {"query": each}} for each in asked])
        for number, each in zip(numbers, opened, strict=True):
            each.setblocking(False)
            self.sockets[each.fileno()] = each
            self.numbers[each.fileno()] = number
            self.epoll.register(each.fileno(), select.EPOLLIN)

    @staticmethod
    def _say(sockets: list[socket.socket], messages: list[dict[str, Any]]) -> None:
        for each, message in zip(sockets, messages, strict=True):
            each.sendall(frame(TEXT, orjson.dumps(message)))

    @staticmethod
    def _lost(_: socket.socket) -> bytes:
        raise Wrong("the server has closed a socket")

    def begin(self, markers: list[str], *, capture: bool) -> None:
        """Count anew. Each event's text must hold its marker; ``capture`` keeps all, and waits for the last one."""
        self.markers = [marker.encode() for marker in markers]
        self.capture = capture
        self.told = [0] * len(self.inits)
        self.times: list[list[float]] = [[] for _ in markers]
        self.texts: dict[int, list[str]] = {}
        self.bytes = 0
        self.cpu = time.process_time()

    def read(self, number: int) -> None:
        """Take what has come on a socket."""
        size = self.sockets[number].recv_into(self.buffer)
        if not size:
            raise Wrong("the server has closed a socket")
        data = self.buffer
        # What nearly always comes is one text of middling length, all there.
        if data[0] == 0x81 and data[1] == 126 and 4 + (data[2] << 8 | data[3]) == size and number not in self.rest:
            self.take(number, data, 4, size)
            return
        self.read_frames(number, self.rest.pop(number, b"") + data[:size])

    def read_frames(self, number: int, data: bytes) -> None:
        """Take several frames, or parts of them."""
        at = 0
        while at < len(data):
            found = whole(data, at)
            if found is None:
                self.rest[number] = data[at:]
                return
            opcode, start, at = found
            if opcode == TEXT:
                self.take(number, data, start, at)
            elif opcode == PING:
                self.sockets[number].sendall(frame(PONG, data[start:at]))
            elif opcode == CLOSE:
                raise Wrong(f"closed with {int.from_bytes(data[start : start + 2], 'big')} {data[start + 2 : at]!r}")

    def take(self, number: int, data: bytes | bytearray, start: int, end: int) -> None:
        """Take one text."""
        if data.find(b'"next"', start, start + 48) < 0:
            self.answer(number, bytes(data[start:end]))
        elif self.capture:
            self.keep(number, bytes(data[start:end]))
        else:
            place = self.told[self.numbers[number]]
            if data.find(self.markers[place], start, end) < 0:
                raise Wrong(f"event {place} was to come, not {bytes(data[start:end])[:300]!r}")
            self.told[self.numbers[number]] = place + 1
            self.bytes += end - start
            self.arrived(place)

    def keep(self, number: int, text: bytes) -> None:
        """Keep a text; the last marker says that a socket has all."""
        if self.markers:
            self.texts.setdefault(self.numbers[number], []).append(text.decode())
            if self.markers[-1] in text:
                self.arrived(len(self.markers) - 1)

    def arrived(self, place: int) -> None:
        """One more has an event; say so when all have it."""
        times = self.times[place]
        times.append(time.monotonic())
        if len(times) == len(self.sockets):
            say({"done": place, "at": times[-1]})

    def answer(self, number: int, text: bytes) -> None:
        """Answer what is no event."""
        message = orjson.loads(text)
        if message["type"] == "ping":
            self.sockets[number].sendall(frame(TEXT, b'{"type":"pong"}'))
        elif message["type"] != "pong":
            raise Wrong(f"the server says {text[:500]!r}")

    def report(self, commits: list[float]) -> dict[str, Any]:
        """How long after its commit each event came, in milliseconds; CPU in seconds."""
        late = sorted((at - commit) * 1000 for commit, times in zip(commits, self.times, strict=True) for at in times)
        count = len(late)
        return {
            "deliveries": count,
            "p50": late[count // 2],
            "p99": late[count * 99 // 100],
            "most": late[-1],
            "bytes": self.bytes / count,
            "cpu": time.process_time() - self.cpu,
        }


def say(message: dict[str, Any]) -> None:
    """Tell the harness."""
    os.write(1, orjson.dumps(message) + b"\n")


class Commands:
    """The lines of the standard input."""

    def __init__(self) -> None:
        self.input = os.fdopen(0, "rb", buffering=0)
        self.pending = b""

    def read(self) -> bool:
        """Take what has come; False where nothing will."""
        said = self.input.read(BUFFER) or b""
        self.pending += said
        return bool(said)

    def waiting(self) -> Iterator[dict[str, Any]]:
        """The commands that are there."""
        while b"\n" in self.pending:
            line, _, self.pending = self.pending.partition(b"\n")
            yield orjson.loads(line)


def obey(sockets: Sockets, command: dict[str, Any]) -> None:
    """Do what the harness asks."""
    match command:
        case {"open": until}:
            sockets.open(until)
            say({"open": len(sockets.sockets)})
        case {"begin": markers, "capture": capture}:
            sockets.begin(markers, capture=capture)
            say({"begun": len(markers)})
        case {"report": commits}:
            say(sockets.report(commits))
        case {"texts": numbers}:
            say({"texts": {str(number): sockets.texts.get(number, []) for number in numbers}})


def serve(sockets: Sockets, commands: Commands) -> None:
    """Obey commands and read sockets until the input ends."""
    sockets.epoll.register(0, select.EPOLLIN)
    while True:
        for command in commands.waiting():
            obey(sockets, command)
        for number, _ in sockets.epoll.poll(-1, AT_ONCE * 16):
            if number:
                sockets.read(number)
            elif not commands.read():
                return


def main() -> None:
    """Read the setup, then serve."""
    commands = Commands()
    while commands.read():
        for setup in commands.waiting():
            serve(Sockets(**setup), commands)
            return


if __name__ == "__main__":
    try:
        main()
    except Wrong as wrong:
        say({"wrong": str(wrong)})
        sys.exit(1)
