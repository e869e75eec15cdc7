"""Dismissals: whom a member does not want suggested."""

from tortoise import fields, migrations
from tortoise.fields.base import OnDelete
from tortoise.migrations import operations as ops

from models.ids import uuid7

DECLARED = """
alter table dismissals drop constraint dismissals_network_id_fkey;
alter table dismissals drop constraint dismissals_member_id_fkey;
alter table dismissals drop constraint dismissals_other_id_fkey;
alter table dismissals add constraint dismissals_once unique (member_id, other_id);
alter table dismissals add constraint dismissals_two_members check (member_id <> other_id);
alter table dismissals add constraint dismissals_end check (until > since);
alter table dismissals add constraint dismissals_member foreign key (network_id, member_id) references members (network_id, id) on delete cascade;
alter table dismissals add constraint dismissals_other foreign key (network_id, other_id) references members (network_id, id) on delete cascade;
"""


class Migration(migrations.Migration):
    """Makes the table."""

    dependencies = [("models", "0008_topics")]
    operations = [
        ops.CreateModel(
            name="Dismissal",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True)),
                (
                    "network",
                    fields.ForeignKeyField(
                        "models.Network",
                        source_field="network_id",
                        db_constraint=False,
                        to_field="id",
                        related_name="dismissals",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "member",
                    fields.ForeignKeyField(
                        "models.Member",
                        source_field="member_id",
                        db_constraint=False,
                        to_field="id",
                        related_name="dismissals",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "other",
                    fields.ForeignKeyField(
                        "models.Member",
                        source_field="other_id",
                        db_constraint=False,
                        to_field="id",
                        related_name="dismissed_by",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("since", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("until", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "dismissals",
                "app": "models",
                "pk_attr": "id",
                "table_description": "That a member does not want another suggested: for good, or until a moment.",
            },
            bases=["Table"],
        ),
        ops.RunSQL(DECLARED, ""),
    ]
