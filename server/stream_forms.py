"""The two forms of a stream over HTTP: server-sent events (graphql-sse) and Apollo's multipart subscriptions."""

from typing import Protocol

from server.negotiation import EVENTS, PARTS

BOUNDARY = b"\r\n--graphql"
HEADER = b"\r\ncontent-type: application/json\r\n\r\n"


class Form(Protocol):
    """How results are written one after another."""

    content_type: bytes
    opening: bytes
    alive: bytes

    def result(self, text: bytes) -> bytes:
        """One result."""

    def error(self, body: bytes) -> bytes:
        """The errors by which a stream fails."""

    def complete(self) -> bytes:
        """The end of the operation, which only the operation's end has."""


class Events:
    """Server-sent events as graphql-sse has them in its distinct connections mode; lines end with LF alone."""

    content_type = b"text/event-stream; charset=utf-8"
    opening = b":\n\n"
    alive = b":\n\n"

    def result(self, text: bytes) -> bytes:
        """One ``next``; between the values of a JSON text a line break means nothing, here it would."""
        return b"event: next\ndata: %b\n\n" % text.replace(b"\n", b" ").replace(b"\r", b" ")

    def error(self, body: bytes) -> bytes:
        """The protocol has no other way to tell errors than a result."""
        return self.result(body)

    def complete(self) -> bytes:
        """The ``complete``."""
        return b"event: complete\ndata:\n\n"


class Parts:
    """Multipart as Apollo's subscriptions have it: a part is sent whole, with the boundary that ends it."""

    content_type = b'multipart/mixed;boundary="graphql";subscriptionSpec=1.0'
    opening = BOUNDARY + HEADER + b"{}" + BOUNDARY
    alive = HEADER + b"{}" + BOUNDARY

    def result(self, text: bytes) -> bytes:
        """One payload."""
        return HEADER + b'{"payload":%b}' % text + BOUNDARY

    def error(self, body: bytes) -> bytes:
        """What ends the stream by a fault stands beside the payload."""
        return HEADER + b'{"payload":null,%b' % body[1:] + BOUNDARY

    def complete(self) -> bytes:
        """The end of the last boundary."""
        return b"--\r\n"


FORMS: dict[str, Form] = {EVENTS: Events(), PARTS: Parts()}
