"""Posts: told to whom it is meant for, edited with a history, deleted as a whole, pinned and locked by who leads."""

import asyncio
from typing import Any
from uuid import UUID

import pytest

from actions import comments, groups, posts, reactions
from actions.polls import vote
from actions.refusals import Conflict, Forbidden, Invalid, ModuleOff, NotFound, Refusal
from graph.compile.engine import Engine
from models.audiences import Audience
from models.ids import uuid7
from models.posts import MOST_PINS, Post
from tests.community import Community

A = Audience


async def published(community: Community, author: str, body: str = "Hello", **given: Any) -> UUID:
    made: UUID = (await posts.publish(community.viewer(author), body=body, **given)).made["post"]
    return made


async def reads(community: Community, name: str, post: UUID) -> bool:
    """Does a member see a post?"""
    try:
        await posts.edit(community.viewer(name), post_id=post)
    except NotFound:
        return False
    except Forbidden:
        return True
    return True


async def row(community: Community, post: UUID) -> Any:
    return await community.connection.fetchrow("select * from posts where id = $1", post)


async def refused(kind: type[Refusal], action: Any, community: Community, name: str, **given: Any) -> Refusal:
    with pytest.raises(kind) as said:
        await action(community.viewer(name), **given)
    return said.value


async def test_a_post_is_written_as_it_is_and_told(community: Community) -> None:
    made = await published(community, "Aoi", " Hello **all**\n")
    found = await row(community, made)
    assert (found["body"], found["body_html"]) == (" Hello **all**\n", "<p>Hello <strong>all</strong></p>")
    assert (found["author_id"], found["group_id"], found["version"]) == (community["Aoi"], None, 1)
    assert (await community.told())[-1] == ("post.published", made)


async def test_an_audience_is_who_reads_a_post_and_what_hangs_on_it(community: Community) -> None:
    """Chie is an employee and tied to Aoi, Hana an alumna, Ivan a guest, Ben an alumnus and tied to Aoi."""
    readers = ("Aoi", "Ben", "Chie", "Hana", "Ivan")
    for audience, expected in (
        ([A.NETWORK], {"Aoi", "Ben", "Chie", "Hana", "Ivan"}),
        ([A.ALUMNI], {"Aoi", "Ben", "Hana"}),
        ([A.EMPLOYEES], {"Aoi", "Chie"}),
        ([A.TIES], {"Aoi", "Ben", "Chie"}),
        ([A.EMPLOYEES, A.TIES], {"Aoi", "Ben", "Chie"}),
    ):
        made = await published(community, "Aoi", audience=audience)
        found = {name for name in readers if await reads(community, name, made)}
        assert found == expected, audience


@pytest.mark.parametrize("audience", [[], [A.SELF], [A.HR], [A.GROUPS], [A.LISTS], [A.NETWORK, A.HR]])
async def test_other_audiences_are_refused(community: Community, audience: list[Audience]) -> None:
    said = await refused(Invalid, posts.publish, community, "Aoi", body="x", audience=audience)
    assert said.path == ("audience",)


async def test_in_a_group_all_read_who_read_the_group(community: Community) -> None:
    given = {"body": "x", "group_id": community["open"], "audience": [A.ALUMNI]}
    assert (await refused(Invalid, posts.publish, community, "Aoi", **given)).path == ("audience",)
    await published(community, "Aoi", group_id=community["open"], audience=[A.NETWORK])


async def test_in_a_group_write_those_who_belong_to_it(community: Community) -> None:
    for group, name, kind in (
        ("open", "Chie", Forbidden),  # reads it, and does not belong to it
        ("open", "Member 5", Forbidden),  # is banned from it
        ("request", "Ben", Forbidden),
        ("secret", "Aoi", NotFound),
        ("secret", "Member 3", Forbidden),  # is invited: sees it, and nothing more
        ("no hr", "HR", Forbidden),  # belongs to it, and may not read it
        ("invite", "Ben", Conflict),  # is archived
        ("open there", "Aoi", NotFound),
    ):
        said = await refused(kind, posts.publish, community, name, body="x", group_id=community[group])
        assert said.path == ("group_id",), (group, name)
    made = await published(community, "Hana", group_id=community["secret"])
    assert await reads(community, "HR", made)
    assert not await reads(community, "Member 3", made)


@pytest.mark.parametrize("body", ["", " \n\t", "x" * 40_001, "nul \x00"])
async def test_a_body_says_something_of_a_certain_length(community: Community, body: str) -> None:
    assert (await refused(Invalid, posts.publish, community, "Aoi", body=body)).path == ("body",)


async def test_the_same_id_again_is_the_same_post(community: Community) -> None:
    key = uuid7()
    many = await asyncio.gather(*(posts.publish(community.viewer("Aoi"), body="once", id=key) for _ in range(4)))
    assert {outcome.made["post"] for outcome in many} == {key}
    assert await community.value("select count(*) from posts where body = 'once'") == 1
    assert [kind for kind, subject in await community.told() if subject == key] == ["post.published"]


async def test_an_id_that_is_anothers_tells_nothing_of_whose_it_is(community: Community) -> None:
    hidden = await published(community, "Hana", group_id=community["secret"])
    seen, there = await published(community, "Ben"), await published(community, "Outsider")
    said = [await refused(Conflict, posts.publish, community, "Aoi", body="x", id=key) for key in (hidden, seen, there)]
    assert len({(each.code, each.message, each.path) for each in said}) == 1


async def test_an_id_is_a_uuidv7(community: Community) -> None:
    key = UUID("6fa459ea-ee8a-4ca4-894e-db77e160355e")
    assert (await refused(Invalid, posts.publish, community, "Aoi", body="x", id=key)).path == ("id",)


async def test_ids_and_times_of_elsewhere_are_set_by_imports_alone(community: Community) -> None:
    at = await community.connection.fetchval("select now() - interval '3 years'")
    given: Any = {"body": "old", "imported": {"external_id": "e-1", "at": at}}
    await refused(Forbidden, posts.publish, community, "Aoi", **given)
    importing = community.viewer("Aoi")._replace(importing=True)
    made = (await posts.publish(importing, **given)).made["post"]
    found = await row(community, made)
    assert (found["external_id"], found["created_at"]) == ("e-1", at)
    assert (await posts.publish(importing, **given)).made["post"] == made
    with pytest.raises(Invalid):
        await posts.publish(importing, body="x", imported={"at": at.replace(year=at.year + 9)})


async def test_an_edit_keeps_what_was_said_before(community: Community) -> None:
    made = await published(community, "Aoi", "one")
    for body in ("two", "**three**"):
        await posts.edit(community.viewer("Aoi"), post_id=made, body=body)
    rows = await community.connection.fetch("select version, body from post_edits where post_id = $1 order by 1", made)
    assert [tuple(each) for each in rows] == [(1, "one"), (2, "two")]
    found = await row(community, made)
    assert (found["body"], found["version"]) == ("**three**", 3)
    assert found["edited_at"] > found["created_at"]
    assert [kind for kind, key in await community.told() if key == made] == ["post.published", *["post.edited"] * 2]


async def test_an_edit_that_says_the_same_is_none(community: Community) -> None:
    made = await published(community, "Aoi", "one")
    await posts.edit(community.viewer("Aoi"), post_id=made, body="one")
    assert (await row(community, made))["version"] == 1


async def test_only_its_author_edits_a_post_and_from_the_version_that_stands_there(community: Community) -> None:
    made = await published(community, "Aoi", "one")
    await refused(Forbidden, posts.edit, community, "Ben", post_id=made, body="two")
    await refused(NotFound, posts.edit, community, "Outsider", post_id=made, body="two")
    await refused(NotFound, posts.edit, community, "Member 1", post_id=made, body="two")  # blocked
    both = (posts.edit(community.viewer("Aoi"), post_id=made, body=f"{n}", if_version=1) for n in range(3))
    results = await asyncio.gather(*both, return_exceptions=True)
    assert sorted(type(each).__name__ for each in results) == ["Conflict", "Conflict", "Outcome"]
    assert (await row(community, made))["version"] == 2


async def test_who_left_the_group_does_not_edit_there_any_more(community: Community) -> None:
    made = await published(community, "Ben", group_id=community["open"])
    await community.connection.execute(
        "delete from group_memberships where group_id = $1 and member_id = $2", community["open"], community["Ben"]
    )
    await refused(Forbidden, posts.edit, community, "Ben", post_id=made, body="x")
    await posts.delete(community.viewer("Ben"), post_id=made)


async def full_post(community: Community) -> UUID:
    """A post with everything that can hang on one."""
    named = f"@[Ben](mem_{community['Ben']})"
    poll: Any = {"question": "?", "options": ["a", "b"]}
    made = await published(community, "Aoi", named, topic_ids=[community["att1"]], poll=poll)
    await posts.edit(community.viewer("Aoi"), post_id=made, body=f"secret {named}")
    await comments.add(community.viewer("Ben"), post_id=made, body="Here")
    await reactions.add(community.viewer("Chie"), subject_id=("post", made), emoji="👍")
    asked = await community.value("select id from polls where post_id = $1", made)
    option = await community.value("select id from poll_options where poll_id = $1", asked)
    await vote(community.viewer("Ben"), poll_id=UUID(str(asked)), option_ids=[UUID(str(option))])
    return made


async def test_of_a_deleted_post_nothing_stays_but_its_place_and_the_comments(community: Community) -> None:
    made = await full_post(community)
    await posts.delete(community.viewer("Aoi"), post_id=made)
    found = await row(community, made)
    assert (found["body"], found["body_html"], found["author_id"]) == (None, None, community["Aoi"])
    assert found["deleted_at"] is not None
    for table in ("post_edits", "polls", "mentions", "topics", "reactions"):
        assert await community.value(f"select count(*) from {table} where post_id = $1", made) == 0, table
    assert await community.value("select count(*) from comments where post_id = $1 and body = 'Here'", made) == 1
    assert (await community.told())[-1] == ("post.deleted", made)
    position = len(await community.told())
    await posts.delete(community.viewer("Aoi"), post_id=made)
    assert len(await community.told()) == position


async def test_what_is_deleted_takes_nothing_any_more(community: Community) -> None:
    made = await full_post(community)
    await posts.delete(community.viewer("Aoi"), post_id=made)
    await refused(Conflict, posts.edit, community, "Aoi", post_id=made, body="x")
    await refused(Conflict, comments.add, community, "Ben", post_id=made, body="x")
    await refused(Conflict, reactions.add, community, "Ben", subject_id=("post", made), emoji="👍")
    await refused(Conflict, posts.pin, community, "HR", post_id=made)
    await refused(Conflict, posts.lock, community, "HR", post_id=made)


async def test_what_one_wrote_can_be_taken_back_where_nothing_is_written_any_more(community: Community) -> None:
    made = await published(community, "Aoi")
    said = (await comments.add(community.viewer("Ben"), post_id=made, body="x")).made["comment"]
    await reactions.add(community.viewer("Ben"), subject_id=("post", made), emoji="👍")
    await community.connection.execute("update networks set modules = '{}' where id = $1", community["here"])
    await refused(ModuleOff, posts.publish, community, "Aoi", body="x")
    await refused(ModuleOff, comments.add, community, "Ben", post_id=made, body="x")
    await reactions.remove(community.viewer("Ben"), subject_id=("post", made), emoji="👍")
    await comments.delete(community.viewer("Ben"), comment_id=said)
    await posts.delete(community.viewer("Aoi"), post_id=made)


async def test_leaders_and_moderators_delete_what_others_wrote_and_it_is_audited(community: Community) -> None:
    await community.connection.execute("update members set roles = '{MODERATOR}' where id = $1", community["Member 0"])
    in_group = await published(community, "Ben", group_id=community["open"])
    for name in ("Hana", "Chie"):
        await refused(Forbidden, posts.delete, community, name, post_id=in_group)
    await posts.delete(community.viewer("Aoi"), post_id=in_group, reason="spam")  # owns the group
    in_feed = await published(community, "Ben")
    await refused(Forbidden, posts.delete, community, "Aoi", post_id=in_feed)
    await posts.delete(community.viewer("Member 0"), post_id=in_feed)
    unseen = await published(community, "Aoi", audience=[A.EMPLOYEES])
    await refused(NotFound, posts.delete, community, "Member 0", post_id=unseen)
    entries = await community.connection.fetch(
        "select what, actor_id, subject_id, ground from audit_entries where what = 'post.deleted' order by number"
    )
    assert [tuple(each) for each in entries] == [
        ("post.deleted", community["Aoi"], in_group, "spam"),
        ("post.deleted", community["Member 0"], in_feed, None),
    ]


async def test_pins_are_few_even_when_many_pin_at_once(community: Community) -> None:
    await community.connection.execute("update posts set pin = null, pinned_at = null")
    made = [await published(community, "Aoi") for _ in range(6)]
    pins = (posts.pin(community.viewer("HR"), post_id=each) for each in made)
    results = await asyncio.gather(*pins, return_exceptions=True)
    assert sorted(type(each).__name__ for each in results) == ["Conflict"] * 3 + ["Outcome"] * MOST_PINS
    pinned = await community.connection.fetch("select pin from posts where pin is not null order by pin")
    assert [each[0] for each in pinned] == [1, 2, 3]
    (again,) = [each for each, result in zip(made, results, strict=True) if not isinstance(result, Exception)][:1]
    before = len(await community.told())
    await posts.pin(community.viewer("HR"), post_id=again)
    assert len(await community.told()) == before
    await posts.unpin(community.viewer("HR"), post_id=again)
    (left,) = [each for each, result in zip(made, results, strict=True) if isinstance(result, Exception)][:1]
    await posts.pin(community.viewer("HR"), post_id=left)


async def test_each_place_has_its_own_pins_and_those_who_hang_them(community: Community) -> None:
    in_feed, in_group = await published(community, "Aoi"), await published(community, "Ben", group_id=community["open"])
    await community.connection.execute("update posts set pin = null, pinned_at = null")
    for action in (posts.pin, posts.lock, posts.unlock, posts.unpin):
        await refused(Forbidden, action, community, "Aoi", post_id=in_feed)
        await refused(Forbidden, action, community, "Ben", post_id=in_group)
        await action(community.viewer("HR"), post_id=in_feed)
        await action(community.viewer("Aoi"), post_id=in_group)
    hidden = await published(community, "Hana", group_id=community["secret"])
    await refused(NotFound, posts.pin, community, "Aoi", post_id=hidden)


async def test_the_database_itself_keeps_pins_apart(community: Community) -> None:
    made = await published(community, "Aoi")
    with pytest.raises(Exception, match="posts_pinned"):
        await community.connection.execute("update posts set pin = 1, pinned_at = now() where id = $1", made)


async def test_a_locked_post_takes_no_comments_until_it_is_unlocked(community: Community) -> None:
    made = await published(community, "Aoi")
    said = (await comments.add(community.viewer("Ben"), post_id=made, body="x")).made["comment"]
    await posts.lock(community.viewer("HR"), post_id=made)
    await refused(Conflict, comments.add, community, "Ben", post_id=made, body="y")
    await refused(Conflict, comments.edit, community, "Ben", comment_id=said, body="y")
    await reactions.add(community.viewer("Ben"), subject_id=("post", made), emoji="👍")
    await posts.unlock(community.viewer("HR"), post_id=made)
    await comments.add(community.viewer("Ben"), post_id=made, body="y")


async def test_a_post_is_about_attributes_of_its_network(community: Community) -> None:
    made = await published(community, "Aoi", topic_ids=[community["att1"], community["att2"], community["att1"]])
    await posts.edit(community.viewer("Aoi"), post_id=made, topic_ids=[community["att3"], community["att2"]])
    rows = await community.connection.fetch("select attribute_id from topics where post_id = $1", made)
    assert {each[0] for each in rows} == {community["att2"], community["att3"]}
    await posts.edit(community.viewer("Aoi"), post_id=made, topic_ids=None)
    assert await community.value("select count(*) from topics where post_id = $1", made) == 0
    given: Any = {"body": "x", "topic_ids": [community["SKILL there"]]}
    assert (await refused(NotFound, posts.publish, community, "Aoi", **given)).path == ("topic_ids", "0")
    assert await community.value("select count(*) from posts where body = 'x'") == 0


async def test_nothing_is_told_in_a_group_after_it_was_archived(community: Community) -> None:
    """Both at once: what is told stands before the archiving, or it is refused."""
    place: Any = {"group_id": community["open"]}
    for _ in range(4):
        tell = [posts.publish(community.viewer(name), body="late", **place) for name in ("Hana", "Ben", "Aoi")]
        archived, *told = await asyncio.gather(
            groups.archive(community.viewer("Aoi"), **place), *tell, return_exceptions=True
        )
        assert not isinstance(archived, BaseException), archived
        for each in told:
            assert isinstance(each, Conflict) or each.position < archived.position  # type: ignore[union-attr]
        await groups.restore(community.viewer("Aoi"), **place)


async def test_what_is_said_of_a_post_is_read_by_who_may(community: Community) -> None:
    engine = await Engine.open(community.url, connections=1)
    made = await published(community, "Aoi", "**b**", audience=[A.ALUMNI])
    document, asked = "query Post($id: ID!) { post(id: $id) { bodyHtml audience version } }", {"id": f"post_{made}"}
    told = [(await engine.execute(community.viewer(name), document, asked)).body for name in ("Ben", "Chie")]
    assert told[0] == (
        b'{"data":{"post":{"bodyHtml":"<p><strong>b</strong></p>","audience":["SELF","ALUMNI"],"version":1}}}'
    )
    assert told[1] == b'{"data":{"post":null}}'
    assert await Post.filter(id=made).count() == 1
    await engine.close()
