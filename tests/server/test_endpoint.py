"""GraphQL over HTTP as its draft has it, and every malformed request gets a no that can be read."""

import gzip
import json
from typing import Any

import httpx
import pytest
import structlog

from graph.compile.engine import Answer, NotAQuery
from server.health import Readiness
from server.logs import redact, tell_where
from tests.server.conftest import NAME, House, Scripted, application, asking

GRAPHQL = "application/graphql-response+json"
JSON = {"content-type": "application/json"}


def code(response: httpx.Response) -> str:
    """The code of the one error in an answer that has no data."""
    answer = response.json()
    assert response.headers["content-type"].endswith("json; charset=utf-8")
    assert list(answer) == ["errors"]
    assert len(answer["errors"]) == 1
    assert isinstance(answer["errors"][0]["message"], str)
    found: str = answer["errors"][0]["extensions"]["code"]
    return found


async def post(client: httpx.AsyncClient, body: bytes, **headers: str) -> httpx.Response:
    return await client.post("/graphql", content=body, headers={**JSON, **headers})


# --- answers


async def test_a_query_is_answered_by_post_and_by_get(client: httpx.AsyncClient, token: str) -> None:
    document = "query A($name: String) { members(filter: {name: $name}) { edges { node { displayName } } } }"
    asked = {"query": f"{document} query B {{ __typename }}", "operationName": "A"}
    who = {"authorization": f"Bearer {token}"}
    by_post = await client.post("/graphql", json={**asked, "variables": {"name": NAME}}, headers=who)
    by_get = await client.get("/graphql", params={**asked, "variables": f'{{"name": "{NAME}"}}'}, headers=who)
    for response in (by_post, by_get):
        assert response.status_code == 200
        assert response.headers["content-type"] == "application/json; charset=utf-8"
        assert int(response.headers["content-length"]) == len(response.content)
        assert response.json() == {"data": {"members": {"edges": [{"node": {"displayName": NAME}}]}}}
    assert by_get.headers["cache-control"] == "private, no-store"


@pytest.mark.parametrize(
    ("document", "status"),
    [("{", 400), ("{ nothing }", 400), ("query A($id: ID!) { __typename }", 400), ("{ __typename }", 200)],
)
async def test_the_status_tells_a_request_error_only_in_the_new_type(
    client: httpx.AsyncClient, document: str, status: int
) -> None:
    new = await client.post("/graphql", json={"query": document}, headers={"accept": GRAPHQL})
    assert (new.status_code, new.headers["content-type"]) == (status, f"{GRAPHQL}; charset=utf-8")
    assert ("data" in new.json()) is (status == 200)
    old = await client.post("/graphql", json={"query": document}, headers={"accept": "application/json"})
    assert (old.status_code, old.headers["content-type"]) == (200, "application/json; charset=utf-8")
    assert old.json() == new.json()


async def test_an_answer_with_data_and_errors_is_an_answer(house: House, readiness: Readiness) -> None:
    partial = b'{"errors":[{"message":"no"}],"data":{"viewer":null}}'
    async with asking(application(Scripted(Answer(partial, executed=True)), house, readiness)) as client:
        response = await client.post("/graphql", json={"query": "{viewer}"}, headers={"accept": GRAPHQL})
    assert (response.status_code, response.content) == (200, partial)


async def test_a_mention_of_event_streams_does_not_change_the_answer(client: httpx.AsyncClient) -> None:
    accept = f"{GRAPHQL}, application/json, text/event-stream, multipart/mixed"
    response = await client.post("/graphql", json={"query": "{__typename}"}, headers={"accept": accept})
    assert response.headers["content-type"] == f"{GRAPHQL}; charset=utf-8"
    assert response.json() == {"data": {"__typename": "Query"}}


@pytest.mark.parametrize("accept", ["text/plain", "text/html", "text/event-stream", "application/jsonp", "*/*;q=0"])
async def test_one_who_accepts_nothing_of_ours_is_told(client: httpx.AsyncClient, accept: str) -> None:
    response = await client.post("/graphql", json={"query": "{__typename}"}, headers={"accept": accept})
    assert (response.status_code, code(response)) == (406, "NOT_ACCEPTABLE")
    assert response.headers["content-type"] == "application/json; charset=utf-8"


@pytest.mark.parametrize("extensions", [{"cost": True}, {"cost": True, "other": 1}])
async def test_the_price_is_told_to_those_who_ask_in_the_extensions(
    client: httpx.AsyncClient, extensions: dict[str, Any]
) -> None:
    asked = {"query": "{ __typename }"}
    assert "extensions" not in (await client.post("/graphql", json=asked)).json()
    by_post = await client.post("/graphql", json={**asked, "extensions": extensions})
    by_get = await client.get("/graphql", params={**asked, "extensions": json.dumps(extensions)})
    for response in (by_post, by_get):
        assert isinstance(response.json()["extensions"]["cost"], int)


# --- methods


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "HEAD", "OPTIONS", "TRACE", "QUERY"])
async def test_other_methods_are_refused_with_those_that_work(client: httpx.AsyncClient, method: str) -> None:
    response = await client.request(method, "/graphql")
    assert response.status_code == 405
    assert response.headers["allow"] == "GET, POST"


async def test_get_is_for_queries_only(house: House, readiness: Readiness) -> None:
    async with asking(application(Scripted(NotAQuery("mutation")), house, readiness)) as client:
        refused = await client.get("/graphql", params={"query": "mutation { change }"})
    assert (refused.status_code, code(refused)) == (405, "METHOD_NOT_ALLOWED")
    assert refused.headers["allow"] == "POST"


# --- bodies


@pytest.mark.parametrize(
    "content_type",
    [
        None,
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "application/jsonp",
        "application/graphql",
        "application/json; charset=shift_jis",
    ],
)
async def test_only_json_is_read_so_no_other_site_can_post_in_ones_name(
    client: httpx.AsyncClient, content_type: str | None
) -> None:
    headers = {"content-type": content_type} if content_type else {}
    response = await client.post("/graphql", content=b'{"query":"{__typename}"}', headers=headers)
    assert (response.status_code, code(response)) == (415, "UNSUPPORTED_MEDIA_TYPE")


async def test_a_compressed_body_is_refused_whether_it_says_so_or_not(client: httpx.AsyncClient) -> None:
    packed = gzip.compress(b'{"query":"{__typename}"}')
    said = await post(client, packed, **{"content-encoding": "gzip"})
    assert (said.status_code, code(said)) == (415, "UNSUPPORTED_MEDIA_TYPE")
    assert said.headers["accept-encoding"] == "identity"
    unsaid = await post(client, packed)
    assert (unsaid.status_code, code(unsaid)) == (400, "BAD_REQUEST")


MALFORMED = {
    "nothing": b"",
    "null": b"null",
    "a number": b"1",
    "a string": b'"x"',
    "true": b"true",
    "a batch": b'[{"query":"{__typename}"}]',
    "an empty batch": b"[]",
    "half an object": b'{"query": "{__typename}"',
    "two objects": b'{"query":"{__typename}"}{}',
    "not a number": b'{"query":"{__typename}","variables":{"a":NaN}}',
    "a byte order mark": b'\xef\xbb\xbf{"query":"{__typename}"}',
    "UTF-16": '{"query":"{__typename}"}'.encode("utf-16"),
    "invalid UTF-8": b'{"query":"{__typename # \xff}"}',
    "a surrogate in UTF-8": b'{"query":"{__typename}","variables":{"a":"\xed\xa0\x80"}}',
    "a lone high surrogate": b'{"query":"{__typename}","variables":{"a":"\\ud800"}}',
    "a lone low surrogate": b'{"query":"{__typename}","variables":{"a":"\\udc00x"}}',
    "a huge integer": b'{"query":"{__typename}","variables":{"a":123456789012345678901234567890}}',
    "a huge negative integer": b'{"query":"{__typename}","variables":{"a":[-18446744073709551616]}}',
    "an endless integer": b'{"query":"{__typename}","variables":{"a":' + b"9" * 5000 + b"}}",
    "an infinite number": b'{"query":"{__typename}","variables":{"a":1e999}}',
    "deep lists": b'{"query":"{__typename}","variables":{"a":' + b"[" * 900 + b"]" * 900 + b"}}",
    "deeper lists": b'{"query":"{__typename}","variables":{"a":' + b"[" * 20000 + b"]" * 20000 + b"}}",
    "deep objects": b'{"query":"{__typename}","variables":' + b'{"a":' * 900 + b"1" + b"}" * 901,
    "only depth": b"[" * 40000,
    "no query": b"{}",
    "a query that is null": b'{"query":null}',
    "a query that is a list": b'{"query":["{__typename}"]}',
    "a query that is an object": b'{"query":{"a":1}}',
    "an operation name that is a number": b'{"query":"{__typename}","operationName":1}',
    "variables in a list": b'{"query":"{__typename}","variables":[]}',
    "variables in a string": b'{"query":"{__typename}","variables":"{}"}',
    "variables that are false": b'{"query":"{__typename}","variables":false}',
    "extensions that are zero": b'{"query":"{__typename}","extensions":0}',
    "extensions that are a string": b'{"query":"{__typename}","extensions":""}',
    "a key twice": b'{"query":"{a:__typename}","query":"{__typename}"}',
    "a key twice, once escaped": b'{"query":"{a:__typename}","qu\\u0065ry":"{__typename}"}',
    "a key twice, behind an escaped colon": b'{"query":"{a:__typename}","query":"{e\\u003a __typename}"}',
    "a key twice, far down": b'{"query":"{__typename}","variables":{"a":[{"b":{"c":1,"d":":","c":2}}]}}',
    "a key twice, with nothing": b'{"query":"{__typename}","variables":null,"variables":null}',
}


@pytest.mark.parametrize("body", MALFORMED.values(), ids=MALFORMED.keys())
@pytest.mark.parametrize("accept", ["application/json", GRAPHQL])
async def test_a_malformed_body_is_refused_as_json(client: httpx.AsyncClient, body: bytes, accept: str) -> None:
    response = await post(client, body, accept=accept)
    assert (response.status_code, code(response)) == (400, "BAD_REQUEST")
    assert response.headers["content-type"] == f"{accept}; charset=utf-8"
    assert not any(name in response.text for name in ("Error", "Traceback", "orjson", "Python", "expected"))


WELL_FORMED = {
    "nulls": b'{"query":"{__typename}","variables":null,"operationName":null,"extensions":null}',
    "unknown keys": b'{"query":"{__typename}","id":1,"a:b":{"c:d":"e:f"}}',
    "the same key in two objects": b'{"query":"{__typename}","variables":{"a":{"k":1},"b":{"k":2},"query":3}}',
    "escapes": b'{"query":"{__typename # : \\u7e01 \\ud83e\\udd1d \\n}"}',
    "big numbers": b'{"query":"{__typename}","variables":{"a":1e300,"b":18446744073709551615,"c":-99999}}',
    "some depth": b'{"query":"{__typename}","variables":{"a":' + b"[" * 60 + b"]" * 60 + b"}}",
    "white space": b'\r\n\t {"query" :\n"{__typename}" } \n',
}


@pytest.mark.parametrize("body", WELL_FORMED.values(), ids=WELL_FORMED.keys())
async def test_what_only_looks_odd_is_answered(client: httpx.AsyncClient, body: bytes) -> None:
    response = await post(client, body)
    assert response.status_code == 200
    assert "errors" not in response.json()


@pytest.mark.parametrize(
    "url",
    [
        "/graphql",
        "/graphql?query",
        "/graphql?nothing=1",
        "/graphql?query={__typename}&query={a:__typename}",
        "/graphql?query=%ff",
        "/graphql?query={__typename}&variables=[]",
        "/graphql?query={__typename}&variables={",
        "/graphql?query={__typename}&variables=1",
        '/graphql?query={__typename}&variables={"a":1,"a":2}',
        "/graphql?query={__typename}&extensions=true",
        "/graphql?query={__typename}&variables=" + "[" * 5000,
        "/graphql?" + "&".join(f"a{number}=1" for number in range(200)),
    ],
)
async def test_a_malformed_get_is_refused_as_json(client: httpx.AsyncClient, url: str) -> None:
    response = await client.get(url)
    assert (response.status_code, code(response)) == (400, "BAD_REQUEST")


async def test_a_query_string_has_a_limit(client: httpx.AsyncClient) -> None:
    response = await client.get("/graphql?query={__typename}&x=" + "y" * 50_000)
    assert (response.status_code, code(response)) == (414, "URI_TOO_LONG")


# --- who asks


async def test_a_token_makes_a_viewer_and_none_makes_nobody(client: httpx.AsyncClient, token: str) -> None:
    asked = {"query": "{ viewer { displayName } }"}
    assert code(await client.post("/graphql", json=asked)) == "UNAUTHENTICATED"
    for scheme in ("Bearer", "bearer", "BEARER  "):
        response = await client.post("/graphql", json=asked, headers={"authorization": f"{scheme} {token}"})
        assert response.json() == {"data": {"viewer": {"displayName": NAME}}}


@pytest.mark.parametrize(
    "authorization",
    [
        "Bearer unknown",
        "Bearer",
        "Bearer ",
        "",
        "{token}",
        "Basic {token}",
        "Bearer {token}x",
        "Bearer {token} {token}",
        "Bearer {token}, Bearer {token}",
        "Bearer a'b",
        "Bearer " + "x" * 5000,
    ],
)
async def test_a_token_that_speaks_for_nobody_is_refused(
    client: httpx.AsyncClient, token: str, authorization: str
) -> None:
    authorization = authorization.format(token=token)
    for response in (
        await client.post("/graphql", json={"query": "{__typename}"}, headers={"authorization": authorization}),
        await client.get("/graphql", params={"query": "{__typename}"}, headers={"authorization": authorization}),
    ):
        assert (response.status_code, code(response)) == (401, "UNAUTHENTICATED")
        assert response.headers["www-authenticate"].startswith('Bearer realm="enishi"')
        assert token not in response.text


async def test_two_tokens_are_as_bad_as_none(client: httpx.AsyncClient, token: str) -> None:
    headers = [("authorization", f"Bearer {token}"), ("authorization", f"Bearer {token}"), *JSON.items()]
    response = await client.post("/graphql", content=b'{"query":"{a:__typename}"}', headers=headers)
    assert response.status_code == 401


# --- what goes wrong here


@pytest.mark.parametrize("accept", ["application/json", GRAPHQL])
async def test_a_bug_is_masked_and_its_id_is_in_the_log_without_its_words(
    house: House, readiness: Readiness, accept: str
) -> None:
    failure = ValueError("secret@example.com is not a number")
    failure.__cause__ = RecursionError("deep secret")
    headers = {"accept": accept, "authorization": f"Bearer {house.token}"}
    with structlog.testing.capture_logs(processors=[tell_where, redact]) as logs:
        async with asking(application(Scripted(failure), house, readiness)) as client:
            response = await client.post("/graphql", json={"query": "{__typename}"}, headers=headers)
    assert (response.status_code, code(response)) == (500, "INTERNAL_SERVER_ERROR")
    assert response.headers["content-type"] == f"{accept}; charset=utf-8"
    incident = response.json()["errors"][0]["extensions"]["id"]
    assert incident in response.json()["errors"][0]["message"]
    [entry] = logs
    assert (entry["incident"], entry["log_level"]) == (incident, "error")
    assert "ValueError" in entry["exception"]
    assert "RecursionError" in entry["exception"]
    assert "server/endpoint.py" in entry["exception"]
    assert "secret" not in response.text + repr(logs)
    assert house.token not in repr(logs)


async def test_paths_that_do_not_exist_are_refused_as_json(client: httpx.AsyncClient) -> None:
    response = await client.get("/nothing")
    assert (response.status_code, response.json()["errors"][0]["extensions"]["code"]) == (404, "NOT_FOUND")
    response = await client.post("/healthz")
    assert response.status_code == 405
    assert set(response.headers["allow"].split(", ")) == {"GET", "HEAD"}
