"""Posts, their comments, and reactions to both."""

from tortoise import fields

from models.groups import NOT_BLOCKED_AUTHOR, Group, readable_place
from models.members import BLOCKED, Member
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
VIEWER_REACTED = "exists(select from reactions r where r.{on} = {{self}}.id and r.member_id = {{viewer}})"


class Post(Table):
    """What a member tells the network, or a group when it has one."""

    network: fields.ForeignKeyRelation[Network] = fields.ForeignKeyField("models.Network", related_name="posts")
    group: fields.ForeignKeyNullableRelation[Group] = fields.ForeignKeyField(
        "models.Group", related_name="posts", null=True, db_constraint=False
    )
    author: fields.ForeignKeyNullableRelation[Member] = fields.ForeignKeyField(
        "models.Member", related_name="posts", null=True, db_constraint=False
    )
    body = fields.TextField()
    external_id = fields.CharField(100, null=True)
    created_at = fields.DatetimeField()
    edited_at = fields.DatetimeField(null=True)
    version = fields.IntField(default=1)

    prefix = "post"
    rule = Rule(f"{readable_place('{it}.group_id')} and {NOT_BLOCKED_AUTHOR}")
    derived = {
        "comment_count": Count("comments"),
        "reaction_count": Count("reactions"),
        "viewer_has_reacted": VIEWER_REACTED.format(on="post_id"),
    }
    constraints = {
        "posts_in_network": "unique (network_id, id)",
        "posts_external_id": "unique (network_id, external_id)",
        "posts_group": network_key("group_id", "groups"),
        "posts_author": network_key("author_id", "members", "set null"),
        "posts_body": text_within("body", 40_000),
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
    body = fields.TextField()
    external_id = fields.CharField(100, null=True)
    created_at = fields.DatetimeField()
    edited_at = fields.DatetimeField(null=True)
    version = fields.IntField(default=1)

    prefix = "com"
    rule = Rule(f"{NOT_BLOCKED_AUTHOR} and {NOT_BELOW_BLOCKED}", within=("post",))
    derived = {
        "reply_count": Count("replies"),
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
        "comments_body": text_within("body", 40_000),
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
