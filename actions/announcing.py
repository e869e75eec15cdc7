"""Announcing: an announcement becomes a post of the network's feed and a delivery to each whom it is meant for."""

import re
from uuid import UUID

from actions import posts, segments
from actions.action import action
from actions.change import Change, Made
from actions.markdown import render
from actions.topic_subscriptions import make_key
from models.announcements import Announcement, AnnouncementStatus
from models.ids import uuid7
from models.posts import Post

# Where another process is at work on what is due, this one takes the next.
DUE = """
select a.id, a.network_id from announcements a join networks n on n.id = a.network_id
where a.status = 'SCHEDULED' and a.scheduled_at <= now() and 'ANNOUNCEMENTS' = any(n.modules)
order by a.scheduled_at, a.id limit 1 for update of a skip locked
"""
EVERYBODY = "select id from members where network_id = $1 and status = 'ACTIVE'"
WITHIN = """
insert into deliveries (id, network_id, announcement_id, member_id, channel, state, attempts, at)
select it.id, $1, $2, it.member_id, 'IN_APP', case when off.id is null then 'SENT' else 'SUPPRESSED' end, 0, $4
from unnest($5::uuid[], $6::uuid[]) it(id, member_id) left join topic_subscriptions off on off.member_id = it.member_id
    and off.topic_id = $3 and off.channel = 'IN_APP' and off.ended_at is null and not off.wanted
"""
# A mail has the id of its delivery. Who wants it and has no address that is known to be theirs gets none.
BY_MAIL = """
with wanting as (
    select it.id, m.id as member_id, coalesce(a.locale, n.locale) as locale, (
        select e.address from account_emails e where e.account_id = m.account_id and e.verified_at is not null
        order by e.verified_at, e.address limit 1
    ) as address
    from unnest($5::uuid[], $6::uuid[]) it(id, member_id) join members m on m.id = it.member_id
    join networks n on n.id = m.network_id left join accounts a on a.id = m.account_id
    join topic_subscriptions s on s.member_id = m.id and s.topic_id = $3 and s.channel = 'MAIL'
        and s.ended_at is null and s.wanted
), written as (
    insert into deliveries (id, network_id, announcement_id, member_id, channel, state, attempts, at)
    select id, $1, $2, member_id, 'MAIL', case when address is null then 'SUPPRESSED' else 'PENDING' end, 0, $4
    from wanting
) insert into mails (id, network_id, address, locale, kind, details, subject_id, created_at, due_at, state, tries)
select id, $1, address, locale, 'ANNOUNCEMENT', '{}', $2, $4, $4, 'QUEUED', 0 from wanting where address is not null
"""
STOP = """
with stopped as (
    update mails set state = 'FAILED', ended_at = $2, address = null, details = null
    where subject_id = $1 and state = 'QUEUED' and kind = 'ANNOUNCEMENT'
) update deliveries set state = 'SUPPRESSED', at = $2 where announcement_id = $1 and state = 'PENDING'
"""
SPECIAL = re.compile(r"([\\`*_\[\]<>&~@#])")


@action(signed_in=False)
async def fire(change: Change) -> Made:
    """Send the announcement whose time came first; nothing where none is due, or others are at it."""
    due = await change.rows(DUE)
    if not due:
        return {}
    change.enter(due[0]["network_id"])
    row = await Announcement.get(id=due[0]["id"])
    await publish(change, row)
    return {"announcement": row.id}


async def fire_all() -> int:
    """Send every announcement that is due; how many there were."""
    sent = 0
    while (await fire(None)).made:
        sent += 1
    return sent


async def publish(change: Change, row: Announcement) -> None:
    """Send an announcement that is held: all of it in this transaction, but for the mails that it writes."""
    row.status = AnnouncementStatus.SENT
    row.sent_at = row.listed_at = change.now
    row.version += 1
    await row.save(update_fields=["status", "sent_at", "listed_at", "version"])
    await deliver(change, row)
    post = await posted(change, row)
    change.tell("announcement.published", row)
    change.tell("post.published", post)


async def deliver(change: Change, row: Announcement) -> None:
    """A delivery to each whom it is meant for, and a mail to those of them who want it."""
    members = await recipients(change, row)
    told = (change.network_id, row.id, row.topic_id, change.now)
    await change.run(WITHIN, *told, [uuid7() for _ in members], members)
    if row.by_mail:
        await make_key(change)
        await change.run(BY_MAIL, *told, [uuid7() for _ in members], members)


async def recipients(change: Change, row: Announcement) -> list[UUID]:
    """Whom it is meant for now: every active member, or those of the segment."""
    if row.segment_id is not None:
        return await segments.members(change, row.segment_id)
    return [each["id"] for each in await change.rows(EVERYBODY, change.network_id)]


async def posted(change: Change, row: Announcement) -> Post:
    """The post by which an announcement stands in the feed; it has no author, for the network itself says it."""
    body = as_post(row.title, row.body)
    said = await render(body)
    post = Post(
        id=uuid7(),
        network_id=change.network_id,
        announcement_id=row.id,
        body=body,
        body_html=said.html,
        created_at=change.now,
    )
    await post.save(force_create=True)
    return post


async def reword(change: Change, row: Announcement) -> None:
    """Let the post say what the announcement says now; what it said before is kept in its history."""
    post = await Post.filter(announcement_id=row.id).select_for_update().get()
    if await posts.reword(change, post, as_post(row.title, row.body)) is None:
        return
    post.version += 1
    await post.save(update_fields=["body", "body_html", "edited_at", "version"])
    change.tell("post.edited", post)


def as_post(title: str, body: str) -> str:
    """The words of the post: the title as a heading, and the body."""
    heading = SPECIAL.sub(r"\\\1", title)
    return f"## {heading}\n\n{body}"


async def withdraw(change: Change, row: Announcement) -> None:
    """Send no more mails of an announcement; its post is read by nobody who may not read it."""
    await change.run(STOP, row.id, change.now)
