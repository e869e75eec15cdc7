"""Texts as members write them: what is kept of them, and what they must look like."""

import re
import unicodedata
from urllib.parse import urlsplit

from actions import words
from actions.change import Path
from actions.refusals import Invalid
from actions.words import Words

LONGEST_PAGE, MOST_PAGES, LONGEST_ADDRESS = 500, 10, 254
MUST_BE = Words("This cannot be left empty.", "この項目は空にできません。")
NOT_KANA = Words("Write it in katakana or hiragana.", "カタカナかひらがなで入力してください。")
NOT_LATIN = Words("Write it in Latin letters.", "ローマ字で入力してください。")
NOT_A_PAGE = Words(
    f"An address that begins with https:// or http://, of at most {LONGEST_PAGE} characters.",
    f"https://またはhttp://で始まる{LONGEST_PAGE}文字以内のURLを入力してください。",
)
TOO_MANY_PAGES = Words(f"At most {MOST_PAGES} pages.", f"リンクは{MOST_PAGES}件までです。")
NOT_AN_ADDRESS = Words("This is not a mail address.", "メールアドレスの形式が正しくありません。")
NOT_A_NUMBER = Words("This is not a telephone number.", "電話番号の形式が正しくありません。")

CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
KANA = re.compile(r"[\u3041-\u3096\u309d\u309e\u30a1-\u30fe ・＝=-]+")
ADDRESS = re.compile(r"[^@\s\"(),:;<>\[\\\]]{1,64}@[a-z0-9-]+(\.[a-z0-9-]+)+", re.ASCII)
TELEPHONE = re.compile(r"\+?[0-9]([0-9 ().-]*[0-9])?( ?(ext\.?|x|内線) ?[0-9]+)?")


def line(written: str | None, longest: int, path: Path) -> str | None:
    """One line, blanks as single spaces; None where nothing is left. Raises Invalid."""
    return cut_to(" ".join(written.split()) if written else "", longest, path)


def prose(written: str | None, longest: int, path: Path) -> str | None:
    """A text of several lines; None where nothing is left. Raises Invalid."""
    return cut_to(written.strip() if written else "", longest, path)


def cut_to(text: str, longest: int, path: Path) -> str | None:
    """The text, or None where it is empty; raises Invalid where it is too long, or no text at all."""
    if CONTROL.search(text):
        raise Invalid(words.WRONG_VALUE, path)
    if len(text) > longest:
        raise Invalid(words.TOO_LONG, path, most=longest)
    return text or None


def said(written: str | None, longest: int, path: Path) -> str:
    """One line that must not be empty; raises Invalid."""
    text = line(written, longest, path)
    if text is None:
        raise Invalid(MUST_BE, path)
    return text


def kana(written: str | None, longest: int, path: Path) -> str | None:
    """A name in kana; raises Invalid."""
    text = line(written, longest, path)
    if text and not KANA.fullmatch(unicodedata.normalize("NFKC", text)):
        raise Invalid(NOT_KANA, path)
    return text


def latin(written: str | None, longest: int, path: Path) -> str | None:
    """A name in Latin letters; raises Invalid."""
    text = line(written, longest, path)
    letters = [each for each in unicodedata.normalize("NFC", text or "") if each.isalpha()]
    if text and not (letters and all(unicodedata.name(each, "").startswith("LATIN") for each in letters)):
        raise Invalid(NOT_LATIN, path)
    return text


def page(written: str | None, path: Path) -> str | None:
    """The address of a page; raises Invalid. Whatever it names is somebody else's: it is not asked for."""
    if written is None or not written.strip():
        return None
    text = written.strip()
    if len(text) > LONGEST_PAGE or re.search(r"\s", text) or CONTROL.search(text) or not is_page(text):
        raise Invalid(NOT_A_PAGE, path)
    return text


def is_page(text: str) -> bool:
    """Does it name a host that is asked by HTTP, and no password with it?"""
    try:
        parts = urlsplit(text)
        return parts.scheme in ("https", "http") and bool(parts.hostname) and "@" not in parts.netloc
    except ValueError:
        return False


def pages(written: list[str] | None, path: str) -> list[str]:
    """Several pages, each once; raises Invalid."""
    found = [page(each, (path, str(number))) for number, each in enumerate(written or [])]
    once = list(dict.fromkeys(each for each in found if each))
    if len(once) > MOST_PAGES:
        raise Invalid(TOO_MANY_PAGES, path)
    return once


def address(written: str | None, path: Path) -> str | None:
    """A mail address, its host in lower case; raises Invalid."""
    if written is None or not written.strip():
        return None
    local, at, host = written.strip().rpartition("@")
    text = f"{local}{at}{host.lower()}"
    if len(text) > LONGEST_ADDRESS or not ADDRESS.fullmatch(text):
        raise Invalid(NOT_AN_ADDRESS, path)
    return text


def telephone(written: str | None, longest: int, path: Path) -> str | None:
    """A telephone number, as it is written; raises Invalid."""
    text = line(unicodedata.normalize("NFKC", written) if written else None, longest, path)
    if text and not TELEPHONE.fullmatch(text):
        raise Invalid(NOT_A_NUMBER, path)
    return text
