"""How well a job fits the viewer: the attributes that it wants and the viewer has, with how one knows.

The viewer's own attributes count, today's industries and the departments of the company where the viewer worked; all of
them are the viewer's own to see. Weights are those of suggestions: what few have says more.
"""

from models.table import View

HAS_NOW = (
    "array(select work.industry_id from positions work"
    " where work.member_id = {viewer} and work.ended is null and work.industry_id is not null"
    " union all select stay.department_id from employments stay"
    " where stay.member_id = {viewer} and stay.department_id is not null)"
)
SHARED = f"(wish.key = any({{viewer.attribute_keys}}) or wish.id = any({HAS_NOW}))"


def score(job: str) -> str:
    """How well a job fits the viewer: 0 where nothing that it wants is the viewer's."""
    return (
        "(select coalesce(sum(wish.rarity), 0)::int from job_attributes wanted"
        f" join attributes wish on wish.id = wanted.attribute_id where wanted.job_id = {job}.id and {SHARED})"
    )


JobMatch = View(
    name="JobMatch",
    select=(
        "select reason.* from (select wanted.job_id, wish.id as attribute_id, wish.rarity as weight,"
        " (select held.id from member_attributes held"
        " where held.member_id = {viewer} and held.attribute_id = wish.id) as held_id,"
        " (select work.id from positions work where work.member_id = {viewer} and work.ended is null"
        " and work.industry_id = wish.id order by work.started desc, work.id desc limit 1) as position_id,"
        " (select stay.id from employments stay where stay.member_id = {viewer}"
        " and stay.department_id = wish.id order by stay.started desc, stay.id desc limit 1) as employment_id"
        " from job_attributes wanted join attributes wish on wish.id = wanted.attribute_id"
        " where {visible:JobAttribute:wanted:job}) reason"
        " where num_nonnulls(reason.held_id, reason.position_id, reason.employment_id) > 0"
    ),
    columns={
        "job_id": "uuid",
        "attribute_id": "uuid",
        "weight": "int4",
        "held_id": "uuid",
        "position_id": "uuid",
        "employment_id": "uuid",
    },
)
