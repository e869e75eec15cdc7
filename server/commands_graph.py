"""The commands about what can be asked: schema, explain."""

import argparse
import json
import sys
from itertools import zip_longest
from pathlib import Path
from typing import Any

from server.commands_database import database
from server.failure import USAGE, Failure
from server.process import run
from server.progress import progress
from server.settings import Settings

CONTRACT = Path("schema.graphql")


def show_schema(settings: Settings, asked: argparse.Namespace) -> None:  # noqa: ARG001 - the form of a command
    """Print the schema, or hold the file against it."""
    from graph.schema import schema_text  # noqa: PLC0415 - only this command pays for it

    if not asked.check:
        sys.stdout.write(schema_text())
        return
    if not CONTRACT.exists():
        raise Failure(f"There is no {CONTRACT} here: run `enishi schema > {CONTRACT}`.")
    written, served = CONTRACT.read_text(encoding="utf-8"), schema_text()
    if written != served:
        line = _first_difference(written, served)
        raise Failure(f"{CONTRACT}:{line} is not the schema served: run `enishi schema > {CONTRACT}` and review it.")


def _first_difference(written: str, served: str) -> int:
    pairs = zip_longest(written.splitlines(keepends=True), served.splitlines(keepends=True))
    return next(number for number, (left, right) in enumerate(pairs, start=1) if left != right)


def explain_operation(settings: Settings, asked: argparse.Namespace) -> None:
    """Print the statement that an operation becomes, and PostgreSQL's plan of it."""
    document = _read(asked.file)
    variables = _variables(asked.variables)

    async def explained(url: str) -> str:
        from actions.demo_network import demo_members  # noqa: PLC0415 - only this command pays for it
        from actions.sessions import find_member  # noqa: PLC0415 - only this command pays for it
        from graph.compile.engine import Engine  # noqa: PLC0415 - only this command pays for it
        from graph.compile.keys import Malformed  # noqa: PLC0415 - only this command pays for it
        from graph.compile.variables import Refused  # noqa: PLC0415 - only this command pays for it

        member = asked.viewer or str((await demo_members(url))["alumnus"])
        viewer = await find_member(url, member, slug=asked.network)
        engine = await Engine.open(url, connections=1)
        try:
            return await engine.explain(viewer, document, variables)
        except (Refused, Malformed) as wrong:
            raise Failure(f"{asked.file} cannot be answered: {wrong}") from None
        finally:
            await engine.close()

    with progress(quiet=True) as report, database(settings, report, migrated=False) as url:
        print(run(explained(url)))  # noqa: T201 - the command's answer


def _read(file: str) -> str:
    if file == "-":
        return sys.stdin.read()
    try:
        return Path(file).read_text(encoding="utf-8")
    except UnicodeDecodeError:
        raise Failure(f"{file} is not a text in UTF-8.") from None


def _variables(text: str) -> dict[str, Any]:
    try:
        variables = json.loads(text)
    except ValueError as error:
        raise Failure(f"--variables is not JSON: {error}.", USAGE) from None
    if not isinstance(variables, dict):
        raise Failure("--variables is an object, such as '{\"first\": 10}'.", USAGE)
    return variables
