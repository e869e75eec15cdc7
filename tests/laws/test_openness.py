"""Invariant 9: what members are open to is shown where they say so, and nobody is found, counted or sorted by it."""

import re

import pytest

from graph.compile.declare import FILTERS, SHAPES, Relation
from models.rules import tables
from tests.laws.test_guards import everything

# Where it may be read: as rows of their own, under their rule.
SHOWN = {"Member.openness", "Sight.openness"}


def names_openness(template: str) -> bool:
    """Does a template read the table?"""
    return re.search(r"(?<![.\w])openness\b", re.sub(r"'[^']*'", "", template), re.IGNORECASE) is not None


def test_no_condition_sort_count_view_or_suggestion_reads_what_members_are_open_to() -> None:
    found = {place for templates in everything().values() for place, template in templates if names_openness(template)}
    assert found == set()


def test_it_is_shown_where_it_is_known_to_be_shown_and_nowhere_else() -> None:
    everything()
    relations = {
        f"{shape.name}.{name}"
        for shape in SHAPES.values()
        for name, spec in shape.fields.items()
        if isinstance(spec, Relation) and "openness" in (name.lower(), (spec.source or "").lower())
    }
    payloads = {place for place in relations if place.endswith("Payload.openness")}
    assert relations - payloads == SHOWN
    assert payloads == {"SetOpennessPayload.openness"}


def test_no_filter_and_no_index_of_members_knows_it() -> None:
    assert not [name for fields in FILTERS.values() for name in fields if "open" in name.lower() and "ness" in name]
    assert not [column for column in tables()["Member"]._meta.db_fields if "openness" in column]


@pytest.mark.parametrize(
    "template",
    [
        "{it}.id in (select o.member_id from openness o where {visible:Openness:o:member})",
        "exists(select from members m join OPENNESS o on o.member_id = m.id)",
        "(select count(*) from openness)",
    ],
)
def test_a_planted_use_is_caught(template: str) -> None:
    assert names_openness(template)


def test_the_bounds_of_the_network_are_no_use() -> None:
    assert not names_openness("policy.openness_floor & 1 <> 0 and f.field = 'OPENNESS'")
