"""What members are notified of applications: who keeps the job of the applicant's steps, the applicant of the others.

Nobody is named: an application says to those who keep the job whose it is, and not who decides.
"""

from collections.abc import Mapping

from actions.derivation import Derivation, whom
from models.members import HR
from models.notification_kinds import NotificationKind as Kind

SENT = "applications sent on sent.id = line.subject_id"
KEEPING = (
    f"{SENT} and sent.stage {{}} join jobs offered on offered.id = sent.job_id"
    " join members keeps on keeps.network_id = sent.network_id and keeps.status = 'ACTIVE'"
    f" and case when offered.by_company then keeps.roles && array[{HR}] else keeps.id = offered.author_id end"
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
}
