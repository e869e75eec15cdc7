"""Conversations, and who takes part in them.

Who takes part reads what was written between their joining and their leaving (domain.md, invariant 13). An office's
conversations are read by whoever holds its role, and no longer.
"""

from enum import StrEnum
from typing import TYPE_CHECKING
from uuid import UUID

from tortoise import fields

from models.admission import counted, unread
from models.attendance import MINE, SERVES, TOOK_PART, attended
from models.members import BLOCKED, Member
from models.networks import Network
from models.offices import Office
from models.table import Count, Rule, Table, network_key, one_of, text_within

if TYPE_CHECKING:
    from models.jobs import Job

LONGEST_TITLE = 200
MOST_PARTICIPANTS = 500


class ConversationKind(StrEnum):
    """Who talks: two members, several, or one member with an office."""

    DIRECT = "DIRECT"
    GROUP = "GROUP"
    OFFICE = "OFFICE"


class ParticipantRole(StrEnum):
    """What a participant is there; who serves an office reads by their role, and keeps only what they read here."""

    OWNER = "OWNER"
    MEMBER = "MEMBER"
    SERVING = "SERVING"


class ParticipantState(StrEnum):
    """Where a participant stands."""

    ACTIVE = "ACTIVE"
    REQUESTED = "REQUESTED"
    DECLINED = "DECLINED"
    LEFT = "LEFT"
    REMOVED = "REMOVED"


class ConversationBox(StrEnum):
    """Which of the viewer's conversations."""

    INBOX = "INBOX"
    REQUESTS = "REQUESTS"
    HIDDEN = "HIDDEN"
    LEFT = "LEFT"


NOT_APART = (
    f"({{it}}.starter_id is null or {{it}}.kind <> 'OFFICE' or {{it}}.starter_id not in ({BLOCKED}))"
    f" and ({{it}}.one_id is null or {{it}}.one_id not in ({BLOCKED}) and {{it}}.other_id not in ({BLOCKED}))"
)


# The viewer's own: what they set for themselves.
OWN_ROW = "from participants mine where mine.conversation_id = {self}.id and mine.member_id = {viewer}"
# The last thing that the viewer may read there, whoever else wrote meanwhile.
LATEST = (
    "from messages latest where latest.conversation_id = {0}.id and {{visible:Message:latest:conversation}}"
    " order by latest.number desc limit 1"
)
LATEST_AT = f"coalesce((select latest.created_at {LATEST.format('{it}')}), {{it}}.created_at)"
PUT_AWAY = (
    "mine.hidden_number is not null and not exists(select from messages newer where newer.conversation_id = {0}.id"
    " and newer.number > mine.hidden_number and {{visible:Message:newer:conversation}})"
)


def boxed(condition: str) -> str:
    """Those of the viewer's own conversations in which their place is like this."""
    return (
        "{it}.id in (select mine.conversation_id from participants mine where mine.member_id = {viewer}"
        f" and mine.role <> 'SERVING' and {condition})"
    )


# A scalar: as a join it is looked up among all that the viewer takes part in, for each conversation anew.
HIDDEN = f"coalesce((select {PUT_AWAY.format('{it}')} {OWN_ROW.replace('{self}', '{it}')}), false)"
ACTIVE = boxed("mine.state = 'ACTIVE'")
BOXES: dict[str, str | None] = {
    "INBOX": f"{ACTIVE} and not {HIDDEN}",
    "REQUESTS": boxed("mine.state = 'REQUESTED'"),
    "HIDDEN": f"{ACTIVE} and {HIDDEN}",
    "LEFT": boxed("mine.state in ('LEFT', 'REMOVED')"),
}


class Conversation(Table):
    """A talk between members, or of a member with an office."""

    network: fields.ForeignKeyRelation[Network] = fields.ForeignKeyField(
        "models.Network", related_name="conversations", db_constraint=False
    )
    kind = fields.CharEnumField(ConversationKind, max_length=8)
    title = fields.CharField(LONGEST_TITLE, null=True)
    subject = fields.CharField(LONGEST_TITLE, null=True)
    # The two of a direct conversation, the lower id first: there is one between them.
    one: fields.ForeignKeyNullableRelation[Member] = fields.ForeignKeyField(
        "models.Member", related_name="conversations_as_one", null=True, db_constraint=False
    )
    other: fields.ForeignKeyNullableRelation[Member] = fields.ForeignKeyField(
        "models.Member", related_name="conversations_as_other", null=True, db_constraint=False
    )
    office: fields.ForeignKeyNullableRelation[Office] = fields.ForeignKeyField(
        "models.Office", related_name="conversations", null=True, db_constraint=False
    )
    starter: fields.ForeignKeyNullableRelation[Member] = fields.ForeignKeyField(
        "models.Member", related_name="conversations_started", null=True, db_constraint=False
    )
    assignee: fields.ForeignKeyNullableRelation[Member] = fields.ForeignKeyField(
        "models.Member", related_name="conversations_assigned", null=True, db_constraint=False
    )
    # What a member asks an office about.
    job: fields.ForeignKeyNullableRelation["Job"] = fields.ForeignKeyField(
        "models.Job", related_name="conversations", null=True, db_constraint=False
    )
    created_at = fields.DatetimeField()
    closed_at = fields.DatetimeField(null=True)
    # The number and moment of the last message, whoever may read it: for writing alone.
    last_number = fields.IntField(default=0)
    last_message_at = fields.DatetimeField(null=True)
    version = fields.IntField(default=1)

    network_id: UUID
    one_id: UUID | None
    other_id: UUID | None
    office_id: UUID | None
    starter_id: UUID | None
    assignee_id: UUID | None
    job_id: UUID | None

    prefix = "con"
    rule = Rule(f"({TOOK_PART.format('{it}.id')} or {SERVES.format('{it}')}) and {NOT_APART}")
    derived = {
        # What it is called now is not for those who have left.
        "title": f"case when {attended('{self}')} then {{self}}.title end",
        "version": f"case when {attended('{self}')} then {{self}}.version end",
        "unread_count": counted(unread("{self}")),
        "viewer_state": f"(select mine.state {OWN_ROW} and mine.role <> 'SERVING')",
        "viewer_role": f"(select mine.role {OWN_ROW} and mine.role <> 'SERVING')",
        "viewer_has_muted": f"coalesce((select mine.muted {OWN_ROW}), false)",
        "viewer_has_hidden": f"coalesce((select {PUT_AWAY.format('{self}')} {OWN_ROW}), false)",
        "participant_count": Count("participants", where="{it}.state = 'ACTIVE' and {it}.role <> 'SERVING'"),
    }
    constraints = {
        "conversations_in_network": "unique (network_id, id)",
        "conversations_pair": "unique (one_id, other_id)",
        "conversations_kind": one_of("kind", ConversationKind),
        "conversations_title": text_within("title", LONGEST_TITLE),
        "conversations_subject": text_within("subject", LONGEST_TITLE),
        "conversations_shape": (
            "check (num_nonnulls(one_id, other_id) = case when kind = 'DIRECT' then 2 else 0 end"
            " and (title is not null) = (kind = 'GROUP')"
            " and num_nonnulls(subject, office_id) = case when kind = 'OFFICE' then 2 else 0 end"
            " and (kind = 'OFFICE' or num_nonnulls(assignee_id, closed_at, job_id) = 0))"
        ),
        "conversations_in_order": "check (one_id < other_id)",
        "conversations_one": network_key("one_id", "members"),
        "conversations_other": network_key("other_id", "members"),
        "conversations_office": network_key("office_id", "offices"),
        "conversations_starter": network_key("starter_id", "members", "set null"),
        "conversations_assignee": network_key("assignee_id", "members", "set null"),
        "conversations_job": network_key("job_id", "jobs", "set null"),
        "conversations_last": "check (last_number >= 0 and (last_number = 0) = (last_message_at is null))",
        "conversations_version": "check (version > 0)",
    }
    indexes = {
        "conversations_about_job": "(job_id, starter_id) where job_id is not null",
        "conversations_of_other": "(other_id) where other_id is not null",
        "conversations_of_office": "(office_id, last_message_at desc) where office_id is not null",
    }

    class Meta:
        table = "conversations"


class Participant(Table):
    """That a member takes part in a conversation, from which message on and up to which."""

    network: fields.ForeignKeyRelation[Network] = fields.ForeignKeyField(
        "models.Network", related_name="participants", db_constraint=False
    )
    conversation: fields.ForeignKeyRelation[Conversation] = fields.ForeignKeyField(
        "models.Conversation", related_name="participants", db_constraint=False
    )
    member: fields.ForeignKeyRelation[Member] = fields.ForeignKeyField(
        "models.Member", related_name="participations", db_constraint=False
    )
    role = fields.CharEnumField(ParticipantRole, max_length=8)
    state = fields.CharEnumField(ParticipantState, max_length=16)
    joined_at = fields.DatetimeField()
    first_number = fields.IntField(default=1)
    last_number = fields.IntField(null=True)
    read_up_to = fields.IntField(default=0)
    muted = fields.BooleanField(default=False)
    # Put away until something newer comes.
    hidden_number = fields.IntField(null=True)

    conversation_id: UUID
    member_id: UUID

    prefix = "par"
    # A request that nobody has answered is, to the others, like one that was declined; only of the two of a direct
    # conversation is it known that they are there. Who left is known to those who were there with them.
    rule = Rule(
        "{it}.member_id = {viewer} or {it}.role <> 'SERVING' and exists(select from conversations place"
        " where place.id = {it}.conversation_id and (place.kind = 'DIRECT'"
        f" or {{it}}.state = 'ACTIVE' and {attended('place')}"
        f" or {{it}}.state in ('LEFT', 'REMOVED') and exists(select {MINE.format('place.id')}"
        " and mine.state in ('ACTIVE', 'REQUESTED') and mine.first_number <= {it}.last_number + 1)))",
        within=("conversation", "member"),
    )
    derived = {
        "is_gone": "{self}.state in ('LEFT', 'REMOVED')",
        "state": "case when {self}.member_id = {viewer} then {self}.state end",
        "muted": "case when {self}.member_id = {viewer} then {self}.muted end",
    }
    constraints = {
        "participants_once": "unique (conversation_id, member_id)",
        "participants_conversation": network_key("conversation_id", "conversations"),
        "participants_member": network_key("member_id", "members"),
        "participants_role": one_of("role", ParticipantRole),
        "participants_state": one_of("state", ParticipantState),
        "participants_span": (
            "check (first_number > 0 and last_number >= first_number - 1"
            " and (last_number is not null) = (state in ('LEFT', 'REMOVED')))"
        ),
        "participants_read": (
            "check (read_up_to >= first_number - 1 and (last_number is null or read_up_to <= last_number))"
        ),
        "participants_hidden": "check (hidden_number >= 0)",
        "participants_lead": "check (role <> 'OWNER' or state = 'ACTIVE')",
        "participants_serve": "check (role <> 'SERVING' or state = 'ACTIVE')",
    }
    indexes = {"participants_of_member": "(member_id, conversation_id)"}

    class Meta:
        table = "participants"
