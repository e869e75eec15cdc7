"""Requests that are cut at random moments: each is done wholly or not at all, and nobody else feels it."""

import asyncio
import os
from random import Random

from actions.rates import RATES
from graph.compile.engine import Engine
from tests.actions.invariants import broken
from tests.community import Community
from tests.stories.conftest import Town

CUTS = 1000 if os.environ.get("PROOF") else 150
COMMENT = "mutation C($input: AddCommentInput!) { addComment(input: $input) { comment { id } refusal { code } } }"
OPEN = "select count(*) from pg_stat_activity where datname = current_database() and state like 'idle in transaction%'"
WRITTEN = "select count(*) from comments where body like 'cut %'"
TOLD = "select count(*) from outbox_events where kind = 'comment.added'"


async def a_post(community: Community) -> str:
    """A post that everybody can comment on."""
    key = await community.value("select id from posts where group_id is null and author_id = $1", community["Aoi"])
    return f"post_{key}"


async def test_cut_tasks_leave_nothing_half_written_and_no_connection_behind(community: Community) -> None:
    engine = await Engine.open(community.url, connections=2)
    before = set(await broken(community.connection))
    viewer, post, chance = community.viewer("Aoi"), await a_post(community), Random(1)

    async def cut(number: int) -> None:
        given = {"postId": post, "body": f"cut {number}", "idempotencyKey": f"key {number}"}
        task = asyncio.create_task(engine.execute(viewer, COMMENT, {"input": given}))
        await asyncio.sleep(chance.uniform(0, 0.06))
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)

    for start in range(0, CUTS, 10):
        await RATES.forget()  # it is about cuts, not about who writes too much
        await asyncio.gather(*(cut(number) for number in range(start, start + 10)))
    await asyncio.sleep(0.2)
    assert await community.value(OPEN) == 0
    assert await community.value(WRITTEN) == await community.value(TOLD)
    await again(engine, community, post)
    assert set(await broken(community.connection)) <= before
    await engine.close()


async def again(engine: Engine, community: Community, post: str) -> None:
    """Whoever was cut sends the same again under the same key: it is there once."""
    for number in range(0, CUTS, 5):
        await RATES.forget()
        given = {"postId": post, "body": f"cut {number}", "idempotencyKey": f"key {number}"}
        said = await engine.execute(community.viewer("Aoi"), COMMENT, {"input": given})
        assert b'"refusal":null' in said.body
        count = await community.value("select count(*) from comments where body = $1", f"cut {number}")
        assert count == 1


async def test_cut_sockets_leave_nothing_half_written_and_the_server_well(town: Town) -> None:
    community, chance = town.community, Random(2)
    post, writer = await a_post(community), town.writers[0]
    token = writer.client.headers["authorization"]

    async def cut(number: int) -> None:
        body = COMMENT.replace('"', "'")
        text = f'{{"query":"{body}","variables":{{"input":{{"postId":"{post}","body":"cut {number}"}}}}}}'.encode()
        head = f"POST /graphql HTTP/1.1\r\nhost: enishi\r\nauthorization: {token}\r\ncontent-type: application/json\r\n"
        reader, stream = await asyncio.open_connection("127.0.0.1", town.port)
        stream.write(
            head.encode() + b"content-length: %d\r\n\r\n" % len(text) + text[: chance.randint(1, len(text) * 2)]
        )
        await asyncio.sleep(chance.uniform(0, 0.05))
        stream.transport.abort()
        del reader

    for start in range(0, CUTS, 10):
        await RATES.forget()  # it is about cuts, not about who writes too much
        await asyncio.gather(*(cut(number) for number in range(start, start + 10)))
    await asyncio.sleep(0.5)
    assert await community.value(OPEN) == 0
    assert await community.value(WRITTEN) == await community.value(TOLD)
    assert (await writer.ask("{ viewer { id } }"))["viewer"]["id"] == writer.id
