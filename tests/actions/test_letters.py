"""Letters: both languages, as text and as HTML, and nothing in them that should not be."""

import re

import pytest

from actions.letters import PATTERNS, Letter, compose
from models.mails import MailKind
from models.networks import Locale

DETAILS = {
    "network": "縁科工業 <b>&",
    "slug": "demo",
    "token": "t0ken_-" * 6,
    "code": "012345",
    "minutes": 15,
    "days": 14,
    "summary": "2",
    "inviter": '"山田" <葵>',
}
ALL = [(kind, locale) for kind in PATTERNS for locale in Locale]


def letter(kind: MailKind, locale: Locale, **other: object) -> Letter:
    return compose(kind, locale, DETAILS | other, "https://enishi.example/")


def test_every_kind_of_mail_has_a_letter_but_announcements_whose_words_are_their_own() -> None:
    assert set(MailKind) - set(PATTERNS) == {MailKind.ANNOUNCEMENT}


@pytest.mark.parametrize(("kind", "locale"), ALL)
def test_every_letter_says_everything_in_its_language(kind: MailKind, locale: Locale) -> None:
    made = letter(kind, locale)
    japanese = re.compile(r"[ぁ-ゖァ-ヺ]")
    for text in (made.text, made.html):
        assert bool(japanese.search(text)) is (locale is Locale.JA)
        assert not re.search(r"\{\w*\}", text)
    assert "縁科工業" in made.subject
    assert f'lang="{locale.lower()}"' in made.html


@pytest.mark.parametrize(("kind", "locale"), ALL)
def test_no_subject_tells_that_somebody_has_left(kind: MailKind, locale: Locale) -> None:
    assert not re.search(
        r"退職|退社|離職|\b(left|leaver|former|retire|alumn)", letter(kind, locale).subject, re.IGNORECASE
    )


@pytest.mark.parametrize(("kind", "locale"), ALL)
def test_the_link_is_the_same_in_text_and_html_and_its_token_goes_to_no_server(kind: MailKind, locale: Locale) -> None:
    made = letter(kind, locale)
    link = f"https://enishi.example/{PATTERNS[kind].page}#network=demo&token={DETAILS['token']}"
    assert link in made.text
    assert f'href="{link.replace("&", "&amp;")}"' in made.html


@pytest.mark.parametrize("kind", [kind for kind, pattern in PATTERNS.items() if pattern.coded])
def test_the_code_stands_in_both(kind: MailKind) -> None:
    made = letter(kind, Locale.JA)
    assert "012345" in made.text
    assert "012345" in made.html


def test_a_name_cannot_write_html_or_headers() -> None:
    made = letter(MailKind.INVITATION, Locale.EN, network="x\r\nBcc: all@example.com")
    assert made.subject == "You are invited to x Bcc: all@example.com"
    assert "<葵>" not in made.html
    assert "&lt;葵&gt;" in made.html


def test_html_loads_nothing_from_anywhere() -> None:
    for kind, locale in ALL:
        assert not re.search(r"src=|<img|<link|<script|url\(", letter(kind, locale).html)
