"""Cursors of the stream: a network, and a position in its log."""

import base64
import binascii
from uuid import UUID

import orjson

from graph.compile.keys import Malformed

STREAM = "STREAM"
LARGEST = 2**63


def stream_cursor(network_id: UUID, position: int) -> str:
    """The cursor of a position, opaque to clients."""
    return base64.b64encode(orjson.dumps([STREAM, network_id.hex, position])).decode()


def position_in(cursor: str, network_id: UUID) -> int:
    """The position that a cursor of this network names; raises Malformed."""
    try:
        name, network, position = orjson.loads(base64.b64decode(cursor, validate=True))
    except (binascii.Error, orjson.JSONDecodeError, TypeError, ValueError):
        raise Malformed("is not a cursor of a stream") from None
    if name != STREAM or network != network_id.hex or type(position) is not int or not 0 <= position < LARGEST:
        raise Malformed("is not a cursor of this network's stream")
    return position
