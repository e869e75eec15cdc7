"""Jobs, their terms, and to whom they are shown."""

from tortoise import migrations
from tortoise.migrations.operations import Operation


class Migration(migrations.Migration):
    """What work there is."""

    dependencies = [("models", "0020_messages")]
    operations: list[Operation] = []
