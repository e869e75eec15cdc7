"""Subscription: what can be listened to."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any

import strawberry

from graph import presence  # noqa: F401 - it declares who is here
from graph.compile.declare import NAMES, Argument, enum, shown, shows
from graph.compile.news import AFTER, PRICE, TOLD, Subject, Told, of_line, root, shouted, subscription, within
from graph.nodes import Node
from models.attendance import ATTENDED
from models.groups import readable
from models.modules import Module
from models.news import NEWS

StreamKind: Any = StrEnum("StreamKind", {shouted(kind): shouted(kind) for kind in NEWS})  # type: ignore[misc]
StreamKind.__doc__ = "What can happen."
enum(StreamKind, {shouted(kind): news.said for kind, news in NEWS.items()})

READ = readable("{it}")
IN_GROUP = {"group_id": within("Only in this group, which the viewer must be able to read.", "Group", "grp", also=READ)}
AT_POST = {"post_id": within("Only at this post, which the viewer must be able to see.", "Post", "post")}
IN_CONVERSATION = {
    "conversation_id": within(
        "Only in this conversation, in which the viewer must take part.", "Conversation", "con", also=ATTENDED
    )
}
JOBS = {"filter": Argument("JobFilter | None", "Only jobs that pass it, as they are now.")}
AT_JOB = {"job_id": within("Only for this job, which the viewer must be able to see.", "Job", "job")}
APPLICATIONS = tuple(f"application.{verb}" for verb in ("submitted", "advanced", "answered", "withdrawn", "hired"))
JOB_CHANGES = (
    "job.drafted",
    "job.rewritten",
    "job.edited",
    "job.extended",
    "job.paused",
    "job.resumed",
    "job.closed",
    "job.filled",
)
POST_EDITS = ("post.edited", "post.deleted", "post.pinned", "post.unpinned", "post.locked", "post.unlocked")


@subscription("post.published", post="Post", module=Module.POSTS, places=IN_GROUP)
class PostPublished:
    """A post was published where the viewer may read it."""


@subscription(*POST_EDITS, post="Post", module=Module.POSTS, places=IN_GROUP)
class PostChanged:
    """A post was edited, deleted, pinned or locked."""


@subscription("comment.added", comment="Comment", module=Module.POSTS, places=AT_POST)
class CommentAdded:
    """A comment was written."""


@subscription("comment.edited", "comment.deleted", comment="Comment", module=Module.POSTS, places=AT_POST)
class CommentChanged:
    """A comment was edited or deleted."""


@subscription("reaction.added", "reaction.removed", subject="Content", module=Module.POSTS, places=AT_POST)
class ReactionChanged:
    """The reactions to a post or a comment are others now."""


@subscription("member.mentioned", mention="Mention")
class MemberMentioned:
    """The viewer was mentioned in a post or a comment."""


@subscription("tie.made", "tie.removed", member="Member", module=Module.TIES)
class TieChanged:
    """The viewer and a member are tied, or are not any more."""


@subscription("tie_request.sent", tie_request="TieRequest", module=Module.TIES)
class TieRequested:
    """A member asks the viewer for a tie."""


@subscription("introduction.proposed", "introduction.agreed", introduction="Introduction", module=Module.INTRODUCTIONS)
class IntroductionChanged:
    """The viewer takes part in an introduction that was proposed, or to which both agreed."""


@subscription("group.created", "group.updated", "group.archived", "group.restored", group="Group", places=IN_GROUP)
class GroupChanged:
    """A group was created, edited, archived or opened again."""


@subscription(
    "membership.joined",
    "membership.role_set",
    "membership.requested",
    "membership.invited",
    membership="GroupMembership",
    places=IN_GROUP,
)
class MembershipChanged:
    """A member joined a group, asks to, was invited to it, or has another role in it."""


@subscription("member.joined", "member.rehired", "member.parted", "member.updated", member="Member")
class MemberChanged:
    """A member joined the network, came back to the company or left it; or the viewer's own profile was edited."""


@subscription("job.published", job="Job", module=Module.JOBS, only=JOBS)
class JobPublished:
    """A job was published that the viewer may see and that passes the filter."""


@subscription(*JOB_CHANGES, job="Job", module=Module.JOBS, only=JOBS)
class JobChanged:
    """A job was edited, extended, paused, shown again, closed or filled; told to those who may see it as it is now."""


@subscription(*APPLICATIONS, application="Application", module=Module.JOBS, places=AT_JOB)
class ApplicationChanged:
    """An application of the viewer's, or for a job that they keep, was made, brought on, answered or withdrawn."""


@subscription("referral.made", "referral.progressed", referral="Referral", module=Module.JOBS)
class ReferralChanged:
    """The viewer was told of a job, or something came of a referral of theirs, as its candidate lets be known."""


@subscription("talk.opened", talk="Talk", module=Module.JOBS)
class TalkOpened:
    """A talk was offered to whom a job suits that the viewer would come back for, or by the viewer."""


@subscription("talk.accepted", answer="TalkAnswer", module=Module.JOBS)
class TalkAccepted:
    """A member agreed to a talk that the viewer opened, or the viewer did."""


@subscription("claim.submitted", "claim.approved", "claim.rejected", claim="Claim")
class ClaimChanged:
    """A claim to an entry of the roster was made or decided."""


@subscription("message.sent", message="Message", module=Module.MESSAGES, places=IN_CONVERSATION)
class MessageReceived:
    """A message was written where the viewer may read it, by another or on another of their devices."""


@subscription(
    "message.edited",
    "message.deleted",
    "message.reacted",
    "message.unreacted",
    message="Message",
    module=Module.MESSAGES,
    places=IN_CONVERSATION,
)
class MessageChanged:
    """A message was edited or deleted, or the reactions to it are others now."""


@subscription(
    "conversation.started",
    "conversation.renamed",
    "conversation.assigned",
    "conversation.closed",
    "conversation.reopened",
    "conversation.read",
    conversation="Conversation",
    module=Module.MESSAGES,
    places=IN_CONVERSATION,
)
class ConversationChanged:
    """A conversation of the viewer's was started, renamed, assigned, closed or opened again, or they have read on."""


@subscription(
    "participant.added",
    "participant.asked",
    "participant.joined",
    "participant.left",
    "participant.removed",
    "participant.read",
    participant="Participant",
    module=Module.MESSAGES,
    places=IN_CONVERSATION,
)
class ParticipantChanged:
    """Somebody came into a conversation of the viewer's, or went; or the other of two has read on."""


@subscription("notification.received", notification="Notification")
class NotificationReceived:
    """The viewer is notified of something, or of more of it."""


@subscription("notification.seen", "notification.read", notification="Notification")
class NotificationChanged:
    """The viewer has seen or read notifications, perhaps on another device."""


@subscription("announcement.published", announcement="Announcement", module=Module.ANNOUNCEMENTS)
class AnnouncementPublished:
    """The network announces something, to all or to some of whom the viewer is one."""


@shows()
class StreamReady:
    """The first item: from here on nothing is missed."""

    cursor: str = of_line("Where the stream stands.", "cursor")


@shows()
class StreamEvent:
    """Something happened."""

    cursor: str = of_line("Where it stands in the stream: listening goes on after it.", "cursor")
    kind: "StreamKind" = of_line("What happened.", "kind")
    at: datetime = of_line("When it happened.", "at")
    subject: Node = shown(Subject("What it is about, as it is now."))


@shows()
class Gap:
    """What happened between two cursors is not kept any more: ask anew for what you show."""

    from_cursor: str = of_line("After this cursor something is missing.", "from_cursor")
    cursor: str = of_line("From here on nothing is missed.", "cursor")


@shows()
class Heartbeat:
    """The stream lives; it stands further on, though there was nothing to tell."""

    cursor: str = of_line("Where the stream stands.", "cursor")


StreamItem = Annotated[
    StreamReady | StreamEvent | Gap | Heartbeat,
    strawberry.union("StreamItem", description="What comes in a stream."),
]
NAMES["StreamItem"] = StreamItem
STREAM = Told(
    "Everything that happens and that the viewer may know, in order, each thing once.",
    args={"kinds": Argument("list[StreamKind] | None", "Only of these kinds."), "after": AFTER},
    price=PRICE,
    kinds=frozenset(NEWS),
    payload="StreamEvent",
)
TOLD["stream"] = (STREAM, "StreamItem")
Subscription: Any = root()
