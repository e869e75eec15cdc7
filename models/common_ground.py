"""Common ground: what two members have in common, each thing once, with the evidence that the viewer may see.

Both hold an attribute, work in one industry today, worked in one department at the same time, joined in one fiscal year
(for which the network may have an attribute, whose code is the year), or belong to one group. Whatever one of the two
does not show to the viewer is as if it were not there; to the viewer everything of their own is shown.
"""

from enum import StrEnum

from models.suggestions import MUTUAL_TIE
from models.table import View


class CommonGroundKind(StrEnum):
    """What two members can have in common: an attribute of any kind, or a group."""

    SKILL = "SKILL"
    INDUSTRY = "INDUSTRY"
    OCCUPATION = "OCCUPATION"
    DEPARTMENT = "DEPARTMENT"
    SCHOOL = "SCHOOL"
    PLACE = "PLACE"
    LANGUAGE = "LANGUAGE"
    INTEREST = "INTEREST"
    CERTIFICATION = "CERTIFICATION"
    COHORT = "COHORT"
    GROUP = "GROUP"


# What no attribute stands for has no rarity: a group counts like a mutual tie, a cohort like what one in ten has.
GROUP_WEIGHT = MUTUAL_TIE
COHORT_WEIGHT = 230


# Each thing that both have, once for each way in which they have it. Within ``one`` and ``another``, who are members.
HELD = (
    "select held.id as attribute_id, null::uuid as group_id, null::int as cohort, null as started, null as ended"
    " from attributes held where held.key = any({one.attribute_keys} & {another.attribute_keys})"
)
WORKING_IN = (
    "select job.industry_id, null, null, null, null"
    " from positions job join positions other_job on other_job.industry_id = job.industry_id"
    " where job.member_id = one.id and job.ended is null and {visible:Position:job:member}"
    " and other_job.member_id = another.id and other_job.ended is null and {visible:Position:other_job:member}"
)
# Partial dates sort as texts as the days do that they begin with; LEAST takes an end that is null for the later one.
SAME_TIME = (
    "select stay.department_id as attribute_id, null::int as cohort,"
    ' greatest(stay.started, other_stay.started collate "C") as started,'
    ' least(stay.ended, other_stay.ended collate "C") as ended'
    " where other_stay.department_id = stay.department_id and other_stay.spell && stay.spell"
)
SAME_YEAR = (
    "select (select joined.id from attributes joined where joined.network_id = stay.network_id"
    " and joined.kind = 'COHORT' and joined.code = stay.cohort::text), stay.cohort, null, null"
    " where other_stay.cohort = stay.cohort"
)
EMPLOYED = (
    "select ways.attribute_id, null, ways.cohort, ways.started, ways.ended"
    " from employments stay join employments other_stay on other_stay.member_id = another.id,"
    f" lateral ({SAME_TIME} union all {SAME_YEAR}) ways where stay.member_id = one.id"
    " and {visible:Employment:stay:member} and {visible:Employment:other_stay:member}"
)
BELONGING = (
    "select null, belongs.group_id, null, null, null from group_memberships belongs"
    " join group_memberships belongs_too on belongs_too.group_id = belongs.group_id"
    " where belongs.member_id = one.id and belongs.status = 'ACTIVE'"
    " and belongs_too.member_id = another.id and belongs_too.status = 'ACTIVE'"
    " and {visible:GroupMembership:belongs:member} and {visible:GroupMembership:belongs_too:member:group}"
)
# The times of one member do not overlap, so that what began last ends last, or lasts.
EACH_ONCE = (
    'select found.attribute_id, found.group_id, max(found.cohort) as cohort, max(found.started collate "C") as started,'
    " case when not bool_or(found.started is not null and found.ended is null)"
    ' then max(found.ended collate "C") end as ended'
    f" from ({HELD} union all {WORKING_IN} union all {EMPLOYED} union all {BELONGING}) found"
    " group by found.attribute_id, found.group_id, case when found.attribute_id is null then found.cohort end"
)
KIND = "coalesce(thing.kind::text, case when ground.group_id is null then 'COHORT' else 'GROUP' end)"
WEIGHT = f"coalesce(thing.rarity, case when ground.group_id is null then {COHORT_WEIGHT} else {GROUP_WEIGHT} end)"
CODED = "case when thing.kind = 'COHORT' and thing.code ~ '^[0-9]{4}$' then thing.code::int end"


def year_of(member: str) -> str:
    """The year that a member gives for an attribute."""
    return (
        f"(select told.year::int from member_attributes told where told.member_id = {member}.id"
        " and told.attribute_id = thing.id and {visible:MemberAttribute:told:member:attribute})"
    )


CommonGround = View(
    name="CommonGround",
    select=(
        f"select one.id as member_id, another.id as other_id, {KIND} as kind, ground.attribute_id, ground.group_id,"
        f" coalesce(ground.cohort, {CODED}) as cohort, ground.started, ground.ended,"
        f" {year_of('one')} as year, {year_of('another')} as other_year, {WEIGHT} as weight"
        f" from members one, members another, lateral ({EACH_ONCE}) ground"
        " left join attributes thing on thing.id = ground.attribute_id"
        " where one.network_id = {network} and {visible:Member:one}"
        " and another.network_id = {network} and {visible:Member:another}"
    ),
    columns={
        "member_id": "uuid",
        "other_id": "uuid",
        "kind": "text",
        "attribute_id": "uuid",
        "group_id": "uuid",
        "cohort": "int4",
        "started": "text",
        "ended": "text",
        "year": "int4",
        "other_year": "int4",
        "weight": "int4",
    },
)
