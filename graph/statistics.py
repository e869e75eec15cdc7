"""Statistics: how many members have something in common, for the directory and for the company."""

from enum import StrEnum

from graph.attributes import Attribute
from graph.compile.declare import Argument, column, enum, listing, relation, shows
from graph.members import KINDS
from models.members import MemberKind
from models.statistics import CELLS, WENT, CareerStats, Cells, Facets

# The prices of looking at every member, and at what they have.
FACET_PRICES = {
    "ATTRIBUTE": 15_000,
    "DEPARTMENT": 3_500,
    "COHORT": 3_500,
    "INDUSTRY": 5_000,
    "COMPANY": 5_000,
    "PLACE": 4_000,
    "KIND": 1_000,
}
CAREERS_PRICE = 6_500


class FacetBy(StrEnum):
    """What members are counted by."""

    ATTRIBUTE = "ATTRIBUTE"
    DEPARTMENT = "DEPARTMENT"
    COHORT = "COHORT"
    INDUSTRY = "INDUSTRY"
    COMPANY = "COMPANY"
    PLACE = "PLACE"
    KIND = "KIND"


class CareerBy(StrEnum):
    """What careers are counted by."""

    INDUSTRY = "INDUSTRY"
    OCCUPATION = "OCCUPATION"
    COMPANY = "COMPANY"
    PLACE = "PLACE"


enum(
    FacetBy,
    {
        "ATTRIBUTE": "What they have: skills, schools, …; `kinds` says of which kinds.",
        "DEPARTMENT": "The departments in which they have worked.",
        "COHORT": "The fiscal years in which they joined (同期).",
        "INDUSTRY": "The industry in which they work today.",
        "COMPANY": "The company for which they work today, however its name is written.",
        "PLACE": "The places that they have as an attribute.",
        "KIND": "What they are to the company today.",
    },
)
enum(
    CareerBy,
    {
        "INDUSTRY": "The industry of the place where they work today.",
        "OCCUPATION": "The occupation that they have as an attribute.",
        "COMPANY": "The company for which they work today, however its name is written.",
        "PLACE": "Where they work today.",
    },
)

FACET_ARGUMENTS = {
    "by": Argument("FacetBy", "What is counted."),
    "filter": Argument("MemberFilter | None", "Which members."),
    "kinds": Argument(KINDS["kinds"].annotation, "Only attributes of these kinds, where attributes are counted."),
}
FACETS = {"by": {by: f"{{it}}.by = '{by}'" for by in CELLS}}
CAREER_ARGUMENTS = {
    "by": Argument("CareerBy", "What is counted."),
    "joined": Argument(
        int | None,
        "Only those who first joined in the five fiscal years in which this one lies: 2005 to 2009, 2010 to 2014, …",
    ),
}
CAREERS = {"by": {by: f"{{it}}.by = '{by}'" for by in WENT}}
OF_CELL = "{it}.id = {self}.attribute_id"


@shows(Cells, order=("place",))
class FacetCell:
    """A value, and how many members have it."""

    label: str = column("The value in words.")
    count: int = column("How many members have it, as the viewer may see them.", source="members")
    attribute: "Attribute | None" = relation("The attribute that it is; null where it is none.", OF_CELL)
    cohort: int | None = column("The fiscal year, where cohorts are counted.")
    company: str | None = column("The company as most write it, where companies are counted.")
    kind: MemberKind | None = column("The kind of member, where kinds are counted.")


@shows(Facets)
class MemberFacets:
    """The values that members have, and how many have each."""

    cells: "list[FacetCell]" = listing("Values that five members at least have, the most frequent first.")
    cell_count: int = column("How many cells there are to show.")
    suppressed: bool = column(
        "Are there values that are not shown because few have them? Others may be hidden with them, so that"
        " their numbers cannot be had by subtraction."
    )


@shows(Cells, order=("place",))
class CareerCell:
    """Where alumni went, and how many of them at least."""

    label: str = column("The value in words.")
    at_least: int = column("How many at least, in steps of five.", source="members")
    attribute: "Attribute | None" = relation("The attribute that it is; null for a company.", OF_CELL)


@shows(CareerStats)
class CareerStatistics:
    """Where alumni went, of those who agreed to be counted and show it to the viewer, without the viewer.

    A value that is not here may have a few members, or none.
    """

    cells: "list[CareerCell]" = listing("Values that five members at least have, the most frequent first.")
    cell_count: int = column("How many cells there are to show.")
