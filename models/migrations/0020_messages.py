"""Conversations and their messages."""

from tortoise import migrations
from tortoise.migrations.operations import Operation


class Migration(migrations.Migration):
    """What is said among members."""

    dependencies = [("models", "0019_modules")]
    operations: list[Operation] = []
