"""Mutation: everything that a member can do. The areas declare their verbs; here they come together."""

from typing import Any

from graph import accounts  # noqa: F401  one line an area: what declares mutations
from graph.compile.payloads import root

Mutation: Any = root()
