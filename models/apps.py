"""Apps: machines of partners that read and act for a member, through tokens whose scopes are part of the viewer."""

from uuid import UUID

from tortoise import fields
from tortoise.contrib.postgres.fields import ArrayField

from models.accounts import Session
from models.members import Member
from models.networks import Network
from models.scopes import TokenScope
from models.table import Rule, Table, network_key, text_within

LONGEST_NAME, LONGEST_DESCRIPTION, LONGEST_LINK = 100, 500, 500
OWNER = "{viewer.roles} && array['NETWORK_OWNER']"


def some_scopes() -> str:
    """The check that holds a column to a set of scopes that is not empty."""
    every = ", ".join(f"'{scope.value}'" for scope in TokenScope)
    return f"check (scopes <@ array[{every}]::text[] and cardinality(scopes) > 0)"


class App(Table):
    """A machine that the network's owners let in, and the most that its tokens may do; everybody sees which."""

    network: fields.ForeignKeyRelation[Network] = fields.ForeignKeyField(
        "models.Network", related_name="apps", db_constraint=False
    )
    name = fields.CharField(LONGEST_NAME)
    description = fields.CharField(LONGEST_DESCRIPTION)
    homepage = fields.CharField(LONGEST_LINK, null=True)
    scopes = ArrayField("text")
    created_at = fields.DatetimeField()
    disabled_at = fields.DatetimeField(null=True)
    version = fields.IntField(default=1)

    prefix = "app"
    rule = Rule()
    constraints = {
        "apps_in_network": "unique (network_id, id)",
        "apps_name": text_within("name", LONGEST_NAME),
        "apps_description": text_within("description", LONGEST_DESCRIPTION),
        "apps_homepage": f"check (char_length(homepage) <= {LONGEST_LINK} and homepage like 'https://_%')",
        "apps_scopes": some_scopes(),
        "apps_version": "check (version > 0)",
    }
    indexes = {"apps_by_name": "(network_id, name, id)"}

    class Meta:
        table = "apps"


class AccessToken(Table):
    """That a member lets an app speak for them, and its scopes; the secret and the end are those of its session."""

    network: fields.ForeignKeyRelation[Network] = fields.ForeignKeyField(
        "models.Network", related_name="access_tokens", db_constraint=False
    )
    app: fields.ForeignKeyRelation[App] = fields.ForeignKeyField(
        "models.App", related_name="tokens", db_constraint=False
    )
    member: fields.ForeignKeyRelation[Member] = fields.ForeignKeyField(
        "models.Member", related_name="access_tokens", db_constraint=False
    )
    session: fields.OneToOneRelation[Session] = fields.OneToOneField(
        "models.Session", related_name="access_token", db_constraint=False
    )
    label = fields.CharField(LONGEST_NAME)
    scopes = ArrayField("text")
    created_at = fields.DatetimeField()

    session_id: UUID
    member_id: UUID

    prefix = "tok"
    rule = Rule(f"{{it}}.member_id = {{viewer}} or {OWNER}")
    derived = {
        "expires_at": "select spoken.expires_at from sessions spoken where spoken.id = {self}.session_id",
        "revoked_at": "select spoken.revoked_at from sessions spoken where spoken.id = {self}.session_id",
        "current": "{self}.session_id is not distinct from {session}",
    }
    constraints = {
        "access_tokens_app": network_key("app_id", "apps"),
        "access_tokens_member": network_key("member_id", "members"),
        "access_tokens_session": "foreign key (session_id) references sessions (id) on delete cascade",
        "access_tokens_label": text_within("label", LONGEST_NAME),
        "access_tokens_scopes": some_scopes(),
    }
    indexes = {
        "access_tokens_of_app": "(app_id, created_at desc, id desc)",
        "access_tokens_of_member": "(member_id)",
    }

    class Meta:
        table = "access_tokens"
