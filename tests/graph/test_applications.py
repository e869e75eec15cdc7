"""Applications through GraphQL: what the applicant reads, what those who keep the job do, and what nobody else gets."""

import json
from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

import pytest

from actions import jobs
from graph.compile.engine import Engine
from tests.actions.test_jobs import published
from tests.community import Community

APPLICATION = """
    id stage applicantName applicant { displayName } viewerMoves job { title }
    snapshot { field value } timeline { stage note reason byApplicant actor { displayName } } notes { body }
    conversation { subject job { id } } version
"""
APPLY = (
    "mutation($input: ApplyToJobInput!) { applyToJob(input: $input)"
    f" {{ refusal {{ code path }} application {{ {APPLICATION} }} job {{ viewerApplication {{ id }} }} }} }}"
)
ADVANCE = (
    "mutation($input: AdvanceApplicationInput!) { advanceApplication(input: $input)"
    f" {{ refusal {{ code path }} application {{ {APPLICATION} }} }} }}"
)
WITHDRAW = (
    "mutation($input: WithdrawApplicationInput!) { withdrawApplication(input: $input)"
    f" {{ refusal {{ code }} application {{ {APPLICATION} }} }} }}"
)
ANSWER = "mutation($input: AnswerOfferInput!) { answerOffer(input: $input) { refusal { code } application { stage } } }"
NOTE = "mutation($input: AddApplicationNoteInput!) { addApplicationNote(input: $input) { refusal { code } } }"
HIRE = """mutation($input: RecordHireInput!) { recordHire(input: $input) { refusal { code path }
    application { hiredAt } employment { title } job { status } } }"""
ASK = """mutation($input: AskAboutJobInput!) { askAboutJob(input: $input) { refusal { code path }
    conversation { id subject job { id } } message { body } job { viewerConversation { id } } } }"""
ONE = f"query($id: ID!) {{ application(id: $id) {{ {APPLICATION} }} }}"
JOB = """query($id: ID!, $stage: ApplicationStage) { job(id: $id) { status
    applications(stage: $stage) { totalCount edges { node { applicantName } } }
    applicationCounts { stage count } viewerApplication { stage } viewerConversation { id } } }"""
MINE = "{ viewer { applications { edges { node { stage job { status } } } } } }"


@pytest.fixture
async def engine(community: Community) -> AsyncIterator[Engine]:
    made = await Engine.open(community.url, connections=1)
    yield made
    await made.close()


async def ask(community: Community, engine: Engine, name: str, document: str, **variables: Any) -> Any:
    """What stands under the one field of a document."""
    answer = json.loads((await engine.execute(community.viewer(name), document, variables)).body)
    assert "errors" not in answer, answer
    (found,) = answer["data"].values()
    return found


async def do(community: Community, engine: Engine, name: str, document: str, **given: Any) -> Any:
    return await ask(community, engine, name, document, input=given)


async def test_an_application_from_the_letter_to_the_hire(community: Community, engine: Engine) -> None:
    await community.connection.execute("update members set listing = 'UNLISTED' where id = $1", community["Aoi"])
    job = f"job_{await published(community)}"
    about = await do(community, engine, "Aoi", ASK, jobId=job, body="**在宅**でも？")
    assert about["conversation"]["job"] == {"id": job}
    assert about["job"]["viewerConversation"]["id"] == about["conversation"]["id"]
    made = await do(community, engine, "Aoi", APPLY, jobId=job, fields=["HEADLINE"], letter="戻りたい")
    mine = made["application"]
    assert made["job"]["viewerApplication"] == {"id": mine["id"]}
    shared = [("NAME", "Aoi"), ("LETTER", "戻りたい"), ("HEADLINE", 'Says "hello"')]
    assert [(each["field"], each["value"]) for each in mine["snapshot"]] == shared
    of = {"applicationId": mine["id"]}
    await do(community, engine, "Recruiter", NOTE, **of, body="内部")
    moved = await do(community, engine, "Recruiter", ADVANCE, **of, stage="OFFER", note="ぜひ", ifVersion=1)
    kept = moved["application"]
    assert (kept["applicantName"], kept["applicant"], kept["notes"]) == ("Aoi", None, [{"body": "内部"}])
    assert kept["conversation"] == {"subject": "設計", "job": {"id": job}}
    assert kept["timeline"][1]["actor"] == {"displayName": "Recruiter"}
    seen = await ask(community, engine, "Aoi", ONE, id=mine["id"])
    offer = {"stage": "OFFER", "note": "ぜひ", "reason": None, "byApplicant": False, "actor": None}
    assert (seen["notes"], seen["timeline"][1]) == ([], offer)
    assert seen["viewerMoves"] == ["ACCEPTED", "DECLINED", "WITHDRAWN"]
    assert (await do(community, engine, "Aoi", ANSWER, **of, accept=True))["application"]["stage"] == "ACCEPTED"
    hired = await do(community, engine, "HR", HIRE, **of, started="2026-04", title="部長", fillJob=True)
    assert (hired["refusal"], hired["job"]["status"]) == (None, "FILLED")
    assert hired["application"]["hiredAt"]
    assert hired["employment"] is None  # the directory hides her still
    found = await ask(community, engine, "Aoi", MINE)
    assert found["applications"]["edges"][0]["node"] == {"stage": "ACCEPTED", "job": {"status": "FILLED"}}


async def test_those_who_keep_the_job_read_the_list_and_the_counts_and_nobody_else(
    community: Community, engine: Engine
) -> None:
    job = f"job_{await published(community)}"
    for name in ("Aoi", "Ben", "Hana"):
        await do(community, engine, name, APPLY, jobId=job, fields=[])
    ben = (await ask(community, engine, "Ben", JOB, id=job))["viewerApplication"]
    assert ben == {"stage": "SUBMITTED"}
    every = await ask(community, engine, "HR", JOB, id=job)
    assert every["applications"]["totalCount"] == 3
    newest = every["applications"]["edges"][0]["node"]["applicantName"]
    assert newest == "Hana"
    assert every["applicationCounts"] == [{"stage": "SUBMITTED", "count": 3}]
    offers = await ask(community, engine, "Recruiter", JOB, id=job, stage="OFFER")
    assert offers["applications"] == {"totalCount": 0, "edges": []}
    for name in ("Aoi", "Chie"):
        found = await ask(community, engine, name, JOB, id=job)
        assert (found["applications"]["totalCount"], found["applicationCounts"]) == (0, [])


async def test_what_is_withdrawn_shows_nothing_to_anybody(community: Community, engine: Engine) -> None:
    job = f"job_{await published(community)}"
    made = await do(community, engine, "Aoi", APPLY, jobId=job, fields=["BIO", "EMPLOYMENTS"], contact="a@example.com")
    key = made["application"]["id"]
    await do(community, engine, "HR", NOTE, applicationId=key, body="内部")
    await jobs.close(community.viewer("HR"), job_id=UUID(job.removeprefix("job_")))
    gone = await do(community, engine, "Aoi", WITHDRAW, applicationId=key, reason="PERSONAL")
    assert (gone["application"]["stage"], gone["application"]["snapshot"]) == ("WITHDRAWN", [])
    assert gone["application"]["job"] is None
    kept = await ask(community, engine, "HR", ONE, id=key)
    assert (kept["applicantName"], kept["snapshot"], kept["notes"], kept["viewerMoves"]) == (None, [], [], [])
    assert kept["timeline"][-1]["reason"] == "PERSONAL"
    for name in ("Ben", "Chie", "Outsider"):
        assert await ask(community, engine, name, ONE, id=key) is None


async def test_a_refusal_leads_to_the_field(community: Community, engine: Engine) -> None:
    job = f"job_{await published(community)}"
    said = (await do(community, engine, "Aoi", APPLY, jobId=job, fields=["BIO", "NAME"]))["refusal"]
    assert said == {"code": "INVALID", "path": ["input", "fields", "1"]}
    key = (await do(community, engine, "Aoi", APPLY, jobId=job, fields=[]))["application"]["id"]
    said = (await do(community, engine, "HR", ADVANCE, applicationId=key, stage="REJECTED"))["refusal"]
    assert said == {"code": "INVALID", "path": ["input", "reason"]}
    said = (await do(community, engine, "HR", ADVANCE, applicationId=key, stage="ACCEPTED"))["refusal"]
    assert said == {"code": "CONFLICT", "path": ["input", "stage"]}
    said = (await do(community, engine, "HR", HIRE, applicationId=key, started="soon"))["refusal"]
    assert said["path"] == ["input", "applicationId"]
    said = (await do(community, engine, "HR", ASK, jobId=job, body="x"))["refusal"]
    assert said == {"code": "FORBIDDEN", "path": ["input", "jobId"]}
