"""A referral is told to its candidate, and to its referrer what the candidate lets be told; to nobody else, ever."""

from typing import Any
from uuid import UUID

from actions import applications, referrals
from models.application_stages import ApplicationReason, ApplicationStage
from models.referrals import ReferrerTold
from tests.subscriptions.living import Living, heard
from tests.subscriptions.test_applications_live import published, settled

CHANGED = "subscription { referralChanged { kind referral { id words progress job { id } } } }"
EVERYBODY = ("Aoi", "Ben", "HR", "Recruiter", "Chie", "Hana", "Outsider")


async def referred(living: Living, job: UUID) -> UUID:
    given: dict[str, Any] = {"job_id": job, "member_id": living.community["Ben"], "words": "どうですか"}
    made: UUID = (await referrals.refer(living.viewer("Aoi"), **given)).made["referral"]
    return made


async def rejected(living: Living, job: UUID, referral: UUID, told: ReferrerTold) -> None:
    """Ben applies with it, in vain."""
    given: Any = {"job_id": job, "fields": [], "referral_id": referral, "tell_referrer": told}
    made = (await applications.apply(living.viewer("Ben"), **given)).made["application"]
    await settled(living)
    why: Any = {"stage": ApplicationStage.REJECTED, "reason": ApplicationReason.OTHER}
    await applications.advance(living.viewer("HR"), application_id=made, **why)
    await settled(living)


async def test_each_of_the_two_hears_what_is_theirs_to_know(living: Living) -> None:
    job = await published(living)
    listeners = {name: await living.listen(name, CHANGED) for name in EVERYBODY}
    made = await referred(living, job)
    await settled(living)
    told = await heard(listeners["Ben"])
    of = {"id": f"rfl_{made}", "words": "どうですか", "progress": None, "job": {"id": f"job_{job}"}}
    assert told == {"kind": "REFERRAL_MADE", "referral": of}
    await rejected(living, job, made, ReferrerTold.OUTCOME)
    for progress in ("APPLIED", "CLOSED"):
        told = await heard(listeners["Aoi"])
        assert (told["kind"], told["referral"]["progress"]) == ("REFERRAL_PROGRESSED", progress)
    assert not any(listener.texts for listener in listeners.values())


async def test_who_is_told_nothing_hears_nothing(living: Living) -> None:
    used, declined = await published(living), await published(living)
    listeners = {name: await living.listen(name, CHANGED) for name in EVERYBODY}
    made, other = await referred(living, used), await referred(living, declined)
    await settled(living)
    for _ in (made, other):
        assert (await heard(listeners["Ben"]))["kind"] == "REFERRAL_MADE"
    await rejected(living, used, made, ReferrerTold.NOTHING)
    await referrals.decline(living.viewer("Ben"), referral_id=other)
    await settled(living)
    assert not any(listener.texts for listener in listeners.values())
