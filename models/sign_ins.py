"""Sign-ins: how somebody proves who they are, by a mail or by the OpenID provider of their network."""

from tortoise import fields

from models.accounts import Account
from models.claims import Claim
from models.mails import ADDRESS
from models.members import Member
from models.networks import Network
from models.table import Rule, Table, network_key, text_within

NOBODY = Rule("false")
TRIES = 5  # at the code of one mail


class SignIn(Table):
    """What was mailed to an address (the hashes of a link's token and of a code), or given to a member by a provider.

    Whoever brings it back has proven the address: for a claim, or to sign in.
    """

    network: fields.ForeignKeyRelation[Network] = fields.ForeignKeyField("models.Network", related_name="sign_ins")
    address = fields.CharField(254, null=True)
    member: fields.ForeignKeyNullableRelation[Member] = fields.ForeignKeyField(
        "models.Member", related_name="sign_ins", null=True, db_constraint=False
    )
    claim: fields.ForeignKeyNullableRelation[Claim] = fields.ForeignKeyField(
        "models.Claim", related_name="sign_ins", null=True, db_constraint=False
    )
    token_hash = fields.BinaryField()
    code_hash = fields.BinaryField(null=True)
    tries = fields.IntField(default=0)
    created_at = fields.DatetimeField()
    expires_at = fields.DatetimeField()
    used_at = fields.DatetimeField(null=True)

    prefix = "sgn"
    rule = NOBODY
    constraints = {
        "sign_ins_member": network_key("member_id", "members"),
        "sign_ins_claim": network_key("claim_id", "claims"),
        "sign_ins_address": f"check ({ADDRESS})",
        "sign_ins_of_somebody": "check (num_nonnulls(address, member_id) = 1)",
        "sign_ins_token_hash": "unique (token_hash)",
        "sign_ins_token_hash_length": "check (octet_length(token_hash) = 32)",
        "sign_ins_code_hash_length": "check (octet_length(code_hash) = 32)",
        "sign_ins_tries": f"check (tries between 0 and {TRIES})",
        "sign_ins_expire": "check (expires_at > created_at)",
    }
    indexes = {
        "sign_ins_of_address": "(network_id, address, created_at desc)",
        "sign_ins_by_end": "(expires_at)",
    }

    class Meta:
        table = "sign_ins"


class Provider(Table):
    """The OpenID provider that a network trusts to say who somebody is; without a secret it is a public client."""

    network: fields.OneToOneRelation[Network] = fields.OneToOneField("models.Network", related_name="provider")
    issuer = fields.CharField(500)
    client_id = fields.CharField(200)
    client_secret = fields.CharField(500, null=True)
    created_at = fields.DatetimeField()

    prefix = "prv"
    rule = NOBODY
    constraints = {
        "providers_in_network": "unique (network_id, id)",
        "providers_issuer": text_within("issuer", 500),
        "providers_client_id": text_within("client_id", 200),
    }

    class Meta:
        table = "providers"


class Identity(Table):
    """That a network's provider knows an account under this subject."""

    network: fields.ForeignKeyRelation[Network] = fields.ForeignKeyField("models.Network", related_name="identities")
    account: fields.ForeignKeyRelation[Account] = fields.ForeignKeyField("models.Account", related_name="identities")
    issuer = fields.CharField(500)
    subject = fields.CharField(255)
    created_at = fields.DatetimeField()

    prefix = "idn"
    rule = Rule("{it}.account_id = {account} and {it}.network_id = {network}")
    constraints = {"identities_subject": "unique (network_id, issuer, subject)"}
    indexes = {"identities_of_account": "(account_id)"}

    class Meta:
        table = "identities"


class Visit(Table):
    """That a browser was sent to a provider, and what it must bring back; it is taken away when it comes back."""

    network: fields.ForeignKeyRelation[Network] = fields.ForeignKeyField(
        "models.Network", related_name="visits", db_constraint=False
    )
    provider: fields.ForeignKeyRelation[Provider] = fields.ForeignKeyField(
        "models.Provider", related_name="visits", db_constraint=False
    )
    state_hash = fields.BinaryField()
    # What only the browser knows that was sent, so that nobody is signed in by the link of another.
    browser_hash = fields.BinaryField()
    nonce = fields.CharField(64)
    verifier = fields.CharField(128)
    expires_at = fields.DatetimeField()

    prefix = "vis"
    rule = NOBODY
    constraints = {
        "visits_provider": network_key("provider_id", "providers"),
        "visits_state": "unique (state_hash)",
    }
    indexes = {"visits_by_end": "(expires_at)"}

    class Meta:
        table = "visits"
