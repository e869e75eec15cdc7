"""Jobs, messages and announcements, as parts that a network can switch off."""

from tortoise import migrations
from tortoise.contrib.postgres.fields import ArrayField
from tortoise.fields.db_defaults import SqlDefault
from tortoise.migrations import operations as ops

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
    ]
