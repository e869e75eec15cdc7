"""What is told of talks."""

from tortoise import migrations
from tortoise.migrations.operations import Operation


class Migration(migrations.Migration):
    """Talks told."""

    dependencies = [("models", "0027_partners")]

    operations: list[Operation] = []
