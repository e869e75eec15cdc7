"""Suggestions: whom the viewer may want to know, by what is rarely shared and by whom both know."""

from models.members import TIED
from models.table import Rule, View

# What more than some 22 % of the network have says nothing of two people: 150 = 100·ln(1 / 0.22).
TELLING = 150
MUTUAL_TIE = 60

Suggestion = View(
    name="Suggestion",
    select=(
        "select found.member_id, sum(found.weight)::int as score, sum(found.mutual)::int as mutual_tie_count from ("
        "select h.member_id, a.rarity as weight, 0 as mutual from attributes a"
        " join member_attributes h on h.attribute_id = a.id"
        f" where a.key = any({{viewer.attribute_keys}}) and a.rarity >= {TELLING}"
        " union all"
        f" select far.other_id, {MUTUAL_TIE}, 1 from ties near join ties far on far.member_id = near.other_id"
        " join members m on m.id = near.other_id where near.member_id = {viewer} and {visible:Member:m}"
        f") found where found.member_id <> {{viewer}} and found.member_id not in ({TIED}) group by found.member_id"
    ),
    columns={"member_id": "uuid", "score": "int4", "mutual_tie_count": "int4"},
    rule=Rule(
        "exists(select from members suggested where suggested.id = {it}.member_id and {visible:Member:suggested})"
    ),
)
