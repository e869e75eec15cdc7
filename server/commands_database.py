"""Which database a command works on: the one of DATABASE_URL, or the embedded one, started for it."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from models.database import connect, credentials, migrate
from server.failure import Failure
from server.process import run
from server.progress import Report
from server.settings import Settings

OLDEST_POSTGRESQL = 17
STAGE = "Database"


@contextmanager
def database(settings: Settings, report: Report, *, migrated: bool = True) -> Iterator[str]:
    """The URL of a database that answers. The embedded one is brought to the newest schema on the way.

    ``migrated`` says whether the command also brings a database of DATABASE_URL there: a program that only uses a
    database of others does not change its tables.
    """
    if settings.database_url is None:
        with _embedded(settings, report) as url:
            yield url
        return
    url = settings.database_url.get_secret_value()
    run(_require(url))
    if migrated:
        _migrate(url, report)
    yield url


@contextmanager
def _embedded(settings: Settings, report: Report) -> Iterator[str]:
    if sys.platform == "win32":
        raise Failure("The embedded PostgreSQL needs Linux or macOS: set DATABASE_URL.")
    from server import postgres  # noqa: PLC0415 - it cannot be imported where it cannot run

    report(STAGE, 0, 3)
    with postgres.start(settings.data / "postgres") as server:
        report(STAGE, 1, 3)
        url = run(postgres.create_database(server, "enishi"))
        _migrate(url, report)
        yield url


def _migrate(url: str, report: Report) -> None:
    report(STAGE, 2, 3)
    run(migrate(url))
    report(STAGE, 3, 3)


async def _require(url: str) -> None:
    where = f"{credentials(url)['host']}, port {credentials(url)['port']}"
    try:
        connection = await connect(url)
    except (OSError, TimeoutError):
        raise Failure(f"No PostgreSQL answers at {where}: start it, or correct DATABASE_URL.") from None
    try:
        version = connection.get_server_version().major
    finally:
        await connection.close()
    if version < OLDEST_POSTGRESQL:
        raise Failure(f"The PostgreSQL at {where} is version {version}: {OLDEST_POSTGRESQL} or newer is needed.")
