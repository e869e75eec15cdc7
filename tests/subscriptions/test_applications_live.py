"""What happens to an application is told to the applicant and to those who keep the job, and to nobody else."""

from typing import Any
from uuid import UUID

from actions import applications, hires, jobs
from models.application_stages import ApplicationStage
from models.applications import SharedField
from models.jobs import JobKind
from subscriptions.listener import End
from tests.subscriptions.ear import until
from tests.subscriptions.living import STREAM, Living, heard

CHANGED = """
subscription($jobId: ID) { applicationChanged(jobId: $jobId) {
    kind application { stage applicantName viewerMoves notes { body } timeline { actor { displayName } } } } }
"""


async def published(living: Living) -> UUID:
    viewer = living.viewer("HR")
    made: UUID = (await jobs.draft(viewer, kind=JobKind.COMEBACK, title="x", body="y")).made["job"]
    await jobs.publish(viewer, job_id=made)
    return made


async def applied(living: Living, job: UUID, name: str = "Aoi") -> UUID:
    given: Any = {"job_id": job, "fields": [SharedField.BIO], "letter": "戻りたいです"}
    made: UUID = (await applications.apply(living.viewer(name), **given)).made["application"]
    return made


async def settled(living: Living) -> None:
    """Everything that was written is told."""
    head, channel = await living.head(), living.live.hub.channels[living.here]
    await until(lambda: channel.told >= head)


async def test_both_sides_hear_of_each_step_and_each_what_they_may_know(living: Living) -> None:
    job = await published(living)
    listeners = {name: await living.listen(name, CHANGED) for name in ("Aoi", "HR", "Recruiter", "Ben", "Outsider")}
    made = await applied(living, job)
    await settled(living)
    await applications.add_note(living.viewer("HR"), application_id=made, body="内部")
    await applications.advance(living.viewer("HR"), application_id=made, stage=ApplicationStage.OFFER)
    await settled(living)
    await applications.answer(living.viewer("Aoi"), application_id=made, accept=True)
    await settled(living)
    await hires.record(living.viewer("HR"), application_id=made, started="2026-04")
    await settled(living)
    kinds = [f"APPLICATION_{done}" for done in ("SUBMITTED", "ADVANCED", "ANSWERED", "HIRED")]
    for name in ("Aoi", "HR", "Recruiter"):
        told = [await heard(listeners[name]) for _ in kinds]
        assert [each["kind"] for each in told] == kinds
        assert not listeners[name].texts
        offer = told[1]["application"]
        assert offer["applicantName"] == "Aoi"
        assert offer["notes"] == ([] if name == "Aoi" else [{"body": "内部"}])
        who = [step["actor"] and step["actor"]["displayName"] for step in offer["timeline"]]
        assert who == ["Aoi", None if name == "Aoi" else "HR"]
        assert offer["viewerMoves"] == (
            ["ACCEPTED", "DECLINED", "WITHDRAWN"] if name == "Aoi" else ["INTERVIEW", "REJECTED"]
        )
    assert not listeners["Ben"].texts
    assert not listeners["Outsider"].texts


async def test_of_one_job_is_told_alone_until_the_listener_loses_sight_of_it(living: Living) -> None:
    one, other = await published(living), await published(living)
    aoi = await living.listen("Aoi", CHANGED, jobId=f"job_{one}")
    await applied(living, other)
    made = await applied(living, one)
    assert (await heard(aoi))["application"]["stage"] == "SUBMITTED"
    await jobs.close(living.viewer("HR"), job_id=one)
    await settled(living)
    assert aoi.ended is None  # has applied
    await applications.withdraw(living.viewer("Aoi"), application_id=made)
    await until(lambda: aoi.ended is not None)
    assert aoi.ended is End.COMPLETE


async def test_the_stream_tells_it_and_what_is_noted_to_nobody(living: Living) -> None:
    job = await published(living)
    made = await applied(living, job)
    at = living.cursor(await living.head())
    await applications.add_note(living.viewer("HR"), application_id=made, body="内部")
    await applications.withdraw(living.viewer("Aoi"), application_id=made)
    for name in ("Aoi", "HR", "Recruiter"):
        late = await living.listen(name, STREAM, after=at)
        assert (await heard(late))["__typename"] == "StreamReady"
        item = await heard(late)
        assert (item["kind"], item["subject"]["id"]) == ("APPLICATION_WITHDRAWN", f"apl_{made}")
