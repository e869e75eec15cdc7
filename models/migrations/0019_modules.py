"""Jobs, messages and announcements, as parts that a network can switch off, and segments, whom they are meant for."""

from tortoise import fields, migrations
from tortoise.contrib.postgres.fields import ArrayField
from tortoise.fields.base import OnDelete
from tortoise.fields.db_defaults import SqlDefault
from tortoise.migrations import operations as ops

from models.columns import Computed
from models.groups import MembershipStatus
from models.ids import uuid7
from models.networks import every_module

ADD = """
alter table networks drop constraint networks_modules;
update networks set modules = modules || '{JOBS,MESSAGES,ANNOUNCEMENTS}'::text[];
alter table networks add constraint networks_modules check (modules <@ array[
    'TIES', 'INTRODUCTIONS', 'GROUPS', 'POSTS', 'POLLS', 'OPENNESS', 'JOBS', 'MESSAGES', 'ANNOUNCEMENTS'
]::text[]);
"""
REMOVE = """
alter table networks drop constraint networks_modules;
update networks set modules = array(select each from unnest(modules) each where each <> all(array[
    'JOBS', 'MESSAGES', 'ANNOUNCEMENTS'
]));
alter table networks add constraint networks_modules check (modules <@ array[
    'TIES', 'INTRODUCTIONS', 'GROUPS', 'POSTS', 'POLLS', 'OPENNESS'
]::text[]);
"""
FUNCTIONS = """
create function enishi_texts(listed jsonb) returns text[]
    language sql immutable strict parallel safe
    return (select coalesce(array_agg(t.each order by t.place), '{}')
        from jsonb_array_elements_text(listed) with ordinality t(each, place));
create function enishi_keys(listed jsonb) returns uuid[]
    language sql immutable strict parallel safe
    return (select coalesce(array_agg(distinct substr(t.each, 5)::uuid), '{}') from jsonb_array_elements_text(listed) t(each));
"""
NO_FUNCTIONS = "drop function enishi_texts, enishi_keys"
DECLARED = """
alter table segments drop constraint segments_author_id_fkey;
alter table segments drop constraint segments_network_id_fkey;
alter table segments add constraint segments_in_network unique (network_id, id);
alter table segments add constraint segments_author foreign key (network_id, author_id) references members (network_id, id) on delete cascade;
alter table segments add constraint segments_criteria check (char_length(criteria) <= 8000 and jsonb_typeof(criteria::jsonb) = 'object');
create index segments_of_author on segments (author_id);
"""
COMPUTED = [
    ("named", Computed("(criteria::jsonb #>> '{name}')")),
    ("searched", Computed("(criteria::jsonb #>> '{search}')")),
    ("kinds", Computed("enishi_texts(criteria::jsonb -> 'kinds')", sql_type="TEXT[]")),
    ("all_of", Computed("enishi_keys(criteria::jsonb #> '{attributes,allOf}')", sql_type="UUID[]")),
    ("any_of", Computed("enishi_keys(criteria::jsonb #> '{attributes,anyOf}')", sql_type="UUID[]")),
    ("department_id", Computed("substr((criteria::jsonb #>> '{department}'), 5)::uuid", sql_type="UUID")),
    ("cohort", Computed("(criteria::jsonb #>> '{cohort}')::int", sql_type="INT")),
    ("industry_id", Computed("substr((criteria::jsonb #>> '{industry}'), 5)::uuid", sql_type="UUID")),
    ("company", Computed("(criteria::jsonb #>> '{company}')")),
    ("place_id", Computed("substr((criteria::jsonb #>> '{place}'), 5)::uuid", sql_type="UUID")),
]


class Migration(migrations.Migration):
    """Who has a network has them switched on."""

    dependencies = [("models", "0018_presence")]
    operations = [
        ops.AlterField(
            model_name="Network",
            name="modules",
            field=ArrayField(
                default=every_module,
                db_default=SqlDefault("'{TIES,INTRODUCTIONS,GROUPS,POSTS,POLLS,OPENNESS,JOBS,MESSAGES,ANNOUNCEMENTS}'"),
                element_type="TEXT",
            ),
        ),
        ops.RunSQL(ADD, REMOVE),
        ops.AlterField(
            model_name="GroupMembership",
            name="status",
            field=fields.CharEnumField(enum_type=MembershipStatus, max_length=16),
        ),
        ops.RunSQL(FUNCTIONS, NO_FUNCTIONS),
        ops.CreateModel(
            name="Segment",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True)),
                (
                    "network",
                    fields.ForeignKeyField(
                        "models.Network",
                        source_field="network_id",
                        db_constraint=False,
                        to_field="id",
                        related_name="segments",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "author",
                    fields.ForeignKeyField(
                        "models.Member",
                        source_field="author_id",
                        db_constraint=False,
                        to_field="id",
                        related_name="segments",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("criteria", fields.TextField(unique=False)),
                *COMPUTED,
            ],
            options={"table": "segments", "app": "models", "pk_attr": "id"},
            bases=["Table"],
        ),
        ops.RunSQL(DECLARED, ""),
    ]
