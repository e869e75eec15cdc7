"""Posts, their comments, and reactions to both."""

from typing import cast
from uuid import UUID

from tortoise import fields

from models.announcements import Announcement
from models.audiences import EVERYBODY, Audience
from models.groups import NOT_BLOCKED_AUTHOR, Group, readable_place
from models.members import BLOCKED, TIED, Member
from models.networks import Network
from models.table import Count, Rule, Table, View, network_key, text_within

# What stands under a comment that one does not see is not seen either; few have blocks, and only they walk up.
NOT_BELOW_BLOCKED = (
    "({it}.depth = 0 or not exists(select from blocks hidden where hidden.member_id = {viewer})"
    " or not enishi_below_blocked({it}.parent_id, {viewer}))"
)
# Reactions to whatever the member wrote.
RECEIVED = (
    "{it}.id in (select given.id from reactions given join posts said on said.id = given.post_id"
    " where said.author_id = {self}.id union all select given.id from reactions given"
    " join comments said on said.id = given.comment_id where said.author_id = {self}.id)"
)
# A post to the network says to whom: what the viewer is to everybody is looked at first, as few posts are for ties.
TOLD_TO_VIEWER = (
    "({it}.told_to & {viewer.standing} <> 0 or {it}.author_id = {viewer}"
    f" or {{it}}.told_to & {Audience.TIES.bit} <> 0 and {{it}}.author_id in ({TIED}))"
)
SAYS_SOMETHING = "{it}.deleted_at is null"
MOST_PINS = 3  # in one place: a group, or the network's own feed
LONGEST_BODY = 40_000
DEEPEST = 5  # comments under comments; what is imported may go deeper
VIEWER_REACTED = "exists(select from reactions r where r.{on} = {{self}}.id and r.member_id = {{viewer}})"


def text_or_none() -> "fields.Field[str | None]":
    """A column for a text that may be gone."""
    return cast("fields.Field[str | None]", fields.TextField(null=True))


def html(key: str) -> str:
    """What is written, as HTML, where only those are mentioned who are seen; ``key`` is what mentions call the row."""
    seen = f"array(select m.member_id from mentions m where m.{key}_id = {{self}}.id and {{visible:Mention:m:{key}}})"
    return (
        "case when {self}.body_html is null then enishi_plain_html({self}.body)"
        " when strpos({self}.body_html, 'data-member=') = 0 then {self}.body_html"
        f" else enishi_mentioned({{self}}.body_html, {seen}) end"
    )


def gone(*columns: str) -> str:
    """The check that what is deleted says nothing any more, and what is not says something."""
    return (
        "check ((body is null) = (deleted_at is not null)"
        f" and (deleted_at is null or num_nonnulls({', '.join(columns)}) = 0))"
    )


class Post(Table):
    """What a member tells the network, or a group when it has one."""

    network: fields.ForeignKeyRelation[Network] = fields.ForeignKeyField("models.Network", related_name="posts")
    group: fields.ForeignKeyNullableRelation[Group] = fields.ForeignKeyField(
        "models.Group", related_name="posts", null=True, db_constraint=False
    )
    author: fields.ForeignKeyNullableRelation[Member] = fields.ForeignKeyField(
        "models.Member", related_name="posts", null=True, db_constraint=False
    )
    # What the network itself says: it has no author, and who may not read the announcement does not see the post.
    announcement: fields.ForeignKeyNullableRelation[Announcement] = fields.ForeignKeyField(
        "models.Announcement", related_name="posts", null=True, db_constraint=False
    )
    # Markdown, and the HTML of it where that is more than a paragraph of its words; neither is left of what is deleted.
    body = text_or_none()
    body_html = text_or_none()
    # To whom it is told, as the bits of an audience; what stands in a group is told to whoever reads the group.
    told_to = fields.IntField(default=EVERYBODY, db_default=EVERYBODY)
    external_id = fields.CharField(100, null=True)
    created_at = fields.DatetimeField()
    edited_at = fields.DatetimeField(null=True)
    deleted_at = fields.DatetimeField(null=True)
    locked_at = fields.DatetimeField(null=True)
    pinned_at = fields.DatetimeField(null=True)
    # Which of the few pins of its place it hangs on.
    pin = fields.SmallIntField(null=True)
    version = fields.IntField(default=1)

    network_id: UUID
    group_id: UUID | None
    author_id: UUID | None
    announcement_id: UUID | None

    prefix = "post"
    rule = Rule(
        f"{readable_place('{it}.group_id')} and {NOT_BLOCKED_AUTHOR} and {TOLD_TO_VIEWER}", within=("announcement",)
    )
    derived = {
        "body_html": html("post"),
        "audience": "enishi_audience({self}.told_to)",
        "comment_count": Count("comments", where=SAYS_SOMETHING),
        "reaction_count": Count("reactions"),
        "viewer_has_reacted": VIEWER_REACTED.format(on="post_id"),
    }
    constraints = {
        "posts_in_network": "unique (network_id, id)",
        "posts_external_id": "unique (network_id, external_id)",
        "posts_group": network_key("group_id", "groups"),
        "posts_author": network_key("author_id", "members", "set null"),
        "posts_announcement": network_key("announcement_id", "announcements"),
        "posts_announced_once": "unique (announcement_id)",
        "posts_announced": "check (announcement_id is null or num_nonnulls(group_id, author_id) = 0)",
        "posts_body": text_within("body", LONGEST_BODY),
        "posts_gone": gone("body_html", "pin"),
        "posts_told_to": (
            f"check (told_to & {Audience.SELF.bit} <> 0"
            f" and (group_id is null or told_to & {Audience.NETWORK.bit} <> 0))"
        ),
        "posts_pin": f"check ((pin is null) = (pinned_at is null) and pin between 1 and {MOST_PINS})",
        "posts_pinned": (
            "exclude using btree (coalesce(group_id, network_id) with =, pin with =) where (pin is not null)"
        ),
        "posts_version": "check (version > 0)",
    }
    indexes = {
        "posts_by_creation": "(network_id, created_at desc, id desc)",
        "posts_in_group": "(group_id, created_at desc, id desc)",
        "posts_of_author": "(author_id, created_at desc, id desc)",
    }

    class Meta:
        table = "posts"


class Comment(Table):
    """An answer to a post, or to another comment under it."""

    network: fields.ForeignKeyRelation[Network] = fields.ForeignKeyField(
        "models.Network", related_name="comments", db_constraint=False
    )
    post: fields.ForeignKeyRelation[Post] = fields.ForeignKeyField(
        "models.Post", related_name="comments", db_constraint=False
    )
    parent: fields.ForeignKeyNullableRelation["Comment"] = fields.ForeignKeyField(
        "models.Comment", related_name="replies", null=True, db_constraint=False
    )
    author: fields.ForeignKeyNullableRelation[Member] = fields.ForeignKeyField(
        "models.Member", related_name="comments", null=True, db_constraint=False
    )
    depth = fields.SmallIntField(default=0)
    body = text_or_none()
    body_html = text_or_none()
    external_id = fields.CharField(100, null=True)
    created_at = fields.DatetimeField()
    edited_at = fields.DatetimeField(null=True)
    deleted_at = fields.DatetimeField(null=True)
    version = fields.IntField(default=1)

    network_id: UUID
    post_id: UUID
    author_id: UUID | None

    prefix = "com"
    rule = Rule(f"{NOT_BLOCKED_AUTHOR} and {NOT_BELOW_BLOCKED}", within=("post",))
    derived = {
        "body_html": html("comment"),
        "reply_count": Count("replies", where=SAYS_SOMETHING),
        "reaction_count": Count("reactions"),
        "viewer_has_reacted": VIEWER_REACTED.format(on="comment_id"),
    }
    constraints = {
        "comments_in_network": "unique (network_id, id)",
        "comments_in_post": "unique (post_id, id)",
        "comments_external_id": "unique (network_id, external_id)",
        "comments_post": network_key("post_id", "posts"),
        "comments_parent": "foreign key (post_id, parent_id) references comments (post_id, id) on delete cascade",
        "comments_author": network_key("author_id", "members", "set null"),
        "comments_depth": "check (depth >= 0 and (depth = 0) = (parent_id is null))",
        "comments_body": text_within("body", LONGEST_BODY),
        "comments_gone": gone("body_html"),
        "comments_version": "check (version > 0)",
    }
    indexes = {
        "comments_by_creation": "(network_id, created_at desc, id desc)",
        "comments_of_post": "(post_id, created_at, id)",
        "comments_of_parent": "(parent_id, created_at, id)",
        "comments_of_author": "(author_id, created_at desc, id desc)",
    }

    class Meta:
        table = "comments"


class Reaction(Table):
    """One emoji of one member on one post or comment."""

    network: fields.ForeignKeyRelation[Network] = fields.ForeignKeyField(
        "models.Network", related_name="reactions", db_constraint=False
    )
    post: fields.ForeignKeyNullableRelation[Post] = fields.ForeignKeyField(
        "models.Post", related_name="reactions", null=True, db_constraint=False
    )
    comment: fields.ForeignKeyNullableRelation[Comment] = fields.ForeignKeyField(
        "models.Comment", related_name="reactions", null=True, db_constraint=False
    )
    member: fields.ForeignKeyRelation[Member] = fields.ForeignKeyField(
        "models.Member", related_name="reactions", db_constraint=False
    )
    emoji = fields.CharField(32)
    created_at = fields.DatetimeField()

    prefix = "rea"
    rule = Rule(f"{{it}}.member_id not in ({BLOCKED})", within=("post", "comment"), either=True)
    constraints = {
        "reactions_on_post": "unique (post_id, member_id, emoji)",
        "reactions_on_comment": "unique (comment_id, member_id, emoji)",
        "reactions_post": network_key("post_id", "posts"),
        "reactions_comment": network_key("comment_id", "comments"),
        "reactions_member": network_key("member_id", "members"),
        "reactions_on_one_thing": "check (num_nonnulls(post_id, comment_id) = 1)",
        "reactions_emoji": text_within("emoji", 32),
    }
    indexes = {"reactions_of_member": "(member_id, created_at desc, id desc)"}

    class Meta:
        table = "reactions"


def tally(key: str) -> View:
    """Reactions to one post or comment by emoji; ``key`` is the column that points at it."""
    return View(
        name="ReactionTally",
        select=(
            "select r.emoji, count(*)::int as count, bool_or(r.member_id = {viewer}) as viewer_has_reacted,"
            " min(r.created_at) as first_at from reactions r"
            f" where r.{key}_id = {{self}}.id and {{visible:Reaction:r:{key}}} group by r.emoji"
        ),
        columns={"emoji": "text", "count": "int4", "viewer_has_reacted": "bool", "first_at": "timestamptz"},
    )


PostTally = tally("post")
CommentTally = tally("comment")
