"""Announcements: what the network itself says, and how it reached whom."""

from enum import StrEnum
from uuid import UUID

from tortoise import fields

from models.announcement_topics import AnnouncementTopic
from models.channels import Channel
from models.members import Member, Role
from models.networks import Network
from models.segments import Segment
from models.statistics import SMALLEST, judged, shown
from models.table import Rule, Table, View, network_key, one_of, text_within

LONGEST_TITLE = 200
LONGEST_TEXT = 20_000
# Who speaks with the network's voice.
VOICES = (Role.COMMUNITY_MANAGER, Role.NETWORK_OWNER)
SPEAKS = f"{{viewer.roles}} && array[{', '.join(f'{role.value!r}' for role in VOICES)}]::text[]"


class AnnouncementStatus(StrEnum):
    """Where an announcement is."""

    DRAFT = "DRAFT"
    SCHEDULED = "SCHEDULED"
    SENT = "SENT"
    CANCELLED = "CANCELLED"


class DeliveryState(StrEnum):
    """How far one announcement came to one member."""

    PENDING = "PENDING"
    SENT = "SENT"
    FAILED = "FAILED"
    SUPPRESSED = "SUPPRESSED"


class Announcement(Table):
    """What the network says to all its members, or to a segment of them.

    Who wrote it sees it, and who could have; the others once it is sent: all, or where it has a segment those whom it
    was sent to then.
    """

    network: fields.ForeignKeyRelation[Network] = fields.ForeignKeyField(
        "models.Network", related_name="announcements", db_constraint=False
    )
    author: fields.ForeignKeyNullableRelation[Member] = fields.ForeignKeyField(
        "models.Member", related_name="announcements", null=True, db_constraint=False
    )
    topic: fields.ForeignKeyRelation[AnnouncementTopic] = fields.ForeignKeyField(
        "models.AnnouncementTopic", related_name="announcements", db_constraint=False
    )
    segment: fields.ForeignKeyNullableRelation[Segment] = fields.ForeignKeyField(
        "models.Segment", related_name="announcements", null=True, db_constraint=False
    )
    title = fields.CharField(LONGEST_TITLE)
    body = fields.TextField()
    status = fields.CharEnumField(AnnouncementStatus, max_length=16, default=AnnouncementStatus.DRAFT)
    by_mail = fields.BooleanField(default=False)
    scheduled_at = fields.DatetimeField(null=True)
    sent_at = fields.DatetimeField(null=True)
    created_at = fields.DatetimeField()
    # Where it stands among the others: when it was sent, or before that made.
    listed_at = fields.DatetimeField()
    edited_at = fields.DatetimeField(null=True)
    version = fields.IntField(default=1)

    network_id: UUID
    author_id: UUID | None
    topic_id: UUID
    segment_id: UUID | None

    prefix = "ann"
    rule = Rule(
        f"{SPEAKS} or {{it}}.status = 'SENT' and ({{it}}.segment_id is null or exists(select from deliveries got"
        " where got.announcement_id = {it}.id and got.member_id = {viewer}))"
    )
    constraints = {
        "announcements_in_network": "unique (network_id, id)",
        "announcements_author": network_key("author_id", "members", "set null"),
        "announcements_topic": network_key("topic_id", "announcement_topics"),
        # A segment that is gone must not make of it something for all.
        "announcements_segment": network_key("segment_id", "segments"),
        "announcements_title": text_within("title", LONGEST_TITLE),
        "announcements_body": text_within("body", LONGEST_TEXT),
        "announcements_status": one_of("status", AnnouncementStatus),
        "announcements_sent": (
            "check (case status when 'SENT' then sent_at is not null when 'CANCELLED' then true"
            " else sent_at is null end)"
        ),
        "announcements_scheduled": "check (status <> 'SCHEDULED' or scheduled_at is not null)",
        "announcements_version": "check (version > 0)",
    }
    indexes = {
        "announcements_by_time": "(network_id, listed_at desc, id desc)",
        "announcements_due": "(scheduled_at) where status = 'SCHEDULED'",
    }

    class Meta:
        table = "announcements"


class Delivery(Table):
    """That an announcement was meant for a member, by one channel, and how far it came.

    Each member reads their own; who speaks for the network counts those of whom they see.
    """

    network: fields.ForeignKeyRelation[Network] = fields.ForeignKeyField(
        "models.Network", related_name="deliveries", db_constraint=False
    )
    announcement: fields.ForeignKeyRelation[Announcement] = fields.ForeignKeyField(
        "models.Announcement", related_name="deliveries", db_constraint=False
    )
    member: fields.ForeignKeyRelation[Member] = fields.ForeignKeyField(
        "models.Member", related_name="deliveries", db_constraint=False
    )
    channel = fields.CharEnumField(Channel, max_length=8)
    state = fields.CharEnumField(DeliveryState, max_length=16, default=DeliveryState.PENDING)
    attempts = fields.IntField(default=0)
    at = fields.DatetimeField()
    # When the member ended the mails on its topic, this being the last that they had got.
    unsubscribed_at = fields.DatetimeField(null=True)

    network_id: UUID
    announcement_id: UUID
    member_id: UUID

    prefix = "dlv"
    rule = Rule(
        f"{{it}}.member_id = {{viewer}} or ({SPEAKS}"
        " and exists(select from members m where m.id = {it}.member_id and {visible:Member:m}))",
        within=("announcement",),
    )
    constraints = {
        "deliveries_announcement": network_key("announcement_id", "announcements"),
        "deliveries_member": network_key("member_id", "members"),
        "deliveries_once": "unique (announcement_id, member_id, channel)",
        "deliveries_channel": one_of("channel", Channel),
        "deliveries_state": one_of("state", DeliveryState),
        "deliveries_attempts": "check (attempts >= 0)",
    }
    indexes = {"deliveries_of_member": "(member_id, at desc)"}

    class Meta:
        table = "deliveries"


FIGURES = {
    "RECIPIENTS": "d.channel = 'IN_APP'",
    "MAILED": "d.channel = 'MAIL' and d.state = 'SENT'",
    "FAILED": "d.channel = 'MAIL' and d.state = 'FAILED'",
    "UNSUBSCRIBED": "d.channel = 'MAIL' and d.unsubscribed_at is not null",
}
TOTAL = (
    ", coalesce(bool_or(judged.hidden), false) as suppressed,"
    f" case when sum(judged.members) >= {SMALLEST} then sum(judged.members)::int end as total"
)


def figure(number: int, what: str, condition: str) -> str:
    """The members for whom something holds of an announcement, by kind, small cells and their complement hidden."""
    cells = (
        "select null::uuid as attribute_id, m.kind::text as label, count(*) as members from deliveries d"
        " join members m on m.id = d.member_id where d.announcement_id = {self}.id"
        f" and {{visible:Delivery:d:announcement}} and {condition} group by m.kind"
    )
    counted = shown("KIND", judged(cells), TOTAL)
    return f"select {number} as place, '{what}'::text as what, counted.* from ({counted}) counted"


Figures = View(
    name="AnnouncementFigures",
    select=tuple(figure(number, what, condition) for number, (what, condition) in enumerate(FIGURES.items())),
    columns={
        "place": "int4",
        "what": "text",
        "by": "text",
        "attribute_ids": "uuid[]",
        "labels": "text[]",
        "counts": "int4[]",
        "cell_count": "int4",
        "suppressed": "bool",
        "total": "int4",
    },
    rule=Rule(SPEAKS),
)
