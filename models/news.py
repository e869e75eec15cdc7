"""News: which lines of the outbox are told to members, and to whom of those who may see what they are about.

That something happened can betray what a rule hides: that a member has changed a field which the viewer may not see,
has declined a request, has blocked somebody. So a kind is told only if it is listed here, and a test holds the list
against every kind that an action writes.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from typing import Any, NamedTuple

from models.application_stages import CONCERNED
from models.attendance import ATTENDED, IN_CONVERSATION, READING_SHOWN, TAKING_PART

# Where a network's log stands as a statement sees it: the same snapshot as everything else that it reads.
STREAM_CURSOR = (
    "translate(encode(convert_to(concat('[\"STREAM\",\"', replace({self}.network_id::text, '-', ''), '\",',"
    " coalesce((select head.position from network_heads head where head.network_id = {self}.network_id), 0), ']'),"
    " 'UTF8'), 'base64'), chr(10), '')"
)


class To(StrEnum):
    """To whom it is told: of those who may see the row that it is about, all, or just one."""

    READERS = "READERS"
    ACTOR = "ACTOR"  # who did it, on all their devices
    PLACE = "PLACE"  # the member whom the line names as its place
    SUBJECT = "SUBJECT"  # the member whom it is about


@dataclass(frozen=True)
class News:
    """The tables whose rows it may be about, to whom it is told, and what it says to a reader of the schema."""

    subjects: tuple[str, ...]
    said: str
    to: To = To.READERS
    seen_doing: bool = False  # only to those who may see who did it
    also: str = "true"  # what must hold of the subject besides its table's rule
    # Who alone may see it of those who listen, which that rule says as well: {place} is the line's, {viewers} are they.
    among: str = "{viewers}"
    # The SELECT of who alone may see it, whoever listens; $1 is the line's place. Null among them leaves that open.
    members: str | None = None

    @property
    def how(self) -> "How":
        """To whom it is told of those who may see the subject, whatever it says."""
        return How(self.seen_doing, self.also, self.among, self.to is not To.READERS)


class How(NamedTuple):
    """The part of News that the statement which tells it is made of."""

    seen_doing: bool
    also: str
    among: str
    to_one: bool


CONVERSATION, MESSAGE, PARTICIPANT = ("Conversation",), ("Message",), ("Participant",)
POST, COMMENT, CONTENT = ("Post",), ("Comment",), ("Post", "Comment")
JOB = ("Job",)
MEMBER, GROUP, MEMBERSHIP, CLAIM = ("Member",), ("Group",), ("GroupMembership",), ("Claim",)
NOTIFICATION = ("Notification",)

of_talk = partial(News, among=IN_CONVERSATION, members=TAKING_PART)
of_message = partial(of_talk, MESSAGE)
of_conversation = partial(of_talk, CONVERSATION, also=ATTENDED)
of_participant = partial(of_talk, PARTICIPANT)
of_application = partial(News, ("Application",), among=CONCERNED)
ANNOUNCEMENT, TOPIC = ("Announcement",), ("AnnouncementTopic",)

NEWS: Mapping[str, News] = {
    "post.published": News(POST, "A post was published."),
    "post.edited": News(POST, "A post was edited."),
    "post.deleted": News(POST, "A post was deleted; its place stays."),
    "post.pinned": News(POST, "A post was pinned."),
    "post.unpinned": News(POST, "A post was unpinned."),
    "post.locked": News(POST, "A post takes no more comments."),
    "post.unlocked": News(POST, "A post takes comments again."),
    "comment.added": News(COMMENT, "A comment was written."),
    "comment.edited": News(COMMENT, "A comment was edited."),
    "comment.deleted": News(COMMENT, "A comment was deleted; its place in the thread stays."),
    "reaction.added": News(CONTENT, "Somebody reacted to a post or a comment.", seen_doing=True),
    "reaction.removed": News(CONTENT, "A reaction to a post or a comment was taken back.", seen_doing=True),
    "member.mentioned": News(("Mention",), "The viewer was mentioned.", To.PLACE),
    "member.joined": News(MEMBER, "A member joined the network."),
    "member.rehired": News(MEMBER, "A member was hired again."),
    "member.parted": News(MEMBER, "An employee has left the company and stays in the network."),
    "member.updated": News(MEMBER, "The viewer's own profile was edited.", To.SUBJECT),
    "tie.made": News(MEMBER, "The viewer and a member are tied.", To.PLACE),
    "tie.removed": News(MEMBER, "The viewer and a member are tied no more.", To.PLACE),
    "tie_request.sent": News(("TieRequest",), "A member asks the viewer for a tie.", To.PLACE),
    "introduction.proposed": News(("Introduction",), "Somebody wants to introduce the viewer to a member."),
    "introduction.agreed": News(("Introduction",), "Both agreed to an introduction."),
    "group.created": News(GROUP, "A group was created."),
    "group.updated": News(GROUP, "A group was edited."),
    "group.archived": News(GROUP, "A group was archived."),
    "group.restored": News(GROUP, "A group was opened again."),
    "membership.joined": News(MEMBERSHIP, "A member joined a group."),
    "membership.role_set": News(MEMBERSHIP, "A member's role in a group was changed."),
    "membership.requested": News(MEMBERSHIP, "A member asks to join a group."),
    "membership.invited": News(MEMBERSHIP, "A member was invited to a group."),
    "claim.submitted": News(CLAIM, "Somebody says which entry of the roster they are."),
    "claim.approved": News(CLAIM, "A claim was approved."),
    "claim.rejected": News(CLAIM, "A claim was rejected."),
    "message.sent": of_message("A message was written in a conversation."),
    "message.edited": of_message("A message was edited."),
    "message.deleted": of_message("A message was deleted; its place stays."),
    "message.reacted": of_message("Somebody reacted to a message.", seen_doing=True),
    "message.unreacted": of_message("A reaction to a message was taken back.", seen_doing=True),
    "conversation.started": of_conversation("A conversation was started."),
    "conversation.renamed": of_conversation("A conversation has another title."),
    "conversation.assigned": of_conversation("Another looks after a conversation with an office."),
    "conversation.closed": of_conversation("A conversation with an office was closed."),
    "conversation.reopened": of_conversation("A conversation with an office goes on."),
    "conversation.read": News(CONVERSATION, "The viewer has read on in a conversation.", To.ACTOR),
    "participant.added": of_participant("A member was taken into a conversation."),
    "participant.asked": News(PARTICIPANT, "The viewer was asked into a conversation.", To.PLACE),
    "participant.joined": of_participant("A member takes part in a conversation that they were asked into."),
    "participant.left": of_participant("A member has left a conversation."),
    "participant.removed": of_participant("A member was removed from a conversation."),
    "participant.read": of_participant("The other of two has read on, and both show it.", also=READING_SHOWN),
    "notification.received": News(NOTIFICATION, "The viewer is notified of something, or of more of it.", To.PLACE),
    "notification.seen": News(NOTIFICATION, "The viewer has seen their notifications up to this one.", To.ACTOR),
    "notification.read": News(NOTIFICATION, "The viewer has read a notification, or all of them.", To.ACTOR),
    "job.drafted": News(JOB, "The viewer drafted a job.", To.ACTOR),
    "job.rewritten": News(JOB, "The viewer edited a job that is not shown.", To.ACTOR),
    "job.published": News(JOB, "A job was published."),
    "job.edited": News(JOB, "A job or its terms were edited."),
    "job.extended": News(JOB, "A job is open for longer."),
    "job.paused": News(JOB, "A job is not shown for a while."),
    "job.resumed": News(JOB, "A paused job is shown again."),
    "job.closed": News(JOB, "A job is over, and nobody was found."),
    "job.filled": News(JOB, "A job is over, and somebody was found."),
    "application.submitted": of_application("A member applies for a job."),
    "application.advanced": of_application("Those who keep a job brought an application on, or rejected it."),
    "application.answered": of_application("An applicant accepted an offer, or declined it."),
    "application.withdrawn": of_application("An applicant took an application back, and what it shared."),
    "application.hired": of_application("The employment that came of an application was recorded."),
    "referral.made": News(("Referral",), "Somebody tells the viewer of a job that would suit them.", To.PLACE),
    "referral.progressed": News(
        ("Referral",), "Something comes of a referral, as its candidate lets be told.", To.PLACE
    ),
    "talk.opened": News(("Talk",), "Somebody who recruits offers a talk about a job."),
    "talk.accepted": News(("TalkAnswer",), "A member agreed to a talk."),
    "announcement_topic.created": News(TOPIC, "Announcements can be about something new."),
    "announcement_topic.updated": News(TOPIC, "A topic of announcements was edited."),
    "announcement_topic.archived": News(TOPIC, "A topic of announcements was archived."),
    "announcement.drafted": News(ANNOUNCEMENT, "An announcement was drafted."),
    "announcement.updated": News(ANNOUNCEMENT, "An announcement was edited."),
    "announcement.scheduled": News(ANNOUNCEMENT, "An announcement has a time at which it will be sent."),
    "announcement.cancelled": News(ANNOUNCEMENT, "An announcement was cancelled."),
    "announcement.published": News(ANNOUNCEMENT, "The network announces something."),
    "search.saved": News(("SavedSearch",), "The viewer saved a search.", To.ACTOR),
    "search.updated": News(("SavedSearch",), "The viewer edited a saved search.", To.ACTOR),
    "search.alerted": News(("SavedSearch",), "An alert of a search of the viewer's was due.", To.PLACE),
}


def words(text: str) -> frozenset[str]:
    """The words of a text."""
    return frozenset(text.split())


# What nobody is told: it is its own doer's business, or would betray what a rule hides. Some of it ends listening.
UNTOLD = words(
    """
    comeback_interest.confirmed comeback_interest.said comeback_interest.withdrawn talk.closed talk.declined
    talk.taken_back referral.declined referral.withdrawn
    account.changed app.disabled app.registered app.updated application.noted
    conversation.declined conversation.hidden conversation.muted conversation.unmuted
    member.messaging_changed office.changed
    attribute.approved attribute.declined attribute.merged attribute.proposed attribute.withdrawn
    employment.added employment.audience_changed employment.removed employment.updated exclusion.added exclusion.removed
    introduction.answered invitation.accepted invitation.sent invitation.withdrawn job.deleted list.changed
    member.audience_changed member.blocked member.followed member.left member.muted member.reinstated
    member.roles_changed member.suspended member.unblocked member.unfollowed member.unmuted member_attribute.added
    member_attribute.audience_changed member_attribute.confirmed member_attribute.removed membership.banned
    membership.declined membership.left membership.rejected membership.removed membership.unbanned
    membership.withdrawn network.policy_changed notification.digest_set notification.place_set
    notification.preference_set notification.quiet_hours_set openness.said openness.withdrawn poll.voted position.added
    position.audience_changed position.removed position.updated presence.hidden presence.shown roster_entry.claimed
    search.deleted session.opened session.revoked suggestion.dismissed suggestion.restored tie_request.declined
    tie_request.withdrawn token.issued token.revoked topic_subscription.said
    """
)
# After one of these somebody may have lost the right to the place that they listen to.
PLACE_MAY_BE_LOST = words(
    """
    group.updated group.archived membership.banned membership.left membership.removed membership.role_set
    membership.declined membership.rejected membership.withdrawn member.blocked member.left member.suspended
    member.roles_changed member.audience_changed member.parted member.rehired post.edited post.deleted comment.deleted
    exclusion.added list.changed tie.removed network.policy_changed
    conversation.declined participant.left participant.removed
    exclusion.added list.changed tie.removed announcement.cancelled network.policy_changed
    application.withdrawn job.closed job.edited job.filled job.paused
    """
)
MEMBER_IS_GONE = frozenset({"member.left", "member.suspended", "member.erased"})
SESSION_IS_OVER = frozenset({"session.revoked"})


def one_reader(kind: str, line: Any) -> Any:
    """The key of the one member to whom a line of this kind is told; None where everybody who sees its subject is."""
    to = NEWS[kind].to
    if to is To.ACTOR:
        return line.actor_id
    if to is To.PLACE:
        return line.place_id
    return line.subject_id if to is To.SUBJECT else None
