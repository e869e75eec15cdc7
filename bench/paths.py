"""``python -m bench.paths``: degree, paths and the filters over ties, on two networks, in milliseconds a question.

The one network is the social network benchmark's SF0.1, where ``--snb`` says where its archive lies (these are not LDBC
Benchmark results); the other has 20,000 members and 200,000 ties whose degrees follow a power law, in two parts
that no tie connects. The engine is asked where the schema has the field, else the template alone.
"""

import argparse
import asyncio
import hashlib
import random
import time
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from itertools import accumulate
from pathlib import Path
from statistics import median
from typing import Any
from uuid import UUID

import asyncpg
from rich.console import Console
from rich.table import Table

from actions.import_snb import import_snb
from bench.database import ROOT, SETTINGS
from graph.compile.declare import FILTERS, SHAPES
from graph.compile.engine import Engine
from graph.compile.keys import global_id
from models import paths
from models.audiences import VIEWER_AND_POLICY
from models.database import READ_SETTINGS, connect, migrate
from models.member_conditions import WORKS_AT
from models.rules import fill, numbers
from models.viewer import Viewer
from server import postgres
from server.progress import progress

DIRECTORY = ROOT / ".enishi" / "bench" / "paths"
START = datetime(2020, 1, 1, tzinfo=UTC)
MEMBERS, ISLAND, LONERS = 20_000, 1_900, 200
TIES, ISLAND_TIES = 182_000, 18_000
HUBS = 20
FIRST, WARMING = 20, 10
COMPANY = "the company where most work today"
MOST_WORK = "select company from positions where ended is null group by company order by count(*) desc, company limit 1"

# Everybody but their ties. The few who are not ACTIVE and LISTED, and the blocks, make the rules work.
POPULATION = f"""
create function pg_temp.chance(n bigint, salt int) returns double precision language sql immutable
return (hashint8extended(n, salt) & 9007199254740991)::double precision / 9007199254740992;
create function pg_temp.key(kind int, n bigint) returns uuid language sql immutable
return (lpad(to_hex(kind), 8, '0') || '-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid;
create temporary table here as select pg_temp.key(0, 0) as network, timestamptz '2020-01-01 00:00Z' as moment;

insert into networks (id, name, slug, locale, time_zone, emojis, created_at)
select network, 'Power law', 'power-law', 'JA', 'Asia/Tokyo', '{{👍}}', moment from here;
insert into accounts (id, locale, time_zone, created_at)
select pg_temp.key(1, n), 'JA', 'Asia/Tokyo', moment from here, generate_series(0, {MEMBERS - 1}) n;
insert into members (id, network_id, account_id, kind, status, listing, roles, display_name, joined_at, updated_at,
    version, attribute_keys)
select pg_temp.key(2, n), network, pg_temp.key(1, n), case when n % 7 = 0 then 'EMPLOYEE' else 'ALUMNUS' end,
    case when pg_temp.chance(n, 1) < 0.03 then 'LEFT' else 'ACTIVE' end,
    case when pg_temp.chance(n, 2) < 0.04 then 'TIES_ONLY' when pg_temp.chance(n, 2) < 0.05 then 'UNLISTED'
        else 'LISTED' end,
    '{{}}', substr('佐鈴髙田渡山小', 1 + floor(7 * pg_temp.chance(n, 3))::int, 1) || '木 ' || n, moment, moment, 1,
    '{{}}'
from here, generate_series(0, {MEMBERS - 1}) n;
insert into attributes (id, network_id, kind, label_ja, aliases)
select pg_temp.key(3, n), network, 'DEPARTMENT', '部署' || n, '{{}}' from here, generate_series(0, 59) n;
insert into employments (id, network_id, member_id, department_id, started, ended, verified_by, version)
select pg_temp.key(4, n), network, pg_temp.key(2, n), pg_temp.key(3, floor(60 * pg_temp.chance(n, 4))::int), '2010-04',
    case when n % 7 = 0 then null else '2018-03' end, 'HR', 1
from here, generate_series(0, {MEMBERS - 1}) n;
insert into positions (id, network_id, member_id, company, started, ended, version)
select pg_temp.key(5, n), network, pg_temp.key(2, n), 'Works ' || floor(2000 * pg_temp.chance(n, 5) ^ 5), '2018-04',
    case when n % 5 = 0 then '2022' end, 1
from here, generate_series(0, {MEMBERS - 1}) n where n % 10 <> 0;
insert into blocks (id, network_id, member_id, other_id, by_me, since)
select pg_temp.key(7 + way, n), network, pg_temp.key(2, ends[1 + way]), pg_temp.key(2, ends[2 - way]), way = 0, moment
from here, generate_series(0, 3999) n, lateral (select array[n * 4, 1 + n * 4 / 3] as ends) pair,
    generate_series(0, 1) way;
"""

Pair = tuple[UUID, UUID]
Ask = Callable[[UUID, UUID, Any], Awaitable[Any]]


@dataclass(frozen=True)
class Question:
    """What is asked of two members, or of a list of members: as an operation, and as the bare template."""

    name: str
    field: str
    document: str
    template: str
    value: Any = None
    type_: str = "uuid"

    @property
    def filters(self) -> bool:
        """Is it a filter of members? Then only the viewer matters."""
        return self.value is not None

    @property
    def served(self) -> bool:
        """Does the schema have it?"""
        return self.field in (FILTERS["MemberFilter"] if self.filters else SHAPES["Member"].fields)


def of_two(field: str, call: str, template: str) -> Question:
    """A question of two members."""
    document = f"query($of: ID!, $to: ID!) {{ node(id: $of) {{ ... on Member {{ {call} }} }} }}"
    return Question(field, field, document, template)


def of_many(name: str, field: str, template: str, value: Any, type_: str) -> Question:
    """The first page of members for whom a filter holds."""
    graphql = {"bool": "Boolean", "int4": "Int", "text": "String"}[type_]
    page = f"members(first: {FIRST}, filter: {{{field}: $value}}) {{ edges {{ node {{ id }} }} }}"
    return Question(name, field, f"query($value: {graphql}!) {{ {page} }}", template, value, type_)


QUESTIONS = [
    of_two("degree", "degree(to: $to)", f"select {paths.DEGREE}"),
    of_two(
        "paths",
        f"paths(to: $to, maxHops: {paths.MOST_HOPS}, first: 10) {{ length steps {{ member {{ id displayName }} }} }}",
        f"select json_agg(p)::text from (select * from ({paths.Path.select}) p order by p.place limit 10) p",
    ),
    of_many("friends of friends", "friendsOfFriends", paths.FRIEND_OF_FRIEND, True, "bool"),
    of_many("within 2 ties", "withinTies", paths.WITHIN, 2, "int4"),
    of_many("within 3 ties", "withinTies", paths.WITHIN, 3, "int4"),
    of_many("works at", "company", WORKS_AT.sought, COMPANY, "text"),
    of_many("colleagues of friends", "colleaguesOfFriends", paths.COLLEAGUE_OF_FRIEND, True, "bool"),
]


@dataclass(frozen=True)
class People:
    """Who is asked about: all who are listed, those with most ties, and who can reach whom."""

    network: UUID
    listed: list[UUID]
    hubs: list[UUID]
    part: dict[UUID, int]
    degrees: dict[UUID, int]
    company: str

    def pairs(self, chance: random.Random, count: int) -> dict[str, list[Pair]]:
        """Pairs of each kind."""
        main = [each for each in self.listed if self.part[each] == self.part[self.hubs[0]]]
        others = [each for each in self.listed if self.part[each] != self.part[self.hubs[0]]]
        most = sorted(others, key=lambda each: -self.degrees[each])[:HUBS]
        kinds = {
            "random": (self.listed, self.listed),
            "not connected": (main, others),
            "hub and anybody": (self.hubs, self.listed),
            "anybody and hub": (self.listed, self.hubs),
            "hub and hub": (self.hubs, self.hubs),
            "hubs not connected": (self.hubs, most),
        }
        return {
            name: [(chance.choice(one), chance.choice(other)) for _ in range(count)]
            for name, (one, other) in kinds.items()
        }


def main() -> None:
    """Build what is missing, ask, print."""
    parser = argparse.ArgumentParser(prog="python -m bench.paths", description=__doc__.splitlines()[0])
    parser.add_argument("--snb", type=Path, metavar="TAR", help="the archive of SF0.1")
    parser.add_argument("--questions", type=int, default=300, metavar="N", help="questions of each kind (300)")
    parser.add_argument("--directory", type=Path, default=DIRECTORY, help="where the database is kept")
    asked = parser.parse_args()
    asked.directory.parent.mkdir(parents=True, exist_ok=True)
    with postgres.start(asked.directory, **SETTINGS) as server:
        asyncio.run(_measure(server, asked.snb, asked.questions))


async def _measure(server: postgres.Server, snb: Path | None, count: int) -> None:
    if snb is not None:
        await _ask_all(await _built(server, "snb", partial(_import, snb)), "snb", count)
    await _ask_all(await _built(server, "power_law", _power_law), "power_law", count)


async def _built(server: postgres.Server, name: str, make: Callable[[str], Awaitable[None]]) -> str:
    """The URL of a network, made once for each schema."""
    sources = [*sorted((ROOT / "models" / "migrations").glob("*.py")), Path(__file__)]
    print_ = hashlib.sha256(b"\0".join(path.read_bytes() for path in sources)).hexdigest()[:12]
    connection = await connect(server.get_uri())
    try:
        rows = await connection.fetch("select datname from pg_database where datname like $1", f"{name}%")
        names = {row["datname"] for row in rows}
        for other in names - {f"{name}_{print_}"}:
            await connection.execute(f"drop database {other} with (force)")
        if not names & {f"{name}_{print_}"}:
            await connection.execute(f"create database {name} template template0 encoding 'utf8' locale 'C'")
            await migrate(server.get_uri(name))
            await make(server.get_uri(name))
            await _vacuum(server.get_uri(name))
            await connection.execute(f"alter database {name} rename to {name}_{print_}")
    finally:
        await connection.close()
    return server.get_uri(f"{name}_{print_}")


async def _vacuum(url: str) -> None:
    connection = await connect(url)
    try:
        for _ in range(2):
            await connection.execute("vacuum (analyze, freeze)")
    finally:
        await connection.close()


async def _import(archive: Path, url: str) -> None:
    with progress(quiet=True) as report:
        await import_snb(url, archive, report=report)


async def _power_law(url: str) -> None:
    chance = random.Random(MEMBERS)
    # The numbers of members say nothing of their ties: hubs lie anywhere in the indexes.
    numbers_ = chance.sample(range(MEMBERS), MEMBERS)
    mainland = MEMBERS - ISLAND - LONERS
    pairs = _pairs(chance, 0, mainland, TIES) + _pairs(chance, mainland, ISLAND, ISLAND_TIES)
    ends = [(numbers_[one], numbers_[other]) for one, other in pairs]
    both_ways = [
        (_key(6, 2 * n + turned), _key(0, 0), *_directed(each, turned), START)
        for n, each in enumerate(ends)
        for turned in (0, 1)
    ]
    connection = await connect(url)
    try:
        async with connection.transaction():
            await connection.execute(POPULATION)
            await connection.copy_records_to_table(
                "ties", records=both_ways, columns=["id", "network_id", "member_id", "other_id", "since"]
            )
    finally:
        await connection.close()


def _directed(ends: tuple[int, int], turned: int) -> tuple[UUID, UUID]:
    return _key(2, ends[turned]), _key(2, ends[1 - turned])


def _key(kind: int, number: int) -> UUID:
    return UUID(f"{kind:08x}-0000-7000-8000-{number:012x}")


def _pairs(chance: random.Random, first: int, size: int, count: int) -> list[tuple[int, int]]:
    """So many pairs of numbers; the first numbers are in most of them."""
    weights = list(accumulate((number + 1) ** -0.6 for number in range(size)))
    found: set[Any] = set()
    while len(found) < count:
        ends = chance.choices(range(first, first + size), cum_weights=weights, k=2 * (count - len(found)))
        found.update((min(pair), max(pair)) for pair in zip(ends[::2], ends[1::2], strict=True) if len(set(pair)) == 2)
    return sorted(found)


async def _people(connection: asyncpg.Connection) -> People:
    listed = "select id from members where status = 'ACTIVE' and listing = 'LISTED' order by id"
    members = [row[0] for row in await connection.fetch(listed)]
    ties: dict[UUID, list[UUID]] = {}
    for one, other in await connection.fetch("select member_id, other_id from ties"):
        ties.setdefault(one, []).append(other)
    degrees = {each: len(ties.get(each, ())) for each in members}
    part: dict[UUID, int] = {}
    for number, start in enumerate(members):
        reached = [] if start in part else [start]
        while reached:
            part[reached[-1]] = number
            last = reached.pop()
            reached.extend({each for each in ties.get(last, ()) if each not in part})
    most = max(members, key=lambda each: degrees[each])
    hubs = sorted((each for each in members if part[each] == part[most]), key=lambda each: -degrees[each])[:HUBS]
    network = await connection.fetchval("select id from networks")
    return People(network, members, hubs, part, degrees, await connection.fetchval(MOST_WORK))


async def _ask_all(url: str, name: str, count: int) -> None:
    connection = await connect(url, **READ_SETTINGS)
    engine = await Engine.open(url, connections=1)
    try:
        people = await _people(connection)
        ties = await connection.fetchval("select count(*) / 2 from ties")
        most = people.degrees[people.hubs[0]]
        title = f"{name}: {len(people.listed):,} members whom everybody may see, {ties:,} ties, {most:,} at most"
        table = Table("", "", "p50, ms", "p99, ms", "most, ms", "found", title=title, title_justify="left")
        for question in QUESTIONS:
            ask = await _asker(connection, engine, people.network, question)
            for row in await _asked(question, ask, people, count):
                table.add_row(*row)
        Console().print(table)
    finally:
        await engine.close()
        await connection.close()


async def _asker(connection: asyncpg.Connection, engine: Engine, network: UUID, question: Question) -> Ask:
    if question.served:
        return lambda viewer, one, other: _executed(engine, question, Viewer(viewer, network), one, other)
    statement = await connection.prepare(_statement(question))
    return lambda viewer, one, other: statement.fetchval(viewer, *([other] if question.filters else [one, other]))


async def _executed(engine: Engine, question: Question, viewer: Viewer, one: UUID, other: Any) -> bytes | None:
    ids = {"value": other} if question.filters else {"of": global_id("mem", one), "to": global_id("mem", other)}
    body = (await engine.execute(viewer, question.document, ids)).body
    if b'"errors"' in body:
        raise SystemExit(f"{question.name} is refused: {body.decode()}")
    return None if body.endswith((b":null}}}", b":[]}}}")) else body


def _statement(question: Question) -> str:
    """The template in the frame of the viewer, as the compiler would have it."""
    shown = "select {what} from members s where {visible:Member:s} and s.network_id = {network} and {which}"
    page = f"select string_agg(s.id::text, ',') from ({shown} order by s.sort_name, s.id limit {FIRST + 1}) s"
    inner = page if question.filters else shown
    what, which = ("s.*", question.template) if question.filters else (f"({question.template})", "s.id = $2::uuid")
    known = {
        "it": "s",
        "self": "s",
        "to": "$3::uuid",
        "max_hops": f"{paths.MOST_HOPS}",
        "value": f"$2::{question.type_}",
    }
    inner = fill(inner.replace("{what}", what).replace("{which}", which), known.get, numbers())
    return f"select ({inner})::text from {VIEWER_AND_POLICY} where v.id = $1::uuid"


async def _asked(question: Question, ask: Ask, people: People, count: int) -> list[list[str]]:
    """A row of the table for each kind of pair, or of viewer."""
    chance = random.Random(count)
    if question.filters:
        viewers = {"anybody": chance.sample(people.listed, min(count, len(people.listed))), "hub": people.hubs}
        value = people.company if question.value == COMPANY else question.value
        kinds = {kind: [(viewer, viewer, value) for viewer in each] for kind, each in viewers.items()}
    else:
        pairs = people.pairs(chance, count)
        kinds = {kind: [(chance.choice(people.listed), *pair) for pair in each] for kind, each in pairs.items()}
    by = "" if question.served else " (template)"
    return [[question.name + by, kind, *await _timed(ask, asked)] for kind, asked in kinds.items()]


async def _timed(ask: Ask, asked: Iterable[tuple[UUID, UUID, Any]]) -> list[str]:
    questions, times, found = list(asked), [], 0
    for question in questions[:WARMING]:
        await ask(*question)
    for question in questions:
        start = time.perf_counter()
        found += await ask(*question) is not None
        times.append((time.perf_counter() - start) * 1000)
    times.sort()
    worst = times[min(len(times) - 1, len(times) * 99 // 100)]
    return [*(f"{each:.2f}" for each in (median(times), worst, times[-1])), f"{found} of {len(times)}"]


if __name__ == "__main__":
    main()
