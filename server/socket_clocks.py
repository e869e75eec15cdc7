"""The clocks of a socket: how long it has been silent, idle, stuck and there at all, and how much it says."""

import random

from server.live_limits import LiveLimits
from server.socket_messages import GOING_AWAY, INIT_TIMEOUT, NORMAL, RESTART, Wrong


class Clocks:
    """Told of what happens on a socket, at ``now`` of a monotonic clock, they say when it has to end."""

    __slots__ = (
        "_allowed",
        "_counted",
        "_expires",
        "_idle",
        "_limits",
        "_opened",
        "_pinged",
        "_sending",
        "_unanswered",
        "_used",
        "acknowledged",
    )

    def __init__(self, limits: LiveLimits, now: float) -> None:
        self._limits = limits
        self._opened = self._pinged = self._used = self._counted = now
        self._expires = now + limits.age * (1 - limits.jitter * random.random())  # noqa: S311 - no secret
        self._allowed = limits.burst
        self._unanswered = 0
        self._sending: float | None = None
        self._idle = limits.nobody
        self.acknowledged = False

    def acknowledge(self, *, member: bool) -> None:
        """The client has said who it is: a member, or nobody."""
        self.acknowledged = True
        if member:
            self._idle = self._limits.idle

    def hears(self, now: float) -> bool:
        """The client said something: is it within what it may say?"""
        self._unanswered = 0
        limits = self._limits
        self._allowed = min(limits.burst, self._allowed + (now - self._counted) * limits.messages) - 1
        self._counted = now
        return self._allowed >= 0

    def uses(self, now: float) -> None:
        """The client asks for an operation."""
        self._used = now

    def sends(self, now: float) -> None:
        """Something is being sent."""
        if self._sending is None:
            self._sending = now

    def sent(self) -> None:
        """Something went out."""
        self._sending = None

    def stuck(self, now: float) -> bool:
        """Has the client left unread what was sent for too long?"""
        return self._sending is not None and now - self._sending >= self._limits.send

    def ended(self, now: float, *, busy: bool) -> Wrong | None:
        """Why the socket has to end, if it has to; ``busy`` where operations run."""
        limits = self._limits
        if not self.acknowledged:
            late = now - self._opened >= limits.init
            return Wrong(INIT_TIMEOUT, "Connection initialisation timeout") if late else None
        if busy:
            self._used = now
        if self._unanswered >= limits.missed and now - self._pinged >= limits.ping:
            return Wrong(GOING_AWAY, "No pong")
        if now - self._used >= self._idle:
            return Wrong(NORMAL, "Idle")
        return Wrong(RESTART, "Long enough: come back") if now >= self._expires else None

    def pings(self, now: float) -> bool:
        """Is it time for a ping? If so it counts as sent."""
        if not self.acknowledged or now - self._pinged < self._limits.ping:
            return False
        self._pinged = now
        self._unanswered += 1
        return True

    def soon(self) -> float:
        """Seconds until the clocks should be looked at again."""
        return self._limits.look if self.acknowledged else min(self._limits.init, self._limits.look)
