"""Origins: which pages may open a socket here. Browsers let any page try, and say which one it is."""

from urllib.parse import urlsplit


class Origins:
    """The pages of ``allowed`` (as ``https://alumni.example.com``), or, where none is named, those of our own host."""

    def __init__(self, allowed: frozenset[str] = frozenset()) -> None:
        self._allowed = allowed

    def admit(self, headers: list[tuple[bytes, bytes]]) -> bool:
        """Whether whoever sent ``headers`` may; what names no origin is no page, and has to know a token anyway."""
        origins = [value.decode("latin-1") for name, value in headers if name == b"origin"]
        if not origins:
            return True
        if self._allowed:
            return len(origins) == 1 and origins[0].rstrip("/").lower() in self._allowed
        hosts = [value.decode("latin-1").lower() for name, value in headers if name == b"host"]
        return len(origins) == len(hosts) == 1 and _host(origins[0]) == hosts[0]


def _host(origin: str) -> str | None:
    try:
        parts = urlsplit(origin.lower())
    except ValueError:
        return None
    return parts.netloc if parts.scheme in {"http", "https"} and parts.netloc else None
