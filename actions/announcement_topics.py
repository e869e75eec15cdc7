"""Topics of the network's announcements: made, renamed, ordered and archived by those who speak for it."""

from uuid import UUID

from actions import texts
from actions.action import action
from actions.change import KEEP, Change, Keep, Made
from models.announcement_topics import LONGEST_NAME, AnnouncementTopic
from models.announcements import VOICES
from models.modules import Module


@action(module=Module.ANNOUNCEMENTS)
async def create(change: Change, *, name: str, name_en: str | None = None, place: int = 0) -> Made:
    """Let announcements be about something new; raises Forbidden and Invalid."""
    change.must_be(*VOICES)
    row = await AnnouncementTopic.create(
        network_id=change.network_id,
        name_ja=texts.said(name, LONGEST_NAME, "name"),
        name_en=texts.line(name_en, LONGEST_NAME, "name_en"),
        place=place,
        created_at=change.now,
    )
    change.tell("announcement_topic.created", row)
    return {"topic": row.id}


@action(module=Module.ANNOUNCEMENTS)
async def update(
    change: Change,
    *,
    topic_id: UUID,
    name: str | Keep = KEEP,
    name_en: str | Keep | None = KEEP,
    place: int | Keep | None = KEEP,
    if_version: int | None = None,
) -> Made:
    """Call a topic otherwise, or put it elsewhere among the others; raises Forbidden, NotFound, Invalid, Conflict."""
    row = await ours(change, topic_id)
    change.check_version(row, if_version)
    if not isinstance(name, Keep):
        row.name_ja = texts.said(name, LONGEST_NAME, "name")
    if not isinstance(name_en, Keep):
        row.name_en = texts.line(name_en, LONGEST_NAME, "name_en")
    if place is not None and not isinstance(place, Keep):
        row.place = place
    row.version += 1
    await row.save(update_fields=["name_ja", "name_en", "place", "version"])
    change.tell("announcement_topic.updated", row)
    return {"topic": row.id}


@action()
async def archive(change: Change, *, topic_id: UUID) -> Made:
    """Let nothing new be about a topic; raises Forbidden and NotFound."""
    row = await ours(change, topic_id)
    if row.archived_at is None:
        row.archived_at = change.now
        row.version += 1
        await row.save(update_fields=["archived_at", "version"])
        change.tell("announcement_topic.archived", row)
    return {"topic": row.id}


async def ours(change: Change, topic_id: UUID) -> AnnouncementTopic:
    """A topic, held, for those who speak for the network; raises Forbidden and NotFound."""
    change.must_be(*VOICES)
    return await change.seen(AnnouncementTopic, topic_id, path="topic_id", lock=True)
