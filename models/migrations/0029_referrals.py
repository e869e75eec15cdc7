"""Referrals: a member asks another whether they would like a job."""

from tortoise import migrations
from tortoise.migrations.operations import Operation


class Migration(migrations.Migration):
    """Referrals."""

    dependencies = [("models", "0028_talks_told")]

    operations: list[Operation] = []
