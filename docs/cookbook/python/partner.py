"""Keeps a company's jobs in its alumni network under one's own ids, and follows what happens there.

    python partner.py put jobs.csv
    python partner.py follow cursor.txt

ENISHI_URL and ENISHI_TOKEN say where, and who. Prints one line of JSON a job or event.
"""

import asyncio
import csv
import os
import sys
from pathlib import Path

from gql.transport.exceptions import TransportConnectionFailed, TransportQueryError
from pydantic import ValidationError

from enishi_client import Enishi, PutJobInput
from enishi_client.put_job import PutJob, PutJobPutJobRefusalRateLimited
from following import following

PATIENCE = 5


async def put(enishi: Enishi, file: Path) -> bool:
    """Put every job of a table; whether all were taken."""
    taken = True
    with file.open(encoding="utf-8-sig", newline="") as opened:
        for number, row in enumerate(csv.DictReader(opened), start=2):
            try:
                # An empty cell says nothing, and what is not said stays as it is there.
                job = PutJobInput.model_validate({name: value for name, value in row.items() if value})
            except ValidationError as wrong:
                print(f"line {number}: {wrong}", file=sys.stderr)
                taken = False
                continue
            taken = await put_one(enishi, job) and taken
    return taken


async def put_one(enishi: Enishi, job: PutJobInput) -> bool:
    """Put a job, waiting where it is too often; whether it was taken."""
    for _ in range(PATIENCE):
        answer: PutJob = await enishi.put_job(job)
        payload = answer.put_job
        if payload and isinstance(payload.refusal, PutJobPutJobRefusalRateLimited):
            await asyncio.sleep(payload.refusal.retry_after)
            continue
        print(payload.model_dump_json(by_alias=True) if payload else None)
        return payload is not None and payload.refusal is None
    print(f"{job.external_id} was too often in vain.", file=sys.stderr)
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
    commands = {"put": put, "follow": follow}
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
