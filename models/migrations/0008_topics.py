"""What posts and comments are about."""

from tortoise import fields, migrations
from tortoise.fields.base import OnDelete
from tortoise.migrations import operations as ops

from models.ids import uuid7

DECLARED = """
alter table topics drop constraint topics_network_id_fkey;
alter table topics drop constraint topics_post_id_fkey;
alter table topics drop constraint topics_comment_id_fkey;
alter table topics drop constraint topics_attribute_id_fkey;
alter table topics add constraint topics_of_post unique (post_id, attribute_id);
alter table topics add constraint topics_of_comment unique (comment_id, attribute_id);
alter table topics add constraint topics_of_one_thing check (num_nonnulls(post_id, comment_id) = 1);
alter table topics add constraint topics_post foreign key (network_id, post_id) references posts (network_id, id) on delete cascade;
alter table topics add constraint topics_comment foreign key (network_id, comment_id) references comments (network_id, id) on delete cascade;
alter table topics add constraint topics_attribute foreign key (network_id, attribute_id) references attributes (network_id, id) on delete cascade;
create index comments_by_creation on comments (network_id, created_at desc, id desc);
create index topics_of_attribute on topics (attribute_id, post_id, comment_id);
"""


class Migration(migrations.Migration):
    """The table of topics."""

    dependencies = [("models", "0007_statistics")]

    initial = False

    operations = [
        ops.CreateModel(
            name="Topic",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True)),
                (
                    "network",
                    fields.ForeignKeyField(
                        "models.Network",
                        source_field="network_id",
                        db_constraint=False,
                        to_field="id",
                        related_name="topics",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "post",
                    fields.ForeignKeyField(
                        "models.Post",
                        source_field="post_id",
                        null=True,
                        db_constraint=False,
                        to_field="id",
                        related_name="about",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "comment",
                    fields.ForeignKeyField(
                        "models.Comment",
                        source_field="comment_id",
                        null=True,
                        db_constraint=False,
                        to_field="id",
                        related_name="about",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "attribute",
                    fields.ForeignKeyField(
                        "models.Attribute",
                        source_field="attribute_id",
                        db_constraint=False,
                        to_field="id",
                        related_name="about",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
            ],
            options={
                "table": "topics",
                "app": "models",
                "pk_attr": "id",
                "table_description": "That a post or a comment is about an attribute; seen with the post or the comment.",
            },
            bases=["Table"],
        ),
        ops.RunSQL(DECLARED, ""),
    ]
