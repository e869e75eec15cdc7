"""Channels: the ways by which members are told something."""

from graph.compile.declare import enum
from models.channels import Channel

__all__ = ["Channel"]

enum(Channel, {"IN_APP": "In the network, where one is signed in.", "MAIL": "By mail."})
