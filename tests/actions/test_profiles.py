"""Profiles: what members change of their own, and what is no name, page, address or number."""

import asyncio
from datetime import date
from typing import Any

import pytest

from actions import profiles
from actions.action import Outcome
from actions.refusals import Conflict
from models.audiences import Audience, ProfileField
from models.members import Listing
from tests.actions.profiles import everything, refused, row, sight
from tests.community import Community

WHOLE: dict[str, Any] = {
    "display_name": "山田　 葵",
    "family_name": "山田",
    "given_name": "葵",
    "family_name_kana": "ヤマダ",
    "given_name_kana": "あおい",
    "family_name_romaji": "Yamada-Smith",
    "given_name_romaji": "Aoi",
    "former_name": "佐藤",
    "headline": "東京で働いています 👍",
    "bio": "一行目\n\n二行目\t終わり\n",
    "avatar_url": "https://example.com/a.png",
    "gender": "女性",
    "birthday": date(1985, 4, 1),
    "contact_email": "Aoi.Yamada@Example.CO.JP",
    "phone": "０３-1234-5678",
    "links": ["https://example.com/a", "http://example.org", "https://example.com/a"],
    "listing": Listing.TIES_ONLY,
    "in_statistics": True,
}
KEPT: dict[str, Any] = {
    **WHOLE,
    "display_name": "山田 葵",
    "bio": "一行目\n\n二行目\t終わり",
    "contact_email": "Aoi.Yamada@example.co.jp",
    "phone": "03-1234-5678",
    "links": ["https://example.com/a", "http://example.org"],
}


async def edit(community: Community, **edits: Any) -> Outcome:
    """Aoi changes these fields."""
    return await profiles.update(community.viewer("Aoi"), **edits)


async def test_every_field_that_a_member_owns_can_be_changed(community: Community) -> None:
    await profiles.update(community.viewer("Aoi"), **WHOLE)
    made = await row(community, "members", community["Aoi"])
    assert {name: made[name] for name in KEPT} == KEPT
    assert made["version"] == 2
    assert await community.told() == [("member.updated", community["Aoi"])]


async def test_what_is_not_given_stays_and_null_clears(community: Community) -> None:
    await profiles.update(community.viewer("Aoi"), **WHOLE)
    before = await row(community, "members", community["Aoi"])
    clear: dict[str, Any] = dict.fromkeys(name for name in WHOLE if name not in profiles.Edits.__required_keys__)
    for name in ("display_name", "listing", "in_statistics"):
        assert await refused(edit(community, **{name: None})) == ("INVALID", name)
        del clear[name]
    await profiles.update(community.viewer("Aoi"), headline="other")
    changed = await row(community, "members", community["Aoi"])
    differing = {name for name, value in changed.items() if before[name] != value}
    assert differing == {"headline", "headline_search", "version", "updated_at"}
    await profiles.update(community.viewer("Aoi"), **clear)
    cleared = await row(community, "members", community["Aoi"])
    assert {name: cleared[name] for name in clear} == {**clear, "links": []}
    assert (cleared["display_name"], cleared["listing"]) == ("山田 葵", "TIES_ONLY")


# One community for all cases: each leaves it as it was.
WRONG: list[tuple[str, Any]] = [
    ("display_name", " \n "),
    ("display_name", "x" * 201),
    ("display_name", "a\x07b"),
    ("family_name", "a\0b"),
    ("family_name_kana", "山田"),
    ("given_name_kana", "Aoi"),
    ("family_name_romaji", "やまだ"),
    ("given_name_romaji", "123"),
    ("former_name", "x" * 101),
    ("headline", "x" * 201),
    ("bio", "x" * 10_001),
    ("avatar_url", "javascript:alert(1)"),
    ("avatar_url", "data:image/png;base64,AAAA"),
    ("avatar_url", "https://"),
    ("avatar_url", "https://a b.example"),
    ("avatar_url", "https://user:pass@example.com/"),
    ("avatar_url", "https://[::1"),
    ("avatar_url", "//example.com/a.png"),
    ("links", ["ftp://example.com"]),
    ("links", [f"https://example.com/{n}" for n in range(11)]),
    ("gender", "x" * 33),
    ("birthday", date(1899, 12, 31)),
    ("birthday", date(2990, 1, 1)),
    ("contact_email", "nobody"),
    ("contact_email", "a@b"),
    ("contact_email", "a@b@example.com"),
    ("contact_email", "a\r\nBcc: x@example.com"),
    ("contact_email", f"{'x' * 250}@example.com"),
    ("phone", "call me"),
    ("phone", "1" * 41),
]
NAMES = {"kana": ["ｽｽﾞｷ", "すずき", "ヴァン・ダイク"], "romaji": ["Müller", "O'Neil-Łukasz", "van der Berg"]}


async def test_what_cannot_stand_in_a_field_is_refused_and_leaves_nothing(community: Community) -> None:
    before = await everything(community)
    for field, value in WRONG:
        doing = edit(community, **{"headline": "new", field: value})
        code, path = await refused(doing)
        assert (code, path.partition(".")[0]) == ("INVALID", field), value
    assert await everything(community) == before


async def test_names_are_taken_in_the_letters_of_their_field(community: Community) -> None:
    for letters, values in NAMES.items():
        for field, value in ((field, value) for field in NAMES for value in values):
            doing = edit(community, **{f"family_name_{field}": value})
            if field == letters:
                await doing
                assert (await row(community, "members", community["Aoi"]))[f"family_name_{field}"] == value
            else:
                assert await refused(doing) == ("INVALID", f"family_name_{field}"), value


async def test_fields_and_their_audiences_change_together_or_not_at_all(community: Community) -> None:
    shown: Any = [
        {"field": ProfileField.HEADLINE, "audience": [Audience.TIES]},
        {"field": ProfileField.BIRTHDAY, "audience": [Audience.ALUMNI, Audience.LISTS], "lists": [1]},
    ]
    await profiles.update(community.viewer("Aoi"), headline="new", audiences=shown)
    made = await row(community, "members", community["Aoi"])
    assert (made["headline"], made["headline_audience"], made["birthday_audience"]) == ("new", 3, 1 | 8 | 128)
    assert (await sight(community, "Ben")).profile(community["Aoi"])["headline"] == "new"
    assert (await sight(community, "Hana")).profile(community["Aoi"])["headline"] is None
    before = await everything(community)
    for wrong, path in (
        ({"field": ProfileField.POSITIONS, "audience": []}, "audiences.1.field"),
        ({"field": ProfileField.PHONE, "audience": [Audience.NETWORK]}, "audiences.1.audience"),
        ({"field": ProfileField.BIO, "audience": [Audience.LISTS]}, "audiences.1.lists"),
    ):
        both: Any = [shown[0], wrong]
        doing = profiles.update(community.viewer("Aoi"), headline="other", audiences=both)
        assert await refused(doing) == ("INVALID", path)
    assert await everything(community) == before


async def test_an_empty_audience_is_the_member_alone(community: Community) -> None:
    shown: Any = [{"field": ProfileField.HEADLINE, "audience": []}]
    await profiles.update(community.viewer("Aoi"), audiences=shown)
    assert (await row(community, "members", community["Aoi"]))["headline_audience"] == 1


async def test_of_edits_of_one_version_at_once_one_is_done(community: Community) -> None:
    edits = (profiles.update(community.viewer("Aoi"), headline=f"{n}", if_version=1) for n in range(5))
    results = await asyncio.gather(*edits, return_exceptions=True)
    assert sorted(type(each).__name__ for each in results) == ["Conflict"] * 4 + ["Outcome"]
    assert {each.current_version for each in results if isinstance(each, Conflict)} == {2}


async def test_edits_of_different_fields_at_once_are_all_kept(community: Community) -> None:
    aoi = community.viewer("Aoi")
    await asyncio.gather(
        *(edit(community, **{name: KEPT[name]}) for name in KEPT),
        profiles.set_listing(aoi, listing=Listing.TIES_ONLY),
    )
    made = await row(community, "members", community["Aoi"])
    assert {name: made[name] for name in KEPT} == KEPT
    assert made["version"] == 1 + len(KEPT) + 1


async def test_who_is_unlisted_is_found_by_nobody_from_then_on(community: Community) -> None:
    await profiles.set_listing(community.viewer("Aoi"), listing=Listing.UNLISTED)
    assert community["Aoi"] not in (await sight(community, "Ben")).sees["members"]
    await profiles.set_listing(community.viewer("Aoi"), listing=Listing.TIES_ONLY, if_version=2)
    assert community["Aoi"] in (await sight(community, "Ben")).sees["members"]
    assert community["Aoi"] not in (await sight(community, "Hana")).sees["members"]


async def test_a_member_changes_their_own_profile_alone(community: Community) -> None:
    before = await everything(community)
    await profiles.update(community.viewer("Aoi"), headline="mine")
    after = await everything(community)
    differing = {key for key, each in after["members"].items() if before["members"][key] != each}
    assert differing == {community["Aoi"]}


@pytest.mark.parametrize("name", ["Fumi", "Gen", "Pending", "Invited", "Erased"])
async def test_who_is_not_active_changes_nothing(community: Community, name: str) -> None:
    assert (await refused(profiles.update(community.viewer(name), headline="x")))[0] == "UNAUTHENTICATED"
