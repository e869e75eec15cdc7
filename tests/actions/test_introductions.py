"""Introductions: two agree, each by themselves, or nothing happens and nobody learns why."""

import asyncio
from uuid import UUID

import pytest

from actions import introductions, ties
from models.ids import uuid7
from tests.actions.acting import count, kinds, refused, sight, visible
from tests.community import Community

THREE = ("Ben", "Aoi", "Ivan")  # Ben is tied to both


@pytest.fixture
async def key(community: Community) -> UUID:
    """The id of an introduction by Ben."""
    await community.connection.execute("delete from introductions")
    return await propose(community, *THREE)


async def propose(community: Community, introducer: str, one: str, other: str) -> UUID:
    """The id of a new introduction."""
    outcome = await introductions.propose(
        community.viewer(introducer), first_id=community[one], second_id=community[other], note="You should meet"
    )
    key: UUID = outcome.made["introduction"]
    return key


async def answer(community: Community, name: str, key: UUID, *, accept: bool) -> None:
    """One of the two says something."""
    await introductions.answer(community.viewer(name), introduction_id=key, accept=accept)


async def told(community: Community, name: str) -> list[dict[str, object]]:
    """All that a member sees of introductions and answers; what was answered is in no column that others see."""
    seen = await sight(community, name)
    return [*seen.rows("introductions"), *seen.rows("introduction_answers")]


async def test_where_both_agree_they_are_tied_and_all_three_are_told(community: Community, key: UUID) -> None:
    await answer(community, "Ivan", key, accept=True)
    assert await count(community, "ties", "Aoi", "Ivan") == 0
    await answer(community, "Aoi", key, accept=True)
    assert await count(community, "ties", "Aoi", "Ivan") == 2
    assert await community.value("select agreed_at from introductions where id = $1", key)
    assert (await kinds(community))[-4:] == ["introduction.answered", "tie.made", "tie.made", "introduction.agreed"]


@pytest.mark.parametrize("accept", [True, False])
async def test_what_one_answers_changes_nothing_for_the_other_two(
    community: Community, key: UUID, accept: bool
) -> None:
    before = [await told(community, name) for name in ("Ben", "Ivan")]
    await answer(community, "Aoi", key, accept=accept)
    assert [await told(community, name) for name in ("Ben", "Ivan")] == before
    kind, subject = (await community.told())[-1]
    assert kind == "introduction.answered"
    assert [subject in await visible(community, name, "introduction_answers") for name in THREE] == [False, True, False]


async def test_who_declined_may_think_better_of_it_and_who_agreed_as_well(community: Community, key: UUID) -> None:
    await answer(community, "Aoi", key, accept=False)
    await answer(community, "Ivan", key, accept=True)
    await answer(community, "Ivan", key, accept=False)
    await answer(community, "Aoi", key, accept=True)
    assert await count(community, "ties", "Aoi", "Ivan") == 0
    await answer(community, "Ivan", key, accept=True)
    assert await count(community, "ties", "Aoi", "Ivan") == 2
    late = await refused(introductions.answer(community.viewer("Ivan"), introduction_id=key, accept=False))
    assert late[0] == "CONFLICT"


async def test_two_who_agree_at_once_are_tied_once(community: Community, key: UUID) -> None:
    await asyncio.gather(*(answer(community, name, key, accept=True) for name in ("Aoi", "Ivan")))
    assert await count(community, "ties", "Aoi", "Ivan") == 2
    assert (await kinds(community)).count("introduction.agreed") == 1


async def test_two_who_found_each_other_meanwhile_can_still_agree(community: Community, key: UUID) -> None:
    await answer(community, "Aoi", key, accept=True)
    await ties.request(community.viewer("Aoi"), member_id=community["Ivan"])
    await ties.request(community.viewer("Ivan"), member_id=community["Aoi"])
    await answer(community, "Ivan", key, accept=True)
    assert await count(community, "ties", "Aoi", "Ivan") == 2


async def test_only_the_two_answer_and_others_do_not_see_it(community: Community, key: UUID) -> None:
    own = await refused(introductions.answer(community.viewer("Ben"), introduction_id=key, accept=True))
    other = await refused(introductions.answer(community.viewer("Chie"), introduction_id=key, accept=True))
    nothing = await refused(introductions.answer(community.viewer("Chie"), introduction_id=uuid7(), accept=True))
    assert (own[0], other) == ("FORBIDDEN", nothing)
    assert nothing[0] == "NOT_FOUND"


async def test_an_introduction_lasts_sixty_days_and_can_then_be_made_again(community: Community, key: UUID) -> None:
    await answer(community, "Aoi", key, accept=False)
    again = introductions.propose(community.viewer("Ben"), first_id=community["Ivan"], second_id=community["Aoi"])
    assert (await refused(again))[0] == "CONFLICT"
    days = "interval '61 days'"
    await community.connection.execute(
        f"update introductions set proposed_at = proposed_at - {days}, expires_at = expires_at - {days}"
    )
    assert [await visible(community, name, "introductions") for name in THREE] == [set(), set(), set()]
    assert await propose(community, "Ben", "Ivan", "Aoi") != key


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("Aoi", "Aoi", "INVALID"),
        ("Ben", "Aoi", "INVALID"),
        ("Aoi", "Hana", "FORBIDDEN"),
        ("Aoi", "Chie", "CONFLICT"),
        ("Aoi", "Fumi", "NOT_FOUND"),
        ("Eri", "Aoi", "NOT_FOUND"),
        ("Outsider", "Aoi", "NOT_FOUND"),
    ],
)
async def test_one_introduces_two_others_whom_one_is_tied_to(
    community: Community, one: str, other: str, expected: str
) -> None:
    proposing = introductions.propose(community.viewer("Ben"), first_id=community[one], second_id=community[other])
    assert (await refused(proposing))[0] == expected


async def test_whether_two_have_blocked_each_other_an_introducer_cannot_tell(community: Community) -> None:
    await community.connection.execute("delete from introductions")
    await community.pair("ties", "HR", "Hana")
    await community.pair("ties", "HR", "Ivan")
    key = await propose(community, "HR", "Hana", "Ivan")
    assert key in await visible(community, "HR", "introductions")
    assert key not in await visible(community, "Hana", "introductions") | await visible(
        community, "Ivan", "introductions"
    )
