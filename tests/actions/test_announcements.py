"""Announcements: said by who speaks for the network, at their time, once, to those whom they are meant for."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from actions import announcement_topics, announcements, comments, posts, reactions
from actions.announcing import fire, fire_all
from actions.refusals import Conflict, Forbidden, Invalid, ModuleOff, NotFound, Refusal
from tests.actions.post_box import give_address, grant
from tests.community import Community

SOON = timedelta(hours=1)


async def drafted(community: Community, name: str = "HR", **given: Any) -> UUID:
    asked: dict[str, Any] = {"topic_id": community["topic 0 here"], "title": "春の集い", "body": "来て**ください**"}
    made: UUID = (await announcements.draft(community.viewer(name), **{**asked, **given})).made["announcement"]
    return made


async def sent(community: Community, **given: Any) -> UUID:
    made = await drafted(community, **given)
    await announcements.send(community.viewer("HR"), announcement_id=made)
    return made


async def due(community: Community, **given: Any) -> UUID:
    """One whose time is here."""
    made = await drafted(community, **given)
    await announcements.schedule(community.viewer("HR"), announcement_id=made, at=datetime.now(UTC) + SOON)
    await community.connection.execute("update announcements set scheduled_at = now() where id = $1", made)
    return made


async def status(community: Community, key: UUID) -> object:
    return await community.value("select status from announcements where id = $1", key)


async def post_of(community: Community, key: UUID) -> Any:
    return await community.connection.fetchrow("select * from posts where announcement_id = $1", key)


async def got(community: Community, key: UUID, channel: str) -> dict[str, str]:
    """The state of each delivery, by the name of the member."""
    names = {value: name for name, value in community.ids.items()}
    rows = await community.connection.fetch(
        "select member_id, state from deliveries where announcement_id = $1 and channel = $2", key, channel
    )
    return {names[row["member_id"]]: row["state"] for row in rows}


async def refused(kind: type[Refusal], action: Any, community: Community, who: str, /, **given: Any) -> Refusal:
    with pytest.raises(kind) as said:
        await action(community.viewer(who), **given)
    return said.value


async def reads(community: Community, name: str, key: UUID) -> bool:
    """Whether a member can answer what was announced."""
    post = await post_of(community, key)
    try:
        await comments.add(community.viewer(name), post_id=post["id"], body="はい")
    except NotFound:
        return False
    return True


async def test_what_is_sent_stands_in_the_feed_and_is_answered(community: Community) -> None:
    key = await sent(community)
    post = await post_of(community, key)
    assert (post["author_id"], post["group_id"], post["body"]) == (None, None, "## 春の集い\n\n来て**ください**")
    assert "<strong>ください</strong>" in post["body_html"]
    assert await community.told() == [
        ("announcement.drafted", key),
        ("announcement.published", key),
        ("post.published", post["id"]),
    ]
    await comments.add(community.viewer("Ben"), post_id=post["id"], body="行きます")
    await reactions.add(community.viewer("Ivan"), subject_id=("post", post["id"]), emoji="👍")


async def test_only_who_speaks_for_the_network_announces(community: Community) -> None:
    made = await drafted(community)
    topic = community["topic 0 here"]
    for name in ("Aoi", "Recruiter"):
        await refused(Forbidden, announcements.draft, community, name, topic_id=topic, title="x", body="x")
        for action in (announcements.update, announcements.send, announcements.cancel):
            await refused(Forbidden, action, community, name, announcement_id=made)
        await refused(Forbidden, announcement_topics.archive, community, name, topic_id=topic)
        await refused(Forbidden, announcement_topics.create, community, name, name="x")
    await grant(community, "Aoi", "NETWORK_OWNER")
    await announcements.send(community.viewer("Aoi"), announcement_id=made)
    await refused(
        NotFound, announcements.draft, community, "HR", topic_id=community["topic 0 there"], title="x", body="x"
    )


async def test_without_a_segment_everybody_reads_it_also_who_comes_later(community: Community) -> None:
    key = await sent(community)
    within = await got(community, key, "IN_APP")
    assert {"Ben", "Hana", "Member 3"} <= set(within)
    assert not {"Fumi", "Gen", "Pending", "Outsider"} & set(within)
    await community.connection.execute("update members set status = 'ACTIVE' where id = $1", community["Pending"])
    assert await reads(community, "Pending", key)


async def test_with_a_segment_those_read_it_who_were_in_it_then(community: Community) -> None:
    key = await sent(community, segment={"kinds": ["GUEST"]})
    assert set(await got(community, key, "IN_APP")) == {"Ivan"}
    assert [await reads(community, name, key) for name in ("Ivan", "HR", "Aoi")] == [True, True, False]
    await community.connection.execute("update members set kind = 'GUEST' where id = $1", community["Aoi"])
    await community.connection.execute("update members set kind = 'ALUMNUS' where id = $1", community["Ivan"])
    assert [await reads(community, name, key) for name in ("Ivan", "Aoi")] == [True, False]


async def test_who_switched_a_topic_off_is_not_disturbed_and_may_read(community: Community) -> None:
    key = await sent(community)
    within = await got(community, key, "IN_APP")
    assert (within["Aoi"], within["Ben"]) == ("SUPPRESSED", "SENT")
    assert await reads(community, "Aoi", key)


async def test_a_mail_is_written_only_to_who_wants_it_and_has_an_address(community: Community) -> None:
    """Aoi wants mails of the topic; Gen did, and ended them; HR wants none."""
    await community.connection.execute("delete from mails")
    for name in ("Gen", "HR", "Ben"):
        await give_address(community, name, f"{name.lower()}.reads@example.com")
    assert await got(community, await sent(community, by_mail=True), "MAIL") == {"Aoi": "SUPPRESSED"}
    await give_address(community, "Aoi", "unknown@example.com", verified=False)
    assert await got(community, await sent(community, by_mail=True), "MAIL") == {"Aoi": "SUPPRESSED"}
    await give_address(community, "Aoi", "aoi.reads@example.com")
    key = await sent(community, by_mail=True)
    assert await got(community, key, "MAIL") == {"Aoi": "PENDING"}
    assert [tuple(row) for row in await community.connection.fetch("select address, kind from mails")] == [
        ("aoi.reads@example.com", "ANNOUNCEMENT")
    ]
    assert await got(community, await sent(community, by_mail=False), "MAIL") == {}


async def test_two_schedulers_at_once_send_each_once(community: Community) -> None:
    keys = [await due(community, title=f"第{number}回") for number in range(6)]
    counts = await asyncio.gather(*(fire_all() for _ in range(4)))
    assert sum(counts) >= len(keys)  # the world has one that is due as well
    assert [await status(community, key) for key in keys] == ["SENT"] * 6
    told = [subject for kind, subject in await community.told() if kind == "announcement.published"]
    assert len(told) == len(set(told)) == sum(counts)
    assert (
        await community.value(
            "select max(number) from (select count(*) as number from posts"
            " where announcement_id is not null group by announcement_id) x"
        )
        == 1
    )


async def test_what_is_not_due_or_cancelled_is_not_sent_and_what_is_late_is(community: Community) -> None:
    await fire_all()
    later, cancelled = await drafted(community), await due(community)
    await announcements.schedule(community.viewer("HR"), announcement_id=later, at=datetime.now(UTC) + SOON)
    await announcements.cancel(community.viewer("HR"), announcement_id=cancelled)
    assert await fire_all() == 0
    assert (await status(community, later), await status(community, cancelled)) == ("SCHEDULED", "CANCELLED")
    late = "update announcements set scheduled_at = now() - interval '3 days' where id = $1"
    await community.connection.execute(late, later)
    assert await fire_all() == 1
    assert (await fire(None)).made == {}


async def test_what_is_edited_before_its_time_is_sent_as_it_is_then(community: Community) -> None:
    key = await due(community)
    await announcements.update(
        community.viewer("HR"), announcement_id=key, title="夏の集い", segment={"kinds": ["GUEST"]}
    )
    await fire_all()
    assert (await post_of(community, key))["body"].startswith("## 夏の集い")
    assert set(await got(community, key, "IN_APP")) == {"Ivan"}


async def test_a_network_that_switched_it_off_sends_nothing(community: Community) -> None:
    key = await due(community)
    await community.connection.execute("update networks set modules = array_remove(modules, 'ANNOUNCEMENTS')")
    assert await fire_all() == 0
    assert await status(community, key) == "SCHEDULED"
    await refused(ModuleOff, announcements.send, community, "HR", announcement_id=key)
    await announcements.cancel(community.viewer("HR"), announcement_id=key)


async def test_what_is_sent_is_edited_with_its_post_and_its_history(community: Community) -> None:
    key = await sent(community)
    await announcements.update(community.viewer("HR"), announcement_id=key, body="中止します")
    post = await post_of(community, key)
    assert (post["body"], post["version"]) == ("## 春の集い\n\n中止します", 2)
    history = await community.value("select body from post_edits where post_id = $1", post["id"])
    assert history == "## 春の集い\n\n来て**ください**"
    aimed: list[dict[str, Any]] = [{"segment": {}}, {"by_mail": True}, {"topic_id": community["topic 1 here"]}]
    for each in aimed:
        await refused(Conflict, announcements.update, community, "HR", announcement_id=key, **each)
    await refused(Conflict, announcements.update, community, "HR", announcement_id=key, body="x", if_version=1)


async def test_its_post_is_edited_and_deleted_by_nobody(community: Community) -> None:
    post = (await post_of(community, await sent(community)))["id"]
    await grant(community, "HR", "COMMUNITY_MANAGER", "MODERATOR")
    await refused(Forbidden, posts.edit, community, "HR", post_id=post, body="x")
    await refused(Conflict, posts.delete, community, "HR", post_id=post)
    await refused(Forbidden, posts.delete, community, "Aoi", post_id=post)


async def test_what_is_cancelled_after_it_was_sent_is_withdrawn(community: Community) -> None:
    await give_address(community, "Aoi", "aoi.reads@example.com")
    key = await sent(community, by_mail=True)
    await announcements.cancel(community.viewer("HR"), announcement_id=key)
    assert [await reads(community, name, key) for name in ("Aoi", "HR")] == [False, True]
    assert await got(community, key, "MAIL") == {"Aoi": "SUPPRESSED"}
    state = "select state from mails where subject_id = $1"
    assert await community.value(state, key) == "FAILED"
    await refused(Conflict, announcements.send, community, "HR", announcement_id=key)


async def test_a_title_tells_nothing_of_whom_it_is_sent_to(community: Community) -> None:
    said = await refused(
        Invalid,
        announcements.draft,
        community,
        "HR",
        topic_id=community["topic 0 here"],
        title="退職者の皆様へ",
        body="x",
    )
    assert said.path == ("title",)


async def test_a_time_is_ahead(community: Community) -> None:
    made = await drafted(community)
    for at in (datetime.now(UTC) - SOON, datetime.now(UTC) + timedelta(days=400)):
        await refused(Invalid, announcements.schedule, community, "HR", announcement_id=made, at=at)


async def test_nothing_new_is_about_an_archived_topic(community: Community) -> None:
    topic = community["topic 0 here"]
    made = await drafted(community)
    await announcement_topics.archive(community.viewer("HR"), topic_id=topic)
    await refused(Conflict, announcements.draft, community, "HR", topic_id=topic, title="x", body="x")
    await announcements.send(community.viewer("HR"), announcement_id=made)


async def test_a_topic_is_renamed_and_keeps_the_rest(community: Community) -> None:
    topic = (await announcement_topics.create(community.viewer("HR"), name="講演", name_en="Talks", place=7)).made[
        "topic"
    ]
    await announcement_topics.update(community.viewer("HR"), topic_id=topic, name="講演会", if_version=1)
    row = await community.connection.fetchrow("select * from announcement_topics where id = $1", topic)
    assert (row["name_ja"], row["name_en"], row["place"], row["version"]) == ("講演会", "Talks", 7, 2)
    await refused(Conflict, announcement_topics.update, community, "HR", topic_id=topic, name="x", if_version=1)
