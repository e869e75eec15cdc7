"""Notifications are heard live by the member alone, soon after what they are about, and once for each."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from actions import blocks, comments, jobs, notifications, reactions, saved_searches
from actions.notifying import derive_all
from models.jobs import JobKind
from models.saved_searches import Alerts
from server.upkeep import Chore, upkeep
from tests.subscriptions.living import Living, heard

RECEIVED = """
subscription($after: String) { notificationReceived(after: $after) {
    cursor kind notification { id kind count actorCount actors { displayName } } } }
"""
CHANGED = "subscription { notificationChanged { kind notification { id seenAt readAt } } }"


@pytest.fixture
async def deriving() -> AsyncIterator[None]:
    """What is committed rings for whoever derives; nothing else would in time."""
    async with upkeep((Chore(derive_all, 600, rung=True),)):
        await asyncio.sleep(0)
        yield


@pytest.mark.usefixtures("deriving")
async def test_a_notification_is_heard_by_the_member_alone_and_at_once(living: Living) -> None:
    post = await living.publish("Aoi")
    aoi, ben = [await living.listen(name, RECEIVED) for name in ("Aoi", "Ben")]
    await comments.add(living.viewer("Ben"), post_id=post, body="yes")
    told = (await heard(aoi))["notification"]
    assert (told["kind"], told["count"], told["actors"]) == ("COMMENTED", 1, [{"displayName": "Ben"}])
    await comments.add(living.viewer("Chie"), post_id=post, body="no")
    again = (await heard(aoi))["notification"]
    assert (again["id"], again["count"], again["actorCount"]) == (told["id"], 2, 2)
    assert not ben.texts


async def test_who_was_away_hears_it_after_their_cursor(living: Living) -> None:
    post = await living.publish("Aoi")
    before = living.cursor(await living.head())
    await reactions.add(living.viewer("Ben"), subject_id=("post", post), emoji="👍")
    await derive_all()
    listener = await living.listen("Aoi", RECEIVED, after=before)
    assert (await heard(listener))["notification"]["kind"] == "REACTED"


async def test_what_may_be_seen_no_more_when_it_is_told_is_not_told(living: Living) -> None:
    post = await living.publish("Aoi")
    before = living.cursor(await living.head())
    await reactions.add(living.viewer("Chie"), subject_id=("post", post), emoji="👍")
    await derive_all()
    await blocks.block(living.viewer("Chie"), member_id=living.community["Aoi"])
    await comments.add(living.viewer("Ben"), post_id=post, body="yes")
    await derive_all()
    listener = await living.listen("Aoi", RECEIVED, after=before)
    assert (await heard(listener))["notification"]["kind"] == "COMMENTED"
    assert not listener.texts


async def test_what_is_read_on_one_device_is_known_on_the_other(living: Living) -> None:
    post = await living.publish("Aoi")
    await comments.add(living.viewer("Ben"), post_id=post, body="yes")
    await derive_all()
    aoi, ben = [await living.listen(name, CHANGED) for name in ("Aoi", "Ben")]
    newest = await living.community.connection.fetchval(
        "select id from notifications where member_id = $1 order by at desc limit 1", living.community["Aoi"]
    )
    await notifications.mark_seen(living.viewer("Aoi"), notification_id=newest)
    seen = await heard(aoi)
    assert (seen["kind"], seen["notification"]["readAt"]) == ("NOTIFICATION_SEEN", None)
    await notifications.mark_read(living.viewer("Aoi"), notification_id=newest)
    assert (await heard(aoi))["notification"]["readAt"] is not None
    assert not ben.texts


@pytest.mark.usefixtures("deriving")
async def test_an_alert_is_heard_as_soon_as_the_job_is_published_by_whose_search_finds_it(living: Living) -> None:
    for name, kind in (("Ben", "PROJECT"), ("Chie", "REGULAR")):
        await saved_searches.save(living.viewer(name), name="mine", job_filter={"kinds": [kind]}, alerts=Alerts.LIVE)
    ben, chie = [await living.listen(name, RECEIVED) for name in ("Ben", "Chie")]
    hr = living.viewer("HR")
    made = await jobs.draft(hr, kind=JobKind.PROJECT, title="Together", body="Words", by_company=True)
    await jobs.publish(hr, job_id=made.made["job"])
    told = (await heard(ben))["notification"]
    assert (told["kind"], told["count"], told["actors"]) == ("JOB_MATCHED", 1, [])
    assert not chie.texts
