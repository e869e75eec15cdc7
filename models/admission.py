"""Admission: whom a member takes messages from, and what the viewer has not read; templates of the members' table."""

from enum import StrEnum

MOST_UNREAD = 1_000  # what is counted: whoever has more has not read them for long


class MessagesFrom(StrEnum):
    """From whom a member takes a first message; those who are tied may always write, unless nobody may."""

    NOBODY = "NOBODY"
    TIES = "TIES"
    SHARED_GROUP = "SHARED_GROUP"
    NETWORK = "NETWORK"


IS_TIED = "exists(select from ties mine where mine.member_id = {viewer} and mine.other_id = {self}.id)"
MAY_MESSAGE = (
    "{self}.id <> {viewer} and case {self}.messages_from when 'NETWORK' then true"
    f" when 'SHARED_GROUP' then {{self}}.group_ids && {{viewer.group_ids}} or {IS_TIED}"
    f" when 'TIES' then {IS_TIED} else false end"
)


def unread(conversation: str) -> str:
    """The SELECT of what others wrote that the viewer has not read, in a conversation that they see."""
    return (
        f"select from messages unread where unread.conversation_id = {conversation}.id"
        " and unread.author_id is distinct from {viewer} and unread.deleted_at is null"
        " and unread.number > coalesce((select mine.read_up_to from participants mine"
        f" where mine.conversation_id = {conversation}.id and mine.member_id = {{viewer}}), 0)"
        " and {visible:Message:unread:conversation}"
    )


def counted(select: str) -> str:
    """How many rows a SELECT brings, as far as is counted."""
    return f"(select count(*) from ({select} limit {MOST_UNREAD}) counted)"


UNREAD_CONVERSATIONS = "case when {self}.id = {viewer} then " + (
    counted(
        "select from participants taking join conversations place on place.id = taking.conversation_id"
        " where taking.member_id = {viewer} and taking.state = 'ACTIVE' and taking.role <> 'SERVING'"
        f" and not taking.muted and {{visible:Conversation:place}} and exists({unread('place')})"
    )
    + " end"
)
