"""What members want of announcements: mails with a yes alone, ended by a link, with a history that proves it."""

from typing import Any
from uuid import UUID

import pytest

from actions import announcement_topics, announcements, topic_subscriptions
from actions.refusals import Conflict, NotFound
from actions.topic_subscriptions import reader_of, signed, unpacked
from models.channels import Channel
from models.networks import Locale
from tests.community import Community

HISTORY = (
    "select wanted, source, ended_at is null as holds from topic_subscriptions"
    " where member_id = $1 and topic_id = $2 and channel = $3 order by said_at, id"
)
EVERYTHING = "select md5(string_agg(t::text, ',' order by id)) from topic_subscriptions t"


async def history(community: Community, name: str, topic: UUID, channel: Channel = Channel.MAIL) -> list[Any]:
    return [tuple(row) for row in await community.connection.fetch(HISTORY, community[name], topic, channel)]


async def token_of(community: Community, name: str, topic: UUID) -> str:
    """The link that a mail of a topic to a member has."""
    await community.connection.execute(
        "insert into signing_keys (id, network_id, secret) select gen_random_uuid(), id, sha256(id::text::bytea)"
        " from networks on conflict do nothing"
    )
    network = "select k.secret from signing_keys k join members m using (network_id) where m.id = $1"
    secret = await community.value(network, community[name])
    assert isinstance(secret, bytes)
    return signed(secret, community[name], topic)


async def test_what_was_said_is_kept_and_only_the_last_holds(community: Community) -> None:
    topic, ben = community["topic 0 here"], community.viewer("Ben")
    await topic_subscriptions.subscribe(ben, topic_id=topic, channel=Channel.MAIL)
    await topic_subscriptions.subscribe(ben, topic_id=topic, channel=Channel.MAIL)
    assert await history(community, "Ben", topic) == [(True, "MEMBER", True)]
    await topic_subscriptions.unsubscribe(ben, topic_id=topic, channel=Channel.MAIL)
    await topic_subscriptions.subscribe(ben, topic_id=topic, channel=Channel.MAIL)
    assert await history(community, "Ben", topic) == [
        (True, "MEMBER", False),
        (False, "MEMBER", False),
        (True, "MEMBER", True),
    ]
    assert await history(community, "Ben", topic, Channel.IN_APP) == []


async def test_one_wants_nothing_of_what_is_not_there_or_archived(community: Community) -> None:
    ben, there = community.viewer("Ben"), community["topic 0 there"]
    for action in (topic_subscriptions.subscribe, topic_subscriptions.unsubscribe):
        with pytest.raises(NotFound):
            await action(ben, topic_id=there, channel=Channel.MAIL)
    await announcement_topics.archive(community.viewer("HR"), topic_id=community["topic 0 here"])
    with pytest.raises(Conflict):
        await topic_subscriptions.subscribe(ben, topic_id=community["topic 0 here"], channel=Channel.MAIL)


async def test_the_link_ends_the_mails_of_its_topic_alone(community: Community) -> None:
    topic, other, ben = community["topic 0 here"], community["topic 1 here"], community.viewer("Ben")
    for each in (topic, other):
        await topic_subscriptions.subscribe(ben, topic_id=each, channel=Channel.MAIL)
    token = await token_of(community, "Ben", topic)
    for _ in range(2):
        await topic_subscriptions.unsubscribe_by_link(None, token=token)
    assert await history(community, "Ben", topic) == [(True, "MEMBER", False), (False, "LINK", True)]
    assert await history(community, "Ben", other) == [(True, "MEMBER", True)]


async def test_looking_at_a_link_changes_nothing(community: Community) -> None:
    token = await token_of(community, "Aoi", community["topic 0 here"])
    before = await community.value(EVERYTHING)
    assert await reader_of(token) is Locale.JA
    assert await community.value(EVERYTHING) == before


async def test_what_nobody_signed_ends_nothing(community: Community) -> None:
    topic = community["topic 0 here"]
    token = await token_of(community, "Aoi", topic)
    raw = unpacked(token)
    assert raw is not None
    before = await community.value(EVERYTHING)
    forged = [
        "",
        "x",
        "é",
        "=" * 86,
        token[:-2],
        token + "A",
        token[:30] + ("A" if token[30] != "A" else "B") + token[31:],
        signed(b"another secret", community["Aoi"], topic),
        await token_of(community, "Aoi", community["topic 0 there"]),
        await token_of(community, "Outsider", topic),
    ]
    for each in forged:
        assert await reader_of(each) is None, each
        assert (await topic_subscriptions.unsubscribe_by_link(None, token=each)).made == {}
    assert await community.value(EVERYTHING) == before
    assert await community.told() == []


async def test_a_network_keeps_its_key(community: Community) -> None:
    """A mail that is a year old has a link that works."""
    topic = community["topic 0 here"]
    token, secret = await token_of(community, "Aoi", topic), "select secret from signing_keys where network_id = $1"
    before = await community.value(secret, community["here"])
    asked: dict[str, Any] = {"topic_id": topic, "title": "x", "body": "x", "by_mail": True}
    for _ in range(2):
        made = (await announcements.draft(community.viewer("HR"), **asked)).made["announcement"]
        await announcements.send(community.viewer("HR"), announcement_id=made)
    assert await community.value(secret, community["here"]) == before
    assert await reader_of(token) is not None


def test_a_signature_is_of_the_member_and_the_topic() -> None:
    one, other = UUID(int=1), UUID(int=2)
    assert len({signed(b"k", one, other), signed(b"k", other, one), signed(b"l", one, other)}) == 3
