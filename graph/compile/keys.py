"""Global ids and cursors: opaque to clients, exact for us."""

import base64
import binascii
from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import orjson

UUID_LENGTH = 36
NOTHING = UUID(int=0)  # the key of no row


class Malformed(Exception):
    """A text from a client that is no id, cursor or time of ours; ``place`` is the path of its field."""

    def __init__(self, message: str, place: tuple[str, ...] = ()) -> None:
        super().__init__(message)
        self.place = place


def global_id(prefix: str, key: UUID) -> str:
    """The id that clients know: ``post_<uuid>``."""
    return f"{prefix}_{key}"


def split_id(text: str) -> tuple[str, UUID]:
    """The prefix and the key of a global id; raises Malformed."""
    prefix, _, key = text.partition("_")
    if len(key) != UUID_LENGTH or not prefix.isascii() or not prefix.isalpha():
        raise Malformed("is not an id of this network")
    try:
        return prefix, UUID(key)
    except ValueError:
        raise Malformed("is not an id of this network") from None


def key_of(text: str, prefix: str) -> UUID:
    """The key in an id of one type, or one that no row has for an id of another type; raises Malformed.

    That is no null: null is an argument that is not given, and who is not named may be the viewer.
    """
    found, key = split_id(text)
    return key if found == prefix else NOTHING


def decode_cursor(text: str, order: str, types: Sequence[str]) -> list[Any]:
    """The sort keys in a cursor of this order, as Python values; raises Malformed."""
    try:
        name, *keys = orjson.loads(base64.b64decode(text, validate=True))
    except (binascii.Error, orjson.JSONDecodeError, TypeError, ValueError):
        raise Malformed("is not a cursor of this list") from None
    if name != order or len(keys) != len(types):
        raise Malformed("is not a cursor of this list in this order")
    return [key_value(key, type_) for key, type_ in zip(keys, types, strict=True)]


def key_value(key: Any, sql_type: str) -> Any:
    """One sort key from a cursor, as the driver wants it; raises Malformed."""
    try:
        return PARSERS[sql_type](key)
    except (ValueError, TypeError, AttributeError, OverflowError):
        raise Malformed("is not a cursor of this list") from None


def instant(text: str) -> datetime:
    """The moment, in UTC, that an ISO 8601 text with an offset or ``Z`` names; raises ValueError."""
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError("a moment needs an offset")
    try:
        return moment.astimezone(UTC)
    except OverflowError:
        raise ValueError("no calendar has this moment in UTC") from None


def whole(number: Any) -> int:
    """A whole number that is written as one; raises ValueError."""
    if type(number) is not int or not -(2**63) <= number < 2**63:
        raise ValueError("not a whole number")
    return number


def plain(text: Any) -> str:
    """A text that PostgreSQL can hold; raises ValueError."""
    if type(text) is not str or "\0" in text:
        raise ValueError("not a text")
    return text


PARSERS: dict[str, Any] = {
    "timestamptz": instant,
    "date": date.fromisoformat,
    "uuid": UUID,
    "text": plain,
    "int8": whole,
    "int4": whole,
}
