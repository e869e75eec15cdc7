"""Notifications: what a member is told of what happened, for as long as they may see what it is about and who did it.

They are derived from the outbox by `actions/notifying.py`. A notification gathers happenings of one kind about one
thing; each happening has a row of its own, so that what the member may see no more is neither shown nor counted.
"""

from uuid import UUID

from tortoise import fields

from models.announcements import Announcement
from models.applications import Application
from models.claims import Claim
from models.comeback import Talk, TalkAnswer
from models.conversations import Conversation
from models.groups import GroupMembership
from models.introductions import Introduction
from models.jobs import Job
from models.members import Member
from models.mentions import Mention
from models.messages import Message
from models.networks import Network
from models.notification_kinds import KIND_FORM, NotificationKind
from models.posts import Comment, Post, Reaction
from models.referrals import Referral
from models.saved_searches import SavedSearch
from models.table import Count, Rule, Table, View, network_key
from models.tie_requests import TieRequest
from models.ties import Tie

LONGEST_KEY = 80
STILL_SAID = " and about.deleted_at is null"
# What it can be about: the foreign key, the table, and what must hold beside the table's rule.
SUBJECTS: dict[str, tuple[type[Table], str]] = {
    "post": (Post, STILL_SAID),
    "comment": (Comment, STILL_SAID),
    "mention": (Mention, ""),
    "tie_request": (TieRequest, ""),
    "tie": (Tie, ""),
    "introduction": (Introduction, ""),
    "membership": (GroupMembership, ""),
    "claim": (Claim, ""),
    "conversation": (Conversation, ""),
    "message": (Message, STILL_SAID),
    "announcement": (Announcement, ""),
    "job": (Job, ""),
    "saved_search": (SavedSearch, ""),
    "application": (Application, ""),
    "talk": (Talk, ""),
    "talk_answer": (TalkAnswer, ""),
    "referral": (Referral, ""),
}
COLUMNS = [f"{key}_id" for key in SUBJECTS]
# Whoever asks for a tie shows themselves to whom they ask, even if the directory does not: the request says who.
SAYS_WHO = (NotificationKind.TIE_REQUESTED,)


# Scalar subqueries, not EXISTS: they are looked up by key, where the planner would rather read and hash whole tables.
def subject_seen(key: str) -> str:
    """The arm of a CASE that says whether the viewer may see what a notification is about."""
    table, more = SUBJECTS[key]
    return (
        f"when {{it}}.{key}_id is not null then (select true from {table._meta.db_table} about"
        f" where about.id = {{it}}.{key}_id{more} and {{visible:{table.__name__}:about}})"
    )


SUBJECT_SEEN = f"case {' '.join(subject_seen(key) for key in SUBJECTS)} else false end"
SOME_SEEN = (
    "exists(select from notification_items item where item.notification_id = {it}.id"
    " and {visible:NotificationItem:item:notification})"
)
DOER_SEEN = (
    # What is said in a conversation is read there whoever may see its author.
    "({it}.actor_id is null or {it}.message_id is not null"
    " or (select true from members doer where doer.id = {it}.actor_id and {visible:Member:doer})"
    " or (select asking.kind from notifications asking where asking.id = {it}.notification_id)"
    f" in ({', '.join(repr(kind.value) for kind in SAYS_WHO)}))"
)
CAUSE_SEEN = (
    "({it}.comment_id is null or (select true from comments cause where cause.id = {it}.comment_id"
    " and cause.deleted_at is null and {visible:Comment:cause}))"
    " and ({it}.message_id is null or (select true from messages said where said.id = {it}.message_id"
    " and said.deleted_at is null and {visible:Message:said}))"
    " and ({it}.job_id is null or (select true from jobs offered where offered.id = {it}.job_id"
    " and {visible:Job:offered}))"
)
SEEN_ITEMS = (
    "from notification_items item where item.notification_id = {self}.id"
    " and {visible:NotificationItem:item:notification}"
)
ACTORS = f"{{it}}.id in (select item.actor_id {SEEN_ITEMS})"
FOUND_JOBS = f"{{it}}.id in (select item.job_id {SEEN_ITEMS})"
# How many wrote would tell apart authors whom the reader may not see.
ACTOR_SEEN = (
    "(item.message_id is null or exists(select from members doer where doer.id = item.actor_id"
    " and {visible:Member:doer}))"
)


def leads_to(table: str) -> str:
    """The foreign key to a table that has no key by network, or whose rows are checked while it grows quickly."""
    return f"foreign key ({{}}) references {table} (id) on delete cascade"


class Notification(Table):
    """That something happened which a member wants to know; more of the same is gathered in it for a while."""

    network: fields.ForeignKeyRelation[Network] = fields.ForeignKeyField(
        "models.Network", related_name="notifications", db_constraint=False
    )
    member: fields.ForeignKeyRelation[Member] = fields.ForeignKeyField(
        "models.Member", related_name="notifications", db_constraint=False
    )
    kind = fields.CharEnumField(NotificationKind, max_length=32)
    # What it gathers: the subject, and the span of time where the kind has one.
    group_key = fields.CharField(LONGEST_KEY)
    post: fields.ForeignKeyNullableRelation[Post] = fields.ForeignKeyField(
        "models.Post", related_name="notifications", null=True, db_constraint=False
    )
    comment: fields.ForeignKeyNullableRelation[Comment] = fields.ForeignKeyField(
        "models.Comment", related_name="notifications", null=True, db_constraint=False
    )
    mention: fields.ForeignKeyNullableRelation[Mention] = fields.ForeignKeyField(
        "models.Mention", related_name="notifications", null=True, db_constraint=False
    )
    tie_request: fields.ForeignKeyNullableRelation[TieRequest] = fields.ForeignKeyField(
        "models.TieRequest", related_name="notifications", null=True, db_constraint=False
    )
    tie: fields.ForeignKeyNullableRelation[Tie] = fields.ForeignKeyField(
        "models.Tie", related_name="notifications", null=True, db_constraint=False
    )
    introduction: fields.ForeignKeyNullableRelation[Introduction] = fields.ForeignKeyField(
        "models.Introduction", related_name="notifications", null=True, db_constraint=False
    )
    membership: fields.ForeignKeyNullableRelation[GroupMembership] = fields.ForeignKeyField(
        "models.GroupMembership", related_name="notifications", null=True, db_constraint=False
    )
    claim: fields.ForeignKeyNullableRelation[Claim] = fields.ForeignKeyField(
        "models.Claim", related_name="notifications", null=True, db_constraint=False
    )
    conversation: fields.ForeignKeyNullableRelation[Conversation] = fields.ForeignKeyField(
        "models.Conversation", related_name="notifications", null=True, db_constraint=False
    )
    message: fields.ForeignKeyNullableRelation[Message] = fields.ForeignKeyField(
        "models.Message", related_name="notifications", null=True, db_constraint=False
    )
    announcement: fields.ForeignKeyNullableRelation[Announcement] = fields.ForeignKeyField(
        "models.Announcement", related_name="notifications", null=True, db_constraint=False
    )
    job: fields.ForeignKeyNullableRelation[Job] = fields.ForeignKeyField(
        "models.Job", related_name="notifications", null=True, db_constraint=False
    )
    saved_search: fields.ForeignKeyNullableRelation[SavedSearch] = fields.ForeignKeyField(
        "models.SavedSearch", related_name="notifications", null=True, db_constraint=False
    )
    application: fields.ForeignKeyNullableRelation[Application] = fields.ForeignKeyField(
        "models.Application", related_name="notifications", null=True, db_constraint=False
    )
    talk: fields.ForeignKeyNullableRelation[Talk] = fields.ForeignKeyField(
        "models.Talk", related_name="notifications", null=True, db_constraint=False
    )
    talk_answer: fields.ForeignKeyNullableRelation[TalkAnswer] = fields.ForeignKeyField(
        "models.TalkAnswer", related_name="notifications", null=True, db_constraint=False
    )
    referral: fields.ForeignKeyNullableRelation[Referral] = fields.ForeignKeyField(
        "models.Referral", related_name="notifications", null=True, db_constraint=False
    )
    # Where the member wants it: shown, and by mail.
    in_app = fields.BooleanField()
    mail = fields.BooleanField()
    first_at = fields.DatetimeField()
    at = fields.DatetimeField()
    seen_at = fields.DatetimeField(null=True)
    read_at = fields.DatetimeField(null=True)
    mailed_at = fields.DatetimeField(null=True)

    member_id: UUID

    prefix = "ntf"
    rule = Rule(f"{{it}}.member_id = {{viewer}} and {SUBJECT_SEEN} and {SOME_SEEN}")
    derived = {
        "count": Count("items"),
        "actor_count": f"select count(distinct item.actor_id) {SEEN_ITEMS} and {ACTOR_SEEN}",
    }
    constraints = {
        "notifications_group": "unique (member_id, kind, group_key)",
        "notifications_member": network_key("member_id", "members"),
        "notifications_kind": KIND_FORM,
        "notifications_about_one_thing": f"check (num_nonnulls({', '.join(COLUMNS)}) = 1)",
        "notifications_somewhere": "check (in_app or mail)",
        "notifications_read_is_seen": "check (read_at is null or seen_at is not null)",
        "notifications_times": "check (at >= first_at)",
        "notifications_post": network_key("post_id", "posts"),
        "notifications_comment": network_key("comment_id", "comments"),
        "notifications_introduction": network_key("introduction_id", "introductions"),
        "notifications_claim": network_key("claim_id", "claims"),
        "notifications_conversation": network_key("conversation_id", "conversations"),
        "notifications_message": network_key("message_id", "messages"),
        "notifications_announcement": network_key("announcement_id", "announcements"),
        "notifications_job": network_key("job_id", "jobs"),
        "notifications_application": network_key("application_id", "applications"),
        "notifications_referral": network_key("referral_id", "referrals"),
        "notifications_talk": network_key("talk_id", "talks"),
        "notifications_talk_answer": leads_to("talk_answers").format("talk_answer_id"),
        "notifications_saved_search": leads_to("saved_searches").format("saved_search_id"),
        "notifications_mention": leads_to("mentions").format("mention_id"),
        "notifications_tie_request": leads_to("tie_requests").format("tie_request_id"),
        "notifications_tie": leads_to("ties").format("tie_id"),
        "notifications_membership": leads_to("group_memberships").format("membership_id"),
    }
    indexes = {
        "notifications_of_member": "(member_id, at desc, id desc)",
        "notifications_unseen": "(member_id) where seen_at is null",
        "notifications_unread": "(member_id) where read_at is null",
        "notifications_to_mail": "(first_at) where mail and mailed_at is null and read_at is null",
        "notifications_by_time": "(network_id, at)",
        **{f"notifications_by_{key}": f"({key}_id) where {key}_id is not null" for key in SUBJECTS},
    }

    class Meta:
        table = "notifications"


class NotificationItem(Table):
    """One happening that a notification gathers: who did it, and what it was: a comment, a message, a job …"""

    network: fields.ForeignKeyRelation[Network] = fields.ForeignKeyField(
        "models.Network", related_name="notification_items", db_constraint=False
    )
    notification: fields.ForeignKeyRelation[Notification] = fields.ForeignKeyField(
        "models.Notification", related_name="items", db_constraint=False
    )
    actor: fields.ForeignKeyNullableRelation[Member] = fields.ForeignKeyField(
        "models.Member", related_name="notification_items", null=True, db_constraint=False
    )
    comment: fields.ForeignKeyNullableRelation[Comment] = fields.ForeignKeyField(
        "models.Comment", related_name="notification_items", null=True, db_constraint=False
    )
    reaction: fields.ForeignKeyNullableRelation[Reaction] = fields.ForeignKeyField(
        "models.Reaction", related_name="notification_items", null=True, db_constraint=False
    )
    message: fields.ForeignKeyNullableRelation[Message] = fields.ForeignKeyField(
        "models.Message", related_name="notification_items", null=True, db_constraint=False
    )
    job: fields.ForeignKeyNullableRelation[Job] = fields.ForeignKeyField(
        "models.Job", related_name="notification_items", null=True, db_constraint=False
    )
    at = fields.DatetimeField()

    prefix = "nti"
    # A reaction goes with its row; whose post it is on, and who may not see its member, is asked here already.
    rule = Rule(f"{DOER_SEEN} and {CAUSE_SEEN}", within=("notification",))
    constraints = {
        "notification_items_notification": leads_to("notifications").format("notification_id"),
        "notification_items_actor": network_key("actor_id", "members"),
        "notification_items_comment": network_key("comment_id", "comments"),
        "notification_items_reaction": leads_to("reactions").format("reaction_id"),
        "notification_items_message": network_key("message_id", "messages"),
        "notification_items_job": network_key("job_id", "jobs"),
        "notification_items_once": "unique (notification_id, reaction_id)",
        "notification_items_message_once": "unique (notification_id, message_id)",
        "notification_items_job_once": "unique (notification_id, job_id)",
    }
    indexes = {
        "notification_items_of_actor": "(actor_id)",
        "notification_items_by_comment": "(comment_id) where comment_id is not null",
        "notification_items_by_reaction": "(reaction_id) where reaction_id is not null",
        "notification_items_by_message": "(message_id) where message_id is not null",
        "notification_items_by_job": "(job_id) where job_id is not null",
    }

    class Meta:
        table = "notification_items"


class NotificationPosition(Table):
    """How far the outbox of a network is derived; whoever derives holds it."""

    network: fields.OneToOneRelation[Network] = fields.OneToOneField("models.Network", related_name="notified")
    position = fields.BigIntField(default=0)
    looked_at = fields.DatetimeField(null=True)

    prefix = "nop"
    rule = Rule("false")
    constraints = {"notification_positions_position": "check (position >= 0)"}

    class Meta:
        table = "notification_positions"


TYPES = " ".join(f"when {{self}}.{key}_id is not null then '{table.__name__}'" for key, (table, _) in SUBJECTS.items())
KEYS = ", ".join(f"{{self}}.{column}" for column in COLUMNS)
# Whoever may see a notification may see what it is about, and the type asks its own rule again.
NotificationSubject = View(
    name="NotificationSubject",
    select=f"select (case {TYPES} end)::text as kind, coalesce({KEYS}) as id",
    columns={"kind": "text", "id": "uuid"},
)
