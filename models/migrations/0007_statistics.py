"""The consent of members to be counted in statistics."""

from tortoise import fields, migrations
from tortoise.migrations import operations as ops


class Migration(migrations.Migration):
    """Nobody has agreed to be counted before they are asked."""

    dependencies = [("models", "0006_access_log")]
    operations = [
        ops.AddField(
            model_name="Member",
            name="in_statistics",
            field=fields.BooleanField(default=False, db_default=False),
        ),
    ]
