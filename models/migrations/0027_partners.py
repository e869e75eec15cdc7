"""Apps, their tokens and what they may do."""

from tortoise import migrations


class Migration(migrations.Migration):
    """Partners."""

    dependencies = [("models", "0026_alerts")]

    operations = []
