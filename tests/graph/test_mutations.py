"""How a mutation answers: a payload read after the commit, or a typed refusal in the viewer's language."""

import base64
from collections.abc import AsyncIterator
from typing import Any

import orjson
import pytest

from graph.compile.engine import Engine
from graph.compile.limits import Limits
from tests.community import Community

SET = """
mutation Set($input: SetLanguageInput!) {
  setLanguage(input: $input) {
    __typename viewer { id displayName tieCount } streamCursor
    refusal { __typename code message path ... on Conflict { currentVersion } ... on RateLimited { retryAfter } }
  }
}
"""


@pytest.fixture
async def engine(community: Community) -> AsyncIterator[Engine]:
    """An engine on the community."""
    made = await Engine.open(community.url, connections=3)
    yield made
    await made.close()


async def answer(engine: Engine, community: Community, document: str, who: str | None = "Aoi", **variables: Any) -> Any:
    """The response as JSON."""
    viewer = community.viewer(who) if who else None
    return orjson.loads((await engine.execute(viewer, document, variables)).body)


async def test_the_payload_is_read_after_the_commit_under_the_rights_of_who_asked(
    engine: Engine, community: Community
) -> None:
    said = await answer(engine, community, SET, input={"locale": "EN"})
    assert said["data"]["setLanguage"].keys() == {"__typename", "viewer", "streamCursor", "refusal"}
    asked = await answer(engine, community, "{ viewer { id displayName tieCount } }")
    assert said["data"]["setLanguage"]["viewer"] == asked["data"]["viewer"]
    assert said["data"]["setLanguage"]["refusal"] is None
    assert "errors" not in said


async def test_the_cursor_names_the_position_of_the_change(engine: Engine, community: Community) -> None:
    for _ in range(2):
        said = await answer(engine, community, SET, input={"locale": "EN"})
    position = await community.value("select position from network_heads where network_id = $1", community["here"])
    decoded = orjson.loads(base64.b64decode(said["data"]["setLanguage"]["streamCursor"]))
    assert decoded == ["STREAM", community["here"].hex, position]


async def test_a_refusal_is_typed_and_speaks_the_language_of_the_viewer(engine: Engine, community: Community) -> None:
    wrong = {"locale": "EN", "timeZone": "Moon/Crater"}
    said = (await answer(engine, community, SET, input=wrong))["data"]["setLanguage"]
    assert said == {
        "__typename": "SetLanguagePayload",
        "viewer": None,
        "streamCursor": None,
        "refusal": {
            "__typename": "Invalid",
            "code": "INVALID",
            "message": "このタイムゾーンは存在しません。",
            "path": ["input", "timeZone"],
        },
    }
    await answer(engine, community, SET, input={"locale": "EN"})
    said = (await answer(engine, community, SET, input=wrong))["data"]["setLanguage"]
    assert said["refusal"]["message"] == "There is no such time zone."


async def test_a_value_out_of_bounds_is_invalid_with_its_path(engine: Engine, community: Community) -> None:
    said = await answer(engine, community, SET, input={"locale": "EN", "timeZone": "x" * 64})
    refused = said["data"]["setLanguage"]["refusal"]
    assert (refused["code"], refused["path"]) == ("INVALID", ["input", "timeZone"])
    assert "63" in refused["message"]


@pytest.mark.parametrize(
    "written",
    ['{ locale: EN, timeZone: "Europe/Paris" }', "{ locale: $locale, timeZone: $zone }", "$input"],
)
async def test_input_may_be_written_out_or_come_from_variables(
    engine: Engine, community: Community, written: str
) -> None:
    declared = "($locale: Locale!, $zone: String)" if "$locale" in written else ""
    declared = "($input: SetLanguageInput!)" if written == "$input" else declared
    document = f"mutation {declared} {{ setLanguage(input: {written}) {{ refusal {{ code }} }} }}"
    given: dict[str, Any] = {"locale": "EN", "zone": "Europe/Paris"} if "$locale" in written else {}
    given = {"input": {"locale": "EN", "timeZone": "Europe/Paris"}} if written == "$input" else given
    assert await answer(engine, community, document, **given) == {"data": {"setLanguage": {"refusal": None}}}
    zone = "select a.time_zone from accounts a join members m on m.account_id = a.id where m.id = $1"
    assert await community.value(zone, community["Aoi"]) == "Europe/Paris"


async def test_fields_are_done_in_turn_and_a_refused_one_does_not_hold_up_the_rest(
    engine: Engine, community: Community
) -> None:
    document = """
    mutation {
      a: setLanguage(input: { locale: EN }) { ...P }
      b: setLanguage(input: { locale: EN, timeZone: "Nowhere" }) { ...P }
      __typename
      c: setLanguage(input: { locale: JA }) { ...P }
    }
    fragment P on SetLanguagePayload { at: streamCursor refusal { code } why: refusal { message } viewer { id } }
    """
    said = (await answer(engine, community, document))["data"]
    assert list(said) == ["a", "b", "__typename", "c"]
    assert [said[key]["refusal"] for key in "abc"] == [None, {"code": "INVALID"}, None]
    assert said["b"]["why"] == {"message": "There is no such time zone."}
    positions = [orjson.loads(base64.b64decode(said[key]["at"]))[2] for key in "ac"]
    assert positions[1] == positions[0] + 1


async def test_the_same_key_gives_the_same_payload_with_the_same_cursor(engine: Engine, community: Community) -> None:
    given = {"locale": "EN", "idempotencyKey": "k"}
    first = await answer(engine, community, SET, input=given)
    assert await answer(engine, community, SET, input=given) == first
    other = await answer(engine, community, SET, input={**given, "locale": "JA"})
    assert other["data"]["setLanguage"]["refusal"]["__typename"] == "Conflict"
    assert other["data"]["setLanguage"]["refusal"]["path"] == ["input", "idempotencyKey"]


async def test_nobody_and_who_is_not_active_is_refused_before_anything_is_done(
    engine: Engine, community: Community
) -> None:
    said = await answer(engine, community, SET, None, input={"locale": "EN"})
    assert said["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"
    assert "data" not in said
    said = await answer(engine, community, SET, "Fumi", input={"locale": "EN"})
    assert said["data"]["setLanguage"]["refusal"]["code"] == "UNAUTHENTICATED"
    assert await community.value("select count(*) from accounts where locale = 'EN'") == 0


async def test_a_mutation_has_a_price_and_a_limit(engine: Engine, community: Community) -> None:
    said = await engine.execute(community.viewer("Aoi"), SET, {"input": {"locale": "JA"}}, priced=True)
    assert orjson.loads(said.body)["extensions"]["cost"] >= 10
    strict = Engine(engine.schema, engine.readers, Limits(cost=5))
    said = await strict.execute(community.viewer("Aoi"), SET, {"input": {"locale": "EN"}})
    assert orjson.loads(said.body)["errors"][0]["extensions"]["code"] == "COST_LIMIT"
    assert await community.value("select count(*) from accounts where locale = 'EN'") == 0


async def test_what_cannot_stand_in_the_schema_is_refused_before_anything_is_done(
    engine: Engine, community: Community
) -> None:
    for given in ({"locale": "FR"}, {}, {"locale": "EN", "more": 1}, None):
        said = await answer(engine, community, SET, input=given)
        assert "data" not in said
    assert await community.value("select count(*) from accounts where locale = 'EN'") == 0


async def test_queries_and_mutations_of_a_member_share_what_they_may_cost_in_a_minute(
    engine: Engine, community: Community
) -> None:
    poor = Engine(engine.schema, engine.readers, budget=95)
    asked = "{ members(first: 30) { edges { node { id } } } }"
    assert "data" in await answer(poor, community, asked, "Ben")
    refused = await answer(poor, community, SET, "Ben", input={"locale": "EN"})
    assert refused["errors"][0]["extensions"]["code"] == "RATE_LIMITED"
    assert 1 <= refused["errors"][0]["extensions"]["retryAfter"] <= 61
    assert await community.value("select count(*) from accounts where locale = 'EN'") == 0
    assert "data" in await answer(poor, community, SET, "Chie", input={"locale": "EN"})
