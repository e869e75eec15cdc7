"""The history of posts: what they said before they were edited."""

from tortoise import fields

from models.networks import Network
from models.posts import LONGEST_BODY, Post
from models.table import Rule, Table, network_key, text_within


class PostEdit(Table):
    """What a post said in an earlier version; seen with the post, and gone with its words."""

    network: fields.ForeignKeyRelation[Network] = fields.ForeignKeyField(
        "models.Network", related_name="post_edits", db_constraint=False
    )
    post: fields.ForeignKeyRelation[Post] = fields.ForeignKeyField(
        "models.Post", related_name="edits", db_constraint=False
    )
    version = fields.IntField()
    body = fields.TextField()
    written_at = fields.DatetimeField()

    prefix = "ped"
    rule = Rule(within=("post",))
    constraints = {
        "post_edits_version": "unique (post_id, version)",
        "post_edits_post": network_key("post_id", "posts"),
        "post_edits_body": text_within("body", LONGEST_BODY),
    }

    class Meta:
        table = "post_edits"
