"""What HR systems export is recognised; what is no roster is refused with what to do."""

import codecs
from pathlib import Path

import pytest

from actions.refusals import ImportRefused
from actions.roster_file import LARGEST, open_sheet
from tests.actions.roster import HEADER, NARROW, YAMADA, put, put_bytes, read


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "roster.csv"


def person(file: Path, number: str) -> dict[str, str | None]:
    """The one person of a file without problems."""
    people, problems = read(file)
    assert problems == []
    assert list(people) == [number]
    return people[number].values


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932", "utf-16", "LE", "BE"])
@pytest.mark.parametrize("delimiter", [",", "\t"])
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_every_encoding_delimiter_and_line_end_reads_alike(
    file: Path, encoding: str, delimiter: str, newline: str
) -> None:
    text = newline.join((HEADER, "A001,髙橋,﨑子,ﾀｶﾊｼ,ｻｷｺ,,,①課～,2010/4/1,,")).replace(",", delimiter)
    marks = {"LE": codecs.BOM_UTF16_LE, "BE": codecs.BOM_UTF16_BE}
    codec = f"utf-16-{encoding.lower()}" if encoding in marks else encoding
    people, problems = read(put_bytes(file, marks.get(encoding, b"") + text.encode(codec)))
    assert problems == []
    assert list(people["A001"].values.values()) == ["髙橋", "﨑子", "タカハシ", "サキコ", None, None]
    assert people["A001"].rows[0].spell["department"] == "①課～"


@pytest.mark.parametrize(
    "header",
    [
        "従業員番号,姓,名,フリガナ（姓）,フリガナ（名）,入社年月日",
        "社員No.,氏,名, せい ,めい,入社日",
        "employee_number,Family Name,GIVEN-NAME,姓(カナ),名(ｶﾅ),Hire Date",
        "社員　番号,姓*,名※,ｾｲ,ﾒｲ,入社日",
        '"社員\n番号","姓","名","セイ","メイ","入社日"',
    ],
)
def test_headings_are_recognised_however_they_are_written(file: Path, header: str) -> None:
    put(file, header, "A001,山田,太郎,ヤマダ,タロウ,2010-04-01")
    assert list(person(file, "A001").values()) == ["山田", "太郎", "ヤマダ", "タロウ"]


def test_a_whole_name_is_split_at_its_first_space(file: Path) -> None:
    put(file, "社員番号,氏名,フリガナ,入社日", "1,李　小 龍,ﾘｰ ｼｬｵﾛﾝ,2010")
    assert list(person(file, "1").values()) == ["李", "小 龍", "リー", "シャオロン"]


def test_a_whole_name_without_a_space_is_a_problem(file: Path) -> None:
    _, problems = read(put(file, "社員番号,氏名,入社日", "1,山田太郎,2010"))
    assert [(problem.line, problem.column) for problem in problems] == [(2, "氏名")]


def test_a_whole_name_gives_way_to_its_parts(file: Path) -> None:
    put(file, "社員番号,氏名,姓,名,入社日", "1,山田太郎,山田,太郎,2010")
    assert person(file, "1") == {"family_name": "山田", "given_name": "太郎"}
    assert open_sheet(file).ignored == ["氏名"]


def test_a_part_gives_way_to_the_whole_name_where_the_other_part_is_missing(file: Path) -> None:
    put(file, "社員番号,氏名,名,入社日", "1,山田 太郎,次郎,2010")
    assert person(file, "1") == {"family_name": "山田", "given_name": "太郎"}
    assert open_sheet(file).ignored == ["名"]


def test_unknown_columns_are_told_once_and_ignored(file: Path) -> None:
    put(file, f"血液型,{NARROW},備考\x1b[2J,", "A,1,山田,太郎,2010/4/1,,メモ,")
    assert person(file, "1") == {"family_name": "山田", "given_name": "太郎"}
    assert open_sheet(file).ignored == ["血液型", "備考�[2J", "(column 8)"]


def test_blank_lines_and_trailing_commas_are_nothing(file: Path) -> None:
    put(file, "", NARROW, ",,,,", "", "1,山田,太郎,2010/4/1,,,", "   ")
    assert person(file, "1") == {"family_name": "山田", "given_name": "太郎"}


@pytest.mark.parametrize("number", ["００１２", " 0012 ", "　0012"])
def test_an_employee_number_is_the_same_in_any_width(file: Path, number: str) -> None:
    assert person(put(file, NARROW, f"{number},山田,太郎,2010,"), "0012")


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "is empty"),
        (codecs.BOM_UTF8, "is empty"),
        (b"\r\n , \r\n", "is empty"),
        (HEADER.encode(), "no rows"),
        (f"{HEADER}\n,,,,,,,,,,\n".encode(), "no rows"),
        (b"PK\x03\x04" + bytes(100), "Excel workbook"),
        (b"\xd0\xcf\x11\xe0" + bytes(100), "Excel workbook"),
        (f"{HEADER}\n1,山\0田".encode(), ":2: holds a NUL"),
        (f"{HEADER}\n{YAMADA}".encode("utf-16-le"), "neither UTF-8"),
        (f"{HEADER}\n{YAMADA}".encode("utf-32"), "NUL"),
        (f"{HEADER}\n{YAMADA}".encode("euc-jp"), "neither UTF-8"),
        (b"number,name\n1,\xb5\xdc\n", "neither UTF-8"),
        (f"{HEADER}\n{YAMADA}\n".encode() + b"\xff", ":3: is not valid UTF-8"),
        (codecs.BOM_UTF16_LE + f"{HEADER}\n".encode("utf-16-le") + b"\x00\xd8\x00", "not valid UTF-16"),
        ("氏名,メール\n山田 太郎,a@example.jp".encode("cp932"), "SHIFT_JIS) has no column 社員番号, 入社日"),
        ("社員番号,姓,入社日\n1,山田,2010".encode(), "has no column 名"),
        (f"{NARROW},退社日\n".encode(), "退職日 and 退社日 mean the same"),
        (f'{HEADER}\n{YAMADA}\n"A002,鈴木\n\n'.encode(), ":3: a quoted cell"),
        (f'{HEADER}\n"A001"x{YAMADA}\n'.encode(), ":2: a quoted cell"),
        (f'{HEADER}\n1,"{"x" * 200_000}"'.encode(), ":2: "),
    ],
)
def test_a_file_that_is_no_roster_is_refused(file: Path, content: bytes, words: str) -> None:
    put_bytes(file, content)
    with pytest.raises(ImportRefused) as refused:
        read(file)
    assert words in refused.value.message
    assert refused.value.message.startswith("roster.csv")
    assert refused.value.message.isprintable()


def test_what_is_no_file_or_too_large_is_refused(file: Path) -> None:
    with pytest.raises(ImportRefused, match="is not a file"):
        open_sheet(file)
    with pytest.raises(ImportRefused, match="is not a file"):
        open_sheet(file.parent)
    with file.open("wb") as large:
        large.truncate(LARGEST + 1)
    with pytest.raises(ImportRefused, match="larger than 100 MB"):
        open_sheet(file)
