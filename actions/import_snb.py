"""Reading in an LDBC SNB set: a social network made for measuring, as an alumni network where everything is visible."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import asyncpg

from actions.refusals import ImportRefused
from actions.snb_attributes import Attributes, Record
from actions.snb_cells import BadRow
from actions.snb_files import Files, opened, refused, row_count, rows
from actions.snb_keys import NEVER, Keys, Thing
from actions.snb_people import People
from actions.snb_stages import COLUMNS, Source, acquaintance, stages
from actions.snb_talk import Talk
from actions.snb_topics import Topics
from models.audiences import EVERYBODY, NOBODY_ELSE, ProfileField
from models.database import connect
from models.networks import Locale, usual_emojis

Report = Callable[[str, int, int], None]

NAME = "LDBC SNB"
SLUG = re.compile("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?")
ROWS_A_REPORT = 2000
FOUND = """
insert into networks (id, name, slug, locale, time_zone, emojis, created_at, audience_usual)
values ($1, $2, $3, $4, 'UTC', $5, $6, $7) on conflict do nothing returning id
"""
FIRST_POSITION = "insert into network_heads (id, network_id, position) values ($1, $2, 0)"
KEEP_RARITY = "select enishi_keep_rarity($1)"


@dataclass(frozen=True)
class Reading:
    """One import while it runs: the files, what has been learnt from them, and who hears how far it is."""

    files: Files
    keys: Keys
    shared: Attributes
    people: People
    talk: Talk
    topics: Topics
    report: Report

    def records(self, stage: str, sources: list[Source]) -> Iterator[Record]:
        """The records of one stage, read as they are asked for."""
        done, total = 0, sum(row_count(self.files[source.file]) for source in sources)
        self.report(stage, done, total)
        for source in sources:
            for made in self._made(source):
                yield from made
                done += 1
                if done % ROWS_A_REPORT == 0:
                    self.report(stage, done, total)
        self.report(stage, total, total)

    def _made(self, source: Source) -> Iterator[tuple[Record, ...]]:
        path = self.files[source.file]
        for line, cells in rows(path, source.columns.split()):
            try:
                made = source.make(line, *cells)
            except BadRow as error:
                raise refused(path.name, line, error) from None
            yield made


async def import_snb(url: str, source: Path, *, slug: str = "snb", report: Report) -> dict[str, int]:
    """Read the set at ``source`` (a directory or a .tar.gz) into a new network, all or nothing, and count its rows.

    ``report`` hears of each stage how many rows of how many have been read.
    Raises ImportRefused, which names the file and the line.
    """
    if not SLUG.fullmatch(slug):
        raise ImportRefused(f"{slug!r} cannot name a network: at most 63 of a to z, 0 to 9 and, inside, hyphens")
    with opened(source) as files:
        connection = await connect(url)
        try:
            await _guard(connection, slug)
            return await _write(connection, slug, _met(files, slug, report))
        finally:
            await connection.close()


async def _guard(connection: asyncpg.Connection, slug: str) -> None:
    if await connection.fetchval("select true from networks where slug = $1", slug):
        raise _exists(slug)
    # Accounts belong to persons and outlive a network, so those of an earlier import may still be there.
    if await connection.fetchval("select true from account_emails where address like $1 limit 1", f"%@{slug}.invalid"):
        raise ImportRefused(f"the accounts of an earlier import as {slug} are still here: choose another slug")


def _exists(slug: str) -> ImportRefused:
    return ImportRefused(f"there is a network {slug} already: choose another slug")


def _met(files: Files, slug: str, report: Report) -> Reading:
    keys = Keys(slug)
    shared = Attributes(keys)
    people = People(keys, slug, shared)
    talk = Talk(keys, people.persons)
    reading = Reading(files, keys, shared, people, talk, Topics(keys, shared, talk), report)
    for _ in reading.records("reading", acquaintance(people, shared, talk)):
        pass
    for tree in (shared.place_tree, shared.class_tree, talk.threads):
        tree.settle()
    if keys.founded == NEVER:
        raise refused("person_0_0.csv", 1, "there is no person below the header")
    return reading


async def _write(connection: asyncpg.Connection, slug: str, reading: Reading) -> dict[str, int]:
    async with connection.transaction():
        await _found(connection, slug, reading.keys)
        sources = stages(reading.people, reading.shared, reading.talk, reading.topics)
        counts = {table: await _copy(connection, table, reading.records(table, sources[table])) for table in COLUMNS}
        await connection.execute(KEEP_RARITY, reading.keys.network)
    # Triggers have changed some since their rows were copied, and of the tables that this does not fill the planner
    # believes that they are large, where nobody has ever looked.
    await connection.execute("analyze")
    return counts


async def _found(connection: asyncpg.Connection, slug: str, keys: Keys) -> None:
    # In LDBC's network everybody sees everything, so each value's audience is everybody.
    sealed = {ProfileField.OPENNESS: NOBODY_ELSE}  # it has none, and no network may be that open
    open_to_all = [sealed.get(field, EVERYBODY) for field in ProfileField]
    row = (keys.network, NAME, slug, Locale.EN, usual_emojis(), keys.founded, open_to_all)
    if not await connection.fetchval(FOUND, *row):
        raise _exists(slug)
    await connection.execute(FIRST_POSITION, keys.timeless(Thing.HEAD, 0), keys.network)


async def _copy(connection: asyncpg.Connection, table: str, records: Iterator[Record]) -> int:
    status = await connection.copy_records_to_table(table, records=records, columns=COLUMNS[table].split())
    # The foreign keys of the next tables look into this one; planned for an empty table they take twice as long.
    await connection.execute(f"analyze {table}")
    return int(status.removeprefix("COPY "))
