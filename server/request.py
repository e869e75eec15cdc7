"""What was asked: a GraphQL request read from a body or a query string, or a refusal that says what is wrong."""

import json
from typing import Any, NamedTuple
from urllib.parse import parse_qsl

import orjson

MAX_DEPTH = 64
MAX_INTEGER = 2**64
PARAMETERS = ("query", "operationName", "variables", "extensions")


class Refused(Exception):
    """A request that gets no answer: the status, code and words of the no, and headers that go with it."""

    def __init__(self, status: int, code: str, message: str, headers: tuple[tuple[bytes, bytes], ...] = ()) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message
        self.headers = headers


class Asked(NamedTuple):
    """One GraphQL request; ``priced`` asks for the cost in the answer."""

    document: str
    variables: dict[str, Any] | None
    operation: str | None
    priced: bool


def from_body(body: bytes) -> Asked:
    """The request in a JSON body."""
    parameters = _json(body, "The body")
    if parameters.__class__ is dict:
        _check_exactly_once(body, parameters, "The body")
        return asked(parameters)
    if parameters.__class__ is list:
        raise malformed("The body is an array: batches are not answered, send one request at a time.")
    raise malformed('The body must be a JSON object like {"query": "{ __typename }"}.')


def from_query_string(text: bytes) -> Asked:
    """The request in the parameters of a GET."""
    try:
        pairs = parse_qsl(text.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=100)
    except ValueError:
        raise malformed("The query string cannot be read as UTF-8 parameters.") from None
    known = [(key, value) for key, value in pairs if key in PARAMETERS]
    parameters: dict[str, Any] = dict(known)
    if len(parameters) != len(known):
        raise malformed("A parameter is given twice.")
    for name in ("variables", "extensions"):
        if parameters.get(name):
            parameters[name] = _object(parameters[name], name)
    return asked({key: value for key, value in parameters.items() if value != ""})


def malformed(message: str) -> Refused:
    """The refusal of a request that is no GraphQL request."""
    return Refused(400, "BAD_REQUEST", message)


def json_object(text: bytes, subject: str) -> dict[str, Any]:
    """The JSON object in a text that is called ``subject`` when it is none."""
    value = _json(text, subject)
    if value.__class__ is not dict:
        raise malformed(f"{subject} must be a JSON object.")
    _check_exactly_once(text, value, subject)
    found: dict[str, Any] = value
    return found


def asked(parameters: dict[str, Any]) -> Asked:
    """The request in a JSON object."""
    document = parameters.get("query")
    if document.__class__ is not str:
        raise malformed('"query" must be a string: the GraphQL document.')
    operation = parameters.get("operationName")
    if operation is not None and operation.__class__ is not str:
        raise malformed('"operationName" must be a string or null.')
    variables = parameters.get("variables")
    if variables is not None and variables.__class__ is not dict:
        raise malformed('"variables" must be an object or null.')
    extensions = parameters.get("extensions")
    if extensions is None:
        return Asked(document, variables, operation, False)
    if extensions.__class__ is not dict:
        raise malformed('"extensions" must be an object or null.')
    return Asked(document, variables, operation, extensions.get("cost") is True)


def _object(text: str, name: str) -> Any:
    encoded = text.encode()
    value = _json(encoded, f'"{name}"')
    if value.__class__ is dict:
        _check_exactly_once(encoded, value, f'"{name}"')
    return value


def _json(text: bytes, subject: str) -> Any:
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError as error:
        place = f"line {error.lineno}, column {error.colno}"
        raise malformed(f"{subject} is not JSON in UTF-8 ({place}).") from None


def _check_exactly_once(text: bytes, value: Any, subject: str) -> None:
    """Refuse what parsers read differently: a key given twice, an integer that loses digits, endless nesting.

    The fast parser drops the first of two keys in silence. But what gives the same text when it is written again was
    read whole, and most programs send the same compact JSON that we would write; the rest is read once more, slowly.
    """
    try:
        if text.count(b"{") + text.count(b"[") > MAX_DEPTH:
            _check_depth(value)
        if orjson.dumps(value) != text:
            json.loads(text, object_pairs_hook=_unique, parse_int=_integer)
    except Refused as refusal:
        raise malformed(f"{subject} {refusal.message}") from None


def _check_depth(value: Any) -> None:
    level = [value]
    for _ in range(MAX_DEPTH):
        inner = [item.values() if item.__class__ is dict else item for item in level]
        level = [item for items in inner for item in items if item.__class__ in (dict, list)]
        if not level:
            return
    raise malformed(f"is nested deeper than {MAX_DEPTH} levels.")


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise malformed("has a key twice in one object.")
    return found


def _integer(digits: str) -> int:
    if len(digits) > 20 or abs(int(digits)) >= MAX_INTEGER:
        raise malformed("has an integer of more than 64 bits.")
    return int(digits)
