"""What every action needs: keys of requests, the audit, the modules of a network."""

from orjson import loads
from tortoise import fields, migrations
from tortoise.contrib.postgres.fields import ArrayField
from tortoise.fields.base import OnDelete
from tortoise.fields.data import JSON_DUMPS
from tortoise.fields.db_defaults import SqlDefault
from tortoise.migrations import operations as ops

from models.ids import uuid7
from models.networks import every_module

DECLARED = r"""
alter table idempotency_keys drop constraint idempotency_keys_network_id_fkey;
alter table idempotency_keys drop constraint idempotency_keys_member_id_fkey;
alter table idempotency_keys add constraint idempotency_keys_once unique (member_id, key);
alter table idempotency_keys add constraint idempotency_keys_member foreign key (network_id, member_id) references members (network_id, id) on delete cascade;
alter table idempotency_keys add constraint idempotency_keys_key check (char_length(key) <= 200 and btrim(key) <> '');
alter table idempotency_keys add constraint idempotency_keys_input_hash check (octet_length(input_hash) = 32);
create index idempotency_keys_by_time on idempotency_keys (created_at);
alter table audit_entries add constraint audit_entries_number unique (network_id, number);
alter table audit_entries add constraint audit_entries_from_one check (number > 0);
alter table audit_entries add constraint audit_entries_what check (what ~ '^[a-z_]+\.[a-z_]+$');
alter table audit_entries add constraint audit_entries_hash check (octet_length(hash) = 32);
alter table audit_entries add constraint audit_entries_ground check (char_length(ground) <= 500 and btrim(ground) <> '');
alter table networks add constraint networks_modules check (modules <@ array['TIES', 'INTRODUCTIONS', 'GROUPS', 'POSTS', 'POLLS', 'OPENNESS']::text[]);
-- What was written stays: whoever may write rows may not change those of the audit. A network goes with all it has.
create function enishi_keep_audit() returns trigger language plpgsql as $$
begin
    if tg_op = 'UPDATE' or exists (select from networks n where n.id = old.network_id) then
        raise 'entries of the audit are for ever';
    end if;
    return old;
end $$;
create trigger audit_entries_for_ever before update or delete on audit_entries
    for each row execute function enishi_keep_audit();
"""
UNDONE = """
alter table networks drop constraint networks_modules;
drop trigger audit_entries_for_ever on audit_entries;
drop function enishi_keep_audit();
"""


class Migration(migrations.Migration):
    """Makes the tables."""

    dependencies = [("models", "0011_bounded_search")]
    operations = [
        ops.CreateModel(
            name="AuditEntry",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True)),
                (
                    "network",
                    fields.ForeignKeyField(
                        "models.Network",
                        source_field="network_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="audit_entries",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("number", fields.BigIntField()),
                ("what", fields.CharField(max_length=64)),
                ("actor_id", fields.UUIDField(null=True)),
                ("subject_type", fields.CharField(max_length=32)),
                ("subject_id", fields.UUIDField()),
                ("ground", fields.CharField(null=True, max_length=500)),
                ("at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("hash", fields.BinaryField()),
            ],
            options={
                "table": "audit_entries",
                "app": "models",
                "pk_attr": "id",
                "table_description": "One act that must be answered for. Nobody edits or removes one.",
            },
            bases=["Table"],
        ),
        ops.CreateModel(
            name="IdempotencyKey",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True)),
                (
                    "network",
                    fields.ForeignKeyField(
                        "models.Network",
                        source_field="network_id",
                        db_constraint=False,
                        to_field="id",
                        related_name="idempotency_keys",
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
                        related_name="idempotency_keys",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("key", fields.CharField(max_length=200)),
                ("input_hash", fields.BinaryField()),
                ("made", fields.JSONField(null=True, encoder=JSON_DUMPS, decoder=loads)),
                ("position", fields.BigIntField(null=True)),
                ("created_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "idempotency_keys",
                "app": "models",
                "pk_attr": "id",
                "table_description": "A key that a member's client gave to a change, and what the change made; kept for a day.",
            },
            bases=["Table"],
        ),
        ops.AddField(
            model_name="Network",
            name="modules",
            field=ArrayField(
                default=every_module,
                db_default=SqlDefault("'{TIES,INTRODUCTIONS,GROUPS,POSTS,POLLS,OPENNESS}'"),
                element_type="TEXT",
            ),
        ),
        ops.RunSQL(DECLARED, UNDONE),
    ]
