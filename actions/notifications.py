"""Notifications as their reader deals with them: seen and read, and how they are wanted."""

import re
from datetime import datetime
from typing import Any
from uuid import UUID

from actions import words
from actions.action import action
from actions.change import Change, Made
from actions.ownership import hold, own
from actions.refusals import Invalid, NotFound
from actions.words import Words
from models.channels import Channel
from models.groups import Group
from models.notification_kinds import NEVER_MAILED, SEALED, NotificationKind
from models.notification_preferences import (
    CLOCK,
    Attention,
    Digest,
    NotificationPreference,
    NotificationSetting,
    PlacePreference,
    usual,
)
from models.notifications import Notification
from models.posts import Post

NOWHERE = Words(
    "Quiet hours end at another time than they begin.", "通知オフ時間の開始と終了は別の時刻にしてください。"
)
BOTH = Words("Give both times, or neither.", "開始と終了の両方を指定するか、両方を空にしてください。")
OTHER_MAILS = Words(
    "Mails of these are asked for by the topics of announcements.",
    "お知らせのメール配信は、お知らせの配信設定で変更してください。",
)
NO_MAILS = Words(
    "These are never mailed: a mail would tell of an interest that is sealed.",
    "この通知はメールでは送信されません。復帰への関心が他の人に伝わるのを防ぐためです。",
)
SEE = """
update notifications set seen_at = $4
where member_id = $1 and seen_at is null and (at, id) <= ($2, $3)
"""
READ = "update notifications set read_at = $2, seen_at = coalesce(seen_at, $2) where id = $1 and read_at is null"
READ_ALL = """
with done as (
    update notifications set read_at = $2, seen_at = coalesce(seen_at, $2)
    where member_id = $1 and read_at is null returning id, at
) select id from done order by at desc, id desc limit 1
"""
# At eight in the morning where the member is; on Mondays for a week.
SPANS = {Digest.DAILY: ("day", "1 day"), Digest.WEEKLY: ("week", "7 days")}
NEXT = """
select (case when this.time > here.now then this.time else this.time + $3::text::interval end) at time zone here.zone
from (select a.time_zone as zone, $4::timestamptz at time zone a.time_zone as now from accounts a where a.id = $1) here,
    lateral (select date_trunc($2, here.now) + interval '8 hours' as time) this
"""


@action()
async def mark_seen(change: Change, *, notification_id: UUID) -> Made:
    """Take note of all notifications up to this one; they count as unseen no more. Raises NotFound."""
    newest = await own(change, Notification, notification_id, path="notification_id")
    if await change.run(SEE, change.me.id, newest.at, newest.id, change.now):
        change.tell("notification.seen", newest)
    return {"notification": newest.id, "member": change.me.id}


@action()
async def mark_read(change: Change, *, notification_id: UUID) -> Made:
    """Have read one; reading it again changes nothing. Raises NotFound."""
    mine = await own(change, Notification, notification_id, path="notification_id")
    if await change.run(READ, mine.id, change.now):
        change.tell("notification.read", mine)
    return {"notification": mine.id, "member": change.me.id}


@action()
async def mark_all_read(change: Change) -> Made:
    """Have read all that there is."""
    await hold(change, change.me.id)
    newest = await change.value(READ_ALL, change.me.id, change.now)
    if newest is not None:
        change.tell("notification.read", ("Notification", newest))
    return {"member": change.me.id}


@action()
async def set_preference(change: Change, *, kind: NotificationKind, channel: Channel, wanted: bool) -> Made:
    """Want notifications of a kind in the app or by mail, or not; raises Invalid for what is never mailed as such."""
    if channel is Channel.MAIL and kind in NEVER_MAILED:
        raise Invalid(NO_MAILS if kind in SEALED else OTHER_MAILS, "channel")
    await hold(change, change.me.id)
    mine: dict[str, Any] = {"member_id": change.me.id, "kind": kind}
    row = await NotificationPreference.filter(**mine).first()
    if row is None:
        in_app, mail = usual(kind)
        row = await NotificationPreference.create(network_id=change.network_id, **mine, in_app=in_app, mail=mail)
    setattr(row, "in_app" if channel is Channel.IN_APP else "mail", wanted)
    await row.save(update_fields=["in_app", "mail"])
    change.tell("notification.preference_set", row)
    return {"member": change.me.id}


@action()
async def set_thread_preference(
    change: Change, *, place_id: tuple[str, UUID], attention: Attention | None = None
) -> Made:
    """Hear everything that is said under a post or told in a group, nothing of it, or what is usual. Raises NotFound.

    Nothing leaves what is said to the member by name; what is said of a post counts more than what is said of its
    group.
    """
    prefix, key = place_id
    await hold(change, change.me.id)
    mine: dict[str, Any] = {"member_id": change.me.id, **await place(change, prefix, key)}
    await PlacePreference.filter(**mine).delete()
    if attention is not None:
        said: dict[str, Any] = {"attention": attention, "since": change.now}
        await PlacePreference.create(network_id=change.network_id, **mine, **said)
    change.tell("notification.place_set", ("Member", change.me.id))
    return {"member": change.me.id}


async def place(change: Change, prefix: str, key: UUID) -> dict[str, UUID]:
    """The column of a post or a group that the acting member sees; raises NotFound."""
    if prefix == Post.prefix:
        return {"post_id": (await change.seen(Post, key, path="place_id")).id}
    if prefix == Group.prefix:
        return {"group_id": (await change.seen(Group, key, path="place_id")).id}
    raise NotFound("place_id")


@action()
async def set_quiet_hours(change: Change, *, begin: str | None = None, end: str | None = None) -> Made:
    """Want no mails of notifications between these times of the day, in one's time zone; without them, at any time.

    Raises Invalid for what is no time of the day, for one time without the other, and where both are the same.
    """
    for name, time in (("begin", begin), ("end", end)):
        if time is not None and not re.fullmatch(CLOCK, time):
            raise Invalid(words.WRONG_VALUE, name)
    if (begin is None) != (end is None):
        raise Invalid(BOTH, "end" if end is None else "begin")
    if begin is not None and begin == end:
        raise Invalid(NOWHERE, "end")
    row = await settings(change)
    row.quiet_from, row.quiet_until = begin, end
    await row.save(update_fields=["quiet_from", "quiet_until"])
    change.tell("notification.quiet_hours_set", row)
    return {"member": change.me.id}


@action()
async def set_digest(change: Change, *, digest: Digest) -> Made:
    """Get what is unread gathered in a mail: each morning, each Monday morning, or never."""
    row = await settings(change)
    row.digest, row.digest_due_at = digest, await due(change, digest)
    await row.save(update_fields=["digest", "digest_due_at"])
    change.tell("notification.digest_set", row)
    return {"member": change.me.id}


async def settings(change: Change) -> NotificationSetting:
    """The row of the acting member, held and made where there is none."""
    await hold(change, change.me.id)
    found = await NotificationSetting.filter(member_id=change.me.id).first()
    return found or await NotificationSetting.create(network_id=change.network_id, member_id=change.me.id)


async def due(change: Change, digest: Digest) -> datetime | None:
    """When the next one is due; never where there is to be none."""
    if digest is Digest.OFF:
        return None
    return await next_due(change, change.me.account_id, *SPANS[digest])


async def next_due(change: Change, account_id: UUID | None, span: str, step: str) -> datetime:
    """The next morning, or Monday morning, where an account is."""
    found: datetime = await change.value(NEXT, account_id, span, step, change.now)
    return found
