"""GraphiQL: a page that works without any network, under a policy that would stop it from trying."""

import re

import httpx
import pytest

from graph.compile.engine import Engine
from server.graphiql import FILES, SAMPLES

BROWSER = {"accept": "text/html,application/xhtml+xml,*/*;q=0.8"}


async def loaded(client: httpx.AsyncClient) -> list[str]:
    page = (await client.get("/graphql", headers=BROWSER)).text
    return re.findall(r'(?:src|href)="([^"]+)"', page)


async def test_a_browser_gets_the_page_and_a_program_gets_json(client: httpx.AsyncClient) -> None:
    page = await client.get("/graphql", headers=BROWSER)
    assert page.status_code == 200
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert "accept" in page.headers["vary"]
    asked = await client.get("/graphql", params={"query": "{__typename}"})
    assert asked.json() == {"data": {"__typename": "Query"}}


async def test_the_front_door_leads_to_the_page(client: httpx.AsyncClient) -> None:
    assert (await client.get("/", headers=BROWSER)).headers["location"] == "/graphql"


async def test_everything_the_page_loads_is_here(client: httpx.AsyncClient) -> None:
    files = await loaded(client)
    assert len(files) == 7
    for file in files:
        response = await client.get(file)
        assert response.status_code == 200, file
        assert response.headers["content-type"].split(";")[0] in (
            "text/javascript",
            "application/javascript",
            "text/css",
            "image/svg+xml",
        )


async def test_the_page_names_no_other_host_and_has_no_script_or_style_in_it(client: httpx.AsyncClient) -> None:
    page = (await client.get("/graphql", headers=BROWSER)).text
    assert "//" not in page
    assert not re.search(r"<script(?![^>]*\ssrc=)", page)
    assert "<style" not in page
    assert "style=" not in page
    styles = "".join(file.read_text() for file in FILES.glob("*.css"))
    places = re.findall(r"""url\(\s*["']?(.{5})""", styles)
    assert len(places) > 30
    assert set(places) == {"data:"}
    assert "@import" not in styles


async def test_the_policy_allows_this_server_and_nobody_else(client: httpx.AsyncClient) -> None:
    for path in ["/graphql", "/graphiql/page.js", "/graphiql/samples.json"]:
        policy = (await client.get(path, headers=BROWSER)).headers["content-security-policy"]
        rules = dict(rule.split(" ", 1) for rule in policy.split("; "))
        assert rules["default-src"] == "'none'"
        assert rules["script-src"] == rules["connect-src"] == "'self'"
        assert rules["frame-ancestors"] == rules["base-uri"] == rules["form-action"] == "'none'"
        assert "unsafe" not in policy
        assert "http" not in policy
        assert "*" not in policy


async def test_a_file_that_the_browser_has_is_not_sent_again(client: httpx.AsyncClient) -> None:
    for file in await loaded(client):
        first = await client.get(file)
        assert first.headers["cache-control"] == "public, no-cache"
        again = await client.get(file, headers={"if-none-match": first.headers["etag"]})
        assert again.status_code == 304
        assert again.content == b""


@pytest.mark.parametrize("path", ["/graphiql/..%2fapp.py", "/graphiql/../app.py", "/graphiql/nothing", "/graphiql/"])
async def test_no_other_file_can_be_read(client: httpx.AsyncClient, path: str) -> None:
    response = await client.get(path)
    assert response.status_code == 404
    assert response.json()["errors"][0]["extensions"]["code"] == "NOT_FOUND"


async def test_the_tabs_are_the_samples_and_each_is_answered_by_one_statement(
    client: httpx.AsyncClient, engine: Engine, token: str
) -> None:
    tabs = (await client.get("/graphiql/samples.json")).json()
    assert [tab["title"] for tab in tabs] == list(SAMPLES)
    plainly = engine.plain_answers.total()
    for tab in tabs:
        asked = {"query": tab["query"]}
        response = await client.post("/graphql", json=asked, headers={"authorization": f"Bearer {token}"})
        assert list(response.json()) == ["data"], response.text
    assert engine.plain_answers.total() == plainly
