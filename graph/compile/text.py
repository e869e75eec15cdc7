"""The text of a response, put together in SQL: literal JSON and expressions, joined by concat()."""

from collections.abc import Iterable

from graphql import (
    GraphQLEnumType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLOutputType,
    get_named_type,
)


class Sql(str):
    """An SQL expression that gives text; a plain str among the parts is literal JSON."""

    __slots__ = ()


Part = str  # Sql or plain
MOST_ARGUMENTS = 90  # PostgreSQL passes at most 100 to a function


def literal(text: str) -> str:
    """The text as an SQL string; only names from the schema and punctuation come here."""
    return "'" + text.replace("'", "''") + "'"


def joined(parts: Iterable[Part]) -> list[Part]:
    """The parts with neighbouring literals made one."""
    out: list[Part] = []
    for part in parts:
        if out and not isinstance(part, Sql) and not isinstance(out[-1], Sql):
            out[-1] += part
        else:
            out.append(part)
    return out


def concat(parts: Iterable[Part]) -> Sql:
    """One expression for all parts."""
    expressions = [part if isinstance(part, Sql) else literal(part) for part in joined(parts)]
    while len(expressions) > MOST_ARGUMENTS:
        chunks = range(0, len(expressions), MOST_ARGUMENTS)
        expressions = [f"concat({', '.join(expressions[i : i + MOST_ARGUMENTS])})" for i in chunks]
    if len(expressions) == 1 and not expressions[0].startswith("'"):
        return Sql(expressions[0])
    return Sql(f"concat({', '.join(expressions)})")


def quoted(parts: Iterable[Part]) -> list[Part]:
    """A JSON string whose content needs no escapes."""
    return ['"', *parts, '"']


def or_null(expression: str) -> Sql:
    """The text, or JSON's null where there is none."""
    return Sql(f"coalesce({expression}, 'null')")


def or_absent(expression: str, place: str) -> Sql:
    """The text, or the signal that a non-null place of the graph has no value."""
    return Sql(f"coalesce({expression}, enishi_absent({literal(place)}))")


def leaf(type_: GraphQLOutputType, expression: str, place: str, *, certain: bool) -> list[Part]:
    """A scalar or enum; ``certain`` says that the database itself forbids null here."""
    text, quotes = leaf_text(type_, expression)
    if not isinstance(type_, GraphQLNonNull):
        return [or_null(f"'\"' || {text} || '\"'" if quotes else text)]
    sure: list[Part] = [Sql(text)] if certain else [or_absent(text, place)]
    return quoted(sure) if quotes else sure


def leaf_text(type_: GraphQLOutputType, expression: str) -> tuple[str, bool]:
    """The JSON text of a value, and whether it still needs its quotes. Null gives null."""
    inner = type_.of_type if isinstance(type_, GraphQLNonNull) else type_
    if isinstance(inner, GraphQLList):
        return f"array_to_json({expression})::text", False
    name = get_named_type(inner).name
    if isinstance(inner, GraphQLEnumType):
        return f"({expression})::text", True
    if name == "DateTime":
        # The reading connections live in UTC, so every moment ends with +00:00, for which Z is written.
        return f"left(json_scalar({expression})::text, -7) || 'Z\"'", False
    if name in ("Int", "JSON"):
        return f"({expression})::text", False
    if name == "Boolean":
        return f"case {expression} when true then 'true' when false then 'false' end", False
    return f"json_scalar({expression})::text", False
