"""Interest in coming back is sealed, and talks are offered blindly: nobody learns of it before its member agrees."""

import json
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from actions import blocks, comeback, exclusions, jobs, joining, talks
from actions.comeback import Confidant
from actions.talks import Shown
from actions.upkeep import forget_wishes
from graph.compile.engine import Engine
from graph.compile.keys import global_id
from models.jobs import JobKind
from models.privacy import ExclusionKind
from tests.actions.acting import refused, visible
from tests.community import Community

ALL = "delete from comeback_interests"
SEEN_BY_RECRUITER = """
query($job: ID!) {
  comebackInterest { id } comebackInterests { totalCount edges { node { id } } }
  talks { totalCount edges { node { id answers { totalCount edges { node { id name } } } } } }
  job(id: $job) { title viewerInterest { id } matchScore }
}
"""


@pytest.fixture
async def quiet(community: Community) -> Community:
    """The world before anybody said that they would come back."""
    await community.connection.execute("delete from talks")
    await community.connection.execute(ALL)
    return community


async def said(community: Community, name: str = "Aoi", **more: Any) -> UUID:
    """What somebody says, in secret unless told to a role."""
    given = {"kinds": [JobKind.COMEBACK], "note": "いつか", **more}
    made: UUID = (await comeback.say(community.viewer(name), **given)).made["interest"]
    return made


async def test_who_is_hired_back_wants_to_come_back_no_more(quiet: Community) -> None:
    await said(quiet)
    talk = await opened(quiet, await published(quiet))
    await talks.accept(quiet.viewer("Aoi"), talk_id=talk)
    await quiet.connection.execute(
        "update employments set ended = '2020-03' where ended is null and member_id = $1", quiet["Aoi"]
    )
    await joining.rehire(quiet.viewer("HR"), member_id=quiet["Aoi"], started="2026-04")
    for table in ("comeback_interests", "talk_answers"):
        assert await quiet.value(f"select count(*) from {table} where member_id = $1", quiet["Aoi"]) == 0


async def test_what_has_expired_is_forgotten_with_all_that_was_answered(quiet: Community) -> None:
    await said(quiet)
    await said(quiet, "Dan")
    await forget_wishes()
    talk = await opened(quiet, await published(quiet))
    await talks.accept(quiet.viewer("Aoi"), talk_id=talk)
    late = (
        "update comeback_interests set said_at = said_at - interval '1 year', expires_at = now() where member_id = $1"
    )
    await quiet.connection.execute(late, quiet["Aoi"])
    assert await forget_wishes() == 1
    assert await quiet.value("select count(*) from talk_answers") == 0
    assert await quiet.value("select count(*) from comeback_interests") == 1


async def published(community: Community, **more: Any) -> UUID:
    """A job of the company to come back to."""
    given = {"kind": JobKind.COMEBACK, "title": "設計", "body": "x", **more}
    made: UUID = (await jobs.draft(community.viewer("HR"), **given)).made["job"]
    await jobs.publish(community.viewer("HR"), job_id=made)
    return made


async def opened(community: Community, job: UUID, name: str = "Recruiter") -> UUID:
    """A talk about a job."""
    made: UUID = (await talks.begin(community.viewer(name), job_id=job, words="お話しませんか")).made["talk"]
    return made


async def sees(community: Community, name: str, table: str, key: UUID) -> bool:
    """Does a member see the row, by the product's rule and by the oracle's?"""
    prefix = {"talks": "tlk", "talk_answers": "tan", "comeback_interests": "cbi"}[table]
    found = await asked(community, name, "query($id: ID!) { node(id: $id) { id } }", id=global_id(prefix, key))
    by_oracle = key in await visible(community, name, table)
    assert (found["node"] is not None) == by_oracle
    return by_oracle


async def asked(community: Community, name: str, document: str, **variables: Any) -> Any:
    """What a member is answered."""
    engine = await Engine.open(community.url, connections=1)
    try:
        return json.loads((await engine.execute(community.viewer(name), document, variables)).body)["data"]
    finally:
        await engine.close()


async def test_invariant_9_comeback_interest_is_sealed_from_everybody(quiet: Community) -> None:
    job = await published(quiet)
    await opened(quiet, job)
    key = global_id("job", job)
    before = {name: await asked(quiet, name, SEEN_BY_RECRUITER, job=key) for name in ("Recruiter", "HR", "Ben")}
    made = await said(quiet)
    after = {name: await asked(quiet, name, SEEN_BY_RECRUITER, job=key) for name in ("Recruiter", "HR", "Ben")}
    assert before == after
    assert [
        name for name in ("Aoi", "Ben", "HR", "Recruiter") if await sees(quiet, name, "comeback_interests", made)
    ] == ["Aoi"]


async def test_it_holds_for_half_a_year_until_it_is_confirmed_or_withdrawn(quiet: Community) -> None:
    made = await said(quiet)
    row = await quiet.connection.fetchrow("select * from comeback_interests")
    assert row["expires_at"] - row["said_at"] == timedelta(days=183)
    assert await said(quiet, note="もう一度") == made
    await comeback.confirm(quiet.viewer("Aoi"), expires_at=row["said_at"] + timedelta(days=366))
    await comeback.withdraw(quiet.viewer("Aoi"))
    assert await quiet.value("select count(*) from comeback_interests") == 0
    assert (await refused(comeback.confirm(quiet.viewer("Aoi"))))[0] == "NOT_FOUND"


async def test_only_who_has_left_says_so(quiet: Community) -> None:
    assert (await refused(said(quiet, "Recruiter")))[0] == "FORBIDDEN"


async def test_a_role_reads_what_is_told_to_it_and_the_excluded_never(quiet: Community) -> None:
    made = await said(quiet, told_to=[Confidant.RECRUITER])
    assert await sees(quiet, "Recruiter", "comeback_interests", made)
    assert not await sees(quiet, "HR", "comeback_interests", made)
    await exclusions.add(quiet.viewer("Aoi"), kind=ExclusionKind.MEMBER, member_id=quiet["Recruiter"])
    assert not await sees(quiet, "Recruiter", "comeback_interests", made)


async def test_a_talk_is_offered_to_whom_the_job_suits_and_to_nobody_else(quiet: Community) -> None:
    await said(quiet)
    await said(quiet, "Hana", kinds=[JobKind.PROJECT])
    talk = await opened(quiet, await published(quiet))
    assert await sees(quiet, "Aoi", "talks", talk)
    assert not await sees(quiet, "Hana", "talks", talk)
    assert not await sees(quiet, "HR", "talks", talk)
    await said(quiet, "Hana")
    assert await sees(quiet, "Hana", "talks", talk), "who says so later is offered it too"


async def test_a_talk_keeps_to_segments_blocks_and_exclusions(quiet: Community) -> None:
    await said(quiet)
    for_guests = await opened(quiet, await published(quiet, segment={"kinds": ["GUEST"]}))
    assert not await sees(quiet, "Aoi", "talks", for_guests)
    talk = await opened(quiet, await published(quiet))
    assert await sees(quiet, "Aoi", "talks", talk)
    await blocks.block(quiet.viewer("Aoi"), member_id=quiet["Recruiter"])
    assert not await sees(quiet, "Aoi", "talks", talk)
    by_hr = await opened(quiet, await published(quiet), "HR")
    await exclusions.add(quiet.viewer("Aoi"), kind=ExclusionKind.MEMBER, member_id=quiet["HR"])
    assert not await sees(quiet, "Aoi", "talks", by_hr)


async def test_agreeing_shows_the_name_and_what_is_chosen_to_who_opened_it_alone(quiet: Community) -> None:
    interest = await said(quiet, starts_from="2027-04")
    talk = await opened(quiet, await published(quiet))
    given: dict[str, Any] = {"talk_id": talk, "shows": [Shown.KINDS, Shown.STARTS_FROM]}
    answer = (await talks.accept(quiet.viewer("Aoi"), **given)).made["answer"]
    row = await quiet.connection.fetchrow("select * from talk_answers where id = $1", answer)
    assert (row["name"], row["kinds"], row["starts_from"], row["note"]) == ("Aoi", ["COMEBACK"], "2027-04", None)
    assert await sees(quiet, "Recruiter", "talk_answers", answer)
    assert not await sees(quiet, "HR", "talk_answers", answer)
    assert not await sees(quiet, "Recruiter", "comeback_interests", interest)


async def test_taking_an_answer_or_the_interest_back_ends_what_is_shown_at_once(quiet: Community) -> None:
    await said(quiet)
    talk = await opened(quiet, await published(quiet))
    answer = (await talks.accept(quiet.viewer("Aoi"), talk_id=talk)).made["answer"]
    assert (await refused(talks.take_back(quiet.viewer("Recruiter"), answer_id=answer)))[0] == "FORBIDDEN"
    await talks.take_back(quiet.viewer("Aoi"), answer_id=answer)
    assert await visible(quiet, "Recruiter", "talk_answers") == set()
    await talks.accept(quiet.viewer("Aoi"), talk_id=talk)
    await comeback.withdraw(quiet.viewer("Aoi"))
    assert await visible(quiet, "Recruiter", "talk_answers") == set()


async def test_who_declines_is_told_to_nobody(quiet: Community) -> None:
    await said(quiet)
    job = await published(quiet)
    talk, key = await opened(quiet, job), global_id("job", job)
    before = await asked(quiet, "Recruiter", SEEN_BY_RECRUITER, job=key)
    answer = (await talks.decline(quiet.viewer("Aoi"), talk_id=talk)).made["answer"]
    assert await asked(quiet, "Recruiter", SEEN_BY_RECRUITER, job=key) == before
    assert await sees(quiet, "Aoi", "talk_answers", answer)


async def test_only_open_jobs_of_the_company_are_talked_about_by_those_who_recruit(quiet: Community) -> None:
    job = await published(quiet)
    again: dict[str, Any] = {"job_id": job, "words": "x"}
    assert (await refused(talks.begin(quiet.viewer("Ben"), **again)))[0] == "FORBIDDEN"
    assert (await refused(talks.begin(quiet.viewer("HR"), job_id=job, words=" ")))[2] == ("words",)
    talk = await opened(quiet, job)
    await said(quiet)
    await talks.close(quiet.viewer("Recruiter"), talk_id=talk)
    assert not await sees(quiet, "Aoi", "talks", talk)
    assert (await refused(talks.accept(quiet.viewer("Aoi"), talk_id=talk)))[0] == "NOT_FOUND"
    await jobs.close(quiet.viewer("HR"), job_id=job)
    assert (await refused(talks.begin(quiet.viewer("HR"), **again)))[0] == "CONFLICT"


async def test_a_job_says_to_who_would_come_back_that_it_suits(quiet: Community) -> None:
    made, job = await said(quiet), global_id("job", await published(quiet))
    document = "query($job: ID!) { job(id: $job) { viewerInterest { id } } }"
    assert (await asked(quiet, "Aoi", document, job=job))["job"]["viewerInterest"] == {"id": global_id("cbi", made)}
    await said(quiet, kinds=[JobKind.PROJECT])
    assert (await asked(quiet, "Aoi", document, job=job))["job"]["viewerInterest"] is None
