"""What members are notified of applications, referrals and talks: each side of the steps of the other.

Nobody is named: an application says to those who keep the job whose it is, and not who decides.
"""

from collections.abc import Mapping

from actions.derivation import Derivation, whom
from models.comeback_matches import goes_with
from models.members import HR
from models.notification_kinds import NotificationKind as Kind

SENT = "applications sent on sent.id = line.subject_id"
KEEPING = (
    f"{SENT} and sent.stage {{}} join jobs offered on offered.id = sent.job_id"
    " join members keeps on keeps.network_id = sent.network_id and keeps.status = 'ACTIVE'"
    f" and case when offered.by_company then keeps.roles && array[{HR}] else keeps.id = offered.author_id end"
)
# To whom it is not offered all the same, it is not told: the rule of talks is asked for each.
OFFERED = (
    "talks opened on opened.id = line.subject_id join jobs offered on offered.id = opened.job_id"
    " join comeback_interests wish on wish.network_id = opened.network_id"
    f" and wish.expires_at > now() and {goes_with('wish', 'offered')}"
)
REFERRED = "referrals told on told.id = line.subject_id"
AGREED = (
    "talk_answers given on given.id = line.subject_id and given.accepts join talks opened on opened.id = given.talk_id"
)


def to_keepers(kind: Kind, stage: str) -> tuple[Derivation, ...]:
    """What is told to those who keep the job, where the application stands so by now."""
    select = whom("keeps.id", "sent.id", KEEPING.format(stage))
    return (Derivation(kind, "application", select, anonymous=True),)


TO_APPLICANT = (
    Derivation(Kind.APPLICATION_ADVANCED, "application", whom("sent.applicant_id", "sent.id", SENT), anonymous=True),
)
OF_WORK: Mapping[str, tuple[Derivation, ...]] = {
    "application.submitted": to_keepers(Kind.APPLICATION_RECEIVED, "<> 'WITHDRAWN'"),
    "application.answered": to_keepers(Kind.APPLICATION_ANSWERED, "<> 'WITHDRAWN'"),
    "application.withdrawn": to_keepers(Kind.APPLICATION_WITHDRAWN, "= 'WITHDRAWN'"),
    "application.advanced": TO_APPLICANT,
    "application.hired": TO_APPLICANT,
    "referral.made": (Derivation(Kind.REFERRAL_RECEIVED, "referral", whom("told.candidate_id", "told.id", REFERRED)),),
    "referral.progressed": (
        Derivation(Kind.REFERRAL_PROGRESSED, "referral", whom("told.referrer_id", "told.id", REFERRED), anonymous=True),
    ),
    "talk.opened": (
        Derivation(Kind.TALK_OFFERED, "talk", whom("wish.member_id", "opened.id", OFFERED), anonymous=True),
    ),
    "talk.accepted": (
        Derivation(Kind.TALK_ACCEPTED, "talk_answer", whom("opened.opener_id", "given.id", AGREED), anonymous=True),
    ),
}
