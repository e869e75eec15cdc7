"""Jobs through GraphQL: inputs, paths of refusals, and what a payload shows to whom."""

import json
from collections.abc import AsyncIterator
from typing import Any

import pytest

from graph.compile.engine import Engine
from tests.community import Community

DRAFT = """
mutation($input: DraftJobInput!) { draftJob(input: $input) { refusal { code path } job {
    id kind status byCompany title bodyHtml remote hoursPerWeek compensation { min max currency unit }
    wanted { id } segment { filter } author { displayName } contractTerms { id }
    validThrough viewerMayEdit version } } }
"""
STATE = """
mutation($input: SetContractTermsInput!) { setContractTerms(input: $input) { refusal { code path }
    contractTerms { client complete paymentDays } job { version } } }
"""
PUBLISH = "mutation($input: PublishJobInput!) { publishJob(input: $input) { refusal { code path } job { status } } }"
DELETE = "mutation($input: DeleteDraftJobInput!) { deleteDraftJob(input: $input) { refusal { code } member { id } } }"


@pytest.fixture
async def engine(community: Community) -> AsyncIterator[Engine]:
    made = await Engine.open(community.url, connections=1)
    yield made
    await made.close()


async def do(community: Community, engine: Engine, name: str, document: str, **given: Any) -> Any:
    """The payload of the one mutation in a document."""
    answer = json.loads((await engine.execute(community.viewer(name), document, {"input": given})).body)
    assert "errors" not in answer, answer
    (payload,) = answer["data"].values()
    return payload


async def test_a_side_job_is_written_stated_and_published(community: Community, engine: Engine) -> None:
    skill = f"att_{community['att0']}"
    given: dict[str, Any] = {
        "kind": "SIDE_JOB",
        "title": " 設計の  相談役 ",
        "body": "**Come** <script>x</script> " + f"@[Aoi](mem_{community['Aoi']})",
        "remote": "FULL",
        "hoursPerWeek": 4,
        "compensation": {"min": 5000, "currency": "JPY", "unit": "HOUR"},
        "wantedIds": [skill],
        "segment": {"kinds": ["ALUMNUS"], "attributes": {"anyOf": [skill]}},
    }
    job = (await do(community, engine, "HR", DRAFT, **given))["job"]
    assert job["segment"]["filter"] == given["segment"]
    assert job["title"] == "設計の 相談役"
    assert "<script" not in job["bodyHtml"]
    assert "data-member" not in job["bodyHtml"]
    assert job["bodyHtml"].startswith("<p><strong>Come</strong>")
    assert job["compensation"] == {"min": 5000, "max": None, "currency": "JPY", "unit": "HOUR"}
    assert (job["status"], job["byCompany"], job["wanted"], job["version"]) == ("DRAFT", True, [{"id": skill}], 1)
    said = await do(community, engine, "HR", PUBLISH, jobId=job["id"])
    assert said == {"refusal": {"code": "INVALID", "path": ["input", "contractTerms", "client"]}, "job": None}
    terms: dict[str, Any] = dict.fromkeys(("client", "work", "period", "place", "hours", "pay", "ending"), "x")
    stated = await do(community, engine, "HR", STATE, jobId=job["id"], paymentDays=30, **terms)
    assert stated["contractTerms"] == {"client": "x", "complete": True, "paymentDays": 30}
    late = await do(community, engine, "HR", STATE, jobId=job["id"], paymentDays=61)
    assert late["refusal"] == {"code": "INVALID", "path": ["input", "paymentDays"]}
    assert (await do(community, engine, "Recruiter", PUBLISH, jobId=job["id"]))["job"] == {"status": "PUBLISHED"}


async def test_what_others_draft_is_answered_like_what_is_not_there(community: Community, engine: Engine) -> None:
    job = (await do(community, engine, "HR", DRAFT, kind="REGULAR", title="x", body="y"))["job"]["id"]
    absent = "job_00000000-0000-7000-8000-000000000000"
    said = [await do(community, engine, "Aoi", PUBLISH, jobId=key) for key in (job, absent)]
    assert said[0] == said[1]
    assert said[0]["refusal"]["code"] == "NOT_FOUND"
    gone = await do(community, engine, "Recruiter", DELETE, jobId=job)
    assert gone == {"refusal": None, "member": {"id": f"mem_{community['Recruiter']}"}}
