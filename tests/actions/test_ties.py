"""Requests of ties: asked, agreed to, declined without telling, withdrawn, and what two do at once."""

import asyncio
from typing import Any
from uuid import UUID

import pytest

from actions import ties
from actions.refusals import Conflict, ModuleOff, NotFound
from models.ids import uuid7
from tests.actions.acting import count, refused, sight
from tests.community import Community


async def request(community: Community, asker: str, asked: str, **more: Any) -> UUID:
    """The id of a new request."""
    outcome = await ties.request(community.viewer(asker), member_id=community[asked], **more)
    key: UUID = outcome.made["tie_request"]
    return key


async def tied(community: Community, one: str, other: str) -> int:
    """How many rows tie the two: none, or one for each."""
    return await count(community, "ties", one, other)


async def visible(community: Community, name: str, table: str = "tie_requests") -> set[UUID]:
    """The rows that a member sees now."""
    return (await sight(community, name)).sees[table]


async def age(community: Community, days: int) -> None:
    """Let so many days pass for requests and declines."""
    gone = f"- interval '{days} days'"
    await community.connection.execute(
        f"update tie_requests set asked_at = asked_at {gone}, expires_at = expires_at {gone}"
    )
    await community.connection.execute(f"update tie_declines set until = until {gone}")


async def test_a_request_that_is_agreed_to_is_a_tie_with_a_row_for_each(community: Community) -> None:
    key = await request(community, "Member 5", "Hana", note="Hello")
    assert key in await visible(community, "Hana")
    outcome = await ties.accept(community.viewer("Hana"), request_id=key)
    assert await tied(community, "Member 5", "Hana") == 2
    owner = await community.value("select member_id from ties where id = $1", outcome.made["tie"])
    assert owner == community["Hana"]
    assert await community.value("select count(*) from tie_requests where id = $1", key) == 0
    assert [kind for kind, _ in await community.told()][-3:] == ["tie_request.sent", "tie.made", "tie.made"]


async def test_a_request_lasts_sixty_days(community: Community) -> None:
    key = await request(community, "Member 5", "Hana")
    await age(community, 59)
    assert key in await visible(community, "Hana")
    await age(community, 1)
    assert key not in await visible(community, "Hana") | await visible(community, "Member 5")
    assert (await refused(ties.accept(community.viewer("Hana"), request_id=key)))[0] == "NOT_FOUND"
    assert await request(community, "Member 5", "Hana") != key


async def test_who_asks_for_what_they_have_is_refused(community: Community) -> None:
    aoi = community.viewer("Aoi")
    assert await refused(ties.request(aoi, member_id=community["Ben"])) == (
        *("CONFLICT", "You are tied already.", ("member_id",)),
    )
    assert (await refused(ties.request(aoi, member_id=aoi.id)))[0] == "INVALID"
    await request(community, "Aoi", "Member 5")
    assert (await refused(ties.request(aoi, member_id=community["Member 5"])))[0] == "CONFLICT"


@pytest.mark.parametrize("name", ["Eri", "Fumi", "Gen", "Member 1", "Outsider", "Pending"])
async def test_whom_one_does_not_see_one_cannot_ask(community: Community, name: str) -> None:
    absent = await refused(ties.request(community.viewer("Aoi"), member_id=uuid7()))
    before = await community.told()
    assert await refused(ties.request(community.viewer("Aoi"), member_id=community[name])) == absent
    assert absent[0] == "NOT_FOUND"
    assert await community.told() == before


async def test_who_is_seen_by_nobody_neither_asks_nor_agrees(community: Community) -> None:
    assert (await refused(ties.request(community.viewer("Eri"), member_id=community["Hana"])))[0] == "FORBIDDEN"
    key = await request(community, "Member 5", "Hana")
    await community.connection.execute("update members set listing = 'UNLISTED' where id = $1", community["Hana"])
    assert (await refused(ties.accept(community.viewer("Hana"), request_id=key)))[0] == "FORBIDDEN"
    assert await tied(community, "Member 5", "Hana") == 0


async def test_who_is_listed_for_ties_only_can_ask_and_is_named_to_whom_they_ask(community: Community) -> None:
    key = await request(community, "Dan", "Member 2")
    assert community["Dan"] not in await visible(community, "Member 2", "members")
    await ties.accept(community.viewer("Member 2"), request_id=key)
    assert community["Dan"] in await visible(community, "Member 2", "members")


async def test_requests_that_cross_become_a_tie(community: Community) -> None:
    await request(community, "Member 5", "Hana")
    outcome = await ties.request(community.viewer("Hana"), member_id=community["Member 5"])
    assert set(outcome.made) == {"tie"}
    assert await tied(community, "Member 5", "Hana") == 2


async def test_requests_that_cross_at_once_become_one_tie(community: Community) -> None:
    pairs = [("Member 5", "Hana"), ("Member 2", "Ben"), ("Ivan", "Recruiter")]
    await asyncio.gather(
        *(ties.request(community.viewer(a), member_id=community[b]) for pair in pairs for a, b in (pair, pair[::-1]))
    )
    assert [await tied(community, *pair) for pair in pairs] == [2, 2, 2]


async def test_two_who_agree_at_once_make_one_tie_and_both_are_shown_it(community: Community) -> None:
    key = await request(community, "Member 5", "Hana")
    outcomes = await asyncio.gather(*(ties.accept(community.viewer("Hana"), request_id=key) for _ in range(4)))
    assert len({outcome.made["tie"] for outcome in outcomes}) == 1
    assert await tied(community, "Member 5", "Hana") == 2
    assert [kind for kind, _ in await community.told()].count("tie.made") == 2


async def test_who_agrees_again_is_shown_the_same_tie_and_others_nothing(community: Community) -> None:
    key = await request(community, "Member 5", "Hana")
    made = [(await ties.accept(community.viewer("Hana"), request_id=key)).made for _ in range(2)]
    assert made[0] == made[1]
    for name in ("Member 5", "Ben"):
        assert (await refused(ties.accept(community.viewer(name), request_id=key)))[0] == "NOT_FOUND"
    await ties.remove(community.viewer("Hana"), member_id=community["Member 5"])
    assert (await refused(ties.accept(community.viewer("Hana"), request_id=key)))[0] == "NOT_FOUND"


async def test_of_agreeing_and_withdrawing_at_once_one_happens(community: Community) -> None:
    for _ in range(6):
        key = await request(community, "Member 5", "Hana")
        agreed, withdrawn = await asyncio.gather(
            ties.accept(community.viewer("Hana"), request_id=key),
            ties.withdraw(community.viewer("Member 5"), request_id=key),
            return_exceptions=True,
        )
        assert isinstance(agreed, NotFound) != isinstance(withdrawn, NotFound)
        assert await tied(community, "Member 5", "Hana") == (0 if isinstance(agreed, NotFound) else 2)
        await community.connection.execute("delete from ties where $1 in (member_id, other_id)", community["Member 5"])


async def test_only_who_is_asked_answers_and_only_who_asks_withdraws(community: Community) -> None:
    key = await request(community, "Member 5", "Hana")
    sender, receiver, third = (community.viewer(name) for name in ("Member 5", "Hana", "Ben"))
    assert (await refused(ties.accept(sender, request_id=key)))[0] == "FORBIDDEN"
    assert (await refused(ties.decline(sender, request_id=key)))[0] == "FORBIDDEN"
    assert (await refused(ties.withdraw(receiver, request_id=key)))[0] == "FORBIDDEN"
    for act in (ties.accept, ties.decline, ties.withdraw):
        assert (await refused(act(third, request_id=key)))[0] == "NOT_FOUND"
    assert key in await visible(community, "Hana")


async def test_a_decline_is_told_to_nobody(community: Community) -> None:
    key = await request(community, "Member 5", "Hana")
    outcome = await ties.decline(community.viewer("Hana"), request_id=key)
    assert outcome.made == {"member": community["Member 5"]}
    kind, subject = (await community.told())[-1]
    assert kind == "tie_request.declined"
    assert subject in await visible(community, "Hana", "tie_declines")
    assert subject not in await visible(community, "Member 5", "tie_declines")
    assert key not in await visible(community, "Hana")
    assert key in await visible(community, "Member 5")
    assert (await refused(ties.accept(community.viewer("Hana"), request_id=key)))[0] == "NOT_FOUND"


async def asker_goes_on(community: Community, asker: str, asked: str, key: UUID) -> list[object]:
    """What an asker can try and see after their request: all that could tell whether it was declined."""
    viewer, other = community.viewer(asker), community[asked]
    found: list[object] = [await refused(ties.request(viewer, member_id=other))]
    found.append((await ties.withdraw(viewer, request_id=key)).made == {"member": other})
    again = await request(community, asker, asked)
    found += [again == key, again in await visible(community, asker)]
    await age(community, 61)
    found.append(again in await visible(community, asker))
    later = await request(community, asker, asked)
    return [*found, later in (key, again), later in await visible(community, asker)]


async def test_to_the_asker_a_declined_request_is_like_one_that_nobody_answers(community: Community) -> None:
    declined = await request(community, "Member 5", "Hana")
    await ties.decline(community.viewer("Hana"), request_id=declined)
    hers = await asker_goes_on(community, "Member 5", "Hana", declined)
    unanswered = await request(community, "Member 5", "Ben")
    his = await asker_goes_on(community, "Member 5", "Ben", unanswered)
    assert hers == his


async def test_within_ninety_days_of_a_decline_the_same_asker_is_not_seen(community: Community) -> None:
    key = await request(community, "Member 5", "Hana")
    await ties.decline(community.viewer("Hana"), request_id=key)
    await age(community, 61)
    again = await request(community, "Member 5", "Hana")
    assert again not in await visible(community, "Hana")
    assert await request(community, "Member 2", "Hana") in await visible(community, "Hana")
    await age(community, 28)
    assert again not in await visible(community, "Hana")
    await age(community, 1)
    assert again in await visible(community, "Hana")


async def test_who_declined_may_still_ask_and_is_tied_at_once(community: Community) -> None:
    key = await request(community, "Member 5", "Hana")
    await ties.decline(community.viewer("Hana"), request_id=key)
    outcome = await ties.request(community.viewer("Hana"), member_id=community["Member 5"])
    assert set(outcome.made) == {"tie"}
    assert await visible(community, "Hana", "tie_declines") == set()


async def test_a_tie_ends_for_both(community: Community) -> None:
    await ties.remove(community.viewer("Aoi"), member_id=community["Ben"])
    assert await tied(community, "Aoi", "Ben") == 0
    again = await refused(ties.remove(community.viewer("Ben"), member_id=community["Aoi"]))
    assert again == await refused(ties.remove(community.viewer("Ben"), member_id=uuid7()))
    assert again[0] == "NOT_FOUND"


async def test_two_who_end_a_tie_at_once_end_it_once(community: Community) -> None:
    ends = (ties.remove(community.viewer(a), member_id=community[b]) for a, b in (("Aoi", "Ben"), ("Ben", "Aoi")))
    results = await asyncio.gather(*ends, return_exceptions=True)
    assert sorted(type(each).__name__ for each in results) == ["NotFound", "Outcome"]
    assert [kind for kind, _ in await community.told()].count("tie.removed") == 2


async def test_refusals_speak_japanese_too(community: Community) -> None:
    with pytest.raises(Conflict) as said:
        await ties.request(community.viewer("Aoi"), member_id=community["Ben"])
    assert said.value.words.ja == "すでにつながっています。"


async def test_a_network_can_switch_ties_off(community: Community) -> None:
    await community.connection.execute("update networks set modules = '{}'")
    with pytest.raises(ModuleOff):
        await ties.request(community.viewer("Aoi"), member_id=community["Hana"])
