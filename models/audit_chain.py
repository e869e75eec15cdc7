"""The audit as a whole: do its entries still follow one from the other?"""

from models.audit import HASH
from models.table import Rule, View

ANSWERABLE = "{viewer.roles} && array['NETWORK_OWNER', 'PRIVACY_OFFICER']"
BEFORE = "coalesce(lag(each.hash) over in_order, ''::bytea)"

# That its newest entries are missing no chain can show: who wants to see that keeps the newest hash elsewhere.
AuditChain = View(
    name="AuditChain",
    select=(
        "select count(*)::int as entries, coalesce(bool_and(chain.holds), true) as intact,"
        " (array_agg(encode(chain.hash, 'hex') order by chain.number desc))[1] as newest_hash from"
        f" (select each.number, each.hash, each.hash = {HASH.format(it='each', before=BEFORE)}"
        " and each.number = row_number() over in_order as holds from audit_entries each"
        " where each.network_id = {network} window in_order as (order by each.number)) chain"
    ),
    columns={"entries": "int4", "intact": "bool", "newest_hash": "text"},
    rule=Rule(ANSWERABLE),
)
