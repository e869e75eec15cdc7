"""Referrals: a member tells another of a job, and those who keep it learn of that when the other applies."""

from datetime import datetime
from typing import TYPE_CHECKING

import strawberry

from actions import referrals
from graph.compile.declare import column, derived, enum, relation, shows
from graph.compile.payloads import mutation
from graph.inputs import given
from graph.nodes import Node
from models.referrals import LONGEST_RECOMMENDATION, LONGEST_WORDS, ReferralProgress, ReferrerTold
from models.referrals import Referral as ReferralTable

if TYPE_CHECKING:
    from graph.jobs import Job
    from graph.members import Member

enum(
    ReferralProgress,
    {
        "WAITING": "The candidate was told, and nothing else is known.",
        "ENDED": "It is over, and nothing else is known.",
        "APPLIED": "The candidate has applied, and lets that be known.",
        "HIRED": "The candidate works there, and lets that be known.",
        "CLOSED": "The application has come to nothing, and the candidate lets that be known.",
    },
)
enum(
    ReferrerTold,
    {
        "NOTHING": "Nothing: to who made the referral it is as if there were no application.",
        "APPLIED": "That there is an application, and nothing of what comes of it.",
        "OUTCOME": "That there is one, and whether it led to a hire or to nothing.",
    },
)
REFERRAL = "The referral."


@shows(ReferralTable, order=("-made_at", "-id"))
class Referral(Node):
    """That a member told another of a job: between these two, until the other applies with it."""

    job: "Job | None" = relation("The job; null where the viewer may not see it any more.")
    referrer: "Member | None" = relation("Who made it; null where the viewer may not see them.")
    candidate: "Member | None" = relation("Who was told; null where the viewer may not see them.")
    words: str | None = derived(
        "What was said to the candidate; null for those who keep the job.", source="words_to_candidate"
    )
    recommendation: str | None = column(
        "What is said for the candidate; those who keep the job read it with the application."
    )
    made_at: datetime = column("When it was made.")
    expires_at: datetime = column("Until when the candidate can apply with it.")
    declined_at: datetime | None = derived("When the viewer declined it; null for everybody else.", source="declined")
    progress: ReferralProgress | None = derived(
        "How far it has come, to who made it, as far as the candidate lets be known; null for everybody else."
    )


@mutation(referrals.refer, referral="Referral")
class ReferMember:
    """Tell a member whom the viewer is tied to of an open job.

    Those who keep the job learn of it when the member applies with it, and of nothing before. The answer is the same
    whether the job is for the member or not.
    """

    job_id: strawberry.ID = given("The job.", id_of="job")
    member_id: strawberry.ID = given("Who is told.", id_of="mem")
    words: str = given("What the member reads, and nobody else.", longest=LONGEST_WORDS)
    recommendation: str | None = given(
        "What goes with the member's application, which they read first.", longest=LONGEST_RECOMMENDATION
    )


@mutation(referrals.withdraw, referral="Referral", job="Job", member="Member")
class WithdrawReferral:
    """Take a referral of the viewer's back, also from the application that came of it: it is over."""

    referral_id: strawberry.ID = given(REFERRAL, id_of="rfl")


@mutation(referrals.decline, referral="Referral")
class DeclineReferral:
    """Decline a referral, which nobody is told: to who made it, it waits until it is over."""

    referral_id: strawberry.ID = given(REFERRAL, id_of="rfl")
