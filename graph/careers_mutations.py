"""Careers: what members say of when they worked here and where they work, and what HR puts on record."""

import strawberry

from actions import careers
from graph.compile.payloads import mutation
from graph.inputs import given
from graph.nodes import PartialDate
from graph.profile_mutations import AUDIENCE, LISTS, VERSION
from models.audiences import Audience

DEPARTMENT = "The department, an attribute of kind DEPARTMENT."
INDUSTRY = "The industry, an attribute of kind INDUSTRY."
PLACE = "Where it is, an attribute of kind PLACE."


@mutation(careers.add_employment, employment="Employment")
class AddEmployment:
    """Say when the viewer worked in this company; HR_ADMIN puts the spell of another member on record.

    Spells do not overlap, and one without an end is for employees.
    """

    started: PartialDate = given("When it began.", longest=10)
    ended: PartialDate | None = given("When it ended; none: it lasts.", longest=10)
    department_id: strawberry.ID | None = given(DEPARTMENT, id_of="att")
    title: str | None = given("The title held.", longest=200)
    audience: list[Audience] | None = given(AUDIENCE)
    lists: list[int] | None = given(LISTS)
    member_id: strawberry.ID | None = given("The member whose record HR_ADMIN keeps; none: the viewer.", id_of="mem")


@mutation(careers.update_employment, employment="Employment")
class UpdateEmployment:
    """Change a spell: the viewer's own word, or for HR_ADMIN what HR has on record of somebody else."""

    employment_id: strawberry.ID = given("The spell.", id_of="emp")
    started: PartialDate | None = given("When it began; it cannot be cleared.", longest=10)
    ended: PartialDate | None = given("When it ended; null: it lasts.", longest=10)
    department_id: strawberry.ID | None = given(DEPARTMENT, id_of="att")
    title: str | None = given("The title held.", longest=200)
    if_version: int | None = given(VERSION)


@mutation(careers.remove_employment, member="Member")
class RemoveEmployment:
    """Remove a spell: the viewer's own word, or for HR_ADMIN what HR has on record of somebody else."""

    employment_id: strawberry.ID = given("The spell.", id_of="emp")


@mutation(careers.add_position, position="Position")
class AddPosition:
    """Say where else the viewer works or worked."""

    company: str = given("The employer.", longest=200)
    started: PartialDate = given("When it began.", longest=10)
    ended: PartialDate | None = given("When it ended; none: it lasts.", longest=10)
    title: str | None = given("The title held.", longest=200)
    industry_id: strawberry.ID | None = given(INDUSTRY, id_of="att")
    place_id: strawberry.ID | None = given(PLACE, id_of="att")
    audience: list[Audience] | None = given(AUDIENCE)
    lists: list[int] | None = given(LISTS)


@mutation(careers.update_position, position="Position")
class UpdatePosition:
    """Change what the viewer said of a place elsewhere; what is not given stays as it is, and null clears."""

    position_id: strawberry.ID = given("The viewer's position.", id_of="pos")
    company: str | None = given("The employer; it cannot be cleared.", longest=200)
    started: PartialDate | None = given("When it began; it cannot be cleared.", longest=10)
    ended: PartialDate | None = given("When it ended; null: it lasts.", longest=10)
    title: str | None = given("The title held.", longest=200)
    industry_id: strawberry.ID | None = given(INDUSTRY, id_of="att")
    place_id: strawberry.ID | None = given(PLACE, id_of="att")
    if_version: int | None = given(VERSION)


@mutation(careers.remove_position, member="Member")
class RemovePosition:
    """Take back what the viewer said of a place elsewhere."""

    position_id: strawberry.ID = given("The viewer's position.", id_of="pos")
