"""Bearer tokens: where a client says one, and what it must look like."""

import re
from collections.abc import Mapping
from typing import Any, Protocol

from models.viewer import Viewer

TOKEN = "[a-z0-9._~+/-]{1,512}={0,2}"  # noqa: S105 - its form, no token
BEARER = re.compile(f"bearer +({TOKEN})".encode(), re.IGNORECASE)
WITH_OR_WITHOUT = re.compile(f"(?:bearer +)?({TOKEN})", re.IGNORECASE)
NAMES = ("authorization", "token")


class Tokens(Protocol):
    """Whoever knows the viewer behind a token."""

    async def viewer(self, token: str) -> Viewer | None:
        """The viewer that ``token`` speaks for, or None."""


def in_header(authorization: bytes) -> str | None:
    """The token of an ``Authorization`` header; None where it is none."""
    token = BEARER.fullmatch(authorization)
    return token[1].decode() if token else None


def is_said(payload: Mapping[str, Any]) -> bool:
    """Whether the payload of a ``connection_init`` says anything of a token."""
    return any(name.lower() in NAMES and value is not None for name, value in payload.items())


def in_payload(payload: Mapping[str, Any]) -> str | None:
    """The token of a ``connection_init``, as ``authorization`` or ``token``; None where it is none, or two."""
    said = [value for name, value in payload.items() if name.lower() in NAMES and value is not None]
    token = WITH_OR_WITHOUT.fullmatch(said[0]) if len(said) == 1 and isinstance(said[0], str) else None
    return token[1] if token else None
