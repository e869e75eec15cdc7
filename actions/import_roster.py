"""Take what an HR system exported into the roster: all of it or nothing, and only what changed."""

import gc
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from uuid import UUID

import asyncpg

from actions.refusals import ImportRefused
from actions.roster_changes import Changes, StoredEntry, StoredSpell, completed, overlaps
from actions.roster_file import Sheet, open_sheet
from actions.roster_rows import PERSON, SPELL, Person, Problem, Values, read_people
from models.database import connect
from models.ids import uuid7

Report = Callable[[str, int, int], None]


@dataclass(frozen=True)
class RosterReport:
    """How many people were (or, in a dry run, would be) added, changed and left as they are.

    With any problem nothing is written and all three are 0. ``ignored`` are the columns that mean nothing to us.
    """

    added: int
    changed: int
    unchanged: int
    problems: list[Problem]
    ignored: list[str]


def silent(stage: str, done: int, total: int) -> None:
    """Tell nobody how far it is."""


async def import_roster(
    url: str, file: Path, *, slug: str, dry_run: bool = False, report: Report = silent
) -> RosterReport:
    """Bring the roster of a network up to a file (docs/roster.md). Refuses a file that is no roster."""
    sheet = open_sheet(file)
    connection = await connect(url)
    try:
        async with connection.transaction(readonly=dry_run), collector_paused():
            network, today = await network_of(connection, slug)
            people, problems = read_people(sheet, today, report)
            changes = await compare(connection, network, sheet, people, problems)
            if problems:
                return RosterReport(0, 0, 0, sorted(problems, key=lambda problem: problem.line), sheet.ignored)
            if not dry_run:
                await write(connection, network, changes, report)
        # Without fresh figures the next import would look up each person alone, and members be read as if all tables
        # were large.
        if not dry_run:
            await connection.execute("analyze")
    finally:
        await connection.close()
    added, changed = len(changes.entries_added), len(changes.entries_changed)
    return RosterReport(added, changed, changes.unchanged, [], sheet.ignored)


@asynccontextmanager
async def collector_paused() -> AsyncIterator[None]:
    """No garbage collection meanwhile: rows make no cycles, and looking at all of them again took 40 % of the time."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


async def network_of(connection: asyncpg.Connection, slug: str) -> tuple[UUID, date]:
    """The network's id and its today; a second import into the same network waits here for the first."""
    row = await connection.fetchrow(
        "select id, (now() at time zone time_zone)::date as today, pg_advisory_xact_lock(hashtextextended(id::text, 0))"
        " from networks where slug = $1",
        slug,
    )
    if row is None:
        raise ImportRefused(f"There is no network {slug!r}.")
    return row["id"], row["today"]


async def compare(
    connection: asyncpg.Connection, network: UUID, sheet: Sheet, people: dict[str, Person], problems: list[Problem]
) -> Changes:
    """What the file changes; spells that overlap are noted as problems."""
    stored = await stored_entries(connection, network, list(people))
    changes = Changes()
    for number, person in people.items():
        entry = stored.get(number)
        spells = completed(person, entry.spells if entry else [])
        problems += overlaps(sheet, spells)
        changes.compare(number, person, entry, spells)
    return changes


async def stored_entries(connection: asyncpg.Connection, network: UUID, numbers: list[str]) -> dict[str, StoredEntry]:
    """What is stored of these employee numbers."""
    entries = await connection.fetch(
        f"select id, external_id, {', '.join(PERSON)} from roster_entries"
        " where network_id = $1 and external_id = any($2)",
        network,
        numbers,
    )
    spells = await connection.fetch(
        f"select s.entry_id, s.id, {', '.join(f's.{column}' for column in SPELL)}"
        " from roster_spells s join roster_entries e on e.id = s.entry_id"
        " where s.network_id = $1 and e.network_id = $1 and e.external_id = any($2) order by s.spell",
        network,
        numbers,
    )
    by_entry: dict[UUID, list[StoredSpell]] = {entry["id"]: [] for entry in entries}
    for spell in spells:
        by_entry[spell["entry_id"]].append(StoredSpell(spell["id"], {column: spell[column] for column in SPELL}))
    return {
        entry["external_id"]: StoredEntry(
            entry["id"], {column: entry[column] for column in PERSON}, by_entry[entry["id"]]
        )
        for entry in entries
    }


async def write(connection: asyncpg.Connection, network: UUID, changes: Changes, report: Report) -> None:
    """Write the difference. Spells go in the order in which no two ever overlap."""
    moment = await connection.fetchval("select now()")
    report("writing", 0, 5)
    await connection.copy_records_to_table(
        "roster_entries",
        columns=["id", "network_id", "external_id", "updated_at", *PERSON],
        records=[(key, network, number, moment, *row(values, PERSON)) for key, number, values in changes.entries_added],
    )
    report("writing", 1, 5)
    await update(connection, "roster_entries", PERSON, changes.entries_changed, also=", updated_at = now()")
    report("writing", 2, 5)
    await connection.execute("delete from roster_spells where id = any($1)", changes.spells_removed)
    report("writing", 3, 5)
    await update(connection, "roster_spells", SPELL, changes.spells_changed)
    report("writing", 4, 5)
    await connection.copy_records_to_table(
        "roster_spells",
        columns=["id", "network_id", "entry_id", *SPELL],
        records=[(uuid7(), network, entry, *row(values, SPELL)) for entry, values in changes.spells_added],
    )
    report("writing", 5, 5)


async def update(
    connection: asyncpg.Connection,
    table: str,
    columns: tuple[str, ...],
    changed: list[tuple[UUID, Values]],
    also: str = "",
) -> None:
    """Set these columns of the rows that changed, all with one statement."""
    if not changed:
        return
    binds = ", ".join(f"${number}::text[]" for number in range(2, len(columns) + 2))
    await connection.execute(
        f"update {table} t set {', '.join(f'{column} = n.{column}' for column in columns)}{also}"
        f" from unnest($1::uuid[], {binds}) as n (id, {', '.join(columns)}) where t.id = n.id",
        [key for key, _ in changed],
        *([values[column] for _, values in changed] for column in columns),
    )


def row(values: Values, columns: tuple[str, ...]) -> tuple[str | None, ...]:
    """The values of these columns, in their order."""
    return tuple(values[column] for column in columns)
