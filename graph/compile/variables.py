"""Variables: coerced as the specification says, and the part of them that a plan depends on."""

from collections.abc import Callable, Mapping
from typing import Any

from graphql import (
    DirectiveNode,
    GraphQLEnumType,
    GraphQLError,
    GraphQLInputObjectType,
    GraphQLInputType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLSchema,
    OperationDefinitionNode,
    TypeInfo,
    ValidationContext,
    VariableNode,
    Visitor,
    get_variable_values,
    is_non_null_type,
    type_from_ast,
    visit,
)
from graphql.language import DocumentNode

from graph.compile.arguments import unwrapped
from graph.compile.nodes import kinds_named, variables_that_name

Check = Callable[[Any], bool]
INT_RANGE = range(-(2**31), 2**31)

# Values of these types are taken as they come when they already have the right form; all else is coerced.
SCALARS: dict[str, Check] = {
    "Int": lambda value: type(value) is int and value in INT_RANGE,
    "String": lambda value: type(value) is str,
    "ID": lambda value: type(value) is str,
    "Boolean": lambda value: type(value) is bool,
}


class Refused(Exception):
    """A request that is refused before anything is executed; carries GraphQL errors."""

    def __init__(self, *errors: GraphQLError) -> None:
        super().__init__(errors[0].message)
        self.errors = errors


def refusal(message: str, code: str, nodes: Any = None, **extensions: Any) -> Refused:
    """A refusal with one error and its code."""
    return Refused(GraphQLError(message, nodes, extensions={"code": code, **extensions}))


def as_it_is(type_: GraphQLInputType) -> Check:
    """Whether a JSON value needs no coercion for this type."""
    if isinstance(type_, GraphQLNonNull):
        inner = as_it_is(type_.of_type)
        return lambda value: value is not None and inner(value)
    if isinstance(type_, GraphQLList):
        item = as_it_is(type_.of_type)
        return lambda value: value is None or (type(value) is list and all(map(item, value)))
    if isinstance(type_, GraphQLEnumType):
        names = frozenset(type_.values)
        return lambda value: value is None or (type(value) is str and value in names)
    check = SCALARS.get(type_.name, lambda _: False)
    return lambda value: value is None or check(value)


class VariablesOf:
    """The variables of one operation."""

    def __init__(self, schema: GraphQLSchema, document: DocumentNode, operation: OperationDefinitionNode) -> None:
        self.schema = schema
        self.definitions = operation.variable_definitions or ()
        self.types: dict[str, GraphQLInputType] = {
            each.variable.name.value: type_from_ast(schema, each.type)  # type: ignore[misc]
            for each in self.definitions
        }
        self.checks = [(name, as_it_is(type_)) for name, type_ in self.types.items()]
        self.in_directives = variables_in_directives(document)
        self.must_be = variables_that_must_be(schema, document, operation)
        self.naming = variables_that_name(schema, document)

    def coerce(self, given: Mapping[str, Any]) -> Mapping[str, Any]:
        """The variables as the specification coerces them, enums by name; raises Refused."""
        if all(name in given and check(given[name]) for name, check in self.checks):
            return given
        coerced = get_variable_values(self.schema, self.definitions, dict(given), max_errors=10)
        if isinstance(coerced, list):
            raise Refused(*(with_code(error) for error in coerced))
        return {name: plain_value(value) for name, value in coerced.coerced.items()}

    def shape(self, variables: Mapping[str, Any]) -> tuple[Any, ...]:
        """What a plan depends on: which nullable things are given, values of enums and directives, kinds of nodes."""
        return tuple(self.part(name, type_, variables) for name, type_ in self.types.items())

    def null_where_something_must_be(self, variables: Mapping[str, Any]) -> bool:
        """Is null given to a nullable variable that stands in a non-null place, as one with a default may?"""
        return any(variables.get(name, True) is None for name in self.must_be)

    def part(self, name: str, type_: GraphQLInputType, variables: Mapping[str, Any]) -> Any:
        """One variable's part of the shape."""
        if name not in variables:
            return "absent"
        if name in self.in_directives:
            return variables[name]
        shape = form(type_, variables[name])
        return (shape, kinds_named(variables[name])) if name in self.naming else shape


def form(type_: GraphQLInputType, value: Any) -> Any:
    """The shape of one value."""
    inner = type_.of_type if isinstance(type_, GraphQLNonNull) else type_
    if value is None:
        return None
    if isinstance(inner, GraphQLEnumType):
        return value
    if isinstance(inner, GraphQLInputObjectType):
        return tuple((key, form(inner.fields[key].type, each)) for key, each in sorted(value.items()))
    return True


def plain_value(value: Any) -> Any:
    """A coerced value in the terms of JSON."""
    if isinstance(value, dict):
        return {key: plain_value(each) for key, each in value.items()}
    return unwrapped(value)


def with_code(error: GraphQLError) -> GraphQLError:
    """The error with the code for bad input."""
    error.extensions = {**(error.extensions or {}), "code": "BAD_USER_INPUT"}
    return error


def variables_that_must_be(
    schema: GraphQLSchema, document: DocumentNode, operation: OperationDefinitionNode
) -> frozenset[str]:
    """The names of the variables that stand in a non-null place anywhere in the operation."""
    context = ValidationContext(schema, document, TypeInfo(schema), lambda _: None)
    usages = context.get_recursive_variable_usages(operation)
    return frozenset(usage.node.name.value for usage in usages if is_non_null_type(usage.type))


def variables_in_directives(document: DocumentNode) -> frozenset[str]:
    """The names of the variables that decide what is selected."""
    found: set[str] = set()

    class Directives(Visitor):
        def enter_directive(self, node: DirectiveNode, *_: Any) -> None:
            values = [argument.value for argument in node.arguments or ()]
            found.update(value.name.value for value in values if isinstance(value, VariableNode))

    visit(document, Directives())
    return frozenset(found)
