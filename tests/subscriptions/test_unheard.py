"""Whatever changes that a viewer may not see, the viewer hears nothing of it: not a byte, in any form of listening."""

from collections.abc import Awaitable, Callable
from typing import Any

import orjson
import pytest

from actions import (
    audiences,
    blocks,
    comments,
    exclusions,
    follows,
    groups,
    jobs,
    memberships,
    polls,
    posts,
    profiles,
    reactions,
    saved_searches,
    sessions,
    ties,
)
from graph.compile.news import TOLD
from graph.compile.presence import Lasting
from graph.inputs import camel
from models.audiences import Audience, ProfileField
from models.groups import JoinPolicy
from models.jobs import JobKind
from models.privacy import ExclusionKind
from subscriptions.listener import Listener
from tests.subscriptions.ear import until
from tests.subscriptions.living import STREAM, Living, heard
from tests.subscriptions.test_rights import signed_in

FORMS = [camel(name) for name, (told, _) in TOLD.items() if name != "stream" and not isinstance(told, Lasting)]
Doing = Callable[[Living], Awaitable[Any]]


async def a_hidden_field(living: Living) -> None:
    await profiles.update(living.viewer("Aoi"), headline="new", bio="new")


async def an_audience(living: Living) -> None:
    viewer, field = living.viewer("Aoi"), ProfileField.HEADLINE
    await audiences.set_audience(viewer, field=field, audience=[Audience.SELF])
    await audiences.set_audience(viewer, field=field, audience=[Audience.NETWORK])


async def an_exclusion(living: Living) -> None:
    await exclusions.add(living.viewer("Aoi"), kind=ExclusionKind.MEMBER, member_id=living.community["Ben"])


async def a_mute_and_a_follow(living: Living) -> None:
    for doing in (follows.mute, follows.unmute, follows.follow, follows.unfollow):
        await doing(living.viewer("Aoi"), member_id=living.community["Ben"])


async def a_declined_request(living: Living) -> None:
    asked = (await ties.request(living.viewer("Ben"), member_id=living.community["Member 2"])).made["tie_request"]
    await ties.decline(living.viewer("Member 2"), request_id=asked)


async def a_request_between_others(living: Living) -> None:
    asked = (await ties.request(living.viewer("Chie"), member_id=living.community["Member 2"])).made["tie_request"]
    await ties.accept(living.viewer("Member 2"), request_id=asked)


async def a_block(living: Living) -> None:
    await blocks.block(living.viewer("Chie"), member_id=living.community["Ben"])  # they were tied


async def what_a_hidden_member_does(living: Living) -> None:
    await blocks.block(living.viewer("Chie"), member_id=living.community["Ben"])
    post = await living.publish("Aoi", "before")
    await living.publish("Chie")
    await comments.add(living.viewer("Chie"), post_id=post, body="seen by others")
    await reactions.add(living.viewer("Chie"), subject_id=("post", post), emoji="👍")
    await reactions.remove(living.viewer("Chie"), subject_id=("post", post), emoji="👍")


async def what_is_said_among_others(living: Living) -> None:
    made = await groups.create(
        living.viewer("Chie"), name="Secret", join_policy=JoinPolicy.INVITE, secret=True, members_invite=True
    )
    group = made.made["group"]
    await memberships.invite(living.viewer("Chie"), group_id=group, member_id=living.community["Hana"])
    await memberships.accept(living.viewer("Hana"), group_id=group)
    post = await living.publish("Hana", "among us", group_id=group)
    await posts.pin(living.viewer("Chie"), post_id=post)
    await comments.add(living.viewer("Chie"), post_id=post, body=f"@[Hana](mem_{living.community['Hana']})")
    await groups.update(living.viewer("Chie"), group_id=group, name="Still secret")


async def what_is_told_to_others(living: Living) -> None:
    post = await living.publish("Chie", "to employees", audience=[Audience.EMPLOYEES])
    await posts.edit(living.viewer("Chie"), post_id=post, body="to employees still")
    await comments.add(living.viewer("HR"), post_id=post, body="yes")
    await posts.delete(living.viewer("Chie"), post_id=post)


async def a_vote(living: Living) -> None:
    post = living.community["told to alumni"]
    poll = await living.community.value("select id from polls where post_id = $1", post)
    option = await living.community.value("select id from poll_options where poll_id = $1 order by number", poll)
    await polls.vote(living.viewer("Member 2"), poll_id=poll, option_ids=[option])  # type: ignore[arg-type,list-item]


async def a_search_of_anothers(living: Living) -> None:
    await saved_searches.save(living.viewer("Aoi"), name="mine", filter={"name": "a"})


async def a_job_that_is_not_for_one(living: Living) -> None:
    viewer, said = living.viewer("HR"), {"title": "x", "body": "y", "kind": JobKind.REGULAR}
    made = (await jobs.draft(viewer, **said, segment={"kinds": ["GUEST"]})).made["job"]  # type: ignore[arg-type]
    await jobs.update(viewer, job_id=made, title="z")
    await jobs.publish(viewer, job_id=made)
    for doing in (jobs.pause, jobs.resume, jobs.extend, jobs.fill):
        await doing(viewer, job_id=made)
    draft = (await jobs.draft(viewer, **said)).made["job"]  # type: ignore[arg-type]
    await jobs.delete_draft(viewer, job_id=draft)


async def a_session(living: Living) -> None:
    await sessions.sign_out(await signed_in(living, "Ben"))


DOINGS: list[Doing] = [
    a_hidden_field,
    an_audience,
    an_exclusion,
    a_mute_and_a_follow,
    a_declined_request,
    a_request_between_others,
    a_block,
    what_is_said_among_others,
    what_is_told_to_others,
    a_vote,
    a_search_of_anothers,
    a_job_that_is_not_for_one,
    a_session,
]


async def everything(living: Living, name: str) -> dict[str, Listener]:
    """Listeners of a member to every form of listening."""
    forms = {form: f"subscription {{ {form} {{ cursor kind }} }}" for form in FORMS}
    return {form: await living.listen(name, document) for form, document in {**forms, "stream": STREAM}.items()}


@pytest.mark.parametrize("doing", DOINGS, ids=lambda each: each.__name__)
async def test_nothing_is_heard_of(living: Living, doing: Doing) -> None:
    listeners = await everything(living, "Ben")
    await heard(listeners["stream"])
    before = await living.head()
    await doing(living)
    assert await living.head() > before, "something was written"
    seen = await living.publish("Aoi", "the end")
    item = await heard(listeners["stream"])
    assert item["subject"]["id"] == f"post_{seen}"
    assert (await heard(listeners["postPublished"]))["cursor"] == item["cursor"]
    channel = living.live.hub.channels[living.here]
    await until(lambda: channel.told == channel.position)
    assert {form: [*each.texts] for form, each in listeners.items() if each.texts} == {}


async def test_nothing_is_heard_of_what_a_hidden_member_does_while_others_hear_it(living: Living) -> None:
    ben, hana = [await living.listen(name, STREAM) for name in ("Ben", "Hana")]
    for each in (ben, hana):
        await heard(each)
    await what_a_hidden_member_does(living)
    await living.publish("Aoi", "the end")
    assert [(await heard(ben))["kind"] for _ in range(2)] == ["POST_PUBLISHED"] * 2
    assert not ben.texts
    others = [(await heard(hana))["kind"] for _ in range(6)]
    assert others == [
        "POST_PUBLISHED",
        "POST_PUBLISHED",
        "COMMENT_ADDED",
        "REACTION_ADDED",
        "REACTION_REMOVED",
        "POST_PUBLISHED",
    ]


async def test_a_mention_is_told_to_the_mentioned_alone_and_a_tie_to_the_two(living: Living) -> None:
    names = ("Ben", "Hana", "Member 2")
    listeners = {name: await living.listen(name, STREAM, kinds=["MEMBER_MENTIONED", "TIE_MADE"]) for name in names}
    for each in listeners.values():
        await heard(each)
    await living.publish("Aoi", f"@[Ben](mem_{living.community['Ben']})")
    await a_request_between_others(living)
    assert (await heard(listeners["Member 2"]))["subject"]["id"] == f"mem_{living.community['Chie']}"
    assert (await heard(listeners["Ben"]))["kind"] == "MEMBER_MENTIONED"
    assert not any(each.texts for each in listeners.values())


async def test_what_is_said_to_the_viewer_alone_is_heard_on_all_their_devices(living: Living) -> None:
    phone, laptop = [await living.listen("Aoi", STREAM) for _ in range(2)]
    for each in (phone, laptop):
        await heard(each)
    await a_hidden_field(living)
    await a_search_of_anothers(living)
    for each in (phone, laptop):
        assert [(await heard(each))["kind"] for _ in range(2)] == ["MEMBER_UPDATED", "SEARCH_SAVED"]


async def test_a_text_holds_nothing_of_a_field_that_its_reader_may_not_see(living: Living) -> None:
    viewer = living.viewer("Aoi")
    await profiles.update(viewer, headline="zqjx")
    await audiences.set_audience(viewer, field=ProfileField.HEADLINE, audience=[Audience.TIES])
    document = "subscription { postPublished { post { author { displayName headline } } } }"
    tied, not_tied = [await living.listen(name, document) for name in ("Ben", "Hana")]
    await living.publish("Aoi")
    assert (await heard(tied))["post"]["author"]["headline"] == "zqjx"
    text = await anext(not_tied)
    assert b"zqjx" not in text
    assert orjson.loads(text)["data"]["postPublished"]["post"]["author"] == {"displayName": "Aoi", "headline": None}
