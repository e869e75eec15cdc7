"""The policy of a network: changed by its owners, answered for, and never so that members show what they would not."""

import asyncio
from typing import Any

import pytest

from actions import audiences, policies
from models.audiences import NO_CEILING, Audience, ProfileField, mask
from models.members import Role
from models.modules import Module
from models.networks import Locale
from tests.actions.profiles import audited, everything, give_role, refused, row, sight
from tests.community import Community

A, F = Audience, ProfileField


@pytest.fixture
async def owned(community: Community) -> Community:
    """The community, owned by Chie."""
    await give_role(community, "Chie", Role.NETWORK_OWNER)
    return community


async def test_an_owner_changes_what_the_network_is_and_offers(owned: Community) -> None:
    given: Any = {"name": " 新しい  名前 ", "locale": Locale.EN, "emojis": ["👍", "❤️"], "modules": [Module.POSTS]}
    await policies.update(owned.viewer("Chie"), **given)
    made = await row(owned, "networks", owned["here"])
    assert (made["name"], made["locale"], made["emojis"], made["modules"]) == (
        "新しい 名前",
        "EN",
        ["👍", "❤️"],
        ["POSTS"],
    )
    assert await audited(owned) == ("network.policy_changed", owned["Chie"], owned["here"])
    assert await owned.told() == [("network.policy_changed", owned["here"])]
    assert (await row(owned, "networks", owned["there"]))["locale"] == "JA"


async def test_bounds_of_one_field_are_changed_and_those_of_others_stay(owned: Community) -> None:
    before = await row(owned, "networks", owned["here"])
    bounds: Any = [
        {"field": F.HEADLINE, "usual": [A.TIES, A.ALUMNI], "floor": [A.TIES], "ceiling": [A.TIES, A.ALUMNI, A.LISTS]},
        {"field": F.PHONE, "ceiling": [A.NETWORK]},
    ]
    await policies.update(owned.viewer("Chie"), audiences=bounds)
    made = await row(owned, "networks", owned["here"])
    place, phone = F.HEADLINE.number - 1, F.PHONE.number - 1
    assert made["audience_usual"][place] == mask(A.TIES, A.ALUMNI)
    assert made["audience_floors"][place] == mask(A.TIES)
    assert made["audience_ceilings"][place] == mask(A.TIES, A.ALUMNI, lists=tuple(range(1, 17)))
    assert made["audience_ceilings"][phone] == NO_CEILING
    for column in ("audience_usual", "audience_floors", "audience_ceilings"):
        kept = [n for n in range(13) if n not in (place, phone)]
        assert [made[column][n] for n in kept] == [before[column][n] for n in kept]


async def test_new_bounds_hold_at_once_for_what_is_there(owned: Community) -> None:
    aoi = owned["Aoi"]
    assert (await sight(owned, "HR")).profile(aoi)["headline"] is not None
    bounds: Any = [{"field": F.HEADLINE, "usual": [A.TIES], "ceiling": [A.TIES]}]
    await policies.update(owned.viewer("Chie"), audiences=bounds)
    assert (await sight(owned, "HR")).profile(aoi)["headline"] is None
    assert (await sight(owned, "Ben")).profile(aoi)["headline"] is not None
    doing = audiences.set_audience(owned.viewer("Aoi"), field=F.HEADLINE, audience=[A.NETWORK])
    assert await refused(doing) == ("INVALID", "audience")


async def test_what_is_no_policy_is_refused_and_leaves_nothing(owned: Community) -> None:
    cases: list[tuple[dict[str, Any], str]] = [
        ({"name": " "}, "name"),
        ({"name": None}, "name"),
        ({"locale": None}, "locale"),
        ({"modules": None}, "modules"),
        ({"emojis": []}, "emojis"),
        ({"emojis": ["👍", "👍"]}, "emojis"),
        ({"emojis": ["👍", " "]}, "emojis.1"),
        ({"emojis": [str(n) for n in range(33)]}, "emojis"),
        ({"audiences": [{"field": F.BIO, "floor": [A.TIES], "usual": []}]}, "audiences.0"),
        ({"audiences": [{"field": F.BIO, "ceiling": [A.TIES]}]}, "audiences.0"),
        ({"audiences": [{"field": F.BIO, "usual": [A.LISTS]}]}, "audiences.0.usual"),
        ({"audiences": [{"field": F.BIO, "floor": [A.LISTS]}]}, "audiences.0.floor"),
        ({"audiences": [{"field": F.OPENNESS, "usual": [A.HR]}]}, "audiences.0"),
        ({"audiences": [{"field": F.OPENNESS, "usual": [A.HR], "floor": [A.HR]}]}, "audiences.0"),
    ]
    before = await everything(owned)
    for given, path in cases:
        assert await refused(policies.update(owned.viewer("Chie"), **given)) == ("INVALID", path), given
    assert await everything(owned) == before


async def test_only_an_owner_changes_the_policy(owned: Community) -> None:
    before = await everything(owned)
    for name in ("Aoi", "HR", "Recruiter", "Outsider"):
        assert (await refused(policies.update(owned.viewer(name), name="Mine")))[0] == "FORBIDDEN"
    assert await everything(owned) == before


async def test_two_owners_who_change_different_things_at_once_are_both_kept(owned: Community) -> None:
    one: Any = [{"field": F.BIO, "usual": [A.TIES]}]
    other: Any = [{"field": F.GENDER, "floor": []}, {"field": F.PHONE, "ceiling": [A.NETWORK]}]
    chie = owned.viewer("Chie")
    doing = (
        policies.update(chie, audiences=one),
        policies.update(chie, audiences=other),
        policies.update(chie, name="New"),
        policies.update(chie, locale=Locale.EN),
    )
    await asyncio.gather(*doing)
    made = await row(owned, "networks", owned["here"])
    assert (made["name"], made["locale"], made["audience_usual"][2]) == ("New", "EN", 3)
    assert made["audience_ceilings"][F.PHONE.number - 1] == NO_CEILING
