"""Answers written out: what each part of GraphQL's language gives, to the byte."""

from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import orjson
import pytest

import models.posts
from graph.compile.engine import Engine
from graph.compile.keys import global_id
from models.viewer import Viewer
from tests.world import World

Ask = Callable[..., Awaitable[str]]
GONE = "00000000-0000-7000-8000-000000000000"


@pytest.fixture
async def ask(engine: Engine, world: World) -> AsyncIterator[Ask]:
    """The text of the data that a member of the network here gets; all of it must come from plans."""
    before = engine.plain_answers.total()

    async def asked(name: str, document: str, /, **variables: Any) -> str:
        answer = await engine.execute(Viewer(world[name], world["here"]), document, variables)
        text = answer.body.decode()
        assert text.startswith('{"data":'), text
        return text.removeprefix('{"data":').removesuffix("}")

    yield asked
    assert engine.plain_answers.total() == before


@pytest.fixture
def refused(engine: Engine, world: World) -> Ask:
    """The code of the error that a request gets instead of data."""

    async def asked(document: str, /, **variables: Any) -> str:
        answer = await engine.execute(Viewer(world["Aoi"], world["here"]), document, variables)
        body = orjson.loads(answer.body)
        assert "data" not in body
        return str(body["errors"][0]["extensions"]["code"])

    return asked


def member(world: World, name: str) -> str:
    return global_id("mem", world[name])


def names(text: str) -> list[str]:
    """The display names in the answer to a list of members under the alias `m`."""
    return [edge["node"]["displayName"] for edge in orjson.loads(text)["m"]["edges"]]


async def test_aliases_and_several_root_fields_stand_in_the_order_of_the_document(ask: Ask, world: World) -> None:
    found = await ask("Aoi", "{ me: viewer { name: displayName id } net: network { slug } viewer { displayName: id } }")
    id_ = member(world, "Aoi")
    expected = f'"me":{{"name":"Aoi","id":"{id_}"}},"net":{{"slug":"here"}},"viewer":{{"displayName":"{id_}"}}'
    assert found == f"{{{expected}}}"


async def test_fragments_named_inline_and_nested_are_opened_where_they_stand(ask: Ask) -> None:
    document = """
      query { ...Outer ... { n: network { slug } } }
      fragment Outer on Query { viewer { kind ...Name ... on Node { ... on Member { isViewer } } } }
      fragment Name on Member { displayName ...Kana }
      fragment Kana on Member { familyNameKana }
    """
    viewer = '{"kind":"EMPLOYEE","displayName":"Chie","familyNameKana":"さとう","isViewer":true}'
    assert await ask("Chie", document) == f'{{"viewer":{viewer},"n":{{"slug":"here"}}}}'


@pytest.mark.parametrize(
    ("skip", "include", "expected"),
    [
        (False, False, '{"displayName":"Ben"}'),
        (False, True, '{"displayName":"Ben","givenName":"Ben","kind":"ALUMNUS"}'),
        (True, False, "{}"),
        (True, True, '{"givenName":"Ben","kind":"ALUMNUS"}'),
    ],
)
async def test_skip_and_include_follow_their_variables(ask: Ask, skip: bool, include: bool, expected: str) -> None:
    document = """
      query($skip: Boolean!, $include: Boolean = true) {
        viewer { displayName @skip(if: $skip) givenName @include(if: $include) ... @include(if: $include) { kind } }
      }
    """
    assert await ask("Ben", document, skip=skip, include=include) == f'{{"viewer":{expected}}}'


async def test_a_variable_of_a_directive_that_is_absent_has_its_default(ask: Ask) -> None:
    document = "query($yes: Boolean = true) { viewer { kind @include(if: $yes) displayName @skip(if: $yes) } }"
    assert await ask("Ben", document) == '{"viewer":{"kind":"ALUMNUS"}}'


async def test_every_object_knows_the_name_of_its_type(ask: Ask, world: World) -> None:
    document = """
      query($id: ID!) { __typename node(id: $id) { __typename ... on Post {
        reactions { __typename } comments(first: 1) { __typename pageInfo { __typename } edges { t: __typename
          node { __typename author { __typename } } } } } } }
    """
    comments = (
        '{"__typename":"CommentConnection","pageInfo":{"__typename":"PageInfo"},"edges":[{"t":"CommentEdge",'
        '"node":{"__typename":"Comment","author":{"__typename":"Member"}}}]}'
    )
    post = f'{{"__typename":"Post","reactions":[{{"__typename":"PostReactions"}}],"comments":{comments}}}'
    found = await ask("Aoi", document, id=global_id("post", world["thread"]))
    assert found == f'{{"__typename":"Query","node":{post}}}'


async def test_fields_that_are_selected_twice_are_merged_at_their_first_place(ask: Ask) -> None:
    document = """
      { viewer { displayName ties(first: 1) { totalCount } } network { slug } viewer { kind displayName } ...More }
      fragment More on Query { viewer { ties(first: 1) { totalCount edges { node { member { displayName } } } } } }
    """
    ties = '{"totalCount":2,"edges":[{"node":{"member":{"displayName":"Hana"}}}]}'
    viewer = f'{{"displayName":"Dan","ties":{ties},"kind":"ALUMNUS"}}'
    assert await ask("Dan", document) == f'{{"viewer":{viewer},"network":{{"slug":"here"}}}}'


async def test_an_interface_answers_with_the_fields_of_each_type(ask: Ask, world: World) -> None:
    ids = [global_id("post", world["thread"]), f"post_{GONE}", global_id("com", world["by Hana"]), member(world, "Ben")]
    document = """
      query($ids: [ID!]!) { nodes(ids: $ids) { id ... on Content { body author { displayName } }
        ... on Post { commentCount } ... on Comment { post { body } } ... on Member { isViewer } } }
    """
    post = f'{{"id":"{ids[0]}","body":"Who comes to Kyoto?","author":{{"displayName":"Ben"}},"commentCount":10}}'
    comment = (
        f'{{"id":"{ids[2]}","body":"I do","author":{{"displayName":"Hana"}},"post":{{"body":"Who comes to Kyoto?"}}}}'
    )
    ben = f'{{"id":"{ids[3]}","isViewer":false}}'
    assert await ask("Aoi", document, ids=ids) == f'{{"nodes":[{post},null,{comment},{ben}]}}'


async def test_an_id_that_names_nothing_is_null_and_the_rest_is_there(ask: Ask, world: World) -> None:
    document = (
        "query($a: ID!, $b: ID!) { a: node(id: $a) { id } b: member(id: $b) { displayName } c: member(id: $a) { id } }"
    )
    found = await ask("Aoi", document, a=f"grp_{world['Ben']}", b=member(world, "Ben"))
    assert found == '{"a":null,"b":{"displayName":"Ben"},"c":null}'


async def test_a_stream_of_several_types_keeps_its_order(ask: Ask, world: World) -> None:
    document = """
      query($id: ID!) { member(id: $id) { activity(first: 3) { edges { node {
        __typename body ... on Post { commentCount } ... on Comment { parent { body } } } } } } }
    """
    written = '{"node":{"__typename":"Post","body":"Kyoto was fine","commentCount":0}}'
    answered = '{"node":{"__typename":"Comment","body":"I was there","parent":null}}'
    found = await ask("Aoi", document, id=member(world, "Dan"))
    assert found.startswith(f'{{"member":{{"activity":{{"edges":[{written},{answered},')


async def test_enums_and_lists_of_enums_are_read_and_written_by_name(ask: Ask, world: World) -> None:
    written = "{ m: members(filter: {kinds: [GUEST, EMPLOYEE]}, orderBy: JOINED) { edges { node { displayName } } } }"
    assert names(await ask("Aoi", written)) == ["Recruiter", "HR", "Ivan", "Chie"]
    given = """
      query($kinds: [MemberKind!], $order: MemberOrder! = NAME) {
        m: members(filter: {kinds: $kinds}, orderBy: $order) { edges { node { displayName } } } }
    """
    assert names(await ask("Aoi", given, kinds=["EMPLOYEE"], order="JOINED")) == ["Recruiter", "HR", "Chie"]
    assert names(await ask("Aoi", given, kinds=["EMPLOYEE"])) == ["HR", "Recruiter", "Chie"]
    assert names(await ask("Aoi", given, kinds="GUEST")) == ["Ivan"]
    assert names(await ask("Aoi", given, kinds=[])) == []
    roles = await ask("Aoi", f'{{ member(id: "{member(world, "HR")}") {{ roles kind }} viewer {{ roles }} }}')
    assert roles == '{"member":{"roles":["HR_ADMIN","COMMUNITY_MANAGER"],"kind":"EMPLOYEE"},"viewer":{"roles":[]}}'


async def test_lists_of_scalars_are_json_arrays(ask: Ask, world: World) -> None:
    document = "query($id: ID!) { attribute(id: $id) { aliases labelEn label } network { emojis } }"
    found = await ask("Aoi", document, id=global_id("att", world["att4"]))
    attribute = '{"aliases":["alias \\"4\\"","ｱﾘｱｽ"],"labelEn":null,"label":"属性4"}'
    assert found == f'{{"attribute":{attribute},"network":{{"emojis":["👍","🎉"]}}}}'


async def test_careers_have_dates_as_exact_as_they_are_known(ask: Ask, world: World) -> None:
    document = """
      query($id: ID!) { member(id: $id) { employments { title started ended cohort verifiedBy department { label } }
        positions { company started ended current industry { label } place { label } } } }
    """
    department, place = '"department":{"label":"属性8"}}', '"place":{"label":"属性4"}}'
    first = '{"title":"主任","started":"2010","ended":"2020-03","cohort":2009,"verifiedBy":"SELF",' + department
    later = '{"company":"Company 0","started":"2020-04","ended":"2023","current":false,"industry":null,' + place
    found = await ask("Ben", document, id=member(world, "Aoi"))
    assert found == f'{{"member":{{"employments":[{first}],"positions":[{later}]}}}}'
    spell = '{"title":null,"started":"2011-03-31","ended":null,"cohort":2010,"verifiedBy":"SELF",' + department
    found = await ask("Ben", document, id=member(world, "Chie"))
    assert found == f'{{"member":{{"employments":[{spell}],"positions":[]}}}}'


async def test_an_input_object_is_the_same_written_and_given(ask: Ask, world: World) -> None:
    department, place = global_id("att", world["att2"]), global_id("att", world["att4"])
    filter_ = {"department": department, "kinds": ["ALUMNUS"], "name": "ben"}
    fields = "{ edges { node { displayName } } }"
    written = f'{{ m: members(filter: {{department: "{department}", kinds: [ALUMNUS], name: "ben"}}) {fields} }}'
    whole = f"query($f: MemberFilter) {{ m: members(filter: $f) {fields} }}"
    inside = '{department: $d, kinds: [$k], name: "ben"}'
    parts = f"query($d: ID, $k: MemberKind!) {{ m: members(filter: {inside}) {fields} }}"
    assert names(await ask("Aoi", written)) == ["Ben"]
    assert names(await ask("Aoi", whole, f=filter_)) == ["Ben"]
    assert names(await ask("Aoi", parts, d=department, k="ALUMNUS")) == ["Ben"]
    assert names(await ask("Aoi", whole, f={**filter_, "place": place, "attributes": {"anyOf": []}})) == []


async def test_null_and_absent_ask_nothing_and_a_default_stands_for_what_is_absent_only(ask: Ask) -> None:
    document = """
      query($kinds: [MemberKind!] = [GUEST], $name: String, $filter: MemberFilter) {
        m: members(filter: {kinds: $kinds, name: $name}) { edges { node { displayName } } }
        all: members(filter: $filter) { totalCount }
      }
    """
    everybody = '"all":{"totalCount":13}'
    absent: list[dict[str, Any]] = [{}, {"name": None, "filter": None}, {"filter": {"kinds": None}}, {"filter": {}}]
    for given in absent:
        found = await ask("Aoi", document, **given)
        assert names(found) == ["Ivan"]
        assert everybody in found
    assert len(names(await ask("Aoi", document, kinds=None))) == 13
    assert names(await ask("Aoi", document, kinds=None, name="ivan")) == ["Ivan"]
    assert '"all":{"totalCount":1}' in await ask("Aoi", document, filter={"kinds": ["GUEST"], "name": None})


async def test_a_page_size_that_is_null_is_the_usual_one(ask: Ask) -> None:
    document = "query($n: Int) { feed(first: $n) { edges { cursor } } }"
    usual = orjson.loads(await ask("Aoi", document))["feed"]["edges"]
    assert len(usual) == 20
    assert orjson.loads(await ask("Aoi", document, n=None))["feed"]["edges"] == usual
    assert orjson.loads(await ask("Aoi", document, n=0))["feed"]["edges"] == []
    assert orjson.loads(await ask("Aoi", document, n=3))["feed"]["edges"] == usual[:3]


async def test_null_for_a_variable_that_must_be_is_refused(refused: Ask) -> None:
    assert await refused("query($id: ID!) { node(id: $id) { id } }", id=None) == "BAD_USER_INPUT"
    assert await refused("query($id: ID!) { node(id: $id) { id } }") == "BAD_USER_INPUT"
    assert await refused("{ node(id: null) { id } }") == "GRAPHQL_VALIDATION_FAILED"


@pytest.mark.parametrize(
    ("type_", "default", "field", "place", "data"),
    [
        ("MemberOrder", "NAME", "members(orderBy: $it, first: 1) { edges { cursor } }", "'MemberOrder!'", None),
        ("Scope", "ALL", "feed(scope: $it, first: 1) { edges { cursor } }", "'Scope!'", None),
        ("Int", "3", "suggestions(first: $it) { score }", "'Int!'", None),
        (
            "JoinPolicy",
            "OPEN",
            "groups(filter: {joinPolicies: [$it]}, first: 1) { edges { cursor } }",
            "'JoinPolicy!'",
            None,
        ),
        ("ID", '"x"', "nodes(ids: [$it]) { id }", "'ID!'", None),
        ("ID", '"x"', "node(id: $it) { id }", "'ID!'", {"node": None}),
        ("Boolean", "true", "viewer { kind @skip(if: $it) }", "'Boolean!'", {"viewer": None}),
    ],
)
async def test_null_for_a_variable_with_a_default_is_an_error_where_something_must_be(
    engine: Engine, world: World, type_: str, default: str, field: str, place: str, data: Any
) -> None:
    document = f"query($it: {type_} = {default}) {{ {field} }}"
    answer = await engine.execute(Viewer(world["Aoi"], world["here"]), document, {"it": None})
    found = orjson.loads(answer.body)
    (error,) = found["errors"]
    assert error["message"].endswith(f"Expected variable '$it' provided to non-null type {place} not to be None.")
    assert error["path"] == [field.partition("(")[0].partition(" ")[0]]
    assert found["data"] == data


async def test_connections_within_connections_hold_what_belongs_to_each(ask: Ask, world: World) -> None:
    document = """
      query($id: ID!) { post(id: $id) { comments(first: 3) { totalCount edges { node { body author { displayName }
        replies { totalCount edges { node { body replies { edges { node { body } } } } } } } } } } }
    """
    fine = '{"edges":[{"node":{"body":"Fine"}}]}'
    so_do_i = f'{{"node":{{"body":"So do I","replies":{fine}}}}}'
    not_me = '{"node":{"body":"Not me","replies":{"edges":[]}}}'
    both = f'{{"totalCount":2,"edges":[{so_do_i},{not_me}]}}'
    none = '{"totalCount":0,"edges":[]}'
    edges = ",".join(
        f'{{"node":{{"body":"{body}","author":{author},"replies":{replies}}}}}'
        for body, author, replies in (
            ("I do", '{"displayName":"Hana"}', both),
            ("Not I", '{"displayName":"Aoi"}', none),
            ("Was here", "null", none),
        )
    )
    found = await ask("Aoi", document, id=global_id("post", world["thread"]))
    assert found == f'{{"post":{{"comments":{{"totalCount":7,"edges":[{edges}]}}}}}}'


async def test_reactions_are_counted_by_emoji_as_the_viewer_sees_them(ask: Ask, world: World) -> None:
    document = "query($id: ID!) { post(id: $id) { reactionCount reactions { emoji count viewerHasReacted } } }"
    id_ = global_id("post", world["thread"])
    for name, count, mine in (("Aoi", 5, "true"), ("Ben", 6, "false"), ("Ivan", 5, "true")):
        tally = f'{{"emoji":"👍","count":{count},"viewerHasReacted":{mine}}}'
        assert await ask(name, document, id=id_) == f'{{"post":{{"reactionCount":{count},"reactions":[{tally}]}}}}'


BROKEN = "viewerHasReacted"


async def test_nothing_where_something_must_be_is_graphql_cores_own_error(
    engine: Engine, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(models.posts.Post.derived, "viewer_has_reacted", "null::bool")
    fresh = Engine(engine.schema, engine.readers)
    viewer, id_ = Viewer(world["Aoi"], world["here"]), global_id("post", world["thread"])
    near = await fresh.execute(
        viewer, f"query($id: ID!) {{ n: network {{ slug }} p: post(id: $id) {{ body {BROKEN} }} }}", {"id": id_}
    )
    message = "Cannot return null for non-nullable field Post.viewerHasReacted."
    found = orjson.loads(near.body)
    assert found["data"] == {"n": {"slug": "here"}, "p": None}
    assert [(each["message"], each["path"]) for each in found["errors"]] == [(message, ["p", BROKEN])]
    far = await fresh.execute(
        viewer, f"{{ n: network {{ slug }} feed(first: 1) {{ edges {{ node {{ {BROKEN} }} }} }} }}"
    )
    found = orjson.loads(far.body)
    assert found["data"] is None
    assert [(each["message"], each["path"]) for each in found["errors"]] == [
        (message, ["feed", "edges", 0, "node", BROKEN])
    ]
    assert fresh.plain_answers == {"EN001": 2}


async def test_one_statement_answers_each_viewer_under_their_own_rights(engine: Engine, world: World) -> None:
    document = (
        "query($id: ID!) { viewer { displayName } node(id: $id) { ... on Comment { body author { displayName } } } }"
    )
    asked = [world[name] for name in ("Aoi", "Ivan", "Fumi", "Gen", "Pending", "Eri", "Outsider")]
    hana = '{"body":"I do","author":{"displayName":"Hana"}}'
    answers = await engine.for_many(asked, document, {"id": global_id("com", world["by Hana"])})
    assert {viewer: body.decode() for viewer, body in answers} == {
        world[name]: f'{{"data":{{"viewer":{{"displayName":"{name}"}},"node":{node}}}}}'
        for name, node in (("Aoi", hana), ("Ivan", "null"), ("Eri", hana), ("Outsider", "null"))
    }
    assert len(answers) == 4
