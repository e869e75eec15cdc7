"""Posts: told to the network or a group, edited, deleted, pinned and locked."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from actions.action import action
from actions.change import KEEP, Change, Keep, Made
from actions.contents import about, ground, unsay, worded
from actions.imported import FromElsewhere, made_before, origin
from actions.markdown import render
from actions.mentions import name
from actions.places import check_may_delete, check_writes, led, mine
from actions.polls import Question, ask
from actions.refusals import Conflict, Invalid
from actions.words import Words
from models.audiences import EVERYBODY, Audience, mask
from models.ids import uuid7
from models.members import Role
from models.modules import Module
from models.polls import Poll
from models.post_edits import PostEdit
from models.posts import MOST_PINS, Post

AUDIENCES = {Audience.NETWORK, Audience.ALUMNI, Audience.EMPLOYEES, Audience.TIES}
NO_AUDIENCE = Words(
    "A post is told to one or several of NETWORK, ALUMNI, EMPLOYEES and TIES.",
    "投稿の公開範囲はNETWORK、ALUMNI、EMPLOYEES、TIESから選択してください。",
)
GROUP_READS = Words(
    "What stands in a group is read by all who read the group.",
    "グループ内の投稿は、グループを閲覧できる全員に公開されます。",
)
PINNED_ENOUGH = Words(
    "{most} posts are pinned here already: take one down first.",
    "ピン留めできる投稿は{most}件までです。先に他のピン留めを外してください。",
)
ANNOUNCED = Words(
    "The network announces this: an announcement is withdrawn by cancelling it.",
    "お知らせの投稿は、お知らせを取り消すことで取り下げられます。",
)
PINS = "select pin from posts where coalesce(group_id, network_id) = $1 and pin is not null"
FEED_LEADERS = (Role.COMMUNITY_MANAGER,)
FEED_KEEPERS = (Role.COMMUNITY_MANAGER, Role.MODERATOR)


@action(module=Module.POSTS, rate_limit="120/hour")
async def publish(
    change: Change,
    *,
    body: str,
    group_id: UUID | None = None,
    audience: Sequence[Audience] | None = None,
    topic_ids: Sequence[UUID] | None = None,
    poll: Question | None = None,
    id: UUID | None = None,  # noqa: A002 - it is called so by clients
    imported: FromElsewhere | None = None,
) -> Made:
    """Tell the network, or a group, something; what one wrote already under the id is not written again.

    Raises NotFound, Invalid, Forbidden (not a member of the group), Conflict (archived; the id is another's).
    """
    come = origin(change, imported)
    before = await made_before(change, Post, id, come)
    if before:
        return {"post": before}
    await check_writes(change, group_id, "group_id")
    said = await render(worded(body))
    post = Post(
        id=id or uuid7(),
        network_id=change.network_id,
        group_id=group_id,
        author_id=change.me.id,
        body=worded(body),
        body_html=said.html,
        told_to=told_to(group_id, audience),
        external_id=come.external_id,
        created_at=come.at,
    )
    await post.save(force_create=True)
    await hang_on(change, post, topic_ids, poll)
    change.tell("post.published", post, place=group_id)
    await name(change, post, said.mentioned)
    return {"post": post.id}


def told_to(group_id: UUID | None, audience: Sequence[Audience] | None) -> int:
    """The audience of a post as a mask; raises Invalid."""
    if audience is None:
        return EVERYBODY
    if not audience or not set(audience) <= AUDIENCES:
        raise Invalid(NO_AUDIENCE, "audience")
    if group_id is not None and Audience.NETWORK not in audience:
        raise Invalid(GROUP_READS, "audience")
    return mask(*audience)


async def hang_on(change: Change, post: Post, topic_ids: Sequence[UUID] | None, poll: Question | None) -> None:
    """What comes with a new post: topics and a poll."""
    if topic_ids:
        await about(change, post, topic_ids)
    if poll is not None:
        await ask(change, post, poll)


@action(module=Module.POSTS)
async def edit(
    change: Change,
    *,
    post_id: UUID,
    body: str | Keep = KEEP,
    topic_ids: Sequence[UUID] | Keep | None = KEEP,
    if_version: int | None = None,
) -> Made:
    """Say it otherwise, or what it is about; what it said before is kept in its history.

    Raises NotFound, Invalid, Forbidden (another's; not a member any more) and Conflict (edited or deleted meanwhile).
    """
    known = await change.seen(Post, post_id, path="post_id")
    await check_writes(change, known.group_id, "post_id")
    post = await mine(change, Post, post_id, "post_id")
    change.check_version(post, if_version)
    mentioned = await reword(change, post, body)
    if mentioned is None and isinstance(topic_ids, Keep):
        return {"post": post.id}
    if not isinstance(topic_ids, Keep):
        await about(change, post, topic_ids or ())
    post.version += 1
    await post.save(update_fields=["body", "body_html", "edited_at", "version"])
    change.tell("post.edited", post, place=post.group_id)
    if mentioned is not None:
        await name(change, post, mentioned)
    return {"post": post.id}


async def reword(change: Change, post: Post, body: str | Keep) -> list[UUID] | None:
    """Let a post say something else; the members that it names now, None where it says what it said. Raises Invalid."""
    if isinstance(body, Keep) or worded(body) == post.body:
        return None
    before: dict[str, Any] = {"body": post.body, "written_at": post.edited_at or post.created_at}
    await PostEdit.create(network_id=change.network_id, post_id=post.id, version=post.version, **before)
    said = await render(worded(body))
    post.body, post.body_html, post.edited_at = worded(body), said.html, change.now
    return said.mentioned


@action()
async def delete(change: Change, *, post_id: UUID, reason: str | None = None) -> Made:
    """Take back what was told: nothing stays of its words, history, poll and reactions; the comments stay.

    Its author may, who leads the group, and moderators, whose deed is audited. Raises NotFound, Forbidden, and
    Conflict (the network announces it).
    """
    post = await change.seen(Post, post_id, path="post_id", lock=True)
    await check_may_delete(change, post, post.group_id, "post_id")
    if post.announcement_id is not None:
        raise Conflict(ANNOUNCED, "post_id")
    if post.deleted_at is not None:
        return {"post": post.id}
    await unsay(change, post)
    post.pin = post.pinned_at = None
    await Poll.filter(post_id=post.id).delete()
    await PostEdit.filter(post_id=post.id).delete()
    await post.save(update_fields=["body", "body_html", "deleted_at", "pin", "pinned_at", "version"])
    change.tell("post.deleted", post, place=post.group_id)
    ground(change, post, reason)
    return {"post": post.id}


@action(module=Module.POSTS)
async def pin(change: Change, *, post_id: UUID) -> Made:
    """Hang a post at the top of its place, where a few have room; for those who lead it.

    Raises NotFound, Forbidden, and Conflict (deleted, archived, no room).
    """
    post = await led(change, post_id, *FEED_LEADERS)
    if post.pin is not None:
        return {"post": post.id}
    taken = {row["pin"] for row in await change.rows(PINS, post.group_id or change.network_id)}
    free = [number for number in range(1, MOST_PINS + 1) if number not in taken]
    if not free:
        raise Conflict(PINNED_ENOUGH, "post_id", most=MOST_PINS)
    post.pin, post.pinned_at = free[0], change.now
    await post.save(update_fields=["pin", "pinned_at"])
    change.tell("post.pinned", post, place=post.group_id)
    return {"post": post.id}


@action(module=Module.POSTS)
async def unpin(change: Change, *, post_id: UUID) -> Made:
    """Take a post down from the top of its place; raises NotFound, Forbidden and Conflict."""
    post = await led(change, post_id, *FEED_LEADERS)
    if post.pin is None:
        return {"post": post.id}
    post.pin = post.pinned_at = None
    await post.save(update_fields=["pin", "pinned_at"])
    change.tell("post.unpinned", post, place=post.group_id)
    return {"post": post.id}


@action(module=Module.POSTS)
async def lock(change: Change, *, post_id: UUID) -> Made:
    """Let a post take no more comments; for those who lead its place. Raises NotFound, Forbidden and Conflict."""
    return await set_locked(change, post_id, locked=True)


@action(module=Module.POSTS)
async def unlock(change: Change, *, post_id: UUID) -> Made:
    """Let a post take comments again; raises NotFound, Forbidden and Conflict."""
    return await set_locked(change, post_id, locked=False)


async def set_locked(change: Change, post_id: UUID, *, locked: bool) -> Made:
    """Lock a post, or let it be open."""
    post = await led(change, post_id, *FEED_KEEPERS)
    if (post.locked_at is not None) is locked:
        return {"post": post.id}
    post.locked_at = change.now if locked else None
    await post.save(update_fields=["locked_at"])
    change.tell("post.locked" if locked else "post.unlocked", post, place=post.group_id)
    return {"post": post.id}
