"""Which jobs: the filter of lists of jobs, and of what is told live of them."""

import strawberry

from graph.compile.declare import condition, enum, filters, narrower
from models.job_matches import score
from models.jobs import IS_OPEN, JobKind, JobStatus, PayUnit, Remote
from models.member_conditions import AT_OR_IN

enum(
    JobKind,
    {
        "COMEBACK": "To come back to the company (カムバック採用).",
        "REGULAR": "Employment.",
        "SIDE_JOB": "Work beside another employment (副業).",
        "CONTRACT": "A contract for work or services (業務委託).",
        "PROJECT": "To take part in a project.",
    },
)
enum(
    JobStatus,
    {
        "DRAFT": "Being written.",
        "PUBLISHED": "Shown to those for whom it is, through its last day.",
        "PAUSED": "Not shown for a while.",
        "CLOSED": "Over, and nobody was found.",
        "FILLED": "Over, and somebody was found.",
    },
)
enum(Remote, {"NONE": "Not at all.", "PARTLY": "Partly.", "FULL": "Wholly."})
enum(
    PayUnit,
    {
        "HOUR": "An hour.",
        "DAY": "A day.",
        "MONTH": "A month.",
        "YEAR": "A year.",
        "WHOLE": "The whole of the work.",
    },
)
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


@filters
class CompensationFilter:
    """What a job pays; all conditions must hold."""

    at_least: int | None = condition(
        "Only those that may pay so much.", "coalesce({it}.pay_max, {it}.pay_min) >= {value}"
    )
    unit: PayUnit | None = condition("Only those that pay for this.", "{it}.pay_unit = {value}")
    currency: str | None = condition("Only those that pay in this currency.", "{it}.pay_currency = {value}", longest=3)


@filters
class JobFilter:
    """Which jobs; all conditions must hold."""

    kinds: list[JobKind] | None = condition("Only of one of these kinds.", "{it}.kind = any({value})")
    search: str | None = condition(
        "Only those with each of these words in the title or the description, however written.",
        HAS_WORDS,
        longest=100,
        price=400,
    )
    wanted: list[strawberry.ID] | None = condition(
        "Only those that want at least one of these attributes.", WANTS, id_of="att", price=100
    )
    place: strawberry.ID | None = condition(
        "Only those at this place or at one within it.", IS_AT, id_of="att", price=200
    )
    remote: list[Remote] | None = condition("Only those that can be done so.", "{it}.remote = any({value})")
    most_hours: int | None = condition(
        "Only those that say how many hours a week they take, and no more than so many.",
        "{it}.hours_per_week <= {value}",
    )
    compensation: "CompensationFilter | None" = narrower("Only those that pay so.", "CompensationFilter")
    by_company: bool | None = condition(
        "Only what the company offers, or only what members do.", "{it}.by_company = {value}"
    )
    min_score: int | None = condition(
        "Only those that fit the viewer as well as that, by `matchScore`.",
        f"{score('{it}')} >= {{value}}",
        price=300,
    )
    open: bool | None = condition("Only those that are open now, or that are not.", f"({IS_OPEN}) = {{value}}")
    statuses: list[JobStatus] | None = condition("Only where they stand so.", "{it}.status = any({value})")
    mine: bool | None = condition(
        "Only those that the viewer wrote, or that others did.",
        "({it}.author_id is not distinct from {viewer}) = {value}",
    )
