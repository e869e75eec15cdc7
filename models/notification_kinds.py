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


# What waits for an answer, or was said to the member by name.
USUALLY_MAILED = frozenset(
    {
        NotificationKind.TIE_REQUESTED,
        NotificationKind.INTRODUCTION_PROPOSED,
        NotificationKind.MENTIONED,
        NotificationKind.GROUP_INVITED,
        NotificationKind.GROUP_REQUESTED,
        NotificationKind.CLAIM_SUBMITTED,
    }
)
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
