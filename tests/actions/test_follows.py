"""Follows, mutes and dismissals: a member's own, and nobody else's business."""

import asyncio
from datetime import UTC, datetime
from typing import Any

import pytest

from actions import follows, suggestions
from models.ids import uuid7
from tests.actions.acting import count, kinds, refused, sight, visible
from tests.community import Community

PAIRS = [
    (follows.follow, follows.unfollow, "follow", "follows", "member.followed", "member.unfollowed"),
    (follows.mute, follows.unmute, "mute", "mutes", "member.muted", "member.unmuted"),
    (
        suggestions.dismiss,
        suggestions.restore,
        "dismissal",
        "dismissals",
        "suggestion.dismissed",
        "suggestion.restored",
    ),
]


@pytest.mark.parametrize(("begin", "end", "made", "table", "begun", "ended"), PAIRS)
async def test_what_begins_is_seen_by_oneself_alone_and_ends(
    community: Community, begin: Any, end: Any, made: str, table: str, begun: str, ended: str
) -> None:
    recruiter = community.viewer("Recruiter")
    key = (await begin(recruiter, member_id=community["Hana"])).made[made]
    assert key in await visible(community, "Recruiter", table)
    assert key not in await visible(community, "Hana", table)
    assert (await end(recruiter, member_id=community["Hana"])).made == {"member": community["Hana"]}
    assert await count(community, table, "Recruiter", "Hana") == 0
    assert [each for each in await community.told() if each[1] == key] == [(begun, key), (ended, key)]


@pytest.mark.parametrize(("begin", "end", "made", "table", "begun", "ended"), PAIRS)
async def test_many_at_once_begin_it_once(
    community: Community, begin: Any, end: Any, made: str, table: str, begun: str, ended: str
) -> None:
    recruiter = community.viewer("Recruiter")
    outcomes = await asyncio.gather(*(begin(recruiter, member_id=community["Hana"]) for _ in range(5)))
    assert await count(community, table, "Recruiter", "Hana") == 1
    if table != "dismissals":  # where the last word counts
        assert len({outcome.made[made] for outcome in outcomes}) == 1
        assert (await kinds(community)).count(begun) == 1


@pytest.mark.parametrize(("begin", "end", "made", "table", "begun", "ended"), PAIRS)
async def test_whom_one_does_not_see_is_like_nobody(
    community: Community, begin: Any, end: Any, made: str, table: str, begun: str, ended: str
) -> None:
    aoi = community.viewer("Aoi")
    for act in (begin, end):
        absent = await refused(act(aoi, member_id=uuid7()))
        assert absent[0] == "NOT_FOUND"
        for name in ("Eri", "Member 1", "Fumi", "Outsider"):
            assert await refused(act(aoi, member_id=community[name])) == absent
        assert (await refused(act(aoi, member_id=aoi.id)))[0] == "INVALID"
    assert (await refused(end(aoi, member_id=community["Member 2"])))[0] == "NOT_FOUND"


async def test_whom_one_has_muted_is_gone_from_the_feed_and_nowhere_else(community: Community) -> None:
    before = await sight(community, "Aoi")
    theirs = before.said("posts", author_id=community["Ben"])
    assert theirs & before.feed("TIES")
    await follows.mute(community.viewer("Aoi"), member_id=community["Ben"])
    after = await sight(community, "Aoi")
    assert not theirs & after.feed("ALL")
    assert after.said("posts", author_id=community["Ben"]) == theirs


async def test_a_dismissal_ends_when_it_was_said_to(community: Community) -> None:
    recruiter = community.viewer("Recruiter")
    past = datetime(2020, 1, 1, tzinfo=UTC)
    refusal = await refused(suggestions.dismiss(recruiter, member_id=community["Hana"], until=past))
    assert (refusal[0], refusal[2]) == ("INVALID", ("until",))
    far = datetime(2100, 1, 1, tzinfo=UTC)
    await suggestions.dismiss(recruiter, member_id=community["Hana"])
    key = (await suggestions.dismiss(recruiter, member_id=community["Hana"], until=far)).made["dismissal"]
    assert await community.value("select until from dismissals where id = $1", key) == far
