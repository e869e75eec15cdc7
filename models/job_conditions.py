"""What can be asked of jobs: the conditions of the filter of lists and live news of jobs, and of searches for them.

Templates in the language of ``models/table.py``; ``{value}`` is what is asked for, ``{it}`` the job.
"""

from models.job_matches import score
from models.jobs import IS_OPEN
from models.member_conditions import AT_OR_IN

OF_KIND = "{it}.kind = any({value})"
WORDS = "(select enishi_search_words({value}))"
# A text without a word finds nothing.
HAS_WORDS = (
    "cardinality(" + WORDS + ") > 0"
    " and not exists(select from unnest(" + WORDS + ") word where strpos({it}.searched, word) = 0)"
)
WANTS = (
    "exists(select from job_attributes wish where wish.job_id = {it}.id and wish.attribute_id = any({value})"
    " and wish.network_id = {network})"
)
IS_AT = f"array(select spot.key from attributes spot where spot.id = {{it}}.place_id) {AT_OR_IN}"
DONE_SO = "{it}.remote = any({value})"
TAKES_AT_MOST = "{it}.hours_per_week <= {value}"
PAYS_AT_LEAST = "coalesce({it}.pay_max, {it}.pay_min) >= {value}"
PAID_BY = "{it}.pay_unit = {value}"
PAID_IN = "{it}.pay_currency = {value}"
OFFERED_BY_COMPANY = "{it}.by_company = {value}"
FITS = f"{score('{it}')} >= {{value}}"
OPEN = f"({IS_OPEN}) = {{value}}"
STANDS_SO = "{it}.status = any({value})"
IS_MINE = "({it}.author_id is not distinct from {viewer}) = {value}"
