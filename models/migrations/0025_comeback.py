"""Comeback interest and referrals."""

from tortoise import migrations


class Migration(migrations.Migration):
    """Interest in coming back, and referrals."""

    dependencies = [("models", "0024_applications")]

    operations = []
