"""The command that lets members of the demonstration network do things while somebody watches."""

import argparse
from random import Random

from server.commands_database import database
from server.failure import Failure
from server.process import run
from server.progress import progress
from server.settings import Settings

ACTING = 40
DAYS = 1


def simulate(settings: Settings, asked: argparse.Namespace) -> None:
    """Let members do things on the server that runs, until the time is over or a signal ends it."""
    from actions.demo_network import acting_members  # noqa: PLC0415 - only this command pays for it
    from actions.sessions import open_session  # noqa: PLC0415

    async def tokens(url: str) -> list[str]:
        members = await acting_members(url, ACTING)
        return [await open_session(url, each, device="enishi simulate", days=DAYS) for each in members]

    with progress(quiet=True) as report, database(settings, report, migrated=False) as url:
        run(_simulated(asked, settings, run(tokens(url))))


async def _simulated(asked: argparse.Namespace, settings: Settings, tokens: list[str]) -> None:
    from httpx2 import AsyncClient, HTTPError  # noqa: PLC0415

    from server.simulation import Simulation  # noqa: PLC0415

    where = asked.url or f"http://{settings.host}:{settings.port}"
    async with AsyncClient(base_url=where, timeout=30) as client:
        try:
            (await client.get("/healthz")).raise_for_status()
        except HTTPError:
            raise Failure(f"No Enishi answers at {where}: start one with `enishi demo`, or say --url.") from None
        simulation = Simulation(client, tokens, asked.rate, Random())  # noqa: S311 - invented people
        print(f"{len(tokens)} members act at {where}, {asked.rate:g} times a second; Ctrl-C ends it.", flush=True)  # noqa: T201
        try:
            await simulation.run(asked.seconds)
        finally:
            told = ", ".join(f"{what} {count}" for what, count in simulation.outcomes.most_common())
            print(told or "nothing happened", flush=True)  # noqa: T201
