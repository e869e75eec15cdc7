"""Mentions: who is named in a post or a comment, and could see it when it was written."""

from tortoise import fields

from models.members import Member
from models.networks import Network
from models.posts import Comment, Post
from models.table import Rule, Table, network_key

MENTIONED_IS_SEEN = (
    "exists(select from members mentioned where mentioned.id = {it}.member_id and {visible:Member:mentioned})"
)


class Mention(Table):
    """That a post or a comment names a member; seen with what names them by those who may see the member."""

    network: fields.ForeignKeyRelation[Network] = fields.ForeignKeyField(
        "models.Network", related_name="mentions", db_constraint=False
    )
    post: fields.ForeignKeyNullableRelation[Post] = fields.ForeignKeyField(
        "models.Post", related_name="mentions", null=True, db_constraint=False
    )
    comment: fields.ForeignKeyNullableRelation[Comment] = fields.ForeignKeyField(
        "models.Comment", related_name="mentions", null=True, db_constraint=False
    )
    member: fields.ForeignKeyRelation[Member] = fields.ForeignKeyField(
        "models.Member", related_name="mentions", db_constraint=False
    )
    created_at = fields.DatetimeField()

    prefix = "men"
    rule = Rule(MENTIONED_IS_SEEN, within=("post", "comment"), either=True)
    constraints = {
        "mentions_in_post": "unique (post_id, member_id)",
        "mentions_in_comment": "unique (comment_id, member_id)",
        "mentions_post": network_key("post_id", "posts"),
        "mentions_comment": network_key("comment_id", "comments"),
        "mentions_member": network_key("member_id", "members"),
        "mentions_in_one_thing": "check (num_nonnulls(post_id, comment_id) = 1)",
    }
    indexes = {"mentions_of_member": "(member_id, created_at desc, id desc)"}

    class Meta:
        table = "mentions"
