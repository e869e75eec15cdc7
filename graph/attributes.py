"""Attributes: what two members can have in common."""

from typing import TYPE_CHECKING

import strawberry

from graph.compile.declare import Argument, column, condition, connection, derived, enum, filters, relation, shows
from graph.nodes import Connection, Node
from models.attributes import Attribute as AttributeTable
from models.attributes import AttributeKind

if TYPE_CHECKING:
    from graph.members import Member

enum(
    AttributeKind,
    {
        "SKILL": "Something that one can do.",
        "INDUSTRY": "A branch of the economy.",
        "OCCUPATION": "A trade or profession.",
        "DEPARTMENT": "A department of the company.",
        "SCHOOL": "A school or university.",
        "PLACE": "A city, region or country.",
        "LANGUAGE": "A language.",
        "INTEREST": "Something that one cares for.",
        "CERTIFICATION": "A certificate or licence.",
        "COHORT": "The fiscal year of joining (同期).",
    },
)


@shows(AttributeTable, order=("sort_label", "id"))
class Attribute(Node):
    """A skill, school, place, …: the second thing that two alumni have in common."""

    kind: AttributeKind = column("What it says of a member.")
    label: str = column("Its name, as the network writes it.", source="label_ja")
    label_en: str | None = column("Its name in English.")
    aliases: list[str] = column("Other names that it is found by.")
    code: str | None = column("Its code in a public classification, such as JSIC.")
    parent: "Attribute | None" = relation("The wider attribute that it belongs to.")
    children: "Connection[Attribute]" = connection("The narrower attributes.")
    viewer_has: bool = derived("Does the viewer have it?")
    member_count: int = derived("How many members who have it the viewer may see.", price=130)
    members: "Connection[Member]" = connection(
        "The members who have it, by name.",
        "{it.attribute_keys} @> array[{self}.key]",
        among="{it}.attribute_keys @> array[{self}.key]",
        keep=True,
        price=300,
    )


@filters
class AttributeFilter:
    """Which attributes; all conditions must hold."""

    kinds: list[AttributeKind] | None = condition("Only of one of these kinds.", "{it}.kind = any({value})")
    search: str | None = condition(
        "Only those with this text in a label or alias, however it is written.",
        "{it}.label_fold like (select '%' || enishi_pattern({value}) || '%')",
        longest=200,
    )
    parent: strawberry.ID | None = condition("Only the narrower ones of this.", "{it}.parent_id = {value}", id_of="att")


FILTER = Argument("AttributeFilter | None", "Which attributes.")
