"""Which jobs go with an interest in coming back: templates about the aliases of an interest and of a job."""

# The place of the job, and all that it lies within.
AROUND = (
    "with recursive around(id, parent_id) as (select spot.id, spot.parent_id from attributes spot"
    " where spot.id = {job}.place_id union select spot.id, spot.parent_id from attributes spot"
    " join around on spot.id = around.parent_id) select from around where around.id = any({wish}.place_ids)"
)
GOES_WITH = (
    "({job}.kind = any({wish}.kinds)"
    f" and ({{wish}}.place_ids = '{{}}' or {{job}}.remote = 'FULL' or exists({AROUND}))"
    " and ({wish}.wanted_ids = '{}' or exists(select from job_attributes sought"
    " where sought.job_id = {job}.id and sought.attribute_id = any({wish}.wanted_ids))))"
)


def goes_with(wish: str, job: str) -> str:
    """That the job is of a kind that is wanted, where it is wanted, and wants something that is wanted."""
    return GOES_WITH.replace("{wish}", wish).replace("{job}", job)
