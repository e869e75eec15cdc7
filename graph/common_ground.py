"""Common ground: what two members have in common, and how one knows."""

from graph.attributes import Attribute
from graph.compile.declare import column, enum, relation, shows
from graph.groups import Group
from graph.nodes import PartialDate
from models.common_ground import CommonGround as CommonGroundView
from models.common_ground import CommonGroundKind

enum(
    CommonGroundKind,
    {
        "SKILL": "Both can do it.",
        "INDUSTRY": "Both work in it today, or say that it is theirs.",
        "OCCUPATION": "Both have this trade or profession.",
        "DEPARTMENT": "Both were in this department of the company.",
        "SCHOOL": "Both went there.",
        "PLACE": "Both are at home there.",
        "LANGUAGE": "Both speak it.",
        "INTEREST": "Both care for it.",
        "CERTIFICATION": "Both hold it.",
        "COHORT": "Both joined in this fiscal year (同期).",
        "GROUP": "Both belong to it.",
    },
)


@shows(CommonGroundView, order=("-weight", "-attribute_id", "-group_id", "-cohort"))
class CommonGround:
    """One thing that two members have in common, with the evidence that the viewer may see."""

    kind: CommonGroundKind = column("What sort of thing it is.")
    attribute: "Attribute | None" = relation(
        "What both have; null for a group, and for a cohort that the network has no attribute for.",
        "{it}.id = {self}.attribute_id",
    )
    group: "Group | None" = relation("The group; null for everything else.", "{it}.id = {self}.group_id")
    cohort: int | None = column("The fiscal year in which both joined; null for everything but a cohort.")
    started: PartialDate | None = column(
        "When both began to be in the department at the same time, of several times the last; null if they never were."
    )
    ended: PartialDate | None = column("When that time ended; null while it lasts.")
    year: int | None = column("The year that the member gives for it, as for schools and certificates.")
    other_year: int | None = column("The year that the other one gives for it.")
    weight: int = column("How much it says of the two: what few have says more.")
