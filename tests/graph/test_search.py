"""Searching members through GraphQL: who is found by what is typed, and in which order, on pages of any size."""

import base64
from collections.abc import AsyncIterator
from random import Random
from typing import Any
from uuid import UUID

import orjson
import pytest
from hypothesis import HealthCheck, Phase, given, note, settings
from hypothesis import strategies as st

from models.audiences import EVERYBODY, TIES_ONLY, Audience, mask
from tests.graph.search_cases import CASES, LABELS, STORED, Case
from tests.graph.searching import HITS, WALKS, Asking, asking, names, network, opened
from tests.world import World

SHOWN: dict[str, Any] = {"former_name_audience": EVERYBODY, "headline_audience": EVERYBODY}
EMPLOYEES = ("tanaka", "oda", "ono2")


@pytest.fixture(scope="module")
async def someone(postgres_url: str, template: str) -> AsyncIterator[Asking]:
    """Somebody in the network of everybody in the table of cases, who show everything to everybody."""
    async for world, engine in opened(postgres_url, template, "search"):
        here = await network(world, "here")
        for key, label in LABELS.items():
            told: dict[str, Any] = {"label_ja": label.ja, "label_en": label.en, "aliases": list(label.aliases)}
            await world.add("attributes", key, **here, kind="SKILL", rarity=0, **told)
        for key, stored in STORED.items():
            kind = "EMPLOYEE" if key in EMPLOYEES else "ALUMNUS"
            await world.member(key, **stored.columns, **SHOWN, kind=kind)
            own = {**here, "member_id": world[key], "audience": EVERYBODY}
            for company in stored.companies:
                await world.add("positions", **own, company=company, started="2020", version=1)
            for held in stored.attributes:
                await world.add("member_attributes", **own, attribute_id=world[held], source="MEMBER")
        viewer = await world.member("Xx")
        await world.connection.execute("analyze")
        yield asking(engine, viewer, world["here"])


def expected(case: Case) -> list[str]:
    return [STORED[key].display for key in case.keys]


@pytest.mark.parametrize("walked", WALKS)
async def test_everybody_in_the_table_is_found_in_its_order_and_nobody_else(someone: Asking, walked: int) -> None:
    wrong = {}
    for case in CASES:
        page = await someone.page(case.typed, walked, plainly=walked == 0, first=100)
        if (names(page), page["totalCount"]) != (expected(case), len(case.keys)):
            wrong[case.typed] = (case.why, page)
    assert wrong == {}
    assert not someone.engines[walked].plain_answers


@pytest.mark.parametrize("walked", WALKS)
async def test_pages_of_any_size_give_what_one_page_gives_either_way(someone: Asking, walked: int) -> None:
    for case in CASES if walked == 2 else CASES[::3]:
        for size in (1, 2, 3):
            pages = [page async for page in someone.pages(case.typed, walked, first=size)]
            assert [name for page in pages for name in names(page)] == expected(case), (case.typed, size)
            assert {page["totalCount"] for page in pages} == {len(case.keys)}
            pages = [page async for page in someone.pages(case.typed, walked, last=size)]
            assert [name for page in pages[::-1] for name in names(page)] == expected(case), (case.typed, -size)


@pytest.mark.parametrize("typed", ["田", "y", "サ"])
async def test_a_page_between_two_cursors_is_what_lies_between_them(someone: Asking, typed: str) -> None:
    whole = await someone.page(typed, first=100)
    cursors, found = [edge["cursor"] for edge in whole["edges"]], names(whole)
    for start, after in enumerate(cursors):
        for end, before in enumerate(cursors):
            between = found[start + 1 : end]
            for walked in (0, 2):
                ends = {"after": after, "before": before}
                assert names(await someone.page(typed, walked, first=2, **ends)) == between[:2]
                assert names(await someone.page(typed, walked, last=2, **ends)) == between[-2:]


KIND = {"kinds": ["EMPLOYEE"]}


async def test_other_filters_narrow_what_is_found_and_keep_its_order(someone: Asking) -> None:
    for walked in WALKS:
        assert names(await someone.page("田", walked, also=KIND, first=2, plainly=True)) == ["田中 山田", "織田 信子"]
        assert names(await someone.page("サ", walked, also=KIND, last=2, plainly=True)) == ["田中 山田", "小野 優"]
        assert names(await someone.page("y", walked, also={"company": "トヨタ自動車"}, first=2)) == ["山田 太郎"]
        assert names(await someone.page("y", walked, also={"name": "京"}, last=2)) == ["佐々木 京子"]
        nobody = await someone.page("y", walked, also={"kinds": ["GUEST"]}, first=2)
        assert (nobody["totalCount"], nobody["edges"]) == (0, [])


async def test_the_order_by_name_finds_the_same_members(someone: Asking) -> None:
    document = "query Named($typed: String!) { members(filter: {search: $typed}, first: 100) { %s } }"
    fields = "totalCount edges { node { displayName } }"
    for case in CASES:
        body = await someone.answer(document % fields, typed=case.typed)
        assert sorted(names(body["data"]["members"])) == sorted(expected(case)), case.typed


async def test_without_anything_typed_relevance_is_the_order_of_names(someone: Asking) -> None:
    page = "(orderBy: %s, first: 100) { totalCount edges { node { displayName } } }"
    body = await someone.answer(f"{{ by: members{page % 'RELEVANCE'} name: members{page % 'NAME'} }}")
    assert body["data"]["by"] == body["data"]["name"]
    assert body["data"]["by"]["totalCount"] == len(STORED) + 1


@pytest.mark.parametrize("typed", ["", "　", "・🎉", "%", "\\", "' | *", "_"])
async def test_a_text_without_words_finds_nobody(someone: Asking, typed: str) -> None:
    for walked in WALKS:
        for first, last in ((1, None), (None, 2)):
            found = await someone.page(typed, walked, first=first, last=last)
            assert (found["totalCount"], found["edges"]) == (0, [])


async def test_a_text_that_is_too_long_is_refused_at_its_place(someone: Asking) -> None:
    assert (await someone.page("山" * 100, first=1))["totalCount"] == 0
    engine = someone.engines[0]
    inline = f'{{ members(filter: {{search: "{"山" * 101}"}}) {{ totalCount }} }}'
    for document, variables in ((HITS, {"filter": {"search": "山" * 101}}), (inline, {})):
        answer = await engine.execute(someone.viewer, document, variables)
        (error,) = orjson.loads(answer.body)["errors"]
        assert error["extensions"] == {"code": "BAD_USER_INPUT"}
        assert "100 characters" in error["message"]
        assert error["path"] == ["members"]


LETTERS = "山田髙齋ヤまウーオoyū"
AUDIENCES = [EVERYBODY, EVERYBODY, TIES_ONLY, mask(), mask(Audience.ALUMNI), mask(Audience.EMPLOYEES)]
NETWORKS, MEMBERS = 12, 12


def word(chance: Random, most: int = 3) -> str:
    return "".join(chance.choices(LETTERS, k=chance.randint(1, most)))


async def random_members(world: World, chance: Random, name: str) -> list[UUID]:
    """A network of members with short names, and with texts for some to see."""
    here, members = await network(world, name), [f"{name} {number}" for number in range(MEMBERS)]
    for number in range(4):
        label = {"label_ja": word(chance), "aliases": [word(chance)]}
        await world.add("attributes", f"{name} skill {number}", **here, kind="SKILL", **label, rarity=0)
    for each in members:
        await world.member(each, network=name, **random_texts(chance))
        for _ in range(chance.choice((0, 1, 1, 2))):
            own = {**here, "member_id": world[each], "audience": chance.choice(AUDIENCES)}
            await world.add("positions", **own, company=word(chance), started="2020", version=1)
        for number in chance.sample(range(4), k=2):
            own = {**here, "member_id": world[each], "audience": chance.choice(AUDIENCES)}
            await world.add("member_attributes", **own, attribute_id=world[f"{name} skill {number}"], source="HR")
    for table in ("ties", "ties", "ties", "blocks"):
        one, other = chance.sample(members, 2)
        await world.pair(table, one, other, network=name, **({"by_me": True} if table == "blocks" else {}))
    return [world[each] for each in members]


def random_texts(chance: Random) -> dict[str, Any]:
    """What is written of one member."""
    return {
        "display_name": f"{word(chance)} {word(chance)}",
        "family_name_kana": chance.choice([None, word(chance)]),
        "given_name_romaji": chance.choice([None, word(chance)]),
        "former_name": chance.choice([None, word(chance)]),
        "headline": chance.choice([None, f"{word(chance)} {word(chance)}"]),
        "former_name_audience": chance.choice(AUDIENCES),
        "headline_audience": chance.choice(AUDIENCES),
        "kind": chance.choice(["ALUMNUS", "EMPLOYEE"]),
        "status": chance.choice(["ACTIVE"] * 7 + ["SUSPENDED"]),
        "listing": chance.choice(["LISTED"] * 6 + ["TIES_ONLY", "UNLISTED"]),
    }


@pytest.fixture(scope="module")
async def random_viewers(postgres_url: str, template: str) -> AsyncIterator[list[Asking]]:
    """An active member of each of some random networks."""
    async for world, engine in opened(postgres_url, template, "random_search"):
        viewers = []
        for number in range(NETWORKS):
            keys = await random_members(world, Random(number), f"n{number}")
            sql = "select id from members where id = any($1) and status = 'ACTIVE' order by id limit 1"
            viewers.append(asking(engine, await world.connection.fetchval(sql, keys), world[f"n{number}"]))
        await world.connection.execute("analyze")
        yield viewers


def made_up(chance: Random) -> str:
    """A cursor that no page gave."""
    keys = ["RELEVANCE", chance.randint(-1, 6), word(chance), str(UUID(int=chance.getrandbits(128)))]
    return base64.b64encode(orjson.dumps(keys)).decode()


FOUND_AT_RANDOM: list[int] = []


@settings(
    max_examples=150,
    deadline=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
    phases=[Phase.generate, Phase.shrink],
)
@given(chance=st.randoms(use_true_random=False))
async def test_random_pages_are_the_same_by_one_statement_and_field_by_field(
    random_viewers: list[Asking], chance: Random
) -> None:
    viewer, walked = chance.choice(random_viewers), chance.choice(WALKS)
    typed = " ".join(word(chance, 2) for _ in range(chance.choice((1, 1, 1, 2))))
    whole = await viewer.page(typed, walked, plainly=True, first=100)
    found, size = names(whole), chance.randint(1, 3)
    note(f"{typed!r} walked {walked} by {size}: {found}")
    FOUND_AT_RANDOM.append(len(found))
    assert [
        name for page in [page async for page in viewer.pages(typed, walked, first=size)] for name in names(page)
    ] == found
    backwards = [page async for page in viewer.pages(typed, walked, last=size)]
    assert [name for page in backwards[::-1] for name in names(page)] == found
    cursors = [edge["cursor"] for edge in whole["edges"]] + [made_up(chance), made_up(chance)]
    for ends in ({"after"}, {"before"}, {"after", "before"}):
        page = {end: chance.choice(cursors) for end in sorted(ends)}
        await viewer.page(typed, walked, plainly=True, **page, **{chance.choice(["first", "last"]): size})


def test_random_texts_found_nobody_a_few_and_many() -> None:
    assert len(FOUND_AT_RANDOM) >= 150
    assert min(FOUND_AT_RANDOM) == 0
    assert max(FOUND_AT_RANDOM) > 5
    assert sum(1 for count in FOUND_AT_RANDOM if count > 1) > 50
