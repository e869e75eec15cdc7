"""Who is notified of applications: who keeps the job, and the applicant, each of the other's steps."""

from collections.abc import AsyncIterator

import pytest

from actions import blocks
from graph.compile.engine import Engine
from models.application_stages import ApplicationStage as Stage
from tests.actions.notified import Notified
from tests.actions.test_applications import applied, move
from tests.actions.test_jobs import let_members, published
from tests.community import Community

EMPTY = ("notifications", "notification_preferences", "notification_settings", "mutes", "saved_searches")


@pytest.fixture
async def home(community: Community) -> AsyncIterator[Notified]:
    for table in EMPTY:
        await community.connection.execute(f"delete from {table}")
    engine = await Engine.open(community.url, connections=1)
    yield Notified(community, engine)
    await engine.close()


async def test_an_application_is_told_to_those_who_keep_the_companys_jobs(home: Notified) -> None:
    made = await applied(home.community, await published(home.community))
    for name in ("HR", "Recruiter"):
        assert await home.told(name) == [("APPLICATION_RECEIVED", [])]
        assert (await home.nodes(name))[0]["subject"] == {"__typename": "Application", "id": f"apl_{made}"}
    for name in ("Aoi", "Ben", "Chie"):
        assert await home.told(name) == []


async def test_what_was_withdrawn_before_it_is_told_is_told_as_that_alone(home: Notified) -> None:
    made = await applied(home.community, await published(home.community))
    await move(home.community, made, Stage.WITHDRAWN)
    assert await home.told("HR") == [("APPLICATION_WITHDRAWN", [])]


async def test_the_applicant_is_told_of_each_step_and_not_who_took_it(home: Notified) -> None:
    made = await applied(home.community, await published(home.community))
    await move(home.community, made, Stage.SCREENING)
    await move(home.community, made, Stage.OFFER)
    assert await home.told("Aoi") == [("APPLICATION_ADVANCED", [])]
    assert [(each["count"], each["actorCount"]) for each in await home.nodes("Aoi")] == [(2, 0)]
    await move(home.community, made, Stage.ACCEPTED)
    assert ("APPLICATION_ANSWERED", []) in await home.told("Recruiter")
    assert [kind for kind, _ in await home.told("Aoi")] == ["APPLICATION_ADVANCED"]


async def test_who_keeps_jobs_no_more_has_nothing_left_of_applications(home: Notified) -> None:
    await applied(home.community, await published(home.community))
    assert len(await home.told("Recruiter")) == 1
    await home.community.connection.execute("update members set roles = '{}' where id = $1", home["Recruiter"])
    assert await home.told("Recruiter") == []


async def test_whom_the_applicant_has_blocked_is_told_nothing_before_and_after(home: Notified) -> None:
    job = await published(home.community)
    await blocks.block(home.viewer("Aoi"), member_id=home["Recruiter"])
    await applied(home.community, job)
    assert await home.told("Recruiter") == []
    assert len(await home.told("HR")) == 1
    await blocks.block(home.viewer("Aoi"), member_id=home["HR"])
    assert await home.told("HR") == []


async def test_an_application_to_a_member_is_told_to_that_member_alone(home: Notified) -> None:
    await let_members(home.community)
    job = await published(home.community, "Ben", by_company=False)
    await applied(home.community, job)
    assert await home.told("Ben") == [("APPLICATION_RECEIVED", [])]
    for name in ("HR", "Recruiter"):
        assert await home.told(name) == []
