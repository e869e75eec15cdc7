"""Documents: parsed, held to the limits, validated once, and kept with the plans of their operations."""

from collections import OrderedDict
from collections.abc import Mapping
from typing import Any, Generic, TypeVar

from graphql import (
    FragmentDefinitionNode,
    GraphQLError,
    GraphQLSchema,
    GraphQLSyntaxError,
    OperationDefinitionNode,
    OperationType,
    parse,
    validate,
)
from graphql.language import DocumentNode

from graph.compile.limits import Form, Limits, Price, priced_variables
from graph.compile.selection import Selections
from graph.compile.variables import Refused, VariablesOf, refusal

K = TypeVar("K")
V = TypeVar("V")
PLANS_AN_OPERATION = 32
PRICES_AN_OPERATION = 128
LONGEST_KEPT = 20_000


class Recent(Generic[K, V]):
    """A cache of the values that were asked for last."""

    def __init__(self, most: int) -> None:
        self.most = most
        self.kept: OrderedDict[K, V] = OrderedDict()

    def get(self, key: K) -> V | None:
        """The value, if it is kept; it is now the newest."""
        value = self.kept.get(key)
        if value is not None:
            self.kept.move_to_end(key)
        return value

    def put(self, key: K, value: V) -> V:
        """Keep a value; the oldest goes when there are too many."""
        self.kept[key] = value
        if len(self.kept) > self.most:
            self.kept.popitem(last=False)
        return value


class Operation:
    """One valid operation of a document, with its plans and prices."""

    def __init__(
        self, schema: GraphQLSchema, document: DocumentNode, node: OperationDefinitionNode, limits: Limits
    ) -> None:
        self.schema = schema
        self.document = document
        self.node = node
        self.limits = limits
        self.name = node.name.value if node.name else None
        self.is_query = node.operation is OperationType.QUERY
        self.variables = VariablesOf(schema, document, node)
        self.fragments = {
            each.name.value: each for each in document.definitions if isinstance(each, FragmentDefinitionNode)
        }
        self.priced = priced_variables(document)
        self.plans: Recent[Any, Any] = Recent(PLANS_AN_OPERATION)
        self.prices: Recent[Any, int] = Recent(PRICES_AN_OPERATION)

    def selections(self, variables: Mapping[str, Any]) -> Selections:
        """What it selects for these variables."""
        return Selections(self.schema, self.fragments, variables)

    def price(self, shape: Any, variables: Mapping[str, Any]) -> int:
        """What it may cost with these variables; raises Refused when that is too much."""
        key = (shape, *(size_of(variables.get(name)) for name in self.priced))
        known = self.prices.get(key)
        if known is not None:
            return known
        price = Price(self.schema, self.selections(variables), self.limits).of(self.node)
        return self.prices.put(key, price)


def size_of(value: Any) -> Any:
    """What of a page size (or a list of ids) the price depends on."""
    return ("list", len(value)) if isinstance(value, list) else value


class Documents:
    """The documents that were asked for last, valid or refused."""

    def __init__(self, schema: GraphQLSchema, limits: Limits, most: int = 1_000) -> None:
        self.schema = schema
        self.limits = limits
        self.operations: Recent[tuple[str, str | None], Operation | Refused] = Recent(most)

    def operation(self, text: str, name: str | None) -> Operation:
        """The operation of that name in the document; raises Refused."""
        found = self.operations.get((text, name))
        if found is None:
            found = self.prepared(text, name)
            if len(text) <= LONGEST_KEPT:
                self.operations.put((text, name), found)
        if isinstance(found, Refused):
            raise found.with_traceback(None)
        return found

    def prepared(self, text: str, name: str | None) -> Operation | Refused:
        """The operation, or why there is none."""
        try:
            document = self.parsed(text)
            for definition in operations(document):
                Form(document, self.limits).check(definition)
            self.valid(document)
            return Operation(self.schema, document, chosen(document, name), self.limits)
        except Refused as refused:
            return refused

    def parsed(self, text: str) -> DocumentNode:
        """The syntax tree; raises Refused."""
        try:
            return parse(text, max_lexical_tokens=self.limits.tokens, max_comments=self.limits.tokens)
        except GraphQLSyntaxError as error:
            code = "TOKEN_LIMIT" if "more than" in error.message else "GRAPHQL_PARSE_FAILED"
            error.extensions = {"code": code}
            raise Refused(error) from None
        except RecursionError:
            raise refusal("The document is nested too deeply.", "DEPTH_LIMIT") from None

    def valid(self, document: DocumentNode) -> None:
        """Validate against the schema; raises Refused."""
        errors = validate(self.schema, document, max_errors=20)
        for error in errors:
            error.extensions = {**(error.extensions or {}), "code": "GRAPHQL_VALIDATION_FAILED"}
        if errors:
            raise Refused(*errors)


def operations(document: DocumentNode) -> list[OperationDefinitionNode]:
    """The operations of a document."""
    return [each for each in document.definitions if isinstance(each, OperationDefinitionNode)]


def chosen(document: DocumentNode, name: str | None) -> OperationDefinitionNode:
    """The operation that the request means; raises Refused."""
    found = [each for each in operations(document) if name is None or (each.name and each.name.value == name)]
    if len(found) == 1:
        return found[0]
    if name is not None:
        raise refusal(f'The document has no operation named "{name}".', "OPERATION_RESOLUTION_FAILURE")
    raise Refused(
        GraphQLError(
            "The document has several operations: say which with operationName.",
            extensions={"code": "OPERATION_RESOLUTION_FAILURE"},
        )
    )
