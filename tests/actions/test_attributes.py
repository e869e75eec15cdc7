"""Attributes: chosen, or proposed and taken up; nothing of a proposal shows to anybody but community managers."""

import asyncio
from typing import Any
from uuid import UUID

import pytest

from actions import attribute_proposals, attributes
from models.attributes import AttributeKind
from models.audiences import Audience
from tests.actions.profiles import audited, everything, give_role, one_of, refused, row, sight
from tests.community import Community

K = AttributeKind


async def without(community: Community, name: str) -> None:
    """Let a member have no attributes."""
    await community.connection.execute("delete from member_attributes where member_id = $1", community[name])


async def proposed(community: Community, name: str, label: str, kind: AttributeKind = K.SKILL, **more: Any) -> UUID:
    """The id of a new proposal."""
    outcome = await attributes.add(community.viewer(name), kind=kind, label=label, **more)
    assert outcome.made["member_attribute"] is None
    key: UUID = outcome.made["proposal"]
    return key


async def keys_are_kept(community: Community) -> bool:
    """Are the sets beside the members what the rows say?"""
    sql = (
        "select bool_and(m.attribute_keys = array(select a.key from member_attributes h join attributes a"
        " on a.id = h.attribute_id where h.member_id = m.id order by a.key)) from members m"
    )
    return bool(await community.value(sql))


async def test_a_known_attribute_is_chosen_by_its_id(community: Community) -> None:
    await without(community, "Aoi")
    given: Any = {"year": 2003, "audience": [Audience.TIES]}
    outcome = await attributes.add(community.viewer("Aoi"), attribute_id=community["att3"], **given)
    made = await row(community, "member_attributes", outcome.made["member_attribute"])
    assert (made["attribute_id"], made["source"], made["year"], made["audience"]) == (
        community["att3"],
        "MEMBER",
        2003,
        3,
    )
    assert made["confirmed_at"] is not None
    assert await community.told() == [("member_attribute.added", made["id"])]
    assert await keys_are_kept(community)
    assert made["id"] in (await sight(community, "Ben")).sees["member_attributes"]
    assert made["id"] not in (await sight(community, "Hana")).sees["member_attributes"]


@pytest.mark.parametrize("label", ["属性０", "属性 0 ".replace(" 0", "0"), 'ALIAS "0"', "アリアス"])
async def test_a_label_that_differs_in_letters_alone_is_the_attribute_that_is_there(
    community: Community, label: str
) -> None:
    await without(community, "Aoi")
    outcome = await attributes.add(community.viewer("Aoi"), kind=K.SKILL, label=label)
    made = await row(community, "member_attributes", outcome.made["member_attribute"])
    assert (made["attribute_id"], outcome.made["proposal"]) == (community["att0"], None)
    assert await community.value("select count(*) from attribute_proposals where label_ja = $1", label) == 0


async def test_the_same_label_of_another_kind_or_network_is_another_attribute(community: Community) -> None:
    await proposed(community, "Aoi", "属性0", K.SCHOOL)
    await proposed(community, "Outsider", "属性0")


async def test_what_cannot_be_had_is_refused_and_leaves_nothing(community: Community) -> None:
    aoi = community.viewer("Aoi")
    held = await community.value("select attribute_id from member_attributes where member_id = $1 limit 1", aoi.id)
    cases: list[tuple[dict[str, Any], tuple[str, str]]] = [
        ({}, ("INVALID", "attribute_id")),
        ({"kind": K.SKILL}, ("INVALID", "attribute_id")),
        ({"label": "x"}, ("INVALID", "attribute_id")),
        ({"attribute_id": held, "kind": K.SKILL, "label": "x"}, ("INVALID", "attribute_id")),
        ({"attribute_id": held}, ("CONFLICT", "attribute_id")),
        ({"attribute_id": community["att2"]}, ("INVALID", "attribute_id")),
        ({"attribute_id": community["SKILL there"]}, ("NOT_FOUND", "attribute_id")),
        ({"kind": K.DEPARTMENT, "label": "新部署"}, ("INVALID", "kind")),
        ({"kind": K.COHORT, "label": "2010"}, ("INVALID", "kind")),
        ({"kind": K.SKILL, "label": " \t "}, ("INVALID", "label")),
        ({"kind": K.SKILL, "label": "x" * 201}, ("INVALID", "label")),
        ({"kind": K.SKILL, "label": "new", "year": 1899}, ("INVALID", "year")),
        ({"kind": K.SKILL, "label": "new", "lists": [3]}, ("INVALID", "lists")),
    ]
    before = await everything(community)
    for given, said in cases:
        assert await refused(attributes.add(aoi, **given)) == said, given
    assert await everything(community) == before


async def test_a_proposal_is_seen_by_its_member_and_community_managers_alone(community: Community) -> None:
    key = await proposed(community, "Ben", " 新しい  技能 ", audience=[Audience.NETWORK], year=2020)
    made = await row(community, "attribute_proposals", key)
    assert (made["label_ja"], made["shown_to"], made["year"]) == ("新しい 技能", 65, 2020)
    names = ("Ben", "HR", "Aoi", "Recruiter", "Outsider")
    seeing = {name for name in names if key in (await sight(community, name)).sees["attribute_proposals"]}
    assert seeing == {"Ben", "HR"}
    assert await community.value("select count(*) from attributes where label_ja = $1", "新しい 技能") == 0


async def test_each_proposes_the_same_alone_and_once(community: Community) -> None:
    keys = {await proposed(community, name, label) for name, label in (("Ben", "Ｎｅｗ"), ("Member 2", "new"))}
    assert len(keys) == 2
    again = attributes.add(community.viewer("Ben"), kind=K.SKILL, label="NEW")
    assert await refused(again) == ("CONFLICT", "label")
    both = [attributes.add(community.viewer("Member 4"), kind=K.SKILL, label="new") for _ in range(3)]
    results = await asyncio.gather(*both, return_exceptions=True)
    assert sorted(type(each).__name__ for each in results) == ["Conflict", "Conflict", "Outcome"]


async def test_one_has_so_many_proposals_at_a_time_and_no_more(community: Community) -> None:
    for number in range(20):
        await proposed(community, "Ben", f"new {number}")
    more = attributes.add(community.viewer("Ben"), kind=K.SKILL, label="one more")
    assert await refused(more) == ("CONFLICT", "")


async def test_who_proposed_the_same_has_it_once_it_is_approved_each_for_their_audience(community: Community) -> None:
    one = await proposed(community, "Ben", "Ｎｅｗ", audience=[Audience.TIES], year=2001)
    await proposed(community, "Member 2", "new")
    other = await proposed(community, "Member 2", "new", K.INTEREST)
    given: Any = {"label": "ニュー", "label_en": "New", "parent_id": community["att6"]}
    outcome = await attribute_proposals.approve(community.viewer("HR"), proposal_id=one, **given)
    made = await row(community, "attributes", outcome.made["attribute"])
    assert (made["label_ja"], made["label_en"], made["aliases"]) == ("ニュー", "New", ["Ｎｅｗ"])
    assert made["parent_id"] == community["att6"]
    sql = "select member_id, audience, year from member_attributes where attribute_id = $1 order by member_id"
    usual = await community.value("select audience_usual[12] from networks where id = $1", community["here"])
    holders = [tuple(each) for each in await community.connection.fetch(sql, made["id"])]
    assert holders == sorted([(community["Ben"], 3, 2001), (community["Member 2"], usual, None)])
    left = [each["id"] for each in await community.connection.fetch("select id from attribute_proposals")]
    assert one not in left
    assert other in left
    assert await keys_are_kept(community)
    assert await audited(community) == ("attribute.approved", community["HR"], made["id"])
    assert await community.value("select member_id from attribute_proposals where id = $1", other) is not None


async def test_a_proposal_can_be_approved_as_an_attribute_that_is_there(community: Community) -> None:
    await without(community, "Ben")
    key = await proposed(community, "Ben", "ぞくせい")
    outcome = await attribute_proposals.approve(community.viewer("HR"), proposal_id=key, label="属性0")
    assert outcome.made["attribute"] == community["att0"]
    assert (await sight(community, "Ben")).facts.holds(community["Ben"]) == {community["att0"]}


async def test_two_who_approve_the_same_at_once_make_one_attribute(community: Community) -> None:
    keys = [await proposed(community, name, "New") for name in ("Ben", "Member 2", "Member 4")]
    hr = community.viewer("HR")
    doing = [attribute_proposals.approve(hr, proposal_id=key) for key in [*keys, *keys]]
    results = await asyncio.gather(*doing, return_exceptions=True)
    assert sorted(type(each).__name__ for each in results) == ["NotFound"] * 5 + ["Outcome"]
    assert await community.value("select count(*) from attributes where label_ja = 'New'") == 1


async def test_proposals_are_declined_by_managers_and_withdrawn_by_who_made_them(community: Community) -> None:
    one, other = await proposed(community, "Ben", "one"), await proposed(community, "Ben", "other")
    await attribute_proposals.withdraw(community.viewer("Ben"), proposal_id=one)
    await attribute_proposals.decline(community.viewer("HR"), proposal_id=other)
    assert not (await everything(community))["attribute_proposals"].keys() & {one, other}
    assert await audited(community) == ("attribute.declined", community["HR"], other)


async def test_to_whom_a_proposal_is_not_shown_it_is_absent(community: Community) -> None:
    key = await proposed(community, "Ben", "one")
    await give_role(community, "Aoi", "NETWORK_OWNER")
    for action in (attribute_proposals.approve, attribute_proposals.decline, attribute_proposals.withdraw):
        for name in ("Aoi", "Recruiter", "Outsider"):
            doing: Any = action(community.viewer(name), proposal_id=key)
            assert await refused(doing) == ("NOT_FOUND", "proposal_id")
    for name, action in (
        ("Ben", attribute_proposals.approve),
        ("Ben", attribute_proposals.decline),
        ("HR", attribute_proposals.withdraw),
    ):
        doing = action(community.viewer(name), proposal_id=key)
        assert (await refused(doing))[0] == "FORBIDDEN"


async def test_ones_own_is_confirmed_and_removed(community: Community) -> None:
    ben, key = community.viewer("Ben"), await one_of(community, "member_attributes", "Ben")
    assert (await row(community, "member_attributes", key))["confirmed_at"] is None
    await attributes.confirm(ben, member_attribute_id=key)
    assert (await row(community, "member_attributes", key))["confirmed_at"] is not None
    await attributes.remove(ben, member_attribute_id=key)
    assert await community.value("select count(*) from member_attributes where id = $1", key) == 0
    assert await keys_are_kept(community)
    assert [kind for kind, _ in await community.told()] == ["member_attribute.confirmed", "member_attribute.removed"]


async def test_of_others_nobody_confirms_or_removes_an_attribute(community: Community) -> None:
    await community.connection.execute("update member_attributes set audience = 65")
    key = await one_of(community, "member_attributes", "Ben")
    hidden = await one_of(community, "member_attributes", "Eri")
    for action in (attributes.confirm, attributes.remove):
        for name in ("Aoi", "HR"):
            doing: Any = action(community.viewer(name), member_attribute_id=key)
            assert await refused(doing) == ("FORBIDDEN", "member_attribute_id")
            doing = action(community.viewer(name), member_attribute_id=hidden)
            assert await refused(doing) == ("NOT_FOUND", "member_attribute_id")
