"""The messages of graphql-transport-ws: what a client may say, and what we say."""

from typing import Any, NamedTuple

import orjson

from server.request import Asked, Refused, asked, json_object

PROTOCOL = "graphql-transport-ws"
LONGEST_ID = 256
LONGEST_REASON = 123  # bytes, RFC 6455

NORMAL = 1000
GOING_AWAY = 1001
RESTART = 1012
TRY_LATER = 1013
MALFORMED = 4400
UNAUTHORIZED = 4401
FORBIDDEN = 4403
NOT_THIS_PROTOCOL = 4406
INIT_TIMEOUT = 4408
ID_TAKEN = 4409
TOO_MANY = 4429

ACK = b'{"type":"connection_ack"}'
PING = b'{"type":"ping"}'
WITH_ID = {"subscribe", "complete"}
WITH_PAYLOAD = {"connection_init", "ping", "pong"}


class Wrong(Exception):
    """What a client did that ends its socket, with the protocol's code and words."""

    def __init__(self, code: int, reason: str) -> None:
        super().__init__(reason)
        self.code = code
        self.reason = reason


class Said(NamedTuple):
    """A message of the client's; ``payload`` is an object, or None where there is none."""

    kind: str
    id: str
    payload: dict[str, Any] | None


def read(text: str) -> Said:
    """The message in a text; raises Wrong."""
    try:
        # Lone surrogates are no UTF-8, but a server may let them pass.
        message = json_object(text.encode(errors="surrogatepass"), "The message")
    except Refused as refused:
        raise Wrong(MALFORMED, refused.message) from None
    kind = message.get("type")
    if kind.__class__ is not str or kind not in WITH_ID | WITH_PAYLOAD:
        raise Wrong(MALFORMED, 'The message has no "type" that a client may send.')
    if kind in WITH_ID:
        return Said(kind, _id(message), message.get("payload"))
    payload = message.get("payload")
    if payload is not None and payload.__class__ is not dict:
        raise Wrong(MALFORMED, f'The "payload" of {kind} must be an object or null.')
    return Said(kind, "", payload)


def request(said: Said) -> Asked:
    """The GraphQL request of a ``subscribe``; raises Wrong."""
    if said.payload.__class__ is not dict:
        raise Wrong(MALFORMED, 'The "payload" of subscribe must be an object with a "query".')
    try:
        return asked(said.payload)
    except Refused as refused:
        raise Wrong(MALFORMED, refused.message) from None


def pong(said: Said) -> bytes:
    """The answer to a ping: its payload."""
    if said.payload is None:
        return b'{"type":"pong"}'
    return orjson.dumps({"type": "pong", "payload": said.payload})


def short(reason: str) -> str:
    """A reason that fits in a close frame."""
    return reason.encode()[:LONGEST_REASON].decode(errors="ignore")


class Envelope:
    """Puts ready texts behind the id of an operation, without reading them."""

    __slots__ = ("_id", "_next")

    def __init__(self, key: str) -> None:
        # A copy: what orjson returns holds on to four kilobytes for as long as it is kept.
        self._id = bytes(memoryview(orjson.dumps(key)))
        self._next = b'{"id":%b,"type":"next","payload":' % self._id

    def next(self, text: bytes) -> bytes:
        """One result."""
        return self._next + text + b"}"

    def error(self, body: bytes) -> bytes:
        """The end by the errors of a response."""
        errors = orjson.dumps(orjson.loads(body)["errors"])
        return b'{"id":%b,"type":"error","payload":%b}' % (self._id, errors)

    def complete(self) -> bytes:
        """The end."""
        return b'{"id":%b,"type":"complete"}' % self._id


def _id(message: dict[str, Any]) -> str:
    key = message.get("id")
    if key.__class__ is not str or not key:
        raise Wrong(MALFORMED, f'The "id" of {message["type"]} must be a string that is not empty.')
    if len(key) > LONGEST_ID:
        raise Wrong(MALFORMED, f'An "id" has at most {LONGEST_ID} characters.')
    return str(key)
