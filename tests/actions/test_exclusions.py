"""Exclusions and lists: named by one member alone, and nobody is told."""

import asyncio
from typing import Any

from actions import exclusions
from models.audiences import ALL_FIELDS, ProfileField
from models.ids import uuid7
from models.privacy import ExclusionKind
from tests.actions.profiles import everything, refused, row, sight
from tests.community import Community

K = ExclusionKind
NAMED: dict[ExclusionKind, dict[str, Any]] = {
    K.MEMBER: {"member_id": "Ben"},
    K.ORGANISATION: {"company": "㈱サンプル", "domains": ["@Example.co.JP ", "日本.example"]},
    K.DEPARTMENT: {"department_id": "att2"},
    K.GROUP: {"group_id": "open"},
}


def given(community: Community, values: dict[str, Any]) -> dict[str, Any]:
    """The values with the ids of what they name."""
    return {name: community[value] if name.endswith("_id") else value for name, value in values.items()}


async def test_each_kind_of_exclusion_names_whom_it_is_about(community: Community) -> None:
    hana = community.viewer("Hana")
    found = {}
    for kind, values in NAMED.items():
        outcome = await exclusions.add(hana, kind=kind, **given(community, values))
        found[kind] = await row(community, "exclusions", outcome.made["exclusion"])
    assert found[K.MEMBER]["other_id"] == community["Ben"]
    assert found[K.DEPARTMENT]["department_id"] == community["att2"]
    assert found[K.GROUP]["group_id"] == community["open"]
    assert found[K.ORGANISATION]["domains"] == ["example.co.jp", "xn--wgv71a.example"]
    assert {each["fields_mask"] for each in found.values()} == {ALL_FIELDS}
    assert {each["member_id"] for each in found.values()} == {community["Hana"]}
    assert [kind for kind, _ in await community.told()] == ["exclusion.added"] * 4


async def test_who_is_excluded_sees_less_at_once_and_more_again_when_it_is_taken_back(community: Community) -> None:
    aoi, ben = community.viewer("Aoi"), "Ben"
    headline = (await sight(community, ben)).profile(aoi.id)["headline"]
    assert headline is not None
    only: Any = {"fields": [ProfileField.HEADLINE]}
    made = await exclusions.add(aoi, kind=K.MEMBER, member_id=community[ben], **only)
    assert (await sight(community, ben)).profile(aoi.id)["headline"] is None
    assert (await row(community, "members", aoi.id))["excludes"] is True
    await exclusions.remove(aoi, exclusion_id=made.made["exclusion"])
    assert (await sight(community, ben)).profile(aoi.id)["headline"] == headline
    assert (await sight(community, ben)).rows("exclusions") is not None


async def test_the_same_exclusion_again_is_about_the_fields_named_last(community: Community) -> None:
    hana = community.viewer("Hana")
    for kind, values in NAMED.items():
        named = given(community, values)
        first = await exclusions.add(hana, kind=kind, **named)
        doing = (exclusions.add(hana, kind=kind, **named, fields=[ProfileField.BIO]) for _ in range(3))
        again = await asyncio.gather(*doing)
        assert {outcome.made["exclusion"] for outcome in again} == {first.made["exclusion"]}
        assert (await row(community, "exclusions", first.made["exclusion"]))["fields_mask"] == ProfileField.BIO.bit


async def test_what_names_nobody_or_too_many_is_refused_and_leaves_nothing(community: Community) -> None:
    cases: list[tuple[ExclusionKind, dict[str, Any], tuple[str, str]]] = [
        (K.MEMBER, {}, ("INVALID", "kind")),
        (K.MEMBER, {"member_id": "Ben", "company": "x"}, ("INVALID", "kind")),
        (K.MEMBER, {"group_id": "open"}, ("INVALID", "kind")),
        (K.MEMBER, {"member_id": "Hana"}, ("INVALID", "member_id")),
        (K.ORGANISATION, {"domains": []}, ("INVALID", "kind")),
        (K.ORGANISATION, {"company": " "}, ("INVALID", "company")),
        (K.ORGANISATION, {"company": "x" * 201}, ("INVALID", "company")),
        *(
            (K.ORGANISATION, {"domains": ["example.com", wrong]}, ("INVALID", "domains.1"))
            for wrong in ("localhost", "a..b", "-a.example", "a b.example", "x" * 64 + ".example", "a@b.example", "")
        ),
        (K.ORGANISATION, {"domains": [f"{n}.example" for n in range(21)]}, ("INVALID", "domains")),
        (K.DEPARTMENT, {"department_id": "att1"}, ("INVALID", "department_id")),
        (K.DEPARTMENT, {"department_id": "DEPARTMENT there"}, ("NOT_FOUND", "department_id")),
        *((K.MEMBER, {"member_id": name}, ("NOT_FOUND", "member_id")) for name in ("Ivan", "Eri", "Fumi", "Outsider")),
        *((K.GROUP, {"group_id": name}, ("NOT_FOUND", "group_id")) for name in ("secret there", "open there")),
    ]
    before = await everything(community)
    for kind, values, said in cases:
        doing = exclusions.add(community.viewer("Hana"), kind=kind, **given(community, values))
        assert await refused(doing) == said, values
    doing = exclusions.add(community.viewer("Ben"), kind=K.GROUP, group_id=community["secret"])
    assert await refused(doing) == ("NOT_FOUND", "group_id")
    assert await everything(community) == before


async def test_anothers_exclusion_is_absent(community: Community) -> None:
    key = await community.value("select id from exclusions where member_id = $1 limit 1", community["Ben"])
    for name in ("Aoi", "HR", "Member 4", "Outsider"):
        doing = exclusions.remove(community.viewer(name), exclusion_id=key)  # type: ignore[arg-type]
        assert await refused(doing) == ("NOT_FOUND", "exclusion_id")


async def test_lists_are_filled_and_emptied_by_their_owner(community: Community) -> None:
    aoi = community.viewer("Aoi")
    doing = (exclusions.put_on_list(aoi, member_id=community["HR"], list_number=9) for _ in range(3))
    made = {outcome.made["listed"] for outcome in await asyncio.gather(*doing)}
    assert len(made) == 1
    (key,) = made
    assert (await row(community, "listed", key))["list_number"] == 9
    assert key in (await sight(community, "Aoi")).sees["listed"]
    assert key not in (await sight(community, "HR")).sees["listed"]
    mine = await row(community, "members", aoi.id)
    assert mine["list_masks"][mine["listed_ids"].index(community["HR"])] == 128 << 8
    await exclusions.take_off_list(aoi, member_id=community["HR"], list_number=9)
    await exclusions.take_off_list(aoi, member_id=community["HR"], list_number=9)
    assert community["HR"] not in ((await row(community, "members", aoi.id))["listed_ids"] or [])


async def test_nobody_puts_on_a_list_whom_they_do_not_see_or_themselves(community: Community) -> None:
    before, aoi = await everything(community), community.viewer("Aoi")
    for key in (community["Member 1"], community["Eri"], community["Outsider"], uuid7()):
        for action in (exclusions.put_on_list, exclusions.take_off_list):
            assert await refused(action(aoi, member_id=key, list_number=1)) == ("NOT_FOUND", "member_id")
    assert await refused(exclusions.put_on_list(aoi, member_id=aoi.id, list_number=1)) == ("INVALID", "member_id")
    for number in (0, 17):
        doing = exclusions.put_on_list(aoi, member_id=community["Ben"], list_number=number)
        assert await refused(doing) == ("INVALID", "list_number")
    assert await everything(community) == before
