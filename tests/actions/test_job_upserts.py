"""Jobs that a partner puts under its own ids."""

import asyncio
from datetime import date, timedelta
from typing import Any

import pytest

from actions import job_upserts, jobs
from actions.refusals import Conflict, Forbidden, Invalid
from models.contract_terms import MUST_BE_STATED
from models.jobs import JobKind
from tests.actions.acting import kinds
from tests.community import Community

REGULAR: dict[str, Any] = {"kind": JobKind.REGULAR, "title": "Engineer", "body": "Work with **us**"}
TERMS = {name: 30 if name == "payment_days" else f"The {name}" for name in MUST_BE_STATED}


async def put(community: Community, name: str = "Recruiter", **given: Any) -> Any:
    """Put a job; its row."""
    made = await job_upserts.put(community.viewer(name), **{"external_id": "A-1", **REGULAR, **given})
    return await community.connection.fetchrow("select * from jobs where id = $1", made.made["job"])


async def test_a_new_id_makes_a_job_of_the_company_and_shows_it(community: Community) -> None:
    job = await put(community, wanted_ids=[community["att0"]])
    assert (job["external_id"], job["status"], job["by_company"], job["title"]) == (
        "A-1",
        "PUBLISHED",
        True,
        "Engineer",
    )
    assert "<strong>us</strong>" in job["body_html"]
    assert await kinds(community) == ["job.published"]
    wanted = "select attribute_id from job_attributes where job_id = $1"
    assert await community.value(wanted, job["id"]) == community["att0"]


async def test_to_put_the_same_again_changes_and_tells_nothing(community: Community) -> None:
    given: dict[str, Any] = {
        "wanted_ids": [community["att0"]],
        "segment": {"kinds": ["ALUMNUS"]},
        "compensation": {"min": 5, "currency": "JPY", "unit": "HOUR"},
        "valid_through": date.today() + timedelta(days=30),
    }
    first = await put(community, **given)
    again = await put(community, "HR", **given)
    assert dict(again) == dict(first)
    assert await kinds(community) == ["job.published"]


async def test_another_word_is_an_edit_and_what_is_not_given_stays(community: Community) -> None:
    first = await put(community, hours_per_week=20, segment={"kinds": ["ALUMNUS"]})
    again = await put(community, title="Senior engineer")
    assert (again["id"], again["title"], again["hours_per_week"]) == (first["id"], "Senior engineer", 20)
    assert (again["version"], again["segment_id"]) == (first["version"] + 1, first["segment_id"])
    assert await kinds(community) == ["job.published", "job.edited"]


async def test_another_segment_takes_the_place_of_the_first(community: Community) -> None:
    first = await put(community, segment={"kinds": ["ALUMNUS"]})
    again = await put(community, segment={"kinds": ["EMPLOYEE"]})
    assert await community.value("select count(*) from segments where id = $1", first["segment_id"]) == 0
    none = await put(community, segment=None)
    assert await community.value("select count(*) from segments where id = $1", again["segment_id"]) == 0
    assert none["segment_id"] is None


async def test_a_draft_is_put_first_and_shown_later(community: Community) -> None:
    first = await put(community, publish=False)
    assert first["status"] == "DRAFT"
    again = await put(community)
    assert (again["id"], again["status"]) == (first["id"], "PUBLISHED")
    assert await kinds(community) == ["job.drafted", "job.published"]


async def test_a_contract_is_not_shown_without_its_terms_and_nothing_is_left(community: Community) -> None:
    before = await community.value("select count(*) from jobs")
    with pytest.raises(Invalid) as said:
        await put(community, kind=JobKind.CONTRACT)
    assert said.value.path == ("contract_terms", MUST_BE_STATED[0])
    assert await community.value("select count(*) from jobs") == before
    job = await put(community, kind=JobKind.CONTRACT, terms=TERMS)
    assert job["status"] == "PUBLISHED"
    again = await put(community, kind=JobKind.CONTRACT, terms=TERMS)
    assert again["version"] == job["version"]


async def test_another_day_keeps_it_open_for_longer(community: Community) -> None:
    last = date.today() + timedelta(days=10)
    await put(community, valid_through=last)
    again = await put(community, valid_through=last + timedelta(days=5))
    assert again["valid_through"] == last + timedelta(days=5)
    assert await kinds(community) == ["job.published", "job.extended"]


async def test_a_job_that_is_over_stays_over(community: Community) -> None:
    job = await put(community)
    await jobs.close(community.viewer("Recruiter"), job_id=job["id"])
    with pytest.raises(Conflict) as said:
        await put(community)
    assert said.value.path == ("external_id",)


async def test_an_id_is_the_networks_own(community: Community) -> None:
    here = await put(community)
    await community.connection.execute("update members set roles = '{RECRUITER}' where id = $1", community["Outsider"])
    there = await put(community, "Outsider")
    assert here["id"] != there["id"]


async def test_who_does_not_recruit_puts_nothing(community: Community) -> None:
    with pytest.raises(Forbidden):
        await put(community, "Aoi")


async def test_two_at_once_make_one_job(community: Community) -> None:
    made = await asyncio.gather(*(put(community, title=f"Title {number}") for number in range(4)))
    assert len({job["id"] for job in made}) == 1
    assert await community.value("select count(*) from jobs where external_id = 'A-1'") == 1
