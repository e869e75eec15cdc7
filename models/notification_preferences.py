"""How a member wants to be notified: of what and where, of which places, and when by mail."""

from enum import StrEnum
from uuid import UUID

from tortoise import fields

from models.groups import Group
from models.members import Member
from models.networks import Network
from models.notification_kinds import KIND_FORM, USUALLY_MAILED, NotificationKind
from models.posts import Post
from models.table import Rule, Table, View, network_key, one_of

CLOCK = "^([01][0-9]|2[0-3]):[0-5][0-9]$"
OWN = Rule("{it}.member_id = {viewer}")


class Attention(StrEnum):
    """How much of a place one wants to hear."""

    MUTE = "MUTE"
    ALL = "ALL"


class Digest(StrEnum):
    """How often what is unread is gathered in a mail."""

    OFF = "OFF"
    DAILY = "DAILY"
    WEEKLY = "WEEKLY"


class NotificationPreference(Table):
    """Where a member wants notifications of one kind."""

    network: fields.ForeignKeyRelation[Network] = fields.ForeignKeyField(
        "models.Network", related_name="notification_preferences", db_constraint=False
    )
    member: fields.ForeignKeyRelation[Member] = fields.ForeignKeyField(
        "models.Member", related_name="notification_preferences", db_constraint=False
    )
    kind = fields.CharEnumField(NotificationKind, max_length=32)
    in_app = fields.BooleanField()
    mail = fields.BooleanField()

    prefix = "npr"
    rule = OWN
    constraints = {
        "notification_preferences_once": "unique (member_id, kind)",
        "notification_preferences_member": network_key("member_id", "members"),
        "notification_preferences_kind": KIND_FORM,
    }

    class Meta:
        table = "notification_preferences"


class PlacePreference(Table):
    """That a member wants to hear nothing, or everything, of a group or of what is said under a post."""

    network: fields.ForeignKeyRelation[Network] = fields.ForeignKeyField(
        "models.Network", related_name="place_preferences", db_constraint=False
    )
    member: fields.ForeignKeyRelation[Member] = fields.ForeignKeyField(
        "models.Member", related_name="place_preferences", db_constraint=False
    )
    group: fields.ForeignKeyNullableRelation[Group] = fields.ForeignKeyField(
        "models.Group", related_name="place_preferences", null=True, db_constraint=False
    )
    post: fields.ForeignKeyNullableRelation[Post] = fields.ForeignKeyField(
        "models.Post", related_name="place_preferences", null=True, db_constraint=False
    )
    attention = fields.CharEnumField(Attention, max_length=4)
    since = fields.DatetimeField()

    member_id: UUID

    prefix = "plp"
    rule = Rule("{it}.member_id = {viewer}", within=("group", "post"), either=True)
    constraints = {
        "place_preferences_group_once": "unique (member_id, group_id)",
        "place_preferences_post_once": "unique (member_id, post_id)",
        "place_preferences_member": network_key("member_id", "members"),
        "place_preferences_group": network_key("group_id", "groups"),
        "place_preferences_post": network_key("post_id", "posts"),
        "place_preferences_one_place": "check (num_nonnulls(group_id, post_id) = 1)",
        "place_preferences_attention": one_of("attention", Attention),
    }
    indexes = {
        "place_preferences_of_group": "(group_id, attention) where group_id is not null",
        "place_preferences_of_post": "(post_id, attention) where post_id is not null",
    }

    class Meta:
        table = "place_preferences"


class NotificationSetting(Table):
    """When a member wants no mails, and how often a digest; clock times are those of the member's time zone."""

    network: fields.ForeignKeyRelation[Network] = fields.ForeignKeyField(
        "models.Network", related_name="notification_settings", db_constraint=False
    )
    member: fields.ForeignKeyRelation[Member] = fields.ForeignKeyField(
        "models.Member", related_name="notification_settings", db_constraint=False
    )
    quiet_from = fields.CharField(5, null=True)
    quiet_until = fields.CharField(5, null=True)
    digest = fields.CharEnumField(Digest, max_length=8, default=Digest.OFF, db_default=Digest.OFF.value)
    digest_due_at = fields.DatetimeField(null=True)

    prefix = "nse"
    rule = OWN
    constraints = {
        "notification_settings_once": "unique (member_id)",
        "notification_settings_member": network_key("member_id", "members"),
        "notification_settings_from": f"check (quiet_from ~ '{CLOCK}')",
        "notification_settings_until": f"check (quiet_until ~ '{CLOCK}')",
        "notification_settings_quiet": (
            "check ((quiet_from is null) = (quiet_until is null) and quiet_from <> quiet_until)"
        ),
        "notification_settings_digest": one_of("digest", Digest),
        "notification_settings_due": "check ((digest = 'OFF') = (digest_due_at is null))",
    }
    indexes = {"notification_settings_due_at": "(digest_due_at) where digest_due_at is not null"}

    class Meta:
        table = "notification_settings"


def usual(kind: NotificationKind) -> tuple[bool, bool]:
    """Whether a kind comes in the app and by mail where a member has said nothing."""
    return True, kind in USUALLY_MAILED


EACH_KIND = ", ".join(
    f"('{kind}', {number}, {usual(kind)[0]}, {usual(kind)[1]})" for number, kind in enumerate(NotificationKind)
)
KindPreference = View(
    name="KindPreference",
    select=(
        "select each.kind, each.number, coalesce(mine.in_app, each.in_app) as in_app,"
        f" coalesce(mine.mail, each.mail) as mail from (values {EACH_KIND}) each(kind, number, in_app, mail)"
        " left join notification_preferences mine on mine.member_id = {viewer} and mine.kind = each.kind"
        " where {self}.id = {viewer}"
    ),
    columns={"kind": "text", "number": "int4", "in_app": "bool", "mail": "bool"},
)
MailTimes = View(
    name="MailTimes",
    select=(
        "select a.time_zone, mine.quiet_from, mine.quiet_until, coalesce(mine.digest, 'OFF') as digest"
        " from accounts a left join notification_settings mine on mine.member_id = {viewer}"
        " where {self}.id = {viewer} and a.id = {account}"
    ),
    columns={"time_zone": "text", "quiet_from": "text", "quiet_until": "text", "digest": "text"},
)
