"""Networks: one organisation's alumni network each, the tenant of everything but accounts."""

from enum import StrEnum

from tortoise import fields
from tortoise.contrib.postgres.fields import ArrayField

from models.table import Count, Rule, Table, one_of, text_within


class Locale(StrEnum):
    """The languages that the product speaks."""

    JA = "JA"
    EN = "EN"


def usual_emojis() -> list[str]:
    """The reactions that a new network offers."""
    return ["👍", "🎉", "❤️", "💡", "🙏", "👀"]


class Network(Table):
    """One organisation's alumni network."""

    name = fields.CharField(200)
    slug = fields.CharField(63)
    locale = fields.CharEnumField(Locale, max_length=2, default=Locale.JA)
    time_zone = fields.CharField(63, default="Asia/Tokyo")
    emojis = ArrayField("text", default=usual_emojis)
    created_at = fields.DatetimeField()

    prefix = "net"
    rule = Rule("{it}.id = {network}")
    derived = {"member_count": Count("members")}
    constraints = {
        "networks_slug": "unique (slug)",
        "networks_slug_form": "check (slug ~ '^[a-z0-9]([a-z0-9-]*[a-z0-9])?$')",
        "networks_name": text_within("name", 200),
        "networks_locale": one_of("locale", Locale),
    }

    class Meta:
        table = "networks"
