"""Channels: the ways by which members are told something."""

from enum import StrEnum


class Channel(StrEnum):
    """How somebody is told."""

    IN_APP = "IN_APP"
    MAIL = "MAIL"
