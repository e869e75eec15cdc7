"""Careers: spells that do not overlap, on whose word they stand, and positions elsewhere."""

import asyncio
from typing import Any

import pytest

from actions import careers
from actions.action import Outcome
from actions.refusals import Conflict, Invalid
from models.audiences import Audience
from models.ids import uuid7
from models.members import Role
from models.networks import Locale
from tests.actions.profiles import audited, everything, give_role, one_of, refused, row, sight
from tests.community import Community

EARLIER: dict[str, Any] = {"started": "2005-04", "ended": "2009-03-31"}
NO_START: dict[str, Any] = {"started": None}


async def test_ones_own_word_stands_as_such_with_the_usual_audience(community: Community) -> None:
    spell: dict[str, Any] = {**EARLIER, "title": "  係長 ", "department_id": community["att2"]}
    outcome = await careers.add_employment(community.viewer("Ben"), **spell)
    made = await row(community, "employments", outcome.made["employment"])
    usual = await community.value("select audience_usual[10] from networks where id = $1", community["here"])
    assert (made["verified_by"], made["title"], made["audience"]) == ("SELF", "係長", usual)
    assert (made["started"], made["ended"], made["member_id"]) == ("2005-04", "2009-03-31", community["Ben"])
    assert (await community.told())[-1] == ("employment.added", outcome.made["employment"])


async def test_an_audience_that_is_chosen_is_kept(community: Community) -> None:
    chosen: dict[str, Any] = {"audience": [Audience.TIES, Audience.LISTS], "lists": [2]}
    outcome = await careers.add_employment(community.viewer("Ben"), **EARLIER, **chosen)
    assert (await row(community, "employments", outcome.made["employment"]))["audience"] == 1 | 2 | 256
    assert outcome.made["employment"] in (await sight(community, "Aoi")).sees["employments"]
    assert outcome.made["employment"] not in (await sight(community, "Recruiter")).sees["employments"]


# One community for all cases: each leaves it as it was.
NO_SPELLS: list[tuple[dict[str, Any], str]] = [
    ({"started": "2013", "ended": "2014"}, "started"),  # within the spell that is there
    ({"started": "2005", "ended": "2012-05"}, "started"),  # into it
    ({"started": "2020-02-29", "ended": "2021"}, "started"),  # out of it
    ({"started": "2000", "ended": "2024"}, "started"),  # around it
    ({"started": "2019-02-29", "ended": "2020"}, "started"),
    ({"started": "2019-13", "ended": "2020"}, "started"),
    ({"started": "１９９９", "ended": "2001"}, "started"),
    ({"started": "1899", "ended": "1950"}, "started"),
    ({"started": "9999", "ended": "9999"}, "started"),
    ({"started": "soon", "ended": "2020"}, "started"),
    ({"started": "2008-05", "ended": "2008"}, "ended"),  # the first day of a year is before May
    ({"started": "2008", "ended": "2007"}, "ended"),
    ({"started": "2008", "ended": "2009-00"}, "ended"),
    ({"started": "2021"}, "ended"),  # without an end, by who is no employee
    ({**EARLIER, "lists": [1]}, "lists"),
    ({**EARLIER, "audience": [Audience.LISTS], "lists": [17]}, "lists"),
    ({**EARLIER, "title": "x" * 201}, "title"),
    ({**EARLIER, "title": "null\0"}, "title"),
]
NO_POSITIONS: list[tuple[dict[str, Any], str]] = [
    ({"company": " \t", "started": "2020"}, "company"),
    ({"company": "x" * 201, "started": "2020"}, "company"),
    ({"company": "x", "started": "2020", "ended": "2019-12"}, "ended"),
    ({"company": "x", "started": "2020-02-30"}, "started"),
    ({"company": "x", "started": "2020", "industry_id": "att2"}, "industry_id"),
    ({"company": "x", "started": "2020", "place_id": "att1"}, "place_id"),
]


async def test_what_is_no_spell_is_refused_and_leaves_nothing(community: Community) -> None:
    before = await everything(community)
    for given, path in NO_SPELLS:
        assert await refused(careers.add_employment(community.viewer("Ben"), **given)) == ("INVALID", path), given
    assert await everything(community) == before


async def test_a_spell_may_begin_on_the_day_on_which_another_ended(community: Community) -> None:
    await careers.add_employment(community.viewer("Ben"), started="2011", ended="2012-04-01")
    await careers.add_employment(community.viewer("Ben"), started="2020-03", ended="2021")
    sql = "select count(*) from employments where member_id = $1"
    assert await community.value(sql, community["Ben"]) == 3


async def test_an_employee_may_have_a_spell_without_an_end(community: Community) -> None:
    await community.connection.execute("update members set kind = 'EMPLOYEE' where id = $1", community["Ben"])
    outcome = await careers.add_employment(community.viewer("Ben"), started="2021-04")
    assert (await row(community, "employments", outcome.made["employment"]))["ended"] is None


async def test_two_spells_at_once_never_overlap(community: Community) -> None:
    ben = community.viewer("Ben")
    both = [careers.add_employment(ben, started=str(year), ended="2011") for year in (2005, 2006, 2007, 2008)]
    results = await asyncio.gather(*both, return_exceptions=True)
    assert sorted(type(each).__name__ for each in results) == ["Invalid", "Invalid", "Invalid", "Outcome"]


@pytest.mark.parametrize("key", ["att1", "SKILL there"])
async def test_a_department_is_one_of_this_network(community: Community, key: str) -> None:
    given = {**EARLIER, "department_id": community[key]}
    said = await refused(careers.add_employment(community.viewer("Ben"), **given))
    assert said == ("INVALID" if key == "att1" else "NOT_FOUND", "department_id")


async def test_an_edit_changes_what_is_given_and_counts_versions(community: Community) -> None:
    aoi, key = community.viewer("Aoi"), await one_of(community, "employments", "Aoi")
    before = await row(community, "employments", key)
    assert before["verified_by"] == "SELF"
    await careers.update_employment(aoi, employment_id=key, title="課長", if_version=1)
    after = await row(community, "employments", key)
    assert after == {**before, "title": "課長", "version": 2}
    with pytest.raises(Conflict) as said:
        await careers.update_employment(aoi, employment_id=key, title="部長", if_version=1)
    assert said.value.current_version == 2
    await careers.update_employment(aoi, employment_id=key, title=None, ended="2019")
    assert (await row(community, "employments", key)) == {
        **before,
        "title": None,
        "ended": "2019",
        "version": 3,
        "spell": (await row(community, "employments", key))["spell"],
    }
    assert await refused(careers.update_employment(aoi, employment_id=key, **NO_START)) == ("INVALID", "started")


async def test_of_two_edits_of_one_version_one_is_a_conflict(community: Community) -> None:
    aoi, key = community.viewer("Aoi"), await one_of(community, "employments", "Aoi")
    edits = (careers.update_employment(aoi, employment_id=key, title=f"{n}", if_version=1) for n in range(4))
    results = await asyncio.gather(*edits, return_exceptions=True)
    assert sorted(type(each).__name__ for each in results) == ["Conflict", "Conflict", "Conflict", "Outcome"]


async def removing(community: Community, name: str, whose: str) -> Outcome:
    key = await one_of(community, "employments", whose)
    return await careers.remove_employment(community.viewer(name), employment_id=key)


async def test_who_may_change_a_spell_depends_on_whose_word_it_is(community: Community) -> None:
    """Aoi's is her own word, Ben's is HR's; both are shown to everybody."""
    for table in ("employments",):
        await community.connection.execute(f"update {table} set audience = 65")
    assert await refused(removing(community, "Ben", "Aoi")) == ("FORBIDDEN", "employment_id")
    assert await refused(removing(community, "HR", "Aoi")) == ("FORBIDDEN", "employment_id")
    assert await refused(removing(community, "Ben", "Ben")) == ("FORBIDDEN", "employment_id")
    assert await refused(removing(community, "Recruiter", "Ben")) == ("FORBIDDEN", "employment_id")
    assert await refused(removing(community, "HR", "HR")) == ("FORBIDDEN", "employment_id")
    assert (await removing(community, "HR", "Ben")).made == {"member": community["Ben"]}
    assert (await removing(community, "Aoi", "Aoi")).made == {"member": community["Aoi"]}
    told = [kind for kind, _ in await community.told()]
    assert told == ["employment.removed"] * 2


async def test_what_hr_puts_on_record_is_audited_and_shown_as_its_member_wants(community: Community) -> None:
    outcome = await careers.add_employment(community.viewer("HR"), **EARLIER, member_id=community["Ben"])
    key = outcome.made["employment"]
    assert (await row(community, "employments", key))["verified_by"] == "HR"
    assert await audited(community) == ("employment.added", community["HR"], key)
    given = {**EARLIER, "member_id": community["Member 2"], "audience": [Audience.HR]}
    assert await refused(careers.add_employment(community.viewer("HR"), **given)) == ("INVALID", "audience")
    own = {**EARLIER, "started": "2000", "ended": "2001", "member_id": community["HR"]}
    outcome = await careers.add_employment(community.viewer("HR"), **own)
    assert (await row(community, "employments", outcome.made["employment"]))["verified_by"] == "SELF"


async def test_only_hr_writes_anothers_record_and_of_whom_it_does_not_see_it_writes_nothing(
    community: Community,
) -> None:
    for name in ("Aoi", "Recruiter"):
        given = {**EARLIER, "member_id": community["Ben"]}
        assert await refused(careers.add_employment(community.viewer(name), **given)) == ("FORBIDDEN", "")
    for hidden in ("Eri", "Fumi", "Gen", "Outsider"):
        for name in ("HR", "Aoi"):
            given = {**EARLIER, "member_id": community[hidden]}
            assert await refused(careers.add_employment(community.viewer(name), **given)) == ("NOT_FOUND", "member_id")


@pytest.mark.parametrize("what", ["hidden", "elsewhere", "absent", "of one who blocked"])
async def test_a_spell_that_one_does_not_see_is_absent(community: Community, what: str) -> None:
    await community.connection.execute("update employments set audience = 1 where member_id = $1", community["Ben"])
    key = {
        "hidden": await one_of(community, "employments", "Ben"),
        "elsewhere": await one_of(community, "employments", "Outsider"),
        "absent": uuid7(),
        "of one who blocked": await one_of(community, "employments", "Member 1"),
    }[what]
    for doing in (
        careers.update_employment(community.viewer("Aoi"), employment_id=key, title="x"),
        careers.remove_employment(community.viewer("Aoi"), employment_id=key),
    ):
        assert await refused(doing) == ("NOT_FOUND", "employment_id")


async def test_positions_are_ones_own_to_add_change_and_remove(community: Community) -> None:
    aoi = community.viewer("Aoi")
    given: dict[str, Any] = {"company": " 株式会社 東邦電機 ", "started": "2023-04", "industry_id": community["att1"]}
    key = (await careers.add_position(aoi, **given, place_id=community["att4"])).made["position"]
    made = await row(community, "positions", key)
    assert (made["company"], made["current"], made["industry_id"]) == ("株式会社 東邦電機", True, community["att1"])
    await careers.update_position(aoi, position_id=key, ended="2024", industry_id=None, if_version=1)
    made = await row(community, "positions", key)
    assert (made["ended"], made["current"], made["industry_id"], made["version"]) == ("2024", False, None, 2)
    assert made["place_id"] == community["att4"]
    await careers.remove_position(aoi, position_id=key)
    assert await community.value("select count(*) from positions where id = $1", key) == 0
    told = [("position.added", key), ("position.updated", key), ("position.removed", key)]
    assert await community.told() == told


async def test_what_is_no_position_is_refused(community: Community) -> None:
    before = await everything(community)
    for given, path in NO_POSITIONS:
        values: dict[str, Any] = {
            key: community[value] if key.endswith("_id") else value for key, value in given.items()
        }
        assert await refused(careers.add_position(community.viewer("Aoi"), **values)) == ("INVALID", path), given
    assert await everything(community) == before


async def test_nobody_changes_the_position_of_another(community: Community) -> None:
    await community.connection.execute("update positions set audience = 65")
    key = await one_of(community, "positions", "Ben")
    for name in ("Aoi", "HR"):
        viewer = community.viewer(name)
        for doing in (
            careers.update_position(viewer, position_id=key),
            careers.remove_position(viewer, position_id=key),
        ):
            assert await refused(doing) == ("FORBIDDEN", "position_id")
    gone = await one_of(community, "positions", "Outsider")
    assert await refused(careers.remove_position(community.viewer("Aoi"), position_id=gone)) == (
        "NOT_FOUND",
        "position_id",
    )


async def test_there_are_fifty_positions_at_most_also_when_two_add_the_last_one(community: Community) -> None:
    await community.connection.execute(
        "insert into positions (id, network_id, member_id, company, started, version) select gen_random_uuid(), $2, $1,"
        " 'Company ' || n, '2001', 1 from generate_series(1, 49 - (select count(*)::int from positions"
        " where member_id = $1)) n",
        community["Aoi"],
        community["here"],
    )
    adding = (careers.add_position(community.viewer("Aoi"), company=f"{n}", started="2020") for n in range(3))
    results = await asyncio.gather(*adding, return_exceptions=True)
    assert sorted(type(each).__name__ for each in results) == ["Conflict", "Conflict", "Outcome"]
    assert await community.value("select count(*) from positions where member_id = $1", community["Aoi"]) == 50


async def test_refusals_speak_both_languages(community: Community) -> None:
    with pytest.raises(Invalid) as said:
        await careers.add_employment(community.viewer("Ben"), started="2013", ended="2014")
    assert said.value.told(Locale.EN) == "There is another spell at that time."
    assert said.value.told(Locale.JA) == "同じ時期に別の在籍期間が登録されています。"


async def test_one_of_hr_who_loses_the_role_changes_records_no_more(community: Community) -> None:
    await community.connection.execute("update employments set audience = 65")
    await give_role(community, "HR", Role.MODERATOR)
    assert await refused(removing(community, "HR", "Ben")) == ("FORBIDDEN", "employment_id")
