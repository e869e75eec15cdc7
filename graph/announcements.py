"""Announcements: what the network itself says, by topics, and what of it the viewer wants and got."""

from datetime import datetime
from typing import TYPE_CHECKING

from graph.channels import Channel
from graph.compile.declare import column, enum, listing, relation, shows
from graph.nodes import Node
from graph.segments import Segment
from graph.statistics import FacetCell
from models.announcement_topics import AnnouncementTopic as TopicTable
from models.announcement_topics import SubscriptionSource
from models.announcement_topics import TopicSubscription as SubscriptionTable
from models.announcements import SPEAKS, AnnouncementStatus, DeliveryState, Figures
from models.announcements import Announcement as AnnouncementTable
from models.announcements import Delivery as DeliveryTable

if TYPE_CHECKING:
    from graph.members import Member
    from graph.posts import Post

FIGURES_PRICE = 4_000

enum(SubscriptionSource, {"MEMBER": "The member, signed in.", "LINK": "By the link in a mail."})
enum(
    AnnouncementStatus,
    {
        "DRAFT": "It is being written.",
        "SCHEDULED": "It will be sent at its time.",
        "SENT": "It is sent.",
        "CANCELLED": "It is not sent, or was withdrawn.",
    },
)
enum(
    DeliveryState,
    {
        "PENDING": "It is on its way.",
        "SENT": "It has arrived, or was taken by the member's mail server.",
        "FAILED": "The mail was refused.",
        "SUPPRESSED": "It was not sent, for the member did not want it any more, or it was cancelled.",
    },
)


@shows(TopicTable, order=("place", "id"))
class AnnouncementTopic(Node):
    """What announcements can be about."""

    name_ja: str = column("The name in Japanese.")
    name_en: str | None = column("The name in English.")
    place: int = column("Where it stands among the topics, the least first.")
    archived_at: datetime | None = column("Since when nothing new is about it; null while something can be.")
    version: int = column("How often it was saved, from 1.")
    subscriptions: "list[TopicSubscription]" = listing(
        "What the viewer said of it, of each channel at most once.",
        "{it}.topic_id = {self}.id and {it}.ended_at is null",
    )


@shows(SubscriptionTable, order=("said_at", "id"))
class TopicSubscription(Node):
    """What the viewer said of a topic and a channel. Where nothing is said: no mails, and all in the network."""

    topic: "AnnouncementTopic | None" = relation("The topic.")
    channel: Channel = column("The channel.")
    wanted: bool = column("Does the viewer want it?")
    source: SubscriptionSource = column("How the viewer said it.")
    said_at: datetime = column("When the viewer said it.")


@shows(DeliveryTable, order=("channel",))
class Delivery(Node):
    """That an announcement was meant for the viewer, by one channel."""

    channel: Channel = column("The channel.")
    state: DeliveryState = column("How far it came.")
    at: datetime = column("Since when.")


@shows(Figures, order=("place",))
class AnnouncementFigure:
    """How many members an announcement reached in one way, of those whom the viewer sees."""

    what: str = column("RECIPIENTS, MAILED, FAILED, or UNSUBSCRIBED: whose last mail on its topic it was.")
    total: int | None = column("How many in all; null where they are fewer than five.")
    cells: "list[FacetCell]" = listing("How many of each kind of member, where they are five at least.")
    suppressed: bool = column("Are there kinds that are not shown because few are of them?")


@shows(AnnouncementTable, order=("-listed_at", "-id"))
class Announcement(Node):
    """What the network itself says. It stands in the feed as a post, under which it is answered."""

    topic: "AnnouncementTopic | None" = relation("What it is about.")
    title: str = column("The title, which is the subject of its mails.")
    body: str = column("What it says, as Markdown.")
    status: AnnouncementStatus = column("Where it is.")
    by_mail: bool = column("Does it go by mail as well, to those who want that?")
    scheduled_at: datetime | None = column("When it is to be sent; null where that is not said.")
    sent_at: datetime | None = column("When it was sent; null while it is not.")
    created_at: datetime = column("When it was drafted.")
    edited_at: datetime | None = column("When it was last edited; null where it never was.")
    version: int = column("How often it was saved, from 1.")
    post: "Post | None" = relation(
        "The post by which it stands in the feed; null before it is sent.", "{it}.announcement_id = {self}.id"
    )
    author: "Member | None" = relation(
        "Who wrote it, for those who speak for the network; to all others the network itself says it.",
        f"{{it}}.id = {{self}}.author_id and {SPEAKS}",
    )
    segment: "Segment | None" = relation(
        "Whom it is meant for, for those who speak for the network; null where it is meant for all."
    )
    viewer_deliveries: "list[Delivery]" = listing(
        "By which channels it came to the viewer.",
        "{it}.announcement_id = {self}.id and {it}.member_id = {viewer}",
    )
    figures: "list[AnnouncementFigure]" = listing(
        "How many it reached, for those who speak for the network; for others the list is empty.",
        "true",
        price=FIGURES_PRICE,
    )
