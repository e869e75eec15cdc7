"""Mentions: told to whom the author sees and who sees the text, and to nobody else."""

from typing import Any
from uuid import UUID

import orjson
import pytest

from actions import comments, posts
from graph.compile.engine import Engine
from models.audiences import Audience
from models.ids import uuid7
from tests.community import Community


def naming(community: Community, *names: str) -> str:
    return " ".join(f"@[{name}](mem_{community[name]})" for name in names)


async def published(community: Community, author: str, body: str, **given: Any) -> UUID:
    made: UUID = (await posts.publish(community.viewer(author), body=body, **given)).made["post"]
    return made


async def mentioned(community: Community, **subject: UUID) -> set[str]:
    ((column, key),) = subject.items()
    rows = await community.connection.fetch(f"select member_id from mentions where {column} = $1", key)
    names = {key: name for name, key in community.ids.items()}
    return {names[each[0]] for each in rows}


@pytest.mark.parametrize(
    ("author", "group", "expected"),
    [
        # Dan shows himself to ties, Eri to nobody; Member 1 has blocked Aoi; Gen has left, Fumi is suspended.
        ("Aoi", None, {"Aoi", "Ben", "Chie", "Dan", "HR"}),
        ("Hana", None, {"Aoi", "Ben", "Chie", "Dan", "HR", "Member 1"}),
        ("Aoi", "open", {"Aoi", "Ben", "Chie", "Dan", "HR"}),
        ("Aoi", "no hr", {"Aoi", "Ben", "Chie", "Dan"}),
        ("Hana", "secret", {"HR"}),
    ],
)
async def test_those_are_mentioned_whom_the_author_sees_and_who_see_it(
    community: Community, author: str, group: str | None, expected: set[str]
) -> None:
    names = ("Aoi", "Ben", "Chie", "Dan", "Eri", "HR", "Member 1", "Gen", "Fumi", "Outsider")
    place = {"group_id": community[group]} if group else {}
    made = await published(community, author, naming(community, *names), **place)
    assert await mentioned(community, post_id=made) == expected
    told = [kind for kind, _ in await community.told()].count("member.mentioned")
    assert told == len(expected - {author})


async def test_an_edit_tells_only_the_newly_named_and_forgets_the_others(community: Community) -> None:
    made = await published(community, "Aoi", naming(community, "Ben", "Chie"))
    await posts.edit(community.viewer("Aoi"), post_id=made, body=naming(community, "Chie", "Hana"))
    assert await mentioned(community, post_id=made) == {"Chie", "Hana"}
    assert [kind for kind, _ in await community.told()].count("member.mentioned") == 3


async def test_a_comment_mentions_who_sees_it(community: Community) -> None:
    """Ivan does not see what stands under a comment of Hana, whom he has blocked."""
    post = await published(community, "Ben", "Hello")
    first = (await comments.add(community.viewer("Hana"), post_id=post, body="x")).made["comment"]
    given: Any = {"post_id": post, "parent_id": first, "body": naming(community, "Ivan", "Aoi")}
    made = (await comments.add(community.viewer("Ben"), **given)).made["comment"]
    assert await mentioned(community, comment_id=made) == {"Aoi"}


async def test_an_audience_holds_for_mentions(community: Community) -> None:
    made = await published(community, "Aoi", naming(community, "Ben", "Chie", "Ivan"), audience=[Audience.EMPLOYEES])
    assert await mentioned(community, post_id=made) == {"Chie"}


async def test_each_reader_reads_a_mention_or_a_name_whatever_was_seen_at_first(community: Community) -> None:
    """Who is blocked later, or leaves, is a name from then on."""
    engine = await Engine.open(community.url, connections=1)
    made = await published(community, "Ben", f"{naming(community, 'Hana', 'Chie')} @[Nobody](mem_{uuid7()})")
    document = "query Post($id: ID!) { post(id: $id) { bodyHtml mentions { displayName } } }"

    async def read(name: str) -> tuple[list[str], list[str]]:
        answer = await engine.execute(community.viewer(name), document, {"id": f"post_{made}"})
        post = orjson.loads(answer.body)["data"]["post"]
        spans = [name for name in ("Hana", "Chie", "Nobody") if f'">@{name}</span>' in post["bodyHtml"]]
        assert all(f"@{name}" in post["bodyHtml"] for name in ("Hana", "Chie", "Nobody"))
        return spans, [each["displayName"] for each in post["mentions"]]

    assert await read("Aoi") == (["Hana", "Chie"], ["Hana", "Chie"])
    assert await read("Ivan") == (["Chie"], ["Chie"])
    await community.connection.execute("update members set status = 'LEFT' where id = $1", community["Chie"])
    assert await read("Ivan") == ([], [])
    await engine.close()
