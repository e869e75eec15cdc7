"""Who is notified of applications and talks: each side of the other's steps, and of what is sealed nobody else."""

from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

import pytest

from actions import applications, blocks, notifications, referrals, talks
from actions.notification_mails import mail_all
from graph.compile.engine import Engine
from models.application_stages import ApplicationStage as Stage
from models.channels import Channel
from models.notification_kinds import NotificationKind
from models.notification_preferences import Digest
from models.referrals import ReferrerTold
from tests.actions.acting import refused
from tests.actions.notified import Notified
from tests.actions.test_applications import applied, move
from tests.actions.test_comeback import opened, said
from tests.actions.test_comeback import published as comeback_job
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


async def offered(home: Notified, name: str = "Recruiter") -> UUID:
    """A talk about a job to come back to."""
    await home.community.connection.execute("delete from talks")
    return await opened(home.community, await comeback_job(home.community), name)


async def wishes(home: Notified, *names: str) -> None:
    """Nobody but these would come back."""
    await home.community.connection.execute("delete from comeback_interests")
    for name in names:
        await said(home.community, name)


async def test_a_talk_is_told_to_those_to_whom_it_is_offered_and_to_nobody_else(home: Notified) -> None:
    await wishes(home, "Aoi")
    talk = await offered(home)
    assert await home.told("Aoi") == [("TALK_OFFERED", [])]
    assert (await home.nodes("Aoi"))[0]["subject"] == {"__typename": "Talk", "id": f"tlk_{talk}"}
    for name in ("Ben", "Hana", "HR", "Recruiter"):
        assert await home.told(name) == []


async def test_that_a_talk_was_told_is_in_no_line_of_the_log_and_in_no_mail(home: Notified) -> None:
    await notifications.set_digest(home.viewer("Aoi"), digest=Digest.DAILY)
    await home.community.connection.execute("delete from mails")
    await wishes(home, "Aoi")
    await offered(home)
    head = "select position from network_heads where network_id = $1"
    before = await home.community.value(head, home["here"])
    assert [kind for kind, _ in await home.told("Aoi")] == ["TALK_OFFERED"]
    await home.community.connection.execute("update notifications set first_at = first_at - interval '1 hour'")
    await home.community.connection.execute("update notification_settings set digest_due_at = now()")
    await mail_all()
    assert await home.community.value("select count(*) from mails") == 0
    assert await home.community.value(head, home["here"]) == before
    wanted: dict[str, Any] = {"kind": NotificationKind.TALK_OFFERED, "channel": Channel.MAIL, "wanted": True}
    assert (await refused(notifications.set_preference(home.viewer("Aoi"), **wanted)))[0] == "INVALID"


async def test_what_a_talk_told_goes_when_it_is_offered_no_more(home: Notified) -> None:
    await wishes(home, "Aoi")
    talk = await offered(home)
    assert len(await home.told("Aoi")) == 1
    await talks.close(home.viewer("Recruiter"), talk_id=talk)
    assert await home.told("Aoi") == []


async def test_who_opened_a_talk_is_told_who_agreed_until_they_take_it_back(home: Notified) -> None:
    await wishes(home, "Aoi")
    talk = await offered(home)
    answer = (await talks.accept(home.viewer("Aoi"), talk_id=talk)).made["answer"]
    assert await home.told("Recruiter") == [("TALK_ACCEPTED", [])]
    assert (await home.nodes("Recruiter"))[0]["subject"] == {"__typename": "TalkAnswer", "id": f"tan_{answer}"}
    assert await home.told("HR") == []
    await talks.take_back(home.viewer("Aoi"), answer_id=answer)
    assert await home.told("Recruiter") == []


async def test_who_declines_a_talk_is_told_to_nobody(home: Notified) -> None:
    await wishes(home, "Aoi")
    await talks.decline(home.viewer("Aoi"), talk_id=await offered(home))
    assert await home.told("Recruiter") == []


async def referred(home: Notified, told: ReferrerTold) -> tuple[UUID, UUID]:
    """A job that Aoi told Ben of, and Ben's application, which was rejected."""
    job = await published(home.community)
    about: dict[str, Any] = {"job_id": job, "member_id": home["Ben"], "words": "x"}
    key = (await referrals.refer(home.viewer("Aoi"), **about)).made["referral"]
    assert await home.told("Ben") == [("REFERRAL_RECEIVED", ["Aoi"])]
    given: dict[str, Any] = {"job_id": job, "fields": [], "referral_id": key, "tell_referrer": told}
    made = (await applications.apply(home.viewer("Ben"), **given)).made["application"]
    await move(home.community, made, Stage.REJECTED)
    return key, made


async def test_a_referral_is_told_to_its_candidate_and_what_comes_of_it_to_its_referrer(home: Notified) -> None:
    key, _ = await referred(home, ReferrerTold.OUTCOME)
    assert await home.told("Aoi") == [("REFERRAL_PROGRESSED", [])]
    (node,) = await home.nodes("Aoi")
    assert (node["count"], node["subject"]) == (2, {"__typename": "Referral", "id": f"rfl_{key}"})


async def test_a_referrer_who_is_told_nothing_is_not_notified(home: Notified) -> None:
    await referred(home, ReferrerTold.NOTHING)
    assert await home.told("Aoi") == []
