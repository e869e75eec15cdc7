"""Rosters for the tests of their import."""

from datetime import date
from pathlib import Path

from actions.roster_changes import completed, overlaps
from actions.roster_file import open_sheet
from actions.roster_rows import Person, Problem, read_people

HEADER = "社員番号,姓,名,セイ,メイ,旧姓,メールアドレス,部署,入社日,退職日,退職理由"
YAMADA = "A001,山田,太郎,ヤマダ,タロウ,,Taro.Yamada@Example.jp,営業部,2010/4/1,2018/3/31,転職のため"
SUZUKI = "A002,鈴木,花子,スズキ,ハナコ,佐藤,,開発部,2015年4月,,"
NARROW = "社員番号,姓,名,入社日,退職日"
TODAY = date(2025, 4, 1)


def put(file: Path, *lines: str) -> Path:
    """Write these lines as Excel does."""
    return put_bytes(file, "".join(f"{line}\r\n" for line in lines).encode())


def put_bytes(file: Path, content: bytes) -> Path:
    """Write these bytes."""
    file.write_bytes(content)
    return file


def read(file: Path) -> tuple[dict[str, Person], list[Problem]]:
    """The people of a file and all its problems, as the import would find them in an empty roster."""
    sheet = open_sheet(file)
    people, problems = read_people(sheet, TODAY, lambda *_: None)
    for person in people.values():
        problems += overlaps(sheet, completed(person, []))
    return people, problems
