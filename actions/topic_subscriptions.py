"""What members want to get of the network's announcements: said when signed in, or ended by the link in a mail."""

import base64
import binascii
import hashlib
import hmac
from typing import NamedTuple
from uuid import UUID

import asyncpg

from actions.action import action
from actions.change import Change, Made
from actions.ownership import HOLD, hold
from actions.refusals import Conflict
from actions.transaction import transaction
from actions.words import Words
from models.announcement_topics import AnnouncementTopic, SubscriptionSource, TopicSubscription
from models.channels import Channel
from models.ids import uuid7
from models.modules import Module
from models.networks import Locale

ARCHIVED = Words("Nothing new is about this topic.", "このトピックは終了しています。")
# What holds where nothing was ever said: invariant 18 asks for a yes to every mail.
USUALLY = {Channel.MAIL: False, Channel.IN_APP: True}
LATEST_MAIL = """
update deliveries set unsubscribed_at = $3 where id = (
    select d.id from deliveries d join announcements a on a.id = d.announcement_id
    where d.member_id = $1 and a.topic_id = $2 and d.channel = 'MAIL' and d.state = 'SENT'
    order by d.at desc, d.id desc limit 1)
"""
MADE = """
insert into signing_keys (id, network_id, secret)
select $1, $2, decode(replace(concat(gen_random_uuid(), gen_random_uuid(), gen_random_uuid()), '-', ''), 'hex')
on conflict (network_id) do nothing
"""
SIGNED = """
select m.network_id, k.secret, coalesce(a.locale, n.locale) as locale from members m
join signing_keys k on k.network_id = m.network_id join networks n on n.id = m.network_id
left join accounts a on a.id = m.account_id
join announcement_topics t on t.id = $2 and t.network_id = m.network_id where m.id = $1
"""
FOR_THIS = b"unsubscribe by mail"


class Link(NamedTuple):
    """Whom a link in a mail is for, and which mails it ends."""

    network_id: UUID
    member_id: UUID
    topic_id: UUID
    locale: Locale


@action(module=Module.ANNOUNCEMENTS)
async def subscribe(change: Change, *, topic_id: UUID, channel: Channel) -> Made:
    """Want to get what is about a topic by a channel; raises NotFound, and Conflict for one that is archived."""
    await hold(change, change.me.id)
    topic = await change.seen(AnnouncementTopic, topic_id, path="topic_id")
    if topic.archived_at is not None:
        raise Conflict(ARCHIVED, "topic_id")
    return await say(change, change.me.id, topic.id, channel, wanted=True, source=SubscriptionSource.MEMBER)


@action()
async def unsubscribe(change: Change, *, topic_id: UUID, channel: Channel) -> Made:
    """Want to get nothing any more of what is about a topic by a channel; raises NotFound."""
    await hold(change, change.me.id)
    topic = await change.seen(AnnouncementTopic, topic_id, path="topic_id")
    return await say(change, change.me.id, topic.id, channel, wanted=False, source=SubscriptionSource.MEMBER)


@action(signed_in=False)
async def unsubscribe_by_link(change: Change, *, token: str) -> Made:
    """End the mails of one topic to one member, as the link in each of them does; nothing where it is no such link."""
    link = await link_of(change.connection, token)
    if link is None:
        return {}
    change.enter(link.network_id)
    await change.rows(HOLD, [link.member_id])
    source = SubscriptionSource.LINK
    return await say(change, link.member_id, link.topic_id, Channel.MAIL, wanted=False, source=source)


async def say(
    change: Change, member_id: UUID, topic_id: UUID, channel: Channel, *, wanted: bool, source: SubscriptionSource
) -> Made:
    """Write what a member, who is held, wants from now on; what was so already is not said again."""
    now = await TopicSubscription.get_or_none(member_id=member_id, topic_id=topic_id, channel=channel, ended_at=None)
    if now is not None and now.wanted is wanted:
        return {"topic": topic_id, "subscription": now.id}
    if now is not None:
        now.ended_at = change.now
        await now.save(update_fields=["ended_at"])
    row = await TopicSubscription.create(
        network_id=change.network_id,
        member_id=member_id,
        topic_id=topic_id,
        channel=channel,
        wanted=wanted,
        source=source,
        said_at=change.now,
    )
    if channel is Channel.MAIL and now is not None and not wanted:
        await change.run(LATEST_MAIL, member_id, topic_id, change.now)
    change.tell("topic_subscription.said", row)
    return {"topic": topic_id, "subscription": row.id}


async def reader_of(token: str) -> Locale | None:
    """The language of whom a link is for; None where it is no such link. It changes nothing."""
    async with transaction() as connection:
        link = await link_of(connection, token)
    return link.locale if link else None


async def make_key(change: Change) -> None:
    """Let the network have something to sign its links with."""
    await change.run(MADE, uuid7(), change.network_id)


def signed(secret: bytes, member_id: UUID, topic_id: UUID) -> str:
    """What the link in a mail holds: it works as long as there are the member and the topic."""
    named = member_id.bytes + topic_id.bytes
    return base64.urlsafe_b64encode(named + mac(secret, named)).decode().rstrip("=")


def mac(secret: bytes, named: bytes) -> bytes:
    """The signature of the two ids, which nothing else is signed like."""
    return hmac.digest(secret, FOR_THIS + named, hashlib.sha256)


async def link_of(connection: asyncpg.Connection, token: str) -> Link | None:
    """Whom a link is for; None where nobody signed it."""
    raw = unpacked(token)
    if raw is None:
        return None
    member_id, topic_id = UUID(bytes=raw[:16]), UUID(bytes=raw[16:32])
    row = await connection.fetchrow(SIGNED, member_id, topic_id)
    if row is None or not hmac.compare_digest(mac(row["secret"], raw[:32]), raw[32:]):
        return None
    return Link(row["network_id"], member_id, topic_id, Locale(row["locale"]))


def unpacked(token: str) -> bytes | None:
    """Two ids and a signature; None where it is anything else."""
    try:
        raw = base64.b64decode(token.encode("ascii") + b"==", altchars=b"-_", validate=True)
    except (binascii.Error, UnicodeEncodeError):
        return None
    return raw if len(raw) == 64 else None
