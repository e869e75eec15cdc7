"""Keeps a company's jobs in its alumni network under one's own ids, and follows what happens there.

    python partner.py put jobs.csv
    python partner.py advance moves.csv
    python partner.py follow cursor.txt

ENISHI_URL and ENISHI_TOKEN say where, and who. Prints one line of JSON a job or event.
"""

import asyncio
import csv
import json
import os
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path

from gql.transport.exceptions import TransportConnectionFailed, TransportQueryError
from pydantic import ValidationError

from enishi_client import AdvanceApplicationInput, Enishi, PutJobInput
from enishi_client.advance_application import (
    AdvanceApplicationAdvanceApplication,
    AdvanceApplicationAdvanceApplicationRefusalRateLimited,
)
from enishi_client.put_job import PutJobPutJob, PutJobPutJobRefusalRateLimited
from following import following

PATIENCE = 5
Payload = PutJobPutJob | AdvanceApplicationAdvanceApplication | None
TooOften = PutJobPutJobRefusalRateLimited | AdvanceApplicationAdvanceApplicationRefusalRateLimited
Row = dict[str, str]


async def put(enishi: Enishi, file: Path) -> bool:
    """Put every job of a table; whether all were taken."""

    async def act(row: Row) -> Payload:
        return (await enishi.put_job(PutJobInput.model_validate(row))).put_job

    return await each(file, "externalId", act)


async def advance(enishi: Enishi, file: Path) -> bool:
    """Bring every application of a table to another stage; whether all were taken."""

    async def act(row: Row) -> Payload:
        return (await enishi.advance_application(AdvanceApplicationInput.model_validate(row))).advance_application

    return await each(file, "applicationId", act)


async def each(file: Path, key: str, act: Callable[[Row], Awaitable[Payload]]) -> bool:
    """Do something with every row of a table; whether all was taken."""
    taken = True
    with file.open(encoding="utf-8-sig", newline="") as opened:
        for row in csv.DictReader(opened):
            # An empty cell says nothing, and what is not said stays as it is there.
            taken = await one({name: value for name, value in row.items() if value}, key, act) and taken
    return taken


async def one(row: Row, key: str, act: Callable[[Row], Awaitable[Payload]]) -> bool:
    """Do something with a row, waiting where it is too often; whether it was taken."""
    of = row.get(key, "")
    for _ in range(PATIENCE):
        try:
            payload = await act(row)
        except ValidationError as wrong:
            print(f"{of}: {wrong}", file=sys.stderr)
            return False
        if payload is None or not isinstance(payload.refusal, TooOften):
            said = payload.model_dump(mode="json", by_alias=True) if payload else {}
            print(json.dumps({"of": of, **said}, ensure_ascii=False))
            return payload is not None and payload.refusal is None
        await asyncio.sleep(payload.refusal.retry_after)
    print(f"{of} was too often in vain.", file=sys.stderr)
    return False


async def follow(enishi: Enishi, file: Path) -> bool:
    """Print what happens until it is over."""
    async for item in following(enishi, file):
        print(item.stream.model_dump_json(by_alias=True), flush=True)
    return True


def reasons(fault: TransportQueryError) -> str:
    """The errors of an answer, one a line: the code, the place, the scope that is missing, and why."""
    return "\n".join(map(reason, fault.errors or ()))


def reason(error: dict[str, object]) -> str:
    """An error in a line."""
    more = error.get("extensions")
    code, scope = (more.get("code"), more.get("scope")) if isinstance(more, dict) else (None, None)
    path = error.get("path")
    place = ".".join(map(str, path)) if isinstance(path, list) else None
    return " ".join(str(part) for part in (code, place, scope and f"({scope})", error["message"]) if part)


async def main() -> int:
    """What the command line asks for; the status that the program ends with."""
    commands = {"put": put, "advance": advance, "follow": follow}
    if len(sys.argv) != 3 or sys.argv[1] not in commands:
        print(__doc__, file=sys.stderr)
        return 2
    enishi = Enishi(os.environ["ENISHI_URL"], os.environ["ENISHI_TOKEN"])
    try:
        return 0 if await commands[sys.argv[1]](enishi, Path(sys.argv[2])) else 1
    except TransportQueryError as fault:
        print(reasons(fault), file=sys.stderr)
    except TransportConnectionFailed as cut:
        print(f"{cut}: {cut.__cause__}", file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
