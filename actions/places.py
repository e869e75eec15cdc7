"""Places where members write: the network's own feed and its groups, and what one may do there."""

from typing import TypeVar
from uuid import UUID

from actions.change import Change
from actions.group_standing import ARCHIVED, LEADERS_ONLY, Standing, admits, held, leads, membership
from actions.refusals import Conflict, Forbidden
from actions.words import Words
from models.groups import Group, MembershipStatus
from models.members import Role
from models.posts import Comment, Post

Content = TypeVar("Content", Post, Comment)

NOT_A_MEMBER = Words("Only members of the group write there.", "グループのメンバーのみ書き込めます。")
GONE = Words("This was deleted.", "すでに削除されています。")

# What is held like this cannot be archived, locked or deleted by others until the change is made.
HOLD = {
    Group: "select from groups where id = $1 and network_id = $2 for share",
    Post: "select from posts where id = $1 and network_id = $2 for share",
    Comment: "select from comments where id = $1 and network_id = $2 for share",
}
HOLD_FEED = "select from networks where id = $1 for no key update"


async def check_writes(change: Change, group_id: UUID | None, path: str) -> None:
    """Only who may write there: everybody in the network's feed, in a living group who belongs to it.

    Raises NotFound, Conflict and Forbidden.
    """
    if group_id is None:
        return
    group = await living_group(change, group_id, path)
    mine = await membership(group, change.me.id)
    belongs = mine is not None and mine.status is MembershipStatus.ACTIVE
    if not (belongs or change.me.importing) or not admits(group, change.me.roles):
        raise Forbidden(NOT_A_MEMBER, path)


async def living_group(change: Change, group_id: UUID, path: str) -> Group:
    """A group that nobody archives meanwhile; raises NotFound and Conflict."""
    await change.run(HOLD[Group], group_id, change.network_id)
    group = await change.seen(Group, group_id, path=path)
    if group.archived_at is not None:
        raise Conflict(ARCHIVED, path)
    return group


async def kept(change: Change, table: type[Content], key: UUID, path: str) -> Content:
    """A post or comment that says something, and that nobody deletes meanwhile; raises NotFound and Conflict."""
    await change.seen(table, key, path=path)
    await change.run(HOLD[table], key, change.network_id)
    row = await change.seen(table, key, path=path)
    check_said(row, path)
    return row


async def mine(change: Change, table: type[Content], key: UUID, path: str) -> Content:
    """A post or comment of the acting member's own that says something, theirs to change.

    Raises NotFound, Forbidden and Conflict.
    """
    row = await change.seen(table, key, path=path, lock=True)
    if row.author_id != change.me.id:
        raise Forbidden(path=path)
    check_said(row, path)
    return row


def check_said(row: Post | Comment, path: str) -> None:
    """Only what is not deleted; raises Conflict."""
    if row.deleted_at is not None:
        raise Conflict(GONE, path)


async def led(change: Change, post_id: UUID, *roles: Role) -> Post:
    """A post of a living place that the acting member leads, where nobody else changes the order of posts meanwhile.

    A group is led by its leaders, the network's feed by who has one of the ``roles``. Raises NotFound, Forbidden and
    Conflict.
    """
    post = await change.seen(Post, post_id, path="post_id")
    if post.group_id is None:
        change.must_be(*roles)
        await change.run(HOLD_FEED, change.network_id)
    else:
        check_led(change, await held(change, post.group_id))
    post = await change.seen(Post, post_id, path="post_id", lock=True)
    check_said(post, "post_id")
    return post


def check_led(change: Change, standing: Standing) -> None:
    """Only in a living group that the acting member leads; raises Forbidden and Conflict."""
    if not leads(change, standing):
        raise Forbidden(LEADERS_ONLY, "post_id")
    if standing.group.archived_at is not None:
        raise Conflict(ARCHIVED, "post_id")


async def check_may_delete(change: Change, row: Post | Comment, group_id: UUID | None, path: str) -> None:
    """Only its author, who leads the group, and moderators of the network; raises Forbidden."""
    if row.author_id == change.me.id or Role.MODERATOR in change.me.roles:
        return
    group = await Group.get_or_none(id=group_id) if group_id else None
    if group is None or not leads(change, Standing(group, await membership(group, change.me.id))):
        raise Forbidden(path=path)
