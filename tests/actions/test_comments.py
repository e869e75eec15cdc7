"""Comments and reactions: by whom, under what, how deep, and once."""

import asyncio
from typing import Any
from uuid import UUID

import pytest

from actions import comments, posts, reactions
from actions.refusals import Conflict, Forbidden, Invalid, NotFound, Refusal
from models.ids import uuid7
from models.posts import DEEPEST
from tests.community import Community


async def published(community: Community, author: str, **given: Any) -> UUID:
    made: UUID = (await posts.publish(community.viewer(author), body="Hello", **given)).made["post"]
    return made


async def said(community: Community, author: str, post: UUID, parent: UUID | None = None, **given: Any) -> UUID:
    given = {"body": "Yes", **given}
    outcome = await comments.add(community.viewer(author), post_id=post, parent_id=parent, **given)
    made: UUID = outcome.made["comment"]
    return made


async def refused(kind: type[Refusal], action: Any, community: Community, name: str, **given: Any) -> Refusal:
    with pytest.raises(kind) as told:
        await action(community.viewer(name), **given)
    return told.value


async def count(community: Community, table: str, **equal: Any) -> Any:
    where = " and ".join(f"{column} = ${n}" for n, column in enumerate(equal, 1))
    return await community.value(f"select count(*) from {table} where {where}", *equal.values())


async def test_a_thread_goes_as_deep_as_it_may_and_no_deeper(community: Community) -> None:
    post = await published(community, "Aoi")
    parent = None
    for depth in range(DEEPEST + 1):
        parent = await said(community, "Ben" if depth % 2 else "Aoi", post, parent)
        assert await community.value("select depth from comments where id = $1", parent) == depth
    told = await refused(Invalid, comments.add, community, "Aoi", post_id=post, parent_id=parent, body="x")
    assert told.path == ("parent_id",)
    importing = community.viewer("Aoi")._replace(importing=True)
    await comments.add(importing, post_id=post, parent_id=parent, body="x")


async def test_a_comment_answers_one_of_the_same_post_that_is_seen_and_says_something(community: Community) -> None:
    one, other = await published(community, "Aoi"), await published(community, "Aoi")
    under_other = await said(community, "Ben", other)
    by_blocked = await said(community, "Ivan", one)  # Hana and Ivan have blocked each other
    gone = await said(community, "Ben", one)
    await comments.delete(community.viewer("Ben"), comment_id=gone)
    for name, parent, kind in (
        ("Aoi", under_other, NotFound),
        ("Aoi", uuid7(), NotFound),
        ("Hana", by_blocked, NotFound),
        ("Aoi", gone, Conflict),
    ):
        told = await refused(kind, comments.add, community, name, post_id=one, parent_id=parent, body="x")
        assert told.path == ("parent_id",)


async def test_who_reads_comments_and_in_groups_who_belongs(community: Community) -> None:
    in_open = await published(community, "Aoi", group_id=community["open"])
    in_secret = await published(community, "Hana", group_id=community["secret"])
    await said(community, "Hana", in_open)
    for name, post, kind in (
        ("Chie", in_open, Forbidden),
        ("Member 5", in_open, Forbidden),
        ("Member 1", in_open, NotFound),
        ("Aoi", in_secret, NotFound),
        ("Outsider", in_open, NotFound),
    ):
        told = await refused(kind, comments.add, community, name, post_id=post, body="x")
        assert told.path == ("post_id",), name
    archived = await community.value("select id from posts where group_id = $1 limit 1", community["invite"])
    await refused(Conflict, comments.add, community, "Ben", post_id=archived, body="x")


async def test_the_same_id_again_is_the_same_comment_and_anothers_is_refused(community: Community) -> None:
    post, key = await published(community, "Aoi"), uuid7()
    made = await asyncio.gather(*(said(community, "Ben", post, id=key) for _ in range(4)))
    assert set(made) == {key}
    assert await count(community, "comments", post_id=post) == 1
    await refused(Conflict, comments.add, community, "Aoi", post_id=post, body="x", id=key)


async def test_a_comment_is_edited_by_its_author_from_the_version_that_stands_there(community: Community) -> None:
    made = await said(community, "Ben", await published(community, "Aoi"))
    await refused(Forbidden, comments.edit, community, "Aoi", comment_id=made, body="x")
    await comments.edit(community.viewer("Ben"), comment_id=made, body="*No*", if_version=1)
    told: Any = await refused(Conflict, comments.edit, community, "Ben", comment_id=made, body="x", if_version=1)
    assert told.current_version == 2
    row = await community.connection.fetchrow("select * from comments where id = $1", made)
    assert row is not None
    assert (row["body"], row["body_html"], row["version"]) == ("*No*", "<p><em>No</em></p>", 2)
    assert row["edited_at"] is not None
    assert (await community.told())[-1] == ("comment.edited", made)


async def test_a_deleted_comment_keeps_its_place_and_what_stands_under_it(community: Community) -> None:
    post = await published(community, "Aoi")
    made = await said(community, "Ben", post, topic_ids=[community["att1"]])
    under = await said(community, "Aoi", post, made)
    await reactions.add(community.viewer("Aoi"), subject_id=("com", made), emoji="👍")
    await refused(Forbidden, comments.delete, community, "Aoi", comment_id=made)  # the post's author is not its own
    await comments.delete(community.viewer("Ben"), comment_id=made)
    row = await community.connection.fetchrow("select * from comments where id = $1", made)
    assert row is not None
    assert (row["body"], row["deleted_at"] is not None, row["author_id"]) == (None, True, community["Ben"])
    assert await count(community, "comments", id=under, parent_id=made) == 1
    assert await count(community, "reactions", comment_id=made) == 0
    assert await count(community, "topics", comment_id=made) == 0
    await refused(Conflict, comments.edit, community, "Ben", comment_id=made, body="x")
    await refused(Conflict, reactions.add, community, "Aoi", subject_id=("com", made), emoji="👍")


async def test_who_leads_the_group_deletes_comments_and_it_is_audited(community: Community) -> None:
    post = await published(community, "Ben", group_id=community["open"])
    made = await said(community, "Hana", post)
    await refused(Forbidden, comments.delete, community, "Ben", comment_id=made)
    await comments.delete(community.viewer("Aoi"), comment_id=made, reason="rude")
    assert await count(community, "audit_entries", what="comment.deleted", subject_id=made, ground="rude") == 1


async def test_nobody_comments_after_a_post_is_locked_or_deleted(community: Community) -> None:
    """All at once: what is said stands before it, or is refused."""
    for end, leader in ((posts.lock, "HR"), (posts.delete, "Aoi")):
        post = await published(community, "Aoi")
        add = [comments.add(community.viewer(name), post_id=post, body="late") for name in ("Ben", "Chie", "Hana")]
        ended, *told = await asyncio.gather(end(community.viewer(leader), post_id=post), *add, return_exceptions=True)
        assert not isinstance(ended, BaseException), ended
        for each in told:
            assert isinstance(each, Conflict) or each.position < ended.position  # type: ignore[union-attr]


async def test_many_comment_at_once_and_all_are_there(community: Community) -> None:
    post = await published(community, "Aoi")
    names = ("Aoi", "Ben", "Chie", "Hana", "Ivan", "HR", "Recruiter", "Member 0")
    await asyncio.gather(*(said(community, name, post) for name in names for _ in range(4)))
    assert await count(community, "comments", post_id=post) == 32
    positions = await community.connection.fetch(
        "select position from outbox_events where network_id = $1 order by 1", community["here"]
    )
    assert [each[0] for each in positions] == list(range(1, len(positions) + 1))


async def test_a_member_reacts_once_with_each_emoji_also_when_two_do_it_at_once(community: Community) -> None:
    post = await published(community, "Aoi")
    subject = ("post", post)
    many = (reactions.add(community.viewer("Ben"), subject_id=subject, emoji="👍") for _ in range(6))
    made = {outcome.made["reaction"] for outcome in await asyncio.gather(*many)}
    assert len(made) == 1
    assert await count(community, "reactions", post_id=post) == 1
    assert [kind for kind, key in await community.told() if key == post] == ["post.published", "reaction.added"]
    await reactions.add(community.viewer("Ben"), subject_id=subject, emoji="🎉")
    await reactions.add(community.viewer("Aoi"), subject_id=subject, emoji="👍")
    assert await count(community, "reactions", post_id=post) == 3


async def test_a_reaction_is_taken_back_once(community: Community) -> None:
    post = await published(community, "Aoi")
    made = await said(community, "Ben", post)
    await reactions.add(community.viewer("Ben"), subject_id=("com", made), emoji="👍")
    for _ in range(2):
        await reactions.remove(community.viewer("Ben"), subject_id=("com", made), emoji="👍")
    assert await count(community, "reactions", comment_id=made) == 0
    assert [kind for kind, _ in await community.told() if kind.startswith("reaction")] == [
        "reaction.added",
        "reaction.removed",
    ]


async def test_only_what_the_network_offers_is_a_reaction_and_only_to_what_is_seen(community: Community) -> None:
    in_feed = ("post", await published(community, "Aoi"))
    in_secret = ("post", await published(community, "Hana", group_id=community["secret"]))
    assert (await refused(Invalid, reactions.add, community, "Ben", subject_id=in_feed, emoji="💩")).path == ("emoji",)
    for name, subject in (
        ("Ben", in_secret),
        ("Member 1", in_feed),
        ("Outsider", in_feed),
        ("Ben", ("com", in_feed[1])),
        ("Ben", ("grp", community["open"])),
    ):
        told = await refused(NotFound, reactions.add, community, name, subject_id=subject, emoji="👍")
        assert told.path == ("subject_id",)


async def test_who_reads_an_open_group_reacts_there_and_nobody_in_an_archived_one(community: Community) -> None:
    post = ("post", await published(community, "Aoi", group_id=community["open"]))
    await reactions.add(community.viewer("Chie"), subject_id=post, emoji="👍")
    await community.connection.execute("update groups set archived_at = now() where id = $1", community["open"])
    await refused(Conflict, reactions.add, community, "Hana", subject_id=post, emoji="👍")
    await refused(Conflict, reactions.remove, community, "Chie", subject_id=post, emoji="👍")
