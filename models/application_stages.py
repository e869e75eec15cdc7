"""Stages of an application: who may bring it from where to where, and for which reasons it ends."""

from collections.abc import Mapping
from enum import StrEnum


class ApplicationStage(StrEnum):
    """How far an application has come."""

    SUBMITTED = "SUBMITTED"
    SCREENING = "SCREENING"
    CASUAL_TALK = "CASUAL_TALK"
    INTERVIEW = "INTERVIEW"
    OFFER = "OFFER"
    ACCEPTED = "ACCEPTED"
    DECLINED = "DECLINED"
    REJECTED = "REJECTED"
    WITHDRAWN = "WITHDRAWN"


class ApplicationReason(StrEnum):
    """Why an application has ended."""

    REQUIREMENTS = "REQUIREMENTS"
    POSITION_FILLED = "POSITION_FILLED"
    JOB_CANCELLED = "JOB_CANCELLED"
    CONDITIONS = "CONDITIONS"
    OTHER_OFFER = "OTHER_OFFER"
    PERSONAL = "PERSONAL"
    LEFT_NETWORK = "LEFT_NETWORK"
    OTHER = "OTHER"


class Side(StrEnum):
    """Who moves an application."""

    APPLICANT = "APPLICANT"
    KEEPERS = "KEEPERS"


S, R = ApplicationStage, ApplicationReason
ADVANCING = dict.fromkeys((S.SCREENING, S.CASUAL_TALK, S.INTERVIEW, S.OFFER, S.REJECTED), Side.KEEPERS)
WITHDRAWING = {S.WITHDRAWN: Side.APPLICANT}
# From each stage those to which it can be brought, and by whom. What was shared with an application that came to
# nothing can be taken back as long as it is there.
MOVES: Mapping[ApplicationStage, Mapping[ApplicationStage, Side]] = {
    S.SUBMITTED: ADVANCING | WITHDRAWING,
    S.SCREENING: {to: side for to, side in ADVANCING.items() if to is not S.SCREENING} | WITHDRAWING,
    S.CASUAL_TALK: ADVANCING | WITHDRAWING,
    S.INTERVIEW: ADVANCING | WITHDRAWING,
    S.OFFER: {
        S.INTERVIEW: Side.KEEPERS,
        S.REJECTED: Side.KEEPERS,
        S.ACCEPTED: Side.APPLICANT,
        S.DECLINED: Side.APPLICANT,
        **WITHDRAWING,
    },
    S.ACCEPTED: {},
    S.DECLINED: WITHDRAWING,
    S.REJECTED: WITHDRAWING,
    S.WITHDRAWN: {},
}
# While it is in one of these, something can still come of it.
LIVING = (S.SUBMITTED, S.SCREENING, S.CASUAL_TALK, S.INTERVIEW, S.OFFER)
# What the applicant alone brings about.
BY_APPLICANT = (S.SUBMITTED, S.ACCEPTED, S.DECLINED, S.WITHDRAWN)
OWN_REASONS = (R.CONDITIONS, R.OTHER_OFFER, R.PERSONAL, R.OTHER)
REASONS: Mapping[ApplicationStage, tuple[ApplicationReason, ...]] = {
    S.REJECTED: (R.REQUIREMENTS, R.POSITION_FILLED, R.JOB_CANCELLED, R.CONDITIONS, R.OTHER),
    S.DECLINED: OWN_REASONS,
    S.WITHDRAWN: (*OWN_REASONS, R.LEFT_NETWORK),
}

# Of many viewers those who come into question: the applicants, who recruits, and the member whose job it is.
CONCERNED = (
    "array(select hearing.id from members hearing where hearing.id = any({viewers})"
    " and (hearing.roles && array['HR_ADMIN', 'RECRUITER']::text[]"
    " or exists(select from applications sent where sent.job_id = {place} and sent.applicant_id = hearing.id)"
    " or exists(select from jobs offered where offered.id = {place} and offered.author_id = hearing.id)))"
)


def within(column: str, stages: tuple[ApplicationStage, ...]) -> str:
    """That a stage is one of these."""
    return f"{column} in ({', '.join(f'{stage.value!r}' for stage in stages)})"


def moves_of(side: str, stage: str) -> str:
    """The stages to which this side can bring an application; both are SQL expressions."""
    arms = [
        f"when {stage} = '{at.value}' and {side} = '{who.value}' then array[{listed(at, who)}]::text[]"
        for at in MOVES
        for who in Side
        if who in MOVES[at].values()
    ]
    return f"case {' '.join(arms)} else '{{}}'::text[] end"


def listed(at: ApplicationStage, side: Side) -> str:
    """The stages to which a side can bring an application from here, as SQL."""
    return ", ".join(f"{to.value!r}" for to, who in MOVES[at].items() if who is side)
