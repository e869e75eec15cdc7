"""The audit: who did what to whom, when and on what ground, as a chain of hashes (domain.md, invariant 20)."""

from tortoise import fields

from models.networks import Network
from models.table import Rule, Table, text_within

LONGEST_GROUND = 500
# What an entry's hash is made of, with the hash of the entry before it; written by actions, checked by anybody.
SAID = (
    "concat_ws('|', {it}.network_id, {it}.number, {it}.what, {it}.actor_id, {it}.subject_type, {it}.subject_id,"
    " {it}.ground, extract(epoch from {it}.at))"
)
HASH = f"sha256({{before}} || convert_to({SAID}, 'UTF8'))"


class AuditEntry(Table):
    """One act that must be answered for. Nobody edits or removes one."""

    network: fields.ForeignKeyRelation[Network] = fields.ForeignKeyField("models.Network", related_name="audit_entries")
    number = fields.BigIntField()
    what = fields.CharField(64)
    # Ids alone, and no foreign keys: what happened stays said when the member is gone.
    actor_id = fields.UUIDField(null=True)
    subject_type = fields.CharField(32)
    subject_id = fields.UUIDField()
    ground = fields.CharField(LONGEST_GROUND, null=True)
    at = fields.DatetimeField()
    hash = fields.BinaryField()

    prefix = "aud"
    rule = Rule("{viewer.roles} && array['NETWORK_OWNER', 'PRIVACY_OFFICER']")
    constraints = {
        "audit_entries_number": "unique (network_id, number)",
        "audit_entries_from_one": "check (number > 0)",
        "audit_entries_what": "check (what ~ '^[a-z_]+\\.[a-z_]+$')",
        "audit_entries_hash": "check (octet_length(hash) = 32)",
        "audit_entries_ground": text_within("ground", LONGEST_GROUND),
    }

    class Meta:
        table = "audit_entries"
