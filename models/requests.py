"""Requests that clients may send twice: what was made under a key, so that it is made once."""

from tortoise import fields

from models.members import Member
from models.networks import Network
from models.table import Rule, Table, network_key, text_within

LONGEST_KEY = 200
KEPT_HOURS = 24


class IdempotencyKey(Table):
    """A key that a member's client gave to a change, and what the change made; kept for a day."""

    network: fields.ForeignKeyRelation[Network] = fields.ForeignKeyField(
        "models.Network", related_name="idempotency_keys", db_constraint=False
    )
    member: fields.ForeignKeyRelation[Member] = fields.ForeignKeyField(
        "models.Member", related_name="idempotency_keys", db_constraint=False
    )
    key = fields.CharField(LONGEST_KEY)
    # SHA-256 of the action and its input: the same key for anything else is a mistake of the client.
    input_hash = fields.BinaryField()
    made: fields.Field[dict[str, str]] = fields.JSONField(null=True)
    position = fields.BigIntField(null=True)
    created_at = fields.DatetimeField()

    prefix = "ide"
    rule = Rule("false")
    constraints = {
        "idempotency_keys_once": "unique (member_id, key)",
        "idempotency_keys_member": network_key("member_id", "members"),
        "idempotency_keys_key": text_within("key", LONGEST_KEY),
        "idempotency_keys_input_hash": "check (octet_length(input_hash) = 32)",
    }
    indexes = {"idempotency_keys_by_time": "(created_at)"}

    class Meta:
        table = "idempotency_keys"
