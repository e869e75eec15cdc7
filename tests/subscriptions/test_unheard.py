"""Whatever changes that a viewer may not see, the viewer hears nothing of it: not a byte, in any form of listening."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import orjson
import pytest

from actions import (
    admission,
    announcements,
    applications,
    audiences,
    blocks,
    comeback,
    comments,
    conversations,
    exclusions,
    follows,
    groups,
    job_questions,
    jobs,
    memberships,
    message_reactions,
    messages,
    offices,
    participants,
    polls,
    posts,
    profiles,
    reactions,
    referrals,
    saved_searches,
    sessions,
    talks,
    ties,
    topic_subscriptions,
)
from graph.compile.news import TOLD
from graph.compile.presence import Lasting
from graph.inputs import camel
from models.admission import MessagesFrom
from models.application_stages import ApplicationReason, ApplicationStage
from models.applications import SharedField
from models.audiences import Audience, ProfileField
from models.channels import Channel
from models.groups import JoinPolicy
from models.jobs import JobKind
from models.privacy import ExclusionKind
from models.referrals import ReferrerTold
from subscriptions.listener import Listener
from tests.subscriptions.ear import until
from tests.subscriptions.living import STREAM, Living, heard
from tests.subscriptions.test_rights import signed_in

FORMS = [camel(name) for name, (told, _) in TOLD.items() if name != "stream" and not isinstance(told, Lasting)]
LAST = "select id from messages where conversation_id = $1 order by number desc limit 1"
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


async def what_is_announced_to_others(living: Living) -> None:
    topic, office = living.community["topic 0 here"], living.viewer("HR")
    asked: dict[str, Any] = {"topic_id": topic, "title": "To guests", "body": "x", "segment": {"kinds": ["GUEST"]}}
    made = (await announcements.draft(office, **asked)).made["announcement"]
    await announcements.update(office, announcement_id=made, body="y")
    await announcements.schedule(office, announcement_id=made, at=datetime.now(UTC) + timedelta(days=1))
    await announcements.send(office, announcement_id=made)
    await announcements.update(office, announcement_id=made, body="z")
    await announcements.cancel(office, announcement_id=made)


async def what_others_want_to_get(living: Living) -> None:
    topic = living.community["topic 0 here"]
    await topic_subscriptions.subscribe(living.viewer("Chie"), topic_id=topic, channel=Channel.MAIL)
    await topic_subscriptions.unsubscribe(living.viewer("Chie"), topic_id=topic, channel=Channel.MAIL)


async def a_job_that_is_not_for_one(living: Living) -> None:
    viewer, said = living.viewer("HR"), {"title": "x", "body": "y", "kind": JobKind.REGULAR}
    made = (await jobs.draft(viewer, **said, segment={"kinds": ["GUEST"]})).made["job"]  # type: ignore[arg-type]
    await jobs.update(viewer, job_id=made, title="z")
    await jobs.publish(viewer, job_id=made)
    for doing in (jobs.pause, jobs.resume, jobs.extend, jobs.fill):
        await doing(viewer, job_id=made)
    draft = (await jobs.draft(viewer, **said)).made["job"]  # type: ignore[arg-type]
    await jobs.delete_draft(viewer, job_id=draft)


async def an_application_of_another(living: Living) -> None:
    viewer, said = living.viewer("HR"), {"title": "x", "body": "y", "kind": JobKind.REGULAR}
    job = (await jobs.draft(viewer, **said, segment={"kinds": ["GUEST"]})).made["job"]  # type: ignore[arg-type]
    await jobs.publish(viewer, job_id=job)
    ivan: Any = {"job_id": job, "fields": [SharedField.BIO], "letter": "x"}
    for end in (ApplicationStage.REJECTED, ApplicationStage.OFFER):
        made = (await applications.apply(living.viewer("Ivan"), **ivan)).made["application"]
        await applications.add_note(viewer, application_id=made, body="x")
        why = ApplicationReason.OTHER if end is ApplicationStage.REJECTED else None
        await applications.advance(viewer, application_id=made, stage=end, reason=why)
    await applications.answer(living.viewer("Ivan"), application_id=made, accept=False)
    await applications.withdraw(living.viewer("Ivan"), application_id=made)
    await job_questions.ask(living.viewer("Ivan"), job_id=job, body="x")


async def who_would_come_back(living: Living) -> None:
    """Aoi in secret, who declines one talk and agrees to another; Ben would not come back, and recruits for nobody."""
    aoi, office, here = living.viewer("Aoi"), living.viewer("Recruiter"), living.community
    await here.connection.execute("delete from comeback_interests where member_id = $1", here["Ben"])
    await comeback.say(aoi, kinds=list(JobKind))
    await comeback.confirm(aoi)
    job = here["open job of HR"]
    for doing in (talks.decline, talks.accept):
        talk = (await talks.begin(office, job_id=job, words="x")).made["talk"]
        made = (await doing(aoi, talk_id=talk)).made["answer"]
        await talks.take_back(aoi, answer_id=made)
        await talks.close(office, talk_id=talk)
    await comeback.withdraw(aoi)


async def a_referral_of_others(living: Living) -> None:
    """One that is declined and taken back, and one whose referrer is told what comes of it."""
    aoi, chie, job = living.viewer("Aoi"), living.viewer("Chie"), living.community["open job of HR"]
    about: Any = {"job_id": job, "member_id": living.community["Chie"], "words": "x"}
    first = (await referrals.refer(aoi, **about)).made["referral"]
    await referrals.decline(chie, referral_id=first)
    await referrals.withdraw(aoi, referral_id=first)
    other = living.community["open job of Recruiter"]
    made = (await referrals.refer(aoi, **{**about, "job_id": other, "member_id": living.community["Dan"]})).made[
        "referral"
    ]
    given: Any = {"job_id": other, "fields": [], "referral_id": made, "tell_referrer": ReferrerTold.OUTCOME}
    await applications.apply(living.viewer("Dan"), **given)


async def a_session(living: Living) -> None:
    await sessions.sign_out(await signed_in(living, "Ben"))


async def a_conversation_of_others(living: Living) -> None:
    viewer, place = living.viewer("HR"), living.community["HR and Recruiter"]
    key = (await messages.send(viewer, conversation_id=place, body="between us")).made["message"]
    await messages.edit(viewer, message_id=key, body="between us alone")
    await messages.mark_read(living.viewer("Recruiter"), conversation_id=place, up_to=key)
    await message_reactions.add(living.viewer("Recruiter"), message_id=key, emoji="👍")
    await messages.delete(viewer, message_id=key)


async def what_is_said_to_an_office(living: Living) -> None:
    office = living.community["office HR"]
    done = await offices.write_to(living.viewer("Member 2"), office_id=office, subject="private", body="for HR alone")
    made = done.made["conversation"]
    await offices.assign(living.viewer("HR"), conversation_id=made, member_id=living.community["HR"])
    await offices.close(living.viewer("HR"), conversation_id=made)


async def a_conversation_without_them(living: Living) -> UUID:
    """Aoi's, which Ben has left, and which Ivan was asked into."""
    viewer, people = living.viewer("Aoi"), [living.community[name] for name in ("Ben", "Member 0", "Ivan")]
    made: UUID = (await conversations.start(viewer, member_ids=people, title="Plans")).made["conversation"]
    await participants.leave(living.viewer("Ben"), conversation_id=made)
    return made


async def what_is_said_where_one_has_left(living: Living) -> None:
    made = living.community["left by Ben"]
    viewer = living.viewer("Aoi")
    key = (await messages.send(viewer, conversation_id=made, body="after")).made["message"]
    await message_reactions.add(living.viewer("Member 0"), message_id=key, emoji="👍")
    await conversations.rename(viewer, conversation_id=made, title="Other plans")
    await conversations.decline(living.viewer("Ivan"), conversation_id=made)
    await participants.remove(viewer, conversation_id=made, member_id=living.community["Member 0"])


async def a_declined_message_request(living: Living) -> None:
    await conversations.decline(living.viewer("Hana"), conversation_id=living.community["asked by Ben"])


async def what_is_set_for_oneself(living: Living) -> None:
    given = {"conversation_id": living.community["Aoi and Ben"]}
    for doing in (conversations.mute, conversations.unmute, conversations.hide):
        await doing(living.viewer("Aoi"), **given)
    await admission.prefer(living.viewer("Aoi"), messages_from=MessagesFrom.NOBODY)


async def what_one_reads_who_does_not_show_it(living: Living) -> None:
    """Ben shows nothing of what he reads, and so sees nothing of what others do."""
    place = living.community["Aoi and Ben"]
    last = await living.community.connection.fetchval(LAST, place)
    await messages.mark_read(living.viewer("Aoi"), conversation_id=place, up_to=last)


DOINGS: list[Doing] = [
    a_conversation_of_others,
    what_is_said_to_an_office,
    what_is_said_where_one_has_left,
    a_declined_message_request,
    what_is_set_for_oneself,
    what_one_reads_who_does_not_show_it,
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
    what_is_announced_to_others,
    what_others_want_to_get,
    a_job_that_is_not_for_one,
    an_application_of_another,
    who_would_come_back,
    a_referral_of_others,
    a_session,
]


async def prepared(living: Living) -> None:
    """What Ben knows of before he listens."""
    living.community.ids["left by Ben"] = await a_conversation_without_them(living)
    await admission.prefer(living.viewer("Hana"), messages_from=MessagesFrom.NETWORK)
    made = await conversations.start(living.viewer("Ben"), member_ids=[living.community["Hana"]], body="May I?")
    living.community.ids["asked by Ben"] = made.made["conversation"]


async def everything(living: Living, name: str) -> dict[str, Listener]:
    """Listeners of a member to every form of listening."""
    forms = {form: f"subscription {{ {form} {{ cursor kind }} }}" for form in FORMS}
    return {form: await living.listen(name, document) for form, document in {**forms, "stream": STREAM}.items()}


@pytest.mark.parametrize("doing", DOINGS, ids=lambda each: each.__name__)
async def test_nothing_is_heard_of(living: Living, doing: Doing) -> None:
    await prepared(living)
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
