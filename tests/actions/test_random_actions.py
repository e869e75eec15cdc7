"""Random actions of random members against the real database: every invariant of the domain holds after each."""

import os
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from random import Random
from uuid import UUID

import orjson
import pytest
from hypothesis import HealthCheck, Phase, given, note, settings
from hypothesis import strategies as st

from actions import comments, posts, reactions
from actions.notifying import derive_all
from actions.rates import RATES
from graph.compile.engine import Engine
from graph.compile.limits import Limits
from models.database import connect, orm
from tests.actions.drawing import PREFIXES, Draw, input_of, names, needs_somebody
from tests.actions.invariants import broken
from tests.actions.talking import miscounted
from tests.community import Community
from tests.conftest import NUMBERS, fresh_database, on_database, statement
from tests.graph.numbers import NO_LIMITS

EXAMPLES, STEPS = (100, 150) if os.environ.get("PROOF") else (4, 60)
ACTING = ["Aoi", "Ben", "Chie", "Dan", "Hana", "Ivan", "HR", "Member 0", "Member 1", "Member 2", "Outsider"]
COUNTING = ("Aoi", "Ben", "Hana", "HR")
GRANTED = {"Member 0": "NETWORK_OWNER", "Member 1": "COMMUNITY_MANAGER", "Member 2": "MODERATOR"}
MUTATIONS = [name for name in names() if needs_somebody(name)]
DONE: Counter[str] = Counter()
NOTIFIED: Counter[str] = Counter()

random_lives = settings(
    max_examples=EXAMPLES,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=[Phase.generate],
    derandomize=not os.environ.get("PROOF"),
)


@asynccontextmanager
async def living(postgres_url: str, source: str, ids: dict[str, UUID]) -> AsyncIterator[tuple[Community, Engine]]:
    """A community of its own for one life, and what answers for it."""
    name = f"life_{next(NUMBERS)}"
    await fresh_database(postgres_url, name, source)
    url = on_database(postgres_url, name)
    connection = await connect(url)
    for member, role in GRANTED.items():
        await connection.execute("update members set roles = roles || $2::text where id = $1", ids[member], role)
    async with orm(url):
        engine = await Engine.open(url, connections=1, limits=Limits())
        yield Community(connection, dict(ids), 10_000, url), engine
        await engine.close()
    await connection.close()
    await statement(postgres_url, f"drop database {name} with (force)")


async def keys(community: Community) -> dict[str, list[UUID]]:
    """The ids of all rows, by prefix: what one may not see is named too."""
    found = {}
    for prefix, table in PREFIXES.items():
        found[prefix] = [row[0] for row in await community.connection.fetch(f"select id from {table} order by id")]
    return found


async def act(community: Community, engine: Engine, chance: Random, ids: dict[str, list[UUID]]) -> str:
    """One action of one member; what was said to it."""
    mutation = chance.choice(MUTATIONS)
    written = Draw(chance, ids, optional=0.4).input(input_of(mutation))
    document = (
        f"mutation M($input: {input_of(mutation)}!)"
        f" {{ {mutation}(input: $input) {{ streamCursor refusal {{ code message }} }} }}"
    )
    viewer = community.viewer(chance.choice(ACTING))
    said = orjson.loads((await engine.execute(viewer, document, {"input": written})).body)
    assert "errors" not in said or said["errors"][0]["extensions"]["code"] == "BAD_USER_INPUT", (mutation, said)
    refusal = said["data"][mutation]["refusal"] if said.get("data") else None
    code = refusal["code"] if refusal else "OK"
    DONE[mutation] += code == "OK"
    note(f"{mutation} {written} {code}")
    return code


async def talked(community: Community) -> None:
    """Something is said, so that there is something to notify of."""
    post = (await posts.publish(community.viewer("Aoi"), body="Who comes?")).made["post"]
    for name in ("Ben", "Chie", "HR"):
        await comments.add(community.viewer(name), post_id=post, body=f"@[Aoi](mem_{community['Aoi']})")
        await reactions.add(community.viewer(name), subject_id=("post", post), emoji="👍")


@random_lives
@given(seed=st.integers(0, 2**32 - 1))
async def test_every_invariant_holds_after_every_action(
    postgres_url: str, world_template: tuple[str, dict[str, UUID]], seed: int
) -> None:
    chance = Random(seed)
    async with living(postgres_url, *world_template) as (community, engine):
        at_first = set(await broken(community.connection))
        ids: dict[str, list[UUID]] = {}
        await talked(community)
        for step in range(STEPS):
            if step % 10 == 0:
                NOTIFIED["lines"] += await derive_all()
                ids = await keys(community)
            await RATES.forget()
            await act(community, engine, chance, ids)
            assert set(await broken(community.connection)) <= at_first
        generous = Engine(engine.schema, engine.readers, NO_LIMITS)
        for name in COUNTING:
            assert await miscounted(community, generous, name) == []


def test_enough_was_done() -> None:
    """Lives in which everything is refused would hold any invariant."""
    assert sum(DONE.values()) > EXAMPLES * STEPS / 20
    assert len([name for name, count in DONE.items() if count]) > 10
    assert NOTIFIED["lines"] >= 9 * EXAMPLES


@pytest.mark.parametrize(
    ("sql", "found"),
    [
        ("update notification_positions set position = 10000", "nothing is derived before"),
        (
            (
                "update notification_items x set actor_id = n.member_id from notifications n"
                " where n.id = x.notification_id and n.kind = 'REACTED'"
            ),
            "nobody is notified of their own deed",
        ),
        (
            (
                "insert into notification_items (id, network_id, notification_id, comment_id, at) select"
                " gen_random_uuid(), network_id, notification_id, comment_id, at from notification_items"
                " where comment_id is not null limit 1"
            ),
            "a comment notifies each reader once",
        ),
        ("update groups set capacity = 1 where rule_match is null", "a group holds no more than its capacity"),
        ("update network_heads set position = position + 1", "positions are without a gap"),
        ("alter table ties disable trigger all; delete from ties where ctid = (select min(ctid) from ties)", "ties go"),
    ],
)
async def test_what_breaks_an_invariant_is_found(community: Community, sql: str, found: str) -> None:
    await community.connection.execute(
        "insert into network_heads (id, network_id, position)"
        " select gen_random_uuid(), id, 0 from networks on conflict do nothing"
    )
    await community.connection.execute(
        "insert into notification_positions (id, network_id, position) select gen_random_uuid(), id, 0 from networks"
    )
    before = set(await broken(community.connection))
    await community.connection.execute(sql)
    assert any(name.startswith(found) for name in set(await broken(community.connection)) - before)
