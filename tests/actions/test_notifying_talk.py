"""Who is notified of conversations and announcements, and of nothing that they may not read."""

from collections.abc import AsyncIterator
from uuid import UUID

import pytest

from actions import (
    announcements,
    blocks,
    conversations,
    messages,
    notifications,
    offices,
    participants,
    topic_subscriptions,
)
from actions.notification_mails import mail_all
from actions.notifying import derive_all
from actions.refusals import Invalid
from graph.compile.engine import Engine
from models.channels import Channel
from models.notification_kinds import NotificationKind
from tests.actions.notified import Notified
from tests.actions.post_box import give_address
from tests.actions.talking import of_several, tie, with_one, wrote
from tests.community import Community

EMPTY = ("notifications", "notification_preferences", "notification_settings", "place_preferences", "mutes", "mails")

MANY_MORE = """
with made as (
    insert into members (id, network_id, kind, status, listing, roles, display_name, joined_at, updated_at, version,
        attribute_keys)
    select gen_random_uuid(), $2, 'ALUMNUS', 'LEFT', 'LISTED', '{}', 'x' || n, now(), now(), 1, '{}'
    from generate_series(1, 50) n returning id
) insert into participants (id, network_id, conversation_id, member_id, role, state, joined_at, first_number,
    read_up_to, muted)
select gen_random_uuid(), $2, $1, id, 'MEMBER', 'ACTIVE', now(), 1, 0, false from made
"""


@pytest.fixture
async def home(community: Community) -> AsyncIterator[Notified]:
    """Nobody has been notified yet, or has said what they want; Member 4 and Member 5 have never talked."""
    for table in EMPTY:
        await community.connection.execute(f"delete from {table}")
    await community.connection.execute("update members set messages_from = 'NETWORK'")
    engine = await Engine.open(community.url, connections=1)
    yield Notified(community, engine)
    await engine.close()


async def last_of(home: Notified, conversation: UUID) -> UUID:
    sql = "select id from messages where conversation_id = $1 order by number desc limit 1"
    found: UUID = await home.community.connection.fetchval(sql, conversation)
    return found


async def read_all(home: Notified, name: str, conversation: UUID) -> None:
    """A member reads a conversation to its end."""
    last = await last_of(home, conversation)
    await messages.mark_read(home.viewer(name), conversation_id=conversation, up_to=last)


async def two_talk(home: Notified, body: str = "hello") -> UUID:
    """Aoi writes to Chie, to whom she is tied."""
    await home.community.connection.execute("delete from conversations where $1 in (one_id, other_id)", home["Chie"])
    if not await home.community.value(
        "select count(*) from ties where member_id = $1 and other_id = $2", home["Aoi"], home["Chie"]
    ):
        await tie(home.community, "Aoi", "Chie")
        await derive_all()
        await home.community.connection.execute("delete from notifications")
    return await with_one(home.community, "Aoi", "Chie", body)


async def test_messages_of_a_conversation_are_gathered_for_who_takes_part(home: Notified) -> None:
    talk = await two_talk(home)
    await wrote(home.community, "Aoi", talk, "again")
    assert await home.told("Chie") == [("MESSAGE_RECEIVED", ["Aoi"])]
    assert await home.told("Aoi") == []
    (shown,) = await home.nodes("Chie")
    assert (shown["count"], shown["actorCount"]) == (2, 1)
    assert shown["subject"] == {"__typename": "Conversation", "id": f"con_{talk}"}


async def test_who_has_read_it_by_then_is_not_told(home: Notified) -> None:
    talk = await two_talk(home)
    await read_all(home, "Chie", talk)
    assert await home.told("Chie") == []


async def test_reading_the_conversation_reads_its_notification(home: Notified) -> None:
    talk = await two_talk(home)
    assert (await home.told("Chie"), (await home.read("Chie"))["unreadNotificationCount"]) == (
        [("MESSAGE_RECEIVED", ["Aoi"])],
        1,
    )
    await read_all(home, "Chie", talk)
    await derive_all()
    assert (await home.read("Chie"))["unreadNotificationCount"] == 0
    await wrote(home.community, "Aoi", talk, "more")
    await derive_all()
    assert (await home.read("Chie"))["unreadNotificationCount"] == 1


async def test_what_is_written_after_the_reading_stays_unread(home: Notified) -> None:
    talk = await two_talk(home)
    await derive_all()
    await read_all(home, "Chie", talk)
    await wrote(home.community, "Aoi", talk, "more")
    await derive_all()
    shown = await home.read("Chie")
    assert (shown["unreadNotificationCount"], shown["unseenNotificationCount"]) == (1, 1)


async def test_who_has_muted_the_conversation_is_told_by_name_alone(home: Notified) -> None:
    talk = await two_talk(home)
    await read_all(home, "Chie", talk)
    await conversations.mute(home.viewer("Chie"), conversation_id=talk)
    await wrote(home.community, "Aoi", talk, "no sound")
    assert await home.told("Chie") == []
    named = await wrote(home.community, "Aoi", talk, f"@[Chie](mem_{home['Chie']})")
    assert await home.told("Chie") == [("MENTIONED", ["Aoi"])]
    assert (await home.nodes("Chie"))[0]["subject"] == {"__typename": "Message", "id": f"msg_{named}"}
    await read_all(home, "Chie", talk)
    await derive_all()
    assert (await home.read("Chie"))["unreadNotificationCount"] == 0


async def test_a_block_before_and_after_leaves_nothing_of_it(home: Notified) -> None:
    talk = await two_talk(home)
    await derive_all()
    await wrote(home.community, "Aoi", talk, "more")
    await blocks.block(home.viewer("Chie"), member_id=home["Aoi"])
    assert await home.told("Chie") == []
    assert (await home.read("Chie"))["unreadNotificationCount"] == 0
    assert await home.community.value("select count(*) from notification_items") == 1


async def test_what_is_deleted_is_not_told_any_more(home: Notified) -> None:
    talk = await two_talk(home)
    assert len(await home.told("Chie")) == 1
    await messages.delete(home.viewer("Aoi"), message_id=await last_of(home, talk))
    assert await home.told("Chie") == []


async def test_who_is_asked_is_told_and_who_declines_has_nothing_left(home: Notified) -> None:
    talk = await with_one(home.community, "Member 4", "Member 5")
    assert await home.told("Member 5") == [("CONVERSATION_REQUESTED", [])]
    await conversations.decline(home.viewer("Member 5"), conversation_id=talk)
    assert await home.told("Member 5") == []


async def test_who_accepts_has_read_that_they_were_asked(home: Notified) -> None:
    talk = await with_one(home.community, "Member 4", "Member 5")
    assert len(await home.told("Member 5")) == 1
    await conversations.accept(home.viewer("Member 5"), conversation_id=talk)
    await derive_all()
    assert (await home.read("Member 5"))["unreadNotificationCount"] == 0


async def test_who_is_taken_in_is_told_and_who_is_removed_hears_no_more(home: Notified) -> None:
    await two_talk(home)
    starting = conversations.start(
        home.viewer("Aoi"), member_ids=[home["Member 4"], home["Chie"]], title="Plans", body="hello"
    )
    talk = (await starting).made["conversation"]
    assert await home.told("Member 4") == [("CONVERSATION_REQUESTED", [])]
    assert sorted(await home.told("Chie")) == [
        ("CONVERSATION_JOINED", []),
        ("GROUP_MESSAGE_RECEIVED", ["Aoi"]),
        ("MESSAGE_RECEIVED", ["Aoi"]),
    ]
    await conversations.accept(home.viewer("Member 4"), conversation_id=talk)
    await wrote(home.community, "Aoi", talk)
    assert (await home.told("Member 4"))[0] == ("GROUP_MESSAGE_RECEIVED", ["Aoi"])
    await participants.remove(home.viewer("Aoi"), conversation_id=talk, member_id=home["Member 4"])
    before = await home.nodes("Member 4")
    await wrote(home.community, "Aoi", talk, "behind their back")
    await derive_all()
    assert await home.nodes("Member 4") == before


async def test_in_a_very_large_conversation_who_is_named_is_told_alone(home: Notified) -> None:
    talk = await of_several(home.community, "Aoi", "Chie")
    await derive_all()
    await home.community.connection.execute("delete from notifications")
    await home.community.connection.execute(MANY_MORE, talk, home["here"])
    await wrote(home.community, "Aoi", talk, f"@[Chie](mem_{home['Chie']})")
    await derive_all()
    told = await home.community.connection.fetch("select kind, member_id from notifications")
    assert [tuple(row) for row in told] == [("MENTIONED", home["Chie"])]


async def letter(home: Notified) -> UUID:
    """What a member writes to HR."""
    desk = home["office HR"]
    made = await offices.write_to(home.viewer("Member 4"), office_id=desk, subject="Question", body="May I come back?")
    found: UUID = made.made["conversation"]
    return found


async def test_a_letter_to_an_office_is_told_to_who_serves_it_or_looks_after_it(home: Notified) -> None:
    talk = await letter(home)
    assert ("MESSAGE_RECEIVED", ["Member 4"]) in await home.told("HR")
    assert await home.told("Aoi") == []
    await home.community.connection.execute("delete from notifications")
    await home.community.connection.execute(
        "update members set roles = roles || '{HR_ADMIN}'::text[] where id = $1", home["Chie"]
    )
    await offices.assign(home.viewer("HR"), conversation_id=talk, member_id=home["Chie"])
    assert await home.told("Chie") == [("CONVERSATION_ASSIGNED", [])]
    await wrote(home.community, "Member 4", talk, "One more thing")
    assert ("MESSAGE_RECEIVED", ["Member 4"]) in await home.told("Chie")
    assert await home.told("HR") == []
    await home.community.connection.execute("update members set roles = '{}' where id = $1", home["Chie"])
    assert await home.told("Chie") == []


async def test_an_answer_of_an_office_is_told_to_who_wrote(home: Notified) -> None:
    talk = await letter(home)
    await messages.send(home.viewer("HR"), conversation_id=talk, body="Of course.")
    assert [kind for kind, _ in await home.told("Member 4")] == ["MESSAGE_RECEIVED"]


async def test_messages_of_two_come_by_mail_those_of_several_do_not(home: Notified) -> None:
    await give_address(home.community, "Chie", "chie.reads@example.com")
    talk = await two_talk(home, "a secret of Aoi's")
    several = await of_several(home.community, "Aoi", "Chie")
    await home.community.connection.execute("delete from notifications")
    await wrote(home.community, "Aoi", several)
    await wrote(home.community, "Aoi", talk, "another secret")
    await derive_all()
    await home.community.connection.execute("update notifications set first_at = first_at - interval '6 minutes'")
    assert await mail_all() == 1
    said = await home.community.connection.fetchval("select details from mails")
    assert "新着メッセージのある会話 1件" in said
    assert "secret" not in said
    assert "Aoi" not in said


@pytest.fixture
async def voice(home: Notified) -> Notified:
    """HR may speak for the network, and nobody has said which announcements they want."""
    sql = "update members set roles = roles || '{COMMUNITY_MANAGER}'::text[] where id = $1"
    await home.community.connection.execute(sql, home["HR"])
    await home.community.connection.execute("delete from topic_subscriptions")
    return home


async def test_an_announcement_is_told_to_who_subscribed_to_its_topic_and_is_meant(voice: Notified) -> None:
    for name in ("Ben", "Ivan"):
        await topic_subscriptions.subscribe(voice.viewer(name), topic_id=voice["topic 0 here"], channel=Channel.IN_APP)
    draft = await announcements.draft(
        voice.viewer("HR"), topic_id=voice["topic 0 here"], title="News", body="Words", segment={"name": "ben"}
    )
    await announcements.send(voice.viewer("HR"), announcement_id=draft.made["announcement"])
    assert await voice.told("Ben") == [("ANNOUNCED", [])]
    assert (await voice.nodes("Ben"))[0]["subject"]["id"] == f"ann_{draft.made['announcement']}"
    for name in ("Ivan", "Aoi", "HR"):
        assert await voice.told(name) == []


async def test_announcements_are_never_mailed_twice(voice: Notified) -> None:
    with pytest.raises(Invalid):
        await notifications.set_preference(
            voice.viewer("Ben"), kind=NotificationKind.ANNOUNCED, channel=Channel.MAIL, wanted=True
        )
