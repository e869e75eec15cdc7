"""A referral moves nothing before its candidate applies with it, and its referrer is told what they let be told."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import orjson
import pytest

from actions import applications, blocks, hires, jobs, referrals, ties
from graph.compile.engine import Engine
from graph.compile.keys import global_id
from models.application_stages import ApplicationReason, ApplicationStage
from models.jobs import JobKind
from models.referrals import COOLDOWN_DAYS, LASTS_DAYS, ReferralProgress, ReferrerTold
from tests.actions.acting import refused, visible
from tests.community import Community

SEEN = """
query($job: ID!) {
  job(id: $job) { title applications(first: 10) { totalCount edges { node {
    id stage applicantName snapshot { value } referrerTold
    referral { id words recommendation progress declinedAt referrer { displayName } candidate { displayName } } } } } }
  viewer {
    referralsMade(first: 50) { totalCount edges { node { id words progress declinedAt recommendation } } }
    referralsReceived(first: 50) { totalCount edges { node { id words progress declinedAt recommendation } } }
    notifications(first: 10) { totalCount }
  }
}
"""


@pytest.fixture
async def quiet(community: Community) -> Community:
    """The world before anybody told anybody of a job. Aoi is tied to Ben, Chie and Dan."""
    await community.connection.execute("delete from referrals")
    await community.connection.execute("delete from applications")
    return community


async def published(community: Community, **more: Any) -> UUID:
    given = {"kind": JobKind.COMEBACK, "title": "設計", "body": "x", **more}
    made: UUID = (await jobs.draft(community.viewer("HR"), **given)).made["job"]
    await jobs.publish(community.viewer("HR"), job_id=made)
    return made


async def referred(community: Community, job: UUID, by: str = "Aoi", who: str = "Ben", **more: Any) -> UUID:
    given = {"words": "合うと思います", "recommendation": "頼れる人です", **more}
    made = await referrals.refer(community.viewer(by), job_id=job, member_id=community[who], **given)
    key: UUID = made.made["referral"]
    return key


async def applied(community: Community, job: UUID, who: str = "Ben", **more: Any) -> UUID:
    made: UUID = (await applications.apply(community.viewer(who), job_id=job, fields=[], **more)).made["application"]
    return made


async def asked(community: Community, name: str, job: UUID) -> Any:
    """Everything that a member is shown of a job and of referrals."""
    engine = await Engine.open(community.url, connections=1)
    try:
        answer = await engine.execute(community.viewer(name), SEEN, {"job": global_id("job", job)})
    finally:
        await engine.close()
    assert b'"errors"' not in answer.body, answer.body
    return orjson.loads(answer.body)["data"]


async def made_by(community: Community, name: str, job: UUID) -> list[Any]:
    """The referrals that a member made."""
    return [edge["node"] for edge in (await asked(community, name, job))["viewer"]["referralsMade"]["edges"]]


async def progress(community: Community, job: UUID) -> str:
    """How far Aoi's referral has come, to Aoi."""
    (node,) = await made_by(community, "Aoi", job)
    return str(node["progress"])


async def test_before_the_candidate_applies_who_keeps_the_job_sees_and_hears_nothing_of_it(quiet: Community) -> None:
    job = await published(quiet)
    before = [await asked(quiet, name, job) for name in ("HR", "Recruiter", "Chie")]
    made = await referred(quiet, job)
    await referrals.decline(quiet.viewer("Ben"), referral_id=made)
    assert [await asked(quiet, name, job) for name in ("HR", "Recruiter", "Chie")] == before
    for name in ("HR", "Recruiter", "Chie", "Hana"):
        assert await visible(quiet, name, "referrals") == set()
    assert await visible(quiet, "Ben", "referrals") == await visible(quiet, "Aoi", "referrals") == {made}


async def test_with_the_application_goes_what_the_candidate_has_read_and_not_what_was_said_to_them(
    quiet: Community,
) -> None:
    job = await published(quiet)
    made = await referred(quiet, job)
    (read,) = (await asked(quiet, "Ben", job))["viewer"]["referralsReceived"]["edges"]
    assert (read["node"]["words"], read["node"]["recommendation"]) == ("合うと思います", "頼れる人です")
    await applied(quiet, job, referral_id=made)
    (edge,) = (await asked(quiet, "Recruiter", job))["job"]["applications"]["edges"]
    shown = edge["node"]["referral"]
    assert shown["id"] == global_id("rfl", made)
    assert (shown["words"], shown["recommendation"], shown["progress"]) == (None, "頼れる人です", None)
    assert shown["referrer"] == {"displayName": "Aoi"}
    assert edge["node"]["referrerTold"] is None, "what the referrer is told is the applicant's business"


async def test_taking_the_application_back_takes_the_referral_along_at_once(quiet: Community) -> None:
    job = await published(quiet)
    made = await referred(quiet, job)
    sent = await applied(quiet, job, referral_id=made, tell_referrer=ReferrerTold.OUTCOME)
    assert await progress(quiet, job) == "APPLIED"
    await applications.withdraw(quiet.viewer("Ben"), application_id=sent)
    assert await visible(quiet, "Recruiter", "referrals") == set()
    assert await progress(quiet, job) == "WAITING"


@pytest.mark.parametrize("told", [None, *ReferrerTold])
async def test_the_referrer_is_told_what_the_candidate_lets_be_told(
    quiet: Community, told: ReferrerTold | None
) -> None:
    job = await published(quiet)
    sent = await applied(quiet, job, referral_id=await referred(quiet, job), tell_referrer=told)
    first = "WAITING" if told in (None, ReferrerTold.NOTHING) else "APPLIED"
    assert await progress(quiet, job) == first
    offer = {"application_id": sent, "stage": ApplicationStage.OFFER}
    await applications.advance(quiet.viewer("HR"), **offer)  # type: ignore[arg-type]
    await applications.answer(quiet.viewer("Ben"), application_id=sent, accept=True)
    assert await progress(quiet, job) == first, "nothing between applying and being hired is told"
    await hires.record(quiet.viewer("HR"), application_id=sent, started="2027-04")
    assert await progress(quiet, job) == ("HIRED" if told is ReferrerTold.OUTCOME else first)


@pytest.mark.parametrize("told", list(ReferrerTold))
async def test_that_nothing_came_of_it_is_told_where_the_outcome_is(quiet: Community, told: ReferrerTold) -> None:
    job = await published(quiet)
    sent = await applied(quiet, job, referral_id=await referred(quiet, job), tell_referrer=told)
    why: Any = {"stage": ApplicationStage.REJECTED, "reason": ApplicationReason.OTHER}
    await applications.advance(quiet.viewer("HR"), application_id=sent, **why)
    expected = {"NOTHING": "WAITING", "APPLIED": "APPLIED", "OUTCOME": "CLOSED"}
    assert await progress(quiet, job) == expected[told.value]


async def test_declining_is_silence_until_it_ends(quiet: Community) -> None:
    job = await published(quiet)
    declined, silent = await referred(quiet, job), await referred(quiet, job, who="Dan")
    await referrals.decline(quiet.viewer("Ben"), referral_id=declined)
    for state in (ReferralProgress.WAITING, ReferralProgress.ENDED):
        by_id = {node["id"]: node for node in await made_by(quiet, "Aoi", job)}
        one, other = by_id[global_id("rfl", declined)], by_id[global_id("rfl", silent)]
        assert one["progress"] == state
        assert {**one, "id": other["id"]} == other
        await over(quiet, declined, silent)
    assert await visible(quiet, "Ben", "referrals") == set(), "what is over is gone for the candidate"


async def over(community: Community, *keys: UUID) -> None:
    """Let time pass."""
    columns = ("made_at", "expires_at", "declined_at")
    moved = ", ".join(f"{column} = {column} - $2::interval" for column in columns)
    sql = f"update referrals set {moved} where id = any($1)"
    await community.connection.execute(sql, list(keys), timedelta(days=LASTS_DAYS))


async def test_that_the_job_is_not_for_the_candidate_is_not_said(quiet: Community) -> None:
    told = []
    for segment in (None, {"kinds": ["EMPLOYEE"]}):
        job = await published(quiet, segment=segment)
        await quiet.connection.execute("update members set kind = 'EMPLOYEE' where id = $1", quiet["Aoi"])
        made = await referred(quiet, job)
        node = next(each for each in await made_by(quiet, "Aoi", job) if each["id"] == global_id("rfl", made))
        told.append({**node, "id": None})
        assert (made in await visible(quiet, "Ben", "referrals")) is (segment is None)
    assert told[0] == told[1]


async def test_it_is_told_to_ties_of_open_jobs_that_others_keep_and_once(quiet: Community) -> None:
    job = await published(quiet)

    async def no(by: str, who: str, job: UUID = job, **more: Any) -> tuple[str, ...]:
        given = {"words": "x", **more}
        refusal = await refused(referrals.refer(quiet.viewer(by), job_id=job, member_id=quiet[who], **given))
        return (refusal[0], *refusal[2])

    assert await no("Aoi", "Aoi") == ("INVALID", "member_id")
    assert await no("Aoi", "Ivan") == ("FORBIDDEN", "member_id")
    assert await no("Aoi", "Member 1") == ("NOT_FOUND", "member_id")
    assert await no("Aoi", "Ben", words=" ") == ("INVALID", "words")
    assert await no("Aoi", "Ben", quiet["draft job of HR"]) == ("NOT_FOUND", "job_id")
    await quiet.connection.execute("update members set roles = '{RECRUITER}' where id = $1", quiet["Chie"])
    assert await no("Chie", "Ben") == ("FORBIDDEN", "job_id")
    made = await referred(quiet, job)
    assert await no("Aoi", "Ben") == ("CONFLICT", "member_id")
    await over(quiet, made)
    assert await no("Aoi", "Ben") == ("CONFLICT", "member_id")
    cooled = "update referrals set made_at = made_at - $1::interval, expires_at = expires_at - $1::interval"
    await quiet.connection.execute(cooled, timedelta(days=COOLDOWN_DAYS + 1))
    assert await referred(quiet, job)
    await jobs.close(quiet.viewer("HR"), job_id=job)
    assert (await no("Aoi", "Dan"))[0] in ("CONFLICT", "NOT_FOUND")


async def test_it_is_used_once_for_its_job_by_its_candidate(quiet: Community) -> None:
    job, another = await published(quiet), await published(quiet, title="別")
    made = await referred(quiet, job)

    async def no(who: str, job: UUID) -> tuple[str, ...]:
        refusal = await refused(applications.apply(quiet.viewer(who), job_id=job, fields=[], referral_id=made))
        return (refusal[0], *refusal[2])

    assert await no("Dan", job) == ("NOT_FOUND", "referral_id")
    assert await no("Aoi", job) == ("FORBIDDEN", "referral_id")
    assert await no("Ben", another) == ("INVALID", "referral_id")
    sent = await applied(quiet, job, referral_id=made)
    assert (await refused(referrals.decline(quiet.viewer("Ben"), referral_id=made)))[0] == "CONFLICT"
    why: Any = {"stage": ApplicationStage.REJECTED, "reason": ApplicationReason.OTHER}
    await applications.advance(quiet.viewer("HR"), application_id=sent, **why)
    assert await no("Ben", job) == ("CONFLICT", "referral_id")


async def test_taken_back_it_is_gone_for_everybody_and_the_application_stays(quiet: Community) -> None:
    job = await published(quiet)
    made = await referred(quiet, job)
    sent = await applied(quiet, job, referral_id=made)
    assert (await refused(referrals.withdraw(quiet.viewer("Ben"), referral_id=made)))[0] == "FORBIDDEN"
    assert (await refused(referrals.withdraw(quiet.viewer("Recruiter"), referral_id=made)))[0] == "FORBIDDEN"
    await referrals.withdraw(quiet.viewer("Aoi"), referral_id=made)
    for name in ("Ben", "Recruiter", "HR"):
        assert await visible(quiet, name, "referrals") == set()
    assert await progress(quiet, job) == "ENDED"
    assert sent in await visible(quiet, "Recruiter", "applications")


async def test_taken_back_and_made_again_is_no_way_to_be_heard_twice(quiet: Community) -> None:
    job = await published(quiet)
    for before in ("silent", "declined"):
        made = await referred(quiet, job, who="Ben" if before == "silent" else "Dan")
        if before == "declined":
            await referrals.decline(quiet.viewer("Dan"), referral_id=made)
        await referrals.withdraw(quiet.viewer("Aoi"), referral_id=made)
        again: dict[str, Any] = {
            "job_id": job,
            "member_id": quiet["Ben" if before == "silent" else "Dan"],
            "words": "x",
        }
        assert (await refused(referrals.refer(quiet.viewer("Aoi"), **again)))[0] == "CONFLICT"
        assert (await refused(referrals.withdraw(quiet.viewer("Aoi"), referral_id=made)))[0] == "CONFLICT"


async def test_a_block_ends_it_and_a_tie_that_ends_does_not(quiet: Community) -> None:
    job = await published(quiet)
    made = await referred(quiet, job)
    await ties.remove(quiet.viewer("Ben"), member_id=quiet["Aoi"])
    assert await visible(quiet, "Ben", "referrals") == {made}
    await applied(quiet, job, referral_id=made)
    await blocks.block(quiet.viewer("Ben"), member_id=quiet["Aoi"])
    for name in ("Aoi", "Ben", "Recruiter", "HR"):
        assert await visible(quiet, name, "referrals") == set()


async def test_whom_the_referrer_has_blocked_does_not_read_what_they_recommend(quiet: Community) -> None:
    job = await published(quiet)
    made = await referred(quiet, job)
    await blocks.block(quiet.viewer("Aoi"), member_id=quiet["Recruiter"])
    await applied(quiet, job, referral_id=made)
    assert await visible(quiet, "Recruiter", "referrals") == set()
    assert await visible(quiet, "HR", "referrals") == {made}
