"""Notifications and how members want them."""

from tortoise import migrations
from tortoise.migrations.operations import Operation


class Migration(migrations.Migration):
    """What members are told."""

    dependencies = [("models", "0022_announcements")]
    operations: list[Operation] = []
