"""Merging attributes: whatever names the one names the other, once, and nobody is shown more than before."""

import asyncio
from itertools import product
from typing import Any
from uuid import UUID

import pytest
from tortoise.fields.relational import ForeignKeyFieldInstance

from actions import attribute_merging, attributes
from actions.attribute_merging import MOVES
from models.attributes import Attribute, AttributeKind
from models.audiences import Audience, mask
from models.rules import tables
from tests.actions.profiles import audited, everything, refused, row
from tests.actions.test_attributes import keys_are_kept
from tests.community import Community

A = Audience
SOME = [mask(*(kind for place, kind in enumerate([A.TIES, A.ALUMNI, A.NETWORK]) if n >> place & 1)) for n in range(8)]


def keys_to_attributes() -> set[tuple[str, str]]:
    """Every column that names an attribute, with its table."""
    return {
        (table._meta.db_table, str(field.source_field))
        for table in tables().values()
        for field in table._meta.fields_map.values()
        if isinstance(field, ForeignKeyFieldInstance) and field.related_model is Attribute
    }


async def merge(community: Community, gone: str, kept: str, name: str = "HR") -> Any:
    return await attribute_merging.merge(community.viewer(name), attribute_id=community[gone], into_id=community[kept])


async def attribute(community: Community, name: str, kind: str = "SKILL", **values: Any) -> UUID:
    """One more attribute of the network."""
    row = {"network_id": community["here"], "kind": kind, "label_ja": name, "aliases": [], **values}
    return await community.add("attributes", name, **row)


async def holds(community: Community, member: str, name: str, audience: int, **values: Any) -> None:
    pair = {"network_id": community["here"], "member_id": community[member], "attribute_id": community[name]}
    await community.add("member_attributes", **pair, source="MEMBER", audience=audience, **values)


async def test_every_key_that_leads_to_an_attribute_is_moved(community: Community) -> None:
    """Also one that somebody adds later: it is met here first."""
    text = " ".join(MOVES)
    for table, column in keys_to_attributes():
        held = table == "member_attributes" and "insert into member_attributes" in text
        assert held or (f"{column} = $2" in text and f"update {table} " in text), (table, column)
    for gone, kept in (("att0", "att6"), ("att1", "att7"), ("att2", "att8"), ("att10", "att4")):
        await merge(community, gone, kept)
    for table, column in keys_to_attributes():
        left = [community[name] for name in ("att0", "att1", "att2", "att10")]
        assert await community.value(f"select count(*) from {table} where {column} = any($1)", left) == 0


async def test_who_has_one_of_both_has_the_one_that_is_left(community: Community) -> None:
    before = await everything(community)
    held = {
        (each["member_id"], community["att6"] if each["attribute_id"] == community["att0"] else each["attribute_id"])
        for each in before["member_attributes"].values()
    }
    outcome = await merge(community, "att0", "att6")
    after = await everything(community)
    assert {(each["member_id"], each["attribute_id"]) for each in after["member_attributes"].values()} == held
    assert outcome.made == {"attribute": community["att6"]}
    assert community["att0"] not in after["attributes"]
    assert await keys_are_kept(community)
    assert await audited(community) == ("attribute.merged", community["HR"], community["att6"])
    assert await community.told() == [("attribute.merged", community["att6"])]


def whole(audience: int) -> int:
    """All whom an audience means: everybody in the network is each of the others too."""
    return 127 if audience & A.NETWORK.bit else audience


async def test_who_has_both_shows_it_to_those_alone_to_whom_they_showed_both(community: Community) -> None:
    """All pairs of some audiences, each by attributes of its own."""
    pairs = list(product(SOME, SOME))
    for number, (one, other) in enumerate(pairs):
        await attribute(community, f"gone {number}")
        await attribute(community, f"kept {number}")
        await holds(community, "Ben", f"gone {number}", one, year=2001)
        await holds(community, "Ben", f"kept {number}", other, year=None if number % 2 else 2002)
        await merge(community, f"gone {number}", f"kept {number}")
    for number, (one, other) in enumerate(pairs):
        sql = "select audience, year from member_attributes where attribute_id = $1"
        made = await community.connection.fetchrow(sql, community[f"kept {number}"])
        assert made is not None
        assert whole(made["audience"]) == whole(one) & whole(other), (one, other)
        assert made["year"] == (2001 if number % 2 else 2002)


async def test_the_words_of_the_one_become_other_words_for_the_other(community: Community) -> None:
    await attribute(community, "ラスト", label_en="Rust", aliases=["rust-lang", "ＲＵＳＴ"], code="R")
    await attribute(community, "らすと", label_en="RUST", aliases=["さび"])
    await merge(community, "ラスト", "らすと")
    made = await row(community, "attributes", community["らすと"])
    assert (made["label_ja"], made["label_en"], made["code"]) == ("らすと", "RUST", "R")
    assert made["aliases"] == ["さび", "rust-lang"]
    found = await attributes.add(community.viewer("Aoi"), kind=AttributeKind(made["kind"]), label="Rust-Lang")
    assert (await row(community, "member_attributes", found.made["member_attribute"]))["attribute_id"] == made["id"]


@pytest.mark.parametrize("way", ["upwards", "downwards", "far downwards"])
async def test_nothing_lies_within_itself_afterwards(community: Community, way: str) -> None:
    await attribute(community, "world")
    await attribute(community, "country", parent_id=community["world"])
    await attribute(community, "region", parent_id=community["country"])
    await attribute(community, "city", parent_id=community["region"])
    gone, kept = {"upwards": ("region", "country"), "downwards": ("country", "region")}.get(way, ("country", "city"))
    await merge(community, gone, kept)
    sql = (
        "with recursive above(id, depth) as (select parent_id, 1 from attributes where id = $1"
        " union all select a.parent_id, depth + 1 from above join attributes a on a.id = above.id where depth < 9)"
        " select array_agg(id) from above where id is not null"
    )
    found = {
        name: await community.value(sql, community[name]) for name in ("region", "country", "city") if name != gone
    }
    world, city, region, country = (community[name] for name in ("world", "city", "region", "country"))
    assert (
        found
        == {
            "upwards": {"country": [world], "city": [country, world]},
            "downwards": {"region": [world], "city": [region, world]},
            "far downwards": {"city": [world], "region": [city, world]},
        }[way]
    )
    assert city != region


async def test_saved_searches_go_on_finding(community: Community) -> None:
    own = {"network_id": community["here"], "member_id": community["Ben"], "name": "x", "alerts": "NONE", "version": 1}
    text = '{"attributes":{"anyOf":["att_%s","att_%s"]}}'
    saved = text % (community["att0"], community["att3"])
    key = await community.add("saved_searches", **own, criteria=saved, created_at=community.when())
    await merge(community, "att0", "att6")
    assert (await row(community, "saved_searches", key))["criteria"] == text % (community["att6"], community["att3"])


async def test_what_cannot_be_merged_is_refused_and_leaves_nothing(community: Community) -> None:
    before = await everything(community)
    for gone, kept, name, said in (
        ("att0", "att0", "HR", ("INVALID", "into_id")),
        ("att0", "att1", "HR", ("INVALID", "into_id")),
        ("SKILL there", "att0", "HR", ("NOT_FOUND", "attribute_id")),
        ("att0", "SKILL there", "HR", ("NOT_FOUND", "into_id")),
        ("att0", "att6", "Aoi", ("FORBIDDEN", "")),
        ("att0", "att6", "Recruiter", ("FORBIDDEN", "")),
    ):
        assert await refused(merge(community, gone, kept, name)) == said
    assert await everything(community) == before


async def test_who_merges_while_others_choose_loses_nobody(community: Community) -> None:
    await attribute(community, "gone")
    await attribute(community, "kept")
    names = ["Aoi", "Ben", "Chie", "Hana", "Ivan", "Member 0", "Member 2", "Member 4", "Member 5", "HR"]
    choosing = [attributes.add(community.viewer(name), attribute_id=community["gone"]) for name in names]
    results = await asyncio.gather(
        *choosing[:5], merge(community, "gone", "kept"), *choosing[5:], return_exceptions=True
    )
    done = {type(each).__name__ for each in results}
    assert done <= {"Outcome", "NotFound"}
    have = sum(type(each).__name__ == "Outcome" for each in results) - 1
    sql = "select count(*) from member_attributes where attribute_id = $1"
    assert await community.value(sql, community["kept"]) == have
    assert await keys_are_kept(community)


async def test_two_who_merge_into_each_other_at_once_leave_one(community: Community) -> None:
    both = (merge(community, "att0", "att6"), merge(community, "att6", "att0"))
    results = await asyncio.gather(*both, return_exceptions=True)
    assert sorted(type(each).__name__ for each in results) == ["NotFound", "Outcome"]
    left = await community.value(
        "select count(*) from attributes where id = any($1)", [community["att0"], community["att6"]]
    )
    assert left == 1


async def test_segments_go_on_meaning(community: Community) -> None:
    own = {"network_id": community["here"], "author_id": community["Ben"]}
    text = '{"attributes":{"anyOf":["att_%s"]}}'
    key = await community.add("segments", **own, criteria=text % community["att0"])
    await merge(community, "att0", "att6")
    meant = await row(community, "segments", key)
    assert (meant["criteria"], meant["any_of"]) == (text % community["att6"], [community["att6"]])
