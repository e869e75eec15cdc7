"""A node is read by a statement that leads to the tables of its ids alone, and each kind has a statement of its own."""

from collections.abc import AsyncIterator
from typing import Any

import orjson
import pytest

from graph.compile.engine import Engine
from graph.compile.keys import global_id
from graph.compile.plan import make_plan
from models.ids import uuid7
from tests.community import Community

NODE = "query($id: ID!) { node(id: $id) { __typename id } }"
NODES = "query($ids: [ID!]!) { nodes(ids: $ids) { __typename id } }"
ONE_BY_ONE = "query($a: ID!, $b: ID!) { nodes(ids: [$a, $b]) { __typename id } }"
IN_FRAGMENT = "query($id: ID!) { ...Read } fragment Read on Query { again: node(id: $id) { __typename id } }"


@pytest.fixture
async def engine(community: Community) -> AsyncIterator[Engine]:
    engine = await Engine.open(community.url, connections=1)
    yield engine
    await engine.close()


def statement(engine: Engine, document: str, **variables: Any) -> str:
    """The statement of an operation with these variables."""
    return make_plan(engine.documents.operation(document, None), variables).one


async def read(engine: Engine, community: Community, document: str, **variables: Any) -> Any:
    """What Aoi is answered."""
    return orjson.loads((await engine.execute(community.viewer("Aoi"), document, variables)).body)


def ids(community: Community) -> dict[str, str]:
    """An id of some kinds."""
    return {
        "Member": global_id("mem", community["Ben"]),
        "Post": global_id("post", community["thread"]),
        "Group": global_id("grp", community["open"]),
        "Attribute": global_id("att", community["att0"]),
        "Job": global_id("job", community["open job of HR"]),
    }


async def test_one_operation_reads_nodes_of_every_kind_whichever_it_read_before(
    engine: Engine, community: Community
) -> None:
    for document, field in ((NODE, "node"), (IN_FRAGMENT, "again")):
        for type_, id_ in [*ids(community).items(), *ids(community).items()]:
            answer = await read(engine, community, document, id=id_)
            assert answer == {"data": {field: {"__typename": type_, "id": id_}}}


async def test_lists_of_many_kinds_and_of_few_are_read_in_their_order(engine: Engine, community: Community) -> None:
    known = ids(community)
    for types in (["Post"], ["Job", "Post"], list(known), ["Post", "Member", "Post"], list(reversed(known))):
        asked = [known[type_] for type_ in types]
        answer = await read(engine, community, NODES, ids=asked)
        assert answer == {"data": {"nodes": [{"__typename": type_, "id": known[type_]} for type_ in types]}}
    pair = await read(engine, community, ONE_BY_ONE, a=known["Job"], b=known["Group"])
    assert [node["__typename"] for node in pair["data"]["nodes"]] == ["Job", "Group"]
    pair = await read(engine, community, ONE_BY_ONE, a=known["Group"], b=known["Member"])
    assert [node["__typename"] for node in pair["data"]["nodes"]] == ["Group", "Member"]


async def test_the_statement_leads_to_the_tables_of_its_ids_alone(engine: Engine, community: Community) -> None:
    known = ids(community)
    for document, variables in ((NODE, {"id": known["Attribute"]}), (NODES, {"ids": [known["Attribute"]]})):
        one = statement(engine, document, **variables)
        assert "attributes" in one
        assert not any(table in one for table in (" jobs", " notifications", " messages", " posts"))
    written = f'{{ node(id: "{known["Attribute"]}") {{ id }} }}'
    assert " notifications" not in statement(engine, written)
    every = statement(engine, NODES, ids=list(known.values()))
    assert " notifications" in every, "more kinds than a few share the statement that leads everywhere"


async def test_what_names_no_table_is_nothing_and_what_is_no_id_is_refused(
    engine: Engine, community: Community
) -> None:
    nowhere = f"zzz_{uuid7()}"
    assert await read(engine, community, NODE, id=nowhere) == {"data": {"node": None}}
    assert await read(engine, community, NODES, ids=[nowhere]) == {"data": {"nodes": [None]}}
    assert await read(engine, community, f'{{ node(id: "{nowhere}") {{ id }} }}') == {"data": {"node": None}}
    for wrong in ("mem_1", "nothing", "", "_", "zzz_"):
        answer = await read(engine, community, NODE, id=wrong)
        assert (answer["errors"][0]["extensions"]["code"], answer["errors"][0]["path"]) == ("BAD_USER_INPUT", ["node"])
    assert b"UNAUTHENTICATED" in (await engine.execute(None, NODE, {"id": nowhere})).body


async def test_whatever_kinds_are_asked_for_plans_stay_few(engine: Engine, community: Community) -> None:
    for number in range(50):
        await read(engine, community, NODE, id=f"{chr(97 + number % 26)}{chr(97 + number // 26)}_{uuid7()}")
    assert len(engine.documents.plans.kept) == 1, "kinds that are none are one"
