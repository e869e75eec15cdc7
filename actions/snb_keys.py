"""The keys of an import: the same set under the same slug always becomes the same rows."""

from datetime import UTC, datetime
from enum import IntEnum
from functools import cached_property
from hashlib import blake2b
from uuid import UUID

from models.ids import uuid7_at

NEVER = datetime.max.replace(tzinfo=UTC)


class Thing(IntEnum):
    """What a key is of; two things may have one SNB id, or stand in the same line of two files."""

    NETWORK = 1
    HEAD = 2
    ACCOUNT = 3
    MEMBER = 4
    EMAIL = 5
    PLACE = 6
    UNIVERSITY = 7
    TAG_CLASS = 8
    TAG = 9
    LANGUAGE = 10
    HOME = 11
    INTEREST = 12
    SPOKEN = 13
    STUDY = 14
    WORK = 15
    KNOWS = 16
    FORUM = 17
    OWNER = 18
    MEMBERSHIP = 19
    POST = 20
    COMMENT = 21
    POST_LIKE = 22
    COMMENT_LIKE = 23
    POST_TOPIC = 24
    COMMENT_TOPIC = 25


class Keys:
    """Makes the keys of one network; ``founded`` is when its first person came."""

    def __init__(self, slug: str) -> None:
        # Beside the thing's number and above what SNB ids reach, so that keys of one millisecond
        # sort like their SNB ids and one set can be read into two networks.
        self.salt = int.from_bytes(blake2b(slug.encode(), digest_size=3).digest(), "big") << 50
        self.founded = NEVER

    def key(self, thing: Thing, moment: datetime, number: int) -> UUID:
        """The key of the thing with this SNB id, or in this line when it has none."""
        return uuid7_at(moment, (thing << 64 | number) ^ self.salt)

    def timeless(self, thing: Thing, number: int) -> UUID:
        """The key of a thing that SNB has no time of."""
        return self.key(thing, self.founded, number)

    @cached_property
    def network(self) -> UUID:
        """The network's own key, to be asked for once all persons have been met."""
        return self.timeless(Thing.NETWORK, 0)
