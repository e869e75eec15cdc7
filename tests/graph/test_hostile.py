"""No value reaches a statement's text, whatever a client sends; the answer is data, or says which field was wrong."""

import base64
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import orjson
import pytest
from graphql import (
    GraphQLInputObjectType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLScalarType,
    get_named_type,
    is_leaf_type,
)

from graph.compile.engine import Engine
from graph.compile.plan import make_plan
from graph.schema import graphql_schema
from models.viewer import Viewer
from tests.graph.operations import literal
from tests.graph.test_compiled import composites, nested, required, ways
from tests.world import World

SCHEMA = graphql_schema()
MARK = "zqjx"  # stands in no statement of ours
HOSTILE = {
    "harmless": "a",
    "empty": "",
    "quote": "'",
    "quotes": "'''\"\"\"",
    "comment": "'; drop table members; --",
    "block comment": "/* */ or 1=1 /*",
    "dollars": "$$ $1 $2::text $a$",
    "placeholders": "{it} {viewer} {self} {value} {visible:Post:p} {text} {} {0}",
    "percent": "% _ %% %s %(a)s",
    "backslash": "\\ \\' \\\\ \\u0000",
    "newlines": "a\n\r\t\v\f\u2028\u2029",
    "emoji": "👩‍👩‍👧‍👦 🇯🇵 é e\u0301",
    "right to left": "\u202eمرحبا\u202c שלום",
    "widths": "ＡＢＣ ｱｲｳ ﾊﾟ ㍿ ﷺ",
    "control": "\x01\x02\x1f\x7f\x80\x9f\ufeff\ufffe\uffff",
    "nul": "a\0b",
    "long": "a" * 20_000 + "'",
    "huge": "a" * 100_000,
    "half": "\ud800",
    "halves": "\udc00\ud800 あ",
    "id": "mem_00000000-0000-7000-8000-000000000000",
    "id and more": "mem_00000000-0000-7000-8000-00000000000'",
    "wide id": "mem_０0000000-0000-7000-8000-000000000000",
    "cursor": base64.b64encode(b'["", null, {}, []]').decode(),
    "deep cursor": base64.b64encode(b"[" * 10_000).decode(),
    "cursor of nul": base64.b64encode(b'["NAME", "a\\u0000", "x"]').decode(),
    "cursor of half": base64.b64encode(b'["NAME", "\\ud800", "00000000-0000-7000-8000-000000000000"]').decode(),
}
UNWRITABLE = ("half", "halves")  # a document cannot hold them


@dataclass(frozen=True)
class Place:
    """Where a text goes in: an argument, or a field of its input object, of a field of a type."""

    type: str
    field: str
    argument: str
    path: tuple[str, ...]
    declared: Any

    @property
    def moment(self) -> bool:
        """Is it a DateTime?"""
        return bool(get_named_type(at(self.declared, self.path)).name == "DateTime")

    def __str__(self) -> str:
        return f"{self.type}.{self.field}({'.'.join((self.argument, *self.path))})"

    def value(self, text: str) -> Any:
        """The argument's value with the text in it."""
        made: Any = [text] if isinstance(at(self.declared, self.path), GraphQLList) else text
        for name in reversed(self.path):
            made = {name: made}
        return made


def bare(type_: Any) -> Any:
    return type_.of_type if isinstance(type_, GraphQLNonNull) else type_


def at(type_: Any, path: tuple[str, ...]) -> Any:
    for name in path:
        type_ = bare(type_).fields[name].type
    return bare(type_)


def places() -> Iterator[Place]:
    """Every place of the schema where a client's text goes in."""
    for type_ in composites(SCHEMA):
        for name, field in type_.fields.items():
            for argument, each in field.args.items():
                for path in texts(each.type):
                    yield Place(type_.name, name, argument, path, each.type)


def texts(type_: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """The paths to the texts within an input type."""
    named = get_named_type(type_)
    if isinstance(named, GraphQLInputObjectType):
        for name, field in named.fields.items():
            yield from texts(field.type, (*path, name))
    elif isinstance(named, GraphQLScalarType) and named.name not in ("Int", "Float", "Boolean"):
        yield path


PLACES = list(places())


class Asking:
    """Asks at one place, with the text in the document or in a variable."""

    def __init__(self, engine: Engine, world: World, place: Place) -> None:
        self.engine = engine
        self.viewer = Viewer(world["Aoi"], world["here"])
        self.place = place
        self.way = ways(SCHEMA, world)[place.type]
        type_: Any = SCHEMA.type_map[place.type]
        field = type_.fields[place.field]
        others = required(type_, place.field, world, but=place.argument).strip("()")
        inner = "" if is_leaf_type(get_named_type(field.type)) else "{ __typename }"
        if "totalCount" in getattr(get_named_type(field.type), "fields", {}):
            inner = "{ totalCount edges { cursor } }"
        self.field = f"{place.field}({place.argument}: %s {others}) {inner}"
        # An error names the fields that lead to its place; the page of a connection has no place of its own.
        on_page = ("...", "edges", "node ")
        steps = [step.split("(")[0] for step in self.way if not f"{step} ".startswith(on_page)]
        self.path = [*steps, place.field]

    def written(self, text: str) -> tuple[str, dict[str, Any]]:
        """The operation with the text in the document."""
        value = literal(self.place.declared, self.place.value(text))
        return nested(self.way, self.field % value.replace("\x7f", "\\u007f")), {}

    def variable(self, text: str) -> tuple[str, dict[str, Any]]:
        """The operation with the text in a variable."""
        head = f"query($x: {self.place.declared}) "
        return head + nested(self.way, self.field % "$x"), {"x": self.place.value(text)}

    def statement(self, document: str, variables: dict[str, Any]) -> str:
        """The statement that is made of it."""
        operation = self.engine.documents.operation(document, None)
        return make_plan(operation, operation.variables.coerce(variables)).one

    async def ask(self, document: str, variables: dict[str, Any]) -> dict[str, Any]:
        """The answer; anything but data or a word on bad input fails."""
        answer = await self.engine.execute(self.viewer, document, variables)
        body: dict[str, Any] = orjson.loads(answer.body)
        for error in body.get("errors", ()):
            assert error["extensions"]["code"] in ("BAD_USER_INPUT", "GRAPHQL_VALIDATION_FAILED"), error
            assert error.get("locations") or error["path"] == self.path, error
            assert len(error["message"]) < 1_000
        return body


@pytest.fixture
async def own(engine: Engine) -> Engine:
    """An engine of the test's own on the same connections."""
    return Engine(engine.schema, engine.readers)


def test_the_places_are_found() -> None:
    found = {str(place) for place in PLACES}
    assert {
        "Query.members(filter.name)",
        "Query.members(filter.attributes.allOf)",
        "Query.members(after)",
        "Query.feed(until)",
        "Query.nodes(ids)",
        "Query.post(id)",
        "Post.comments(before)",
        "Query.groups(filter.name)",
    } <= found
    assert len(found) > 50


@pytest.mark.parametrize("place", PLACES, ids=str)
async def test_a_hostile_text_changes_no_statement_and_raises_nothing(own: Engine, world: World, place: Place) -> None:
    asking = Asking(own, world, place)
    for called, text in HOSTILE.items():
        await asking.ask(*asking.variable(text))
        if called not in UNWRITABLE:
            await asking.ask(*asking.written(text))
    assert own.plain_answers.total() == 0


@pytest.mark.parametrize("place", [each for each in PLACES if not each.moment], ids=str)
async def test_the_statement_is_the_same_for_every_text(own: Engine, world: World, place: Place) -> None:
    asking = Asking(own, world, place)
    # Which table an id names is all that a statement may know of it.
    usual = {kind: asking.statement(*asking.variable(f"{kind}_a")) for kind in ("mem", "")}
    for called, text in HOSTILE.items():
        if called in (*UNWRITABLE, "huge", "long"):
            continue
        for ask in (asking.written, asking.variable):
            statement = asking.statement(*ask(text + MARK))
            assert MARK not in statement
            assert statement == usual["mem" if text.startswith("mem_") else ""]


MOMENTS = [
    "0001-01-01T00:00:00Z",
    "9999-12-31T23:59:59Z",
    "9999-12-31T23:59:59.999999+00:00",
    "2026-02-29T00:00:00Z",
    "2024-02-29T00:00:00Z",
    "2026-01-01T24:00:00Z",
    "2026-01-01T00:00:60Z",
    "2026-01-01T00:00:00+24:00",
    "2026-01-01T00:00:00+23:59",
    "2026-01-01T00:00:00.123456789Z",
    "2026-01-01T00:00:00",
    "2026-01-01",
    "10000-01-01T00:00:00Z",
    "-0001-01-01T00:00:00Z",
    "infinity",
    "-infinity",
    "now",
    "epoch",
    0,
    10**30,
    1.5,
    True,
    [],
    {},
]
BEYOND = ["0001-01-01T00:00:00+09:00", "9999-12-31T23:59:59-09:00"]


@pytest.mark.parametrize("moment", MOMENTS, ids=repr)
async def test_a_moment_at_the_edge_is_answered_or_refused(own: Engine, world: World, moment: Any) -> None:
    await until(own, world, moment)


@pytest.mark.parametrize("moment", BEYOND)
async def test_a_moment_that_is_none_in_utc_is_refused(own: Engine, world: World, moment: str) -> None:
    assert "errors" in await until(own, world, moment)
    cursor = base64.b64encode(orjson.dumps(["", moment, str(world["post0"])])).decode()
    assert "errors" in await until(own, world, cursor, "query($x: String) { feed(after: $x) { totalCount } }")


async def until(
    engine: Engine, world: World, value: Any, document: str = "query($x: DateTime) { feed(until: $x) { totalCount } }"
) -> dict[str, Any]:
    """The answer for a value in a variable: data, or a word on bad input."""
    answer = await engine.execute(Viewer(world["Aoi"], world["here"]), document, {"x": value})
    body: dict[str, Any] = orjson.loads(answer.body)
    assert all(error["extensions"]["code"] == "BAD_USER_INPUT" for error in body.get("errors", ()))
    assert ("errors" in body) != isinstance(body.get("data"), dict)
    return body


@pytest.mark.parametrize("number", [0, -1, 2**31 - 1, -(2**31), 2**31, -(2**31) - 1, 2**63, 10**400, 1.0, 1e300, True])
async def test_a_number_at_the_edge_is_answered_or_refused(own: Engine, world: World, number: Any) -> None:
    document = "query($x: Int) { members(filter: {cohort: $x}) { totalCount } }"
    body = await until(own, world, number, document)
    fits = type(number) is not bool and -(2**31) <= number < 2**31
    assert ("data" in body) == fits


@pytest.mark.parametrize("number", [-1, 101, 2**31 - 1, -(2**31)])
async def test_a_page_size_at_the_edge_of_the_integers_is_refused(own: Engine, world: World, number: int) -> None:
    for document, variables in (
        ("query($x: Int) { feed(first: $x) { totalCount } }", {"x": number}),
        (f"{{ feed(last: {number}) {{ totalCount }} }}", {}),
        (f"{{ viewer {{ employments(first: {number}) {{ id }} }} }}", {}),
    ):
        answer = await own.execute(Viewer(world["Aoi"], world["here"]), document, variables)
        (error,) = orjson.loads(answer.body)["errors"]
        assert error["extensions"] == {"code": "PAGE_SIZE", "limit": 100}


async def test_what_json_cannot_say_is_refused_as_well(own: Engine, world: World) -> None:
    document = "query($x: MemberFilter) { members(filter: $x) { totalCount } }"
    for value in ({"\ud800": 1}, {"name": b"a"}, {"name": object()}, {"cohort": float("nan")}, {"kinds": ["\udfff"]}):
        assert "errors" in await until(own, world, value, document)
