"""LDBC's test set, once imported, has the answers that LDBC's own reference finds in it.

These are not LDBC Benchmark results.
"""

from collections.abc import AsyncIterator
from typing import Any

import asyncpg
import pytest

from actions.import_snb import import_snb
from models.database import connect
from tests.actions.snb_set import silent
from tests.conftest import fresh_database, on_database, statement
from tests.oracle.snb import TEST_DATA, bindings, iso, milliseconds, needs_snb

MESSAGES = """
with message as (
    select id, external_id::bigint as snb_id, body, created_at, author_id, id as post_id, null::uuid as parent_id,
           true as is_post from posts
    union all
    select id, external_id::bigint, body, created_at, author_id, post_id, coalesce(parent_id, post_id), false
    from comments
), person as (
    select id, external_id::bigint as snb_id, given_name, family_name, gender, birthday, joined_at from members
)
"""
AT = "(extract(epoch from {}) * 1000)::bigint"
ANSWERS = {
    "IS1": f"""select given_name as "firstName", family_name as "lastName", {AT.format("birthday")} as birthday,
        substr(a.code, 7)::int as "cityId", gender, {AT.format("joined_at")} as "creationDate" from person
        join member_attributes x on x.member_id = person.id join attributes a on a.id = x.attribute_id
        where snb_id = $1 and a.kind = 'PLACE'""",
    "IS2": f"""select m.snb_id as "messageId", m.body as "messageContent",
        {AT.format("m.created_at")} as "messageCreationDate", post.snb_id as "originalPostId",
        p.snb_id as "originalPostAuthorId", p.given_name as "originalPostAuthorFirstName",
        p.family_name as "originalPostAuthorLastName" from person join message m on m.author_id = person.id
        join message post on post.id = m.post_id join person p on p.id = post.author_id where person.snb_id = $1
        order by m.created_at desc, m.snb_id desc limit 10""",
    "IS3": f"""select o.snb_id as "personId", o.given_name as "firstName", o.family_name as "lastName",
        {AT.format("since")} as "friendshipCreationDate" from person join ties on ties.member_id = person.id
        join person o on o.id = other_id where person.snb_id = $1 order by since desc, o.snb_id""",
    "IS4": f"""select body as "messageContent", {AT.format("created_at")} as "messageCreationDate"
        from message where snb_id = $1""",
    "IS5": """select p.snb_id as "personId", given_name as "firstName", family_name as "lastName"
        from message m join person p on p.id = m.author_id where m.snb_id = $1""",
    "IS6": """select g.external_id::bigint as "forumId", g.name as "forumTitle", p.snb_id as "moderatorId",
        given_name as "moderatorFirstName", family_name as "moderatorLastName" from message m
        join posts on posts.id = m.post_id join groups g on g.id = posts.group_id
        join group_memberships x on x.group_id = g.id and x.role = 'OWNER'
        join person p on p.id = x.member_id where m.snb_id = $1""",
    "IS7": f"""select m.snb_id as "commentId", m.body as "commentContent",
        {AT.format("m.created_at")} as "commentCreationDate", p.snb_id as "replyAuthorId",
        p.given_name as "replyAuthorFirstName", p.family_name as "replyAuthorLastName",
        exists(select from ties where member_id = p.id and other_id = above.author_id)
            as "isReplyAuthorKnowsOriginalMessageAuthor" from message m join message above on above.id = m.parent_id
        join person p on p.id = m.author_id where above.snb_id = $1 order by m.created_at desc, p.snb_id""",
    "IC2": f"""select p.snb_id as "personId", p.given_name as "personFirstName", p.family_name as "personLastName",
        m.snb_id as "messageId", m.body as "messageContent", {AT.format("m.created_at")} as "messageCreationDate"
        from person join ties on ties.member_id = person.id join person p on p.id = other_id
        join message m on m.author_id = p.id
        where person.snb_id = $1 and m.created_at <= to_timestamp($2::bigint / 1000.0)
        order by m.created_at desc, m.snb_id limit 20""",
    "IC8": f"""select p.snb_id as "personId", p.given_name as "personFirstName", p.family_name as "personLastName",
        {AT.format("m.created_at")} as "commentCreationDate", m.snb_id as "commentId", m.body as "commentContent"
        from person join message above on above.author_id = person.id join message m on m.parent_id = above.id
        join person p on p.id = m.author_id where person.snb_id = $1
        order by m.created_at desc, m.snb_id limit 20""",
}


# What an alumni network does not keep of a person.
LEFT_OUT = {"locationIp", "browserUsed"}


async def answer(connection: asyncpg.Connection, query: str, params: dict[str, Any]) -> list[dict[str, Any]]:
    values = (value for name, value in params.items() if name != "limit")
    return [dict(row) for row in await connection.fetch(MESSAGES + ANSWERS[query], *values)]


@pytest.fixture(scope="module")
async def imported(postgres_url: str, template: str) -> AsyncIterator[tuple[asyncpg.Connection, dict[str, int]]]:
    await fresh_database(postgres_url, "test_snb_answers", template)
    url = on_database(postgres_url, "test_snb_answers")
    counts = await import_snb(url, TEST_DATA, report=silent)
    connection = await connect(url)
    yield connection, counts
    await connection.close()
    await statement(postgres_url, "drop database test_snb_answers with (force)")


@needs_snb
def test_the_test_set_is_read_in_whole(imported: tuple[asyncpg.Connection, dict[str, int]]) -> None:
    counts = imported[1]
    moderators, joined = memberships()
    assert (counts["members"], counts["ties"], counts["groups"]) == (222, 2 * 825, 805)
    assert (counts["posts"], counts["comments"], counts["reactions"]) == (5_924, 2_218, 1_383)
    assert len(joined) == 3_584
    assert counts["topics"] == 683 + 2_553
    assert counts["group_memberships"] == len(moderators | joined)


@needs_snb
@pytest.mark.parametrize("query", list(ANSWERS))
async def test_each_answer_is_the_expected_one(imported: tuple[asyncpg.Connection, dict[str, int]], query: str) -> None:
    asked = list(bindings(query))
    assert len(asked) == 20
    for params, result in asked:
        expected = result if isinstance(result, list) else [result]
        wanted = [{name: row[name] for name in row if name not in LEFT_OUT} for row in expected]
        assert await answer(imported[0], query, params) == wanted, params


def memberships() -> tuple[set[tuple[str, str]], set[tuple[str, str]]]:
    """The pairs of forum and moderator, and of forum and member, of LDBC's test set."""
    forums = (TEST_DATA / "dynamic/forum_0_0.csv").read_text(encoding="utf-8").split("\n")[1:-1]
    members = (TEST_DATA / "dynamic/forum_hasMember_person_0_0.csv").read_text(encoding="utf-8").split("\n")[1:-1]
    return (
        {(cells[0], cells[3]) for cells in (row.split("|") for row in forums)},
        {(cells[0], cells[1]) for cells in (row.split("|") for row in members)},
    )


def test_moments_are_read_and_written_alike() -> None:
    assert iso(1266161530447) == "2010-02-14T15:32:10.447Z"
    assert milliseconds("2010-02-14T15:32:10.447Z") == 1266161530447
    assert milliseconds("2010-02-14T15:32:10.447000+00:00") == 1266161530447
    assert milliseconds("1986-05-26") == 517449600000
