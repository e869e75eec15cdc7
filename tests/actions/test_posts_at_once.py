"""Whatever many do at once with a few posts: nobody meets an error but a refusal, and all of it still goes together."""

import asyncio
from collections.abc import Callable
from random import Random
from typing import Any
from uuid import UUID

import pytest

from actions import comments, polls, posts, reactions
from actions.action import Outcome
from actions.refusals import Refusal
from tests.community import Community

NAMES = ("Aoi", "Ben", "Chie", "Hana", "Ivan", "HR", "Member 0", "Recruiter")
AT_ONCE, ROUNDS = 32, 3
# What must not be there, whatever was done.
NEVER = {
    "a reaction to what is deleted": (
        "select r.id from reactions r left join posts p on p.id = r.post_id left join comments c on c.id = r.comment_id"
        " where p.deleted_at is not null or c.deleted_at is not null"
    ),
    "words of what is deleted": (
        "select e.id from post_edits e join posts p on p.id = e.post_id where p.deleted_at is not null"
    ),
    "a fourth pin": (
        "select 1 from posts where pin is not null group by coalesce(group_id, network_id) having count(*) > 3"
    ),
    "two votes where one may be given": (
        "select 1 from poll_votes v join polls p on p.id = v.poll_id where not p.multiple"
        " group by v.poll_id, v.member_id having count(*) > 1"
    ),
    "an edit without its history": (
        "select p.id from posts p where p.deleted_at is null and p.version > 1 and p.body like 'edit%'"
        " and (select count(*) from post_edits e where e.post_id = p.id) <> p.version - 1"
    ),
    "a gap in the outbox": (
        "select 1 from outbox_events group by network_id having max(position) <> count(*) or min(position) <> 1"
    ),
}


class Crowd:
    """Members who do something at random with three posts and what stands under them."""

    def __init__(self, community: Community, chance: Random) -> None:
        self.community = community
        self.chance = chance
        self.posts: list[UUID] = []
        self.comments: list[UUID] = []
        self.polls: list[tuple[UUID, list[UUID]]] = []

    async def begin(self) -> None:
        """Three posts of Aoi, each with a poll and a comment."""
        for _ in range(3):
            poll: Any = {"question": "?", "options": ["a", "b", "c"]}
            made = (await posts.publish(self.community.viewer("Aoi"), body="first", poll=poll)).made["post"]
            self.posts.append(made)
            added = await comments.add(self.community.viewer("Ben"), post_id=made, body="x")
            self.comments.append(added.made["comment"])
            asked: Any = await self.community.value("select id from polls where post_id = $1", made)
            rows = await self.community.connection.fetch("select id from poll_options where poll_id = $1", asked)
            self.polls.append((asked, [row[0] for row in rows]))

    def something(self) -> Any:
        """An action of somebody."""
        who = self.community.viewer(self.chance.choice(NAMES))
        post, comment = self.chance.choice(self.posts), self.chance.choice(self.comments)
        poll, options = self.chance.choice(self.polls)
        subject = self.chance.choice([("post", post), ("com", comment)])
        body = f"edit @[Ben](mem_{self.community['Ben']}) {self.chance.random()}"
        aoi, manager = self.community.viewer("Aoi"), self.community.viewer("HR")
        acts: list[tuple[int, Callable[[], Any]]] = [
            (8, lambda: comments.add(who, post_id=post, body=body, parent_id=self.chance.choice([None, comment]))),
            (8, lambda: reactions.add(who, subject_id=subject, emoji=self.chance.choice("👍🎉"))),
            (4, lambda: reactions.remove(who, subject_id=subject, emoji="👍")),
            (6, lambda: polls.vote(who, poll_id=poll, option_ids=[self.chance.choice(options)])),
            (4, lambda: posts.edit(aoi, post_id=post, body=body)),
            (2, lambda: comments.edit(self.community.viewer("Ben"), comment_id=comment, body=body)),
            (2, lambda: posts.pin(manager, post_id=post)),
            (2, lambda: posts.unpin(manager, post_id=post)),
            (1, lambda: posts.lock(manager, post_id=post)),
            (2, lambda: posts.unlock(manager, post_id=post)),
            (1, lambda: comments.delete(self.community.viewer("Ben"), comment_id=comment)),
            (1, lambda: posts.delete(aoi, post_id=self.posts[0])),
        ]
        weights = [weight for weight, _ in acts]
        return self.chance.choices([act for _, act in acts], weights)[0]()


@pytest.mark.parametrize("seed", [1, 2])
async def test_what_many_do_at_once_is_done_or_refused_and_leaves_nothing_that_does_not_go_together(
    community: Community, seed: int
) -> None:
    crowd = Crowd(community, Random(seed))
    await crowd.begin()
    done = 0
    for _ in range(ROUNDS):
        results = await asyncio.gather(*(crowd.something() for _ in range(AT_ONCE)), return_exceptions=True)
        assert [each for each in results if not isinstance(each, Outcome | Refusal)] == []
        done += sum(isinstance(each, Outcome) for each in results)
    assert done > AT_ONCE
    for what, sql in NEVER.items():
        assert await community.connection.fetch(sql) == [], what
