"""Letters: what a mail says, in the languages of the product, as text and as HTML.

No subject tells that somebody has left a company: who looks over a shoulder reads subjects.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from html import escape
from typing import Any
from urllib.parse import urlencode

from actions.words import Words
from models.mails import MailKind
from models.networks import Locale


@dataclass(frozen=True)
class Letter:
    """A mail as it is sent."""

    subject: str
    text: str
    html: str
    # Where a mail client can end mails of this kind for its user, by one POST (RFC 8058).
    leave: str | None = None


@dataclass(frozen=True)
class Pattern:
    """A kind of letter: its sentences, the button among them, and the page that the button opens.

    ``{name}`` stands for a detail of the mail. ``button`` and ``code`` come after the first sentence.
    """

    subject: Words
    sentences: tuple[Words, ...]
    button: Words
    page: str
    coded: bool = False


IGNORE = Words(
    "If you did not ask for this, you need not do anything.",
    "お心当たりがない場合は、このメールを破棄してください。",
)
MINUTES = Words("Both work once, within {minutes} minutes.", "リンクとコードは{minutes}分以内に1回だけ使えます。")
RHYTHM = Words(
    "There you also choose what comes by mail, and when.",
    "メールで受け取る内容や時間帯は、お知らせの設定から変更できます。",
)
CODE = Words("Or type this code:", "または次のコードを入力してください：")

PATTERNS = {
    MailKind.INVITATION: Pattern(
        Words("You are invited to {network}", "【{network}】ご招待"),
        (
            Words(
                "{inviter} invites you to join {network}, a closed network.",
                "{inviter}さんから、会員限定ネットワーク「{network}」への招待が届いています。",
            ),
            Words(
                "The link works once, within {days} days.",
                "リンクの有効期限は{days}日間で、1回だけ使えます。",
            ),
            IGNORE,
        ),
        Words("Accept the invitation", "招待を受ける"),
        "join",
    ),
    MailKind.SIGN_IN: Pattern(
        Words("Sign in to {network}", "【{network}】ログイン用リンク"),
        (
            Words("Sign in to {network} with this link.", "次のリンクから「{network}」にログインできます。"),
            MINUTES,
            IGNORE,
        ),
        Words("Sign in", "ログインする"),
        "sign-in",
        coded=True,
    ),
    MailKind.CLAIM: Pattern(
        Words("Confirm your address for {network}", "【{network}】メールアドレスの確認"),
        (
            Words(
                "Confirm that this address is yours, and {network} will look for you in its records.",
                "このメールアドレスをご確認いただくと、「{network}」の名簿と照合いたします。",
            ),
            MINUTES,
            IGNORE,
        ),
        Words("Confirm the address", "メールアドレスを確認する"),
        "claim",
        coded=True,
    ),
    MailKind.CLAIM_APPROVED: Pattern(
        Words("Welcome to {network}", "【{network}】ご登録が完了しました"),
        (
            Words(
                "You are a member of {network} now. Sign in with this address.",
                "「{network}」へのご登録が完了しました。このメールアドレスでログインできます。",
            ),
        ),
        Words("Sign in", "ログインする"),
        "sign-in",
    ),
    MailKind.NOTIFICATIONS: Pattern(
        Words("News for you in {network}", "【{network}】新しいお知らせがあります"),
        (
            Words("Waiting for you in {network}: {summary}.", "「{network}」にお知らせがあります：{summary}"),
            RHYTHM,
        ),
        Words("See them", "お知らせを見る"),
        "notifications",
    ),
    MailKind.DIGEST: Pattern(
        Words("What is new for you in {network}", "【{network}】お知らせのまとめ"),
        (
            Words("Unread in {network}: {summary}.", "「{network}」の未読のお知らせ：{summary}"),
            RHYTHM,
        ),
        Words("See them", "お知らせを見る"),
        "notifications",
    ),
    MailKind.CLAIM_REJECTED: Pattern(
        Words("Your request to {network}", "【{network}】お申し込みについて"),
        (
            Words(
                "We could not confirm what you told us, so you are not a member of {network} yet.",
                "ご申告の内容を確認できなかったため、「{network}」へのご登録は完了していません。",
            ),
            Words(
                "You may try again, or ask the office of the network.",
                "再度お申し込みいただくか、事務局までお問い合わせください。",
            ),
        ),
        Words("Try again", "もう一度申し込む"),
        "claim",
    ),
}


def compose(kind: MailKind, locale: Locale, details: Mapping[str, Any], public_url: str) -> Letter:
    """The letter of this kind, whose links lead to ``public_url``."""
    pattern = PATTERNS[kind]
    # A line break in a name must not begin another header.
    told = {name: " ".join(str(value).split()) for name, value in details.items()}
    sentences = [each.told(locale, told) for each in pattern.sentences]
    link = link_to(pattern, details, public_url)
    button = pattern.button.told(locale, told)
    code = (CODE.told(locale, {}), told["code"]) if pattern.coded else None
    subject = pattern.subject.told(locale, told)
    return Letter(subject, as_text(sentences, link, code), as_html(sentences, link, button, code, locale))


def link_to(pattern: Pattern, details: Mapping[str, Any], public_url: str) -> str:
    """Where the button leads. A token stands behind the #: browsers send that to nobody, so no log holds it."""
    told = {"network": details["slug"]} | ({"token": details["token"]} if "token" in details else {})
    return f"{public_url.rstrip('/')}/{pattern.page}#{urlencode(told)}"


def as_text(sentences: list[str], link: str, code: tuple[str, str] | None) -> str:
    """The letter for those who read text."""
    first, *rest = sentences
    coded = [" ".join(code)] if code else []
    return "\n\n".join([first, link, *coded, *rest]) + "\n"


def as_html(sentences: list[str], link: str, button: str, code: tuple[str, str] | None, locale: Locale) -> str:
    """The letter for those who read HTML; it loads nothing from anywhere."""
    first, *rest = (f"<p>{escape(each)}</p>" for each in sentences)
    opened = f'<p><a href="{escape(link)}"><strong>{escape(button)}</strong></a></p>'
    coded = [f"<p>{escape(code[0])}</p><p><big><code>{escape(code[1])}</code></big></p>"] if code else []
    body = "\n".join([first, opened, *coded, *rest])
    language = locale.value.lower()
    return f'<!doctype html>\n<html lang="{language}">\n<meta charset="utf-8">\n<body>\n{body}\n</body>\n</html>\n'
