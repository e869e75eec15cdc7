"""``python -m bench.prices``: the dearest operations that the price lets pass, and how long PostgreSQL works on them.

Each field that reads rows is asked as often as one operation may ask it, of as many rows as there are on a page; what
searches, orders and counts a whole network is asked as often as one may too. The time is what PostgreSQL's process
was on a core, which does not depend on what else the machine does.
"""

import argparse
import asyncio
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import asyncpg
from graphql import get_named_type, is_leaf_type
from rich.console import Console
from rich.table import Table

from bench.town import town
from graph.compile.declare import MAX_PAGE, SHAPES, Expression, Relation, sql_name
from graph.compile.engine import Engine
from graph.compile.keys import global_id
from graph.compile.limits import Limits
from graph.compile.prices import reads
from graph.compile.variables import Refused
from graph.schema import graphql_schema
from models.database import connect
from models.statistics import CELLS, WENT
from models.viewer import Viewer

BOUND = 2_000  # milliseconds for an operation that costs no more than the limit
SHOWN = 25
ROWS = (100, 20, 1)
SIZES = (1, MAX_PAGE)
LIMITS = Limits()
# What brings rows of each type, the type's fields in place of the %s.
SOURCES = {
    "Query": "%s",
    "Network": "network { %s }",
    "Member": "members(first: {rows}) { edges { node { %s } } }",
    "Group": "groups(first: {rows}) { edges { node { %s } } }",
    "GroupMembership": "groups(first: 1) { edges { node { memberships(first: {rows}) { edges { node { %s } } } } } }",
    "Attribute": "attributes(first: {rows}) { edges { node { %s } } }",
    "Post": "feed(first: {rows}) { edges { node { %s } } }",
    "Comment": "feed(first: {rows}) { edges { node { allComments(first: 1) { edges { node { %s } } } } } }",
    "Job": "jobs(first: {rows}) { edges { node { %s } } }",
    "Suggestion": "suggestions(first: {rows}) { %s }",
}
ORDERS = ("NAME", "JOINED", "SHARED", "RELEVANCE")
BODIES = ("edges { node { id } } pageInfo { hasNextPage }", "totalCount")
MANY = "edges { node { __typename } }"
MOST = {
    "member": "select member_id from ties group by 1 order by count(*) desc, 1 limit 1",
    "attribute": "select attribute_id from member_attributes group by 1 order by count(*) desc, 1 limit 1",
    "department": "select department_id from employments group by 1 order by count(*) desc, 1 limit 1",
    "topic": "select attribute_id from topics group by 1 order by count(*) desc, 1 limit 1",
    "industry": "select industry_id from positions group by 1 order by count(*) desc, 1 limit 1",
}
VIEWERS = (
    "select id, network_id from members where status = 'ACTIVE' and listing = 'LISTED' order by id limit 2 offset 7"
)
MEMBER_ARGUMENTS = ("to", "as", "with")


@dataclass(frozen=True)
class Found:
    """An operation that costs no more than the limit, and how long it took."""

    what: str
    times: int
    price: int
    taken: float


class Clock:
    """Asks one engine, and remembers how long PostgreSQL worked."""

    def __init__(self, engine: Engine, process: int, viewers: list[Viewer]) -> None:
        self.engine = engine
        self.process = process
        self.viewers = viewers
        self.found: list[Found] = []
        self.planned: set[str] = set()

    def now(self) -> float:
        """How long the process has been on a core, in seconds."""
        return int(Path(f"/proc/{self.process}/schedstat").read_text().split()[0]) / 1e9

    def price(self, document: str) -> int | None:
        """The price of an operation; None for one that is refused."""
        try:
            operation = self.engine.documents.operation(document, None)
            return operation.price(operation.variables.shape({}), {})
        except Refused:
            return None

    async def ask(self, what: str, source: str, field: str) -> None:
        """Ask for a field as often as one may."""
        best = max((self.most(source.replace("{rows}", str(rows)), field) for rows in ROWS), default=None)
        if best and best[0]:
            price, times, document = best
            taken = [await self.seconds(viewer, document) for viewer in self.viewers]
            self.found.append(Found(what, times, price, max(taken)))

    def most(self, source: str, field: str) -> tuple[int, int, str]:
        """The most aliases of a field that one may ask for: their price, their number, and the operation."""
        one, two = self.price(repeated(source, field, 1)), self.price(repeated(source, field, 2))
        most = LIMITS.root_fields if source == "%s" else LIMITS.aliases
        times = min(most, 1 + (LIMITS.cost - one) // max(two - one, 1)) if one and two else 1
        # The limit of lookups may hold before that of the price.
        while times and self.price(repeated(source, field, times)) is None:
            times = times * 4 // 5
        document = repeated(source, field, times)
        return (self.price(document) or 0, times, document)

    async def seconds(self, viewer: Viewer, document: str) -> float:
        """How long the second of two executions takes, or the first where it takes long; the first is planned too."""
        taken = 0.0
        while not taken:
            started = self.now()
            await self.engine.execute(viewer, document)
            taken = self.now() - started
            if document not in self.planned and 1000 * taken < BOUND / 2:
                self.planned.add(document)
                taken = 0.0
        return taken


def repeated(source: str, field: str, times: int) -> str:
    """An operation that asks for a field so many times."""
    return f"{{ {source.replace('%s', ' '.join(f'a{each}: {field}' for each in range(times)))} }}"


def fields(most: dict[str, Any]) -> Iterator[tuple[str, str, str]]:
    """What is asked of the rows of each type: a name, where, and a field with what is selected of it."""
    types = graphql_schema().type_map
    for owner, source in SOURCES.items():
        declared: Any = types[owner]
        for name, field in declared.fields.items():
            spec = SHAPES[owner].fields.get(name)
            shown = isinstance(spec, Relation) or (isinstance(spec, Expression) and dear(owner, name, spec))
            if shown and not needs_more(field.args) and name not in ("memberFacets", "careerStats", "members"):
                for variant, text in variants(name, field, most):
                    yield f"{owner}.{name}{variant}", source, text


def dear(owner: str, name: str, spec: Expression) -> bool:
    """Does a derived field read rows?"""
    return bool(spec.price) or reads(owner, spec.source or sql_name(name))


def needs_more(args: dict[str, Any]) -> bool:
    """Is there an argument that must be given and that we know nothing for?"""
    known = {"first", *MEMBER_ARGUMENTS}
    return any(
        str(each.type).endswith("!") and each.default_value is None for key, each in args.items() if key not in known
    )


def variants(name: str, field: Any, most: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """A field as it can be asked for: its pages of several sizes, its total, or itself."""
    inner: Any = get_named_type(field.type)
    given = [f'{key}: "{global_id("mem", most["member"])}"' for key in MEMBER_ARGUMENTS if key in field.args]
    if is_leaf_type(inner):
        yield "", name + (f"({', '.join(given)})" if given else "")
    elif "totalCount" in getattr(inner, "fields", {}):
        yield " total", f"{name}({', '.join([*given, 'first: 1'])}) {{ totalCount }}"
    if "first" in field.args:
        inside = "edges { node { __typename } }" if "edges" in getattr(inner, "fields", {}) else "__typename"
        for size in SIZES:
            yield f" {size}", f"{name}({', '.join([*given, f'first: {size}'])}) {{ {inside} }}"


def filters(most: dict[str, Any]) -> dict[str, str]:
    """Filters of members that leave many or none, each and together."""
    found = {name: most[name] or most["member"] for name in ("attribute", "department", "industry")}
    attribute, department, industry = (f'"{global_id("att", key)}"' for key in found.values())
    one = {
        "nothing": "",
        "search": 'search: "a"',
        "search rare": 'search: "鯨井権左衛門"',
        "name": 'name: "a"',
        "name rare": 'name: "鯨井"',
        "kinds": "kinds: [GUEST]",
        "attributes": f"attributes: {{ anyOf: [{attribute}] }}",
        "department": f"department: {department}",
        "cohort": "cohort: 2000",
        "industry": f"industry: {industry}",
        "place": f"place: {attribute}",
        "not tied": "tiedToViewer: false",
        "within 2": "withinTies: 2",
        "within 3": "withinTies: 3",
        "friends": "friendsOfFriends: true",
        "no friends": "friendsOfFriends: false",
        "colleagues": "colleaguesOfFriends: true",
        "no colleagues": "colleaguesOfFriends: false",
    }
    together = (("search", "name"), ("search", "name rare"), ("search", "within 3"), ("search", "colleagues"))
    both = {" and ".join(pair): ", ".join(one[each] for each in pair) for pair in together}
    return one | both | {"all": ", ".join(one[each] for each in ("search", "name", "friends", "colleagues", "cohort"))}


def directories(most: dict[str, Any]) -> Iterator[tuple[str, str, str]]:
    """Members by every filter in every order, their total, and what is counted of them."""
    for called, given in filters(most).items():
        filter_ = f", filter: {{ {given} }}" if given else ""
        for order in ORDERS:
            for body in BODIES:
                what = f"members {called} {order}{' total' if body == 'totalCount' else ''}"
                yield what, "%s", f"members(first: 20, orderBy: {order}{filter_}) {{ {body} }}"
        yield f"facet KIND {called}", "%s", f"memberFacets(by: KIND{filter_}) {{ cellCount }}"
    for by in CELLS:
        yield f"facet {by}", "%s", f"memberFacets(by: {by}) {{ cells(first: 20) {{ label }} }}"
    for by in WENT:
        yield f"careers {by}", "network { %s }", f"careerStats(by: {by}) {{ cells(first: 20) {{ label }} }}"


def feeds(most: dict[str, Any]) -> Iterator[tuple[str, str, str]]:
    """Posts and what the members around the viewer wrote, of every scope, about everything and about one thing."""
    about = {"": ""} | ({" topic": f', topic: "{global_id("att", most["topic"])}"'} if most["topic"] else {})
    for name, argument in (("feed", "scope"), ("activity", "circle")):
        for value in SHAPES["Query"].fields[name].choices[argument]:  # type: ignore[attr-defined]
            for called, topic in about.items():
                for body in (*BODIES, MANY):
                    given = f"{argument}: {value}{topic}{', first: 100' if body == MANY else ''}"
                    what = f"{name} {value}{called}{' 100' if body == MANY else ' total' if body == BODIES[1] else ''}"
                    yield what, "%s", f"{name}({given}) {{ {body} }}"


async def measure(url: str) -> int:
    """Ask for everything, print the slowest, and say whether all of it stays within the bound."""
    connection: asyncpg.Connection = await connect(url)
    try:
        most = {name: await connection.fetchval(sql) for name, sql in MOST.items()}
        viewers = [Viewer(*row) for row in await connection.fetch(VIEWERS)]
        hub = await connection.fetchrow("select id, network_id from members where id = $1", most["member"])
    finally:
        await connection.close()
    engine = await Engine.open(url, connections=1)
    process = await engine.readers.value("select pg_backend_pid()")
    clock = Clock(engine, process, [*viewers[:1], Viewer(*hub)])
    try:
        for what, source, field in [*fields(most), *feeds(most), *directories(most)]:
            await clock.ask(what, source, field)
    finally:
        await engine.close()
    return told(clock.found)


def told(found: list[Found]) -> int:
    """Print the slowest; how many are over the bound."""
    title = f"{len(found)} operations of at most {LIMITS.cost:,} points; the slowest {SHOWN}, bound {BOUND} ms"
    table = Table("asked for", "times", "price", "ms", "µs a point", title=title, title_justify="left")
    for each in sorted(found, key=lambda each: -each.taken)[:SHOWN]:
        figures = (each.times, each.price, 1e3 * each.taken, 1e6 * each.taken / max(each.price, 1))
        table.add_row(each.what, *(f"{figure:,.0f}" for figure in figures))
    Console().print(table)
    return sum(1000 * each.taken > BOUND for each in found)


def main() -> None:
    """Measure and print; an operation over the bound is an error."""
    parser = argparse.ArgumentParser(prog="python -m bench.prices", description=__doc__.splitlines()[0])
    parser.add_argument("--members", type=int, default=100_000)
    parser.add_argument("--url", help="of a database that is filled already, in place of a network made for it")
    asked = parser.parse_args()
    if asked.url:
        raise SystemExit(asyncio.run(measure(asked.url)))
    with town(asked.members) as url:
        raise SystemExit(asyncio.run(measure(url)))


if __name__ == "__main__":
    main()
