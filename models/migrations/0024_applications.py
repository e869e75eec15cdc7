"""Applications to jobs."""

from tortoise import migrations


class Migration(migrations.Migration):
    """Applications."""

    dependencies = [("models", "0023_notifications")]

    operations = []
