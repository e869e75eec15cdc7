"""What members are notified of, and which of it comes by mail where a member has said nothing."""

from enum import StrEnum


class NotificationKind(StrEnum):
    """What a notification is about."""

    TIE_REQUESTED = "TIE_REQUESTED"
    TIE_MADE = "TIE_MADE"
    INTRODUCTION_PROPOSED = "INTRODUCTION_PROPOSED"
    INTRODUCTION_AGREED = "INTRODUCTION_AGREED"
    MENTIONED = "MENTIONED"
    ANSWERED = "ANSWERED"
    COMMENTED = "COMMENTED"
    THREAD_COMMENTED = "THREAD_COMMENTED"
    REACTED = "REACTED"
    POST_PUBLISHED = "POST_PUBLISHED"
    GROUP_INVITED = "GROUP_INVITED"
    GROUP_REQUESTED = "GROUP_REQUESTED"
    GROUP_JOINED = "GROUP_JOINED"
    GROUP_ROLE_SET = "GROUP_ROLE_SET"
    CLAIM_SUBMITTED = "CLAIM_SUBMITTED"
    CLAIM_APPROVED = "CLAIM_APPROVED"
    CLAIM_REJECTED = "CLAIM_REJECTED"
    MESSAGE_RECEIVED = "MESSAGE_RECEIVED"
    GROUP_MESSAGE_RECEIVED = "GROUP_MESSAGE_RECEIVED"
    CONVERSATION_REQUESTED = "CONVERSATION_REQUESTED"
    CONVERSATION_JOINED = "CONVERSATION_JOINED"
    CONVERSATION_ASSIGNED = "CONVERSATION_ASSIGNED"
    ANNOUNCED = "ANNOUNCED"
    JOB_MATCHED = "JOB_MATCHED"
    JOBS_FOUND = "JOBS_FOUND"
    MEMBERS_FOUND = "MEMBERS_FOUND"
    APPLICATION_RECEIVED = "APPLICATION_RECEIVED"
    APPLICATION_ANSWERED = "APPLICATION_ANSWERED"
    APPLICATION_WITHDRAWN = "APPLICATION_WITHDRAWN"
    APPLICATION_ADVANCED = "APPLICATION_ADVANCED"
    TALK_OFFERED = "TALK_OFFERED"
    TALK_ACCEPTED = "TALK_ACCEPTED"
    REFERRAL_RECEIVED = "REFERRAL_RECEIVED"
    REFERRAL_PROGRESSED = "REFERRAL_PROGRESSED"


# What waits for an answer, was said to the member by name or alone, or was asked for by an alert.
USUALLY_MAILED = frozenset(
    {
        NotificationKind.TIE_REQUESTED,
        NotificationKind.INTRODUCTION_PROPOSED,
        NotificationKind.MENTIONED,
        NotificationKind.GROUP_INVITED,
        NotificationKind.GROUP_REQUESTED,
        NotificationKind.CLAIM_SUBMITTED,
        NotificationKind.MESSAGE_RECEIVED,
        NotificationKind.CONVERSATION_REQUESTED,
        NotificationKind.CONVERSATION_ASSIGNED,
        NotificationKind.JOB_MATCHED,
        NotificationKind.JOBS_FOUND,
        NotificationKind.MEMBERS_FOUND,
        NotificationKind.APPLICATION_RECEIVED,
        NotificationKind.APPLICATION_ANSWERED,
        NotificationKind.APPLICATION_ADVANCED,
        NotificationKind.TALK_ACCEPTED,
        NotificationKind.REFERRAL_RECEIVED,
    }
)
# That there is one would tell that its reader would come back: it is in no mail, no push and no line of the log.
SEALED = frozenset({NotificationKind.TALK_OFFERED})
# Mails of announcements are asked for elsewhere.
NEVER_MAILED = SEALED | {NotificationKind.ANNOUNCED}
# A kind more needs no migration.
KIND_FORM = "check (kind ~ '^[A-Z_]+$')"
MOST_COUNTED = 100


def counted(column: str) -> str:
    """How many notifications the viewer has not seen, or read, yet; no more than so many are counted."""
    return (
        "case when {self}.id = {viewer} then (select count(*) from (select from notifications mine"
        f" where mine.member_id = {{viewer}} and mine.in_app and mine.{column} is null"
        f" and {{visible:Notification:mine}} limit {MOST_COUNTED}) counted) end"
    )
