"""What is heard of conversations: by those who take part, in order, until they do not any more."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID

import orjson
import pytest

from actions import blocks, conversations, messages, offices, participants, presence
from actions.refusals import Invalid
from graph.compile.keys import global_id
from graph.compile.variables import Refused
from subscriptions import hub
from subscriptions.listener import End, Listener
from tests.actions.talking import of_several, with_one, wrote
from tests.subscriptions.ear import PATIENCE
from tests.subscriptions.living import Living, end_of, heard

RECEIVED = """subscription($place: ID, $after: String) {
    messageReceived(conversationId: $place, after: $after) { cursor message { number body } } }"""
CHANGED = "subscription { conversationChanged { kind conversation { title unreadCount } } }"
WHO = "subscription { participantChanged { kind participant { member { displayName } isGone } } }"
TYPING = "subscription($place: ID!) { typing(conversationId: $place) { count members { displayName } } }"
Going = Callable[[Living, UUID], Awaitable[Any]]


@pytest.fixture(autouse=True, params=[hub.FEW, 0], ids=["a few listen", "many listen"])
def listeners_are(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where many listen, the hub asks who takes part before it asks what they may see."""
    monkeypatch.setattr(hub, "FEW", request.param)


async def at(living: Living, name: str, place: UUID, document: str = RECEIVED) -> Listener:
    """Somebody who listens to one conversation."""
    return await living.listen(name, document, place=global_id("con", place))


async def test_a_message_is_heard_by_all_who_take_part_in_order(living: Living) -> None:
    made = await of_several(living.community, "Aoi", "Ben", "Ivan")
    listeners = [await at(living, name, made) for name in ("Aoi", "Ben", "Ivan")]
    other = await living.listen("Hana", RECEIVED)
    for number in range(3):
        await wrote(living.community, ("Aoi", "Ben", "Ivan")[number], made, f"{number}")
    for each in listeners:
        said = [(await heard(each))["message"] for _ in range(3)]
        assert said == [{"number": number + 1, "body": f"{number}"} for number in range(3)]
    await wrote(living.community, "Hana", living.community["quiet"], "the end")
    assert (await heard(other))["message"]["body"] == "the end"


async def test_who_is_asked_hears_the_message_that_asks(living: Living) -> None:
    listener = await living.listen("Aoi", RECEIVED)
    await with_one(living.community, "Member 5", "Aoi", "May I?")
    assert (await heard(listener))["message"] == {"number": 1, "body": "May I?"}


async def test_nothing_is_missed_between_a_cursor_and_listening_again(living: Living) -> None:
    made = await of_several(living.community, "Aoi", "Ben")
    listener = await at(living, "Ben", made)
    await wrote(living.community, "Aoi", made, "one")
    cursor = (await heard(listener))["cursor"]
    listener.close()
    for body in ("two", "three"):
        await wrote(living.community, "Aoi", made, body)
    again = await living.listen("Ben", RECEIVED, place=global_id("con", made), after=cursor)
    assert [(await heard(again))["message"]["number"] for _ in range(2)] == [2, 3]


async def leaves(living: Living, place: UUID) -> None:
    await participants.leave(living.viewer("Ben"), conversation_id=place)


async def is_removed(living: Living, place: UUID) -> None:
    await participants.remove(living.viewer("Aoi"), conversation_id=place, member_id=living.community["Ben"])


@pytest.mark.parametrize("going", [leaves, is_removed], ids=lambda each: each.__name__)
async def test_who_goes_hears_no_more_of_it(living: Living, going: Going) -> None:
    made = await of_several(living.community, "Aoi", "Ben")
    listener, other = await at(living, "Ben", made), await at(living, "Aoi", made)
    await going(living, made)
    await wrote(living.community, "Aoi", made, "after")
    assert (await heard(other))["message"]["body"] == "after"
    assert await end_of(listener) == (End.COMPLETE, [])
    with pytest.raises(Refused):
        await at(living, "Ben", made)


async def test_a_block_ends_the_listening_of_both_of_two(living: Living) -> None:
    made = await with_one(living.community, "Aoi", "Ben")
    listeners = [await at(living, name, made) for name in ("Aoi", "Ben")]
    await blocks.block(living.viewer("Ben"), member_id=living.community["Aoi"])
    for each in listeners:
        assert await end_of(each) == (End.COMPLETE, [])


async def test_who_declines_hears_no_more_of_it(living: Living) -> None:
    made = await with_one(living.community, "Member 5", "Aoi")
    listener = await at(living, "Aoi", made)
    await conversations.decline(living.viewer("Aoi"), conversation_id=made)
    assert await end_of(listener) == (End.COMPLETE, [])


async def test_who_loses_the_role_hears_no_more_of_the_office(living: Living) -> None:
    office = living.community["office HR"]
    done = await offices.write_to(living.viewer("Member 0"), office_id=office, subject="private", body="Please")
    made = done.made["conversation"]
    listener = await at(living, "HR", made)
    await living.community.connection.execute("update members set roles = '{}' where display_name = 'HR'")
    await living.tell(1, "member.roles_changed", living.community["HR"], table="Member")
    living.ring()
    assert await end_of(listener) == (End.COMPLETE, [])


async def test_changes_are_told_with_what_they_are_now(living: Living) -> None:
    ben = await living.listen("Ben", CHANGED)
    made = await of_several(living.community, "Aoi", "Ben")
    await conversations.rename(living.viewer("Aoi"), conversation_id=made, title="Other plans")
    key = await wrote(living.community, "Aoi", made)
    await messages.mark_read(living.viewer("Ben"), conversation_id=made, up_to=key)
    await messages.mark_read(living.viewer("Aoi"), conversation_id=made, up_to=key)
    kinds = [(await heard(ben))["kind"] for _ in range(3)]
    assert kinds == ["CONVERSATION_STARTED", "CONVERSATION_RENAMED", "CONVERSATION_READ"]
    assert not ben.texts


async def test_who_comes_and_goes_is_told_to_those_who_may_see_them(living: Living) -> None:
    made = await of_several(living.community, "Aoi", "Ben")
    listener = await living.listen("Ben", WHO)
    ivan = await living.listen("Ivan", WHO)
    people = [living.community[name] for name in ("Ivan", "Member 0")]
    await participants.add(living.viewer("Aoi"), conversation_id=made, member_ids=people)
    assert (await heard(ivan))["kind"] == "PARTICIPANT_ASKED"
    await conversations.accept(living.viewer("Ivan"), conversation_id=made)
    await participants.leave(living.viewer("Member 0"), conversation_id=made)
    told = [await heard(listener) for _ in range(3)]
    names = [(each["kind"], each["participant"]["member"]["displayName"]) for each in told]
    assert names == [
        ("PARTICIPANT_ADDED", "Member 0"),
        ("PARTICIPANT_JOINED", "Ivan"),
        ("PARTICIPANT_LEFT", "Member 0"),
    ]
    assert [each["participant"]["isGone"] for each in told] == [False, False, True]


async def test_that_the_other_of_two_has_read_is_told_where_both_show_it(living: Living) -> None:
    made = living.community["HR and Recruiter"]
    listener = await living.listen("HR", WHO)
    key = await wrote(living.community, "HR", made)
    await messages.mark_read(living.viewer("Recruiter"), conversation_id=made, up_to=key)
    assert (await heard(listener))["kind"] == "PARTICIPANT_READ"


async def names(listener: Listener) -> list[str]:
    """Who is told to be typing next."""
    (found,) = orjson.loads(await asyncio.wait_for(anext(listener), PATIENCE))["data"].values()
    return [each["displayName"] for each in found["members"]]


async def test_who_types_is_told_to_those_who_take_part(living: Living) -> None:
    made = await of_several(living.community, "Aoi", "Ben", "Ivan")
    listener = await at(living, "Ben", made, TYPING)
    assert await names(listener) == []
    await presence.typing(living.viewer("Ivan"), conversation_id=made, on=True)
    assert await names(listener) == ["Ivan"]
    with pytest.raises(Refused):
        await at(living, "Hana", made, TYPING)


async def test_who_was_asked_and_types_is_told_to_nobody(living: Living) -> None:
    made = await with_one(living.community, "Member 5", "Aoi")
    listener = await at(living, "Member 5", made, TYPING)
    assert await names(listener) == []
    await presence.typing(living.viewer("Aoi"), conversation_id=made, on=True)
    await presence.typing(living.viewer("Member 5"), conversation_id=made, on=True)
    assert await names(listener) == ["Member 5"]


async def test_one_types_at_one_place(living: Living) -> None:
    wrong: list[dict[str, UUID]] = [
        {},
        {"post_id": living.community["told to ties"], "conversation_id": living.community["quiet"]},
    ]
    for given in wrong:
        with pytest.raises(Invalid):
            await presence.typing(living.viewer("Hana"), on=True, **given)
    with pytest.raises(Refused):
        await living.listen("Hana", "subscription { typing { count } }")
