"""Career statistics count those who agreed and show it, and let nobody derive a count under five."""

from collections import Counter, defaultdict
from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from itertools import combinations, product
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graph.compile.engine import Engine
from graph.compile.keys import global_id
from models.database import connect
from tests.conftest import fresh_database, on_database
from tests.graph.population import INDUSTRIES, SIZE, Career, Population
from tests.world import World

STATS = (
    "query($by: CareerBy!, $joined: Int) { network { careerStats(by: $by, joined: $joined)"
    " { cellCount cells { label atLeast attribute { id label } } } } }"
)
BANDS = (2000, 2005, 2010, None)
Table = Mapping[tuple[int, int | None], int]  # (value, band) -> how many
Answers = dict[tuple[int, int | str], int]  # (value, band or "all") -> what is shown


def published(table: Table, *, capped: bool = True) -> Answers:
    """What must be shown of a table of counts: the rule of models/statistics.py a second time."""
    lows = {cell: count // 5 * 5 for cell, count in table.items()}
    answers: Answers = {(value, band): low for (value, band), low in lows.items() if low and band is not None}
    room = 4 * (len({band for (_, band), low in lows.items() if low}) - 1)
    for value in {value for value, _ in table}:
        total = sum(count for (each, _), count in table.items() if each == value)
        most = sum(low for (each, _), low in lows.items() if each == value) + room
        shown = min(total, most) // 5 * 5 if capped else total // 5 * 5
        if shown > 0:
            answers[value, "all"] = shown
    return answers


def band_of(cohort: int | None) -> int | None:
    return None if cohort is None else cohort // 5 * 5


def table_of(careers: Iterable[Career]) -> Table:
    return Counter((one.industry, band_of(one.cohort)) for one in careers if one.industry is not None)


@pytest.fixture(scope="module")
async def population(postgres_url: str, template: str) -> AsyncIterator[Population]:
    await fresh_database(postgres_url, "careers", template)
    url = on_database(postgres_url, "careers")
    world, engine = World(await connect(url)), await Engine.open(url, connections=1)
    made = Population(world, engine)
    await made.fill()
    yield made
    await engine.close()
    await world.connection.close()


async def numbers(population: Population, reader: Any = None, by: str = "INDUSTRY", **more: Any) -> dict[str, int]:
    """label → number, of one answer."""
    return told(await population.ask(STATS, reader, by=by, **more))


def told(answer: Any) -> dict[str, int]:
    """label → number."""
    stats = answer["network"]["careerStats"]
    assert stats["cellCount"] == len(stats["cells"])
    return {cell["label"]: cell["atLeast"] for cell in stats["cells"]}


async def everything(population: Population, reader: Any = None) -> Answers:
    """All that one viewer can ask of industries, each in a question of its own."""
    asked: dict[int | str, int | None] = {"all": None, 2000: 2003, 2005: 2005, 2010: 2014, 2015: 2019}
    found: Answers = {}
    for band, joined in asked.items():
        answer = await population.by_plan(STATS, reader, by="INDUSTRY", joined=joined)
        for label, number in told(answer).items():
            found[INDUSTRIES.index(label), band] = number
    return found


careers = st.lists(
    st.tuples(
        st.builds(Career, st.sampled_from([0, 1, 2, None]), st.sampled_from([2000, 2004, 2005, 2009, 2010, None])),
        st.integers(1, 9),
    ),
    max_size=9,
)


async def deal(population: Population, dealt: list[Career]) -> None:
    """Deal out careers, and each of them to one more who did not agree: so all who agreed are counted."""
    await population.deal(dealt, all_agreed=False)


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
@given(dealt=careers)
async def test_what_is_shown_is_what_the_argument_speaks_of(
    population: Population, dealt: list[tuple[Career, int]]
) -> None:
    each = [career for career, count in dealt for _ in range(count)][:SIZE]
    await deal(population, each)
    assert await everything(population) == published(table_of(each))


def small_tables(values: int, bands: tuple[int | None, ...], most: int) -> list[Table]:
    """Every table of these cells with counts up to ``most``."""
    cells = list(product(range(values), bands))
    return [dict(zip(cells, counts, strict=True)) for counts in product(range(most + 1), repeat=len(cells))]


def derivable(tables: list[Table], publish: Callable[[Table], Answers]) -> list[Any]:
    """The sums of one or more cells of a value that the answers settle at a number from 0 to 4, and cells that they
    narrow although they are small: what an observer learns who knows the rule and can compute without end."""
    alike: dict[Any, list[Table]] = defaultdict(list)
    for table in tables:
        alike[tuple(sorted(publish(table).items(), key=str))].append(table)
    found = []
    for group in alike.values():
        for cells in sums_of(group[0]):
            possible = {sum(table[cell] for cell in cells) for table in group}
            small = possible & set(range(5))
            if small and (len(possible) == 1 or (len(cells) == 1 and small != set(range(5)))):
                found.append((group[0], cells, possible))
    return found


def sums_of(table: Table) -> list[tuple[Any, ...]]:
    """Every set of cells of a value, and every pair of any two."""
    values = {value for value, _ in table}
    of_each = [[cell for cell in table if cell[0] == value] for value in values]
    sets = [chosen for cells in of_each for size in range(1, len(cells) + 1) for chosen in combinations(cells, size)]
    return [*dict.fromkeys([*sets, *combinations(table, 2)])]


SHAPES = [(1, (2000, 2005, None), 14), (1, (2000, 2005, 2010, None), 7), (2, (2000, 2005), 9)]


@pytest.mark.parametrize(("values", "bands", "most"), SHAPES)
def test_no_count_under_five_can_be_derived_from_all_answers_together(
    values: int, bands: tuple[int | None, ...], most: int
) -> None:
    assert derivable(small_tables(values, bands, most), published) == []


def exact(table: Table, above: int) -> Answers:
    """The numbers themselves, those of small cells left out, with their total."""
    cells: Answers = {(value, str(band)): count for (value, band), count in table.items() if count > above}
    return {**cells, (0, "all"): sum(table.values())}


WEAKER: dict[str, Callable[[Table], Answers]] = {
    "a total that is only rounded": lambda table: published(table, capped=False),
    "an exact total beside rounded cells": lambda table: {**published(table), (0, "all"): sum(table.values())},
    "exact counts from five": lambda table: exact(table, above=4),
}


@pytest.mark.parametrize("rule", WEAKER)
def test_the_derivation_finds_what_weaker_rules_would_betray(rule: str) -> None:
    assert derivable(small_tables(1, (2000, 2005, 2010), 9), WEAKER[rule]) != []


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
@given(dealt=careers, moved=st.integers(0, SIZE - 1))
async def test_one_who_takes_back_the_consent_moves_no_number_but_where_it_crosses_a_five(
    population: Population, dealt: list[tuple[Career, int]], moved: int
) -> None:
    each = [career for career, count in dealt for _ in range(count)][:SIZE]
    await deal(population, each)
    before, gone = await everything(population), population.members[moved]
    await population.connection.execute("update members set in_statistics = false where id = $1", gone)
    after = await everything(population)
    await population.connection.execute("update members set in_statistics = true where id = $1", gone)
    crossed = {cell for cell in {*before, *after} if before.get(cell, 0) != after.get(cell, 0)}
    assert after == published(table_of(one for number, one in enumerate(each) if number != moved))
    own = each[moved] if moved < len(each) else Career()
    count = table_of(each).get((own.industry, band_of(own.cohort)), 0)  # type: ignore[arg-type]
    assert {value for value, _ in crossed} <= {own.industry} | ({0, 1, 2} if count % 5 == 0 else set())
    assert (own.industry, band_of(own.cohort)) not in crossed or count % 5 == 0


async def test_the_viewer_is_not_counted_and_so_cannot_feel_for_the_edge_of_a_number(population: Population) -> None:
    await deal(population, [Career(0, 2010)] * 5)
    reader = population.members[0]
    assert await numbers(population) == {INDUSTRIES[0]: 5}
    assert await numbers(population, reader) == {}
    await deal(population, [Career(1, 2010)] + [Career(0, 2010)] * 4)
    assert await numbers(population, reader) == {}


async def test_only_alumni_who_agreed_and_show_the_value_to_the_viewer_are_counted(population: Population) -> None:
    await deal(population, [Career(0, 2010)] * 5)
    one = population.members[0]
    for change, undo in (
        ("update members set in_statistics = false", "update members set in_statistics = true"),
        ("update members set kind = 'EMPLOYEE'", "update members set kind = 'ALUMNUS'"),
        ("update members set listing = 'UNLISTED'", "update members set listing = 'LISTED'"),
        ("update members set status = 'LEFT'", "update members set status = 'ACTIVE'"),
        ("update positions set audience = 1", "update positions set audience = 65"),
        ("update positions set ended = '2021'", "update positions set ended = null"),
    ):
        assert await numbers(population) == {INDUSTRIES[0]: 5}
        where = "member_id" if "positions" in change else "id"
        await population.connection.execute(f"{change} where {where} = $1", one)
        assert await numbers(population) == {}, change
        await population.connection.execute(f"{undo} where {where} = $1", one)


@pytest.mark.parametrize("count", [5, 6, 9, 10, 11])
async def test_no_number_tells_that_all_whom_one_sees_agreed(population: Population, count: int) -> None:
    careers, last = [Career(0, 2010)] * count + [Career(0, 2000)] * 7, population.members[count - 1]
    await population.deal(careers)
    told = await everything(population)
    await population.connection.execute("update members set in_statistics = false where id = $1", last)
    assert await everything(population) == told == published({(0, 2010): count - 1, (0, 2000): 6})
    await population.connection.execute("update members set in_statistics = true where id = $1", last)


async def test_who_hides_the_years_is_in_no_band_but_counts_in_all(population: Population) -> None:
    await deal(population, [Career(0, 2010)] * 11)
    hidden = population.members[:6]  # with nobody beside them there who did not agree they count as five
    await population.connection.execute("update employments set audience = 1 where member_id = any($1)", hidden)
    assert await numbers(population) == {INDUSTRIES[0]: 10}
    assert await numbers(population, joined=2012) == {INDUSTRIES[0]: 5}


async def test_a_year_names_its_five_years_and_an_impossible_one_none(population: Population) -> None:
    await deal(population, [Career(0, 2009)] * 6)
    assert [await numbers(population, joined=year) for year in (2004, 2005, 2009, 2010)] == [
        *({}, {INDUSTRIES[0]: 5}, {INDUSTRIES[0]: 5}, {}),
    ]
    for year in (0, -1, 2**31 - 1, -(2**31)):
        assert await numbers(population, joined=year) == {}


async def test_a_boomerang_belongs_to_the_band_of_the_first_spell_alone(population: Population) -> None:
    await deal(population, [Career(0, 2005)] * 5)
    again = (
        "insert into employments (id, network_id, member_id, started, ended, verified_by, version)"
        " select gen_random_uuid(), network_id, member_id, '2021-04', '2023', 'SELF', 1 from employments"
    )
    await population.connection.execute(again)
    assert await numbers(population, joined=2005) == {INDUSTRIES[0]: 5}
    assert await numbers(population, joined=2021) == {}


async def test_companies_places_and_occupations_are_counted_too(population: Population) -> None:
    await deal(population, [Career(0, 2010)] * 7)
    world, connection = population.world, population.connection
    keys = {
        kind: await world.add("attributes", network_id=world["here"], kind=kind, label_ja=kind, aliases=[])
        for kind in ("PLACE", "OCCUPATION")
    }
    await connection.execute("update positions set place_id = $1", keys["PLACE"])
    await connection.execute("update positions set company = '㈱Example' where member_id = $1", population.members[0])
    for member in population.members[:6]:
        pair = {"member_id": member, "attribute_id": keys["OCCUPATION"]}
        await world.add("member_attributes", network_id=world["here"], **pair, source="MEMBER")
    assert await numbers(population, by="COMPANY") == {"Example": 5}
    assert await numbers(population, by="PLACE") == {"PLACE": 5}
    assert await numbers(population, by="OCCUPATION") == {"OCCUPATION": 5}
    hidden = "update member_attributes set audience = 1 where member_id = any($1)"
    await connection.execute(hidden, population.members[:2])
    assert await numbers(population, by="OCCUPATION") == {}


async def test_nobody_but_the_member_reads_whether_they_agreed(population: Population) -> None:
    document = "query($id: ID!) { viewer { inStatistics } member(id: $id) { inStatistics } }"
    one, other = population.members[:2]
    for agreed in (True, False):
        await population.connection.execute("update members set in_statistics = $1 where id = $2", agreed, one)
        own = await population.ask(document, one, id=global_id("mem", one))
        assert own == {"viewer": {"inStatistics": agreed}, "member": {"inStatistics": agreed}}
        told = await population.ask(document, other, id=global_id("mem", one))
        assert told["member"] == {"inStatistics": None}
    await population.connection.execute("update members set in_statistics = true")


async def test_a_new_member_is_not_counted_before_agreeing(population: Population) -> None:
    key = await population.world.member("Newcomer", status="INVITED", account_id=None)
    assert await population.connection.fetchval("select in_statistics from members where id = $1", key) is False
