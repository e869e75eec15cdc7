"""Jobs are written by those who may, shown through a day, and never offered without the terms that must be stated."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from actions import contract_terms, jobs, policies
from actions.refusals import Conflict, Forbidden, Invalid, ModuleOff, NotFound, Refusal
from models.audiences import EVERYBODY, NOBODY_ELSE
from models.contract_terms import MUST_BE_STATED
from models.jobs import JobKind, PayUnit
from tests.community import Community
from tests.world_jobs import TERMS


async def refused(kind: type[Refusal], action: Any, community: Community, name: str, /, **given: Any) -> Refusal:
    with pytest.raises(kind) as told:
        await action(community.viewer(name), **given)
    return told.value


PAY: Any = {"min": 1_000, "max": 2_000, "currency": "JPY", "unit": PayUnit.HOUR}


async def drafted(community: Community, name: str = "HR", kind: JobKind = JobKind.COMEBACK, **more: Any) -> UUID:
    said: dict[str, Any] = {"title": "設計", "body": "**Come** back", **more}
    made: UUID = (await jobs.draft(community.viewer(name), kind=kind, **said)).made["job"]
    return made


async def published(community: Community, name: str = "HR", kind: JobKind = JobKind.COMEBACK, **more: Any) -> UUID:
    made = await drafted(community, name, kind, **more)
    await jobs.publish(community.viewer(name), job_id=made)
    return made


async def row(community: Community, job: UUID) -> Any:
    return await community.connection.fetchrow("select * from jobs where id = $1", job)


async def sees(community: Community, name: str, job: UUID) -> bool:
    """Whether the job is there for a member: who may not see it is told so by what they try with it."""
    try:
        await jobs.update(community.viewer(name), job_id=job)
    except NotFound:
        return False
    except (Forbidden, Conflict):
        return True
    return True


async def let_members(community: Community) -> None:
    """The network lets its members offer work."""
    await community.connection.execute("update networks set members_may_post_jobs = true")


async def test_who_recruits_offers_work_of_the_company_and_members_only_where_they_may(community: Community) -> None:
    assert (await row(community, await drafted(community, "HR")))["by_company"]
    assert (await row(community, await drafted(community, "Recruiter")))["by_company"]
    for name in ("Aoi", "Chie"):
        await refused(Forbidden, jobs.draft, community, name, kind=JobKind.PROJECT, title="x", body="y")
    await refused(Forbidden, jobs.draft, community, "HR", kind=JobKind.PROJECT, title="x", body="y", by_company=False)
    await let_members(community)
    assert not (await row(community, await drafted(community, "Aoi")))["by_company"]
    given: Any = {"kind": JobKind.PROJECT, "title": "x", "body": "y", "by_company": True}
    await refused(Forbidden, jobs.draft, community, "Aoi", **given)


async def test_the_owner_of_the_network_lets_members_offer_work(community: Community) -> None:
    await community.connection.execute("update members set roles = '{NETWORK_OWNER}' where id = $1", community["Chie"])
    await policies.update(community.viewer("Chie"), members_may_post_jobs=True)
    made = await drafted(community, "Aoi")
    await policies.update(community.viewer("Chie"), members_may_post_jobs=False)
    await refused(Forbidden, jobs.publish, community, "Aoi", job_id=made)


async def test_a_draft_is_seen_by_those_who_keep_it_alone(community: Community) -> None:
    await let_members(community)
    company, own = await drafted(community, "HR"), await drafted(community, "Aoi")
    assert [await sees(community, name, company) for name in ("HR", "Recruiter", "Aoi")] == [True, True, False]
    assert [await sees(community, name, own) for name in ("HR", "Recruiter", "Aoi")] == [False, False, True]


async def test_what_is_published_is_there_for_the_network_until_it_is_paused_or_over(community: Community) -> None:
    made = await published(community)
    at = await row(community, made)
    assert (at["status"], at["version"]) == ("PUBLISHED", 2)
    assert at["valid_through"] >= (at["published_at"] + timedelta(days=89)).date()
    assert await sees(community, "Aoi", made)
    assert not await sees(community, "Outsider", made)
    viewer = community.viewer("Recruiter")
    await jobs.pause(viewer, job_id=made)
    assert not await sees(community, "Aoi", made)
    await jobs.resume(viewer, job_id=made)
    assert await sees(community, "Aoi", made)
    await community.connection.execute(
        "update jobs set confirmed_at = now() - interval '9 days', ends_at = now() - interval '1 minute' where id = $1",
        made,
    )
    assert not await sees(community, "Aoi", made)
    await jobs.pause(viewer, job_id=made)
    await refused(Conflict, jobs.resume, community, "HR", job_id=made)
    await jobs.extend(viewer, job_id=made)
    await jobs.resume(viewer, job_id=made)
    assert await sees(community, "Aoi", made)
    await jobs.fill(viewer, job_id=made)
    assert not await sees(community, "Aoi", made)
    kinds = [kind for kind, key in await community.told() if key == made]
    moves = ("drafted", "published", "paused", "resumed", "paused", "rewritten", "resumed", "filled")
    assert kinds == [f"job.{each}" for each in moves]


async def test_it_is_open_for_ninety_days_at_most(community: Community) -> None:
    made = await drafted(community)
    today = (await community.connection.fetchval("select now() at time zone 'Asia/Tokyo'")).date()
    for days in (-1, 91):
        day = today + timedelta(days=days)
        said = await refused(Invalid, jobs.publish, community, "HR", job_id=made, valid_through=day)
        assert said.path == ("valid_through",)
    await jobs.publish(community.viewer("HR"), job_id=made, valid_through=today)
    found = await row(community, made)
    end = await community.value("select ($1::date + 1)::timestamp at time zone 'Asia/Tokyo'", today)
    assert found["ends_at"] == end
    await jobs.extend(community.viewer("HR"), job_id=made, valid_through=today + timedelta(days=90))
    with pytest.raises(Exception, match="jobs_ends"):
        await community.connection.execute("update jobs set ends_at = ends_at + interval '2 days' where id = $1", made)


@pytest.mark.parametrize("kind", [JobKind.SIDE_JOB, JobKind.CONTRACT])
async def test_a_side_job_or_contract_is_not_offered_before_every_term_is_stated(
    community: Community, kind: JobKind
) -> None:
    made, viewer = await drafted(community, kind=kind), community.viewer("HR")
    for name in MUST_BE_STATED:
        said = await refused(Invalid, jobs.publish, community, "HR", job_id=made)
        assert said.path == ("contract_terms", name)
        await contract_terms.state(viewer, job_id=made, **{name: TERMS[name]})  # type: ignore[arg-type]
    await jobs.publish(viewer, job_id=made)
    said = await refused(Invalid, contract_terms.state, community, "HR", job_id=made, pay=None)
    assert said.path == ("contract_terms", "pay")
    assert await community.value("select pay from contract_terms where job_id = $1", made) == TERMS["pay"]


async def test_what_is_offered_does_not_become_a_contract_without_terms(community: Community) -> None:
    made = await published(community, kind=JobKind.REGULAR)
    said = await refused(Invalid, jobs.update, community, "HR", job_id=made, kind=JobKind.CONTRACT)
    assert said.path == ("contract_terms", "client")
    await contract_terms.state(community.viewer("HR"), job_id=made, **TERMS)  # type: ignore[arg-type]
    await jobs.update(community.viewer("HR"), job_id=made, kind=JobKind.CONTRACT)


async def test_members_edit_their_own_jobs_and_recruiters_the_companys(community: Community) -> None:
    await let_members(community)
    company, own = await published(community, "HR"), await published(community, "Aoi", kind=JobKind.PROJECT)
    await jobs.update(community.viewer("Recruiter"), job_id=company, title="Other")
    await jobs.update(community.viewer("Aoi"), job_id=own, title="Other")
    tries = [(jobs.update, {"title": "x"}), (contract_terms.state, {"pay": "x"})]
    tries += [(each, {}) for each in (jobs.pause, jobs.close, jobs.fill, jobs.extend)]
    for act, given in tries:
        await refused(Forbidden, act, community, "Aoi", job_id=company, **given)
        for name in ("HR", "Recruiter", "Ben"):
            await refused(Forbidden, act, community, name, job_id=own, **given)
        await refused(NotFound, act, community, "Outsider", job_id=company, **given)


async def test_an_edit_starts_from_the_version_that_stands_there(community: Community) -> None:
    made = await drafted(community)
    await jobs.update(community.viewer("HR"), job_id=made, title="Two", if_version=1)
    said = await refused(Conflict, jobs.update, community, "HR", job_id=made, title="Three", if_version=1)
    assert isinstance(said, Conflict)
    assert said.current_version == 2
    for name in ("kind", "title", "body"):
        given: Any = {name: None}
        assert (await refused(Invalid, jobs.update, community, "HR", job_id=made, **given)).path == (name,)


async def test_what_is_not_given_stays_and_null_takes_it_back(community: Community) -> None:
    place = await community.connection.fetchval(
        "select id from attributes where kind = 'PLACE' and network_id = $1 limit 1", community["here"]
    )
    wanted = [community["att0"], community["att1"], community["att0"]]
    said: Any = {"hours_per_week": 8, "compensation": PAY, "place_id": place, "wanted_ids": wanted}
    made = await drafted(community, **said, segment={"kinds": ["ALUMNUS"]})
    before = await row(community, made)
    assert (before["pay_min"], before["pay_max"], before["pay_unit"], before["place_id"]) == (
        1_000,
        2_000,
        "HOUR",
        place,
    )
    await jobs.update(community.viewer("HR"), job_id=made, title="Other")
    after = await row(community, made)
    kept = ("hours_per_week", "pay_min", "place_id", "segment_id", "body_html")
    assert [after[name] for name in kept] == [before[name] for name in kept]
    gone: Any = dict.fromkeys([*said, "segment"])
    await jobs.update(community.viewer("HR"), job_id=made, **gone)
    after = await row(community, made)
    assert [after[name] for name in kept[:-1]] == [None] * 4
    assert await community.value("select count(*) from job_attributes where job_id = $1", made) == 0
    assert await community.value("select count(*) from segments where id = $1", before["segment_id"]) == 0


@pytest.mark.parametrize(
    ("given", "path"),
    [
        ({"title": " "}, ("title",)),
        ({"body": " \n"}, ("body",)),
        ({"compensation": {**PAY, "min": 3_000}}, ("compensation", "max")),
        ({"compensation": {**PAY, "currency": "yen"}}, ("compensation", "currency")),
        ({"compensation": {"currency": "JPY", "unit": PayUnit.DAY}}, ("compensation", "min")),
        ({"segment": {"tiedToViewer": True}}, ("segment", "tiedToViewer")),
    ],
)
async def test_what_cannot_stand_in_a_job_is_refused(
    community: Community, given: dict[str, Any], path: tuple[str, ...]
) -> None:
    said: dict[str, Any] = {"kind": JobKind.REGULAR, "title": "x", "body": "y", **given}
    assert (await refused(Invalid, jobs.draft, community, "HR", **said)).path == path
    assert await community.value("select count(*) from jobs where title = 'x' and status = 'DRAFT'") == 0


async def test_a_job_for_a_segment_is_there_for_those_whom_its_author_finds(community: Community) -> None:
    skill = await community.add(
        "attributes", network_id=community["here"], kind="SKILL", label_ja="秘密の技能", aliases=[]
    )
    for name, audience in (("Ben", EVERYBODY), ("Hana", NOBODY_ELSE)):
        held = {"network_id": community["here"], "member_id": community[name], "attribute_id": skill}
        await community.add("member_attributes", **held, source="MEMBER", audience=audience)
    made = await published(community, segment={"attributes": {"anyOf": [f"att_{skill}"]}}, wanted_ids=[skill])
    seen = {name: await sees(community, name, made) for name in ("Ben", "Hana", "Aoi", "Recruiter")}
    assert seen == {"Ben": True, "Hana": False, "Aoi": False, "Recruiter": True}


async def test_a_members_job_is_hidden_with_the_member_and_the_companys_is_not(community: Community) -> None:
    await let_members(community)
    own, company = await published(community, "Aoi", kind=JobKind.PROJECT), await published(community, "HR")
    assert [await sees(community, name, own) for name in ("Ben", "Member 1")] == [True, False]  # blocked
    await community.pair("blocks", "HR", "Ben", by_me=True)
    assert await sees(community, "Ben", company)


async def test_only_drafts_are_forgotten_and_nothing_stays_of_them(community: Community) -> None:
    made = await drafted(community, kind=JobKind.CONTRACT, wanted_ids=[community["att0"]], segment={"kinds": ["GUEST"]})
    await contract_terms.state(community.viewer("HR"), job_id=made, pay="x")
    count = "select count(*) from segments"
    before = await community.value(count)
    await jobs.delete_draft(community.viewer("Recruiter"), job_id=made)
    assert await community.value("select count(*) from contract_terms where job_id = $1", made) == 0
    assert await community.value(count) == int(str(before)) - 1
    await refused(Conflict, jobs.delete_draft, community, "HR", job_id=await published(community))


async def test_what_is_over_is_not_changed_and_can_be_ended_where_the_module_is_off(community: Community) -> None:
    made = await published(community)
    await community.connection.execute("update networks set modules = '{}'")
    await refused(ModuleOff, jobs.pause, community, "HR", job_id=made)
    await jobs.close(community.viewer("HR"), job_id=made)
    await community.connection.execute("update networks set modules = '{JOBS}'")
    for act in (jobs.update, jobs.publish, jobs.pause, jobs.resume, jobs.close, jobs.fill, jobs.extend):
        await refused(Conflict, act, community, "HR", job_id=made)
