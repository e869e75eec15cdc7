"""Suggestions: whom the viewer may want to know, by what is rarely shared and by whom both know.

Weights are the same for all viewers, so they count what everybody may see; that a holder excludes or blocks one viewer
makes no difference to them. That viewer sees fewer holders than weigh, so a weight tells only a magnitude: the power of
two above the number when it was last said, 8 at least, and it is said again until the number has left the range from
half of the least that it meant to twice the most (enishi_roughly). To a viewer who sees a quarter of that power of two
or more, a weight therefore tells nothing of who hides. What remains: who sees fewer knows that others are not shown to
them, or have gone since the weight was made; and who sees a weight change knows that the number left its range.
"""

from tortoise import fields

from models.members import TIED, Member
from models.networks import Network
from models.table import Rule, Table, View, network_key


class Dismissal(Table):
    """That a member does not want another suggested: for good, or until a moment."""

    network: fields.ForeignKeyRelation[Network] = fields.ForeignKeyField(
        "models.Network", related_name="dismissals", db_constraint=False
    )
    member: fields.ForeignKeyRelation[Member] = fields.ForeignKeyField(
        "models.Member", related_name="dismissals", db_constraint=False
    )
    other: fields.ForeignKeyRelation[Member] = fields.ForeignKeyField(
        "models.Member", related_name="dismissed_by", db_constraint=False
    )
    since = fields.DatetimeField()
    until = fields.DatetimeField(null=True)

    prefix = "dis"
    rule = Rule("{it}.member_id = {viewer}", within=("other",))
    constraints = {
        "dismissals_once": "unique (member_id, other_id)",
        "dismissals_member": network_key("member_id", "members"),
        "dismissals_other": network_key("other_id", "members"),
        "dismissals_two_members": "check (member_id <> other_id)",
        "dismissals_end": "check (until > since)",
    }

    class Meta:
        table = "dismissals"


# The viewer's rarest attributes are followed until some hundreds of members hold them: what most people
# have says nothing of two of them, and the work stays bounded however large the network is.
REACH = 500
MUTUAL_TIE = 60

SHARING = (
    "select h.member_id, telling.rarity as weight, 0 as mutual from ("
    "select a.id, a.rarity, sum(a.holders_kept) over (order by a.rarity desc, a.id) - a.holders_kept as before"
    " from attributes a where a.key = any({viewer.attribute_keys})) telling"
    f" join member_attributes h on h.attribute_id = telling.id where telling.before < {REACH}"
    " and {visible:MemberAttribute:h:member:attribute}"
)
KNOWN_BY_TIES = (
    f"select far.other_id, {MUTUAL_TIE}, 1 from ties near join ties far on far.member_id = near.other_id"
    " join members m on m.id = near.other_id where near.member_id = {viewer} and {visible:Member:m}"
)
SCORED = (
    "select found.member_id, sum(found.weight)::int as score, sum(found.mutual)::int as mutual_tie_count"
    f" from ({SHARING} union all {KNOWN_BY_TIES}) found group by found.member_id"
)

DISMISSED = (
    "select gone.other_id from dismissals gone"
    " where gone.member_id = {viewer} and (gone.until is null or gone.until > now())"
)

Suggestion = View(
    name="Suggestion",
    # From the best down, one look at each: the limit of the list ends it long before all are looked at.
    select=(
        f"select best.* from ({SCORED} order by score desc, member_id desc offset 0) best,"
        " lateral (select from members s where s.id = best.member_id and s.id <> {viewer}"
        f" and s.id not in ({TIED}) and s.id not in ({DISMISSED}) and {{visible:Member:s}} offset 0) seen"
    ),
    columns={"member_id": "uuid", "score": "int4", "mutual_tie_count": "int4"},
)
