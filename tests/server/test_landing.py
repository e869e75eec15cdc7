"""The page that links in mails lead to: it is there, it loads its own files, and asks for what the schema has."""

import re
from pathlib import Path

import httpx
import pytest
from graphql import parse, validate

from graph.schema import graphql_schema
from server.landing import FILES, PAGES


@pytest.mark.parametrize("name", PAGES)
async def test_the_page_is_there_under_its_policy(client: httpx.AsyncClient, name: str) -> None:
    answer = await client.get(f"/{name}")
    assert answer.status_code == 200
    assert "script-src 'self'" in answer.headers["content-security-policy"]
    assert answer.headers["referrer-policy"] == "no-referrer"
    for path in re.findall(r'(?:src|href)="(/landing/[^"]+)"', answer.text):
        assert (await client.get(path)).status_code == 200


async def test_nothing_else_is_served_from_there(client: httpx.AsyncClient) -> None:
    for path in ("/landing/index.html", "/landing/../app.py", "/landing/", "/landing"):
        assert (await client.get(path)).status_code == 404


def test_what_the_page_asks_for_is_in_the_schema() -> None:
    script = Path(FILES / "landing.js").read_text(encoding="utf-8")
    asked = re.findall(r'mutation: "(\w+)",\s*input: "(\w+)"', script)
    assert len(asked) == 5
    for mutation, input_type in asked:
        shown = {"requestSignIn": "requested", "claimRosterEntry": "requested", "proveClaim": "status token"}
        query = f"mutation($input: {input_type}!) {{ done: {mutation}(input: $input) {{ {shown.get(mutation, 'token')}"
        assert validate(graphql_schema(), parse(f"{query} refusal {{ message }} }} }}")) == []
    fields = set(re.findall(r'"(email|displayName|externalId|familyName|code)"', script))
    page = Path(FILES / "index.html").read_text(encoding="utf-8")
    assert fields == set(re.findall(r'data-for="(\w+)"', page))
