"""Audiences: what a member chooses is kept as chosen, or refused where the network would show it to others."""

from typing import Any

import pytest

from actions import audiences
from actions.audiences import COLUMNS, within
from actions.refusals import Conflict, Invalid
from models.audiences import NO_CEILING, Audience, ProfileField, mask
from models.networks import Locale
from tests.actions.profiles import everything, one_of, refused, row, sight
from tests.community import Community

A = Audience
ROWS: dict[str, tuple[Any, str, str]] = {
    "employments": (audiences.set_employment_audience, "employment_id", "employment.audience_changed"),
    "positions": (audiences.set_position_audience, "position_id", "position.audience_changed"),
    "member_attributes": (
        audiences.set_attribute_audience,
        "member_attribute_id",
        "member_attribute.audience_changed",
    ),
}


async def test_each_field_gets_the_audience_that_is_chosen(community: Community) -> None:
    await community.connection.execute("update networks set audience_floors = array_fill(1, array[13])")
    await community.connection.execute("update networks set audience_ceilings = array_fill(-1, array[13])")
    aoi, chosen = community.viewer("Aoi"), [A.TIES, A.HR, A.LISTS]
    for field in COLUMNS:
        await audiences.set_audience(aoi, field=field, audience=chosen, lists=[1, 16])
    made = await row(community, "members", community["Aoi"])
    assert {made[column] for column in COLUMNS.values()} == {mask(A.TIES, A.HR, lists=(1, 16))}
    assert made["version"] == 1 + len(COLUMNS)
    assert await community.told() == [("member.audience_changed", community["Aoi"])] * len(COLUMNS)
    with pytest.raises(Conflict):
        await audiences.set_audience(aoi, field=field, audience=[], if_version=1)


async def test_others_see_the_field_as_its_audience_says_at_once(community: Community) -> None:
    aoi = community.viewer("Aoi")
    for chosen, who in (([], set()), ([A.TIES], {"Ben", "Chie"}), ([A.EMPLOYEES], {"Chie", "HR"})):
        await audiences.set_audience(aoi, field=ProfileField.HEADLINE, audience=chosen)
        seen = {name for name in ("Ben", "Chie", "HR") if (await sight(community, name)).profile(aoi.id)["headline"]}
        assert seen == who


TOLD: list[tuple[ProfileField, list[Audience], str]] = [
    (ProfileField.PHONE, [A.NETWORK], "This network shows it to nobody but yourself, your ties, HR."),
    (ProfileField.PHONE, [A.TIES, A.ALUMNI], "This network shows it to nobody but yourself, your ties, HR."),
    (ProfileField.GENDER, [A.TIES], "This network shows it to nobody but yourself."),
    (ProfileField.AVATAR, [], "This network shows it to yourself, your ties in any case."),
    (ProfileField.AVATAR, [A.ALUMNI], "This network shows it to yourself, your ties in any case."),
    (
        ProfileField.LINKS,
        [A.GROUPS],
        "This network shows it to yourself, members of your groups, alumni in any case.",
    ),
]
ALLOWED: list[tuple[ProfileField, list[Audience]]] = [
    (ProfileField.PHONE, [A.TIES, A.HR]),
    (ProfileField.PHONE, []),
    (ProfileField.GENDER, [A.SELF]),
    (ProfileField.AVATAR, [A.NETWORK]),
    (ProfileField.AVATAR, [A.TIES]),
    (ProfileField.LINKS, [A.GROUPS, A.ALUMNI]),
    (ProfileField.BIO, [A.TIES]),
]


async def test_what_the_network_would_widen_or_narrow_is_refused_and_told(community: Community) -> None:
    before = await everything(community)
    for field, chosen, told in TOLD:
        with pytest.raises(Invalid) as said:
            await audiences.set_audience(community.viewer("Aoi"), field=field, audience=chosen)
        assert (said.value.message, said.value.path) == (told, ("audience",))
        assert "このネットワークで" in said.value.told(Locale.JA)
    assert await everything(community) == before


async def test_what_the_network_leaves_as_it_is_is_allowed(community: Community) -> None:
    for field, chosen in ALLOWED:
        await audiences.set_audience(community.viewer("Aoi"), field=field, audience=chosen)
        assert (await row(community, "members", community["Aoi"]))[COLUMNS[field]] == mask(*chosen)


async def test_what_is_allowed_is_what_the_database_leaves_as_it_is(community: Community) -> None:
    """Refused is exactly what clamping would change: held against the function that reads are made of."""
    kinds = [A.TIES, A.ALUMNI, A.NETWORK]
    some = [mask(*(kind for place, kind in enumerate(kinds) if n >> place & 1)) for n in range(8)]
    whole = "case when $1::int & 64 <> 0 then 127 else $1::int end"
    shown = f"case when c & 64 <> 0 then 127 else c end = {whole} from enishi_clamped($1::int, $2::int, $3::int) c"
    for audience in some:
        for floor in some:
            for ceiling in [NO_CEILING, *some]:
                same = await community.value(f"select {shown}", audience, floor, ceiling)
                try:
                    within(audience, floor, ceiling, "audience")
                    allowed = True
                except Invalid:
                    allowed = False
                assert allowed == same, (audience, floor, ceiling)


async def test_lists_and_their_numbers_go_together(community: Community) -> None:
    for chosen, lists in (([A.LISTS], None), ([A.LISTS], []), ([A.TIES], [1]), ([A.LISTS], [0]), ([A.LISTS], [17])):
        doing = audiences.set_audience(community.viewer("Aoi"), field=ProfileField.BIO, audience=chosen, lists=lists)
        assert await refused(doing) == ("INVALID", "lists")


async def test_fields_of_rows_have_no_audience_in_common(community: Community) -> None:
    for field in [field for field in ProfileField if field not in COLUMNS]:
        doing = audiences.set_audience(community.viewer("Aoi"), field=field, audience=[])
        assert await refused(doing) == ("INVALID", "field")


@pytest.mark.parametrize("table", ROWS)
async def test_each_row_gets_the_audience_that_is_chosen(community: Community, table: str) -> None:
    action, name, kind = ROWS[table]
    key = await one_of(community, table, "Ben")
    before = await row(community, table, key)
    await action(community.viewer("Ben"), **{name: key}, audience=[A.GROUPS, A.LISTS], lists=[2])
    assert await row(community, table, key) == {**before, "audience": mask(A.GROUPS, lists=(2,))}
    assert (await community.told())[-1] == (kind, key)
    await action(community.viewer("Ben"), **{name: key}, audience=[])
    assert key not in (await sight(community, "Aoi")).sees[table]


@pytest.mark.parametrize("table", ROWS)
async def test_nobody_sets_the_audience_of_anothers_row(community: Community, table: str) -> None:
    action, name, _ = ROWS[table]
    await community.connection.execute(f"update {table} set audience = 65")
    shown, elsewhere = await one_of(community, table, "Ben"), await one_of(community, table, "Outsider")
    for who in ("Aoi", "HR"):
        doing = action(community.viewer(who), **{name: shown}, audience=[A.NETWORK])
        assert await refused(doing) == ("FORBIDDEN", name)
        doing = action(community.viewer(who), **{name: elsewhere}, audience=[A.NETWORK])
        assert await refused(doing) == ("NOT_FOUND", name)
    await community.connection.execute(f"update {table} set audience = 1")
    assert await refused(action(community.viewer("Aoi"), **{name: shown}, audience=[])) == ("NOT_FOUND", name)


@pytest.mark.parametrize("table", ROWS)
async def test_the_ceiling_of_the_network_holds_for_rows_too(community: Community, table: str) -> None:
    action, name, _ = ROWS[table]
    await community.connection.execute("update networks set audience_ceilings = array_fill(3, array[13])")
    key = await one_of(community, table, "Ben")
    doing = action(community.viewer("Ben"), **{name: key}, audience=[A.ALUMNI])
    assert await refused(doing) == ("INVALID", "audience")
