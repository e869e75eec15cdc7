"""What is listened to, who listens, and which events are told."""

from dataclasses import dataclass
from uuid import UUID

import asyncpg

# `plain` says the same to all who may see the post; `full` differs from viewer to viewer in five places.
DOCUMENTS = {
    "plain": "subscription S { postPublished { post { id body createdAt } } }",
    "full": """subscription S { postPublished { post {
  id body createdAt
  author { id displayName headline attributes { id label } sharedAttributeCount }
  group { id name }
  reactionCount commentCount viewerHasReacted
} } }""",
}
# Bytes of the messages that Enishi sends for them, on the average of the posts below.
SIZES = {"plain": 434, "full": 1_333}
POSTS = 300
SEVERAL = 3

VIEWERS = "select id, network_id from members where status = 'ACTIVE' order by md5(id::text) limit $1"
# All viewers may see these and know who wrote them, so that every socket hears of every event.
WANTED = """
select s.id from posts s
join groups g on g.id = s.group_id
join members m on m.id = s.author_id
where g.join_policy = 'OPEN' and g.readable_by_hr and m.status = 'ACTIVE' and m.listing = 'LISTED'
  and not exists (select from blocks b where b.member_id = s.author_id)
  and exists (select from comments c where c.post_id = s.id) and exists (select from reactions r where r.post_id = s.id)
order by md5(s.id::text) limit $1
"""
# These are not for everybody: a blocked author, a group that is closed to most, or to HR, an author whom few know.
PARTED = """
select s.id from posts s join groups g on g.id = s.group_id join members m on m.id = s.author_id
where {condition} order by md5(s.id::text) limit $2
"""
CONDITIONS = (
    "exists (select from blocks b where b.other_id = s.author_id and b.member_id = any($1::uuid[]))",
    """g.join_policy <> 'OPEN' and exists (
        select from group_memberships i
        where i.group_id = g.id and i.status = 'ACTIVE' and i.member_id = any($1::uuid[]))""",
    "not g.readable_by_hr and cardinality($1::uuid[]) > 0",
    "m.listing = 'TIES_ONLY' and cardinality($1::uuid[]) > 0",
    "m.status = 'SUSPENDED' and cardinality($1::uuid[]) > 0",
)


@dataclass(frozen=True)
class Events:
    """The viewers, one for each socket; posts for all of them, and posts for some."""

    network: UUID
    viewers: list[str]
    wanted: list[str]
    parted: list[str]


async def events(connection: asyncpg.Connection, sockets: int) -> Events:
    """Who listens to what; each time the same."""
    viewers = await connection.fetch(VIEWERS, sockets)
    if len(viewers) < sockets:
        raise SystemExit(f"There are {len(viewers)} members who can listen, not {sockets}.")
    wanted = await connection.fetch(WANTED, POSTS)
    keys = [row["id"] for row in viewers]
    parted = [
        row["id"]
        for condition in CONDITIONS
        for row in await connection.fetch(PARTED.format(condition=condition), keys, SEVERAL)
    ]
    return Events(viewers[0]["network_id"], texts(keys), texts([row["id"] for row in wanted]), texts(parted))


def texts(keys: list[UUID]) -> list[str]:
    """Keys as they are written."""
    return [str(key) for key in keys]


def distinct(name: str, number: int) -> list[str]:
    """So many documents that ask for the same in other words."""
    return [DOCUMENTS[name].replace("subscription S ", f"subscription S{each} ") for each in range(number)]


def filler(name: str) -> str:
    """A constant message as long as those of a document."""
    return '{"id":"1","type":"next","payload":{"data":"' + "x" * (SIZES[name] - 46) + '"}}'
