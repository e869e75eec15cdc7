"""Limits hold before any SQL: each is refused one step beyond, with its code and number; and the price is shown."""

import re
from collections.abc import AsyncIterator, Callable
from typing import Any

import asyncpg
import orjson
import pytest
from graphql import get_introspection_query

from graph.compile.engine import Engine
from graph.compile.limits import Limits
from graph.schema import graphql_schema
from models.readers import Readers
from models.viewer import Viewer
from tests.world import World

LIMITS = Limits()
NOBODY = "mem_00000000-0000-7000-8000-000000000000"


class Counted(Readers):
    """Readers that count what is asked of them."""

    taken = 0

    async def take(self) -> asyncpg.Connection:
        self.taken += 1
        return await super().take()


@pytest.fixture(scope="module")
async def readers(world: World, world_url: str) -> AsyncIterator[Counted]:
    made = await Counted.open(world_url, 1)
    assert isinstance(made, Counted)
    yield made
    await made.close()


@pytest.fixture
def fresh(readers: Counted) -> Engine:
    """An engine that has cached nothing, on connections that are counted."""
    readers.taken = 0
    return Engine(graphql_schema(), readers)


async def answered(engine: Engine, world: World, document: str, variables: Any = None, name: str | None = None) -> Any:
    """The answer, which is data."""
    answer = await engine.execute(Viewer(world["Aoi"], world["here"]), document, variables, name)
    body = orjson.loads(answer.body)
    assert answer.executed, body
    assert "errors" not in body
    return body["data"]


async def refused(engine: Engine, world: World, document: str, variables: Any = None, name: str | None = None) -> Any:
    """The one error of a request that is refused: no data, no statement."""
    answer = await engine.execute(Viewer(world["Aoi"], world["here"]), document, variables, name)
    body = orjson.loads(answer.body)
    assert not answer.executed
    assert list(body) == ["errors"]
    assert engine.readers.taken == 0  # type: ignore[attr-defined]
    (error,) = body["errors"]
    return error


def deep(depth: int) -> str:
    parents = depth - 2
    return f'{{ attribute(id: "{NOBODY}") ' + "{ parent " * parents + "{ id }" + " }" * parents + " }"


def deep_in_fragments(depth: int) -> str:
    parents = depth - 2
    parts = [f"fragment P{i} on Attribute {{ parent {{ ...P{i + 1} }} }}" for i in range(parents)]
    last = f"fragment P{parents} on Attribute {{ id }}"
    return " ".join([f'{{ attribute(id: "{NOBODY}") {{ ...P0 }} }}', *parts, last])


SCALARS = "id kind roles displayName familyName givenName headline bio avatarUrl joinedAt familyNameKana givenNameKana"


def fields(number: int) -> str:
    parts = "{ id kind label labelEn code }"
    positions = f"positions(first: 1) {{ id company title started ended current industry {parts} place {parts} }}"
    employments = f"employments(first: 1) {{ id title started ended cohort verifiedBy department {parts} }}"
    inside = (
        f"{SCALARS} {positions} {employments} attributes(first: 1) {{ id }} groupMemberships(first: 1) {{ totalCount }}"
    )
    blocks, rest = divmod(number, 1 + 12 + 19 + 13 + 2 + 2)
    members = " ".join(f'm{i}: member(id: "{NOBODY}") {{ ...M }}' for i in range(blocks))
    tail = "viewer { " + "id " * (rest - 1) + "}" if rest > 1 else "__typename"
    return f"{{ {members} ...T }} fragment T on Query {{ {tail} }} fragment M on Member {{ {inside} }}"


def aliases(number: int) -> str:
    return "{ viewer { " + " ".join(f"a{i}: id" for i in range(number)) + " } }"


def roots(number: int) -> str:
    return "{ " + " ".join(f"a{i}: __typename" for i in range(number)) + " }"


def roots_in_a_fragment(number: int) -> str:
    return "{ ...R } fragment R on Query " + roots(number)


def directives(number: int) -> str:
    return "{ viewer { " + " ".join(f"a{i}: id @skip(if: false)" for i in range(number)) + " } }"


def tokens(number: int) -> str:
    def document(kinds: int) -> str:
        return "{ members(filter: {kinds: [" + "GUEST " * kinds + "]}) { totalCount } }"

    return document(number - len(re.findall(r"\w+|[{}()\[\]:]", document(0))))


def characters(number: int) -> str:
    return "{ viewer { id } }".ljust(number)


def operations(number: int) -> str:
    return " ".join(f"query Q{i} {{ viewer {{ id }} }}" for i in range(number))


def nesting(number: int) -> str:
    return "{ ... " * (number - 1) + "{ __typename }" + " }" * (number - 1)


def nesting_in_fragments(number: int) -> str:
    parts = [f"fragment F{i} on Query {{ ...F{i + 1} }}" for i in range(number - 2)]
    return " ".join(["{ ...F0 }", *parts, f"fragment F{number - 2} on Query {{ __typename }}"])


def lookups(number: int) -> str:
    ten = "tieCount mutualTieCount sharedAttributeCount viewerIsTied isViewer ties(first: 1) { totalCount }"
    lists = "employments(first: 1) { id } positions(first: 1) { id }"
    members = [f'a{i}: member(id: "{NOBODY}") {{ {ten} {lists} }}' for i in range(number // 10 - 1)]
    more = " ".join(f"x{i}: tieCount" for i in range(number % 10))
    return f'{{ {" ".join(members)} member(id: "{NOBODY}") {{ {ten} {lists} {more} }} }}'


REFUSED_BEYOND: dict[str, tuple[str, int, Callable[[int], str]]] = {
    "depth": ("DEPTH_LIMIT", LIMITS.depth, deep),
    "depth in fragments": ("DEPTH_LIMIT", LIMITS.depth, deep_in_fragments),
    "fields": ("FIELD_LIMIT", LIMITS.fields, fields),
    "aliases": ("ALIAS_LIMIT", LIMITS.aliases, aliases),
    "root fields": ("ROOT_FIELD_LIMIT", LIMITS.root_fields, roots),
    "root fields in a fragment": ("ROOT_FIELD_LIMIT", LIMITS.root_fields, roots_in_a_fragment),
    "directives": ("DIRECTIVE_LIMIT", LIMITS.directives, directives),
    "tokens": ("TOKEN_LIMIT", LIMITS.tokens, tokens),
    "characters": ("LENGTH_LIMIT", LIMITS.characters, characters),
    "operations": ("OPERATION_LIMIT", LIMITS.operations, operations),
    "nesting": ("DEPTH_LIMIT", LIMITS.nesting, nesting),
    "nesting in fragments": ("DEPTH_LIMIT", LIMITS.nesting, nesting_in_fragments),
    "lookups": ("LOOKUP_LIMIT", LIMITS.lookups, lookups),
}


@pytest.mark.parametrize("limit", REFUSED_BEYOND)
async def test_a_limit_lets_pass_what_reaches_it_and_refuses_what_exceeds_it(
    fresh: Engine, world: World, limit: str
) -> None:
    code, most, document = REFUSED_BEYOND[limit]
    name = "Q0" if limit == "operations" else None
    error = await refused(fresh, world, document(most + 1), name=name)
    assert error["extensions"] == {"code": code, "limit": most}
    assert str(most) in error["message"]
    await answered(fresh, world, document(most), name=name)


async def test_a_text_may_be_so_long_and_no_longer(fresh: Engine, world: World) -> None:
    groups = "query($x: String) { groups(filter: {name: $x}) { totalCount } }"
    for document, variables in (
        (groups, {"x": "a" * (LIMITS.text + 1)}),
        (groups.replace("($x: String)", "").replace("$x", '"' + "a" * (LIMITS.text + 1) + '"'), {}),
        (groups.replace("($x: String)", "").replace("$x", '"""' + "a" * (LIMITS.text + 1) + '"""'), {}),
    ):
        error = await refused(fresh, world, document, variables)
        assert error["extensions"] == {"code": "BAD_USER_INPUT", "limit": LIMITS.text}
        assert error["locations"]
    error = await refused(fresh, world, groups, {"x": "a" * LIMITS.text})
    assert error["message"] == "The value given to groups is longer than 200 characters."
    assert error["path"] == ["groups"]
    assert await answered(fresh, world, groups, {"x": "a" * 200}) == {"groups": {"totalCount": 0}}


async def test_variables_may_hold_so_many_values_and_no_more(fresh: Engine, world: World) -> None:
    document = "query($f: MemberFilter, $k: [AttributeKind!]) { members(filter: $f) { totalCount } viewer { %s } }"
    document %= "attributes(kinds: $k) { id }"
    kinds = LIMITS.values - 4  # the other values: the filter, its key, and the two lists
    for filter_, names in ((kinds + 1, 0), (kinds, 1), (0, kinds + 1)):
        variables = {"f": {"kinds": ["GUEST"] * filter_}, "k": ["SKILL"] * names}
        error = await refused(fresh, world, document, variables)
        assert error["extensions"] == {"code": "VALUE_LIMIT", "limit": LIMITS.values}
    await answered(fresh, world, document, {"f": {"kinds": ["GUEST"] * kinds}, "k": []})


async def test_a_page_size_out_of_bounds_is_refused(fresh: Engine, world: World) -> None:
    for arguments in ("first: 101", "last: 101", "first: -1", "last: -1", "first: 2147483647"):
        error = await refused(fresh, world, f"{{ feed({arguments}) {{ totalCount }} }}")
        assert error["extensions"] == {"code": "PAGE_SIZE", "limit": 100}
        assert arguments.split()[-1] in error["message"]
    error = await refused(fresh, world, "{ viewer { employments(first: 101) { id } } }")
    assert error["extensions"] == {"code": "PAGE_SIZE", "limit": 100}
    error = await refused(fresh, world, "query($n: Int = 101) { feed(last: $n) { totalCount } }")
    assert error["extensions"] == {"code": "PAGE_SIZE", "limit": 100}
    for arguments in ("first: 0", "first: 100", "last: 100"):
        await answered(fresh, world, f"{{ feed({arguments}) {{ totalCount }} }}")


async def test_first_and_last_together_are_refused(fresh: Engine, world: World) -> None:
    for arguments in ("first: 1, last: 1", "first: 0, last: $n"):
        document = f"query($n: Int = 5) {{ feed({arguments}) {{ totalCount }} members(first: $n) {{ totalCount }} }}"
        error = await refused(fresh, world, document)
        assert error["extensions"] == {"code": "BAD_USER_INPUT"}
    await answered(fresh, world, "{ feed(first: 1, last: null) { totalCount } }")


async def test_more_ids_than_a_page_are_refused(fresh: Engine, world: World) -> None:
    ids, document = [NOBODY] * 101, "query($ids: [ID!]!) { nodes(ids: $ids) { id } }"
    for text, variables in ((document, {"ids": ids}), (f"{{ nodes(ids: {orjson.dumps(ids).decode()}) {{ id }} }}", {})):
        error = await refused(fresh, world, text, variables)
        assert error["extensions"] == {"code": "PAGE_SIZE", "limit": 100}
        assert "101" in error["message"]
    assert await answered(fresh, world, document, {"ids": ids[:100]}) == {"nodes": [None] * 100}


async def test_a_price_too_high_is_refused_with_the_price(fresh: Engine, world: World) -> None:
    lists = "attributes(first: 100) { id } sharedAttributes(first: $n) { kind }"
    document = f"query($n: Int!) {{ members(first: 100) {{ edges {{ node {{ {lists} }} }} }} }}"
    # 1 + 100 × (row + edge + node + (1 + 100) + (1 + 70 + n))
    error = await refused(fresh, world, document, {"n": 25})
    assert error["extensions"] == {"code": "COST_LIMIT", "cost": 20_001, "limit": LIMITS.cost}
    assert "20001" in error["message"]
    assert await cost(fresh, world, document, {"n": 24}) == 19_901


DECIDED = (
    "query($b: Boolean!) { viewer { id } network @skip(if: $b) { id } feed(first: 4) @include(if: $b) { totalCount } }"
)
RANKED = "{ members(first: 5, orderBy: RELEVANCE, filter: {%s}) { %s } }"
ALL_MEMBERS, ALL_POSTS, NAMED, SOUGHT = 1_400, 3_600, 2_500, 4_900
PRICES: list[tuple[str, dict[str, Any], int]] = [
    # An object costs 1; a list or connection costs 1, and for each row 1 and what is selected within.
    # Counting a whole connection costs 10, or what is said where it is declared: these two are as large as a network.
    ("{ viewer { id displayName } }", {}, 1),
    ("{ viewer { id } network { name } __typename }", {}, 1 + 1),
    # A derived field that reads other rows costs 1, one that does not is free; some read many rows.
    ("{ viewer { mutualTieCount viewerIsTied isViewer sharedAttributeCount } }", {}, 1 + 1 + 1 + 1),
    ("{ viewer { tieCount } network { memberCount } }", {}, 1 + (1 + 5) + 1 + (1 + 1_000)),
    ("{ groups(first: 2) { edges { node { memberCount } } } }", {}, 1 + 2 * (1 + 1 + 1 + (1 + 40))),
    ("{ groups(first: 2) { edges { node { a: memberCount b: memberCount } } } }", {}, 1 + 2 * (3 + 2 * (1 + 40))),
    (
        "{ viewer { groupMemberships(first: 3) { edges { node { group { memberships { totalCount } } } } } } }",
        {},
        1 + 1 + 3 * (1 + 1 + 1 + 1 + (1 + 20 + 40)),
    ),
    ("{ viewer { id } viewer { kind } }", {}, 1),
    ("{ a: viewer { id } b: viewer { id } }", {}, 1 + 1),
    ("{ viewer { employments { id department { id } } } }", {}, 1 + 1 + 10 * (1 + 1)),
    ("{ viewer { employments(first: 3) { id department { id } } } }", {}, 1 + 1 + 3 * (1 + 1)),
    ("{ viewer { employments(first: 0) { id department { id } } } }", {}, 1 + 1),
    ("{ members { totalCount } }", {}, 1 + 20 * 1 + ALL_MEMBERS),
    ("{ members { a: totalCount b: totalCount } }", {}, 1 + 20 * 1 + 2 * ALL_MEMBERS),
    ("{ members(first: 5, orderBy: SHARED) { edges { cursor } } }", {}, 1 + 5 * 2 + 10_000),
    # What is looked for has a price for each condition, wherever it stands.
    ('{ members(first: 5, filter: {name: "a"}) { edges { cursor } } }', {}, 1 + 5 * 2 + NAMED),
    ('{ members(first: 5, filter: {name: "a", search: "a"}) { totalCount } }', {}, 6 + NAMED + SOUGHT + ALL_MEMBERS),
    (
        "query($f: MemberFilter) { members(first: 5, filter: $f) { edges { cursor } } }",
        {"f": {"name": "a"}},
        11 + NAMED,
    ),
    ("query($f: MemberFilter) { members(first: 5, filter: $f) { edges { cursor } } }", {"f": {"name": None}}, 11),
    ("query($f: MemberFilter) { members(first: 5, filter: $f) { edges { cursor } } }", {}, 11),
    (
        "{ members(first: 5, filter: {attributes: {anyOf: [], allOf: []}}) { pageInfo { endCursor } } }",
        {},
        11 + 2_000,
    ),
    # The best hits of what is typed come quickly where nothing else is asked for.
    (RANKED % ('search: "a"', "pageInfo { endCursor }"), {}, 11 + 250),
    (RANKED % ('search: "a"', "totalCount"), {}, 1 + 5 + 2_400 + SOUGHT + ALL_MEMBERS),
    (RANKED % ('search: "a", name: "a"', "edges { cursor }"), {}, 1 + 5 * 2 + 2_400 + SOUGHT + NAMED),
    (RANKED % ('name: "a"', "edges { cursor }"), {}, 1 + 5 * 2 + 2_400 + NAMED),
    ("query($b: FacetBy!) { memberFacets(by: $b) { cellCount } }", {"b": "KIND"}, 1 + 1_000),
    ("query($b: FacetBy!) { memberFacets(by: $b) { cellCount } }", {"b": "ATTRIBUTE"}, 1 + 15_000),
    ('{ memberFacets(by: COHORT, filter: {name: "a"}) { cells { label } } }', {}, 1 + 3_500 + NAMED + (1 + 10)),
    ("{ feed(first: 2, scope: TIES) { edges { cursor } } }", {}, 1 + 2 * 2 + 1_000),
    ("{ network { careerStats(by: PLACE) { cells(first: 3) { label } } } }", {}, 1 + 1 + 6_500 + (1 + 3)),
    ("{ members(first: 5) { edges { node { id } } } }", {}, 1 + 5 * (1 + 1 + 1)),
    ("{ members(last: 5) { edges { cursor } pageInfo { endCursor } } }", {}, 1 + 5 * (1 + 1 + 1)),
    ("query($n: Int) { members(first: $n) { totalCount } }", {"n": 7}, 1 + 7 + ALL_MEMBERS),
    ("query($n: Int) { members(first: $n) { totalCount } }", {"n": None}, 1 + 20 + ALL_MEMBERS),
    ("query($n: Int) { members(first: $n) { totalCount } }", {}, 1 + 20 + ALL_MEMBERS),
    ("query($n: Int = 30) { members(last: $n) { totalCount } }", {}, 1 + 30 + ALL_MEMBERS),
    (
        "{ feed { edges { node { author { id } comments(first: 2) { edges { node { author { id } } } } } } } }",
        {},
        1 + 20 * (1 + 1 + 1 + 1 + (1 + 2 * (1 + 1 + 1 + 1))),
    ),
    (
        DECIDED,
        {"b": True},
        1 + (1 + 4 + ALL_POSTS),
    ),
    (
        DECIDED,
        {"b": False},
        1 + 1,
    ),
    ("{ ...F ... { ...F } } fragment F on Query { members(first: 3) { totalCount } }", {}, 1 + 3 + ALL_MEMBERS),
    (
        "{ nodes(ids: [%1, %1]) { ... on Post { author { id } } ... on Member { ties(first: 2) { totalCount } } } }",
        {},
        1 + 2 * (1 + (1 + 2 + 10)),  # the dearest type
    ),
    ("query($i: [ID!]!) { nodes(ids: $i) { id } }", {"i": [NOBODY, NOBODY]}, 1 + 2),
    ("{ node(id: %1) { ... on Post { group { id } author { id } } ... on Content { author { id } } } }", {}, 1 + 2),
    (
        "{ viewer { activity(first: 3) { edges { node { ... on Comment { post { author { id } } } } } } } }",
        {},
        1 + 1 + 3 * (1 + 1 + 1 + 1 + 1),
    ),
    ("{ __schema { types { name } } }", {}, 0),
]


@pytest.mark.parametrize(("document", "variables", "price"), PRICES)
async def test_the_price_is_that_of_every_object_that_may_come(
    fresh: Engine, world: World, document: str, variables: dict[str, Any], price: int
) -> None:
    document = document.replace("%1", f'"{NOBODY}"')
    for _ in ("first", "remembered"):
        assert await cost(fresh, world, document, variables) == price


async def test_the_price_follows_the_variables_of_each_request(fresh: Engine, world: World) -> None:
    document = "query($n: Int) { members(first: $n) { totalCount } }"
    assert [await cost(fresh, world, document, {"n": n}) for n in (3, 90, 3, None)] == [1_404, 1_491, 1_404, 1_421]


async def test_the_price_is_shown_only_on_request(fresh: Engine, world: World) -> None:
    viewer = Viewer(world["Aoi"], world["here"])
    silent = await fresh.execute(viewer, "{ viewer { displayName } }")
    told = await fresh.execute(viewer, "{ viewer { displayName } }", priced=True)
    assert orjson.loads(silent.body) == {"data": {"viewer": {"displayName": "Aoi"}}}
    assert orjson.loads(told.body) == {"data": {"viewer": {"displayName": "Aoi"}}, "extensions": {"cost": 1}}


async def cost(engine: Engine, world: World, document: str, variables: dict[str, Any]) -> Any:
    """The price that the answer shows."""
    answer = await engine.execute(Viewer(world["Aoi"], world["here"]), document, variables, priced=True)
    return orjson.loads(answer.body)["extensions"]["cost"]


async def test_the_limits_hold_for_every_operation_of_the_document(fresh: Engine, world: World) -> None:
    for other in (deep(17), aliases(61), roots(21), directives(51)):
        await refused(fresh, world, f"query Mine {{ viewer {{ id }} }} query Other {other}", name="Mine")
    unused = "fragment Unused on Member { " + "id " * 801 + "}"
    error = await refused(fresh, world, "{ viewer { id } } " + unused)
    assert error["extensions"]["code"] == "FIELD_LIMIT"


async def test_tools_may_ask_for_the_whole_schema_once_and_for_no_more(fresh: Engine, world: World) -> None:
    full = get_introspection_query(
        specified_by_url=True, directive_is_repeatable=True, schema_description=True, input_value_deprecation=True
    )
    assert len((await answered(fresh, world, full))["__schema"]["types"]) > 40
    twice = full.replace("__schema {", "a: __schema { types { ...FullType } } b: __schema {", 1)
    error = await refused(fresh, world, twice)
    assert error["extensions"] == {"code": "INTROSPECTION_LIMIT"}


async def test_variables_that_nobody_declared_are_nobodys_business(fresh: Engine, world: World) -> None:
    more = {f"more{i}": [i] * 10 for i in range(10_000)}
    assert await answered(fresh, world, "{ viewer { displayName } }", more) == {"viewer": {"displayName": "Aoi"}}


async def test_the_name_of_an_operation_is_echoed_only_if_it_is_one(fresh: Engine, world: World) -> None:
    for name, told in (("Other", 'named "Other"'), ("x" * 2**20, "of that name"), ("\ud800", "of that name")):
        error = await refused(fresh, world, "{ viewer { id } }", name=name)
        assert error["extensions"]["code"] == "OPERATION_RESOLUTION_FAILURE"
        assert told in error["message"]
