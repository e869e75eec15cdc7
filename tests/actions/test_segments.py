"""Segments are kept with what they are for, and ask nothing of whom their author knows."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

import pytest

from actions import segments
from actions.action import action
from actions.change import Change, Made
from actions.refusals import Invalid
from tests.community import Community


@action()
async def mean(change: Change, *, asked: Mapping[str, Any] | None) -> Made:
    """Keep a segment, as what has one does."""
    kept = await segments.keep(change, asked, path="segment")
    change.tell("account.changed", ("Member", change.me.id))
    return {"segment": kept, "members": await segments.members(change, kept) if kept else []}


async def meant(community: Community, asked: Mapping[str, Any] | None) -> tuple[UUID | None, set[UUID]]:
    made = (await mean(community.viewer("HR"), asked=asked)).made
    return made["segment"], set(made["members"])


async def test_a_segment_is_kept_for_its_author(community: Community) -> None:
    key, members = await meant(community, {"kinds": ["GUEST"]})
    assert await community.value("select author_id from segments where id = $1", key) == community["HR"]
    assert members == {community["Ivan"]}


async def test_what_asks_nothing_is_no_segment(community: Community) -> None:
    assert await meant(community, None) == (None, set())
    assert await meant(community, {}) == (None, set())


@pytest.mark.parametrize(
    "name", ["tiedToViewer", "withinTies", "friendsOfFriends", "colleaguesOfFriends", "commentedOn"]
)
async def test_a_segment_asks_nothing_of_whom_somebody_knows(community: Community, name: str) -> None:
    before = await community.value("select count(*) from segments")
    with pytest.raises(Invalid) as refused:
        await mean(community.viewer("HR"), asked={"cohort": 2010, name: True})
    assert refused.value.path == ("segment", name)
    assert await community.value("select count(*) from segments") == before


async def test_a_segment_that_is_too_long_is_refused(community: Community) -> None:
    with pytest.raises(Invalid) as refused:
        await mean(community.viewer("HR"), asked={"search": "x" * 8_000})
    assert refused.value.path == ("segment",)
