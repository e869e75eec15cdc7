"""Law 3 for values: whatever the schema filters, sorts, counts or suggests by names a guarded value by its guard."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from graph.compile.declare import FILTERS, SHAPES, Column, Relation, sql_name
from graph.compile.sources import target
from graph.schema import graphql_schema
from models.columns import Computed
from models.members import Member
from models.rules import fill, guarded, keep_to_guards, numbers, sealed, tables
from models.table import Count, Table, View

Templates = Iterator[tuple[str, str]]
SEALED = ["restricted_keys", "searched_companies"]
GUARDED = sorted({*Member.guarded, *Member.guarded_sets, *SEALED})
OWNED = {"employments": "Employment", "positions": "Position", "member_attributes": "MemberAttribute"}
OWNED |= {"openness": "Openness"}


def conditions() -> Templates:
    """Of every field of every filter."""
    for input_type, fields in FILTERS.items():
        yield from ((f"{input_type}.{name}", each.template) for name, each in fields.items() if each.template)


def relations() -> Templates:
    """Of every field that brings rows: conditions, choices, sources and sort keys."""
    for shape in SHAPES.values():
        for name, spec in shape.fields.items():
            if isinstance(spec, Relation):
                yield from ((f"{shape.name}.{name}", template) for template in of_relation(spec))


def of_relation(spec: Relation) -> Iterator[str]:
    """The templates of one relation; ``among`` is not one of them, it only narrows what the others decide."""
    each = spec.each.values() if isinstance(spec.each, Mapping) else [spec.each]
    chosen = [template for choice in spec.choices.values() for template in choice.values()]
    computed = [template for _, template in spec.computed.values()]
    yield from (template for template in (spec.where, *spec.when.values(), *chosen, *each, *computed) if template)


def derived() -> Templates:
    """Of every table: its rule and what is derived from it."""
    for name, table in tables().items():
        yield f"{name}.rule", table.rule.own
        for field, each in table.derived.items():
            yield f"{name}.{field}", each.where if isinstance(each, Count) else each


def views() -> Templates:
    """Of every view that a type shows."""
    for shape in SHAPES.values():
        if isinstance(shape.source, View):
            yield from ((f"{shape.source.name} of {shape.name}", select) for select in selects(shape.source))
            yield f"{shape.source.name}.rule", shape.source.rule.own


def selects(view: View) -> tuple[str, ...]:
    """The selects of a view."""
    return view.select if isinstance(view.select, tuple) else (view.select,)


def everything() -> dict[str, list[tuple[str, str]]]:
    """All templates of the product by kind."""
    graphql_schema()
    found = {"condition": conditions(), "relation": relations(), "derived": derived(), "view": views()}
    return {kind: list(templates) for kind, templates in found.items()}


def test_every_template_of_the_schema_keeps_to_the_guards() -> None:
    found = everything()
    assert {kind: len(templates) > 5 for kind, templates in found.items()} == dict.fromkeys(found, True)
    for place, template in (each for templates in found.values() for each in templates):
        try:
            keep_to_guards(template)
        except TypeError as error:
            pytest.fail(f"{place}: {error}")


def test_no_sort_key_is_a_guarded_column() -> None:
    graphql_schema()
    for shape in SHAPES.values():
        orders: list[tuple[str, ...]] = [shape.order]
        computed: set[str] = set()
        for spec in shape.fields.values():
            if isinstance(spec, Relation):
                orders += [spec.order, *spec.orders.values()]
                computed |= set(spec.computed)
        keys = {key.removeprefix("-") for order in orders for key in order}
        assert not (keys - computed) & set(GUARDED), shape.name


def test_a_view_takes_in_the_filter_of_whatever_shows_it() -> None:
    """The compiler leaves the filter to the view: one that forgets it brings what nobody asked for."""
    types: Any = graphql_schema().type_map
    filtered = {
        f"{shape.name}.{name}": target(types[shape.name].fields[name].type).source
        for shape in SHAPES.values()
        for name, spec in shape.fields.items()
        if "filter" in spec.args
    }
    taken = {
        place: all("{filter:" in select for select in selects(source))
        for place, source in filtered.items()
        if isinstance(source, View)
    }
    assert taken.keys() >= {"Query.rosterEntries", "Query.memberFacets"}
    assert all(taken.values()), taken


def test_the_law_knows_every_guarded_value() -> None:
    assert set(guarded()) | sealed() == set(GUARDED)
    assert sorted(sealed()) == SEALED
    assert {table._meta.db_table: name for name, table in tables().items() if table.rule.audience} == OWNED


def test_every_column_beside_an_audience_is_guarded() -> None:
    """A column whose audience nobody looks at would be read by everybody."""
    for name, table in tables().items():
        columns: Any = table._meta.db_fields
        beside = {column for column in columns if column.endswith("_audience")}
        assert beside == {f"{field.name.lower()}_audience" for field in table.guarded.values()}, name
        assert ("audience" in columns) == (table.rule.audience is not None), name


def test_what_is_computed_from_a_guarded_column_is_guarded_like_it() -> None:
    computed = 0
    for name, table in tables().items():
        for column, field in table._meta.fields_map.items():
            made_of = set(re.findall(r"\w+", field.expression)) if isinstance(field, Computed) else set()
            for each in made_of & {*table.guarded, *table.guarded_sets, *table.sealed}:
                computed += 1
                assert table.guarded.get(column) == table.guarded.get(each, "no column"), f"{name}.{column}"
    assert computed >= 2


def test_no_type_shows_a_sealed_column() -> None:
    graphql_schema()
    for shape in SHAPES.values():
        shown = {spec.source or sql_name(name) for name, spec in shape.fields.items() if isinstance(spec, Column)}
        assert not shown & sealed(), shape.name


@pytest.mark.parametrize("column", SEALED)
def test_a_sealed_column_has_a_name_of_its_own_and_no_guard(column: str) -> None:
    assert [name for name, table in tables().items() if column in table._meta.db_fields] == ["Member"]
    with pytest.raises(KeyError):
        fill(f"{{it.{column}}} is not null", {"it": "m"}.get, numbers())


@pytest.mark.parametrize("column", GUARDED)
@pytest.mark.parametrize(
    "template",
    [
        "{{it}}.{0} is not null",
        "{{self}}.{0} = {{value}}",
        "exists(select from members m where m.id = {{it}}.id and m.{0} is not null)",
        "{{it}}.id in (select id from members where {0} is not null)",
        "(select count({0}) from members)",
        '{{it}}."{0}" is null',
        "{{it}}.{1} is null",
    ],
)
def test_a_planted_guarded_column_is_refused(column: str, template: str) -> None:
    with pytest.raises(TypeError, match=column):
        keep_to_guards(template.format(column, column.upper()))


@pytest.mark.parametrize("column", sorted({*Member.guarded, *Member.guarded_sets}))
def test_a_guarded_column_by_its_guard_is_let_through(column: str) -> None:
    keep_to_guards(f"{{it.{column}}} is not null and {{m.{column}}} = {{viewer.{column}}}")


@pytest.mark.parametrize(("table", "name"), OWNED.items())
@pytest.mark.parametrize(
    "template",
    [
        "{{it}}.id in (select p.member_id from {0} p where p.network_id = {{network}})",
        "{{it}}.id in (select member_id from {0} where network_id = {{network}})",
        "{{it}}.id in (select p.member_id from {0} as p where p.network_id = {{network}})",
        "exists(select from members m join {0} p on p.member_id = m.id)",
        "exists(select from members m, {0} p where p.member_id = m.id)",
        "exists(select from members m, lateral (select from {0} p where p.member_id = m.id) x)",
        "exists(select from public.{0} p where p.member_id = {{it}}.id)",
        'exists(select from "{0}" p where p.member_id = {{it}}.id)',
        "exists(select from only {0} p where p.member_id = {{it}}.id)",
        "exists(SELECT FROM {0} p WHERE p.member_id = {{it}}.id)",
        "exists(select from (table {0}) p)",
        "exists(select from {0} p join {0} q on q.member_id = p.member_id and {{visible:{1}:q:member}})",
        "exists(select from {0} p, {0} pp where {{visible:{1}:pp:member}})",
        "exists(select from {0} p, {0} xp where xp.member_id = {{viewer}})",
    ],
)
def test_planted_rows_past_their_audiences_are_refused(table: str, name: str, template: str) -> None:
    with pytest.raises(TypeError, match=table):
        keep_to_guards(template.format(table, name))


@pytest.mark.parametrize(("table", "name"), OWNED.items())
def test_rows_by_their_rule_are_let_through(table: str, name: str) -> None:
    keep_to_guards(f"{{it}}.id in (select p.member_id from {table} p where {{visible:{name}:p:member}})")
    keep_to_guards(f"exists(select from members m join {table} p on p.member_id = m.id and {{visible:{name}:p}})")
    keep_to_guards(f"exists(select from members m, {table} p where {{visible:{name}:p:member:attribute}})")
    keep_to_guards(f"exists(select from {table} p where p.member_id = {{viewer}})")


def test_two_tables_cannot_guard_columns_of_one_name(monkeypatch: pytest.MonkeyPatch) -> None:
    guarded.cache_clear()
    monkeypatch.setattr(tables()["Group"], "guarded", {"headline": next(iter(Member.guarded.values()))})
    with pytest.raises(TypeError, match="of a name that another table guards"):
        guarded()
    monkeypatch.undo()
    assert set(guarded()) == {*Member.guarded, *Member.guarded_sets}


def test_a_table_tells_the_truth_about_what_it_guards() -> None:
    for table in tables().values():
        columns: Any = table._meta.db_fields
        assert {*table.guarded, *table.guarded_sets, *table.sealed} <= set(columns)
        assert issubclass(table, Table)
