"""The access log of the roster, and how roster entries are sorted and found by name."""

from tortoise import fields, migrations
from tortoise.contrib.postgres.fields import ArrayField
from tortoise.fields.base import OnDelete
from tortoise.migrations import operations as ops

from models.columns import Computed
from models.ids import uuid7

SORT_NAME = "enishi_fold(coalesce(nullif(btrim(coalesce(family_name_kana, '') || ' ' || coalesce(given_name_kana, '')), ''), nullif(btrim(coalesce(family_name, '') || ' ' || coalesce(given_name, '')), ''), external_id)) collate \"C\""
NAME_FOLD = "enishi_fold(family_name || ' ' || given_name || ' ' || coalesce(family_name_kana, '') || ' ' || coalesce(given_name_kana, '') || ' ' || coalesce(former_name, '')) collate \"C\""

DECLARED = r"""
-- The ORM makes a foreign key even where db_constraint is off; these are replaced by keys that hold the network.
alter table access_log drop constraint access_log_actor_id_fkey;
alter table access_log drop constraint access_log_subject_id_fkey;
alter table access_log drop constraint access_log_entry_id_fkey;

alter table access_log add constraint access_log_actor foreign key (network_id, actor_id) references members (network_id, id) on delete set null (actor_id);
alter table access_log add constraint access_log_subject foreign key (network_id, subject_id) references members (network_id, id) on delete set null (subject_id);
alter table access_log add constraint access_log_entry foreign key (network_id, entry_id) references roster_entries (network_id, id) on delete set null (entry_id);
alter table access_log add constraint access_log_purpose check (char_length(purpose) <= 200 and btrim(purpose) <> '');
alter table access_log add constraint access_log_fields_read check (cardinality(fields_read) > 0);
create index access_log_by_time on access_log (network_id, at desc, id desc);
create index access_log_of_subject on access_log (subject_id, at desc, id desc);
create index access_log_of_entry on access_log (entry_id);
create index access_log_of_actor on access_log (actor_id);
create index roster_entries_by_name on roster_entries (network_id, sort_name, id);
"""

KEPT = r"""
-- Rows are only added. What erasure takes along is all that goes: the log of a network that is gone, and the key of
-- a member or entry that is gone. Both are looked up, so that nobody else can do what a cascade does.
create function keep_access_log() returns trigger language plpgsql as $$
begin
    if tg_op = 'DELETE' then
        if not exists(select from networks n where n.id = old.network_id) then return old; end if;
    elsif tg_op = 'UPDATE' then
        if to_jsonb(new) - array['actor_id', 'subject_id', 'entry_id']
                = to_jsonb(old) - array['actor_id', 'subject_id', 'entry_id']
            and (new.actor_id is not distinct from old.actor_id or new.actor_id is null
                and not exists(select from members m where m.id = old.actor_id))
            and (new.subject_id is not distinct from old.subject_id or new.subject_id is null
                and not exists(select from members m where m.id = old.subject_id))
            and (new.entry_id is not distinct from old.entry_id or new.entry_id is null
                and not exists(select from roster_entries r where r.id = old.entry_id))
        then return new; end if;
    end if;
    raise exception 'rows of % are only added', tg_table_name using errcode = 'restrict_violation';
end $$;
create trigger access_log_stays before update or delete on access_log
    for each row execute function keep_access_log();
create trigger access_log_is_not_emptied before truncate on access_log
    for each statement execute function keep_access_log();
"""


class Migration(migrations.Migration):
    """The table and what keeps it, after the ORM has made the columns."""

    dependencies = [("models", "0005_search")]

    operations = [
        ops.CreateModel(
            name="AccessLog",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True)),
                (
                    "network",
                    fields.ForeignKeyField(
                        "models.Network",
                        source_field="network_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="access_log",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "actor",
                    fields.ForeignKeyField(
                        "models.Member",
                        source_field="actor_id",
                        null=True,
                        db_constraint=False,
                        to_field="id",
                        related_name="accesses",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "subject",
                    fields.ForeignKeyField(
                        "models.Member",
                        source_field="subject_id",
                        null=True,
                        db_constraint=False,
                        to_field="id",
                        related_name="accessed",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "entry",
                    fields.ForeignKeyField(
                        "models.RosterEntry",
                        source_field="entry_id",
                        null=True,
                        db_constraint=False,
                        to_field="id",
                        related_name="accessed",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("purpose", fields.CharField(max_length=200)),
                ("fields_read", ArrayField(element_type="text")),
                ("at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "access_log",
                "app": "models",
                "pk_attr": "id",
                "table_description": "That a member read personal facts of one entry; a trigger holds that rows are only added.",
            },
            bases=["Table"],
        ),
        ops.AddField(
            model_name="RosterEntry",
            name="sort_name",
            field=Computed(generated=True, null=True, expression=SORT_NAME, sql_type="TEXT"),
        ),
        ops.AddField(
            model_name="RosterEntry",
            name="name_fold",
            field=Computed(generated=True, null=True, expression=NAME_FOLD, sql_type="TEXT"),
        ),
        ops.RunSQL(DECLARED, ""),
        ops.RunSQL(KEPT, "drop function keep_access_log cascade"),
    ]
