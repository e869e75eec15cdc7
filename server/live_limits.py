"""How much of the process live connections may take: sockets and streams."""

from dataclasses import dataclass

KIB = 1024
MESSAGE_BYTES = 256 * KIB


@dataclass(frozen=True, slots=True, kw_only=True)
class LiveLimits:
    """Each holds for one process; times are in seconds."""

    connections: int = 20_000
    """Sockets and streams in total; more are refused with 503 and come back."""
    per_member: int = 50
    """Sockets and streams of one member; more are closed with 1013, streams refused with 429."""
    operations: int = 100
    """Operations of one socket at once, mutations that go on without their client as well; more are errors."""
    messages: float = 50
    """Messages a second that a socket may send for long; more close it with 4429."""
    burst: float = 500
    """Messages that a socket may send at once: a page that opens subscribes to much."""
    init: float = 10
    """Until ``connection_init`` must have come; else 4408."""
    ping: float = 20
    """Between two pings of ours."""
    missed: int = 2
    """Pings that may stay without any message from the client; then the socket is closed with 1001."""
    idle: float = 600
    """Without operations; then the socket is closed with 1000, which no client takes for a fault."""
    nobody: float = 60
    """The same for whoever has not said who they are: they can listen to nothing."""
    age: float = 4 * 3600
    """That a socket or a stream may last; then it is closed like before a restart, so that clients spread anew."""
    jitter: float = 0.25
    """The part of ``age`` that chance takes away, so that what came together does not go together."""
    send: float = 10
    """That a client may leave what was sent unread; then it is cut off."""
    keep_alive: float = 12
    """Between two signs of life on a stream."""

    @property
    def look(self) -> float:
        """Between two looks at a connection's clocks."""
        return min(self.ping, self.send, self.idle, self.nobody, self.age) / 2
