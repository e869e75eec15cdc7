"""The roster import: what HR systems export, read whole or refused whole (docs/roster.md)."""

import asyncio
import csv
import io
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date
from itertools import count
from pathlib import Path
from typing import Any

import asyncpg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from actions.import_roster import RosterReport, import_roster
from actions.refusals import ImportRefused
from actions.roster_changes import overlap
from models.database import connect
from models.ids import uuid7
from tests.actions.roster import HEADER, NARROW, SUZUKI, YAMADA, put, put_bytes

NETWORKS = count(1)


@asynccontextmanager
async def connection_to(url: str) -> AsyncIterator[asyncpg.Connection]:
    connection = await connect(url)
    try:
        yield connection
    finally:
        await connection.close()


async def fetch(url: str, sql: str, *values: Any) -> list[Any]:
    async with connection_to(url) as connection:
        return [tuple(row) for row in await connection.fetch(sql, *values)]


async def new_network(url: str) -> str:
    slug = f"net-{next(NETWORKS)}"
    await fetch(
        url,
        "insert into networks (id, name, slug, locale, time_zone, emojis, created_at)"
        " values ($1, $2, $2, 'JA', 'Asia/Tokyo', '{}', now())",
        uuid7(),
        slug,
    )
    return slug


@pytest.fixture
async def slug(database: str) -> str:
    return await new_network(database)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "roster.csv"


async def everything(database: str) -> list[Any]:
    """All that is stored, with the marks of any write."""
    return await fetch(
        database,
        "select row_to_json(e)::text, e.xmin::text, e.ctid::text from roster_entries e union all"
        " select row_to_json(s)::text, s.xmin::text, s.ctid::text from roster_spells s order by 1",
    )


async def spells(database: str, number: str) -> list[Any]:
    return await fetch(
        database,
        "select s.started, s.ended, s.department, s.reason from roster_spells s"
        " join roster_entries e on e.id = s.entry_id where e.external_id = $1 order by s.started",
        number,
    )


async def people(database: str, columns: str = "external_id, family_name, given_name") -> list[Any]:
    return await fetch(database, f"select {columns} from roster_entries order by external_id")


def counts(report: RosterReport) -> tuple[int, int, int]:
    assert report.problems == []
    return report.added, report.changed, report.unchanged


# What is read


async def test_the_planner_knows_every_table_afterwards(database: str, slug: str, file: Path) -> None:
    await import_roster(database, put(file, HEADER, YAMADA), slug=slug)
    assert await fetch(database, "select relname from pg_stat_user_tables where last_analyze is null") == []


async def test_a_roster_is_stored_as_it_is_written(database: str, slug: str, file: Path) -> None:
    report = await import_roster(database, put(file, HEADER, YAMADA, SUZUKI), slug=slug)
    assert counts(report) == (2, 0, 0)
    columns = (
        "external_id, family_name, given_name, family_name_kana, given_name_kana, former_name, email, claimed_by_id"
    )
    assert await people(database, columns) == [
        ("A001", "山田", "太郎", "ヤマダ", "タロウ", None, "taro.yamada@example.jp", None),
        ("A002", "鈴木", "花子", "スズキ", "ハナコ", "佐藤", None, None),
    ]
    assert await spells(database, "A001") == [("2010-04-01", "2018-03-31", "営業部", "転職のため")]
    assert await spells(database, "A002") == [("2015-04", None, "開発部", None)]


async def test_a_boomerang_has_several_spells(database: str, slug: str, file: Path) -> None:
    later = YAMADA.replace("2010/4/1,2018/3/31,転職のため", "2021/10/1,,").replace("営業部", "人事部")
    assert counts(await import_roster(database, put(file, HEADER, later, YAMADA), slug=slug)) == (1, 0, 0)
    assert await spells(database, "A001") == [
        ("2010-04-01", "2018-03-31", "営業部", "転職のため"),
        ("2021-10-01", None, "人事部", None),
    ]


async def test_someone_may_come_back_on_the_day_of_leaving(database: str, slug: str, file: Path) -> None:
    put(file, NARROW, "1,山田,太郎,2010/4/1,2015/4/1", "1,山田,太郎,2015/4/1,")
    assert counts(await import_roster(database, file, slug=slug)) == (1, 0, 0)
    assert len(await spells(database, "1")) == 2


async def test_formulas_and_quotes_are_data(database: str, slug: str, file: Path) -> None:
    cells = ["=1", "=cmd|' /C calc'!A0", "'; drop table members; --", '@SUM("1")', "+{0}%s$1"]
    text = io.StringIO()
    csv.writer(text).writerows([["社員番号", "姓", "名", "部署", "退職理由", "入社日"], [*cells, "2010"]])
    put_bytes(file, text.getvalue().encode())
    assert counts(await import_roster(database, file, slug=slug)) == (1, 0, 0)
    assert await people(database) == [tuple(cells[:3])]
    assert await spells(database, "=1") == [("2010", None, cells[3], cells[4])]


# Running it again


async def test_the_same_file_again_touches_nothing(database: str, slug: str, file: Path) -> None:
    put(file, HEADER, YAMADA, SUZUKI)
    await import_roster(database, file, slug=slug)
    before = await everything(database)
    assert len(before) == 4
    assert counts(await import_roster(database, file, slug=slug)) == (0, 0, 2)
    assert await everything(database) == before


async def test_only_what_changed_is_written(database: str, slug: str, file: Path) -> None:
    await import_roster(database, put(file, HEADER, YAMADA, SUZUKI), slug=slug)
    before = await everything(database)
    put(file, HEADER, YAMADA, SUZUKI.replace("2015年4月,,", "2015年4月,2024年3月,家庭の事情"), "A003,林,一,,,,,,2020,,")
    assert counts(await import_roster(database, file, slug=slug)) == (1, 1, 1)
    after = await everything(database)
    untouched = set(before) & set(after)
    assert len(untouched) == 2
    assert all("A001" in row or "転職のため" in row for row, *_ in untouched)
    assert await spells(database, "A002") == [("2015-04", "2024-03", "開発部", "家庭の事情")]
    stamps = dict(await people(database, "external_id, updated_at"))
    assert stamps["A001"] < stamps["A002"] == stamps["A003"]


async def test_a_changed_name_leaves_the_spells_untouched(database: str, slug: str, file: Path) -> None:
    await import_roster(database, put(file, HEADER, YAMADA), slug=slug)
    before = {row for row in await everything(database) if "転職のため" in row[0]}
    put(file, HEADER, YAMADA.replace("山田", "川田"))
    assert counts(await import_roster(database, file, slug=slug)) == (0, 1, 0)
    assert before < set(await everything(database))
    assert await people(database) == [("A001", "川田", "太郎")]


async def test_who_is_missing_from_a_later_file_is_left_alone(database: str, slug: str, file: Path) -> None:
    await import_roster(database, put(file, HEADER, YAMADA, SUZUKI), slug=slug)
    before = await everything(database)
    assert counts(await import_roster(database, put(file, HEADER, YAMADA), slug=slug)) == (0, 0, 1)
    assert await everything(database) == before


async def test_a_column_that_is_absent_changes_nothing_and_a_blank_cell_clears(
    database: str, slug: str, file: Path
) -> None:
    await import_roster(database, put(file, HEADER, YAMADA), slug=slug)
    before = await everything(database)
    put(file, "社員番号,姓,名,入社日", "A001,山田,太郎,2010-04-01")
    assert counts(await import_roster(database, file, slug=slug)) == (0, 0, 1)
    assert await everything(database) == before
    put(file, HEADER, "A001,山田,太郎,,,,,,2010-04-01,2018-03-31,")
    assert counts(await import_roster(database, file, slug=slug)) == (0, 1, 0)
    assert await people(database, "family_name_kana, email") == [(None, None)]
    assert await spells(database, "A001") == [("2010-04-01", "2018-03-31", None, None)]


async def test_an_earlier_spell_that_a_later_file_lacks_is_kept(database: str, slug: str, file: Path) -> None:
    await import_roster(database, put(file, NARROW, "1,山田,太郎,2010/4/1,2015/3/31"), slug=slug)
    put(file, NARROW, "1,山田,太郎,2020/4/1,")
    assert counts(await import_roster(database, file, slug=slug)) == (0, 1, 0)
    assert [row[:2] for row in await spells(database, "1")] == [("2010-04-01", "2015-03-31"), ("2020-04-01", None)]


async def test_a_corrected_day_of_joining_takes_the_place_of_the_wrong_one(
    database: str, slug: str, file: Path
) -> None:
    await import_roster(database, put(file, HEADER, YAMADA), slug=slug)
    put(file, "社員番号,姓,名,入社日", "A001,山田,太郎,2010-05-10")
    assert counts(await import_roster(database, file, slug=slug)) == (0, 1, 0)
    assert await spells(database, "A001") == [("2010-05-10", "2018-03-31", "営業部", "転職のため")]


async def test_spells_may_move_against_each_other(database: str, slug: str, file: Path) -> None:
    put(file, NARROW, "1,山,一,2010/4/1,2012/4/1", "1,山,一,2012/4/1,2015/4/1", "1,山,一,2016/4/1,2017/4/1")
    await import_roster(database, file, slug=slug)
    put(file, NARROW, "1,山,一,2010/4/1,2013/4/1", "1,山,一,2013/4/1,2016/4/1", "1,山,一,2016/4/1,")
    assert counts(await import_roster(database, file, slug=slug)) == (0, 1, 0)
    dates = [row[:2] for row in await spells(database, "1")]
    assert dates == [("2010-04-01", "2013-04-01"), ("2013-04-01", "2016-04-01"), ("2016-04-01", None)]


async def test_another_network_with_the_same_numbers_is_untouched(database: str, slug: str, file: Path) -> None:
    await import_roster(database, put(file, HEADER, YAMADA), slug=slug)
    before = await everything(database)
    other = await new_network(database)
    put(file, HEADER, YAMADA.replace("太郎", "次郎"))
    assert counts(await import_roster(database, file, slug=other)) == (1, 0, 0)
    assert set(before) < set(await everything(database))


async def test_a_claim_survives_a_change(database: str, slug: str, file: Path) -> None:
    await import_roster(database, put(file, HEADER, YAMADA), slug=slug)
    await fetch(
        database,
        "insert into members (id, network_id, kind, status, listing, roles, display_name, joined_at, updated_at,"
        " version, attribute_keys) select $1, network_id, 'ALUMNUS', 'INVITED', 'LISTED', '{}', '山田', now(), now(),"
        " 1, '{}' from roster_entries",
        uuid7(),
    )
    await fetch(database, "update roster_entries set claimed_by_id = (select id from members)")
    await import_roster(database, put(file, HEADER, YAMADA.replace("太郎", "次郎")), slug=slug)
    assert await fetch(database, "select given_name from roster_entries where claimed_by_id is not null") == [("次郎",)]


# The dry run, and all or nothing


async def test_a_dry_run_says_what_would_happen_and_writes_nothing(database: str, slug: str, file: Path) -> None:
    await import_roster(database, put(file, HEADER, YAMADA, SUZUKI), slug=slug)
    before = await everything(database)
    put(file, HEADER, YAMADA, SUZUKI.replace("花子", "華子"), "A003,林,一,,,,,,2020,,")
    dry = await import_roster(database, file, slug=slug, dry_run=True)
    assert await everything(database) == before
    assert dry == await import_roster(database, file, slug=slug)
    assert counts(dry) == (1, 1, 1)


@pytest.mark.parametrize("dry_run", [False, True])
@pytest.mark.parametrize(("bad", "column"), [("x,山田,太郎,2010/2/30,", "入社日"), ("7,山田,太郎,2011/4/1,", "入社日")])
async def test_one_bad_row_keeps_all_the_others_out(
    database: str, slug: str, file: Path, *, bad: str, column: str, dry_run: bool
) -> None:
    put(file, NARROW, *(f"{n},山田,太郎,2010/4/1," for n in range(200)), bad)
    report = await import_roster(database, file, slug=slug, dry_run=dry_run)
    assert [problem[:2] for problem in report.problems] == [(202, column)]
    assert (report.added, report.changed, report.unchanged) == (0, 0, 0)
    assert await everything(database) == []


async def test_two_imports_at_once_wait_for_each_other(database: str, slug: str, file: Path) -> None:
    put(file, HEADER, YAMADA, SUZUKI)
    reports = await asyncio.gather(*(import_roster(database, file, slug=slug) for _ in range(4)))
    assert sorted(map(counts, reports)) == [(0, 0, 2), (0, 0, 2), (0, 0, 2), (2, 0, 0)]


async def test_an_import_that_is_broken_off_leaves_nothing(database: str, slug: str, file: Path) -> None:
    def interrupt(stage: str, done: int, total: int) -> None:
        if stage == "writing" and done == total:
            raise KeyboardInterrupt

    put(file, HEADER, YAMADA, SUZUKI)
    with pytest.raises(KeyboardInterrupt):
        await import_roster(database, file, slug=slug, report=interrupt)
    assert await everything(database) == []


async def test_it_tells_how_far_it_is(database: str, slug: str, file: Path) -> None:
    told: list[tuple[str, int, int]] = []
    put(file, NARROW, *(f"{n},山田,太郎,2010/4/1," for n in range(2500)))
    await import_roster(database, file, slug=slug, report=lambda *step: told.append(step))
    assert [stage for stage, *_ in told] == sorted(stage for stage, *_ in told)
    for stage in ("reading", "writing"):
        steps = [(done, total) for name, done, total in told if name == stage]
        assert len(steps) > 3
        assert steps == sorted(steps)
        assert steps[-1][0] == steps[-1][1]


async def test_why_someone_left_is_only_in_its_column(database: str, slug: str, file: Path) -> None:
    secret = "病気療養"
    put(file, HEADER, YAMADA.replace("転職のため", secret))
    await import_roster(database, file, slug=slug)
    rows = [row for row, *_ in await everything(database) if secret in row]
    assert len(rows) == 1
    assert f'"reason":"{secret}"' in rows[0]
    report = await import_roster(database, put(file, HEADER, YAMADA.replace("転職のため", secret * 60)), slug=slug)
    assert [problem.column for problem in report.problems] == ["退職理由"]
    assert secret not in report.problems[0].message


async def test_a_network_that_is_not_there_is_refused(database: str, file: Path) -> None:
    with pytest.raises(ImportRefused, match="no network 'nowhere'"):
        await import_roster(database, put(file, HEADER, YAMADA), slug="nowhere")


# Any roster

TEXT = st.text("山田髙﨑ーアｱa'\"=,\t;% 　あ0", min_size=1, max_size=8).map(str.strip).filter(bool)
ONE_LINE = TEXT.filter(lambda text: "\t" not in text)
DAYS = st.dates(date(1990, 1, 1), date(2024, 12, 31)).map(date.isoformat)
REASON = st.none() | st.lists(TEXT, min_size=1, max_size=3).map("\r\n".join)


def in_time(spells: list[tuple[str, str | None]]) -> list[tuple[str, str | None]]:
    """As many of the spells as do not overlap."""
    kept: list[tuple[str, str | None]] = []
    for started, ended in spells:
        last = ended if ended is None or started <= ended else started
        new = {"started": started, "ended": last}
        if not any(overlap(new, {"started": first, "ended": end}) for first, end in kept):
            kept.append((started, last))
    return kept


SPELLS = st.lists(st.tuples(DAYS, st.none() | DAYS), min_size=1, max_size=4).map(in_time)
PERSON = st.tuples(ONE_LINE, ONE_LINE, SPELLS, st.none() | TEXT, REASON)
NUMBERS = st.text("A0123456789-", min_size=1, max_size=6)
ROSTERS = st.dictionaries(NUMBERS, PERSON, min_size=1, max_size=6)


def written(roster: dict[str, Any], delimiter: str, newline: str) -> str:
    text = io.StringIO()
    writer = csv.writer(text, delimiter=delimiter, lineterminator=newline)
    writer.writerow(["社員番号", "姓", "名", "入社日", "退職日", "部署", "退職理由"])
    for number, (family, given_name, spells_, department, reason) in roster.items():
        writer.writerows([number, family, given_name, *spell, department, reason] for spell in spells_)
    return text.getvalue()


async def stored(database: str, slug: str) -> dict[str, Any]:
    rows = await fetch(
        database,
        "select e.external_id, e.family_name, e.given_name, s.started, s.ended, s.department, s.reason"
        " from roster_entries e join roster_spells s on s.entry_id = e.id join networks n on n.id = e.network_id"
        " where n.slug = $1",
        slug,
    )
    roster: dict[str, Any] = {}
    for number, family, given_name, started, ended, department, reason in rows:
        person = roster.setdefault(number, (family, given_name, set(), department, reason))
        person[2].add((started, ended))
    return roster


@settings(
    max_examples=500 if os.environ.get("PROOF") else 30,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    first=ROSTERS,
    second=ROSTERS,
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "cp932", "utf-16"]),
    delimiter=st.sampled_from(",\t"),
    newline=st.sampled_from(["\n", "\r\n", "\r"]),
)
async def test_any_roster_comes_back_as_it_was_written_and_again_changes_nothing(
    *, database: str, file: Path, first: Any, second: Any, encoding: str, delimiter: str, newline: str
) -> None:
    slug = await new_network(database)
    put_bytes(file, written(first, delimiter, newline).encode(encoding))
    assert counts(await import_roster(database, file, slug=slug)) == (len(first), 0, 0)
    expected = {number: (*person[:2], set(person[2]), *person[3:]) for number, person in first.items()}
    assert await stored(database, slug) == expected
    before = await everything(database)
    assert counts(await import_roster(database, file, slug=slug)) == (0, 0, len(first))
    assert await everything(database) == before

    put_bytes(file, written(second, delimiter, newline).encode(encoding))
    report = await import_roster(database, file, slug=slug)
    assert counts(report)[0] == len(second.keys() - first.keys())
    after = await stored(database, slug)
    assert after.keys() == first.keys() | second.keys()
    assert all(set(person[2]) <= after[number][2] for number, person in second.items())
    assert counts(await import_roster(database, file, slug=slug)) == (0, 0, len(second))
