"""Whether others see that a member is here."""

from tortoise import fields, migrations
from tortoise.migrations import operations as ops


class Migration(migrations.Migration):
    """Everybody is seen who does not say otherwise."""

    dependencies = [("models", "0017_posts")]
    operations = [
        ops.AddField(
            model_name="Member",
            name="shows_presence",
            field=fields.BooleanField(default=True, db_default=True),
        ),
    ]
