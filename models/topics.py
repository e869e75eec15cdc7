"""Topics: what posts and comments are about, as attributes of the network."""

from uuid import UUID

from tortoise import fields

from models.attributes import Attribute
from models.networks import Network
from models.posts import Comment, Post
from models.table import Rule, Table, network_key


class Topic(Table):
    """That a post or a comment is about an attribute; seen with the post or the comment."""

    network: fields.ForeignKeyRelation[Network] = fields.ForeignKeyField(
        "models.Network", related_name="topics", db_constraint=False
    )
    post: fields.ForeignKeyNullableRelation[Post] = fields.ForeignKeyField(
        "models.Post", related_name="about", null=True, db_constraint=False
    )
    comment: fields.ForeignKeyNullableRelation[Comment] = fields.ForeignKeyField(
        "models.Comment", related_name="about", null=True, db_constraint=False
    )
    attribute: fields.ForeignKeyRelation[Attribute] = fields.ForeignKeyField(
        "models.Attribute", related_name="about", db_constraint=False
    )

    attribute_id: UUID

    prefix = "top"
    rule = Rule(within=("post", "comment"), either=True)
    constraints = {
        "topics_of_post": "unique (post_id, attribute_id)",
        "topics_of_comment": "unique (comment_id, attribute_id)",
        "topics_post": network_key("post_id", "posts"),
        "topics_comment": network_key("comment_id", "comments"),
        "topics_attribute": network_key("attribute_id", "attributes"),
        "topics_of_one_thing": "check (num_nonnulls(post_id, comment_id) = 1)",
    }
    indexes = {"topics_of_attribute": "(attribute_id, post_id, comment_id)"}

    class Meta:
        table = "topics"


def within(attribute: str) -> str:
    """The attribute with this id and all that lie within it, as an array of ids."""
    return (
        f"array(with recursive narrower(id) as (select a.id from attributes a where a.id = {attribute}"
        " and a.network_id = {network} union select a.id from attributes a"
        " join narrower on a.parent_id = narrower.id) select narrower.id from narrower)"
    )


def about(it: str, key: str, attribute: str) -> str:
    """That what has the id ``it`` is about an attribute or one within it; ``key`` is the id that topics have of it."""
    return f"{it} in (select {key} from topics about where about.attribute_id = any({within(attribute)}))"


TOPICS = (
    "{it}.id in (select about.attribute_id from topics about"
    " where about.post_id = {self}.id or about.comment_id = {self}.id)"
)
TOPICS_WITHIN = f"{{it}}.id = any({within('{within}')})"
POST_ABOUT = about("{it}.id", "about.post_id", "{topic}")
# A post and a comment never share an id. With "is true" PostgreSQL gathers the ids once, and does not join them to
# each of the streams of which an activity is made.
CONTENT_ABOUT = f"({about('{it}.id', 'coalesce(about.post_id, about.comment_id)', '{topic}')}) is true"
ON_POST_ABOUT = about("{it}.post_id", "about.post_id", "{topic}")
# "is true" here too: the authors are gathered once, whatever else is asked of the members.
COMMENTED_ON = (
    "({it}.id in (select said.author_id from comments said where said.network_id = {network} and said.parent_id is null"
    " and said.deleted_at is null"
    f" and {about('said.post_id', 'about.post_id', '{value}')} and {{visible:Comment:said}})) is true"
)
