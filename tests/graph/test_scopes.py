"""What a machine reads and does through the graph: what its scopes name, and of that what its member may."""

from typing import Any

import orjson
import pytest

from actions.action import ACTIONS
from actions.posts import publish
from actions.scoped import AREAS
from graph.compile.declare import SHAPES
from graph.compile.engine import Engine
from graph.compile.keys import global_id
from graph.schema import graphql_schema
from models.scopes import OPEN, SHOWN, TokenScope
from models.viewer import Viewer
from tests.community import Community
from tests.models.oracle import Facts, Sight
from tests.world import World

# What no scope opens; whoever adds a table or a view says here that it is for people, or names its area.
FOR_PEOPLE = {
    *("AccessLog", "AttributeProposal", "AuditEntry", "AuditChain", "Block", "Claim", "Delivery", "Dismissal"),
    *("Exclusion", "FieldAudience", "FieldSight", "Follow", "Introduction", "Invitation", "KindPreference", "Listed"),
    *("MailTimes", "Mute", "Notification", "NotificationSubject", "Openness", "PlacePreference", "RosterEntry"),
    *("ComebackInterest", "Talk", "TalkAnswer"),
    *("Referral", "RosterSpell", "SavedSearch", "Session", "Sight", "TieRequest", "TopicSubscription"),
    *("ComebackInterest", "Talk", "TalkAnswer"),
}
NODE = "query($id: ID!) { node(id: $id) { __typename id } }"
JOBS = frozenset({TokenScope.JOBS_READ})
MORE = frozenset({TokenScope.JOBS_WRITE, TokenScope.MEMBERS_READ})


def sources() -> set[str]:
    """The tables and views that types of the graph show."""
    graphql_schema()
    shown = (shape.source for shape in SHAPES.values() if shape.source is not None)
    return {getattr(source, "__name__", "") or getattr(source, "name", "") for source in shown}


def machine(world: World, name: str, scopes: frozenset[TokenScope]) -> Viewer:
    """A machine that speaks for a member."""
    return Viewer(world[name], world["here"], scopes=scopes)


async def said(engine: Engine, viewer: Viewer, document: str, **variables: Any) -> Any:
    """The answer to an operation."""
    return orjson.loads((await engine.execute(viewer, document, variables)).body)


def lacks(answer: Any) -> str | None:
    """The scope that an answer says is missing."""
    (error,) = answer["errors"]
    assert error["extensions"]["code"] == "INSUFFICIENT_SCOPE", error
    scope: str | None = error["extensions"].get("scope")
    return scope


def test_whatever_is_shown_is_in_one_area_or_open_or_for_people_alone() -> None:
    areas = [set(names) for names in SHOWN.values()]
    named = [*areas, set(OPEN), FOR_PEOPLE]
    assert set.union(*named) == sources()
    assert sum(map(len, named)) == len(sources())


def test_every_module_that_belongs_to_an_area_has_something_to_do() -> None:
    graphql_schema()
    assert AREAS.keys() <= {name.partition(".")[0] for name in ACTIONS}


@pytest.mark.parametrize("scopes", [JOBS, MORE, frozenset(TokenScope)])
async def test_a_node_is_there_where_the_scopes_open_it_and_its_member_sees_it(
    engine: Engine, world: World, facts: Facts, scopes: frozenset[TokenScope]
) -> None:
    sight, viewer = Sight(facts, world["Recruiter"]), machine(world, "Recruiter", scopes)
    opened = {name for scope in scopes for name in SHOWN[scope.area]} | OPEN
    for shape in SHAPES.values():
        if not shape.prefix or not isinstance(shape.source, type):
            continue
        for key in sorted(sight.sees.get(shape.source._meta.db_table, ()))[:5]:
            answer = await said(engine, viewer, NODE, id=global_id(shape.prefix, key))
            assert (answer["data"]["node"] is not None) == (shape.source.__name__ in opened), shape.name


@pytest.mark.parametrize(
    ("document", "scope", "path"),
    [
        ("{ viewer { displayName } }", "MEMBERS_READ", ["viewer"]),
        ("{ all: jobs { edges { node { title who: author { displayName } } } } }", "MEMBERS_READ", ["all", "who"]),
        ("{ posts: feed { totalCount } }", "POSTS_READ", ["posts"]),
        ("{ answers { totalCount } }", "POSTS_READ", ["answers"]),
        ("{ conversation(id: $id) { title } }", "MESSAGES_READ", ["conversation"]),
        ("{ claims { totalCount } }", None, ["claims"]),
        ('{ rosterEntries(purpose: "x") { totalCount } }', None, ["rosterEntries"]),
    ],
)
async def test_what_the_scopes_do_not_open_is_refused_with_its_place(
    engine: Engine, world: World, document: str, scope: str | None, path: list[str]
) -> None:
    written = document.replace("$id", f'"{global_id("con", world["Aoi"])}"')
    answer = await said(engine, machine(world, "HR", JOBS), written)
    assert lacks(answer) == scope
    found = answer["errors"][0]["path"]
    assert [found[0], found[-1]] == [path[0], path[-1]]
    assert "data" not in answer


async def test_a_plan_made_for_a_member_is_no_plan_for_a_machine(engine: Engine, world: World) -> None:
    document = "{ feed { totalCount } }"
    assert "data" in await said(engine, machine(world, "Aoi", frozenset(TokenScope)), document)
    assert "data" in await said(engine, Viewer(world["Aoi"], world["here"]), document)
    assert lacks(await said(engine, machine(world, "Aoi", JOBS), document)) == "POSTS_READ"


async def test_a_machine_reads_the_schema_and_its_own_token(engine: Engine, community: Community) -> None:
    own = await Engine.open(community.url, connections=1)
    row = await community.connection.fetchrow(
        "select session_id from access_tokens where label = 'token of Recruiter' order by id limit 1"
    )
    assert row is not None
    viewer = machine(community, "Recruiter", JOBS)._replace(session_id=row["session_id"])
    asked = "{ accessToken { label scopes current app { name } } }"
    token = (await said(own, viewer, asked))["data"]["accessToken"]
    assert token == {
        "label": "token of Recruiter",
        "scopes": ["MEMBERS_READ", "JOBS_WRITE"],
        "current": True,
        "app": {"name": "app"},
    }
    assert (await said(own, viewer, "{ __schema { queryType { name } } }"))["data"]
    both = await said(own, viewer, "{ __schema { queryType { name } } viewer { displayName } }")
    assert both["errors"][0]["extensions"]["code"] == "COST_LIMIT"
    await own.close()


PUBLISH = """mutation($input: PublishPostInput!) { publishPost(input: $input) {
    post { body %s } refusal { code message path } } }"""


async def test_nothing_is_done_where_the_payload_could_not_be_shown(community: Community) -> None:
    engine = await Engine.open(community.url, connections=1)
    viewer = machine(community, "Aoi", frozenset({TokenScope.POSTS_WRITE}))
    answer = await said(engine, viewer, PUBLISH % "author { displayName }", input={"body": "no"})
    assert lacks(answer) == "MEMBERS_READ"
    assert await community.told() == []
    answer = await said(engine, viewer, PUBLISH % "", input={"body": "yes"})
    assert answer["data"]["publishPost"] == {"post": {"body": "yes"}, "refusal": None}
    await engine.close()


async def test_what_a_machine_may_not_do_is_a_typed_refusal(community: Community) -> None:
    engine = await Engine.open(community.url, connections=1)
    answer = await said(
        engine, machine(community, "Aoi", frozenset({TokenScope.POSTS_READ})), PUBLISH % "", input={"body": "x"}
    )
    refusal = answer["data"]["publishPost"]["refusal"]
    assert (refusal["code"], refusal["path"]) == ("FORBIDDEN", [])
    assert "POSTS_WRITE" in refusal["message"]
    await publish(community.viewer("Aoi"), body="a member may")
    await engine.close()
