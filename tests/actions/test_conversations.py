"""Conversations: who can begin one with whom, requests, coming and going, and what each reads of it."""

import asyncio
from typing import Any
from uuid import UUID

import pytest

from actions import admission, blocks, conversations, messages, participants
from actions.refusals import Conflict, Forbidden, Invalid, NotFound, Refusal
from models.admission import MessagesFrom
from models.conversations import MOST_PARTICIPANTS
from models.ids import uuid7
from tests.actions.acting import refused
from tests.actions.talking import bodies, of_several, read, states, tie, who, with_one, wrote
from tests.community import Community

# Members who have left the network, and take part in a conversation.
FILL = """
with left_members as (
    insert into members (id, network_id, kind, status, listing, roles, display_name, joined_at, updated_at, version,
        attribute_keys)
    select gen_random_uuid(), c.network_id, 'ALUMNUS', 'LEFT', 'LISTED', '{}', 'Left', now(), now(), 1, '{}'
    from conversations c, generate_series(1, $2) where c.id = $1 returning id, network_id
)
insert into participants (id, network_id, conversation_id, member_id, role, state, joined_at, first_number, read_up_to,
    muted)
select gen_random_uuid(), network_id, $1, id, 'MEMBER', 'ACTIVE', now(), 1, 0, false from left_members
"""


async def admits(community: Community, name: str, admitted: MessagesFrom) -> None:
    await admission.prefer(community.viewer(name), messages_from=admitted)


async def code(doing: Any) -> str:
    """OK, or the code of the refusal."""
    try:
        await doing
    except Refusal as said:
        return said.code
    return "OK"


async def test_two_have_one_conversation_whoever_begins_it_and_at_the_same_time(community: Community) -> None:
    await tie(community, "Chie", "Member 5")
    await admits(community, "Chie", MessagesFrom.TIES)
    both = (("Chie", "Member 5"), ("Member 5", "Chie")) * 3
    made = await asyncio.gather(*(with_one(community, one, other) for one, other in both))
    assert len(set(made)) == 1
    assert len(await bodies(community, "Chie", made[0])) == 6


@pytest.mark.parametrize(
    ("admitted", "by"),
    [
        (MessagesFrom.NOBODY, set[str]()),
        (MessagesFrom.TIES, {"Chie"}),
        (MessagesFrom.SHARED_GROUP, {"Chie", "Hana"}),
        (MessagesFrom.NETWORK, {"Chie", "Hana", "Member 3"}),
    ],
)
async def test_a_member_takes_messages_from_whom_they_say(
    community: Community, admitted: MessagesFrom, by: set[str]
) -> None:
    """Chie is tied to Hana's friend Aoi; Hana is in groups with Aoi, and Member 3 in none."""
    await community.connection.execute("delete from conversations")
    await admits(community, "Aoi", admitted)
    found = {name for name in ("Chie", "Hana", "Member 3") if await code(with_one(community, name, "Aoi")) == "OK"}
    assert found == by
    direct = "select count(*) from conversations where kind = 'DIRECT'"
    assert await community.value(direct) == len(by)


async def test_who_is_not_seen_is_not_there_and_who_takes_none_says_no_more_than_that(community: Community) -> None:
    for hidden in ("Member 1", "Eri", "Fumi", "Gen", "Outsider"):
        assert await code(with_one(community, "Aoi", hidden)) == "NOT_FOUND", hidden
    await admits(community, "Hana", MessagesFrom.NOBODY)
    said = {await refused(with_one(community, "Member 0", other)) for other in ("Hana", "Recruiter")}
    assert len(said) == 1


async def test_who_is_not_tied_asks_and_waits(community: Community) -> None:
    made = await with_one(community, "Member 5", "Aoi", "May I?")
    assert (await states(community, made))["Aoi"] == "REQUESTED"
    assert await bodies(community, "Aoi", made) == ["May I?"]
    for again in (wrote(community, "Member 5", made), with_one(community, "Member 5", "Aoi")):
        with pytest.raises(Forbidden):
            await again
    await wrote(community, "Aoi", made, "Yes")
    assert (await states(community, made))["Aoi"] == "ACTIVE"
    await wrote(community, "Member 5", made, "Thanks")
    assert await bodies(community, "Aoi", made) == ["May I?", "Yes", "Thanks"]


async def test_two_first_messages_at_once_are_one_request(community: Community) -> None:
    said = await asyncio.gather(*(code(with_one(community, "Member 5", "Aoi")) for _ in range(4)))
    assert sorted(said) == ["FORBIDDEN"] * 3 + ["OK"]


async def test_a_decline_is_known_to_who_declines_alone(community: Community) -> None:
    declined = await with_one(community, "Member 5", "Aoi", "May I?")
    pending = await with_one(community, "Member 5", "Ivan", "May I?")
    before = await read(community, "Member 5", declined)
    await conversations.decline(community.viewer("Aoi"), conversation_id=declined)
    assert await read(community, "Aoi", declined) is None
    assert await read(community, "Member 5", declined) == before
    said = {await refused(wrote(community, "Member 5", each)) for each in (declined, pending)}
    assert len(said) == 1
    with pytest.raises(NotFound):
        await conversations.accept(community.viewer("Aoi"), conversation_id=declined)
    assert [kind for kind, _ in await community.told()][-1] == "conversation.declined"


async def test_who_declined_can_write_after_all(community: Community) -> None:
    made = await with_one(community, "Member 5", "Aoi", "May I?")
    await conversations.decline(community.viewer("Aoi"), conversation_id=made)
    await admits(community, "Member 5", MessagesFrom.NOBODY)
    assert await with_one(community, "Aoi", "Member 5", "I have thought about it") == made
    assert set((await states(community, made)).values()) == {"ACTIVE"}


async def test_a_block_hides_the_conversation_of_two_from_both_until_it_ends(community: Community) -> None:
    made = await with_one(community, "Aoi", "Ben")
    await blocks.block(community.viewer("Ben"), member_id=community["Aoi"])
    for name in ("Aoi", "Ben"):
        assert await read(community, name, made) is None
        assert await code(wrote(community, name, made)) == "NOT_FOUND"
    await blocks.unblock(community.viewer("Ben"), member_id=community["Aoi"])
    assert "hello" in await bodies(community, "Aoi", made)
    await wrote(community, "Ben", made, "again")


async def test_among_several_those_who_block_each_other_do_not_meet(community: Community) -> None:
    made = await of_several(community, "Aoi", "Ben", "Ivan")
    for name in ("Aoi", "Ben", "Ivan", "Ben"):
        await wrote(community, name, made, f"by {name}")
    await blocks.block(community.viewer("Ben"), member_id=community["Ivan"])
    found = await read(community, "Ivan", made)
    assert [each["node"]["body"] for each in found["messages"]["edges"]] == ["by Aoi", "by Ivan"]
    assert [each["node"]["number"] for each in found["messages"]["edges"]] == [1, 2]
    assert found["unreadCount"] == 1
    assert await who(community, "Ivan", made) == {"Aoi", "Ivan"}
    assert await who(community, "Aoi", made) == {"Aoi", "Ben", "Ivan"}


async def test_who_comes_reads_from_then_on_and_who_goes_until_then(community: Community) -> None:
    made = await of_several(community, "Aoi", "Ben")
    await wrote(community, "Aoi", made, "one")
    await participants.add(community.viewer("Aoi"), conversation_id=made, member_ids=[community["Member 0"]])
    await wrote(community, "Ben", made, "two")
    assert await bodies(community, "Member 0", made) == ["two"]
    await participants.leave(community.viewer("Ben"), conversation_id=made)
    await wrote(community, "Aoi", made, "three")
    assert await bodies(community, "Ben", made) == ["one", "two"]
    assert await bodies(community, "Member 0", made) == ["two", "three"]
    found = await read(community, "Ben", made)
    assert (found["title"], found["participantCount"]) == (None, 0)
    assert await code(wrote(community, "Ben", made)) == "FORBIDDEN"
    await participants.remove(community.viewer("Aoi"), conversation_id=made, member_id=community["Member 0"])
    await wrote(community, "Aoi", made, "four")
    assert await bodies(community, "Member 0", made) == ["two", "three"]


async def test_who_has_left_is_asked_before_they_are_back(community: Community) -> None:
    made = await of_several(community, "Aoi", "Ben")
    await wrote(community, "Aoi", made, "one")
    await participants.leave(community.viewer("Ben"), conversation_id=made)
    await wrote(community, "Aoi", made, "two")
    await participants.add(community.viewer("Aoi"), conversation_id=made, member_ids=[community["Ben"]])
    assert (await states(community, made))["Ben"] == "REQUESTED"
    assert await who(community, "Aoi", made) == {"Aoi"}
    assert await bodies(community, "Ben", made) == []


async def test_whoever_declined_is_not_asked_again_and_nobody_learns_of_it(community: Community) -> None:
    made = await of_several(community, "Aoi", "Ben")
    given: dict[str, Any] = {"conversation_id": made, "member_ids": [community["Ivan"]]}
    await participants.add(community.viewer("Aoi"), **given)
    before = await read(community, "Aoi", made)
    await conversations.decline(community.viewer("Ivan"), conversation_id=made)
    assert await read(community, "Aoi", made) == before
    await participants.add(community.viewer("Aoi"), **given)
    assert (await states(community, made))["Ivan"] == "DECLINED"


async def test_where_its_keeper_leaves_who_was_there_longest_keeps_it(community: Community) -> None:
    made = await of_several(community, "Aoi", "Ben")
    await participants.add(community.viewer("Aoi"), conversation_id=made, member_ids=[community["Member 0"]])
    await participants.leave(community.viewer("Aoi"), conversation_id=made)
    await conversations.rename(community.viewer("Ben"), conversation_id=made, title="Ours")
    assert (await read(community, "Member 0", made))["title"] == "Ours"


async def test_those_who_keep_it_alone_rename_add_and_remove(community: Community) -> None:
    made = await of_several(community, "Aoi", "Ben")
    viewer, other = community.viewer("Ben"), community["Member 0"]
    for doing in (
        conversations.rename(viewer, conversation_id=made, title="x"),
        participants.add(viewer, conversation_id=made, member_ids=[other]),
        participants.remove(viewer, conversation_id=made, member_id=community["Aoi"]),
    ):
        assert await code(doing) == "FORBIDDEN"
    with pytest.raises(Invalid):
        await participants.remove(community.viewer("Aoi"), conversation_id=made, member_id=community["Aoi"])


async def test_an_edit_of_an_older_title_is_a_conflict(community: Community) -> None:
    made = await of_several(community, "Aoi", "Ben")
    await conversations.rename(community.viewer("Aoi"), conversation_id=made, title="Two", if_version=1)
    with pytest.raises(Conflict) as said:
        await conversations.rename(community.viewer("Aoi"), conversation_id=made, title="Three", if_version=1)
    assert said.value.current_version == 2


@pytest.mark.parametrize("given", [{"title": " "}, {"title": "x" * 201}, {}, {"body": " "}, {"body": "x" * 20_001}])
async def test_a_conversation_needs_a_title_or_a_message(community: Community, given: dict[str, str]) -> None:
    with pytest.raises(Invalid):
        await conversations.start(community.viewer("Aoi"), member_ids=[community["Ben"]], **given)


async def test_only_so_many_take_part(community: Community) -> None:
    made = await of_several(community, "Aoi", "Ben")
    await community.connection.execute(FILL, made, MOST_PARTICIPANTS - 3)
    for name, said in (("Member 0", "OK"), ("Ivan", "INVALID")):
        given: dict[str, Any] = {"conversation_id": made, "member_ids": [community[name]]}
        assert await code(participants.add(community.viewer("Aoi"), **given)) == said
    many = [uuid7() for _ in range(MOST_PARTICIPANTS)]
    with pytest.raises(Invalid):
        await conversations.start(community.viewer("Aoi"), member_ids=many, title="All")


async def test_what_is_put_away_comes_back_with_something_newer_that_can_be_read(community: Community) -> None:
    made = await with_one(community, "Ben", "Aoi")
    await conversations.hide(community.viewer("Aoi"), conversation_id=made)
    assert await hidden(community, "Aoi", made)
    await wrote(community, "Ben", made)
    assert not await hidden(community, "Aoi", made)


async def hidden(community: Community, name: str, conversation: UUID) -> bool:
    number = "select hidden_number = last_number from participants p join conversations c on c.id = conversation_id"
    where = " where conversation_id = $1 and member_id = $2"
    sql = number.replace("last_number", "c.last_number") + where
    return bool(await community.value(sql, conversation, community[name]))


async def test_who_has_muted_it_has_nothing_on_their_badge(community: Community) -> None:
    made = await with_one(community, "Ben", "Aoi")
    await conversations.mute(community.viewer("Aoi"), conversation_id=made)
    await conversations.mute(community.viewer("Aoi"), conversation_id=made)
    assert [kind for kind, _ in await community.told()].count("conversation.muted") == 1
    assert (await read(community, "Aoi", made))["unreadCount"] >= 1


async def test_reading_never_goes_back_and_is_told_to_the_other_of_two(community: Community) -> None:
    made = await of_several(community, "Aoi", "Ben")
    first, second = [await wrote(community, "Aoi", made, body) for body in ("one", "two")]
    for key, left in ((first, 1), (second, 0), (first, 0)):
        await messages.mark_read(community.viewer("Ben"), conversation_id=made, up_to=key)
        assert (await read(community, "Ben", made))["unreadCount"] == left
    kinds = [kind for kind, _ in await community.told()]
    assert (kinds.count("conversation.read"), kinds.count("participant.read")) == (2, 0)
    direct = await with_one(community, "Aoi", "Ben", "hi")
    last = await wrote(community, "Aoi", direct, "there")
    await messages.mark_read(community.viewer("Ben"), conversation_id=direct, up_to=last)
    assert [kind for kind, _ in await community.told()][-2:] == ["conversation.read", "participant.read"]
    with pytest.raises(NotFound):
        await messages.mark_read(community.viewer("Ben"), conversation_id=made, up_to=last)
