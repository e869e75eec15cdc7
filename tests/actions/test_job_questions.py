"""Questions about jobs go to the office that recruits, or to the member who offers the job, as to anybody."""

from typing import Any
from uuid import UUID

from actions import admission, applications, blocks, job_questions, jobs, offices
from models.admission import MessagesFrom
from models.applications import SharedField
from models.jobs import JobKind
from tests.actions.acting import refused, visible
from tests.actions.test_jobs import let_members, published
from tests.community import Community


async def asked(community: Community, job: UUID, name: str = "Aoi", body: str = "在宅でもできますか") -> UUID:
    """The conversation in which one asks."""
    said = await job_questions.ask(community.viewer(name), job_id=job, body=body)
    conversation: UUID = said.made["conversation"]
    return conversation


async def row(community: Community, key: UUID) -> Any:
    return await community.connection.fetchrow("select * from conversations where id = $1", key)


async def test_what_is_asked_about_the_companys_job_is_read_by_who_recruits_and_nobody_else(
    community: Community,
) -> None:
    job = await published(community)
    made = await asked(community, job)
    found = await row(community, made)
    assert (found["kind"], found["job_id"], found["subject"]) == ("OFFICE", job, "設計")
    for name, reads in (("Aoi", True), ("Recruiter", True), ("HR", False), ("Ben", False)):
        assert (made in await visible(community, name, "conversations")) is reads


async def test_asking_again_goes_on_in_the_same_conversation_before_and_after_applying(community: Community) -> None:
    job, other = await published(community), await published(community)
    made = await asked(community, job)
    await applications.apply(community.viewer("Aoi"), job_id=job, fields=[SharedField.BIO])
    assert await asked(community, job) == made
    assert (await row(community, made))["last_number"] == 2
    assert await asked(community, other) != made
    assert await asked(community, job, "Ben") != made
    await offices.close(community.viewer("Recruiter"), conversation_id=made)
    assert await asked(community, job) != made
    await jobs.close(community.viewer("HR"), job_id=job)
    await asked(community, job)  # has applied
    assert (await refused(asked(community, job, "Ben")))[0] == "NOT_FOUND"


async def test_an_office_that_takes_nothing_new_is_not_asked(community: Community) -> None:
    job = await published(community)
    made = await asked(community, job)
    await community.connection.execute("update offices set open = false")
    said = await refused(asked(community, job, "Ben"))
    assert (said[0], said[2]) == ("CONFLICT", ("job_id",))
    assert await asked(community, job) == made
    await community.connection.execute("delete from offices where kind = 'RECRUITING'")
    assert (await refused(asked(community, job)))[0] == "CONFLICT"


async def test_who_offers_a_job_is_asked_directly_if_they_take_messages(community: Community) -> None:
    await let_members(community)
    job = await published(community, "Hana", JobKind.PROJECT)
    await admission.prefer(community.viewer("Hana"), messages_from=MessagesFrom.NOBODY)
    said = await refused(asked(community, job))
    assert (said[0], said[2]) == ("FORBIDDEN", ("job_id",))
    await admission.prefer(community.viewer("Hana"), messages_from=MessagesFrom.NETWORK)
    found = await row(community, await asked(community, job))
    assert (found["kind"], found["job_id"]) == ("DIRECT", None)
    assert {found["one_id"], found["other_id"]} == {community["Aoi"], community["Hana"]}
    await blocks.block(community.viewer("Hana"), member_id=community["Aoi"])
    assert (await refused(asked(community, job)))[0] == "NOT_FOUND"


async def test_nobody_asks_about_what_they_keep_and_nothing_without_words(community: Community) -> None:
    job = await published(community)
    for name in ("HR", "Recruiter"):
        assert (await refused(asked(community, job, name)))[0] == "FORBIDDEN"
    assert (await refused(asked(community, job, "Outsider")))[0] == "NOT_FOUND"
    assert (await refused(asked(community, job, body=" ")))[2] == ("body",)
    await community.connection.execute("update networks set modules = '{JOBS}'")
    assert (await refused(asked(community, job)))[0] == "MODULE_OFF"
