"""Networks: one organisation's alumni network each, the tenant of everything but accounts."""

from enum import StrEnum

from tortoise import fields
from tortoise.contrib.postgres.fields import ArrayField

from models.audiences import NO_CEILING, NOBODY_ELSE, USUAL_AUDIENCES, ProfileField
from models.modules import Module
from models.table import Count, Rule, Table, one_of, text_within


class Locale(StrEnum):
    """The languages that the product speaks."""

    JA = "JA"
    EN = "EN"


class Joining(StrEnum):
    """How one becomes a member: who is on the roster at once, or once it is approved, or the invited alone."""

    ROSTER = "ROSTER"
    APPROVAL = "APPROVAL"
    INVITED = "INVITED"


def usual_emojis() -> list[str]:
    """The reactions that a new network offers."""
    return ["👍", "🎉", "❤️", "💡", "🙏", "👀"]


def every_module() -> list[str]:
    """What is switched on in a new network."""
    return [module.value for module in Module]


def masks(audiences: list[int]) -> fields.SqlDefault:
    """The default of a column that holds a mask for each field."""
    return fields.SqlDefault(f"'{{{','.join(map(str, audiences))}}}'::int[]")


class Network(Table):
    """One organisation's alumni network."""

    name = fields.CharField(200)
    slug = fields.CharField(63)
    locale = fields.CharEnumField(Locale, max_length=2, default=Locale.JA)
    time_zone = fields.CharField(63, default="Asia/Tokyo")
    emojis = ArrayField("text", default=usual_emojis)
    # What the audience of a value is where nobody says, at least and at most: a mask for each ProfileField.
    audience_usual = ArrayField("int", db_default=masks(USUAL_AUDIENCES))
    audience_floors = ArrayField("int", db_default=masks([NOBODY_ELSE] * len(ProfileField)))
    audience_ceilings = ArrayField("int", db_default=masks([NO_CEILING] * len(ProfileField)))
    # How many members are listed, roughly: what weights are made of. Kept by enishi_keep_rarity().
    members_kept = fields.IntField(default=0, db_default=0)
    joining = fields.CharEnumField(Joining, max_length=8, default=Joining.ROSTER, db_default=Joining.ROSTER)
    modules = ArrayField("text", default=every_module, db_default=fields.SqlDefault(f"'{{{','.join(Module)}}}'"))
    # May those who do not recruit offer work as well?
    members_may_post_jobs = fields.BooleanField(default=False, db_default=False)
    created_at = fields.DatetimeField()

    prefix = "net"
    rule = Rule("{it}.id = {network}")
    derived = {"member_count": Count("members")}
    constraints = {
        "networks_slug": "unique (slug)",
        "networks_slug_form": "check (slug ~ '^[a-z0-9]([a-z0-9-]*[a-z0-9])?$')",
        "networks_name": text_within("name", 200),
        "networks_locale": one_of("locale", Locale),
        "networks_joining": one_of("joining", Joining),
        "networks_modules": f"check (modules <@ array[{', '.join(f'{module.value!r}' for module in Module)}]::text[])",
        **{
            f"networks_{name}": f"check (cardinality({name}) = {len(ProfileField)} and enishi_each_has_self({name}))"
            for name in ("audience_usual", "audience_floors", "audience_ceilings")
        },
        # What a member is open to is theirs to show: no network can widen it (domain.md, invariant 9).
        "networks_openness_is_sealed": (
            f"check (audience_usual[{ProfileField.OPENNESS.number}] = {NOBODY_ELSE}"
            f" and audience_floors[{ProfileField.OPENNESS.number}] = {NOBODY_ELSE})"
        ),
    }

    class Meta:
        table = "networks"
