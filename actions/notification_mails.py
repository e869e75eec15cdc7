"""Mails of notifications: at once for what a member wants by mail and has not read, and gathered in a digest.

A mail says how many there are of which kind, and nothing of what they are about: it may lie in a queue while a right
is lost, and stays in a box for ever. What is mailed is marked in the transaction that writes the mail: each once.
"""

from collections import Counter
from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

import asyncpg

from actions import mails
from actions.action import action
from actions.change import Change, Made
from actions.notifications import SPANS, next_due
from actions.words import Words
from models.audiences import VIEWER_AND_POLICY
from models.mails import MailKind
from models.networks import Locale
from models.notification_kinds import SEALED, NotificationKind
from models.notification_preferences import Digest
from models.notifications import Notification
from models.rules import numbers, visible

AFTER_MINUTES = 5  # what is read within them is not mailed
LATEST_DAYS = 3  # what could not be mailed for so long is not mailed at once any more
DIGEST_DAYS = 14
MEMBERS_AT_ONCE = 100

BEGUN = "(now() at time zone reader.time_zone)::time >= mine.quiet_from::time"
NOT_OVER = "(now() at time zone reader.time_zone)::time < mine.quiet_until::time"
QUIET = (
    "case when mine.quiet_from is null then false"
    f" when mine.quiet_from < mine.quiet_until then {BEGUN} and {NOT_OVER} else {BEGUN} or {NOT_OVER} end"
)
# Whoever can be written to, and does not sleep.
READERS = (
    f"{VIEWER_AND_POLICY} join accounts reader on reader.id = v.account_id"
    " join networks home on home.id = v.network_id"
    " cross join lateral (select proven.address from account_emails proven where proven.account_id = reader.id"
    " and proven.verified_at is not null order by proven.verified_at, proven.id limit 1) box"
    " left join notification_settings mine on mine.member_id = v.id"
)
AWAKE = f"v.status = 'ACTIVE' and not ({QUIET})"
WAITING = "it.mailed_at is null and it.read_at is null"
SOON = (
    f"it.mail and {WAITING} and it.first_at <= now() - interval '{AFTER_MINUTES} minutes'"
    f" and it.first_at > now() - interval '{LATEST_DAYS} days'"
)
NOT_SEALED = f"it.kind not in ({', '.join(repr(kind.value) for kind in SEALED)})"
GATHERED = f"it.in_app and {NOT_SEALED} and {WAITING} and it.at > now() - interval '{DIGEST_DAYS} days'"
# Some who have something to be mailed, held: another process leaves them.
DUE = (
    f"select v.id, v.network_id, box.address, reader.locale from {READERS}"
    f" where v.id in (select it.member_id from notifications it where {SOON}) and {AWAKE}"
    f" and exists(select from notifications it where it.member_id = v.id and {SOON} and {{seen}})"
    " order by v.id limit $1 for no key update of v skip locked"
)
DIGESTS_DUE = (
    f"select v.id, v.network_id, v.account_id, box.address, reader.locale, mine.digest from {READERS}"
    f" where {AWAKE} and mine.digest_due_at <= now() order by v.id limit $1 for no key update of v skip locked"
)
MARK = (
    "update notifications told set mailed_at = $2 where told.id in"
    f" (select it.id from {VIEWER_AND_POLICY}, notifications it"
    " where v.id = $1 and it.member_id = v.id and {which} and {seen}) returning told.kind"
)
MOVE_ON = "update notification_settings set digest_due_at = $2 where member_id = $1"

NAMES: Mapping[NotificationKind, Words] = {
    NotificationKind.TIE_REQUESTED: Words("requests of ties", "つながりの申請"),
    NotificationKind.TIE_MADE: Words("new ties", "新しいつながり"),
    NotificationKind.INTRODUCTION_PROPOSED: Words("introductions proposed", "紹介の提案"),
    NotificationKind.INTRODUCTION_AGREED: Words("introductions agreed", "成立した紹介"),
    NotificationKind.MENTIONED: Words("mentions", "メンション"),
    NotificationKind.ANSWERED: Words("comments answered", "返信のあったコメント"),
    NotificationKind.COMMENTED: Words("posts commented on", "コメントのあった投稿"),
    NotificationKind.THREAD_COMMENTED: Words("followed posts commented on", "コメントのあったフォロー中の投稿"),
    NotificationKind.REACTED: Words("reacted to", "リアクション"),
    NotificationKind.POST_PUBLISHED: Words("posts in groups", "グループの新しい投稿"),
    NotificationKind.GROUP_INVITED: Words("invitations to groups", "グループへの招待"),
    NotificationKind.GROUP_REQUESTED: Words("requests to join groups", "グループへの参加申請"),
    NotificationKind.GROUP_JOINED: Words("groups joined", "参加したグループ"),
    NotificationKind.GROUP_ROLE_SET: Words("roles in groups", "グループでの役割の変更"),
    NotificationKind.CLAIM_SUBMITTED: Words("claims to decide", "確認待ちの登録申請"),
    NotificationKind.CLAIM_APPROVED: Words("claims approved", "承認された登録申請"),
    NotificationKind.CLAIM_REJECTED: Words("claims turned down", "登録申請の結果"),
    NotificationKind.MESSAGE_RECEIVED: Words("conversations with new messages", "新着メッセージのある会話"),
    NotificationKind.GROUP_MESSAGE_RECEIVED: Words("talks of several", "新着メッセージのあるグループ会話"),
    NotificationKind.CONVERSATION_REQUESTED: Words("message requests", "メッセージのリクエスト"),
    NotificationKind.CONVERSATION_JOINED: Words("conversations joined", "参加した会話"),
    NotificationKind.CONVERSATION_ASSIGNED: Words("conversations to look after", "担当になった会話"),
    NotificationKind.ANNOUNCED: Words("announcements", "お知らせ"),
    NotificationKind.JOB_MATCHED: Words("jobs that a search found", "保存した条件に合う求人"),
    NotificationKind.JOBS_FOUND: Words("searches with new jobs", "新着求人のある検索条件"),
    NotificationKind.MEMBERS_FOUND: Words("searches with new members", "新しいメンバーのいる検索条件"),
    NotificationKind.APPLICATION_RECEIVED: Words("applications", "新しい応募"),
    NotificationKind.APPLICATION_ANSWERED: Words("answers of applicants", "応募者からの回答"),
    NotificationKind.APPLICATION_WITHDRAWN: Words("applications withdrawn", "取り下げられた応募"),
    NotificationKind.APPLICATION_ADVANCED: Words("news of applications", "応募の進展"),
    NotificationKind.TALK_OFFERED: Words("talks offered", "カジュアル面談のご案内"),
    NotificationKind.TALK_ACCEPTED: Words("talks agreed to", "承諾されたカジュアル面談"),
    NotificationKind.REFERRAL_RECEIVED: Words("referrals to jobs", "求人の紹介"),
    NotificationKind.REFERRAL_PROGRESSED: Words("news of referrals", "紹介の進展"),
}
LINE = Words("{name}: {count}", "{name} {count}件")
BETWEEN = {Locale.EN: ", ", Locale.JA: "、"}


class Reader(NamedTuple):
    """To whom a mail goes."""

    id: UUID
    network_id: UUID
    address: str
    locale: Locale


def seen() -> str:
    """The condition that the reader may see the notification now."""
    return " and ".join(visible(Notification, "it", numbers()))


@action(signed_in=False)
async def mail_soon(change: Change) -> Made:
    """Write a mail to some who have not read for minutes what they want by mail; how many mails there are."""
    due = await change.rows(DUE.replace("{seen}", seen()), MEMBERS_AT_ONCE)
    count = 0
    for row in due:
        reader = reader_of(row)
        count += await tell(change, reader, MailKind.NOTIFICATIONS, SOON)
    return {"mails": count}


@action(signed_in=False)
async def mail_digests(change: Change) -> Made:
    """Write the digests that are due, to those who have something unread; how many were looked at."""
    due = await change.rows(DIGESTS_DUE, MEMBERS_AT_ONCE)
    for row in due:
        await tell(change, reader_of(row), MailKind.DIGEST, GATHERED)
        await change.run(MOVE_ON, row["id"], await next_of(change, row))
    return {"mails": len(due)}


async def next_of(change: Change, row: asyncpg.Record) -> datetime:
    """When the digest after this one is due."""
    found: datetime = await next_due(change, row["account_id"], *SPANS[Digest(row["digest"])])
    return found


async def mail_all() -> int:
    """Write all mails of notifications that are due; how many there are."""
    total = 0
    for work in (mail_soon, mail_digests):
        while count := (await work(None)).made["mails"]:
            total += count
    return total


def reader_of(row: asyncpg.Record) -> Reader:
    """A row as whom it is about."""
    return Reader(row["id"], row["network_id"], row["address"], Locale(row["locale"]))


async def tell(change: Change, reader: Reader, kind: MailKind, which: str) -> int:
    """Write a mail of what is to be mailed and can be seen now, and mark it; none where there is nothing."""
    marked = await change.rows(MARK.replace("{which}", which).replace("{seen}", seen()), reader.id, change.now)
    if not marked:
        return 0
    counts = Counter(NotificationKind(row["kind"]) for row in marked)
    told: dict[str, Any] = {"count": len(marked), "summary": summary(counts, reader.locale)}
    await mails.write(change, reader.network_id, kind, reader.address, **told)
    return 1


def summary(counts: Counter[NotificationKind], locale: Locale) -> str:
    """How many there are of each kind."""
    lines = [
        LINE.told(locale, {"name": NAMES[kind].told(locale, {}), "count": str(counts[kind])})
        for kind in NotificationKind
        if counts[kind]
    ]
    return BETWEEN[locale].join(lines)
