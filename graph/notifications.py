"""Notifications: what the viewer is told of what happened, and how they want to be told."""

from datetime import datetime
from typing import Annotated

import strawberry

from actions import notifications
from graph.announcements import Announcement
from graph.applications import Application
from graph.channels import Channel
from graph.comeback import Talk, TalkAnswer
from graph.compile.declare import column, condition, derived, enum, filters, listing, relation, shows, union
from graph.compile.payloads import mutation
from graph.conversations import Conversation, Message
from graph.groups import Group, GroupMembership
from graph.inputs import given
from graph.introductions import Introduction
from graph.jobs import Job
from graph.joining import Claim
from graph.members import Member
from graph.nodes import Node
from graph.posts import Comment, Mention, Post
from graph.referrals import Referral
from graph.saved_searches import SavedSearch
from graph.ties import Tie, TieRequest
from models.notification_kinds import NotificationKind
from models.notification_preferences import Attention, Digest
from models.notification_preferences import KindPreference as KindPreferenceView
from models.notification_preferences import MailTimes as MailTimesView
from models.notification_preferences import PlacePreference as PlacePreferenceTable
from models.notifications import ACTORS, FOUND_JOBS
from models.notifications import Notification as NotificationTable
from models.notifications import NotificationSubject as NotificationSubjectView

enum(
    NotificationKind,
    {
        "TIE_REQUESTED": "Somebody asks the viewer for a tie.",
        "TIE_MADE": "The viewer is tied to somebody who was asked.",
        "INTRODUCTION_PROPOSED": "Somebody wants to introduce the viewer to a member.",
        "INTRODUCTION_AGREED": "Both agreed to an introduction.",
        "MENTIONED": "The viewer was mentioned.",
        "ANSWERED": "Somebody answered a comment of the viewer's.",
        "COMMENTED": "Somebody commented on a post of the viewer's.",
        "THREAD_COMMENTED": "Somebody commented on a post that the viewer wants to hear all of.",
        "REACTED": "Somebody reacted to what the viewer wrote.",
        "POST_PUBLISHED": "Something was posted in a group that the viewer wants to hear all of.",
        "GROUP_INVITED": "The viewer was invited to a group.",
        "GROUP_REQUESTED": "Somebody asks to join a group that the viewer leads.",
        "GROUP_JOINED": "The viewer was let into a group.",
        "GROUP_ROLE_SET": "The viewer has another role in a group.",
        "CLAIM_SUBMITTED": "A claim waits for the office.",
        "CLAIM_APPROVED": "The viewer's claim was approved.",
        "CLAIM_REJECTED": "The viewer's claim was turned down.",
        "MESSAGE_RECEIVED": "Somebody wrote to the viewer, or to an office that the viewer serves.",
        "GROUP_MESSAGE_RECEIVED": "Somebody wrote in a conversation of several, if these are not very many.",
        "CONVERSATION_REQUESTED": "The viewer was asked into a conversation.",
        "CONVERSATION_JOINED": "The viewer was taken into a conversation.",
        "CONVERSATION_ASSIGNED": "The viewer is to look after a conversation with an office.",
        "ANNOUNCED": "Something was announced on a topic that the viewer subscribed to in the app.",
        "JOB_MATCHED": "A job was published that a search of the viewer's with live alerts finds.",
        "JOBS_FOUND": "A search of the viewer's found new jobs in a day or a week.",
        "MEMBERS_FOUND": "A search of the viewer's found new members.",
        "APPLICATION_RECEIVED": "Somebody applies for a job that the viewer keeps.",
        "APPLICATION_ANSWERED": "An applicant accepted or declined what a job that the viewer keeps offers.",
        "APPLICATION_WITHDRAWN": "An applicant for a job that the viewer keeps took the application back.",
        "APPLICATION_ADVANCED": "An application of the viewer's was brought on, or rejected.",
        "TALK_OFFERED": "Somebody who recruits offers a talk about a job that suits the viewer; never by mail.",
        "TALK_ACCEPTED": "Somebody agreed to a talk that the viewer offers.",
        "REFERRAL_RECEIVED": "Somebody whom the viewer is tied to told them of a job.",
        "REFERRAL_PROGRESSED": "Something came of a referral of the viewer's, as its candidate lets be known.",
    },
)
enum(
    Attention,
    {
        "MUTE": "Nothing of it, but what is said to the viewer by name.",
        "ALL": "Everything that is posted in the group, or said under the post.",
    },
)
enum(Digest, {"OFF": "Never.", "DAILY": "Each morning.", "WEEKLY": "Each Monday morning."})
NotificationSubject = Annotated[
    Post
    | Comment
    | Mention
    | TieRequest
    | Tie
    | Introduction
    | GroupMembership
    | Claim
    | Conversation
    | Message
    | Announcement
    | Job
    | SavedSearch
    | Application
    | Talk
    | TalkAnswer
    | Referral,
    strawberry.union("NotificationSubject", description="What a notification can be about."),
]
union(NotificationSubject, NotificationSubjectView)


@filters
class NotificationFilter:
    """Which notifications; all conditions must hold."""

    unread: bool | None = condition(
        "Only those that are not read yet, or that are.", "({it}.read_at is null) = {value}"
    )
    kinds: list[NotificationKind] | None = condition("Only of one of these kinds.", "{it}.kind = any({value})")


@shows(NotificationTable, order=("-at", "-id"))
class Notification(Node):
    """That something happened which the viewer wants to know; more of the same is gathered in it for a while.

    It is there for as long as the viewer may see what it is about, and somebody who did it.
    """

    kind: NotificationKind = column("What happened.")
    subject: "NotificationSubject | None" = relation("What it is about.", "true")
    first_at: datetime = column("When it happened first.")
    at: datetime = column("When it happened last.")
    count: int = derived("How often it happened, as far as the viewer may see.")
    actor_count: int = derived("How many members did it, as far as the viewer may see them.")
    actors: "list[Member]" = listing("Who did it, by name, as far as the viewer may see them.", ACTORS)
    jobs: "list[Job]" = listing("The new jobs that a search found, as far as the viewer may see them now.", FOUND_JOBS)
    seen_at: datetime | None = column("When the viewer took note of it; null while it is new.")
    read_at: datetime | None = column("When the viewer read it; null where they have not.")


@shows(KindPreferenceView, order=("number",))
class NotificationPreference:
    """Where the viewer wants notifications of one kind."""

    kind: NotificationKind = column("The kind.")
    in_app: bool = column("Do they come among the notifications?")
    mail: bool = column("Do they come by mail, if they are still unread after some minutes?")


@shows(MailTimesView, order=("time_zone",))
class NotificationMails:
    """When the viewer wants mails of notifications."""

    time_zone: str = column("The time zone of these times of the day.")
    quiet_from: str | None = column("From when on none is sent: `22:00`; null where there are no quiet hours.")
    quiet_until: str | None = column("Until when none is sent.")
    digest: Digest = column("How often what is unread is gathered in one.")


@shows(PlacePreferenceTable, order=("-since", "-id"))
class PlacePreference(Node):
    """That the viewer wants to hear everything, or nothing, of a group or of what is said under a post."""

    attention: Attention = column("How much.")
    since: datetime = column("Since when.")
    group: "Group | None" = relation("The group.")
    post: "Post | None" = relation("The post.")


@mutation(notifications.mark_seen, notification="Notification", member="Member")
class MarkNotificationsSeen:
    """Take note of all notifications up to this one; they count as unseen no more."""

    notification_id: strawberry.ID = given("The newest that was shown.", id_of="ntf")


@mutation(notifications.mark_read, notification="Notification", member="Member")
class MarkNotificationRead:
    """Have read a notification; reading it again changes nothing."""

    notification_id: strawberry.ID = given("The notification.", id_of="ntf")


@mutation(notifications.mark_all_read, member="Member")
class MarkAllNotificationsRead:
    """Have read all notifications."""


@mutation(notifications.set_preference, member="Member")
class SetNotificationPreference:
    """Want notifications of a kind in the app or by mail, or not."""

    kind: NotificationKind = given("The kind.")
    channel: Channel = given("Where.")
    wanted: bool = given("Are they wanted there?")


@mutation(notifications.set_thread_preference, member="Member")
class SetThreadPreference:
    """Hear everything that is said under a post or told in a group, nothing of it, or what is usual."""

    place_id: strawberry.ID = given("The post or the group.", id_of=("post", "grp"))
    attention: Attention | None = given("How much; none: what is usual.")


@mutation(notifications.set_quiet_hours, member="Member")
class SetQuietHours:
    """Want no mails of notifications between these times of the day, or mails at any time where none is given."""

    begin: str | None = given("From when on, in the viewer's time zone: `22:00`.", longest=5)
    end: str | None = given("Until when: `07:30`; it may be on the next day.", longest=5)


@mutation(notifications.set_digest, member="Member")
class SetDigest:
    """Get what is unread gathered in a mail, or not."""

    digest: Digest = given("How often.")
