"""Limits that hold before any SQL (domain.md, invariant 17): the form of the document, and what tells the schema."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, NamedTuple

from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLError,
    GraphQLSchema,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionNode,
    SelectionSetNode,
    TokenKind,
    get_introspection_query,
    get_named_type,
    is_abstract_type,
    is_leaf_type,
    parse,
)
from graphql.language import DocumentNode
from graphql.validation.rules import overlapping_fields_can_be_merged

from graph.compile.selection import Selections
from graph.compile.variables import Refused, refusal

FULL_INTROSPECTIONS = 1.5  # how much of the schema may be asked for, where 1 is all that tools ask for
INTROSPECTION = {"__schema": "__Schema", "__type": "__Type"}

# The rule compares fields of one name in pairs; as it comes, it lets a document of 4,000 tokens take 1.5 s.
overlapping_fields_can_be_merged.MAX_COMPLEXITY_BUDGET = 12_000


@dataclass(frozen=True)
class Limits:
    """How large a document, its operations and the values of its variables may be."""

    characters: int = 150_000
    tokens: int = 4_000
    operations: int = 30
    depth: int = 16
    nesting: int = 64
    fields: int = 800
    aliases: int = 60
    root_fields: int = 20
    directives: int = 50
    text: int = 20_000
    values: int = 4_000
    lookups: int = 200
    cost: int = 20_000


def over(what: str, noun: str, most: int, found: int | None = None) -> Refused:
    """The refusal of what exceeds a limit."""
    got = "more" if found is None else found
    return refusal(f"The {noun} limit is {most}, got {got}.", f"{what}_LIMIT", limit=most)


class Size(NamedTuple):
    """How large a selection set is: the fields at its top and in all, and how deep its fields and all its braces go."""

    top: int = 0
    fields: int = 0
    aliases: int = 0
    directives: int = 0
    depth: int = 0
    nesting: int = 0

    def beside(self, other: "Size") -> "Size":
        """Both in one selection set."""
        return Size(
            self.top + other.top,
            self.fields + other.fields,
            self.aliases + other.aliases,
            self.directives + other.directives,
            max(self.depth, other.depth),
            max(self.nesting, other.nesting),
        )


class Form:
    """The size of a document as it is written, each fragment counted where it is spread."""

    def __init__(self, document: DocumentNode, limits: Limits) -> None:
        self.document = document
        self.limits = limits
        self.operations = [each for each in document.definitions if isinstance(each, OperationDefinitionNode)]
        self.fragments = {
            each.name.value: each for each in document.definitions if isinstance(each, FragmentDefinitionNode)
        }
        self.known: dict[str, Size] = {}
        self.open: set[str] = set()

    def check(self) -> None:
        """Refuse a document that is too large, whichever of its operations is meant; raises Refused."""
        limits = self.limits
        if len(self.operations) > limits.operations:
            raise over("OPERATION", "operation", limits.operations, len(self.operations))
        self.check_texts()
        for operation in self.operations:
            size = self.measure(operation.selection_set, 1)
            self.hold(size._replace(directives=size.directives + len(operation.directives or ())))
            if size.top > limits.root_fields:
                raise over("ROOT_FIELD", "root field", limits.root_fields, size.top)
        for name, fragment in self.fragments.items():
            self.hold(self.known[name] if name in self.known else self.measure(fragment.selection_set, 1))

    def hold(self, size: Size) -> None:
        """Hold one definition to the limits; raises Refused."""
        limits = self.limits
        for what, found, most in (
            ("DEPTH", size.depth, limits.depth),
            ("FIELD", size.fields, limits.fields),
            ("ALIAS", size.aliases, limits.aliases),
            ("DIRECTIVE", size.directives, limits.directives),
        ):
            if found > most:
                raise over(what, what.lower(), most, found)

    def check_texts(self) -> None:
        """Refuse texts in the document that are longer than a value may be; raises Refused."""
        where = self.document.loc
        token = where.start_token if where else None
        while where and token:
            if token.kind in (TokenKind.STRING, TokenKind.BLOCK_STRING) and len(token.value or "") > self.limits.text:
                raise too_long("A text", self.limits, source=where.source, positions=[token.start])
            token = token.next

    def measure(self, selections: SelectionSetNode, level: int) -> Size:
        """The size of a selection set; ``level`` counts the braces around it, so that no depth of them hurts us."""
        if level > self.limits.nesting:
            raise over("DEPTH", "nesting", self.limits.nesting)
        size = Size(nesting=1)
        for node in selections.selections:
            size = size.beside(self.of(node, level))
        return size

    def of(self, node: SelectionNode, level: int) -> Size:
        """The size of one selection."""
        inner = Size()
        if isinstance(node, FragmentSpreadNode):
            inner = self.spread(node, level)
        elif isinstance(node, FieldNode | InlineFragmentNode) and node.selection_set:
            inner = self.measure(node.selection_set, level + 1)
        directives = inner.directives + len(node.directives or ())
        if not isinstance(node, FieldNode):
            return inner._replace(directives=directives, nesting=inner.nesting + 1)
        aliases = inner.aliases + (node.alias is not None)
        return Size(1, inner.fields + 1, aliases, directives, inner.depth + 1, inner.nesting + 1)

    def spread(self, node: FragmentSpreadNode, level: int) -> Size:
        """The size of a fragment; a cycle (refused by validation) and an unknown one count nothing."""
        name = node.name.value
        if name in self.open or name not in self.fragments:
            return Size()
        if name not in self.known:
            self.open.add(name)
            self.known[name] = self.measure(self.fragments[name].selection_set, level + 1)
            self.open.discard(name)
        if level + self.known[name].nesting > self.limits.nesting:
            raise over("DEPTH", "nesting", self.limits.nesting)
        return self.known[name]


def too_long(subject: str, limits: Limits, **where: Any) -> Refused:
    """The refusal of a text that is longer than a value may be."""
    message = f"{subject} is longer than {limits.text} characters."
    return Refused(GraphQLError(message, extensions={"code": "BAD_USER_INPUT", "limit": limits.text}, **where))


def described(schema: GraphQLSchema, selections: Selections, nodes: list[Any], type_: Any = None) -> float:
    """What a field of the introspection takes: 1 a value and 3 an object, with lists of the usual length."""
    name = nodes[0].name.value
    declared = None if type_ is None or name.startswith("__") else get_named_type(type_.fields[name].type)
    inner: Any = declared if type_ is not None else schema.get_type(INTROSPECTION[name])
    if inner is None or is_leaf_type(inner):
        return 1
    fields = selections.fields(inner, nodes).values()
    length = usual_lengths(schema).get(name, 1)
    return 1 + length * (3 + sum(described(schema, selections, each, inner) for each in fields))


@cache
def usual_lengths(schema: GraphQLSchema) -> Mapping[str, float]:
    """How long the lists in the introspection of this schema are: means over all types, and over all fields."""
    types: list[Any] = list(schema.type_map.values())
    fields = [field for each in types for field in getattr(each, "fields", {}).values()]
    possible = [schema.get_possible_types(each) for each in types if is_abstract_type(each)]
    return {
        "types": len(types),
        "directives": len(schema.directives),
        "ofType": 0.5,
        "possibleTypes": sum(map(len, possible)) / len(types),
        "args": sum(len(getattr(each, "args", ())) for each in fields) / len(fields),
        "interfaces": mean_length("interfaces", types),
        "fields": mean_length("fields", types),
        "inputFields": mean_length("fields", types),
        "enumValues": mean_length("values", types),
    }


def mean_length(name: str, types: list[Any]) -> float:
    """How many of something the types have."""
    return sum(len(getattr(each, name, ())) for each in types) / len(types)


@cache
def most_told(schema: GraphQLSchema) -> float:
    """How much of the introspection an operation may ask for: somewhat more than tools do."""
    query = get_introspection_query(
        specified_by_url=True, directive_is_repeatable=True, schema_description=True, input_value_deprecation=True
    )
    document = parse(query)
    fragments = {each.name.value: each for each in document.definitions if isinstance(each, FragmentDefinitionNode)}
    selections = Selections(schema, fragments, {})
    operation: Any = document.definitions[0]
    asked = selections.fields(schema.query_type, [operation]) if schema.query_type else {}
    return FULL_INTROSPECTIONS * sum(described(schema, selections, nodes) for nodes in asked.values())
