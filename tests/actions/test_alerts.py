"""Searches alert of what is new and found by what their owners may see, at once or in the morning, each once."""

import asyncio
from collections.abc import AsyncIterator
from contextvars import Context
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import orjson
import pytest

from actions import blocks, invitations, jobs, saved_searches
from actions.notification_mails import mail_all
from actions.search_times import alert, alert_all
from actions.transaction import transaction
from graph.compile.engine import Engine
from models.jobs import JobKind
from models.saved_searches import Alerts, SearchKind
from models.search_alerts import found_at_once
from tests.actions.notified import Notified
from tests.actions.post_box import give_address, mailed
from tests.community import Community

EMPTY = ("notifications", "notification_preferences", "notification_settings", "mutes", "mails", "saved_searches")
JOBS = """query { viewer { notifications { edges { node { kind count jobs { title } actors { displayName }
    subject { __typename ... on SavedSearch { name kind } ... on Job { title } } } } } } }"""
COMES_DUE = (
    "update saved_searches set due_at = now() - interval '1 minute', since_at = since_at - interval '2 hours',"
    " alerted_at = alerted_at - interval '2 hours' where due_at is not null"
)
EARLIER = "update jobs set published_at = published_at - interval '1 hour' where status = 'PUBLISHED'"
DUE_AT = "select due_at at time zone 'Asia/Tokyo' from saved_searches where id = $1"


@pytest.fixture
async def home(community: Community) -> AsyncIterator[Notified]:
    """Nobody searches for anything yet, and there are no jobs."""
    for table in (*EMPTY, "jobs"):
        await community.connection.execute(f"delete from {table}")
    engine = await Engine.open(community.url, connections=1)
    yield Notified(community, engine)
    await engine.close()


async def search(home: Notified, name: str, alerts: Alerts = Alerts.LIVE, **given: Any) -> UUID:
    """A saved search, of jobs where nothing else is given."""
    asked = given or {"job_filter": {}}
    made = await saved_searches.save(home.viewer(name), name="Mine", alerts=alerts, **asked)
    found: UUID = made.made["saved_search"]
    return found


async def offer(home: Notified, title: str = "Come back", **given: Any) -> UUID:
    """A job of the company's, published."""
    own: dict[str, Any] = {"kind": JobKind.COMEBACK, "title": title, "body": "Work in Kyoto", **given}
    made: UUID = (await jobs.draft(home.viewer("HR"), by_company=True, **own)).made["job"]
    await jobs.publish(home.viewer("HR"), job_id=made)
    return made


async def shown(home: Notified, name: str) -> list[Any]:
    """What a member's notifications say of searches."""
    await home.told(name)
    body = orjson.loads((await home.engine.execute(home.viewer(name), JOBS, None)).body)
    return [edge["node"] for edge in body["data"]["viewer"]["notifications"]["edges"]]


async def morning(home: Notified) -> None:
    """The time of all searches comes; what was published is from an hour ago."""
    await home.community.connection.execute(EARLIER)
    await home.community.connection.execute(COMES_DUE)
    await alert_all()


async def test_a_job_is_told_at_once_to_whose_search_finds_it_and_to_nobody_else(home: Notified) -> None:
    await search(home, "Ben", job_filter={"kinds": ["COMEBACK"], "search": "kyoto"})
    await search(home, "Ben", job_filter={})
    await search(home, "Chie", job_filter={"kinds": ["PROJECT"]})
    await search(home, "Ivan", Alerts.NONE)
    await search(home, "Dan", Alerts.DAILY)
    await search(home, "HR")
    await offer(home)
    (told,) = await shown(home, "Ben")
    assert (told["kind"], told["count"], told["actors"]) == ("JOB_MATCHED", 1, [])
    assert told["subject"] == {"__typename": "Job", "title": "Come back"}
    for name in ("Chie", "Ivan", "Dan", "HR", "Aoi"):
        assert await home.told(name) == []


async def test_a_job_is_not_told_to_whom_it_is_not_for(home: Notified) -> None:
    for name in ("Ben", "Hana"):
        await search(home, name)
    await offer(home, segment={"name": "ben"})
    assert [kind for kind, _ in await home.told("Ben")] == ["JOB_MATCHED"]
    assert await home.told("Hana") == []


async def test_what_was_paused_before_it_is_told_is_not_told_and_later_is_gone(home: Notified) -> None:
    await search(home, "Ben")
    job = await offer(home)
    await jobs.pause(home.viewer("HR"), job_id=job)
    assert await home.told("Ben") == []
    other = await offer(home)
    assert len(await home.told("Ben")) == 1
    await jobs.close(home.viewer("HR"), job_id=other)
    assert await home.told("Ben") == []


async def test_a_members_job_is_not_told_to_whom_the_member_has_blocked(home: Notified) -> None:
    await home.community.connection.execute("update networks set members_may_post_jobs = true")
    for name in ("Ben", "Chie"):
        await search(home, name)
    made = await jobs.draft(home.viewer("Aoi"), kind=JobKind.PROJECT, title="Together", body="Words", by_company=False)
    await blocks.block(home.viewer("Aoi"), member_id=home["Ben"])
    await jobs.publish(home.viewer("Aoi"), job_id=made.made["job"])
    assert await home.told("Ben") == []
    assert [kind for kind, _ in await home.told("Chie")] == ["JOB_MATCHED"]


ASKED: list[tuple[dict[str, Any], bool]] = [
    ({"kinds": ["COMEBACK", "PROJECT"]}, True),
    ({"kinds": ["PROJECT"]}, False),
    ({"search": "ＫＹＯＴＯ"}, True),
    ({"search": "Osaka"}, False),
    ({"remote": ["NONE"]}, True),
    ({"remote": ["FULL"]}, False),
    ({"byCompany": True}, True),
    ({"byCompany": False}, False),
    ({"mostHours": 20}, True),
    ({"mostHours": 19}, False),
    ({"compensation": {"atLeast": 3000, "unit": "HOUR", "currency": "JPY"}}, True),
    ({"compensation": {"atLeast": 3001}}, False),
    ({"compensation": {"unit": "DAY"}}, False),
    ({"compensation": {"currency": "USD"}}, False),
    ({"open": True}, True),
    ({"open": False}, False),
    ({"statuses": ["PUBLISHED"]}, True),
    ({"statuses": ["DRAFT"]}, False),
    ({"mine": False}, True),
    ({"mine": True}, False),
    ({"minScore": 1_000_000}, False),
    ({"minScore": 0}, True),
]


async def test_a_stored_search_finds_what_the_list_of_jobs_finds_by_the_same_filter(home: Notified) -> None:
    att = f"att_{home['att0']}"
    attributes: list[tuple[dict[str, Any], bool]] = [
        ({"wanted": [att]}, True),
        ({"wanted": [f"att_{home['att1']}"]}, False),
        ({"place": att}, False),
    ]
    for number, (asked, _) in enumerate([*ASKED, *attributes]):
        await saved_searches.save(home.viewer("Ben"), name=f"{number}", job_filter=asked, alerts=Alerts.LIVE)
    pay = {"min": 2000, "max": 3000, "currency": "JPY", "unit": "HOUR"}
    job = await offer(home, hours_per_week=20, compensation=pay, wanted_ids=[home["att0"]])
    listed = "query($filter: JobFilter) { jobs(filter: $filter) { edges { node { id } } } }"
    for number, (asked, found) in enumerate([*ASKED, *attributes]):
        body = (await home.engine.execute(home.viewer("Ben"), listed, {"filter": asked})).body
        assert (f"job_{job}" in body.decode()) is found, asked
        assert await finds(home, f"{number}", job) is found, asked


async def finds(home: Notified, name: str, job: UUID) -> bool:
    """Whether one search alone brings a member to be told of the job."""
    only = f"({found_at_once(SearchKind.JOBS)} and search.name = '{name}')"
    at = await home.community.value("select published_at from jobs where id = $1", job)
    line = "with line as (select 1::int8 as position, $1::uuid as subject_id, $2::timestamptz as at)"
    async with transaction() as connection:
        return bool(await connection.fetch(f"{line} select 1 from {only} it", job, at))


async def test_a_member_who_joins_is_told_to_whose_search_finds_them(home: Notified) -> None:
    for name, asked in (("Ben", {"kinds": ["ALUMNUS"]}), ("Chie", {"kinds": ["GUEST"]}), ("Hana", {"name": "shin"})):
        await search(home, name, filter=asked)
    newcomer = await join(home, "Shin")
    (told,) = await shown(home, "Ben")
    assert (told["kind"], told["count"], told["actors"]) == ("MEMBERS_FOUND", 1, [{"displayName": "Shin"}])
    assert told["subject"] == {"__typename": "SavedSearch", "name": "Mine", "kind": "MEMBERS"}
    assert await home.told("Chie") == []
    assert len(await home.told("Hana")) == 1
    await home.community.connection.execute("update members set listing = 'UNLISTED' where id = $1", newcomer)
    assert await home.told("Ben") == []


async def join(home: Notified, name: str) -> UUID:
    """Somebody new, who was invited."""
    address = f"{name.lower()}@example.com"
    await invitations.invite(home.viewer("HR"), email=address)
    token = str((await mailed(home.community, address))["token"])
    made: UUID = (await invitations.accept(None, network="here", token=token, display_name=name)).made["viewer"]
    return made


async def test_the_days_jobs_are_gathered_in_one_and_each_is_told_once(home: Notified) -> None:
    key = await search(home, "Ben", Alerts.DAILY, job_filter={"kinds": ["COMEBACK"]})
    before = await offer(home, "before")
    await home.community.connection.execute(
        "update jobs set published_at = published_at - interval '4 hours', confirmed_at = confirmed_at where id = $1",
        before,
    )
    for title in ("one", "two"):
        await offer(home, title)
    await offer(home, "other", kind=JobKind.REGULAR)
    assert await shown(home, "Ben") == []
    await morning(home)
    (told,) = await shown(home, "Ben")
    assert (told["kind"], told["count"]) == ("JOBS_FOUND", 2)
    assert sorted(each["title"] for each in told["jobs"]) == ["one", "two"]
    assert await alert_all() == 0
    await home.community.connection.execute("update saved_searches set due_at = now() where id = $1", key)
    assert await alert_all() == 1
    assert (await shown(home, "Ben"))[0]["count"] == 2


async def test_an_alert_shows_and_counts_what_may_be_seen_now(home: Notified) -> None:
    await search(home, "Ben", Alerts.WEEKLY)
    kept, closed = await offer(home, "kept"), await offer(home, "closed")
    await offer(home, "for others", segment={"name": "hana"})
    await morning(home)
    assert [each["count"] for each in await shown(home, "Ben")] == [2]
    await jobs.close(home.viewer("HR"), job_id=closed)
    (told,) = await shown(home, "Ben")
    assert (told["count"], [each["title"] for each in told["jobs"]]) == (1, ["kept"])
    await jobs.close(home.viewer("HR"), job_id=kept)
    assert await shown(home, "Ben") == []


async def test_who_joined_is_gathered_and_who_only_lets_be_seen_more_is_not_new(home: Notified) -> None:
    await search(home, "Ben", Alerts.DAILY, filter={"kinds": ["ALUMNUS"]})
    await home.community.connection.execute("update members set listing = 'UNLISTED' where id = $1", home["Member 4"])
    newcomer = await join(home, "Shin")
    back = "update members set joined_at = joined_at - interval '1 hour' where id = $1"
    await home.community.connection.execute(back, newcomer)
    await home.community.connection.execute("update members set listing = 'LISTED' where id = $1", home["Member 4"])
    await morning(home)
    (told,) = await shown(home, "Ben")
    assert (told["kind"], told["count"], told["actors"]) == ("MEMBERS_FOUND", 1, [{"displayName": "Shin"}])


async def test_who_is_not_active_any_more_is_told_nothing(home: Notified) -> None:
    await search(home, "Ben", Alerts.DAILY)
    await search(home, "Ben")
    await home.community.connection.execute("update members set status = 'SUSPENDED' where id = $1", home["Ben"])
    await offer(home)
    await morning(home)
    await home.told("Aoi")
    assert await home.community.value("select count(*) from notifications") == 0


async def test_a_search_is_due_each_morning_or_each_monday_where_the_member_is(home: Notified) -> None:
    daily, weekly = await search(home, "Ben", Alerts.DAILY), await search(home, "Ben", Alerts.WEEKLY)
    first = [await home.community.connection.fetchval(DUE_AT, key) for key in (daily, weekly)]
    assert [(at.hour, at.minute) for at in first] == [(8, 0), (8, 0)]
    assert first[1].weekday() == 0
    await morning(home)
    again = [await home.community.connection.fetchval(DUE_AT, key) for key in (daily, weekly)]
    assert again == first
    assert first[0] > (datetime.now(UTC) + timedelta(hours=9)).replace(tzinfo=None)


async def test_the_time_of_a_search_comes_on_exactly_one_process(home: Notified) -> None:
    for name in ("Ben", "Chie", "Hana"):
        await search(home, name, Alerts.DAILY)
    await home.community.connection.execute(COMES_DUE)
    done = await asyncio.gather(*[asyncio.create_task(alert(None), context=Context()) for _ in range(3)])
    more = await alert_all()
    assert sum(each.made["searches"] for each in done) + more == 3
    told = [kind for kind, _ in await home.community.told()]
    assert told.count("search.alerted") == 3


async def test_an_alert_is_mailed_as_the_notification_that_it_is_and_names_nothing(home: Notified) -> None:
    await give_address(home.community, "Ben", "ben.reads@example.com")
    await search(home, "Ben", Alerts.DAILY)
    await offer(home, "Secret title")
    await morning(home)
    await home.told("Ben")
    await home.community.connection.execute("update notifications set first_at = first_at - interval '6 minutes'")
    assert await mail_all() == 1
    said = await home.community.connection.fetchval("select details from mails")
    assert "新着求人のある検索条件 1件" in said
    for secret in ("Secret", "COMEBACK", "退職者", "カムバック"):
        assert secret not in said


async def test_who_deletes_a_search_has_nothing_left_of_its_alerts(home: Notified) -> None:
    key = await search(home, "Ben", Alerts.DAILY)
    await offer(home)
    await morning(home)
    assert len(await home.told("Ben")) == 1
    await saved_searches.delete(home.viewer("Ben"), saved_search_id=key)
    assert await home.told("Ben") == []
