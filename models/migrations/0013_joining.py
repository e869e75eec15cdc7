"""Joining: invitations, claims, sign-in, mail."""

from orjson import loads
from tortoise import fields, migrations
from tortoise.fields.base import OnDelete
from tortoise.fields.data import JSON_DUMPS
from tortoise.migrations import operations as ops

from models.claims import ClaimRejection, ClaimStatus
from models.ids import uuid7
from models.mails import MailKind, MailState
from models.members import MemberKind
from models.networks import Joining, Locale

DECLARED = """
alter table invitations drop constraint invitations_accepted_by_id_fkey;
alter table invitations drop constraint invitations_entry_id_fkey;
alter table invitations drop constraint invitations_inviter_id_fkey;
alter table claims drop constraint claims_decided_by_id_fkey;
alter table claims drop constraint claims_entry_id_fkey;
alter table claims drop constraint claims_member_id_fkey;
alter table sign_ins drop constraint sign_ins_claim_id_fkey;
alter table sign_ins drop constraint sign_ins_member_id_fkey;
alter table visits drop constraint visits_network_id_fkey;
alter table visits drop constraint visits_provider_id_fkey;
alter table mails add constraint mails_address check (address = lower(address) and address like '_%@_%');
alter table mails add constraint mails_locale check (locale in ('JA', 'EN'));
alter table mails add constraint mails_kind check (kind in ('INVITATION', 'SIGN_IN', 'CLAIM', 'CLAIM_APPROVED', 'CLAIM_REJECTED'));
alter table mails add constraint mails_state check (state in ('QUEUED', 'SENT', 'BOUNCED', 'FAILED'));
alter table mails add constraint mails_tries check (tries >= 0);
alter table mails add constraint mails_ended check ((state = 'QUEUED') = (ended_at is null));
alter table mails add constraint mails_forgotten check ((state = 'QUEUED') = (address is not null and details is not null));
alter table invitations add constraint invitations_address check (address = lower(address) and address like '_%@_%');
alter table invitations add constraint invitations_kind check (kind in ('ALUMNUS', 'EMPLOYEE', 'GUEST'));
alter table invitations add constraint invitations_token_hash unique (token_hash);
alter table invitations add constraint invitations_token_hash_length check (octet_length(token_hash) = 32);
alter table invitations add constraint invitations_expire check (expires_at > created_at);
alter table invitations add constraint invitations_end_once check (num_nonnulls(accepted_at, withdrawn_at) <= 1);
alter table invitations add constraint invitations_one_open exclude (network_id with =, address with =) where (accepted_at is null and withdrawn_at is null);
alter table claims add constraint claims_in_network unique (network_id, id);
alter table claims add constraint claims_address check (address = lower(address) and address like '_%@_%');
alter table claims add constraint claims_display_name check (char_length(display_name) <= 200 and btrim(display_name) <> '');
alter table claims add constraint claims_status check (status in ('UNPROVEN', 'PENDING', 'APPROVED', 'REJECTED'));
alter table claims add constraint claims_rejection check (rejection in ('NOT_ON_RECORD', 'ALREADY_CLAIMED', 'NOT_ELIGIBLE', 'DUPLICATE', 'OTHER'));
alter table claims add constraint claims_rejected check ((status = 'REJECTED') = (rejection is not null));
alter table claims add constraint claims_decided check ((status in ('APPROVED', 'REJECTED')) = (decided_at is not null));
alter table claims add constraint claims_proven check (status = 'UNPROVEN' or account_id is not null);
alter table claims add constraint claims_one_pending exclude (network_id with =, account_id with =) where (status = 'PENDING');
alter table sign_ins add constraint sign_ins_address check (address = lower(address) and address like '_%@_%');
alter table sign_ins add constraint sign_ins_of_somebody check (num_nonnulls(address, member_id) = 1);
alter table sign_ins add constraint sign_ins_token_hash unique (token_hash);
alter table sign_ins add constraint sign_ins_token_hash_length check (octet_length(token_hash) = 32);
alter table sign_ins add constraint sign_ins_code_hash_length check (octet_length(code_hash) = 32);
alter table sign_ins add constraint sign_ins_tries check (tries between 0 and 5);
alter table sign_ins add constraint sign_ins_expire check (expires_at > created_at);
alter table providers add constraint providers_in_network unique (network_id, id);
alter table providers add constraint providers_issuer check (char_length(issuer) <= 500 and btrim(issuer) <> '');
alter table providers add constraint providers_client_id check (char_length(client_id) <= 200 and btrim(client_id) <> '');
alter table identities add constraint identities_subject unique (network_id, issuer, subject);
alter table visits add constraint visits_state unique (state_hash);
create index mails_due on mails (due_at) where state = 'QUEUED';
create index mails_about on mails (subject_id);
create index mails_by_time on mails (network_id, created_at desc, id desc);
alter table invitations add constraint invitations_inviter foreign key (network_id, inviter_id) references members (network_id, id) on delete set null (inviter_id);
alter table invitations add constraint invitations_entry foreign key (network_id, entry_id) references roster_entries (network_id, id) on delete cascade;
alter table invitations add constraint invitations_accepted_by foreign key (network_id, accepted_by_id) references members (network_id, id) on delete set null (accepted_by_id);
create index invitations_by_time on invitations (network_id, created_at desc, id desc);
create index invitations_of_entry on invitations (entry_id);
alter table claims add constraint claims_member foreign key (network_id, member_id) references members (network_id, id) on delete set null (member_id);
alter table claims add constraint claims_entry foreign key (network_id, entry_id) references roster_entries (network_id, id) on delete set null (entry_id);
alter table claims add constraint claims_decided_by foreign key (network_id, decided_by_id) references members (network_id, id) on delete set null (decided_by_id);
create index claims_by_time on claims (network_id, created_at desc, id desc);
create index claims_by_number on claims (network_id, external_id, created_at);
create index claims_of_account on claims (account_id);
create index claims_of_member on claims (member_id);
alter table sign_ins add constraint sign_ins_member foreign key (network_id, member_id) references members (network_id, id) on delete cascade;
alter table sign_ins add constraint sign_ins_claim foreign key (network_id, claim_id) references claims (network_id, id) on delete cascade;
create index sign_ins_of_address on sign_ins (network_id, address, created_at desc);
create index sign_ins_by_end on sign_ins (expires_at);
create index identities_of_account on identities (account_id);
alter table visits add constraint visits_provider foreign key (network_id, provider_id) references providers (network_id, id) on delete cascade;
create index visits_by_end on visits (expires_at);
create index roster_entries_by_email on roster_entries (network_id, email);
alter table networks add constraint networks_joining check (joining in ('ROSTER', 'APPROVAL', 'INVITED'));
"""


class Migration(migrations.Migration):
    """Makes the tables."""

    dependencies = [("models", "0012_actions")]
    operations = [
        ops.CreateModel(
            name="Mail",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True)),
                (
                    "network",
                    fields.ForeignKeyField(
                        "models.Network",
                        source_field="network_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="mails",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("address", fields.CharField(null=True, max_length=254)),
                ("locale", fields.CharEnumField(description="JA: JA\nEN: EN", enum_type=Locale, max_length=2)),
                (
                    "kind",
                    fields.CharEnumField(
                        description="INVITATION: INVITATION\nSIGN_IN: SIGN_IN\nCLAIM: CLAIM\nCLAIM_APPROVED: CLAIM_APPROVED\nCLAIM_REJECTED: CLAIM_REJECTED",
                        enum_type=MailKind,
                        max_length=16,
                    ),
                ),
                ("details", fields.JSONField(null=True, encoder=JSON_DUMPS, decoder=loads)),
                ("subject_id", fields.UUIDField(null=True)),
                (
                    "state",
                    fields.CharEnumField(
                        default=MailState.QUEUED,
                        description="QUEUED: QUEUED\nSENT: SENT\nBOUNCED: BOUNCED\nFAILED: FAILED",
                        enum_type=MailState,
                        max_length=8,
                    ),
                ),
                ("tries", fields.IntField(default=0)),
                ("problem", fields.IntField(null=True)),
                ("created_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("due_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("ended_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "mails",
                "app": "models",
                "pk_attr": "id",
                "table_description": "One mail to one address. Once it is sent, neither the address nor what it said is kept.",
            },
            bases=["Table"],
        ),
        ops.CreateModel(
            name="Invitation",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True)),
                (
                    "network",
                    fields.ForeignKeyField(
                        "models.Network",
                        source_field="network_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="invitations",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "inviter",
                    fields.ForeignKeyField(
                        "models.Member",
                        source_field="inviter_id",
                        null=True,
                        db_constraint=False,
                        to_field="id",
                        related_name="invitations",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "entry",
                    fields.ForeignKeyField(
                        "models.RosterEntry",
                        source_field="entry_id",
                        null=True,
                        db_constraint=False,
                        to_field="id",
                        related_name="invitations",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("address", fields.CharField(max_length=254)),
                (
                    "kind",
                    fields.CharEnumField(
                        description="ALUMNUS: ALUMNUS\nEMPLOYEE: EMPLOYEE\nGUEST: GUEST",
                        enum_type=MemberKind,
                        max_length=16,
                    ),
                ),
                ("token_hash", fields.BinaryField()),
                ("created_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("expires_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("accepted_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                (
                    "accepted_by",
                    fields.ForeignKeyField(
                        "models.Member",
                        source_field="accepted_by_id",
                        null=True,
                        db_constraint=False,
                        to_field="id",
                        related_name="invitations_accepted",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("withdrawn_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "invitations",
                "app": "models",
                "pk_attr": "id",
                "table_description": "A token's hash (SHA-256), the address it was mailed to, and the roster entry that it is about, if it is.",
            },
            bases=["Table"],
        ),
        ops.CreateModel(
            name="Claim",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True)),
                (
                    "network",
                    fields.ForeignKeyField(
                        "models.Network",
                        source_field="network_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="claims",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "account",
                    fields.ForeignKeyField(
                        "models.Account",
                        source_field="account_id",
                        null=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="claims",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "member",
                    fields.ForeignKeyField(
                        "models.Member",
                        source_field="member_id",
                        null=True,
                        db_constraint=False,
                        to_field="id",
                        related_name="claims",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "entry",
                    fields.ForeignKeyField(
                        "models.RosterEntry",
                        source_field="entry_id",
                        null=True,
                        db_constraint=False,
                        to_field="id",
                        related_name="claims",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("address", fields.CharField(max_length=254)),
                ("display_name", fields.CharField(max_length=200)),
                ("external_id", fields.CharField(null=True, max_length=100)),
                ("family_name", fields.CharField(null=True, max_length=100)),
                (
                    "status",
                    fields.CharEnumField(
                        description="UNPROVEN: UNPROVEN\nPENDING: PENDING\nAPPROVED: APPROVED\nREJECTED: REJECTED",
                        enum_type=ClaimStatus,
                        max_length=16,
                    ),
                ),
                (
                    "rejection",
                    fields.CharEnumField(
                        null=True,
                        description="NOT_ON_RECORD: NOT_ON_RECORD\nALREADY_CLAIMED: ALREADY_CLAIMED\nNOT_ELIGIBLE: NOT_ELIGIBLE\nDUPLICATE: DUPLICATE\nOTHER: OTHER",
                        enum_type=ClaimRejection,
                        max_length=16,
                    ),
                ),
                (
                    "decided_by",
                    fields.ForeignKeyField(
                        "models.Member",
                        source_field="decided_by_id",
                        null=True,
                        db_constraint=False,
                        to_field="id",
                        related_name="claims_decided",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("decided_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("created_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "claims",
                "app": "models",
                "pk_attr": "id",
                "table_description": "What somebody said of themselves, the entry that it fits where it fits just one, and the decision.",
            },
            bases=["Table"],
        ),
        ops.CreateModel(
            name="SignIn",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True)),
                (
                    "network",
                    fields.ForeignKeyField(
                        "models.Network",
                        source_field="network_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="sign_ins",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("address", fields.CharField(null=True, max_length=254)),
                (
                    "member",
                    fields.ForeignKeyField(
                        "models.Member",
                        source_field="member_id",
                        null=True,
                        db_constraint=False,
                        to_field="id",
                        related_name="sign_ins",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "claim",
                    fields.ForeignKeyField(
                        "models.Claim",
                        source_field="claim_id",
                        null=True,
                        db_constraint=False,
                        to_field="id",
                        related_name="sign_ins",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("token_hash", fields.BinaryField()),
                ("code_hash", fields.BinaryField(null=True)),
                ("tries", fields.IntField(default=0)),
                ("created_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("expires_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("used_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "sign_ins",
                "app": "models",
                "pk_attr": "id",
                "table_description": "What was mailed to an address (the hashes of a link's token and of a code), or given to a member by a provider.",
            },
            bases=["Table"],
        ),
        ops.CreateModel(
            name="Provider",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True)),
                (
                    "network",
                    fields.OneToOneField(
                        "models.Network",
                        source_field="network_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="provider",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("issuer", fields.CharField(max_length=500)),
                ("client_id", fields.CharField(max_length=200)),
                ("client_secret", fields.CharField(null=True, max_length=500)),
                ("created_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "providers",
                "app": "models",
                "pk_attr": "id",
                "table_description": "The OpenID provider that a network trusts to say who somebody is; without a secret it is a public client.",
            },
            bases=["Table"],
        ),
        ops.CreateModel(
            name="Identity",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True)),
                (
                    "network",
                    fields.ForeignKeyField(
                        "models.Network",
                        source_field="network_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="identities",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "account",
                    fields.ForeignKeyField(
                        "models.Account",
                        source_field="account_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="identities",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("issuer", fields.CharField(max_length=500)),
                ("subject", fields.CharField(max_length=255)),
                ("created_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "identities",
                "app": "models",
                "pk_attr": "id",
                "table_description": "That a network's provider knows an account under this subject.",
            },
            bases=["Table"],
        ),
        ops.CreateModel(
            name="Visit",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True)),
                (
                    "network",
                    fields.ForeignKeyField(
                        "models.Network",
                        source_field="network_id",
                        db_constraint=False,
                        to_field="id",
                        related_name="visits",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "provider",
                    fields.ForeignKeyField(
                        "models.Provider",
                        source_field="provider_id",
                        db_constraint=False,
                        to_field="id",
                        related_name="visits",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("state_hash", fields.BinaryField()),
                ("browser_hash", fields.BinaryField()),
                ("nonce", fields.CharField(max_length=64)),
                ("verifier", fields.CharField(max_length=128)),
                ("expires_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "visits",
                "app": "models",
                "pk_attr": "id",
                "table_description": "That a browser was sent to a provider, and what it must bring back; it is taken away when it comes back.",
            },
            bases=["Table"],
        ),
        ops.AddField(
            model_name="Network",
            name="joining",
            field=fields.CharEnumField(
                default=Joining.ROSTER,
                description="ROSTER: ROSTER\nAPPROVAL: APPROVAL\nINVITED: INVITED",
                db_default=Joining.ROSTER,
                enum_type=Joining,
                max_length=8,
            ),
        ),
        ops.RunSQL(DECLARED, "alter table networks drop constraint networks_joining"),
    ]
