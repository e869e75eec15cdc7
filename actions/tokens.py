"""Tokens: what is given to somebody once, and kept as its hash alone."""

import hashlib
import hmac
import secrets
from uuid import UUID

DIGITS = 6


class Secret(str):
    """What is told once: whoever repeats a request is not told it again, for it is not kept."""

    __slots__ = ()


def fresh_token() -> str:
    """A token that nobody guesses: 256 bits, good in a URL."""
    return secrets.token_urlsafe(32)


def fresh_code() -> str:
    """A code that is read from one screen and typed on another. It is guessable, so tries are counted."""
    return f"{secrets.randbelow(10**DIGITS):0{DIGITS}}"


def hashed(token: str) -> bytes:
    """SHA-256 of a token."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).digest()


def hashed_code(key: UUID, code: str) -> bytes:
    """SHA-256 of a code for one row: the same code has another hash in every row."""
    return hashlib.sha256(key.bytes + code.strip().encode("utf-8", "surrogatepass")).digest()


def same(one: bytes, other: bytes) -> bool:
    """Are two hashes one? It takes as long whatever they are."""
    return hmac.compare_digest(one, other)
