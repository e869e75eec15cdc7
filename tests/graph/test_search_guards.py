"""A search finds nobody by a text that the viewer may not see, and nothing of its answer tells that there is one."""

from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

import pytest

from graph.compile.engine import Engine
from graph.compile.keys import global_id
from models.audiences import EVERYBODY, TIES_ONLY, Audience, mask
from models.database import connect
from tests.graph.numbers import Numbers
from tests.graph.searching import Asking, asking, names, network
from tests.models.oracle import Sight
from tests.world import World

TEXTS = ["旧姓3", "旧姓1", "headline of hana", "of", "company", "company 5", "東邦電機", "属性2", "属性1", "alias 4"]
TEXTS += ["hana headline", "member 属性2", "ヤマダ 旧姓0", "member company", "o'neil 属性1", "よそ", "elsewhere 属性1"]


def told(sight: Sight, member: UUID) -> list[str]:
    """Every text by which the viewer may find a member, without blanks."""
    row, profile = sight.facts["members"][member], sight.profile(member)
    names = [each for name, each in row.items() if name.startswith(("family_", "given_", "display_")) and each]
    companies = [each["company"] for each in sight.rows("positions", member_id=member)]
    labels = [sight.facts["attributes"][key] for key in sight.holds(member)]
    attributes = [text for label in labels for text in (label["label_ja"], label["label_en"], *label["aliases"])]
    said = [profile["former_name"], profile["headline"], *companies, *attributes]
    return ["".join(filter(str.isalnum, text.lower())) for text in (*names, *said) if text]


def finds(sight: Sight, typed: str) -> set[UUID]:
    """Whom the viewer may find: every word is in a text that they may see."""
    words = ["".join(filter(str.isalnum, word)) for word in typed.split()]
    seen = {member: told(sight, member) for member in sight.sees["members"]}
    return {member for member, texts in seen.items() if all(any(word in text for text in texts) for word in words)}


async def test_nobody_is_found_by_a_text_that_the_viewer_may_not_see(numbers: Numbers) -> None:
    sight, engine = numbers.sight, numbers.engine
    one = asking(engine, sight.viewer, sight.me["network_id"])
    document = "query($typed: String!) { members(filter: {search: $typed}, orderBy: RELEVANCE, first: 100)"
    for typed in TEXTS:
        body = await one.answer(f"{document} {{ totalCount edges {{ node {{ id }} }} }} }}", typed=typed)
        found = body["data"]["members"]
        ids = {global_id("mem", key) for key in finds(sight, typed)}
        assert ({edge["node"]["id"] for edge in found["edges"]}, found["totalCount"]) == (ids, len(ids)), typed


WORD, OTHER = "縁側", "別物"
MANY = ["縁", WORD, "田", f"田 {WORD}", f"{WORD} 田中", "別物", "田 別物"]
FIELDS = {"former_name": 1, "headline": 2, "company": 1 << 10, "attribute": 1 << 11}


async def tell(world: World, what: str, said: str, audience: int) -> None:
    """Let the owner say this word there, and show it to these."""
    owner = world["owner"]
    if what in ("former_name", "headline"):
        sql = f"update members set {what} = $2, {what}_audience = $3 where id = $1"
    else:
        sql = "update positions set company = $2, audience = $3 where member_id = $1"
    if what != "attribute":
        await world.connection.execute(sql, owner, said, audience)
        return
    await world.connection.execute("delete from member_attributes where member_id = $1", owner)
    held = {"network_id": world["here"], "member_id": owner, "attribute_id": world[said]}
    await world.add("member_attributes", **held, source="MEMBER", audience=audience)


@pytest.fixture
async def owner(database: str) -> AsyncIterator[tuple[World, Asking]]:
    """The owner of a few texts, somebody who looks for them, and two more of like names."""
    world, engine = World(await connect(database)), await Engine.open(database, connections=1)
    here = await network(world, "here")
    for name, written in (("owner", "田中 一"), ("second", "田口 二"), ("third", "三田 三"), ("viewer", "Xx")):
        await world.member(name, display_name=written)
    for word in (WORD, OTHER):
        await world.add("attributes", word, **here, kind="SKILL", label_ja=word, aliases=[], rarity=0)
    hers = {**here, "member_id": world["owner"], "audience": mask()}
    await world.add("positions", **hers, company=OTHER, started="2020", version=1)
    await world.add("member_attributes", **hers, attribute_id=world[OTHER], source="MEMBER")
    theirs = {**here, "member_id": world["third"], "audience": EVERYBODY}
    await world.add("positions", **theirs, company=WORD, started="2020", version=1)
    yield world, asking(engine, world["viewer"], world["here"])
    await engine.close()
    await world.connection.close()


async def searched(one: Asking) -> dict[tuple[str, int], Any]:
    """All that the viewer learns by searching."""
    return {
        (typed, walked): [await one.page(typed, walked, plainly=True, first=size) for size in (1, 100)]
        for typed in MANY
        for walked in (0, 1)
    }


def found_by(pages: dict[tuple[str, int], Any]) -> set[str]:
    """The texts by which the owner is found."""
    return {typed for (typed, _), (_, whole) in pages.items() if "田中 一" in names(whole)}


@pytest.mark.parametrize("what", FIELDS)
async def test_what_is_hidden_finds_nobody_and_changes_no_answer(owner: tuple[World, Asking], what: str) -> None:
    world, viewer = owner
    await tell(world, what, OTHER, TIES_ONLY)
    before = await searched(viewer)
    assert found_by(before) == {"田"}
    for audience in (TIES_ONLY, mask(), mask(Audience.EMPLOYEES, Audience.HR, lists=(1,))):
        await tell(world, what, WORD, audience)
        assert await searched(viewer) == before
    await tell(world, what, WORD, EVERYBODY)
    assert found_by(await searched(viewer)) == {"縁", WORD, "田", f"田 {WORD}", f"{WORD} 田中"}
    own = {"network_id": world["here"], "member_id": world["owner"], "kind": "MEMBER"}
    await world.add("exclusions", **own, other_id=world["viewer"], fields_mask=FIELDS[what])
    assert await searched(viewer) == before


@pytest.mark.parametrize("what", FIELDS)
async def test_what_is_shown_to_ties_finds_its_owner_for_them(owner: tuple[World, Asking], what: str) -> None:
    world, viewer = owner
    await tell(world, what, WORD, TIES_ONLY)
    assert WORD not in found_by(await searched(viewer))
    await world.pair("ties", "viewer", "owner")
    assert WORD in found_by(await searched(viewer))
