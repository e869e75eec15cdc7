"""Announcements, their deliveries, and what members want to get."""

from tortoise import migrations
from tortoise.migrations.operations import Operation


class Migration(migrations.Migration):
    """The voice of the company."""

    dependencies = [("models", "0021_jobs")]
    operations: list[Operation] = []
