"""Comments: under a post or under one another, as deep as threads go."""

from collections.abc import Sequence
from uuid import UUID

from actions.action import action
from actions.change import KEEP, Change, Keep, Made
from actions.contents import about, ground, unsay, worded
from actions.imported import FromElsewhere, made_before, origin
from actions.markdown import render
from actions.mentions import name
from actions.places import check_may_delete, check_writes, kept, mine
from actions.refusals import Conflict, Invalid, NotFound
from actions.words import Words
from models.ids import uuid7
from models.modules import Module
from models.posts import DEEPEST, Comment, Post

LOCKED = Words("This post takes no more comments.", "この投稿へのコメントは締め切られています。")
TOO_DEEP = Words(
    "Threads go {most} comments deep: answer one further up.",
    "返信は{most}階層までです。上の階層のコメントに返信してください。",
)


@action(module=Module.POSTS, rate_limit="300/hour")
async def add(
    change: Change,
    *,
    post_id: UUID,
    body: str,
    parent_id: UUID | None = None,
    topic_ids: Sequence[UUID] | None = None,
    id: UUID | None = None,  # noqa: A002 - it is called so by clients
    imported: FromElsewhere | None = None,
) -> Made:
    """Answer a post, or a comment under it; what one wrote already under the id is not written again.

    Raises NotFound, Invalid (too deep), Forbidden (not a member of the group), and Conflict (locked, deleted,
    archived; the id is another's).
    """
    come = origin(change, imported)
    before = await made_before(change, Comment, id, come)
    if before:
        return {"comment": before}
    post = await open_post(change, post_id)
    depth = await depth_under(change, post, parent_id)
    said = await render(worded(body))
    comment = Comment(
        id=id or uuid7(),
        network_id=change.network_id,
        post_id=post.id,
        parent_id=parent_id,
        author_id=change.me.id,
        depth=depth,
        body=worded(body),
        body_html=said.html,
        external_id=come.external_id,
        created_at=come.at,
    )
    await comment.save(force_create=True)
    if topic_ids:
        await about(change, comment, topic_ids)
    change.tell("comment.added", comment, place=post.id)
    await name(change, comment, said.mentioned)
    return {"comment": comment.id}


async def open_post(change: Change, post_id: UUID) -> Post:
    """A post that takes comments of the acting member; raises NotFound, Forbidden and Conflict."""
    known = await change.seen(Post, post_id, path="post_id")
    await check_writes(change, known.group_id, "post_id")
    post = await kept(change, Post, post_id, "post_id")
    if post.locked_at is not None and not change.me.importing:
        raise Conflict(LOCKED, "post_id")
    return post


async def depth_under(change: Change, post: Post, parent_id: UUID | None) -> int:
    """How many comments one under this would stand under; raises NotFound, Conflict and Invalid."""
    if parent_id is None:
        return 0
    parent = await kept(change, Comment, parent_id, "parent_id")
    if parent.post_id != post.id:
        raise NotFound("parent_id")
    if parent.depth >= DEEPEST and not change.me.importing:
        raise Invalid(TOO_DEEP, "parent_id", most=DEEPEST)
    return int(parent.depth) + 1


@action(module=Module.POSTS)
async def edit(
    change: Change,
    *,
    comment_id: UUID,
    body: str,
    topic_ids: Sequence[UUID] | Keep | None = KEEP,
    if_version: int | None = None,
) -> Made:
    """Say it otherwise, where comments can still be written.

    Raises NotFound, Invalid, Forbidden (another's; not a member any more), and Conflict (edited or deleted meanwhile,
    locked, archived).
    """
    known = await change.seen(Comment, comment_id, path="comment_id")
    post = await post_of(change, known)
    await check_writes(change, post.group_id, "comment_id")
    comment = await mine(change, Comment, comment_id, "comment_id")
    if post.locked_at is not None:
        raise Conflict(LOCKED, "comment_id")
    change.check_version(comment, if_version)
    said = await render(worded(body))
    comment.body, comment.body_html, comment.edited_at = worded(body), said.html, change.now
    comment.version += 1
    await comment.save(update_fields=["body", "body_html", "edited_at", "version"])
    if not isinstance(topic_ids, Keep):
        await about(change, comment, topic_ids or ())
    change.tell("comment.edited", comment, place=post.id)
    await name(change, comment, said.mentioned)
    return {"comment": comment.id}


@action()
async def delete(change: Change, *, comment_id: UUID, reason: str | None = None) -> Made:
    """Take back what was said: its words and reactions go, its place in the thread and what stands under it stay.

    Its author may, who leads the group, and moderators, whose deed is audited. Raises NotFound and Forbidden.
    """
    comment = await change.seen(Comment, comment_id, path="comment_id", lock=True)
    post = await post_of(change, comment)
    await check_may_delete(change, comment, post.group_id, "comment_id")
    if comment.deleted_at is not None:
        return {"comment": comment.id}
    await unsay(change, comment)
    await comment.save(update_fields=["body", "body_html", "deleted_at", "version"])
    change.tell("comment.deleted", comment, place=post.id)
    ground(change, comment, reason)
    return {"comment": comment.id}


async def post_of(change: Change, comment: Comment) -> Post:
    """The post that a comment stands under, which is seen where the comment is; raises NotFound."""
    return await change.seen(Post, comment.post_id, path="comment_id")
