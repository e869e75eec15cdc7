"""Applications share what the applicant chose with those who keep the job, and come where the table of moves leads."""

from itertools import product
from typing import Any
from uuid import UUID

import pytest

from actions import applications, blocks, exclusions, hires, jobs, joining
from actions.rates import RATES
from models.application_stages import LIVING, MOVES, REASONS, ApplicationReason, ApplicationStage, Side
from models.applications import SharedField
from models.jobs import JobKind
from models.privacy import ExclusionKind
from tests.actions.acting import kinds, refused, visible
from tests.actions.test_jobs import let_members, published
from tests.community import Community

S, R, F = ApplicationStage, ApplicationReason, SharedField
WAYS: dict[ApplicationStage, tuple[ApplicationStage, ...]] = {
    S.SUBMITTED: (),
    S.SCREENING: (S.SCREENING,),
    S.CASUAL_TALK: (S.CASUAL_TALK,),
    S.INTERVIEW: (S.INTERVIEW,),
    S.OFFER: (S.OFFER,),
    S.ACCEPTED: (S.OFFER, S.ACCEPTED),
    S.DECLINED: (S.OFFER, S.DECLINED),
    S.REJECTED: (S.REJECTED,),
    S.WITHDRAWN: (S.WITHDRAWN,),
}


async def applied(community: Community, job: UUID, name: str = "Aoi", **more: Any) -> UUID:
    """An application with what it shares."""
    given: dict[str, Any] = {"fields": [F.BIO], "letter": "戻りたいです", **more}
    made: UUID = (await applications.apply(community.viewer(name), job_id=job, **given)).made["application"]
    return made


async def move(community: Community, made: UUID, to: ApplicationStage, name: str = "", **more: Any) -> None:
    """Bring an application to a stage, by whoever may."""
    keeper, applicant = community.viewer(name or "Recruiter"), community.viewer(name or "Aoi")
    if to is S.WITHDRAWN:
        await applications.withdraw(applicant, application_id=made, **more)
    elif to in (S.ACCEPTED, S.DECLINED):
        await applications.answer(applicant, application_id=made, accept=to is S.ACCEPTED, **more)
    else:
        why = {"reason": R.REQUIREMENTS} if to is S.REJECTED else {}
        await applications.advance(keeper, application_id=made, stage=to, **{**why, **more})


async def at(community: Community, made: UUID) -> str:
    return str(await community.value("select stage from applications where id = $1", made))


async def shared(community: Community, made: UUID) -> list[tuple[str, str]]:
    sql = "select field, value from shared_values where application_id = $1 order by number"
    return [tuple(row) for row in await community.connection.fetch(sql, made)]


async def steps(community: Community, made: UUID) -> list[tuple[Any, ...]]:
    sql = "select stage, reason, note, actor_id from application_steps where application_id = $1 order by at, id"
    return [tuple(row) for row in await community.connection.fetch(sql, made)]


async def test_what_is_shared_is_what_the_applicant_named_as_it_is_then(community: Community) -> None:
    await community.connection.execute(
        "update members set phone = '03-1', links = '{https://a.example,https://b.example}', gender = null,"
        " birthday = '1990-01-02' where id = $1",
        community["Aoi"],
    )
    fields = [F.LINKS, F.PHONE, F.BIRTHDAY, F.GENDER, F.BIRTHDAY]
    made = await applied(community, await published(community), fields=fields, letter=" 志望 ", contact="a@example.com")
    await community.connection.execute("update members set phone = '03-2', display_name = 'x'")
    assert await shared(community, made) == [
        *(("NAME", "Aoi"), ("LETTER", "志望"), ("CONTACT", "a@example.com")),
        *(("BIRTHDAY", "1990-01-02"), ("PHONE", "03-1")),
        *(("LINKS", "https://a.example"), ("LINKS", "https://b.example")),
    ]


async def test_careers_and_attributes_are_shared_as_a_whole_whoever_else_may_see_them(community: Community) -> None:
    for table in ("employments", "positions", "member_attributes"):
        await community.connection.execute(f"update {table} set audience = 1 where member_id = $1", community["Aoi"])
    fields = [F.EMPLOYMENTS, F.POSITIONS, F.ATTRIBUTES]
    made = await applied(community, await published(community), fields=fields, letter=None)
    found = await shared(community, made)
    for field, table in zip(fields, ("employments", "positions", "member_attributes"), strict=True):
        count = await community.value(f"select count(*) from {table} where member_id = $1", community["Aoi"])
        assert len([each for each, _ in found if each == field]) == count > 0  # type: ignore[operator]
    company = await community.value(
        "select company from positions where member_id = $1 order by started desc, id desc limit 1", community["Aoi"]
    )
    assert str(company) in next(value for field, value in found if field == "POSITIONS")


@pytest.mark.parametrize(
    ("given", "path"),
    [
        ({"fields": [F.BIO, F.NAME]}, ("fields", "1")),
        ({"letter": "x" * 10_001}, ("letter",)),
        ({"contact": "a\0b"}, ("contact",)),
    ],
)
async def test_what_cannot_be_shared_is_refused(community: Community, given: Any, path: tuple[str, ...]) -> None:
    said = await refused(applied(community, await published(community), **given))
    assert (said[0], said[2]) == ("INVALID", path)


async def test_one_applies_for_what_is_open_and_to_be_seen_once_at_a_time(community: Community) -> None:
    viewer, job = community.viewer("HR"), await published(community)
    for name in ("HR", "Recruiter"):
        assert (await refused(applied(community, job, name)))[0] == "FORBIDDEN"
    assert (await refused(applied(community, job, "Outsider")))[0] == "NOT_FOUND"
    made = await applied(community, job)
    assert (await refused(applied(community, job)))[0] == "CONFLICT"
    await move(community, made, S.WITHDRAWN)
    again = await applied(community, job)
    await jobs.pause(viewer, job_id=job)
    assert (await refused(applied(community, job, "Ben")))[0] == "NOT_FOUND"
    await move(community, again, S.REJECTED)
    assert (await refused(applied(community, job)))[0] == "CONFLICT"  # seen, for they have applied, and not open
    draft = (await jobs.draft(viewer, kind=JobKind.REGULAR, title="x", body="y")).made["job"]
    assert (await refused(applied(community, draft)))[0] == "NOT_FOUND"


async def test_an_application_goes_where_the_table_of_moves_leads_and_nowhere_else(community: Community) -> None:
    job = await published(community)
    for start, to in product(ApplicationStage, ApplicationStage):
        await RATES.forget()
        made = await applied(community, job)
        for each in WAYS[start]:
            await move(community, made, each)
        side = MOVES[start].get(to)
        if to is S.SUBMITTED:
            said = await refused(move(community, made, to))
            assert said[0] == "CONFLICT"
        elif side is None:
            assert (await refused(move(community, made, to)))[0] == "CONFLICT", (start, to)
        else:
            wrong = "Aoi" if side is Side.KEEPERS else "Recruiter"
            assert (await refused(move(community, made, to, wrong)))[0] == "FORBIDDEN", (start, to)
            await move(community, made, to)
        assert await at(community, made) == (to if side else start), (start, to)
        await community.connection.execute("delete from applications where id = $1", made)


async def test_those_who_keep_a_job_cannot_answer_for_the_applicant(community: Community) -> None:
    made = await applied(community, await published(community))
    await move(community, made, S.OFFER)
    for to in (S.ACCEPTED, S.DECLINED, S.WITHDRAWN):
        said = await refused(applications.advance(community.viewer("HR"), application_id=made, stage=to))
        assert (said[0], said[2]) == ("CONFLICT", ("stage",))


async def test_an_end_has_reasons_of_its_own(community: Community) -> None:
    job = await published(community)
    made = await applied(community, job)
    advance = community.viewer("HR")
    given: Any = {"application_id": made, "stage": S.REJECTED}
    for reason in (None, R.OTHER_OFFER, R.PERSONAL, R.LEFT_NETWORK):
        said = await refused(applications.advance(advance, **given, reason=reason))
        assert (said[0], said[2]) == ("INVALID", ("reason",))
    said = await refused(applications.advance(advance, application_id=made, stage=S.OFFER, reason=R.OTHER))
    assert said[2] == ("reason",)
    for reason in (R.REQUIREMENTS, R.LEFT_NETWORK, R.POSITION_FILLED):
        assert (await refused(move(community, made, S.WITHDRAWN, reason=reason)))[2] == ("reason",)
    for reason in REASONS[S.REJECTED]:
        await applications.advance(advance, **given, reason=reason, note=f" {reason} ")
        assert (await steps(community, given["application_id"]))[-1][:3] == ("REJECTED", reason, reason)
        given["application_id"] = await applied(community, job)


async def test_the_timeline_tells_each_step_in_order_and_who_did_it(community: Community) -> None:
    made = await applied(community, await published(community))
    await move(community, made, S.INTERVIEW, "HR", note="来週はいかがですか")
    await move(community, made, S.INTERVIEW)
    await move(community, made, S.OFFER)
    await move(community, made, S.DECLINED, reason=R.CONDITIONS)
    aoi, hr, recruiter = (community[name] for name in ("Aoi", "HR", "Recruiter"))
    assert await steps(community, made) == [
        ("SUBMITTED", None, None, aoi),
        ("INTERVIEW", None, "来週はいかがですか", hr),
        ("INTERVIEW", None, None, recruiter),
        ("OFFER", None, None, recruiter),
        ("DECLINED", "CONDITIONS", None, aoi),
    ]
    told = [kind for kind in await kinds(community) if kind.startswith("application")]
    assert told == ["application.submitted", *["application.advanced"] * 3, "application.answered"]


async def test_a_move_starts_from_the_version_that_stands_there(community: Community) -> None:
    made = await applied(community, await published(community))
    await move(community, made, S.SCREENING, if_version=1)
    assert (await refused(move(community, made, S.OFFER, if_version=1)))[0] == "CONFLICT"


@pytest.mark.parametrize("stage", [*LIVING, S.DECLINED, S.REJECTED])
async def test_withdrawing_deletes_what_was_shared_and_the_fact_stays(
    community: Community, stage: ApplicationStage
) -> None:
    made = await applied(community, await published(community))
    await applications.add_note(community.viewer("HR"), application_id=made, body="Wrote of Aoi's letter")
    for each in WAYS[stage]:
        await move(community, made, each)
    await move(community, made, S.WITHDRAWN, reason=R.PERSONAL)
    assert await shared(community, made) == []
    assert await community.value("select count(*) from application_notes where application_id = $1", made) == 0
    for name in ("Aoi", "HR", "Recruiter"):
        assert made in await visible(community, name, "applications")
    said = await refused(applications.add_note(community.viewer("HR"), application_id=made, body="x"))
    assert said[0] == "CONFLICT"


async def test_one_can_withdraw_and_answer_where_the_module_is_off(community: Community) -> None:
    made = await applied(community, await published(community))
    await move(community, made, S.OFFER)
    await community.connection.execute("update networks set modules = '{}'")
    assert (await refused(move(community, made, S.INTERVIEW)))[0] == "MODULE_OFF"
    await move(community, made, S.DECLINED)
    await move(community, made, S.WITHDRAWN)


async def test_who_leaves_takes_all_with_them(community: Community) -> None:
    job, other = await published(community), await published(community)
    living, over = await applied(community, job), await applied(community, other)
    await move(community, over, S.REJECTED)
    await joining.leave(community.viewer("Aoi"))
    assert [await at(community, each) for each in (living, over)] == ["WITHDRAWN", "REJECTED"]
    assert [await shared(community, each) for each in (living, over)] == [[], []]
    assert (await steps(community, living))[-1][:2] == ("WITHDRAWN", "LEFT_NETWORK")
    left = await community.value(
        "select count(*) from shared_values v join applications a on a.id = v.application_id where a.applicant_id = $1",
        community["Aoi"],
    )
    assert left == 0
    told = await kinds(community)
    assert told[-1] == "member.left"
    assert "application.withdrawn" in told


async def test_who_keeps_the_job_sees_the_application_whatever_the_directory_says(community: Community) -> None:
    job = await published(community)
    made = await applied(community, job, "Eri")  # unlisted
    await exclusions.add(community.viewer("Aoi"), kind=ExclusionKind.MEMBER, member_id=community["Recruiter"])
    excluding = await applied(community, job, "Aoi")
    for name in ("HR", "Recruiter"):
        assert {made, excluding} <= await visible(community, name, "applications")
        assert community["Eri"] not in await visible(community, name, "members")
    for name in ("Ben", "Chie", "Outsider"):
        assert not {made, excluding} & await visible(community, name, "applications")
        assert (await refused(move(community, made, S.SCREENING, name)))[0] == "NOT_FOUND"


async def test_a_block_hides_it_from_that_recruiter_alone(community: Community) -> None:
    made = await applied(community, await published(community), "Ben")
    await blocks.block(community.viewer("Ben"), member_id=community["Recruiter"])
    assert (await refused(move(community, made, S.SCREENING)))[0] == "NOT_FOUND"
    await move(community, made, S.SCREENING, "HR")


async def test_a_block_ends_what_the_author_of_a_members_job_may_know(community: Community) -> None:
    await let_members(community)
    job = await published(community, "Hana", JobKind.PROJECT)
    made = await applied(community, job)
    await move(community, made, S.SCREENING, "Hana")
    for name in ("HR", "Recruiter"):
        assert (await refused(move(community, made, S.OFFER, name)))[0] == "NOT_FOUND"
    await blocks.block(community.viewer("Aoi"), member_id=community["Hana"])
    assert (await refused(move(community, made, S.OFFER, "Hana")))[0] == "NOT_FOUND"
    assert job not in await visible(community, "Aoi", "jobs")
    assert made in await visible(community, "Aoi", "applications")
    await move(community, made, S.WITHDRAWN)


async def test_the_job_stays_for_who_has_applied_until_they_withdraw(community: Community) -> None:
    job = await published(community)
    made = await applied(community, job)
    await jobs.close(community.viewer("HR"), job_id=job)
    assert await at(community, made) == "SUBMITTED"
    assert [job in await visible(community, name, "jobs") for name in ("Aoi", "Ben")] == [True, False]
    await move(community, made, S.WITHDRAWN)
    assert job not in await visible(community, "Aoi", "jobs")


async def test_filling_a_job_rejects_the_others_only_when_asked_to(community: Community) -> None:
    for reject in (False, True):
        job = await published(community)
        one, other = await applied(community, job, "Aoi"), await applied(community, job, "Ben")
        await move(community, one, S.OFFER)
        await move(community, one, S.ACCEPTED)
        await jobs.fill(community.viewer("HR"), job_id=job, reject_others=reject)
        assert await at(community, one) == "ACCEPTED"
        assert await at(community, other) == ("REJECTED" if reject else "SUBMITTED")
    assert (await steps(community, other))[-1][:2] == ("REJECTED", "POSITION_FILLED")


async def test_who_recruits_does_not_decide_on_themselves_nor_read_what_is_noted(community: Community) -> None:
    made = await applied(community, await published(community))
    await community.connection.execute("update members set roles = '{HR_ADMIN}' where id = $1", community["Aoi"])
    await applications.add_note(community.viewer("Recruiter"), application_id=made, body="内部")
    assert (await refused(move(community, made, S.OFFER, "Aoi")))[0] == "FORBIDDEN"
    said = await refused(applications.add_note(community.viewer("Aoi"), application_id=made, body="x"))
    assert said[0] == "FORBIDDEN"
    assert len(await visible(community, "Recruiter", "application_notes")) > 0
    notes = await community.connection.fetch("select id from application_notes where application_id = $1", made)
    assert not {row[0] for row in notes} & await visible(community, "Aoi", "application_notes")
    given: Any = {"application_id": made, "started": "2026-04"}
    assert (await refused(hires.record(community.viewer("Aoi"), **given)))[0] == "FORBIDDEN"


async def test_a_hire_is_recorded_with_all_that_was_before(community: Community) -> None:
    job = await published(community)
    one, other = await applied(community, job, "Ben"), await applied(community, job, "Eri")
    ties = "select count(*) from ties where member_id = $1"
    spells = "select count(*) from employments where member_id = $1"
    before = [await community.value(sql, community["Eri"]) for sql in (ties, spells)]
    given: Any = {"application_id": other, "started": "2026-04", "title": "設計部長"}
    assert (await refused(hires.record(community.viewer("HR"), **given)))[0] == "CONFLICT"
    await move(community, other, S.OFFER)
    await move(community, other, S.ACCEPTED, "Eri")
    assert (await refused(hires.record(community.viewer("Recruiter"), **given)))[0] == "FORBIDDEN"
    assert (await refused(hires.record(community.viewer("HR"), **{**given, "started": "soon"})))[2] == ("started",)
    await hires.record(community.viewer("HR"), **given, fill_job=True, reject_others=True)
    row = await community.connection.fetchrow(
        "select kind, e.title, e.verified_by, e.ended from members m join employments e on e.member_id = m.id"
        " where m.id = $1 and e.started = '2026-04'",
        community["Eri"],
    )
    assert row is not None
    assert tuple(row) == ("EMPLOYEE", "設計部長", "HR", None)
    after = [await community.value(sql, community["Eri"]) for sql in (ties, spells)]
    assert after == [before[0], int(str(before[1])) + 1]
    assert (await refused(hires.record(community.viewer("HR"), **given)))[0] == "CONFLICT"
    assert await at(community, one) == "REJECTED"
    assert await community.value("select status from jobs where id = $1", job) == "FILLED"
    written = "select count(*) from audit_entries where subject_id = any($1)"
    assert await community.value(written, [other, community["Eri"]]) == 2


async def test_only_employment_with_the_company_of_who_is_still_there_is_recorded(community: Community) -> None:
    await let_members(community)
    project = await applied(community, await published(community, kind=JobKind.PROJECT))
    job = await applied(community, await published(community, kind=JobKind.REGULAR))
    for each in (project, job):
        await move(community, each, S.OFFER)
        await move(community, each, S.ACCEPTED)
    hr = community.viewer("HR")
    assert (await refused(hires.record(hr, application_id=project, started="2026")))[0] == "FORBIDDEN"
    await joining.leave(community.viewer("Aoi"))
    assert (await refused(hires.record(hr, application_id=job, started="2026")))[0] == "CONFLICT"
