"""The one database: how it is named, migrated, and opened for reading."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import asyncpg
from tortoise import Tortoise
from tortoise.migrations.api.migrate import migrate as run_migrations

from models.newest import lay

MODULES = [
    "models.networks",
    "models.members",
    "models.accounts",
    "models.attributes",
    "models.ties",
    "models.tie_requests",
    "models.follows",
    "models.introductions",
    "models.groups",
    "models.group_rules",
    "models.privacy",
    "models.posts",
    "models.post_edits",
    "models.mentions",
    "models.polls",
    "models.topics",
    "models.offices",
    "models.conversations",
    "models.messages",
    "models.outbox",
    "models.roster",
    "models.suggestions",
    "models.access_log",
    "models.mails",
    "models.invitations",
    "models.claims",
    "models.sign_ins",
    "models.openness",
    "models.saved_searches",
    "models.segments",
    "models.notifications",
    "models.notification_preferences",
    "models.jobs",
    "models.comeback",
    "models.contract_terms",
    "models.referrals",
    "models.applications",
    "models.announcement_topics",
    "models.announcements",
    "models.attribute_proposals",
    "models.apps",
    "models.requests",
    "models.audit",
]
MIGRATION_LOCK = 0x656E697368  # "enish", the key of the advisory lock

READ_SETTINGS = {
    "timezone": "UTC",
    # Plans are compiled once and run for every viewer; a custom plan a call costs more than it brings.
    "plan_cache_mode": "force_generic_plan",
    "jit": "off",
    "default_transaction_read_only": "on",
    "statement_timeout": "10s",
}

WRITE_SETTINGS = {
    "timezone": "UTC",
    "jit": "off",
    "statement_timeout": "10s",
    "lock_timeout": "5s",
    "idle_in_transaction_session_timeout": "10s",
}


def credentials(url: str) -> dict[str, Any]:
    """The parts of a PostgreSQL URL, as the ORM wants them.

    ``?host=`` names a socket directory, ``?sslmode=`` is kept.
    """
    parts = urlsplit(url)
    query = {key: values[-1] for key, values in parse_qs(parts.query).items()}
    named = {
        "host": query.pop("host", None) or parts.hostname or "127.0.0.1",
        "port": parts.port or int(query.pop("port", 5432)),
        "user": unquote(parts.username or "postgres"),
        "password": unquote(parts.password or "") or None,
        "database": unquote(parts.path.lstrip("/")) or "postgres",
    }
    return named | ({"ssl": query["sslmode"]} if "sslmode" in query else {})


def tortoise_config(url: str) -> dict[str, Any]:
    """The ORM's configuration for the database at ``url``."""
    connection = {"engine": "tortoise.backends.asyncpg", "credentials": credentials(url)}
    app = {"models": MODULES, "default_connection": "default", "migrations": "models.migrations"}
    return {
        "connections": {"default": connection},
        "apps": {"models": app},
        "use_tz": True,
        "timezone": "UTC",
    }


# What the ORM's own command line reads (`python -m tortoise -c models.database.TORTOISE makemigrations`).
TORTOISE = tortoise_config("postgresql://postgres@127.0.0.1/enishi")


async def connect(url: str, **settings: str) -> asyncpg.Connection:
    """One connection of one's own, outside every pool; ``settings`` are PostgreSQL's."""
    return await asyncpg.connect(
        **credentials(url),
        server_settings=settings,
        statement_cache_size=1000,
        max_cached_statement_lifetime=0,
        max_cacheable_statement_size=0,
    )


async def migrate(url: str) -> None:
    """Bring the database to the newest schema. Two at once wait for each other."""
    connection = await connect(url)
    try:
        await connection.execute("select pg_advisory_lock($1)", MIGRATION_LOCK)
        if not await lay(connection):
            await run_migrations(config=tortoise_config(url))
    finally:
        await Tortoise.close_connections()
        await connection.close()


async def nothing_is_left(_: asyncpg.Connection) -> None:
    """What a connection is given back with: no transaction, which the driver has seen to.

    Nothing of ours sets, locks or listens to anything beyond its transaction, so there is nothing to ask PostgreSQL
    to take back, as the driver does after every one.
    """


@asynccontextmanager
async def orm(url: str, *, connections: int = 5) -> AsyncIterator[None]:
    """The ORM, open for writing while the context lasts, on at most so many connections, for every task there is."""
    config = tortoise_config(url)
    # Rules make statements long, and planning them takes longer than running them: all of them are kept.
    kept = {"max_cacheable_statement_size": 0, "max_cached_statement_lifetime": 0}
    config["connections"]["default"]["credentials"] |= {
        "maxsize": connections,
        "server_settings": WRITE_SETTINGS,
        "reset": nothing_is_left,
        **kept,
    }
    await Tortoise.init(config=config, _enable_global_fallback=True)
    try:
        yield
    finally:
        await Tortoise.close_connections()
