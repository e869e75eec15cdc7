"""The roster: what HR knows of the people who worked here, for HR_ADMIN alone, and logged (models/access_log.py)."""

from enum import StrEnum

from tortoise import fields

from models.columns import Computed
from models.members import KANA_NAME, PARTIAL_DATE, WRITTEN_NAME, Member
from models.networks import Network
from models.table import Rule, Table, View, network_key


class ClaimState(StrEnum):
    """Whether somebody has said: this entry is me."""

    CLAIMED = "CLAIMED"
    UNCLAIMED = "UNCLAIMED"


# What ids of entries begin with. They are no Nodes: whatever reads them must say for what purpose.
ENTRY_PREFIX = "ros"

EVERY_NAME = (
    "family_name || ' ' || given_name || ' ' || coalesce(family_name_kana, '') || ' ' || coalesce(given_name_kana, '')"
    " || ' ' || coalesce(former_name, '')"
)


class RosterEntry(Table):
    """One person as HR's system has them, under the employee number; claimed by at most one member."""

    network: fields.ForeignKeyRelation[Network] = fields.ForeignKeyField("models.Network", related_name="roster")
    external_id = fields.CharField(100)
    family_name = fields.CharField(100)
    given_name = fields.CharField(100)
    family_name_kana = fields.CharField(100, null=True)
    given_name_kana = fields.CharField(100, null=True)
    former_name = fields.CharField(100, null=True)
    email = fields.CharField(254, null=True)
    claimed_by: fields.ForeignKeyNullableRelation[Member] = fields.ForeignKeyField(
        "models.Member", related_name="roster_entries", null=True, db_constraint=False
    )
    updated_at = fields.DatetimeField()
    sort_name = Computed(f'enishi_fold(coalesce({KANA_NAME}, {WRITTEN_NAME}, external_id)) collate "C"')
    name_fold = Computed(f'enishi_fold({EVERY_NAME}) collate "C"')

    prefix = ENTRY_PREFIX
    rule = Rule("'HR_ADMIN' = any({viewer.roles})")
    constraints = {
        "roster_entries_in_network": "unique (network_id, id)",
        "roster_entries_external_id": "unique (network_id, external_id)",
        "roster_entries_claimed_by": network_key("claimed_by_id", "members", "set null"),
        "roster_entries_claimed_once": "unique (claimed_by_id)",
        "roster_entries_email": "check (email = lower(email) and email like '_%@_%')",
    }
    indexes = {
        "roster_entries_by_name": "(network_id, sort_name, id)",
        "roster_entries_by_email": "(network_id, email)",
    }

    class Meta:
        table = "roster_entries"


class RosterSpell(Table):
    """A spell of employment as HR's system has it; why it ended is HR's to know (domain.md, invariant 5)."""

    network: fields.ForeignKeyRelation[Network] = fields.ForeignKeyField(
        "models.Network", related_name="roster_spells", db_constraint=False
    )
    entry: fields.ForeignKeyRelation[RosterEntry] = fields.ForeignKeyField(
        "models.RosterEntry", related_name="spells", db_constraint=False
    )
    department = fields.CharField(200, null=True)
    started = fields.CharField(10)
    ended = fields.CharField(10, null=True)
    reason = fields.CharField(200, null=True)
    spell = Computed("daterange(enishi_first_day(started), enishi_first_day(ended))", sql_type="DATERANGE")

    prefix = "rsp"
    rule = Rule(within=("entry",))
    constraints = {
        "roster_spells_entry": network_key("entry_id", "roster_entries"),
        "roster_spells_started": f"check (started ~ '{PARTIAL_DATE}')",
        "roster_spells_ended": f"check (ended ~ '{PARTIAL_DATE}')",
        "roster_spells_do_not_overlap": "exclude using gist (uuid_send(entry_id) with =, spell with &&)",
    }

    class Meta:
        table = "roster_spells"


Roster = View(
    name="RosterEntry",
    select=(
        f"select r.* from (select e.*, '{ENTRY_PREFIX}_' || e.id as global_id,"
        f" case when e.claimed_by_id is null then '{ClaimState.UNCLAIMED}' else '{ClaimState.CLAIMED}' end"
        " as claim_state from roster_entries e where e.network_id = {network}) r"
        " where {visible:RosterEntry:r} and {filter:r}"
    ),
    columns={"id": "uuid", "sort_name": "text", "external_id": "text", "claimed_by_id": "uuid"},
)
RosterSpells = View(
    name="RosterSpell",
    select="select s.* from roster_spells s where s.network_id = {network} and {visible:RosterSpell:s}",
    columns={"id": "uuid", "started": "text"},
)
