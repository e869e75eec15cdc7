"""Documents: parsed, held to the limits, validated once, and kept with the plans of their operations."""

from collections import OrderedDict
from collections.abc import Callable, Mapping
from itertools import count
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

from graph.compile.limits import BoundedVariables, Form, Limits, Price, over, priced_variables
from graph.compile.selection import Selections
from graph.compile.variables import Refused, refusal

K = TypeVar("K")
V = TypeVar("V")
PRICES_AN_OPERATION = 128
LONGEST_KEPT = 20_000  # characters of a document
TOKENS_KEPT = 200_000  # a token of a document that is kept takes 400 bytes
PLANS_KEPT = 4_000
TEXT_KEPT = 32_000_000  # characters of all statements
MOST_ERRORS = 5  # each prints what it found wrong
LONGEST_MESSAGE = 500


class Recent(Generic[K, V]):
    """A cache of the values that were asked for last: at most so many, and no more than ``heaviest`` together."""

    def __init__(self, most: int, heaviest: int = 0, weigh: Callable[[V], int] = lambda _: 0) -> None:
        self.most = most
        self.heaviest = heaviest
        self.weigh = weigh
        self.weight = 0
        self.kept: OrderedDict[K, V] = OrderedDict()

    def get(self, key: K) -> V | None:
        """The value, if it is kept; it is now the newest."""
        value = self.kept.get(key)
        if value is not None:
            self.kept.move_to_end(key)
        return value

    def put(self, key: K, value: V) -> V:
        """Keep a value; the oldest go when there are too many, or when they weigh too much."""
        self.drop(key)
        self.kept[key] = value
        self.weight += self.weigh(value)
        while len(self.kept) > self.most or self.weight > self.heaviest:
            self.drop(next(iter(self.kept)))
        return value

    def drop(self, key: K) -> None:
        """Keep a value no longer."""
        if key in self.kept:
            self.weight -= self.weigh(self.kept.pop(key))


class Plans:
    """The plans of one operation, kept among those of all operations."""

    numbers = count()

    def __init__(self, kept: Recent[tuple[int, Any], Any]) -> None:
        self.all = kept
        self.number = next(self.numbers)

    def get(self, shape: Any) -> Any:
        """The plan for this shape of the variables, if it is kept."""
        return self.all.get((self.number, shape))

    def put(self, shape: Any, plan: Any) -> Any:
        """Keep the plan for this shape."""
        return self.all.put((self.number, shape), plan)


class Operation:
    """One valid operation of a document, with its plans and prices."""

    def __init__(
        self,
        schema: GraphQLSchema,
        document: DocumentNode,
        node: OperationDefinitionNode,
        limits: Limits,
        plans: Recent[tuple[int, Any], Any],
    ) -> None:
        self.schema = schema
        self.document = document
        self.node = node
        self.limits = limits
        self.name = node.name.value if node.name else None
        self.is_query = node.operation is OperationType.QUERY
        self.variables = BoundedVariables(schema, document, node, limits)
        self.fragments = {
            each.name.value: each for each in document.definitions if isinstance(each, FragmentDefinitionNode)
        }
        self.priced = priced_variables(document)
        self.plans = Plans(plans)
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
        self.operations: Recent[tuple[str, str | None], Operation | Refused] = Recent(most, TOKENS_KEPT, tokens)
        self.plans: Recent[tuple[int, Any], Any] = Recent(PLANS_KEPT, TEXT_KEPT, text_length)

    def operation(self, text: str, name: str | None) -> Operation:
        """The operation of that name in the document; raises Refused."""
        found = self.operations.get((text, name))
        if found is None:
            found = self.prepared(text, name)
            if len(text) + len(name or "") <= LONGEST_KEPT:
                self.operations.put((text, name), found)
        if isinstance(found, Refused):
            raise Refused(*found.errors)
        return found

    def prepared(self, text: str, name: str | None) -> Operation | Refused:
        """The operation, or why there is none."""
        try:
            document = self.parsed(text)
            Form(document, self.limits).check()
            self.valid(document)
            return Operation(self.schema, document, chosen(document, name), self.limits, self.plans)
        except Refused as refused:
            return Refused(*(bare(error) for error in refused.errors))

    def parsed(self, text: str) -> DocumentNode:
        """The syntax tree; raises Refused."""
        if len(text) > self.limits.characters:
            raise over("LENGTH", "length", self.limits.characters, len(text))
        try:
            return parse(text, max_lexical_tokens=self.limits.tokens, max_comments=self.limits.tokens)
        except GraphQLSyntaxError as error:
            raise self.unparsed(error) from None

    def unparsed(self, error: GraphQLSyntaxError) -> Refused:
        """Why a document has no syntax tree: it is too large, or wrong."""
        if "more than" in error.message:
            return over("TOKEN", "token", self.limits.tokens)
        if "nested too deeply" in error.message:
            return over("DEPTH", "nesting", self.limits.nesting)
        error.extensions = {"code": "GRAPHQL_PARSE_FAILED"}
        return Refused(error)

    def valid(self, document: DocumentNode) -> None:
        """Validate against the schema; raises Refused."""
        errors = validate(self.schema, document, max_errors=MOST_ERRORS)
        if any(error.message == "Validation aborted." for error in errors):
            raise refusal("Too many fields of one name stand side by side: write each once.", "OVERLAP_LIMIT")
        for error in errors:
            error.extensions = {**(error.extensions or {}), "code": "GRAPHQL_VALIDATION_FAILED"}
        if errors:
            raise Refused(*errors)


def bare(error: GraphQLError) -> GraphQLError:
    """The error without the syntax tree and the frames that it would keep alive, told in few words."""
    told = error.message if len(error.message) <= LONGEST_MESSAGE else error.message[:LONGEST_MESSAGE] + "…"
    made = GraphQLError(told, extensions=error.extensions)
    made.locations = error.locations
    return made


def tokens(found: Operation | Refused) -> int:
    """How much of the memory for documents one takes."""
    last = found.document.loc.end_token if isinstance(found, Operation) and found.document.loc else None
    total = 1
    while last is not None:
        total, last = total + 1, last.prev
    return total


def text_length(plan: Any) -> int:
    """How much of the memory for plans one takes; a reason why there is none takes little."""
    return 1 + len(getattr(plan, "text", ""))


def chosen(document: DocumentNode, name: str | None) -> OperationDefinitionNode:
    """The operation that the request means; raises Refused."""
    operations = [each for each in document.definitions if isinstance(each, OperationDefinitionNode)]
    found = [each for each in operations if name is None or (each.name and each.name.value == name)]
    if len(found) == 1:
        return found[0]
    if name is not None:
        called = f' named "{name}"' if name.isidentifier() and len(name) < LONGEST_MESSAGE else " of that name"
        raise refusal(f"The document has no operation{called}.", "OPERATION_RESOLUTION_FAILURE")
    raise refusal("The document has several operations: say which with operationName.", "OPERATION_RESOLUTION_FAILURE")
