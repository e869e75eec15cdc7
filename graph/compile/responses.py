"""Responses: the texts that go to clients where no statement has made them."""

from typing import Any

import orjson
from graphql import ExecutionResult, GraphQLError

from graph.compile.keys import Malformed
from graph.compile.variables import Refused, refusal

ABSENT = "EN001"  # what enishi_absent() raises
NULL = "Cannot return null for non-nullable field"  # graphql-core raises a TypeError for it


def unauthenticated() -> Refused:
    """The refusal of a request without an active member."""
    return refusal("Sign in: this network is closed.", "UNAUTHENTICATED")


def bad_input(malformed: Malformed) -> GraphQLError:
    """The error for a value that is no id, cursor or time of ours, with the path of its field."""
    message = f"The value given to {'.'.join(malformed.place)} {malformed}."
    return GraphQLError(message, path=list(malformed.place), extensions={"code": "BAD_USER_INPUT"})


def errors_only(errors: Any) -> bytes:
    """A response without data."""
    return orjson.dumps({"errors": [error.formatted for error in errors]})


def refused(message: str, code: str) -> bytes:
    """A response with one error and no data."""
    return errors_only([GraphQLError(message, extensions={"code": code})])


def response(result: ExecutionResult) -> bytes:
    """A response as graphql-core made it; raises what a resolver raised that is no answer to a client."""
    for error in result.errors or ():
        cause = error.original_error
        if cause is not None and not isinstance(cause, GraphQLError) and not error.message.startswith(NULL):
            raise cause
        code = "INTERNAL_SERVER_ERROR" if error.message.startswith(NULL) else "BAD_USER_INPUT"
        error.extensions = {"code": code, **(error.extensions or {})}
    made: dict[str, Any] = {"data": result.data}
    if result.errors:
        made = {"errors": [error.formatted for error in result.errors], **made}
    return orjson.dumps(made)


def with_price(body: bytes, price: int) -> bytes:
    """The response with what it cost."""
    return body[:-1] + b',"extensions":{"cost":%d}}' % price
