"""A roster file as an HR system exports it: its encoding, its delimiter, and what its columns mean."""

import csv
import io
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from actions.refusals import ImportRefused

LARGEST = 100 * 1024 * 1024

# What each column may be called; case, width, spaces and signs do not matter, hiragana is katakana.
HEADINGS = {
    "number": "社員番号 従業員番号 職員番号 社番 社員no 従業員no 社員コード 従業員コード 職員コード 社員id 従業員id"
    " employee_number employee_no employee_id employee_code staff_number",
    "family_name": "姓 氏 苗字 名字 漢字姓 姓漢字 family_name last_name surname",
    "given_name": "名 漢字名 名漢字 given_name first_name",
    "name": "氏名 名前 社員名 従業員名 社員氏名 従業員氏名 漢字氏名 氏名漢字 name full_name employee_name",
    "family_name_kana": "セイ カナ姓 姓カナ カナセイ セイカナ 姓フリガナ フリガナ姓 姓ヨミ 姓ヨミガナ"
    " family_name_kana last_name_kana kana_family_name",
    "given_name_kana": "メイ カナ名 名カナ カナメイ メイカナ 名フリガナ フリガナ名 名ヨミ 名ヨミガナ"
    " given_name_kana first_name_kana kana_given_name",
    "name_kana": "フリガナ カナ氏名 氏名カナ シメイ 氏名フリガナ フリガナ氏名 カナ ヨミガナ 氏名ヨミ"
    " name_kana full_name_kana kana",
    "former_name": "旧姓 旧氏 former_name former_family_name maiden_name",
    "email": "メールアドレス メール eメール eメールアドレス 電子メール 個人メールアドレス 個人メール 私用メールアドレス"
    " email email_address mail mail_address e-mail",
    "department": "部署 部署名 部門 部門名 所属 所属名 所属部署 所属部門 最終所属 退職時所属 退職時部署"
    " department division",
    "started": "入社日 入社年月日 入社年月 入職日 採用日 採用年月日 joined joined_on joined_at joining_date join_date"
    " date_joined hire_date hired_on date_of_hire start_date started",
    "ended": "退職日 退社日 退職年月日 退社年月日 退職年月 離職日 離職年月日 left left_on left_at leaving_date"
    " date_left termination_date resignation_date end_date ended",
    "reason": "退職理由 退社理由 離職理由 退職事由 退職区分 reason leaving_reason"
    " reason_for_leaving termination_reason",
}
SPLIT_NAMES = {"name": ("family_name", "given_name"), "name_kana": ("family_name_kana", "given_name_kana")}
REQUIRED = {"number": "社員番号", "family_name": "姓", "given_name": "名", "started": "入社日"}

MARKS = {b"\xef\xbb\xbf": "utf-8", b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be"}
WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
JAPANESE = re.compile("[\u3041-\u30ff\u4e00-\u9fff]")
# Where Python's CP932 puts bytes that no character has.
NOT_IN_CP932 = re.compile("[\x80\xa0\uf8f0-\uf8f3]")


class Record(NamedTuple):
    """A row of the file and the physical line on which it begins."""

    line: int
    cells: list[str]

    def line_of(self, place: int) -> int:
        """The physical line on which a cell begins: cells before it may hold line breaks."""
        return self.line + sum(len(re.findall("\r\n|\r|\n", cell)) for cell in self.cells[:place])


@dataclass(frozen=True)
class Sheet:
    """A file that was recognised: ``places`` says which column holds which field."""

    name: str
    text: str
    delimiter: str
    header: list[str]
    places: dict[int, str]

    @property
    def ignored(self) -> list[str]:
        """The columns that mean nothing to us."""
        return [self.column(place) for place in range(len(self.header)) if place not in self.places]

    def column(self, place: int) -> str:
        """The name of a column as the file has it."""
        return printable(self.header[place]) or f"(column {place + 1})"

    def place_of(self, field: str) -> int:
        """The place of the column that a field is read from."""
        return next(place for place, name in self.places.items() if field in SPLIT_NAMES.get(name, (name,)))

    def rows(self) -> Iterator[Record]:
        """The rows below the header that are not blank."""
        records = read_records(self.name, self.text, self.delimiter)
        next(records)
        return records


def open_sheet(file: Path) -> Sheet:
    """The file, recognised. Refuses what is no roster, and says what to do."""
    name = printable(file.name)
    text, encoding = decode(name, content_of(file, name))
    delimiter = max(",\t", key=lambda sign: len(fields_in(first_record(text, sign))))
    header = next(read_records(name, text, delimiter), None)
    if header is None:
        raise ImportRefused(f"{name} is empty.")
    sheet = Sheet(name, text, delimiter, header.cells, places_in(name, header.cells))
    missing = [label for field, label in REQUIRED.items() if field not in fields_of(sheet.places)]
    if missing:
        raise ImportRefused(f"{name} (read as {encoding}) has no column {', '.join(missing)}; see docs/roster.md.")
    return sheet


def content_of(file: Path, name: str) -> bytes:
    """The bytes of the file. Refuses what is no text before it is read at length."""
    try:
        if not file.is_file():
            raise ImportRefused(f"{name} is not a file.")
        if file.stat().st_size > LARGEST:
            raise ImportRefused(f"{name} is larger than 100 MB; import it in parts.")
        content = file.read_bytes()
    except OSError as error:
        raise ImportRefused(f"{name} cannot be read: {error.strerror}.") from None
    if content.startswith(WORKBOOKS):
        raise ImportRefused(f"{name} is an Excel workbook; save it as “CSV UTF-8” and import that.")
    return content


def decode(name: str, content: bytes) -> tuple[str, str]:
    """The text of the file and the encoding that it was written in."""
    mark = next((mark for mark in MARKS if content.startswith(mark)), b"")
    encoding = MARKS[mark] if mark else "utf-8"
    try:
        text = content[len(mark) :].decode(encoding)
    except UnicodeDecodeError as error:
        before = content[len(mark) : len(mark) + error.start].decode(encoding, "ignore")
        if mark or JAPANESE.search(before):
            raise ImportRefused(
                f"{name}:{last_line(before)}: is not valid {encoding.upper()}; export it anew."
            ) from None
        text, encoding = decode_cp932(name, content), "Shift_JIS"
    if (nul := text.find("\0")) >= 0:
        raise ImportRefused(f"{name}:{last_line(text[:nul])}: holds a NUL byte; save it as “CSV UTF-8”.")
    return text, encoding.upper()


def decode_cp932(name: str, content: bytes) -> str:
    """The text in Microsoft's Shift_JIS. Refuses EUC-JP, whose bytes would pass for half-width kana."""
    text = decoded(content, "cp932")
    # Shift_JIS with an everyday kanji or kana in it is never valid EUC-JP.
    if text is None or NOT_IN_CP932.search(text) or decoded(content, "euc_jp") is not None:
        raise ImportRefused(f"{name} is neither UTF-8, Shift_JIS nor UTF-16 with its mark; save it as “CSV UTF-8”.")
    return text


def decoded(content: bytes, encoding: str) -> str | None:
    """The text, or None if these bytes are none in that encoding."""
    try:
        return content.decode(encoding)
    except UnicodeDecodeError:
        return None


def read_records(name: str, text: str, delimiter: str) -> Iterator[Record]:
    """The records of a delimited text that are not blank, with their physical lines."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    line = 1
    try:
        for cells in reader:
            if any(map(str.strip, cells)):
                yield Record(line, cells)
            line = reader.line_num + 1
    except csv.Error as error:
        raise ImportRefused(f"{name}:{line}: a quoted cell does not end as it should ({error}).") from None


def first_record(text: str, delimiter: str) -> list[str]:
    """The first record, as far as the text can be read with this delimiter."""
    try:
        record = next(read_records("", text, delimiter), None)
    except ImportRefused:
        return []
    return record.cells if record else []


def fields_in(header: list[str]) -> list[tuple[int, str]]:
    """Place and field of every column that is recognised."""
    return [(place, FIELDS[word]) for place, cell in enumerate(header) if (word := folded(cell)) in FIELDS]


def places_in(name: str, header: list[str]) -> dict[int, str]:
    """Which column holds which field. Refuses two columns for one field."""
    found = fields_in(header)
    needless = needless_of({field for _, field in found})
    places = {place: field for place, field in found if field not in needless}
    for field, count in Counter(places.values()).items():
        if count > 1:
            columns = [printable(header[place]) for place, other in places.items() if other == field]
            raise ImportRefused(f"{name}: the columns {' and '.join(columns)} mean the same; keep one of them.")
    return places


def needless_of(fields: set[str]) -> set[str]:
    """A whole name is not needed beside both its parts, and one part is not needed beside the whole name."""
    return {
        needless
        for whole, parts in SPLIT_NAMES.items()
        if whole in fields
        for needless in ((whole,) if fields.issuperset(parts) else parts)
    }


def fields_of(places: dict[int, str]) -> set[str]:
    """The fields that can be read from these columns."""
    return {target for field in places.values() for target in SPLIT_NAMES.get(field, (field,))}


def folded(heading: str) -> str:
    """A heading as it is recognised: NFKC, lower case, katakana, letters and digits only."""
    text = unicodedata.normalize("NFKC", heading).casefold()
    return "".join(chr(ord(c) + 0x60) if "ぁ" <= c <= "ゖ" else c for c in text if c.isalnum())


def printable(text: str) -> str:
    """A piece of the file on one line, safe on a terminal."""
    words = " ".join(text.split())[:60]
    return "".join(c if c.isprintable() else "�" for c in words)


def last_line(text: str) -> int:
    """The number of the line on which a text ends."""
    return len(re.findall("\r\n|\r|\n", text)) + 1


FIELDS = {folded(heading): field for field, headings in HEADINGS.items() for heading in headings.split()}
