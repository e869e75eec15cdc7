"""Apps, their tokens and what they may do."""

from tortoise import fields, migrations
from tortoise.contrib.postgres.fields import ArrayField
from tortoise.fields.base import OnDelete
from tortoise.migrations import operations as ops

from models.ids import uuid7

DECLARED = """
alter table apps drop constraint apps_network_id_fkey;
alter table access_tokens drop constraint access_tokens_network_id_fkey;
alter table access_tokens drop constraint access_tokens_app_id_fkey;
alter table access_tokens drop constraint access_tokens_member_id_fkey;
alter table access_tokens drop constraint access_tokens_session_id_fkey;
alter table apps add constraint apps_in_network unique (network_id, id);
alter table apps add constraint apps_name check (char_length(name) <= 100 and btrim(name) <> '');
alter table apps add constraint apps_description check (char_length(description) <= 500 and btrim(description) <> '');
alter table apps add constraint apps_homepage check (char_length(homepage) <= 500 and homepage like 'https://_%');
alter table apps add constraint apps_scopes check (scopes <@ array['MEMBERS_READ', 'TIES_READ', 'GROUPS_READ', 'POSTS_READ', 'POSTS_WRITE', 'JOBS_READ', 'JOBS_WRITE', 'APPLICATIONS_READ', 'APPLICATIONS_WRITE', 'MESSAGES_READ', 'MESSAGES_WRITE', 'ANNOUNCEMENTS_READ', 'ANNOUNCEMENTS_WRITE']::text[] and cardinality(scopes) > 0);
alter table apps add constraint apps_version check (version > 0);
alter table access_tokens add constraint access_tokens_app foreign key (network_id, app_id) references apps (network_id, id) on delete cascade;
alter table access_tokens add constraint access_tokens_member foreign key (network_id, member_id) references members (network_id, id) on delete cascade;
alter table access_tokens add constraint access_tokens_session foreign key (session_id) references sessions (id) on delete cascade;
alter table access_tokens add constraint access_tokens_label check (char_length(label) <= 100 and btrim(label) <> '');
alter table access_tokens add constraint access_tokens_scopes check (scopes <@ array['MEMBERS_READ', 'TIES_READ', 'GROUPS_READ', 'POSTS_READ', 'POSTS_WRITE', 'JOBS_READ', 'JOBS_WRITE', 'APPLICATIONS_READ', 'APPLICATIONS_WRITE', 'MESSAGES_READ', 'MESSAGES_WRITE', 'ANNOUNCEMENTS_READ', 'ANNOUNCEMENTS_WRITE']::text[] and cardinality(scopes) > 0);
create index apps_by_name on apps (network_id, name, id);
create index access_tokens_of_app on access_tokens (app_id, created_at desc, id desc);
create index access_tokens_of_member on access_tokens (member_id);
"""


class Migration(migrations.Migration):
    """Partners."""

    dependencies = [("models", "0026_alerts")]

    operations = [
        ops.CreateModel(
            name="App",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True)),
                (
                    "network",
                    fields.ForeignKeyField(
                        "models.Network",
                        source_field="network_id",
                        db_constraint=False,
                        to_field="id",
                        related_name="apps",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("name", fields.CharField(max_length=100)),
                ("description", fields.CharField(max_length=500)),
                ("homepage", fields.CharField(null=True, max_length=500)),
                ("scopes", ArrayField(element_type="TEXT")),
                ("created_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("disabled_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("version", fields.IntField(default=1)),
            ],
            options={"table": "apps", "app": "models", "pk_attr": "id"},
            bases=["Table"],
        ),
        ops.CreateModel(
            name="AccessToken",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True)),
                (
                    "network",
                    fields.ForeignKeyField(
                        "models.Network",
                        source_field="network_id",
                        db_constraint=False,
                        to_field="id",
                        related_name="access_tokens",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "app",
                    fields.ForeignKeyField(
                        "models.App",
                        source_field="app_id",
                        db_constraint=False,
                        to_field="id",
                        related_name="tokens",
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
                        related_name="access_tokens",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "session",
                    fields.OneToOneField(
                        "models.Session",
                        source_field="session_id",
                        db_constraint=False,
                        to_field="id",
                        related_name="access_token",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("label", fields.CharField(max_length=100)),
                ("scopes", ArrayField(element_type="TEXT")),
                ("created_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={"table": "access_tokens", "app": "models", "pk_attr": "id"},
            bases=["Table"],
        ),
        ops.RunSQL(DECLARED, ""),
    ]
