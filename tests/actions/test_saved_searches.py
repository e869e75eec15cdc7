"""Saved searches: each member's own, stored as they were given."""

import asyncio
from typing import Any

import orjson
import pytest

from actions import saved_searches
from actions.refusals import Conflict
from models.saved_searches import Alerts
from tests.actions.profiles import everything, one_of, refused, row, sight
from tests.community import Community

FILTER: dict[str, Any] = {"search": '東京 "x" \u2028 👍', "attributes": {"anyOf": ["att_1"]}, "cohort": 2010}


async def test_a_search_is_stored_as_it_was_given_and_seen_by_its_owner_alone(community: Community) -> None:
    outcome = await saved_searches.save(community.viewer("Aoi"), name=" 東京の 人 ", filter=FILTER)
    made = await row(community, "saved_searches", outcome.made["saved_search"])
    assert orjson.loads(made["criteria"]) == FILTER
    assert (made["name"], made["alerts"], made["version"]) == ("東京の 人", "NONE", 1)
    assert made["id"] in (await sight(community, "Aoi")).sees["saved_searches"]
    assert made["id"] not in (await sight(community, "HR")).sees["saved_searches"]
    assert await community.told() == [("search.saved", made["id"])]


async def test_name_filter_and_rhythm_are_changed_each_by_itself(community: Community) -> None:
    aoi, key = community.viewer("Aoi"), await one_of(community, "saved_searches", "Aoi")
    before = await row(community, "saved_searches", key)
    await saved_searches.update(aoi, saved_search_id=key, name="other")
    assert await row(community, "saved_searches", key) == {**before, "name": "other", "version": 2}
    await saved_searches.update(aoi, saved_search_id=key, alerts=Alerts.DAILY)
    await saved_searches.update(aoi, saved_search_id=key, filter={}, if_version=3)
    changed = {"name": "other", "alerts": "DAILY", "criteria": "{}", "asked": "{}", "version": 4}
    after = await row(community, "saved_searches", key)
    times = {name: after[name] for name in ("due_at", "since_at", "alerted_at")}
    assert after == {**before, **changed, **times}
    assert None not in times.values()
    with pytest.raises(Conflict) as said:
        await saved_searches.update(aoi, saved_search_id=key, name="x", if_version=3)
    assert said.value.current_version == 4


async def test_what_cannot_be_saved_is_refused_and_leaves_nothing(community: Community) -> None:
    before, aoi = await everything(community), community.viewer("Aoi")
    long: dict[str, Any] = {"search": "x" * 8_000}
    assert await refused(saved_searches.save(aoi, name=" ", filter={})) == ("INVALID", "name")
    assert await refused(saved_searches.save(aoi, name="x" * 101, filter={})) == ("INVALID", "name")
    assert await refused(saved_searches.save(aoi, name="x", filter=long)) == ("INVALID", "filter")
    key = await one_of(community, "saved_searches", "Aoi")
    assert await refused(saved_searches.update(aoi, saved_search_id=key, filter=long)) == ("INVALID", "filter")
    assert await everything(community) == before


async def test_a_search_is_of_members_or_of_jobs_and_stays_so(community: Community) -> None:
    aoi = community.viewer("Aoi")
    everybody = (await saved_searches.save(aoi, name="x")).made["saved_search"]
    assert (await row(community, "saved_searches", everybody))["criteria"] == "{}"
    assert await refused(saved_searches.save(aoi, name="x", filter={}, job_filter={})) == ("INVALID", "job_filter")
    jobs = (await saved_searches.save(aoi, name="x", job_filter={"kinds": ["COMEBACK"]})).made["saved_search"]
    assert (await row(community, "saved_searches", jobs))["kind"] == "JOBS"
    assert await refused(saved_searches.update(aoi, saved_search_id=jobs, filter={})) == ("INVALID", "filter")
    await saved_searches.update(aoi, saved_search_id=jobs, job_filter={"remote": ["FULL"]}, alerts=Alerts.LIVE)
    changed = await row(community, "saved_searches", jobs)
    assert (changed["criteria"], changed["alerts"], changed["due_at"]) == ('{"remote":["FULL"]}', "LIVE", None)


async def test_there_are_no_alerts_of_whom_one_knows(community: Community) -> None:
    aoi = community.viewer("Aoi")
    personal: dict[str, Any] = {"tiedToViewer": False}
    saving = saved_searches.save(aoi, name="x", filter=personal, alerts=Alerts.LIVE)
    assert await refused(saving) == ("INVALID", "filter.tiedToViewer")
    kept = (await saved_searches.save(aoi, name="x", filter=personal)).made["saved_search"]
    updating = saved_searches.update(aoi, saved_search_id=kept, alerts=Alerts.WEEKLY)
    assert await refused(updating) == ("INVALID", "filter.tiedToViewer")
    await saved_searches.update(aoi, saved_search_id=kept, filter={"cohort": 2012}, alerts=Alerts.WEEKLY)


async def test_anothers_search_is_absent(community: Community) -> None:
    key = await one_of(community, "saved_searches", "Aoi")
    for name in ("Ben", "HR", "Outsider", "Aoi there"):
        viewer = community.viewer(name)
        for doing in (
            saved_searches.update(viewer, saved_search_id=key, name="x"),
            saved_searches.delete(viewer, saved_search_id=key),
        ):
            assert await refused(doing) == ("NOT_FOUND", "saved_search_id")
    await saved_searches.delete(community.viewer("Aoi"), saved_search_id=key)
    assert await community.value("select count(*) from saved_searches where id = $1", key) == 0


async def test_there_are_a_hundred_at_most_also_when_several_come_at_once(community: Community) -> None:
    await community.connection.execute("delete from saved_searches where kind = 'JOBS'")
    await community.connection.execute(
        "insert into saved_searches (id, network_id, member_id, name, criteria, alerts, created_at, version)"
        " select gen_random_uuid(), $2, $1, n::text, '{}', 'NONE', now(), 1 from generate_series(1, 98) n",
        community["Aoi"],
        community["here"],
    )
    doing = (saved_searches.save(community.viewer("Aoi"), name=f"{n}", filter={}) for n in range(3))
    results = await asyncio.gather(*doing, return_exceptions=True)
    assert sorted(type(each).__name__ for each in results) == ["Conflict", "Conflict", "Outcome"]
