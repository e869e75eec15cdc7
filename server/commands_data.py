"""The commands about what is in the database: migrate, render, token, import."""

import argparse
from pathlib import Path

from server.commands_database import database
from server.failure import Failure
from server.process import run
from server.progress import progress
from server.settings import Settings


def migrate_database(settings: Settings, asked: argparse.Namespace) -> None:
    """Bring the database to the newest schema."""
    with progress(quiet=asked.quiet) as report, database(settings, report):
        pass
    print("The database has the newest schema.")  # noqa: T201 - the command's answer


def print_token(settings: Settings, asked: argparse.Namespace) -> None:
    """Open a session for a member and print its token."""
    from actions.sessions import find_member, open_session  # noqa: PLC0415 - only this command pays for it

    async def opened(url: str) -> str:
        member = await find_member(url, asked.member, slug=asked.network)
        kind = "enishi token --import" if asked.importing else "enishi token"
        return await open_session(url, member.id, device=kind, days=asked.days, importing=asked.importing)

    with progress(quiet=True) as report, database(settings, report, migrated=False) as url:
        token = run(opened(url))
    print(token)  # noqa: T201 - the command's answer


def render_texts(settings: Settings, asked: argparse.Namespace) -> None:
    """Render the Markdown of posts and comments that have no HTML yet, and count them."""
    from actions.rendering import render_all  # noqa: PLC0415 - only this command pays for it

    with progress(quiet=asked.quiet) as report, database(settings, report, migrated=False) as url:
        counts = run(render_all(url, report=report))
    for table, count in counts.items():
        print(f"{table:<20} {count:>10,}")  # noqa: T201 - the command's answer


def trust_provider(settings: Settings, asked: argparse.Namespace) -> None:
    """Let the members of a network sign in at an OpenID provider, and say where the browser comes back."""
    from actions.providers import trust  # noqa: PLC0415 - only this command pays for it

    secret = settings.oidc_secret.get_secret_value() if settings.oidc_secret else None
    with progress(quiet=True) as report, database(settings, report, migrated=False) as url:
        run(trust(url, asked.network, issuer=asked.issuer, client_id=asked.client, client_secret=secret))
    ours = settings.public_url or f"http://{settings.host}:{settings.port}"
    print(f"Redirect URI: {ours.rstrip('/')}/auth/oidc/{asked.network}/callback")  # noqa: T201 - the command's answer


def take_roster(settings: Settings, asked: argparse.Namespace) -> None:
    """Read HR's export into the roster and say what changed, or what is wrong with each row."""
    from actions.import_roster import import_roster  # noqa: PLC0415 - only this command pays for it

    file: Path = asked.file
    with progress(quiet=asked.quiet) as report, database(settings, report, migrated=False) as url:
        found = run(import_roster(url, file, slug=asked.network, dry_run=asked.dry_run, report=report))
    for problem in found.problems:
        print(f"{file}:{problem.line}: {problem.column}: {problem.message}")  # noqa: T201 - the command's answer
    if found.problems:
        raise Failure(f"{_counted(len(found.problems), 'problem')} in {file}, nothing was written: correct the rows.")
    if found.ignored:
        print(f"Columns that were not read: {', '.join(found.ignored)}")  # noqa: T201 - the command's answer
    done = "Would be" if asked.dry_run else "Roster entries"
    print(f"{done} added: {found.added}, changed: {found.changed}, unchanged: {found.unchanged}")  # noqa: T201


def take_snb(settings: Settings, asked: argparse.Namespace) -> None:
    """Read a social network benchmark's set into a network of its own and count its rows."""
    from actions.import_snb import import_snb  # noqa: PLC0415 - only this command pays for it

    with progress(quiet=asked.quiet) as report, database(settings, report, migrated=False) as url:
        counts = run(import_snb(url, asked.source, slug=asked.network, report=report))
    for table, count in counts.items():
        print(f"{table:<20} {count:>10,}")  # noqa: T201 - the command's answer


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
