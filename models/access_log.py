"""The access log: who read which personal facts of the roster, of whom and for what purpose."""

from tortoise import fields
from tortoise.contrib.postgres.fields import ArrayField

from models.members import Member
from models.networks import Network
from models.roster import RosterEntry
from models.table import Rule, Table, network_key, text_within

LONGEST_PURPOSE = 200


class AccessLog(Table):
    """That a member read personal facts of one entry; a trigger holds that rows are only added.

    ``subject`` is who had claimed the entry at that moment. Whom the keys name may be erased, the row stays.
    """

    network: fields.ForeignKeyRelation[Network] = fields.ForeignKeyField("models.Network", related_name="access_log")
    actor: fields.ForeignKeyNullableRelation[Member] = fields.ForeignKeyField(
        "models.Member", related_name="accesses", null=True, db_constraint=False
    )
    subject: fields.ForeignKeyNullableRelation[Member] = fields.ForeignKeyField(
        "models.Member", related_name="accessed", null=True, db_constraint=False
    )
    entry: fields.ForeignKeyNullableRelation[RosterEntry] = fields.ForeignKeyField(
        "models.RosterEntry", related_name="accessed", null=True, db_constraint=False
    )
    purpose = fields.CharField(LONGEST_PURPOSE)
    fields_read = ArrayField("text")
    at = fields.DatetimeField()

    prefix = "log"
    rule = Rule("{it}.subject_id = {viewer} or 'PRIVACY_OFFICER' = any({viewer.roles})")
    constraints = {
        "access_log_actor": network_key("actor_id", "members", "set null"),
        "access_log_subject": network_key("subject_id", "members", "set null"),
        "access_log_entry": network_key("entry_id", "roster_entries", "set null"),
        "access_log_purpose": text_within("purpose", LONGEST_PURPOSE),
        "access_log_fields_read": "check (cardinality(fields_read) > 0)",
    }
    indexes = {
        "access_log_by_time": "(network_id, at desc, id desc)",
        "access_log_of_subject": "(subject_id, at desc, id desc)",
        "access_log_of_entry": "(entry_id)",
        "access_log_of_actor": "(actor_id)",
    }

    class Meta:
        table = "access_log"
