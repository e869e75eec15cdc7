"""What a member has decided about their own profile, and what another sees of it for that."""

from models.audiences import Audience, ProfileField, meets, relation
from models.members import Member
from models.table import View

COLUMNS = {field: f"v.{field.name.lower()}_audience" for field in Member.guarded.values()}
FIELDS = ", ".join(
    f"('{field.name}', {field.number}, {COLUMNS.get(field, 'null::int')},"
    f" policy.{field.name.lower()}_floor, policy.{field.name.lower()}_ceiling)"
    for field in ProfileField
)
EACH_FIELD = f"(values {FIELDS}) f(field, number, audience, floor, ceiling)"
CLAMPED = "enishi_clamped(f.audience, f.floor, f.ceiling)"
WITHHELD = "({self}.met_withheld & (1 << (f.number - 1)) <> 0)"

FieldAudience = View(
    name="FieldAudience",
    select=(
        "select f.field, f.number, enishi_audience(f.audience) as audience, enishi_lists(f.audience) as lists,"
        " enishi_audience(n.audience_usual[f.number]) as usual, enishi_audience(f.floor) as floor,"
        " enishi_audience(f.ceiling) as ceiling"
        f" from {EACH_FIELD}, networks n where {{self}}.id = {{viewer}} and n.id = {{network}}"
    ),
    columns={
        "field": "text",
        "audience": "text[]",
        "lists": "int4[]",
        "usual": "text[]",
        "floor": "text[]",
        "ceiling": "text[]",
        "number": "int4",
    },
)

# Only what the owner may know of the other: that somebody is excluded for a mail domain, or for an employer whom they
# show to few, must not be learnt by looking at oneself with their eyes.
KNOWN_BELONGINGS = (
    "array(select 'mem:' || seen_by.id::text"
    " union all select 'dep:' || e.department_id::text from employments e"
    " where e.member_id = seen_by.id and {visible:Employment:e:member}"
    " union all select 'com:' || p.company_key from positions p"
    " where p.member_id = seen_by.id and p.ended is null and {visible:Position:p:member}"
    " union all select 'grp:' || g.group_id::text from group_memberships g"
    " where g.member_id = seen_by.id and g.status = 'ACTIVE' and {visible:GroupMembership:g:member})"
)
KNOWN_GROUPS = (
    "array(select g.group_id from group_memberships g"
    " where g.member_id = seen_by.id and g.group_id = any(seen_by.group_ids) and {visible:GroupMembership:g:member})"
)

AS_KNOWN = (
    f"(select seen_by.id, seen_by.standing, {KNOWN_BELONGINGS} as belongings, {KNOWN_GROUPS} as group_ids"
    " from members seen_by where seen_by.id = {as} and {self}.id = {viewer}"
    " and seen_by.network_id = {network} and {visible:Member:seen_by} offset 0) known"
)
# Who does not find the viewer at all is nothing to them.
FINDS = (
    "(v.listing = 'LISTED' or theirs.member_id = v.id"
    f" or v.listing = 'TIES_ONLY' and theirs.met_mask & {Audience.TIES.bit} <> 0)"
)
AS_THEY_ARE = (
    f"(select theirs.member_id, case when {FINDS} then theirs.met_mask else 0 end as met_mask, theirs.met_withheld"
    f" from (select known.id as member_id, {relation('v', viewer='known')} from {AS_KNOWN}) theirs) met"
)

Sight = View(
    name="Sight",
    select=(
        "select met.*, enishi_audience(case when met.member_id = v.id"
        f" then {Audience.SELF.bit} else met.met_mask end) as relation from {AS_THEY_ARE}"
    ),
    columns={"member_id": "uuid", "met_mask": "int4", "met_withheld": "int4", "relation": "text[]"},
)

FieldSight = View(
    name="FieldSight",
    select=(
        f"select f.field, f.number, {WITHHELD} as excluded,"
        f" {CLAMPED} & {{self}}.met_mask <> 0 and not {WITHHELD} as shown,"
        f" enishi_audience({CLAMPED} & {{self}}.met_mask) as meeting, enishi_audience({CLAMPED}) as audience"
        f" from {EACH_FIELD} where f.audience is not null"
    ),
    columns={
        "field": "text",
        "number": "int4",
        "shown": "bool",
        "excluded": "bool",
        "meeting": "text[]",
        "audience": "text[]",
    },
)


def shown_in(field: ProfileField) -> str:
    """The condition that a row of the viewer's own is shown to the one in whose sight it is."""
    return f"{{it}}.member_id = {{viewer}} and {meets('{it}.audience', field, '{self}')}"


SHOWN_ATTRIBUTE = (
    "{it}.id in (select h.attribute_id from member_attributes h where h.member_id = {viewer}"
    f" and {meets('h.audience', ProfileField.ATTRIBUTES, '{self}')})"
)
