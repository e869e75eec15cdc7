"""Mentions: who of those named in a text is told of it."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from actions.change import Change
from models.audiences import VIEWER_AND_POLICY
from models.ids import uuid7
from models.members import Member
from models.posts import Comment, Post
from models.rules import numbers, visible

KEYS = {Post: "post_id", Comment: "comment_id"}
FORGET = {
    Post: "delete from mentions where post_id = $1 and member_id <> all($2::uuid[])",
    Comment: "delete from mentions where comment_id = $1 and member_id <> all($2::uuid[])",
}
KNOWN = {
    Post: "select member_id from mentions where post_id = $1",
    Comment: "select member_id from mentions where comment_id = $1",
}
NAME = """
insert into mentions (id, network_id, {key}, member_id, created_at)
select * from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::uuid[], $5::timestamptz[])
"""


async def name(change: Change, said: Post | Comment, members: Sequence[UUID]) -> None:
    """Let a text mention just these of whom it names: whom its author may see, and who may see the text.

    The newly mentioned are told of it; who is not mentioned stays a name in the text.
    """
    kind = type(said)
    meant = await who_see(change, said, await whom_author_sees(change, members)) if members else []
    await change.run(FORGET[kind], said.id, meant)
    known = {row["member_id"] for row in await change.rows(KNOWN[kind], said.id)}
    rows = {member: uuid7() for member in meant if member not in known}
    if rows:
        count = len(rows)
        columns = (list(rows.values()), [change.network_id] * count, [said.id] * count, list(rows))
        await change.run(NAME.format(key=KEYS[kind]), *columns, [change.now] * count)
    for member, key in rows.items():
        if member != change.me.id:
            change.tell("member.mentioned", ("Mention", key), place=member)


async def whom_author_sees(change: Change, members: Sequence[UUID]) -> list[UUID]:
    """Those of the members whom the acting member may see."""
    conditions = ["v.id = $1", "it.id = any($2)", *visible(Member, "it", numbers(one_viewer=True))]
    sql = f"select it.id from {VIEWER_AND_POLICY}, members it where {' and '.join(conditions)}"
    return in_order(members, await change.rows(sql, change.me.id, list(members)))


async def who_see(change: Change, said: Post | Comment, members: Sequence[UUID]) -> list[UUID]:
    """Those of the members who may see the text."""
    table = type(said)
    conditions = ["v.id = any($1)", "v.status = 'ACTIVE'", "it.id = $2", *visible(table, "it", numbers())]
    sql = f"select v.id from {VIEWER_AND_POLICY}, {table._meta.db_table} it where {' and '.join(conditions)}"
    return in_order(members, await change.rows(sql, list(members), said.id))


def in_order(members: Iterable[UUID], rows: Iterable[Sequence[UUID]]) -> list[UUID]:
    """Those that were found, in the order in which they were named."""
    found = {row[0] for row in rows}
    return [member for member in members if member in found]
