"""Limits that hold before any SQL (domain.md, invariant 17): form of the document first, then its price."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLSchema,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionNode,
    SelectionSetNode,
    VariableNode,
    get_named_type,
    is_abstract_type,
    is_leaf_type,
)
from graphql.language import DocumentNode

from graph.compile.arguments import given
from graph.compile.declare import DEFAULT_PAGE, MAX_PAGE
from graph.compile.selection import Parent, Selections
from graph.compile.variables import refusal

USUAL_LIST = 10  # what a short list counts for where nobody says how much of it is wanted


@dataclass(frozen=True)
class Limits:
    """How large an operation may be."""

    tokens: int = 4_000
    depth: int = 16
    fields: int = 800
    aliases: int = 60
    root_fields: int = 20
    directives: int = 50
    cost: int = 20_000


class Form:
    """The size of a document as it is written, each fragment counted where it is spread."""

    def __init__(self, document: DocumentNode, limits: Limits) -> None:
        self.limits = limits
        self.fragments = {
            each.name.value: each for each in document.definitions if isinstance(each, FragmentDefinitionNode)
        }
        self.known: dict[str, tuple[int, int, int, int]] = {}
        self.open: set[str] = set()

    def check(self, operation: OperationDefinitionNode) -> None:
        """Refuse an operation that is too large; raises Refused."""
        fields, aliases, directives, depth = self.measure(operation.selection_set)
        limits = self.limits
        for what, found, most in (
            ("DEPTH", depth, limits.depth),
            ("FIELD", fields, limits.fields),
            ("ALIAS", aliases, limits.aliases),
            ("DIRECTIVE", directives + len(operation.directives or ()), limits.directives),
            ("ROOT_FIELD", len(operation.selection_set.selections), limits.root_fields),
        ):
            if found > most:
                noun = what.lower().replace("_", " ")
                raise refusal(f"The {noun} limit is {most}, this operation has {found}.", f"{what}_LIMIT", limit=most)

    def measure(self, selections: SelectionSetNode | None) -> tuple[int, int, int, int]:
        """(fields, aliases, directives, depth) of a selection set."""
        fields = aliases = directives = depth = 0
        for node in selections.selections if selections else ():
            inner = self.inside(node)
            own = isinstance(node, FieldNode)
            fields += inner[0] + own
            aliases += inner[1] + (isinstance(node, FieldNode) and node.alias is not None)
            directives += inner[2] + len(node.directives or ())
            depth = max(depth, inner[3] + own)
        return fields, aliases, directives, depth

    def inside(self, node: SelectionNode) -> tuple[int, int, int, int]:
        """The size of what a selection holds."""
        if isinstance(node, FragmentSpreadNode):
            return self.spread(node)
        return self.measure(node.selection_set) if isinstance(node, FieldNode | InlineFragmentNode) else (0, 0, 0, 0)

    def spread(self, node: FragmentSpreadNode) -> tuple[int, int, int, int]:
        """The size of a fragment; a cycle (refused by validation) and an unknown one count nothing."""
        name = node.name.value
        if name in self.known:
            return self.known[name]
        if name in self.open or name not in self.fragments:
            return 0, 0, 0, 0
        self.open.add(name)
        self.known[name] = self.measure(self.fragments[name].selection_set)
        self.open.discard(name)
        return self.known[name]


class Price:
    """What an operation may cost: one for each object it can bring, pages and lists at their full size."""

    def __init__(self, schema: GraphQLSchema, selections: Selections, limits: Limits) -> None:
        self.schema = schema
        self.selections = selections
        self.limits = limits

    def of(self, operation: OperationDefinitionNode) -> int:
        """The price of the operation; raises Refused for a page size out of bounds or a price too high."""
        root = self.schema.get_root_type(operation.operation)
        cost = self.objects(root, [operation]) if root else 0
        if cost > self.limits.cost:
            raise refusal(
                f"The operation costs {cost}, the limit is {self.limits.cost}: ask for smaller pages or fewer lists.",
                "COST_LIMIT",
                cost=cost,
                limit=self.limits.cost,
            )
        return cost

    def objects(self, type_: Any, parents: list[Any]) -> int:
        """The price of one object of this type; of an abstract one, its dearest."""
        if is_abstract_type(type_):
            return max(self.objects(each, parents) for each in self.schema.get_possible_types(type_))
        return sum(
            self.field(type_, nodes)
            for key, nodes in self.selections.fields(type_, parents).items()
            if not nodes[0].name.value.startswith("__")
        )

    def field(self, type_: GraphQLObjectType | GraphQLInterfaceType, nodes: list[FieldNode]) -> int:
        """The price of a field."""
        declared = type_.fields[nodes[0].name.value]
        inner = get_named_type(declared.type)
        if is_leaf_type(inner):
            return 0
        size = self.size(nodes[0], declared.args)
        parents: list[Parent] = list(nodes)
        return 1 + size * (1 + self.objects(inner, parents)) if size is not None else 1 + self.objects(inner, parents)

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
