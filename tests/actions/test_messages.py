"""Messages: numbered, answered, edited for a day, deleted, reacted to; and what they mention."""

import asyncio
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from actions import conversations, message_reactions, messages, participants
from actions.refusals import Conflict, Forbidden, Invalid, ModuleOff, NotFound
from models.ids import uuid7
from tests.actions.acting import refused
from tests.actions.invariants import broken
from tests.actions.talking import of_several, read, with_one, wrote
from tests.community import Community


async def row(community: Community, message: UUID) -> Any:
    return await community.connection.fetchrow("select * from messages where id = $1", message)


async def test_a_message_has_the_next_number_and_is_told(community: Community) -> None:
    made = await of_several(community, "Aoi", "Ben")
    first, second = await wrote(community, "Aoi", made, "one **bold**"), await wrote(community, "Ben", made, "two")
    found = await row(community, first)
    assert (found["number"], found["body_html"]) == (1, "<p>one <strong>bold</strong></p>")
    assert (await row(community, second))["number"] == 2
    assert (await community.told())[-2:] == [("message.sent", first), ("message.sent", second)]


async def test_many_who_write_at_once_leave_no_gap(community: Community) -> None:
    before = set(await broken(community.connection))
    made = await of_several(community, "Aoi", "Ben")
    names = [("Aoi", "Ben")[number % 2] for number in range(32)]
    said = await asyncio.gather(*(wrote(community, name, made, f"{n}") for n, name in enumerate(names)))
    rows = await community.connection.fetch(
        "select number, id from messages where conversation_id = $1 order by created_at", made
    )
    assert [found["number"] for found in rows] == list(range(1, 33))
    told = [key for kind, key in await community.told() if kind == "message.sent"]
    assert told == [found["id"] for found in rows]
    assert {found["id"] for found in rows} == set(said)
    assert set(await broken(community.connection)) <= before


async def test_who_leaves_while_others_write_reads_up_to_a_number_that_there_was(community: Community) -> None:
    made = await of_several(community, "Aoi", "Ben")
    await asyncio.gather(
        *(wrote(community, "Aoi", made, f"{n}") for n in range(8)),
        participants.leave(community.viewer("Ben"), conversation_id=made),
        *(wrote(community, "Aoi", made, f"{n}") for n in range(8)),
    )
    last = await community.value(
        "select last_number from participants where state = 'LEFT' and member_id = $1 and conversation_id = $2",
        community["Ben"],
        made,
    )
    assert len((await read(community, "Ben", made))["messages"]["edges"]) == last


async def test_the_same_id_again_is_the_same_message(community: Community) -> None:
    made, key = await of_several(community, "Aoi", "Ben"), uuid7()
    many = await asyncio.gather(*(wrote(community, "Aoi", made, "once", id=key) for _ in range(4)))
    assert set(many) == {key}
    assert await community.value("select count(*) from messages where conversation_id = $1", made) == 1
    with pytest.raises(Conflict):
        await wrote(community, "Ben", made, "mine", id=key)


async def test_an_answer_stands_in_the_same_conversation(community: Community) -> None:
    made, other = await of_several(community, "Aoi", "Ben"), await with_one(community, "Aoi", "Ben")
    first = await wrote(community, "Aoi", made)
    answer = await wrote(community, "Ben", made, reply_to_id=first)
    assert (await row(community, answer))["reply_to_id"] == first
    elsewhere = await wrote(community, "Aoi", other)
    said = {await refused(wrote(community, "Ben", made, reply_to_id=key)) for key in (elsewhere, uuid7())}
    assert len(said) == 1


async def test_what_came_before_one_joined_cannot_be_answered(community: Community) -> None:
    made = await of_several(community, "Aoi", "Ben")
    first = await wrote(community, "Aoi", made)
    await participants.add(community.viewer("Aoi"), conversation_id=made, member_ids=[community["Member 0"]])
    with pytest.raises(NotFound):
        await wrote(community, "Member 0", made, reply_to_id=first)


async def test_its_author_edits_it_for_a_day(community: Community) -> None:
    made = await of_several(community, "Aoi", "Ben")
    key = await wrote(community, "Aoi", made, "one")
    await messages.edit(community.viewer("Aoi"), message_id=key, body="two", if_version=1)
    found = await row(community, key)
    assert (found["body"], found["version"], found["body_search"]) == ("two", 2, "two")
    assert found["edited_at"] is not None
    with pytest.raises(Conflict):
        await messages.edit(community.viewer("Aoi"), message_id=key, body="three", if_version=1)
    with pytest.raises(Forbidden):
        await messages.edit(community.viewer("Ben"), message_id=key, body="mine")
    await community.connection.execute(
        "update messages set created_at = created_at - $2::interval where id = $1", key, timedelta(hours=25)
    )
    with pytest.raises(Conflict):
        await messages.edit(community.viewer("Aoi"), message_id=key, body="late")


async def test_what_is_deleted_keeps_its_number_and_nothing_else(community: Community) -> None:
    made = await of_several(community, "Aoi", "Ben")
    first, key = await wrote(community, "Aoi", made), await wrote(community, "Ben", made, "secret")
    await message_reactions.add(community.viewer("Aoi"), message_id=key, emoji="👍")
    with pytest.raises(Forbidden):
        await messages.delete(community.viewer("Ben"), message_id=first)
    await messages.delete(community.viewer("Aoi"), message_id=key)  # who keeps the conversation
    await messages.delete(community.viewer("Ben"), message_id=key)
    found = await row(community, key)
    assert (found["number"], found["body"], found["body_html"], found["body_search"]) == (2, None, None, None)
    assert await community.value("select count(*) from message_reactions where message_id = $1", key) == 0
    for doing in (
        messages.edit(community.viewer("Ben"), message_id=key, body="again"),
        message_reactions.add(community.viewer("Ben"), message_id=key, emoji="👍"),
    ):
        with pytest.raises(Conflict):
            await doing
    assert [kind for kind, subject in await community.told() if subject == key].count("message.deleted") == 1


async def test_of_two_each_deletes_their_own(community: Community) -> None:
    made = await with_one(community, "Aoi", "Ben")
    key = await wrote(community, "Ben", made)
    with pytest.raises(Forbidden):
        await messages.delete(community.viewer("Aoi"), message_id=key)


async def test_reactions_are_those_of_the_network_and_count_once(community: Community) -> None:
    made = await of_several(community, "Aoi", "Ben")
    key = await wrote(community, "Aoi", made)
    for _ in range(2):
        await message_reactions.add(community.viewer("Ben"), message_id=key, emoji="🎉")
    with pytest.raises(Invalid):
        await message_reactions.add(community.viewer("Ben"), message_id=key, emoji="🦆")
    assert await community.value("select count(*) from message_reactions where message_id = $1", key) == 1
    for _ in range(2):
        await message_reactions.remove(community.viewer("Ben"), message_id=key, emoji="🎉")
    kinds = [kind for kind, subject in await community.told() if subject == key]
    assert kinds == ["message.sent", "message.reacted", "message.unreacted"]


async def test_only_participants_are_mentioned(community: Community) -> None:
    made = await of_several(community, "Aoi", "Ben", "Ivan")
    given = " ".join(f"@[{name}](mem_{community[name]})" for name in ("Ben", "Ivan", "Hana", "Eri", "Aoi"))
    key = await wrote(community, "Aoi", made, given)
    rows = await community.connection.fetch("select member_id from message_mentions where message_id = $1", key)
    assert {found[0] for found in rows} == {community[name] for name in ("Ben", "Ivan", "Aoi")}
    await messages.edit(community.viewer("Aoi"), message_id=key, body="nobody")
    assert await community.value("select count(*) from message_mentions where message_id = $1", key) == 0


@pytest.mark.parametrize("body", ["", " \n\t", "x" * 20_001, "nul \x00"])
async def test_a_message_says_something_of_a_certain_length(community: Community, body: str) -> None:
    made = community["Aoi and Ben"]
    assert (await refused(wrote(community, "Aoi", made, body)))[0] == "INVALID"


async def test_where_the_network_has_switched_it_off_nothing_is_written_and_all_is_read(community: Community) -> None:
    made = community["Aoi and Ben"]
    await community.connection.execute("update networks set modules = array_remove(modules, 'MESSAGES')")
    with pytest.raises(ModuleOff):
        await wrote(community, "Aoi", made)
    with pytest.raises(ModuleOff):
        await conversations.start(community.viewer("Aoi"), member_ids=[community["Ben"]], body="hi")
    assert (await read(community, "Aoi", made))["messages"]["edges"]
