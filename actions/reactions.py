"""Reactions: one emoji of one member on one post or comment."""

from uuid import UUID

from actions.action import action
from actions.change import Change, Made
from actions.imported import FromElsewhere, origin
from actions.places import kept, living_group
from actions.refusals import Invalid, NotFound
from actions.words import Words
from models.ids import uuid7
from models.modules import Module
from models.posts import Comment, Post

NOT_OFFERED = Words("This network does not offer this reaction.", "このネットワークでは使えないリアクションです。")
OFFERED = "select $2 = any(emojis) from networks where id = $1"
GIVE = """
insert into reactions (id, network_id, post_id, comment_id, member_id, emoji, created_at)
values ($1, $2, $3, $4, $5, $6, $7) on conflict do nothing returning id
"""
GIVEN = """
select id from reactions
where member_id = $1 and emoji = $4 and (post_id = $2::uuid or comment_id = $3::uuid)
"""
TAKE = f"delete from reactions where id = ({GIVEN})"

Subject = tuple[str, UUID]


@action(module=Module.POSTS)
async def add(change: Change, *, subject_id: Subject, emoji: str, imported: FromElsewhere | None = None) -> Made:
    """React to a post or a comment; who has reacted so already has done it.

    Raises NotFound, Invalid (not of the network's reactions) and Conflict (deleted, archived).
    """
    come = origin(change, imported)
    post, comment = await subject(change, subject_id)
    if not await change.value(OFFERED, change.network_id, emoji):
        raise Invalid(NOT_OFFERED, "emoji")
    on = (None, comment.id) if comment else (post.id, None)
    made = await change.value(GIVE, uuid7(), change.network_id, *on, change.me.id, emoji, come.at)
    if made is None:
        return {"reaction": await change.value(GIVEN, change.me.id, *on, emoji), "subject": subject_id[1]}
    change.tell("reaction.added", comment or post, place=post.id)
    return {"reaction": made, "subject": subject_id[1]}


@action()
async def remove(change: Change, *, subject_id: Subject, emoji: str) -> Made:
    """Take a reaction back; where there is none nothing happens. Raises NotFound and Conflict (deleted, archived)."""
    post, comment = await subject(change, subject_id)
    on = (None, comment.id) if comment else (post.id, None)
    if await change.run(TAKE, change.me.id, *on, emoji):
        change.tell("reaction.removed", comment or post, place=post.id)
    return {"subject": subject_id[1]}


async def subject(change: Change, subject_id: Subject) -> tuple[Post, Comment | None]:
    """The post that is meant, or the comment and its post, in a living place; raises NotFound and Conflict."""
    prefix, key = subject_id
    if prefix not in (Post.prefix, Comment.prefix):
        raise NotFound("subject_id")
    comment = await change.seen(Comment, key, path="subject_id") if prefix == Comment.prefix else None
    post = await change.seen(Post, comment.post_id if comment else key, path="subject_id")
    if post.group_id is not None:
        await living_group(change, post.group_id, "subject_id")
    if comment is not None:
        return post, await kept(change, Comment, key, "subject_id")
    return await kept(change, Post, key, "subject_id"), None
