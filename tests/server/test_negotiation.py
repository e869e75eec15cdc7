"""Content negotiation: which media type a client gets for what it says it accepts."""

import pytest

from server import negotiation
from server.negotiation import GRAPHQL_ANSWER, JSON_ANSWER, answer_type, is_json, prefers_page

BROWSER = b"text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8"
URQL = (
    b"application/graphql-response+json, application/graphql+json, application/json, text/event-stream, multipart/mixed"
)


@pytest.mark.parametrize(
    "accept",
    [
        b"application/graphql-response+json",
        b"application/graphql-response+json; charset=utf-8",
        b'Application/GraphQL-Response+JSON ; charset="UTF-8"',
        b"application/graphql-response+json, application/json;q=0.9",
        b"application/json;q=0.9, application/graphql-response+json",
        b"application/json, application/graphql-response+json",
        b"application/graphql-response+json, */*",
        b"application/json;q=0, */*",
        b"application/json;q=0.4, application/*;q=1",  # the exact range speaks of JSON alone
        b"text/event-stream, application/graphql-response+json;q=0.1",
        b"application/json;charset=latin1, application/graphql-response+json;q=0.2",
        URQL,
    ],
)
def test_the_graphql_type_is_given_to_those_who_name_it_first(accept: bytes) -> None:
    assert answer_type(accept) == GRAPHQL_ANSWER == b"application/graphql-response+json; charset=utf-8"


@pytest.mark.parametrize(
    "accept",
    [
        b"*/*",
        b"application/*",
        b"application/json",
        b"application/json;q=0.9, application/graphql-response+json;q=0.8",
        b"application/graphql-response+json;q=0, application/json;q=0.001",
        b"application/graphql-response+json;q=0, */*",
        b"application/json, */*",
        b"text/plain, */*;q=0.1",
        b"application/json, text/event-stream",
        b'application/json, multipart/mixed;deferSpec=20220824;boundary="-"',
        b"application/graphql-response+json;q=high, application/json;q=0.5",
        BROWSER,
    ],
)
def test_plain_json_is_given_to_those_who_do_not(accept: bytes) -> None:
    assert answer_type(accept) == JSON_ANSWER == b"application/json; charset=utf-8"


@pytest.mark.parametrize(
    "accept",
    [
        b"text/html",
        b"text/event-stream",
        b"application/jsonp",
        b"application/json;q=0",
        b"application/json;q=0.0, application/graphql-response+json;q=0.000, */*;q=0",
        b"application/json;q=2",
        b"application/json;q=-1",
        b"application/json;charset=utf-16",
        b"json",
        b",;,=;q",
        b"\xff\xfe",
        b"text/plain;" * 100_000,
    ],
)
def test_nothing_is_given_to_those_who_accept_nothing_of_ours(accept: bytes) -> None:
    assert answer_type(accept) is None


@pytest.mark.parametrize(
    ("accept", "page"),
    [
        (BROWSER, True),
        (b"text/html", True),
        (b"text/*", True),
        (b"text/html;q=0.9, application/json;q=0.5", True),
        (b"text/html, application/json", False),
        (b"text/html;q=0.5, application/json", False),
        (b"text/html;q=0", False),
        (b"*/*", False),
        (b"", False),
    ],
)
def test_the_page_is_for_those_who_prefer_it(accept: bytes, page: bool) -> None:
    assert prefers_page(accept) is page


@pytest.mark.parametrize(
    ("content_type", "accepted"),
    [
        (b"application/json", True),
        (b"Application/JSON ; Charset=UTF-8", True),
        (b'application/json;charset="utf-8"', True),
        (b"application/json;odata=verbose", True),
        (b"application/json;charset=shift_jis", False),
        (b"application/jsonp", False),
        (b"application/json, text/plain", False),
        (b"application/graphql", False),
        (b"text/plain;application/json", False),
        (b"", False),
    ],
)
def test_a_request_is_json_in_utf8(content_type: bytes, accepted: bool) -> None:
    assert is_json(content_type) is accepted


def test_long_headers_are_not_remembered() -> None:
    before = negotiation._answer_type.cache_info().currsize
    answer_type(b"application/json" + b" " * 600)
    assert negotiation._answer_type.cache_info().currsize == before
