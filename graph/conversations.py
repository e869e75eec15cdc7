"""Conversations, who takes part in them, what is said there, and the offices that one can write to."""

from datetime import datetime
from typing import TYPE_CHECKING

import strawberry

from graph.compile.declare import Argument, column, connection, derived, enum, listing, relation, shows
from graph.members import Member
from graph.nodes import Connection, Node
from models.admission import MOST_UNREAD, MessagesFrom
from models.conversations import LATEST, LATEST_AT, ConversationBox, ConversationKind, ParticipantRole, ParticipantState
from models.conversations import Conversation as ConversationTable
from models.conversations import Participant as ParticipantTable
from models.messages import READ_BY_NOW, MessageTally
from models.messages import Message as MessageTable
from models.offices import Office as OfficeTable
from models.offices import OfficeKind

if TYPE_CHECKING:
    from graph.jobs import Job

enum(
    ConversationBox,
    {
        "INBOX": "Those that the viewer takes part in and has not put away.",
        "REQUESTS": "Those that the viewer was asked into, and has neither accepted nor declined.",
        "HIDDEN": "Those that the viewer has put away until something newer comes.",
        "LEFT": "Those that the viewer has left or was removed from: what was said until then can be read.",
    },
)
enum(
    ConversationKind,
    {"DIRECT": "Two members.", "GROUP": "Several members.", "OFFICE": "A member and whoever serves an office."},
)
enum(
    ParticipantRole,
    {
        "OWNER": "Keeps the conversation of several in order.",
        "MEMBER": "Takes part.",
        "SERVING": "Answers for an office.",
    },
)
enum(
    ParticipantState,
    {
        "ACTIVE": "Takes part.",
        "REQUESTED": "Was asked, and has not answered.",
        "DECLINED": "Does not want to.",
        "LEFT": "Has left.",
        "REMOVED": "Was removed.",
    },
)
enum(
    OfficeKind,
    {
        "HR": "Whatever concerns the company as an employer; served by HR_ADMIN.",
        "RECRUITING": "Coming back, side jobs and contracts; served by RECRUITER.",
        "NEW_BUSINESS": "Joint projects and ideas; served by COMMUNITY_MANAGER.",
    },
)
enum(
    MessagesFrom,
    {
        "NOBODY": "From nobody, not even from ties.",
        "TIES": "From those who are tied to the member.",
        "SHARED_GROUP": "From ties, and from those who belong to a group with the member.",
        "NETWORK": "From everybody.",
    },
)

SEARCH = Argument(str, "The words, however they are written; all of them must be in a message.", longest=200)
BY_LATEST = {"said_at": ("timestamptz", LATEST_AT)}
LATEST_FIRST = ("-said_at", "-id")


@shows(MessageTally, order=("first_at", "emoji"))
class MessageReactions:
    """The reactions to a message with one emoji."""

    emoji: str = column("The emoji.")
    count: int = column("How many reacted with it.")
    viewer_has_reacted: bool = column("Is the viewer among them?")


@shows(MessageTable, order=("created_at", "id"))
class Message(Node):
    """What somebody says in a conversation."""

    number: int = derived("Its place among those that the viewer may read there: from 1, without a gap.", price=1)
    body: str | None = column("What it says, as Markdown, just as it was written; null where it is deleted.")
    body_html: str | None = derived(
        "What it says, as HTML that is safe to show; members whom the viewer may not see are not mentioned in it."
    )
    created_at: datetime = column("When it was written; later messages of a conversation have later times.")
    edited_at: datetime | None = column("When it was last changed; null where it never was.")
    deleted_at: datetime | None = column("When it was deleted; its place stays, and nothing of its words.")
    version: int = column("Counts its edits; an edit says with `ifVersion` which it started from.")
    conversation: "Conversation | None" = relation("Where it was said.")
    author: "Member | None" = relation("Who wrote it; null where the viewer may not know.")
    reply_to: "Message | None" = relation("The message that it answers; null where the viewer may not read that.")
    mentions: "list[Member]" = listing(
        "Which participants it mentions, by name, as far as the viewer may see them.",
        "{it}.id in (select named.member_id from message_mentions named where named.message_id = {self}.id)",
    )
    viewer_is_mentioned: bool = derived("Does it mention the viewer?")
    reactions: "list[MessageReactions]" = listing("Reactions by emoji, the first used first.", "true")
    reaction_count: int = derived("How many reactions the viewer may see.")
    read_by: "list[Member]" = listing(
        "The viewer's own messages: who has read them, by name. Both must show what they read.", READ_BY_NOW, price=5
    )


@shows(ParticipantTable, order=("joined_at", "id"))
class Participant(Node):
    """That a member takes part in a conversation."""

    role: ParticipantRole = column("What the member is there.")
    joined_at: datetime = column("Since when.")
    is_gone: bool = derived("Has the member left, or been removed?")
    state: ParticipantState | None = derived("The viewer's own: how they stand there; null for another's.")
    muted: bool | None = derived("The viewer's own: do they want to hear nothing? Null for another's.")
    conversation: "Conversation | None" = relation("The conversation.")
    member: "Member | None" = relation("Who takes part.")


@shows(ConversationTable, order=("-created_at", "-id"))
class Conversation(Node):
    """A talk between members, or of a member with an office."""

    kind: ConversationKind = column("Who talks.")
    title: str | None = derived("What one of several members is called; null for who has left it.")
    subject: str | None = column("What it is about, where it is with an office.")
    office: "Office | None" = relation("The office; null between members.")
    assignee: "Member | None" = relation("Who of the office looks after it.")
    job: "Job | None" = relation("The job that an office was asked about.")
    created_at: datetime = column("When it was started.")
    closed_at: datetime | None = column("When it was closed, where it is with an office; null while it is open.")
    version: int | None = derived("Counts its edits; null for who has left it.")
    viewer_state: ParticipantState | None = derived("How the viewer stands there; null for who serves the office.")
    viewer_role: ParticipantRole | None = derived("What the viewer is there; null for who serves the office.")
    viewer_has_muted: bool = derived("Does the viewer want to hear nothing of it?")
    viewer_has_hidden: bool = derived("Has the viewer put it away, and is there nothing newer?")
    participant_count: int = derived("How many of those who take part the viewer may see.", price=5)
    participants: "Connection[Participant]" = connection(
        "Those who take part, the first first; whoever has not accepted a request is not told of here.",
        "{it}.conversation_id = {self}.id and {it}.role <> 'SERVING'"
        " and ({self}.kind = 'DIRECT' or {it}.state = 'ACTIVE')",
        arrived="conversation",
        counting=40,
    )
    messages: "Connection[Message]" = connection(
        "What is said, in the order in which it was: `last` brings the newest.", counting=100
    )
    last_message: "Message | None" = relation(
        "The newest message that the viewer may read.",
        f"{{it}}.id = (select latest.id {LATEST.format('{self}')})",
        arrived="conversation",
    )
    unread_count: int = derived(
        f"How many messages of others the viewer has not read, counted up to {MOST_UNREAD:,}.", price=5
    )


@shows(OfficeTable, order=("kind", "id"))
class Office(Node):
    """A role's inbox, to which every member can write."""

    kind: OfficeKind = column("What it is for, and so who serves it.")
    name: str = column("Its name.", source="name_ja")
    name_en: str | None = column("Its name in English.")
    description: str | None = column("What one writes to it for.")
    open: bool = column("Does it take new conversations?")
    version: int = column("Counts its edits; an edit says with `ifVersion` which it started from.")
    viewer_serves: bool = derived("Does the viewer answer for it?")
    conversations: "Connection[Conversation]" = connection(
        "What was written to it, the last written to first: for who serves it all, for others their own.",
        "{it}.office_id = {self}.id",
        args={
            "closed": Argument(bool | None, "Only what is closed, or is not."),
            "assignee": Argument(strawberry.ID | None, "Only what this member looks after.", id_of="mem"),
        },
        when={
            "closed": "({it}.closed_at is not null) = {closed}",
            "assignee": "{it}.assignee_id = {assignee} and exists(select from members named"
            " where named.id = {assignee} and {visible:Member:named})",
        },
        arrived="office",
        computed=BY_LATEST,
        order=LATEST_FIRST,
        price=40,
        counting=100,
    )
