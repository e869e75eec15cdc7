"""Announcements: drafted, edited, scheduled, sent and cancelled by those who speak for the network."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from actions import segments, texts
from actions.action import action
from actions.announcing import publish, reword, withdraw
from actions.change import KEEP, Change, Keep, Made
from actions.refusals import Conflict, Invalid
from actions.words import Words
from models.announcement_topics import AnnouncementTopic
from models.announcements import (
    LONGEST_TEXT,
    LONGEST_TITLE,
    VOICES,
    Announcement,
    AnnouncementStatus,
)
from models.modules import Module

FARTHEST = timedelta(days=366)
# Who looks over a shoulder reads subjects: none tells that somebody has left a company.
TELLING = ("退職者",)
TELLS = Words("A title must not say 退職者: it is the subject of a mail.", "件名に「退職者」は使用できません。")
ENDED_TOPIC = Words("Nothing new is about this topic.", "このトピックは終了しています。")
OUT_ALREADY = Words("It is sent: only its words can be changed.", "送信済みのため、文面以外は変更できません。")
CANCELLED = Words("It is cancelled.", "このお知らせは取り消されています。")
NOT_AHEAD = Words("A time ahead, within a year.", "1年以内の未来の日時を指定してください。")
PENDING = (AnnouncementStatus.DRAFT, AnnouncementStatus.SCHEDULED)


@action(module=Module.ANNOUNCEMENTS, rate_limit="120/hour")
async def draft(
    change: Change,
    *,
    topic_id: UUID,
    title: str,
    body: str,
    by_mail: bool = False,
    segment: Mapping[str, Any] | None = None,
) -> Made:
    """Write an announcement that nobody else reads yet; raises Forbidden, NotFound, Invalid and Conflict."""
    change.must_be(*VOICES)
    row = await Announcement.create(
        network_id=change.network_id,
        author_id=change.me.id,
        topic_id=await open_topic(change, topic_id),
        title=titled(title),
        body=written(body),
        by_mail=by_mail,
        segment_id=await segments.keep(change, segment, path="segment"),
        created_at=change.now,
        listed_at=change.now,
    )
    change.tell("announcement.drafted", row)
    return {"announcement": row.id}


@action(module=Module.ANNOUNCEMENTS)
async def update(
    change: Change,
    *,
    announcement_id: UUID,
    title: str | Keep = KEEP,
    body: str | Keep = KEEP,
    topic_id: UUID | Keep = KEEP,
    by_mail: bool | Keep | None = KEEP,
    segment: Mapping[str, Any] | Keep | None = KEEP,
    if_version: int | None = None,
) -> Made:
    """Say it otherwise; whom it goes to, how, and what it is about only before it is sent.

    What is sent already is edited in the feed as well. Raises Forbidden, NotFound, Invalid and Conflict.
    """
    row = await ours(change, announcement_id)
    change.check_version(row, if_version)
    aimed = [each for each in (topic_id, by_mail, segment) if not isinstance(each, Keep)]
    if aimed and row.status not in PENDING:
        raise Conflict(OUT_ALREADY, "announcement_id")
    before = row.segment_id
    row.title = row.title if isinstance(title, Keep) else titled(title)
    row.body = row.body if isinstance(body, Keep) else written(body)
    row.by_mail = row.by_mail if by_mail is None or isinstance(by_mail, Keep) else by_mail
    if not isinstance(topic_id, Keep):
        row.topic_id = await open_topic(change, topic_id)
    if not isinstance(segment, Keep):
        row.segment_id = await segments.keep(change, segment, path="segment")
    row.edited_at = change.now
    await kept(change, row, "announcement.updated")
    if row.segment_id != before:
        await segments.forget(before)
    if row.status is AnnouncementStatus.SENT:
        await reword(change, row)
    return {"announcement": row.id}


@action(module=Module.ANNOUNCEMENTS)
async def schedule(change: Change, *, announcement_id: UUID, at: datetime, if_version: int | None = None) -> Made:
    """Have it sent at a time ahead, or at another than was said; raises Forbidden, NotFound, Invalid and Conflict."""
    row = await ours(change, announcement_id)
    change.check_version(row, if_version)
    check_pending(row)
    if not change.now < at <= change.now + FARTHEST:
        raise Invalid(NOT_AHEAD, "at")
    row.status, row.scheduled_at = AnnouncementStatus.SCHEDULED, at
    await kept(change, row, "announcement.scheduled")
    return {"announcement": row.id}


@action(module=Module.ANNOUNCEMENTS)
async def send(change: Change, *, announcement_id: UUID, if_version: int | None = None) -> Made:
    """Send it now; raises Forbidden, NotFound and Conflict."""
    row = await ours(change, announcement_id)
    if row.status is AnnouncementStatus.SENT:
        return {"announcement": row.id}
    change.check_version(row, if_version)
    check_pending(row)
    await publish(change, row)
    return {"announcement": row.id}


@action()
async def cancel(change: Change, *, announcement_id: UUID) -> Made:
    """Send it never; what is sent already is withdrawn: nobody but who wrote it reads it, and no more mails go out.

    Raises Forbidden and NotFound.
    """
    row = await ours(change, announcement_id)
    if row.status is AnnouncementStatus.CANCELLED:
        return {"announcement": row.id}
    row.status = AnnouncementStatus.CANCELLED
    await kept(change, row, "announcement.cancelled")
    await withdraw(change, row)
    return {"announcement": row.id}


async def ours(change: Change, announcement_id: UUID) -> Announcement:
    """An announcement, held, for those who speak for the network; raises Forbidden, NotFound and Conflict."""
    change.must_be(*VOICES)
    return await change.seen(Announcement, announcement_id, path="announcement_id", lock=True)


def check_pending(row: Announcement) -> None:
    """Only what is not sent yet; raises Conflict."""
    if row.status not in PENDING:
        raise Conflict(CANCELLED if row.status is AnnouncementStatus.CANCELLED else OUT_ALREADY, "announcement_id")


async def open_topic(change: Change, topic_id: UUID) -> UUID:
    """A topic that something new can be about; raises NotFound and Conflict."""
    topic = await change.seen(AnnouncementTopic, topic_id, path="topic_id")
    if topic.archived_at is not None:
        raise Conflict(ENDED_TOPIC, "topic_id")
    return topic.id


async def kept(change: Change, row: Announcement, kind: str) -> None:
    """Write what was changed, and tell of it."""
    row.version += 1
    await row.save()
    change.tell(kind, row)


def titled(title: str) -> str:
    """The title, on one line; raises Invalid."""
    text = texts.said(title, LONGEST_TITLE, "title")
    if any(word in text for word in TELLING):
        raise Invalid(TELLS, "title")
    return text


def written(body: str) -> str:
    """The words, just as they are; raises Invalid."""
    text = texts.prose(body, LONGEST_TEXT, "body")
    if text is None:
        raise Invalid(texts.MUST_BE, "body")
    return text
