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

from graph.compile.limits import Form, Limits, over, too_long
from graph.compile.prices import Price, priced_variables
from graph.compile.selection import Selections
from graph.compile.variables import Refused, VariablesOf, refusal

K = TypeVar("K")
V = TypeVar("V")
PRICES_AN_OPERATION = 128
LONGEST_KEPT = 20_000  # characters of a document
TOKENS_KEPT = 200_000  # a token of a document that is kept takes 400 bytes
PLANS_KEPT = 4_000
TEXT_KEPT = 32_000_000  # characters of all statements
MOST_ERRORS = 5  # each prints what it found wrong
LONGEST_MESSAGE = 500
MOST_LOCATIONS = 10
LARGEST_BITS = 64  # of a number; Python refuses to print those of thousands of digits


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


class BoundedVariables(VariablesOf):
    """The variables of one operation, held to the limits before anything is made of them."""

    def __init__(self, schema: GraphQLSchema, document: DocumentNode, node: Any, limits: Limits) -> None:
        super().__init__(schema, document, node)
        self.limits = limits

    def coerce(self, given: Mapping[str, Any]) -> Mapping[str, Any]:
        """The variables as the specification coerces them; raises Refused."""
        left, longest = self.limits.values, self.limits.text
        for name, definition in zip(self.types, self.definitions, strict=True):
            value = given.get(name)
            if not is_small(value, longest):
                left -= self.held(value, definition, left)
        try:
            return super().coerce(given)
        except Refused as refused:
            raise Refused(*(bare(error) for error in refused.errors)) from None

    def held(self, whole: Any, definition: Any, left: int) -> int:
        """How many values there are in a variable; raises Refused for too many, and for a text that is none."""
        count, stack = 0, [whole]
        while stack:
            value = stack.pop()
            count += 1
            if isinstance(value, str):
                self.check_text(value, definition)
            elif isinstance(value, int) and value.bit_length() > LARGEST_BITS:
                raise refusal("A number is too large.", "BAD_USER_INPUT", definition)
            elif isinstance(value, list | dict):
                if count + len(stack) + len(value) > left:
                    raise over("VALUE", "value", self.limits.values)
                stack.extend(value.values() if isinstance(value, dict) else value)
                stack.extend(value if isinstance(value, dict) else ())
        return count

    def check_text(self, text: str, definition: Any) -> None:
        """Refuse a text that is too long, or that UTF-8 cannot write; raises Refused."""
        subject = f'The value of "${definition.variable.name.value}"'
        if len(text) > self.limits.text:
            raise too_long(subject, self.limits, nodes=definition)
        if not text.isascii() and any("\ud800" <= character <= "\udfff" for character in text):
            raise refusal(f"{subject} holds half of a surrogate pair.", "BAD_USER_INPUT", definition)


def is_small(value: Any, longest: int) -> bool:
    """Is there nothing to look into: a short plain text, a usual number, a truth value or nothing at all?"""
    kind = value.__class__
    if kind is str:
        return bool(value.isascii() and len(value) <= longest)
    return value is None or kind is bool or (kind is int and value.bit_length() <= LARGEST_BITS)


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
        self.is_mutation = node.operation is OperationType.MUTATION
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
    made.locations = error.locations[:MOST_LOCATIONS] if error.locations else None
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
