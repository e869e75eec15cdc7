"""What is done with announcements and their topics."""

from datetime import datetime
from typing import TYPE_CHECKING

import strawberry

from actions import announcement_topics, announcements, topic_subscriptions
from graph.channels import Channel
from graph.compile.payloads import mutation
from graph.inputs import given
from models.announcement_topics import LONGEST_NAME
from models.announcements import LONGEST_TEXT, LONGEST_TITLE

if TYPE_CHECKING:
    from graph.member_filters import MemberFilter

VERSION = "The version that the edit starts from; none: whatever stands there."
TITLE = "The title, which is the subject of its mails: it must not say 退職者."
BODY = "Markdown; members are not mentioned by it."
BY_MAIL = "Does it go by mail as well, to those who want that?"
SEGMENT = "Whom it is meant for, as the author sees them; none: all members."
PLACE = "Where it stands among the topics, the least first."
TOPIC, ANNOUNCEMENT = "The topic.", "The announcement."
CHANNEL = "By which channel."


@mutation(announcement_topics.create, topic="AnnouncementTopic")
class CreateTopic:
    """Let announcements be about something new, as one who speaks for the network."""

    name: str = given("The name in Japanese.", longest=LONGEST_NAME)
    name_en: str | None = given("The name in English.", longest=LONGEST_NAME)
    place: int = given(PLACE, default=0, within=(0, 1_000))


@mutation(announcement_topics.update, topic="AnnouncementTopic")
class UpdateTopic:
    """Call a topic otherwise, or put it elsewhere among the others; what is not given stays as it is."""

    topic_id: strawberry.ID = given(TOPIC, id_of="ant")
    name: str | None = given("The name in Japanese; it cannot be cleared.", longest=LONGEST_NAME)
    name_en: str | None = given("The name in English.", longest=LONGEST_NAME)
    place: int | None = given(PLACE, within=(0, 1_000))
    if_version: int | None = given(VERSION)


@mutation(announcement_topics.archive, topic="AnnouncementTopic")
class ArchiveTopic:
    """Let nothing new be about a topic."""

    topic_id: strawberry.ID = given(TOPIC, id_of="ant")


@mutation(topic_subscriptions.subscribe, topic="AnnouncementTopic", subscription="TopicSubscription")
class SubscribeToTopic:
    """Want to get what is about a topic by a channel; for mails this is the consent, and its time is kept."""

    topic_id: strawberry.ID = given(TOPIC, id_of="ant")
    channel: Channel = given(CHANNEL)


@mutation(topic_subscriptions.unsubscribe, topic="AnnouncementTopic", subscription="TopicSubscription")
class UnsubscribeFromTopic:
    """Want to get nothing any more of what is about a topic by a channel."""

    topic_id: strawberry.ID = given(TOPIC, id_of="ant")
    channel: Channel = given(CHANNEL)


@mutation(announcements.draft, announcement="Announcement")
class DraftAnnouncement:
    """Write an announcement that is not sent yet, as one who speaks for the network."""

    topic_id: strawberry.ID = given(TOPIC, id_of="ant")
    title: str = given(TITLE, longest=LONGEST_TITLE)
    body: str = given(BODY, longest=LONGEST_TEXT)
    by_mail: bool = given(BY_MAIL, default=False)
    segment: "MemberFilter | None" = given(SEGMENT)


@mutation(announcements.update, announcement="Announcement")
class UpdateAnnouncement:
    """Say it otherwise; once it is sent only its words can be changed, which its post follows."""

    announcement_id: strawberry.ID = given(ANNOUNCEMENT, id_of="ann")
    title: str | None = given(TITLE, longest=LONGEST_TITLE)
    body: str | None = given(BODY, longest=LONGEST_TEXT)
    topic_id: strawberry.ID | None = given(TOPIC, id_of="ant")
    by_mail: bool | None = given(BY_MAIL)
    segment: "MemberFilter | None" = given(SEGMENT + " Not given: as it was.")
    if_version: int | None = given(VERSION)


@mutation(announcements.schedule, announcement="Announcement")
class ScheduleAnnouncement:
    """Have an announcement sent at a time ahead, or at another than was said."""

    announcement_id: strawberry.ID = given(ANNOUNCEMENT, id_of="ann")
    at: datetime = given("When, within a year.")
    if_version: int | None = given(VERSION)


@mutation(announcements.send, announcement="Announcement")
class SendAnnouncement:
    """Send an announcement now."""

    announcement_id: strawberry.ID = given(ANNOUNCEMENT, id_of="ann")
    if_version: int | None = given(VERSION)


@mutation(announcements.cancel, announcement="Announcement")
class CancelAnnouncement:
    """Send it never; what is sent already is withdrawn from the feed, and no more of its mails go out."""

    announcement_id: strawberry.ID = given(ANNOUNCEMENT, id_of="ann")
