"""Accounts and sessions: the login belongs to the person, a session speaks for one member of one network."""

from tortoise import fields

from models.members import Member
from models.networks import Locale, Network
from models.table import Rule, Table, network_key, one_of


class Account(Table):
    """A person's login. It may have members in many networks and belongs to no company."""

    locale = fields.CharEnumField(Locale, max_length=2, default=Locale.JA)
    time_zone = fields.CharField(63, default="Asia/Tokyo")
    created_at = fields.DatetimeField()

    prefix = "acc"
    rule = Rule("{it}.id = {account}")
    constraints = {"accounts_locale": one_of("locale", Locale)}

    class Meta:
        table = "accounts"


class AccountEmail(Table):
    """A mail address of an account, in lower case; one address belongs to one account."""

    account: fields.ForeignKeyRelation[Account] = fields.ForeignKeyField("models.Account", related_name="emails")
    address = fields.CharField(254)
    verified_at = fields.DatetimeField(null=True)

    prefix = "ace"
    rule = Rule("{it}.account_id = {account}")
    constraints = {
        "account_emails_address": "unique (address)",
        "account_emails_form": "check (address = lower(address) and address like '_%@_%')",
    }
    indexes = {"account_emails_of_account": "(account_id)"}

    class Meta:
        table = "account_emails"


class Session(Table):
    """A bearer token's hash (SHA-256) and the one member it speaks for."""

    network: fields.ForeignKeyRelation[Network] = fields.ForeignKeyField(
        "models.Network", related_name="sessions", db_constraint=False
    )
    member: fields.ForeignKeyRelation[Member] = fields.ForeignKeyField(
        "models.Member", related_name="sessions", db_constraint=False
    )
    token_hash = fields.BinaryField()
    device = fields.CharField(200, null=True)
    # Whether ids and times of elsewhere may be set through it.
    importing = fields.BooleanField(default=False, db_default=False)
    created_at = fields.DatetimeField()
    expires_at = fields.DatetimeField()
    revoked_at = fields.DatetimeField(null=True)

    prefix = "ses"
    rule = Rule("{it}.member_id = {viewer}")
    derived = {"current": "{self}.id is not distinct from {session}"}
    constraints = {
        "sessions_token_hash": "unique (token_hash)",
        "sessions_token_hash_length": "check (octet_length(token_hash) = 32)",
        "sessions_member": network_key("member_id", "members"),
        "sessions_expire": "check (expires_at > created_at)",
    }
    indexes = {"sessions_of_member": "(member_id)"}

    class Meta:
        table = "sessions"
