"""Mails: what is to be written to whom, kept with the change that asks for it and sent by a worker."""

from enum import StrEnum
from typing import Any

from tortoise import fields

from models.networks import Locale, Network
from models.table import Rule, Table, one_of

# PostgreSQL takes them in the order in which they are due.
ADDRESS = "address = lower(address) and address like '_%@_%'"


class MailKind(StrEnum):
    """What a mail says."""

    INVITATION = "INVITATION"
    SIGN_IN = "SIGN_IN"
    CLAIM = "CLAIM"
    CLAIM_APPROVED = "CLAIM_APPROVED"
    CLAIM_REJECTED = "CLAIM_REJECTED"
    NOTIFICATIONS = "NOTIFICATIONS"
    DIGEST = "DIGEST"
    ANNOUNCEMENT = "ANNOUNCEMENT"


class MailState(StrEnum):
    """Where a mail is."""

    QUEUED = "QUEUED"
    SENT = "SENT"
    BOUNCED = "BOUNCED"
    FAILED = "FAILED"


class Mail(Table):
    """One mail to one address. Once it is sent, neither the address nor what it said is kept.

    ``subject_id`` is what it is about; ``problem`` is the code with which the other server said no.
    """

    network: fields.ForeignKeyRelation[Network] = fields.ForeignKeyField("models.Network", related_name="mails")
    address = fields.CharField(254, null=True)
    locale = fields.CharEnumField(Locale, max_length=2)
    kind = fields.CharEnumField(MailKind, max_length=16)
    details: fields.Field[dict[str, Any]] = fields.JSONField(null=True)
    subject_id = fields.UUIDField(null=True)
    state = fields.CharEnumField(MailState, max_length=8, default=MailState.QUEUED)
    tries = fields.IntField(default=0)
    problem = fields.IntField(null=True)
    created_at = fields.DatetimeField()
    due_at = fields.DatetimeField()
    ended_at = fields.DatetimeField(null=True)

    prefix = "mai"
    rule = Rule("false")
    constraints = {
        "mails_address": f"check ({ADDRESS})",
        "mails_locale": one_of("locale", Locale),
        "mails_kind": one_of("kind", MailKind),
        "mails_state": one_of("state", MailState),
        "mails_tries": "check (tries >= 0)",
        "mails_ended": "check ((state = 'QUEUED') = (ended_at is null))",
        "mails_forgotten": "check ((state = 'QUEUED') = (address is not null and details is not null))",
    }
    indexes = {
        "mails_due": "(due_at) where state = 'QUEUED'",
        "mails_about": "(subject_id)",
        "mails_by_time": "(network_id, created_at desc, id desc)",
    }

    class Meta:
        table = "mails"
