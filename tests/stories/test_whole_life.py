"""A whole life in a network, over HTTP and WebSocket: from a line of the roster to the day somebody is hired back."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from actions.import_roster import import_roster
from actions.sessions import Sessions, open_session
from actions.upkeep import weigh_attributes
from graph.compile.engine import Engine
from tests.actions.post_box import mailed
from tests.actions.roster import HEADER, put
from tests.community import Community
from tests.server.lively import lively
from tests.server.talking import talk

SATO = "B001,佐藤,花子,サトウ,ハナコ,,hanako@example.com,営業部,2009/4/1,2019/3/31,"
YAMADA = "B002,山田,太郎,ヤマダ,タロウ,,taro@example.com,営業部,2010/4/1,2018/3/31,"
RIVAL = "R001,黒田,次郎,クロダ,ジロウ,,jiro@example.com,営業部,2010/4/1,2018/3/31,"
OTHERS = 20  # what few have says something only where there are many
STREAM = "subscription($after: String) { stream(after: $after) { __typename } }"
JOBS = """subscription($after: String, $wanted: [ID!]!) { jobPublished(after: $after, filter: {wanted: $wanted}) {
    job { id title matchScore matchReasons { attribute { label } } } } }"""
MESSAGES = "subscription($after: String) { messageReceived(after: $after) { message { body author { displayName } } } }"
APPLICATIONS = """subscription($after: String) { applicationChanged(after: $after) {
    kind application { id stage applicantName } } }"""
LIKE_ME = """query($skill: ID!, $department: ID!) {
    members(filter: {attributes: {allOf: [$skill]}, department: $department}) { edges { node {
        id displayName phone sharedAttributes(first: 10) { attribute { kind label } } } } } }"""
EVERYTHING = """{ members { edges { node { id } } } jobs { edges { node { id } } } groups { edges { node { id } } }
    feed { edges { node { id } } } viewer { applications { edges { node { id } } }
    conversations { edges { node { id } } } notifications { edges { node { id } } } } }"""


@dataclass
class Person:
    """Somebody with a client of their own; signed in once they have a token."""

    name: str
    network: str
    port: int
    stack: AsyncExitStack
    token: str | None = None
    id: str = ""

    async def ask(self, document: str, **variables: Any) -> Any:
        """The data of an operation; an error fails the story."""
        headers = {"authorization": f"Bearer {self.token}"} if self.token else {}
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{self.port}", headers=headers, timeout=30) as client:
            body = (await client.post("/graphql", json={"query": document, "variables": variables})).json()
        assert "errors" not in body, (self.name, document, body)
        return body["data"]

    async def do(self, mutation: str, selection: str, **given: Any) -> Any:
        """The payload of a mutation that is not refused."""
        type_ = f"{mutation[:1].upper()}{mutation[1:]}Input!"
        asked = f"{mutation}(input: $input) {{ {selection} refusal {{ message path }} }}"
        payload = (await self.ask(f"mutation($input: {type_}) {{ {asked} }}", input=given))[mutation]
        assert payload["refusal"] is None, (self.name, mutation, payload)
        return payload

    async def listen(self, document: str, **variables: Any) -> AsyncIterator[Any]:
        """What a subscription over a WebSocket tells from now on."""
        after = (await self.ask("{ streamCursor }"))["streamCursor"]
        client = await self.stack.enter_async_context(talk(self.port))
        await client.init(self.token)
        await client.ask(document, after=after, **variables)

        async def told() -> AsyncIterator[Any]:
            while True:
                said = await client.hear()
                assert said["type"] == "next", said
                (value,) = said["payload"]["data"].values()
                yield value

        return told()


@dataclass
class Company:
    """One company, with its network, HR and a recruiter."""

    slug: str
    hr: Person
    recruiter: Person


async def company(community: Community, port: int, stack: AsyncExitStack, slug: str, roster: Path) -> Company:
    """A network with two who work for the company, and what HR knows of those who left."""
    await community.add(
        "networks",
        slug,
        name=slug,
        slug=slug,
        locale="JA",
        time_zone="Asia/Tokyo",
        emojis=["👍"],
        created_at=community.when(),
    )
    people = []
    for name, roles in (("HR", ["HR_ADMIN", "COMMUNITY_MANAGER"]), ("Recruiter", ["RECRUITER"])):
        key = await community.member(f"{name} of {slug}", network=slug, kind="EMPLOYEE", roles=roles)
        token = await open_session(community.url, key, device="test")
        people.append(Person(f"{name} of {slug}", slug, port, stack, token, f"mem_{key}"))
    for number in range(OTHERS):
        await community.member(f"{number} of {slug}", network=slug)
    await import_roster(community.url, roster, slug=slug)
    return Company(slug, people[0], people[1])


async def claimed(community: Community, own: Company, name: str, email: str, number: str, family: str) -> Person:
    """Somebody who has left says which line of the roster they are, proves it by mail, and is in."""
    person = Person(name, own.slug, own.hr.port, own.hr.stack)
    given = {"externalId": number, "familyName": family, "displayName": name}
    await person.do("claimRosterEntry", "requested", network=own.slug, email=email, **given)
    token = (await mailed(community, email))["token"]
    proven = await person.do("proveClaim", "status token viewer { id }", network=own.slug, token=token)
    assert proven["status"] == "APPROVED"
    person.token, person.id = proven["token"], proven["viewer"]["id"]
    return person


@asynccontextmanager
async def town(community: Community) -> AsyncIterator[tuple[int, AsyncExitStack]]:
    """A server in front of the community."""
    engine, sessions = await Engine.open(community.url, connections=4), await Sessions.open(community.url)
    async with lively(engine, sessions) as server, AsyncExitStack() as stack:
        yield server.port, stack
    await sessions.close()
    await engine.close()


async def skill_of_all(own: Company, *people: Person) -> str:
    """A skill that one proposes, the community takes up, and the others have as well."""
    first, *others = people
    proposed = await first.do("addAttribute", "proposal { id }", kind="SKILL", label="データ分析")
    approved = await own.hr.do("approveAttributeProposal", "attribute { id }", proposalId=proposed["proposal"]["id"])
    skill: str = approved["attribute"]["id"]
    for each in others:
        await each.do("addAttribute", "memberAttribute { id }", attributeId=skill)
    return skill


async def find_and_tie(yamada: Person, sato: Person, skill: str) -> None:
    """One finds the other by what both have, sees what is for ties only once they are tied, and that alone."""
    own = await yamada.ask("{ viewer { employments(first: 5) { department { id label } } } }")
    department = own["viewer"]["employments"][0]["department"]["id"]
    (edge,) = [
        each
        for each in (await yamada.ask(LIKE_ME, skill=skill, department=department))["members"]["edges"]
        if each["node"]["id"] != yamada.id
    ]
    found = edge["node"]
    assert (found["id"], found["phone"]) == (sato.id, None)
    shared = {(each["attribute"]["kind"], each["attribute"]["label"]) for each in found["sharedAttributes"]}
    assert ("SKILL", "データ分析") in shared
    asked = await yamada.do("requestTie", "tieRequest { id }", memberId=sato.id, note="同じ営業部でした")
    await sato.do("acceptTie", "tie { id }", requestId=asked["tieRequest"]["id"])
    seen = (await yamada.ask(LIKE_ME, skill=skill, department=department))["members"]["edges"]
    assert [each["node"]["phone"] for each in seen if each["node"]["id"] == sato.id] == ["090-1234-5678"]


async def offered(own: Company, skill: str) -> str:
    """A comeback job that wants the skill, published; its id."""
    told = {"kind": "COMEBACK", "title": "営業企画(カムバック)", "body": "**お帰りなさい**", "wantedIds": [skill]}
    job = (await own.recruiter.do("draftJob", "job { id }", **told))["job"]["id"]
    await own.recruiter.do("publishJob", "job { status }", jobId=job)
    return str(job)


async def hired_back(own: Company, yamada: Person, job: str) -> None:
    """From the application to the first day, both sides hearing of each step."""
    hears, sees = await own.recruiter.listen(APPLICATIONS), await yamada.listen(APPLICATIONS)
    given = {"jobId": job, "fields": ["EMPLOYMENTS", "ATTRIBUTES"], "letter": "もう一度、一緒に働きたいです。"}
    application = (await yamada.do("applyToJob", "application { id stage }", **given))["application"]["id"]
    heard = await anext(hears)
    assert (heard["kind"], heard["application"]["applicantName"]) == ("APPLICATION_SUBMITTED", "山田 太郎")
    assert (await anext(sees))["application"]["stage"] == "SUBMITTED"
    for stage in ("CASUAL_TALK", "OFFER"):
        moved = {"applicationId": application, "stage": stage}
        await own.recruiter.do("advanceApplication", "application { stage }", **moved)
        assert (await anext(sees))["application"]["stage"] == stage
        assert (await anext(hears))["application"]["stage"] == stage
    await yamada.do("answerOffer", "application { stage }", applicationId=application, accept=True)
    assert (await anext(hears))["application"]["stage"] == "ACCEPTED"
    await own.hr.do(
        "recordHire", "employment { title started }", applicationId=application, started="2026-11", fillJob=True
    )


async def test_somebody_who_left_comes_back_and_a_second_company_sees_nothing_of_it(
    community: Community, tmp_path: Path
) -> None:
    async with town(community) as (port, stack):
        own = await company(community, port, stack, "engawa", put(tmp_path / "own.csv", HEADER, SATO, YAMADA))
        rival = await company(community, port, stack, "rival", put(tmp_path / "rival.csv", HEADER, RIVAL))
        kuroda = await claimed(community, rival, "黒田 次郎", "jiro@example.com", "R001", "黒田")
        before, nothing = await kuroda.ask(EVERYTHING), await kuroda.listen(STREAM)
        sato = await claimed(community, own, "佐藤 花子", "hanako@example.com", "B001", "佐藤")
        yamada = await claimed(community, own, "山田 太郎", "taro@example.com", "B002", "山田")

        await sato.do("updateProfile", "member { phone }", phone="090-1234-5678")
        await sato.do("setAudience", "member { id }", field="PHONE", audience=["SELF", "TIES"])
        skill = await skill_of_all(own, sato, yamada)
        await find_and_tie(yamada, sato, skill)

        group = await sato.do("createGroup", "group { id }", name="営業部OB会", joinPolicy="OPEN")
        await yamada.do("joinGroup", "membership { status }", groupId=group["group"]["id"])
        await yamada.do("publishPost", "post { id }", groupId=group["group"]["id"], body="ただいま参加しました")

        await weigh_attributes()  # as the upkeep does every now and then
        hearing = await yamada.listen(JOBS, wanted=[skill])
        job = await offered(own, skill)
        news = (await anext(hearing))["job"]
        assert (news["id"], news["matchReasons"]) == (job, [{"attribute": {"label": "データ分析"}}])
        assert news["matchScore"] > 0

        await own.hr.do("setUpOffice", "office { id }", kind="RECRUITING", name="採用担当", open=True)
        inbox = await own.recruiter.listen(MESSAGES)
        await yamada.do("askAboutJob", "conversation { id }", jobId=job, body="勤務地はどちらですか？")
        message = (await anext(inbox))["message"]
        assert message == {"body": "勤務地はどちらですか？", "author": {"displayName": "山田 太郎"}}

        await hired_back(own, yamada, job)
        mine = await yamada.ask(
            "{ viewer { kind degree: tieCount employments(first: 5) { started ended } activity { totalCount } } }"
        )
        assert mine["viewer"]["kind"] == "EMPLOYEE"
        assert {"started": "2026-11", "ended": None} in mine["viewer"]["employments"]
        assert (len(mine["viewer"]["employments"]), mine["viewer"]["degree"]) == (2, 1)
        assert mine["viewer"]["activity"]["totalCount"] == 1

        assert await kuroda.ask(EVERYTHING) == before
        ids = [job, sato.id, yamada.id, group["group"]["id"], skill]
        assert await kuroda.ask("query($ids: [ID!]!) { nodes(ids: $ids) { id } }", ids=ids) == {"nodes": [None] * 5}
        assert (await anext(nothing))["__typename"] == "StreamReady"
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(anext(nothing), 1)
