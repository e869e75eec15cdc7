"""Paths: how far two members are from each other over ties, through whom, and whom the viewer reaches that way.

Everything runs over what the viewer may see: a tie counts where both its members are visible to the viewer (domain.md,
invariant 8). So who is listed for ties only stands on a path only where the viewer is tied to them, whoever else is.
A hidden member and an absent one are the same: no degree, no path.

No template walks. Within three ties it is enough to look at the ties of both ends and at what lies between: the end
with fewer ties is followed one tie further and meets the ties of the other, each member on the way is looked at once.
Nothing is cut off, for what hidden rows fill would then be felt: the work is bounded by the ties of the lesser end's
ties. The unique index of ``ties`` answers all of it.

``{self}`` is a member whom the viewer sees, and ``{it}`` is held to the rule by its list. ``{to}`` and ``{with}`` may
name anybody; without ``{with}`` the viewer is meant.
"""

from models.table import View

MOST_HOPS = 3
MOST_PATHS = 100


def sees(member: str) -> str:
    """That the viewer sees the member with this id."""
    return (
        f"exists(select from members far_end where far_end.id = {member} and far_end.network_id = {{network}}"
        " and {visible:Member:far_end})"
    )


def between(member: str) -> str:
    """FROM and WHERE for the members ``one`` whom both ``{self}`` and the member with this id are tied to."""
    return (
        "ties near_tie join ties far_tie on far_tie.other_id = near_tie.other_id"
        " join members one on one.id = near_tie.other_id"
        f" where near_tie.member_id = {{self}}.id and far_tie.member_id = {member} and {{visible:Member:one}}"
    )


# ``turned`` says that the end with fewer ties is not the one that we start from.
ENDS = (
    "(select here.ties > there.ties as turned,"
    " case when here.ties > there.ties then {to} else {self}.id end as fewer,"
    " case when here.ties > there.ties then {self}.id else {to} end as more from"
    " (select count(*) as ties from ties each_tie where each_tie.member_id = {self}.id) here,"
    " (select count(*) as ties from ties each_tie where each_tie.member_id = {to}) there offset 0) ends"
)


def tied_to(end: str) -> str:
    """The visible ties of one end. The fence makes one look at a member, not one for each of their ties."""
    return (
        "lateral (select seen.id, seen.sort_name from ties end_tie join members seen on seen.id = end_tie.other_id"
        f" where end_tie.member_id = {end} and {{visible:Member:seen}} offset 0)"
    )


FOLLOWED = f"{ENDS}, {tied_to('ends.fewer')} one join ties bridge on bridge.member_id = one.id"
ALL_BRIDGES = f"{FOLLOWED}, {tied_to('ends.more')} two where two.id = bridge.other_id"
# To know that there is one, only where the two sides meet are the members of the other side looked at.
ANY_BRIDGE = (
    f"{FOLLOWED}, ties far_tie, members two where far_tie.member_id = ends.more and far_tie.other_id = bridge.other_id"
    " and two.id = bridge.other_id and {visible:Member:two}"
)

# Derived, of a member: how many ties away ``{to}`` is; null beyond three.
DEGREE = (
    f"case when not {sees('{to}')} then null when {{self}}.id = {{to}} then 0"
    " when exists(select from ties near_tie where near_tie.member_id = {self}.id and near_tie.other_id = {to}) then 1"
    f" when exists(select from {between('{to}')}) then 2 when exists(select from {ANY_BRIDGE}) then {MOST_HOPS} end"
)

WITH = "coalesce({with}, {viewer})"

# Derived, of a member: how many both are tied to.
MUTUAL_COUNT = f"select count(*) from {between(WITH)} and {sees(WITH)}"
# A relation to members: whom both are tied to.
MUTUAL = (
    "{it}.id in (select near_tie.other_id from ties near_tie join ties far_tie on far_tie.other_id = near_tie.other_id"
    f" where near_tie.member_id = {{self}}.id and far_tie.member_id = {WITH}) and {sees(WITH)}"
)

DIRECT = "select null as first_name, null as second_name, null::uuid as first_id, null::uuid as second_id"
THROUGH_ONE = (
    f"select one.sort_name, null, one.id, null from {between('{to}')} and found.degree = 2"
    f" order by one.sort_name, one.id limit {MOST_PATHS}"
)
THROUGH_TWO = (
    "select case when ends.turned then two.sort_name else one.sort_name end as first_name,"
    " case when ends.turned then one.sort_name else two.sort_name end as second_name,"
    " case when ends.turned then two.id else one.id end as first_id,"
    " case when ends.turned then one.id else two.id end as second_id"
    f" from {ALL_BRIDGES} and found.degree = {MOST_HOPS}"
    f" order by first_name, second_name, first_id, second_id limit {MOST_PATHS}"
)

# The shortest paths from ``{self}`` to ``{to}``, at most ``{max_hops}`` ties long, by the names of those between.
Path = View(
    name="Path",
    select=(
        "select found.degree as length, case when found.degree = 0 then array[{self}.id]"
        " else array_remove(array[{self}.id, way.first_id, way.second_id, {to}], null) end as member_ids,"
        " row_number() over (order by way.first_name, way.second_name, way.first_id, way.second_id)::int as place"
        f" from (select {DEGREE} as degree offset 0) found, lateral ({DIRECT} where found.degree < 2"
        f" union all ({THROUGH_ONE}) union all ({THROUGH_TWO})) way where found.degree <= {{max_hops}}"
    ),
    columns={"length": "int4", "member_ids": "uuid[]", "place": "int4"},
)

# The members on a path (``{self}``), from the one end to the other.
Step = View(
    name="Step",
    select=(
        "select way.member_id, way.place::int as place"
        " from unnest({self}.member_ids) with ordinality way(member_id, place)"
    ),
    columns={"member_id": "uuid", "place": "int4"},
)

TIES = "select near_tie.other_id from ties near_tie where near_tie.member_id = {viewer}"
FRIENDS = (
    "(select friend.id from ties near_tie join members friend on friend.id = near_tie.other_id"
    " where near_tie.member_id = {viewer} and {visible:Member:friend} offset 0) friend"
)
TIES_OF_TIES = f"select far_tie.other_id from {FRIENDS} join ties far_tie on far_tie.member_id = friend.id"
SECOND = (
    f"select second.id from (select distinct met.other_id from ({TIES_OF_TIES}) met) far"
    " join members second on second.id = far.other_id where {visible:Member:second}"
)
# Without the two fences PostgreSQL asks it of all ties of the network at once, not of the members at hand.
THIRD = (
    "exists(select from ties last_tie where last_tie.member_id = {it}.id"
    f" and (last_tie.other_id in ({SECOND})) is true offset 0)"
)
NEW = f"{{it}}.id <> {{viewer}} and {{it}}.id not in ({TIES})"

# Conditions on members. Friends of friends: two ties away, no less (or all others).
FRIEND_OF_FRIEND = f"({{it}}.id in ({TIES_OF_TIES}) and {NEW}) = {{value}}"

# At most so many ties away, the viewer left out: 1 to 3.
WITHIN = (
    f"({{it}}.id <> {{viewer}} and {{value}} >= 1 and ({{it}}.id in ({TIES})"
    f" or {{value}} >= 2 and {{it}}.id in ({TIES_OF_TIES}) or {{value}} >= {MOST_HOPS} and {THIRD}))"
)

COMPANIES = (
    f"select theirs.company_key from {FRIENDS} join positions theirs on theirs.member_id = friend.id"
    " where theirs.ended is null and theirs.company_key <> '' and {visible:Position:theirs:member}"
)
# Who works here today has one spell without an end, and it began last. Said in the order of an index: the one that
# keeps spells from overlapping finds them too, a hundred times slower, and PostgreSQL would take it.
DEPARTMENTS = (
    f"select spell.department_id from {FRIENDS}, lateral (select theirs.department_id from employments theirs"
    " where theirs.member_id = friend.id and theirs.ended is null and {visible:Employment:theirs:member}"
    " order by theirs.started desc, theirs.id desc limit 1) spell"
)
# Colleagues of friends: works today at a company or in a department where a tie of the viewer works today, and is
# no tie of the viewer (or all others).
COLLEAGUE_OF_FRIEND = (
    "(({it}.id in (select work.member_id from positions work where work.network_id = {network}"
    f" and work.ended is null and work.company_key in ({COMPANIES}) and {{visible:Position:work:member}})"
    " or {it}.id in (select spell.member_id from employments spell where spell.network_id = {network}"
    f" and spell.ended is null and spell.department_id in ({DEPARTMENTS}) and {{visible:Employment:spell:member}}))"
    f" and {NEW}) = {{value}}"
)
