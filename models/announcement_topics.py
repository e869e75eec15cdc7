"""Topics of the company's voice, and what each member said they want to get of each."""

from enum import StrEnum
from uuid import UUID

from tortoise import fields

from models.channels import Channel
from models.members import Member
from models.networks import Network
from models.table import Rule, Table, network_key, one_of, text_within

LONGEST_NAME = 100


class SubscriptionSource(StrEnum):
    """How a member said it."""

    MEMBER = "MEMBER"
    LINK = "LINK"


class AnnouncementTopic(Table):
    """What the network's announcements can be about."""

    network: fields.ForeignKeyRelation[Network] = fields.ForeignKeyField(
        "models.Network", related_name="announcement_topics"
    )
    name_ja = fields.CharField(LONGEST_NAME)
    name_en = fields.CharField(LONGEST_NAME, null=True)
    place = fields.IntField(default=0)
    archived_at = fields.DatetimeField(null=True)
    created_at = fields.DatetimeField()
    version = fields.IntField(default=1)

    network_id: UUID

    prefix = "ant"
    rule = Rule("true")
    constraints = {
        "announcement_topics_in_network": "unique (network_id, id)",
        "announcement_topics_name_ja": text_within("name_ja", LONGEST_NAME),
        "announcement_topics_name_en": text_within("name_en", LONGEST_NAME),
        "announcement_topics_version": "check (version > 0)",
    }

    class Meta:
        table = "announcement_topics"


class TopicSubscription(Table):
    """What a member said of a topic and a channel: the row without an end holds, the others are how it came to it.

    Nothing but the end of a row is ever written: so it can be shown when and how somebody opted in.
    """

    network: fields.ForeignKeyRelation[Network] = fields.ForeignKeyField(
        "models.Network", related_name="topic_subscriptions", db_constraint=False
    )
    member: fields.ForeignKeyRelation[Member] = fields.ForeignKeyField(
        "models.Member", related_name="topic_subscriptions", db_constraint=False
    )
    topic: fields.ForeignKeyRelation[AnnouncementTopic] = fields.ForeignKeyField(
        "models.AnnouncementTopic", related_name="subscriptions", db_constraint=False
    )
    channel = fields.CharEnumField(Channel, max_length=8)
    wanted = fields.BooleanField()
    source = fields.CharEnumField(SubscriptionSource, max_length=8)
    said_at = fields.DatetimeField()
    ended_at = fields.DatetimeField(null=True)

    network_id: UUID
    member_id: UUID
    topic_id: UUID

    prefix = "tsu"
    rule = Rule("{it}.member_id = {viewer}")
    constraints = {
        "topic_subscriptions_member": network_key("member_id", "members"),
        "topic_subscriptions_topic": network_key("topic_id", "announcement_topics"),
        "topic_subscriptions_channel": one_of("channel", Channel),
        "topic_subscriptions_source": one_of("source", SubscriptionSource),
        "topic_subscriptions_ended": "check (ended_at >= said_at)",
        "topic_subscriptions_once": (
            "exclude using btree (member_id with =, topic_id with =, channel with =) where (ended_at is null)"
        ),
    }
    indexes = {"topic_subscriptions_of_topic": "(topic_id, channel) where ended_at is null"}

    class Meta:
        table = "topic_subscriptions"


class SigningKey(Table):
    """What the links in the mails of a network are signed with; it leaves the database with nobody."""

    network: fields.ForeignKeyRelation[Network] = fields.ForeignKeyField("models.Network", related_name="signing_keys")
    secret = fields.BinaryField()

    prefix = "key"
    rule = Rule("false")
    constraints = {
        "signing_keys_once": "unique (network_id)",
        "signing_keys_secret": "check (octet_length(secret) >= 32)",
    }

    class Meta:
        table = "signing_keys"
