"""Which jobs: the filter of lists of jobs, and of what is told live of them."""

import strawberry

from graph.compile.declare import condition, enum, filters, narrower
from models.job_conditions import (
    DONE_SO,
    FITS,
    HAS_WORDS,
    IS_AT,
    IS_MINE,
    OF_KIND,
    OFFERED_BY_COMPANY,
    OPEN,
    PAID_BY,
    PAID_IN,
    PAYS_AT_LEAST,
    STANDS_SO,
    TAKES_AT_MOST,
    WANTS,
)
from models.jobs import JobKind, JobStatus, PayUnit, Remote

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


@filters
class CompensationFilter:
    """What a job pays; all conditions must hold."""

    at_least: int | None = condition("Only those that may pay so much.", PAYS_AT_LEAST)
    unit: PayUnit | None = condition("Only those that pay for this.", PAID_BY)
    currency: str | None = condition("Only those that pay in this currency.", PAID_IN, longest=3)


@filters
class JobFilter:
    """Which jobs; all conditions must hold."""

    kinds: list[JobKind] | None = condition("Only of one of these kinds.", OF_KIND)
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
    remote: list[Remote] | None = condition("Only those that can be done so.", DONE_SO)
    most_hours: int | None = condition(
        "Only those that say how many hours a week they take, and no more than so many.",
        TAKES_AT_MOST,
    )
    compensation: "CompensationFilter | None" = narrower("Only those that pay so.", "CompensationFilter")
    by_company: bool | None = condition("Only what the company offers, or only what members do.", OFFERED_BY_COMPANY)
    min_score: int | None = condition(
        "Only those that fit the viewer as well as that, by `matchScore`.",
        FITS,
        price=300,
    )
    open: bool | None = condition("Only those that are open now, or that are not.", OPEN)
    statuses: list[JobStatus] | None = condition("Only where they stand so.", STANDS_SO)
    mine: bool | None = condition(
        "Only those that the viewer wrote, or that others did.",
        IS_MINE,
    )
