"""Prices: what an operation may cost, known before any SQL (domain.md, invariant 17).

A point is a tenth of a millisecond at the most, in a network of 100,000 members: an object is 1, and so is a derived
field that reads rows. What takes longer says so where it is declared (``price``, ``prices``, ``counting``);
``python -m bench.prices`` holds what is dear to the clock.
"""

from collections.abc import Mapping
from functools import cache
from typing import Any

from graphql import (
    FieldNode,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLSchema,
    OperationDefinitionNode,
    VariableNode,
    get_named_type,
    is_abstract_type,
    is_leaf_type,
)
from graphql.language import DocumentNode

from graph.compile.arguments import Given, choice, given, given_arguments
from graph.compile.declare import DEFAULT_PAGE, FILTERS, MAX_PAGE, SHAPES, Expression, Relation, Spec, sql_name
from graph.compile.limits import INTROSPECTION, Limits, described, most_told, over
from graph.compile.selection import Parent, Selections
from graph.compile.sources import filter_name, graph_name
from graph.compile.variables import refusal
from models.table import Count

MOST_DESCRIBED = 10  # `__type` and `__schema` at the root: tools ask for one or two
USUAL_LIST = 10  # what a short list counts for where nobody says how much of it is wanted


class Price:
    """What an operation may cost: one for each object and count, pages and lists at their full size."""

    def __init__(self, schema: GraphQLSchema, selections: Selections, limits: Limits) -> None:
        self.schema = schema
        self.selections = selections
        self.limits = limits
        self.lookups = 0

    def of(self, operation: OperationDefinitionNode) -> int:
        """The price of the operation; raises Refused for a page size out of bounds or a price too high."""
        root = self.schema.get_root_type(operation.operation)
        if root is None:
            return 0
        self.check_introspection(self.selections.fields(root, [operation]))
        cost = self.objects(root, [operation])
        if cost > self.limits.cost:
            raise refusal(
                f"The operation costs {cost}, the limit is {self.limits.cost}: ask for smaller pages or fewer lists.",
                "COST_LIMIT",
                cost=cost,
                limit=self.limits.cost,
            )
        return cost

    def check_introspection(self, fields: Mapping[str, list[FieldNode]]) -> None:
        """Refuse to tell the schema over and over; raises Refused."""
        asked = [nodes for nodes in fields.values() if nodes[0].name.value in INTROSPECTION]
        if len(asked) > MOST_DESCRIBED:
            raise refusal(f"At most {MOST_DESCRIBED} types are described at once.", "INTROSPECTION_LIMIT")
        if asked and sum(described(self.schema, self.selections, nodes) for nodes in asked) > most_told(self.schema):
            raise refusal("This asks for more than the whole schema: ask for less at once.", "INTROSPECTION_LIMIT")

    def objects(self, type_: Any, parents: list[Any]) -> int:
        """The price of one object of this type; of an abstract one, its dearest."""
        if is_abstract_type(type_):
            return max(self.one_of(each, parents) for each in self.schema.get_possible_types(type_))
        return sum(
            self.field(type_, nodes)
            for key, nodes in self.selections.fields(type_, parents).items()
            if not nodes[0].name.value.startswith("__")
        )

    def one_of(self, type_: GraphQLObjectType, parents: list[Any]) -> int:
        """The price of an object that may be of this type, for which a statement looks in its table."""
        self.look()
        return self.objects(type_, parents)

    def look(self) -> None:
        """Count one more place where the statement looks for rows; raises Refused.

        PostgreSQL takes up to 3 ms to plan each, and an interface multiplies what is selected within it.
        """
        self.lookups += 1
        if self.lookups > self.limits.lookups:
            raise over("LOOKUP", "lookup", self.limits.lookups)

    def field(self, type_: GraphQLObjectType | GraphQLInterfaceType, nodes: list[FieldNode]) -> int:
        """The price of a field."""
        name = nodes[0].name.value
        declared = type_.fields[name]
        inner = get_named_type(declared.type)
        spec = SHAPES[type_.name].fields.get(name) if type_.name in SHAPES else None
        if isinstance(spec, Expression | Relation) or name == "totalCount":
            self.look()
        if is_leaf_type(inner):
            reading = isinstance(spec, Expression) and reads(type_.name, spec.source or sql_name(name))
            return reading + (spec.price if spec else 0)
        size = self.size(nodes[0], declared.args)
        parents: list[Parent] = list(nodes)
        inside = self.objects(inner, parents)
        more = self.more(spec, nodes[0], declared.args, self.totals(inner, parents)) if spec else 0
        return 1 + more + (inside if size is None else size * (1 + inside))

    def totals(self, type_: Any, parents: list[Parent]) -> int:
        """How often the whole connection is counted."""
        if not isinstance(type_, GraphQLObjectType) or "totalCount" not in type_.fields:
            return 0
        return sum(nodes[0].name.value == "totalCount" for nodes in self.selections.fields(type_, parents).values())

    def more(self, spec: Spec, node: FieldNode, args: Mapping[str, Any], totals: int) -> int:
        """The price of a field beside what it brings: to find its rows, to order them and to count them all."""
        found = given_arguments(node, args, self.selections.variables)
        chosen = {name: self.chosen(found.get(graph_name(name))) for name in spec.prices}
        asked = spec.price + sum(spec.prices[name].get(value or "", 0) for name, value in chosen.items())
        sought: Any = found.get("filter")
        filter_ = sought if isinstance(sought, dict) else {}
        if not isinstance(spec, Relation):
            return asked + looking(filter_, filter_name(spec))
        ranked = spec.ranked
        if ranked and not totals and filter_.keys() == {ranked.by} and chosen.get("order_by") == ranked.order:
            return spec.price + ranked.price
        return asked + looking(filter_, filter_name(spec)) + totals * spec.counting

    def chosen(self, value: Given | None) -> str | None:
        """The value of an enum argument."""
        return choice(value, self.selections.variables)

    def size(self, node: FieldNode, args: Mapping[str, Any]) -> int | None:
        """How many rows a field may bring; None where it brings one. Raises Refused."""
        if "ids" in args:
            return self.length(node, args)
        if "first" not in args:
            return None
        sizes = {name: self.number(node, args, name) for name in ("first", "last") if name in args}
        if all(size is not None for size in sizes.values()) and len(sizes) > 1:
            raise refusal("Give either first or last, not both.", "BAD_USER_INPUT", node)
        for name, size in sizes.items():
            if size is not None and not 0 <= size <= MAX_PAGE:
                raise refusal(
                    f"{name} must be between 0 and {MAX_PAGE}, got {size}.", "PAGE_SIZE", node, limit=MAX_PAGE
                )
        said = any(each.name.value == "first" for each in node.arguments or ())
        if "last" not in args and not said:
            return USUAL_LIST
        return next((size for size in sizes.values() if size is not None), DEFAULT_PAGE)

    def number(self, node: FieldNode, args: Mapping[str, Any], name: str) -> int | None:
        """The value of a page size."""
        value = self.value(node, args, name)
        return value if isinstance(value, int) else None

    def length(self, node: FieldNode, args: Mapping[str, Any]) -> int:
        """How many ids are asked for; raises Refused."""
        value = self.value(node, args, "ids")
        count = len(value) if isinstance(value, list) else 1
        if count > MAX_PAGE:
            raise refusal(f"At most {MAX_PAGE} ids, got {count}.", "PAGE_SIZE", node, limit=MAX_PAGE)
        return count

    def value(self, node: FieldNode, args: Mapping[str, Any], name: str) -> Any:
        """The value of an argument in this request."""
        written = next((each.value for each in node.arguments or () if each.name.value == name), None)
        found = given(written, args[name].type, self.selections.variables, args[name].default_value)
        return None if found is None or isinstance(found, dict) else found.read(self.selections.variables)


def looking(asked: Mapping[str, Any], input_type: str) -> int:
    """The price of looking for what passes a filter."""
    price = 0
    for name, each in asked.items():
        declared = FILTERS[input_type][name]
        price += looking(each, declared.nested) if declared.nested else declared.price
    return price


@cache
def reads(shape: str, derived: str) -> bool:
    """Does a derived field read other rows? Then it costs what an object costs."""
    source = SHAPES[shape].source
    sql = source.derived[derived] if isinstance(source, type) else ""
    return isinstance(sql, Count) or "select" in sql


def priced_variables(document: DocumentNode) -> tuple[str, ...]:
    """The variables that a price can depend on: those given as a page size or as ids anywhere."""
    found: set[str] = set()
    stack: list[Any] = [each.selection_set for each in document.definitions if hasattr(each, "selection_set")]
    while stack:
        for node in stack.pop().selections:
            if isinstance(node, FieldNode):
                sizes = (each for each in node.arguments or () if each.name.value in ("first", "last", "ids"))
                found.update(each.value.name.value for each in sizes if isinstance(each.value, VariableNode))
            if getattr(node, "selection_set", None):
                stack.append(node.selection_set)
    return tuple(sorted(found))
