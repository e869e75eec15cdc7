"""Every problem of a roster file is told, at its line and column."""

from datetime import timedelta
from pathlib import Path

import pytest

from actions.roster_file import open_sheet
from actions.roster_rows import read_people
from tests.actions.roster import HEADER, NARROW, SUZUKI, TODAY, YAMADA, put, read


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "roster.csv"


def problems(file: Path, *lines: str) -> list[tuple[int, str]]:
    """Line and column of each problem."""
    return sorted((problem.line, problem.column) for problem in read(put(file, *lines))[1])


@pytest.mark.parametrize(
    ("bad", "column"),
    [
        (",山田,太郎,ヤマダ,タロウ,,,営業部,2010/4/1,,", "社員番号"),
        ("1,　,太郎,ヤマダ,タロウ,,,営業部,2010/4/1,,", "姓"),
        ("1,山田,,ヤマダ,タロウ,,,営業部,2010/4/1,,", "名"),
        ("1,山田,太郎,ヤマダ,タロウ,,,営業部,,,", "入社日"),
        ("1,山田,太郎,ヤマダ,タロウ,,,営業部,2010/2/30,,", "入社日"),
        ("1,山田,太郎,ヤマダ,タロウ,,,営業部,2999/4/1,,", "入社日"),
        ("1,山田,太郎,ヤマダ,タロウ,,,営業部,2150/4/1,,", "入社日"),
        ("1,山田,太郎,ヤマダ,タロウ,,,営業部,40269,,", "入社日"),
        ("1,山田,太郎,ヤマダ,タロウ,,,営業部,2010/4/1,在籍中,", "退職日"),
        ("1,山田,太郎,ヤマダ,タロウ,,,営業部,2010/4/1,2009/4/1,", "退職日"),
        ("1,山田,太郎,ヤマダ,タロウ,,,営業部,2010/4/15,2010/4,", "退職日"),
        ("1,山田,太郎,ヤマダ,タロウ,,taro,営業部,2010/4/1,,", "メールアドレス"),
        ("1,山田,太郎,ヤマダ,タロウ,,a@b@example.jp,営業部,2010/4/1,,", "メールアドレス"),
        ("1,山田,太郎,ヤマダ,タロウ,,a@example,営業部,2010/4/1,,", "メールアドレス"),
        (f"1,山田,太郎,ヤマダ,タロウ,,{'a' * 65}@example.jp,営業部,2010/4/1,,", "メールアドレス"),
        (f"{'9' * 101},山田,太郎,ヤマダ,タロウ,,,営業部,2010/4/1,,", "社員番号"),
        (f"1,{'山' * 101},太郎,ヤマダ,タロウ,,,営業部,2010/4/1,,", "姓"),
        (f"1,山田,太郎,{'㌖' * 25},タロウ,,,営業部,2010/4/1,,", "セイ"),
        (f"1,山田,太郎,ヤマダ,タロウ,,,{'部' * 201},2010/4/1,,", "部署"),
        (f"1,山田,太郎,ヤマダ,タロウ,,,営業部,2010/4/1,,{'由' * 201}", "退職理由"),
        ("1,山田,太郎,ヤマダ,タロウ,,,営業\x1b[2J部,2010/4/1,,", "部署"),
        ('1,"山\n田",太郎,ヤマダ,タロウ,,,営業部,2010/4/1,,', "姓"),
        ("1,山田,太郎,ヤマダ,タロウ", "(row)"),
        ("1,山田,太郎,ヤマダ,タロウ,,,営業部,2010/4/1,,,余分", "(row)"),
    ],
)
def test_a_bad_row_is_a_problem_at_its_column(file: Path, bad: str, column: str) -> None:
    assert problems(file, HEADER, YAMADA, bad, SUZUKI) == [(3, column)]


def test_every_problem_of_a_row_and_of_every_row_is_told(file: Path) -> None:
    bad = [",山田,太郎,x,y", "2,鈴木,,2010/4/1,2009/4/1", "3,林,一,2010/4/1,2009/4/1"]
    found = problems(file, NARROW, *bad)
    assert found == [(2, "入社日"), (2, "社員番号"), (2, "退職日"), (3, "名"), (4, "退職日")]


def test_lines_are_those_of_the_file_though_cells_have_several(file: Path) -> None:
    header = "社員番号,退職理由,姓,名,入社日,部署"
    rows = ['1,"転職\n起業\n学業",山田,太郎,2010/4/1,"営業\r\n部"', '2,"一\n二",鈴木,花子,x,', "", "3,,,一,2010/4/1,"]
    assert problems(file, header, *rows) == [(7, "入社日"), (9, "姓")]


def test_a_row_twice_is_a_problem(file: Path) -> None:
    assert problems(file, HEADER, YAMADA, SUZUKI, YAMADA) == [(4, "社員番号")]


@pytest.mark.parametrize(
    "others",
    [
        ["2015/4/1,"],
        ["2005/4/1,2010/5/1"],
        ["2012/4/1,2013/4/1"],
        ["2000/4/1,"],
        ["2010/4/1,2010/4/1"],
        ["2018/3,"],
        ["2012/4/1,2012/4/1", "2020/4/1,"],
    ],
)
def test_spells_that_overlap_are_a_problem(file: Path, others: list[str]) -> None:
    rows = ["1,山田,太郎,2010/4/1,2018/3/31", *(f"1,山田,太郎,{dates}" for dates in others)]
    assert [column for _, column in problems(file, NARROW, *rows)] == ["入社日"]


@pytest.mark.parametrize(
    ("old", "new", "column"),
    [("山田", "川田", "姓"), ("ヤマダ", "カワダ", "セイ"), ("Taro.Y", "t.y", "メールアドレス")],
)
def test_rows_of_one_number_must_agree_on_the_person(file: Path, old: str, new: str, column: str) -> None:
    later = YAMADA.replace("2010/4/1,2018/3/31", "2020/4/1,").replace(old, new)
    assert problems(file, HEADER, YAMADA, later) == [(3, column)]


def test_a_blank_agrees_with_what_another_row_says(file: Path) -> None:
    later = "A001,山田,太郎,,,,,,2020/4/1,,"
    people, found = read(put(file, HEADER, later, YAMADA))
    assert found == []
    assert people["A001"].values["family_name_kana"] == "ヤマダ"
    assert people["A001"].values["email"] == "taro.yamada@example.jp"


def test_joining_today_is_fine_and_tomorrow_is_not(file: Path) -> None:
    tomorrow = TODAY + timedelta(days=1)
    assert problems(file, NARROW, f"1,山田,太郎,{TODAY},{tomorrow}", f"2,林,一,{tomorrow},") == [(3, "入社日")]


def test_a_line_break_in_a_department_or_reason_is_kept(file: Path) -> None:
    put(file, "社員番号,姓,名,入社日,部署,退職理由", '1,山田,太郎,2010,"営業\n一課","転職\r\n起業"')
    people, found = read(file)
    assert found == []
    assert people["1"].rows[0].spell == {"started": "2010", "department": "営業\n一課", "reason": "転職\r\n起業"}


def test_the_year_9999_is_no_leaving(file: Path) -> None:
    people, found = read(put(file, NARROW, "1,山田,太郎,2010/4/1,9999/12/31"))
    assert found == []
    assert people["1"].rows[0].spell == {"started": "2010-04-01", "ended": None}


def test_a_file_full_of_problems_is_not_read_to_its_end(file: Path) -> None:
    _, found = read_people(open_sheet(put(file, NARROW, *(f"{n},山田,太郎,x," for n in range(5000)))), TODAY, print)
    assert len(found) == 1001
    assert "many more" in found[-1].message


def test_a_problem_repeats_nothing_of_a_person_but_a_date(file: Path) -> None:
    secrets = ["病気療養" * 60, "山田" * 60, "taro@@example.jp", "ヤマダ" * 60]
    reason, name, mail, kana = secrets
    _, found = read(put(file, HEADER, f"1,{name},太郎,{kana},タロウ,,{mail},営業部,２０１０-２-３０,,{reason}"))
    assert [problem.column for problem in found] == ["姓", "セイ", "メールアドレス", "入社日", "退職理由"]
    assert not any(secret[:4] in problem.message for problem in found for secret in secrets)
    assert "“２０１０-２-３０” is not a date" in found[3].message
