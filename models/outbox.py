"""The outbox: the log of what happened, written in the transaction that made it true."""

from tortoise import fields

from models.members import Member
from models.networks import Network
from models.table import Rule, Table, network_key

# The log is read by the hub and never through the graph: events name what happened, readers ask the tables.
NOBODY = Rule("false")


class NetworkHead(Table):
    """The position of a network's newest event; locked last by every transaction that tells something."""

    network: fields.OneToOneRelation[Network] = fields.OneToOneField("models.Network", related_name="head")
    position = fields.BigIntField(default=0)

    prefix = "hea"
    rule = NOBODY
    constraints = {"network_heads_position": "check (position >= 0)"}

    class Meta:
        table = "network_heads"


class OutboxEvent(Table):
    """What happened: a kind, its subject and who did it. No personal data but ids."""

    network: fields.ForeignKeyRelation[Network] = fields.ForeignKeyField("models.Network", related_name="events")
    position = fields.BigIntField()
    kind = fields.CharField(64)
    place_id = fields.UUIDField(null=True)
    subject_type = fields.CharField(32)
    subject_id = fields.UUIDField()
    actor: fields.ForeignKeyNullableRelation[Member] = fields.ForeignKeyField(
        "models.Member", related_name="events", null=True, db_constraint=False
    )
    at = fields.DatetimeField()

    prefix = "evt"
    rule = NOBODY
    constraints = {
        "outbox_events_position": "unique (network_id, position)",
        "outbox_events_from_one": "check (position > 0)",
        "outbox_events_kind": "check (kind ~ '^[a-z_]+\\.[a-z_]+$')",
        "outbox_events_actor": network_key("actor_id", "members", "set null"),
    }
    indexes = {"outbox_events_by_time": "(network_id, at)"}

    class Meta:
        table = "outbox_events"


# What the hub reads, which asks each listener's own rights before it tells anything.
HEAD = "select coalesce((select position from network_heads where network_id = $1), 0)"
HEADS = "select network_id, position from network_heads where network_id = any($1::uuid[])"
OLDEST = "select position from outbox_events where network_id = $1 order by position limit 1"
LINES = """
select position, kind, subject_type, subject_id, place_id, actor_id, at from outbox_events
where network_id = $1 and position > $2 order by position limit $3
"""
LINES_OF = """
select position, kind, subject_type, subject_id, place_id, actor_id, at from outbox_events
where network_id = $1 and position > $2 and position <= $3 and kind = any($4::text[])
    and ($5::uuid is null or place_id = $5) order by position limit $6
"""
