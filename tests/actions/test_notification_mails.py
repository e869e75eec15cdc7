"""Mails of notifications: when they are wanted, once, and with nothing in them that could be a secret."""

import asyncio
from collections.abc import AsyncIterator
from contextvars import Context
from typing import Any

import pytest

from actions import blocks, comments, letters, notifications, posts, reactions
from actions.notification_mails import NAMES, mail_all
from actions.notifying import derive_all
from actions.upkeep import forget_notifications
from graph.compile.engine import Engine
from models.channels import Channel
from models.mails import MailKind
from models.networks import Locale
from models.notification_kinds import NotificationKind
from models.notification_preferences import Digest
from tests.actions.notified import Notified
from tests.actions.post_box import give_address
from tests.community import Community

AOI = "aoi.reads@example.com"
MAILS = "select kind, address, locale, details from mails order by created_at, id"
DUE_AT = "select digest_due_at at time zone 'Asia/Tokyo' from notification_settings where member_id = $1"
PAST = "update notifications set first_at = first_at - interval '6 minutes'"


@pytest.fixture
async def home(community: Community) -> AsyncIterator[Notified]:
    for table in ("notifications", "notification_preferences", "notification_settings", "mails", "mutes"):
        await community.connection.execute(f"delete from {table}")
    await give_address(community, "Aoi", AOI)
    engine = await Engine.open(community.url, connections=1)
    yield Notified(community, engine)
    await engine.close()


async def mentioned(home: Notified, by: str = "Ben") -> Any:
    """Aoi is mentioned, and told of it."""
    made = await posts.publish(home.viewer(by), body=f"secret words @[Aoi](mem_{home['Aoi']})")
    await derive_all()
    return made.made["post"]


async def mailed(home: Notified) -> list[Any]:
    """What was written."""
    return [tuple(row) for row in await home.community.connection.fetch(MAILS)]


async def later(home: Notified) -> None:
    """Six minutes pass."""
    await home.community.connection.execute(PAST)


async def test_what_is_unread_after_minutes_is_mailed_once(home: Notified) -> None:
    await mentioned(home)
    assert await mail_all() == 0
    await later(home)
    assert await mail_all() == 1
    assert await mail_all() == 0
    ((kind, address, locale, details),) = await mailed(home)
    assert (kind, address, locale) == ("NOTIFICATIONS", AOI, "JA")
    assert "メンション 1件" in details


async def test_a_mail_says_nothing_of_what_it_is_about(home: Notified) -> None:
    await mentioned(home)
    await later(home)
    await mail_all()
    ((_, _, _, details),) = await mailed(home)
    for secret in ("secret", "Ben", str(home["Ben"])):
        assert secret not in details


async def test_what_was_read_is_not_mailed(home: Notified) -> None:
    await mentioned(home)
    await notifications.mark_all_read(home.viewer("Aoi"))
    await later(home)
    assert await mail_all() == 0


async def test_what_can_be_seen_no_more_is_not_mailed(home: Notified) -> None:
    await mentioned(home)
    await later(home)
    await blocks.block(home.viewer("Ben"), member_id=home["Aoi"])
    assert await mail_all() == 0
    assert await mailed(home) == []


async def test_a_kind_is_mailed_where_its_preference_says_so(home: Notified) -> None:
    made = await posts.publish(home.viewer("Aoi"), body="hello")
    await comments.add(home.viewer("Ben"), post_id=made.made["post"], body="yes")
    await derive_all()
    await later(home)
    assert await mail_all() == 0
    wanted: dict[str, Any] = {"channel": Channel.MAIL, "wanted": True}
    await notifications.set_preference(home.viewer("Aoi"), kind=NotificationKind.REACTED, **wanted)
    await reactions.add(home.viewer("Ben"), subject_id=("post", made.made["post"]), emoji="👍")
    await derive_all()
    await later(home)
    assert await mail_all() == 1


async def test_in_quiet_hours_no_mail_is_written_and_afterwards_it_is(home: Notified) -> None:
    await mentioned(home)
    await later(home)
    now = "select to_char(now() at time zone 'Asia/Tokyo' + $1::text::interval, 'HH24:MI')"
    begin, end = [str(await home.community.value(now, each)) for each in ("-1 hour", "1 hour")]
    await notifications.set_quiet_hours(home.viewer("Aoi"), begin=begin, end=end)
    assert await mail_all() == 0
    await notifications.set_quiet_hours(home.viewer("Aoi"), begin=end, end=begin)
    assert await mail_all() == 1


async def test_of_two_who_mail_at_once_one_writes_it(home: Notified) -> None:
    await mentioned(home)
    await later(home)
    both = [asyncio.create_task(mail_all(), context=Context()) for _ in range(3)]
    assert sum(await asyncio.gather(*both)) == 1
    assert len(await mailed(home)) == 1


@pytest.mark.parametrize(("digest", "days"), [(Digest.DAILY, 1), (Digest.WEEKLY, 7)])
async def test_a_digest_gathers_what_is_unread_and_moves_on(home: Notified, digest: Digest, days: int) -> None:
    await mentioned(home)
    await mentioned(home, "Chie")
    await notifications.set_digest(home.viewer("Aoi"), digest=digest)
    first: Any = await home.community.value(DUE_AT, home["Aoi"])
    assert (first.hour, first.minute) == (8, 0)
    assert await mail_all() == 0
    passed = f"update notification_settings set digest_due_at = digest_due_at - interval '{days} days'"
    await home.community.connection.execute(passed)
    await mail_all()
    ((kind, _, _, details),) = await mailed(home)
    assert (kind, "メンション 2件" in details) == ("DIGEST", True)
    assert await home.community.value(DUE_AT, home["Aoi"]) == first
    await later(home)
    assert await mail_all() == 0, "what the digest told is not mailed again"


async def test_where_nothing_is_unread_there_is_no_digest(home: Notified) -> None:
    await notifications.set_digest(home.viewer("Aoi"), digest=Digest.DAILY)
    await home.community.connection.execute("update notification_settings set digest_due_at = now()")
    await mail_all()
    assert await mailed(home) == []


async def test_after_half_a_year_it_is_forgotten(home: Notified) -> None:
    await mentioned(home)
    await mentioned(home, "Chie")
    old = "update notifications set at = at - interval '181 days', first_at = first_at - interval '181 days'"
    await home.community.connection.execute(f"{old} where id = (select min(id::text)::uuid from notifications)")
    assert await forget_notifications() == 1
    assert await home.community.value("select count(*) from notifications") == 1


@pytest.mark.parametrize("locale", list(Locale))
def test_every_kind_has_a_name_in_a_letter(locale: Locale) -> None:
    assert set(NAMES) == set(NotificationKind)
    details = {"network": "N", "slug": "n", "summary": NAMES[NotificationKind.MENTIONED].told(locale, {})}
    for kind in (MailKind.NOTIFICATIONS, MailKind.DIGEST):
        letter = letters.compose(kind, locale, details, "https://enishi.example")
        assert details["summary"] in letter.text
        assert "https://enishi.example/notifications#network=n" in letter.text
