"""The process: a server in code that is ready when it says so, and that ends in order."""

import asyncio
import gc
import signal
import socket
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any, TypeVar

import uvicorn
import uvloop
from starlette.types import ASGIApp

from server.connections import Connections
from server.failure import Failure
from server.live_limits import MESSAGE_BYTES
from server.wires import HttpWire, SocketWire

Result = TypeVar("Result")

WIRES: dict[str, Any] = {
    "http": HttpWire,
    "ws": SocketWire,
    "ws_max_size": MESSAGE_BYTES,
    "ws_ping_interval": None,  # sockets have the protocol's own, which pages' clients answer
    "ws_per_message_deflate": False,  # it costs memory and time for each socket, and our texts are small
}
# Allocations between two searches for garbage, and how many searches make a deeper one. What sockets hold is none: at
# 2,000 of them, searches by Python's own numbers took as long as telling them something.
GARBAGE = (50_000, 50, 50)
GRACE = 5  # seconds for the answers that are being written when the end comes


def run(work: Coroutine[Any, Any, Result]) -> Result:
    """Run ``work`` to its end on the loop that the server uses."""
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        return runner.run(work)


@contextmanager
def ended_like_ctrl_c() -> Iterator[None]:
    """Let SIGTERM and a closed terminal do what Ctrl-C does, so that whatever was started is ended."""
    with handled(_interrupt, signal.SIGTERM, signal.SIGHUP):
        yield


@contextmanager
def handled(handler: Callable[[int, FrameType | None], Any], *numbers: signal.Signals) -> Iterator[None]:
    """Let ``handler`` take the signals while the context lasts."""
    # Under nohup a closed terminal is to be ignored.
    taken = [it for it in numbers if it != signal.SIGHUP or signal.getsignal(it) != signal.SIG_IGN]
    before = {it: signal.signal(it, handler) for it in taken}
    try:
        yield
    finally:
        for it, earlier in before.items():
            signal.signal(it, earlier)


def _interrupt(number: int, frame: FrameType | None) -> None:  # noqa: ARG001 - what the system passes
    # Not by raising SIGINT: a shell starts its background programs with that one ignored.
    handler = signal.getsignal(signal.SIGINT)
    if not callable(handler):
        raise KeyboardInterrupt
    handler(signal.SIGINT, frame)


def bind(host: str, port: int, *, shared: bool = False) -> socket.socket:
    """The address that will be served, taken at once and listened on later; port 0 takes any free one.

    One that is ``shared`` several of our processes may take, and the system shares out who connects.
    """
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        taken = socket.socket(family, kind, protocol)
        taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if shared:
            taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        taken.bind(address)
    except PermissionError:
        raise Failure(f"Port {port} is for root alone: choose one above 1023 with --port.") from None
    except socket.gaierror:
        raise Failure(f"{host} is no address of a machine: give another with --host.") from None
    except OSError as error:
        raise Failure(f"{host} port {port} cannot be had ({error.strerror}): choose another with --port.") from None
    return taken


def url_of(taken: socket.socket) -> str:
    """Where a browser on this machine finds what is served on a socket."""
    host, port = taken.getsockname()[:2]
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 - compared, not bound
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


class Process(uvicorn.Server):
    """uvicorn's server that tells when it is ready and, before it closes its door, when it begins to end.

    After ``drain`` the live connections are told to leave within ``spread``, both in seconds.
    """

    def __init__(
        self,
        app: ASGIApp,
        *,
        ready: Callable[[], None],
        ending: Callable[[], None],
        connections: Connections | None = None,
        drain: float = 0,
        spread: float = 0,
    ) -> None:
        super().__init__(
            uvicorn.Config(
                app,
                **WIRES,
                lifespan="on",
                access_log=False,
                log_config=None,
                server_header=False,
                proxy_headers=False,
                timeout_keep_alive=75,  # longer than balancers wait: it must be they who close
                timeout_graceful_shutdown=GRACE,
            )
        )
        self._ready = ready
        self._ending = ending
        self._connections = connections or Connections()
        self._drain = drain
        self._spread = spread
        self._told = False

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Listen, then say so."""
        await super().startup(sockets)
        self._ready()

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Take the signals while serving; afterwards, unlike uvicorn, the one that came has done its work."""
        with handled(self.handle_exit, signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            yield

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:  # noqa: ARG002 - what the system passes
        """First the readiness flips and nothing live begins; then live connections leave, and it ends.

        Only SIGTERM gets the drain and the spread; asked twice, it ends at once.
        """
        if self._told:
            self.should_exit = self.force_exit = True
            return
        self._told = True
        self._ending()
        self._connections.refuse()
        patient = sig == signal.SIGTERM
        asyncio.get_running_loop().call_later(self._drain * patient, self._leave, self._spread * patient)

    def _leave(self, spread: float) -> None:
        """Let live connections leave, then close the door."""
        seconds = self._connections.leave(spread)
        asyncio.get_running_loop().call_later(seconds, setattr, self, "should_exit", True)


async def serve(process: Process, taken: socket.socket) -> None:
    """Serve until a signal ends it."""
    try:
        taken.listen(process.config.backlog)
    except OSError as error:
        raise Failure(f"{url_of(taken)} cannot be served ({error.strerror}): choose another --port.") from None
    gc.freeze()
    gc.set_threshold(*GARBAGE)
    await process.serve([taken])
