"""Mails on their way: the worker that sends them by SMTP, and the page that shows them in the demonstration instead."""

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import format_datetime
from html import escape
from typing import Self
from urllib.parse import parse_qs, unquote, urlsplit

import aiosmtplib
import structlog
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse
from starlette.routing import Route

from actions.mails import Bounced, NotYet, Outgoing, Send, outbox, send_next, waiting
from actions.sign_ins import forget_old

PAUSE = 1.0  # seconds between two looks for mails that are due
AFTER_A_FAILURE = 10.0
AN_HOUR = 3_600.0
GRACE = 5.0
SECONDS = 30  # that a mail server has for each answer
NEVER = 500  # from this code on a server will not take the mail later either (RFC 5321)
PAGE_POLICY = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
LOCAL = ("127.0.0.1", "::1", "localhost")
GUARDED = {"content-security-policy": PAGE_POLICY, "cache-control": "no-store", "referrer-policy": "no-referrer"}

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class SmtpServer:
    """Who takes our mail, and as whom we send it."""

    host: str
    port: int
    user: str | None
    password: str | None
    use_tls: bool
    start_tls: bool | None
    sender: str

    @classmethod
    def of(cls, url: str, sender: str) -> Self:
        """The server of a URL: ``smtps://`` speaks TLS from the first byte, ``smtp://`` when the server offers it.

        With a login, or with ``?starttls=required``, it goes without TLS to nobody but this machine.
        """
        parts = urlsplit(url)
        secure = parts.scheme == "smtps"
        wanted = parse_qs(parts.query).get("starttls") == ["required"] or bool(parts.username)
        local = parts.hostname in LOCAL
        return cls(
            parts.hostname or "127.0.0.1",
            parts.port or (465 if secure else 587 if parts.username else 25),
            unquote(parts.username) if parts.username else None,
            unquote(parts.password) if parts.password else None,
            secure,
            True if wanted and not secure and not local else False if secure else None,
            sender,
        )

    async def __call__(self, mail: Outgoing) -> None:
        """Send one mail; raises Bounced and NotYet."""
        try:
            await aiosmtplib.send(
                message_of(mail, self.sender),
                sender=self.sender,
                recipients=[mail.address],
                hostname=self.host,
                port=self.port,
                username=self.user,
                password=self.password,
                use_tls=self.use_tls,
                start_tls=self.start_tls,
                timeout=SECONDS,
            )
        except aiosmtplib.SMTPException as error:
            raise no_of(error) from None
        except OSError:
            raise NotYet from None


def no_of(error: aiosmtplib.SMTPException) -> Bounced | NotYet:
    """What a server's no means: what it says of the recipient or the mail is for good, all else is for now."""
    if isinstance(error, aiosmtplib.SMTPRecipientsRefused):
        error = error.recipients[0]
    code = error.code if isinstance(error, aiosmtplib.SMTPResponseException) else None
    about_the_mail = isinstance(error, aiosmtplib.SMTPRecipientRefused | aiosmtplib.SMTPDataError)
    return Bounced(code) if about_the_mail and code is not None and code >= NEVER else NotYet(code)


def message_of(mail: Outgoing, sender: str) -> EmailMessage:
    """The mail as it goes out. Whatever is sent twice has one Message-ID, by which it is known to be the same."""
    message = EmailMessage()
    message["From"] = sender
    message["To"] = mail.address
    message["Subject"] = mail.letter.subject
    message["Date"] = format_datetime(mail.written_at)
    message["Message-ID"] = f"<{mail.id}@{sender.rpartition('@')[2]}>"
    message["Auto-Submitted"] = "auto-generated"
    if mail.letter.leave is not None:
        message["List-Unsubscribe"] = f"<{mail.letter.leave}>"
        message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    message.set_content(mail.letter.text)
    message.add_alternative(mail.letter.html, subtype="html")
    return message


@asynccontextmanager
async def delivering(url: str, send: Send, public_url: str, *, pause: float = PAUSE) -> AsyncIterator[None]:
    """Send mails while the context lasts; the one that is on its way at the end has a few seconds to arrive."""
    worker = Worker(url, send, public_url, pause)
    task = asyncio.create_task(worker.run())
    try:
        yield
    finally:
        worker.stop.set()
        await asyncio.wait([task], timeout=GRACE)
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task


class Worker:
    """Sends what is due until it is told to stop; whatever goes wrong with the database, it goes on afterwards."""

    def __init__(self, url: str, send: Send, public_url: str, pause: float) -> None:
        self.url = url
        self.send = send
        self.public_url = public_url
        self.pause = pause
        self.stop = asyncio.Event()
        self.forgotten = -AN_HOUR

    async def run(self) -> None:
        """The whole life of it."""
        while not self.stop.is_set():
            try:
                await self.with_one_connection()
            except Exception as error:
                log.warning("mails are not sent for now", kind=type(error).__qualname__)
                await self.rest(AFTER_A_FAILURE)

    async def with_one_connection(self) -> None:
        """Work until the connection is lost, or it is time to stop."""
        async with outbox(self.url) as connection:
            while not self.stop.is_set():
                if not await send_next(connection, self.send, self.public_url):
                    await self.tidy()
                    await self.rest(self.pause)

    async def tidy(self) -> None:
        """Forget once an hour what is of no use any more."""
        if time.monotonic() - self.forgotten > AN_HOUR:
            await forget_old(self.url)
            self.forgotten = time.monotonic()

    async def rest(self, seconds: float) -> None:
        """Wait so long, or until it is time to stop."""
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self.stop.wait(), seconds)


def page(url: str, public_url: str) -> Route:
    """The page of the mails that the demonstration does not send."""

    async def shown(request: Request) -> HTMLResponse:
        if not on_this_machine(request):
            raise HTTPException(404)
        mails = await waiting(url, public_url)
        return HTMLResponse(as_page(mails), headers=GUARDED)

    return Route("/mails", shown)


def on_this_machine(request: Request) -> bool:
    """Whether a browser of this machine asks, under a name of this machine: the mails hold what signs one in."""
    client = request.client.host if request.client else ""
    return client in LOCAL and request.url.hostname in LOCAL


def as_page(mails: list[Outgoing]) -> str:
    """The mails as a page that needs nothing else."""
    body = "\n".join(as_article(mail) for mail in mails) or "<p>まだメールはありません。 · No mail yet.</p>"
    title = "メール · Mails"
    head = f'<!doctype html>\n<html lang="ja">\n<meta charset="utf-8">\n<title>{title}</title>'
    told = "<p>デモではメールを送信しません。 · The demonstration sends none.</p>"
    return f"{head}\n<h1>{title}</h1>\n{told}\n{body}\n</html>\n"


def as_article(mail: Outgoing) -> str:
    """One mail on the page; its HTML is ours, and every name in it is escaped."""
    inner = mail.letter.html.partition("<body>")[2].partition("</body>")[0]
    when = mail.written_at.isoformat(timespec="seconds")
    return (
        f"<hr><article><h2>{escape(mail.letter.subject)}</h2>\n"
        f"<p>{escape(mail.address)} · <time>{escape(when)}</time></p>\n{inner}</article>"
    )
