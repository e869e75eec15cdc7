"""Keys: UUIDv7 (RFC 9562), so that rows made together lie together in every index."""

import uuid
from datetime import datetime

import uuid_utils.compat


def uuid7() -> uuid.UUID:
    """A new key for this moment."""
    return uuid_utils.compat.uuid7()


def uuid7_at(moment: datetime, tail: int) -> uuid.UUID:
    """The key of something that happened at ``moment``: the same moment and ``tail`` give the same key.

    ``tail`` fills the 74 bits that RFC 9562 leaves free; what exceeds them is cut off.
    """
    milliseconds = int(moment.timestamp() * 1000) & ((1 << 48) - 1)
    high, low = (tail >> 62) & 0xFFF, tail & ((1 << 62) - 1)
    return uuid.UUID(int=milliseconds << 80 | 0x7 << 76 | high << 64 | 0b10 << 62 | low)
