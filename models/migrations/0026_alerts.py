"""What alerts and notifications of work need."""

from tortoise import migrations


class Migration(migrations.Migration):
    """Alerts."""

    dependencies = [("models", "0025_comeback")]

    operations = []
