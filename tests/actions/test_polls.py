"""Polls: asked with a post, voted in by those who write there, counted and never told by name."""

import asyncio
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import orjson
import pytest

from actions import posts
from actions.polls import vote
from actions.refusals import Conflict, Forbidden, Invalid, ModuleOff, NotFound, Refusal
from graph.compile.engine import Engine
from graph.schema import graphql_schema
from tests.community import Community


async def asked(community: Community, author: str = "Aoi", *, place: str | None = None, **poll: Any) -> Any:
    """The ids of a new poll and of its options."""
    question = {"question": "いつ？", "options": ["春", "夏", "秋"], **poll}
    group = {"group_id": community[place]} if place else {}
    made = (await posts.publish(community.viewer(author), body="?", poll=question, **group)).made["post"]  # type: ignore[arg-type]
    key = await community.value("select id from polls where post_id = $1", made)
    rows = await community.connection.fetch("select id from poll_options where poll_id = $1 order by number", key)
    return key, [each[0] for each in rows]


async def votes(community: Community, poll: UUID) -> dict[str, list[int]]:
    rows = await community.connection.fetch(
        "select v.member_id, o.number from poll_votes v join poll_options o on o.id = v.option_id"
        " where v.poll_id = $1 order by o.number",
        poll,
    )
    names = {key: name for name, key in community.ids.items()}
    found: dict[str, list[int]] = {}
    for member, number in rows:
        found.setdefault(names[member], []).append(number)
    return found


async def refused(kind: type[Refusal], action: Any, community: Community, name: str, **given: Any) -> Refusal:
    with pytest.raises(kind) as told:
        await action(community.viewer(name), **given)
    return told.value


async def test_the_last_vote_of_each_counts(community: Community) -> None:
    poll, (spring, summer, _) = await asked(community)
    for name, option in (("Ben", spring), ("Hana", summer), ("Ben", summer)):
        await vote(community.viewer(name), poll_id=poll, option_ids=[option])
    assert await votes(community, poll) == {"Ben": [2], "Hana": [2]}
    await vote(community.viewer("Ben"), poll_id=poll, option_ids=[])
    assert await votes(community, poll) == {"Hana": [2]}
    before = len(await community.told())
    await vote(community.viewer("Hana"), poll_id=poll, option_ids=[summer])
    assert len(await community.told()) == before


async def test_several_answers_are_for_polls_that_take_them(community: Community) -> None:
    one, options = await asked(community)
    assert (await refused(Invalid, vote, community, "Ben", poll_id=one, option_ids=options[:2])).path == ("option_ids",)
    many, options = await asked(community, multiple=True)
    await vote(community.viewer("Ben"), poll_id=many, option_ids=[options[0], options[2], options[0]])
    await vote(community.viewer("Ben"), poll_id=many, option_ids=options[1:])
    assert await votes(community, many) == {"Ben": [2, 3]}


@pytest.mark.parametrize("multiple", [False, True])
async def test_two_votes_of_one_member_at_once_are_one_of_them(community: Community, multiple: bool) -> None:
    poll, options = await asked(community, multiple=multiple)
    voted = (vote(community.viewer("Ben"), poll_id=poll, option_ids=[option]) for option in options * 2)
    await asyncio.gather(*voted)
    assert [len(chosen) for chosen in (await votes(community, poll)).values()] == [1]


async def test_a_closed_poll_takes_no_votes(community: Community) -> None:
    now: datetime = await community.connection.fetchval("select now()")
    poll, options = await asked(community, closes_at=now + timedelta(days=1))
    await vote(community.viewer("Ben"), poll_id=poll, option_ids=options[:1])
    await community.connection.execute("update polls set closes_at = now() where id = $1", poll)
    await refused(Conflict, vote, community, "Ben", poll_id=poll, option_ids=options[1:2])
    assert await votes(community, poll) == {"Ben": [1]}


async def test_only_those_vote_who_write_there_and_only_for_what_is_asked(community: Community) -> None:
    poll, options = await asked(community, place="open")
    other, others = await asked(community)
    hidden, hers = await asked(community, "Hana", place="secret")
    await refused(Forbidden, vote, community, "Chie", poll_id=poll, option_ids=options[:1])
    for name, key, chosen in (("Aoi", hidden, hers), ("Member 1", other, others), ("Outsider", other, others)):
        assert (await refused(NotFound, vote, community, name, poll_id=key, option_ids=chosen[:1])).path == ("poll_id",)
    assert (await refused(NotFound, vote, community, "Aoi", poll_id=poll, option_ids=others[:1])).path == (
        "option_ids",
    )
    post = await community.value("select post_id from polls where id = $1", other)
    await posts.delete(community.viewer("Aoi"), post_id=UUID(str(post)))
    await refused(NotFound, vote, community, "Ben", poll_id=other, option_ids=others[:1])


@pytest.mark.parametrize(
    ("poll", "path"),
    [
        ({"options": ["one"]}, ("poll", "options")),
        ({"options": [f"{n}" for n in range(11)]}, ("poll", "options")),
        ({"options": ["same", " same "]}, ("poll", "options")),
        ({"options": ["one", " "]}, ("poll", "options", "1")),
        ({"question": " "}, ("poll", "question")),
        ({"closes_at": datetime.fromisoformat("2001-01-01T00:00:00+00:00")}, ("poll", "closes_at")),
        ({"closes_at": datetime.fromisoformat("2999-01-01T00:00:00+00:00")}, ("poll", "closes_at")),
    ],
)
async def test_a_question_that_cannot_be_asked_leaves_no_post(
    community: Community, poll: dict[str, Any], path: tuple[str, ...]
) -> None:
    question = {"question": "?", "options": ["a", "b"], **poll}
    assert (await refused(Invalid, posts.publish, community, "Aoi", body="once", poll=question)).path == path
    assert await community.value("select count(*) from posts where body = 'once'") == 0


async def test_a_network_can_do_without_polls(community: Community) -> None:
    await community.connection.execute("update networks set modules = '{POSTS}' where id = $1", community["here"])
    question: Any = {"question": "?", "options": ["a", "b"]}
    await refused(ModuleOff, posts.publish, community, "Aoi", body="x", poll=question)
    await posts.publish(community.viewer("Aoi"), body="x")


async def test_a_vote_is_counted_for_all_but_those_whom_a_block_parts_from_it(community: Community) -> None:
    poll, options = await asked(community)
    for name in ("Ben", "Hana", "Eri"):
        await vote(community.viewer(name), poll_id=poll, option_ids=options[:1])
    engine = await Engine.open(community.url, connections=1)
    document = "query Poll($id: ID!) { node(id: $id) { ... on Poll { options { voteCount viewerHasVoted } } } }"
    found = {}
    for name in ("Aoi", "Hana", "Ivan"):
        body = (await engine.execute(community.viewer(name), document, {"id": f"poll_{poll}"})).body
        found[name] = tuple(orjson.loads(body)["data"]["node"]["options"][0].values())
    assert found == {"Aoi": (3, False), "Hana": (3, True), "Ivan": (2, False)}
    await engine.close()


def test_no_type_of_the_graph_tells_who_voted_for_what() -> None:
    types: Any = graphql_schema().type_map
    fields = {name for type_ in ("Poll", "PollOption") for name in types[type_].fields}
    assert fields == {
        *("id", "question", "multiple", "closesAt", "options", "viewerVotes"),
        *("text", "voteCount", "viewerHasVoted"),
    }
    assert "PollVote" not in types
