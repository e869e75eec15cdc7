"""Who is notified of what, and of nothing that they may not see."""

import asyncio
from collections.abc import AsyncIterator
from contextvars import Context

import pytest

from actions import (
    blocks,
    comments,
    follows,
    group_order,
    groups,
    introductions,
    memberships,
    notifications,
    posts,
    reactions,
    ties,
)
from actions.notifying import derive, derive_all
from graph.compile.engine import Engine
from models.channels import Channel
from models.groups import GroupRole, JoinPolicy
from models.notification_kinds import NotificationKind
from models.notification_preferences import Attention
from tests.actions.notified import Notified
from tests.community import Community

POSITION = "select position from notification_positions where network_id = $1"
EACH = (
    "select array_agg(count order by count) from (select count(*) from notification_items group by notification_id) n"
)


@pytest.fixture
async def home(community: Community) -> AsyncIterator[Notified]:
    await community.connection.execute("delete from notifications; delete from place_preferences;")
    await community.connection.execute(
        "delete from notification_preferences; delete from tie_requests; delete from mutes"
    )
    engine = await Engine.open(community.url, connections=2)
    yield Notified(community, engine)
    await engine.close()


async def published(home: Notified, name: str = "Aoi", body: str = "hello", **given: object) -> object:
    return (await posts.publish(home.viewer(name), body=body, **given)).made["post"]  # type: ignore[arg-type]


async def said(home: Notified, name: str, post: object, body: str = "yes", parent: object = None) -> object:
    made = await comments.add(home.viewer(name), post_id=post, body=body, parent_id=parent)  # type: ignore[arg-type]
    return made.made["comment"]


async def test_who_wrote_it_is_notified_of_comments_gathered_by_post(home: Notified) -> None:
    post = await published(home)
    for name in ("Ben", "Chie", "Ben"):
        await said(home, name, post)
    assert await home.told("Aoi") == [("COMMENTED", ["Ben", "Chie"])]
    (shown,) = await home.nodes("Aoi")
    assert (shown["count"], shown["actorCount"], shown["subject"]) == (
        3,
        2,
        {"__typename": "Post", "id": f"post_{post}"},
    )
    assert shown["firstAt"] < shown["at"]


async def test_who_is_answered_is_notified_of_the_answer_and_not_of_a_comment_as_well(home: Notified) -> None:
    post = await published(home)
    first = await said(home, "Aoi", post)
    await said(home, "Ben", post, parent=first)
    assert await home.told("Aoi") == [("ANSWERED", ["Ben"])]


async def test_nobody_is_notified_of_what_they_did_themselves(home: Notified) -> None:
    post = await published(home)
    comment = await said(home, "Aoi", post)
    await said(home, "Aoi", post, parent=comment)
    await reactions.add(home.viewer("Aoi"), subject_id=("post", post), emoji="👍")  # type: ignore[arg-type]
    assert await home.told("Aoi") == []


async def react(home: Notified, name: str, post: object, emoji: str = "👍") -> None:
    await reactions.add(home.viewer(name), subject_id=("post", post), emoji=emoji)  # type: ignore[arg-type]


async def test_reactions_are_gathered_and_one_that_is_taken_back_does_not_count(home: Notified) -> None:
    post = await published(home)
    for name in ("Ben", "Chie", "Hana"):
        await react(home, name, post)
    await react(home, "Ben", post, "🎉")
    assert await home.told("Aoi") == [("REACTED", ["Ben", "Chie", "Hana"])]
    assert (await home.nodes("Aoi"))[0]["count"] == 4
    await reactions.remove(home.viewer("Hana"), subject_id=("post", post), emoji="👍")  # type: ignore[arg-type]
    assert await home.told("Aoi") == [("REACTED", ["Ben", "Chie"])]


async def test_a_reaction_that_is_taken_back_before_anybody_heard_notifies_nobody(home: Notified) -> None:
    post = await published(home)
    await react(home, "Ben", post)
    await reactions.remove(home.viewer("Ben"), subject_id=("post", post), emoji="👍")  # type: ignore[arg-type]
    assert await home.told("Aoi") == []


async def test_a_mention_is_told_as_a_mention_alone(home: Notified) -> None:
    post = await published(home)
    await said(home, "Ben", post, f"@[Aoi](mem_{home['Aoi']})")
    assert await home.told("Aoi") == [("MENTIONED", ["Ben"])]


async def test_ties_and_introductions_are_told_to_those_who_wait_for_them(home: Notified) -> None:
    request = (await ties.request(home.viewer("Ben"), member_id=home["Hana"])).made["tie_request"]
    assert await home.told("Hana") == [("TIE_REQUESTED", ["Ben"])]
    await ties.accept(home.viewer("Hana"), request_id=request)
    assert await home.told("Ben") == [("TIE_MADE", ["Hana"])]
    assert await home.told("Hana") == []  # the request is no more
    made = await introductions.propose(home.viewer("Ben"), first_id=home["Hana"], second_id=home["Member 0"])
    assert ("INTRODUCTION_PROPOSED", ["Ben"]) in await home.told("Member 0")
    for name in ("Hana", "Member 0"):
        await introductions.answer(home.viewer(name), introduction_id=made.made["introduction"], accept=True)
    assert (await home.told("Ben"))[0] == ("INTRODUCTION_AGREED", ["Member 0"])
    assert [kind for kind, _ in await home.told("Hana")] == ["INTRODUCTION_AGREED", "INTRODUCTION_PROPOSED"]


async def test_whoever_leads_a_group_is_told_who_asks_and_whoever_asked_that_they_are_in(home: Notified) -> None:
    group = (await groups.create(home.viewer("Aoi"), name="Tea", join_policy=JoinPolicy.REQUEST)).made["group"]
    await memberships.join(home.viewer("Ben"), group_id=group)
    assert await home.told("Aoi") == [("GROUP_REQUESTED", ["Ben"])]
    await memberships.answer(home.viewer("Aoi"), group_id=group, member_id=home["Ben"], accept=True)
    assert await home.told("Ben") == [("GROUP_JOINED", ["Aoi"])]
    await group_order.set_role(home.viewer("Aoi"), group_id=group, member_id=home["Ben"], role=GroupRole.MODERATOR)
    assert (await home.told("Ben"))[0] == ("GROUP_ROLE_SET", ["Aoi"])
    await memberships.invite(home.viewer("Ben"), group_id=group, member_id=home["Chie"])
    assert await home.told("Chie") == [("GROUP_INVITED", ["Ben"])]


async def test_what_is_posted_in_a_group_is_told_to_those_who_asked_for_it(home: Notified) -> None:
    await follow(home, "Ben", ("grp", home["open"]))
    await published(home, "Aoi", group_id=home["open"])
    assert await home.told("Ben") == [("POST_PUBLISHED", ["Aoi"])]
    assert await home.told("Hana") == []


async def follow(home: Notified, name: str, place: object, attention: Attention | None = Attention.ALL) -> None:
    await notifications.set_thread_preference(home.viewer(name), place_id=place, attention=attention)  # type: ignore[arg-type]


async def test_a_followed_thread_is_told_and_a_muted_one_is_not(home: Notified) -> None:
    post = await published(home)
    await follow(home, "Hana", ("post", post))
    await follow(home, "Aoi", ("post", post), Attention.MUTE)
    await said(home, "Ben", post)
    assert await home.told("Hana") == [("THREAD_COMMENTED", ["Ben"])]
    assert await home.told("Aoi") == []
    await said(home, "Ben", post, f"@[Aoi](mem_{home['Aoi']})")
    assert await home.told("Aoi") == [("MENTIONED", ["Ben"])]
    await follow(home, "Aoi", ("post", post), None)
    await said(home, "Ben", post, "again")
    assert await home.told("Aoi") == [("COMMENTED", ["Ben"]), ("MENTIONED", ["Ben"])]


async def test_what_is_wanted_of_a_post_counts_more_than_what_is_of_its_group(home: Notified) -> None:
    group = home["open"]
    post, other = [await published(home, "Aoi", group_id=group) for _ in range(2)]
    await follow(home, "Aoi", ("grp", group), Attention.MUTE)
    await follow(home, "Aoi", ("post", post))
    for each in (post, other):
        await said(home, "Ben", each)
    assert await home.told("Aoi") == [("COMMENTED", ["Ben"])]
    assert (await home.nodes("Aoi"))[0]["subject"]["id"] == f"post_{post}"


async def test_whom_one_has_muted_notifies_one_of_nothing(home: Notified) -> None:
    post = await published(home)
    await follows.mute(home.viewer("Aoi"), member_id=home["Ben"])
    await said(home, "Ben", post)
    await said(home, "Chie", post)
    assert await home.told("Aoi") == [("COMMENTED", ["Chie"])]


async def test_a_kind_that_is_wanted_nowhere_is_not_made_and_one_by_mail_is_not_shown(home: Notified) -> None:
    for channel in Channel:
        wanted = {"kind": NotificationKind.REACTED, "channel": channel, "wanted": channel is Channel.MAIL}
        await notifications.set_preference(home.viewer("Aoi"), **wanted)  # type: ignore[arg-type]
    post = await published(home)
    await react(home, "Ben", post)
    assert await home.told("Aoi") == []
    assert await home.community.value("select count(*) from notifications where mail and not in_app") == 1
    assert "notification.received" not in [kind for kind, _ in await home.community.told()]


async def test_more_of_the_same_makes_what_was_read_new_again(home: Notified) -> None:
    post = await published(home)
    await react(home, "Ben", post)
    await derive_all()
    await notifications.mark_all_read(home.viewer("Aoi"))
    assert (await home.read("Aoi"))["unreadNotificationCount"] == 0
    await react(home, "Chie", post)
    assert await home.told("Aoi") == [("REACTED", ["Ben", "Chie"])]
    assert (await home.read("Aoi"))["unseenNotificationCount"] == 1


# What one may not see.


async def test_a_block_between_the_deed_and_the_telling_leaves_nothing(home: Notified) -> None:
    post = await published(home)
    await said(home, "Chie", post)
    await react(home, "Chie", post)
    await blocks.block(home.viewer("Chie"), member_id=home["Aoi"])
    assert await home.told("Aoi") == []
    assert await home.community.value("select count(*) from notifications") == 0


async def test_a_block_after_the_telling_takes_who_did_it_out_of_what_is_shown_and_counted(home: Notified) -> None:
    post = await published(home)
    for name in ("Chie", "Ben"):
        await said(home, name, post)
    await react(home, "Chie", post)
    assert [kind for kind, _ in await home.told("Aoi")] == ["REACTED", "COMMENTED"]
    await blocks.block(home.viewer("Aoi"), member_id=home["Chie"])
    assert await home.told("Aoi") == [("COMMENTED", ["Ben"])]
    (shown,) = await home.nodes("Aoi")
    assert (shown["count"], shown["actorCount"]) == (1, 1)
    assert (await home.read("Aoi"))["unseenNotificationCount"] == 1


async def test_what_somebody_does_whom_one_does_not_see_moves_nothing(home: Notified) -> None:
    post = await published(home)
    await said(home, "Ben", post)
    await derive_all()
    before = await home.nodes("Aoi")
    told = await home.community.told()
    await home.community.connection.execute("update members set listing = 'UNLISTED' where id = $1", home["Hana"])
    await react(home, "Hana", post)
    await said(home, "Hana", post)
    await derive_all()
    assert await home.nodes("Aoi") == before
    assert [kind for kind, _ in (await home.community.told())[len(told) :]] == ["reaction.added", "comment.added"]


@pytest.mark.parametrize("late", [False, True], ids=["before it is told", "after it is told"])
async def test_of_a_deleted_post_nothing_is_told(home: Notified, *, late: bool) -> None:
    post = await published(home, "Ben", f"@[Aoi](mem_{home['Aoi']})")
    await follow(home, "Hana", ("post", post))
    comment = await said(home, "Aoi", post)
    await said(home, "Chie", post, parent=comment)
    if late:
        assert len(await home.told("Aoi")) == 2
        assert len(await home.told("Hana")) == 1
    await posts.delete(home.viewer("Ben"), post_id=post)  # type: ignore[arg-type]
    assert await home.told("Hana") == []
    assert await home.told("Ben") == []
    # Her own comment stands, and so does the answer to it.
    assert await home.told("Aoi") == [("ANSWERED", ["Chie"])]


@pytest.mark.parametrize("late", [False, True], ids=["before it is told", "after it is told"])
async def test_a_deleted_comment_is_not_counted(home: Notified, *, late: bool) -> None:
    post = await published(home)
    made = await said(home, "Ben", post)
    if late:
        assert await home.told("Aoi") == [("COMMENTED", ["Ben"])]
    await comments.delete(home.viewer("Ben"), comment_id=made)  # type: ignore[arg-type]
    assert await home.told("Aoi") == []


@pytest.mark.parametrize("late", [False, True], ids=["before it is told", "after it is told"])
async def test_who_leaves_a_group_hears_no_more_of_what_was_said_in_it(home: Notified, *, late: bool) -> None:
    group = home["secret"]
    post = await published(home, "Member 0", group_id=group)
    await said(home, "HR", post)
    if late:
        assert await home.told("Member 0") == [("COMMENTED", ["HR"])]
    await memberships.leave(home.viewer("Member 0"), group_id=group)
    assert await home.told("Member 0") == []


async def test_who_is_suspended_is_notified_of_nothing(home: Notified) -> None:
    post = await published(home)
    await said(home, "Ben", post)
    await home.community.connection.execute("update members set status = 'SUSPENDED' where id = $1", home["Aoi"])
    await derive_all()
    assert await home.community.value("select count(*) from notifications") == 0


async def test_what_is_hidden_is_answered_like_what_is_absent(home: Notified) -> None:
    post = await published(home)
    await react(home, "Ben", post)
    await derive_all()
    document = "query($id: ID!) { node(id: $id) { id } }"
    ((key,),) = await home.community.connection.fetch("select id from notifications")
    asked = [(name, {"id": f"ntf_{key}"}) for name in ("Aoi", "Ben")]
    bodies = [(await home.engine.execute(home.viewer(name), document, given)).body for name, given in asked]
    assert bodies == [f'{{"data":{{"node":{{"id":"ntf_{key}"}}}}}}'.encode(), b'{"data":{"node":null}}']


# Once, in order, whoever does it and whenever it dies.


async def test_of_two_who_derive_at_once_each_line_is_derived_by_one(home: Notified) -> None:
    post = await published(home)
    for name in ("Ben", "Chie", "Hana", "Member 0"):
        await said(home, name, post)
    together = [asyncio.create_task(derive_all(), context=Context()) for _ in range(4)]
    await asyncio.gather(*together)
    await derive_all()
    assert await home.community.value(EACH) == [4]
    head = await home.community.value("select position from network_heads where network_id = $1", home["here"])
    assert await home.community.value(POSITION, home["here"]) == head


async def test_what_dies_in_the_middle_has_neither_moved_nor_told(home: Notified) -> None:
    post = await published(home)
    for name in ("Ben", "Chie", "Hana"):
        await said(home, name, post)
        for _ in range(3):
            cut = asyncio.create_task(derive_all(), context=Context())
            await asyncio.sleep(0.004)
            cut.cancel()
            await asyncio.gather(cut, return_exceptions=True)
    await derive_all()
    assert await home.community.value(EACH) == [3]


async def test_a_failure_while_it_is_written_leaves_all_as_it_was(
    home: Notified, monkeypatch: pytest.MonkeyPatch
) -> None:
    post = await published(home)
    await said(home, "Ben", post)
    with monkeypatch.context() as patched:
        patched.setattr("actions.notifying.MOVE", "select $1::uuid, 1 / ($2::int8 - $2::int8)")
        with pytest.raises(Exception, match="division by zero"):
            await derive(None, network_id=home["here"])
    assert await home.community.value("select count(*) from notifications") == 0
    assert await home.community.value(POSITION, home["here"]) is None
    assert await home.told("Aoi") == [("COMMENTED", ["Ben"])]


async def test_where_one_network_fails_the_others_are_notified(home: Notified, monkeypatch: pytest.MonkeyPatch) -> None:
    await said(home, "Ben", await published(home))
    await said(home, "Aoi there", await published(home, "Outsider"))
    here = f"case when $1::uuid = '{home['here']}' then 0 else 1 end"
    failing = f"update notification_positions set position = $2 / ({here}) where network_id = $1"
    with monkeypatch.context() as patched:
        patched.setattr("actions.notifying.MOVE", failing)
        with pytest.raises(ExceptionGroup, match="not everybody"):
            await derive_all()
    assert [each["kind"] for each in await home.nodes("Outsider")] == ["COMMENTED"]
    assert await home.nodes("Aoi") == []
    assert await home.told("Aoi") == [("COMMENTED", ["Ben"])]


async def test_what_is_written_of_notifications_notifies_nobody(home: Notified) -> None:
    post = await published(home)
    await react(home, "Ben", post)
    await derive_all()
    told = await home.community.told()
    assert [kind for kind, _ in told][-1] == "notification.received"
    assert await derive_all() == 0
    assert await home.community.told() == told


async def test_the_latest_comes_first_and_filters_hold(home: Notified) -> None:
    post = await published(home)
    await react(home, "Ben", post)
    await said(home, "Chie", post)
    assert [kind for kind, _ in await home.told("Aoi")] == ["COMMENTED", "REACTED"]
    assert [each["kind"] for each in await home.nodes("Aoi", kinds=["REACTED"])] == ["REACTED"]
    newest = (await home.nodes("Aoi"))[0]["id"]
    await notifications.mark_read(home.viewer("Aoi"), notification_id=newest.removeprefix("ntf_"))
    assert [each["kind"] for each in await home.nodes("Aoi", unread=True)] == ["REACTED"]
    assert [each["kind"] for each in await home.nodes("Aoi", unread=False)] == ["COMMENTED"]
