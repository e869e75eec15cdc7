"""Profiles through the graph: what one changes one reads at once, and others as they may."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from graph.compile.engine import Engine
from graph.compile.keys import global_id
from tests.actions.profiles import give_role, one_of
from tests.community import Community
from tests.graph.test_mutations import answer

REFUSAL = "refusal { __typename code path message }"
UPDATE = (
    "mutation($input: UpdateProfileInput!) { updateProfile(input: $input) {"
    " member { headline birthday links listing inStatistics version"
    f" audiences {{ field audience lists }} }} {REFUSAL} }} }}"
)


@pytest.fixture
async def engine(community: Community) -> AsyncIterator[Engine]:
    """An engine on the community."""
    made = await Engine.open(community.url, connections=3)
    yield made
    await made.close()


async def done(engine: Engine, community: Community, who: str, verb: str, shown: str, /, **given: Any) -> Any:
    """The payload of a mutation."""
    input_type = f"{verb[0].upper()}{verb[1:]}Input"
    document = f"mutation($input: {input_type}!) {{ {verb}(input: $input) {{ {shown} {REFUSAL} }} }}"
    said = await answer(engine, community, document, who, input=given)
    assert "errors" not in said, said
    return said["data"][verb]


async def test_a_profile_is_read_as_it_was_written(engine: Engine, community: Community) -> None:
    given = {
        "headline": "東京で",
        "birthday": "1985-04-01",
        "links": ["https://example.com/me"],
        "listing": "TIES_ONLY",
        "inStatistics": True,
        "audiences": [{"field": "BIRTHDAY", "audience": ["TIES", "LISTS"], "lists": [3, 1]}],
        "ifVersion": 1,
    }
    said = (await answer(engine, community, UPDATE, "Aoi", input=given))["data"]["updateProfile"]
    member = said["member"]
    assert {name: member[name] for name in ("headline", "birthday", "links", "listing", "inStatistics")} == {
        name: given[name] for name in ("headline", "birthday", "links", "listing", "inStatistics")
    }
    assert (member["version"], said["refusal"]) == (2, None)
    shown = {each["field"]: (each["audience"], each["lists"]) for each in member["audiences"]}
    assert shown["BIRTHDAY"] == (["SELF", "TIES", "LISTS"], [1, 3])
    assert shown["POSITIONS"] == (None, None)


async def test_null_clears_and_a_wrong_value_is_named(engine: Engine, community: Community) -> None:
    said = await done(engine, community, "Aoi", "updateProfile", "member { headline }", headline=None)
    assert said == {"member": {"headline": None}, "refusal": None}
    wrong = {"headline": "x", "links": ["https://example.com", "nowhere"]}
    said = await done(engine, community, "Aoi", "updateProfile", "member { headline }", **wrong)
    assert said["member"] is None
    assert said["refusal"]["path"] == ["input", "links", "1"]
    said = await done(engine, community, "Aoi", "setAudience", "member { id }", field="GENDER", audience=["TIES"])
    assert said["refusal"]["message"] == "このネットワークで公開できる範囲は次のとおりです：自分"
    said = await done(engine, community, "Aoi", "updateProfile", "member { id }", headline="x", ifVersion=1)
    assert said["refusal"]["code"] == "CONFLICT"


async def test_versions_and_listings_are_told_to_their_owner_alone(engine: Engine, community: Community) -> None:
    document = (
        "query($id: ID!) { member(id: $id) { version listing savedSearches { id } attributeProposals { id }"
        " employments { version } positions { version } openness { audience lists } } }"
    )
    own = (await answer(engine, community, document, "Ben", id=global_id("mem", community["Ben"])))["data"]["member"]
    assert (own["version"], own["listing"], len(own["savedSearches"])) == (1, "LISTED", 8)
    assert own["employments"] == [{"version": 1}]
    other = (await answer(engine, community, document, "Aoi", id=global_id("mem", community["Ben"])))["data"]["member"]
    assert (other["version"], other["listing"], other["savedSearches"], other["attributeProposals"]) == (
        None,
        None,
        [],
        [],
    )
    assert all(each["version"] is None for each in [*other["employments"], *other["positions"]])
    assert all(each == {"audience": None, "lists": None} for each in other["openness"])


async def test_careers_are_added_changed_and_removed(engine: Engine, community: Community) -> None:
    shown = "employment { id started ended title verifiedBy version audience department { id } }"
    department = global_id("att", community["att2"])
    given = {"started": "2005-04", "ended": "2009", "departmentId": department, "audience": ["TIES"]}
    said = await done(engine, community, "Ben", "addEmployment", shown, **given)
    made = said["employment"]
    assert (made["verifiedBy"], made["audience"], made["department"]) == ("SELF", ["SELF", "TIES"], {"id": department})
    said = await done(engine, community, "Ben", "updateEmployment", shown, employmentId=made["id"], departmentId=None)
    assert (said["employment"]["department"], said["employment"]["version"]) == (None, 2)
    said = await done(
        engine, community, "Ben", "setEmploymentAudience", shown, employmentId=made["id"], audience=["NETWORK"]
    )
    assert said["employment"]["audience"] == ["SELF", "NETWORK"]
    said = await done(engine, community, "Ben", "addEmployment", shown, started="2006", ended="2007")
    assert said["refusal"] == {
        "__typename": "Invalid",
        "code": "INVALID",
        "path": ["input", "started"],
        "message": "同じ時期に別の在籍期間が登録されています。",
    }
    said = await done(
        engine, community, "Ben", "removeEmployment", "member { employments { id } }", employmentId=made["id"]
    )
    assert made["id"] not in {each["id"] for each in said["member"]["employments"]}
    given = {"company": "東邦電機", "started": "2021"}
    said = await done(engine, community, "Ben", "addPosition", "position { id company current }", **given)
    assert said["position"]["current"] is True


async def test_an_attribute_is_had_or_proposed(engine: Engine, community: Community) -> None:
    shown = "memberAttribute { id attribute { id label } } proposal { id label isViewers audience lists }"
    await community.connection.execute("delete from member_attributes where member_id = $1", community["Ben"])
    said = await done(engine, community, "Ben", "addAttribute", shown, kind="SKILL", label="属性０")
    assert said["memberAttribute"]["attribute"]["id"] == global_id("att", community["att0"])
    assert said["proposal"] is None
    said = await done(engine, community, "Ben", "addAttribute", shown, kind="SKILL", label="織物", audience=["TIES"])
    assert said["memberAttribute"] is None
    own = {"label": "織物", "isViewers": True, "audience": ["SELF", "TIES"], "lists": []}
    assert said["proposal"] == {"id": said["proposal"]["id"], **own}
    document = "{ attributeProposals(first: 100) { edges { node { id label isViewers audience year } } } }"
    listed = (await answer(engine, community, document, "HR"))["data"]["attributeProposals"]["edges"]
    found = next(each["node"] for each in listed if each["node"]["id"] == said["proposal"]["id"])
    assert found == {"id": found["id"], "label": "織物", "isViewers": False, "audience": None, "year": None}
    others = (await answer(engine, community, document, "Aoi"))["data"]["attributeProposals"]["edges"]
    assert {each["node"]["isViewers"] for each in others} <= {True}
    said = await done(
        engine, community, "HR", "approveAttributeProposal", "attribute { id label viewerHas }", proposalId=found["id"]
    )
    assert said["attribute"]["label"] == "織物"
    document = "{ viewer { memberAttributes { attribute { label } audience } } }"
    mine = (await answer(engine, community, document, "Ben"))["data"]["viewer"]["memberAttributes"]
    assert {"attribute": {"label": "織物"}, "audience": ["SELF", "TIES"]} in mine


async def test_openness_is_shown_to_its_audience_and_in_the_profile_with_their_eyes(
    engine: Engine, community: Community
) -> None:
    shown = "openness { id kind answer audience lists }"
    given = {"kind": "COMEBACK", "answer": "YES", "audience": ["TIES"]}
    said = await done(engine, community, "Aoi", "setOpenness", shown, **given)
    made = said["openness"]
    assert (made["kind"], made["answer"], made["audience"]) == ("COMEBACK", "YES", ["SELF", "TIES"])
    document = "query($id: ID!) { member(id: $id) { openness { id } } }"
    eyes = "query($as: ID!) { viewer { profile(as: $as) { openness { id } } } }"
    for name, sees in (("Ben", True), ("HR", False)):
        theirs = await answer(engine, community, document, name, id=global_id("mem", community["Aoi"]))
        assert ({"id": made["id"]} in theirs["data"]["member"]["openness"]) == sees
        mine = await answer(engine, community, eyes, "Aoi", **{"as": global_id("mem", community[name])})
        assert ({"id": made["id"]} in mine["data"]["viewer"]["profile"]["openness"]) == sees
    said = await done(engine, community, "Aoi", "withdrawOpenness", "member { openness { id } }", kind="COMEBACK")
    assert {"id": made["id"]} not in said["member"]["openness"]


async def test_a_saved_search_is_run_as_it_was_stored(engine: Engine, community: Community) -> None:
    asked = {"kinds": ["EMPLOYEE"], "attributes": {"anyOf": [global_id("att", community["att0"])]}, "search": None}
    shown = "savedSearch { id name filter alerts version }"
    said = await done(engine, community, "Aoi", "saveSearch", shown, name="同僚", filter=asked)
    stored = said["savedSearch"]
    assert stored["filter"] == {name: value for name, value in asked.items() if value is not None}
    assert (stored["alerts"], stored["version"]) == ("NONE", 1)
    document = "query($filter: MemberFilter) { members(filter: $filter, first: 100) { edges { node { id } } } }"
    by_hand = await answer(engine, community, document, "Aoi", filter=asked)
    assert await answer(engine, community, document, "Aoi", filter=stored["filter"]) == by_hand
    listed = (await answer(engine, community, "{ viewer { savedSearches { name filter } } }", "Aoi"))["data"]["viewer"]
    assert {"name": "同僚", "filter": stored["filter"]} in listed["savedSearches"]
    said = await done(
        engine, community, "Aoi", "updateSavedSearch", shown, savedSearchId=stored["id"], filter={}, alerts="LIVE"
    )
    assert (said["savedSearch"]["filter"], said["savedSearch"]["alerts"]) == ({}, "LIVE")
    said = await done(
        engine, community, "Aoi", "deleteSavedSearch", "member { savedSearches { id } }", savedSearchId=stored["id"]
    )
    assert {"id": stored["id"]} not in said["member"]["savedSearches"]


UNASKABLE: list[dict[str, Any]] = [
    {"search": "x" * 101},
    {"withinTies": 4},
    {"department": "nonsense"},
    {"attributes": {"allOf": ["nonsense"]}},
    {"company": "null\0"},
]


async def test_a_filter_that_could_not_be_asked_with_is_not_saved(engine: Engine, community: Community) -> None:
    for asked in UNASKABLE:
        said = await done(engine, community, "Aoi", "saveSearch", "savedSearch { id }", name="x", filter=asked)
        assert (said["savedSearch"], said["refusal"]["path"]) == (None, ["input", "filter"]), asked


async def test_a_filter_of_another_shape_is_no_input_at_all(engine: Engine, community: Community) -> None:
    document = "mutation($input: SaveSearchInput!) { saveSearch(input: $input) { refusal { code } } }"
    for wrong in ({"nobody": 1}, {"cohort": "x"}, {"kinds": ["WIZARD"]}, "text"):
        said = await answer(engine, community, document, "Aoi", input={"name": "x", "filter": wrong})
        assert said["errors"][0]["extensions"]["code"] == "BAD_USER_INPUT"


async def test_exclusions_and_lists_are_read_as_they_were_made(engine: Engine, community: Community) -> None:
    shown = "exclusion { kind member { id } company domains fields }"
    given = {"kind": "ORGANISATION", "company": "㈱サンプル", "domains": ["Sample.example"], "fields": ["OPENNESS"]}
    said = await done(engine, community, "Aoi", "addExclusion", shown, **given)
    assert said["exclusion"] == {
        "kind": "ORGANISATION",
        "member": None,
        "company": "㈱サンプル",
        "domains": ["sample.example"],
        "fields": ["OPENNESS"],
    }
    hr = global_id("mem", community["HR"])
    said = await done(
        engine, community, "Aoi", "addToList", "listed { listNumber member { id } }", memberId=hr, listNumber=9
    )
    assert said["listed"] == {"listNumber": 9, "member": {"id": hr}}
    said = await done(
        engine, community, "Aoi", "removeFromList", "member { lists { listNumber } }", memberId=hr, listNumber=9
    )
    assert {"listNumber": 9} not in said["member"]["lists"]


async def test_a_policy_is_read_as_its_owner_made_it(engine: Engine, community: Community) -> None:
    await give_role(community, "Chie", "NETWORK_OWNER")
    given = {"name": "縁", "audiences": [{"field": "BIO", "usual": ["TIES"], "ceiling": ["TIES", "ALUMNI"]}]}
    said = await done(engine, community, "Chie", "updateNetworkPolicy", "network { name }", **given)
    assert said["network"] == {"name": "縁"}
    document = "{ viewer { audiences { field usual ceiling } } }"
    told = (await answer(engine, community, document, "Chie"))["data"]["viewer"]["audiences"]
    assert {"field": "BIO", "usual": ["SELF", "TIES"], "ceiling": ["SELF", "TIES", "ALUMNI"]} in told
    said = await done(engine, community, "Aoi", "updateNetworkPolicy", "network { name }", name="x")
    assert said["refusal"]["__typename"] == "Forbidden"


async def test_attributes_are_merged_by_a_community_manager(engine: Engine, community: Community) -> None:
    ids = {"attributeId": global_id("att", community["att0"]), "intoId": global_id("att", community["att6"])}
    said = await done(engine, community, "HR", "mergeAttributes", "attribute { id aliases }", **ids)
    assert said["attribute"]["id"] == ids["intoId"]
    assert "属性0" in said["attribute"]["aliases"]
    key = await one_of(community, "member_attributes", "Aoi")
    said = await done(
        engine,
        community,
        "Aoi",
        "confirmAttribute",
        "memberAttribute { confirmedAt }",
        memberAttributeId=global_id("mat", key),
    )
    assert said["memberAttribute"]["confirmedAt"] is not None
